#include "sim/core/column.h"

#include <sys/mman.h>

namespace sim {
namespace {

constexpr std::size_t cache_line = 64, huge_page = std::size_t{1} << 21;

std::align_val_t alignment_of(std::size_t bytes) { return std::align_val_t{bytes < 2 * huge_page ? cache_line : huge_page}; }

}  // namespace

void* allocate_array(std::size_t bytes) {
  void* const at = ::operator new(bytes, alignment_of(bytes));
  if (bytes >= 2 * huge_page) ::madvise(at, bytes / huge_page * huge_page, MADV_HUGEPAGE);  // refused: small pages serve too
  return at;
}

void free_array(void* at, std::size_t bytes) noexcept { ::operator delete(at, alignment_of(bytes)); }

}  // namespace sim

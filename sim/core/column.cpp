#include "sim/core/column.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>

#include "sim/core/kernel.h"

namespace sim {
namespace {

constexpr std::size_t cache_line = 64, huge_page = std::size_t{1} << 21;

std::align_val_t alignment_of(std::size_t bytes) { return std::align_val_t{bytes < 2 * huge_page ? cache_line : huge_page}; }

// Moves one worker's part into the totals, passing over stretches of cells in which there is nothing. In the highest bit of
// what it returns: a sum's sign differed from both of its parts' (a form that vectorises).
SIM_KERNEL
std::uint64_t take_over(std::int64_t* __restrict totals, std::int64_t* __restrict part, std::size_t cells) {
  constexpr std::size_t stretch = 64;
  std::uint64_t overflow = 0;
  for (std::size_t first = 0; first < cells; first += stretch) {
    const std::size_t last = first + stretch < cells ? first + stretch : cells;
    std::int64_t any = 0;
    for (std::size_t cell = first; cell < last; ++cell) any |= part[cell];
    if (any == 0) continue;
    for (std::size_t cell = first; cell < last; ++cell) {
      const auto total = static_cast<std::uint64_t>(totals[cell]), more = static_cast<std::uint64_t>(part[cell]), sum = total + more;
      overflow |= (total ^ sum) & (more ^ sum);
      totals[cell] = static_cast<std::int64_t>(sum);
      part[cell] = 0;
    }
  }
  return overflow;
}

}  // namespace

void Scatter::collect() {
  std::fill(totals_.begin(), totals_.end(), 0);
  std::uint64_t overflow = 0;
  for (std::vector<std::int64_t>& part : partial_) overflow |= take_over(totals_.data(), part.data(), part.size());
  ensure(overflow >> 63 == 0, "a sum over agents left the range of 64 bits");
}

void* allocate_array(std::size_t bytes) {
  void* const at = ::operator new(bytes, alignment_of(bytes));
  if (bytes >= 2 * huge_page) ::madvise(at, bytes / huge_page * huge_page, MADV_HUGEPAGE);  // refused: small pages serve too
  return at;
}

void free_array(void* at, std::size_t bytes) noexcept { ::operator delete(at, alignment_of(bytes)); }

}  // namespace sim

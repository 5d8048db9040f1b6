#include "sim/core/block.h"

#include <omp.h>

#include <algorithm>
#include <exception>

namespace sim {
namespace {

constexpr std::size_t cached_block = 4096;  // people; their columns stay in the second-level cache
constexpr std::size_t worth_sharing = 8'000;  // people; with half as many, waking threads takes as long as it saves

// A block as large as the cache likes, but small enough that every worker gets an equal number of them.
std::size_t choose_block_size(std::size_t people, unsigned workers) {
  const std::size_t rounds = (people + cached_block * workers - 1) / (cached_block * workers);
  const std::size_t blocks = std::max<std::size_t>(rounds, 1) * workers;
  const std::size_t size = (people + blocks - 1) / blocks;
  return (size + 63) / 64 * 64;
}

}  // namespace

std::byte* Scratch::bytes(std::size_t size) {
  if (used_ == slabs_.size()) {
    slabs_.emplace_back();
    sizes_.push_back(0);
  }
  if (sizes_[used_] < size) {
    slabs_[used_].reset(new std::byte[size]);
    sizes_[used_] = size;
  }
  return slabs_[used_++].get();
}

void Workers::each_block(std::size_t people, const std::function<void(const Block&)>& kernel) {
  const std::size_t size = std::max<std::size_t>(block_size_ ? block_size_ : choose_block_size(people, people < worth_sharing ? 1 : count()), 1);
  const auto blocks = static_cast<std::ptrdiff_t>((people + size - 1) / size);
  std::vector<std::exception_ptr> failures(count());
  const auto work = [&](std::ptrdiff_t block, unsigned worker) {
    if (failures[worker]) return;
    try {
      const std::size_t first = static_cast<std::size_t>(block) * size;
      kernel({first, std::min(first + size, people), worker, &scratch_[worker]});
    } catch (...) {
      failures[worker] = std::current_exception();
    }
  };
  if (count() == 1 || blocks == 1 || (block_size_ == 0 && people < worth_sharing)) {
    for (std::ptrdiff_t block = 0; block < blocks; ++block) work(block, 0);
  } else {
#pragma omp parallel for schedule(static) num_threads(static_cast<int>(count()))
    for (std::ptrdiff_t block = 0; block < blocks; ++block) work(block, static_cast<unsigned>(omp_get_thread_num()));
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace sim

//! For kernels in which few people need more than a look: a first loop over all marks them and vectorises, a second one works
//! on the marked alone.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

#include "sim/core/kernel.h"

namespace sim {

//! Calls `work(row)` for every row whose mark is not 0, in order.
template <class Work>
SIM_INLINE void each_marked(std::span<const std::uint8_t> marks, Work work) {
  constexpr std::size_t at_once = sizeof(std::uint64_t);
  std::size_t first = 0;
  for (; first + at_once <= marks.size(); first += at_once) {
    std::uint64_t eight;
    std::memcpy(&eight, marks.data() + first, at_once);
    if (eight == 0) continue;
    for (std::size_t row = first; row < first + at_once; ++row)
      if (marks[row] != 0) work(row);
  }
  for (; first < marks.size(); ++first)
    if (marks[first] != 0) work(first);
}

}  // namespace sim

//! Wealth exchange as one would write it by hand, without an engine: what the engine is measured against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rival {

class WealthExchange {
 public:
  WealthExchange(std::size_t people, std::uint32_t seed);
  void step();
  double gini() const;

 private:
  std::size_t people_, padded_;
  std::uint32_t seed_, month_ = 0;
  std::vector<std::int32_t> wealth_;      // [person]
  std::vector<std::int32_t> neighbours_;  // [person][8]
  std::vector<std::uint8_t> gain_;        // [person] units received this month
};

}  // namespace rival

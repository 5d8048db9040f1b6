//! Logit choice under social influence as one would write it by hand, without an engine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rival {

class LogitChoice {
 public:
  static constexpr std::size_t options = 5;

  LogitChoice(std::size_t people, std::uint32_t seed);
  void step();
  //! People who chose an option, as a share.
  double share(std::size_t option) const;

 private:
  std::size_t people_, padded_;
  std::uint32_t seed_, month_ = 0;
  std::array<std::vector<float>, options> taste_;  // [person]
  std::vector<float> sensitivity_;                 // [person]
  std::vector<std::int32_t> neighbours_;           // [person][8]
  std::vector<std::uint8_t> shift_, next_shift_;   // [person] 8 x option chosen: the byte to count it in
  std::array<std::int64_t, options> beyond_{};     // people who chose a higher option
};

}  // namespace rival

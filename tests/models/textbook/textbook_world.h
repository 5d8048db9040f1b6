//! A small world of a textbook model for tests: defaults with a few settings changed.
#pragma once

#include "tests/models/small_world.h"

namespace test {

//! A textbook model, set up and ready for its first month.
template <class World>
class TextbookWorld {
 public:
  explicit TextbookWorld(const Settings& changes = {}, std::uint32_t seed = 1)
      : settings_(sim::ModelOf<World>(), changes), draws_(seed, 0) {
    settings_.setup.seed = seed;
    settings_.setup.threads = 1;
    run_ = std::make_unique<sim::RunOf<World>>(settings_.setup);
    run_->set_up();
  }

  World& world() { return run_->world(); }
  const sim::Draws& draws() const { return draws_; }

  //! Whole months of the schedule, recorded; the books of each are closed.
  void live(int months) {
    for (int k = 0; k < months; ++k) {
      run_->step(record_);
      run_->observe(record_);
      record_.end_month();
    }
  }
  //! Whole months without a look at them.
  void pass(int months) {
    for (int k = 0; k < months; ++k) run_->step(record_);
  }
  const std::vector<double>& series(const std::string& name) const {
    const std::vector<double>* found = record_.find_series(name);
    if (!found) throw std::invalid_argument("no series " + name);
    return *found;
  }

 private:
  SettingsOf settings_;
  sim::Draws draws_;
  std::unique_ptr<sim::RunOf<World>> run_;
  sim::io::Recorder record_;
};

}  // namespace test

//! A small world for tests of rooms: defaults with a few settings changed, and the means to run a process by hand.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/world.h"
#include "sim/core/run.h"
#include "sim/io/recorder.h"
#include "sim/io/scenario.h"

namespace test {

using Settings = std::map<std::string, sim::Value>;

//! A constant as a timeline.
inline sim::Timeline constant(sim::Value value) { return {std::move(value), {}}; }

//! The settings of a run: every declared default, changed where `changes` says so. Throws where a path is not declared.
class SettingsOf {
 public:
  SettingsOf(const sim::Model& model, const Settings& changes) {
    Settings left = changes;
    for (const sim::Parameter& parameter : model.parameters()) {
      const auto changed = left.find(parameter.path);
      timelines_.push_back(constant(changed == left.end() ? parameter.initial : changed->second));
      if (changed != left.end()) left.erase(changed);
    }
    if (!left.empty()) throw std::invalid_argument("not a parameter: " + left.begin()->first);
    for (const sim::Timeline& timeline : timelines_) setup.settings.push_back(&timeline);
  }
  SettingsOf(const SettingsOf&) = delete;

  sim::Setup setup;

 private:
  std::vector<sim::Timeline> timelines_;
};

//! A world of peer production, set up and ready for its first month.
class SmallWorld {
 public:
  explicit SmallWorld(const Settings& changes = {}, std::uint32_t seed = 1, unsigned threads = 1, std::size_t block_size = 0)
      : settings_(model(), with_defaults(changes)), draws_(seed, 0) {
    settings_.setup.seed = seed;
    settings_.setup.threads = threads;
    settings_.setup.block_size = block_size;
    run_ = std::make_unique<sim::RunOf<models::World>>(settings_.setup);
    run_->set_up();
    scratch_ = std::make_unique<sim::Scratch>();
  }

  static const sim::ModelOf<models::World>& model() {
    static const sim::ModelOf<models::World> model;
    return model;
  }

  models::World& world() { return run_->world(); }
  sim::RunOf<models::World>& run() { return *run_; }
  sim::Ledger& ledger() { return world().ledger; }

  //! What a process is handed in month `number`.
  sim::Month month(int number = 0) { return {number, sim::after(settings_.setup.start, number), draws_, ledger(), &record_}; }
  //! All people as one block.
  sim::Block everybody() {
    scratch_->release();
    return {0, world().size("person"), 0, scratch_.get()};
  }
  //! Runs an `each person` process over everybody and applies what it posted, as the engine would.
  template <class Room>
  void each(void (*process)(Room&, const models::World&, const sim::Month&, const sim::Block&), Room& room, int number = 0) {
    process(room, world(), month(number), everybody());
    ledger().settle(number);
  }
  template <class Room>
  void once(void (*process)(Room&, const models::World&, const sim::Month&), Room& room, int number = 0) {
    process(room, world(), month(number));
  }

  //! Whole months of the schedule, recorded.
  void live(int months) {
    for (int k = 0; k < months; ++k) {
      run_->step(record_);
      run_->observe(record_);
      record_.books(ledger());
      record_.end_month();
    }
  }
  const std::vector<double>& series(const std::string& name) const {
    const std::vector<double>* found = record_.find_series(name);
    if (!found) throw std::invalid_argument("no series " + name);
    return *found;
  }
  //! Mean of a series over its last `months`.
  double recent(const std::string& name, int months) const {
    const std::vector<double>& all = series(name);
    double sum = 0.0;
    for (std::size_t t = all.size() - static_cast<std::size_t>(months); t < all.size(); ++t) sum += all[t];
    return sum / months;
  }
  //! What flowed under a name in the month, in EUR.
  double flow(const std::string& name) {
    double sum = 0.0;
    for (const auto& cell : ledger().month_flows())
      if (cell.name == name) sum += cell.amount.eur();
    return sum;
  }
  //! Money of everybody and every organisation, the bank's worth included; constant but for lending.
  sim::Money all_money() {
    sim::Money sum;
    for (const sim::Money amount : ledger().people()) sum += amount;
    for (std::size_t j = 0; j < world().organisations.count(); ++j) sum += ledger().deposit(j);
    return sum;
  }

 private:
  static Settings with_defaults(Settings changes) {
    changes.emplace("people.count", std::int64_t{400});
    changes.emplace("platforms.entry.places", std::int64_t{0});  // so that its platforms are three, whatever happens
    return changes;
  }

  SettingsOf settings_;
  sim::Draws draws_;
  std::unique_ptr<sim::RunOf<models::World>> run_;
  std::unique_ptr<sim::Scratch> scratch_;
  sim::io::Recorder record_;
};

//! A series' mean over the second year of 4,000 people with some settings changed.
inline double second_year(const std::string& series, const Settings& changes) {
  Settings settings = changes;
  settings.emplace("people.count", std::int64_t{4'000});
  SmallWorld small(settings);
  small.live(24);
  return small.recent(series, 12);
}

//! What a scenario records in its first `months`, on the schedule of `World`.
template <class World>
sim::io::Recorder live(const sim::io::Scenario& scenario, int months) {
  sim::Setup setup;
  for (const sim::Parameter& parameter : SmallWorld::model().parameters()) setup.settings.push_back(&scenario.timeline(parameter.path));
  setup.start = scenario.start();
  setup.seed = 7;
  sim::RunOf<World> run(setup);
  run.set_up();
  sim::io::Recorder record;
  for (int month = 0; month < months; ++month) {
    run.step(record);
    run.observe(record);
    record.books(run.ledger());
    record.end_month();
  }
  return record;
}

}  // namespace test

//! The loop: month after month, process after process, and the books close.
#pragma once

#include <chrono>
#include <span>
#include <tuple>
#include <utility>

#include "sim/core/error.h"
#include "sim/core/model.h"
#include "sim/core/schedule.h"

namespace sim {

//! Sets parameter members to their values at a date, money parameters carried along with prices or wages.
class ParameterBinder : public ParameterVisitor {
 public:
  ParameterBinder(const Setup& setup, Date date, double price_index, double wage_index)
      : next_(setup.settings.begin()), date_(date), price_index_(price_index), wage_index_(wage_index) {}
  void section(std::string_view) override {}

 protected:
  void real(double& member, const RealRow& row) override;
  void integer(std::int64_t& member, const IntegerRow& row) override;
  void toggle(bool& member, const SwitchRow& row) override;
  void choice(int& member, const ChoiceRow& row) override;

 private:
  const Value& value() { return (*next_++)->at(date_); }
  std::vector<const Timeline*>::const_iterator next_;
  Date date_;
  double price_index_, wage_index_;
};

//! Sizes columns to their dimension and fills them with values that nobody may compute with.
class ColumnAllocator : public ColumnVisitor {
 public:
  ColumnAllocator(std::function<std::size_t(std::string_view)> size, Workers& workers) : size_(std::move(size)), workers_(workers) {}

 protected:
  void allocate(const ColumnRow& row, std::size_t, const Allocation& allocation) override { allocation(size_(row.per), workers_); }

 private:
  std::function<std::size_t(std::string_view)> size_;
  Workers& workers_;
};

//! Adds up what columns would take, without taking it.
class ColumnMeasure : public ColumnVisitor {
 public:
  explicit ColumnMeasure(std::function<std::size_t(std::string_view)> size) : size_(std::move(size)) {}
  double bytes_needed = 0.0;

 protected:
  void allocate(const ColumnRow& row, std::size_t one, const Allocation&) override {
    bytes_needed += static_cast<double>(size_(row.per)) * static_cast<double>(one);
  }

 private:
  std::function<std::size_t(std::string_view)> size_;
};

//! Calls `visit(room)` for every room of a world.
template <class World>
void for_each_room(World& world, auto&& visit) {
  std::apply([&](auto&... room) { (visit(room), ...); }, world.rooms());
}

//! Sets every parameter of every room to its value at `date`.
template <class World>
void bind_parameters(World& world, const Setup& setup, Date date, double price_index, double wage_index) {
  ParameterBinder binder(setup, date, price_index, wage_index);
  for_each_room(world, [&](auto& room) {
    if constexpr (requires { room.parameters; }) room.parameters.declare(binder);
  });
}

//! Visits every column of every room.
template <class World>
void visit_columns(World& world, ColumnVisitor& column) {
  for_each_room(world, [&](auto& room) {
    if constexpr (requires { room.declare(column); }) {
      column.section(room.path);
      room.declare(column);
    }
  });
}

//! Lets every room that has observables show them.
template <class World>
void observe_rooms(World& world, Observer& observer) {
  for_each_room(world, [&](auto& room) {
    if constexpr (requires { observe(std::as_const(room), std::as_const(world), observer); })
      observe(std::as_const(room), std::as_const(world), observer);
  });
}

//! One run of a World: its rooms, its schedule cut into groups, and the clock.
template <class World>
class RunOf final : public Simulation {
 public:
  explicit RunOf(Setup setup)
      : setup_(std::move(setup)),
        draws_(setup_.seed, setup_.replicate),
        workers_(setup_.threads, setup_.block_size),
        seconds_(World::schedule().size(), std::vector<double>(setup_.threads)) {
    bind_parameters(world_, setup_, setup_.start, 1.0, 1.0);
    open_world();
  }

  void set_up() override {
    world_.set_up(Month{.number = -1, .date = setup_.start, .draws = draws_, .ledger = world_.ledger});
    world_.ledger.finish_opening();
  }

  void step(Observer& observer) override {
    const Month month{number_, after(setup_.start, number_), draws_, world_.ledger, &observer};
    observer.month = number_;
    bind_parameters(world_, setup_, month.date, price_index(), wage_index());
    for (std::size_t first = 0; first < World::schedule().size();) first = run_group(first, month);
    world_.ledger.close(number_);
    ++number_;
  }

  void observe(Observer& observer) override {
    observer.month = number_ - 1;
    observe_rooms(world_, observer);
  }

  int months_done() const override { return number_; }
  const Ledger& ledger() const override { return world_.ledger; }

  void visit(ColumnVisitor& column) override {
    column.section("clock");
    column(number_, {.name = "month", .per = "", .unit = "month", .doc = "months done"});
    column.section("ledger");
    world_.ledger.declare(column);
    visit_columns(world_, column);
  }

  std::vector<Timing> timings() const override {
    std::vector<Timing> timings;
    for (std::size_t row = 0; row < World::schedule().size(); ++row) {
      double sum = 0.0;
      for (const double seconds : seconds_[row]) sum += seconds;
      timings.push_back({std::string(World::schedule()[row].room) + "." + std::string(World::schedule()[row].name), sum});
    }
    return timings;
  }

  World& world() { return world_; }

 private:
  // Against the start; 1 in worlds without prices.
  double price_index() const {
    if constexpr (requires { world_.price_index(); }) return world_.price_index();
    else return 1.0;
  }
  double wage_index() const {
    if constexpr (requires { world_.wage_index(); }) return world_.wage_index();
    else return 1.0;
  }

  using Clock = std::chrono::steady_clock;

  void open_world() {
    for_each_room(world_, [&](auto& room) {
      if constexpr (requires(FlowVisitor flow) { room.declare(flow); }) {
        FlowVisitor flow(world_.ledger);
        room.declare(flow);
      }
    });
    if constexpr (requires { world_.prepare(1u); }) world_.prepare(workers_.count());
    world_.ledger.open(world_.size("person"), world_.size("organisation"), workers_);
    ColumnAllocator allocator([this](std::string_view per) { return world_.size(per); }, workers_);
    visit_columns(world_, allocator);
  }

  // Runs a `once` row, or as many `each person` rows as may share a pass over the blocks; returns the next row.
  std::size_t run_group(std::size_t first, const Month& month) {
    const auto schedule = World::schedule();
    if (schedule[first].once) {
      const auto start = Clock::now();
      schedule[first].once(world_, month);
      if constexpr (requires { world_.apply_requests(month); }) world_.apply_requests(month);
      seconds_[first][0] += std::chrono::duration<double>(Clock::now() - start).count();
      return first + 1;
    }
    const std::size_t last = end_of_group(first);
    workers_.each_block(world_.size("person"), [&](const Block& block) {
      auto start = Clock::now();
      for (std::size_t row = first; row < last; ++row) {
        schedule[row].each(world_, month, block);
        block.scratch->release();
        const auto end = Clock::now();
        seconds_[row][block.worker] += std::chrono::duration<double>(end - start).count();
        start = end;
      }
    });
    world_.ledger.settle(month.number);
    return last;
  }

  static std::size_t end_of_group(std::size_t first) {
    const auto schedule = World::schedule();
    std::size_t last = first + 1;
    for (; last < schedule.size() && schedule[last].each; ++last)
      for (std::size_t row = first; row < last; ++row)
        if (schedule[last].conflicts_with(schedule[row])) return last;
    return last;
  }

  Setup setup_;
  Draws draws_;
  Workers workers_;
  World world_;
  int number_ = 0;
  std::vector<std::vector<double>> seconds_;  // by schedule row and worker
};

//! Makes a Model of a World type.
template <class World>
class ModelOf final : public Model {
 public:
  ModelOf() {
    World world;
    ParameterCollector collector;
    for_each_room(world, [&](auto& room) {
      if constexpr (requires { room.parameters; }) {
        collector.section(room.path);
        room.parameters.declare(collector);
      }
    });
    parameters_ = std::move(collector.parameters);
    check_unique(World::purposes);
  }
  std::string_view name() const override { return World::name; }
  std::string_view summary() const override { return World::summary; }
  std::vector<std::string> headlines() const override { return {World::headlines.begin(), World::headlines.end()}; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<ScheduleRow> schedule() const override {
    std::vector<ScheduleRow> rows;
    for (const auto& process : World::schedule())
      rows.push_back({std::string(process.room) + "." + std::string(process.name), std::string(process.sentence),
                      process.each ? "each person" : "once"});
    return rows;
  }
  std::unique_ptr<Simulation> create(Setup setup) const override {
    return std::make_unique<RunOf<World>>(std::move(setup));
  }
  double predicted_bytes(const Setup& setup) const override {
    World world;
    bind_parameters(world, setup, setup.start, 1.0, 1.0);
    if constexpr (requires { world.prepare(1u); }) world.prepare(1);
    ColumnMeasure measure([&](std::string_view per) { return world.size(per); });
    visit_columns(world, measure);
    measure.bytes_needed += static_cast<double>(world.size("person")) * sizeof(Money);
    return measure.bytes_needed;
  }

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace sim

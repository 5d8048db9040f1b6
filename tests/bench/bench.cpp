//! Speed, size and growth in one table: ./beachhead bench [--people N] [--quick]
//!
//! What is compared takes turns (engine and rival, one and two threads, with and without recording), so that a busy machine
//! slows both: trust ratios (medians of rounds) before rates. Set-up is timed apart from the months. Refuses to report on a
//! rival whose outcome is not the engine's, or on threads that change a result.
#include <malloc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "models/textbook/logit_choice.h"
#include "models/textbook/wealth_exchange.h"
#include "models/world.h"
#include "sim/core/run.h"
#include "sim/io/recorder.h"
#include "tests/bench/rival_logit_choice.h"
#include "tests/bench/rival_wealth_exchange.h"
#include "tests/models/small_world.h"

namespace {

using Clock = std::chrono::steady_clock;

double processor_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

//! Processor time of work on this thread: other programs cost it cache and clock rate, but no waiting.
double processor_seconds_of(auto&& work) {
  const double start = processor_now();
  work();
  return processor_now() - start;
}

double seconds_of(auto&& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

[[noreturn]] void refuse(const std::string& why) {
  std::fprintf(stderr, "beachhead_bench: %s\n", why.c_str());
  std::exit(1);
}

// --- the table: a name and up to four numbers

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

void heading(const char* title, const std::array<const char*, 4>& columns) {
  std::printf("\n%-44s", title);
  for (const char* column : columns) std::printf(" %14s", column);
  std::printf("\n");
}

void row(const std::string& name, const std::array<double, 4>& values) {
  std::printf("  %-42s", name.c_str());
  for (const double value : values) {
    if (std::isnan(value)) std::printf(" %14s", "");
    else std::printf(" %14.*f", std::abs(value) < 10.0 ? 2 : 1, value);
  }
  std::printf("\n");
}

//! Keeps the last value of every series.
class LastValues final : public sim::Observer {
 public:
  std::map<std::string, double, std::less<>> value;

  void series(const sim::ObservableRow& row, double shown) override { value[std::string(row.name)] = shown; }
  void table(std::string_view, const sim::ObservableRow&, std::span<const sim::Axis>,
             std::span<const double>) override {}
  void table(std::string_view, const sim::ObservableRow&, std::span<const sim::Axis>,
             std::span<const std::int64_t>) override {}
  void event(std::string_view, std::string) override {}
};

//! Adds up the columns of each room.
class ColumnSizes final : public sim::ColumnVisitor {
 public:
  std::map<std::string, double> bytes_of;
  void section(std::string_view room) override { room_ = room; }

 private:
  void bytes(const sim::ColumnRow&, std::span<std::byte> values, std::size_t) override { bytes_of[room_] += static_cast<double>(values.size()); }
  std::string room_;
};

//! A model on the engine, with its clock.
template <class World>
class Run {
 public:
  Run(const std::string& count, std::size_t people, unsigned threads)
      : settings_(model(), {{count, static_cast<std::int64_t>(people)}}) {
    settings_.setup.threads = threads;
    run_ = model().create(settings_.setup);
    set_up_seconds = seconds_of([&] { run_->set_up(); });
  }

  static const sim::ModelOf<World>& model() {
    static const sim::ModelOf<World> model;
    return model;
  }

  void step() { run_->step(seen_); }
  //! What recording adds to a month.
  void record() {
    run_->observe(recorder_);
    recorder_.books(run_->ledger());
    recorder_.end_month();
  }
  const LastValues& observe() {
    run_->observe(seen_);
    return seen_;
  }
  std::vector<sim::Timing> timings() const { return run_->timings(); }
  //! Bytes of columns, by room.
  std::map<std::string, double> bytes() const {
    ColumnSizes sizes;
    run_->visit(sizes);
    return sizes.bytes_of;
  }

  double set_up_seconds = 0.0;

 private:
  test::SettingsOf settings_;
  std::unique_ptr<sim::Simulation> run_;
  LastValues seen_;
  sim::io::Recorder recorder_;
};

// --- what the machine can do

//! Bytes read and written a second while arrays far larger than the caches are copied, as STREAM counts them. [GB/s]
double copy_rate(unsigned threads) {
  constexpr std::size_t each = std::size_t{1} << 27;
  std::vector<std::vector<char>> from(threads, std::vector<char>(each, 1)), to(threads, std::vector<char>(each, 2));
  std::vector<double> seconds;
  for (int round = 0; round < 5; ++round)
    seconds.push_back(seconds_of([&] {
      std::vector<std::thread> workers;
      for (unsigned k = 0; k < threads; ++k) workers.emplace_back([&, k] { std::memcpy(to[k].data(), from[k].data(), each); });
      for (std::thread& worker : workers) worker.join();
    }));
  return 2.0 * static_cast<double>(each) * threads / *std::min_element(seconds.begin(), seconds.end()) / 1e9;
}

// --- textbook models against rivals

struct Outcome {
  std::string name;
  double engine, rival;
};

void demand_agreement(const std::vector<Outcome>& outcomes, std::size_t people) {
  const double tolerance = 0.002 + 3.0 / std::sqrt(static_cast<double>(people));
  for (const auto& [name, engine, rival] : outcomes)
    if (!(std::abs(engine - rival) < tolerance))
      refuse(name + ": engine " + std::to_string(engine) + ", rival " + std::to_string(rival) + ": not the same model");
}

//! Engine on one thread and rival by processor time, engine on one and two threads by the clock; all take turns.
template <class World, class Rival>
void race(const std::string& name, const std::string& count, std::size_t people, int rounds,
          const std::function<std::vector<Outcome>(const LastValues&, const Rival&)>& outcomes) {
  constexpr int months = 5;
  Run<World> one(count, people, 1), two(count, people, 2);
  Rival rival(people, 1);
  std::vector<double> engine_seconds, rival_seconds, against_rival, two_seconds, speed_up;
  const auto months_of = [](auto& model) {
    return [&model] {
      for (int month = 0; month < months; ++month) model.step();
    };
  };
  for (int round = -1; round < rounds; ++round) {  // round -1 warms up
    double engine = 0.0;
    const double on_one = seconds_of([&] { engine = processor_seconds_of(months_of(one)); });
    const double of_rival = processor_seconds_of(months_of(rival));
    const double on_two = seconds_of(months_of(two));
    if (round < 0) continue;
    engine_seconds.push_back(engine);
    rival_seconds.push_back(of_rival);
    against_rival.push_back(engine / of_rival);
    two_seconds.push_back(on_two);
    speed_up.push_back(on_one / on_two);
  }
  demand_agreement(outcomes(one.observe(), rival), people);
  const double updates = static_cast<double>(people) * months / 1e6;
  row(name + ", engine [M updates/s]", {updates / median(engine_seconds), updates / median(two_seconds), median(speed_up), nothing});
  row(name + ", rival", {updates / median(rival_seconds), nothing, nothing, median(against_rival)});
}

void race_textbooks(std::size_t people, int rounds) {
  race<models::WealthExchangeWorld, rival::WealthExchange>(
      "wealth exchange", "textbook.wealth_exchange.count", people, rounds, [](const LastValues& engine, const rival::WealthExchange& rival) {
        return std::vector<Outcome>{{"Gini", engine.value.at("gini_wealth"), rival.gini()}};
      });
  race<models::LogitChoiceWorld, rival::LogitChoice>(
      "logit choice", "textbook.logit_choice.count", people, rounds, [](const LastValues& engine, const rival::LogitChoice& rival) {
        std::vector<Outcome> outcomes;
        for (std::size_t k = 0; k < rival::LogitChoice::options; ++k) {
          const std::string name = "share_of_option_" + std::to_string(k + 1);
          outcomes.push_back({name, engine.value.at(name), rival.share(k)});
        }
        return outcomes;
      });
}

// --- the whole economy

using Economy = Run<models::World>;

std::unique_ptr<Economy> economy(std::size_t people, unsigned threads) {
  return std::make_unique<Economy>("people.count", people, threads);
}

//! A field of /proc/self/status, in bytes: "VmRSS" now, "VmHWM" at most since forget_peak().
double memory(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field + ":")) return 1024.0 * std::strtod(line.c_str() + field.size() + 1, nullptr);
  return std::nan("");
}
void forget_peak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

void measure_growth(const std::vector<std::size_t>& sizes, std::size_t person_months) {
  heading("Growth: economy on one thread, processor time", {"set-up", "month", "columns", "peak"});
  heading("  people", {"us/person", "ns/person", "B/person", "B/person"});
  for (const std::size_t people : sizes) {
    forget_peak();
    const double before = memory("VmRSS");
    std::unique_ptr<Economy> run;
    const double set_up = processor_seconds_of([&] { run = economy(people, 1); });
    run->step();
    const std::size_t months = std::clamp<std::size_t>(person_months / people, 4, 240);
    const double seconds = processor_seconds_of([&] {
      for (std::size_t month = 0; month < months; ++month) run->step();
    });
    const auto n = static_cast<double>(people);
    double columns = 0.0;
    for (const auto& [room, bytes] : run->bytes()) columns += bytes;
    row(std::to_string(people), {1e6 * set_up / n, 1e9 * seconds / (n * static_cast<double>(months)), columns / n, (memory("VmHWM") - before) / n});
  }
}

struct Share {
  double seconds = 0.0, bytes = 0.0;
};

//! Seconds of whole months and bytes by room, the settling of flows and the closing of the books among them.
void print_rooms(const Economy& run, double all, double person_months, double people) {
  std::map<std::string, Share> rooms;
  double sum = 0.0;
  for (const sim::Timing& timing : run.timings()) {
    rooms[timing.process.substr(0, timing.process.rfind('.'))].seconds += timing.seconds;
    sum += timing.seconds;
  }
  for (const auto& [room, bytes] : run.bytes()) rooms[room].bytes = bytes;
  rooms["ledger"].seconds = all - sum;
  std::vector<std::pair<std::string, Share>> sorted(rooms.begin(), rooms.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](auto& a, auto& b) { return a.second.seconds > b.second.seconds; });
  heading("Rooms: the month on one thread", {"% of time", "ns/person", "B/person", ""});
  for (const auto& [room, share] : sorted)
    row(room, {100.0 * share.seconds / all, 1e9 * share.seconds / person_months, share.bytes / people, nothing});
}

//! What two threads could make of these months if kernels took half the time and the steps between them what they take (Amdahl).
double most_speed_up(const Economy& one, const Economy& two, double all) {
  const std::vector<sim::ScheduleRow> schedule = Economy::model().schedule();
  const std::vector<sim::Timing> alone = one.timings(), shared = two.timings();
  double with_two = all;
  for (std::size_t row = 0; row < alone.size(); ++row)
    with_two += (schedule[row].kind == "each person" ? 0.5 * alone[row].seconds : shared[row].seconds) - alone[row].seconds;
  return all / with_two;
}

void demand_equal(const LastValues& one, const LastValues& two) {
  const auto equal = [](auto& a, auto& b) {
    return a.first == b.first && (a.second == b.second || (std::isnan(a.second) && std::isnan(b.second)));
  };
  if (!std::equal(one.value.begin(), one.value.end(), two.value.begin(), two.value.end(), equal))
    refuse("one and two threads give different results");
}

void measure_economy(std::size_t people, int months, double copied) {
  std::unique_ptr<Economy> one, two;
  std::thread beside([&] { two = economy(people, 2); });  // nothing is measured yet
  one = economy(people, 1);
  beside.join();
  double all = seconds_of([&] { one->step(); });
  two->step();  // the first month warms up

  std::vector<double> of_one, of_two, speed_up, recording;
  for (int month = 1; month <= months; ++month) {
    of_one.push_back(seconds_of([&] { one->step(); }));
    of_two.push_back(seconds_of([&] { two->step(); }));
    speed_up.push_back(of_one.back() / of_two.back());
    recording.push_back(1.0 + seconds_of([&] { one->record(); }) / of_one.back());
    demand_equal(one->observe(), two->observe());
    all += of_one.back();
  }
  const auto n = static_cast<double>(people);
  double bytes = 0.0;
  for (const auto& [room, size] : one->bytes()) bytes += size;
  row("economy [M person-months/s]", {n / median(of_one) / 1e6, n / median(of_two) / 1e6, median(speed_up), nothing});
  row("  the most that steps outside kernels allow", {nothing, nothing, most_speed_up(*one, *two, all), nothing});
  row("  columns touched once a month / copying", {bytes / median(of_one) / 1e9 / copied, nothing, nothing, nothing});
  row("  recording on / off", {median(recording), nothing, nothing, nothing});
  print_rooms(*one, all, n * (months + 1), n);
}

}  // namespace

int main(int argc, char** argv) try {
  std::size_t people = 1'000'000;
  bool quick = false;
  for (int at = 1; at < argc; ++at) {
    const std::string_view option = argv[at];
    if (option == "--quick") quick = true;
    else if (option == "--people" && at + 1 < argc) people = std::strtoull(argv[++at], nullptr, 10);
    else refuse("usage: ./beachhead bench [--people N] [--quick]");
  }
  if (people < 1000) refuse("--people must be at least 1000");
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  double load = 0.0;
  getloadavg(&load, 1);
  std::printf("%zu people, %u processors, load when started %.1f%s\n", people, std::thread::hardware_concurrency(), load,
              load > 0.5 ? ": a busy machine, trust ratios only" : "");
  measure_growth({people / 100, people / 10, people}, quick ? 1'000'000 : 10'000'000);
  heading("Rates", {"1 thread", "2 threads", "2 / 1", "engine / rival"});
  const double one = copy_rate(1), two = copy_rate(2);
  row("copying memory [GB/s]", {one, two, two / one, nothing});
  race_textbooks(people, quick ? 7 : 25);
  measure_economy(people, quick ? 6 : 24, one);
} catch (const std::exception& error) {
  refuse(error.what());
}

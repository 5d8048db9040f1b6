//! Speed, size and growth, measured in one run: textbook models against hand-written rivals, then the whole economy.
//!
//!     beachhead_bench [--people N] [--quick]
//!
//! Engine and rival take turns, so that a busy machine slows both: trust ratios (medians of rounds) before rates.
//! Set-up is timed apart from the months. Refuses to report on a rival whose outcome is not the engine's, or on threads
//! that change a result.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
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
  const LastValues& observe() {
    run_->observe(seen_);
    return seen_;
  }
  std::vector<sim::Timing> timings() const { return run_->timings(); }
  double predicted_bytes() const { return model().predicted_bytes(settings_.setup); }

  double set_up_seconds = 0.0;

 private:
  test::SettingsOf settings_;
  std::unique_ptr<sim::Simulation> run_;
  LastValues seen_;
};

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

//! `months` a round, engine and rival in turn; prints agent-updates per second and the median ratio of times.
void race(const char* name, std::size_t people, int rounds, int months, const std::function<void()>& engine,
          const std::function<void()>& rival) {
  std::vector<double> engine_seconds, rival_seconds, ratios;
  for (int round = -1; round < rounds; ++round) {  // round -1 warms up
    const auto time = [&](const std::function<void()>& step) {
      return processor_seconds_of([&] {
        for (int month = 0; month < months; ++month) step();
      });
    };
    const double of_engine = time(engine), of_rival = time(rival);
    if (round < 0) continue;
    engine_seconds.push_back(of_engine);
    rival_seconds.push_back(of_rival);
    ratios.push_back(of_engine / of_rival);
  }
  const double updates = static_cast<double>(people) * months / 1e6;
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  std::printf("%-18s %12.1f %12.1f %10.2f %6.2f-%.2f", name, updates / median(engine_seconds),
              updates / median(rival_seconds), median(ratios), *least, *most);
}

void race_textbooks(std::size_t people, int rounds, int months) {
  std::printf(
      "Textbook models, %zu people, 1 thread, %d rounds of %d months, engine and rival in turn, processor time\n\n",
      people, rounds, months);
  std::printf("%-18s %12s %12s %10s %11s  %s\n%-18s %12s %12s %10s %11s  %s\n", "", "engine", "rival", "time ratio", "",
              "outcome (engine, rival)", "", "M updates/s", "M updates/s", "median", "range", "");
  {
    Run<models::WealthExchangeWorld> engine("textbook.wealth_exchange.count", people, 1);
    rival::WealthExchange rival(people, 1);
    race(
        "wealth exchange", people, rounds, months, [&] { engine.step(); }, [&] { rival.step(); });
    const std::vector<Outcome> outcomes{{"Gini", engine.observe().value.at("gini_wealth"), rival.gini()}};
    demand_agreement(outcomes, people);
    std::printf("   Gini %.4f %.4f\n", outcomes[0].engine, outcomes[0].rival);
  }
  {
    Run<models::LogitChoiceWorld> engine("textbook.logit_choice.count", people, 1);
    rival::LogitChoice rival(people, 1);
    race(
        "logit choice", people, rounds, months, [&] { engine.step(); }, [&] { rival.step(); });
    std::vector<Outcome> outcomes;
    for (std::size_t k = 0; k < rival::LogitChoice::options; ++k) {
      const std::string name = "share_of_option_" + std::to_string(k + 1);
      outcomes.push_back({name, engine.observe().value.at(name), rival.share(k)});
    }
    demand_agreement(outcomes, people);
    std::printf("   share of option 1 %.4f %.4f\n", outcomes[0].engine, outcomes[0].rival);
  }
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

//! Seconds of whole months by process, the ledger's closing among them.
void print_shares(const Economy& run, double all) {
  std::vector<sim::Timing> timings = run.timings();
  double sum = 0.0;
  for (const sim::Timing& timing : timings) sum += timing.seconds;
  timings.push_back({"(settling, closing the books)", all - sum});
  std::stable_sort(timings.begin(), timings.end(), [](auto& a, auto& b) { return a.seconds > b.seconds; });
  for (std::size_t row = 0; row < std::min<std::size_t>(12, timings.size()); ++row)
    std::printf("  %-44s %6.1f %%\n", timings[row].process.c_str(), 100.0 * timings[row].seconds / all);
}

//! What two threads could make of these months if kernels took half the time (Amdahl).
double most_speed_up(const Economy& run, double all) {
  const std::vector<sim::ScheduleRow> schedule = Economy::model().schedule();
  const std::vector<sim::Timing> timings = run.timings();
  double kernels = 0.0;
  for (std::size_t row = 0; row < timings.size(); ++row)
    if (schedule[row].kind == "each person") kernels += timings[row].seconds;
  return all / (all - 0.5 * kernels);
}

void demand_equal(const LastValues& one, const LastValues& two) {
  const auto equal = [](auto& a, auto& b) {
    return a.first == b.first && (a.second == b.second || (std::isnan(a.second) && std::isnan(b.second)));
  };
  if (!std::equal(one.value.begin(), one.value.end(), two.value.begin(), two.value.end(), equal))
    refuse("one and two threads give different results");
}

void measure_economy(std::size_t people, int months) {
  forget_peak();
  const double before = memory("VmRSS");
  const auto one = economy(people, 1);
  const double first_month = seconds_of([&] { one->step(); });
  const double peak = memory("VmHWM") - before;
  const auto two = economy(people, 2);
  two->step();  // the first month warms up

  std::vector<double> of_one, of_two, ratios;
  double observing = 0.0;
  for (int month = 1; month <= months; ++month) {
    of_one.push_back(seconds_of([&] { one->step(); }));
    of_two.push_back(seconds_of([&] { two->step(); }));
    ratios.push_back(of_one.back() / of_two.back());
    observing += seconds_of([&] { one->observe(); });
    demand_equal(one->observe(), two->observe());
  }
  const double all = std::accumulate(of_one.begin(), of_one.end(), first_month);
  const auto people_now = static_cast<double>(people);

  std::printf("\nPeer production, %zu people, %d months, 1 and 2 threads in turn, wall time; equal results\n\n", people,
              months);
  std::printf("  %-44s %8.2f %8.2f s\n", "set-up, 1 and 2 threads", one->set_up_seconds, two->set_up_seconds);
  std::printf("  %-44s %8.2f %8.2f M person-months/s\n", "median month, 1 and 2 threads",
              people_now / median(of_one) / 1e6, people_now / median(of_two) / 1e6);
  std::printf("  %-44s %8.2f\n", "speed-up by the second thread, median", median(ratios));
  std::printf("  %-44s %8.2f\n", "  the most that steps outside kernels allow", most_speed_up(*one, all));
  std::printf("  %-44s %8.1f %% of a month\n", "showing the observables", 100.0 * observing / (all - first_month));
  std::printf("  %-44s %8.1f B\n", "a person, predicted", one->predicted_bytes() / people_now);
  std::printf("  %-44s %8.1f B\n\n", "a person, peak of set-up and one month", peak / people_now);
  std::printf("Share of the months on 1 thread\n\n");
  print_shares(*one, all);
}

void measure_growth(const std::vector<std::size_t>& sizes, std::size_t person_months) {
  std::printf("\nGrowth, 1 thread, processor time\n\n  %10s %10s %16s %16s\n", "people", "months", "set-up, s/M",
              "ns/person-month");
  for (const std::size_t people : sizes) {
    const auto run = economy(people, 1);
    run->step();
    const std::size_t months = std::clamp<std::size_t>(person_months / people, 6, 240);
    const double seconds = processor_seconds_of([&] {
      for (std::size_t month = 0; month < months; ++month) run->step();
    });
    std::printf("  %10zu %10zu %16.2f %16.1f\n", people, months,
                1e6 * run->set_up_seconds / static_cast<double>(people),
                1e9 * seconds / static_cast<double>(people * months));
  }
}

}  // namespace

int main(int argc, char** argv) try {
  std::size_t people = 1'000'000;
  bool quick = false;
  for (int at = 1; at < argc; ++at) {
    const std::string_view option = argv[at];
    if (option == "--quick") quick = true;
    else if (option == "--people" && at + 1 < argc) people = std::strtoull(argv[++at], nullptr, 10);
    else refuse("usage: beachhead_bench [--people N] [--quick]");
  }
  if (people < 1000) refuse("--people must be at least 1000");
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  double load = 0.0;
  getloadavg(&load, 1);
  std::printf("Processors %u, load when started %.1f%s\n\n", std::thread::hardware_concurrency(), load,
              load > 0.5 ? ": a busy machine, do not trust rates or two threads" : "");
  race_textbooks(people, quick ? 7 : 25, 5);
  measure_economy(people, quick ? 6 : 24);
  measure_growth({people / 100, people / 10, people}, quick ? 1'000'000 : 10'000'000);
} catch (const std::exception& error) {
  refuse(error.what());
}

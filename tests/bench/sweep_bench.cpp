//! What a sweep costs beyond its runs, and how well two workers share two cores.
//!
//!     beachhead_sweep_bench [RUNS]
//!
//! The same runs are worked off by a bare loop in this process and by sweeps of one and of two workers, taking turns, so that a
//! busy machine slows all of them. Processor time counts everything that a sweep does: workers, driver, segments on disk. Trust
//! ratios before times; elapsed times mean something on a quiet machine only.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "models/textbook/wealth_exchange.h"
#include "models/world.h"
#include "sim/core/run.h"
#include "sim/study/batch.h"
#include "sim/study/sweep.h"

namespace {

namespace io = sim::io;
namespace study = sim::study;

struct Times {
  double elapsed = 0.0, processor = 0.0;  // [s]
};

double seconds_of(const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); }

//! Does the work in a process of its own, so that every one starts with the same memory; its children count.
template <class Work>
Times times_of(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t process = ::fork();
  if (process == 0) {
    work();
    std::_Exit(0);
  }
  int status = 0;
  rusage used{};
  ::wait4(process, &status, 0, &used);
  if (status != 0) {
    std::fprintf(stderr, "beachhead_sweep_bench: a sweep failed\n");
    std::exit(1);
  }
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          seconds_of(used.ru_utime) + seconds_of(used.ru_stime)};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void loop(const study::Plan& plan, const sim::Model& model) {
  for (const study::PlannedRun& planned : plan.runs()) {
    study::Options options;
    options.first_replicate = planned.replicate;
    options.record = plan.design().record;
    std::vector<study::Arm> arms;
    arms.push_back({"study", plan.scenario(planned.point)});
    study::Batch batch(model, std::move(arms), 1, options);
    study::Progress progress;
    batch.work(progress);
  }
}

void sweep(const study::Plan& plan, const sim::Model& model, const std::string& directory, unsigned jobs) {
  std::filesystem::remove_all(directory);
  study::SweepOptions options;
  options.jobs = jobs;
  if (!study::sweep(directory, plan, model, options, "bench", [](const study::SweepProgress&) {})) std::_Exit(1);
}

void measure(const char* title, const std::string& text, const sim::Model& model) {
  const std::string folder = std::filesystem::temp_directory_path() / ("beachhead-sweep-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/study.toml") << text;
  const study::Plan plan({folder + "/study.toml", {}, {}},
                         {{std::string(model.name())}, [&](std::string_view) { return &model.parameters(); }});
  std::vector<double> alone, overhead, one_worker, two_workers, bytes;
  for (int round = 0; round < 3; ++round) {
    const Times bare = times_of([&] { loop(plan, model); });
    const Times one = times_of([&] { sweep(plan, model, folder + "/one", 1); });
    const Times two = times_of([&] { sweep(plan, model, folder + "/two", 2); });
    const auto runs = static_cast<double>(plan.runs().size());
    alone.push_back(1e3 * bare.processor / runs);
    overhead.push_back(1e3 * (one.processor - bare.processor) / runs);
    one_worker.push_back(bare.elapsed / one.elapsed);
    two_workers.push_back(bare.elapsed / (2.0 * two.elapsed));
  }
  double stored = 0.0;
  for (const auto& file : std::filesystem::directory_iterator(folder + "/one")) stored += static_cast<double>(file.file_size());
  std::printf("%-44s %5zu %8.2f %8.0f %10.2f %10.2f %10.2f\n", title, plan.runs().size(), median(alone),
              stored / 1e3 / static_cast<double>(plan.runs().size()), median(overhead), median(one_worker), median(two_workers));
  std::fflush(stdout);
  std::filesystem::remove_all(folder);
}

std::string study_of(const std::string& scenario, int runs, const std::string& record) {
  return scenario + "[design]\nkind = \"list\"\nreplicates = " + std::to_string(runs) + "\n" + record +
         "[[factor]]\npath = \"run.seed\"\nvalues = [1]\n";
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 1000;
  const sim::ModelOf<models::WealthExchangeWorld> exchange;
  const sim::ModelOf<models::World> economy;
  const std::string people = "[run]\nmodel = \"peer-production\"\nmonths = 60\n[people]\ncount = ";
  std::printf("%-44s %5s %8s %8s %10s %10s %10s\n", "study", "runs", "run", "size", "overhead", "1 worker", "2 workers");
  std::printf("%-44s %5s %8s %8s %10s %10s %10s\n", "", "", "[ms]", "[kB]", "[ms/run]", "bare/sweep", "bare/(2 sweep)");
  measure("wealth exchange, 200 people x 60 months",
          study_of("[run]\nmodel = \"wealth-exchange\"\nmonths = 60\n[textbook.wealth_exchange]\ncount = 200\n", runs, ""), exchange);
  measure("economy, 200 people x 60 months, series", study_of(people + "200\n", runs, "record = [\"series\"]\n"), economy);
  measure("economy, 200 people x 60 months, everything", study_of(people + "200\n", runs, ""), economy);
  measure("economy, 2000 people x 60 months, series", study_of(people + "2000\n", runs / 4, "record = [\"series\"]\n"), economy);
}

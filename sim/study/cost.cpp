#include "sim/study/cost.h"

#include <algorithm>
#include <chrono>

#include "sim/io/recorder.h"

namespace sim::study {

Cost foresee(const Model& model, const io::Scenario& scenario, const std::vector<std::string>& record, double patience) {
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  Setup setup;
  for (const Parameter& parameter : model.parameters()) setup.settings.push_back(&scenario.timeline(parameter.path));
  setup.start = scenario.start();
  setup.seed = scenario.seed();
  const std::unique_ptr<Simulation> simulation = model.create(setup);
  io::Recorder kept;
  kept.keep_only(record);
  simulation->set_up();
  const double set_up = seconds();
  const int months = scenario.months(), least = std::min(3, months);
  int done = 0;
  for (; done < least || (done < months && seconds() < patience); ++done) {
    simulation->step(kept);
    simulation->observe(kept);
    kept.books(simulation->ledger());
    kept.end_month();
  }
  const double part = static_cast<double>(months) / done;
  double values = 0.0;
  for (const io::Recorded& recorded : kept.all())
    values += std::visit([](const auto& all) { return static_cast<double>(all.size() * sizeof all[0]); }, recorded.values);
  return {set_up + (seconds() - set_up) * part, values * part};
}

}  // namespace sim::study

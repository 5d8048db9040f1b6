#include "sim/study/batch.h"

#include <filesystem>
#include <fstream>

#include "models/textbook/logit_choice.h"
#include "models/textbook/model_sim.h"
#include "models/textbook/oligopoly.h"
#include "models/textbook/pairwise_trade.h"
#include "models/textbook/patent_term.h"
#include "models/textbook/public_good.h"
#include "models/textbook/random_growth.h"
#include "models/textbook/solow_growth.h"
#include "models/textbook/thresholds.h"
#include "models/textbook/two_sided_duopoly.h"
#include "models/textbook/wealth_exchange.h"
#include "models/world.h"
#include "sim/core/run.h"
#include "sim/io/digest.h"
#include "sim/io/result.h"
#include "tests/catch.h"

namespace {

namespace io = sim::io;
namespace study = sim::study;

template <class World>
const sim::Model& model_of() {
  static const sim::ModelOf<World> model;
  return model;
}

io::Scenario scenario_of(const sim::Model& model, const std::vector<std::string>& sets) {
  io::Models models{{std::string(model.name())}, [&](std::string_view) { return &model.parameters(); }};
  return io::read_scenario_text("[run]\nmodel = \"" + std::string(model.name()) + "\"\n", {"test", {}, sets}, models);
}

std::string digest_of(const study::Batch& batch) {
  std::vector<io::ResultArm> arms;
  for (const study::Arm& arm : batch.arms()) arms.push_back({arm.name, &arm.scenario});
  std::vector<io::ResultRun> runs;
  for (const study::Run& run : batch.runs())
    runs.push_back({batch.arms()[run.arm].name, run.arm, batch.arms()[run.arm].scenario.seed(), run.replicate, run.failure, &run.record});
  return io::digest(io::result_groups(batch.model(), arms, runs, {}));
}

std::string digest_of_run(const sim::Model& model, const std::vector<std::string>& sets, unsigned threads = 1, std::size_t block = 0) {
  study::Options options;
  options.threads = threads;
  options.block_size = block;
  study::Batch batch(model, {{"baseline", scenario_of(model, sets)}}, 1, options);
  study::Progress progress;
  REQUIRE(batch.work(progress));
  return digest_of(batch);
}

const std::vector<std::string> small{"people.count=600", "run.months=14", "state.basic_income.amount=[{from=\"2012-06\",value=300.0}]"};

//! Stops a batch after some months, as an interrupt would.
struct Interrupted {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("beachhead-batch-" + std::to_string(::getpid()) + ".checkpoint");
  ~Interrupted() {
    std::filesystem::remove(path);
    std::filesystem::remove(path.replace_extension(".previous.checkpoint"));
  }
};

}  // namespace

TEST_CASE("batch: equal digests for any number of threads and any size of block") {
  const sim::Model& model = model_of<models::World>();
  const std::string once = digest_of_run(model, small);
  for (const std::size_t block : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) CHECK(digest_of_run(model, small, 1, block) == once);
  for (const unsigned threads : {1u, 2u, 3u, 7u}) CHECK(digest_of_run(model, small, threads, 64) == once);
  std::vector<std::string> other = small;
  other.push_back("run.seed=2");
  CHECK(digest_of_run(model, other) != once);
}

TEST_CASE("batch: a null policy differs by exactly nothing") {
  const sim::Model& model = model_of<models::World>();
  const std::vector<std::string> plain{"people.count=500", "run.months=12"};
  study::Batch batch(model, {{"baseline", scenario_of(model, plain)},
                             {"policy", scenario_of(model, {"people.count=500", "run.months=12", "state.basic_income.amount=0.0", "state.basic_income.funding=platform_levy"})}},
                     2, {});
  study::Progress progress;
  REQUIRE(batch.work(progress));
  std::size_t compared = 0;
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t k = 0; k < batch.runs()[r].record.all().size(); ++k) {
      const io::Recorded &base = batch.runs()[r].record.all()[k], &policy = batch.runs()[2 + r].record.all()[k];
      const auto bytes = [](const io::Recorded& recorded) {
        io::ByteWriter out;
        std::visit([&](const auto& values) { out.numbers(values); }, recorded.values);
        return out.bytes;
      };
      CHECK(bytes(base) == bytes(policy));
      ++compared;
    }
  CHECK(compared > 80);
}

TEST_CASE("batch: saving, loading and saving again gives the same bytes, in every model") {
  const std::pair<const sim::Model*, std::vector<std::string>> cases[] = {
      {&model_of<models::World>(), {"people.count=300"}},
      {&model_of<models::WealthExchangeWorld>(), {"textbook.wealth_exchange.count=300"}},
      {&model_of<models::LogitChoiceWorld>(), {"textbook.logit_choice.count=300"}},
      {&model_of<models::ModelSimWorld>(), {}},
      {&model_of<models::PairwiseTradeWorld>(), {"textbook.pairwise_trade.count=300"}},
      {&model_of<models::ThresholdsWorld>(), {"textbook.thresholds.count=300"}},
      {&model_of<models::RandomGrowthWorld>(), {"textbook.random_growth.count=300"}},
      {&model_of<models::OligopolyWorld>(), {}},
      {&model_of<models::PublicGoodWorld>(), {}},
      {&model_of<models::SolowGrowthWorld>(), {}},
      {&model_of<models::PatentTermWorld>(), {}},
      {&model_of<models::TwoSidedDuopolyWorld>(), {}}};
  for (const auto& [model, sets] : cases) {
    const io::Scenario scenario = scenario_of(*model, sets);
    sim::Setup setup;
    for (const sim::Parameter& parameter : model->parameters()) setup.settings.push_back(&scenario.timeline(parameter.path));
    const auto first = model->create(setup), second = model->create(setup);
    io::Recorder record;
    first->set_up();
    for (int month = 0; month < 5; ++month) first->step(record);
    const std::string bytes = study::save_state(*first);
    study::load_state(*second, bytes);
    CHECK(study::save_state(*second) == bytes);
    CHECK_THROWS_AS(study::load_state(*second, bytes.substr(0, bytes.size() - 1)), sim::FileError);
    CHECK_THROWS_AS(study::load_state(*second, bytes + "x"), sim::FileError);
  }
}

TEST_CASE("batch: a checkpoint of another scenario, or a damaged one, is refused") {
  const sim::Model& model = model_of<models::World>();
  Interrupted file;
  study::Options options;
  options.checkpoint_path = file.path;
  options.checkpoint_every = 2;
  study::Batch first(model, {{"baseline", scenario_of(model, {"people.count=300", "run.months=5"})}}, 1, options);
  study::Progress progress;
  REQUIRE(first.work(progress));
  study::Batch other(model, {{"baseline", scenario_of(model, {"people.count=301", "run.months=5"})}}, 1, options);
  CHECK_THROWS_AS(other.resume(), sim::FileError);
  std::fstream damaged(file.path, std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(2000);
  damaged.put('\x7f');
  damaged.close();
  std::filesystem::remove(std::filesystem::path(file.path).replace_extension(".previous.checkpoint"));
  study::Batch same(model, {{"baseline", scenario_of(model, {"people.count=300", "run.months=5"})}}, 1, options);
  CHECK_THROWS_AS(same.resume(), sim::FileError);
}

TEST_CASE("batch: a stop that was asked for leaves a checkpoint from which several runs go on") {
  const sim::Model& model = model_of<models::World>();
  const std::vector<std::string> sets{"people.count=300", "run.months=8"};
  study::Batch straight(model, {{"baseline", scenario_of(model, sets)}}, 3, {});
  study::Progress progress;
  REQUIRE(straight.work(progress));
  Interrupted file;
  std::atomic<bool> stop{true};
  study::Options options;
  options.checkpoint_path = file.path;
  options.stop = &stop;
  study::Batch stopped(model, {{"baseline", scenario_of(model, sets)}}, 3, options);
  study::Progress none;
  CHECK_FALSE(stopped.work(none));
  stop = false;
  options.threads = 2;
  study::Batch resumed(model, {{"baseline", scenario_of(model, sets)}}, 3, options);
  resumed.resume();
  study::Progress again;
  REQUIRE(resumed.work(again));
  CHECK(digest_of(resumed) == digest_of(straight));
}

// Restart is exact: stopped after any month, at other numbers of threads, once or ten times, the answer is the same.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "models/textbook/logit_choice.h"
#include "models/textbook/model_sim.h"
#include "models/textbook/pairwise_trade.h"
#include "models/textbook/wealth_exchange.h"
#include "models/world.h"
#include "sim/core/run.h"
#include "sim/io/digest.h"
#include "sim/io/result.h"
#include "sim/study/batch.h"
#include "tests/catch.h"

namespace {

namespace fs = std::filesystem;
namespace io = sim::io;
namespace study = sim::study;

//! A run that asks to be stopped after a month, as a signal would.
class Stopping final : public sim::Simulation {
 public:
  Stopping(std::unique_ptr<Simulation> run, int after, std::atomic<bool>& stop) : run_(std::move(run)), after_(after), stop_(stop) {}
  void set_up() override { run_->set_up(); }
  void step(sim::Observer& observer) override { run_->step(observer); }
  void observe(sim::Observer& observer) override {
    run_->observe(observer);
    if (run_->months_done() == after_) stop_ = true;
  }
  int months_done() const override { return run_->months_done(); }
  void visit(sim::ColumnVisitor& column) override { run_->visit(column); }
  const sim::Ledger& ledger() const override { return run_->ledger(); }
  std::vector<sim::Timing> timings() const override { return run_->timings(); }

 private:
  std::unique_ptr<Simulation> run_;
  int after_;
  std::atomic<bool>& stop_;
};

//! A model whose runs stop after a month; 0: never.
class StoppedModel final : public sim::Model {
 public:
  StoppedModel(const sim::Model& model, int after, std::atomic<bool>& stop) : model_(model), after_(after), stop_(stop) {}
  std::string_view name() const override { return model_.name(); }
  std::string_view summary() const override { return model_.summary(); }
  std::vector<std::string> headlines() const override { return model_.headlines(); }
  const std::vector<sim::Parameter>& parameters() const override { return model_.parameters(); }
  std::vector<sim::ScheduleRow> schedule() const override { return model_.schedule(); }
  double predicted_bytes(const sim::Setup& setup) const override { return model_.predicted_bytes(setup); }
  std::unique_ptr<sim::Simulation> create(sim::Setup setup) const override {
    return std::make_unique<Stopping>(model_.create(std::move(setup)), after_, stop_);
  }

 private:
  const sim::Model& model_;
  int after_;
  std::atomic<bool>& stop_;
};

template <class World>
const sim::Model& model_of() {
  static const sim::ModelOf<World> model;
  return model;
}

io::Scenario scenario_of(const sim::Model& model, const std::vector<std::string>& sets) {
  io::Models models{{std::string(model.name())}, [&](std::string_view) { return &model.parameters(); }};
  return io::read_scenario_text("[run]\nmodel = \"" + std::string(model.name()) + "\"\n", {"test", {}, sets}, models);
}

//! A scenario in a folder of its own, run in pieces.
class Pieces {
 public:
  Pieces(const sim::Model& model, const std::vector<std::string>& sets) : model_(model), scenario_(scenario_of(model, sets)) {
    std::string name = (fs::temp_directory_path() / "restart_test_XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Pieces() { fs::remove_all(folder_); }

  //! Goes on from the checkpoint, if there is one, until month `until` or to the end (0). The digest of a whole run.
  std::string work(int until, unsigned threads, std::size_t block) {
    std::atomic<bool> stop{false};
    const StoppedModel model(model_, until, stop);
    study::Options options;
    options.threads = threads;
    options.block_size = block;
    options.stop = &stop;
    options.checkpoint_path = checkpoint();
    study::Batch batch(model, {{"baseline", scenario_}}, 1, options);
    if (fs::exists(checkpoint())) CHECK(batch.resume().empty());
    study::Progress progress;
    const bool whole = batch.work(progress);
    REQUIRE(whole == (until == 0));
    if (!whole) return "";
    io::remove_checkpoints(checkpoint());
    const std::vector<io::ResultArm> arms{{"baseline", &scenario_}};
    const study::Run& run = batch.runs().front();
    return io::digest(io::result_groups(model_, arms, {{"baseline", 0, scenario_.seed(), run.replicate, run.failure, &run.record}}, {}));
  }
  int months() const { return scenario_.months(); }
  std::string checkpoint() const { return (folder_ / "a.checkpoint").string(); }
  std::string checkpoint_bytes() const {
    std::ostringstream bytes;
    bytes << std::ifstream(checkpoint(), std::ios::binary).rdbuf();
    return bytes.str();
  }

 private:
  const sim::Model& model_;
  io::Scenario scenario_;
  fs::path folder_;
};

struct Case {
  const sim::Model* model;
  std::vector<std::string> sets;
};

//! Short worlds in which much happens: dated policies, phyles, projects, sharing, generations, and the textbook models.
std::vector<Case> cases() {
  return {{&model_of<models::World>(), {"people.count=300", "run.months=13", "cooperation.phyles.density=80", "state.basic_income.amount=[{from=\"2012-06\",value=300.0}]"}},
          {&model_of<models::World>(), {"people.count=500", "run.months=12", "commons.projects.density=200", "run.seed=7"}},
          {&model_of<models::WealthExchangeWorld>(), {"textbook.wealth_exchange.count=300", "run.months=12"}},
          {&model_of<models::LogitChoiceWorld>(), {"textbook.logit_choice.count=300", "run.months=12"}},
          {&model_of<models::PairwiseTradeWorld>(), {"run.months=12"}},
          {&model_of<models::ModelSimWorld>(), {"run.months=12"}}};
}

}  // namespace

TEST_CASE("restart: split at every month, with another number of threads after it") {
  std::size_t splits = 0;
  for (const auto& [model, sets] : cases()) {
    Pieces pieces(*model, sets);
    const std::string whole = pieces.work(0, 1, 0);
    for (int month = 1; month < pieces.months(); ++month, ++splits) {
      INFO(model->name() << " split after month " << month);
      pieces.work(month, static_cast<unsigned>(1 + month % 3), 64);
      CHECK(pieces.work(0, static_cast<unsigned>(1 + (month + 1) % 3), 50) == whole);
    }
  }
  WARN(splits << " splits, each with equal digest");
}

TEST_CASE("restart: ten times in a row, every checkpoint byte for byte that of a run that went straight there") {
  for (const auto& [model, sets] : cases()) {
    Pieces chained(*model, sets), straight(*model, sets);
    const std::string whole = straight.work(0, 1, 0);
    for (int month = 1; month <= 10; ++month) {
      INFO(model->name() << " after month " << month);
      chained.work(month, static_cast<unsigned>(1 + month % 3), 64);
      fs::remove(straight.checkpoint());
      straight.work(month, 1, 0);
      CHECK(chained.checkpoint_bytes() == straight.checkpoint_bytes());
    }
    CHECK(chained.work(0, 2, 0) == whole);
  }
}

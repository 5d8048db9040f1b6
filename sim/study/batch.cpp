#include "sim/study/batch.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "sim/core/error.h"
#include "sim/io/bytes.h"
#include "sim/io/digest.h"
#include "sim/study/plan.h"

namespace sim::study {
namespace {

class StateWriter : public ColumnVisitor {
 public:
  explicit StateWriter(io::ByteWriter& to) : out(to) {}
  io::ByteWriter& out;
  void section(std::string_view path) override { out.text(path); }

 protected:
  void bytes(const ColumnRow& row, std::span<std::byte> all, std::size_t one) override {
    out.text(row.name);
    out.number<std::uint64_t>(one);
    out.number<std::uint64_t>(all.size());
    out.raw(all.data(), all.size());
  }
};

class StateReader : public ColumnVisitor {
 public:
  explicit StateReader(io::ByteReader& from) : in(from) {}
  io::ByteReader& in;
  void section(std::string_view path) override {
    if (in.text() != path) throw FileError("the checkpoint was written by another version of the model");
  }

 protected:
  void bytes(const ColumnRow& row, std::span<std::byte> all, std::size_t one) override {
    const bool same = in.text() == row.name && in.number<std::uint64_t>() == one && in.number<std::uint64_t>() == all.size();
    if (!same) throw FileError(fmt::format("the checkpoint does not fit the column '{}'", row.name));
    const std::string_view taken = in.raw(all.size());
    if (!all.empty()) std::memcpy(all.data(), taken.data(), taken.size());
  }
};

struct Dated {
  const Parameter* parameter;
  const Timeline::Step* step;
};

std::vector<Dated> dated_values(const io::Scenario& scenario) {
  std::vector<Dated> all;
  for (const Parameter& parameter : scenario.parameters())
    for (const Timeline::Step& step : scenario.timeline(parameter.path).steps) all.push_back({&parameter, &step});
  return all;
}

// Dated parameters take effect: an event each, for whoever reads the series beside it.
void announce_policies(const std::vector<Dated>& all, Date date, int month, io::Recorder& record) {
  record.month = month;
  for (const auto& [parameter, step] : all)
    if (step->from == date) record.event("policy", fmt::format("{} = {}", parameter->path, io::shown(step->value)));
}

std::string snapshot(const Run& run, Simulation& simulation) {
  io::ByteWriter out;
  out.bytes.reserve(run.saved.size() + run.saved.size() / 8);
  StateWriter writer(out);
  simulation.visit(writer);
  run.record.save(out);
  return std::move(out.bytes);
}

void restore(Run& run, Simulation& simulation) {
  io::ByteReader in(run.saved);
  StateReader reader(in);
  simulation.visit(reader);
  run.record.load(in);
  if (!in.at_end()) throw FileError("the checkpoint holds more than the model knows");
}

}  // namespace

std::string save_state(Simulation& simulation) {
  io::ByteWriter out;
  StateWriter writer(out);
  simulation.visit(writer);
  return std::move(out.bytes);
}

void load_state(Simulation& simulation, std::string_view bytes) {
  io::ByteReader in(bytes);
  StateReader reader(in);
  simulation.visit(reader);
  if (!in.at_end()) throw FileError("the checkpoint holds more than the model knows");
}

struct Batch::Shared {
  std::mutex mutex;
  std::exception_ptr failure;
};

Batch::Batch(const Model& model, std::vector<Arm> arms, int replicates, Options options)
    : model_(model), arms_(std::move(arms)), options_(std::move(options)), shared_(std::make_shared<Shared>()) {
  for (std::size_t arm = 0; arm < arms_.size(); ++arm)
    for (int replicate = 0; replicate < replicates; ++replicate) {
      Run& run = runs_.emplace_back();
      run.arm = arm;
      run.replicate = options_.first_replicate + static_cast<std::uint32_t>(replicate);
      run.record.keep_only(options_.record);
    }
}

std::int64_t Batch::months_planned() const {
  std::int64_t months = 0;
  for (const Run& run : runs_) months += arms_[run.arm].scenario.months();
  return months;
}

Setup Batch::setup_of(const Run& run, unsigned threads) const {
  const io::Scenario& scenario = arms_[run.arm].scenario;
  Setup setup;
  for (const Parameter& parameter : model_.parameters()) setup.settings.push_back(&scenario.timeline(parameter.path));
  setup.start = scenario.start();
  setup.seed = scenario.seed();
  setup.replicate = run.replicate;
  setup.threads = threads;
  setup.block_size = options_.block_size;
  return setup;
}

void Batch::work_off(Run& run, unsigned threads, Progress& progress) {
  if (run.finished) {
    progress.months_done += run.record.months();
    return;
  }
  if (stopping()) return;  // it goes on from where it was saved, or from its beginning
  const io::Scenario& scenario = arms_[run.arm].scenario;
  const int months = scenario.months();
  const std::vector<Dated> dated = dated_values(scenario);
  const std::unique_ptr<Simulation> simulation = model_.create(setup_of(run, threads));
  if (run.saved.empty()) simulation->set_up();
  else restore(run, *simulation);
  progress.months_done += run.record.months();
  const std::vector<std::string> headlines = model_.headlines();
  while (simulation->months_done() < months && !stopping()) {
    announce_policies(dated, after(scenario.start(), simulation->months_done()), simulation->months_done(), run.record);
    simulation->step(run.record);
    simulation->observe(run.record);
    run.record.books(simulation->ledger());
    run.record.end_month();
    ++progress.months_done;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, headlines.size()); ++k)
      if (const auto* series = run.record.find_series(headlines[k])) progress.indicator[k] = series->back();
    const int done = simulation->months_done();
    if (options_.checkpoint_every > 0 && done % options_.checkpoint_every == 0 && done < months) {
      const std::lock_guard lock(shared_->mutex);
      run.saved = snapshot(run, *simulation);
      write_checkpoint();
    }
  }
  const std::lock_guard lock(shared_->mutex);
  run.timings = simulation->timings();
  run.finished = simulation->months_done() >= months;
  run.saved = run.finished ? std::string() : snapshot(run, *simulation);
}

bool Batch::work(Progress& progress) {
  const auto runs = static_cast<unsigned>(runs_.size());
  const unsigned outer = std::clamp(options_.threads, 1u, std::max(runs, 1u));
  const unsigned inner = std::max(options_.threads / outer, 1u);
  std::atomic<std::size_t> next{0};
  const auto worker = [&] {
    for (std::size_t index = next++; index < runs_.size(); index = next++) {
      try {
        work_off(runs_[index], inner, progress);
      } catch (...) {
        const std::lock_guard lock(shared_->mutex);
        if (!shared_->failure) shared_->failure = std::current_exception();
        next = runs_.size();
      }
    }
  };
  std::vector<std::thread> others;
  for (unsigned k = 1; k < outer; ++k) others.emplace_back(worker);
  worker();
  for (std::thread& thread : others) thread.join();
  if (shared_->failure) std::rethrow_exception(shared_->failure);
  const bool whole = std::all_of(runs_.begin(), runs_.end(), [](const Run& run) { return run.finished; });
  if (!whole) write_checkpoint();
  return whole;
}

io::Checkpoints::Owner Batch::owner() const {
  std::string model = fmt::format("{}\n", model_.name());
  for (const ScheduleRow& row : model_.schedule()) model += row.process + "\n";
  for (const Parameter& parameter : model_.parameters()) model += parameter.path + "\n";
  std::string scenario;
  for (const Arm& arm : arms_) scenario += arm.name + "\n" + arm.scenario.complete_toml() + "\n";
  for (const Run& run : runs_) scenario += fmt::format("{} {}\n", run.arm, run.replicate);
  return {program_identity(), io::sha256(model), io::sha256(scenario)};
}

io::Checkpoints& Batch::checkpoints() {
  if (!checkpoints_) checkpoints_.emplace(options_.checkpoint_path, owner());
  return *checkpoints_;
}

// Called with the lock held, or when no thread works. A run in progress is kept as it last saved itself.
void Batch::write_checkpoint() {
  std::vector<io::ByteWriter> parts(runs_.size());
  std::vector<std::string_view> pieces;
  for (std::size_t index = 0; index < runs_.size(); ++index) {
    const Run& run = runs_[index];
    io::ByteWriter& part = parts[index];
    part.number<std::uint8_t>(run.finished ? 1 : 0);
    if (run.finished) run.record.save(part);
    else part.number<std::uint64_t>(run.saved.size());
    pieces.emplace_back(part.bytes);
    if (!run.finished) pieces.emplace_back(run.saved);
  }
  checkpoints().write(pieces);
}

std::vector<std::string> Batch::resume() {
  std::vector<std::string> refused;
  const std::string bytes = checkpoints().read(refused);
  io::ByteReader in(bytes);
  for (Run& run : runs_) {
    run.finished = in.number<std::uint8_t>() == 1;
    if (run.finished) run.record.load(in);
    else run.saved = in.text();
  }
  return refused;
}

}  // namespace sim::study

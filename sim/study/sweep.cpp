#include "sim/study/sweep.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <future>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/io/bytes.h"
#include "sim/io/checkpoint.h"
#include "sim/io/digest.h"
#include "sim/io/hdf5.h"
#include "sim/io/join.h"
#include "sim/io/recorder.h"
#include "sim/study/batch.h"

namespace sim::study {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t runs_in_segment = 256;
constexpr auto segment_patience = 30s;

std::string plan_path(const std::string& directory) { return directory + "/plan"; }

const io::Variable& variable_of(const std::vector<io::Group>& groups, const std::string& path, const std::string& name) {
  for (const io::Group& group : groups)
    if (group.path == path)
      for (const io::Variable& variable : group.variables)
        if (variable.name == name) return variable;
  throw FileError(fmt::format("no /{}/{} in it", path, name));
}

//! Holds the directory: for itself, or together with other shards.
class Hold {
 public:
  Hold(const std::string& directory, bool alone) : alone_(alone), descriptor_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw FileError(fmt::format("cannot open '{}': {}", directory, std::strerror(errno)));
    if (::flock(descriptor_, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
      const int cause = errno;
      ::close(descriptor_);
      throw FileError(cause == EWOULDBLOCK ? fmt::format("'{}': another sweep is working here; wait for it, or give both a --shard", directory)
                                           : fmt::format("cannot lock '{}': {}", directory, std::strerror(cause)));
    }
  }
  ~Hold() { ::close(descriptor_); }
  Hold(const Hold&) = delete;
  //! Does something where nobody else is here, and keeps others out meanwhile.
  void if_alone(const std::function<void()>& task) {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) task();
    ::flock(descriptor_, (alone_ ? LOCK_EX : LOCK_SH) | LOCK_NB);
  }

 private:
  bool alone_;
  int descriptor_;
};

std::string segment_path(const std::string& directory, const std::vector<std::string>& ids) {
  std::string all;
  for (const std::string& id : ids) all += id + "\n";
  return fmt::format("{}/segment-{}.h5", directory, io::sha256(all).substr(0, 16));
}

//! Writes a segment; temporary data, so not compressed.
std::string write_segment(const std::string& directory, std::vector<io::Group> groups, const std::vector<std::string>& ids) {
  for (io::Group& group : groups) group.deflate_level = 0;
  const std::string path = segment_path(directory, ids);
  io::write_file(path, groups, true);
  return path;
}

}  // namespace

// --- the directory

Directory::Directory(std::string path) : path_(std::move(path)) {
  if (!std::filesystem::exists(plan_path(path_))) throw FileError(fmt::format("'{}' holds no sweep", path_));
  const std::string stored = io::read_checkpoint(plan_path(path_));
  io::ByteReader in(stored);
  if (in.text() != "beachhead-plan-1") throw FileError(fmt::format("{}: not a plan of this version", plan_path(path_)));
  program_ = in.text();
  const auto n = in.number<std::uint64_t>();
  for (std::uint64_t k = 0; k < n; ++k) planned_.push_back(in.text());
  look();
}

void Directory::prepare(const std::string& path, const Plan& plan) {
  if (std::filesystem::exists(plan_path(path))) {
    const Directory before(path);
    if (before.program() != program_identity())
      throw FileError(fmt::format("'{}' was begun by version {} of this program, this is {}; finish it with that version or give another -o",
                                  path, before.program(), program_identity()));
  } else if (!std::filesystem::is_empty(path)) {
    throw FileError(fmt::format("'{}' holds something else than a sweep; give an empty or new directory", path));
  }
  io::ByteWriter out;
  out.text("beachhead-plan-1");
  out.text(program_identity());
  out.number<std::uint64_t>(plan.runs().size());
  for (const PlannedRun& run : plan.runs()) out.text(run.id);
  io::write_checkpoint(plan_path(path), out.bytes);
}

void Directory::look() {
  committed_.clear();
  sizes_.clear();
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("segment-") && name.ends_with(".h5")) names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const std::vector<io::Group> groups = io::read_file(name, {.only = "runs"});
    const auto& ids = std::get<io::Text>(variable_of(groups, "runs", "run_id").values);
    const auto& failures = std::get<io::Text>(variable_of(groups, "runs", "failure").values);
    sizes_[name] = ids.size();
    for (std::size_t row = 0; row < ids.size(); ++row) {
      Committed& known = committed_.try_emplace(ids[row], Committed{name, row, failures[row]}).first->second;
      if (!known.failure.empty() && failures[row].empty()) known = {name, row, {}};  // retried with success
    }
  }
}

const Committed* Directory::find(const std::string& id) const {
  const auto found = committed_.find(id);
  return found == committed_.end() ? nullptr : &found->second;
}

std::size_t Directory::foreign() const {
  std::size_t found = 0;
  for (const std::string& id : planned_) found += committed_.contains(id);
  return committed_.size() - found;
}

Directory::Count Directory::count() const {
  Count count;
  count.planned = planned_.size();
  for (const std::string& id : planned_) {
    const Committed* found = find(id);
    if (!found) ++count.missing;
    else if (found->failure.empty()) ++count.done;
    else ++count.failed;
  }
  return count;
}

namespace {

//! Groups of the runs with these addresses, in this order.
std::vector<io::Group> gather(const std::vector<const Committed*>& wanted) {
  std::vector<std::vector<io::Group>> parts;
  std::map<std::string, std::size_t> part_of;
  std::vector<io::RunAddress> rows;
  for (const Committed* run : wanted) {
    const auto [found, is_new] = part_of.emplace(run->segment, parts.size());
    if (is_new) parts.push_back(io::read_file(run->segment));
    rows.push_back({found->second, run->row});
  }
  return io::join_runs(parts, rows);
}

}  // namespace

void Directory::pack() {
  std::vector<std::pair<std::string, const Committed*>> loose;  // runs of segments that are not full
  std::set<std::string> small;
  std::map<std::string, std::size_t> used;
  for (const auto& [id, run] : committed_) ++used[run.segment];
  for (const auto& [segment, size] : sizes_)
    if (size < runs_in_segment || used[segment] < size) small.insert(segment);
  if (small.size() < 2 && !(small.size() == 1 && used[*small.begin()] < sizes_[*small.begin()])) return;
  for (const auto& [id, run] : committed_)
    if (small.contains(run.segment)) loose.emplace_back(id, &run);
  std::set<std::string> written;
  for (std::size_t first = 0; first < loose.size(); first += runs_in_segment) {
    std::vector<std::string> ids;
    std::vector<const Committed*> runs;
    for (std::size_t k = first; k < std::min(first + runs_in_segment, loose.size()); ++k) {
      ids.push_back(loose[k].first);
      runs.push_back(loose[k].second);
    }
    written.insert(write_segment(path_, gather(runs), ids));
  }
  for (const std::string& segment : small)
    if (!written.contains(segment)) ::unlink(segment.c_str());
  look();
}

void Directory::merge(const std::string& output, const std::string& command_line, bool overwrite) const {
  io::check_writable(output, overwrite);
  std::vector<const Committed*> found;
  for (const std::string& id : planned_)
    if (const Committed* run = find(id)) found.push_back(run);
  if (found.empty()) throw FileError(fmt::format("'{}' holds no run yet", path_));
  std::vector<io::Group> groups = gather(found);
  for (io::Group& group : groups) {
    if (group.path == "provenance") group = io::provenance_group({command_line, 0.0, {}, 1});
    group.deflate_level = 1;
  }
  io::write_file(output, groups, overwrite);
}

// --- the driver

namespace {

//! One run from set-up to its last month, in a worker process.
std::string work_off(const Plan& plan, const Model& model, const PlannedRun& planned) {
  Options options;
  options.first_replicate = planned.replicate;
  Batch batch(model, {{"study", plan.scenario(planned.point)}}, 1, options);
  Progress progress;
  batch.work(progress);
  io::ByteWriter out;
  batch.runs().front().record.save(out);
  return std::move(out.bytes);
}

class Driver {
 public:
  Driver(Directory& directory, const Plan& plan, const Model& model, const SweepOptions& options, const std::string& command_line)
      : directory_(directory), plan_(plan), model_(model), options_(options), command_line_(command_line) {
    for (std::size_t run = options.shard; run < plan.runs().size(); run += options.shards) {
      const Committed* found = directory.find(plan.runs()[run].id);
      if (!found || (options.retry_failed && !found->failure.empty())) waiting_.push_back(run);
      else ++progress_.found;
      ++progress_.planned;
    }
  }

  bool work(const std::function<void(const SweepProgress&)>& watch) {
    if (waiting_.empty()) return true;
    const auto workers = static_cast<unsigned>(std::min<std::size_t>(options_.jobs, waiting_.size()));
    Pool pool(workers, [this](std::size_t run) { return work_off(plan_, model_, plan_.runs()[run]); }, options_.limits);
    std::size_t next = 0;
    while ((next < waiting_.size() && !stopping()) || pool.is_working()) {
      while (next < waiting_.size() && pool.has_idle() && !stopping()) pool.start(waiting_[next++]);
      if (const std::optional<Outcome> outcome = pool.wait(200ms)) take(*outcome);
      if (finished_.size() >= runs_in_segment || (!finished_.empty() && std::chrono::steady_clock::now() - since_ > segment_patience)) commit();
      watch(progress_);
    }
    commit();
    committed_.get();
    return next == waiting_.size();
  }

 private:
  bool stopping() const { return options_.stop && options_.stop->load(); }

  struct Finished {
    std::size_t run;
    std::string failure;
    io::Recorder record;
  };

  void take(const Outcome& outcome) {
    if (finished_.empty()) since_ = std::chrono::steady_clock::now();
    Finished& finished = finished_.emplace_back(Finished{outcome.task, outcome.failure, {}});
    io::ByteReader in(outcome.bytes);
    if (outcome.failure.empty()) finished.record.load(in);
    ++(outcome.failure.empty() ? progress_.done : progress_.failed);
  }

  io::ResultRun row_of(const Finished& finished) const {
    const PlannedRun& planned = plan_.runs()[finished.run];
    return {"study", 0, plan_.seed(planned.point), planned.replicate, finished.failure, &finished.record, planned.id, plan_.values(planned.point)};
  }

  //! Hands the finished runs to a thread that writes them while workers go on; waits for the segment before.
  void commit() {
    if (committed_.valid()) committed_.get();
    auto write = [this, finished = std::exchange(finished_, {})] { write_finished(finished); };
    committed_ = std::async(std::launch::async, std::move(write));
  }

  //! Runs of equal shape make one part; what has another shape (more people, or no record at all) makes the next.
  void write_finished(const std::vector<Finished>& finished) const {
    if (finished.empty()) return;
    std::vector<std::vector<io::Group>> parts;
    std::vector<io::RunAddress> rows;
    std::vector<std::string> ids;
    for (std::size_t first = 0; first < finished.size();) {
      std::vector<io::ResultRun> alike;
      std::size_t last = first;
      for (; last < finished.size() && finished[last].record.has_shape_of(finished[first].record); ++last) {
        alike.push_back(row_of(finished[last]));
        rows.push_back({parts.size(), last - first});
        ids.push_back(alike.back().id);
      }
      parts.push_back(io::result_groups(model_, {{"study", &plan_.base()}}, alike, {command_line_, 0.0, {}, 1}, plan_.factors()));
      first = last;
    }
    write_segment(directory_.path(), parts.size() == 1 ? std::move(parts[0]) : io::join_runs(parts, rows), ids);
  }

  Directory& directory_;
  const Plan& plan_;
  const Model& model_;
  const SweepOptions& options_;
  const std::string& command_line_;
  std::vector<std::size_t> waiting_;
  SweepProgress progress_;
  std::vector<Finished> finished_;  //!< not yet committed
  std::future<void> committed_;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace

bool sweep(const std::string& path, const Plan& plan, const Model& model, const SweepOptions& options, const std::string& command_line,
           const std::function<void(const SweepProgress&)>& watch) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw FileError(fmt::format("cannot create the directory '{}': {}", path, error.message()));
  Hold hold(path, options.shards == 1);
  Directory::prepare(path, plan);
  Directory directory(path);
  hold.if_alone([&] { directory.pack(); });
  const bool whole = Driver(directory, plan, model, options, command_line).work(watch);
  hold.if_alone([&] {
    directory.look();
    directory.pack();
  });
  return whole;
}

}  // namespace sim::study

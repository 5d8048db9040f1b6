#include "sim/study/sweep.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <future>
#include <set>
#include <thread>
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
constexpr auto finishing_patience = 2s;  // for runs that are under way when a stop is asked for

std::string plan_path(const std::string& directory) { return directory + "/plan.h5"; }

void make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw FileError(fmt::format("cannot create the directory '{}': {}", path, error.message()));
}

bool is_segment(const std::string& name) { return name.starts_with("segment-") && name.ends_with(".h5"); }

//! The run whose checkpoint this file is, the newest or the one before it, or "".
std::string run_of_checkpoint(const std::string& name) {
  constexpr std::string_view head = "run-", tail = ".checkpoint";
  return name.starts_with(head) && name.ends_with(tail) ? name.substr(head.size(), name.find('.') - head.size()) : "";
}

const io::Variable& variable_of(const std::vector<io::Group>& groups, const std::string& path, const std::string& name) {
  for (const io::Group& group : groups)
    if (group.path == path)
      for (const io::Variable& variable : group.variables)
        if (variable.name == name) return variable;
  throw FileError(fmt::format("no /{}/{} in it", path, name));
}

//! The same as texts. Throws FileError where it is something else.
const io::Text& texts_of(const std::vector<io::Group>& groups, const std::string& path, const std::string& name) {
  if (const auto* texts = std::get_if<io::Text>(&variable_of(groups, path, name).values)) return *texts;
  throw FileError(fmt::format("/{}/{} is not text", path, name));
}

//! A segment went away while we were reading: its runs are in another by now.
struct Moved {};

template <class Function>
auto unless_moved(const std::string& path, Function&& function) {
  try {
    return function();
  } catch (const FileError&) {
    if (!std::filesystem::exists(path)) throw Moved();
    throw;
  }
}

std::vector<io::Group> read_segment(const std::string& path, const io::ReadOptions& options = {}) {
  return unless_moved(path, [&] { return io::read_file(path, options); });
}

//! A hold on the directory: alone, or together with other shards. Where a file system has no locks, it holds nothing.
class Hold {
 public:
  explicit Hold(const std::string& directory)
      : directory_(directory), descriptor_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw FileError(fmt::format("cannot open '{}': {}", directory, std::strerror(errno)));
  }
  ~Hold() { ::close(descriptor_); }
  Hold(const Hold&) = delete;

  //! Throws FileError where somebody is here who does not pass: another shard may be packing, a whole sweep stays.
  void take(bool alone) {
    const auto end = std::chrono::steady_clock::now() + (alone ? 0s : 20s);
    while (!lock(alone ? LOCK_EX : LOCK_SH)) {
      if (std::chrono::steady_clock::now() >= end)
        throw FileError(fmt::format("'{}': another sweep is working here; wait for it, or give both a --shard", directory_));
      std::this_thread::sleep_for(100ms);
    }
  }
  //! Whether nobody else is here; then others are kept out from now on. Otherwise what was held is to be taken again.
  bool is_alone() { return lock(LOCK_EX); }

 private:
  bool lock(int mode) const { return ::flock(descriptor_, mode | LOCK_NB) == 0 || errno != EWOULDBLOCK; }

  std::string directory_;
  int descriptor_;
};

std::string segment_path(const std::string& directory, const std::vector<std::string>& ids) {
  std::string all;
  for (const std::string& id : ids) all += id + "\n";
  return fmt::format("{}/segment-{}.h5", directory, io::sha256(all).substr(0, 16));
}

//! What tells one state of a file from another.
std::array<std::int64_t, 4> state_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw Moved();
  return {static_cast<std::int64_t>(status.st_ino), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

}  // namespace

// --- the directory

Directory::Directory(std::string path) : path_(std::move(path)) {
  if (!std::filesystem::exists(plan_path(path_))) throw FileError(fmt::format("'{}' holds no sweep", path_));
  plan_ = io::read_file(plan_path(path_));
  planned_ = texts_of(plan_, "runs", "run_id");
  for (const io::Group& group : plan_)
    if (group.path == "provenance")
      for (const auto& [name, value] : group.attributes) {
        if (name == "program_version") program_ = std::get<std::string>(value) + program_;
        if (name == "git_revision") program_ += " " + std::get<std::string>(value);
      }
  look();
}

Directory Directory::prepare(const std::string& path, const Plan& plan, const Model& model, const std::string& command_line) {
  make_directory(path);
  std::vector<io::Group> groups = plan.groups(model, command_line);
  if (std::filesystem::exists(plan_path(path))) {
    Directory before(path);
    if (before.program() != program_identity())
      throw FileError(fmt::format("'{}' was begun by version {} of this program, this is {}; finish it with that version or give another -o",
                                  path, before.program(), program_identity()));
    const auto& ids = texts_of(groups, "runs", "run_id");
    if (before.planned() == ids && io::digest(before.plan_) == io::digest(groups)) return before;
  } else {
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      const std::string name = entry.path().filename().string();
      if (!is_segment(name) && run_of_checkpoint(name).empty() && !name.starts_with(".") && name != "jobs")
        throw FileError(fmt::format("'{}' holds something else than a sweep ({}); give an empty or new directory", path, name));
    }
  }
  io::write_file(plan_path(path), std::move(groups), true);
  return Directory(path);
}

void Directory::look() {
  for (int tried = 0;; ++tried) {
    try {
      return look_once();
    } catch (const Moved&) {
      if (tried == 100) throw FileError(fmt::format("'{}': segments come and go without end", path_));
    }
  }
}

const Directory::Segment& Directory::segment(const std::string& path) {
  const auto state = state_of(path);
  Segment& known = segments_[path];
  if (known.file == state) return known;
  const std::vector<io::Group> groups = read_segment(path, {.only = "runs"});
  known = {state, texts_of(groups, "runs", "run_id"),
           texts_of(groups, "runs", "failure")};
  return known;
}

//! Writes a segment: temporary data, so not compressed; its content is checked by every merge.
std::string Directory::write(std::vector<io::Group> groups) {
  for (io::Group& group : groups) group.deflate_level = 0;
  Segment written{{},
                  texts_of(groups, "runs", "run_id"),
                  texts_of(groups, "runs", "failure")};
  const std::string path = segment_path(path_, written.ids);
  io::write_file(path, std::move(groups), true, io::Verify::bytes);
  written.file = state_of(path);
  segments_[path] = std::move(written);
  return path;
}

void Directory::look_once() {
  committed_.clear();
  checkpoints_.clear();
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    const std::string name = entry.path().filename().string();
    if (is_segment(name)) names.push_back(entry.path().string());
    if (const std::string id = run_of_checkpoint(name); !id.empty()) checkpoints_.insert(id);
  }
  std::sort(names.begin(), names.end());
  std::erase_if(segments_, [&](const auto& known) { return !std::binary_search(names.begin(), names.end(), known.first); });
  for (const std::string& name : names) {
    const Segment& found = segment(name);
    for (std::size_t row = 0; row < found.ids.size(); ++row) {
      Committed& known = committed_.try_emplace(found.ids[row], Committed{name, row, found.failures[row]}).first->second;
      if (!known.failure.empty() && found.failures[row].empty()) known = {name, row, {}};  // retried with success
    }
  }
}

const Committed* Directory::find(const std::string& id) const {
  const auto found = committed_.find(id);
  return found == committed_.end() ? nullptr : &found->second;
}

std::size_t Directory::foreign() const {
  const std::set<std::string_view> asked_for(planned_.begin(), planned_.end());
  return static_cast<std::size_t>(
      std::count_if(committed_.begin(), committed_.end(), [&](const auto& run) { return !asked_for.contains(run.first); }));
}

bool Directory::is_worked_in() const { return !Hold(path_).is_alone(); }

Directory::Count Directory::count() const {
  Count count;
  count.planned = planned_.size();
  for (const std::string& id : planned_) {
    const Committed* found = find(id);
    if (!found) ++count.missing, count.interrupted += has_checkpoint(id);
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
    if (is_new) parts.push_back(read_segment(run->segment));
    rows.push_back({found->second, run->row});
  }
  return io::join_runs(parts, rows);
}

}  // namespace

void Directory::pack() {
  look();
  for (int tried = 0; tried < 100; ++tried) {
    try {
      return pack_once();
    } catch (const Moved&) {
      look();
    }
  }
}

void Directory::pack_if_alone() {
  Hold hold(path_);
  if (::access(path_.c_str(), W_OK) == 0 && hold.is_alone()) pack();
}

void Directory::pack_once() {
  const std::set<std::string> asked_for(planned_.begin(), planned_.end());
  for (const std::string& id : checkpoints_)
    if (find(id) || !asked_for.contains(id)) io::remove_checkpoints(checkpoint_path(id));
  std::set<std::string> small;
  std::map<std::string, std::size_t> used;
  for (const auto& [id, run] : committed_) ++used[run.segment];
  for (const auto& [path, segment] : segments_)
    if (segment.ids.size() < runs_in_segment || used[path] < segment.ids.size()) small.insert(path);
  std::vector<const Committed*> loose, foreign;  // apart: runs of another version of the study may have recorded something else
  for (const auto& [id, run] : committed_)
    if (small.contains(run.segment)) (asked_for.contains(id) ? loose : foreign).push_back(&run);
  std::set<std::string> written;
  for (const auto* runs : {&loose, &foreign})
    for (auto first = runs->begin(); first != runs->end();) {
      const auto last = first + std::min<std::ptrdiff_t>(runs_in_segment, runs->end() - first);
      const std::string& source = (*first)->segment;
      const bool as_it_is = segments_[source].ids.size() == static_cast<std::size_t>(last - first) &&
                            std::all_of(first, last, [&](const Committed* run) { return run->segment == source; });
      written.insert(as_it_is ? source : write(gather({first, last})));
      first = last;
    }
  if (written == small) return;
  for (const std::string& path : small)
    if (!written.contains(path)) ::unlink(path.c_str());
  look();
}

namespace {

//! Of the runs as they were planned, tells what became of them.
void describe_results(io::Group& runs, const std::vector<io::Group>& results, std::size_t missing) {
  for (const char* name : {"status", "failure"})
    for (io::Variable& variable : runs.variables)
      if (variable.name == name) variable = variable_of(results, "runs", name);
  if (missing > 0) runs.attributes.emplace_back("missing_runs", static_cast<std::int64_t>(missing));
}

}  // namespace

void Directory::merge(const std::string& output, const std::string& command_line, bool overwrite) {
  io::check_writable(output, overwrite);
  for (int tried = 0;; ++tried) {
    try {
      return merge_once(output, command_line, overwrite);
    } catch (const Moved&) {
      if (tried == 100) throw FileError(fmt::format("'{}': segments come and go without end", path_));
      look();
    }
  }
}

//! Segments are read part by part, so that memory does not grow with the number of runs. What the runs have shown comes from
//! the segments; everything else, and the names of the factors, from the plan.
void Directory::merge_once(const std::string& output, const std::string& command_line, bool overwrite) const {
  std::vector<std::string> segments;
  std::map<std::string, std::size_t> part_of;
  std::vector<io::RunAddress> in_segments, in_plan;
  for (std::size_t run = 0; run < planned_.size(); ++run) {
    const Committed* committed = find(planned_[run]);
    if (!committed) continue;
    const auto [part, is_new] = part_of.emplace(committed->segment, segments.size());
    if (is_new) segments.push_back(committed->segment);
    in_segments.push_back({part->second, committed->row});
    in_plan.push_back({0, run});
  }
  if (segments.empty()) throw FileError(fmt::format("'{}' holds no run yet", path_));
  io::Join join(std::move(in_segments));
  for (const std::string& path : segments) {
    const auto state = state_of(path);
    const auto opened = [path, state] {
      auto file = unless_moved(path, [&] { return std::make_unique<io::OpenFile>(path); });
      if (state_of(path) != state) throw Moved();
      return file;
    };
    join.add(read_segment(path, {.max_bytes = UINT64_MAX, .heads = true}), [opened](const auto&... asked) { return opened()->rows(asked...); });
  }
  std::vector<io::Group> groups = join.heads();
  const std::vector<io::Group> planned = io::join_runs({plan_}, in_plan);
  for (io::Group& group : groups) {
    const auto same = std::find_if(planned.begin(), planned.end(), [&](const io::Group& any) { return any.path == group.path; });
    if (same != planned.end() && group.path != "events") {
      const std::vector<io::Group> results{std::exchange(group, *same)};
      if (group.path == "runs") describe_results(group, results, planned_.size() - in_plan.size());
    }
    if (group.path == "provenance") group = io::provenance_group({command_line, 0.0, {}, 1});
    group.deflate_level = 1;
  }
  io::write_file(output, std::move(groups), [&](const auto&... asked) { return join.rows(asked...); }, overwrite);
}

// --- the driver

namespace {

//! One run from set-up, or from where it was interrupted, to its last month; in a worker process.
std::optional<std::string> work_off(const Directory& directory, const Plan& plan, const Model& model, const PlannedRun& planned,
                                    const std::atomic<bool>& stop) {
  Options options;
  options.first_replicate = planned.replicate;
  options.record = plan.design().record;
  options.checkpoint_path = directory.checkpoint_path(planned.id);
  options.stop = &stop;
  const auto begin = [&] {
    std::vector<Arm> arms;
    arms.push_back({"study", plan.scenario(planned.point)});
    return std::make_unique<Batch>(model, std::move(arms), 1, options);
  };
  std::unique_ptr<Batch> batch = begin();
  if (directory.has_checkpoint(planned.id)) {
    try {
      batch->resume();
    } catch (const FileError&) {  // damaged, or of another program: the run begins again
      batch = begin();
    }
  }
  Progress progress;
  if (!batch->work(progress)) return std::nullopt;
  const io::Recorder& record = batch->runs().front().record;
  for (const std::string& group : options.record)
    if (std::none_of(record.all().begin(), record.all().end(), [&](const io::Recorded& recorded) { return recorded.group == group; }))
      throw ScenarioError(fmt::format("record: the model shows no group '{}'", group));
  io::ByteWriter out;
  record.save(out);
  return std::move(out.bytes);
}

}  // namespace

class Driver {
 public:
  Driver(Directory& directory, const Plan& plan, const Model& model, const SweepOptions& options, const std::string& command_line)
      : directory_(directory), plan_(plan), model_(model), options_(options), command_line_(command_line) {
    std::set<std::string_view> seen;
    for (std::size_t run = options.shard; run < plan.runs().size(); run += options.shards) {
      const std::string& id = plan.runs()[run].id;
      const Committed* found = directory.find(id);
      const bool is_wanted = (!found || (options.retry_failed && !found->failure.empty())) && seen.insert(id).second;
      if (is_wanted) waiting_.push_back(run);
      else ++progress_.found;
      ++progress_.planned;
    }
    progress_.foreign = directory.foreign();
  }

  bool work(const std::function<void(const SweepProgress&)>& watch) {
    watch(progress_);
    if (waiting_.empty()) return true;
    ::malloc_trim(0);  // or every worker would copy, page by page, what we no longer need
    const auto workers = static_cast<unsigned>(std::min<std::size_t>(options_.jobs, waiting_.size()));
    Pool pool(
        workers,
        [this](std::size_t run, const std::atomic<bool>& stop) { return work_off(directory_, plan_, model_, plan_.runs()[run], stop); },
        options_.limits);
    std::size_t next = 0;
    while ((next < waiting_.size() && !stopping()) || pool.is_working()) {
      while (next < waiting_.size() && pool.has_idle() && !stopping()) pool.start(waiting_[next++]);
      if (std::optional<Outcome> outcome = pool.wait(200ms)) take(*std::move(outcome));
      if (is_time_to_commit()) commit();
      if (stopping()) leave(pool);
      watch(progress_);
    }
    commit();
    committed_.get();
    watch(progress_);
    return next == waiting_.size() && progress_.set_aside == 0;
  }

 private:
  bool stopping() const { return options_.stop && options_.stop->load(); }

  bool is_time_to_commit() const {
    return finished_.size() >= runs_in_segment || (!finished_.empty() && std::chrono::steady_clock::now() - since_ > segment_patience);
  }

  //! What is finished is safe at once; runs under way get a moment to finish, then go on another time from a checkpoint.
  void leave(Pool& pool) {
    const auto now = std::chrono::steady_clock::now();
    if (!asked_) {
      asked_ = now;
      commit();
    } else if (now - *asked_ > finishing_patience && !interrupted_) {
      pool.interrupt();
      interrupted_ = true;
    }
  }

  struct Finished {
    std::size_t run;
    std::string failure;
    io::Recorder record;
  };

  void take(Outcome outcome) {
    if (outcome.set_aside) {
      ++progress_.set_aside;
      return;
    }
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
    auto write = [this, finished = std::exchange(finished_, {})]() mutable { write_finished(std::move(finished)); };
    committed_ = std::async(std::launch::async, std::move(write));
  }

  void write_finished(std::vector<Finished> finished) const {
    if (finished.empty()) return;
    std::vector<io::ResultRun> runs;
    for (const Finished& run : finished) runs.push_back(row_of(run));
    std::vector<io::Group> groups =
        io::result_groups(model_, {{"study", &plan_.base()}}, runs, {command_line_, 0.0, {}, 1}, plan_.factors());
    finished.clear();
    directory_.write(std::move(groups));
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
  std::optional<std::chrono::steady_clock::time_point> asked_;  //!< when a stop was noticed
  bool interrupted_ = false;
};

bool sweep(const std::string& path, const Plan& plan, const Model& model, const SweepOptions& options, const std::string& command_line,
           const std::function<void(const SweepProgress&)>& watch) {
  make_directory(path);
  // What one run or segment has used serves the next: fresh pages would cost more than the rest of our work.
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  const bool alone = options.shards == 1;
  Hold hold(path);
  hold.take(alone);
  Directory directory = Directory::prepare(path, plan, model, command_line);
  if (hold.is_alone()) directory.pack();
  hold.take(alone);
  const bool whole = Driver(directory, plan, model, options, command_line).work(watch);
  if (hold.is_alone()) directory.pack();
  return whole;
}

}  // namespace sim::study

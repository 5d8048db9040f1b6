#include "sim/study/pool.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "sim/core/error.h"

namespace sim::study {
namespace {

constexpr std::uint64_t longest_message = std::uint64_t{1} << 34;

bool read_all(int from, void* data, std::size_t size) {
  auto* at = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t taken = ::read(from, at, size);
    if (taken < 0 && errno == EINTR) continue;
    if (taken <= 0) return false;
    at += taken;
    size -= static_cast<std::size_t>(taken);
  }
  return true;
}

bool write_all(int to, const void* data, std::size_t size) {
  const auto* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t given = ::write(to, at, size);
    if (given < 0 && errno == EINTR) continue;
    if (given <= 0) return false;
    at += given;
    size -= static_cast<std::size_t>(given);
  }
  return true;
}

//! Opens every message of a worker.
struct Header {
  enum Kind : std::uint64_t { done, failed, set_aside } kind;
  std::uint64_t size;
};

//! What this process has taken of its address space, in bytes: a worker starts with all that the driver has.
std::uint64_t address_space() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::atomic<bool> stop_asked{false};

extern "C" void ask_worker_to_stop(int) { stop_asked = true; }

std::pair<Header::Kind, std::string> attempt(const Work& work, std::size_t task) {
  try {
    std::optional<std::string> bytes = work(task, stop_asked);
    if (bytes) return {Header::done, *std::move(bytes)};
    return {Header::set_aside, ""};
  } catch (const std::bad_alloc&) {
    return {Header::failed, "not enough memory"};
  } catch (const std::exception& error) {
    return {Header::failed, *error.what() ? error.what() : "failed without a word"};
  }
}

//! The life of a worker: tasks in, outcomes out, until the driver closes the pipe.
[[noreturn]] void serve(int in, int out, const Work& work, const Limits& limits) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);  // the driver is told and decides
  std::signal(SIGTERM, SIG_IGN);
  if (limits.megabytes > 0) {
    const rlim_t most = address_space() + (limits.megabytes << 20);
    const rlimit limit{most, most};
    ::setrlimit(RLIMIT_AS, &limit);
  }
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (std::uint64_t task = 0; read_all(in, &task, sizeof task);) {
    const auto [kind, message] = attempt(work, task);
    const Header header{kind, message.size()};
    if (!write_all(out, &header, sizeof header) || !write_all(out, message.data(), message.size())) break;
  }
  ::_exit(0);
}

std::string end_of(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return fmt::format("the process was ended by signal {} ({}){}", signal, ::strsignal(signal), signal == SIGKILL ? ", as when memory runs out" : "");
  }
  return fmt::format("the process ended with code {}", WEXITSTATUS(status));
}

}  // namespace

Pool::Pool(unsigned workers, Work work, Limits limits) : work_(std::move(work)), limits_(limits), workers_(workers) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGUSR1, ask_worker_to_stop);  // for the workers, who inherit it
  for (Worker& worker : workers_) employ(worker);
}

Pool::~Pool() {
  for (Worker& worker : workers_) {
    if (worker.task) ::kill(worker.process, SIGKILL);
    dismiss(worker);
  }
}

void Pool::employ(Worker& worker) {
  int tasks[2], outcomes[2];
  if (::pipe2(tasks, O_CLOEXEC) != 0 || ::pipe2(outcomes, O_CLOEXEC) != 0) throw FileError(fmt::format("no pipe to a worker: {}", std::strerror(errno)));
  ::fcntl(outcomes[1], F_SETPIPE_SZ, 1 << 20);  // fewer turns for an outcome; where it is refused, more
  const pid_t process = ::fork();
  if (process < 0) throw FileError(fmt::format("no process for a worker: {}", std::strerror(errno)));
  if (process == 0) {
    for (const Worker& other : workers_)
      for (const int pipe : {other.to, other.from})
        if (pipe >= 0) ::close(pipe);
    ::close(tasks[1]);
    ::close(outcomes[0]);
    serve(tasks[0], outcomes[1], work_, limits_);
  }
  ::close(tasks[0]);
  ::close(outcomes[1]);
  worker = {process, tasks[1], outcomes[0], {}, {}};
}

void Pool::dismiss(Worker& worker) {
  ::close(worker.to);
  ::close(worker.from);
  while (::waitpid(worker.process, nullptr, 0) < 0 && errno == EINTR) continue;
  worker = {};
}

bool Pool::has_idle() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const Worker& worker) { return !worker.task; });
}

bool Pool::is_working() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.task.has_value(); });
}

void Pool::start(std::size_t task) {
  const auto worker = std::find_if(workers_.begin(), workers_.end(), [](const Worker& any) { return !any.task; });
  ensure(worker != workers_.end(), "a task needs an idle worker");
  worker->task = task;
  worker->since = std::chrono::steady_clock::now();
  const std::uint64_t number = task;
  write_all(worker->to, &number, sizeof number);  // a worker that died meanwhile is met when its pipe is read
}

void Pool::interrupt() {
  for (const Worker& worker : workers_)
    if (worker.task) ::kill(worker.process, SIGUSR1);
}

bool Pool::is_late(const Worker& worker) const {
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - worker.since;
  return worker.task && limits_.seconds > 0.0 && taken.count() > limits_.seconds;
}

Outcome Pool::failed(Worker& worker, const std::string& cause) {
  const std::size_t task = worker.task.value();
  ::close(worker.to);
  ::close(worker.from);
  int status = 0;
  while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) continue;
  worker = {};
  employ(worker);
  return {task, cause.empty() ? end_of(status) : cause, "", false};
}

Outcome Pool::collect(Worker& worker) {
  Header header{};
  if (!read_all(worker.from, &header, sizeof header) || header.size > longest_message) return failed(worker, "");
  std::string message(header.size, '\0');
  if (!read_all(worker.from, message.data(), message.size())) return failed(worker, "");
  Outcome outcome{worker.task.value(), "", "", header.kind == Header::set_aside};
  (header.kind == Header::failed ? outcome.failure : outcome.bytes) = std::move(message);
  worker.task.reset();
  return outcome;
}

std::optional<Outcome> Pool::wait(std::chrono::milliseconds patience) {
  std::vector<pollfd> pipes;
  for (Worker& worker : workers_) {
    if (is_late(worker)) {
      ::kill(worker.process, SIGKILL);
      return failed(worker, fmt::format("took longer than {:g} s", limits_.seconds));
    }
    pipes.push_back({worker.task ? worker.from : -1, POLLIN, 0});
  }
  const int limit = limits_.seconds > 0.0 ? 100 : 1'000'000;
  if (::poll(pipes.data(), pipes.size(), std::min(static_cast<int>(patience.count()), limit)) <= 0) return std::nullopt;
  for (std::size_t k = 0; k < pipes.size(); ++k)
    if (pipes[k].revents != 0) return collect(workers_[k]);
  return std::nullopt;
}

}  // namespace sim::study

#include "sim/cli/progress.h"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

namespace sim::cli {

ProgressLine::ProgressLine(const study::Progress& progress, std::int64_t planned, std::vector<std::string> indicators, bool quiet)
    : progress_(progress), planned_(planned), indicators_(std::move(indicators)), terminal_(isatty(STDERR_FILENO) != 0) {
  if (indicators_.size() > 3) indicators_.resize(3);
  if (!quiet) watcher_ = std::thread([this] { watch(); });
}

ProgressLine::~ProgressLine() {
  if (!watcher_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  over_.notify_all();
  watcher_.join();
  if (terminal_) fmt::print(stderr, "\r\033[K");
}

void ProgressLine::watch() {
  const auto pause = terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(10'000);
  std::unique_lock lock(mutex_);
  while (!over_.wait_for(lock, pause, [this] { return finished_; })) {
    if (terminal_) fmt::print(stderr, "\r\033[K{}", line());
    else fmt::print(stderr, "{}\n", line());
    std::fflush(stderr);
  }
}

std::string ProgressLine::line() const {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const auto done = static_cast<double>(progress_.months_done.load());
  const double rate = done / std::max(seconds, 1e-9);
  const double left = rate > 0.0 ? (static_cast<double>(planned_) - done) / rate : 0.0;
  std::string text = fmt::format("{:3.0f} %  {:.0f} of {} months  {:.0f} months/s  {:.0f} s left", 100.0 * done / static_cast<double>(planned_),
                                 done, planned_, rate, left);
  for (std::size_t k = 0; k < indicators_.size(); ++k) text += fmt::format("  {} {:.3f}", indicators_[k], progress_.indicator[k].load());
  return text;
}

}  // namespace sim::cli

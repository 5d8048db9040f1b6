//! Progress of long work on standard error: one live line on a terminal, a plain line every ten seconds elsewhere.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sim/study/batch.h"

namespace sim::cli {

class ProgressLine {
 public:
  ProgressLine(const study::Progress& progress, std::int64_t planned, std::vector<std::string> indicators, bool quiet);
  ~ProgressLine();

 private:
  void watch();
  std::string line() const;

  const study::Progress& progress_;
  std::int64_t planned_;
  std::vector<std::string> indicators_;
  bool terminal_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable over_;
  bool finished_ = false;
  std::thread watcher_;
};

}  // namespace sim::cli

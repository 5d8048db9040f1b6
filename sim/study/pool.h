//! Worker processes: each works on one task at a time, and what happens to it happens to that task alone.
//!
//! Workers are forked, so they start with everything the driver has read. A task that throws, crashes, takes too long or
//! asks for too much memory fails with its cause; its worker is replaced and the others go on.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sim::study {

struct Limits {
  double seconds = 0.0;       //!< of one task; 0: no limit
  std::uint64_t megabytes = 0;  //!< that a worker may allocate; 0: no limit
};

//! What came of a task: its bytes, or why there are none.
struct Outcome {
  std::size_t task = 0;
  std::string failure;
  std::string bytes;
  bool set_aside = false;  //!< it was asked to stop and left something behind from which it can go on
};

//! Does a task in a worker process. Nothing: it was asked to stop, and set the task aside.
using Work = std::function<std::optional<std::string>(std::size_t task, const std::atomic<bool>& stop)>;

class Pool {
 public:
  //! `work` runs in a worker process. Create a pool before other threads are started.
  Pool(unsigned workers, Work work, Limits limits);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  bool has_idle() const;
  bool is_working() const;
  //! Hands a task to an idle worker.
  void start(std::size_t task);
  //! Asks working workers to set their tasks aside.
  void interrupt();
  //! The next outcome, or nothing within `patience`. Signals end the waiting too.
  std::optional<Outcome> wait(std::chrono::milliseconds patience);

 private:
  struct Worker {
    pid_t process = -1;
    int to = -1, from = -1;  //!< pipes
    std::optional<std::size_t> task;
    std::chrono::steady_clock::time_point since;
  };
  void employ(Worker& worker);
  void dismiss(Worker& worker);
  Outcome collect(Worker& worker);
  Outcome failed(Worker& worker, const std::string& cause);
  bool is_late(const Worker& worker) const;

  Work work_;
  Limits limits_;
  std::vector<Worker> workers_;
};

}  // namespace sim::study

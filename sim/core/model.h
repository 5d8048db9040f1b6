//! A model that the engine can run, and one run of it, apart from what the model is about.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/calendar.h"
#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"

namespace sim {

//! What a run is made from.
struct Setup {
  std::vector<const Timeline*> settings;  //!< one per declared parameter of the model, in declared order
  Date start;
  std::uint32_t seed = 1;
  std::uint32_t replicate = 0;
  unsigned threads = 1;
  std::size_t block_size = 0;  //!< [people] 0 lets the engine choose; results do not depend on it
};

//! Time one process has taken so far, all workers together.
struct Timing {
  std::string process;
  double seconds = 0.0;
};

//! One run of a model, month by month.
class Simulation {
 public:
  virtual ~Simulation() = default;
  virtual void set_up() = 0;                     //!< fills the world for month 0
  virtual void step(Observer& observer) = 0;     //!< one month; the books are closed when it returns
  virtual void observe(Observer& observer) = 0;  //!< shows the month that has ended
  virtual int months_done() const = 0;
  virtual void visit(ColumnVisitor& column) = 0;  //!< everything that a checkpoint must hold
  virtual const Ledger& ledger() const = 0;
  virtual std::vector<Timing> timings() const = 0;
};

//! A row of the schedule, as documentation.
struct ScheduleRow {
  std::string process, sentence, kind;
};

class Model {
 public:
  virtual ~Model() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view summary() const = 0;
  //! Names of the series that tell the story first; the first three are shown while a run goes on.
  virtual std::vector<std::string> headlines() const = 0;
  virtual const std::vector<Parameter>& parameters() const = 0;
  virtual std::vector<ScheduleRow> schedule() const = 0;
  virtual std::unique_ptr<Simulation> create(Setup setup) const = 0;
  //! Bytes one run needs, for refusing what cannot fit.
  virtual double predicted_bytes(const Setup& setup) const = 0;
};

}  // namespace sim

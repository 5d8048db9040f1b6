//! The roster of organisations. Every organisation is a row j: the producers' slots first, then platforms, phyles, and one
//! each of foundation, energy owner, bank and state. A producer's or a platform's slot may stand empty; births and deaths are requests
//! that World applies, and a freed slot is filled only in a later month.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/column.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"

namespace models {

inline constexpr std::size_t nobody = SIZE_MAX;

struct Organisations {
  static constexpr std::string_view path = "organisations";

  // Set by World from the density and number parameters of the rooms.
  std::size_t n_producers = 0, n_platforms = 0, n_phyles = 0;

  std::size_t n_borrowers() const { return n_producers + n_platforms; }  //!< they come first among the rows
  std::size_t platform(std::size_t k) const { return n_producers + k; }
  std::size_t phyle(std::size_t k) const { return n_producers + n_platforms + k; }
  std::size_t foundation() const { return n_producers + n_platforms + n_phyles; }
  std::size_t energy() const { return foundation() + 1; }
  std::size_t bank() const { return foundation() + 2; }
  std::size_t state() const { return foundation() + 3; }
  std::size_t count() const { return foundation() + 4; }

  sim::Column<std::int64_t> id;     // persistent: birth month and slot
  sim::Column<std::int32_t> born;   // month; the opening ones carry their age as a negative month
  sim::Column<std::int32_t> died;   // month in which the slot was last freed
  sim::Column<std::int8_t> alive;   // 1: trades; 0: the slot is empty
  sim::Column<std::int8_t> worker_owned;  // 1: cooperative; decided at birth and by conversion

  bool trades(std::size_t j) const { return alive[j] != 0; }
  bool is_cooperative(std::size_t j) const { return worker_owned[j] != 0; }

  void declare(sim::ColumnVisitor& column) {
    column(id, {.name = "id", .per = "organisation", .unit = "1", .doc = "persistent number"});
    column(born, {.name = "born", .per = "organisation", .unit = "month", .doc = "month of birth"});
    column(died, {.name = "died", .per = "organisation", .unit = "month", .doc = "month the slot was last freed"});
    column(alive, {.name = "alive", .per = "organisation", .unit = "1", .doc = "1 where the slot is filled"});
    column(worker_owned, {.name = "worker_owned", .per = "organisation", .unit = "1", .doc = "1 for a cooperative"});
  }

  //! The number of the organisation born in `month` in slot `j`. Opening organisations are born in month -1.
  static std::int64_t number(int month, std::size_t j) {
    return static_cast<std::int64_t>(month + 1) << 32 | static_cast<std::int64_t>(j);
  }
};

struct World;

//! Producers that trade, by class of goods: listed once, so that many can each draw another one to compare with.
class Peers {
 public:
  explicit Peers(const World& world);
  //! Another producer of the class of j, who trades, by a uniform draw; j itself where there is none.
  std::size_t another(const World& world, std::size_t j, double uniform) const;

 private:
  std::vector<std::vector<std::size_t>> by_class_;
  std::vector<std::size_t> place_;  // [producer] in the list of its class
};

//! Platforms, phyles, and the ten largest firms and cooperatives, in slots; an empty slot has id -1.
void observe(const Organisations& own, const World& world, sim::Observer& show);

}  // namespace models

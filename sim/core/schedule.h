//! The schedule is data: a table of processes, one row and one sentence each, in the order of the month.
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include "sim/core/block.h"
#include "sim/core/calendar.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/random.h"

namespace sim {

//! What every process is handed: the clock, the draws and the books.
struct Month {
  int number = 0;  //!< 0 is the first month; -1 while the world is set up
  Date date;
  const Draws& draws;
  Ledger& ledger;
  Observer* observer = nullptr;  //!< takes events

  bool every(int months) const { return number % months == 0; }

  //! One uniform number in (0, 1) for each person of the block; index it with the person less `block.first`.
  std::span<const float> uniforms(Purpose purpose, const Block& block) const {
    const std::span<float> numbers = block.scratch->take<float>(block.size());
    draws.uniforms(purpose, number, block.first, numbers);
    return numbers;
  }
  void event(std::string_view kind, std::string text) const {
    if (observer) observer->event(kind, std::move(text));
  }
};

//! One row of the schedule.
template <class World>
struct Process {
  std::string_view room;  //!< "people.time_use"
  std::string_view name;
  std::string_view sentence;
  void (*each)(World&, const Month&, const Block&) = nullptr;  //!< an `each person` kernel, or
  void (*once)(World&, const Month&) = nullptr;                //!< a step over organisations or the state
  std::array<std::string_view, 3> reads_across{};  //!< rooms whose columns the kernel reads of other people

  bool conflicts_with(const Process& earlier) const {
    for (const std::string_view across : reads_across)
      if (across == earlier.room) return true;
    for (const std::string_view across : earlier.reads_across)
      if (across == room) return true;
    return false;
  }
};

template <class>
struct MemberOf;
template <class W, class R>
struct MemberOf<R W::*> {
  using World = W;
  using Room = R;
};
template <auto Member>
using WorldOf = typename MemberOf<decltype(Member)>::World;
template <auto Member>
using RoomOf = typename MemberOf<decltype(Member)>::Room;

//! A kernel over blocks of people: `void f(Room& own, const World&, const Month&, const Block&)`. It may read its own
//! rows of every room, but other people's columns only of rooms named in `reads_across`.
template <auto Member, auto Function>
constexpr Process<WorldOf<Member>> each_person(std::string_view name, std::string_view sentence,
                                               std::array<std::string_view, 3> reads_across = {}) {
  using World = WorldOf<Member>;
  return {.room = RoomOf<Member>::path,
          .name = name,
          .sentence = sentence,
          .each = [](World& world, const Month& month,
                     const Block& block) { Function(world.*Member, std::as_const(world), month, block); },
          .once = nullptr,
          .reads_across = reads_across};
}

//! A step that runs once: `void f(Room& own, const World&, const Month&)`.
template <auto Member, auto Function>
constexpr Process<WorldOf<Member>> once(std::string_view name, std::string_view sentence) {
  using World = WorldOf<Member>;
  return {.room = RoomOf<Member>::path,
          .name = name,
          .sentence = sentence,
          .each = nullptr,
          .once = [](World& world, const Month& month) { Function(world.*Member, std::as_const(world), month); },
          .reads_across = {}};
}

}  // namespace sim

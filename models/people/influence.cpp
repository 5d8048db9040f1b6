#include "models/people/influence.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {
namespace {

std::int32_t draw_acquaintance(const Influence& own, sim::Stream& stream, std::int64_t i, std::int64_t people) {
  if (sim::uniform(stream) < own.parameters.rewired)
    return static_cast<std::int32_t>(sim::integer(stream, static_cast<std::uint64_t>(people)));
  const auto step = 1 + static_cast<std::int64_t>(sim::integer(stream, static_cast<std::uint64_t>(own.parameters.reach)));
  const std::int64_t row = sim::uniform(stream) < 0.5 ? i - step : i + step;
  return static_cast<std::int32_t>(((row % people) + people) % people);
}

// One round of influence for people first to last.
void listen(Influence& own, std::size_t first, std::size_t last) {
  const auto stubbornness = static_cast<float>(own.parameters.stubbornness);
  const sim::Column<float>& before = own.orientation.previous;
  for (std::size_t i = first; i < last; ++i) {
    float sum = 0.0f;
    const std::int32_t* neighbour = &own.neighbours[i * Influence::acquaintances];
    for (std::size_t k = 0; k < Influence::acquaintances; ++k) sum += before[static_cast<std::size_t>(neighbour[k])];
    const float heard = sum / static_cast<float>(Influence::acquaintances);
    own.orientation[i] = stubbornness * own.first_orientation[i] + (1.0f - stubbornness) * 0.5f * (before[i] + heard);
  }
}

}  // namespace

void set_up(Influence& own, const World&, const sim::Month& month) {
  const std::size_t people = own.first_orientation.size();
  for (std::size_t i = 0; i < people; ++i) {
    sim::Stream belief = month.draws.stream(purpose::orientation, month.number, i);
    own.first_orientation[i] = static_cast<float>(sim::beta(belief, 2.0, 4.0));
    own.orientation[i] = own.orientation.previous[i] = own.first_orientation[i];
    sim::Stream links = month.draws.stream(purpose::neighbours, month.number, i);
    for (std::size_t k = 0; k < Influence::acquaintances; ++k)
      own.neighbours[i * Influence::acquaintances + k] =
          draw_acquaintance(own, links, static_cast<std::int64_t>(i), static_cast<std::int64_t>(people));
  }
  // People have listened to each other for long: each round leaves at most 1 - s of the distance to the steady state.
  for (int round = 0; round < 12; ++round) {
    own.orientation.turn();
    listen(own, 0, people);
  }
}

void succeed(Influence& own, const World& world, const sim::Month& month, std::size_t i) {
  sim::Stream belief = month.draws.stream(purpose::orientation, month_of_birth(world.generations.generation[i]), i);
  own.first_orientation[i] = static_cast<float>(sim::beta(belief, 2.0, 4.0));
  const auto stubbornness = static_cast<float>(own.parameters.stubbornness);
  own.orientation[i] = stubbornness * own.first_orientation[i] + (1.0f - stubbornness) * own.orientation[i];
}

void recall_orientation(Influence& own, const World&, const sim::Month& month) {
  if (month.every(static_cast<int>(own.parameters.period))) own.orientation.turn();
}

void spread_orientation(Influence& own, const World&, const sim::Month& month, const sim::Block& block) {
  if (month.every(static_cast<int>(own.parameters.period))) listen(own, block.first, block.last);
}

void observe(const Influence& own, const World&, sim::Observer& show) {
  double sum = 0.0;
  for (const float x : own.orientation.current) sum += static_cast<double>(x);
  show.series({.name = "orientation", .unit = "1", .long_name = "Mean orientation of people to the commons"},
              sum / static_cast<double>(own.first_orientation.size()));
}

}  // namespace models

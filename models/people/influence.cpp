#include "models/people/influence.h"

#include <algorithm>
#include <cmath>

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

// What remains of an opinion that was heard: stubbornness pulls back, conditions shift, and it stays in [0, 1].
float settle(const Influence& own, std::size_t i, float heard) {
  const auto stubbornness = static_cast<float>(own.parameters.stubbornness);
  const float opinion = stubbornness * own.first_orientation[i] + (1.0f - stubbornness) * heard + static_cast<float>(own.shift);
  return std::clamp(opinion, 0.0f, 1.0f);
}

// People first to last each meet one acquaintance; pairs stand by the month, so the same pair meets whatever the threads.
void meet_one(Influence& own, const sim::Month& month, std::size_t first, std::size_t last) {
  const Influence::Parameters& p = own.parameters;
  const sim::Column<float>& before = own.orientation.previous;
  for (std::size_t i = first; i < last; ++i) {
    const std::size_t met = month.draws.word(purpose::meeting, month.number, i) >> 29;  // one of eight
    const auto other = static_cast<std::size_t>(own.neighbours[i * Influence::acquaintances + met]);
    const double heard = compromise(static_cast<double>(before[i]), static_cast<double>(before[other]), p.confidence, p.compromise);
    own.orientation[i] = settle(own, i, static_cast<float>(heard));
  }
}

// One round of DeGroot's averaging for people first to last.
void listen(Influence& own, std::size_t first, std::size_t last) {
  const sim::Column<float>& before = own.orientation.previous;
  for (std::size_t i = first; i < last; ++i) {
    float sum = 0.0f;
    const std::int32_t* neighbour = &own.neighbours[i * Influence::acquaintances];
    for (std::size_t k = 0; k < Influence::acquaintances; ++k) sum += before[static_cast<std::size_t>(neighbour[k])];
    const float heard = sum / static_cast<float>(Influence::acquaintances);
    own.orientation[i] = settle(own, i, 0.5f * (before[i] + heard));
  }
}

}  // namespace

void set_up(Influence& own, const World& world, const sim::Month& month) {
  const std::size_t people = own.first_orientation.size();
  sim::Workers workers(world.workers);
  const auto draw = [&](std::size_t i) {
    sim::Stream belief = month.draws.stream(purpose::orientation, month.number, i);
    own.first_orientation[i] = static_cast<float>(sim::beta(belief, 2.0, 4.0));
    own.orientation[i] = own.orientation.previous[i] = own.first_orientation[i];
    sim::Stream links = month.draws.stream(purpose::neighbours, month.number, i);
    for (std::size_t k = 0; k < Influence::acquaintances; ++k)
      own.neighbours[i * Influence::acquaintances + k] =
          draw_acquaintance(own, links, static_cast<std::int64_t>(i), static_cast<std::int64_t>(people));
  };
  workers.each_block(people, [&](const sim::Block& block) {
    for (std::size_t i = block.first; i < block.last; ++i) draw(i);
  });
  // People have listened to each other for long: each round leaves at most 1 - s of the distance to the steady state.
  for (int round = 0; round < 12 && own.parameters.law == Influence::Law::degroot; ++round) {
    own.orientation.turn();
    workers.each_block(people, [&](const sim::Block& block) { listen(own, block.first, block.last); });
  }
}

void succeed(Influence& own, const World& world, const sim::Month& month, std::size_t i) {
  sim::Stream belief = month.draws.stream(purpose::orientation, month_of_birth(world.generations.generation[i]), i);
  own.first_orientation[i] = static_cast<float>(sim::beta(belief, 2.0, 4.0));
  const auto stubbornness = static_cast<float>(own.parameters.stubbornness);
  own.orientation[i] = stubbornness * own.first_orientation[i] + (1.0f - stubbornness) * own.orientation[i];
}

void recall_orientation(Influence& own, const World& world, const sim::Month& month) {
  const Influence::Parameters& p = own.parameters;
  if (!month.every(static_cast<int>(p.period))) return;
  own.orientation.turn();
  const double gini = world.measures.income.gini;  // 0 before the first month has been measured
  if (own.opening_gini == 0.0) own.opening_gini = gini;
  own.shift = p.unemployment_response * (world.labour_market.unemployment - world.labour_market.parameters.natural_unemployment) +
              p.inequality_response * (gini - own.opening_gini);
}

void spread_orientation(Influence& own, const World&, const sim::Month& month, const sim::Block& block) {
  if (!month.every(static_cast<int>(own.parameters.period))) return;
  if (own.parameters.law == Influence::Law::degroot) listen(own, block.first, block.last);
  else meet_one(own, month, block.first, block.last);
}

void observe(const Influence& own, const World&, sim::Observer& show) {
  double sum = 0.0;
  for (const float x : own.orientation.current) sum += static_cast<double>(x);
  show.series({.name = "orientation", .unit = "1", .long_name = "Mean orientation of people to the commons"},
              sum / static_cast<double>(own.first_orientation.size()));
  double squares = 0.0;
  for (const float x : own.orientation.current) squares += static_cast<double>(x) * static_cast<double>(x);
  const double mean = sum / static_cast<double>(own.first_orientation.size());
  show.series({.name = "orientation_spread", .unit = "1", .long_name = "Standard deviation of people's orientation"},
              std::sqrt(std::max(squares / static_cast<double>(own.first_orientation.size()) - mean * mean, 0.0)));
}

}  // namespace models

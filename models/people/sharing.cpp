#include "models/people/sharing.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"
#include "sim/core/few.h"

namespace models {

void Sharing::Parameters::declare(sim::ParameterVisitor& parameter) {
  const std::string_view source = "assumption:sharing";
  parameter(opening_share, {.name = "opening_share", .initial = 0.10, .unit = "1", .range = sim::share,
                            .doc = "Share of willing people who lend at the start", .source = source, .at_setup = true});
  parameter(spontaneity, {.name = "spontaneity", .initial = 0.0005, .unit = "1/month", .range = sim::share,
                          .doc = "alpha: chance that who is willing begins to lend of itself", .source = source});
  parameter(imitation, {.name = "imitation", .initial = 0.05, .unit = "1/month", .range = sim::share,
                        .doc = "beta: chance that who meets a lending neighbour begins to lend", .source = source});
  parameter(lapse, {.name = "lapse", .initial = 0.045, .unit = "1/month", .range = sim::share,
                    .doc = "gamma: chance that a lender stops", .source = source});
  parameter(trust, {.name = "trust", .initial = 0.9, .unit = "1", .range = sim::share,
                    .doc = "Chance, as people see it, that the favour is returned", .source = source, .at_setup = true});
  parameter(fee, {.name = "fee", .initial = 0.2, .unit = "1", .range = {0, 2},
                  .doc = "Fee or favour, in shares of what a month's use is worth", .source = source, .at_setup = true});
  parameter(warmth, {.name = "warmth", .initial = 0.0, .unit = "1", .range = {-2, 2},
                     .doc = "Mean pleasure in lending, in the same unit", .source = source, .at_setup = true});
  parameter(warmth_dispersion, {.name = "warmth_dispersion", .initial = 0.2, .unit = "1", .range = {0.001, 5},
                                .doc = "Scale of its logistic distribution over people", .source = source, .at_setup = true});
  parameter(wear, {.name = "wear", .initial = 0.1, .unit = "1", .range = {0, 2},
                   .doc = "Wear by the borrower, in the same unit", .source = source, .at_setup = true});
  parameter(risk, {.name = "risk", .initial = 0.1, .unit = "1", .range = {0, 2},
                   .doc = "Risk of loss, in the same unit", .source = source, .at_setup = true});
  parameter(people_per_thing, {.name = "people_per_thing", .initial = 3.0, .unit = "person", .range = {1, 100},
                               .doc = "m: lenders who are served by one thing", .source = source});
  parameter(durable_part, {.name = "durable_part", .initial = 0.3, .unit = "1", .range = sim::share,
                           .doc = "Part of spending on household goods and vehicles that buys things that can be lent",
                           .source = source});
}

double Sharing::Parameters::willing_share() const {
  return 1.0 / (1.0 + sim::exp((wear + risk - trust * fee - warmth) / warmth_dispersion));
}

void Sharing::declare(sim::ColumnVisitor& column) {
  column(habit, {.name = "habit", .per = "person", .unit = "1", .doc = "-1 would not lend, 0 would, 1 lends"});
  column(lenders, {.name = "lenders", .per = "district", .unit = "person", .doc = "people who lend"});
}

double Sharing::need(const World& world, std::size_t g, std::size_t d) const {
  const GoodsMarket::Kind kind = GoodsMarket::kind_of(g);
  if (kind != GoodsMarket::household && kind != GoodsMarket::vehicles) return 1.0;
  const auto people = static_cast<double>(world.first_person_of(d + 1) - world.first_person_of(d));
  return 1.0 - parameters.durable_part * static_cast<double>(lenders[d]) / people * (1.0 - 1.0 / parameters.people_per_thing);
}

namespace {

std::int8_t mind_of(const Sharing& own, double place) {
  return place < own.parameters.willing_share() ? Sharing::willing : Sharing::unwilling;
}

}  // namespace

void set_up(Sharing& own, const World& world, const sim::Month& month) {
  for (std::size_t i = 0; i < own.habit.size(); ++i) {
    const double place = month.draws.uniform(purpose::warmth, month.number, i);
    own.habit[i] = mind_of(own, place);
    // Among the willing, the warmest lend.
    if (place < own.parameters.opening_share * own.parameters.willing_share()) own.habit[i] = Sharing::lends;
    own.lenders.of(0)[world.district_of_person(i)] += own.habit[i] == Sharing::lends;
  }
  own.lenders.collect();
  recall_habits(own, world, month);
}

void succeed(Sharing& own, const World& world, const sim::Month& month, std::size_t i) {
  own.habit[i] = mind_of(own, month.draws.uniform(purpose::warmth, month_of_birth(world.generations.generation[i]), i));
}

void recall_habits(Sharing& own, const World&, const sim::Month&) {
  own.seen.take(own.habit, [](std::int8_t habit) { return habit == Sharing::lends; });
}

namespace {

// Marks who may begin or cease to lend, of people first to last.
SIM_KERNEL
void find_wavering(const std::int8_t* __restrict habit, const float* __restrict luck, double begins, double ceases, std::size_t first,
                   std::size_t people, std::uint8_t* __restrict marks) {
  for (std::size_t k = 0; k < people; ++k) {
    const std::int8_t before = habit[first + k];
    marks[k] = static_cast<std::uint8_t>(((before == Sharing::lends) & (static_cast<double>(luck[k]) < ceases)) |
                                         ((before == Sharing::willing) & (static_cast<double>(luck[k]) < begins)));
  }
}

SIM_KERNEL
std::int64_t lenders_among(const std::int8_t* habit, std::size_t first, std::size_t last) {
  std::int32_t lenders = 0;
  for (std::size_t i = first; i < last; ++i) lenders += habit[i] == Sharing::lends;
  return lenders;
}

}  // namespace

void lend_things(Sharing& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const Sharing::Parameters& p = own.parameters;
  const std::span<const float> chance = month.uniforms(purpose::lending, block);
  const std::span<std::uint8_t> marks = block.scratch->take<std::uint8_t>(block.size());
  find_wavering(own.habit.data(), chance.data(), p.spontaneity + p.imitation, p.lapse, block.first, block.size(), marks.data());
  sim::each_marked(marks, [&](std::size_t row) {
    const std::size_t i = block.first + row;
    const std::int8_t before = own.habit[i];
    const double drawn = static_cast<double>(chance[row]);
    if (before == Sharing::lends && drawn < p.lapse) own.habit[i] = Sharing::willing;
    if (before == Sharing::willing && drawn < p.spontaneity) own.habit[i] = Sharing::lends;
    else if (before == Sharing::willing && drawn < p.spontaneity + p.imitation) {  // would begin, if the neighbour met this month lends
      const std::size_t d = world.district_of_person(i), first = world.first_person_of(d), people = world.first_person_of(d + 1) - first;
      const double place = month.draws.uniform(purpose::lending_neighbour, month.number, i);
      const std::size_t neighbour = first + static_cast<std::size_t>(place * static_cast<double>(people));
      if (own.seen[neighbour]) own.habit[i] = Sharing::lends;
    }
  });
  for (std::size_t first = block.first; first < block.last;) {
    const std::size_t d = world.district_of_person(first), last = std::min(world.first_person_of(d + 1), block.last);
    own.lenders.of(block.worker)[d] += lenders_among(own.habit.data(), first, last);
    first = last;
  }
}

void count_lenders(Sharing& own, const World&, const sim::Month&) { own.lenders.collect(); }

void observe(const Sharing& own, const World& world, sim::Observer& show) {
  std::int64_t lenders = 0;
  for (std::size_t d = 0; d < own.lenders.size(); ++d) lenders += own.lenders[d];
  const double share = static_cast<double>(lenders) / static_cast<double>(world.population.skill.size());
  show.series({.name = "lender_share", .unit = "1", .long_name = "Share of people who lend things to neighbours"}, share);
  show.series({.name = "things_per_person", .unit = "1", .long_name = "Things that can be lent, per person, without lending = 1",
               .formula = "1 - lender_share (1 - 1 / people.sharing.people_per_thing)"},
              1.0 - share * (1.0 - 1.0 / own.parameters.people_per_thing));
}

}  // namespace models

#include "models/value/matched_members.h"

#include <algorithm>
#include <limits>

#include "models/world.h"

namespace models {

void MatchedMembers::Parameters::declare(sim::ParameterVisitor& parameter) {
  const std::string_view source = "assumption:matching";
  parameter(hours_step, {.name = "hours_step", .initial = 2.0, .unit = "1", .range = {1, 100},
                         .doc = "Commoners' least hours times this, and times its square, divide commoners by hours given", .source = source});
  parameter(income_step, {.name = "income_step", .initial = 1.25, .unit = "1", .range = {1, 100},
                          .doc = "Median income over this, and times this, divide them by income", .source = source});
  parameter(orientation_step, {.name = "orientation_step", .initial = 0.1, .unit = "1", .range = sim::share,
                               .doc = "Orientation of 1/2 less this, and plus this, divide them by orientation", .source = source});
}

void MatchedMembers::declare(sim::ColumnVisitor& column) {
  column(cell, {.name = "cell", .per = "follower", .unit = "1", .doc = "1 + cell of matching at the last yearly count, or 0"});
  column(followed, {.name = "followed", .per = "matched", .unit = "person", .doc = "commoners of the count before"});
  column(stayed, {.name = "stayed", .per = "matched", .unit = "person", .doc = "those who are commoners still"});
  column(received, {.name = "received", .per = "matched", .unit = "EUR/month", .doc = "income of those followed"});
  column(autonomous, {.name = "autonomous", .per = "matched", .unit = "EUR/month", .doc = "the part from the commons sector"});
  column(year_received, {.name = "year_received", .per = "matched", .unit = "EUR", .doc = "income since the last count"});
  column(year_autonomous, {.name = "year_autonomous", .per = "matched", .unit = "EUR", .doc = "the part from the commons sector"});
  for (Compared* found : {&members, &others}) column(*found, {.name = "compared", .per = "", .unit = "1", .doc = "of the last full year"});
  column(matched, {.name = "matched", .per = "", .unit = "1", .doc = "share of members who could be matched"});
}

namespace {

std::size_t step_of(double value, double low, double high) { return static_cast<std::size_t>(value >= low) + static_cast<std::size_t>(value >= high); }

std::size_t cell_of(const MatchedMembers::Parameters& p, const World& world, std::size_t i) {
  const double least = world.projects.parameters.commoner_hours, median = world.measures.income.median;
  const std::size_t hours = step_of(static_cast<double>(world.projects.contribution[i]), p.hours_step * least, p.hours_step * p.hours_step * least);
  const std::size_t income = step_of(static_cast<double>(world.livelihood.income[i]), median / p.income_step, median * p.income_step);
  const std::size_t orientation = step_of(static_cast<double>(world.influence.orientation[i]), 0.5 - p.orientation_step, 0.5 + p.orientation_step);
  return 2 * (9 * hours + 3 * income + orientation) + (world.phyles.phyle[i] >= 0);
}


}  // namespace

void set_up(MatchedMembers& own, const World&, const sim::Month&) {
  own.cell.fill(0);
  own.year_received.fill(0.0);
  own.year_autonomous.fill(0.0);
  own.members.stay = own.members.livelihood = own.others.stay = own.others.livelihood = std::numeric_limits<double>::quiet_NaN();
}

void succeed(MatchedMembers& own, const World&, const sim::Month&, std::size_t i) {
  if (own.cell.size() > 0) own.cell[i] = 0;
}

void follow_members(MatchedMembers& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (own.cell.size() == 0) return;
  const bool turns = month.every(12);
  const sim::Tally::Adder received = own.received.of(block.worker), autonomous = own.autonomous.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (turns) {
      const bool commoner = world.projects.is_commoner(i);
      if (own.cell[i] > 0) {
        own.followed.of(block.worker)[own.cell[i] - 1] += 1;
        own.stayed.of(block.worker)[own.cell[i] - 1] += commoner;
      }
      own.cell[i] = commoner ? static_cast<std::uint8_t>(1 + cell_of(own.parameters, world, i)) : std::uint8_t{0};
    }
    if (own.cell[i] == 0) continue;
    const sim::Money spent = world.livelihood.planned[i] + world.livelihood.planned_gigs[i];
    received.add(own.cell[i] - 1u, (world.livelihood.gained(i, month.ledger.deposit_of_person(i)) + spent).eur());
    autonomous.add(own.cell[i] - 1u, from_commons_sector(world, i));
  }
}

namespace {

// Others' cells count as often as members are in them.
void compare(MatchedMembers& own) {
  double members = 0.0, matched = 0.0, stay[2] = {}, all[2] = {}, of_commons[2] = {};
  for (std::size_t cell = 0; cell < MatchedMembers::n_cells; cell += 2) {
    const auto in = static_cast<double>(own.followed[cell + 1]), out = static_cast<double>(own.followed[cell]);
    members += in;
    if (in == 0.0 || out == 0.0) continue;
    matched += in;
    for (const std::size_t side : {0u, 1u}) {
      const double weight = side == 1 ? 1.0 : in / out;
      stay[side] += weight * static_cast<double>(own.stayed[cell + side]);
      all[side] += weight * own.year_received[cell + side];
      of_commons[side] += weight * own.year_autonomous[cell + side];
    }
  }
  const double none = std::numeric_limits<double>::quiet_NaN();
  own.matched = members > 0.0 ? matched / members : 0.0;
  own.others = {matched > 0.0 ? stay[0] / matched : none, all[0] > 0.0 ? of_commons[0] / all[0] : none};
  own.members = {matched > 0.0 ? stay[1] / matched : none, all[1] > 0.0 ? of_commons[1] / all[1] : none};
}

}  // namespace

void compare_members(MatchedMembers& own, const World&, const sim::Month& month) {
  if (own.cell.size() == 0) return;
  own.received.collect();
  own.autonomous.collect();
  if (month.every(12)) {
    own.followed.collect();
    own.stayed.collect();
    if (month.number > 0) compare(own);
    own.year_received.fill(0.0);
    own.year_autonomous.fill(0.0);
  }
  for (std::size_t cell = 0; cell < MatchedMembers::n_cells; ++cell) {
    own.year_received[cell] += own.received[cell];
    own.year_autonomous[cell] += own.autonomous[cell];
  }
}

void observe(const MatchedMembers& own, const World&, sim::Observer& show) {
  show.series({.name = "members_stay", .unit = "1", .long_name = "Commoners in phyles who were commoners still after a year",
               .formula = "of the last full year; cells that hold members and others"}, own.members.stay);
  show.series({.name = "others_stay", .unit = "1", .long_name = "Commoners like them outside phyles who were commoners still after a year",
               .formula = "weighted to members' cells of hours, income and orientation"}, own.others.stay);
  show.series({.name = "members_livelihood", .unit = "1", .long_name = "Share of these members' income from phyle, cooperative and foundation"},
              own.members.livelihood);
  show.series({.name = "others_livelihood", .unit = "1", .long_name = "Share of these others' income from phyle, cooperative and foundation"},
              own.others.livelihood);
  show.series({.name = "members_matched", .unit = "1", .long_name = "Share of commoners in phyles who could be matched"}, own.matched);
}

}  // namespace models

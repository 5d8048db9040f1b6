#include "models/politics/unions.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/world.h"
#include "sim/core/few.h"

namespace models {

void Unions::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(join, {.name = "join", .initial = 0.010, .unit = "1/month", .range = sim::share,
                   .doc = "Chance that an employee to whom a union is worth 1 joins", .source = "assumption:unions"});
  parameter(worth, {.name = "worth", .initial = 0.10, .unit = "1", .range = {-1, 1},
                    .doc = "Worth of a union less its dues, without acquaintances in it", .source = "assumption:unions"});
  parameter(neighbours, {.name = "neighbours", .initial = 1.0, .unit = "1", .range = {0, 5},
                         .doc = "Worth that a union gains where all acquaintances are members", .source = "assumption:unions"});
  parameter(leave, {.name = "leave", .initial = 0.007, .unit = "1/month", .range = sim::share, .doc = "Chance that a member leaves",
                    .source = "assumption:unions"});
  parameter(lapse, {.name = "lapse", .initial = 0.05, .unit = "1/month", .range = sim::share,
                    .doc = "Chance that a member of a hierarchical union without a job is dropped", .source = "assumption:unions"});
  parameter(networked_share, {.name = "networked_share", .initial = 0.1, .unit = "1", .range = sim::share,
                              .doc = "Part of those who join that choose a networked union", .source = "assumption:unions"});
  parameter(outreach, {.name = "outreach", .initial = 0.0, .unit = "1", .range = sim::share,
                       .doc = "Chance that who works through a platform without a job looks at networked unions, relative to employees",
                       .source = "assumption:gig-unions"});
  parameter(platform_power, {.name = "platform_power", .initial = 0.0, .unit = "1", .range = sim::share,
                             .doc = "gamma_p: part of a platform's take beyond cost that goes to those who offer hours where all are organised",
                             .source = "gig-bargaining"});
  parameter(hierarchical_standing, {.name = "hierarchical_standing", .initial = 1.0, .unit = "1", .range = {0, 2},
                                    .doc = "Weight of a member of a hierarchical union in bargaining with platforms; of a networked one: 1",
                                    .source = "assumption:gig-unions"});
}

void Unions::declare(sim::ColumnVisitor& column) {
  column(member, {.name = "member", .per = "person", .unit = "1", .doc = "0 no union, 1 hierarchical, 2 networked"});
  column(counts, {.name = "counts", .per = "three", .unit = "person", .doc = "employees, members of each kind among them"});
  column(density, {.name = "density", .per = "", .unit = "1", .doc = "members among employees"});
  column(gig_hours, {.name = "gig_hours", .per = "platform_union", .unit = "hour/month",
                     .doc = "effective hours offered by people in no union, in hierarchical ones, in networked ones"});
}

void set_up(Unions& own, const World& world, const sim::Month& month) {
  for (std::size_t i = 0; i < own.member.size(); ++i) {
    const bool joins = month.draws.uniform(purpose::unions, month.number, i) < world.labour_market.parameters.union_density;
    own.member[i] = joins ? Unions::hierarchical : Unions::none;
  }
  own.density = world.labour_market.parameters.union_density;
  recall_members(own, world, month);
}

void succeed(Unions& own, const World&, const sim::Month&, std::size_t i) { own.member[i] = Unions::none; }

double Unions::density_at(std::size_t k) const {
  const std::size_t at = k * n_kinds;
  const double all = gig_hours[at] + gig_hours[at + hierarchical] + gig_hours[at + networked];
  if (all <= 0.0) return 0.0;
  return std::min((parameters.hierarchical_standing * gig_hours[at + hierarchical] + gig_hours[at + networked]) / all, 1.0);
}

double Unions::power_over(const World& world, std::size_t k) const {
  return parameters.platform_power * power_of_density(world.labour_market.parameters, density_at(k));
}

void recall_members(Unions& own, const World&, const sim::Month&) {
  own.seen.take(own.member, [](std::uint8_t kind) { return kind != Unions::none; });
}

namespace {

// Marks who may join or leave, of people first to last: others' draws are above any chance that this month has.
SIM_KERNEL
void find_moving(const std::uint8_t* __restrict member, const float* __restrict luck, double join, double leave, std::size_t first, std::size_t people,
                 std::uint8_t* __restrict marks) {
  for (std::size_t k = 0; k < people; ++k)
    marks[k] = static_cast<std::uint8_t>(static_cast<double>(luck[k]) < (member[first + k] != Unions::none ? leave : join));
}

// Employees among people first to last, and members of each kind among them.
SIM_KERNEL
void count_employees(const std::int32_t* __restrict employer, const std::uint8_t* __restrict member, std::size_t first, std::size_t last,
                     std::int64_t* __restrict counts) {
  std::int32_t employees = 0, hierarchical = 0, networked = 0;
  for (std::size_t i = first; i < last; ++i) {
    employees += employer[i] >= 0;
    hierarchical += (employer[i] >= 0) & (member[i] == Unions::hierarchical);
    networked += (employer[i] >= 0) & (member[i] == Unions::networked);
  }
  counts[0] += employees;
  counts[Unions::hierarchical] += hierarchical;
  counts[Unions::networked] += networked;
}

}  // namespace

void organise(Unions& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const Unions::Parameters& p = own.parameters;
  const std::span<const float> luck = month.uniforms(purpose::unions, block);
  const std::span<std::uint8_t> marks = block.scratch->take<std::uint8_t>(block.size());
  const double most_worth = std::max(p.worth + p.neighbours, 0.0), most_looks = std::max(p.join, p.outreach * p.join);
  find_moving(own.member.data(), luck.data(), most_looks * most_worth, p.leave + p.lapse, block.first, block.size(), marks.data());
  sim::each_marked(marks, [&](std::size_t row) {
    const std::size_t i = block.first + row;
    const double chance = static_cast<double>(luck[row]);
    const bool employed = world.labour_market.employer[i] >= 0;
    std::uint8_t& kind = own.member[i];
    if (kind != Unions::none) {
      if (chance < p.leave + (kind == Unions::hierarchical && !employed ? p.lapse : 0.0)) kind = Unions::none;
    } else if (const double looks = employed ? p.join : p.outreach * p.join; chance < looks * most_worth) {
      int others = 0;
      for (std::size_t k = 0; k < Influence::acquaintances; ++k)
        others += own.seen[static_cast<std::size_t>(world.influence.neighbours[i * Influence::acquaintances + k])];
      const double worth = p.worth + p.neighbours * static_cast<double>(others) / static_cast<double>(Influence::acquaintances);
      if (chance < looks * worth) {
        if (month.draws.uniform(purpose::unions, month.number, i, 1) < p.networked_share) kind = Unions::networked;
        else if (employed) kind = Unions::hierarchical;
      }
    }
  });
  count_employees(world.labour_market.employer.data(), own.member.data(), block.first, block.last, own.counts.of(block.worker));
  if (p.platform_power == 0.0) return;
  const sim::Tally::Adder gigs = own.gig_hours.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::size_t kind = own.member[i];
    const double hours = static_cast<double>(world.time_use.gig_hours[i]) * static_cast<double>(world.population.skill[i]);
    if (!world.adoption.several(i)) gigs.add(static_cast<std::size_t>(world.adoption.home[i]) * Unions::n_kinds + kind, hours);
    else
      for (std::size_t k = 0; k < world.capture.roaming.size(); ++k) gigs.add(k * Unions::n_kinds + kind, world.capture.roaming[k] * hours);
  }
}

void count_union_members(Unions& own, const World&, const sim::Month&) {
  own.counts.collect();
  own.gig_hours.collect();
  own.density = static_cast<double>(own.counts[1] + own.counts[2]) / static_cast<double>(std::max<std::int64_t>(own.counts[0], 1));
}

void observe(const Unions& own, const World&, sim::Observer& show) {
  double offered = 0.0, members = 0.0;
  for (std::size_t cell = 0; cell < own.gig_hours.size(); ++cell) {
    offered += own.gig_hours[cell];
    if (cell % Unions::n_kinds != Unions::none) members += own.gig_hours[cell];
  }
  show.series({.name = "union_density", .unit = "1", .long_name = "Members of unions among employees"}, own.density);
  show.series({.name = "networked_union_density", .unit = "1", .long_name = "Members of networked unions among employees"},
              static_cast<double>(own.counts[2]) / static_cast<double>(std::max<std::int64_t>(own.counts[0], 1)));
  show.series({.name = "gig_union_density", .unit = "1",
               .long_name = "Gig hours offered by members of unions; 0 where unions do not bargain with platforms"},
              offered > 0.0 ? members / offered : 0.0);
}

}  // namespace models

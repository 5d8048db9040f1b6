#include "models/cooperation/phyles.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Phyles::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(density, {.name = "density", .initial = 2.0, .unit = "1", .range = {0, 500},
                      .doc = "Phyles per 10,000 people; 0 for none, else at least one", .source = "assumption:phyles",
                      .at_setup = true});
  parameter(dues, {.name = "dues", .initial = 0.05, .unit = "1", .range = {0, 0.5},
                   .doc = "Share of expected income that members pay", .source = "assumption:dues"});
  parameter(stipend, {.name = "stipend", .initial = 540.0, .unit = "EUR/month", .range = sim::non_negative,
                      .doc = "Stipend to a contributing member: 30 % of the median net wage",
                      .source = "assumption:stipend", .indexed = sim::Indexed::to_wages});
  parameter(reserve, {.name = "reserve", .initial = 0.25, .unit = "1", .range = sim::share,
                      .doc = "Part of the fund kept back", .source = "prototype"});
  parameter(fund_months, {.name = "fund_months", .initial = 12.0, .unit = "month", .range = {1, 240},
                          .doc = "Months of the stipends asked for at which a phyle's fund is full and calls no dues",
                          .source = "assumption:phyle-fund"});
  parameter(least_contribution, {.name = "least_contribution", .initial = 3.0, .unit = "hour/month", .range = {0, 200},
                                 .doc = "Volunteer hours in the commons below which no stipend is paid",
                                 .source = "assumption:commoner"});
  parameter(highest_income, {.name = "highest_income", .initial = 2160.0, .unit = "EUR/month",
                             .range = sim::non_negative,
                             .doc = "Income above which no stipend is paid: 1.2 median net wages",
                             .source = "prototype", .indexed = sim::Indexed::to_wages});
  parameter(join, {.name = "join", .initial = 0.004, .unit = "1/month", .range = sim::share,
                   .doc = "Chance of joining at an orientation of join_orientation + 0.15", .source = "prototype"});
  parameter(join_orientation, {.name = "join_orientation", .initial = 0.35, .unit = "1", .range = sim::share,
                               .doc = "Orientation below which nobody joins", .source = "prototype"});
  parameter(leave, {.name = "leave", .initial = 0.01, .unit = "1/month", .range = sim::share,
                    .doc = "Chance that a member without stipend and of orientation 1/4 leaves", .source = "prototype"});
  parameter(seed_share, {.name = "seed_share", .initial = 0.05, .unit = "1", .range = sim::share,
                         .doc = "Part of its fund that a phyle puts into a new cooperative at most",
                         .source = "assumption:seed-capital"});
}

void Phyles::declare(sim::ColumnVisitor& column) {
  column(phyle, {.name = "phyle", .per = "person", .unit = "1", .doc = "phyle a person belongs to, or -1"});
  column(stipend, {.name = "stipend", .per = "person", .unit = "EUR/month", .doc = "stipend received"});
  column(members, {.name = "members", .per = "phyle", .unit = "person", .doc = "members"});
  column(asking, {.name = "asking", .per = "phyle", .unit = "person", .doc = "members who qualify for a stipend"});
  column(call, {.name = "call", .per = "phyle", .unit = "1", .doc = "part of dues and tithe that is called"});
  column(supported, {.name = "supported", .per = "phyle", .unit = "person", .doc = "members who receive a stipend"});
}

void Phyles::declare(sim::FlowVisitor& flow) {
  flow(dues_paid, {.name = "dues", .from = sector::people, .to = sector::phyles, .mode = "commons",
                   .doc = "members' dues", .by_organisation = true});
  flow(stipends, {.name = "stipends", .from = sector::phyles, .to = sector::people, .mode = "commons",
                  .doc = "phyles support contributing members"});
}

namespace {

double join_chance(const Phyles::Parameters& p, double orientation) {
  return p.join * std::max(orientation - p.join_orientation, 0.0) / 0.15;
}

double leave_chance(const Phyles::Parameters& p, double orientation) {
  return p.leave * std::clamp(1.5 - 2.0 * orientation, 0.1, 2.0);
}

// Phyles are neighbourhoods: people near in number join the same one.
std::int32_t phyle_near(std::size_t i, std::size_t people, std::size_t n) { return static_cast<std::int32_t>(i * n / people); }

bool qualifies(const Phyles::Parameters& p, const World& world, std::size_t i) {
  return world.projects.project[i] >= 0 && static_cast<double>(world.time_use.volunteer_hours[i]) >= p.least_contribution &&
         static_cast<double>(world.livelihood.expected_income[i]) <= p.highest_income;
}

}  // namespace

void set_up(Phyles& own, const World& world, const sim::Month& month) {
  const std::size_t n = world.organisations.n_phyles;
  own.phyle.fill(-1);
  own.stipend.fill({});
  own.supported.fill(0);
  own.asking.fill(0);
  own.call.fill(1.0);
  if (n == 0) return;
  // Members as joining and leaving would keep them, and the funds that a month's dues keep up.
  std::vector<double> dues(n, 0.0);
  for (std::size_t i = 0; i < own.phyle.size(); ++i) {
    const double orientation = static_cast<double>(world.influence.orientation[i]);
    const double joins = join_chance(own.parameters, orientation), leaves = leave_chance(own.parameters, orientation);
    if (month.draws.uniform(purpose::join_phyle, month.number, i) * (joins + leaves) >= joins) continue;
    own.phyle[i] = phyle_near(i, own.phyle.size(), n);
    const auto y = static_cast<std::size_t>(own.phyle[i]);
    own.members.of(0)[y] += 1;
    own.asking[y] += qualifies(own.parameters, world, i);
    dues[y] += own.parameters.dues * static_cast<double>(world.livelihood.expected_income[i]);
  }
  own.members.collect();
  for (std::size_t y = 0; y < n; ++y) month.ledger.endow(world.organisations.phyle(y), sim::Money::of(dues[y]));
}

void succeed(Phyles& own, const World&, const sim::Month&, std::size_t i) {
  own.phyle[i] = -1;
  own.stipend[i] = sim::Money{};
}

void call_members(Phyles& own, const World& world, const sim::Month& month) {
  own.candidates.resize(world.workers);
  for (std::size_t y = 0; y < own.call.size(); ++y) {
    const double full = own.parameters.fund_months * own.parameters.stipend * std::max<double>(own.asking[y], 1.0);
    const double fund = month.ledger.deposit(world.organisations.phyle(y)).eur();
    own.call[y] = full > 0.0 ? std::clamp(2.0 * (1.0 - fund / full), 0.0, 1.0) : 0.0;
  }
}

void join_and_leave(Phyles& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const Phyles::Parameters& p = own.parameters;
  const std::size_t n = world.organisations.n_phyles;
  if (n == 0) return;
  const std::span<const float> joins = month.uniforms(purpose::join_phyle, block);
  const std::span<const float> leaves = month.uniforms(purpose::leave_phyle, block);
  auto pay_dues = month.ledger.from_people_by_organisation(own.dues_paid, block);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const double orientation = static_cast<double>(world.influence.orientation[i]);
    const bool supported = own.stipend[i] > sim::Money{};
    own.stipend[i] = sim::Money{};
    if (own.phyle[i] < 0) {
      if (static_cast<double>(joins[i - block.first]) < join_chance(p, orientation)) own.phyle[i] = phyle_near(i, own.phyle.size(), n);
    } else if (!supported) {
      if (static_cast<double>(leaves[i - block.first]) < leave_chance(p, orientation)) own.phyle[i] = -1;
    }
    if (own.phyle[i] < 0) continue;
    own.members.of(block.worker)[own.phyle[i]] += 1;
    const double income = std::max(static_cast<double>(world.livelihood.expected_income[i]), 0.0);
    const sim::Money dues = std::min(sim::Money::near(p.dues * own.call[static_cast<std::size_t>(own.phyle[i])] * income), month.ledger.deposit_of_person(i));
    pay_dues.post(i, world.organisations.phyle(static_cast<std::size_t>(own.phyle[i])), dues);
    if (qualifies(p, world, i))
      own.candidates[block.worker].push_back({own.phyle[i], world.projects.contribution[i], static_cast<std::uint32_t>(i)});
  }
}

void award_stipends(Phyles& own, const World& world, const sim::Month& month) {
  own.members.collect();
  std::vector<Phyles::Candidate> all;
  for (auto& part : own.candidates) {
    all.insert(all.end(), part.begin(), part.end());
    part.clear();
  }
  std::sort(all.begin(), all.end(), [](const Phyles::Candidate& a, const Phyles::Candidate& b) {
    return std::tuple(a.phyle, -a.contribution, a.person) < std::tuple(b.phyle, -b.contribution, b.person);
  });
  own.supported.fill(0);
  own.asking.fill(0);
  for (const Phyles::Candidate& candidate : all) ++own.asking[static_cast<std::size_t>(candidate.phyle)];
  const sim::Money stipend = sim::Money::of(own.parameters.stipend);
  if (stipend == sim::Money{}) return;
  std::vector<std::int64_t> affordable(own.supported.size());
  for (std::size_t y = 0; y < affordable.size(); ++y) {
    const double fund = month.ledger.deposit(world.organisations.phyle(y)).eur();
    affordable[y] = static_cast<std::int64_t>((1.0 - own.parameters.reserve) * fund / stipend.eur());
  }
  for (const auto& [phyle, contribution, i] : all) {
    const auto y = static_cast<std::size_t>(phyle);
    if (own.supported[y] >= affordable[y]) continue;
    month.ledger.pay_person(own.stipends, i, world.organisations.phyle(y), stipend);
    own.stipend[i] = stipend;
    ++own.supported[y];
  }
}

void observe(const Phyles& own, const World& world, sim::Observer& show) {
  const auto people = static_cast<double>(own.phyle.size());
  std::int64_t members = 0, supported = 0;
  sim::Money funds;
  for (std::size_t y = 0; y < own.supported.size(); ++y) {
    members += own.members[y];
    supported += own.supported[y];
    funds += world.ledger.deposit(world.organisations.phyle(y));
  }
  show.series({.name = "phyle_members", .unit = "1", .long_name = "Members of phyles, share of people"},
              static_cast<double>(members) / people);
  show.series({.name = "stipend_receivers", .unit = "1", .long_name = "People who receive a stipend, share of people"},
              static_cast<double>(supported) / people);
  show.series({.name = "phyle_funds", .unit = "EUR", .long_name = "Funds of phyles, per person"}, funds.eur() / people);
}

}  // namespace models

#include "models/cooperation/phyles.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"
#include "sim/core/divide.h"
#include "sim/core/few.h"
#include "sim/core/kernel.h"
#include "sim/core/math.h"

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
  parameter(response, {.name = "response", .initial = 0.0, .unit = "1", .range = {0, 20},
                       .doc = "Response of joining and leaving to what membership would bring, as a share of income; 0: none",
                       .source = "assumption:no-response"});
  parameter(seed_share, {.name = "seed_share", .initial = 0.05, .unit = "1", .range = sim::share,
                         .doc = "Part of its fund that a phyle puts into a new cooperative at most",
                         .source = "assumption:seed-capital"});
  const std::string_view rules = "assumption:phyle-rules";
  parameter(order, {.name = "order", .initial = 0, .choices = {"contribution", "need"}, .doc = "Who receives a stipend first, unless members vote",
                    .source = rules});
  parameter(vote_every, {.name = "vote_every", .initial = 0, .unit = "month", .range = {0, 1200},
                         .doc = "Months between votes of members on dues and on the order of stipends; 0: rules stay", .source = rules});
  parameter(highest_dues, {.name = "highest_dues", .initial = 0.2, .unit = "1", .range = {0.001, 0.5}, .doc = "Dues that no member wants to exceed",
                           .source = rules});
  parameter(opening_share, {.name = "opening_share", .initial = 1.0, .unit = "1", .range = sim::share,
                            .doc = "Share of phyles that exist at the start; the others may be founded", .source = rules, .at_setup = true});
  parameter(founders, {.name = "founders", .initial = 20, .unit = "person", .range = {1, 1e6},
                       .doc = "People who contribute, earn little and have no phyle nearby, whom it takes to found one", .source = rules});
  parameter(pledge, {.name = "pledge", .initial = 0.05, .unit = "1", .range = sim::share, .doc = "Part of their deposits that they pledge",
                     .source = rules});
  parameter(founding_months, {.name = "founding_months", .initial = 1.0, .unit = "month", .range = {0, 240},
                              .doc = "Months of the founders' stipends that pledges must pay for", .source = rules});
  parameter(least_members, {.name = "least_members", .initial = 0, .unit = "person", .range = {0, 1e6},
                            .doc = "Members below which a phyle dissolves", .source = rules});
  parameter(promise, {.name = "promise", .initial = false, .doc = "Stipends are promised to all who ask; a phyle that cannot pay dissolves",
                      .source = rules});
  parameter(federation, {.name = "federation", .initial = 0.0, .unit = "1/month", .range = sim::share,
                         .doc = "Part of what a phyle has beyond a full fund that it gives to phyles short of stipends", .source = rules});
  parameter(own_market, {.name = "own_market", .initial = 0.0, .unit = "1", .range = {-4, 4},
                         .doc = "b: members' preference for goods of their phyle's cooperatives, added to the logarithm of their shares",
                         .source = "assumption:phyle-market"});
}

void Phyles::declare(sim::ColumnVisitor& column) {
  column(phyle, {.name = "phyle", .per = "person", .unit = "1", .doc = "phyle a person belongs to, or -1"});
  column(stipend, {.name = "stipend", .per = "person", .unit = "EUR/month", .doc = "stipend received"});
  column(members, {.name = "members", .per = "phyle", .unit = "person", .doc = "members"});
  column(asking, {.name = "asking", .per = "phyle", .unit = "person", .doc = "members who qualify for a stipend"});
  column(chance, {.name = "chance", .per = "phyle", .unit = "1", .doc = "share of those who ask that is supported"});
  column(call, {.name = "call", .per = "phyle", .unit = "1", .doc = "part of dues and tithe that is called"});
  column(state, {.name = "state", .per = "phyle", .unit = "1", .doc = "0 absent, 1 exists, 2 is being founded"});
  column(dues, {.name = "dues", .per = "phyle", .unit = "1", .doc = "share of expected income that members pay"});
  column(by_need, {.name = "by_need", .per = "phyle", .unit = "1", .doc = "1 where the poorest receive stipends first"});
  column(insolvent, {.name = "insolvent", .per = "phyle", .unit = "1", .doc = "1 where a promise was broken"});
  column(wishes, {.name = "wishes", .per = "phyle_wish", .unit = "person", .doc = "members by the dues they want"});
  column(founders, {.name = "founders", .per = "phyle", .unit = "person", .doc = "people who would found a phyle"});
  column(pledges, {.name = "pledges", .per = "phyle", .unit = "0.0001 EUR", .doc = "what they pledge"});
  column(supported, {.name = "supported", .per = "phyle", .unit = "person", .doc = "members who receive a stipend"});
}

void Phyles::declare(sim::FlowVisitor& flow) {
  flow(dues_paid, {.name = "dues", .from = sector::people, .to = sector::phyles, .mode = "commons",
                   .doc = "members' dues", .by_organisation = true});
  flow(stipends, {.name = "stipends", .from = sector::phyles, .to = sector::people, .mode = "commons",
                  .doc = "phyles support contributing members"});
  flow(crowdfunding, {.name = "crowdfunding", .from = sector::people, .to = sector::phyles, .mode = "gift",
                      .doc = "founders pay in the first fund of a phyle", .by_organisation = true});
  flow(dissolved, {.name = "dissolved_funds", .from = sector::phyles, .to = sector::foundations, .mode = "commons",
                   .doc = "funds of phyles that dissolve"});
  flow(federated, {.name = "federation", .from = sector::phyles, .to = sector::phyles, .mode = "gift", .doc = "phyles help each other"});
}

std::size_t Phyles::near(const World& world, std::size_t j) const { return world.organisations.phyle(j % state.size()); }

bool Phyles::exists_near(const World&, std::size_t j) const { return state.size() > 0 && state[j % state.size()] == exists; }

namespace {

double join_chance(const Phyles::Parameters& p, double orientation) {
  return p.join * std::max(orientation - p.join_orientation, 0.0) / 0.15;
}

double leave_chance(const Phyles::Parameters& p, double orientation) {
  return p.leave * std::clamp(1.5 - 2.0 * orientation, 0.1, 2.0);
}

// Phyles are neighbourhoods: people near in number join the same one.
std::int16_t phyle_near(std::size_t i, std::size_t people, std::size_t n) { return static_cast<std::int16_t>(i * n / people); }

// The first person near phyle y.
std::size_t first_near(int y, std::size_t people, std::size_t n) { return (static_cast<std::size_t>(y) * people + n - 1) / n; }

bool contributes(const Phyles::Parameters& p, const World& world, std::size_t i) {
  return world.projects.project[i] >= 0 && static_cast<double>(world.time_use.volunteer_hours[i]) >= p.least_contribution;
}

bool qualifies(const Phyles::Parameters& p, const World& world, std::size_t i) {
  return contributes(p, world, i) && static_cast<double>(world.livelihood.expected_income[i]) <= p.highest_income;
}

// Dues that member i wants, where a share `asking` of members asks for a stipend.
double wished_dues(const Phyles::Parameters& p, const World& world, std::size_t i, double asking) {
  const double o = static_cast<double>(world.influence.orientation[i]);
  return std::min(o * asking + (1.0 - o) * (qualifies(p, world, i) ? 1.0 : 0.0), p.highest_dues);
}

double median_wish(const Phyles& own, std::size_t y) {
  std::int64_t all = 0, below = 0;
  for (std::size_t w = 0; w < Phyles::n_wishes; ++w) all += own.wishes[y * Phyles::n_wishes + w];
  for (std::size_t w = 0; w < Phyles::n_wishes; ++w)
    if (2 * (below += own.wishes[y * Phyles::n_wishes + w]) >= all && all > 0)
      return own.parameters.highest_dues * static_cast<double>(w) / (Phyles::n_wishes - 1);
  return own.dues[y];
}

// What a phyle wants to hold. [EUR]
double full_fund(const Phyles& own, std::size_t y) { return own.parameters.fund_months * static_cast<double>(own.asking[y]) * own.parameters.stipend; }

void dissolve_and_found(Phyles& own, const World& world, const sim::Month& month) {
  const Phyles::Parameters& p = own.parameters;
  for (std::size_t y = 0; y < own.state.size(); ++y) {
    const std::size_t j = world.organisations.phyle(y);
    if (own.state[y] == Phyles::absent) {
      const double needed = p.founding_months * p.stipend * static_cast<double>(own.founders[y]);
      if (own.founders[y] < std::max(p.founders, p.least_members) || sim::Money::counts(own.pledges[y]).eur() < needed) continue;
      own.state[y] = Phyles::founding;
      own.dues[y] = p.dues;
      month.event("phyle", "phyle " + std::to_string(y) + " is founded by " + std::to_string(own.founders[y]));
    } else if (own.insolvent[y] || own.members[y] < p.least_members) {
      own.state[y] = Phyles::absent;
      own.insolvent[y] = 0;
      month.ledger.transfer(own.dissolved, j, world.organisations.foundation(), month.ledger.deposit(j));
      month.event("phyle", "phyle " + std::to_string(y) + " of " + std::to_string(own.members[y]) + " dissolves");
    }
  }
}

// Phyles with more than a full fund give to those that could not support all who asked, in proportion to what they lack.
void federate(Phyles& own, const World& world, const sim::Month& month) {
  if (own.parameters.federation == 0.0) return;
  std::vector<double> lacks(own.state.size(), 0.0);
  sim::Money given;
  for (std::size_t y = 0; y < lacks.size(); ++y)
    if (own.state[y] == Phyles::exists) lacks[y] = own.parameters.stipend * static_cast<double>(own.asking[y] - own.supported[y]);
  const double all = std::accumulate(lacks.begin(), lacks.end(), 0.0);
  if (all <= 0.0) return;
  for (std::size_t y = 0; y < lacks.size(); ++y) {
    const std::size_t j = world.organisations.phyle(y);
    const double spare = own.parameters.federation * std::max(month.ledger.deposit(j).eur() - full_fund(own, y), 0.0);
    if (lacks[y] > 0.0 || spare <= 0.0) continue;
    const std::vector<sim::Money> parts = sim::divide(sim::Money::of(std::min(spare, all)), lacks);
    for (std::size_t to = 0; to < parts.size(); ++to) month.ledger.transfer(own.federated, j, world.organisations.phyle(to), parts[to]);
  }
}

}  // namespace

namespace {

// By how much membership's gain multiplies the chance of joining, and divides that of leaving.
double pull(const Phyles& own, const World& world, std::size_t i, std::size_t y) {
  const double response = own.parameters.response;
  return response == 0.0 ? 1.0 : sim::exp(response * gain(own, world, i, y));
}

}  // namespace

double gain(const Phyles& own, const World& world, std::size_t i, std::size_t y) {
  const Phyles::Parameters& p = own.parameters;
  const double income = std::max(static_cast<double>(world.livelihood.expected_income[i]), 0.0);
  const double needs = qualifies(p, world, i) ? 1.0 : contributes(p, world, i) ? world.labour_market.unemployment : 0.0;
  const double brings = needs * own.chance[y] * p.stipend - own.dues[y] * own.call[y] * income;
  return std::clamp(brings / std::max({income, world.time_use.parameters.subsistence, 1e-9}), -1.0, 1.0);
}

void set_up(Phyles& own, const World& world, const sim::Month& month) {
  const std::size_t n = world.organisations.n_phyles;
  own.phyle.fill(-1);
  own.stipend.fill({});
  own.supported.fill(0);
  own.asking.fill(0);
  own.call.fill(1.0);
  own.chance.fill(1.0);
  own.dues.fill(own.parameters.dues);
  own.by_need.fill(own.parameters.order == Phyles::Order::need);
  own.insolvent.fill(0);
  if (n == 0) return;
  for (std::size_t y = 0; y < n; ++y)
    own.state[y] = month.draws.uniform(purpose::opening_phyle, month.number, y) < own.parameters.opening_share ? Phyles::exists : Phyles::absent;
  // The share supported that dues pay for where members follow orientation alone.
  const auto joining = [&](std::size_t i) { return join_chance(own.parameters, static_cast<double>(world.influence.orientation[i])); };
  const auto leaving = [&](std::size_t i) { return leave_chance(own.parameters, static_cast<double>(world.influence.orientation[i])); };
  std::vector<double> dues(n, 0.0), asked(n, 0.0);
  for (std::size_t i = 0; i < own.phyle.size(); ++i) {
    const auto y = static_cast<std::size_t>(phyle_near(i, own.phyle.size(), n));
    const double member = joining(i) > 0.0 ? joining(i) / (joining(i) + leaving(i)) : 0.0;
    dues[y] += member * own.parameters.dues * static_cast<double>(world.livelihood.expected_income[i]);
    asked[y] += member * qualifies(own.parameters, world, i) * own.parameters.stipend;
  }
  for (std::size_t y = 0; y < n; ++y) own.chance[y] = dues[y] < asked[y] ? dues[y] / asked[y] : 1.0;
  // Members as joining and leaving would keep them, and the funds that a month's dues keep up.
  std::fill(dues.begin(), dues.end(), 0.0);
  for (std::size_t i = 0; i < own.phyle.size(); ++i) {
    const double drawn = pull(own, world, i, static_cast<std::size_t>(phyle_near(i, own.phyle.size(), n)));
    const double joins = joining(i) * drawn, leaves = leaving(i) / drawn;
    if (month.draws.uniform(purpose::join_phyle, month.number, i) * (joins + leaves) >= joins) continue;
    const std::int16_t near = phyle_near(i, own.phyle.size(), n);
    const auto y = static_cast<std::size_t>(near);
    if (own.state[y] == Phyles::absent) continue;
    own.phyle[i] = near;
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
  const Phyles::Parameters& p = own.parameters;
  own.candidates.resize(world.workers);
  own.wishes.collect();
  own.founders.collect();
  own.pledges.collect();
  dissolve_and_found(own, world, month);
  federate(own, world, month);
  for (std::size_t y = 0; y < own.call.size(); ++y) {
    if (p.vote_every == 0) own.dues[y] = p.dues;
    else if (month.number % p.vote_every == 0) own.dues[y] = median_wish(own, y);
    const double full = p.fund_months * p.stipend * std::max<double>(own.asking[y], 1.0);
    const double fund = month.ledger.deposit(world.organisations.phyle(y)).eur();
    own.call[y] = full > 0.0 && own.state[y] != Phyles::absent ? std::clamp(2.0 * (1.0 - fund / full), 0.0, 1.0) : 0.0;
  }
}

namespace {

// Where there is no phyle, who would ask it for a stipend pledges, and is a member once it is founded.
void pledge(Phyles& own, const World& world, const sim::Month& month, const sim::Block& block, std::size_t i, std::int16_t near, auto& pay_pledge) {
  const auto y = static_cast<std::size_t>(near);
  own.phyle[i] = -1;
  own.stipend[i] = sim::Money{};
  if (!qualifies(own.parameters, world, i)) return;
  const sim::Money pledge = sim::Money::floor(own.parameters.pledge * month.ledger.deposit_of_person(i).eur());
  own.founders.of(block.worker)[y] += 1;
  own.pledges.of(block.worker)[y] += pledge.counts();
  if (own.state[y] != Phyles::founding) return;
  own.phyle[i] = near;
  pay_pledge.post(i, world.organisations.phyle(y), pledge);
}

// Marks members, and who may join if nobody is drawn more than by `highest_pull`. Near one phyle.
SIM_KERNEL
void mark_concerned(const Phyles::Parameters& p, double highest_pull, const std::int16_t* phyle, const float* orientation, const float* joins,
                    std::size_t people, std::uint8_t* __restrict marks) {
  const Phyles::Parameters fixed = p;  // the compiler cannot know that nothing written changes them
  for (std::size_t k = 0; k < people; ++k) {
    const double chance = join_chance(fixed, static_cast<double>(orientation[k])) * highest_pull;
    marks[k] = static_cast<std::uint8_t>((phyle[k] >= 0) | (static_cast<double>(joins[k]) < chance));
  }
}

// Person i near a phyle that exists joins it, stays or leaves.
void join_or_leave(Phyles& own, const World& world, std::size_t i, std::int16_t near, float joins, float leaves) {
  const Phyles::Parameters& p = own.parameters;
  const auto y = static_cast<std::size_t>(near);
  const double orientation = static_cast<double>(world.influence.orientation[i]);
  const bool supported = own.stipend[i] > sim::Money{};
  own.stipend[i] = sim::Money{};
  if (own.phyle[i] < 0) {
    if (static_cast<double>(joins) < join_chance(p, orientation) * pull(own, world, i, y)) own.phyle[i] = near;
  } else if (!supported) {
    if (static_cast<double>(leaves) < leave_chance(p, orientation) / pull(own, world, i, y)) own.phyle[i] = -1;
  }
}

// What member i pays, asks for and wishes.
void take_part(Phyles& own, const World& world, const sim::Month& month, const sim::Block& block, std::size_t i, std::int16_t near, auto& pay_dues) {
  const Phyles::Parameters& p = own.parameters;
  const auto y = static_cast<std::size_t>(near);
  own.members.of(block.worker)[y] += 1;
  const double income = std::max(static_cast<double>(world.livelihood.expected_income[i]), 0.0);
  const sim::Money dues = std::min(sim::Money::near(own.dues[y] * own.call[y] * income), month.ledger.deposit_of_person(i));
  pay_dues.post(i, world.organisations.phyle(y), dues);
  if (qualifies(p, world, i))
    own.candidates[block.worker].push_back({near, world.projects.contribution[i], static_cast<float>(income), static_cast<std::uint32_t>(i)});
  if (p.vote_every == 0) return;
  const double asking = static_cast<double>(own.asking[y]) / std::max(static_cast<double>(own.members[y]), 1.0);
  const double wish = wished_dues(p, world, i, std::min(asking, 1.0)) / p.highest_dues;
  own.wishes.of(block.worker)[y * Phyles::n_wishes + static_cast<std::size_t>(wish * (Phyles::n_wishes - 1) + 0.5)] += 1;
}

}  // namespace

void join_and_leave(Phyles& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const std::size_t n = world.organisations.n_phyles;
  if (n == 0) return;
  const std::span<const float> joins = month.uniforms(purpose::join_phyle, block);
  const std::span<const float> leaves = month.uniforms(purpose::leave_phyle, block);
  const std::span<std::uint8_t> marks = block.scratch->take<std::uint8_t>(block.size());
  auto pay_dues = month.ledger.from_people_by_organisation(own.dues_paid, block);
  auto pay_pledge = month.ledger.from_people_by_organisation(own.crowdfunding, block);
  const double highest_pull = sim::exp(own.parameters.response) * (1.0 + 1e-9);
  for (std::size_t first = block.first, last; first < block.last; first = last) {
    const std::int16_t near = phyle_near(first, own.phyle.size(), n);
    last = std::min(first_near(near + 1, own.phyle.size(), n), block.last);
    const std::size_t row = first - block.first, people = last - first;
    if (own.state[static_cast<std::size_t>(near)] == Phyles::exists) {
      mark_concerned(own.parameters, highest_pull, &own.phyle[first], &world.influence.orientation[first], &joins[row], people, &marks[row]);
      sim::each_marked(marks.subspan(row, people), [&](std::size_t k) {
        join_or_leave(own, world, first + k, near, joins[row + k], leaves[row + k]);
        if (own.phyle[first + k] >= 0) take_part(own, world, month, block, first + k, near, pay_dues);
      });
    } else {
      for (std::size_t i = first; i < last; ++i) {
        pledge(own, world, month, block, i, near, pay_pledge);
        if (own.phyle[i] >= 0) take_part(own, world, month, block, i, near, pay_dues);
      }
    }
  }
}

namespace {

// Those who ask choose the order under which they stand further ahead; half of them or fewer leave it by contribution.
bool prefer_need(const Phyles::Candidate* first, const Phyles::Candidate* last) {
  const auto n = static_cast<std::size_t>(last - first);
  std::vector<std::size_t> by_income(n);
  std::iota(by_income.begin(), by_income.end(), std::size_t{0});
  std::sort(by_income.begin(), by_income.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(first[a].income, first[a].person) < std::pair(first[b].income, first[b].person);
  });
  std::size_t votes = 0;  // candidates stand in order of contribution
  for (std::size_t rank = 0; rank < n; ++rank) votes += rank < by_income[rank];
  return 2 * votes > n;
}

}  // namespace

void award_stipends(Phyles& own, const World& world, const sim::Month& month) {
  const Phyles::Parameters& p = own.parameters;
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
  own.insolvent.fill(0);
  for (const Phyles::Candidate& candidate : all) ++own.asking[static_cast<std::size_t>(candidate.phyle)];
  const sim::Money stipend = sim::Money::of(p.stipend);
  std::size_t first = 0;
  for (std::size_t y = 0; y < own.state.size(); ++y) {
    if (own.state[y] == Phyles::founding) own.state[y] = Phyles::exists;
    const auto asking = static_cast<std::size_t>(own.asking[y]);
    Phyles::Candidate* here = all.data() + first;
    first += asking;
    if (p.vote_every == 0) own.by_need[y] = p.order == Phyles::Order::need;
    else if (month.number % p.vote_every == 0) own.by_need[y] = prefer_need(here, here + asking);
    const double fund = month.ledger.deposit(world.organisations.phyle(y)).eur(), kept = p.promise ? 0.0 : p.reserve;
    const auto affordable = stipend > sim::Money{} ? static_cast<std::size_t>((1.0 - kept) * fund / stipend.eur()) : std::size_t{0};
    const std::size_t rivals = std::max<std::size_t>(asking, 1);
    own.chance[y] = static_cast<double>(std::min(affordable, rivals)) / static_cast<double>(rivals);
    if (asking == 0 || stipend == sim::Money{}) continue;
    if (own.by_need[y])
      std::sort(here, here + asking, [](const Phyles::Candidate& a, const Phyles::Candidate& b) {
        return std::pair(a.income, a.person) < std::pair(b.income, b.person);
      });
    own.insolvent[y] = p.promise && affordable < asking;
    for (std::size_t k = 0; k < std::min(affordable, asking); ++k) {
      month.ledger.pay_person(own.stipends, here[k].person, world.organisations.phyle(y), stipend);
      own.stipend[here[k].person] = stipend;
      ++own.supported[y];
    }
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
  double dues = 0.0, existing = 0.0, by_need = 0.0;
  for (std::size_t y = 0; y < own.state.size(); ++y) {
    if (own.state[y] == Phyles::absent) continue;
    existing += 1.0;
    dues += own.dues[y];
    by_need += own.by_need[y];
  }
  show.series({.name = "phyles", .unit = "1", .long_name = "Phyles that exist"}, existing);
  show.series({.name = "phyle_dues", .unit = "1", .long_name = "Dues as a share of members' expected income, mean of phyles"},
              existing > 0.0 ? dues / existing : 0.0);
  show.series({.name = "phyles_by_need", .unit = "1", .long_name = "Share of phyles that support the poorest first"},
              existing > 0.0 ? by_need / existing : 0.0);
  show.series({.name = "phyle_funds", .unit = "EUR", .long_name = "Funds of phyles, per person"}, funds.eur() / people);
}

}  // namespace models

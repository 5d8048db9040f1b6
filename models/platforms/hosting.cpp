#include "models/platforms/hosting.h"

#include <algorithm>
#include <span>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void Hosting::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(offered, {.name = "offered", .initial = 0.0, .unit = "1", .range = sim::share,
                      .doc = "Share of projects to which platforms offer free hosting", .source = "assumption:free-hosting"});
  parameter(law, {.name = "law", .choices = {"as_offered", "while_it_pays"},
                  .doc = "Whether owners host what the scenario says, or only as long as the users it draws bring what it costs",
                  .source = "assumption:free-hosting"});
  parameter(enclosure, {.name = "enclosure", .initial = 0.0, .unit = "1/month", .range = sim::share,
                        .doc = "Part of what is open in the permissive projects it hosts that a platform encloses in a month",
                        .source = "assumption:enclosure"});
  parameter(content_value, {.name = "content_value", .initial = 0.0, .unit = "EUR/month", .range = sim::non_negative,
                            .doc = "Worth of the commons found on a platform to a user, per unit of ln(1 + content)",
                            .source = "assumption:content-value", .indexed = sim::Indexed::to_wages});
  parameter(elsewhere, {.name = "elsewhere", .initial = 0.5, .unit = "1", .range = sim::share,
                        .doc = "What open commons hosted elsewhere are worth to a user, against those hosted on the own platform",
                        .source = "assumption:content-value"});
}

void Hosting::declare(sim::ColumnVisitor& column) {
  const auto per = [&](auto& values, std::string_view entity, std::string_view name, std::string_view unit, std::string_view doc) {
    column(values, {.name = name, .per = entity, .unit = unit, .doc = doc});
  };
  per(host, "project", "host", "1", "platform that hosts it for free, or -1");
  per(encloser, "project", "encloser", "1", "platform that holds what is enclosed, or -1");
  per(enclosed, "project", "enclosed", "1", "enclosed part of its stock");
  per(offers, "platform", "offers", "1", "1 where free hosting is offered");
  per(cost, "platform", "cost", "EUR/month", "of free hosting");
  per(hosted, "platform", "hosted", "1", "open stock hosted there, in mean stocks of a project at the opening");
  per(held, "platform", "held", "1", "enclosed stock, in mean stocks of a project at the opening");
  per(open_stock, "", "open_stock", "1", "mean of projects, opening = 1");
  per(closed, "", "closed", "1", "enclosed part of a domain's stock");
  per(closed_to_people, "", "closed_to_people", "1", "the same, less what is found on the own platform");
  per(exposed, "", "exposed", "1", "enclosed part of the stock under permissive licences");
}

double Hosting::appeal(std::size_t k) const { return parameters.content_value * sim::log(1.0 + content(k)); }

double Hosting::cost_of(const World& world, std::size_t k) const {
  return is_free(k) ? world.foundations.parameters.infrastructure * static_cast<double>(world.projects.members[k])
                    : 0.0;
}

double Hosting::staff(const World& world, std::size_t k) const {
  return cost[k] / std::max(world.labour_market.wage * world.labour_market.hours_per_worker, 1e-9);
}

double enclosed_part(double enclosed, double old, double taken) {
  const double left = enclosed * old;
  return left + taken * (1.0 - left);
}

void set_up(Hosting& own, const World&, const sim::Month&) {
  own.host.fill(-1);
  own.encloser.fill(-1);
  own.enclosed.fill(0.0);
  own.offers.fill(1);
  own.cost.fill(0.0);
  own.hosted.fill(0.0);
  own.held.fill(0.0);
}

void enter_platform(Hosting& own, const World&, const sim::Month&, std::size_t k) { own.offers[k] = 1; }

void leave_platform(Hosting& own, const World& world, const sim::Month&, std::size_t k) {
  const std::size_t buyer = world.entry.buyer_of(k);
  const auto heir = static_cast<std::int16_t>(buyer == nobody ? -1 : static_cast<std::int16_t>(buyer));
  for (auto* owner : {&own.host, &own.encloser})
    std::replace(owner->begin(), owner->end(), static_cast<std::int16_t>(k), heir);
  for (auto* owned : {&own.cost, &own.hosted, &own.held}) {
    if (buyer != nobody) (*owned)[buyer] += (*owned)[k];
    (*owned)[k] = 0.0;
  }
}

namespace {

// Whether the users that free hosting draws to platform k are worth to its owner what it costs for ever; where it hosts nothing, what its
// part of all would.
bool pays(const Hosting& own, const World& world, std::size_t k) {
  const double share = world.adoption.user_share(k), people = static_cast<double>(world.adoption.home.size());
  double cost = own.cost[k], hosted = own.hosted[k];
  if (cost == 0.0) {
    double contributors = 0.0;
    for (std::size_t m = 0; m < own.host.size(); ++m) contributors += static_cast<double>(world.projects.members[m]);
    cost = own.parameters.offered * share * world.foundations.parameters.infrastructure * contributors;
    hosted = own.parameters.offered * share * own.open_stock;
  }
  const double without = own.held[k] + own.parameters.elsewhere * own.open_stock;
  const double with = without + (1.0 - own.parameters.elsewhere) * hosted;
  const double gain = own.parameters.content_value * sim::log((1.0 + with) / (1.0 + without));  // [EUR/month] for a user
  const double drawn = share * (1.0 - share) / world.adoption.parameters.noise * gain;
  const std::span<const double> future(&world.strategy.worth[k * Foresight::states], Foresight::states);
  const double lock_in = world.adoption.lock_in[k];
  const double more = Foresight::worth_of(future, share + drawn, lock_in) - Foresight::worth_of(future, share, lock_in);
  return more * world.labour_market.wage * people >= 12.0 * cost / world.strategy.discount[k];
}

void decide(Hosting& own, const World& world, const sim::Month& month) {
  const std::int64_t period = world.strategy.parameters.period;  // after the first one owners know what users are worth
  const bool asked = month.number > period && month.every(static_cast<int>(period));
  for (std::size_t k = 0; k < own.offers.size(); ++k) {
    if (own.parameters.law == Hosting::Law::as_offered) own.offers[k] = 1;
    else if (asked) own.offers[k] = pays(own, world, k);
  }
}

void take_up(Hosting& own, const World& world, const sim::Month& month) {
  std::vector<double> chance(own.offers.size());  // running sums
  double users = 0.0;
  for (std::size_t k = 0; k < chance.size(); ++k) {
    const bool offers = own.offers[k] && world.organisations.trades(world.organisations.platform(k));
    chance[k] = users += offers ? world.adoption.user_share(k) : 0.0;
  }
  for (std::size_t m = 0; m < own.host.size(); ++m) {
    const bool taken = month.draws.uniform(purpose::hosting, 0, m) < own.parameters.offered;
    std::int16_t& host = own.host[m];
    if (host >= 0 && !(taken && own.offers[static_cast<std::size_t>(host)])) host = -1;
    if (host >= 0 || !taken || users <= 0.0) continue;
    const double place = users * month.draws.uniform(purpose::hosting, month.number, m, 1);
    std::size_t k = 0;
    while (k + 1 < chance.size() && chance[k] <= place) ++k;
    host = static_cast<std::int16_t>(k);
  }
}

void enclose(Hosting& own, const World& world) {
  constexpr double none = 1e-9;  // of a stock: so little left of what another encloses stops nobody
  for (std::size_t m = 0; m < own.host.size(); ++m) {
    const double stock = world.knowledge.stock[m], old = stock > 0.0 ? 1.0 - world.knowledge.fresh[m] / stock : 1.0;
    const bool allowed = own.host[m] >= 0 && world.licences.licence[m] == Licences::permissive;
    const bool by_host = allowed && (own.enclosed[m] < none || own.encloser[m] == own.host[m]);
    const double taken = by_host ? own.parameters.enclosure : 0.0;
    own.enclosed[m] = enclosed_part(own.enclosed[m], old, taken);
    if (taken > 0.0) own.encloser[m] = own.host[m];
  }
}

void count(Hosting& own, const World& world) {
  own.cost.fill(0.0);
  own.hosted.fill(0.0);
  own.held.fill(0.0);
  own.closed.fill(0.0);
  own.closed_to_people.fill(0.0);
  Hosting::ByDomain all{};
  double open = 0.0, permissive = 0.0, exposed = 0.0;
  const auto projects = static_cast<double>(own.host.size());
  for (std::size_t m = 0; m < own.host.size(); ++m) {
    const std::size_t d = world.projects.domain_of(m);
    const double stock = world.knowledge.stock[m], shut = own.enclosed[m] * stock;
    all[d] += stock;
    open += stock - shut;
    if (world.licences.licence[m] == Licences::permissive) permissive += stock, exposed += shut;
    if (own.is_free(m)) {
      const auto k = static_cast<std::size_t>(own.host[m]);
      own.cost[k] += own.cost_of(world, m);
      own.hosted[k] += (stock - shut) / projects;
    }
    if (shut <= 0.0) continue;
    const bool has_owner = own.encloser[m] >= 0;
    const auto owner = static_cast<std::size_t>(std::max<std::int16_t>(own.encloser[m], 0));
    if (has_owner) own.held[owner] += shut / projects;
    own.closed[d] += shut;
    own.closed_to_people[d] += shut * (1.0 - (has_owner ? world.adoption.user_share(owner) : 0.0));
  }
  for (std::size_t d = 0; d < all.size(); ++d) {
    own.closed[d] /= std::max(all[d], 1e-300);
    own.closed_to_people[d] /= std::max(all[d], 1e-300);
  }
  own.open_stock = open / projects;
  own.exposed = permissive > 0.0 ? exposed / permissive : 0.0;
}

}  // namespace

void host_projects(Hosting& own, const World& world, const sim::Month& month) {
  decide(own, world, month);
  take_up(own, world, month);
  enclose(own, world);
  count(own, world);
}

void observe(const Hosting& own, const World& world, sim::Observer& show) {
  double hosted = 0.0, contributors = 0.0, cost = 0.0, shut = 0.0, stock = 0.0;
  for (std::size_t m = 0; m < own.host.size(); ++m) {
    contributors += static_cast<double>(world.projects.members[m]);
    if (own.is_free(m)) hosted += static_cast<double>(world.projects.members[m]);
    shut += own.enclosed[m] * world.knowledge.stock[m];
    stock += world.knowledge.stock[m];
  }
  for (const double each : own.cost) cost += each;
  show.series(
      {.name = "free_hosting", .unit = "1", .long_name = "Contributors whose project a platform hosts for free"},
      hosted / std::max(contributors, 1.0));
  show.series({.name = "free_hosting_to_gdp", .unit = "1", .long_name = "Cost of free hosting / GDP"},
              cost / world.gdp());
  show.series(
      {.name = "enclosed_share", .unit = "1", .long_name = "Part of the commons' stock that platforms have enclosed"},
      shut / std::max(stock, 1e-300));
}

}  // namespace models

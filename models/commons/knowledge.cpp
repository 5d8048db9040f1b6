#include "models/commons/knowledge.h"

#include <algorithm>
#include <string>
#include <vector>

#include "models/world.h"

namespace models {
namespace {

using ByDomain = Knowledge::ByDomain;
constexpr std::size_t n_domains = Projects::n_domains;

// What a producer's factor is a power of.
double absorbed(double absorptive_capacity, double usable) { return 1.0 + std::max(absorptive_capacity, 0.0) * usable; }

double factor_at(const Knowledge& own, double absorptive_capacity, double usable) {
  return sim::pow(absorbed(absorptive_capacity, usable), own.parameters.elasticity);
}

double sum_of(const ByDomain& parts) { return parts[0] + parts[1] + parts[2]; }

// Stock of all projects of each domain.
ByDomain sums_of_stock(const Knowledge& own, const World& world) {
  ByDomain sums{};
  for (std::size_t k = 0; k < own.stock.size(); ++k) sums[world.projects.domain_of(k)] += own.stock[k];
  return sums;
}

std::array<std::size_t, n_domains> count_by_domain(const World& world) {
  std::array<std::size_t, n_domains> count{};
  for (const std::int8_t d : world.projects.domain) ++count[static_cast<std::size_t>(d)];
  return count;
}

void take_means(Knowledge& own, const World& world) {
  const ByDomain sums = sums_of_stock(own, world);
  const auto count = count_by_domain(world);
  own.mean_stock = sum_of(sums) / static_cast<double>(own.stock.size());
  for (std::size_t d = 0; d < n_domains; ++d)
    own.domain_stock[d] = own.opening_stock[d] > 0.0 ? sums[d] / static_cast<double>(count[d]) / own.opening_stock[d] : 0.0;
}

// What producers can make of the commons.
void absorb(Knowledge& own, const World& world) {
  double given = 0.0, trading = 0.0;
  for (std::size_t j = 0; j < own.factor.size(); ++j)
    if (world.organisations.trades(j)) given += world.innovation.given_share(j), ++trading;
  world.share_out_producers([&](std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j) {
      const double relative = given > 0.0 ? world.innovation.given_share(j) * trading / given : 1.0;
      const double capacity = 1.0 + own.parameters.absorptive_gain * (std::min(relative, 5.0) - 1.0);
      own.factor[j] = absorbed(capacity, sum_of(own.usable(world, j)));
    }
    sim::raise({&own.factor[first], last - first}, own.parameters.elasticity);
  });
}

// Effective hours that producers' staff give at the opening to each domain, relative to those of people. Labour is that of set-up.
ByDomain opening_support(const Knowledge& own, const World& world) {
  const Innovation::Parameters& p = world.innovation.parameters;
  const double employed = world.labour_market.parameters.opening_employment - world.public_sector.parameters.jobs_share;
  double labour = 0.0, budgets = 0.0;
  for (std::size_t i = 0; i < world.population.skill.size(); ++i) labour += 160.0 * employed * static_cast<double>(world.population.skill[i]);
  ByDomain given{}, effort{}, support{};
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    const double budget = world.goods_market.parameters.budget_weight(g);
    const ByDomain use = own.use(world, g);
    for (std::size_t d = 0; d < n_domains; ++d) given[d] += budget * use[d];
    budgets += budget;
  }
  for (std::size_t k = 0; k < own.stock.size(); ++k) effort[world.projects.domain_of(k)] += world.projects.effort[k];
  for (std::size_t d = 0; d < n_domains; ++d)
    if (effort[d] > 0.0) support[d] = p.corporate_support * p.giving * labour * given[d] / budgets / effort[d];
  return support;
}

}  // namespace

void Knowledge::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(obsolescence, {.name = "obsolescence", .initial = 0.0125, .unit = "1/month", .range = {1e-4, 1},
                           .doc = "omega: part of a stock of software that time wears away", .source = "assumption:obsolescence"});
  parameter(culture_obsolescence, {.name = "culture_obsolescence", .initial = 0.0037, .unit = "1/month", .range = {1e-4, 1},
                                   .doc = "The same of works of culture; with a term of 95 years a fifth of what is read is in the public domain",
                                   .source = "S54"});
  parameter(design_obsolescence, {.name = "design_obsolescence", .initial = 0.0125, .unit = "1/month", .range = {1e-4, 1},
                                  .doc = "The same of designs", .source = "assumption:obsolescence"});
  parameter(standing_on_shoulders, {.name = "standing_on_shoulders", .initial = 0.5, .unit = "1", .range = {0, 0.95},
                                    .doc = "phi: exponent of the stock in new knowledge", .source = "jones"});
  parameter(duplication, {.name = "duplication", .initial = 0.8, .unit = "1", .range = {0.1, 1},
                          .doc = "psi: exponent of effort in new knowledge", .source = "jones"});
  parameter(elasticity, {.name = "elasticity", .initial = 0.05, .unit = "1", .range = {0, 0.5},
                         .doc = "chi: elasticity of producers' productivity in 1 + K/K0", .source = "S9"});
  parameter(absorptive_gain, {.name = "absorptive_gain", .initial = 0.2, .unit = "1", .range = {0, 1},
                              .doc = "a1: absorptive capacity gained by giving as much again as the mean producer",
                              .source = "assumption:absorptive-capacity"});
  parameter(critical_mass, {.name = "critical_mass", .initial = 2.0, .unit = "person", .range = {0, 1000},
                            .doc = "Contributors below whom a project's stock is not maintained in full; 0: none are needed",
                            .source = "assumption:critical-mass"});
  parameter(shortfall, {.name = "shortfall", .initial = 0.0125, .unit = "1/month", .range = {0, 0.5},
                        .doc = "Further part of a stock that time wears away where nobody maintains it",
                        .source = "assumption:critical-mass"});
  parameter(design_use, {.name = "design_use", .initial = 0.5, .unit = "1", .range = sim::share,
                         .doc = "Weight of designs in what producers of things (food, building, household, vehicles) draw on, the rest is software",
                         .source = "assumption:domains"});
  parameter(culture_use, {.name = "culture_use", .initial = 0.5, .unit = "1", .range = sim::share,
                          .doc = "Weight of works of culture in what producers of media draw on, the rest is software",
                          .source = "assumption:domains"});
  parameter(use_value, {.name = "use_value", .initial = 10.0, .unit = "EUR/month", .range = {0, 1000},
                        .doc = "Free use value to a person, per unit of ln(1 + K/K0)",
                        .source = "assumption:use-value", .indexed = sim::Indexed::to_prices});
}

double Knowledge::Parameters::obsolescence_of(std::size_t domain) const {
  return std::array{obsolescence, culture_obsolescence, design_obsolescence}[domain];
}

void Knowledge::declare(sim::ColumnVisitor& column) {
  column(stock, {.name = "stock", .per = "project", .unit = "1", .doc = "knowledge, opening mean = 1"});
  column(fresh, {.name = "fresh", .per = "project", .unit = "1/month", .doc = "knowledge gained this month"});
  column(staff_hours, {.name = "staff_hours", .per = "project", .unit = "hour/month", .doc = "effective hours given by producers' paid staff"});
  column(efficiency, {.name = "efficiency", .per = "", .unit = "1", .doc = "delta, by domain"});
  column(opening_stock, {.name = "opening_stock", .per = "", .unit = "1", .doc = "mean stock by domain at the start"});
  column(mean_stock, {.name = "mean_stock", .per = "", .unit = "1", .doc = "K/K0"});
  column(domain_stock, {.name = "domain_stock", .per = "", .unit = "1", .doc = "mean stock by domain, opening = 1"});
  column(creator_share, {.name = "creator_share", .per = "", .unit = "1", .doc = "part of the stock of a domain by who gave it"});
  column(factor, {.name = "factor", .per = "producer", .unit = "1", .doc = "multiplies productivity"});
}

ByDomain Knowledge::use(const World& world, std::size_t g) const {
  const GoodsMarket::Kind kind = GoodsMarket::kind_of(g);
  const bool undivided = world.n_classes == 1;  // one class of all goods stands for the mean of the kinds
  const double things = undivided ? 4.0 / 6.0 : kind == GoodsMarket::services || kind == GoodsMarket::media ? 0.0 : 1.0;
  const double media = undivided ? 1.0 / 6.0 : kind == GoodsMarket::media ? 1.0 : 0.0;
  ByDomain weight{};
  weight[Projects::design] = opening_stock[Projects::design] > 0.0 ? things * parameters.design_use : 0.0;
  weight[Projects::culture] = opening_stock[Projects::culture] > 0.0 ? media * parameters.culture_use : 0.0;
  weight[Projects::software] = 1.0 - weight[Projects::design] - weight[Projects::culture];
  return weight;
}

ByDomain Knowledge::usable(const World& world, std::size_t j) const {
  ByDomain parts = use(world, world.class_of_producer(j));
  for (std::size_t d = 0; d < n_domains; ++d)
    if (parts[d] > 0.0) parts[d] *= world.licences.reach(d, world.innovation.revealing_share[j]) * domain_stock[d];
  return parts;
}

double maintenance_shortfall(const Knowledge::Parameters& p, double contributors, double kept) {
  const double missing = contributors < p.critical_mass ? 1.0 - contributors / p.critical_mass : 0.0;
  return p.shortfall * (missing + 1.0 - kept);
}

namespace {

SIM_INLINE double gain(double duplication, double standing, double stock, double effort) {
  return sim::exp(duplication * sim::log(effort) + standing * sim::log(stock));
}

SIM_KERNEL
void gain_many(double duplication, double standing, const double* stock, const double* effort, double* added, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) added[k] = gain(duplication, standing, stock[k], effort[k]);
}

}  // namespace

double gained(const Knowledge::Parameters& p, double efficiency, double stock, double effort) {
  return efficiency * gain(p.duplication, p.standing_on_shoulders, stock, effort);
}

void gain_each(const Knowledge::Parameters& p, std::span<const double> stock, std::span<const double> effort, std::span<double> added) {
  gain_many(p.duplication, p.standing_on_shoulders, stock.data(), effort.data(), added.data(), added.size());
}

double kept_part(const Knowledge::Parameters& p, std::size_t domain, double shortfall) {
  return std::max(1.0 - p.obsolescence_of(domain) - shortfall, 0.0);
}

double grown(const Knowledge::Parameters& p, std::size_t domain, double efficiency, double stock, double effort, double shortfall) {
  return kept_part(p, domain, shortfall) * stock + gained(p, efficiency, stock, effort);
}

void start_at_one(Knowledge& own, const World& world) {
  const auto n = static_cast<double>(own.stock.size());
  double mean = 0.0;
  for (const double stock : own.stock) mean += stock / n;
  if (mean > 0.0)
    for (double& stock : own.stock) stock /= mean;
  const ByDomain sums = sums_of_stock(own, world);
  const auto count = count_by_domain(world);
  for (std::size_t d = 0; d < n_domains; ++d) own.opening_stock[d] = count[d] > 0 ? sums[d] / static_cast<double>(count[d]) : 0.0;
  const ByDomain support = opening_support(own, world);
  for (std::size_t d = 0; d < n_domains; ++d) {
    own.efficiency[d] = mean > 0.0 ? own.parameters.obsolescence_of(d) * sim::pow(mean, own.parameters.standing_on_shoulders - 1.0) : 0.0;
    own.efficiency[d] *= sim::pow(world.projects.team_scale * (1.0 + support[d]), -own.parameters.duplication);
  }
  take_means(own, world);
  own.fresh.fill(0.0);
  own.factor.fill(factor_at(own, 1.0, mean > 0.0 ? 1.0 : 0.0));
}

void set_up(Knowledge& own, const World&, const sim::Month&) {
  own.stock.fill(1.0);
  own.staff_hours.fill(0.0);
  for (auto& share : own.creator_share) share = {1.0, 0.0, 0.0};
}

void enter(Knowledge& own, const World& world, std::size_t j) { own.factor[j] = factor_at(own, 1.0, sum_of(own.usable(world, j))); }

void accumulate(Knowledge& own, const World& world, const sim::Month& month) {
  const Knowledge::Parameters& p = own.parameters;
  const Projects& projects = world.projects;
  const ByDomain stocks = sums_of_stock(own, world);
  std::vector<double> hours(world.n_classes, 0.0);
  for (std::size_t j = 0; j < own.factor.size(); ++j) hours[world.class_of_producer(j)] += world.innovation.contributed_hours[j];
  ByDomain supported{};  // [effective hour/month]
  for (std::size_t g = 0; g < world.n_classes; ++g) {
    const ByDomain use = own.use(world, g);
    for (std::size_t d = 0; d < n_domains; ++d) supported[d] += hours[g] * use[d];
  }
  std::vector<double> effort(own.stock.size());  // [effective hour/month]
  for (std::size_t k = 0; k < own.stock.size(); ++k) {
    const std::size_t d = projects.domain_of(k);
    own.staff_hours[k] = stocks[d] > 0.0 ? supported[d] * own.stock[k] / stocks[d] : 0.0;
    effort[k] = projects.output[k] + own.staff_hours[k];
  }
  gain_each(p, {own.stock.data(), own.stock.size()}, effort, {own.fresh.data(), own.fresh.size()});
  for (std::size_t k = 0; k < own.stock.size(); ++k) {
    const std::size_t d = projects.domain_of(k);
    const double shortfall = maintenance_shortfall(p, static_cast<double>(projects.members[k]), world.hosting.is_free(k) ? 1.0 : world.foundations.kept);
    own.fresh[k] *= own.efficiency[d];
    own.stock[k] = kept_part(p, d, shortfall) * own.stock[k] + own.fresh[k];
  }
  for (std::size_t d = 0; d < n_domains; ++d) {
    const double given[] = {projects.given_unpaid(d), projects.given_paid(d), supported[d]};
    const double all = given[0] + given[1] + given[2];
    const double fading = month.number == 0 ? 1.0 : p.obsolescence_of(d);
    for (std::size_t c = 0; c < Knowledge::n_creators && all > 0.0; ++c)
      own.creator_share[d][c] += fading * (given[c] / all - own.creator_share[d][c]);
  }
  take_means(own, world);
  absorb(own, world);
}

void observe(const Knowledge& own, const World& world, sim::Observer& show) {
  show.series({.name = "knowledge", .unit = "1", .long_name = "Commons knowledge, opening = 1", .formula = "mean of projects' stocks"},
              own.mean_stock);
  const auto count = count_by_domain(world);
  double value = 0.0;
  for (std::size_t d = 0; d < n_domains; ++d) {
    const std::string name(Projects::domain_names[d]);
    show.series({.name = "knowledge_" + name, .unit = "1", .long_name = "Commons knowledge, " + name + ", opening = 1"}, own.domain_stock[d]);
    const double open = own.domain_stock[d] * (1.0 - world.royalties.closed_part(world, d)) * (1.0 - world.hosting.closed_to_people[d]);
    value += static_cast<double>(count[d]) / static_cast<double>(own.stock.size()) * sim::log(1.0 + open);
  }
  ByDomain staff{};
  double of_staff = 0.0, effort = 0.0;
  for (std::size_t k = 0; k < own.stock.size(); ++k) {
    staff[world.projects.domain_of(k)] += own.staff_hours[k];
    of_staff += own.staff_hours[k];
    effort += own.staff_hours[k] + world.projects.effort[k];
  }
  show.series({.name = "staff_contribution_share", .unit = "1", .long_name = "Effort for the commons by paid staff of producers, among all",
               .formula = "effective hours"}, of_staff / std::max(effort, 1e-9));
  for (std::size_t d = 0; d < n_domains; ++d) {
    const std::string name(Projects::domain_names[d]);
    const double paid = staff[d] + world.projects.given_paid(d);
    show.series({.name = "paid_share_" + name, .unit = "1", .long_name = "Hours given to the commons that are paid: " + name,
                 .formula = "by foundations or as staff of producers"}, paid / std::max(paid + world.projects.given_unpaid(d), 1e-9));
  }
  show.series({.name = "free_use_value", .unit = "EUR/month", .long_name = "Free use value of the commons, per person",
               .formula = "use_value x sum over domains of share of projects x ln(1 + open K/K0); outside GDP"},
              own.parameters.use_value * value);
}

}  // namespace models

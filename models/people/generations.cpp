#include "models/people/generations.h"

#include <algorithm>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void Generations::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(renewal, {.name = "renewal", .initial = true, .doc = "Whether people age, die and are succeeded",
                      .source = "assumption:generations"});
  parameter(mortality, {.name = "mortality", .initial = 0.0005, .unit = "1/year", .range = {0, 1},
                        .doc = "Hazard of death at the age of 20", .source = "gompertz"});
  parameter(mortality_growth, {.name = "mortality_growth", .initial = 0.085, .unit = "1/year", .range = {0, 0.5},
                               .doc = "Growth of the hazard of death with age", .source = "gompertz"});
  parameter(oldest, {.name = "oldest", .initial = 85.0, .unit = "year", .range = {21, 120},
                     .doc = "Age at which everybody has died", .source = "assumption:generations"});
  parameter(inheritance_tax, {.name = "inheritance_tax", .initial = 0.0, .unit = "1", .range = sim::share,
                              .doc = "Tax on the deposits that heirs receive", .source = "assumption:no-inheritance-tax"});
}

void Generations::declare(sim::ColumnVisitor& column) {
  column(months_old, {.name = "months_old", .per = "person", .unit = "month", .doc = "age beyond 20 years"});
  column(generation, {.name = "generation", .per = "person", .unit = "1", .doc = "heirs that the row has seen"});
  column(deaths, {.name = "deaths", .per = "", .unit = "person", .doc = "deaths of the month"});
  column(ages, {.name = "ages", .per = "", .unit = "month", .doc = "ages of all people beyond 20 years"});
}

void Generations::declare(sim::FlowVisitor& flow) {
  flow(inheritance_tax, {.name = "inheritance_tax", .from = sector::people, .to = sector::state, .mode = "authority",
                         .doc = "tax on inherited deposits"});
}

std::vector<double> mortality_table(const Generations::Parameters& p) {
  const auto months = static_cast<std::size_t>(12.0 * (p.oldest - Generations::adult));
  std::vector<double> table(months + 1, 1.0);
  for (std::size_t age = 0; age < months; ++age) {
    const double hazard = p.mortality * sim::exp(p.mortality_growth * static_cast<double>(age) / 12.0);
    table[age] = 1.0 - sim::exp(-hazard / 12.0);
  }
  return table;
}

namespace {

// Months of age at which a share of a population that is renewed by this mortality is younger.
std::size_t age_at_quantile(const std::vector<double>& alive, double quantile) {
  return static_cast<std::size_t>(std::upper_bound(alive.begin(), alive.end() - 1, quantile * alive.back()) - alive.begin());
}

}  // namespace

void set_up(Generations& own, const World&, const sim::Month& month) {
  own.generation.fill(0);
  std::vector<double> alive;  // running sum of survivors by month of age: a stationary population
  double survivors = 1.0, sum = 0.0;
  for (const double chance : mortality_table(own.parameters)) {
    alive.push_back(sum += survivors);
    survivors *= 1.0 - chance;
  }
  for (std::size_t i = 0; i < own.months_old.size(); ++i)
    own.months_old[i] = static_cast<std::int16_t>(age_at_quantile(alive, month.draws.uniform(purpose::opening_age, month.number, i)));
}

void look_up_mortality(Generations& own, const World& world, const sim::Month&) {
  const Generations::Parameters& p = own.parameters;
  const std::array<double, 3> asked{p.mortality, p.mortality_growth, p.oldest};
  if (own.chance_of_death.empty() || own.looked_up != asked) own.chance_of_death = mortality_table(p);
  own.looked_up = asked;
  own.dead.resize(world.workers);
}

void grow_old(Generations& own, const World& world, const sim::Month& month, const sim::Block& block) {
  if (!own.parameters.renewal) return;
  const std::vector<double>& chance_of_death = own.chance_of_death;
  const std::span<const float> luck = month.uniforms(purpose::death, block);
  std::int64_t ages = 0;
  auto pay_tax = month.ledger.from_people(own.inheritance_tax, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i) {
    const auto age = std::min(static_cast<std::size_t>(own.months_old[i]), chance_of_death.size() - 1);
    ages += own.months_old[i];
    if (static_cast<double>(luck[i - block.first]) >= chance_of_death[age]) {
      ++own.months_old[i];
      continue;
    }
    own.dead[block.worker].push_back(static_cast<std::uint32_t>(i));
    const double taxed = own.parameters.inheritance_tax * std::max(month.ledger.deposit_of_person(i).eur(), 0.0);
    pay_tax.post(i, sim::Money::near(taxed));
  }
  own.ages.of(block.worker)[0] += ages;
}

void name_heirs(Generations& own, const World&, const sim::Month&) {
  own.ages.collect();
  for (std::vector<std::uint32_t>& part : own.dead) {
    own.heirs.insert(own.heirs.end(), part.begin(), part.end());
    part.clear();
  }
  std::sort(own.heirs.begin(), own.heirs.end());
  for (const std::uint32_t i : own.heirs) {
    own.months_old[i] = 0;
    ++own.generation[i];
  }
  own.deaths = static_cast<std::int64_t>(own.heirs.size());
}

void observe(const Generations& own, const World& world, sim::Observer& show) {
  const auto people = static_cast<double>(own.months_old.size());
  show.series({.name = "mean_age", .unit = "year", .long_name = "Mean age of people (0 where nobody ages)"},
              own.parameters.renewal ? Generations::adult + static_cast<double>(own.ages[0]) / people / 12.0 : 0.0);
  show.series({.name = "death_rate", .unit = "1/year", .long_name = "Deaths, at a yearly rate", .formula = "12 x deaths of the month / people"},
              12.0 * static_cast<double>(own.deaths) / static_cast<double>(world.population.skill.size()));
}

}  // namespace models

#include "models/measures.h"

#include <algorithm>
#include <array>
#include <bit>

#include "models/world.h"

namespace models {
namespace {

const std::vector<std::string> use_names{"wage_work", "cooperative_work", "public_work", "gig_work", "commons_paid", "commons", "civic", "local_exchange", "care", "leisure"};
// Modes of relation: gifts, work under command (in cooperatives too, as their wages), exchange, the commons; and the one that
// each use of time belongs to.
constexpr std::array<std::string_view, 4> mode_names{"gift", "authority", "market", "commons"};
constexpr std::array<std::size_t, Measures::n_uses - 1> mode_of_use{1, 1, 1, 2, 3, 3, 0, 2, 0};

const std::vector<std::string> decile_names{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};

// What a person's job, and what one gives, count as.
SIM_INLINE Measures::Use work_of(const World& world, std::size_t i) {
  const std::int32_t employer = world.labour_market.employer[i];
  if (employer < 0) return Measures::wage_work;
  const auto j = static_cast<std::size_t>(employer);
  return j == world.organisations.state() ? Measures::public_work : world.organisations.is_cooperative(j) ? Measures::cooperative_work : Measures::wage_work;
}

SIM_INLINE Measures::Use giving_of(const World& world, std::size_t i) {
  if (!world.projects.is_active(i)) return Measures::civic;
  return world.foundations.pays(effective_hours(world, i)) ? Measures::commons_paid : Measures::commons;
}

// A person's month, from the columns of this month. [hour/month]
struct Month {
  double job, gigs, given, exchange, care, leisure;
};

SIM_INLINE Month month_of(const World& world, std::size_t i, double exchange) {
  const double held = static_cast<double>(world.time_use.job_hours[i]), job = world.labour_market.employer[i] >= 0 ? held : 0.0;
  const double gigs = static_cast<double>(world.time_use.gig_hours[i]), given = static_cast<double>(world.time_use.volunteer_hours[i]);
  const double care = world.time_use.parameters.care;
  return {job, gigs, given, exchange, care, world.time_use.parameters.available - care - job - gigs - given - exchange};
}

}  // namespace

void Measures::declare(sim::ColumnVisitor& column) {
  const auto binned = [&](auto& cells, std::string_view name, std::string_view unit) {
    column(cells, {.name = name, .per = "bin", .unit = unit, .doc = "by bin of the amount"});
  };
  binned(income_counts, "income_counts", "person");
  binned(wealth_counts, "wealth_counts", "person");
  binned(consumption_counts, "consumption_counts", "person");
  binned(income_sums, "income_sums", "EUR/month");
  binned(wealth_sums, "wealth_sums", "EUR");
  binned(consumption_sums, "consumption_sums", "EUR/month");
  column(hours, {.name = "hours", .per = "use_by_decile", .unit = "hour/month", .doc = "hours by use and decile"});
  column(decile_of_bin, {.name = "decile_of_bin", .per = "", .unit = "1", .doc = "decile of incomes in a bin"});
  for (Histogram::Summary* summary : {&income, &wealth, &consumption})
    column(*summary, {.name = "summary", .per = "", .unit = "1", .doc = "of a distribution"});
  for (double* value : {&poverty, &below_subsistence, &gdp, &wages, &public_pay})
    column(*value, {.name = "measure", .per = "", .unit = "1", .doc = "of the month that ended"});
}

void set_up(Measures& own, const World& world, const sim::Month&) { own.gdp = world.opening.gdp; }

namespace {

// Room for what is found for everybody of a block at once, before it is added person by person.
struct Binned {
  std::span<double> amounts;
  std::span<std::int32_t> bins;
  std::span<std::int64_t> counts;
};

SIM_INLINE void count(const Binned& binned, std::int64_t* heads, const sim::Tally::Adder& sums) {
  const double* amount = binned.amounts.data();
  std::int32_t* __restrict bin = binned.bins.data();
  std::int64_t* __restrict counts = binned.counts.data();
  const std::size_t people = binned.amounts.size();
  for (std::size_t r = 0; r < people; ++r) bin[r] = static_cast<std::int32_t>(Histogram::bin(static_cast<float>(amount[r])));
  for (std::size_t r = 0; r < people; ++r) counts[r] = sums.counts(std::max(amount[r], 0.0));
  for (std::size_t r = 0; r < people; ++r) {
    const auto cell = static_cast<std::size_t>(bin[r]);
    heads[cell] += 1;
    sums.add_counts(cell, counts[r]);
  }
}

}  // namespace

SIM_KERNEL
void measure_people(Measures& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const std::size_t first = block.first, people = block.size();
  const Binned binned{block.scratch->take<double>(people), block.scratch->take<std::int32_t>(people), block.scratch->take<std::int64_t>(people)};
  double* __restrict amount = binned.amounts.data();
  for (std::size_t r = 0; r < people; ++r) amount[r] = static_cast<double>(world.livelihood.income[first + r]);
  count(binned, own.income_counts.of(block.worker), own.income_sums.of(block.worker));
  for (std::size_t r = 0; r < people; ++r) amount[r] = month.ledger.deposit_of_person(first + r).eur_of_person();
  count(binned, own.wealth_counts.of(block.worker), own.wealth_sums.of(block.worker));
  for (std::size_t r = 0; r < people; ++r) {
    const std::size_t i = first + r;
    amount[r] = (world.livelihood.planned[i] + world.livelihood.planned_gigs[i] + world.local_exchange.received(i)).eur_of_person();
  }
  count(binned, own.consumption_counts.of(block.worker), own.consumption_sums.of(block.worker));
}

void summarise(Measures& own, const World& world, const sim::Month&) {
  for (sim::Scatter* counts : {&own.income_counts, &own.wealth_counts, &own.consumption_counts}) counts->collect();
  for (sim::Tally* sums : {&own.income_sums, &own.wealth_sums, &own.consumption_sums}) sums->collect();
  own.income = Histogram::summarise(own.income_counts, own.income_sums);
  own.wealth = Histogram::summarise(own.wealth_counts, own.wealth_sums);
  own.consumption = Histogram::summarise(own.consumption_counts, own.consumption_sums);
  own.poverty = Histogram::share_below(own.income_counts, own.parameters.poverty_line * own.income.median);
  own.below_subsistence = Histogram::share_below(own.income_counts, world.time_use.parameters.subsistence);
  std::int64_t below = 0, people = 0;
  Histogram::each_occupied(own.income_counts, [&](std::size_t bin) { people += own.income_counts[bin]; });
  Histogram::each_occupied(own.income_counts, [&](std::size_t bin) {
    const std::int64_t heads = own.income_counts[bin];
    own.decile_of_bin[bin] = static_cast<std::uint8_t>(std::min<std::int64_t>(10 * (below + heads / 2) / people, 9));
    below += heads;
  });
  own.wages = 0.0;
  for (std::size_t j = 0; j < world.organisations.count(); ++j)
    own.wages += sim::Money::counts(world.labour_market.bill[j]).eur();
  own.public_pay = sim::Money::counts(world.labour_market.bill[world.organisations.state()]).eur();
  double gigs = 0.0;
  for (std::size_t k = 0; k < world.organisations.n_platforms; ++k) gigs += sim::Money::counts(world.capture.gig_sales[k]).eur();
  own.gdp = world.goods_market.sales.eur() + gigs + own.public_pay;
}

SIM_KERNEL
void measure_hours(Measures& own, const World& world, const sim::Month&, const sim::Block& block) {
  const sim::Tally::Adder hours = own.hours.of(block.worker);
  const std::size_t first = block.first, people = block.size();
  double* __restrict exchanged = block.scratch->take<double>(people).data();
  for (std::size_t r = 0; r < people; ++r) exchanged[r] = world.local_exchange.hours_of(first + r);
  std::array<std::int64_t*, 5> part;
  for (std::int64_t*& counts : part) counts = block.scratch->take<std::int64_t>(people).data();
  const auto [job, gigs, given, exchange, leisure] = part;
  const std::int64_t care = hours.counts(world.time_use.parameters.care);
  for (std::size_t r = 0; r < people; ++r) {
    const Month month = month_of(world, first + r, exchanged[r]);
    job[r] = hours.counts(month.job);
    gigs[r] = hours.counts(month.gigs);
    given[r] = hours.counts(month.given);
    exchange[r] = hours.counts(month.exchange);
    leisure[r] = hours.counts(month.leisure);
  }
  for (std::size_t r = 0; r < people; ++r) {
    const std::size_t i = first + r, decile = own.decile_of_bin[Histogram::bin(world.livelihood.income[i])];
    const auto add = [&](Measures::Use use, std::int64_t counts) { hours.add_counts(use * 10 + decile, counts); };
    add(work_of(world, i), job[r]);
    add(Measures::gig_work, gigs[r]);
    add(giving_of(world, i), given[r]);
    add(Measures::local_exchange, exchange[r]);
    add(Measures::care, care);
    add(Measures::leisure, leisure[r]);
  }
}

void sum_hours(Measures& own, const World&, const sim::Month&) { own.hours.collect(); }

namespace {

// The same people, spread evenly over the rows, followed through time.
void observe_panel(const Measures& own, const World& world, sim::Observer& show) {
  const std::size_t people = world.population.skill.size();
  const std::size_t size = std::min<std::size_t>(static_cast<std::size_t>(own.parameters.panel_size), people);
  if (size == 0 || show.month % own.parameters.panel_period != 0) return;
  std::vector<double> hours(Measures::n_uses * size), income, pay, dividends, stipend, wealth, consumption, orientation;
  std::vector<std::int64_t> person, employer, platform, phyle, commoner;
  for (std::size_t k = 0; k < size; ++k) {
    const std::size_t i = k * people / size;
    const Month month = month_of(world, i, world.local_exchange.hours_of(i));
    hours[work_of(world, i) * size + k] = month.job;
    hours[Measures::gig_work * size + k] = month.gigs;
    hours[giving_of(world, i) * size + k] = month.given;
    hours[Measures::local_exchange * size + k] = month.exchange;
    hours[Measures::care * size + k] = month.care;
    hours[Measures::leisure * size + k] = month.leisure;
    person.push_back(static_cast<std::int64_t>(i));
    income.push_back(static_cast<double>(world.livelihood.income[i]));
    pay.push_back(world.labour_market.gross[i].eur());
    dividends.push_back(static_cast<double>(world.ownership.expected_dividend[i]));
    stipend.push_back(world.phyles.stipend[i].eur());
    wealth.push_back(world.ledger.deposit_of_person(i).eur());
    consumption.push_back((world.livelihood.planned[i] + world.livelihood.planned_gigs[i]).eur());
    orientation.push_back(static_cast<double>(world.influence.orientation[i]));
    employer.push_back(world.labour_market.employer[i]);
    platform.push_back(world.adoption.home[i]);
    phyle.push_back(world.phyles.phyle[i]);
    commoner.push_back(world.projects.is_commoner(i));
  }
  const std::array one{sim::Axis{"person", {}, size}};
  const std::array two{sim::Axis{"use", use_names, use_names.size()}, sim::Axis{"person", {}, size}};
  const auto table = [&](std::string_view name, std::string_view unit, std::string_view long_name, const auto& values) {
    show.table("panel", {.name = name, .unit = unit, .long_name = long_name}, one, std::span(values.data(), values.size()));
  };
  table("row", "1", "Row of the person", person);
  show.table("panel", {.name = "hours", .unit = "hour/month", .long_name = "Hours by use"}, two, hours);
  table("income", "EUR/month", "Income after tax, mean of a year", income);
  table("pay", "EUR/month", "Pay before tax", pay);
  table("dividends", "EUR/month", "Dividends after tax, smoothed", dividends);
  table("stipend", "EUR/month", "Stipend from a phyle", stipend);
  table("wealth", "EUR", "Deposits", wealth);
  table("consumption", "EUR/month", "Spending", consumption);
  table("orientation", "1", "Orientation to the commons", orientation);
  table("employer", "1", "Row of the employer, or -1", employer);
  table("platform", "1", "Platform at which the person is at home", platform);
  table("phyle", "1", "Phyle, or -1", phyle);
  table("commoner", "1", "1 for a commoner", commoner);
}

// Hours and money by the relation they belong to, and hours by whether they are paid.
void observe_modes(const Measures& own, const World& world, sim::Observer& show) {
  const auto people = static_cast<double>(world.population.skill.size());
  std::array<double, mode_names.size()> hours{}, money{};
  double paid = 0.0, unpaid = 0.0;
  for (std::size_t use = 0; use < Measures::n_uses; ++use) {
    double all = 0.0;
    for (std::size_t d = 0; d < 10; ++d) all += own.hours[use * 10 + d] / people;
    if (use == Measures::leisure) continue;
    hours[mode_of_use[use]] += all;
    (use <= Measures::commons_paid ? paid : unpaid) += all;
  }
  const auto mode_of = [](std::string_view mode) { return static_cast<std::size_t>(std::ranges::find(mode_names, mode) - mode_names.begin()); };
  for (const sim::Ledger::Cell& cell : world.ledger.month_flows())
    if (const std::size_t m = mode_of(cell.mode); m < money.size()) money[m] += cell.amount.eur() / people;
  show.series({.name = "paid_hours", .unit = "hour/month", .long_name = "Hours that are paid, per person",
               .formula = "jobs, gigs, and the commons hours of maintainers who are paid"}, paid);
  show.series({.name = "unpaid_hours", .unit = "hour/month", .long_name = "Hours of unpaid work, per person",
               .formula = "the other commons hours, civic life, services among neighbours, care"}, unpaid);
  const std::vector<std::string> names(mode_names.begin(), mode_names.end());
  const std::array axes{sim::Axis{"mode", names, names.size()}};
  show.table("modes", {.name = "hours", .unit = "hour/month", .long_name = "Hours per person by mode of relation"}, axes, hours);
  show.table("modes", {.name = "money", .unit = "EUR/month", .long_name = "Money that changed hands per person by mode of relation"}, axes, money);
}

}  // namespace

void observe(const Measures& own, const World& world, sim::Observer& show) {
  observe_panel(own, world, show);
  const auto people = static_cast<double>(world.population.skill.size());
  show.series({.name = "gdp", .unit = "EUR/month", .long_name = "GDP per person, at the prices of the month",
               .formula = "sales of goods and gig services before tax + pay of public employees"}, own.gdp / people);
  show.series({.name = "real_gdp", .unit = "EUR/month", .long_name = "GDP per person, at opening prices"},
              own.gdp / people / world.price_index());
  show.series({.name = "wage_share", .unit = "1", .long_name = "Share of wages in GDP"}, own.wages / own.gdp);
  show.series({.name = "income_median", .unit = "EUR/month", .long_name = "Median income after tax, mean of a year, opening prices"},
              own.income.median / world.price_index());
  show.series({.name = "gini_income", .unit = "1", .long_name = "Gini coefficient of income after tax (mean of a year)"}, own.income.gini);
  show.series({.name = "top10_income_share", .unit = "1", .long_name = "Share of the top tenth in income after tax (mean of a year)"},
              own.income.mean > 0.0 ? 0.1 * own.income.decile_mean[9] / own.income.mean : 0.0);
  show.series({.name = "gini_wealth", .unit = "1", .long_name = "Gini coefficient of deposits"}, own.wealth.gini);
  show.series({.name = "gini_consumption", .unit = "1", .long_name = "Gini coefficient of consumption"}, own.consumption.gini);
  show.series({.name = "poverty_rate", .unit = "1", .long_name = "People below the relative poverty line"}, own.poverty);
  show.series({.name = "below_subsistence", .unit = "1", .long_name = "People with less income than subsistence"}, own.below_subsistence);
  for (std::size_t use = 0; use < Measures::n_uses; ++use) {
    double all = 0.0;
    for (std::size_t d = 0; d < 10; ++d) all += own.hours[use * 10 + d];
    const std::string name = "hours_" + use_names[use];
    show.series({.name = name, .unit = "hour/month", .long_name = "Hours per person: " + use_names[use]}, all / people);
  }
  observe_modes(own, world, show);
  const sim::Axis decile{"decile", decile_names, 10};
  const std::array one{decile};
  show.table("distribution", {.name = "income", .unit = "EUR/month", .long_name = "Mean income after tax by decile"}, one, own.income.decile_mean);
  show.table("distribution", {.name = "wealth", .unit = "EUR", .long_name = "Mean deposits by decile of deposits"}, one, own.wealth.decile_mean);
  show.table("distribution", {.name = "consumption", .unit = "EUR/month", .long_name = "Mean consumption by its decile"}, one, own.consumption.decile_mean);
  const std::array two{sim::Axis{"use", use_names, use_names.size()}, decile};
  std::vector<double> by_use(Measures::n_uses * 10);
  for (std::size_t cell = 0; cell < by_use.size(); ++cell) by_use[cell] = own.hours[cell] / (0.1 * people);
  show.table("distribution", {.name = "hours", .unit = "hour/month", .long_name = "Hours per person by use and decile of income"}, two, by_use);
}

}  // namespace models

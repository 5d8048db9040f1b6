#include "models/value/created_captured.h"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <numeric>

#include "models/world.h"
#include "sim/core/divide.h"
#include "sim/core/few.h"

namespace models {
namespace {

double share_or_nan(double part, double whole) {
  return std::abs(whole) < 1.0 ? std::numeric_limits<double>::quiet_NaN() : part / whole;
}

}  // namespace

void CreatedCaptured::declare(sim::ColumnVisitor& column) {
  column(twin_price, {.name = "twin_price", .per = "producer", .unit = "EUR/item", .doc = "price of the twin without commons"});
  for (double& value : line) column(value, {.name = "line", .per = "", .unit = "EUR/month", .doc = "captured, by captor"});
  for (sim::Money& cell : matrix) column(cell, {.name = "matrix", .per = "", .unit = "EUR/month", .doc = "creator by captor"});
  column(created_by, {.name = "created_by", .per = "", .unit = "EUR/month", .doc = "commons-derived value by domain"});
  column(created, {.name = "created", .per = "", .unit = "EUR/month", .doc = "commons-derived value"});
  column(model_residual, {.name = "model_residual", .per = "", .unit = "EUR/month", .doc = "captured less created"});
  column(money_residual, {.name = "money_residual", .per = "", .unit = "EUR/month", .doc = "matrix less its sum"});
  column(core, {.name = "core", .per = "", .unit = "person", .doc = "people who live mainly on the commons sector"});
  column(spending, {.name = "spending", .per = "given", .unit = "EUR/month", .doc = "of all people, of commoners"});
  column(livelihood, {.name = "livelihood", .per = "three", .unit = "EUR/month", .doc = "income of commoners"});
}

Imputation impute(const ProducerMonth& m) {
  const double dearer = (m.price - m.twin_price) * m.sold;  // revenue beyond the twin's
  const double revenue = m.price * m.sold;
  Imputation found;
  found.created = (m.twin_cost - m.unit_cost) * m.sold;
  found.buyers = -dearer;
  const auto part = [&](double amount) { return revenue > 0.0 ? amount / revenue : 0.0; };
  found.advertising = part(m.advertising) * dearer;
  found.commission = part(m.commission) * dearer;
  found.data_rent = part(m.data) * dearer;
  found.complement_rent = part(m.advertising) * (1.0 - m.advertising_without) * m.twin_price * m.sold;
  found.foundations = m.donation;
  found.creators = m.royalties;
  const double profit = revenue - m.unit_cost * m.sold - found.platforms() - m.donation - m.royalties;
  const double twin_profit = m.twin_price * m.sold - m.twin_cost * m.sold;
  found.state = m.profit_tax_rate * (profit - twin_profit);
  found.producer = (1.0 - m.profit_tax_rate) * (profit - twin_profit);
  return found;
}

void set_up(CreatedCaptured& own, const World& world, const sim::Month&) {
  for (std::size_t j = 0; j < own.twin_price.size(); ++j) enter(own, world, j);
}

void enter(CreatedCaptured& own, const World& world, std::size_t j) {
  own.twin_price[j] = (1.0 + own.parameters.reference_markup) * world.production.twin_cost[j];
}

double from_commons_sector(const World& world, std::size_t i) {
  const double kept = 1.0 - world.taxes.wage_rate;
  double received = world.phyles.stipend[i].eur();
  const double given = effective_hours(world, i);
  if (world.foundations.is_core(given)) received += kept * world.foundations.pay_rate * given;
  if (world.collective_licence.rate > 0.0) received += kept * world.collective_licence.pay_of(world, i).eur();
  const std::int32_t employer = world.labour_market.employer[i];
  if (employer < 0 || employer >= static_cast<std::int32_t>(world.organisations.n_producers)) return received;
  const auto j = static_cast<std::size_t>(employer);
  if (world.organisations.is_cooperative(j) && world.cooperatives.is_member(i, j)) received += kept * world.labour_market.gross[i].eur();
  return received + (1.0 - world.taxes.parameters.dividend_rate) * member_part(world.cooperatives, world, i, j).eur();
}

namespace {

// What people first to last spent and received this month [counts of money], and marks on those who may live on the commons sector
// or belong to it: commoners, who contributes, who has a stipend, or an employer of whom workers are members.
SIM_KERNEL
void look_at(const World& world, const sim::Ledger& ledger, std::size_t first, std::size_t people, std::int64_t* __restrict spent,
             std::int64_t* __restrict received, std::uint8_t* __restrict marks) {
  const Livelihood& livelihood = world.livelihood;
  const sim::Money* deposits = ledger.people().data();
  for (std::size_t k = 0; k < people; ++k) {
    const std::size_t i = first + k;
    const sim::Money spending = livelihood.planned[i] + livelihood.planned_gigs[i];
    spent[k] = spending.counts();
    received[k] = (livelihood.gained(i, deposits[i]) + spending).counts();
  }
  const std::uint8_t everybody = world.collective_licence.rate > 0.0;
  const std::int32_t* project = world.projects.project.current.data();
  const sim::SmallMoney* stipend = world.phyles.stipend.data();
  for (std::size_t k = 0; k < people; ++k) {
    const std::size_t i = first + k;
    marks[k] = static_cast<std::uint8_t>(everybody | (project[i] >= 0) | (stipend[i].counts() != 0) | world.projects.is_commoner(i));
  }
  const std::int32_t* employer = world.labour_market.employer.data();
  const std::int8_t* worker_owned = world.organisations.worker_owned.data();
  for (std::size_t k = 0; k < people; ++k)
    if (const std::int32_t j = employer[first + k]; j >= 0) marks[k] |= static_cast<std::uint8_t>(worker_owned[j]);
}

}  // namespace

void follow_commoners(CreatedCaptured& own, const World& world, const sim::Month& month, const sim::Block& block) {
  std::int64_t all = 0, of_commoners = 0, core = 0;
  const sim::Tally::Adder livelihood = own.livelihood.of(block.worker);
  const std::span<std::int64_t> spent = block.scratch->take<std::int64_t>(block.size()), received = block.scratch->take<std::int64_t>(block.size());
  const std::span<std::uint8_t> marks = block.scratch->take<std::uint8_t>(block.size());
  look_at(world, month.ledger, block.first, block.size(), spent.data(), received.data(), marks.data());
  for (std::size_t k = 0; k < block.size(); ++k) {
    all += spent[k];
    core += (marks[k] == 0) & (received[k] < 0);  // who paid in more than came in has more from the commons sector: nothing
  }
  sim::each_marked(marks, [&](std::size_t k) {
    const std::size_t i = block.first + k;
    const double income = sim::Money::counts(received[k]).eur(), autonomous = from_commons_sector(world, i);
    core += autonomous > 0.5 * income;
    if (!world.projects.is_commoner(i)) return;
    of_commoners += spent[k];
    livelihood.add(0, income);
    livelihood.add(1, autonomous);
    livelihood.add(2, world.basic_income.of(i));
  });
  own.core.of(block.worker)[0] += core;
  own.spending.of(block.worker)[0] += all;
  own.spending.of(block.worker)[1] += of_commoners;
}

namespace {

// Splits what platforms get of each kind between owners' and members' platforms, as they were paid, and takes off free hosting.
void capture_by_platforms(CreatedCaptured& own, const World& world, const Imputation& all) {
  const auto split = [&](CreatedCaptured::Captor line, double amount, const sim::Column<double>& paid) {
    double members = 0.0, sum = 0.0;
    for (std::size_t k = 0; k < paid.size(); ++k) {
      sum += paid[k];
      if (world.platform_cooperatives.owned(world, k)) members += paid[k];
    }
    const double of_members = sum > 0.0 ? members / sum * amount : 0.0;
    own.line[line] += amount - of_members;
    own.line[CreatedCaptured::member_platforms] += of_members;
  };
  split(CreatedCaptured::advertising, all.advertising, world.capture.advertising_sales);
  split(CreatedCaptured::complement_rent, all.complement_rent, world.capture.advertising_sales);
  split(CreatedCaptured::commission, all.commission, world.marketplace.commission_sales);
  split(CreatedCaptured::data_rent, all.data_rent, world.marketplace.data_sales);
  double hosting = 0.0;
  for (const double cost : world.hosting.cost) hosting += cost;
  split(CreatedCaptured::hosting, -hosting, world.hosting.cost);
  for (std::size_t k = 0; k < world.hosting.host.size(); ++k) {
    const double cost = world.hosting.cost_of(world, k);
    own.created -= cost;
    own.created_by[world.projects.domain_of(k)] -= cost;
  }
}

}  // namespace

void account_for_value(CreatedCaptured& own, const World& world, const sim::Month&) {
  own.core.collect();
  own.spending.collect();
  own.livelihood.collect();
  own.line.fill(0.0);
  own.created = 0.0;
  own.created_by.fill(0.0);
  double buyers = 0.0;
  Imputation all;  // of what platforms get
  const Capture& capture = world.capture;
  const double advertised = capture.share_advertised(world, world.hosting.open_stock);
  const double without = advertised > 0.0 ? capture.share_advertised(world, 0.0) / advertised : 1.0;
  const Production& production = world.production;
  for (std::size_t j = 0; j < own.twin_price.size(); ++j) {
    if (!world.organisations.trades(j)) continue;
    const double cost = production.twin_cost[j];
    const double wanted = (1.0 + own.parameters.reference_markup) * cost;
    own.twin_price[j] += production.parameters.price_adjustment * (wanted - own.twin_price[j]);
    const Imputation part = impute({world.goods_market.sold[j], production.price[j], own.twin_price[j], production.unit_cost[j], cost,
                                    capture.advertising[j].eur(), world.foundations.donation[j].eur() + world.licences.fee[j].eur(),
                                    world.marketplace.commission[j].eur(), world.marketplace.data[j].eur(), without,
                                    world.royalties.paid[j].eur(), world.taxes.profit_rate});
    own.created += part.created;
    const Knowledge::ByDomain usable = world.knowledge.usable(world, j);
    const double used = usable[0] + usable[1] + usable[2];
    for (std::size_t d = 0; d < usable.size() && used > 0.0; ++d) own.created_by[d] += usable[d] / used * part.created;
    buyers += part.buyers;
    all.advertising += part.advertising;
    all.commission += part.commission;
    all.data_rent += part.data_rent;
    all.complement_rent += part.complement_rent;
    own.line[CreatedCaptured::foundations] += part.foundations;
    own.line[CreatedCaptured::creators] += part.creators;
    own.line[CreatedCaptured::state] += part.state;
    own.line[world.organisations.is_cooperative(j) ? CreatedCaptured::cooperatives : CreatedCaptured::firms] += part.producer;
  }
  capture_by_platforms(own, world, all);
  const double sales = world.goods_market.sales.eur();
  const double public_part = sales > 0.0 ? world.goods_market.public_sales.eur() / sales : 0.0;
  const double commoner_part = own.spending[0] > 0 ? static_cast<double>(own.spending[1]) / static_cast<double>(own.spending[0]) : 0.0;
  own.line[CreatedCaptured::public_buyers] = public_part * buyers;
  own.line[CreatedCaptured::commoner_buyers] = (1.0 - public_part) * commoner_part * buyers;
  own.line[CreatedCaptured::other_buyers] = (1.0 - public_part) * (1.0 - commoner_part) * buyers;
  own.model_residual = std::accumulate(own.line.begin(), own.line.end(), 0.0) - own.created;

  const double by_domains = own.created_by[0] + own.created_by[1] + own.created_by[2];
  Eigen::Vector<double, CreatedCaptured::n_creators> creators = Eigen::Vector<double, CreatedCaptured::n_creators>::Zero();
  for (std::size_t d = 0; d < Projects::n_domains; ++d) {
    const double weight = by_domains != 0.0 ? own.created_by[d] / by_domains : d == Projects::software ? 1.0 : 0.0;
    creators += weight * Eigen::Map<const Eigen::Vector<double, CreatedCaptured::n_creators>>(world.knowledge.creator_share[d].data());
  }
  const Eigen::Map<const Eigen::RowVector<double, CreatedCaptured::n_captors>> captors(own.line.data());
  const Eigen::Matrix<double, CreatedCaptured::n_creators, CreatedCaptured::n_captors, Eigen::RowMajor> cells = creators * captors;
  const std::span<const double> exact(cells.data(), CreatedCaptured::n_cells);
  const std::vector<sim::Money> rounded = sim::round_together(exact);
  sim::Money sum;
  for (std::size_t cell = 0; cell < rounded.size(); ++cell) sum += own.matrix[cell] = rounded[cell];
  own.money_residual = sum - sim::Money::of(std::accumulate(exact.begin(), exact.end(), 0.0));
}

void observe(const CreatedCaptured& own, const World& world, sim::Observer& show) {
  using C = CreatedCaptured;
  const double buyers = own.line[C::commoner_buyers] + own.line[C::other_buyers] + own.line[C::public_buyers];
  const double returned = own.line[C::foundations] + own.line[C::creators] + own.line[C::cooperatives] + own.line[C::member_platforms];
  const double platforms = own.line[C::advertising] + own.line[C::commission] + own.line[C::data_rent] +
                           own.line[C::complement_rent] + own.line[C::hosting];
  const double all = std::accumulate(own.line.begin(), own.line.end(), 0.0);
  show.series({.name = "commons_value_to_gdp", .unit = "1", .long_name = "Commons-derived value / GDP",
               .formula = "saving of cost through the commons, (u0 - u) Q over producers"}, own.created / world.gdp());
  show.series({.name = "capture_ratio", .unit = "1", .long_name = "CAP: commons-derived value not returned to commoners' institutions",
               .formula = "1 - (foundations + creators + cooperatives + member-owned platforms) / created; buyers count as captors"},
              share_or_nan(all - returned, all));
  show.series({.name = "capture_ratio_commoner_buyers", .unit = "1", .long_name = "CAP with commoner-buyers counted as returned"},
              share_or_nan(all - returned - own.line[C::commoner_buyers], all));
  show.series({.name = "capture_ratio_without_buyers", .unit = "1", .long_name = "CAP with buyers left out"},
              share_or_nan(all - buyers - returned, all - buyers));
  show.series({.name = "retention", .unit = "1", .long_name = "RET: commons-derived value returned in money", .formula = "1 - CAP"},
              share_or_nan(returned, all));
  show.series({.name = "captured_by_platforms", .unit = "1", .long_name = "Commons-derived value captured by owners' platforms",
               .formula = "advertising + commission + data + complement rent - free hosting"}, share_or_nan(platforms, all));
  show.series({.name = "commons_sector_share", .unit = "1", .long_name = "CORE: people who live mainly on cooperative, phyle or foundation",
               .formula = "more than half of the month's income after tax"},
              static_cast<double>(own.core[0]) / static_cast<double>(world.population.skill.size()));
  show.series({.name = "livelihood_autonomy", .unit = "1", .long_name = "LIV: share of commoners' income from phyle, cooperative and foundation"},
              share_or_nan(own.livelihood[1], own.livelihood[0]));
  show.series({.name = "livelihood_autonomy_with_basic_income", .unit = "1", .long_name = "LIV with basic income added"},
              share_or_nan(own.livelihood[1] + own.livelihood[2], own.livelihood[0]));
  show.series({.name = "value_model_residual", .unit = "EUR/month", .long_name = "Captured less created value, computed independently"},
              own.model_residual);
  const std::array axes{sim::Axis{"creator", {"unpaid_commoners", "paid_maintainers", "paid_staff"}, C::n_creators},
                        sim::Axis{"captor", {"commoner_buyers", "other_buyers", "public_buyers", "firms", "cooperatives", "advertising", "commission",
                                              "data_rent", "complement_rent", "free_hosting", "member_platforms", "foundations", "creators", "state"}, C::n_captors}};
  std::vector<std::int64_t> counts;
  for (const sim::Money cell : own.matrix) counts.push_back(cell.counts());
  show.table("accounts", {.name = "created_captured", .unit = "0.0001 EUR/month", .long_name = "Commons-derived value by creator and captor, first incidence"}, axes, counts);
  const std::vector<std::string> domains(Projects::domain_names.begin(), Projects::domain_names.end());
  const std::array by_domain{sim::Axis{"domain", domains, domains.size()}};
  show.table("accounts", {.name = "created_by_domain", .unit = "EUR/month", .long_name = "Commons-derived value by domain of knowledge"}, by_domain,
             own.created_by);
  const std::int64_t residual[] = {own.money_residual.counts()};
  show.table("accounts", {.name = "created_captured_residual", .unit = "0.0001 EUR/month", .long_name = "Sum of the matrix less its total"}, {}, residual);
}

}  // namespace models

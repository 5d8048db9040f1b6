#include "models/cooperation/local_exchange.h"

#include <algorithm>
#include <string>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {

void LocalExchange::Parameters::declare(sim::ParameterVisitor& parameter) {
  const std::string_view source = "assumption:local-exchange";
  parameter(density, {.name = "density", .initial = 0.0, .unit = "1", .range = {0, 500}, .doc = "Circles per 10,000 people; 0 for none, else at least one",
                      .source = "assumption:no-policy", .at_setup = true});
  parameter(join, {.name = "join", .initial = 0.0, .unit = "1/month", .range = sim::share,
                   .doc = "Chance that a person joins the circle of the neighbourhood, at full trust", .source = "assumption:no-policy"});
  parameter(leave, {.name = "leave", .initial = 0.005, .unit = "1/month", .range = sim::share, .doc = "Chance that a member leaves", .source = source});
  parameter(default_rate, {.name = "default_rate", .initial = 0.002, .unit = "1/month", .range = sim::share,
                           .doc = "Chance that a member in debt leaves for good, on top", .source = source});
  parameter(want, {.name = "want", .initial = 0.10, .unit = "1", .range = sim::share,
                   .doc = "Services that neighbours could do, as a share of expected income", .source = source});
  parameter(occasion, {.name = "occasion", .initial = 0.25, .unit = "1/month", .range = {0.001, 1},
                       .doc = "Chance that a member wants services in a month; then so much more of them", .source = source});
  parameter(leakage, {.name = "leakage", .initial = 0.5, .unit = "1", .range = sim::share,
                      .doc = "Part of a service's worth that is materials bought for EUR", .source = source});
  parameter(hours, {.name = "hours", .initial = 4.0, .unit = "hour/month", .range = {0, 200},
                    .doc = "Hours of service that a member with a job can spare", .source = source});
  parameter(hours_without_job, {.name = "hours_without_job", .initial = 16.0, .unit = "hour/month", .range = {0, 200},
                                .doc = "The same without a job", .source = source});
  parameter(reservation, {.name = "reservation", .initial = 0.5, .unit = "1", .range = {0, 2},
                          .doc = "Worth of an hour of leisure, in its price, to a member with a job", .source = source});
  parameter(reservation_without_job, {.name = "reservation_without_job", .initial = 0.5, .unit = "1", .range = {0, 2},
                                      .doc = "The same without a job", .source = source});
  parameter(credit_line, {.name = "credit_line", .initial = 0.11, .unit = "1", .range = {0, 10},
                          .doc = "L: largest debt, as a share of the worth of a year's spare hours", .source = "sardex"});
  parameter(balance_cap, {.name = "balance_cap", .initial = 0.11, .unit = "1", .range = {0, 10},
                          .doc = "U: largest balance, in the same unit", .source = "sardex"});
  parameter(variety, {.name = "variety", .initial = 20.0, .unit = "person", .range = {0, 1e6},
                      .doc = "Other members among whom half of what is wanted can be found", .source = source});
  parameter(order, {.name = "order", .initial = 0, .choices = {"by_cost", "state_money_first", "credit_first"},
                    .doc = "What is paid in credit: the part that costs less, only what deposits do not reach, or all that is wanted",
                    .source = source});
  parameter(choice_noise, {.name = "choice_noise", .initial = 0.1, .unit = "1", .range = {0.001, 10},
                           .doc = "s: scale of the logit over costs", .source = source});
  parameter(prior_kept, {.name = "prior_kept", .initial = 2.0, .unit = "1", .range = {0.001, 1e6},
                         .doc = "Kept promises that trust begins with", .source = source});
  parameter(prior_broken, {.name = "prior_broken", .initial = 2.0, .unit = "1", .range = {0.001, 1e6},
                           .doc = "Broken promises that trust begins with", .source = source});
  parameter(memory, {.name = "memory", .initial = 12.0, .unit = "month", .range = {1, 1200}, .doc = "Months after which outcomes are forgotten, in the mean",
                     .source = source});
  parameter(clearing, {.name = "clearing", .initial = true, .doc = "A member's wants and offers of a month are set off before limits count",
                       .source = source});
  parameter(equal_hours, {.name = "equal_hours", .initial = false, .doc = "Time bank: everybody's hour counts the same", .source = source});
  parameter(gift_share, {.name = "gift_share", .initial = 0.0, .unit = "1", .range = sim::share, .doc = "Part of every service that is given and not booked",
                         .source = source});
}

void LocalExchange::declare(sim::ColumnVisitor& column) {
  column(member, {.name = "member", .per = "exchanger", .unit = "1", .doc = "1 for a member of a circle"});
  column(balance, {.name = "balance", .per = "exchanger", .unit = "0.0001 credit", .doc = "balance in mutual credit"});
  column(got, {.name = "got", .per = "exchanger", .unit = "credit/month", .doc = "services got from neighbours"});
  column(hours, {.name = "hours", .per = "exchanger", .unit = "hour/month", .doc = "hours of service to neighbours"});
  column(offers, {.name = "offers", .per = "circle_offer", .unit = "1", .doc = "members, wants and offers"});
  column(books, {.name = "books", .per = "circle_book", .unit = "0.0001 credit", .doc = "what was booked"});
  column(found, {.name = "found", .per = "circle", .unit = "person", .doc = "members at the end of the month before"});
  column(common, {.name = "common", .per = "circle", .unit = "credit", .doc = "the circle's own account"});
  column(levy, {.name = "levy", .per = "circle", .unit = "credit", .doc = "each member's part of it"});
  column(held_by_state, {.name = "held_by_state", .per = "circle", .unit = "credit", .doc = "held by the state, of taxes paid in it"});
  column(serves_state, {.name = "serves_state", .per = "circle", .unit = "credit/month", .doc = "services that the state got"});
  column(kept, {.name = "kept", .per = "circle", .unit = "1", .doc = "kept promises remembered"});
  column(broken, {.name = "broken", .per = "circle", .unit = "1", .doc = "broken promises remembered"});
  column(bought_part, {.name = "bought_part", .per = "circle", .unit = "1", .doc = "served part of wants"});
  column(sold_part, {.name = "sold_part", .per = "circle", .unit = "1", .doc = "taken part of offers"});
}

void LocalExchange::declare(sim::FlowVisitor& flow) {
  flow(tax_returned, {.name = "tax_returned", .from = sector::state, .to = sector::people, .mode = "authority",
                      .doc = "withheld tax on pay that was paid in mutual credit instead"});
}

double LocalExchange::served_to_state() const {
  sim::Money sum;
  for (const sim::Money amount : serves_state) sum += amount;
  return sum.eur();
}

namespace {

double logit(double advantage, double noise) { return 1.0 / (1.0 + sim::exp(-advantage / noise)); }

// Circles are neighbourhoods: people near in number belong to the same one.
std::size_t circle_of(const LocalExchange& own, std::size_t i) { return i * own.common.size() / own.member.size(); }

double price_of_hour(const LocalExchange& own, const World& world, std::size_t i) {
  return world.labour_market.wage * (own.parameters.equal_hours ? 1.0 : static_cast<double>(world.population.skill[i]));
}

struct Intent {
  sim::Money set_off, want, offer;  // wants and offers beyond what is set off, within limits
};

// Part of something due that member i would rather pay in credit than in EUR.
double in_credit(const LocalExchange& own, const World& world, const sim::Month& month, std::size_t i, std::size_t y, double due) {
  const LocalExchange::Parameters& p = own.parameters;
  if (p.order == LocalExchange::Order::by_cost) return due * logit(1.0 - own.trust(y), p.choice_noise);
  if (p.order == LocalExchange::Order::credit_first) return due;
  return std::min(due, std::max(world.time_use.parameters.subsistence - month.ledger.deposit_of_person(i).eur(), 0.0));
}

// What a month's spare hours of member i are worth.
double spare_worth(const LocalExchange& own, const World& world, std::size_t i) {
  const bool has_job = world.labour_market.employer[i] >= 0;
  return price_of_hour(own, world, i) * (has_job ? own.parameters.hours : own.parameters.hours_without_job);
}

// What member i may still spend.
double room_to_spend(const LocalExchange& own, const World& world, std::size_t i) {
  return sim::Money::counts(own.balance[i]).eur() + 12.0 * own.parameters.credit_line * spare_worth(own, world, i);
}

// What member i wants and offers, from things that do not move between offer and exchange. `drawn` says whether anything is wanted.
Intent intent_of(const LocalExchange& own, const World& world, const sim::Month& month, std::size_t i, std::size_t y, float drawn) {
  const LocalExchange::Parameters& p = own.parameters;
  const bool has_job = world.labour_market.employer[i] >= 0;
  const double spare = spare_worth(own, world, i), trust = own.trust(y);
  const double others = std::max(static_cast<double>(own.found[y]) - 1.0, 0.0);
  const double income = std::max(static_cast<double>(world.livelihood.expected_income[i]), 0.0);
  double want = in_credit(own, world, month, i, y, static_cast<double>(drawn) < p.occasion ? p.want / p.occasion * income : 0.0), offer = spare;
  if (p.order == LocalExchange::Order::by_cost) offer *= logit(trust - (has_job ? p.reservation : p.reservation_without_job), p.choice_noise);
  want *= others > 0.0 ? (1.0 - p.leakage) * others / (others + p.variety) : 0.0;
  const double both = p.clearing ? std::min(want, offer) : 0.0;
  const double balance = sim::Money::counts(own.balance[i]).eur(), booked = std::max(1.0 - p.gift_share, 1e-9);
  const auto within = [&](double amount, double room) { return sim::Money::floor(std::min(amount, std::max(room, 0.0) / booked)); };
  return {sim::Money::floor(both), within(want - both, room_to_spend(own, world, i)), within(offer - both, 12.0 * p.balance_cap * spare - balance)};
}

}  // namespace

void set_up(LocalExchange& own, const World&, const sim::Month&) {
  own.member.fill(0);
  own.balance.fill(0);
  own.got.fill({});
  own.hours.fill(0.0f);
  own.common.fill({});
  own.levy.fill({});
  own.held_by_state.fill({});
  own.serves_state.fill({});
  own.found.fill(0);
  own.kept.fill(own.parameters.prior_kept);
  own.broken.fill(own.parameters.prior_broken);
  own.bought_part.fill(0.0);
  own.sold_part.fill(0.0);
}

void succeed(LocalExchange& own, const World&, const sim::Month&, std::size_t i) {
  if (own.member.size() == 0 || !own.member[i]) return;
  own.common[circle_of(own, i)] += sim::Money::counts(own.balance[i]);
  own.member[i] = 0;
  own.balance[i] = 0;
}

void pay_taxes(LocalExchange& own, const World& world, const sim::Month& month, const sim::Block& block) {
  using L = LocalExchange;
  const double share = world.taxes.parameters.credit_share;
  if (own.member.size() == 0 || share == 0.0) return;
  auto give_back = month.ledger.to_people(own.tax_returned, block, world.organisations.state());
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (!own.member[i]) continue;
    const std::size_t y = circle_of(own, i);
    const double due = in_credit(own, world, month, i, y, share * world.taxes.on_pay(world.labour_market.gross[i].eur()));
    const sim::Money paid = sim::Money::floor(std::min(due, std::max(room_to_spend(own, world, i), 0.0)));
    if (paid == sim::Money{}) continue;
    own.balance[i] = static_cast<std::int32_t>(own.balance[i] - paid.counts());
    give_back.post(i, paid);
    std::int64_t* offers = own.offers.of(block.worker) + y * L::n_offers;
    offers[L::taxed] += paid.counts();
    offers[L::payers] += 1;
  }
}

void offer_services(LocalExchange& own, const World& world, const sim::Month& month, const sim::Block& block) {
  using L = LocalExchange;
  if (own.member.size() == 0) return;
  const L::Parameters& p = own.parameters;
  const std::span<const float> chance = month.uniforms(purpose::circle_membership, block);
  const std::span<const float> wants = month.uniforms(purpose::circle_want, block);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const std::size_t y = circle_of(own, i);
    std::int64_t* offers = own.offers.of(block.worker) + y * L::n_offers;
    std::int64_t* books = own.books.of(block.worker) + y * L::n_books;
    const double drawn = static_cast<double>(chance[i - block.first]);
    if (!own.member[i]) {
      own.member[i] = drawn < p.join * own.trust(y);
    } else {
      own.balance[i] = static_cast<std::int32_t>(own.balance[i] + own.levy[y].counts());
      books[L::levied] += own.levy[y].counts();
      const bool in_debt = own.balance[i] < 0;
      if (drawn < p.leave + (in_debt ? p.default_rate : 0.0)) {
        books[L::left] += own.balance[i];
        offers[L::defaults] += in_debt;
        own.balance[i] = 0;
        own.member[i] = 0;
      }
    }
    if (!own.member[i]) continue;
    const Intent intent = intent_of(own, world, month, i, y, wants[i - block.first]);
    offers[L::members] += 1;
    offers[L::seekers] += intent.set_off + intent.want > sim::Money{};
    offers[L::set_off] += intent.set_off.counts();
    offers[L::wanted] += intent.want.counts();
    offers[L::offered] += intent.offer.counts();
  }
}

void clear_circles(LocalExchange& own, const World&, const sim::Month&) {
  own.offers.collect();
  for (std::size_t y = 0; y < own.common.size(); ++y) {
    own.held_by_state[y] += sim::Money::counts(own.of(y, LocalExchange::taxed));
    const auto wanted = static_cast<double>(own.of(y, LocalExchange::wanted) + own.held_by_state[y].counts());
    const auto offered = static_cast<double>(own.of(y, LocalExchange::offered));
    own.bought_part[y] = wanted > 0.0 ? std::min(offered / wanted, 1.0) : 0.0;
    own.sold_part[y] = offered > 0.0 ? std::min(wanted / offered, 1.0) : 0.0;
    own.serves_state[y] = sim::Money::floor(own.bought_part[y] * own.held_by_state[y].eur());
    own.held_by_state[y] -= own.booked(own.serves_state[y]);
  }
}

void exchange_services(LocalExchange& own, const World& world, const sim::Month& month, const sim::Block& block) {
  using L = LocalExchange;
  if (own.member.size() == 0) return;
  const std::span<const float> wants = month.uniforms(purpose::circle_want, block);
  for (std::size_t i = block.first; i < block.last; ++i) {
    own.got[i] = sim::Money{};
    own.hours[i] = 0.0f;
    if (!own.member[i]) continue;
    const std::size_t y = circle_of(own, i);
    const Intent intent = intent_of(own, world, month, i, y, wants[i - block.first]);
    const sim::Money bought = sim::Money::floor(own.bought_part[y] * intent.want.eur()), sold = sim::Money::floor(own.sold_part[y] * intent.offer.eur());
    const std::int64_t paid = own.booked(bought).counts(), earned = own.booked(sold).counts();
    own.got[i] = intent.set_off + bought;
    own.hours[i] = static_cast<float>((intent.set_off + sold).eur() / std::max(price_of_hour(own, world, i), 1e-9));
    own.balance[i] = static_cast<std::int32_t>(own.balance[i] + earned - paid);
    std::int64_t* books = own.books.of(block.worker) + y * L::n_books;
    books[L::paid] += paid;
    books[L::earned] += earned;
    books[L::balances] += own.balance[i];
    books[L::credit] += std::max(own.balance[i], 0);
  }
}

void close_circles(LocalExchange& own, const World&, const sim::Month& month) {
  using L = LocalExchange;
  const L::Parameters& p = own.parameters;
  own.books.collect();
  for (std::size_t y = 0; y < own.common.size(); ++y) {
    own.common[y] += sim::Money::counts(own.of(y, L::left) + own.of(y, L::paid) - own.of(y, L::earned) - own.of(y, L::levied)) +
                     own.booked(own.serves_state[y]);
    if (own.of(y, L::balances) + own.common[y].counts() + own.held_by_state[y].counts() != 0)
      throw sim::AccountingError("mutual credit of circle " + std::to_string(y) + " does not add up to zero in month " + std::to_string(month.number));
    const std::int64_t members = own.of(y, L::members);
    own.found[y] = static_cast<std::int32_t>(members);
    own.levy[y] = members > 0 ? sim::Money::counts(own.common[y].counts() / members) : sim::Money{};
    // Who sought services or paid taxes learns whether credit could be spent; everybody hears of defaults.
    const auto all = static_cast<double>(own.of(y, L::set_off) + own.of(y, L::wanted)), seekers = static_cast<double>(own.of(y, L::seekers));
    const double served = all > 0.0 ? (static_cast<double>(own.of(y, L::set_off)) + own.bought_part[y] * static_cast<double>(own.of(y, L::wanted))) / all : 0.0;
    own.kept[y] += seekers * served + static_cast<double>(own.of(y, L::payers)) + (p.prior_kept - own.kept[y]) / p.memory;
    own.broken[y] += seekers * (1.0 - served) + static_cast<double>(own.of(y, L::defaults)) + (p.prior_broken - own.broken[y]) / p.memory;
  }
}

void observe(const LocalExchange& own, const World& world, sim::Observer& show) {
  using L = LocalExchange;
  double members = 0.0, trust = 0.0, credit = 0.0, traded = 0.0, cleared = 0.0, wanted = 0.0, taxed = 0.0;
  for (std::size_t y = 0; y < own.common.size(); ++y) {
    const auto here = static_cast<double>(own.of(y, L::members));
    members += here;
    trust += here * own.trust(y);
    credit += sim::Money::counts(own.of(y, L::credit)).eur();
    cleared += sim::Money::counts(own.of(y, L::set_off)).eur();
    traded += sim::Money::counts(own.of(y, L::set_off)).eur() + own.bought_part[y] * sim::Money::counts(own.of(y, L::wanted)).eur();
    wanted += sim::Money::counts(own.of(y, L::set_off) + own.of(y, L::wanted)).eur();
    taxed += sim::Money::counts(own.of(y, L::taxed)).eur();
  }
  double held = 0.0;
  for (const sim::Money amount : own.held_by_state) held += amount.eur();
  const auto people = static_cast<double>(world.population.skill.size());
  show.series({.name = "circle_members", .unit = "1", .long_name = "Members of mutual credit circles, share of people"}, members / people);
  show.series({.name = "circle_trust", .unit = "1", .long_name = "Trust in mutual credit, mean of members; 0 without members"}, members > 0.0 ? trust / members : 0.0);
  show.series({.name = "circle_trade", .unit = "credit/month", .long_name = "Services exchanged in circles, per person"}, traded / people);
  show.series({.name = "circle_trade_to_gdp", .unit = "1", .long_name = "Services exchanged in circles, those for the state included / GDP"},
              (traded + own.served_to_state()) / world.gdp());
  show.series({.name = "taxes_in_credit", .unit = "1", .long_name = "Taxes paid in mutual credit / pay for work"},
              taxed / std::max(world.taxes.base_now[Taxes::on_wages], 1e-9));
  show.series({.name = "credit_held_by_state", .unit = "credit", .long_name = "Mutual credit that the state holds, per person"}, held / people);
  show.series({.name = "circle_served", .unit = "1", .long_name = "Served part of the services sought in circles; 0 where none are"}, wanted > 0.0 ? traded / wanted : 0.0);
  show.series({.name = "circle_cleared", .unit = "1", .long_name = "Part of the exchange in circles that is set off at once"}, traded > 0.0 ? cleared / traded : 0.0);
  show.series({.name = "mutual_credit", .unit = "credit", .long_name = "Mutual credit outstanding, per person", .formula = "sum of positive balances / people"},
              credit / people);
}

}  // namespace models

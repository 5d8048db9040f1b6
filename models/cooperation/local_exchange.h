//! Mutual credit among neighbours: people do services for each other and keep accounts of their own.
//!
//! Circles of people near in number. Whoever serves another is credited, whoever is served is debited, within [-L, U]; nobody
//! issues credit, so balances and the circle's common account add up to zero. Now and then a member wants services, in the mean
//! (1 - leakage) x want x income a month, in credit as far as `order` says, and offers spare hours at the market wage or, in a
//! time bank, all at one rate:
//!   by_cost: part wanted = logit((1 - t) / s), part offered = logit((t - reservation) / s),
//! t being trust, the chance that credit can be spent: a Beta mean over what became of offers, refusals and defaults. Little trust
//! makes people spend credit and refuse to take it. What a member both wants and offers is set off at once, whatever the
//! limits (multilateral clearing); the rest is rationed by the shorter side. Who leaves or dies leaves the balance to the
//! circle, which members bear in equal parts. A part may be given and not booked. What is got replaces spending in EUR.
//! Where law has it so, members pay a share of the tax on pay in credit, as much of it as `order` says and their limit allows; the
//! tax withheld is returned in EUR. The state is then in credit with the circle, wants services for all of it like any member, and
//! buys so much less in EUR the month after. A tax paid is a promise kept. Balances, common account and what the state holds add up to zero.
//! Sources: Sardex (Littera et al. 2017) for limits, V25 and Dandekar et al. 2011 for networks of credit (textbook.credit_network).
//! Left out: producers as members, wages in credit, trade between circles, accounts between persons.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct LocalExchange {
  static constexpr std::string_view path = "cooperation.local_exchange";
  enum class Order { by_cost, state_money_first, credit_first };

  struct Parameters {
    double density;
    double join;
    double leave;
    double default_rate;
    double want;
    double occasion;
    double leakage;
    double hours;
    double hours_without_job;
    double reservation;
    double reservation_without_job;
    double credit_line;
    double balance_cap;
    double variety;
    Order order;
    double choice_noise;
    double prior_kept;
    double prior_broken;
    double memory;
    bool clearing;
    bool equal_hours;
    double gift_share;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  //! What a circle adds up of offers, and of books. Amounts in counts of money.
  enum Offer : std::size_t { members, seekers, defaults, set_off, wanted, offered, taxed, payers, n_offers };
  enum Book : std::size_t { levied, left, paid, earned, balances, credit, n_books };

  // [exchanger]: people, none where there are no circles
  sim::Column<std::int8_t> member;   // 1 for a member
  sim::Column<std::int32_t> balance; // [0.0001 credit]
  sim::Column<sim::SmallMoney> got;  // services got this month [credit]
  sim::Column<float> hours;          // of service to others this month [hour/month]

  sim::Scatter offers;               // [circle][offer]
  sim::Scatter books;                // [circle][book]
  // [circle]
  sim::Column<std::int32_t> found;   // members among whom services are sought: those of the month before
  sim::Column<sim::Money> common;    // the circle's account: what leavers left and rounding
  sim::Column<sim::Money> levy;      // each member's part of it, booked next month
  sim::Column<sim::Money> held_by_state;   // of taxes paid in credit
  sim::Column<sim::Money> serves_state;    // services that the state got this month
  sim::Column<double> kept, broken;  // promises remembered: a and b of trust's Beta
  sim::Column<double> bought_part, sold_part;  // served parts of wants and offers beyond what was set off

  sim::Flow tax_returned;

  double trust(std::size_t y) const { return kept[y] / (kept[y] + broken[y]); }
  std::int64_t of(std::size_t y, Offer what) const { return offers[y * n_offers + what]; }
  std::int64_t of(std::size_t y, Book what) const { return books[y * n_books + what]; }
  //! Services that person i got from neighbours this month. [credit]
  sim::Money received(std::size_t i) const { return got.size() > 0 ? sim::Money(got[i]) : sim::Money{}; }
  //! Spending in EUR that they made needless.
  sim::Money replaced(std::size_t i) const { return parameters.order == Order::state_money_first ? sim::Money{} : received(i); }
  //! Services that the state got this month, which it need not buy. [EUR]
  double served_to_state() const;
  //! What of a service is booked.
  sim::Money booked(sim::Money service) const { return sim::Money::floor((1.0 - parameters.gift_share) * service.eur()); }
  double hours_of(std::size_t i) const { return hours.size() > 0 ? static_cast<double>(hours[i]) : 0.0; }

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(LocalExchange& own, const World& world, const sim::Month& month);
//! The dead leave their balance to the circle; an heir is no member.
void succeed(LocalExchange& own, const World& world, const sim::Month& month, std::size_t i);
void pay_taxes(LocalExchange& own, const World& world, const sim::Month& month, const sim::Block& block);
void offer_services(LocalExchange& own, const World& world, const sim::Month& month, const sim::Block& block);
void clear_circles(LocalExchange& own, const World& world, const sim::Month& month);
void exchange_services(LocalExchange& own, const World& world, const sim::Month& month, const sim::Block& block);
//! Throws AccountingError where balances, common account and what the state holds do not add up to zero.
void close_circles(LocalExchange& own, const World& world, const sim::Month& month);
void observe(const LocalExchange& own, const World& world, sim::Observer& show);

}  // namespace models

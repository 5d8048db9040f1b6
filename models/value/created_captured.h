//! Value created and value captured: what the commons adds to production, by who gave it and by who ends up with it.
//!
//! A producer's twin without the commons has productivity A0 and a price p0 of its own, which follows (1 + m_ref) times
//! the twin's unit cost by the same adjustment as the real price. On Q items sold, with unit costs u and u0,
//!   created     S = (u0 - u) Q, the saving of cost (marginal product of the stock);
//!   buyers      (p0 - p) Q, people who are commoners, other people, and the state apart;
//!   platforms   advertising a, commission c and data b, parts of revenue, on the difference of revenue: a (p - p0) Q, ...;
//!               complement rent (a - a0) p0 Q, a0 being the advertising that the twin, in a world without commons, spends;
//!   foundations donations and licence fees d;
//!   creators    royalties for protected works r;
//!   producer    the profit less the twin's, (S + (p - p0) Q) less all of these, split into profit tax and what it keeps.
//! Free hosting (platforms/hosting) costs h, which the world without commons need not spend: it is taken from what is created, and from
//! what the hosts get. What members' platforms get is a line of its own, apart from the owners' platforms.
//! The lines are computed from actual sales and cost, each by itself, and must add up to S - h: the model residual checks that.
//! Created value is split over domains of knowledge by what the producer draws on, and over creators (unpaid, paid by
//! foundations or by producers) by the parts of each domain's stock they gave. CAP is the share of created
//! value that does not return to commoners and their institutions, under three conventions about buyers.
//! Left out: what hosted commons are worth to platforms' users, which is free use value and not money.
#pragma once

#include <array>

#include "models/commons/knowledge.h"
#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct CreatedCaptured {
  static constexpr std::string_view path = "value.created_captured";

  enum Creator : std::size_t { unpaid_commoners, paid_maintainers, paid_staff, n_creators };
  enum Captor : std::size_t {
    commoner_buyers, other_buyers, public_buyers, firms, cooperatives,
    advertising, commission, data_rent, complement_rent, hosting,  // of owners' platforms
    member_platforms, foundations, creators, state, n_captors
  };

  static constexpr std::size_t n_cells = std::size_t{n_creators} * std::size_t{n_captors};

  struct Parameters {
    double reference_markup;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(reference_markup, {.name = "reference_markup", .initial = 0.38, .unit = "1", .range = {0, 5},
                                   .doc = "m_ref: usual mark-up of the twin without the commons", .source = "S36"});
    }
  } parameters;

  sim::Column<double> twin_price;           // [producer] p0 [EUR/item]
  std::array<double, n_captors> line{};     // [EUR/month]
  std::array<sim::Money, n_cells> matrix{};
  double created = 0.0;                     // [EUR/month]
  Knowledge::ByDomain created_by{};         // [EUR/month]
  double model_residual = 0.0;              // [EUR/month]
  sim::Money money_residual;
  sim::Scatter spending;                    // counts of money: 0 all people, 1 commoners
  sim::Scatter core;                        // one cell: people who live mainly on the commons sector
  sim::Tally livelihood{10};                // [EUR/month] commoners' income: 0 all, 1 of the commons sector, 2 basic income

  void declare(sim::ColumnVisitor& column);
};

//! What one producer's use of the commons created and who captured it. [EUR/month]
struct Imputation {
  double created = 0, buyers = 0, advertising = 0, commission = 0, data_rent = 0, complement_rent = 0;
  double foundations = 0, creators = 0, state = 0, producer = 0;

  double platforms() const { return advertising + commission + data_rent + complement_rent; }
};

//! Facts of one producer's month and of its twin.
struct ProducerMonth {
  double sold;                  // [item/month]
  double price, twin_price;     // [EUR/item]
  double unit_cost, twin_cost;  // [EUR/item]
  double advertising, donation; // [EUR/month]
  double commission, data;      // [EUR/month] paid to platforms
  double advertising_without;   // part of the advertising share that would be there without the commons
  double royalties;             // [EUR/month]
  double profit_tax_rate;
};
Imputation impute(const ProducerMonth& month);

//! What person i received after tax from cooperative, phyle and foundation this month. [EUR]
double from_commons_sector(const World& world, std::size_t i);

void set_up(CreatedCaptured& own, const World& world, const sim::Month& month);
void enter(CreatedCaptured& own, const World& world, std::size_t j);
void follow_commoners(CreatedCaptured& own, const World& world, const sim::Month& month, const sim::Block& block);
void account_for_value(CreatedCaptured& own, const World& world, const sim::Month& month);
void observe(const CreatedCaptured& own, const World& world, sim::Observer& show);

}  // namespace models

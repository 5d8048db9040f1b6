//! Cooperatives belong to those who work in them.
//!
//! They produce, price and hire like firms of equal productivity. What a firm would pay to owners of capital, a cooperative
//! divides: a tithe to the phyles for the movement, the rest to members in equal parts, taxed like dividends.
//! Left out so far: the indivisible reserve, the Ward-Domar-Vanek objective, pay ratio, hired non-members, demutualisation, shared designs.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Cooperatives {
  static constexpr std::string_view path = "cooperation.cooperatives";

  struct Parameters {
    double tithe;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<sim::Money> per_member;  // [producer] this month
  sim::Scatter members;                // one cell: people who work in cooperatives

  sim::Flow cooperative_surplus, cooperative_tithe, surplus_tax;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! What member i of cooperative j receives of this month's surplus, before tax; nothing once it has closed.
sim::Money member_part(const Cooperatives& own, const World& world, std::size_t j);

void set_up(Cooperatives& own, const World& world, const sim::Month& month);
void divide_surplus(Cooperatives& own, const World& world, const sim::Month& month);
void pay_members(Cooperatives& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_members(Cooperatives& own, const World& world, const sim::Month& month);
void observe(const Cooperatives& own, const World& world, sim::Observer& show);

}  // namespace models

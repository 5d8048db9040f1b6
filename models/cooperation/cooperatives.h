//! Cooperatives belong to those who work in them.
//!
//! They produce and price like firms of equal productivity. What a firm would pay to owners of capital, a cooperative
//! divides: a tithe to the phyles for the movement, the rest to members in equal parts, taxed like dividends.
//! Members want alpha_y ln(income per member) + alpha_L ln(members). With income R - F, R growing with members L by an
//! elasticity a and F fixed, d objective / d ln L = alpha_y (a R / (R - F) - 1) + alpha_L. Where it is negative a cooperative takes
//! fewer members than its customers would employ, and turns custom away. With alpha_L = 0 this is Ward (1958), Domar and Vanek's
//! firm, which shrinks when its price rises; a = 1 - 1/eta in the goods market, so alpha_L > alpha_y / eta makes it hire like a firm.
//! Left out so far: the indivisible reserve, an objective in commons, pay ratio, hired non-members, demutualisation, shared designs.
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
    double income_weight;
    double employment_weight;
    double adjustment;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<sim::Money> per_member;  // [producer] this month
  sim::Column<double> restraint;       // [producer] members taken as a part of those that custom would employ; 1 for firms
  sim::Scatter members;                // one cell: people who work in cooperatives

  sim::Flow cooperative_surplus, cooperative_tithe, surplus_tax;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! What more members, in proportion, add to the objective.
double gain_of_members(const Cooperatives::Parameters& parameters, double elasticity, double revenue, double fixed_cost);

//! What member i of cooperative j receives of this month's surplus, before tax; nothing once it has closed.
sim::Money member_part(const Cooperatives& own, const World& world, std::size_t j);

void set_up(Cooperatives& own, const World& world, const sim::Month& month);
void enter(Cooperatives& own, const World& world, std::size_t j);
void weigh_membership(Cooperatives& own, const World& world, const sim::Month& month);
void divide_surplus(Cooperatives& own, const World& world, const sim::Month& month);
void pay_members(Cooperatives& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_members(Cooperatives& own, const World& world, const sim::Month& month);
void observe(const Cooperatives& own, const World& world, sim::Observer& show);

}  // namespace models

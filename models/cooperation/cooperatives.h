//! Cooperatives belong to those who work in them.
//!
//! They produce and price like firms of equal productivity. What a firm would pay to owners of capital, a cooperative
//! divides: a tithe to the phyles for the movement, the rest to members in equal parts, taxed like dividends.
//! Members want alpha_y ln(income per member) + alpha_L ln(members). With income R - F, R growing with members L by an
//! elasticity a and F fixed, d objective / d ln L = alpha_y (a R / (R - F) - 1) + alpha_L. Where it is negative a cooperative takes
//! fewer members than its customers would employ, and turns custom away. With alpha_L = 0 this is Ward (1958), Domar and Vanek's
//! firm, which shrinks when its price rises; a = 1 - 1/eta in the goods market, so alpha_L > alpha_y / eta makes it hire like a firm.
//! Rules that are off by default:
//!   pay ratio: nobody is paid for more than so many times the skill of whom one in twenty falls short of, the foot of a scale common to all
//!     cooperatives, as in Mondragon. Pay that is saved is surplus; whom it is taken from leaves the likelier, by the share lost;
//!   membership: who is hired is a member only once admitted. Admitting one more adds alpha_L d ln L and takes alpha_y s / (w + s) d ln L from
//!     the others, s being a member's part of the surplus and w pay, so members want it while s / (w + s) < alpha_L / alpha_y (after
//!     Ben-Ner 1984: where surplus is high they hire instead). A cooperative without members takes all who work there;
//!   sale: members sell when their part of what investors offer beats what they would receive as members, producers/demography closing it as it
//!     does any cooperative:
//!       (1 - indivisible) profit / (r + h)  >  (1 + attachment) (1 - tithe) (1 - reserved part) profit / (r + h + leaving),
//!     h the hazard of closing, all for each member, after tax, deposits and capital to be paid in aside. Investors buy for ever, members leave without compensation (Furubotn and Pejovich 1970), so
//!     without tithe it takes an indivisible part of leaving / (r + h + leaving) to keep members from selling;
//!   reserve: a part of the surplus is kept, up to some months of cost; it goes to the commons on closure or sale, whoever else receives what is left;
//!   commons: members who care for it give the share of time that maximises alpha_y ln(1 - c) + alpha_C ln c, c = alpha_C / (alpha_y + alpha_C);
//!   shared designs: now and then a cooperative closes half the gap to the mean technique of all cooperatives, as in a design pool.
//! Left out: members' capital accounts, pay below the limit that moves up, members who differ.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Cooperatives {
  static constexpr std::string_view path = "cooperation.cooperatives";
  enum class Membership { everybody, admitted };

  struct Parameters {
    double tithe;
    double income_weight;
    double employment_weight;
    double adjustment;
    double pay_ratio;
    double resentment;
    Membership membership;
    double admission;
    double sale;
    double required_return;
    double attachment;
    double indivisible;
    double reserve_share;
    double reserve_months;
    double commons_weight;
    double shared_designs;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<sim::Money> per_member;  // [producer] this month
  sim::Column<double> restraint;       // [producer] members taken as a part of those that custom would employ; 1 for firms
  sim::Scatter members;                // people: 0 who work in cooperatives, 1 of them not members
  sim::Column<double> expected_part;   // [producer] [EUR/month] surplus of one member, mean of a year
  sim::Column<sim::Money> reserve;     // [producer] part of deposits that is not divided

  // Only where members are admitted.
  sim::Column<std::int32_t> belongs;   // [cooperator] the cooperative a person was admitted to, or -1
  sim::Scatter admitted;               // [producer] members

  sim::Flow cooperative_surplus, cooperative_tithe, surplus_tax;

  //! Members of cooperative j: those admitted, or everybody who works there.
  std::int64_t members_of(const World& world, std::size_t j) const;
  //! Whether person i, who works in cooperative j, is a member; all are where nobody is yet.
  bool is_member(std::size_t i, std::size_t j) const {
    return belongs.size() == 0 || admitted[j] == 0 || belongs[i] == static_cast<std::int32_t>(j);
  }
  //! The skill above which cooperatives pay no more; infinite without a limit.
  double highest_paid_skill(const World& world) const;
  //! Share of staff time that members want to give to the commons for its own sake.
  double giving() const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! Whether members who are paid `pay` and receive `part` of the surplus want one more of them.
bool wants_member(const Cooperatives::Parameters& parameters, double pay, double part);
//! What owners of capital would pay for cooperative j as a firm. [EUR]
double offer_of_investors(const Cooperatives& own, const World& world, std::size_t j);
//! Whether members of cooperative j would sell it at a price.
bool would_sell(const Cooperatives& own, const World& world, std::size_t j, double price);

//! What more members, in proportion, add to the objective.
double gain_of_members(const Cooperatives::Parameters& parameters, double elasticity, double revenue, double fixed_cost);

//! What person i, who works in cooperative j, receives of this month's surplus, before tax; nothing once it has closed.
sim::Money member_part(const Cooperatives& own, const World& world, std::size_t i, std::size_t j);

void set_up(Cooperatives& own, const World& world, const sim::Month& month);
void enter(Cooperatives& own, const World& world, std::size_t j);
void weigh_membership(Cooperatives& own, const World& world, const sim::Month& month);
void admit_members(Cooperatives& own, const World& world, const sim::Month& month, const sim::Block& block);
void divide_surplus(Cooperatives& own, const World& world, const sim::Month& month);
void pay_members(Cooperatives& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_members(Cooperatives& own, const World& world, const sim::Month& month);
void observe(const Cooperatives& own, const World& world, sim::Observer& show);

}  // namespace models

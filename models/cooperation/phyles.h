//! Phyles: federations that give commoners a livelihood.
//!
//! Members pay dues as a share of expected income; cooperatives add their tithe. From the fund, less a reserve, a phyle
//! pays as many stipends as it can to members who contribute to the commons and earn little, ranked by contribution: pay
//! as you go, so it cannot promise what it does not have. Dues and tithe are called in full while the fund is below half of
//! so many months of the stipends asked for, and less and less up to all of them: phyles live, they do not hoard.
//! Joining follows orientation; members without a stipend leave now and then. Who joins and leaves may heed what one would get: the
//! chance of joining is multiplied by exp(response x g), that of leaving by exp(-response x g), with the gain a month relative to income
//!   g = (w x share supported x stipend - dues called) / max(income, subsistence), within -1 to 1,
//! w = 1 for a member who would qualify, the rate of unemployment for a contributor who earns too much and would qualify out of work,
//! 0 for others; the share of those who ask that is supported is the phyle's of last month. A stipend is other income to its receiver, so
//! time use answers as to any income.
//! Members may vote every so many months. A member of orientation o gives weight o to the need of all and 1 - o to the own:
//! with the share s of members who ask for a stipend, wished dues = min(o s + (1 - o) [asks], highest), what a member of logarithmic utility
//! pays who needs support with that chance. The median decides. Those who ask choose, by majority, between the order by contribution and by need.
//! A neighbourhood without phyle founds one where enough contributors of low income are there and what they pledge pays for months
//! of their stipends. A phyle of too few members dissolves, as does one that promised stipends to all who ask and cannot pay;
//! its fund goes to the foundation. Phyles may share what they have beyond a full fund with those that are short.
//! A phyle's own market: members may prefer its cooperatives' goods (producers/goods_market); licences of reciprocity may pay phyles
//! (commons/licences). Left out so far: needs met in kind, splitting; in the gain, how far up in the order one would stand, contributing in order to
//! qualify, and the members' market, in which members pay what others pay: what it yields comes back as tithe and stipends.
#pragma once

#include <vector>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Phyles {
  static constexpr std::string_view path = "cooperation.phyles";
  enum class Order { contribution, need };
  static constexpr std::size_t n_wishes = 32;  //!< steps in which dues are wished

  struct Parameters {
    double density;
    double dues;
    double stipend;
    double reserve;
    double fund_months;
    double least_contribution;
    double highest_income;
    double join;
    double join_orientation;
    double leave;
    double response;
    double seed_share;
    Order order;
    std::int64_t vote_every;
    double highest_dues;
    double opening_share;
    std::int64_t founders;
    double pledge;
    double founding_months;
    std::int64_t least_members;
    bool promise;
    double federation;
    double own_market;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  static constexpr std::size_t most = 32'767;
  sim::Column<std::int16_t> phyle;   // [person] 0 to n-1, or -1
  sim::Column<sim::SmallMoney> stipend;   // [person] this month
  sim::Scatter members;              // [phyle]
  sim::Column<std::int32_t> supported;  // [phyle] stipends paid this month
  sim::Column<std::int32_t> asking;     // [phyle] members who qualified for one
  sim::Column<double> chance;           // [phyle] share of those who ask that is supported, or would be where nobody asks
  sim::Column<double> call;             // [phyle] part of dues and tithe that is called this month

  enum State : std::int8_t { absent, exists, founding };
  sim::Column<std::int8_t> state;       // [phyle]
  sim::Column<double> dues;             // [phyle] share of expected income, as members want it
  sim::Column<std::int8_t> by_need;     // [phyle] 1: stipends go to the poorest first
  sim::Column<std::int8_t> insolvent;   // [phyle] 1: broke its promise this month
  sim::Scatter wishes;                  // [phyle][wish] members by the dues they want
  sim::Scatter founders;                // [phyle] people who would found one
  sim::Scatter pledges;                 // [phyle] what they would give, in counts of money

  sim::Flow dues_paid, stipends, crowdfunding, dissolved, federated;

  struct Candidate {
    std::int32_t phyle;
    float contribution;
    float income;
    std::uint32_t person;
  };
  std::vector<std::vector<Candidate>> candidates;  // by worker, within one month

  //! The account of the phyle to which the place of producer j belongs, and whether there is one.
  std::size_t near(const World& world, std::size_t j) const;
  bool exists_near(const World& world, std::size_t j) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

//! g: what membership of phyle y would bring person i in a month, as a share of income.
double gain(const Phyles& own, const World& world, std::size_t i, std::size_t y);

void set_up(Phyles& own, const World& world, const sim::Month& month);
void succeed(Phyles& own, const World& world, const sim::Month& month, std::size_t i);
void call_members(Phyles& own, const World& world, const sim::Month& month);
void join_and_leave(Phyles& own, const World& world, const sim::Month& month, const sim::Block& block);
void award_stipends(Phyles& own, const World& world, const sim::Month& month);
void observe(const Phyles& own, const World& world, sim::Observer& show);

}  // namespace models

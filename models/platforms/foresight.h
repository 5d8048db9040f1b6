//! What an owner of a platform does who looks ahead.
//!
//! State: the share s of people at home on the platform and how far they are locked in, L. Instruments: take rate and quality of
//! service. Over a period the part R of people reconsiders; with J platforms of which the others stay as they are,
//!   s' = s (1 - R) + R (s P[stay | L] + (1 - s) P[come]),
//!   L' = the part of s' that stayed x (L + (1 - L) g),
//! P the logit of people's choice. The owner wants the largest discounted sum of profit,
//!   V(s, L) = max over take rate, quality of  profit(s, s') + discount V(s', L'),
//! solved by value iteration on a grid (Bellman 1957; invest-then-harvest: Klemperer 1995). Rivals offer what they are seen to offer,
//! and answer to a change of shares as the owner itself would in their place, a sweep ago (as in Pakes and McGuire 1994): an owner
//! who thought that rivals stand still would believe the whole market cheap to win. Nothing tells the owner to enable first and
//! extract later: that is found, or not, by what the future is worth.
#pragma once

#include <cstddef>
#include <span>

namespace models {

//! What an owner knows. Money in any one unit, per user and month unless said.
struct Market {
  double platforms = 3;       //!< J
  double period = 12;         //!< [month] between decisions
  double spending = 40;       //!< on services at the usual take rate
  double goods = 0;           //!< sales of goods that pay the take rate too, whatever it is
  double usual_take = 0.1;
  double elasticity = 0.5;    //!< fall of spending per point above the usual take rate, as a share
  double advertising = 10;    //!< what a user brings beside commission
  double upkeep = 10;         //!< what quality 1 costs
  double quality_value = 4.5; //!< of one unit of the logarithm of quality
  double noise = 4.5;
  double stay = 0;            //!< what staying saves who is fully locked in
  double reconsider = 1;      //!< R, in a period
  double growth = 0;          //!< g: part of the gap to full lock-in closed in a period
  double several = 0;         //!< share of people who are never locked in
  double share = 0.3;         //!< of people, on the owner's platform now
  double rival_value = 0;     //!< of a rival without its company: quality and price
  double rival_lock_in = 0;
  double highest_take = 1;
  double discount = 0.9;      //!< of a period
  //! Value of the company of a share of people.
  double (*company)(const void* about, double share) = nullptr;
  const void* about = nullptr;
};

struct Plan {
  double take_rate, quality;
};

//! The value of a platform to its owner on the grid of states, and the plan that is best in one of them.
class Foresight {
 public:
  static constexpr std::size_t shares = 11, locks = 6, states = shares * locks, takes = 13, qualities = 5;

  explicit Foresight(const Market& market);

  //! Improves `value` and `offer`, what users get by the best plan, both [share][lock-in], by so many sweeps.
  void improve(std::span<double> value, std::span<double> offer, int sweeps) const;
  //! The best plan at users' share and lock-in, by the grid and once more around its best cell.
  Plan best(std::span<const double> value, double share, double lock_in) const;
  //! What a platform in this state is worth, between the states of the grid.
  static double worth_of(std::span<const double> value, double share, double lock_in);

 private:
  Market market_;
  double rival_held_;
};

}  // namespace models

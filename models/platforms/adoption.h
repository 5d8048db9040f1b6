//! People choose the platform on which they buy and sell services.
//!
//! Some people reconsider each month. Utility, in EUR a month, of platform k for a person at home on h:
//! a ln q_k + theta f(n_k) - s tau_k + stay L_h [k = h], n_k the share of people there, f linear, logarithmic or a power, and s the
//! mean spending on gig services, less the nuisance of advertising where platforms take unequally much of it; a logit with its own
//! noise. Switching cost is spread over the expected stay; it is not there from the first day but grows with what people leave
//! behind (records, ratings, contacts): L_h is how far the people at home on h are locked in. The law (state/regulation) may take
//! the cost away by portability, or let users of all platforms be met from any; who uses several platforms (multi-homing) pays
//! none, buys at home and offers gig hours on all (platforms/capture). Platforms that belong to their members can be dearer to the
//! commons-minded. The network strength is stated in tipping points, theta = strength x theta*: below theta* J equal platforms
//! stay equal when nothing else differs. Without switching cost theta* = J x noise; a switching cost lowers it by 1 + (S - 1) / (S
//! + J - 1), S = exp(stay / noise), since whoever weighs staying doubly reacts to a difference on both sides of a move. Equal
//! platforms stay equal by default; unequal take rates are amplified five times and can tip the contest. Users of a platform that
//! is bought are the buyer's; those of one that closes choose anew. theta* is that of the opening number J. Left out: no platform
//! at all, so that hosted commons and advertising cancel where platforms are alike in them.
#pragma once

#include <vector>

#include "sim/core/column.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Adoption {
  static constexpr std::string_view path = "platforms.adoption";

  enum class Network { linear, logarithmic, power };
  static constexpr std::size_t most = 64;  //!< platforms
  static constexpr std::size_t orientation_classes = 4;

  struct Parameters {
    std::int64_t count;
    double noise;
    Network network_law;
    double network_exponent;
    double network_strength;
    double quality_value;
    double switching_cost;
    double expected_stay;
    double opening_lock_in;
    double lock_in_months;
    double multi_homing;
    double member_bonus;
    double nuisance;
    double reconsider;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Column<std::int16_t> home;  // [person] platform 0 to J-1
  static constexpr double varieties = 65'536.0;
  sim::Column<std::uint16_t> variety;  // [person] [1/65536] who is below multi_homing uses several platforms
  sim::Scatter users;              // [platform] people
  sim::Scatter arrivals;           // [platform] people who came this month
  sim::Column<std::int16_t> heir;  // [platform] where its users are at home now: there, with the buyer, or -1: they must choose anew
  sim::Column<double> lock_in;     // [platform] 0 to 1: part of the switching cost that people at home there have grown into
  sim::Tally offered{30};          // [platform] effective gig hours offered there alone
  sim::Tally offered_anywhere{30};  // effective gig hours offered by who uses several platforms
  std::vector<double> choice;      // running probabilities, [orientation class][multi-homing][home][platform]

  bool several(std::size_t i) const { return variety[i] < varieties * parameters.multi_homing; }
  double user_share(std::size_t k) const {
    return static_cast<double>(users[k]) / static_cast<double>(home.size());
  }

  void declare(sim::ColumnVisitor& column);
};

//! theta*: the network weight at which equal platforms with fully locked-in users begin to tip. [EUR/month]
double tipping_point(const Adoption::Parameters& parameters);

//! f: what company a share of people is, so scaled that its slope at equal shares is 1.
double company(const Adoption::Parameters& parameters, double share);

//! What network effects add to a platform with this share of people. [EUR/month]
double network_value(const Adoption::Parameters& parameters, double interoperability, double share);

//! What staying saves who is fully locked in. [EUR/month]
double staying_value(const Adoption::Parameters& parameters, double portability);

//! How far the users of two platforms are locked in together.
double joint_lock_in(const Adoption& own, std::size_t k, std::size_t other);

//! What advertising takes from a user of platform k. [EUR/month]
double nuisance(const Adoption& own, const World& world, std::size_t k);

void set_up(Adoption& own, const World& world, const sim::Month& month);
void enter_platform(Adoption& own, const World& world, const sim::Month& month, std::size_t k);
void leave_platform(Adoption& own, const World& world, const sim::Month& month, std::size_t k);
void weigh_platforms(Adoption& own, const World& world, const sim::Month& month);
void choose_platform(Adoption& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_users(Adoption& own, const World& world, const sim::Month& month);
void observe(const Adoption& own, const World& world, sim::Observer& show);

}  // namespace models

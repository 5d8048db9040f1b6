#include "models/platforms/foresight.h"

#include <array>
#include <cmath>
#include <vector>

#include "tests/catch.h"

using models::Foresight;
using models::Market;
using models::Plan;

namespace {

struct Thought {
  std::array<double, Foresight::states> value{}, offer{};
};

// A market without company, of money in units of the noise.
Market market() {
  Market m;
  m.company = [](const void* about, double share) { return about == nullptr ? 0.0 : *static_cast<const double*>(about) * share; };
  m.platforms = 3;
  m.spending = 8;
  m.advertising = 2;
  m.upkeep = 1;
  m.quality_value = 1;
  m.noise = 1;
  m.elasticity = 0.5;
  m.reconsider = 0.5;
  m.discount = 0.75;
  m.highest_take = 0.6;
  return m;
}

Plan planned(const Market& m, double lock_in, int sweeps = 40) {
  Thought thought;
  const Foresight foresight(m);
  foresight.improve(thought.value, thought.offer, sweeps);
  return foresight.best(thought.value, m.share, lock_in);
}

// Three owners alike in all, who think anew each period while their users grow into being locked in.
std::vector<double> path(Market m, int periods) {
  Thought thought;
  std::vector<double> take_rates;
  double lock_in = 0.0, quality = 1.0, take_rate = 0.1;
  m.share = 1.0 / m.platforms;
  for (int period = 0; period < periods; ++period) {
    m.rival_value = m.quality_value * std::log(quality) - m.spending * take_rate;
    m.rival_lock_in = lock_in;
    const Foresight foresight(m);
    foresight.improve(thought.value, thought.offer, period == 0 ? 15 : 2);
    const Plan plan = foresight.best(thought.value, m.share, lock_in);
    take_rate += std::min(std::max(plan.take_rate - take_rate, -0.03), 0.03);
    quality = plan.quality;
    const double held = std::exp(m.stay * lock_in), stays = held / (held + m.platforms - 1.0);
    const double stayed = 1.0 - m.reconsider + m.reconsider * stays;
    lock_in = stayed * (lock_in + (1.0 - lock_in) * m.growth);
    take_rates.push_back(take_rate);
  }
  return take_rates;
}

double late_mean(const std::vector<double>& path) {
  double sum = 0.0;
  for (std::size_t t = path.size() / 2; t < path.size(); ++t) sum += path[t];
  return sum / static_cast<double>(path.size() - path.size() / 2);
}

}  // namespace

TEST_CASE("foresight: zero: who may take nothing takes nothing, worthless quality is not paid for") {
  Market m = market();
  m.highest_take = 0.0;
  m.quality_value = 0.0;
  const Plan plan = planned(m, 0.5);
  CHECK(plan.take_rate == 0.0);
  CHECK(plan.quality == Approx(0.125));
}

TEST_CASE("foresight: by hand: the value of users who cannot leave is that of a rent for ever") {
  // Nobody reconsiders: share and margin stay, so V = 12 x share x margin / (1 - discount) with the take rate at its cap and the lowest
  // quality: margin = 0.6 x 8 x (1 - 0.5 x 0.5) + 2 - 1/8 = 5.475.
  Market m = market();
  m.reconsider = 0.0;
  m.quality_value = 0.0;
  Thought thought;
  Foresight(m).improve(thought.value, thought.offer, 200);
  for (std::size_t a = 0; a < Foresight::shares; ++a)
    CHECK(thought.value[a * Foresight::locks] == Approx(12.0 * 0.1 * static_cast<double>(a) * 5.475 / 0.25).epsilon(1e-9).margin(1e-12));
}

TEST_CASE("foresight: conserves: value iteration settles, and plans stay within their bounds") {
  Market m = market();
  Thought thought;
  const Foresight foresight(m);
  foresight.improve(thought.value, thought.offer, 150);
  const Thought before = thought;
  foresight.improve(thought.value, thought.offer, 1);
  double largest = 0.0;
  for (std::size_t s = 0; s < Foresight::states; ++s) largest = std::max(largest, std::abs(thought.value[s] / before.value[s] - 1.0));
  CHECK(largest < 0.02);
  for (const double share : {0.0, 0.2, 1.0})
    for (const double lock_in : {0.0, 1.0}) {
      const Plan plan = foresight.best(thought.value, share, lock_in);
      CHECK((plan.take_rate >= 0.0 && plan.take_rate <= m.highest_take));
      CHECK((plan.quality >= 0.125 - 1e-12 && plan.quality <= 4.0));
    }
}

TEST_CASE("foresight: oracle: a sweep weighs every plan, though only efficient ones are tried") {
  Market m = market();
  m.stay = 3.0;
  m.growth = 0.2;
  m.several = 0.2;
  m.rival_value = -2.0;
  m.rival_lock_in = 0.4;
  const double dearness = GENERATE(0.2, 1.0, 4.0), company = GENERATE(0.0, 2.0);
  m.upkeep = dearness;
  m.about = &company;
  Thought thought;
  Foresight(m).improve(thought.value, thought.offer, 1);  // from a future worth nothing
  const double others = m.platforms - 1.0;
  for (std::size_t a = 0; a < Foresight::shares; ++a)
    for (std::size_t b = 0; b < Foresight::locks; ++b) {
      const double share = static_cast<double>(a) / 10.0, lock_in = static_cast<double>(b) / 5.0;
      const double rival = std::exp(m.rival_value + company * (1.0 - share) / others);
      double most = -1e300;
      for (int t = 0; t <= 12; ++t)
        for (int q = 0; q < 5; ++q) {
          const double take_rate = 0.6 * t / 12.0, quality = std::exp2(1.25 * q - 3.0);
          const double odds = std::exp(m.quality_value * std::log(quality) - m.spending * take_rate + company * share);
          const double held = std::exp(m.stay * lock_in), rival_held = std::exp(m.stay * m.rival_lock_in);
          const double free = odds / (odds + others * rival);
          const double stay = (1.0 - m.several) * odds * held / (odds * held + others * rival) + m.several * free;
          const double come = (1.0 - m.several) * odds / (odds + (rival_held + others - 1.0) * rival) + m.several * free;
          const double next = share * (1.0 - m.reconsider + m.reconsider * stay) + m.reconsider * (1.0 - share) * come;
          const double margin = take_rate * m.spending * (1.0 - m.elasticity * (take_rate - m.usual_take)) + m.advertising - m.upkeep * quality;
          most = std::max(most, m.period * 0.5 * (share + next) * margin);
        }
      CHECK(thought.value[a * Foresight::locks + b] == Approx(most).epsilon(1e-9));
    }
}

TEST_CASE("foresight: a future that is no number names a plan all the same") {
  Market m = market();
  m.spending = std::nan("");
  Thought thought;
  Foresight(m).improve(thought.value, thought.offer, 3);
  CHECK(std::isnan(thought.value.back()));
  const Plan plan = Foresight(m).best(thought.value, 0.3, 0.3);
  CHECK((plan.take_rate >= 0.0 && plan.take_rate <= m.highest_take));
}

TEST_CASE("foresight: direction: enabling comes before extracting where users grow into being locked in") {
  Market locking = market();
  locking.stay = 5.5;
  locking.growth = 0.18;
  const std::vector<double> take_rates = path(locking, 30);
  CHECK(take_rates.back() > take_rates[2] + 0.1);
  Market free = locking;
  free.stay = 0.0;  // portable accounts
  CHECK(late_mean(path(free, 30)) < late_mean(take_rates) - 0.1);
  Market many_homes = locking;
  many_homes.several = 1.0;
  CHECK(late_mean(path(many_homes, 30)) < late_mean(take_rates) - 0.1);
  // More worth to users, better service; dearer upkeep, worse.
  const auto quality = [](double Market::*what, double value) {
    Market m = market();
    m.quality_value = 3.0;
    m.*what = value;
    return planned(m, 0.3).quality;
  };
  CHECK(quality(&Market::quality_value, 4.0) > quality(&Market::quality_value, 2.0));
  CHECK(quality(&Market::upkeep, 2.0) < quality(&Market::upkeep, 0.5));
}

TEST_CASE("foresight: oracle: V15, without a future the plan is a monopoly's optimal take against an outside option") {
  // Everybody reconsiders, one rival stands for the outside option u0 = .3 and V = 1: share = 1 / (1 + exp(-beta (V - tau - u0))). The
  // period's profit is on the mean of old and new share, so the old share must not count: it is 0.
  for (const auto& [beta, optimum] : {std::pair{5.0, 0.5745}, std::pair{10.0, 0.5497}}) {
    Market m = market();
    m.platforms = 2;
    m.reconsider = 1.0;
    m.spending = 1.0;
    m.elasticity = m.advertising = m.upkeep = m.quality_value = 0.0;
    m.noise = 1.0 / beta;
    m.rival_value = -0.7;
    m.highest_take = 1.0;
    m.discount = 0.0;
    m.share = 0.0;
    CHECK(planned(m, 0.0, 1).take_rate == Approx(optimum).margin(0.003));
  }
}

TEST_CASE("foresight: oracle: V16, price competition of equals settles at the logit margin") {
  // J platforms whose owners answer each other without a future: margin / noise = J / (J - 1).
  for (const double platforms : {2.0, 3.0, 10.0}) {
    Market m = market();
    m.platforms = platforms;
    m.reconsider = 1.0;
    m.spending = 1.0;
    m.elasticity = m.advertising = m.upkeep = m.quality_value = 0.0;
    m.noise = 0.2;
    m.highest_take = 1.0;
    m.discount = 0.0;
    m.share = 0.0;
    double take_rate = 0.2;
    for (int round = 0; round < 60; ++round) {
      m.rival_value = -take_rate;
      take_rate = planned(m, 0.0, 1).take_rate;
    }
    CHECK(take_rate / m.noise == Approx(platforms / (platforms - 1.0)).epsilon(0.02));
  }
}

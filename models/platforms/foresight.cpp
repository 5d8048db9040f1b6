#include "models/platforms/foresight.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/kernel.h"
#include "sim/core/math.h"

namespace models {

namespace {

constexpr double highest_quality = 4.0;  // lowest: 1/8

double grid_quality(std::size_t q) { return sim::exp(sim::log(2.0) * (1.25 * static_cast<double>(q) - 3.0)); }

double grid_share(std::size_t a) { return static_cast<double>(a) / static_cast<double>(Foresight::shares - 1); }

double grid_lock(std::size_t b) { return static_cast<double>(b) / static_cast<double>(Foresight::locks - 1); }

// Between the four states around (share, lock_in), both within [0, 1] or no numbers.
SIM_INLINE double interpolate(const double* value, double share, double lock_in) {
  const double x = share * static_cast<double>(Foresight::shares - 1);
  const double y = lock_in * static_cast<double>(Foresight::locks - 1);
  const int a = std::max(std::min(static_cast<int>(x), static_cast<int>(Foresight::shares) - 2), 0);
  const int b = std::max(std::min(static_cast<int>(y), static_cast<int>(Foresight::locks) - 2), 0);
  const double u = x - a, w = y - b;
  const int at = a * static_cast<int>(Foresight::locks) + b, above = at + static_cast<int>(Foresight::locks);
  return (1.0 - u) * ((1.0 - w) * value[at] + w * value[at + 1]) + u * ((1.0 - w) * value[above] + w * value[above + 1]);
}

// What users of a platform in some state see: `rivals`: the odds of one rival, `held`: the factor by which who is locked in
// prefers to stay, `rival_held`: the same at the rival.
struct State {
  double share, lock_in, rivals, held, rival_held;
};

// Who is not locked in and chooses the owner's platform; and who comes from a rival's.
struct Won {
  double free, come;
};

SIM_INLINE Won won_by(const Market& m, const State& s, double odds) {
  const double others = m.platforms - 1.0;
  const double free = odds / (odds + others * s.rivals);
  double come = others > 0.0 ? odds / (odds + (s.rival_held + others - 1.0) * s.rivals) : 0.0;
  come += m.several * (free - come);
  return {free, come};
}

// What a period brings to the owner who offers these odds at this margin, and what the platform is worth after it.
SIM_INLINE double outcome(const Market& m, const double* value, const State& s, double odds, double margin, double free, double come) {
  const double others = m.platforms - 1.0;
  double stay = odds * s.held / (odds * s.held + others * s.rivals);
  stay += m.several * (free - stay);
  const double stayed = s.share * (1.0 - m.reconsider + m.reconsider * stay);
  const double next = stayed + m.reconsider * (1.0 - s.share) * come;
  const double lock = next > 0.0 ? stayed / next * (s.lock_in + (1.0 - s.lock_in) * m.growth) : 0.0;
  return m.period * 0.5 * (s.share + next) * margin + m.discount * interpolate(value, next, lock);
}

constexpr std::size_t n_plans = Foresight::takes * Foresight::qualities, lanes = 8;

// Plans, a row each of what users get and what owners keep, as many as fill lanes.
struct Plans {
  std::size_t count = 0;
  std::array<double, n_plans + lanes> offered, appeal, margin, odds, free, come, worth;
};

// What is the same for every plan whatever users' lock-in. What is written overlaps nothing: that lets the compiler take four
// plans at a time.
SIM_KERNEL
void weigh_offers(const Market& market, const State& state, std::size_t plans, const double* odds, double* __restrict free, double* __restrict come) {
  const Market m = market;
  const State s = state;
  for (std::size_t k = 0; k < plans; ++k) {
    const Won won = won_by(m, s, odds[k]);
    free[k] = won.free;
    come[k] = won.come;
  }
}

// The outcome of every plan in a state.
SIM_KERNEL
void weigh_plans(const Market& market, const double* value, const State& state, std::size_t plans, const double* odds, const double* margin,
                 const double* free, const double* come, double* __restrict worth) {
  const Market m = market;
  const State s = state;
  for (std::size_t k = 0; k < plans; ++k) worth[k] = outcome(m, value, s, odds[k], margin[k], free[k], come[k]);
}

// The first of the best plans; the last where none is a number. Searches side by side need not wait for one another.
SIM_KERNEL
std::size_t best_plan(const double* worth, std::size_t plans) {
  double most[lanes];
  for (std::size_t l = 0; l < lanes; ++l) most[l] = worth[l];
  for (std::size_t k = lanes; k < plans; k += lanes)
    for (std::size_t l = 0; l < lanes; ++l) most[l] = std::max(most[l], worth[k + l]);
  return static_cast<std::size_t>(std::find(worth, worth + plans - 1, *std::max_element(most, most + lanes)) - worth);
}

// Profit of a user's month.
double margin_of(const Market& m, double take_rate, double quality) {
  const double spent = m.spending * std::max(1.0 - m.elasticity * (take_rate - m.usual_take), 0.0);
  return take_rate * (spent + m.goods) + m.advertising - m.upkeep * quality;
}

// The plans of the grid that are efficient: no other gives users as much and the owner more, or more and as much.
Plans efficient_plans(const Market& m) {
  std::array<double, n_plans> offered, margin;
  for (std::size_t t = 0; t < Foresight::takes; ++t)
    for (std::size_t q = 0; q < Foresight::qualities; ++q) {
      const double take_rate = m.highest_take * static_cast<double>(t) / static_cast<double>(Foresight::takes - 1), quality = grid_quality(q);
      offered[t * Foresight::qualities + q] = m.quality_value * sim::log(quality) - m.spending * take_rate;
      margin[t * Foresight::qualities + q] = margin_of(m, take_rate, quality);
    }
  Plans plans;
  const auto add = [&](std::size_t k) {
    plans.offered[plans.count] = offered[k];
    plans.appeal[plans.count] = sim::exp(offered[k] / m.noise);
    plans.margin[plans.count++] = margin[k];
  };
  std::size_t last = 0;
  for (std::size_t k = 0; k < n_plans; ++k) {
    bool efficient = true;
    for (std::size_t other = 0; other < n_plans; ++other)
      efficient &= !(offered[other] >= offered[k] && margin[other] >= margin[k] && (offered[other] > offered[k] || margin[other] > margin[k]));
    if (efficient) add(last = k);
  }
  while (plans.count % lanes != 0 || plans.count == 0) add(last);
  return plans;
}

}  // namespace

double Foresight::worth_of(std::span<const double> value, double share, double lock_in) { return interpolate(value.data(), share, lock_in); }

Foresight::Foresight(const Market& market) : market_(market), rival_held_(sim::exp(market.stay * market.rival_lock_in / market.noise)) {}

void Foresight::improve(std::span<double> value, std::span<double> offer, int sweeps) const {
  const Market& m = market_;
  Plans plans = efficient_plans(m);
  const auto other = [&](double share) { return m.platforms > 1.0 ? (1.0 - share) / (m.platforms - 1.0) : 0.0; };
  std::array<double, shares> company, rivals;
  std::array<double, locks> held;
  for (std::size_t a = 0; a < shares; ++a) company[a] = sim::exp(m.company(m.about, grid_share(a)) / m.noise);
  for (std::size_t b = 0; b < locks; ++b) held[b] = sim::exp(m.stay * grid_lock(b) / m.noise);
  std::array<double, states> before;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    std::copy(value.begin(), value.end(), before.begin());
    const double seen = m.rival_value - interpolate(offer.data(), other(m.share), m.rival_lock_in);
    for (std::size_t a = 0; a < shares; ++a) {
      const double theirs = other(grid_share(a));
      rivals[a] = sim::exp((seen + interpolate(offer.data(), theirs, m.rival_lock_in) + m.company(m.about, theirs)) / m.noise);
    }
    for (std::size_t a = 0; a < shares; ++a) {
      for (std::size_t k = 0; k < plans.count; ++k) plans.odds[k] = plans.appeal[k] * company[a];
      weigh_offers(m, {grid_share(a), 0.0, rivals[a], 1.0, rival_held_}, plans.count, plans.odds.data(), plans.free.data(), plans.come.data());
      for (std::size_t b = 0; b < locks; ++b) {
        const State state{grid_share(a), grid_lock(b), rivals[a], held[b], rival_held_};
        weigh_plans(m, before.data(), state, plans.count, plans.odds.data(), plans.margin.data(), plans.free.data(), plans.come.data(), plans.worth.data());
        const std::size_t best = best_plan(plans.worth.data(), plans.count);
        value[a * locks + b] = plans.worth[best];
        offer[a * locks + b] += 0.5 * (plans.offered[best] - offer[a * locks + b]);
      }
    }
  }
}

Plan Foresight::best(std::span<const double> value, double share, double lock_in) const {
  const Market& m = market_;
  const double other = m.platforms > 1.0 ? (1.0 - share) / (m.platforms - 1.0) : 0.0;
  const double company = m.company(m.about, share), rivals = sim::exp((m.rival_value + m.company(m.about, other)) / m.noise);
  const State state{share, lock_in, rivals, sim::exp(m.stay * lock_in / m.noise), rival_held_};
  Plan plan{0.0, 1.0};
  double best = 0.0;
  bool any = false;
  const auto consider = [&](double take_rate, double quality) {
    take_rate = std::clamp(take_rate, 0.0, m.highest_take);
    quality = std::clamp(quality, grid_quality(0), highest_quality);
    const double odds = sim::exp((m.quality_value * sim::log(quality) + company - m.spending * take_rate) / m.noise);
    const Won won = won_by(m, state, odds);
    const double worth = outcome(m, value.data(), state, odds, margin_of(m, take_rate, quality), won.free, won.come);
    if (!any || worth > best) plan = {take_rate, quality}, best = worth, any = true;
  };
  double step = m.highest_take / static_cast<double>(takes - 1), factor = 2.0;
  for (std::size_t t = 0; t < takes; ++t)
    for (std::size_t q = 0; q < qualities; ++q) consider(step * static_cast<double>(t), grid_quality(q));
  for (int finer = 0; finer < 6; ++finer) {
    step *= 0.5;
    factor = std::sqrt(factor);
    const Plan centre = plan;
    for (const double up : {-step, 0.0, step})
      for (const double times : {1.0 / factor, 1.0, factor}) consider(centre.take_rate + up, centre.quality * times);
  }
  return plan;
}

}  // namespace models

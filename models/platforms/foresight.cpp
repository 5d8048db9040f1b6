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

// Between the four states around (share, lock_in).
SIM_INLINE double interpolate(const double* value, double share, double lock_in) {
  const double x = std::clamp(share, 0.0, 1.0) * static_cast<double>(Foresight::shares - 1);
  const double y = std::clamp(lock_in, 0.0, 1.0) * static_cast<double>(Foresight::locks - 1);
  const int a = std::min(static_cast<int>(x), static_cast<int>(Foresight::shares) - 2);
  const int b = std::min(static_cast<int>(y), static_cast<int>(Foresight::locks) - 2);
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

constexpr std::size_t n_plans = Foresight::takes * Foresight::qualities;

// What is the same for every plan whatever users' lock-in. What is written overlaps nothing: that lets the compiler take four
// plans at a time.
SIM_KERNEL
void weigh_offers(const Market& market, const State& state, const double* odds, double* __restrict free, double* __restrict come) {
  const Market m = market;
  const State s = state;
  for (std::size_t k = 0; k < n_plans; ++k) {
    const Won won = won_by(m, s, odds[k]);
    free[k] = won.free;
    come[k] = won.come;
  }
}

// The outcome of every plan in a state.
SIM_KERNEL
void weigh_plans(const Market& market, const double* value, const State& state, const double* odds, const double* margin,
                 const double* free, const double* come, double* __restrict worth) {
  const Market m = market;
  const State s = state;
  for (std::size_t k = 0; k < n_plans; ++k) worth[k] = outcome(m, value, s, odds[k], margin[k], free[k], come[k]);
}

// The first of the best plans; the last where none is a number. Eight searches side by side need not wait for one another.
std::size_t best_plan(const double* worth) {
  constexpr std::size_t lanes = 8;
  std::array<double, lanes> most;
  std::copy_n(worth, lanes, most.begin());
  for (std::size_t k = lanes; k < n_plans; ++k) most[k % lanes] = std::max(most[k % lanes], worth[k]);
  return static_cast<std::size_t>(std::find(worth, worth + n_plans - 1, *std::max_element(most.begin(), most.end())) - worth);
}

// Profit of a user's month.
double margin_of(const Market& m, double take_rate, double quality) {
  const double spent = m.spending * std::max(1.0 - m.elasticity * (take_rate - m.usual_take), 0.0);
  return take_rate * (spent + m.goods) + m.advertising - m.upkeep * quality;
}

}  // namespace

double Foresight::worth_of(std::span<const double> value, double share, double lock_in) { return interpolate(value.data(), share, lock_in); }

Foresight::Foresight(const Market& market) : market_(market), rival_held_(sim::exp(market.stay * market.rival_lock_in / market.noise)) {}

void Foresight::improve(std::span<double> value, std::span<double> offer, int sweeps) const {
  const Market& m = market_;
  std::array<double, n_plans> appeal, offered, margin, odds, free, come, worth;
  for (std::size_t t = 0; t < takes; ++t)
    for (std::size_t q = 0; q < qualities; ++q) {
      const double take_rate = m.highest_take * static_cast<double>(t) / static_cast<double>(takes - 1), quality = grid_quality(q);
      offered[t * qualities + q] = m.quality_value * sim::log(quality) - m.spending * take_rate;
      appeal[t * qualities + q] = sim::exp(offered[t * qualities + q] / m.noise);
      margin[t * qualities + q] = margin_of(m, take_rate, quality);
    }
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
      for (std::size_t plan = 0; plan < n_plans; ++plan) odds[plan] = appeal[plan] * company[a];
      weigh_offers(m, {grid_share(a), 0.0, rivals[a], 1.0, rival_held_}, odds.data(), free.data(), come.data());
      for (std::size_t b = 0; b < locks; ++b) {
        const State state{grid_share(a), grid_lock(b), rivals[a], held[b], rival_held_};
        weigh_plans(m, before.data(), state, odds.data(), margin.data(), free.data(), come.data(), worth.data());
        const std::size_t best = best_plan(worth.data());
        value[a * locks + b] = worth[best];
        offer[a * locks + b] += 0.5 * (offered[best] - offer[a * locks + b]);
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

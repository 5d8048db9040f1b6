//! Rise and fall of platforms for rides, day by day (after Ghasemi and Kucharski 2022, 2023, who simulate Amsterdam).
//!
//! Travellers choose each day between public transport and rides on one of the platforms, drivers between a job and working there. Nobody
//! knows a platform at first. What agent i thinks of platform k, between 0 and 1, is a mean of three channels,
//!   U = w_e experience + w_o word of mouth + w_m marketing,
//! and the chance of choosing it today is a logit with the known alternative at 1/2: exp(b (U_k - 1/2)) / (1 + sum_l exp(b (U_l - 1/2))).
//! Experience moves towards how content a day left the agent, 1 / (1 + exp(-gain / scale)); word of mouth towards what one agent of the
//! own side met today thinks; marketing towards 1 while a campaign reaches the agent. With D drivers and T travellers on a platform
//!   rides      min(T, capacity D),   wait = wait_1 / sqrt(D),
//!   gain of a traveller   alternative - fare (1 - discount) - value of time x wait, the whole alternative lost where no ride came,
//!   gain of a driver      fare (1 - commission) rides / D - reservation wage.
//! A platform lives by a calendar of its own: discount from and until, campaign from and until, and greed, a higher commission, from a
//! day on. The second one, if any, enters on a day, with a discount of its own. Of the papers the dates, the order of the stages and
//! their signs are reproduced; the numbers of behaviour were not to be had and are chosen.
//! Left out: streets, trips that differ, surge prices, drivers' and travellers' traits.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct MobilityMarketWorld;

struct MobilityMarket {
  static constexpr std::string_view path = "textbook.mobility_market";
  static constexpr std::size_t most = 2;  //!< platforms

  struct Parameters {
    std::int64_t drivers, travellers, platforms;
    double fare, discount, commission, greedy_commission;
    std::int64_t discount_from, discount_until, campaign_from, campaign_until, greed_from;
    std::int64_t second_from;
    double second_discount;
    std::int64_t second_discount_until;
    double alternative, value_of_time, longest_wait, reservation_wage, capacity;
    double traveller_scale, driver_scale;
    double sensitivity;
    double from_experience, from_word, from_marketing;
    double learning, meeting, reach;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  sim::Buffered<float> opinion;        // [person x platform] U
  sim::Column<float> experience, word, marketing;  // [person x platform] 0 to 1
  sim::Column<std::int8_t> used;       // [person] platform used today, or -1
  sim::Scatter on_platform;            // [side x platform] people today
  // [platform] today
  std::array<double, most> rides{}, profit{};  // [ride/day], [EUR/day]
  std::array<double, most> content_traveller{}, content_driver{};  // 0 to 1, how content a day there leaves

  std::size_t at(std::size_t i, std::size_t k) const { return i * most + k; }
  bool is_driver(std::size_t i) const { return i < static_cast<std::size_t>(parameters.drivers); }
  double drivers_on(std::size_t k) const { return static_cast<double>(on_platform[k]); }
  double travellers_on(std::size_t k) const { return static_cast<double>(on_platform[most + k]); }

  void declare(sim::ColumnVisitor& column);
};

//! What a platform offers on a day of its own calendar.
struct Terms {
  double discount, commission;
  bool campaign;
};
Terms terms_of(const MobilityMarket::Parameters& parameters, std::size_t k, int day);

void choose_way(MobilityMarket& own, const MobilityMarketWorld& world, const sim::Month& month, const sim::Block& block);
void serve(MobilityMarket& own, const MobilityMarketWorld& world, const sim::Month& month);
void learn(MobilityMarket& own, const MobilityMarketWorld& world, const sim::Month& month, const sim::Block& block);
void observe(const MobilityMarket& own, const MobilityMarketWorld& world, sim::Observer& show);

struct MobilityMarketWorld {
  static constexpr std::string_view name = "mobility-market";
  static constexpr std::string_view summary = "Textbook: platforms for rides rise and fall, a step a day";
  static constexpr std::array<std::string_view, 4> headlines{"travellers_1", "drivers_1", "travellers_2", "profit_1"};
  static constexpr sim::Purpose way{1, "way"};
  static constexpr sim::Purpose acquaintance{2, "acquaintance"};
  static constexpr sim::Purpose campaign{3, "campaign"};
  static constexpr std::array purposes{way, acquaintance, campaign};
  static std::span<const sim::Process<MobilityMarketWorld>> schedule();

  MobilityMarket market;
  auto rooms() { return std::tie(market); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models

#include "models/textbook/mobility_market.h"

#include <algorithm>
#include <cmath>

#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::size_t most = MobilityMarket::most;

constexpr std::array day{
    sim::each_person<&MobilityMarketWorld::market, choose_way>(
        "choose_way", "travellers choose how to travel, drivers where to work"),
    sim::once<&MobilityMarketWorld::market, serve>("serve", "platforms match them, and are paid"),
    sim::each_person<&MobilityMarketWorld::market, learn>(
        "learn", "people learn from the day, from each other and from campaigns"),
};

double logistic(double x) { return 1.0 / (1.0 + sim::exp(-x)); }

}  // namespace

std::span<const sim::Process<MobilityMarketWorld>> MobilityMarketWorld::schedule() { return day; }

void MobilityMarket::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(drivers, {.name = "drivers", .initial = 200, .unit = "person", .range = {1, 1e6},
                      .doc = "Drivers", .source = "ghasemi", .at_setup = true});
  parameter(travellers, {.name = "travellers", .initial = 2'000, .unit = "person", .range = {1, 1e6},
                         .doc = "Travellers, of one trip a day", .source = "ghasemi", .at_setup = true});
  parameter(platforms, {.name = "platforms", .initial = 1, .unit = "1", .range = {1, 2},
                        .doc = "Platforms", .source = "ghasemi", .at_setup = true});
  parameter(fare, {.name = "fare", .initial = 10.0, .unit = "EUR", .range = sim::non_negative,
                   .doc = "Price of a ride before discount", .source = "ghasemi"});
  parameter(discount, {.name = "discount", .initial = 0.4, .unit = "1", .range = sim::share,
                       .doc = "Part of the fare that the first platform pays while it discounts", .source = "ghasemi"});
  parameter(commission, {.name = "commission", .initial = 0.2, .unit = "1", .range = sim::share,
                         .doc = "Part of the fare that platforms keep", .source = "ghasemi"});
  parameter(greedy_commission, {.name = "greedy_commission", .initial = 0.6, .unit = "1", .range = sim::share,
                                .doc = "The same once the first platform is greedy", .source = "ghasemi"});
  parameter(discount_from, {.name = "discount_from", .initial = 25, .unit = "day", .range = {0, 1e6},
                            .doc = "Day of a platform's life from which it discounts", .source = "ghasemi"});
  parameter(discount_until, {.name = "discount_until", .initial = 200, .unit = "day", .range = {0, 1e6},
                             .doc = "Day on which the first platform ceases to discount", .source = "ghasemi"});
  parameter(campaign_from, {.name = "campaign_from", .initial = 50, .unit = "day", .range = {0, 1e6},
                            .doc = "Day of a platform's life on which its campaign begins", .source = "ghasemi"});
  parameter(campaign_until, {.name = "campaign_until", .initial = 100, .unit = "day", .range = {0, 1e6},
                             .doc = "Day of a platform's life on which its campaign ends", .source = "ghasemi"});
  parameter(greed_from, {.name = "greed_from", .initial = 300, .unit = "day", .range = {0, 1e6},
                         .doc = "Day from which the first platform is greedy", .source = "ghasemi"});
  parameter(second_from, {.name = "second_from", .initial = 0, .unit = "day", .range = {0, 1e6},
                          .doc = "Day on which the second platform enters", .source = "ghasemi"});
  parameter(second_discount, {.name = "second_discount", .initial = 0.4, .unit = "1", .range = sim::share,
                              .doc = "Discount of the second platform", .source = "ghasemi"});
  parameter(second_discount_until, {.name = "second_discount_until", .initial = 200, .unit = "day", .range = {0, 1e6},
                                    .doc = "Day of its life on which the second platform ceases to discount", .source = "ghasemi"});
  parameter(alternative, {.name = "alternative", .initial = 14.0, .unit = "EUR", .range = sim::non_negative,
                          .doc = "Cost of a trip by public transport, with its time", .source = "ghasemi"});
  parameter(value_of_time, {.name = "value_of_time", .initial = 0.25, .unit = "EUR/minute", .range = sim::non_negative,
                            .doc = "What a minute of waiting costs a traveller", .source = "ghasemi"});
  parameter(longest_wait, {.name = "longest_wait", .initial = 60.0, .unit = "minute", .range = sim::non_negative,
                           .doc = "Wait for a ride where there is one driver", .source = "ghasemi"});
  parameter(reservation_wage, {.name = "reservation_wage", .initial = 80.0, .unit = "EUR/day", .range = sim::non_negative,
                               .doc = "What a driver earns elsewhere, with the cost of driving", .source = "ghasemi"});
  parameter(capacity, {.name = "capacity", .initial = 15.0, .unit = "ride/day", .range = {0.1, 1e3},
                       .doc = "Most rides of a driver in a day", .source = "ghasemi"});
  parameter(traveller_scale, {.name = "traveller_scale", .initial = 3.0, .unit = "EUR", .range = {1e-3, 1e3},
                              .doc = "Gain that makes a traveller content (0.73)", .source = "ghasemi"});
  parameter(driver_scale, {.name = "driver_scale", .initial = 10.0, .unit = "EUR/day", .range = {1e-3, 1e3},
                           .doc = "Gain that makes a driver content (0.73)", .source = "ghasemi"});
  parameter(sensitivity, {.name = "sensitivity", .initial = 10.0, .unit = "1", .range = {0, 100},
                          .doc = "b: how closely choice follows opinion", .source = "ghasemi"});
  parameter(from_experience, {.name = "from_experience", .initial = 0.6, .unit = "1", .range = sim::share,
                              .doc = "w_e: weight of experience in opinion", .source = "ghasemi"});
  parameter(from_word, {.name = "from_word", .initial = 0.2, .unit = "1", .range = sim::share,
                        .doc = "w_o: weight of word of mouth", .source = "ghasemi"});
  parameter(from_marketing, {.name = "from_marketing", .initial = 0.2, .unit = "1", .range = sim::share,
                             .doc = "w_m: weight of marketing", .source = "ghasemi"});
  parameter(learning, {.name = "learning", .initial = 0.2, .unit = "1", .range = sim::share,
                       .doc = "Part of the gap that a day's experience, talk or advertisement closes", .source = "ghasemi"});
  parameter(meeting, {.name = "meeting", .initial = 0.3, .unit = "1/day", .range = sim::share,
                      .doc = "Chance of talking about rides on a day", .source = "ghasemi"});
  parameter(reach, {.name = "reach", .initial = 0.1, .unit = "1/day", .range = sim::share,
                    .doc = "Chance that a campaign reaches an agent on a day", .source = "ghasemi"});
}

void MobilityMarket::declare(sim::ColumnVisitor& column) {
  column(opinion,
         {.name = "opinion", .per = "person_by_platform", .unit = "1", .doc = "what is thought of a platform"});
  column(experience,
         {.name = "experience", .per = "person_by_platform", .unit = "1", .doc = "how content days there left"});
  column(word, {.name = "word", .per = "person_by_platform", .unit = "1", .doc = "what others said of it"});
  column(marketing, {.name = "marketing", .per = "person_by_platform", .unit = "1", .doc = "what its campaign said"});
  column(used, {.name = "used", .per = "person", .unit = "1", .doc = "platform used today, or -1"});
  column(on_platform,
         {.name = "on_platform", .per = "side_by_platform", .unit = "person", .doc = "people there today"});
  for (auto* values : {&rides, &profit, &content_traveller, &content_driver})
    column(*values, {.name = "today", .per = "", .unit = "1", .doc = "of the day, by platform"});
}

std::size_t MobilityMarketWorld::size(std::string_view dimension) const {
  const auto people = static_cast<std::size_t>(market.parameters.drivers + market.parameters.travellers);
  if (dimension == "person") return people;
  if (dimension == "person_by_platform") return people * most;
  return dimension == "side_by_platform" ? 2 * most : 1;
}

void MobilityMarketWorld::set_up(const sim::Month&) {
  for (auto* channel :
       {&market.experience, &market.word, &market.marketing, &market.opinion.current, &market.opinion.previous})
    channel->fill(0.0f);
  market.used.fill(-1);
}

Terms terms_of(const MobilityMarket::Parameters& p, std::size_t k, int day) {
  const std::int64_t age = k == 0 ? day : day - p.second_from,
                     until = k == 0 ? p.discount_until : p.second_discount_until;
  const double discount = k == 0 ? p.discount : p.second_discount;
  return {age >= p.discount_from && age < until ? discount : 0.0,
          k == 0 && day >= p.greed_from ? p.greedy_commission : p.commission,
          age >= p.campaign_from && age < p.campaign_until};
}

void choose_way(MobilityMarket& own, const MobilityMarketWorld&, const sim::Month& month, const sim::Block& block) {
  const MobilityMarket::Parameters& p = own.parameters;
  const std::size_t open = p.platforms > 1 && month.number >= p.second_from ? 2 : 1;
  std::int64_t* on_platform = own.on_platform.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    std::array<double, most> weight{};
    double all = 1.0;  // the known alternative
    for (std::size_t k = 0; k < open; ++k)
      all += weight[k] = sim::exp(p.sensitivity * (static_cast<double>(own.opinion[own.at(i, k)]) - 0.5));
    double place = all * month.draws.uniform(MobilityMarketWorld::way, month.number, i);
    own.used[i] = -1;
    for (std::size_t k = 0; k < open && own.used[i] < 0; ++k)
      if (place < weight[k]) own.used[i] = static_cast<std::int8_t>(k);
      else place -= weight[k];
    if (own.used[i] >= 0) on_platform[(own.is_driver(i) ? 0 : most) + static_cast<std::size_t>(own.used[i])] += 1;
  }
}

void serve(MobilityMarket& own, const MobilityMarketWorld&, const sim::Month& month) {
  const MobilityMarket::Parameters& p = own.parameters;
  own.on_platform.collect();
  own.opinion.turn();
  for (std::size_t k = 0; k < most; ++k) {
    const Terms terms = terms_of(p, k, month.number);
    const double drivers = own.drivers_on(k), travellers = own.travellers_on(k);
    own.rides[k] = std::min(travellers, p.capacity * drivers);
    own.profit[k] = p.fare * (terms.commission - terms.discount) * own.rides[k];
    const double served = travellers > 0.0 ? own.rides[k] / travellers : 0.0,
                 wait = p.longest_wait / std::sqrt(std::max(drivers, 1.0));
    const double ride =
        logistic((p.alternative - p.fare * (1.0 - terms.discount) - p.value_of_time * wait) / p.traveller_scale);
    own.content_traveller[k] = served * ride + (1.0 - served) * logistic(-p.alternative / p.traveller_scale);
    const double earned = drivers > 0.0 ? p.fare * (1.0 - terms.commission) * own.rides[k] / drivers : 0.0;
    own.content_driver[k] = logistic((earned - p.reservation_wage) / p.driver_scale);
  }
}

void learn(MobilityMarket& own, const MobilityMarketWorld&, const sim::Month& month, const sim::Block& block) {
  const MobilityMarket::Parameters& p = own.parameters;
  const auto speed = static_cast<float>(p.learning);
  const auto drivers = static_cast<std::uint64_t>(p.drivers), travellers = static_cast<std::uint64_t>(p.travellers);
  for (std::size_t i = block.first; i < block.last; ++i) {
    sim::Stream talk = month.draws.stream(MobilityMarketWorld::acquaintance, month.number, i);
    const bool talks = sim::uniform(talk) < p.meeting;
    const std::size_t other = own.is_driver(i) ? sim::integer(talk, drivers) : drivers + sim::integer(talk, travellers);
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.platforms); ++k) {
      const std::size_t cell = own.at(i, k);
      if (own.used[i] == static_cast<std::int8_t>(k)) {
        const double content = own.is_driver(i) ? own.content_driver[k] : own.content_traveller[k];
        own.experience[cell] += speed * (static_cast<float>(content) - own.experience[cell]);
      }
      if (talks) own.word[cell] += speed * (own.opinion.previous[own.at(other, k)] - own.word[cell]);
      const bool reached =
          terms_of(p, k, month.number).campaign &&
          month.draws.uniform(MobilityMarketWorld::campaign, month.number, i, static_cast<std::uint32_t>(k)) < p.reach;
      if (reached) own.marketing[cell] += speed * (1.0f - own.marketing[cell]);
      own.opinion[cell] = static_cast<float>(p.from_experience * static_cast<double>(own.experience[cell]) +
                                             p.from_word * static_cast<double>(own.word[cell]) +
                                             p.from_marketing * static_cast<double>(own.marketing[cell]));
    }
  }
}

void observe(const MobilityMarket& own, const MobilityMarketWorld&, sim::Observer& show) {
  const auto drivers = static_cast<double>(own.parameters.drivers),
             travellers = static_cast<double>(own.parameters.travellers);
  show.series({.name = "travellers_1", .unit = "1", .long_name = "Travellers who ride with platform 1 today"},
              own.travellers_on(0) / travellers);
  show.series({.name = "travellers_2", .unit = "1", .long_name = "Travellers who ride with platform 2 today"},
              own.travellers_on(1) / travellers);
  show.series({.name = "drivers_1", .unit = "1", .long_name = "Drivers who work for platform 1 today"},
              own.drivers_on(0) / drivers);
  show.series({.name = "drivers_2", .unit = "1", .long_name = "Drivers who work for platform 2 today"},
              own.drivers_on(1) / drivers);
  show.series({.name = "profit_1", .unit = "EUR/day", .long_name = "Profit of platform 1"}, own.profit[0]);
  show.series({.name = "profit_2", .unit = "EUR/day", .long_name = "Profit of platform 2"}, own.profit[1]);
}

}  // namespace models

#include "models/people/motivation.h"

#include <algorithm>
#include <cmath>

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void Motivation::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(contributor_share,
            {.name = "contributor_share", .initial = 0.10, .unit = "1", .range = sim::share,
             .doc = "Share of people who contribute to knowledge commons at the start; commons.projects.reserve adds those dormant",
             .source = "S19", .at_setup = true});
  parameter(median_hours, {.name = "median_hours", .initial = 1.9, .unit = "hour/month", .range = {0, 50},
                           .doc = "Median of committed hours of those who volunteer", .source = "S19", .at_setup = true});
  parameter(hours_dispersion, {.name = "hours_dispersion", .initial = 1.4, .unit = "1", .range = {0, 3},
                               .doc = "Standard deviation of the logarithm of committed hours", .source = "S1",
                               .at_setup = true});
  parameter(output_dispersion, {.name = "output_dispersion", .initial = 1.3, .unit = "1", .range = {0, 3},
                                .doc = "Standard deviation of the logarithm of output per hour", .source = "S1",
                                .at_setup = true});
  parameter(most_hours, {.name = "most_hours", .initial = 120.0, .unit = "hour/month", .range = {1, 300},
                         .doc = "No one commits more hours than this", .source = "assumption:most-hours",
                         .at_setup = true});
  parameter(free_riders, {.name = "free_riders", .initial = 0.33, .unit = "1", .range = sim::share,
                          .doc = "Share of people who never volunteer", .source = "S17", .at_setup = true});
  parameter(conditional_cooperators, {.name = "conditional_cooperators", .initial = 0.50, .unit = "1", .range = sim::share,
                                      .doc = "Share of people who give in step with what others give", .source = "S17",
                                      .at_setup = true});
  parameter(hump_shaped, {.name = "hump_shaped", .initial = 0.14, .unit = "1", .range = sim::share,
                          .doc = "Share of people who give most when others give as usual", .source = "S17",
                          .at_setup = true});
  parameter(reciprocity, {.name = "reciprocity", .initial = 0.4, .unit = "1", .range = {0, 1},
                          .doc = "rho: response of conditional cooperators to a change of what all give, as shares",
                          .source = "assumption:reciprocity"});
  parameter(group_size, {.name = "group_size", .initial = 0.5, .unit = "1", .range = {-0.5, 1.6},
                         .doc = "eta: elasticity of committed hours in the number of contributors", .source = "S10"});
  parameter(use_value, {.name = "use_value", .initial = 0.0, .unit = "1", .range = {-1, 1},
                        .doc = "Elasticity of committed hours in the mean stock of knowledge",
                        .source = "assumption:motive-use-value"});
  parameter(reputation, {.name = "reputation", .initial = 0.2, .unit = "1", .range = {0, 1},
                         .doc = "Part by which recognition raises committed hours over those of an unknown contributor",
                         .source = "assumption:reputation"});
  parameter(crowding_out, {.name = "crowding_out", .initial = 0.35, .unit = "1", .range = {-0.9, 0.9},
                           .doc = "kappa: part of committed hours lost where pay replaces the own motive in full",
                           .source = "S18"});
  parameter(autonomous_pay, {.name = "autonomous_pay", .initial = 0.3, .unit = "1", .range = {0, 0.99},
                             .doc = "Pay up to this part of the wage preserves autonomy", .source = "assumption:autonomous-pay"});
  parameter(after_support, {.name = "after_support", .initial = 0.0, .unit = "1", .range = {-1, 1},
                            .doc = "Part of the hours that producers' staff are no longer paid for by which people raise what they commit, as far as it is committed; negative: by which they lower it",
                            .source = "assumption:no-response"});
}

void Motivation::declare(sim::ColumnVisitor& column) {
  column(committed_hours, {.name = "committed_hours", .per = "person", .unit = "hour/month",
                           .doc = "volunteer hours that do not depend on the person's own income"});
  column(output_per_hour, {.name = "output_per_hour", .per = "person", .unit = "1",
                           .doc = "effective contribution of an hour; 0 for those who give to civic life or nothing"});
  column(type, {.name = "type", .per = "person", .unit = "1",
                .doc = "0 unconditional, 1 conditional cooperator, 2 hump-shaped, 3 free rider"});
  column(opening_given, {.name = "opening_given", .per = "", .unit = "hour/month", .doc = "hours given at the start"});
  column(opening_contributors, {.name = "opening_contributors", .per = "", .unit = "person", .doc = "contributors at the start"});
  column(opening_pay, {.name = "opening_pay", .per = "", .unit = "EUR/hour", .doc = "maintainers' pay at the start"});
  column(given, {.name = "given", .per = "", .unit = "hour/month", .doc = "hours given, as people have come to see it"});
  for (double& factor : motive) column(factor, {.name = "motive", .per = "", .unit = "1", .doc = "hours relative to usual"});
  column(replacement, {.name = "replacement", .per = "", .unit = "1", .doc = "what people give, relative to what they would with staff paid as before"});
  column(usual_recognition, {.name = "usual_recognition", .per = "", .unit = "1", .doc = "mean of contributors at the start"});
  column(paid_motive, {.name = "paid_motive", .per = "", .unit = "1", .doc = "further factor of those who are paid"});
}

double felt_control(double pay, double wage, double autonomous_part) {
  return std::clamp((pay / wage - autonomous_part) / (1.0 - autonomous_part), 0.0, 1.0);
}

namespace {

Motivation::Type type_of(const Motivation::Parameters& p, double place) {
  if (place < p.free_riders) return Motivation::free_rider;
  if (place < p.free_riders + p.conditional_cooperators) return Motivation::conditional;
  return place < p.free_riders + p.conditional_cooperators + p.hump_shaped ? Motivation::hump_shaped : Motivation::unconditional;
}

// Traits of the generation that is born under a month (people/generations).
void draw_traits(Motivation& own, const World& world, const sim::Month& month, int born, std::size_t i) {
  const Motivation::Parameters& p = own.parameters;
  const auto normal = [&](sim::Purpose purpose) { return sim::normal_quantile(month.draws.uniform(purpose, born, i)); };
  const Motivation::Type type = type_of(p, month.draws.uniform(purpose::motivation_type, born, i));
  const bool volunteers = type != Motivation::free_rider;
  const double hours = p.median_hours * sim::exp(p.hours_dispersion * normal(purpose::committed_hours));
  const double chance = p.contributor_share * world.projects.inclined_per_contributor() / std::max(1.0 - p.free_riders, 1e-9);
  const bool contributes = volunteers && month.draws.uniform(purpose::contributor, born, i) < chance;
  const double log_mean_correction = 0.5 * p.output_dispersion * p.output_dispersion;
  const double output = sim::exp(p.output_dispersion * normal(purpose::output_per_hour) - log_mean_correction);
  own.type[i] = static_cast<std::int8_t>(type);
  own.committed_hours[i] = volunteers ? static_cast<float>(std::min(hours, p.most_hours)) : 0.0f;
  own.output_per_hour[i] = contributes ? static_cast<float>(output) : 0.0f;
}

double members(const World& world) {
  double sum = 0.0;
  for (std::size_t k = 0; k < world.projects.members.size(); ++k) sum += static_cast<double>(world.projects.members[k]);
  return sum;
}

// What people give, relative to what they would if producers' staff were paid as before.
double replacement(const Motivation& own, const World& world) {
  const Innovation& staff = world.innovation;
  double lost = 0.0, given = 0.0;
  for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
    if (world.organisations.trades(j)) lost += (1.0 - staff.parameters.corporate_support) * staff.giving_share[j] * world.labour_market.labour[j];
  for (std::size_t k = 0; k < world.projects.effort.size(); ++k) given += world.projects.effort[k];
  return given > 0.0 ? std::max(1.0 + own.parameters.after_support * lost * own.replacement / given, 0.0) : own.replacement;
}

double power_of(double base, double exponent) { return exponent == 0.0 ? 1.0 : sim::pow(std::max(base, 1e-3), exponent); }

}  // namespace

void set_up(Motivation& own, const World& world, const sim::Month& month) {
  own.motive.fill(1.0);
  own.paid_motive = own.replacement = 1.0;
  own.usual_recognition = 1.0 + own.parameters.reputation;
  for (std::size_t i = 0; i < own.committed_hours.size(); ++i) draw_traits(own, world, month, month.number, i);
}

void take_for_usual(Motivation& own, const World& world) {
  const Foundations::Parameters& funds = world.foundations.parameters;
  double core = 0.0, recognised = 0.0;
  own.opening_given = 0.0;
  for (std::size_t i = 0; i < own.committed_hours.size(); ++i) {
    if (!world.projects.is_active(i)) continue;
    const double hours = static_cast<double>(world.time_use.volunteer_hours[i]), effective = effective_hours(world, i);
    own.opening_given += hours;
    recognised += hours * own.seen(i, static_cast<double>(world.projects.contribution[i]));
    if (world.foundations.is_core(effective)) core += effective;
  }
  if (own.opening_given > 0.0) own.usual_recognition = 1.0 + own.parameters.reputation * recognised / own.opening_given;
  own.given = own.opening_given;
  own.opening_contributors = members(world);
  const double income = funds.donated_share * world.opening.private_output + funds.grant_share * world.opening.gdp;
  own.opening_pay = core > 0.0 ? income / core : 0.0;
}

void succeed(Motivation& own, const World& world, const sim::Month& month, std::size_t i) {
  draw_traits(own, world, month, month_of_birth(world.generations.generation[i]), i);
}

void weigh_motives(Motivation& own, const World& world, const sim::Month& month) {
  const Motivation::Parameters& p = own.parameters;
  if (own.opening_given <= 0.0 || own.opening_contributors <= 0.0) return;
  if (month.number > 0) own.given += (world.projects.given_unpaid() + world.projects.given_paid() - own.given) / 12.0;
  const double relative = own.given / own.opening_given;
  if (p.after_support != 0.0 && month.number > 0) own.replacement = replacement(own, world);
  const double group = power_of(members(world) / own.opening_contributors, p.group_size);
  const double common = group * power_of(world.knowledge.mean_stock, p.use_value) * own.replacement;
  own.motive[Motivation::unconditional] = common;
  own.motive[Motivation::conditional] = common * std::max(1.0 + p.reciprocity * (relative - 1.0), 0.0);
  own.motive[Motivation::hump_shaped] = common * std::max(1.0 - p.reciprocity * std::abs(relative - 1.0), 0.0);
  const double wage = world.labour_market.wage;
  const double now = felt_control(world.foundations.pay_rate, wage, p.autonomous_pay);
  const double usual = felt_control(own.opening_pay, world.labour_market.parameters.opening_wage, p.autonomous_pay);
  own.paid_motive = month.number > 0 ? (1.0 - p.crowding_out * now) / (1.0 - p.crowding_out * usual) : 1.0;
}

void observe(const Motivation& own, const World&, sim::Observer& show) {
  show.series({.name = "commons_motive", .unit = "1", .long_name = "Committed hours of conditional cooperators, relative to the start"},
              own.motive[Motivation::conditional]);
  show.series({.name = "paid_motive", .unit = "1", .long_name = "Further factor of maintainers' committed hours, from pay"},
              own.paid_motive);
}

}  // namespace models

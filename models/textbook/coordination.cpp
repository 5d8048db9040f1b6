#include "models/textbook/coordination.h"

#include <algorithm>

#include "sim/core/kernel.h"
#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::array coordinating_month{
    sim::each_person<&CoordinationWorld::coordinating, revise_form>("revise_form", "some organisations look at both costs and take the cheaper form"),
    sim::once<&CoordinationWorld::coordinating, make_talk_cheaper>("make_talk_cheaper", "talk gets cheaper"),
};

}  // namespace

void Coordination::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(count, {.name = "count", .initial = 10'000, .unit = "organisation", .range = {1, 1e8}, .doc = "Organisations",
                    .source = "peak-hierarchy", .at_setup = true});
  parameter(size_exponent, {.name = "size_exponent", .initial = 1.06, .unit = "1", .range = {0.5, 10},
                            .doc = "Exponent of the Pareto law of sizes, from two people on", .source = "S33", .at_setup = true});
  parameter(largest, {.name = "largest", .initial = 1e6, .unit = "person", .range = {10, 1e9}, .doc = "Largest size", .source = "S33",
                      .at_setup = true});
  parameter(span, {.name = "span", .initial = 6.0, .unit = "person", .range = {1.5, 100}, .doc = "s: span of control",
                   .source = "peak-hierarchy"});
  parameter(level_cost, {.name = "level_cost", .initial = 5.0, .unit = "hour/month", .range = {0.01, 100},
                         .doc = "c_h: what each level costs a member", .source = "peak-hierarchy"});
  parameter(talk_cost, {.name = "talk_cost", .initial = 10.0, .unit = "hour/month", .range = {0.001, 1000},
                        .doc = "c_n: what a network of one costs its member, at the start", .source = "peak-hierarchy"});
  parameter(crowding, {.name = "crowding", .initial = 0.1, .unit = "1", .range = {0, 1},
                       .doc = "x: growth of a member's cost with the size of a network", .source = "peak-hierarchy"});
  parameter(cheapening, {.name = "cheapening", .initial = 0.005, .unit = "1/month", .range = {-0.1, 0.5}, .doc = "Fall of c_n",
                         .source = "peak-hierarchy"});
  parameter(revision, {.name = "revision", .initial = 0.1, .unit = "1/month", .range = sim::share,
                       .doc = "Chance that an organisation looks at its form", .source = "peak-hierarchy"});
}

void Coordination::declare(sim::ColumnVisitor& column) {
  column(size, {.name = "size", .per = "person", .unit = "person", .doc = "members"});
  column(network, {.name = "network", .per = "person", .unit = "1", .doc = "1 for a network, 0 for a hierarchy"});
  column(talk, {.name = "talk", .per = "", .unit = "hour/month", .doc = "what a network of one costs now"});
}

double cost_of_hierarchy(const Coordination::Parameters& p, double people) { return p.level_cost * sim::log(people) / sim::log(p.span); }

double cost_of_network(const Coordination::Parameters& p, double talk, double people) { return talk * sim::pow(people, p.crowding); }

std::array<double, 2> network_sizes(const Coordination::Parameters& p, double talk) {
  const auto saves = [&](double people) { return cost_of_hierarchy(p, people) - cost_of_network(p, talk, people); };
  // What a network saves rises up to the size exp(1 / x) and falls beyond.
  const double best = p.crowding > 0.0 ? std::min(sim::exp(std::min(1.0 / p.crowding, 50.0)), p.largest) : p.largest;
  if (saves(best) <= 0.0) return {0.0, 0.0};
  const auto root = [&](double cheaper, double dearer) {
    for (int step = 0; step < 200; ++step) (saves(0.5 * (cheaper + dearer)) > 0.0 ? cheaper : dearer) = 0.5 * (cheaper + dearer);
    return cheaper;
  };
  return {root(best, 1.0), saves(p.largest) > 0.0 ? p.largest : root(best, p.largest)};
}

std::span<const sim::Process<CoordinationWorld>> CoordinationWorld::schedule() { return coordinating_month; }

std::size_t CoordinationWorld::size(std::string_view dimension) const {
  return dimension == "person" ? static_cast<std::size_t>(coordinating.parameters.count) : 0;
}

void CoordinationWorld::set_up(const sim::Month& month) {
  const Coordination::Parameters& p = coordinating.parameters;
  for (std::size_t i = 0; i < coordinating.size.size(); ++i) {
    const double above = 1.0 - month.draws.uniform(draw_size, month.number, i);
    coordinating.size[i] = std::min(2.0 * sim::pow(above, -1.0 / p.size_exponent), p.largest);
  }
  coordinating.network.fill(0);
  coordinating.talk = p.talk_cost;
}

void revise_form(Coordination& own, const CoordinationWorld&, const sim::Month& month, const sim::Block& block) {
  const std::span<const float> luck = month.uniforms(CoordinationWorld::reconsider, block);
  for (std::size_t i = block.first; i < block.last; ++i) {
    if (static_cast<double>(luck[i - block.first]) >= own.parameters.revision) continue;
    own.network[i] = cost_of_network(own.parameters, own.talk, own.size[i]) < cost_of_hierarchy(own.parameters, own.size[i]);
  }
}

void make_talk_cheaper(Coordination& own, const CoordinationWorld&, const sim::Month&) { own.talk *= 1.0 - own.parameters.cheapening; }

void observe(const Coordination& own, const CoordinationWorld&, sim::Observer& show) {
  double networks = 0.0, people = 0.0, in_networks = 0.0, cost = 0.0;
  for (std::size_t i = 0; i < own.size.size(); ++i) {
    const bool network = own.network[i] != 0;
    people += own.size[i];
    networks += network ? 1.0 : 0.0;
    in_networks += network ? own.size[i] : 0.0;
    cost += own.size[i] * (network ? cost_of_network(own.parameters, own.talk, own.size[i]) : cost_of_hierarchy(own.parameters, own.size[i]));
  }
  const std::array<double, 2> sizes = network_sizes(own.parameters, own.talk);
  show.series({.name = "smallest_network", .unit = "person", .long_name = "Size above which a network is cheaper", .formula = "0 where it never is"}, sizes[0]);
  show.series({.name = "largest_network", .unit = "person", .long_name = "Size up to which a network is cheaper", .formula = "at most the largest size"}, sizes[1]);
  show.series({.name = "network_share", .unit = "1", .long_name = "Networks among organisations"}, networks / static_cast<double>(own.size.size()));
  show.series({.name = "people_in_networks", .unit = "1", .long_name = "Members of networks among members of organisations"}, in_networks / people);
  show.series({.name = "coordination_cost", .unit = "hour/month", .long_name = "Coordination, per member"}, cost / people);
}

}  // namespace models

#include "models/commons/knowledge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Knowledge;
using models::Projects;
using test::Settings;
using test::SmallWorld;

namespace {

constexpr Knowledge::Parameters usual{
    .obsolescence = 0.05, .culture_obsolescence = 0.05, .design_obsolescence = 0.05, .standing_on_shoulders = 0.5, .duplication = 0.8, .elasticity = 0.1, .absorptive_gain = 0.0, .critical_mass = 0.0, .shortfall = 0.0, .design_use = 0.0, .culture_use = 0.0, .use_value = 10.0};

// A world of two software projects whose effort and unpaid hours a test decides.
struct TwoProjects : SmallWorld {
  explicit TwoProjects(const Knowledge::Parameters& parameters)
      : SmallWorld({{"commons.projects.density", 50.0}, {"producers.innovation.giving", 0.0}, {"commons.projects.culture_share", 0.0},
                    {"commons.projects.design_share", 0.0}}) {
    own().parameters = parameters;
    for (auto& share : own().creator_share) share = {1.0, 0.0, 0.0};
    own().efficiency.fill(0.1);
    own().opening_stock.fill(1.0);
  }
  Knowledge& own() { return world().knowledge; }
  void one_month(double effort_0, double effort_1, double unpaid = 1.0, double paid = 0.0, int number = 1) {
    models::Projects& projects = world().projects;
    const auto given = projects.given.of(0);
    projects.output[0] = effort_0;
    projects.output[1] = effort_1;
    given.add(0, unpaid);
    given.add(1, paid);
    projects.given.collect();
    once(models::accumulate, own(), number);
  }
};

double after_month(const Knowledge::Parameters& parameters, double effort) {
  return models::grown(parameters, Projects::software, 0.1, 4.0, effort);
}

}  // namespace

TEST_CASE("knowledge: zero: at an elasticity of zero it leaves productivity alone, without givers there is none") {
  Knowledge::Parameters useless = usual;
  useless.elasticity = 0.0;
  TwoProjects small(useless);
  small.one_month(5.0, 7.0);
  CHECK(small.own().factor[0] == 1.0);
  SmallWorld civic({{"people.motivation.contributor_share", 0.0}, {"commons.knowledge.elasticity", 0.3}});
  CHECK(civic.world().knowledge.mean_stock == 0.0);
  CHECK(civic.world().knowledge.factor[0] == 1.0);
  civic.live(2);
  CHECK(civic.series("knowledge").back() == 0.0);
  CHECK(civic.series("free_use_value").back() == 0.0);
}

TEST_CASE("knowledge: by hand: one project grows, the other fades") {
  // omega = .1, delta = .1, psi = .5, phi = .25: .9 x 16 + .1 x 4^.5 x 16^.25 = 14.8; without effort .9 x 4 = 3.6.
  // Mean 9.2, factor sqrt 10.2 at chi = .5. Of 4 hours 3 are unpaid: the share moves a tenth of the way from 1 to .75:
  // .975.
  TwoProjects small(
      {.obsolescence = 0.1, .culture_obsolescence = 0.1, .design_obsolescence = 0.1, .standing_on_shoulders = 0.25, .duplication = 0.5, .elasticity = 0.5, .absorptive_gain = 0.0, .critical_mass = 0.0, .shortfall = 0.0, .design_use = 0.0, .culture_use = 0.0, .use_value = 1.0});
  REQUIRE(small.own().stock.size() == 2);
  small.own().stock[0] = 16.0;
  small.own().stock[1] = 4.0;
  small.one_month(4.0, 0.0, 3.0, 1.0);
  CHECK(small.own().stock[0] == Approx(14.8).epsilon(1e-12));
  CHECK(small.own().stock[1] == Approx(3.6).epsilon(1e-12));
  CHECK(small.own().mean_stock == Approx(9.2).epsilon(1e-12));
  CHECK(small.own().factor[0] == Approx(std::sqrt(10.2)).epsilon(1e-12));
  CHECK(small.own().creator_share[Projects::software][Knowledge::unpaid] == Approx(0.975).epsilon(1e-12));
  small.one_month(4.0, 0.0, 3.0, 1.0, 0);  // the opening stocks are shared like the first month's hours
  CHECK(small.own().creator_share[Projects::software][Knowledge::unpaid] == Approx(0.75).epsilon(1e-12));
}

TEST_CASE("knowledge: conserves: each stock moves by what is given less what fades") {
  SmallWorld small({{"people.motivation.contributor_share", 0.5},
                    {"commons.projects.turnover", 0.1},
                    {"commons.knowledge.obsolescence", 0.02},
                    {"commons.knowledge.culture_obsolescence", 0.01},
                    {"commons.projects.density", 500.0},
                    {"commons.knowledge.duplication", 0.7},
                    {"commons.knowledge.standing_on_shoulders", 0.4}});
  const Knowledge& own = small.world().knowledge;
  const auto mean = [&] {
    return std::accumulate(own.stock.begin(), own.stock.end(), 0.0) / static_cast<double>(own.stock.size());
  };
  const models::World& world = small.world();
  // Hours that producers give to each domain, by what their class uses.
  const auto supported = [&] {
    Knowledge::ByDomain hours{};
    for (std::size_t j = 0; j < world.organisations.n_producers; ++j)
      for (std::size_t d = 0; d < hours.size(); ++d) hours[d] += world.innovation.contributed_hours[j] * own.use(world, world.class_of_producer(j))[d];
    return hours;
  };
  CHECK(mean() == Approx(1.0).epsilon(1e-12));
  for (int month = 0; month < 12; ++month) {
    const sim::Column<double> before = own.stock;
    Knowledge::ByDomain stock_before{};
    for (std::size_t k = 0; k < before.size(); ++k) stock_before[world.projects.domain_of(k)] += before[k];
    const Knowledge::ByDomain contributed = supported();  // what producers gave last month reaches the stocks this month
    small.live(1);
    double worst = 0.0;
    for (std::size_t k = 0; k < own.stock.size(); ++k) {
      const std::size_t d = world.projects.domain_of(k);
      const double effort = world.projects.output[k] + contributed[d] * before[k] / stock_before[d];
      const double inflow = own.efficiency[d] * std::pow(effort, 0.7) * std::pow(before[k], 0.4);
      const double fades = std::array{0.02, 0.01, own.parameters.design_obsolescence}[d];
      const double lost = fades + 0.0125 * std::max(1.0 - static_cast<double>(small.world().projects.members[k]) / 2.0, 0.0);
      worst = std::max(worst, std::abs(own.stock[k] - before[k] - (inflow - lost * before[k])));
    }
    CHECK(worst < 1e-13 * *std::max_element(own.stock.begin(), own.stock.end()));
    CHECK(own.mean_stock == Approx(mean()).epsilon(1e-12));
  }
}

TEST_CASE("knowledge: direction: time wears away, shoulders and many hours lift, elasticity and use value reward") {
  const auto with = [](double Knowledge::Parameters::*member, double value, double effort = 3.0) {
    Knowledge::Parameters changed = usual;
    changed.*member = value;
    return after_month(changed, effort);
  };
  CHECK(with(&Knowledge::Parameters::obsolescence, 0.1) < with(&Knowledge::Parameters::obsolescence, 0.05));
  CHECK(with(&Knowledge::Parameters::standing_on_shoulders, 0.7) >
        with(&Knowledge::Parameters::standing_on_shoulders, 0.5));
  CHECK(with(&Knowledge::Parameters::duplication, 1.0) > with(&Knowledge::Parameters::duplication, 0.8));
  CHECK(with(&Knowledge::Parameters::duplication, 1.0, 0.5) < with(&Knowledge::Parameters::duplication, 0.8, 0.5));
  CHECK(after_month(usual, 4.0) > after_month(usual, 3.0));
  const auto series = [](const char* parameter, double value, const char* name) {
    SmallWorld small({{parameter, value}});
    if (std::string_view(name) == "factor") return small.world().knowledge.factor[0];
    small.live(1);
    return small.series(name).back();
  };
  CHECK(series("commons.knowledge.elasticity", 0.2, "factor") > series("commons.knowledge.elasticity", 0.1, "factor"));
  CHECK(series("commons.knowledge.use_value", 20.0, "free_use_value") ==
        Approx(2.0 * series("commons.knowledge.use_value", 10.0, "free_use_value")));
}

TEST_CASE("knowledge: oracle: V22, the steady state and the half-life") {
  // K* = (delta E^psi / omega)^(1 / (1 - phi)) and K*^(1 - phi) is approached by the factor 1 - omega (1 - phi) or so.
  TwoProjects small(
      {.obsolescence = 0.05, .culture_obsolescence = 0.05, .design_obsolescence = 0.05, .standing_on_shoulders = 0.5, .duplication = 0.8, .elasticity = 0.1, .absorptive_gain = 0.0, .critical_mass = 0.0, .shortfall = 0.0, .design_use = 0.0, .culture_use = 0.0, .use_value = 1.0});
  for (int month = 0; month < 800; ++month) small.one_month(20.0, 5.0);
  CHECK(small.own().stock[0] == Approx(std::pow(0.1 * std::pow(20.0, 0.8) / 0.05, 2.0)).epsilon(1e-6));
  CHECK(small.own().stock[1] == Approx(std::pow(0.1 * std::pow(5.0, 0.8) / 0.05, 2.0)).epsilon(1e-6));
  Knowledge::Parameters slow = usual;
  slow.obsolescence = 0.001;
  double stock = 1.0;
  int half_life = 0;
  for (; stock > 0.5; ++half_life) stock = models::grown(slow, Projects::software, 0.1, stock, 0.0);
  CHECK(half_life == Approx(std::log(2.0) / 0.001).epsilon(0.001));
}

TEST_CASE("knowledge: by hand: below the critical mass a stock is not maintained in full") {
  Knowledge::Parameters p = usual;
  p.critical_mass = 4.0;
  p.shortfall = 0.02;
  CHECK(models::maintenance_shortfall(p, 0.0) == Approx(0.02));
  CHECK(models::maintenance_shortfall(p, 1.0) == Approx(0.015));
  CHECK(models::maintenance_shortfall(p, 4.0) == 0.0);
  CHECK(models::maintenance_shortfall(p, 5.0) == 0.0);
  CHECK(models::maintenance_shortfall(usual, 0.0) == 0.0);  // 0: none are needed
  CHECK(models::grown(p, Projects::software, 0.1, 8.0, 0.0, 0.015) == Approx(8.0 * 0.935));
  // Two projects of equal output, three contributors and one: .1 x 4^.8 x 4^.5 comes in; 1 - .05 - .005 and - .015 stay.
  TwoProjects small(p);
  small.own().stock.fill(4.0);
  models::Projects& projects = small.world().projects;
  projects.members.of(0)[0] = 3;
  projects.members.of(0)[1] = 1;
  projects.members.collect();
  small.one_month(4.0, 4.0);
  const double inflow = 0.2 * std::pow(4.0, 0.8);
  CHECK(small.own().stock[0] == Approx(4.0 * 0.945 + inflow).epsilon(1e-12));
  CHECK(small.own().stock[1] == Approx(4.0 * 0.935 + inflow).epsilon(1e-12));
}

TEST_CASE("knowledge: oracle: a critical mass above any project's size is a faster decay") {
  // With n contributors far below n_c the stock of constant effort rests where K^(1 - phi) = delta E^psi / (omega + s).
  Knowledge::Parameters p = usual;
  p.critical_mass = 1e9;
  p.shortfall = 0.05;
  double stock = 1.0;
  for (int month = 0; month < 2000; ++month) stock = models::grown(p, Projects::software, 0.1, stock, 20.0, models::maintenance_shortfall(p, 3.0));
  CHECK(stock == Approx(std::pow(0.1 * std::pow(20.0, 0.8) / 0.1, 2.0)).epsilon(1e-6));
}

TEST_CASE("knowledge: oracle: setting the opening mean to 1 changes no growth rate") {
  // K'/K = 1 - omega + delta E^psi K^(phi - 1), delta = omega before: dividing K by c multiplies delta by c^(phi - 1).
  TwoProjects small(usual);
  small.own().stock[0] = 3.0;
  small.own().stock[1] = 11.0;
  models::start_at_one(small.own(), small.world());
  CHECK(small.own().mean_stock == Approx(1.0).epsilon(1e-12));
  small.one_month(2.0, 6.0);
  CHECK(small.own().stock[0] / (3.0 / 7.0) == Approx(0.95 + 0.05 * std::pow(2.0, 0.8) / std::sqrt(3.0)).epsilon(1e-12));
  CHECK(small.own().stock[1] / (11.0 / 7.0) ==
        Approx(0.95 + 0.05 * std::pow(6.0, 0.8) / std::sqrt(11.0)).epsilon(1e-12));
}

TEST_CASE("knowledge: by hand: a class draws on its domains, a domain without projects counts for nothing") {
  // Things use designs by half, media culture by .4. Doubled designs and culture at .5: things 1 + .5 + 1, media 1 + .6 + .2.
  SmallWorld small({{"commons.knowledge.design_use", 0.5}, {"commons.knowledge.culture_use", 0.4}, {"commons.knowledge.elasticity", 0.1},
                    {"commons.licences.copyleft", 0.0}, {"commons.licences.non_commercial", 0.0}, {"commons.projects.density", 1000.0}});
  auto& own = small.world().knowledge;
  own.domain_stock = {1.0, 0.5, 2.0};
  const auto of_class = [&](std::string_view kind) {
    for (std::size_t j = 0; j < small.world().organisations.n_producers; ++j)
      if (models::class_name(small.world().class_of_producer(j)) == kind) {
        const Knowledge::ByDomain usable = own.usable(small.world(), j);
        models::enter(own, small.world(), j);
        CHECK(own.factor[j] == Approx(std::pow(1.0 + usable[0] + usable[1] + usable[2], 0.1)).epsilon(1e-12));
        return usable;
      }
    throw std::logic_error("no such class");
  };
  CHECK(of_class("vehicles")[Projects::design] == Approx(1.0));
  CHECK(of_class("vehicles")[Projects::software] == Approx(0.5));
  CHECK(of_class("media")[Projects::culture] == Approx(0.2));
  CHECK(of_class("media")[Projects::software] == Approx(0.6));
  CHECK(of_class("services")[Projects::software] == 1.0);
  own.opening_stock[Projects::design] = 0.0;
  CHECK(own.use(small.world(), 4)[Projects::software] == 1.0);
}

TEST_CASE("knowledge: direction: more designs help those who make things, infrastructure that is not kept wears all stocks away") {
  const auto factor = [](double designs, std::size_t j) {
    SmallWorld small({{"commons.projects.density", 1000.0}});
    small.world().knowledge.domain_stock[Projects::design] = designs;
    models::enter(small.world().knowledge, small.world(), j);
    return std::pair(small.world().knowledge.factor[j], models::class_name(small.world().class_of_producer(j)));
  };
  for (std::size_t j = 0; j < 6; ++j) {
    const bool makes_things = factor(1.0, j).second != "services" && factor(1.0, j).second != "media";
    CHECK((factor(2.0, j).first > factor(1.0, j).first) == makes_things);
  }
  Knowledge::Parameters p = usual;
  p.shortfall = 0.02;
  p.critical_mass = 4.0;
  CHECK(models::maintenance_shortfall(p, 4.0, 0.25) == Approx(0.015));
  CHECK(models::maintenance_shortfall(p, 1.0, 0.5) == Approx(0.025));
}

#include "models/platforms/hosting.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::Hosting;
using models::Licences;
using sim::Money;
using test::Settings;
using test::SmallWorld;

namespace {

const std::string offered = "platforms.hosting.offered", enclosure = "platforms.hosting.enclosure",
                  content_value = "platforms.hosting.content_value";

double sum(const sim::Column<double>& parts) {
  double all = 0.0;
  for (const double part : parts) all += part;
  return all;
}

// Two platforms with a half of four hundred people each, all projects of equal stock with ten members and a permissive
// licence.
struct EqualProjects : SmallWorld {
  explicit EqualProjects(const Settings& changes) : SmallWorld(on_two_platforms(changes)) {
    world().knowledge.stock.fill(1.0);
    world().knowledge.fresh.fill(0.0);
    world().licences.licence.fill(Licences::permissive);
    std::fill(world().projects.members.totals().begin(), world().projects.members.totals().end(), 10);
    world().adoption.users.totals()[0] = world().adoption.users.totals()[1] = 200;
  }
  static Settings on_two_platforms(Settings changes) {
    changes.emplace("platforms.adoption.count", std::int64_t{2});
    changes.emplace("commons.foundations.infrastructure", 2.0);
    return changes;
  }
};

}  // namespace

TEST_CASE("hosting: zero: where nothing is offered nothing is hosted or enclosed, and foundations pay for all") {
  SmallWorld small({{enclosure, 0.5}, {content_value, 20.0}});
  small.live(6);
  const auto& own = small.world().hosting;
  CHECK(sum(own.cost) + sum(own.hosted) + sum(own.held) + sum(own.enclosed) == 0.0);
  CHECK(own.exposed == 0.0);
  CHECK(own.open_stock == Approx(small.world().knowledge.mean_stock).epsilon(1e-14));
  for (std::size_t k = 0; k < own.host.size(); ++k) CHECK(!own.is_free(k));
  // A permissive licence is what an enclosing host needs.
  for (const Licences::Licence licence :
       {Licences::copyleft, Licences::copyfair, Licences::non_commercial, Licences::proprietary}) {
    EqualProjects hosted({{offered, 1.0}, {enclosure, 0.5}});
    hosted.world().licences.licence.fill(static_cast<std::int8_t>(licence));
    hosted.once(models::host_projects, hosted.world().hosting);
    CHECK(sum(hosted.world().hosting.cost) > 0.0);
    CHECK(sum(hosted.world().hosting.enclosed) == 0.0);
  }
}

TEST_CASE("hosting: by hand: cost, content and enclosure of six projects on two platforms") {
  // Platform 0 hosts two projects, platform 1 four, of ten members each at 2 EUR: 40 and 80 EUR a month. A quarter of
  // what is open is enclosed. In mean stocks of six: 0 has 2/6 x 3/4 = .25 open and .0833 enclosed, 1 has .5 and .1667;
  // .75 are open in all. On 0 people find .25 + .0833 + half of the other .5 = .5833, on 1 .5 + .1667 + .125 = .7917.
  // Half of the enclosed quarter is closed to people.
  EqualProjects small({{offered, 1.0}, {enclosure, 0.25}, {content_value, 8.0}});
  auto& world = small.world();
  auto& own = world.hosting;
  REQUIRE(own.host.size() == 6);
  for (std::size_t k = 0; k < 6; ++k) own.host[k] = k < 2 ? 0 : 1;
  small.once(models::host_projects, own);
  CHECK(own.cost[0] == Approx(40.0));
  CHECK(own.cost[1] == Approx(80.0));
  CHECK(own.hosted[0] == Approx(0.25));
  CHECK(own.held[1] == Approx(1.0 / 6.0));
  CHECK(own.open_stock == Approx(0.75));
  CHECK(own.content(0) == Approx(0.25 + 0.5 / 6.0 + 0.25));
  CHECK(own.content(1) == Approx(0.5 + 1.0 / 6.0 + 0.125));
  CHECK(own.appeal(1) == Approx(8.0 * std::log(1.0 + own.content(1))));
  CHECK(own.exposed == Approx(0.25));
  for (std::size_t d = 0; d < own.closed.size(); ++d) {
    if (own.closed[d] == 0.0) continue;  // a domain without projects
    CHECK(own.closed[d] == Approx(0.25));
    CHECK(own.closed_to_people[d] == Approx(0.125));
  }
  CHECK(own.staff(world, 0) == Approx(40.0 / (world.labour_market.wage * world.labour_market.hours_per_worker)));
  // A month later a fifth of each stock is new, thus open: .25 x .8 + .25 x (1 - .2) = .4 is enclosed. When platform 0
  // ceases to offer, its projects move, but what it has enclosed it keeps, and nobody else can enclose more of them.
  world.knowledge.stock.fill(1.25);
  world.knowledge.fresh.fill(0.25);
  small.once(models::host_projects, own, 1);
  for (const double part : own.enclosed) CHECK(part == Approx(0.4));
  world.knowledge.fresh.fill(0.0);
  own.parameters.law = Hosting::Law::while_it_pays;
  own.offers[0] = 0;
  small.once(models::host_projects, own, 2);
  for (std::size_t k = 0; k < 6; ++k) CHECK(own.host[k] == 1);
  CHECK(own.enclosed[0] == Approx(0.4));
  CHECK(own.enclosed[5] == Approx(0.55));
  CHECK(own.encloser[0] == 0);
}

TEST_CASE("hosting: conserves: every contributor's infrastructure is paid for once, and books close") {
  SmallWorld small({{"people.count", std::int64_t{2'000}},
                    {offered, 0.5},
                    {enclosure, 0.05},
                    {content_value, 10.0},
                    {"platforms.entry.places", std::int64_t{2}}});
  auto& world = small.world();
  double hosted = 0.0;
  for (int t = 0; t < 36; ++t) {
    small.live(1);  // every month proves the books
    double contributors = 0.0;
    for (std::size_t k = 0; k < world.projects.members.size(); ++k)
      contributors += static_cast<double>(world.projects.members[k]);
    const double price = world.foundations.parameters.infrastructure, paid = small.flow("hosting");
    if (world.foundations.kept == 1.0)
      CHECK(paid + sum(world.hosting.cost) == Approx(price * contributors).margin(1e-3));
    double enclosed = 0.0, all = 0.0;
    for (std::size_t k = 0; k < world.hosting.enclosed.size(); ++k) {
      CHECK((world.hosting.enclosed[k] >= 0.0 && world.hosting.enclosed[k] <= 1.0));
      enclosed += world.hosting.enclosed[k] * world.knowledge.stock[k];
      all += world.knowledge.stock[k];
    }
    const auto projects = static_cast<double>(world.hosting.enclosed.size());
    CHECK(world.hosting.open_stock == Approx((all - enclosed) / projects));
    CHECK(sum(world.hosting.held) == Approx(enclosed / projects).margin(1e-12));  // nobody has closed with what it held
    hosted += sum(world.hosting.cost);
  }
  CHECK(hosted > 0.0);
}

TEST_CASE("hosting: direction: offers, enclosure and content") {
  const auto after = [](const Settings& changes, int months) {
    Settings settings = changes;
    settings.emplace("people.count", std::int64_t{2'000});
    auto small = std::make_unique<SmallWorld>(settings);
    small->live(months);
    return small;
  };
  const auto none = after({}, 24), some = after({{offered, 0.4}}, 24), most = after({{offered, 0.9}}, 24);
  CHECK(some->recent("free_hosting", 12) > none->recent("free_hosting", 12));
  CHECK(most->recent("free_hosting_to_gdp", 12) > some->recent("free_hosting_to_gdp", 12));
  CHECK(most->flow("hosting") < some->flow("hosting"));
  CHECK(most->flow("maintainers_pay") > none->flow("maintainers_pay"));  // what need not be paid for infrastructure
  const auto closing = after({{offered, 0.9}, {enclosure, 0.05}}, 24),
             faster = after({{offered, 0.9}, {enclosure, 0.1}}, 24);
  CHECK(closing->recent("enclosed_share", 6) > 0.05);
  CHECK(faster->recent("enclosed_share", 6) > closing->recent("enclosed_share", 6));
  CHECK(closing->recent("commons_reach", 6) < most->recent("commons_reach", 6) - 0.02);
  CHECK(faster->recent("commons_reach", 6) < closing->recent("commons_reach", 6));
  CHECK(closing->recent("free_use_value", 6) < most->recent("free_use_value", 6));
  // Copyleft commons cannot be enclosed; those who choose a licence turn to it where permissive ones are.
  const auto copyleft = after(
      {{offered, 0.9}, {enclosure, 0.1}, {"commons.licences.copyleft", 0.95}, {"commons.licences.proprietary", 0.0}},
      24);
  CHECK(copyleft->recent("enclosed_share", 6) < 0.3 * faster->recent("enclosed_share", 6));
  // Content draws people, the less the more of it can be used from elsewhere.
  const auto drawn = [](double value, double elsewhere) {
    EqualProjects small({{offered, 1.0}, {content_value, value}, {"platforms.hosting.elsewhere", elsewhere}});
    auto& world = small.world();
    world.hosting.host.fill(1);
    small.once(models::host_projects, world.hosting);
    small.once(models::weigh_platforms, world.adoption);
    return world.adoption.choice[1] - world.adoption.choice[0];  // chance of platform 1 for somebody at home on 0
  };
  CHECK(drawn(20.0, 0.5) > drawn(10.0, 0.5));
  CHECK(drawn(20.0, 0.5) > drawn(20.0, 0.9));
  CHECK(drawn(20.0, 1.0) == Approx(drawn(0.0, 1.0)).epsilon(1e-12));
}

TEST_CASE("hosting: direction: owners withdraw what does not pay, and a buyer takes over what it buys") {
  const auto hosted_after_two_years = [](double value, const std::string& law) {
    SmallWorld small({{"people.count", std::int64_t{2'000}},
                      {offered, 0.8},
                      {content_value, value},
                      {"platforms.hosting.law", law}});
    small.live(24);
    CHECK(small.series("free_hosting").back() > 0.2);
    small.live(2);  // the decision is in the first of these months
    return small.series("free_hosting").back();
  };
  CHECK(hosted_after_two_years(0.0, "while_it_pays") == 0.0);
  CHECK(hosted_after_two_years(0.0, "as_offered") > 0.2);
  CHECK(hosted_after_two_years(60.0, "while_it_pays") > 0.2);
  EqualProjects small({{offered, 1.0}, {enclosure, 0.25}});
  auto& world = small.world();
  world.hosting.host.fill(0);
  small.once(models::host_projects, world.hosting);
  const double cost = world.hosting.cost[0], held = world.hosting.held[0];
  world.entry.deaths = {0};
  world.entry.buyers = {1};
  models::leave_platform(world.hosting, world, small.month(), 0);
  CHECK(world.hosting.cost[1] == cost);
  CHECK(world.hosting.held[1] == held);
  for (std::size_t k = 0; k < world.hosting.host.size(); ++k)
    CHECK((world.hosting.host[k] == 1 && world.hosting.encloser[k] == 1));
  world.entry.deaths = {1};
  world.entry.buyers = {models::nobody};
  models::leave_platform(world.hosting, world, small.month(), 1);
  for (std::size_t k = 0; k < world.hosting.host.size(); ++k)
    CHECK((world.hosting.host[k] == -1 && world.hosting.encloser[k] == -1));
  CHECK(sum(world.hosting.cost) == 0.0);
}

TEST_CASE("hosting: oracle: where a stock rests, so does its enclosed part") {
  // Of a resting stock the part w wears away and is made anew in a month, open; x of what is open is enclosed: e = e (1
  // - w) + x (1 - e (1 - w)), so e = x / (1 - (1 - w) (1 - x)).
  for (const double w : {0.0125, 0.1, 1.0})
    for (const double x : {0.0, 0.02, 0.3}) {
      double part = 0.0;
      for (int t = 0; t < 3'000; ++t) part = models::enclosed_part(part, 1.0 - w, x);
      CHECK(part == Approx(x / (1.0 - (1.0 - w) * (1.0 - x))).margin(1e-12));
    }
  // What producers reach of a domain is less by what is enclosed of it, licence by licence.
  SmallWorld small(
      {{"people.count", std::int64_t{4'000}}, {offered, 0.8}, {enclosure, 0.1}, {"commons.licences.choice", 0.0}});
  small.live(12);
  auto& world = small.world();
  small.once(models::choose_licences, world.licences, 12);
  for (std::size_t d = 0; d < models::Projects::n_domains; ++d) {
    const Licences::Shares access = models::access(0.3, world.licences.parameters.strictness);
    double open = 0.0, all = 0.0;
    for (std::size_t k = 0; k < world.hosting.host.size(); ++k) {
      if (world.projects.domain_of(k) != d) continue;
      open += world.knowledge.stock[k] * (1.0 - world.hosting.enclosed[k]) *
              access[static_cast<std::size_t>(world.licences.licence[k])];
      all += world.knowledge.stock[k];
    }
    if (all > 0.0)
      CHECK(world.licences.reach(d, 0.3) == Approx(open / all / world.licences.opening_reach[d]).epsilon(1e-12));
  }
}

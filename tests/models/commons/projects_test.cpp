#include "models/commons/projects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/models/commons/members.h"
#include "tests/models/small_world.h"

using models::Projects;
using test::fixed_members;
using test::mean_square;
using test::members;
using test::Settings;
using test::SmallWorld;
using test::stationary_mean_square;

namespace {

void one_month(SmallWorld& small, int month = 0) {
  Projects& own = small.world().projects;
  small.once(models::fill_urns, own, month);
  small.each(models::contribute, own, month);
  small.once(models::count_projects, own, month);
  small.once(models::lose_and_rescue, own, month);
  small.once(models::take_census, own, month);
}

// A world of people who all contribute one effective hour, and projects that a test fills.
struct Teams : SmallWorld {
  explicit Teams(Settings settings, std::int64_t people = 4, double projects = 1.0)
      : SmallWorld(with(std::move(settings), people, projects)) {
    world().motivation.output_per_hour.fill(1.0f);
    world().time_use.volunteer_hours.fill(1.0f);
    own().project.current.fill(0);
    own().since.fill(-12);
    own().contributions.fill(1.0f);
  }
  Projects& own() { return world().projects; }
  static Settings with(Settings settings, std::int64_t people, double projects) {
    settings.insert({"people.count", people});
    settings.insert({"commons.projects.density", projects * 1e4 / static_cast<double>(people)});
    settings.insert({"people.motivation.contributor_share", 1.0});
    return settings;
  }
};

// Exponent of a power law by maximum likelihood over sizes of at least ten (Clauset, Shalizi and Newman 2009).
double tail_exponent(std::span<const std::int64_t> sizes) {
  double n = 0.0, logs = 0.0;
  for (const std::int64_t size : sizes)
    if (size >= 10) ++n, logs += std::log(static_cast<double>(size) / 9.5);
  return 1.0 + n / logs;
}

// Simon's process with the room's urns: each newcomer founds a project with chance `founding` or joins one of the urns,
// which are filled anew whenever a hundredth more have come.
std::vector<std::int64_t> simon_yule(double founding, int newcomers) {
  const sim::Draws draws(1, 0);
  Projects own;
  std::vector<std::int64_t> size{1};
  for (int came = 1; came < newcomers;) {
    own.urns = models::project_urns(size, 0.0);
    for (const int last = std::min(came + 1 + came / 100, newcomers); came < last; ++came) {
      const auto agent = static_cast<std::uint64_t>(came);
      if (draws.uniform(models::purpose::turnover, 0, agent) < founding) size.push_back(1);
      else ++size[static_cast<std::size_t>(own.draw(draws.uniform(models::purpose::project, 0, agent)))];
    }
  }
  return size;
}

}  // namespace

TEST_CASE("projects: zero: without exit and turnover nobody changes project, without contributors there is no effort") {
  SmallWorld loyal(fixed_members({{"people.motivation.contributor_share", 0.5}}));
  const sim::Column<std::int32_t> before = loyal.world().projects.project.current;
  for (int month = 0; month < 12; ++month) one_month(loyal, month);
  CHECK(std::equal(before.begin(), before.end(), loyal.world().projects.project.current.begin()));
  SmallWorld civic({{"people.motivation.contributor_share", 0.0}});
  one_month(civic);
  for (std::size_t k = 0; k < civic.world().projects.effort.size(); ++k) CHECK(civic.world().projects.effort[k] == 0.0);
  CHECK(civic.world().projects.commoners[0] == 0);
}

TEST_CASE("projects: zero: responses of zero leave no trace of governance, rejection, knowledge or friends") {
  const auto after = [](Settings settings) {
    settings.merge(Settings{{"people.motivation.contributor_share", 0.3}, {"commons.projects.exit_friends", 0.0}});
    SmallWorld small(settings);
    for (int month = 0; month < 24; ++month) one_month(small, month);
    return std::vector<std::int32_t>(small.world().projects.project.current.begin(), small.world().projects.project.current.end());
  };
  const std::vector<std::int32_t> usual = after({});
  CHECK(after({{"commons.projects.vote_share", 1.0}, {"commons.projects.delegation_share", 0.0}}) == usual);
  CHECK(after({{"commons.projects.exit_rejection", -1.5}}) == usual);
  CHECK(after({{"commons.projects.rejected_share", 0.9}}) == usual);  // counts only by its change from the opening
  CHECK(after({{"commons.projects.turnover", 0.05}}) != usual);
}

TEST_CASE("projects: by hand: two contributors, one civic volunteer, two projects") {
  // Effective hours 10 x 1 and 4 x .5; the first is core (above 8) and paid. A month adds a twelfth of the gap: .8333
  // and .1667, so that with a bound of .5 the first is a commoner. Next month's urns are the members plus one: 2 and 2.
  SmallWorld small(fixed_members({{"people.count", std::int64_t{3}},
                                  {"commons.projects.density", 20'000.0 / 3.0},
                                  {"commons.projects.commoner_hours", 0.5},
                                  {"commons.foundations.core_hours", 8.0}}));
  auto& world = small.world();
  Projects& own = world.projects;
  REQUIRE(own.members.size() == 2);
  own.contribution.fill(0.0f);
  world.foundations.pay_rate = 1.0;
  for (std::size_t i = 0; i < 3; ++i) {
    own.project[i] = std::array{0, 1, -1}[i];
    own.since[i] = -5;
    world.time_use.volunteer_hours[i] = std::array{10.0f, 4.0f, 2.0f}[i];
    world.motivation.output_per_hour[i] = std::array{1.0f, 0.5f, 0.0f}[i];
  }
  one_month(small);
  CHECK(own.effort[0] == 10.0);
  CHECK(own.effort[1] == 2.0);
  CHECK(own.output[0] == 10.0 * own.team_scale);
  CHECK(own.given_unpaid() == 4.0);
  CHECK(own.given_paid() == 10.0);
  CHECK(static_cast<double>(own.contribution[0]) == Approx(10.0 / 12.0));
  CHECK(static_cast<double>(own.contribution[1]) == Approx(2.0 / 12.0));
  CHECK(own.contribution[2] == 0.0f);
  CHECK(own.commoners[0] == 1);
  CHECK(models::project_urns(own.members.totals()) == std::vector<double>{0.0, 2.0, 4.0});
  // Members 3, 0, 1: weights 4, 1, 2 of 7. A draw of .5 is 3.5, of .6 is 4.2, of .72 is 5.04.
  own.urns = models::project_urns(std::array<std::int64_t, 3>{3, 0, 1});
  CHECK(own.draw(0.5) == 0);
  CHECK(own.draw(0.6) == 1);
  CHECK(own.draw(0.72) == 2);
  CHECK(own.draw(1.0 - 1e-9) == 2);
  // With 2 members beside those it has, at appeals 1.5 and .5, and a closed project: 3 + 3, 0, 1 + 1.
  CHECK(models::project_urns(std::array<std::int64_t, 3>{3, 5, 1}, 2.0, std::array{1.5, Projects::closed, 0.5}) ==
        std::vector<double>{0.0, 6.0, 6.0, 8.0});
}

TEST_CASE("projects: by hand: what attracts beside members is a power of the stock, mean 1") {
  Teams small({{"commons.projects.quality_pull", 0.5}}, 4, 3.0);
  small.world().knowledge.stock[0] = 4.0;
  small.world().knowledge.stock[1] = 1.0;
  small.world().knowledge.stock[2] = 9.0;  // roots 2, 1, 3 of mean 2
  small.own().condition[2] = Projects::vacant;
  CHECK(models::appeals(small.own(), small.world().knowledge) == std::vector<double>{1.0, 0.5, Projects::closed});
}

TEST_CASE("projects: by hand: a newcomer follows an acquaintance, else the urns") {
  Teams small({{"commons.projects.friend_pull", 0.4}}, 12, 3.0);
  Projects& own = small.own();
  for (std::size_t a = 0; a < 8; ++a) small.world().influence.neighbours[a] = static_cast<std::int32_t>(a + 1);
  sim::Column<std::int32_t>& project = own.project.current;
  project.fill(-1);
  project[3] = 2;  // the third acquaintance
  project[7] = 1;  // the seventh
  own.urns = {0.0, 1.0, 1.0, 1.0};  // the urns always give 0
  const auto choice = [&](double friendly) { return models::choose_project(own, small.world(), project, 0, friendly, 0.5); };
  CHECK(choice(0.05) == 2);  // looks from the second on
  CHECK(choice(0.14) == 2);  // from the third on
  CHECK(choice(0.16) == 1);  // from the fourth on
  CHECK(choice(0.36) == 2);  // from the eighth on, round to the third
  CHECK(choice(0.41) == 0);  // follows nobody
  own.condition[2] = Projects::vacant;
  CHECK(choice(0.05) == 1);
  project.fill(-1);
  CHECK(choice(0.05) == 0);
}

TEST_CASE("projects: by hand: the hazard falls with contributions, friends and say, and rises with rejection") {
  // h0 n^-b1 = .8 / 4 = .2 after 4 contributions at b1 = 1. With b2 = .5, two friends against a usual one: e^-.5; g = 1 and a
  // vote against a usual say of .25: e^-.75; a half instead of a quarter rejected at e^b3 = 2: 1.5 / 1.25.
  Projects::Parameters p{};
  p.exit_hazard = 0.8;
  p.exit_experience = 1.0;
  CHECK(models::exit_hazard(p, 4.0) == Approx(0.2).epsilon(1e-14));
  Teams small({{"commons.projects.exit_hazard", 0.8}, {"commons.projects.exit_experience", 1.0},
               {"commons.projects.exit_friends", 0.5}, {"commons.projects.inclusion_stay", 1.0},
               {"commons.projects.exit_rejection", std::log(2.0)}, {"commons.projects.rejected_share", 0.25}});
  Projects& own = small.own();
  CHECK(own.usual_rejection == Approx(1.25));
  own.usual_friends = 1.0;
  own.usual_inclusion = 0.25;
  own.parameters.rejected_share = 0.5;
  own.governance[0] = Projects::vote;
  small.once(models::fill_urns, own);
  CHECK(own.hazard[4] == Approx(0.2));
  CHECK(own.friend_factor[2] == Approx(std::exp(-0.5)));
  CHECK(own.stay[0] == Approx(std::exp(-0.75) * 1.2));
  CHECK(models::inclusion_of(Projects::dictator) == 0.0);
  CHECK(models::inclusion_of(Projects::delegation) == 0.5);
}

TEST_CASE("projects: by hand: the core is the fewest who give half") {
  // Project 0: 5 + 3 + 1 + 1 = 10: the first gives half. Project 1: 4 + 3 + 3 = 10: two are needed.
  Teams small({}, 7, 2.0);
  Projects& own = small.own();
  own.core.fill(-1);
  std::vector<Projects::Giver> givers{{1, 3.0f, 6}, {0, 1.0f, 3}, {0, 5.0f, 0}, {1, 4.0f, 4}, {0, 3.0f, 1}, {0, 1.0f, 2}, {1, 3.0f, 5}};
  models::find_cores(own, givers);
  CHECK(std::vector<int>(own.core.begin(), own.core.end()) == std::vector<int>{1, 0, 0, 0, 1, 1, 0});
  CHECK(own.core_size[0] == 1);
  CHECK(own.core_size[1] == 2);
  CHECK(own.low_truck_factor == 0.0);  // no project is popular
}

TEST_CASE("projects: by hand: a project without its core is abandoned, then rescued or closed and replaced") {
  const auto project_without_core = [](double rescue) {
    auto small = std::make_unique<Teams>(Settings{{"commons.projects.exit_hazard", 0.0}, {"commons.projects.turnover", 0.0},
                                                  {"commons.projects.resolution", 1.0}, {"commons.projects.founding", 1.0},
                                                  {"commons.projects.rescue", rescue}, {"people.generations.renewal", false}}, 4, 2.0);
    Projects& own = small->own();
    own.condition.fill(Projects::working);
    own.core.fill(0);
    own.core[3] = 1;
    own.core_size.fill(0);
    own.core_size[0] = 1;
    one_month(*small, 1);
    CHECK(own.core_losses == 0.0);
    CHECK(own.output[0] > 0.0);
    own.project.current[3] = -1;  // the core leaves
    own.core[3] = 0;
    small->world().motivation.output_per_hour[3] = 0.0f;
    one_month(*small, 2);
    CHECK(own.core_losses == 1.0);
    CHECK(own.condition[0] == Projects::abandoned);
    one_month(*small, 3);
    CHECK(own.effort[0] == 3.0);
    CHECK(own.output[0] == 0.0);
    return small;
  };
  const auto rescued = project_without_core(1.0);
  CHECK(rescued->own().condition[0] == Projects::working);
  CHECK(rescued->own().rescues == 1.0);
  one_month(*rescued, 4);
  CHECK(rescued->own().output[0] == rescued->own().team_scale * 3.0);
  const auto closed = project_without_core(0.0);
  CHECK(closed->own().condition[0] == Projects::vacant);
  CHECK(closed->own().rescues == 0.0);
  one_month(*closed, 4);
  CHECK(members(closed->own()) == std::vector<std::int64_t>{0, 3});
  CHECK(closed->own().since[0] == -12);  // they keep their experience
  CHECK(closed->own().condition[0] == Projects::working);  // a new one in its place
}

TEST_CASE("projects: conserves: every contributor is in one project and all effort is counted there") {
  SmallWorld small({{"commons.projects.turnover", 0.2}, {"people.motivation.contributor_share", 0.3}});
  auto& world = small.world();
  for (int month = 0; month < 6; ++month) {
    small.live(1);
    std::vector<double> effort(world.projects.effort.size(), 0.0);
    double hours = 0.0, worst = 0.0;
    for (std::size_t i = 0; i < world.size("person"); ++i) {
      if (!world.motivation.contributes(i)) REQUIRE(world.projects.project[i] == -1);
      if (!world.projects.is_active(i)) continue;
      const double given = static_cast<double>(world.time_use.volunteer_hours[i]);
      hours += given;
      effort[static_cast<std::size_t>(world.projects.project[i])] +=
          given * static_cast<double>(world.motivation.output_per_hour[i]);
    }
    const std::vector<std::int64_t> counted = members(world.projects);
    CHECK(std::equal(counted.begin(), counted.end(), world.projects.members.totals().begin()));
    for (std::size_t k = 0; k < effort.size(); ++k)
      worst = std::max(worst, std::abs(effort[k] - world.projects.effort[k]));
    CHECK(worst < 400 * 0x1p-20);  // each person is rounded to 2^-20 hours
    CHECK(world.projects.given_unpaid() + world.projects.given_paid() == Approx(hours).margin(400 * 0x1p-20));
  }
}

TEST_CASE("projects: conserves: whoever comes makes a contribution, and all contributions are counted") {
  SmallWorld small({{"people.motivation.contributor_share", 0.3}, {"people.generations.renewal", false}});
  const Projects& own = small.world().projects;
  for (int month = 0; month < 36; ++month) {
    const sim::Column<float> before = own.contributions;
    one_month(small, month);
    std::int64_t came = 0, contributing = 0, makers = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const bool comes = own.is_active(i) && own.since[i] == month;
      came += comes;
      contributing += comes || own.contributions[i] > before[i];
      makers += own.contributions[i] > 0.0f;
      if (comes) CHECK(own.contributions[i] >= 1.0f);
      else CHECK(own.contributions[i] >= before[i]);
      if (!own.is_active(i)) CHECK(own.contributions[i] == before[i]);  // of the last stint
    }
    CHECK(own.seen[Projects::newcomers] == came);
    CHECK(own.seen[Projects::contributing] == contributing);
    if (month % Projects::census_period != 0) continue;
    std::int64_t counted = 0;
    for (const std::int64_t people : own.makers_by_doubling) counted += people;
    CHECK(counted == makers);
  }
}

TEST_CASE("projects: by hand: how unequal contributions are") {
  // Of 1, 1, 3, 3, 3, 4, 5 the Gini coefficient is 2 (1 + 2 + 9 + 12 + 15 + 24 + 35) / (7 x 20) - 8/7 = .2571. Nobody adds any: a
  // contribution takes for ever. Doublings: two made 1, three 2 to 3, two 4 to 7. The top hundredth of seven is a part of the
  // first: .07 x 5 of 20.
  Teams small(fixed_members(), 7);
  Projects& own = small.own();
  own.parameters.contribution_hours = 1e15;
  for (std::size_t i = 0; i < 7; ++i) own.contributions[i] = std::array{1.0f, 1.0f, 3.0f, 3.0f, 3.0f, 4.0f, 5.0f}[i];
  one_month(small);
  CHECK(own.gini == Approx(2.0 * 98.0 / 140.0 - 8.0 / 7.0).epsilon(1e-12));
  CHECK(own.top_share == Approx(0.07 * 5.0 / 20.0).epsilon(1e-12));
  CHECK(own.makers_by_doubling[0] == 2);
  CHECK(own.makers_by_doubling[1] == 3);
  CHECK(own.makers_by_doubling[2] == 2);
}

TEST_CASE("projects: direction: density founds projects, turnover mixes, a higher bound leaves fewer commoners") {
  CHECK(SmallWorld({{"commons.projects.density", 500.0}}).world().projects.members.size() == 20);
  CHECK(SmallWorld({{"commons.projects.density", 1000.0}}).world().projects.members.size() == 40);
  const auto movers = [](double turnover) {
    SmallWorld small(fixed_members({{"commons.projects.turnover", turnover},
                                    {"commons.projects.density", 1000.0},
                                    {"people.motivation.contributor_share", 0.8}}));
    const sim::Column<std::int32_t> before = small.world().projects.project.current;
    one_month(small);
    int moved = 0;
    for (std::size_t i = 0; i < before.size(); ++i) moved += before[i] != small.world().projects.project[i];
    return moved;
  };
  CHECK(movers(0.1) > movers(0.01));
  CHECK(movers(1.0) > movers(0.1));
  const auto commoners = [](double bound) {
    SmallWorld small({{"commons.projects.commoner_hours", bound}, {"people.motivation.contributor_share", 0.8}});
    one_month(small);
    return small.world().projects.commoners[0];
  };
  CHECK(commoners(0.0) > commoners(2.0));
  CHECK(commoners(2.0) > commoners(50.0));
}

namespace {

// Contributors after some months, from the same start, at a changed parameter.
double contributors_after(double Projects::Parameters::*member, double value, int months = 36) {
  SmallWorld small({{"people.count", std::int64_t{4000}}, {"people.motivation.contributor_share", 0.2}});
  Projects& own = small.world().projects;
  own.parameters.*member = value;
  own.governance.fill(Projects::vote);
  small.world().knowledge.mean_stock = 2.0;
  for (int month = 0; month < months; ++month) one_month(small, month);
  const std::vector<std::int64_t> count = members(own);
  return static_cast<double>(std::accumulate(count.begin(), count.end(), std::int64_t{0}));
}

}  // namespace

TEST_CASE("projects: direction: what keeps contributors and what brings them") {
  using P = Projects::Parameters;
  CHECK(contributors_after(&P::exit_hazard, 0.9) < contributors_after(&P::exit_hazard, 0.5));
  CHECK(contributors_after(&P::exit_experience, 1.5) < contributors_after(&P::exit_experience, 3.0));
  CHECK(contributors_after(&P::rejected_share, 0.9) < contributors_after(&P::rejected_share, 0.0));
  CHECK(contributors_after(&P::inclusion_stay, -1.0) < contributors_after(&P::inclusion_stay, 0.0));
  CHECK(contributors_after(&P::inclusion_stay, 0.0) < contributors_after(&P::inclusion_stay, 1.0));
  CHECK(contributors_after(&P::arrival_response, -1.0) < contributors_after(&P::arrival_response, 0.0));
  CHECK(contributors_after(&P::arrival_response, 0.0) < contributors_after(&P::arrival_response, 1.0));
}

TEST_CASE("projects: direction: friends keep, friends and quality draw together") {
  const auto after = [](const char* parameter, double value, int months = 60) {
    SmallWorld small({{"people.count", std::int64_t{4000}}, {parameter, value}, {"people.motivation.contributor_share", 0.2}});
    for (int month = 0; month < months; ++month) one_month(small, month);
    return std::pair(small.world().projects.usual_friends, mean_square(small.world().projects.members.totals()));
  };
  CHECK(after("commons.projects.friend_pull", 0.8, 1).first > after("commons.projects.friend_pull", 0.0, 1).first);
  CHECK(after("commons.projects.quality_pull", 0.5).second > after("commons.projects.quality_pull", 0.0).second);
  CHECK(after("commons.projects.initial_attractiveness", 20.0).second < after("commons.projects.initial_attractiveness", 1.0).second);
}

TEST_CASE("projects: direction: large teams gain or lose by the exponent, decisions by all take time if so asked") {
  const auto first_output = [](double exponent, double slowness) {
    Teams small({{"commons.projects.exit_hazard", 0.0}, {"commons.projects.turnover", 0.0}, {"commons.projects.team_exponent", exponent},
                 {"commons.projects.inclusion_slowness", slowness}}, 4, 2.0);
    small.own().project.current[3] = 1;
    small.own().team_scale = 1.0;
    small.own().usual_inclusion = 0.0;
    small.own().governance[0] = Projects::vote;
    one_month(small);
    return small.own().output[0];
  };
  CHECK(first_output(1.0, 0.0) == 3.0);
  CHECK(first_output(4.0 / 3.0, 0.0) == Approx(3.0 * std::cbrt(3.0)));
  CHECK(first_output(0.8, 0.0) == Approx(3.0 * std::pow(3.0, -0.2)));
  CHECK(first_output(1.0, 0.2) == Approx(2.4));
  CHECK(first_output(1.0, -0.2) == Approx(3.6));
}

TEST_CASE("projects: oracle: Brooks' best team of 20 or 21 (V23)") {
  // n members of one effective hour: n - .05 n (n - 1) / 2, highest at n* = a/c + 1/2 = 20.5, equal at 20 and 21.
  Projects::Parameters p{};
  p.team_exponent = 1.0;
  p.pair_cost = 0.05;
  const auto output = [&](int n) { return models::team_output(p, n, n); };
  CHECK(output(20) == Approx(10.5).epsilon(1e-14));
  CHECK(output(21) == Approx(output(20)).epsilon(1e-14));
  for (int n = 1; n < 60; ++n)
    if (n != 20 && n != 21) CHECK(output(n) < output(20) - 0.01);
  CHECK(output(60) == 0.0);
  CHECK(models::team_output(p, 0.0, 0.0) == 0.0);
}

TEST_CASE("projects: oracle: the opening's output is its effort, whatever the size of teams does") {
  for (const double exponent : {0.8, 1.0, 4.0 / 3.0}) {
    SmallWorld small({{"people.count", std::int64_t{2000}}, {"commons.projects.team_exponent", exponent}, {"commons.projects.pair_cost", 0.001}});
    const Projects& own = small.world().projects;
    double effort = 0.0, output = 0.0;
    for (std::size_t k = 0; k < own.effort.size(); ++k) {
      const auto n = static_cast<double>(own.members[k]);
      effort += own.effort[k];
      output += n > 0.0 ? own.team_scale * std::max(own.effort[k] * std::pow(n, exponent - 1.0) - 0.0005 * n * (n - 1.0), 0.0) : 0.0;
    }
    CHECK(output == Approx(effort).epsilon(1e-9));
    CHECK(small.world().knowledge.mean_stock == Approx(1.0).epsilon(1e-12));
  }
}

TEST_CASE("projects: oracle: sizes under preferential attachment have their exact stationary second moment") {
  // At little turnover every composition of N people into P projects is equally likely (Bose-Einstein): near 1 + 2 m
  // for m.
  CHECK(stationary_mean_square(100.0, 20.0, 1e-9) == Approx(25.0 + 100.0 * 0.05 * 0.95 * 120.0 / 21.0).epsilon(1e-6));
  SmallWorld small(fixed_members({{"people.count", std::int64_t{100}},
                                  {"commons.projects.density", 2000.0},
                                  {"commons.projects.turnover", 0.3},
                                  {"people.motivation.free_riders", 0.0},
                                   {"people.motivation.contributor_share", 1.0}}));
  Projects& own = small.world().projects;
  constexpr int months = 20'000, settling = 200;  // memory fades by S / (t P) = 20 months
  double sum = 0.0;
  for (int month = 0; month < months + settling; ++month) {
    one_month(small, month);
    if (month >= settling) sum += mean_square(own.members.totals());
  }
  // About 500 independent snapshots, each of a relative deviation near 1/5: .009.
  CHECK(sum / months == Approx(stationary_mean_square(100.0, 20.0, 0.3)).epsilon(0.035));
}

TEST_CASE("projects: oracle: attachment to members alone gives Simon's and Yule's power law (V12)") {
  CHECK(tail_exponent(simon_yule(0.1, 1'000'000)) == Approx(2.08).margin(0.04));
  CHECK(tail_exponent(simon_yule(0.3, 1'000'000)) == Approx(2.37).margin(0.04));
}

TEST_CASE("projects: oracle: of abandoned projects the shares stated are rescued and closed in a month") {
  Teams small({{"commons.projects.resolution", 0.5}, {"commons.projects.rescue", 0.4}, {"commons.projects.founding", 0.2}}, 20'000, 10'000.0);
  Projects& own = small.own();
  own.condition.fill(Projects::abandoned);
  small.once(models::lose_and_rescue, own, 1);
  const double n = 10'000.0;
  const auto closed = static_cast<double>(std::count(own.condition.begin(), own.condition.end(), Projects::vacant));
  CHECK(own.rescues / n == Approx(0.2).margin(4.0 * std::sqrt(0.16 / n)));
  CHECK(closed / n == Approx(0.3).margin(4.0 * std::sqrt(0.21 / n)));
  own.condition.fill(Projects::vacant);
  small.once(models::lose_and_rescue, own, 2);
  const auto founded = static_cast<double>(std::count(own.condition.begin(), own.condition.end(), Projects::working));
  CHECK(founded / n == Approx(0.2).margin(4.0 * std::sqrt(0.16 / n)));
}

TEST_CASE("projects: by hand: who leaves gives nothing and is forgotten by a twelfth a month") {
  Teams small({{"commons.projects.exit_experience", 0.0}, {"commons.projects.exit_friends", 0.0}, {"commons.projects.core_loss", false}});
  Projects& own = small.own();
  own.parameters.exit_hazard = 1e9;
  own.arrival = 0.0;
  own.contribution.fill(1.2f);
  one_month(small);
  CHECK_FALSE(own.is_active(0));
  CHECK(static_cast<double>(own.contribution[0]) == Approx(1.1));
  CHECK(models::effective_hours(small.world(), 0) == 0.0);
  CHECK(models::effective_capacity(small.world(), 0) == 1.0);
  CHECK(own.effort[0] == 0.0);
}

TEST_CASE("projects: oracle: half leave, a fifth of the others move") {
  Teams small({{"commons.projects.exit_hazard", std::log(2.0)}, {"commons.projects.exit_experience", 0.0}, {"commons.projects.turnover", 0.2},
               {"commons.projects.exit_friends", 0.0}, {"commons.projects.friend_pull", 0.0}, {"commons.projects.core_loss", false}},
              20'000, 1.0);
  Projects& own = small.own();
  own.arrival = 0.0;
  one_month(small);
  const double n = 20'000.0;
  const auto leavers = static_cast<double>(std::count(own.project.current.begin(), own.project.current.end(), -1));
  const auto movers = static_cast<double>(own.seen[Projects::newcomers]);
  CHECK(leavers / n == Approx(0.5).margin(4.0 * std::sqrt(0.25 / n)));
  CHECK(movers / n == Approx(0.1).margin(4.0 * std::sqrt(0.09 / n)));
}

namespace {

// Chances that a first newcomer is seen again within a year and after it (months 12 to 35), by exact recursion over the number of
// contributions made: each month leave with chance 1 - exp(-h0 n^-b1), else make a Poisson number with mean r.
std::pair<double, double> chances_seen_again(double h0, double b1, double r) {
  constexpr std::size_t most = 200;
  std::array<double, most> poisson{};
  for (double k = 0, p = std::exp(-r); k < most; p *= r / ++k) poisson[static_cast<std::size_t>(k)] = p;
  const auto add = [&](const std::vector<double>& made) {
    std::vector<double> sum(most, 0.0);
    for (std::size_t n = 0; n < most; ++n)
      for (std::size_t k = 0; n + k < most; ++k) sum[n + k] += made[n] * poisson[k];
    return sum;
  };
  const auto follow = [&](int first, int last) {  // chance not to be seen in these months
    std::vector<double> present(most, 0.0);
    present[1] = 1.0;
    present = add(present);
    double gone = 0.0;
    for (int month = 1; month <= last; ++month) {
      for (std::size_t n = 1; n < most; ++n) {
        const double leaves = 1.0 - std::exp(-h0 * std::pow(static_cast<double>(n), -b1));
        gone += present[n] * leaves;
        present[n] *= 1.0 - leaves;
      }
      if (month < first) present = add(present);
      else for (double& p : present) p *= poisson[0];
    }
    return gone + std::accumulate(present.begin(), present.end(), 0.0);
  };
  return {1.0 - follow(1, 12), 1.0 - follow(12, 35)};
}

}  // namespace

TEST_CASE("projects: oracle: newcomers are seen again as often as hazard and rate say") {
  // Everybody gives an hour, and a contribution takes two; everybody begins without any.
  SmallWorld small({{"people.count", std::int64_t{20'000}}, {"people.motivation.contributor_share", 0.2}, {"commons.projects.core_loss", false},
                    {"commons.projects.exit_friends", 0.0}, {"commons.projects.turnover", 0.0}, {"commons.projects.contribution_hours", 2.0},
                    {"commons.projects.exit_hazard", 0.5}, {"commons.projects.exit_experience", 0.8}, {"people.generations.renewal", false}});
  Projects& own = small.world().projects;
  small.world().time_use.volunteer_hours.fill(1.0f);
  for (std::size_t i = 0; i < own.since.size(); ++i)
    if (small.world().motivation.contributes(i)) small.world().motivation.output_per_hour[i] = 1.0f;
  own.project.current.fill(-1);
  own.contributions.fill(0.0f);
  own.arrival = 0.01;
  struct Life {
    int arrived = -1;
    bool again = false, late = false;
  };
  std::vector<Life> lives(own.since.size());
  constexpr int months = 60;
  for (int month = 0; month < months; ++month) {
    const sim::Column<float> before = own.contributions;
    one_month(small, month);
    for (std::size_t i = 0; i < lives.size(); ++i) {
      Life& life = lives[i];
      if (life.arrived < 0 && own.contributions[i] > 0.0f) life.arrived = month;
      if (life.arrived < 0 || own.since[i] != life.arrived || own.contributions[i] == before[i]) continue;  // a second stint does not count
      if (month > life.arrived && month - life.arrived <= 12) life.again = true;
      if (month - life.arrived >= 12 && month - life.arrived <= 35) life.late = true;
    }
  }
  double newcomers = 0.0, again = 0.0, late = 0.0;
  for (const Life& life : lives)
    if (life.arrived >= 0 && life.arrived < months - 35) ++newcomers, again += life.again, late += life.late;
  const auto [expected_again, expected_late] = chances_seen_again(0.5, 0.8, 0.5);
  CHECK(newcomers > 1500.0);
  CHECK(again / newcomers == Approx(expected_again).margin(4.0 * std::sqrt(expected_again * (1.0 - expected_again) / newcomers)));
  CHECK(late / newcomers == Approx(expected_late).margin(4.0 * std::sqrt(expected_late * (1.0 - expected_late) / newcomers)));
  // What the room reports of one cohort is what this test has seen of it, second stints included.
  CHECK(std::isfinite(own.survived));
  CHECK(own.retained == Approx(expected_again).margin(0.15));
  CHECK(own.survived == Approx(expected_late).margin(0.15));
}

TEST_CASE("projects: by hand: a market coalition carries a project on, and pay may keep who is paid") {
  // The core has left both projects; staff give 3 of 5 hours of the first, 1 of 3 of the second.
  Teams small(fixed_members({{"commons.projects.core_loss", true}, {"commons.projects.coalition_part", 0.5}}), 4, 2.0);
  Projects& own = small.own();
  own.condition.fill(Projects::working);
  own.core_size.fill(1);
  own.core.fill(0);
  own.output.fill(2.0);
  small.world().knowledge.staff_hours[0] = 3.0;
  small.world().knowledge.staff_hours[1] = 1.0;
  own.is_funded[0] = 1;
  small.once(models::lose_and_rescue, own, 1);
  CHECK(own.condition[0] == Projects::working);
  CHECK(own.condition[1] == Projects::abandoned);
  CHECK(own.by_layers[2].project_months == 1.0);
  CHECK(own.by_layers[2].losses == 0.0);
  CHECK(own.by_layers[0].losses == 1.0);
  const auto left = [](double response) {
    Teams paid({{"commons.projects.exit_hazard", 0.3}, {"commons.projects.exit_experience", 0.0}, {"commons.projects.exit_friends", 0.0},
                {"commons.projects.exit_pay", response}, {"commons.foundations.core_hours", 0.5}, {"commons.projects.core_loss", false}}, 2'000);
    paid.own().arrival = 0.0;
    paid.own().contribution.fill(1.0f);
    paid.world().foundations.pay_rate = 10.0;
    one_month(paid);
    return static_cast<double>(std::count(paid.own().project.current.begin(), paid.own().project.current.end(), -1)) / 2000.0;
  };
  CHECK(left(0.0) == Approx(1.0 - std::exp(-0.3)).margin(0.04));
  CHECK(left(1.0) == Approx(1.0 - std::exp(-0.3 * std::exp(-1.0))).margin(0.03));
  CHECK(left(-1.0) > left(0.0));
}

TEST_CASE("projects: conserves: domains have their shares, and hours given are told apart by them") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"commons.projects.density", 1000.0}, {"commons.projects.culture_share", 0.3},
                    {"commons.projects.design_share", 0.2}, {"people.motivation.contributor_share", 0.3}});
  const Projects& own = small.world().projects;
  std::array<double, Projects::n_domains> share{}, hours{};
  for (const std::int8_t d : own.domain) share[static_cast<std::size_t>(d)] += 1.0 / 200.0;
  CHECK(share[Projects::culture] == Approx(0.3).margin(0.011));
  CHECK(share[Projects::design] == Approx(0.2).margin(0.011));
  one_month(small);
  for (std::size_t i = 0; i < own.since.size(); ++i)
    if (own.is_active(i)) hours[own.domain_of(static_cast<std::size_t>(own.project[i]))] += static_cast<double>(small.world().time_use.volunteer_hours[i]);
  for (std::size_t d = 0; d < hours.size(); ++d) CHECK(own.given_unpaid(d) + own.given_paid(d) == Approx(hours[d]).margin(2'000 * 0x1p-20));
}

#include "models/commons/projects.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "models/histogram.h"
#include "models/purposes.h"
#include "models/world.h"

namespace models {
namespace {

std::size_t cohort_of(int month) {
  constexpr int kept = static_cast<int>(Projects::followed);
  return static_cast<std::size_t>((month % kept + kept) % kept);
}

// Factor by which rejection raises the hazard: it is not remembered, so only its share counts.
double rejection_factor(const Projects::Parameters& p) {
  return 1.0 + p.rejected_share * (sim::exp(p.exit_rejection) - 1.0);
}

// The domain of the k-th project. Multiples of the golden ratio fill the unit interval evenly, so that shares are met in every
// part of the list.
std::int8_t domain_at(const Projects::Parameters& p, std::size_t k) {
  const double place = (static_cast<double>(k) + 0.5) * 0.6180339887498949;
  const double part = place - std::floor(place);
  if (part < p.culture_share) return Projects::culture;
  return part < p.culture_share + p.design_share ? Projects::design : Projects::software;
}

std::int8_t founding_rule(const Projects::Parameters& p, double uniform) {
  if (uniform < p.vote_share) return Projects::vote;
  return uniform < p.vote_share + p.delegation_share ? Projects::delegation : Projects::dictator;
}

}  // namespace

std::int32_t Projects::draw(double uniform) const {
  const auto urn = std::upper_bound(urns.begin() + 1, urns.end() - 1, uniform * urns.back());
  return static_cast<std::int32_t>(urn - urns.begin() - 1);
}

std::vector<double> project_urns(std::span<const std::int64_t> members, double initial, std::span<const double> appeal) {
  std::vector<double> urns(members.size() + 1, 0.0);
  for (std::size_t k = 0; k < members.size(); ++k) {
    const double beside = appeal.empty() ? 1.0 : appeal[k];
    const bool open = beside != Projects::closed;
    urns[k + 1] = urns[k] + (open ? static_cast<double>(members[k]) + initial * beside : 0.0);
  }
  return urns;
}

std::vector<double> appeals(const Projects& own, const Knowledge& knowledge) {
  std::vector<double> appeal(own.condition.size(), 1.0);
  double mean = 0.0;
  if (own.parameters.quality_pull != 0.0) {
    for (std::size_t k = 0; k < appeal.size(); ++k) appeal[k] = std::max(knowledge.stock[k], 1e-12);
    sim::raise(appeal, own.parameters.quality_pull);
    for (const double attraction : appeal) mean += attraction / static_cast<double>(appeal.size());
  }
  for (std::size_t k = 0; k < appeal.size(); ++k) {
    if (mean > 0.0) appeal[k] /= mean;
    if (own.condition[k] == Projects::vacant) appeal[k] = Projects::closed;
  }
  return appeal;
}

double team_output(const Projects::Parameters& p, double effort, double n) {
  if (n <= 0.0) return 0.0;
  const double synergy = p.team_exponent == 1.0 ? 1.0 : sim::pow(n, p.team_exponent - 1.0);
  return std::max(effort * synergy - 0.5 * p.pair_cost * n * (n - 1.0), 0.0);
}

double exit_hazard(const Projects::Parameters& p, double made) {
  if (p.exit_hazard <= 0.0) return 0.0;
  return made == 1.0 ? p.exit_hazard : p.exit_hazard * sim::exp(-p.exit_experience * sim::log(made));
}

namespace {

// After 1, 2, ... contributions.
SIM_KERNEL
void exit_hazards(const Projects::Parameters& p, double* hazard, int n) {
  const Projects::Parameters fixed = p;  // the compiler cannot know that nothing written changes them
  for (int made = 1; made < n; ++made) hazard[made] = exit_hazard(fixed, static_cast<double>(made));
}

}  // namespace

double inclusion_of(std::int8_t governance) {
  return governance == Projects::vote ? 1.0 : governance == Projects::delegation ? 0.5 : 0.0;
}

double effective_capacity(const World& world, std::size_t i) {
  return static_cast<double>(world.time_use.volunteer_hours[i]) * static_cast<double>(world.motivation.output_per_hour[i]);
}

double effective_hours(const World& world, std::size_t i) { return world.projects.is_active(i) ? effective_capacity(world, i) : 0.0; }

void Projects::Parameters::declare(sim::ParameterVisitor& parameter) {
  parameter(density, {.name = "density", .initial = 150.0, .unit = "1", .range = {0.1, 5000},
                      .doc = "Commons projects per 10,000 people", .source = "assumption:projects", .at_setup = true});
  parameter(culture_share, {.name = "culture_share", .initial = 0.35, .unit = "1", .range = sim::share,
                            .doc = "Share of projects that make works of culture", .source = "assumption:domains", .at_setup = true});
  parameter(design_share, {.name = "design_share", .initial = 0.10, .unit = "1", .range = sim::share,
                           .doc = "Share of projects that make designs of things to be made; the rest makes software",
                           .source = "assumption:domains", .at_setup = true});
  parameter(turnover, {.name = "turnover", .initial = 0.0014, .unit = "1/month", .range = sim::share,
                       .doc = "Chance that a contributor, however experienced, leaves the project for another",
                       .source = "S12"});
  parameter(commoner_hours, {.name = "commoner_hours", .initial = 3.0, .unit = "hour/month", .range = {0, 200},
                             .doc = "Effective hours above which a contributor counts as a commoner",
                             .source = "assumption:commoner"});
  parameter(contribution_hours, {.name = "contribution_hours", .initial = 40.0, .unit = "hour", .range = {0.01, 1000},
                                 .doc = "Effective hours behind a contribution (a commit, an edit) that the world can see",
                                 .source = "git.newcomer-share"});
  parameter(exit_hazard, {.name = "exit_hazard", .initial = 0.072, .unit = "1/month", .range = {0, 5},
                          .doc = "h0: hazard of leaving after the first contribution; 0: nobody leaves and all inclined contribute",
                          .source = "git.retained", .at_setup = true});
  parameter(exit_experience, {.name = "exit_experience", .initial = 0.95, .unit = "1", .range = {0, 10},
                              .doc = "b1: elasticity by which the hazard of leaving falls with contributions made to the project",
                              .source = "git.survival"});
  parameter(exit_friends, {.name = "exit_friends", .initial = 0.1, .unit = "1", .range = {-1, 1},
                           .doc = "b2: fall of the logarithm of the hazard per acquaintance in the project, from the opening's mean",
                           .source = "assumption:exit-friends"});
  parameter(exit_pay, {.name = "exit_pay", .initial = 0.0, .unit = "1", .range = {-3, 3},
                       .doc = "b4: fall of the logarithm of the hazard of who is paid by a foundation or a phyle", .source = "assumption:no-response"});
  parameter(exit_rejection, {.name = "exit_rejection", .initial = 0.5, .unit = "1", .range = {-2, 2},
                             .doc = "b3: rise of the logarithm of the hazard after work was rejected", .source = "assumption:rejection"});
  parameter(rejected_share, {.name = "rejected_share", .initial = 0.2, .unit = "1", .range = sim::share,
                             .doc = "Share of work that projects reject; acts by its change from the opening",
                             .source = "assumption:rejection"});
  parameter(reserve, {.name = "reserve", .initial = 2.0, .unit = "1", .range = {0, 20},
                      .doc = "Dormant people inclined to contribute for each contributor at the opening",
                      .source = "assumption:reserve", .at_setup = true});
  parameter(arrival_response, {.name = "arrival_response", .initial = 0.0, .unit = "1", .range = {-2, 2},
                               .doc = "Elasticity of newcomers in the mean stock of knowledge", .source = "assumption:no-response"});
  parameter(friend_pull, {.name = "friend_pull", .initial = 0.3, .unit = "1", .range = sim::share,
                          .doc = "Chance that a newcomer asks an acquaintance who contributes and follows",
                          .source = "assumption:friend-pull"});
  parameter(quality_pull, {.name = "quality_pull", .initial = 0.25, .unit = "1", .range = {0, 2},
                           .doc = "q: elasticity of what attracts beside members in the project's stock",
                           .source = "assumption:quality-pull"});
  parameter(initial_attractiveness, {.name = "initial_attractiveness", .initial = 4.0, .unit = "person", .range = {0, 100},
                                     .doc = "a: attraction of a project of mean quality without members, in members",
                                     .source = "simon-yule"});
  parameter(core_loss, {.name = "core_loss", .initial = true, .doc = "Whether a project that loses its whole core is abandoned",
                        .source = "S12"});
  parameter(rescue, {.name = "rescue", .initial = 0.41, .unit = "1", .range = sim::share,
                     .doc = "Share of abandoned projects that find a new core", .source = "S12"});
  parameter(resolution, {.name = "resolution", .initial = 0.15, .unit = "1/month", .range = sim::share,
                         .doc = "Chance that an abandoned project is either rescued or closed",
                         .source = "assumption:abandonment"});
  parameter(founding, {.name = "founding", .initial = 0.15, .unit = "1/month", .range = sim::share,
                       .doc = "Chance that a new project takes the place of a closed one", .source = "assumption:abandonment"});
  parameter(coalition_part, {.name = "coalition_part", .initial = 0.5, .unit = "1", .range = {0, 1},
                             .doc = "Part of a project's effort given by producers' staff from which they carry it on without its core",
                             .source = "assumption:coalition"});
  parameter(vote_share, {.name = "vote_share", .initial = 0.2, .unit = "1", .range = sim::share,
                         .doc = "Share of projects founded that decide by vote", .source = "assumption:governance"});
  parameter(delegation_share, {.name = "delegation_share", .initial = 0.2, .unit = "1", .range = sim::share,
                               .doc = "Share of projects founded that delegate decisions; one person decides in the rest",
                               .source = "assumption:governance"});
  parameter(inclusion_stay, {.name = "inclusion_stay", .initial = 0.0, .unit = "1", .range = {-2, 2},
                             .doc = "g: fall of the logarithm of the hazard from no say (0) to a vote for all (1)",
                             .source = "assumption:no-response"});
  parameter(inclusion_slowness, {.name = "inclusion_slowness", .initial = 0.0, .unit = "1", .range = {-0.5, 0.5},
                                 .doc = "Part of output that decisions by all (1) take rather than by one (0), from the opening's mean",
                                 .source = "assumption:no-response"});
  parameter(team_exponent, {.name = "team_exponent", .initial = 1.0, .unit = "1", .range = {0.5, 1.5},
                            .doc = "beta: output of a team goes with its size to this power; 4/3 superlinear, below 1 Ringelmann",
                            .source = "S15", .at_setup = true});
  parameter(pair_cost, {.name = "pair_cost", .initial = 0.0, .unit = "hour/month", .range = {0, 1},
                        .doc = "c_b: effective hours that each pair of members costs (Brooks)", .source = "V23", .at_setup = true});
}

void Projects::declare(sim::ColumnVisitor& column) {
  column(project, {.name = "project", .per = "person", .unit = "1", .doc = "project contributed to, or -1"});
  column(since, {.name = "since", .per = "person", .unit = "month", .doc = "month in which the stint at the project began"});
  column(core, {.name = "core", .per = "person", .unit = "1", .doc = "1: belongs to the core of its project"});
  column(contribution, {.name = "contribution", .per = "person", .unit = "hour/month", .doc = "effective hours given"});
  column(contributions, {.name = "contributions", .per = "person", .unit = "1", .doc = "contributions to the project of the last stint"});
  column(seen_since, {.name = "seen_since", .per = "person", .unit = "1", .doc = "1: contributed again within a year of arrival, 2: after it"});
  column(members, {.name = "members", .per = "project", .unit = "person", .doc = "contributors"});
  column(core_left, {.name = "core_left", .per = "project", .unit = "person", .doc = "members of the core still there"});
  column(seen, {.name = "seen", .per = "seen", .unit = "person",
                .doc = "newcomers, all who contribute, newcomers of n months ago seen again within a year, after it; the core, its unpaid"});
  column(makers, {.name = "makers", .per = "bin", .unit = "person", .doc = "people by contributions to their last project"});
  column(made, {.name = "made", .per = "bin", .unit = "1", .doc = "their contributions"});
  column(effort, {.name = "effort", .per = "project", .unit = "hour/month", .doc = "effective hours"});
  column(given, {.name = "given", .per = "given_by_domain", .unit = "hour/month", .doc = "hours by domain: unpaid, by paid maintainers"});
  column(commoners, {.name = "commoners", .per = "", .unit = "person", .doc = "number of commoners"});
  column(output, {.name = "output", .per = "project", .unit = "hour/month", .doc = "effective hours that reach knowledge"});
  column(domain, {.name = "domain", .per = "project", .unit = "1", .doc = "0 software, 1 culture, 2 design"});
  column(condition, {.name = "condition", .per = "project", .unit = "1", .doc = "0 working, 1 abandoned, 2 vacant"});
  column(governance, {.name = "governance", .per = "project", .unit = "1", .doc = "0 dictator, 1 vote, 2 delegation"});
  column(core_size, {.name = "core_size", .per = "project", .unit = "person", .doc = "truck factor at the last census, 0 unknown"});
  column(is_funded, {.name = "is_funded", .per = "project", .unit = "1", .doc = "1: somebody of the core was paid by a foundation"});
  column(has_coalition, {.name = "has_coalition", .per = "project", .unit = "1", .doc = "1: producers' staff would carry it on"});
  for (Layer& layer : by_layers)
    column(layer, {.name = "layer", .per = "", .unit = "1", .doc = "months of projects, losses of cores, by layers beside the community"});
  for (Cohort& cohort : cohorts)
    column(cohort, {.name = "cohort", .per = "", .unit = "person", .doc = "newcomers of a month, those seen again within a year, after it"});
  column(makers_by_doubling, {.name = "makers_by_doubling", .per = "", .unit = "person", .doc = "people by doubling of contributions to their last project"});
  for (double* value : {&arrival, &usual_friends, &usual_inclusion, &usual_rejection, &team_scale})
    column(*value, {.name = "usual", .per = "", .unit = "1", .doc = "arrival chance, friends, inclusion, rejection, team scale at the opening"});
  for (double* value : {&core_losses, &rescues, &gini, &top_share, &top_twentieth, &low_truck_factor, &retained, &survived})
    column(*value, {.name = "statistic", .per = "", .unit = "1", .doc = "losses, rescues, Gini, top shares, truck factor, retention, survival"});
}

void set_up(Projects& own, const World&, const sim::Month& month) {
  const Projects::Parameters& p = own.parameters;
  own.project.current.fill(-1);
  own.project.previous.fill(-1);
  own.since.fill(0);
  own.core.fill(0);
  own.contribution.fill(0.0f);
  own.contributions.fill(0.0f);
  own.seen_since.fill(0);
  own.retained = own.survived = std::numeric_limits<double>::quiet_NaN();  // until a cohort has been followed
  own.output.fill(0.0);
  own.condition.fill(Projects::working);
  own.core_size.fill(0);
  own.is_funded.fill(0);
  own.has_coalition.fill(0);
  for (std::size_t k = 0; k < own.governance.size(); ++k) {
    own.domain[k] = domain_at(p, k);
    own.governance[k] = founding_rule(p, month.draws.uniform(purpose::governance, month.number, k));
  }
}

namespace {

int friends_in(const World& world, const sim::Column<std::int32_t>& project, std::size_t i, std::int32_t k) {
  const std::int32_t* neighbour = &world.influence.neighbours[i * Influence::acquaintances];
  int friends = 0;
  for (std::size_t a = 0; a < Influence::acquaintances; ++a) friends += project[static_cast<std::size_t>(neighbour[a])] == k;
  return friends;
}

}  // namespace

void take_for_usual(Projects& own, const World& world) {
  double friends = 0.0, active = 0.0, inclusion = 0.0, effort = 0.0, output = 0.0;
  for (std::size_t i = 0; i < own.project.current.size(); ++i)
    if (own.is_active(i)) friends += friends_in(world, own.project.current, i, own.project[i]), ++active;
  for (std::size_t k = 0; k < own.governance.size(); ++k) inclusion += inclusion_of(own.governance[k]);
  for (std::size_t k = 0; k < own.effort.size(); ++k) {
    effort += own.effort[k];
    output += team_output(own.parameters, own.effort[k], static_cast<double>(own.members[k]));
  }
  own.usual_friends = active > 0.0 ? friends / active : 0.0;
  own.usual_inclusion = inclusion / static_cast<double>(own.governance.size());
  own.usual_rejection = rejection_factor(own.parameters);
  own.team_scale = output > 0.0 ? effort / output : 1.0;
}

void succeed(Projects& own, const World&, const sim::Month&, std::size_t i) {
  own.contribution[i] = own.contributions[i] = 0.0f;
  own.seen_since[i] = 0;
  own.project.current[i] = own.project.previous[i] = -1;
  own.core[i] = 0;
}

void fill_urns(Projects& own, const World& world, const sim::Month&) {
  const Projects::Parameters& p = own.parameters;
  own.urns = project_urns(own.members.totals(), p.initial_attractiveness, appeals(own, world.knowledge));
  own.stay.resize(own.members.size());
  for (std::size_t k = 0; k < own.stay.size(); ++k) {
    own.stay[k] = sim::exp(-p.inclusion_stay * (inclusion_of(own.governance[k]) - own.usual_inclusion)) *
                  rejection_factor(p) / own.usual_rejection;
  }
  exit_hazards(p, own.hazard.data(), static_cast<int>(own.hazard.size()));
  for (std::size_t f = 0; f < own.friend_factor.size(); ++f)
    own.friend_factor[f] = sim::exp(-p.exit_friends * (static_cast<double>(f) - own.usual_friends));
  own.arrival_chance = own.arrival * sim::pow(std::max(world.knowledge.mean_stock, 1e-12), p.arrival_response);
  own.givers.resize(world.workers);
  own.project.turn();
}

std::int32_t choose_project(const Projects& own, const World& world, const sim::Column<std::int32_t>& project, std::size_t i,
                            double friendly, double urn) {
  const double pull = own.parameters.friend_pull;
  if (friendly < pull) {
    const auto first = static_cast<std::size_t>(friendly / pull * static_cast<double>(Influence::acquaintances));
    for (std::size_t a = 0; a < Influence::acquaintances; ++a) {
      const std::size_t link = i * Influence::acquaintances + (first + a) % Influence::acquaintances;
      const std::int32_t k = project[static_cast<std::size_t>(world.influence.neighbours[link])];
      if (k >= 0 && own.condition[static_cast<std::size_t>(k)] != Projects::vacant) return k;
    }
  }
  return own.draw(urn);
}

namespace {

enum class Step { stays, leaves, moves, is_moved };

// What one does who contributed to project k last month.
Step next_step(const Projects& own, const World& world, std::size_t i, std::int32_t project, double luck) {
  const auto k = static_cast<std::size_t>(project);
  if (own.condition[k] == Projects::vacant) return Step::is_moved;
  const auto made = static_cast<std::size_t>(own.contributions[i]);
  double hazard = own.stay[k] * (made < own.hazard.size() ? own.hazard[made] : exit_hazard(own.parameters, static_cast<double>(made)));
  if (own.parameters.exit_friends != 0.0)
    hazard *= own.friend_factor[static_cast<std::size_t>(friends_in(world, own.project.previous, i, project))];
  if (own.parameters.exit_pay != 0.0 &&
      (world.foundations.pays(static_cast<double>(own.contribution[i])) || world.phyles.stipend[i] > sim::Money{}))
    hazard *= sim::exp(-own.parameters.exit_pay);
  const double leaves = 1.0 - sim::exp(-hazard);
  if (luck < leaves) return Step::leaves;
  return luck < leaves + (1.0 - leaves) * own.parameters.turnover ? Step::moves : Step::stays;
}

// Where person i, who is inclined to contribute, is this month.
void settle_in(Projects& own, const World& world, const sim::Month& month, std::size_t i, double turnover, double arrival) {
  const std::int32_t before = own.project.previous[i];
  own.project[i] = before;
  Step step = Step::moves;
  if (before >= 0) step = next_step(own, world, i, before, turnover);
  else if (arrival >= own.arrival_chance) return;
  if (step == Step::stays) return;
  own.core[i] = 0;
  own.project[i] = -1;
  if (step == Step::leaves) return;
  if (step == Step::moves) {
    own.since[i] = static_cast<std::int16_t>(month.number);
    own.contributions[i] = 0.0f;
    own.seen_since[i] = 0;
  }
  own.project[i] = choose_project(own, world, own.project.previous, i, month.draws.uniform(purpose::follow_friend, month.number, i),
                                  month.draws.uniform(purpose::project, month.number, i));
}

// What the world sees of person i, who gives so many effective hours.
void make_contributions(Projects& own, const sim::Month& month, std::size_t i, double effective, std::int64_t* seen) {
  const int months = month.number - own.since[i];
  sim::Stream stream = month.draws.stream(purpose::contributions, month.number, i);
  const std::int64_t made = sim::poisson(stream, effective / own.parameters.contribution_hours) + (months == 0);
  if (made == 0) return;
  own.contributions[i] += static_cast<float>(made);
  ++seen[Projects::contributing];
  constexpr int year = static_cast<int>(Projects::year), followed = static_cast<int>(Projects::followed);
  if (months == 0) {
    ++seen[Projects::newcomers];
  } else if (months <= year && !(own.seen_since[i] & 1)) {
    ++seen[Projects::seen_again + static_cast<std::size_t>(months - 1)];
    own.seen_since[i] |= 1;
  }
  if (months >= year && months < followed && !(own.seen_since[i] & 2)) {
    ++seen[Projects::seen_late + static_cast<std::size_t>(months - year)];
    own.seen_since[i] |= 2;
  }
}

// Asks for what will be looked up of person i's project of last month, and who the acquaintances are; then for theirs.
SIM_INLINE void foresee_project(Projects& own, const World& world, std::size_t i, unsigned worker) {
  const auto k = static_cast<std::size_t>(std::max(own.project.previous[i], 0));
  sim::foresee(&own.condition[k]);
  sim::foresee(&own.stay[k]);
  sim::foresee(own.members.of(worker) + k);
  sim::foresee(own.core_left.of(worker) + k);
  sim::foresee(own.effort.scatter.of(worker) + k);
  sim::foresee(&world.influence.neighbours[i * Influence::acquaintances]);
}
SIM_INLINE void foresee_acquaintances(const Projects& own, const World& world, std::size_t i) {
  for (std::size_t a = 0; a < Influence::acquaintances; ++a)
    sim::foresee(&own.project.previous[static_cast<std::size_t>(world.influence.neighbours[i * Influence::acquaintances + a])]);
}

}  // namespace

void contribute(Projects& own, const World& world, const sim::Month& month, const sim::Block& block) {
  const sim::Tally::Adder effort = own.effort.of(block.worker);
  const sim::Tally::Adder given = own.given.of(block.worker);
  const sim::Tally::Adder made = own.made.of(block.worker);
  std::int64_t* makers = own.makers.of(block.worker);
  const bool census = month.every(Projects::census_period);
  const std::span<double> turnover = block.scratch->take<double>(block.size()), arrival = block.scratch->take<double>(block.size());
  month.draws.uniforms(purpose::turnover, month.number, block.first, turnover);
  month.draws.uniforms(purpose::arrival, month.number, block.first, arrival);
  // Listed, so that it is known who comes some steps later.
  const std::span<std::size_t> inclined = block.scratch->take<std::size_t>(block.size());
  std::size_t people = 0;
  for (std::size_t i = block.first; i < block.last; ++i) {
    own.project[i] = -1;
    inclined[people] = i;
    people += world.motivation.contributes(i);
  }
  constexpr std::size_t soon = 12;
  std::int64_t commoners = 0;
  for (std::size_t n = 0; n < people; ++n) {
    if (n + 2 * soon < people) foresee_project(own, world, inclined[n + 2 * soon], block.worker);
    if (n + soon < people) foresee_acquaintances(own, world, inclined[n + soon]);
    const std::size_t i = inclined[n];
    settle_in(own, world, month, i, turnover[i - block.first], arrival[i - block.first]);
    const double effective = effective_hours(world, i);
    own.contribution[i] += (static_cast<float>(effective) - own.contribution[i]) / 12.0f;
    commoners += own.is_commoner(i);
    if (own.is_active(i)) {
      const auto k = static_cast<std::size_t>(own.project[i]);
      make_contributions(own, month, i, effective, own.seen.of(block.worker));
      own.members.of(block.worker)[k] += 1;
      own.core_left.of(block.worker)[k] += own.core[i];
      effort.add(k, effective);
      const bool is_paid = world.foundations.pays(effective);
      given.add(2 * own.domain_of(k) + (is_paid ? 1 : 0), static_cast<double>(world.time_use.volunteer_hours[i]));
      std::int64_t* seen = own.seen.of(block.worker);
      seen[Projects::core_members] += own.core[i];
      seen[Projects::unpaid_core] += own.core[i] && !is_paid;
      seen[Projects::few_hours_core] += own.core[i] && !is_paid && static_cast<double>(world.time_use.volunteer_hours[i]) <= Projects::ten_hours_a_week;
      if (census) own.givers[block.worker].push_back({own.project[i], own.contribution[i], static_cast<std::uint32_t>(i)});
    }
    if (!census || own.contributions[i] == 0.0f) continue;
    const std::size_t bin = Histogram::bin(own.contributions[i]);
    ++makers[bin];
    made.add(bin, static_cast<double>(own.contributions[i]));
  }
  own.commoners.of(block.worker)[0] += commoners;
}

namespace {

// Newcomers of three years, and how many of them have been seen again.
void follow_cohorts(Projects& own, int month) {
  own.cohorts[cohort_of(month)] = {.arrived = own.seen[Projects::newcomers]};
  for (std::size_t n = 1; n <= Projects::year; ++n)
    own.cohorts[cohort_of(month - static_cast<int>(n))].seen_again += own.seen[Projects::seen_again + n - 1];
  for (std::size_t n = Projects::year; n < Projects::followed; ++n)
    own.cohorts[cohort_of(month - static_cast<int>(n))].seen_late += own.seen[Projects::seen_late + n - Projects::year];
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : std::numeric_limits<double>::quiet_NaN();
  };
  const Projects::Cohort& year_ago = own.cohorts[cohort_of(month - static_cast<int>(Projects::year))];
  const Projects::Cohort& oldest = own.cohorts[cohort_of(month + 1)];
  own.retained = share(year_ago.seen_again, year_ago.arrived);
  own.survived = share(oldest.seen_late, oldest.arrived);
}

}  // namespace

void count_projects(Projects& own, const World&, const sim::Month& month) {
  const Projects::Parameters& p = own.parameters;
  own.members.collect();
  own.core_left.collect();
  own.seen.collect();
  own.effort.collect();
  own.given.collect();
  own.commoners.collect();
  for (std::size_t k = 0; k < own.output.size(); ++k) {
    const double quick = 1.0 - p.inclusion_slowness * (inclusion_of(own.governance[k]) - own.usual_inclusion);
    const double output = team_output(p, own.effort[k], static_cast<double>(own.members[k]));
    own.output[k] = own.condition[k] == Projects::working ? own.team_scale * quick * output : 0.0;
  }
  follow_cohorts(own, month.number);
}

void change_conditions(Projects& own, const sim::Draws& draws, sim::Purpose purpose, int number) {
  const Projects::Parameters& p = own.parameters;
  own.core_losses = own.rescues = 0.0;
  if (!p.core_loss) return;
  for (std::size_t k = 0; k < own.condition.size(); ++k) {
    const auto fate = [&] { return draws.uniform(purpose, number, k); };
    if (own.condition[k] == Projects::working) {
      if (own.core_size[k] == 0) continue;
      Projects::Layer& layer = own.by_layers[static_cast<std::size_t>(own.is_funded[k] + own.has_coalition[k])];
      ++layer.project_months;
      if (own.core_left[k] > 0 || own.has_coalition[k]) continue;
      own.condition[k] = Projects::abandoned;
      ++own.core_losses;
      ++layer.losses;
    } else if (own.condition[k] == Projects::abandoned) {
      const double lot = fate();
      if (lot >= p.resolution) continue;
      const bool rescued = lot < p.resolution * p.rescue;
      own.condition[k] = rescued ? Projects::working : Projects::vacant;
      own.core_size[k] = 0;  // until the next census
      own.rescues += rescued;
    } else if (fate() < p.founding) {
      own.condition[k] = Projects::working;
      own.governance[k] = founding_rule(p, draws.uniform(purpose, number, k, 1));
    }
  }
}

void lose_and_rescue(Projects& own, const World& world, const sim::Month& month) {
  for (std::size_t k = 0; k < own.has_coalition.size(); ++k) {
    const double paid = world.knowledge.staff_hours[k];  // of last month
    own.has_coalition[k] = paid > 0.0 && paid >= own.parameters.coalition_part * (paid + own.output[k]);
  }
  for (Projects::Layer& layer : own.by_layers) layer.project_months *= 59.0 / 60.0, layer.losses *= 59.0 / 60.0;
  change_conditions(own, month.draws, purpose::fate, month.number);
}

namespace {

// The fewest who give half of what members first to last give, who stand by falling contribution; marks them as core.
std::int32_t mark_core(Projects& own, const std::vector<Projects::Giver>& givers, std::size_t first, std::size_t last) {
  double all = 0.0, gathered = 0.0;
  for (std::size_t g = first; g < last; ++g) all += static_cast<double>(givers[g].contribution);
  std::int32_t size = 0;
  for (std::size_t g = first; g < last; ++g) {
    const bool is_core = gathered < 0.5 * all;
    gathered += static_cast<double>(givers[g].contribution);
    own.core[givers[g].person] = is_core;
    size += is_core;
  }
  return size;
}

// How unequal contributions to the last project are among those who have made any.
void measure_concentration(Projects& own) {
  own.makers.collect();
  own.made.collect();
  const Histogram::Summary contributions = Histogram::summarise(own.makers, own.made);
  own.gini = contributions.gini;
  own.top_share = contributions.top_hundredth;
  own.top_twentieth = contributions.top_twentieth;
  own.makers_by_doubling.fill(0);
  for (std::size_t bin = Histogram::bin(1.0f); bin < Histogram::n_bins; ++bin) {
    const std::size_t doubling = (bin - Histogram::bin(1.0f)) / Histogram::bins_per_doubling;
    own.makers_by_doubling[std::min(doubling, own.makers_by_doubling.size() - 1)] += own.makers[bin];
  }
}

}  // namespace

void take_census(Projects& own, const World& world, const sim::Month& month) {
  if (!month.every(Projects::census_period)) return;
  std::vector<Projects::Giver> givers;
  for (std::vector<Projects::Giver>& part : own.givers) {
    givers.insert(givers.end(), part.begin(), part.end());
    part.clear();
  }
  find_cores(own, givers);
  own.is_funded.fill(0);
  for (const Projects::Giver& giver : givers)
    if (own.core[giver.person] && world.foundations.pays(static_cast<double>(giver.contribution)))
      own.is_funded[static_cast<std::size_t>(giver.project)] = 1;
  measure_concentration(own);
}

void find_cores(Projects& own, std::vector<Projects::Giver>& givers) {
  std::vector<std::size_t> ends(own.core_size.size() + 1, 0);  // of the givers to each project, which stand together
  for (const Projects::Giver& giver : givers) ++ends[static_cast<std::size_t>(giver.project) + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<Projects::Giver> together(givers.size());
  for (const Projects::Giver& giver : givers) together[ends[static_cast<std::size_t>(giver.project)]++] = giver;
  givers.swap(together);
  double teams = 0.0, fragile = 0.0;
  const auto gives_more = [](const Projects::Giver& a, const Projects::Giver& b) {
    return a.contribution != b.contribution ? a.contribution > b.contribution : a.person < b.person;
  };
  for (std::size_t k = 0, first = 0; k < own.core_size.size(); first = ends[k], ++k) {
    const std::size_t last = ends[k];
    std::sort(givers.begin() + static_cast<std::ptrdiff_t>(first), givers.begin() + static_cast<std::ptrdiff_t>(last), gives_more);
    const std::int32_t size = own.core_size[k] = mark_core(own, givers, first, last);
    if (last - first < Projects::popular) continue;
    ++teams;
    fragile += size <= 2;
  }
  own.low_truck_factor = teams > 0.0 ? fragile / teams : 0.0;
}

void observe(const Projects& own, const World&, sim::Observer& show) {
  const auto people = static_cast<double>(own.since.size());
  std::int64_t largest = 0, members = 0;
  double working = 0.0, abandoned = 0.0, inclusion = 0.0;
  for (std::size_t k = 0; k < own.members.size(); ++k) {
    largest = std::max(largest, own.members[k]);
    members += own.members[k];
    working += own.condition[k] == Projects::working;
    abandoned += own.condition[k] == Projects::abandoned;
    inclusion += inclusion_of(own.governance[k]) * static_cast<double>(own.members[k]);
  }
  const double contributors = static_cast<double>(std::max<std::int64_t>(members, 1));
  show.series({.name = "commoner_share", .unit = "1", .long_name = "Commoners among people",
               .formula = "more than commons.projects.commoner_hours effective hours a month over a year"},
              static_cast<double>(own.commoners[0]) / people);
  show.series({.name = "contributor_share", .unit = "1", .long_name = "People who contribute to projects this month, among all"},
              static_cast<double>(members) / people);
  show.series({.name = "commons_hours", .unit = "hour/month", .long_name = "Hours given to the commons, per person"},
              (own.given_unpaid() + own.given_paid()) / people);
  show.series({.name = "paid_commons_hours_share", .unit = "1", .long_name = "Share of these by paid maintainers"},
              own.given_paid() / std::max(own.given_unpaid() + own.given_paid(), 1e-9));
  show.series({.name = "largest_project_share", .unit = "1", .long_name = "Share of contributors in the largest project"},
              static_cast<double>(largest) / contributors);
  const auto seen = static_cast<double>(std::max<std::int64_t>(own.seen[Projects::contributing], 1));
  show.series({.name = "seen_contributor_share", .unit = "1", .long_name = "People who make a contribution this month, among all"},
              static_cast<double>(own.seen[Projects::contributing]) / people);
  show.series({.name = "newcomers", .unit = "1", .long_name = "Newcomers to projects, among those who make a contribution this month"},
              static_cast<double>(own.seen[Projects::newcomers]) / seen);
  show.series({.name = "newcomer_retention", .unit = "1", .long_name = "Newcomers of a year ago who contributed to the project again since",
               .formula = "in the twelve months after the first; not a number in the first year"}, own.retained);
  show.series({.name = "newcomer_survival", .unit = "1", .long_name = "Newcomers of three years ago who contributed a year or more after the first time",
               .formula = "in months 12 to 35; not a number in the first three years"}, own.survived);
  show.series({.name = "gini_contributions", .unit = "1", .long_name = "Gini coefficient of contributions to a project",
               .formula = "of all who contribute or ever did, to the project of their last stint, once a year"}, own.gini);
  show.series({.name = "top1_contribution_share", .unit = "1", .long_name = "Contributions to a project by the top 1 % of contributors"},
              own.top_share);
  show.series({.name = "top5_contribution_share", .unit = "1", .long_name = "Contributions to a project by the top 5 % of contributors"},
              own.top_twentieth);
  const auto share_of = [&](Projects::Seen part, Projects::Seen whole) {
    return static_cast<double>(own.seen[part]) / static_cast<double>(std::max<std::int64_t>(own.seen[whole], 1));
  };
  show.series({.name = "unpaid_core_share", .unit = "1", .long_name = "Members of projects' cores whom no foundation pays"},
              share_of(Projects::unpaid_core, Projects::core_members));
  show.series({.name = "few_hours_share", .unit = "1", .long_name = "Members of projects' cores whom no foundation pays who give at most ten hours a week"},
              share_of(Projects::few_hours_core, Projects::unpaid_core));
  show.series({.name = "truck_factor_1_or_2_share", .unit = "1", .long_name = "Projects in which one or two give half of the effort",
               .formula = "among projects of at least ten contributors, once a year"}, own.low_truck_factor);
  show.series({.name = "core_losses", .unit = "1/year", .long_name = "Working projects that lose their whole core, at a yearly rate",
               .formula = "12 x losses of the month / working projects"}, 12.0 * own.core_losses / std::max(working, 1.0));
  show.series({.name = "rescues", .unit = "1/year", .long_name = "Projects that find a new core, at a yearly rate",
               .formula = "12 x rescues of the month / working projects"}, 12.0 * own.rescues / std::max(working, 1.0));
  show.series({.name = "abandoned_projects_share", .unit = "1", .long_name = "Projects without core, neither rescued nor closed yet"},
              abandoned / static_cast<double>(own.members.size()));
  show.series({.name = "closed_projects_share", .unit = "1", .long_name = "Closed projects that none has replaced yet"},
              1.0 - (working + abandoned) / static_cast<double>(own.members.size()));
  show.series({.name = "inclusion", .unit = "1", .long_name = "Say of members in decisions, mean of contributors",
               .formula = "0 where one decides, 0.5 by delegation, 1 by vote"}, inclusion / contributors);
  std::array<double, 3> losses{};
  for (std::size_t n = 0; n < losses.size(); ++n) {
    const Projects::Layer& layer = own.by_layers[n];
    losses[n] = layer.project_months > 0.0 ? 12.0 * layer.losses / layer.project_months : std::numeric_limits<double>::quiet_NaN();
  }
  const std::array layers{sim::Axis{"layers", {"community", "and foundation or coalition", "and both"}, losses.size()}};
  show.table("layers", {.name = "core_losses", .unit = "1/year", .long_name = "Projects that lose their whole core, by layers, faded over five years"},
             layers, losses);
  std::vector<std::string> doublings;
  for (std::size_t d = 0; d < own.makers_by_doubling.size(); ++d) doublings.push_back(std::to_string(std::size_t{1} << d));
  const std::array axes{sim::Axis{"at_least", doublings, doublings.size()}};
  show.table("distribution", {.name = "contributors", .unit = "person", .long_name = "People by contributions to the project of their last stint, at the last census"},
             axes, own.makers_by_doubling);
}

}  // namespace models

//! Peer production: people inclined to contribute come to projects, stay or leave, and may come back.
//!
//! Of those inclined a part is active. Who is dormant takes up a project with a constant chance a month, found in prehistory so that
//! the opening's number of contributors lasts; it follows an acquaintance who contributes, or draws a project in proportion to
//! members + a K^q / mean K^q: preferential attachment, and quality beside it. Who has made n contributions to the project leaves with hazard
//! h0 n^-b1 exp(-b2 (friends - usual) - b4 [is paid] - g (inclusion - usual)) times (1 + rho (e^b3 - 1)), rho the share of work rejected, relative
//! to its opening value; or moves to another project by the turnover, which does not fall with n. Who gives much thus stays
//! long. Team output is (sum e) n^(beta - 1) - c n (n - 1) / 2, scaled to the opening's effort.
//! The core of a project is the fewest who give half of its effort (truck factor, Avelino 2016). When all of it has left,
//! the project is abandoned: its stock decays until it is rescued or closed, and a closed one's place and stock fall to a new
//! project; unless a market coalition, staff of producers who give it a good part of its effort, carries it on. Community,
//! foundation and coalition are the layers of a project; losses are counted by them. Projects decide by a dictator, by vote or by
//! delegation, drawn at founding.
//! What the world sees of this are contributions (commits, edits): one on arrival, then as many as effective hours over the
//! hours of a contribution allow, a Poisson number. Who gives little is seen in few months, as in the histories of real projects.
//! Left out: task markets, forks that compete.
#pragma once

#include <array>

#include "sim/core/column.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/random.h"
#include "sim/core/schedule.h"

namespace models {

struct Knowledge;
struct World;

struct Projects {
  static constexpr std::string_view path = "commons.projects";

  struct Parameters {
    double density;
    double culture_share, design_share;
    double turnover;
    double commoner_hours;
    double contribution_hours;
    double exit_hazard;
    double exit_experience;
    double exit_friends;
    double exit_pay;
    double exit_rejection;
    double rejected_share;
    double reserve;
    double arrival_response;
    double friend_pull;
    double quality_pull;
    double initial_attractiveness;
    bool core_loss;
    double rescue;
    double resolution;
    double founding;
    double coalition_part;
    double vote_share;
    double delegation_share;
    double inclusion_stay;
    double inclusion_slowness;
    double team_exponent;
    double pair_cost;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  static constexpr int census_period = 12;    // [month]
  static constexpr std::size_t popular = 10;  // contributors of a project whose truck factor is reported
  static constexpr double closed = -1.0;      // appeal of a vacant place

  //! What a project makes: software, works of culture, or designs of things to be made.
  enum Domain : std::size_t { software, culture, design, n_domains };
  static constexpr std::array<std::string_view, n_domains> domain_names{"software", "culture", "design"};

  enum Condition : std::int8_t { working, abandoned, vacant };
  enum Governance : std::int8_t { dictator, vote, delegation };

  //! Whom the world sees this month: newcomers, all who contribute, and of the newcomers of n months ago those seen again for
  //! the first time within a year (n = 1 to 12) and after it (n = 12 to 35).
  static constexpr std::size_t year = 12, followed = 36;  // [month]
  enum Seen : std::size_t {
    newcomers, contributing, seen_again, seen_late = seen_again + year,
    core_members = seen_late + followed - year,  // of projects at the last census
    unpaid_core, few_hours_core,                 // of these, whom no foundation pays; and who give at most ten hours a week
    n_seen
  };
  static constexpr double ten_hours_a_week = 10.0 * 52.0 / 12.0;  // [hour/month]

  sim::Buffered<std::int32_t> project;  // [person] or -1: dormant or not inclined
  sim::Column<std::int16_t> since;      // [person] month in which the stint at the project began
  sim::Column<std::int8_t> core;        // [person] 1: belongs to the core of its project
  sim::Column<float> contribution;      // [person] [effective hour/month] mean of about a year
  sim::Column<float> contributions;     // [person] to the project of the last stint, a whole number
  sim::Column<std::int8_t> seen_since;  // [person] 1: seen again within a year of arrival, 2: after it
  sim::Scatter members;                 // [project]
  sim::Scatter core_left;               // [project] members of the core still there
  sim::Scatter seen;                    // by Seen, persons this month
  sim::Scatter makers;                  // [bin] people by contributions to their last project, in the month of a census
  sim::Tally made{10};                  // [bin] their contributions
  sim::Tally effort{20};                // [project] effective hours this month
  sim::Tally given{20};                 // [domain x 2] hours: unpaid, by paid maintainers
  sim::Scatter commoners;               // one cell
  sim::Column<double> output;           // [project] effective hours that reach knowledge this month
  sim::Column<std::int8_t> domain;      // [project]
  sim::Column<std::int8_t> condition;   // [project]
  sim::Column<std::int8_t> governance;  // [project]
  sim::Column<std::int32_t> core_size;  // [project] truck factor at the last census; 0 unknown
  sim::Column<std::int8_t> is_funded;   // [project] 1: somebody of the core was paid by a foundation at the last census
  sim::Column<std::int8_t> has_coalition;  // [project] 1: staff of producers give enough to carry it on
  struct Cohort {
    std::int64_t arrived = 0, seen_again = 0, seen_late = 0;
  };
  std::array<Cohort, followed> cohorts{};  // newcomers of the last three years, by month modulo `followed`

  double arrival = 0.0;          // [1/month] chance that a dormant person takes up a project, at the opening's knowledge
  double usual_friends = 0.0;    // acquaintances in the own project, mean of contributors at the opening
  double usual_inclusion = 0.0;  // mean of projects at the opening
  double usual_rejection = 1.0;  // factor of the hazard at the opening
  double team_scale = 1.0;       // makes the opening's output equal its effort
  double core_losses = 0, rescues = 0;                  // this month
  double gini = 0, top_share = 0, top_twentieth = 0, low_truck_factor = 0;  // of the last census
  //! By layers beside the community (foundation, market coalition), faded over five years.
  struct Layer {
    double project_months = 0, losses = 0;
  };
  std::array<Layer, 3> by_layers{};
  double retained = 0, survived = 0;                    // of newcomers a year and three years ago
  std::array<std::int64_t, 20> makers_by_doubling{};    // people who have made 1, 2-3, 4-7, ... contributions to their last project, at the last census

  // Made anew every month.
  std::vector<double> urns;                        // running weights of projects
  std::array<double, 1024> hazard{};               // by contributions to the project
  std::vector<double> stay;                        // [project] factor of the hazard, from governance
  std::array<double, 9> friend_factor{};           // of the hazard, by number of friends in the project
  double arrival_chance = 0.0;
  struct Giver {
    std::int32_t project;
    float contribution;
    std::uint32_t person;
  };
  std::vector<std::vector<Giver>> givers;  // of each worker, in the month of a census

  //! The project that a uniform draw falls into.
  std::int32_t draw(double uniform) const;

  std::size_t domain_of(std::size_t k) const { return static_cast<std::size_t>(domain[k]); }
  double given_unpaid(std::size_t d) const { return given[2 * d]; }  // [hour/month]
  double given_paid(std::size_t d) const { return given[2 * d + 1]; }
  double given_unpaid() const { return given_unpaid(software) + given_unpaid(culture) + given_unpaid(design); }
  double given_paid() const { return given_paid(software) + given_paid(culture) + given_paid(design); }

  bool is_active(std::size_t i) const { return project[i] >= 0; }
  bool is_commoner(std::size_t i) const {
    return static_cast<double>(contribution[i]) > parameters.commoner_hours;
  }
  //! People inclined to contribute for each one who does at the opening.
  double inclined_per_contributor() const { return parameters.exit_hazard > 0.0 ? 1.0 + parameters.reserve : 1.0; }

  void declare(sim::ColumnVisitor& column);
};

//! Running weights by which projects attract: members + initial x appeal, nothing where closed; no appeals count as 1.
std::vector<double> project_urns(std::span<const std::int64_t> members, double initial = 1.0, std::span<const double> appeal = {});
//! What attracts to each project beside its members, from its stock: mean 1, or closed.
std::vector<double> appeals(const Projects& own, const Knowledge& knowledge);
//! Effective hours that a team of n brings about, before scaling. At most 0 where pairs cost more than members give.
double team_output(const Projects::Parameters& p, double effort, double n);
//! Hazard of leaving of a usual contributor who has made so many contributions, at least one. [1/month]
double exit_hazard(const Projects::Parameters& p, double made);
//! Weight of members' word in decisions: 0 where one decides, 1 where all vote.
double inclusion_of(std::int8_t governance);

//! The project that person i takes up: an acquaintance's, or one drawn from the urns. `project` says where people are; `friendly`
//! and `urn` are uniform draws.
std::int32_t choose_project(const Projects& own, const World& world, const sim::Column<std::int32_t>& project, std::size_t i,
                            double friendly, double urn);
//! Effective hours that person i would give in a month when active.
double effective_capacity(const World& world, std::size_t i);
//! Effective hours that person i gives this month.
double effective_hours(const World& world, std::size_t i);

void set_up(Projects& own, const World& world, const sim::Month& month);
//! Takes the whereabouts that prehistory left for the usual state, to which friends and inclusion are compared.
void take_for_usual(Projects& own, const World& world);
//! An heir starts as dormant, like everybody who has not contributed yet.
void succeed(Projects& own, const World& world, const sim::Month& month, std::size_t i);
void fill_urns(Projects& own, const World& world, const sim::Month& month);
void contribute(Projects& own, const World& world, const sim::Month& month, const sim::Block& block);
void count_projects(Projects& own, const World& world, const sim::Month& month);
void lose_and_rescue(Projects& own, const World& world, const sim::Month& month);
//! Losses of cores, rescues, closures and foundings of a month, by draws of `purpose`.
void change_conditions(Projects& own, const sim::Draws& draws, sim::Purpose purpose, int number);
//! Finds the core of every project and the concentration of what the givers give.
void find_cores(Projects& own, std::vector<Projects::Giver>& givers);
void take_census(Projects& own, const World& world, const sim::Month& month);
void observe(const Projects& own, const World& world, sim::Observer& show);

}  // namespace models

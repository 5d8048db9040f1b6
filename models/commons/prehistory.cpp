#include "models/commons/prehistory.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "models/purposes.h"
#include "models/world.h"
#include "sim/core/kernel.h"

namespace models {
namespace {

constexpr int prehistory_months = 1200;
constexpr int remembered = 240;  // last months whose arrivals set the chance of arriving

// The lives of the inclined, in which only a few change something in a month.
class Lives {
 public:
  Lives(Projects& projects, Knowledge& knowledge, const World& world, const sim::Draws& draws)
      : projects_(projects), knowledge_(knowledge), world_(world), draws_(draws), coming_(prehistory_months),
        members_(projects.members.size(), 0), core_left_(members_.size(), 0), effort_(members_.size(), 0.0), output_(members_.size()), gain_(members_.size()),
        first_(members_.size(), none) {
    for (std::size_t n = 0; n < faded_.size(); ++n) faded_[n] = sim::exp(static_cast<int>(n) * sim::log(11.0 / 12.0));
    const std::size_t people = projects_.since.size();
    std::size_t inclined = 0;
    for (std::size_t i = 0; i < people; ++i) inclined += world_.motivation.contributes(i);
    lives_.reserve(inclined);
    dormant_.reserve(inclined);
    for (std::size_t i = 0; i < people; ++i) {
      if (!world_.motivation.contributes(i)) continue;
      lives_.push_back({.capacity = effective_capacity(world_, i), .person = static_cast<std::uint32_t>(i),
                        .contribution = projects_.contribution[i], .contributions = projects_.contributions[i], .since = projects_.since[i]});
      rest(lives_.back());
      schedule(lives_.back(), grown_up(i), Change::is_succeeded);
    }
    const double wanted = world_.motivation.parameters.contributor_share * static_cast<double>(people);
    contributors_ = projects_.parameters.exit_hazard > 0.0 ? std::min(static_cast<std::size_t>(wanted + 0.5), dormant_.size()) : dormant_.size();
  }

  // Everybody's first project; urns are filled anew now and then, so that attraction has something to work on.
  void begin() {
    appeal_ = appeals(projects_, knowledge_);
    fill_urns();
    take_up_projects(0, [this, begun = std::size_t{0}]() mutable {
      if (++begun % 8 == 0) fill_urns();
    });
    double mean_output = 0.0;
    for (std::size_t k = 0; k < members_.size(); ++k) mean_output += output(k) / static_cast<double>(members_.size());
    const Knowledge::Parameters& p = knowledge_.parameters;
    knowledge_.stock.fill(sim::pow(mean_output, p.duplication / (1.0 - p.standing_on_shoulders)));  // where equal projects rest
  }

  void live(int now) {
    lose_and_rescue(now);
    fill_urns();
    const std::vector<Coming> coming = std::exchange(coming_[static_cast<std::size_t>(now)], {});
    for (std::size_t n = 0; n < coming.size(); ++n) {
      if (n + far < coming.size()) sim::foresee(&lives_[coming[n + far].life]);
      if (n + near < coming.size()) expect(lives_[coming[n + near].life]);
      change(coming[n], now);
    }
    const auto waiting = static_cast<double>(dormant_.size()), arrived = static_cast<double>(take_up_projects(now, [] {}));
    if (now >= prehistory_months - remembered) waited_ += waiting, arrived_ += arrived;
    for (std::size_t k = 0; k < members_.size(); ++k) output_[k] = output(k);
    gain_each(knowledge_.parameters, {knowledge_.stock.data(), knowledge_.stock.size()}, output_, gain_);
    for (std::size_t k = 0; k < members_.size(); ++k) {
      const Knowledge::Parameters& p = knowledge_.parameters;
      const std::size_t d = projects_.domain_of(k);
      const double kept = kept_part(p, d, maintenance_shortfall(p, static_cast<double>(members_[k])));
      knowledge_.stock[k] = kept * knowledge_.stock[k] + p.obsolescence_of(d) * gain_[k];
    }
    if (now % Projects::census_period == 0) find_cores(now);
  }

  void hand_over() {
    std::copy(members_.begin(), members_.end(), projects_.members.of(0));
    projects_.members.collect();
    for (std::size_t k = 0; k < effort_.size(); ++k) projects_.effort.of(0).add(k, std::max(effort_[k], 0.0));
    projects_.effort.collect();
    for (Life& life : lives_) {
      if (life.contributions > 0.0f) count_contributions(life, is_active(life) ? prehistory_months : life.settled);
      settle(life, prehistory_months);
      projects_.since[life.person] = life.since;
      projects_.contribution[life.person] = life.contribution;
      projects_.contributions[life.person] = life.contributions;
    }
    projects_.arrival = waited_ > 0.0 ? std::min(arrived_ / waited_, 1.0) : 1.0;
    projects_.by_layers = {};
    take_for_usual(projects_, world_);
  }

 private:
  // One who is inclined; what the columns of projects will hold, kept together as long as lives are many and looked up one by one.
  struct Life {
    double capacity;                        // [effective hour/month] when active
    std::uint32_t person, place = 0;        // row; place among the dormant
    std::uint32_t next = none, before = none;  // lives at the same project
    float contribution, contributions;
    std::int16_t since;
    std::int16_t settled = 0, counted = 0;  // month to which the mean, and contributions, are brought up to date
  };
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  enum class Change : std::uint8_t { leaves, moves, is_succeeded };
  struct Coming {
    std::uint32_t life;
    Change change;
    std::int16_t since;  // stint that it ends
  };

  bool is_active(const Life& life) const { return projects_.is_active(life.person); }
  double rate_of(const Life& life) const { return life.capacity / projects_.parameters.contribution_hours; }
  // Month from which the person of the opening has been adult.
  int grown_up(std::size_t i) const { return prehistory_months - world_.generations.months_old[i]; }

  std::uint32_t row_of(const Life& life) const { return static_cast<std::uint32_t>(&life - lives_.data()); }

  void schedule(const Life& life, double when, Change change) {
    if (when < prehistory_months) coming_[static_cast<std::size_t>(std::max(when, 0.0))].push_back({row_of(life), change, life.since});
  }

  void rest(Life& life) {
    life.place = static_cast<std::uint32_t>(dormant_.size());
    dormant_.push_back(row_of(life));
  }

  void fill_urns() { projects_.urns = project_urns(members_, projects_.parameters.initial_attractiveness, appeal_); }

  // The dormant take up projects until as many contribute as at the opening; returns how many did.
  template <class AfterEach>
  std::size_t take_up_projects(int now, AfterEach after_each) {
    sim::Stream lot = draws_.stream(purpose::past_arrival, now, 0);
    std::size_t arrived = 0;
    picks_.clear();  // with every pick one is dormant no longer
    for (std::size_t left = dormant_.size(), free = contributors_ - std::min(active_, contributors_); left > 0 && free > 0; --left, --free)
      picks_.push_back(static_cast<std::uint32_t>(sim::integer(lot, left)));
    for (; arrived < picks_.size(); ++arrived) {
      if (arrived + far < picks_.size()) sim::foresee(&dormant_[picks_[arrived + far]]);
      if (arrived + 2 * near < picks_.size()) sim::foresee(&lives_[dormant_[picks_[arrived + 2 * near]]]);
      if (arrived + near < picks_.size()) expect(lives_[dormant_[picks_[arrived + near]]]);
      Life& life = lives_[dormant_[picks_[arrived]]];
      dormant_[life.place] = dormant_.back();
      lives_[dormant_.back()].place = life.place;
      dormant_.pop_back();
      begin_stint(life, now);
      after_each();
    }
    return arrived;
  }

  void begin_stint(Life& life, int now) {
    const Projects::Parameters& p = projects_.parameters;
    sim::Stream stream = draws_.stream(purpose::prehistory, now, life.person);
    choose(life, now, stream);
    life.since = static_cast<std::int16_t>(now - prehistory_months);
    life.contributions = 1.0f;
    life.counted = static_cast<std::int16_t>(now);
    const double leaving = months_until_leaving(p, 1.0, rate_of(life), sim::exponential(stream));
    const double moving = p.turnover > 0.0 ? sim::exponential(stream, 1.0 / p.turnover) : std::numeric_limits<double>::infinity();
    schedule(life, now + 1.0 + std::floor(std::min(leaving, moving)), leaving < moving ? Change::leaves : Change::moves);
  }

  void change(const Coming& next, int now) {
    Life& life = lives_[next.life];
    if (next.change == Change::is_succeeded) {
      if (is_active(life)) leave(life, now), rest(life);
      settle(life, now);
      life.contribution = life.contributions = 0.0f;
      return;
    }
    if (!is_active(life) || life.since != next.since) return;  // a forebear's stint
    if (next.change == Change::moves) return begin_stint(life, now);
    leave(life, now);
    rest(life);
  }

  void leave(Life& life, int now) {
    settle(life, now);
    const std::int32_t from = projects_.project[life.person];
    projects_.project[life.person] = -1;
    if (from < 0) return;
    const auto k = static_cast<std::size_t>(from);
    --active_;
    --members_[k];
    effort_[k] -= life.capacity;
    core_left_[k] -= projects_.core[life.person];
    projects_.core[life.person] = 0;
    (life.before == none ? first_[k] : lives_[life.before].next) = life.next;
    if (life.next != none) lives_[life.next].before = life.before;
  }

  // Lives are looked up in the order of what happens to them: told so many lives ahead, memory need not be waited for.
  static constexpr std::size_t near = 4, far = 16;
  SIM_INLINE void expect(const Life& life) const {
    sim::foresee(&projects_.project.current[life.person]);
    sim::foresee(&projects_.core[life.person]);
    sim::foresee(&world_.influence.neighbours[life.person * Influence::acquaintances]);
    if (life.next != none) sim::foresee(&lives_[life.next]);
    if (life.before != none) sim::foresee(&lives_[life.before]);
  }

  // Somebody goes to a project, from another one or from none.
  void choose(Life& life, int now, sim::Stream& stream) {
    leave(life, now);
    const double friendly = sim::uniform(stream), urn = sim::uniform(stream);
    const std::int32_t project = choose_project(projects_, world_, projects_.project.current, life.person, friendly, urn);
    projects_.project[life.person] = project;
    const auto k = static_cast<std::size_t>(project);
    ++active_;
    ++members_[k];
    effort_[k] += life.capacity;
    life.before = none;
    life.next = std::exchange(first_[k], row_of(life));
    if (life.next != none) lives_[life.next].before = row_of(life);
  }

  // Cores are lost, and members of closed projects choose anew, at their experience.
  void lose_and_rescue(int now) {
    std::copy(core_left_.begin(), core_left_.end(), projects_.core_left.of(0));
    projects_.core_left.collect();
    change_conditions(projects_, draws_, purpose::past_fate, now);
    appeal_ = appeals(projects_, knowledge_);
    std::vector<std::uint32_t> stranded;
    for (std::size_t k = 0; k < members_.size(); ++k)
      if (projects_.condition[k] == Projects::vacant)
        for (std::uint32_t row = first_[k]; row != none; row = lives_[row].next) stranded.push_back(row);
    if (stranded.empty()) return;
    std::sort(stranded.begin(), stranded.end());
    fill_urns();
    for (const std::uint32_t row : stranded) {
      Life& life = lives_[row];
      count_contributions(life, now);
      sim::Stream stream = draws_.stream(purpose::past_fate, now, life.person);
      choose(life, now, stream);
    }
  }

  void find_cores(int now) {
    std::vector<Projects::Giver> givers;
    for (Life& life : lives_) {
      if (!is_active(life)) continue;
      settle(life, now);
      givers.push_back({projects_.project[life.person], life.contribution, life.person});
    }
    models::find_cores(projects_, givers);
    for (std::size_t k = 0; k < core_left_.size(); ++k) core_left_[k] = projects_.core_size[k];
  }

  double output(std::size_t k) const {  // differences may leave a trace below zero
    if (projects_.condition[k] != Projects::working) return 0.0;
    return team_output(projects_.parameters, std::max(effort_[k], 0.0), static_cast<double>(members_[k]));
  }

  // The mean of the year moves by a twelfth of the gap each month that the person was there, or was not.
  void settle(Life& life, int now) {
    const double gives = is_active(life) ? life.capacity : 0.0;
    const double gap = static_cast<double>(life.contribution) - gives;
    life.contribution = static_cast<float>(gives + gap * faded_[static_cast<std::size_t>(now - life.settled)]);
    life.settled = static_cast<std::int16_t>(now);
  }

  // Contributions of a stint that lasted until now, from census to census. Nobody asks for those of stints that others followed.
  void count_contributions(Life& life, int now) {
    const double rate = rate_of(life);
    if (rate == 0.0) return;
    while (life.counted < now) {
      const int until = std::min(now, (life.counted / Projects::census_period + 1) * Projects::census_period);
      sim::Stream stream = draws_.stream(purpose::past_contributions, until, life.person);
      life.contributions += static_cast<float>(sim::poisson(stream, (until - life.counted) * rate));
      life.counted = static_cast<std::int16_t>(until);
    }
  }

  Projects& projects_;
  Knowledge& knowledge_;
  const World& world_;
  const sim::Draws& draws_;
  std::vector<std::vector<Coming>> coming_;       // by month
  std::vector<std::int64_t> members_, core_left_;  // [project]
  std::vector<double> effort_, output_, gain_;     // [project]
  std::vector<double> appeal_;                     // [project] this month
  std::array<double, prehistory_months + 1> faded_;  // what n months leave of a gap
  sim::Array<Life> lives_;                         // by person
  sim::Array<std::uint32_t> dormant_;              // lives
  std::vector<std::uint32_t> picks_;               // places among the dormant of who takes up a project
  std::vector<std::uint32_t> first_;               // [project] of the lives there
  std::size_t contributors_ = 0, active_ = 0;      // wanted, there are
  double waited_ = 0.0, arrived_ = 0.0;            // persons x months dormant, persons who took up a project
};

}  // namespace

double months_until_leaving(const Projects::Parameters& p, double made, double rate, double ordeal) {
  if (p.exit_hazard <= 0.0) return std::numeric_limits<double>::infinity();
  const double flat = ordeal / exit_hazard(p, made);  // where nothing is added to experience
  if (rate <= 0.0) return flat;
  // The integral of h0 (made + rate t)^-b1 over t is the ordeal.
  const double b = p.exit_experience, growth = rate / made * flat;
  if (std::abs(1.0 - b) < 1e-6) return made / rate * (sim::exp(growth) - 1.0);
  const double grown = 1.0 + (1.0 - b) * growth;
  return grown > 0.0 ? made / rate * (sim::pow(grown, 1.0 / (1.0 - b)) - 1.0) : std::numeric_limits<double>::infinity();
}

void live_through_prehistory(Projects& projects, Knowledge& knowledge, const World& world, const sim::Month& month) {
  Lives lives(projects, knowledge, world, month.draws);
  lives.begin();
  for (int now = 1; now < prehistory_months; ++now) lives.live(now);
  lives.hand_over();
  start_at_one(knowledge, world);
}

}  // namespace models

//! Every mechanism can be switched off by parameters alone: scenarios/switches holds one patch each. Switched off it leaves
//! no trace: series and accounts are the same bits as on a schedule without its rows.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <set>

#include "tests/catch.h"
#include "tests/models/small_world.h"

namespace {

namespace io = sim::io;
using test::live;
using Process = sim::Process<models::World>;

//! The world on a schedule from which some rows are missing.
struct Thinned : models::World {
  static inline std::vector<Process> rows;
  static std::span<const Process> schedule() { return rows; }
  static void leave_out(const std::set<std::string>& names) {
    rows.clear();
    for (const Process& row : models::World::schedule())
      if (!names.contains(std::string(row.room) + "." + std::string(row.name))) rows.push_back(row);
  }
};

std::filesystem::path switches() { return std::filesystem::path(BEACHHEAD_SOURCE_DIR) / "scenarios/switches"; }

io::Scenario scenario_with(const std::vector<std::string>& patches) {
  const sim::Model& model = test::SmallWorld::model();
  const io::Models models{{std::string(model.name())}, [&](std::string_view) { return &model.parameters(); }};
  std::vector<io::Patch> policies;
  for (const std::string& patch : patches) policies.push_back({(switches() / (patch + ".toml")).string()});
  return io::read_scenario_text("[run]\nmodel = \"peer-production\"\n", {"test", policies, {"people.count=1000"}}, models);
}

//! Names of series and accounts that differ in a single bit.
std::vector<std::string> differences(const io::Recorder& one, const io::Recorder& other) {
  std::vector<std::string> found;
  REQUIRE(one.all().size() == other.all().size());
  for (std::size_t k = 0; k < one.all().size(); ++k) {
    const io::Recorded& a = one.all()[k];
    if (a.group != "series" && a.group != "accounts") continue;
    const bool same = std::visit(
        [&](const auto& values) {
          const auto& others = std::get<std::remove_cvref_t<decltype(values)>>(other.all()[k].values);
          return values.size() == others.size() && std::memcmp(values.data(), others.data(), values.size() * sizeof(values[0])) == 0;
        },
        a.values);
    if (!same) found.push_back(a.name);
  }
  return found;
}

struct Mechanism {
  std::string patch;            //!< file of scenarios/switches, without ending
  std::set<std::string> rows;   //!< of the schedule, that then do nothing; none where they serve others too
};

const std::vector<Mechanism> mechanisms{
    {"advertising", {"platforms.capture.sell_advertising"}},
    {"commons", {}},
    {"confidence", {"people.livelihood.sway_confidence"}},
    {"bargaining", {}},
    {"creation-rights", {"commons.creation_rights.protect_and_expire"}},
    {"cooperatives",
     {"cooperation.cooperatives.weigh_membership", "cooperation.cooperatives.divide_surplus", "cooperation.cooperatives.pay_members",
      "cooperation.cooperatives.count_members"}},
    {"conversion", {"producers.demography.convert_producers"}},
    {"demography", {"producers.demography.close_producers", "producers.demography.found_producers"}},
    {"domains", {}},
    {"design-pools", {"producers.innovation.pay_pool_fees"}},
    {"districts", {}},
    {"energy", {"producers.energy.pay_out_rent"}},
    {"energy-substitution", {}},
    {"entry-by-return", {}},
    {"generations", {"people.generations.look_up_mortality", "people.generations.grow_old", "people.generations.name_heirs"}},
    {"foresight", {}},
    {"lock-in", {}},
    {"foundations",
     {"commons.foundations.collect_donations", "commons.foundations.keep_infrastructure", "commons.foundations.count_core",
      "commons.foundations.set_pay_rate", "commons.foundations.pay_maintainers"}},
    {"firm-sizes", {"producers.firm_sizes.grow"}},
    {"goods-classes", {"producers.goods_market.sense_buyers"}},
    {"gig-services", {"platforms.capture.buy_gigs", "platforms.capture.pay_gigs"}},  // price_gigs shows people that gig hours earn nothing
    {"imitation", {}},
    {"infrastructure", {"commons.foundations.keep_infrastructure"}},
    {"influence", {"people.influence.recall_orientation", "people.influence.spread_orientation"}},
    {"job-offers", {"people.time_use.weigh_offers"}},
    {"licences", {"commons.licences.choose_licences", "commons.licences.collect_licence_fees"}},
    {"making", {"producers.making.make_locally"}},
    {"mobilisation",
     {"politics.mobilisation.spread_templates", "politics.mobilisation.mobilise", "politics.mobilisation.count_active",
      "politics.mobilisation.feed_active"}},
    {"motives", {"people.motivation.weigh_motives"}},
    {"network-effect", {}},
    {"phyles", {"cooperation.phyles.call_members", "cooperation.phyles.join_and_leave", "cooperation.phyles.award_stipends"}},
    {"platform-entry", {"platforms.entry.found_platforms", "platforms.entry.buy_rising_platforms"}},
    {"projects", {"commons.projects.lose_and_rescue"}},
    {"paid-contribution", {"producers.innovation.give_to_commons"}},
    {"research", {}},
    {"royalties",
     {"commons.royalties.collect_royalties", "commons.royalties.weigh_creators", "commons.royalties.divide_royalties",
      "commons.royalties.pay_royalties", "commons.royalties.close_royalties"}},
    {"sharing", {"people.sharing.recall_habits", "people.sharing.lend_things", "people.sharing.count_lenders"}},
    {"user-innovators", {}},
    {"unions", {}},
    {"strategies", {"producers.innovation.revise_strategies"}},
};

}  // namespace

TEST_CASE("switches: every patch belongs to a mechanism and every row to the schedule") {
  std::set<std::string> patches, listed, rows;
  for (const auto& file : std::filesystem::directory_iterator(switches())) patches.insert(file.path().stem().string());
  for (const Process& row : models::World::schedule()) rows.insert(std::string(row.room) + "." + std::string(row.name));
  for (const Mechanism& mechanism : mechanisms) {
    listed.insert(mechanism.patch);
    for (const std::string& row : mechanism.rows) CHECK((rows.contains(row) ? row : "no row " + row) == row);
  }
  CHECK(patches == listed);
}

TEST_CASE("switches: a mechanism that is off leaves no trace") {
  constexpr int months = 120;  // entry by return takes that long to show among fifty producers
  const io::Recorder all_on = live<models::World>(scenario_with({}), months);
  for (const Mechanism& mechanism : mechanisms) {
    const io::Scenario off = scenario_with({mechanism.patch});
    const io::Recorder switched_off = live<models::World>(off, months);
    Thinned::leave_out(mechanism.rows);
    INFO(mechanism.patch);
    if (!mechanism.rows.empty()) CHECK(differences(switched_off, live<Thinned>(off, months)) == std::vector<std::string>{});
    CHECK(differences(switched_off, all_on) != std::vector<std::string>{});
  }
}

TEST_CASE("switches: what is off by default leaves no trace") {
  const io::Scenario baseline = scenario_with({});
  const io::Recorder with_rows = live<models::World>(baseline, 60);
  Thinned::leave_out({"platforms.hosting.host_projects", "platforms.marketplace.charge_commission", "platforms.marketplace.sell_data",
                      "cooperation.cooperatives.admit_members"});
  CHECK(differences(with_rows, live<Thinned>(baseline, 60)) == std::vector<std::string>{});
}

TEST_CASE("switches: any two mechanisms can be off together") {
  for (std::size_t a = 0; a < mechanisms.size(); ++a)
    for (std::size_t b = a + 1; b < mechanisms.size(); ++b) {
      INFO(mechanisms[a].patch << " and " << mechanisms[b].patch);
      const io::Recorder record = live<models::World>(scenario_with({mechanisms[a].patch, mechanisms[b].patch}), 24);
      const std::vector<double>& gdp = *record.find_series("real_gdp");
      CHECK(std::all_of(gdp.begin(), gdp.end(), [&](double value) { return value > 0.5 * gdp[0] && value < 2.0 * gdp[0]; }));
    }
}

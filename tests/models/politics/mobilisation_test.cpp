#include "models/politics/mobilisation.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using sim::Money;
using test::Settings;
using test::SmallWorld;
using test::second_year;

TEST_CASE("mobilisation: zero: who never looks around never joins, and nobody is fed") {
  SmallWorld small({{"politics.mobilisation.attention", 0.0}});
  small.live(12);
  for (const double share : small.series("mobilised")) CHECK(share == 0.0);
  CHECK(small.flow("provisions") == 0.0);
}

TEST_CASE("mobilisation: by hand: grievance, joining, tiring") {
  // Jobless with half the median income, a take rate of 0.2, a tenth of transfers cut: .08 + .04 + .01 + .01 = .14.
  SmallWorld small({{"people.count", std::int64_t{40}}, {"politics.mobilisation.attention", 1.0}, {"politics.mobilisation.fatigue", 1.0},
                    {"politics.mobilisation.relief", 0.0}, {"politics.mobilisation.threshold_mean", 0.135}, {"politics.mobilisation.threshold_sd", 0.0}});
  auto& world = small.world();
  auto& own = world.mobilisation;
  world.measures.income.median = 2'000.0;
  world.strategy.mean_take_rate = 0.2;
  world.public_debt.cut = 0.1;
  for (std::size_t i = 0; i < 40; ++i) {
    world.labour_market.employer[i] = 0;
    world.livelihood.income[i] = 2'000.0f;
  }
  world.labour_market.employer[0] = -1;
  world.livelihood.income[0] = 1'000.0f;
  CHECK(own.grievance(world, 0) == Approx(0.14).epsilon(1e-6));
  CHECK(own.grievance(world, 1) == Approx(0.02).epsilon(1e-6));
  // A threshold of .135: person 0 joins by grievance alone, person 1 when one of eight acquaintances does, .125 + .02.
  for (std::size_t k = 0; k < 8; ++k) world.influence.neighbours[8 + k] = k == 0 ? 0 : 2;
  small.once(models::spread_templates, own, 1);
  small.each(models::mobilise, own, 1);
  small.once(models::count_active, own, 1);
  CHECK(own.share() == Approx(1.0 / 40));
  CHECK(own.active[0] == 1);
  small.once(models::spread_templates, own, 2);
  small.each(models::mobilise, own, 2);
  CHECK(own.active[0] == 0);  // everybody tires at once
  CHECK(own.active[1] == 1);
}

TEST_CASE("mobilisation: conserves: what people are fed the phyles pay") {
  SmallWorld small({{"people.count", std::int64_t{2'000}}, {"politics.mobilisation.threshold_mean", 0.0}, {"people.generations.renewal", false}});
  for (int t = 0; t < 6; ++t) {
    small.live(1);  // the books close or throw
    const auto& own = small.world().mobilisation;
    std::int64_t active = 0, by_district = 0;
    for (const std::uint8_t one : own.active) active += one;
    for (std::size_t d = 0; d < own.by_district.size(); ++d) by_district += own.by_district[d];
    CHECK(active == by_district);
    double fed = 0.0;
    for (std::size_t y = 0; y < own.meal.size(); ++y) fed += Money::floor(own.meal[y]).eur() * static_cast<double>(own.by_phyle[y]);
    CHECK(small.flow("provisions") == Approx(fed).epsilon(1e-9));
  }
  CHECK(small.flow("provisions") > 0.0);
}

TEST_CASE("mobilisation: direction: grievance, templates and provisions raise it; thresholds, fatigue and repression lower it") {
  const auto with = [](const std::string& name, double value) {
    return second_year("mobilised", {{"politics.mobilisation." + name, value}});
  };
  const double usual = second_year("mobilised", {});
  CHECK(usual > 0.0);
  CHECK(with("unemployment_grievance", 0.5) > usual);
  CHECK(with("income_grievance", 0.3) > usual);
  CHECK(with("capture_grievance", 0.5) > usual);
  CHECK(with("template_effect", 0.3) > usual);
  CHECK(with("threshold_mean", 0.4) < usual);
  CHECK(with("fatigue", 0.9) < usual);
  CHECK(second_year("mobilised", {{"politics.mobilisation.repression", 1.0}, {"politics.mobilisation.rights_grievance", 0.0}}) < usual);
  CHECK(second_year("mobilised", {{"politics.mobilisation.relief", 1.0}, {"politics.mobilisation.provisioning", 1.0}}) > usual);
  CHECK(second_year("protest_templates", {{"politics.mobilisation.copying", 0.2}}) > second_year("protest_templates", {}));
}

TEST_CASE("mobilisation: oracle: without company or tiring, those with thresholds below their grievance join: a normal integral") {
  // Everybody's grievance is 0.1 (rights), nobody tires, everybody looks around once: a share Phi((0.1 - mean) / sd) joins in the first
  // month. Standard error at 20,000 people: 0.003 at most.
  SmallWorld small({{"people.count", std::int64_t{20'000}}, {"politics.mobilisation.attention", 1.0}, {"politics.mobilisation.fatigue", 0.0},
                    {"politics.mobilisation.unemployment_grievance", 0.0}, {"politics.mobilisation.income_grievance", 0.0},
                    {"politics.mobilisation.capture_grievance", 0.0}, {"politics.mobilisation.rights_grievance", 0.1},
                    {"politics.mobilisation.repression", 1.0}, {"politics.mobilisation.repression_effect", 0.0},
                    {"politics.mobilisation.template_effect", 0.0},
                    {"politics.mobilisation.threshold_mean", 0.25}, {"politics.mobilisation.threshold_sd", 0.10}});
  auto& own = small.world().mobilisation;
  small.each(models::mobilise, own, 0);
  small.once(models::count_active, own, 0);
  const double expected = 0.5 * std::erfc((0.25 - 0.1) / 0.10 / std::sqrt(2.0));
  CHECK(own.share() == Approx(expected).margin(4.0 * std::sqrt(expected * (1.0 - expected) / 20'000.0)));
}

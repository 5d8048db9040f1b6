#include "models/textbook/patent_term.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::PatentTerm;
using Law = test::TextbookWorld<models::PatentTermWorld>;

namespace {

const std::string section = "textbook.patent_term.";

PatentTerm::Parameters textbook(double slope) {
  return {.opening_term = 20.0, .reform_step = 0.05, .interest = 0.05, .effectiveness = 0.2, .elasticity = 0.3, .slope = slope};
}

double settled_term(test::Settings settings) {
  settings.emplace(section + "reform_step", 0.05);
  Law small(settings);
  small.live(3'000);
  const std::vector<double>& term = small.series("term");
  REQUIRE(term.back() == term[term.size() - 2]);
  return term.back();
}

// The place of the greatest value of a function with one hill, by thirds.
double top_of(double low, double high, auto&& value) {
  while (high - low > 1e-9 * high) {
    const double left = low + (high - low) / 3.0, right = high - (high - low) / 3.0;
    (value(left) < value(right) ? low : high) = value(left) < value(right) ? left : right;
  }
  return 0.5 * (low + high);
}

}  // namespace

TEST_CASE("patent_term: zero: without protection nobody searches, and a law that may not change stays") {
  const models::TermOutcome open = outcome_of(textbook(1.0), 0.0);
  CHECK(open.research == 0.0);
  CHECK(open.welfare() == 0.0);
  Law still({{section + "reform_step", 0.0}});
  still.live(5);
  CHECK(still.series("term").back() == 20.0);
  Law useless({{section + "effectiveness", 0.0}});
  useless.live(5);
  CHECK(useless.series("term").back() == 20.0);
  CHECK(useless.series("welfare").back() == 0.0);
}

TEST_CASE("patent_term: by hand: a term that halves, and a step of the law") {
  // a = 1/2, b = .4, r = .05 and exp(-rT) = 1/2: D = 10, R = (.5 x .4 x 10)^2 = 4, B = .4 x 2 = .8, profit .8 x 10 - 4 = 4, and consumers
  // gain (.8 + .5 x 3 x .64) x 10 = 17.6 at a slope of 3.
  PatentTerm::Parameters parameters = textbook(3.0);
  parameters.elasticity = 0.5, parameters.effectiveness = 0.4;
  const models::TermOutcome found = outcome_of(parameters, std::log(2.0) / 0.05);
  CHECK(found.research == Approx(4.0));
  CHECK(found.cost_fall == Approx(0.8));
  CHECK(found.inventors_profit == Approx(4.0));
  CHECK(found.consumers_gain == Approx(17.6));
  CHECK(found.welfare() == Approx(21.6));
  // From 20 and from 100 years a year towards 36.3.
  for (const double opening : {20.0, 100.0}) {
    Law small({{section + "opening_term", opening}, {section + "reform_step", 1.0}});
    small.live(3);
    CHECK(small.series("term").back() == Approx(opening < 36.0 ? opening + 3.0 : opening - 3.0));
  }
}

TEST_CASE("patent_term: conserves: the saving goes to the inventor or to consumers, who gain a triangle besides") {
  for (const double term : {1.0, 20.0, 60.0, 300.0})
    for (const double slope : {0.0, 1.0, 4.0}) {
      const models::TermOutcome found = outcome_of(textbook(slope), term);
      const double for_ever = found.cost_fall / 0.05;
      const double triangle = 0.5 * slope * found.cost_fall * found.cost_fall * std::exp(-0.05 * term) / 0.05;
      CHECK(found.welfare() + found.research == Approx(for_ever + triangle).epsilon(1e-12));
    }
}

TEST_CASE("patent_term: direction: what shortens the best term, and what a longer one does") {
  const double usual = settled_term({});
  CHECK(settled_term({{section + "opening_term", 90.0}}) == Approx(usual).margin(0.05));
  CHECK(settled_term({{section + "interest", 0.08}}) < usual - 1.0);
  CHECK(settled_term({{section + "effectiveness", 0.4}}) < usual - 1.0);  // larger inventions lose more to the royalty
  CHECK(settled_term({{section + "elasticity", 0.5}}) > usual + 1.0);     // research answers more
  CHECK(settled_term({{section + "slope", 2.0}}) < usual - 1.0);
  const models::TermOutcome shorter = outcome_of(textbook(1.0), 20.0), longer = outcome_of(textbook(1.0), 40.0);
  CHECK(longer.research > shorter.research);
  CHECK(longer.inventors_profit > shorter.inventors_profit);
  CHECK(longer.consumers_gain < shorter.consumers_gain);
}

TEST_CASE("patent_term: oracle: V19, Nordhaus's best term falls with the slope of demand") {
  double before = 1e9;
  for (const auto& [slope, years] : {std::pair{0.2, 61.9}, {0.5, 46.4}, {1.0, 36.3}, {2.0, 28.2}, {4.0, 22.2}}) {
    const double term = settled_term({{section + "slope", slope}});
    CHECK(term == Approx(years).margin(0.1));
    CHECK(term < before);
    before = term;
    // A planner who lets the inventor try all research, and tries all terms.
    const double searched = top_of(1.0, 200.0, [&](double t) {
      const double during = (1.0 - std::exp(-0.05 * t)) / 0.05, after = std::exp(-0.05 * t) / 0.05;
      const double research = top_of(0.0, 20.0, [&](double r) { return 0.2 * std::pow(r, 0.3) * during - r; });
      const double fall = 0.2 * std::pow(research, 0.3);
      return fall * during - research + (fall + 0.5 * slope * fall * fall) * after;
    });
    CHECK(term == Approx(searched).margin(0.05));
    // Nordhaus's condition, exp(-r T) = (1 - a) x / ((1 - a) x + 2 a (1 + x)) with x = slope B, by repeated insertion.
    double closed = 30.0;
    for (int k = 0; k < 200; ++k) {
      const double fall = 0.2 * std::pow(0.3 * 0.2 * (1.0 - std::exp(-0.05 * closed)) / 0.05, 0.3 / 0.7), x = slope * fall;
      closed = -std::log(0.7 * x / (0.7 * x + 0.6 * (1.0 + x))) / 0.05;
    }
    CHECK(term == Approx(closed).margin(0.03));
  }
}

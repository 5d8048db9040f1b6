#include "models/textbook/pairwise_trade.h"

#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::PairwiseTrade;
using Trade = test::TextbookWorld<models::PairwiseTradeWorld>;

namespace {

test::Settings settings(std::int64_t people, const std::string& rule, double parameter, double redistribution = 0.0) {
  return {{"textbook.pairwise_trade.count", people}, {"textbook.pairwise_trade.rule", rule},
          {"textbook.pairwise_trade." + std::string(rule == "split" ? "saving" : "stake"), parameter},
          {"textbook.pairwise_trade.redistribution", redistribution}};
}

PairwiseTrade::Parameters rule(PairwiseTrade::Rule how, double saving, double stake) {
  return {.count = 2, .rule = how, .saving = saving, .stake = stake, .redistribution = 0.0};
}

// Mean of the last `months` of a run.
double settled_gini(const test::Settings& changes, int before, int months, std::uint32_t seed = 1) {
  Trade small(changes, seed);
  small.pass(before);
  small.live(months);
  const std::vector<double>& all = small.series("gini_wealth");
  return std::accumulate(all.begin(), all.end(), 0.0) / months;
}

// Gini coefficient of a gamma distribution: Gamma(a + 1/2) / (a Gamma(a) sqrt(pi)).
double gini_of_gamma(double shape) { return std::exp(std::lgamma(shape + 0.5) - std::lgamma(shape)) / (shape * std::sqrt(M_PI)); }

}  // namespace

TEST_CASE("pairwise_trade: zero: without stakes nothing moves; who saves nearly all hardly trades") {
  Trade small(settings(100, "yard_sale", 0.0));
  small.live(5);
  for (const double wealth : small.world().trade.wealth) CHECK(wealth == 1.0);
  CHECK(wealth_after(rule(PairwiseTrade::Rule::split, 0.999, 0.0), 3.0, 1.0, 0.25) == Approx(3.0).margin(0.003));
}

TEST_CASE("pairwise_trade: by hand: two people") {
  // Saving half: 4 and 2 keep 2 and 1 and split 3; luck 1/3 gives the first 2 + 1.
  CHECK(wealth_after(rule(PairwiseTrade::Rule::split, 0.5, 0.0), 4.0, 2.0, 1.0 / 3.0) == Approx(3.0));
  // A tenth of the poorer one's 2 moves.
  CHECK(wealth_after(rule(PairwiseTrade::Rule::yard_sale, 0.0, 0.1), 4.0, 2.0, 0.3) == Approx(4.2));
  CHECK(wealth_after(rule(PairwiseTrade::Rule::yard_sale, 0.0, 0.1), 4.0, 2.0, 0.7) == Approx(3.8));
  CHECK(wealth_after(rule(PairwiseTrade::Rule::yard_sale, 0.0, 0.1), 2.0, 4.0, 0.7) == Approx(1.8));
}

TEST_CASE("pairwise_trade: conserves: wealth changes hands only, and everybody meets one other") {
  for (const char* how : {"split", "yard_sale"}) {
    Trade odd(settings(101, how, 0.3, 0.01));
    odd.live(200);
    double sum = 0.0;
    for (const double wealth : odd.world().trade.wealth) {
      CHECK(wealth >= 0.0);
      sum += wealth;
    }
    CHECK(sum == Approx(101.0).epsilon(1e-12));
    std::vector<std::int64_t> people(odd.world().trade.order.begin(), odd.world().trade.order.end());
    std::sort(people.begin(), people.end());
    for (std::size_t i = 0; i < people.size(); ++i) CHECK(people[i] == static_cast<std::int64_t>(i));
  }
}

TEST_CASE("pairwise_trade: direction: saving and redistribution level, stakes divide") {
  CHECK(settled_gini(settings(500, "split", 0.8), 300, 50) < settled_gini(settings(500, "split", 0.2), 300, 50) - 0.1);
  CHECK(settled_gini(settings(500, "yard_sale", 0.2), 300, 50) > settled_gini(settings(500, "yard_sale", 0.05), 300, 50) + 0.1);
  CHECK(settled_gini(settings(500, "yard_sale", 0.1, 0.05), 600, 50) < settled_gini(settings(500, "yard_sale", 0.1, 0.01), 600, 50) - 0.05);
}

TEST_CASE("pairwise_trade: oracle: V7 and V8, the exponential and, with saving, nearly a gamma distribution") {
  CHECK(settled_gini(settings(2000, "split", 0.0), 200, 100) == Approx(0.5).margin(0.01));
  // Shape 1 + 3 lambda / (1 - lambda): Patriarca, Chakraborti and Kaski 2004.
  CHECK(gini_of_gamma(4.0) == Approx(0.2734).margin(5e-5));
  CHECK(gini_of_gamma(28.0) == Approx(0.1061).margin(5e-5));
  CHECK(settled_gini(settings(2000, "split", 0.5), 200, 100) == Approx(gini_of_gamma(4.0)).margin(0.005));
  CHECK(settled_gini(settings(2000, "split", 0.9), 1000, 200) == Approx(gini_of_gamma(28.0)).margin(0.005));
}

TEST_CASE("pairwise_trade: oracle: V9, a yard sale ends with one owner unless wealth is redistributed") {
  CHECK(settled_gini(settings(1000, "yard_sale", 0.1), 19'999, 1) > 0.98);
  CHECK(settled_gini(settings(1000, "yard_sale", 0.1, 0.02), 2000, 200) == Approx(0.226).margin(0.02));
}

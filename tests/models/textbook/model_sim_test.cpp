#include "models/textbook/model_sim.h"

#include <algorithm>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::ModelSim;
using sim::Money;
using Sim = test::TextbookWorld<models::ModelSimWorld>;

namespace {

// The textbook's numbers: G = 20 million, theta = .2, alpha1 = .6, alpha2 = .4; a test may change one.
test::Settings textbook(test::Settings changes = {}) {
  const test::Settings numbers{{"textbook.model_sim.spending", 20e6},
                               {"textbook.model_sim.tax_rate", 0.2},
                               {"textbook.model_sim.from_income", 0.6},
                               {"textbook.model_sim.from_wealth", 0.4}};
  changes.insert(numbers.begin(), numbers.end());
  return changes;
}

// Income in period `period` (1 is the first). [million]
double income(const char* parameter, double value, int period) {
  Sim small(textbook({{parameter, value}}));
  small.live(period);
  return small.series("income").back() / 1e6;
}

}  // namespace

TEST_CASE("model_sim: zero: a government that spends nothing rules an empty economy") {
  Sim small(textbook({{"textbook.model_sim.spending", 0.0}}));
  small.live(5);
  for (const char* name : {"income", "consumption", "money"})
    for (const double value : small.series(name)) CHECK(value == 0.0);
}

TEST_CASE("model_sim: by hand: the first two periods") {
  // Y1 = 20 / (1 - .6 x .8) = 20 / .52 = 38.461538; C1 = Y1 - 20; tax .2 Y1 = 7.692308; H1 = 20 - 7.692308 = 12.307692.
  // Y2 = (20 + .4 x 12.307692) / .52 = 47.928994; H2 = 12.307692 + 20 - .2 x 47.928994 = 22.721893.
  Sim small(textbook());
  small.live(2);
  CHECK(small.series("income")[0] == Approx(38.461538e6).epsilon(1e-7));
  CHECK(small.series("consumption")[0] == Approx(18.461538e6).epsilon(1e-7));
  CHECK(small.series("money")[0] == Approx(12.307692e6).epsilon(1e-7));
  CHECK(small.series("income")[1] == Approx(47.928994e6).epsilon(1e-7));
  CHECK(small.series("money")[1] == Approx(22.721893e6).epsilon(1e-7));
}

TEST_CASE("model_sim: conserves: households' money is the public debt, to the count, and moves by G - T") {
  Sim small(textbook({{"textbook.model_sim.spending", 19'999'999.9997}}));
  sim::Ledger& books = small.world().ledger;
  Money before;
  for (int period = 0; period < 40; ++period) {
    small.live(1);  // closes the books
    CHECK(books.deposit(ModelSim::households) == books.public_debt());
    CHECK(books.deposit(ModelSim::producers) == Money{});
    Money spent, taxed, bought, paid;
    for (const sim::Ledger::Cell& cell : books.month_flows()) {
      if (cell.name == "public_spending") spent = cell.amount;
      if (cell.name == "taxes") taxed = cell.amount;
      if (cell.name == "purchases") bought = cell.amount;
      if (cell.name == "wages") paid = cell.amount;
    }
    CHECK(books.public_debt() - before == spent - taxed);
    CHECK(paid == spent + bought);
    CHECK(taxed.eur() == Approx(0.2 * paid.eur()).epsilon(0).margin(0.01));
    CHECK(paid.eur() == Approx(small.series("income").back()).epsilon(1e-9));
    before = books.public_debt();
  }
}

TEST_CASE("model_sim: direction: spending and both propensities raise income, taxes lower it") {
  for (const int period : {1, 200}) {
    CHECK(income("textbook.model_sim.spending", 30e6, period) > income("textbook.model_sim.spending", 20e6, period));
    CHECK(income("textbook.model_sim.tax_rate", 0.3, period) < income("textbook.model_sim.tax_rate", 0.2, period));
  }
  CHECK(income("textbook.model_sim.from_income", 0.7, 1) > income("textbook.model_sim.from_income", 0.6, 1));
  CHECK(income("textbook.model_sim.from_wealth", 0.5, 2) > income("textbook.model_sim.from_wealth", 0.4, 2));
}

TEST_CASE("model_sim: oracle: V20, the path to the steady state") {
  // Y* = G / theta = 100, C* = Y* - G = 80, H* = (1 - alpha1) / alpha2 x .8 Y* = 80; each period leaves 11/13 = .846 of
  // the distance: 1 - theta alpha2 / (1 - alpha1 (1 - theta)) = 1 - .08 / .52. Y1 = 38.46, Y10 = 86.32.
  Sim small(textbook());
  small.live(150);
  const std::vector<double>& income = small.series("income");
  double worst = 0.0;
  for (std::size_t t = 0; t < income.size(); ++t) {
    const double closed_form = 100.0 - (100.0 - 20.0 / 0.52) * std::pow(11.0 / 13.0, static_cast<double>(t));
    worst = std::max(worst, std::abs(income[t] / 1e6 / closed_form - 1.0));
  }
  CHECK(worst < 1e-6);
  CHECK(std::round(income[0] / 1e4) == 3846);
  CHECK(std::round(income[9] / 1e4) == 8632);
  CHECK((100e6 - income[10]) / (100e6 - income[9]) == Approx(11.0 / 13.0).epsilon(1e-6));
  CHECK(income.back() == Approx(100e6).epsilon(1e-6));
  CHECK(small.series("consumption").back() == Approx(80e6).epsilon(1e-6));
  CHECK(small.series("money").back() == Approx(80e6).epsilon(1e-6));
}

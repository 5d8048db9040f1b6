#include "models/textbook/oligopoly.h"

#include <cmath>
#include <numeric>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::Oligopoly;
using Market = test::TextbookWorld<models::OligopolyWorld>;

namespace {

// The textbook's numbers: a = 100, b = 1, c = 20; a test may change one.
test::Settings textbook(std::int64_t firms, double inertia, test::Settings changes = {}) {
  const test::Settings numbers{{"textbook.oligopoly.highest_price", 100.0}, {"textbook.oligopoly.slope", 1.0},
                               {"textbook.oligopoly.unit_cost", 20.0}, {"textbook.oligopoly.inertia", inertia},
                               {"textbook.oligopoly.firms", firms}};
  changes.insert(numbers.begin(), numbers.end());
  return changes;
}

double settled(const char* series, const test::Settings& settings) {
  Market small(settings);
  small.live(400);
  return small.series(series).back();
}

}  // namespace

TEST_CASE("oligopoly: zero: nobody makes what costs more than anybody pays, and who never moves stays") {
  Market dear(textbook(4, 0.5, {{"textbook.oligopoly.unit_cost", 120.0}}));
  dear.live(3);
  CHECK(dear.series("quantity_per_firm").back() == 0.0);
  CHECK(dear.series("price").back() == 100.0);
  CHECK(dear.series("profit_per_firm").back() == 0.0);
  Market still(textbook(4, 1.0));
  const sim::Column<double> opening = still.world().market.quantity;
  still.live(3);
  for (std::size_t j = 0; j < 4; ++j) CHECK(still.world().market.quantity[j] == opening[j]);
}

TEST_CASE("oligopoly: by hand: two firms") {
  // 10 and 20 items; best answers (80 - 20) / 2 = 30 and (80 - 10) / 2 = 35; half of the way: 20 and 27.5. Price 100 - 47.5 = 52.5,
  // profit 32.5 x 23.75, buyers' gain 47.5^2 / 2, margin 32.5 / 52.5.
  Market small(textbook(2, 0.5));
  Oligopoly& own = small.world().market;
  own.quantity[0] = 10.0, own.quantity[1] = 20.0;
  small.live(1);
  CHECK(own.quantity[0] == Approx(20.0).epsilon(1e-14));
  CHECK(own.quantity[1] == Approx(27.5).epsilon(1e-14));
  CHECK(small.series("quantity_per_firm").back() == Approx(23.75));
  CHECK(small.series("price").back() == Approx(52.5));
  CHECK(small.series("profit_per_firm").back() == Approx(771.875));
  CHECK(small.series("consumers_gain").back() == Approx(1128.125));
  CHECK(small.series("margin").back() == Approx(32.5 / 52.5));
  // More than is wanted at a price of nothing: the gain is the whole area below the demand curve.
  own.quantity[0] = own.quantity[1] = 90.0;
  own.parameters.inertia = 1.0;
  CHECK(models::market_price(own.parameters, 180.0) == 0.0);
  CHECK(models::best_quantity(own.parameters, 180.0) == 0.0);
}

TEST_CASE("oligopoly: conserves: what trade is worth goes to firms, to buyers, or is lost by the margin") {
  Market small(textbook(3, 0.8, {{"textbook.oligopoly.slope", 0.5}}));
  for (int month = 0; month < 30; ++month) {
    small.live(1);
    const auto& quantity = small.world().market.quantity;
    const double output = std::accumulate(quantity.begin(), quantity.end(), 0.0), price = small.series("price").back();
    const double profits = 3.0 * small.series("profit_per_firm").back();
    CHECK(price * output == Approx(profits + 20.0 * output).epsilon(1e-12));
    const double lost = (price - 20.0) * (price - 20.0) / (2.0 * 0.5);
    CHECK(profits + small.series("consumers_gain").back() + lost == Approx(80.0 * 80.0 / (2.0 * 0.5)).epsilon(1e-12));
  }
}

TEST_CASE("oligopoly: direction: rivals lower the price, cost and demand raise it, inertia calms and delays") {
  const double usual = settled("price", textbook(4, 0.5));
  CHECK(settled("price", textbook(5, 0.5)) < usual - 1.0);
  CHECK(settled("profit_per_firm", textbook(5, 0.5)) < settled("profit_per_firm", textbook(4, 0.5)) - 1.0);
  CHECK(settled("consumers_gain", textbook(5, 0.5)) > settled("consumers_gain", textbook(4, 0.5)) + 1.0);
  CHECK(settled("price", textbook(4, 0.5, {{"textbook.oligopoly.unit_cost", 30.0}})) > usual + 1.0);
  CHECK(settled("price", textbook(4, 0.5, {{"textbook.oligopoly.highest_price", 120.0}})) > usual + 1.0);
  CHECK(settled("quantity_per_firm", textbook(4, 0.5, {{"textbook.oligopoly.slope", 2.0}})) < 0.6 * settled("quantity_per_firm", textbook(4, 0.5)));
  // Four firms come to rest while 5 (1 - inertia) < 4, slowly where they hardly move.
  CHECK(settled("price", textbook(4, 0.21)) == Approx(36.0).epsilon(1e-3));
  Market restless(textbook(4, 0.15));
  restless.live(400);
  const std::vector<double>& price = restless.series("price");
  CHECK(*std::max_element(price.end() - 20, price.end()) > *std::min_element(price.end() - 20, price.end()) + 5.0);
  Market slow(textbook(4, 0.99)), fast(textbook(4, 0.5));
  slow.live(10);
  fast.live(10);
  CHECK(slow.series("price").back() > fast.series("price").back() + 1.0);
}

TEST_CASE("oligopoly: oracle: V17, Cournot's equilibrium") {
  // q = (a - c) / (b (n + 1)) = 16, P = (a + n c) / (n + 1) = 36, profit b q^2 = 256.
  CHECK(settled("quantity_per_firm", textbook(4, 0.5)) == Approx(16.0).epsilon(1e-3));
  CHECK(settled("price", textbook(4, 0.5)) == Approx(36.0).epsilon(1e-3));
  CHECK(settled("profit_per_firm", textbook(4, 0.5)) == Approx(256.0).epsilon(1e-3));
  for (const std::int64_t firms : {1, 2, 10, 100}) {
    const auto n = static_cast<double>(firms);
    const double inertia = 1.0 - 2.0 / (n + 1.0);  // the whole way in a month, for the sum of all
    CHECK(settled("price", textbook(firms, inertia)) == Approx((100.0 + n * 20.0) / (n + 1.0)).epsilon(1e-9));
    CHECK(settled("profit_per_firm", textbook(firms, inertia)) == Approx(6400.0 / ((n + 1.0) * (n + 1.0))).epsilon(1e-9));
  }
  // Each month leaves 1 - (1 - inertia) (n + 1) / 2 of the distance: .75 for four firms that go a tenth of the way.
  Market slow(textbook(4, 0.9));
  slow.live(12);
  const std::vector<double>& price = slow.series("price");
  for (std::size_t month = 1; month < 12; ++month) CHECK(price[month] - 36.0 == Approx(0.75 * (price[month - 1] - 36.0)).epsilon(1e-9));
  // The best answer, by trying all quantities.
  const Oligopoly::Parameters& p = slow.world().market.parameters;
  for (const double others : {0.0, 17.0, 48.0, 79.5, 95.0}) {
    double best = 0.0, most = 0.0;
    for (double quantity = 0.0; quantity < 100.0; quantity += 1e-3) {
      const double profit = (std::max(100.0 - others - quantity, 0.0) - 20.0) * quantity;
      if (profit > most) most = profit, best = quantity;
    }
    CHECK(models::best_quantity(p, others) == Approx(best).margin(2e-3));
  }
}

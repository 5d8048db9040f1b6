#include "models/value/created_captured.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/models/small_world.h"

using models::CreatedCaptured;
using models::Imputation;
using models::impute;
using test::Settings;
using test::SmallWorld;

namespace {

double sum(const Imputation& found) {
  return found.buyers + found.platforms() + found.foundations + found.creators + found.state + found.producer;
}

double all_lines(const CreatedCaptured& own) { return std::accumulate(own.line.begin(), own.line.end(), 0.0); }

// Unit costs .5 with and .55 without the commons, 1,000 items sold, no advertising, donation, royalties or tax.
models::ProducerMonth plain(double price, double twin_price) {
  return {1'000.0, price, twin_price, 0.5, 0.55, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0};
}

// Saving of cost (u0 - u) Q over the producers that trade, from own productivity and wages when goods were made.
double saving(SmallWorld& small, const std::vector<double>& own_productivity) {
  const auto& world = small.world();
  double saved = 0.0;
  for (std::size_t j = 0; j < own_productivity.size(); ++j) {
    if (!world.organisations.trades(j) || world.goods_market.sold[j] <= 0.0) continue;
    const double wage = world.labour_market.offer[j], with = world.production.productivity[j];
    saved += (wage / own_productivity[j] - wage / with) / world.making_share(j) * world.goods_market.sold[j];
  }
  return saved;
}

}  // namespace

TEST_CASE("created_captured: zero: a commons without effect creates nothing and nobody captures anything") {
  SmallWorld small({{"commons.knowledge.elasticity", 0.0},
                    {"commons.foundations.donated_share", 0.0},
                    {"commons.royalties.rate", 0.0},
                    {"producers.innovation.success", 0.0},
                    {"producers.innovation.imitation", 0.0},
                    {"producers.production.markup", 0.38},
                    {"producers.production.markup_sensitivity", 0.0},
                    {"producers.production.stock_out_markup", 0.0},
                    {"value.created_captured.reference_markup", 0.38}});
  const auto& own = small.world().created_captured;
  for (int t = 0; t < 6; ++t) {
    small.live(1);
    const double scale = small.world().goods_market.sales.eur();
    CHECK(std::abs(own.created) < 1e-12 * scale);
    for (const double line : own.line) CHECK(std::abs(line) < 1e-12 * scale);
  }
}

TEST_CASE("created_captured: by hand: a producer's month") {
  // 100 items at 9 EUR, the twin at 10; unit costs 6 and 7; advertising 18 EUR or 2 % of sales, 3 donated, 2 of royalties, tax
  // 20 %. Created 100. Buyers save 100. Revenue is 100 lower, so platforms get 2 less. Profit 900 - 600 + 2 - 5 = 297 against
  // the twin's 300: 3 less, of which the state bears .6.
  const Imputation found = impute({100.0, 9.0, 10.0, 6.0, 7.0, 18.0, 3.0, 0.0, 0.0, 1.0, 2.0, 0.2});
  CHECK(found.created == Approx(100.0));
  CHECK(found.buyers == Approx(100.0));
  CHECK(found.platforms() == Approx(-2.0));
  CHECK(found.foundations == Approx(3.0));
  CHECK(found.creators == Approx(2.0));
  CHECK(found.state == Approx(-0.6));
  CHECK(found.producer == Approx(-2.4));
  CHECK(sum(found) == Approx(found.created).epsilon(1e-12));
  CHECK(sum(impute({0.0, 9.0, 10.0, 6.0, 7.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.2})) == 0.0);
  // With commission of 45 EUR (5 %), data for 9 (1 %), and half of the advertising for the commons' sake: on 100 EUR less of revenue 5 and 1
  // less, but 2 % x 1/2 of the twin's 1,000 as complement rent. Profit 900 - 600 + 2 + 5 + 1 - 10 - 5 = 293, 7 less than the twin's.
  const Imputation taxed = impute({100.0, 9.0, 10.0, 6.0, 7.0, 18.0, 3.0, 45.0, 9.0, 0.5, 2.0, 0.2});
  CHECK(taxed.advertising == Approx(-2.0));
  CHECK(taxed.commission == Approx(-5.0));
  CHECK(taxed.data_rent == Approx(-1.0));
  CHECK(taxed.complement_rent == Approx(10.0));
  CHECK(taxed.state == Approx(-1.4));
  CHECK(taxed.producer == Approx(-5.6));
  CHECK(sum(taxed) == Approx(100.0).epsilon(1e-12));
}

TEST_CASE("created_captured: by hand: what platforms get, by kind and by owner, and what hosting costs them") {
  // One of three platforms belongs to its members. It gets its part of every kind as it is paid; the open commons make half of the
  // advertising.
  SmallWorld small({{"people.count", std::int64_t{2'000}},
                    {"cooperation.platform_cooperatives.count", std::int64_t{1}},
                    {"platforms.hosting.offered", 1.0},
                    {"platforms.marketplace.sales_share", 0.2},
                    {"platforms.marketplace.data_rent", 5.0},
                    {"platforms.capture.complement", 1.0}});
  small.live(6);
  const auto& world = small.world();
  const auto& own = world.created_captured;
  const auto part = [](const sim::Column<double>& paid) { return paid[2] / (paid[0] + paid[1] + paid[2]); };
  const double advertising = part(world.capture.advertising_sales), commission = part(world.marketplace.commission_sales), data = part(world.marketplace.data_sales);
  const auto of_all = [&](CreatedCaptured::Captor line, double members) { return own.line[line] / (1.0 - members) * members; };
  const double members = of_all(CreatedCaptured::advertising, advertising) + of_all(CreatedCaptured::complement_rent, advertising) +
                         of_all(CreatedCaptured::commission, commission) + of_all(CreatedCaptured::data_rent, data) - world.hosting.cost[2];
  CHECK(own.line[CreatedCaptured::member_platforms] == Approx(members));
  CHECK(own.line[CreatedCaptured::hosting] == Approx(-world.hosting.cost[0] - world.hosting.cost[1]));
  CHECK(world.hosting.cost[2] > 0.0);
  // With an elasticity of 1 the advertising of a world with K is (1 + K) times that without it: complement rent is K / (1 + K) of what twins
  // would spend at today's share.
  double twins = 0.0;
  const double share = world.capture.share_advertised(world, world.hosting.open_stock), open = world.hosting.open_stock;
  for (std::size_t j = 0; j < own.twin_price.size(); ++j) twins += own.twin_price[j] * world.goods_market.sold[j];
  CHECK(own.line[CreatedCaptured::complement_rent] == Approx((1.0 - advertising) * share * open / (1.0 + open) * twins).epsilon(1e-6));
}

TEST_CASE("created_captured: conserves: what is captured was created, in reals and in money") {
  const bool all_kinds = GENERATE(false, true);
  Settings settings{{"people.count", std::int64_t{1'000}}, {"producers.demography.exit_hazard", 0.03}};
  if (all_kinds)
    settings.merge(Settings{{"cooperation.platform_cooperatives.count", std::int64_t{1}},
                            {"platforms.hosting.offered", 0.7},
                            {"platforms.hosting.enclosure", 0.02},
                            {"platforms.marketplace.sales_share", 0.3},
                            {"platforms.marketplace.data_rent", 5.0},
                            {"platforms.capture.complement", 0.5}});
  SmallWorld small(settings);
  const auto& own = small.world().created_captured;
  double residual = 0.0, cells = 0.0;
  for (int t = 0; t < 24; ++t) {
    small.live(1);
    residual = std::max(residual, std::abs(own.model_residual) / small.world().goods_market.sales.eur());
    CHECK(own.money_residual == sim::Money{});
    sim::Money matrix;
    for (const sim::Money cell : own.matrix) matrix += cell;
    CHECK(matrix.eur() == Approx(own.created).margin(1e-3));
    CHECK(own.created_by[0] + own.created_by[1] + own.created_by[2] == Approx(own.created).epsilon(1e-12));
    for (std::size_t cell = 0; cell < CreatedCaptured::n_cells; ++cell) {
      double part = 0.0;  // of the creators, mean of the domains by what they created
      for (std::size_t d = 0; d < own.created_by.size(); ++d)
        part += own.created_by[d] / own.created * small.world().knowledge.creator_share[d][cell / CreatedCaptured::n_captors];
      cells = std::max(cells, std::abs(own.matrix[cell].eur() - part * own.line[cell % CreatedCaptured::n_captors]));
    }
  }
  CHECK(residual < 1e-12);
  CHECK(cells < 2e-4);
}

TEST_CASE("created_captured: direction: a dearer twin leaves buyers more, a stronger commons creates more") {
  const auto after = [](const std::string& name, double value) {
    SmallWorld small({{"people.count", std::int64_t{1'000}}, {name, value}});
    small.live(3);
    return small.world().created_captured;
  };
  const auto buyers = [](const CreatedCaptured& own) {
    return own.line[CreatedCaptured::commoner_buyers] + own.line[CreatedCaptured::other_buyers] +
           own.line[CreatedCaptured::public_buyers];
  };
  const std::string markup = "value.created_captured.reference_markup", elasticity = "commons.knowledge.elasticity";
  CHECK(buyers(after(markup, 0.5)) > buyers(after(markup, 0.3)));
  CHECK(after(markup, 0.5).line[CreatedCaptured::firms] < after(markup, 0.3).line[CreatedCaptured::firms]);
  CHECK(after(markup, 0.5).created == after(markup, 0.3).created);
  CHECK(after(elasticity, 0.1).created > after(elasticity, 0.05).created);
}

TEST_CASE("created_captured: oracle: price unchanged and full pass-through") {
  // S = (.55 - .5) 1,000 = 50 EUR. At the twin's price the producer keeps S. With p = 1.38 u and p0 = 1.38 u0 buyers
  // get 1.38 S and the producer loses .38 S.
  const Imputation kept = impute(plain(0.8, 0.8));
  CHECK(kept.created == Approx(50.0));
  CHECK(kept.producer == Approx(50.0));
  CHECK(kept.buyers == 0.0);
  const Imputation passed = impute(plain(1.38 * 0.5, 1.38 * 0.55));
  CHECK(passed.buyers == Approx(1.38 * 50.0));
  CHECK(passed.producer == Approx(-0.38 * 50.0));
  CHECK(sum(passed) == Approx(50.0));
}

TEST_CASE("created_captured: oracle: created value is the saving of cost on what was sold") {
  // The twin made its goods with the own productivity that producers had when they made theirs: a step of innovation
  // after production changes neither. Certain, large steps would show it.
  for (const double innovation : {0.0, 1.0}) {
    SmallWorld small({{"producers.innovation.success", innovation},
                      {"producers.innovation.imitation", innovation},
                      {"producers.innovation.research_adjustment", 0.0},  // staff make goods for the same part of their time
                      {"producers.innovation.revision", 0.0},
                      {"producers.making.pledge", 0.0},
                      {"producers.making.scale_elasticity", 0.0},
                      {"producers.innovation.largest_step", 0.15}});
    for (int t = 0; t < 3; ++t) {
      const auto& made_with = small.world().production.own_productivity;
      const std::vector<double> before(made_with.begin(), made_with.end());
      small.live(1);
      CHECK(small.world().created_captured.created == Approx(saving(small, before)).epsilon(1e-9));
      CHECK(all_lines(small.world().created_captured) == Approx(saving(small, before)).epsilon(1e-6));
    }
  }
}

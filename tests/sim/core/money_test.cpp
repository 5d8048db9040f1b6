#include "sim/core/money.h"

#include <vector>

#include "sim/core/column.h"
#include "sim/core/divide.h"
#include "sim/core/few.h"
#include "tests/catch.h"

using sim::Money;

TEST_CASE("money: amounts round to the nearest count, and parts round down") {
  CHECK(Money::near(1.00004).counts() == 10'000);
  CHECK(Money::near(1.00006).counts() == 10'001);
  CHECK(Money::near(-1.00006).counts() == -10'001);
  CHECK(Money::floor(1.99999).counts() == 19'999);
  CHECK(Money::of(2.5e11).counts() == 2'500'000'000'000'000);
  CHECK_THROWS_AS(Money::of(1e300), sim::InternalError);
}

TEST_CASE("divide: parts are proportional, add up exactly, and the largest remainders get what is left") {
  const std::vector<double> weights{1.0, 1.0, 1.0, 0.0};
  const std::vector<Money> parts = sim::divide(Money::counts(100), weights);
  CHECK(parts[0].counts() == 34);
  CHECK(parts[1].counts() == 33);
  CHECK(parts[2].counts() == 33);
  CHECK(parts[3].counts() == 0);
}

TEST_CASE("divide: sums are exact for awkward weights and sizes") {
  for (const std::int64_t sum : {std::int64_t{0}, std::int64_t{1}, std::int64_t{7}, std::int64_t{999'999'937}, std::int64_t{4'000'000'000'000'000'007}}) {
    std::vector<double> weights;
    for (int k = 1; k < 60; ++k) weights.push_back(1.0 / (k * k) + (k % 7 == 0 ? 1e-12 : 0.3 * k));
    Money all;
    for (const Money part : sim::divide(Money::counts(sum), weights)) {
      CHECK(part >= Money{});
      all += part;
    }
    CHECK(all.counts() == sum);
  }
  CHECK_THROWS_AS(sim::divide(Money::counts(1), std::vector<double>{0.0}), sim::InternalError);
}

TEST_CASE("round_together: amounts of either sign add up to their rounded sum") {
  const std::vector<double> amounts{0.00004, 0.00004, 0.00004, -1.23456, 7.77777};
  Money all;
  for (const Money part : sim::round_together(amounts)) all += part;
  CHECK(all == Money::of(0.00012 - 1.23456 + 7.77777));
}

TEST_CASE("tally: sums do not depend on who added what, and overflow is noticed") {
  sim::Tally one(20), many(20);
  one.scatter.allocate(2, 1);
  many.scatter.allocate(2, 3);
  for (int k = 0; k < 3000; ++k) {
    const double value = 0.1 * k - 77.7;
    one.of(0).add(k % 2, value);
    many.of(static_cast<unsigned>(k * 7 % 3)).add(k % 2, value);
  }
  one.collect();
  many.collect();
  CHECK(one[0] == many[0]);
  CHECK(one[1] == many[1]);
  CHECK(one[0] + one[1] == Approx(0.1 * 2999 * 1500 - 77.7 * 3000).epsilon(1e-9));
  many.scatter.of(0)[0] = many.scatter.of(1)[0] = INT64_MAX / 2 + 1;
  CHECK_THROWS_AS(many.collect(), sim::InternalError);
}

TEST_CASE("column: rows start as values nobody can compute with") {
  sim::Column<float> reals;
  reals.allocate(3);
  CHECK(reals[2] != reals[2]);
  sim::Column<Money> amounts;
  amounts.allocate(1);
  CHECK(amounts[0] < Money::of(-1e14));
  sim::Buffered<int> seen;
  seen.current.allocate(1);
  seen.previous.allocate(1);
  seen[0] = 5;
  seen.turn();
  CHECK(seen.previous[0] == 5);
}

TEST_CASE("money: person-sized sums in kernels are the same as any") {
  int differing = 0;
  for (std::int64_t counts = 0; counts < std::int64_t{1} << 51; counts = counts * 3 / 2 + 1) {
    differing += Money::counts(counts).eur_of_person() != Money::counts(counts).eur();
    differing += Money::counts(-counts).eur_of_person() != Money::counts(-counts).eur();
    for (const double part : {0.0, 0.25, 0.5, 0.75}) {
      const double eur = (static_cast<double>(counts) + part) / 1e4;
      differing += Money::floor_of_person(eur) != Money::floor(eur);
    }
  }
  CHECK(differing == 0);
}

TEST_CASE("few: the marked rows are visited in order, wherever they stand") {
  for (const std::size_t rows : {0u, 1u, 7u, 8u, 9u, 64u, 203u})
    for (const std::size_t every : {1u, 3u, 8u, 50u}) {
      std::vector<std::uint8_t> marks(rows, 0);
      std::vector<std::size_t> expected, visited;
      for (std::size_t row = rows % every; row < rows; row += every) marks[row] = static_cast<std::uint8_t>(1 + row % 255), expected.push_back(row);
      sim::each_marked(marks, [&](std::size_t row) { visited.push_back(row); });
      CHECK(visited == expected);
    }
}

TEST_CASE("columns: flags hold what was taken, whatever the number of rows") {
  for (const std::size_t rows : {1u, 63u, 64u, 65u, 1'000u}) {
    sim::Column<std::int8_t> kinds;
    kinds.allocate(rows);
    for (std::size_t row = 0; row < rows; ++row) kinds[row] = static_cast<std::int8_t>(row * row % 7 % 3) - 1;
    sim::Flags flags;
    flags.take(kinds, [](std::int8_t kind) { return kind == -1; });
    const sim::Column<std::int8_t> taken = kinds;
    kinds.fill(-1);
    std::size_t wrong = 0;
    for (std::size_t row = 0; row < rows; ++row) wrong += flags[row] != (taken[row] == -1);
    CHECK(wrong == 0);
  }
}

TEST_CASE("columns: six bytes tell apart what differs by less than half of 2^48") {
  sim::SixBytes amounts;
  amounts.low.allocate(1);
  amounts.high.allocate(1);
  constexpr std::int64_t half = std::int64_t{1} << 47;
  for (const std::int64_t stored : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 31, (std::int64_t{1} << 32) - 1, half, std::int64_t{7} << 50, -(std::int64_t{7} << 50)})
    for (const std::int64_t more : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{1} << 32, -(std::int64_t{1} << 31), half - 1, -half}) {
      amounts.set(0, stored);
      CHECK(amounts.since(0, stored + more) == more);
    }
  amounts.set(0, 0);
  CHECK(amounts.since(0, half) == -half);  // no longer
}

TEST_CASE("columns: rising values come back, in any order and one after another") {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  const auto fill = [](sim::Rising& rising, const std::vector<std::int64_t>& values) {
    rising.low.allocate(values.size());
    rising.turns.allocate(sim::Rising::most_turns);
    for (std::size_t row = 0; row < values.size(); ++row) rising.set(row, values[row]);
  };
  std::vector<std::int64_t> many(3'000);
  for (std::size_t row = 0; row < many.size(); ++row) many[row] = most / 3'000 * static_cast<std::int64_t>(row);
  for (const std::vector<std::int64_t>& values : std::vector<std::vector<std::int64_t>>{
           {0}, {most}, {0, 0, most, most}, {0, 1, (std::int64_t{1} << 32) - 1, std::int64_t{1} << 32, std::int64_t{5} << 32, std::int64_t{5} << 32, most - 1}, many}) {
    sim::Rising rising;
    fill(rising, values);
    std::size_t wrong = 0;
    for (std::size_t first = 0; first < values.size(); first += 1 + first / 7) {
      sim::Rising::Reader reader(rising, first);
      for (std::size_t row = first; row < std::min(first + 500, values.size()); ++row) wrong += reader.next() != values[row] || rising[row] != values[row];
    }
    CHECK(wrong == 0);
  }
  sim::Rising rising;
  CHECK_THROWS_AS(fill(rising, {5, 4}), sim::InternalError);
  CHECK_THROWS_AS(fill(rising, {most + 1}), sim::InternalError);
}

TEST_CASE("divide: who has no weight has no part, however large the sum") {
  // A sum of 2^50 counts leaves some eight beyond the floors: more than there are parts with weight.
  const std::vector<double> weights{0.0, 1.0, 0.0, 2.0, 0.0};
  const sim::Money sum = sim::Money::counts(std::int64_t{1} << 50);
  const std::vector<sim::Money> parts = sim::divide(sum, weights);
  CHECK(parts[0] == sim::Money{});
  CHECK(parts[2] == sim::Money{});
  CHECK(parts[4] == sim::Money{});
  CHECK(parts[1] + parts[3] == sum);
}

TEST_CASE("small money: four bytes hold the leading bits, never more than was given") {
  static_assert(sizeof(sim::SmallMoney) == 4);
  for (const std::int64_t counts : {0L, 1L, 16'777'216L, 16'777'217L, 33'554'431L, 987'654'321'987L, 1'999'999'999'999'999L}) {
    const sim::Money amount = Money::counts(counts), kept = sim::SmallMoney(amount);
    CAPTURE(counts);
    CHECK(kept <= amount);
    CHECK((amount - kept).counts() <= counts >> 23);
    CHECK(Money(sim::SmallMoney(kept)) == kept);
  }
  CHECK(Money(sim::SmallMoney(Money::of(1'677.7215))) == Money::of(1'677.7215));
}

#include "models/textbook/logit_choice.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/catch.h"
#include "tests/models/textbook/textbook_world.h"

using models::LogitChoice;
using Logit = test::TextbookWorld<models::LogitChoiceWorld>;

namespace {

constexpr std::size_t options = LogitChoice::options, neighbours_each = LogitChoice::neighbours_each;

test::Settings settings(std::int64_t people, double influence, double taste_dispersion, double price_step) {
  return {{"textbook.logit_choice.count", people},
          {"textbook.logit_choice.influence", influence},
          {"textbook.logit_choice.taste_dispersion", taste_dispersion},
          {"textbook.logit_choice.price_step", price_step}};
}

// Share that chose option k in the last month, counted anew.
double share(Logit& small, int k) {
  const auto& choice = small.world().logit.choice.current;
  return static_cast<double>(std::count(choice.begin(), choice.end(), static_cast<std::int8_t>(k))) /
         static_cast<double>(choice.size());
}

// Four standard errors of a share p among n people.
double margin(double p, double n) { return 4.0 * std::sqrt(p * (1.0 - p) / n); }

}  // namespace

TEST_CASE("logit_choice: zero: without influence others do not matter, without tastes and prices options are alike") {
  Logit one(settings(500, 0.0, 0.5, 0.1)), other(settings(500, 0.0, 0.5, 0.1));
  other.world().logit.choice.current.fill(4);
  one.live(1);
  other.live(1);
  const auto& choice = one.world().logit.choice.current;
  CHECK(std::equal(choice.begin(), choice.end(), other.world().logit.choice.current.begin()));
  Logit alike(settings(20'000, 0.0, 0.0, 0.0));
  alike.live(1);
  for (int k = 0; k < 5; ++k) CHECK(share(alike, k) == Approx(0.2).margin(margin(0.2, 20'000)));
}

TEST_CASE("logit_choice: by hand: three people") {
  // Weights 1, 1/2, 1/4, 1/8, 1/16 at a price step of ln 2 and a sensitivity of 1: running shares 16, 24, 28, 30, 31
  // of 31. Who draws u takes the first option whose running share is at least u.
  Logit small(settings(3, 0.0, 0.0, std::log(2.0)));
  LogitChoice& own = small.world().logit;
  own.sensitivity.fill(1.0f);
  for (int month = 0; month < 20; ++month) {
    small.live(1);
    std::array<float, 3> u{};
    small.draws().uniforms(models::LogitChoiceWorld::choice, month, 0, std::span<float>(u));
    for (std::size_t i = 0; i < 3; ++i) {
      int option = 0;
      while (static_cast<double>(u[i]) >
             std::array{16.0, 24.0, 28.0, 30.0, 31.0}[static_cast<std::size_t>(option)] / 31.0)
        ++option;
      CHECK(own.choice[i] == option);
    }
  }
  // Under an influence of 100 the first and second follow the third, whom alone they know, a month behind.
  Logit herd(settings(3, 100.0, 0.0, 0.0));
  LogitChoice& others = herd.world().logit;
  for (std::size_t k = 0; k < 2 * neighbours_each; ++k) others.neighbours[k] = 2;
  for (int month = 0; month < 10; ++month) {
    const std::int8_t third = others.choice[2];
    herd.live(1);
    CHECK(others.choice[0] == third);
    CHECK(others.choice[1] == third);
  }
}

TEST_CASE("logit_choice: conserves: everybody chooses exactly one option a month") {
  Logit small(settings(1001, 2.0, 0.5, 0.1));
  for (int month = 0; month < 12; ++month) {
    small.live(1);
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < options; ++k) {
      const auto& choice = small.world().logit.choice.current;
      CHECK(small.world().logit.chosen[k] == std::count(choice.begin(), choice.end(), static_cast<std::int8_t>(k)));
      sum += small.world().logit.chosen[k];
    }
    CHECK(sum == 1001);
  }
  CHECK(small.series("share_of_option_3").back() == Approx(share(small, 2)).epsilon(1e-12));
}

TEST_CASE("logit_choice: direction: influence concentrates, prices deter, tastes and people spread") {
  const auto after = [](const test::Settings& changes, const char* series) {
    Logit small(changes);
    small.live(20);
    return small.series(series).back();
  };
  CHECK(after(settings(4000, 8.0, 0.5, 0.1), "concentration") >
        after(settings(4000, 0.0, 0.5, 0.1), "concentration") + 0.05);
  CHECK(after(settings(4000, 0.0, 0.5, 0.5), "share_of_option_1") >
        after(settings(4000, 0.0, 0.5, 0.1), "share_of_option_1") + 0.05);
  CHECK(after(settings(4000, 0.0, 0.5, 0.5), "share_of_option_5") <
        after(settings(4000, 0.0, 0.5, 0.1), "share_of_option_5") - 0.05);
  CHECK(after(settings(4000, 0.0, 6.0, 1.0), "share_of_option_5") >
        after(settings(4000, 0.0, 0.0, 1.0), "share_of_option_5") + 0.02);
  CHECK(Logit(settings(30, 1.0, 0.5, 0.1)).world().logit.sensitivity.size() == 30);
}

TEST_CASE("logit_choice: oracle: V1, logit shares") {
  // V = (1, .5, 0): e / (e + sqrt e + 1) = .50648, .30720, .18632, by formula and by the choices of 100,000 people for
  // whom two more options are out of the question.
  const std::array<double, 3> utility{1.0, 0.5, 0.0};
  std::array<double, 3> running{}, exact{};
  models::logit_running_sums(utility.data(), 3, running.data());
  const double all = std::exp(1.0) + std::exp(0.5) + 1.0;
  for (std::size_t k = 0; k < 3; ++k) exact[k] = std::exp(utility[k]) / all;
  CHECK(running[0] == Approx(exact[0]).epsilon(1e-14));
  CHECK(running[1] - running[0] == Approx(exact[1]).epsilon(1e-14));
  CHECK(running[2] - running[1] == Approx(exact[2]).epsilon(1e-14));
  CHECK(exact[0] == Approx(0.50648).margin(5e-6));
  CHECK(exact[1] == Approx(0.30720).margin(5e-6));
  CHECK(exact[2] == Approx(0.18632).margin(5e-6));
  constexpr std::int64_t people = 100'000;
  Logit small(settings(people, 0.0, 0.0, 0.0));
  for (std::size_t i = 0; i < people; ++i)
    for (std::size_t k = 0; k < options; ++k)
      small.world().logit.taste[k * people + i] = k < 3 ? static_cast<float>(utility[k]) : -1e3f;
  small.live(1);
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(share(small, static_cast<int>(k)) == Approx(exact[k]).margin(margin(exact[k], people)));
}

TEST_CASE("logit_choice: oracle: Brock and Durlauf's mean field where everybody has the same acquaintances") {
  // All know the same eight people, n_k of whom chose k: chances exp(J n_k / 8) / sum, for anybody's sensitivity.
  constexpr std::int64_t people = 40'000;
  Logit small(settings(people, 3.0, 0.0, 0.0));
  LogitChoice& own = small.world().logit;
  for (std::size_t k = 0; k < own.neighbours.size(); ++k)
    own.neighbours[k] = static_cast<std::int32_t>(k % neighbours_each);
  for (std::size_t i = 0; i < neighbours_each; ++i)
    own.choice[i] = std::array<std::int8_t, 8>{0, 0, 0, 0, 1, 1, 3, 4}[i];
  small.live(1);
  double all = 0.0;
  for (const double n : {4.0, 2.0, 0.0, 1.0, 1.0}) all += std::exp(3.0 * n / 8.0);
  for (int k = 0; k < 5; ++k) {
    const double expected =
        std::exp(3.0 * std::array{4.0, 2.0, 0.0, 1.0, 1.0}[static_cast<std::size_t>(k)] / 8.0) / all;
    CHECK(share(small, k) == Approx(expected).margin(margin(expected, people)));
  }
}

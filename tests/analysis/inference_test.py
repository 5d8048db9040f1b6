#!/usr/bin/python3
"""Statistics of paired runs on synthetic truth: coverage, error rates, known numbers, and another library's answers."""

import pathlib
import sys
import unittest

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import ttost_paired

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from analysis import inference  # noqa: E402

FAMILIES = 10_000


def families(kind, seed=5):
    """Differences of 30 to 60 pairs and their true mean, each family with parameters of its own."""
    draw = np.random.default_rng(seed)
    for _ in range(FAMILIES):
        n = int(draw.integers(30, 61))
        if kind == "normal":
            mean, deviation = draw.normal(size=2)
            yield mean + deviation * draw.normal(size=n), mean
        elif kind == "lognormal":
            sigma = draw.uniform(0.1, 0.5)
            yield np.exp(sigma * draw.normal(size=n)), np.exp(sigma**2 / 2)
        else:  # in some runs the policy changes nothing
            touched, mean = draw.uniform(0.4, 0.9), draw.uniform(0.0, 1.0)
            yield (draw.random(n) < touched) * (mean + draw.normal(size=n)), touched * mean


def coverage(kind, interval):
    """Part of the families whose interval holds the true mean."""
    held = [low <= mean <= high for d, mean in families(kind) for low, high in [interval(d)]]
    return np.mean(held)


class CoverageTest(unittest.TestCase):
    def test_of_the_interval_that_is_shown(self):
        for kind in ("normal", "lognormal", "zero-inflated"):
            with self.subTest(kind):
                held = coverage(kind, inference.interval)
                print(f"coverage, {kind}: {100 * held:.1f} %")
                self.assertTrue(0.94 <= held <= 0.96, held)

    def test_of_t_where_it_is_exact(self):
        self.assertAlmostEqual(coverage("normal", inference.t_interval), 0.95, delta=0.01)

    def test_family_wise_error(self):
        """Twenty outcomes of four policies without effect, correlated as outcomes of the same runs are."""
        draw, wrong, trials, n = np.random.default_rng(7), 0, 2000, 30
        for _ in range(trials):
            d = draw.normal(size=(n, 80)) + 0.7 * draw.normal(size=(n, 1))
            t = d.mean(axis=0) / d.std(axis=0, ddof=1) * np.sqrt(n)
            wrong += (inference.holm(2 * stats.t.sf(np.abs(t), n - 1)) < 0.05).any()
        print(f"family-wise error: {100 * wrong / trials:.1f} %")
        self.assertLessEqual(wrong / trials, 0.055)


class KnownTest(unittest.TestCase):
    def setUp(self):
        self.draw = np.random.default_rng(3)

    def test_null_is_exactly_zero(self):
        d = np.zeros(30)
        self.assertEqual(inference.interval(d), (0.0, 0.0))
        self.assertEqual(inference.p_value(d), 1.0)
        self.assertEqual((inference.standardised(d), inference.probability_above(d)), (0.0, 0.5))
        self.assertEqual(inference.equivalence_p(d, 0.1), 0.0)

    def test_swapping_flips_signs_exactly(self):
        d = self.draw.lognormal(size=31)
        for interval in (inference.interval, inference.t_interval):
            low, high = interval(d)
            self.assertEqual(interval(-d), (-high, -low))
        self.assertEqual(inference.p_value(-d), inference.p_value(d))
        self.assertEqual(inference.standardised(-d), -inference.standardised(d))

    def test_by_hand(self):
        low, high = inference.t_interval(np.array([1.0, 2.0, 3.0]))
        self.assertAlmostEqual(high - low, 2 * 4.302652729911275 / np.sqrt(3))
        self.assertAlmostEqual(inference.probability_above(np.array([1.0, 0.0, -1.0, 2.0])), 0.625)
        base = np.array([1.0, 2.0, 3.0, 4.0])
        self.assertAlmostEqual(inference.variance_reduction(base, base + [0.1, -0.1, 0.1, -0.1]), base.var() * 2 / 0.01, delta=30)
        self.assertEqual(inference.variance_reduction(base, base + 1.0), np.inf)

    def test_other_library(self):
        p = self.draw.random(40) ** 2
        np.testing.assert_allclose(inference.holm(p), multipletests(p, method="holm")[1])
        base, reform = self.draw.normal(size=(2, 30))
        self.assertAlmostEqual(inference.equivalence_p(reform - base, 0.4), ttost_paired(reform, base, -0.4, 0.4)[0])
        for effect in (0.2, 0.5, 1.3):
            needed = TTestPower().solve_power(effect, power=0.95, alpha=0.01, alternative="two-sided")
            self.assertEqual(inference.replications_for(effect), int(np.ceil(needed)))

    def test_planned_replications_find_the_effect(self):
        n = inference.replications_for(0.8)
        d = 0.8 + self.draw.normal(size=(n, 4000))
        self.assertAlmostEqual((stats.ttest_1samp(d, 0.0).pvalue < 0.01).mean(), 0.95, delta=0.015)

    def test_holm_ignores_what_is_not_known(self):
        np.testing.assert_allclose(inference.holm([np.nan, 0.01, 0.04]), [np.nan, 0.02, 0.04])

    def test_equivalence_does_not_follow_from_noise(self):
        self.assertGreater(inference.equivalence_p(self.draw.normal(size=5), 0.1), 0.05)
        self.assertLess(inference.equivalence_p(0.01 * self.draw.normal(size=30), 0.1), 0.001)

    def test_moving_and_settled(self):
        noise, months = 0.2 * self.draw.normal(size=(30, 60)), np.arange(60) / 60
        self.assertTrue(inference.is_moving(1.0 + months + noise))
        self.assertFalse(inference.is_moving(1.0 + noise))
        self.assertFalse(inference.is_moving(np.zeros((30, 60))))
        drift = np.concatenate([np.linspace(5, 0, 50), np.zeros(200)]) + 0.1 * self.draw.normal(size=250)
        self.assertTrue(30 <= inference.warm_up(drift) <= 70)

    def test_width_is_reached(self):
        d = self.draw.normal(size=20)
        n = inference.replications_for_width(d, 0.1)
        half = stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
        self.assertTrue(0.09 < half <= 0.1)

    def test_regret_by_hand(self):
        table = inference.regret(pd.DataFrame({"none": [1.0, 5.0], "policy": [3.0, 4.0]}))
        self.assertEqual(table.loc["none"].tolist(), [3.0, 1.0, 1.0, 2.0, 0.5])
        self.assertEqual(table.loc["policy"].tolist(), [3.5, 3.0, 0.5, 1.0, 0.5])
        self.assertEqual(inference.regret(pd.DataFrame({"none": [1.0], "policy": [3.0]}), False)["best_in"].tolist(), [1.0, 0.0])


if __name__ == "__main__":
    unittest.main()

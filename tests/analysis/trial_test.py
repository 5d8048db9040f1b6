#!/usr/bin/python3
"""What `analysis.trial` makes of series whose effects are known.

Usage: trial_test.py
"""

import types
import unittest

import numpy as np

from analysis import trial
from analysis.results import ResultError

RUNS, BEFORE, DURING = 12, 12, 36


def series(pay=-60.0, hours=-6.0, employment=-0.02, amount=500.0, noise=0.0):
    """Receivers earn 100 more to begin with; in the trial `pay` is added, and so on. (run, time)"""
    rng = np.random.default_rng(3)
    given = np.concatenate([np.zeros(BEFORE), np.full(DURING, amount)])
    during = (given > 0.0) * (1.0 + noise * rng.standard_normal((RUNS, 1)))

    def wrap(values):
        return types.SimpleNamespace(values=np.broadcast_to(values, (RUNS, BEFORE + DURING)))

    return {"basic_income": wrap(given), "wage_tax_rate": wrap(np.full(BEFORE + DURING, 0.3)),
            "pay_of_others": wrap(2000.0), "pay_of_receivers": wrap(2100.0 + pay * during),
            "job_hours_of_others": wrap(140.0), "job_hours_of_receivers": wrap(141.0 + hours * during),
            "employment_of_others": wrap(0.9), "employment_of_receivers": wrap(0.91 + employment * during)}


class Trial(unittest.TestCase):
    def test_known_effects_are_found_whatever_the_difference_before(self):
        found = {label: (mean, half) for label, mean, half, _ in trial.rows(trial.effects(series()), slice(None))}
        self.assertAlmostEqual(found["propensity to earn, before tax"][0], -0.12)
        self.assertAlmostEqual(found["propensity to earn, after tax"][0], -0.084)
        self.assertAlmostEqual(found["hours of jobs"][0], -6.0 * 7.0 * 12.0 / 365.25)
        self.assertAlmostEqual(found["hours of jobs, relative"][0], -100.0 * 6.0 / 140.0)
        self.assertAlmostEqual(found["employment"][0], -2.0)
        self.assertAlmostEqual(found["pay"][0], -720.0)
        self.assertAlmostEqual(found["pay"][1], 0.0)

    def test_intervals_are_students(self):
        _, half = trial.interval([1.0, 2.0, 3.0, 4.0])
        self.assertAlmostEqual(half, 3.182446305 * np.std([1, 2, 3, 4], ddof=1) / 2.0)
        self.assertTrue(np.isnan(trial.interval([1.0])[1]))
        noisy = dict((row[0], row[2]) for row in trial.rows(trial.effects(series(noise=0.5)), slice(None)))
        self.assertGreater(noisy["pay"], 50.0)

    def test_what_is_no_trial_is_refused(self):
        for changes in ({"amount": 0.0}, {"pay": -2100.0}):
            with self.assertRaises(ResultError):
                trial.effects(series(**changes))


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""Dependence on synthetic runs whose answer is known."""

import types
import unittest

import numpy as np
import pandas as pd

from analysis.dependence import PEOPLE, STAFF, by_assumption, dependence, sides_of, verdicts

MONTHS = 120


def run(people, staff, growth=0.0):
    rising = 1 + growth * (np.arange(MONTHS) - MONTHS + 1) / 12
    return {PEOPLE: people * rising, STAFF: staff * rising}


class Dependence(unittest.TestCase):
    def test_nothing_lost(self):
        found = dependence(run(3, 1), run(3, 1))
        self.assertEqual((found["dependence"], found["mechanical"], found["induced"]), (0, 0, 0))

    def test_parts(self):
        """3 + 1 hours become 2 + 0: a quarter is no longer paid, another quarter follows."""
        found = dependence(run(3, 1), run(2, 0))
        self.assertAlmostEqual(found["mechanical"], 0.25)
        self.assertAlmostEqual(found["induced"], 0.25)
        self.assertAlmostEqual(found["dependence"], 0.5)

    def test_unpaid_work_can_replace_paid(self):
        self.assertAlmostEqual(dependence(run(3, 1), run(4, 0))["dependence"], 0)

    def test_slope_and_verdicts(self):
        growing, shrinking = (dependence(run(3, 1), run(2, 1, growth)) for growth in (0.02, -0.02))
        self.assertGreater(growing["slope"], 0)
        self.assertLess(shrinking["slope"], 0)
        lost = dependence(run(3, 1), run(0.1, 0.1))
        shares = verdicts(pd.DataFrame([growing, shrinking, lost, lost]))
        self.assertEqual((shares["supported"], shares["refuted"]), (0.25, 0.5))

    def test_pairs_are_found_with_other_factors_and_without(self):
        for others in ([], ["a"]):
            done = pd.DataFrame([{"policies": policies, "a": a, "replicate": r} for a in (1, 2)[:1 + len(others)] for r in (0, 1) for policies in ("none", "support-withdrawn")])
            done = done.drop(index=1)  # replicate 0 of the first world has lost its other side
            found = list(sides_of(types.SimpleNamespace(done=done, factors=["policies"] + others)))
            worlds = [({"a": 1, "replicate": 1}, 2, 3), ({"a": 2, "replicate": 0}, 4, 5), ({"a": 2, "replicate": 1}, 6, 7)] if others else [({"replicate": 1}, 2, 3)]
            self.assertEqual(found, worlds)

    def test_assumptions_share_the_variance(self):
        """DEP = .2 + .3 a + .1 b on a full grid: a explains nine tenths of the variance between worlds, b the rest."""
        pairs = pd.DataFrame([{"a": a, "b": b, "replicate": r, "dependence": 0.2 + 0.3 * a + 0.1 * b + 0.01 * r, "slope": 0.01}
                              for a in (0, 1) for b in (0, 1) for r in (-1, 0, 1)])
        table = by_assumption(pairs, ["a", "b"])
        self.assertAlmostEqual(table.loc[("a", 0), "variance"], 0.9)
        self.assertAlmostEqual(table.loc[("b", 1), "variance"], 0.1)
        self.assertAlmostEqual(table.loc[("a", 1), "dependence"], 0.55)
        self.assertEqual((table.loc[("a", 0), "supported"], table.loc[("a", 1), "supported"]), (1, 1 / 6))
        self.assertEqual(table["refuted"].sum(), 0)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""Main effects on synthetic studies whose answer is known."""

import itertools
import unittest

import numpy as np
import pandas as pd

from analysis.effects import level_name, main_effects, markdown, regrets, shares_of_variance


def study(outcome, replicates=6, spread=0.1):
    """A full grid of a in 0, 1, 2 and b in off, on; replicates share a draw between points, as runs do."""
    luck = np.random.default_rng(3).normal(0.0, spread, replicates)
    rows = [{"a": a, "b": b, "replicate": r, "y": outcome(a, b == "on") + luck[r]}
            for a, b, r in itertools.product((0.0, 1.0, 2.0), ("off", "on"), range(replicates))]
    return pd.DataFrame(rows).set_index(["a", "b", "replicate"])


class EffectsTest(unittest.TestCase):
    def test_means_and_stars(self):
        effects = main_effects(study(lambda a, b: 2 * a + 10 * b), "a", "y")
        self.assertEqual(list(effects.index), [0.0, 1.0, 2.0])
        self.assertAlmostEqual(effects.loc[2.0, "mean"] - effects.loc[0.0, "mean"], 4.0)
        self.assertEqual(list(effects["differs"]), [False, True, True])

    def test_levels_keep_the_order_of_the_design(self):
        self.assertEqual(list(main_effects(study(lambda a, b: 0.0), "b", "y").index), ["off", "on"])
        self.assertEqual(list(main_effects(study(lambda a, b: 0.0).rename(index={"off": "zero"}), "b", "y").index), ["zero", "on"])

    def test_no_effect_no_star(self):
        table = study(lambda a, b: 0.0)
        table["y"] += np.random.default_rng(5).normal(0.0, 1.0, len(table))
        self.assertFalse(main_effects(table, "b", "y")["differs"].any())

    def test_half_width_by_hand(self):
        """Two replicates at 1 and 3: mean 2, standard error 1, t of one degree of freedom 12.706."""
        table = pd.DataFrame({"a": [0.0, 0.0], "replicate": [0, 1], "y": [1.0, 3.0]}).set_index(["a", "replicate"])
        self.assertAlmostEqual(main_effects(table, "a", "y").loc[0.0, "half"], 12.706, places=3)

    def test_shares_of_variance(self):
        """Additive: the variances 8/3 and 25 of 2a and 10b share all; a product leaves the interplay its part."""
        shares = shares_of_variance(study(lambda a, b: 2 * a + 10 * b), ["a", "b"], "y")
        self.assertAlmostEqual(shares["a"], (8 / 3) / (8 / 3 + 25))
        self.assertAlmostEqual(shares["interplay"], 0.0)
        self.assertGreater(shares_of_variance(study(lambda a, b: (a - 1) * (2 * b - 1)), ["a", "b"], "y")["interplay"], 0.999)
        self.assertEqual(shares_of_variance(study(lambda a, b: 1.0, spread=0.0), ["a", "b"], "y")["interplay"], 0.0)

    def test_regret_of_choices(self):
        """In the worlds a = 0, 1, 2 "off" gives 0 and "on" gives a - 1: on regrets 1 where a = 0, off regrets 1 where a = 2."""
        table = study(lambda a, b: a - 1 if b else 0.0, spread=0.0)
        lines = regrets(table, "b", ["a", "b"], ["y"]).splitlines()
        self.assertEqual(lines[2:], ["| y | off | 0 | 0 | 0.3333 | 1 | 67% |", "| y | on | 0 | -1 | 0.3333 | 1 | 67% |"])
        self.assertIn("| y | on | 0 | 1 | 0.3333 | 1 | 67% |", regrets(table, "b", ["a", "b"], ["y"], ["y"]))

    def test_a_factor_may_be_named_like_an_outcome(self):
        table = study(lambda a, b: 2 * a + 10 * b).rename_axis(["y", "b", "replicate"])
        self.assertAlmostEqual(main_effects(table, "y", "y").loc[2.0, "mean"] - main_effects(table, "y", "y").loc[0.0, "mean"], 4.0)
        self.assertAlmostEqual(shares_of_variance(table, ["y", "b"], "y")["interplay"], 0.0)

    def test_table_names_levels(self):
        self.assertEqual(level_name("../policies/ip-term-0.toml"), "ip-term-0")
        self.assertEqual(level_name(""), "none")
        text = markdown(study(lambda a, b: 2 * a + 10 * b), ["a", "b"], ["y"])
        self.assertIn("| a | 2 |", text)
        self.assertIn("| variance | interplay | 0% |", text)


if __name__ == "__main__":
    unittest.main()

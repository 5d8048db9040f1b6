#!/usr/bin/python3
"""The phyle map on synthetic runs whose regions are known."""

import unittest

import numpy as np
import pandas as pd

from analysis.phyle_map import cells, draw, regions

FACTORS = ["dues", "stipend"]


def runs(stay, livelihood, spread=0.1):
    """Four replicates of a 2 x 2 grid; `stay` and `livelihood` give the gap by (dues, stipend)."""
    rows = []
    for dues in (0.0, 0.1):
        for stipend in (0.0, 540.0):
            for error in (-1.5, -0.5, 0.5, 1.5):
                rows.append({"dues": dues, "stipend": stipend, "stay": stay(dues, stipend) + spread * error,
                             "livelihood": livelihood(dues, stipend) + spread * error})
    return pd.DataFrame(rows)


class PhyleMap(unittest.TestCase):
    def test_interval(self):
        """Four values of spread .1 about 2: standard error .129/2, t of three degrees 3.182."""
        found = cells(runs(lambda *_: 2.0, lambda *_: 0.0), FACTORS, "stay").loc[(0.1, 540.0)]
        self.assertAlmostEqual(found["mean"], 2.0)
        self.assertAlmostEqual(found["halfwidth"], 3.1824 * 0.1 * np.sqrt(5 / 3) / 2, places=4)
        self.assertEqual(found["sign"], 1)

    def test_regions(self):
        both = runs(lambda dues, stipend: 1.0 if dues * stipend > 0 else 0.0, lambda dues, stipend: 3.0 if dues > 0 else 0.0)
        self.assertEqual(regions(both, FACTORS), {"both": 1, "one": 1, "none": 2, "worse": 0})
        worse = runs(lambda dues, _: -1.0 if dues > 0 else 0.0, lambda *_: 3.0)
        self.assertEqual(regions(worse, FACTORS), {"both": 0, "one": 2, "none": 0, "worse": 2})

    def test_noise_is_no_region(self):
        self.assertEqual(regions(runs(lambda *_: 0.5, lambda *_: -0.5, spread=1.0), FACTORS)["none"], 4)

    def test_cells_without_matches(self):
        table = runs(lambda *_: 1.0, lambda *_: 1.0)
        table.loc[table["dues"] == 0.0, ["stay", "livelihood"]] = np.nan
        self.assertEqual(regions(table, FACTORS), {"both": 2, "one": 0, "none": 2, "worse": 0})
        self.assertEqual(len(draw(table, FACTORS).axes), 4)  # two panels and their scales


if __name__ == "__main__":
    unittest.main()

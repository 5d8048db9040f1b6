#!/usr/bin/python3
"""Sampled designs against others': scipy's sequences, and the example of Morris' own paper.

Usage: designs_test.py   with the program's path in BEACHHEAD_PROGRAM. Points are taken from the plan that `submit` writes.
"""

import itertools
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import h5py
import numpy as np
from scipy.stats import norm, qmc

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
PARAMETERS = json.loads(subprocess.run([PROGRAM, "describe", "parameters", "--format", "json"], capture_output=True, check=True).stdout)["parameters"]


def points(kind, n, factors, keys="", space="linspace = { from = 0.0, to = 1.0 }"):
    """The points of a design over factors that may be anything between 0 and 1."""
    names = [row["path"] for row in PARAMETERS if row["range"] == "[0, 1]"][:factors]
    assert len(names) == factors
    with tempfile.TemporaryDirectory(prefix="beachhead-designs-") as folder:
        study = pathlib.Path(folder, "study.toml")
        study.write_text(f'[run]\nmodel = "peer-production"\n[design]\nkind = "{kind}"\npoints = {n}\n{keys}' +
                         "".join(f'[[factor]]\npath = "{name}"\n{space}\n' for name in names))
        # No scheduler on this path: the plan is written, nothing is run.
        subprocess.run([PROGRAM, "submit", study, "-o", f"{folder}/a"], capture_output=True, env={"PATH": folder})
        with h5py.File(f"{folder}/a/plan.h5") as plan:
            return np.column_stack([plan["runs"][name][:] for name in names])


class Designs(unittest.TestCase):
    def test_sobol_points_are_scipys(self):
        for factors in (1, 2, 7, 40):
            ours = points("sobol", 200, factors)
            theirs = qmc.Sobol(factors, scramble=False, bits=30).random(256)[1:201]
            np.testing.assert_allclose(ours, theirs, atol=2.0**-30)

    def test_a_latin_hypercube_is_as_even_as_scipys(self):
        n, factors = 60, 4
        theirs = [qmc.discrepancy(qmc.LatinHypercube(factors, seed=seed).random(n)) for seed in range(200)]
        ours = [qmc.discrepancy(points("latin_hypercube", n, factors, f"seed = {seed}\n")) for seed in range(1, 9)]
        at_random = [qmc.discrepancy(np.random.default_rng(seed).random((n, factors))) for seed in range(200)]
        # A mean of eight lies within four standard errors of scipy's, far from points at random.
        self.assertLess(abs(np.mean(ours) - np.mean(theirs)), 4.0 * np.std(theirs) / np.sqrt(len(ours)))
        self.assertLess(max(ours), np.quantile(at_random, 0.1))
        for column in points("latin_hypercube", n, factors).T:
            self.assertEqual(sorted(np.floor(column * n).astype(int)), list(range(n)))

    def test_distributions_are_scipys(self):
        uniform = points("latin_hypercube", 500, 1)[:, 0]
        normal = points("latin_hypercube", 500, 1, space='distribution = { kind = "normal", mean = 0.5, sd = 0.05 }')[:, 0]
        np.testing.assert_allclose(normal, norm(0.5, 0.05).ppf(uniform), rtol=1e-6)

    def test_morris_own_example(self):
        """Of 20 inputs 1 to 10 matter, 1 to 7 with curvature or interactions, 8 to 10 alone (Technometrics 33, 1991, section 4)."""
        x = points("morris", 60, 20, "levels = 4\n")
        self.assertEqual(x.shape, (60 * 21, 20))
        y = self.morris_function(x)
        effects = [[] for _ in range(20)]
        for walk in range(60):
            for k in range(walk * 21, walk * 21 + 20):
                (moved,) = np.flatnonzero(x[k + 1] != x[k])
                effects[moved].append((y[k + 1] - y[k]) / (x[k + 1, moved] - x[k, moved]))
        mean, sd = np.array([np.mean(np.abs(e)) for e in effects]), np.array([np.std(e) for e in effects])
        self.assertEqual({len(e) for e in effects}, {60})
        self.assertGreater(mean[:10].min(), 2.0 * mean[10:].max())
        ratio = sd / mean  # how far from one straight line, whatever its slope
        self.assertGreater(ratio[:7].min(), 2.0 * ratio[7:10].max())
        # Those that act alone have the effect that the formula says: 2 beta, give or take what the small terms do.
        np.testing.assert_allclose(mean[7:10], 40.0, atol=4.0 * sd[7:10].max())

    @staticmethod
    def morris_function(x):
        draw = np.random.default_rng(1)
        w = 2.0 * (x - 0.5)
        for i in (2, 4, 6):
            w[:, i] = 2.0 * (1.1 * x[:, i] / (x[:, i] + 0.1) - 0.5)
        y = np.zeros(len(x))
        for i in range(20):
            y += (20.0 if i < 10 else draw.normal()) * w[:, i]
        for i, j in itertools.combinations(range(20), 2):
            y += (-15.0 if j < 6 else draw.normal()) * w[:, i] * w[:, j]
        for i, j, k in itertools.combinations(range(5), 3):
            y += -10.0 * w[:, i] * w[:, j] * w[:, k]
        return y + 5.0 * w[:, 0] * w[:, 1] * w[:, 2] * w[:, 3]


if __name__ == "__main__":
    unittest.main()

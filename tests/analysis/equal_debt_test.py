#!/usr/bin/python3
"""The rate that leaves debt alone: on debts whose answer is known, and on the program itself at small size."""

import contextlib
import io
import os
import pathlib
import re
import tempfile
import unittest

from analysis import equal_debt

ROOT = pathlib.Path(__file__).resolve().parents[2]


class SolveTest(unittest.TestCase):
    def test_root(self):
        self.assertAlmostEqual(equal_debt.solve(lambda rate: 0.37 - rate, 0.2, 0.7, 1e-6), 0.37, places=5)
        self.assertAlmostEqual(equal_debt.solve(lambda rate: rate**3 - 0.027, 0.0, 0.7, 1e-6), 0.3, places=5)

    def test_no_root_is_infeasible(self):
        with self.assertRaisesRegex(equal_debt.Infeasible, "no rate between"):
            equal_debt.solve(lambda rate: 1.0 - rate, 0.2, 0.7, 1e-3)

    def test_patch(self):
        self.assertEqual(equal_debt.patch("state.taxes.wage_rate", 0.4, "2017-01"), '[state.taxes]\nwage_rate = [{ from = "2017-01", value = 0.400000 }]\n')


class CommandTest(unittest.TestCase):
    def run_it(self, *more):
        place = pathlib.Path(tempfile.mkdtemp())
        with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()) as error:
            code = equal_debt.main(["scenarios/baseline.toml", "--rate", "state.taxes.wage_rate", "--replicates", "1", "--set", "people.count=400",
                                    "--months", "132", "-o", str(place / "rate.toml"), *more])
        return code, said.getvalue(), error.getvalue(), place / "rate.toml"

    def test_no_policy_needs_no_other_rate(self):
        """With no policy the rate that leaves debt alone is the rate there is, 0.30."""
        code, said, _, written = self.run_it("--between", "0.25", "0.35", "--within", "0.002")
        self.assertEqual(code, 0, said)
        self.assertAlmostEqual(float(re.search(r"value = ([\d.]+)", written.read_text())[1]), 0.30, delta=0.004)

    def test_bounds_that_hold_no_rate(self):
        code, _, error, written = self.run_it("--between", "0.4", "0.5")
        self.assertEqual(code, equal_debt.INFEASIBLE)
        self.assertIn("no rate between", error)
        self.assertFalse(written.exists())


if __name__ == "__main__":
    os.chdir(ROOT)
    unittest.main()

#!/usr/bin/python3
"""The scorecard and the ablation table: statistics on made-up truth, and files that the program writes here.

Usage: scorecard_test.py   with the program's path in BEACHHEAD_PROGRAM.
"""

import contextlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from scipy.signal import lfilter

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis import ablation, scorecard, tails, trial  # noqa: E402
from analysis.scorecard import Fact, STATISTICS  # noqa: E402

PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
folder = None


def setUpModule():
    """One file of runs, one of pairs."""
    global folder
    folder = tempfile.TemporaryDirectory(prefix="beachhead-scorecard-")
    small = ["--set", "people.count=1000", "--months", "100", "--replicates", "3", "-q"]
    simulate("runs.h5", *small)
    simulate("ablation-confidence.h5", *small, "--policy", ROOT / "scenarios/switches/confidence.toml", "--paired")
    pathlib.Path(path("trial.toml")).write_text(
        f'extends = "{ROOT}/scenarios/baseline.toml"\n[run]\nmonths = 90\n[people]\ncount = 1500\n[comparison]\nreplicates = 3\noutcomes = ["real_gdp"]\n'
        f'[[arm]]\nname = "field-trial"\npolicies = ["{ROOT}/scenarios/policies/field-trial.toml"]\n')
    for words in (["sweep", path("trial.toml"), "-o", path("trial"), "-q"], ["merge", path("trial"), "-o", path("trial.h5"), "-q"]):
        subprocess.run([PROGRAM, *words], check=True, stdout=subprocess.DEVNULL)


def tearDownModule():
    folder.cleanup()


def path(name):
    return os.path.join(folder.name, name)


def simulate(name, *arguments):
    command = [PROGRAM, "run", ROOT / "scenarios/baseline.toml", *arguments, "-o", path(name)]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def command(module, *arguments):
    """Exit code, standard output and error of a module's command line."""
    output, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(error):
        try:
            code = module.main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            code = exit_.code
    return code, output.getvalue(), error.getvalue()


class Statistics(unittest.TestCase):
    def test_of_known_courses(self):
        months = np.arange(240)
        self.assertAlmostEqual(STATISTICS["growth"](100.0 * np.exp(0.03 * months / 12.0)), 0.03, places=12)
        self.assertAlmostEqual(STATISTICS["change"](months / 12.0), 15.0, places=12)
        self.assertAlmostEqual(STATISTICS["sd_of_years"](np.repeat([1.0, 3.0] * 10, 12)), np.std([1, 3] * 10, ddof=1), places=12)
        self.assertEqual(STATISTICS["last"](np.r_[np.zeros(228), np.full(12, 7.0)]), 7.0)
        self.assertEqual(STATISTICS["mean"](np.array([1.0, np.nan, 3.0])), 2.0)

    def test_persistence_finds_the_coefficient_of_an_autoregression(self):
        noise = np.random.default_rng(5).normal(size=4000)
        found = STATISTICS["persistence"](np.repeat(lfilter([1.0], [1.0, -0.7], noise), 12))
        self.assertAlmostEqual(found, 0.7, delta=0.03)

    def test_too_short_a_run_has_no_statistic(self):
        for name in ("persistence", "change", "growth", "sd_of_years"):
            self.assertTrue(np.isnan(STATISTICS[name](np.ones(12))), name)


class Tails(unittest.TestCase):
    numbers = np.arange(1, 100_000)

    def drawn(self, density, people=3000):
        """Counts by doubling of people drawn from a law (bin)."""
        made = np.random.default_rng(3).choice(self.numbers, people, p=density / density.sum())
        return np.bincount(np.minimum(np.log2(made).astype(int), 19), minlength=20)

    def test_laws_that_data_follow_are_not_beaten_and_others_are(self):
        truncated = self.drawn(self.numbers ** -1.4 * np.exp(-self.numbers / 500.0))
        lognormal = self.drawn(np.exp(-0.5 * ((np.log(self.numbers) - 3.0) / 0.6) ** 2) / self.numbers)
        self.assertFalse(tails.is_beaten(truncated))
        self.assertTrue(tails.is_beaten(truncated, "power law"))
        self.assertTrue(tails.is_beaten(lognormal))
        self.assertFalse(tails.is_beaten(lognormal, "lognormal"))

    def test_masses_are_sums_of_the_density(self):
        density = self.numbers ** -2.0
        expected = np.bincount(np.minimum(np.log2(self.numbers).astype(int), 9), density)
        found = tails.masses("power law", [2.0], 10)
        np.testing.assert_allclose(found, expected / expected.sum(), atol=2e-4)

    def test_the_statistic_of_nobody_is_not_defined(self):
        self.assertTrue(np.isnan(STATISTICS["truncated_power_law"](np.zeros(20))))


class Trials(unittest.TestCase):
    def test_days_of_the_second_year_and_hours_of_all_months(self):
        employment = np.zeros((2, 24))
        employment[:, 10:22] = [[0.01], [0.02]]
        np.testing.assert_allclose(scorecard.TRIALS["employment_days"]({"employment": employment}), [3.65, 7.3])
        np.testing.assert_allclose(scorecard.TRIALS["relative_hours"]({"relative_hours": employment}), [0.005, 0.01])


class Scores(unittest.TestCase):
    fact = Fact("S", "a fact", 1.0, 2.0, "predicted", "S1", "x")

    def verdict(self, values):
        return scorecard.score(self.fact, values)

    def test_in_near_out(self):
        self.assertEqual(self.verdict([1.0, 1.5, 2.0]).verdict, "in")
        self.assertEqual(self.verdict([0.0, 0.5, 1.5]).verdict, "near")
        self.assertEqual(self.verdict([3.0, 3.1, 3.2]).verdict, "out")
        self.assertEqual(self.verdict([np.nan, np.nan]).verdict, "-")

    def test_the_distance_counts_standard_deviations_to_the_nearer_bound(self):
        self.assertAlmostEqual(self.verdict([3.0, 5.0]).z, (4.0 - 2.0) / np.std([3, 5], ddof=1), places=12)
        self.assertAlmostEqual(self.verdict([-1.0, 1.0]).z, 1.0 / np.std([-1, 1], ddof=1), places=12)
        self.assertEqual(self.verdict([1.2, 1.9]).z, 0.0)

    def test_a_run_without_the_statistic_does_not_count(self):
        self.assertEqual(self.verdict([1.5, np.nan]).runs, 1)


class Facts(unittest.TestCase):
    facts = scorecard.read_facts()

    def test_their_numbers_are_unique(self):
        names = [fact.id for fact in self.facts]
        self.assertEqual(len(names), len(set(names)))

    def test_their_series_exist(self):
        said = subprocess.run([PROGRAM, "describe", "series", "--format", "json"], capture_output=True, text=True, check=True).stdout
        known = set(re.findall(r'"name": ?"(\w+)"', said))
        self.assertGreater(len(known), 50)
        self.assertEqual([fact.id for fact in self.facts if fact.series and fact.series not in known], [])

    def test_their_sources_are_documented(self):
        documented = (ROOT / "docs/sources.md").read_text()
        self.assertEqual([fact.id for fact in self.facts if f"`{fact.source}`" not in documented], [])

    def test_a_wrong_file_is_refused(self):
        good = '[[fact]]\nid = "a"\nwhat = "b"\nrange = [0, 1]\nrole = "predicted"\nsource = "S1"\nseries = "gdp"\n'
        for wrong in (good.replace("predicted", "guessed"), good.replace("[0, 1]", "[2, 1]"), good + 'statistic = "mode"\n', good + 'arm = "trial"\n'):
            where = pathlib.Path(path("facts.toml"))
            where.write_text(wrong)
            with self.assertRaises(ValueError):
                scorecard.read_facts(where)


class Commands(unittest.TestCase):
    def test_the_scorecard_of_a_file(self):
        code, output, error = command(scorecard, path("runs.h5"))
        self.assertEqual((code, error), (0, ""))
        self.assertIn("only 3 runs: intervals need 20", output)
        for fact in scorecard.read_facts():
            self.assertRegex(output, rf"(?m)^{re.escape(fact.id)} ")
        for role in ("predicted", "calibrated"):
            self.assertRegex(output, rf"(?m)^{role}: \d+ in, \d+ near, \d+ out of \d+$")

    def test_json_says_the_same(self):
        rows = json.loads(command(scorecard, path("runs.h5"), "--json")[1])
        rate = next(row for row in rows if row["id"] == "unemployment")
        series = scorecard.open_results(path("runs.h5")).series()
        settled = series["unemployment_rate"].isel(time=~series["burn_in"].values)
        self.assertAlmostEqual(rate["mean"], float(settled.mean()), places=12)
        self.assertEqual(rate["runs"], 3)

    def test_facts_about_trials_are_measured_on_their_arm_alone(self):
        rows = {row["id"]: row for row in json.loads(command(scorecard, path("trial.h5"), "--json")[1])}
        results = scorecard.open_results(path("trial.h5"))
        series = results.series()
        effects = trial.effects(series.isel(run=series["arm"].values == "field-trial"))
        self.assertAlmostEqual(rows["S46"]["mean"], effects["relative_hours"].mean(), places=12)
        self.assertEqual((rows["S46"]["runs"], rows["S42"]["verdict"]), (3, "-"))
        self.assertIn("no arm field-trial", command(scorecard, path("runs.h5"))[1])

    def test_bad_input(self):
        self.assertEqual(command(scorecard, path("missing.h5"))[0], 4)
        junk = pathlib.Path(path("junk.h5"))
        junk.write_text("no HDF5")
        self.assertEqual(command(scorecard, junk)[0], 4)
        code, _, error = command(scorecard, path("runs.h5"), "--arm", "reform")
        self.assertEqual(code, 2)
        self.assertIn("the file has baseline", error)
        self.assertEqual(command(scorecard)[0], 2)

    def test_the_ablation_table(self):
        code, output, error = command(ablation, path("ablation-confidence.h5"))
        self.assertEqual((code, error), (0, ""))
        row = output.splitlines()[1].split()
        self.assertEqual((row[0], len(row)), ("confidence", 1 + len(ablation.MECHANISMS)))
        self.assertEqual(command(ablation, path("ablation-confidence.h5"), "--figure", path("ablation.png"))[0], 0)
        self.assertGreater(pathlib.Path(path("ablation.png")).stat().st_size, 10_000)
        code, output, error = command(ablation, path("runs.h5"))
        self.assertEqual(code, 4)
        self.assertIn("expected a baseline and one other arm", error)

    def test_an_effect_is_with_less_without(self):
        results = scorecard.open_results(path("ablation-confidence.h5"))
        series = results.series()
        settled = series["real_gdp"].isel(time=~series["burn_in"].values)
        arms = [settled.sel(run=settled["arm"] == arm).mean().item() for arm in results.arms]
        self.assertAlmostEqual(ablation.effect(results, "real_gdp", "relative")[0], 100.0 * (arms[0] / arms[1] - 1.0), places=9)
        self.assertAlmostEqual(ablation.effect(results, "real_gdp", "relative", policy=True)[0], 100.0 * (arms[1] / arms[0] - 1.0), places=9)

    def test_a_table_of_policies(self):
        code, output, _ = command(ablation, path("ablation-confidence.h5"), "--policies", "--markdown")
        self.assertEqual(code, 0)
        heads, _, row = output.splitlines()
        self.assertTrue(heads.startswith("| policy | GDP % |"))
        self.assertEqual(len(row.split("|")) - 3, len(ablation.POLICIES))


if __name__ == "__main__":
    unittest.main()

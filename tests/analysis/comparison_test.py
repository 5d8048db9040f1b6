#!/usr/bin/python3
"""Comparisons from file to page: every number again by another route, null and swapped reforms, failures, widths, bad input.

Usage: comparison_test.py   with the program's path in BEACHHEAD_PROGRAM.
"""

import contextlib
import html
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np
import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(pathlib.Path(__file__).parent)]

import comparison_oracle as oracle  # noqa: E402
from analysis import compare, comparison, report  # noqa: E402
from analysis.digest import digests  # noqa: E402
from analysis.results import open_results  # noqa: E402

PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
SMALL = '[run]\nmonths = 84\n[people]\ncount = 500\n[measures]\npanel_size = 100\n'
INCOME = '[state.basic_income]\namount = [{ from = "2017-01", value = 560.0 }]\nfunding = "wage_tax"\n'
NOTHING = '[state.basic_income]\namount = [{ from = "2017-01", value = 0.0 }]\nfunding = "wage_tax"\n'
ASKED = '"real_gdp", "gini_income", "unemployment_rate", "commons_hours"'
folder = None


def setUpModule():
    """A comparison with a reform and one that changes nothing; the reform as the baseline."""
    global folder
    folder = pathlib.Path(tempfile.mkdtemp(prefix="beachhead-compare-"))
    write("income.toml", INCOME)
    write("nothing.toml", NOTHING)
    write("small.toml", f'extends = "{ROOT}/scenarios/baseline.toml"\n{SMALL}')
    arms = '[[arm]]\nname = "income"\npolicies = ["income.toml"]\n[[arm]]\nname = "<nothing & more>"\npolicies = ["nothing.toml"]\n'
    write("pair.toml", f'# Question: does it matter?\nextends = "small.toml"\n[comparison]\nreplicates = 12\noutcomes = [{ASKED}]\nbudget_neutral = true\n{arms}')
    write("swapped.toml", f'extends = "small.toml"\n{INCOME}[comparison]\nreplicates = 12\noutcomes = [{ASKED}]\n'
                          '[[arm]]\nname = "nothing"\npolicies = ["nothing.toml"]\n')
    for name in ("pair", "swapped"):
        code, output, error = call(folder / f"{name}.toml", "-o", folder / f"{name}.h5", "--csv", folder / f"{name}.csv")
        if code:
            raise AssertionError(error)
        write(f"{name}.txt", output)


def tearDownModule():
    shutil.rmtree(folder)


def write(name, text):
    (folder / name).write_text(text, encoding="utf-8")


def call(*arguments):
    """`compare` in a process of its own, as the launcher calls it: exit code, standard output and error."""
    done = subprocess.run([sys.executable, "-m", "analysis.compare", PROGRAM, *map(str, arguments)], cwd=folder, text=True,
                          capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return done.returncode, done.stdout, done.stderr


def found_in(name):
    return comparison.compare(open_results(folder / f"{name}.h5"))


def shown_numbers(page):
    """Every number that the page shows with its own value: (table, arm, row, key), value."""
    for row in re.finditer(r'<tr data-table="(\w+)" data-arm="([^"]*)" data-row="([^"]*)">(.*?)</tr>', page, re.S):
        for key, value in re.findall(r'data-key="(\w+)" data-value="([^"]*)"', row[4]):
            yield (row[1], html.unescape(row[2]), html.unescape(row[3]), key), float(value)


class NumbersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.page = (folder / "pair.html").read_text(encoding="utf-8")
        cls.truth = oracle.numbers(folder / "pair.h5")

    def agree(self, value, key):
        if key[3] == "needed":
            size = self.truth[key[:3] + ("effect_size",)]
            self.assertTrue(oracle.enough(size, int(value)) if np.isfinite(value) else not abs(size) > 0.005, (key, value, size))
            return
        np.testing.assert_allclose(value, self.truth[key], rtol=1e-7, atol=1e-12, err_msg=str(key))

    def test_every_number_of_the_page_again(self):
        seen = set()
        for key, value in shown_numbers(self.page):
            self.agree(value, key)
            seen.add(key[0])
        self.assertEqual(seen, {"effects", "people", "budget", "captured"})

    def test_every_number_of_the_long_form_again(self):
        table = pd.read_csv(folder / "pair.csv", dtype={"value": str})
        rest = table[(table["table"] != "path") & ~table["measure"].isin(["verdict", "moving"])]
        for row in rest.itertuples():
            self.agree(float(row.value), (row.table, row.arm, row.row, row.measure))
        told = set(zip(rest["table"], rest["arm"], rest["row"], rest["measure"]))
        for kind, arm, row, key in set(self.truth) - told:  # lines of money that never moves
            self.assertEqual([self.truth[kind, arm, row, mean] for mean in ("baseline_mean", "reform_mean")], [0, 0], (kind, arm, row, key))

    def test_every_course_again(self):
        data = json.loads(re.search(r'id="data">(.*?)</script>', self.page, re.S)[1])
        names = [one["name"] for one in data["outcomes"]]
        shown = {(data["arms"][k], one["name"]): course for one in data["outcomes"] for k, course in enumerate(one["arms"])}
        percent = lambda one: 100.0 if "points" in one["unit"] else 1.0
        scale = {one["name"]: percent(one) for one in data["outcomes"]}
        file = oracle.File(folder / "pair.h5")
        for arm, name, frame in oracle.paths(file, names, 200):
            for key in ("mean", "low", "high"):
                shown_values = np.array(shown[arm, name][key], float)
                np.testing.assert_allclose(shown_values, frame[key] * scale[name], rtol=1e-5, atol=1e-9 * scale[name], err_msg=f"{arm} {name} {key}")

    def test_heat_map_again(self):
        cells = re.findall(r'data-pick-arm="(\d)" data-pick-name="(\w+)" data-value="([^"]*)"', self.page)
        self.assertGreater(len(cells), 40)
        for arm, name, value in cells:
            self.agree(float(value), ("effects", oracle.File(folder / "pair.h5").arms[1 + int(arm)], name, "relative"))

    def test_the_terminal_shows_the_same(self):
        text = (folder / "pair.txt").read_text(encoding="utf-8")
        change = self.truth["effects", "income", "real_gdp", "change"]
        self.assertRegex(text, rf"real_gdp \[EUR/month\].* {'+' if change > 0 else '−'}{abs(change):.{0 if abs(change) >= 100 else 1}f} ")
        self.assertIn("12 pairs", text)
        self.assertIn("the same to the last bit", text)


class MeaningTest(unittest.TestCase):
    def test_null_reform_is_exactly_zero(self):
        found = found_in("pair")
        null = found.effects.loc["<nothing & more>"]
        self.assertTrue((null[["change", "low", "high", "effect_size"]] == 0).all(axis=None))
        self.assertEqual(set(null["verdict"]), {comparison.NULL})
        people = found.people[found.people["arm"] == "<nothing & more>"]
        self.assertTrue((people[["change", "winners", "losers"]] == 0).all(axis=None))
        self.assertIsNone(found.first_change["<nothing & more>"])
        self.assertEqual(found.first_change["income"].strftime("%Y-%m"), "2017-01")

    def test_swapped_arms_flip_signs_exactly(self):
        forth, back = found_in("pair").effects.loc["income"], found_in("swapped").effects.loc["nothing"]
        for one, other in (("change", "change"), ("low", "high"), ("high", "low"), ("t_low", "t_high"), ("effect_size", "effect_size")):
            np.testing.assert_array_equal(forth[one], -back[other], err_msg=one)
        np.testing.assert_array_equal(forth["p"], back["p"])

    def test_a_basic_income_by_wage_tax_levels(self):
        row = found_in("pair").effects.loc[("income", "gini_income")]
        self.assertEqual(row["verdict"], "lower")
        self.assertGreater(row["variance_reduction"], 1.0)

    def test_failed_runs_are_counted_and_their_pairs_left_out(self):
        target = folder / "failed.h5"
        shutil.copy(folder / "pair.h5", target)
        with h5py.File(target, "r+") as file:
            file["runs/status"][0], file["runs/status"][14] = 1, 1  # the baseline of replicate 0, income of replicate 2
            file.attrs["content_digest"], file["provenance"].attrs["checksum"] = map(np.bytes_, digests(file))
        found = comparison.compare(open_results(target))
        self.assertEqual((found.failed, found.pairs), (2, {"income": 10, "<nothing & more>": 11}))
        self.assertIn("2 runs failed and 0 are missing", found.warnings[0])

    def test_names_cannot_break_the_page(self):
        page = (folder / "pair.html").read_text(encoding="utf-8")
        self.assertNotIn("<nothing", page)
        self.assertEqual(page.count("</script>"), 3)


class CommandTest(unittest.TestCase):
    def test_a_sweep_of_the_same_file_is_the_same(self):
        subprocess.run([PROGRAM, "sweep", "pair.toml", "-o", "by-hand", "-q", "--replicates", "2"], cwd=folder, check=True)
        subprocess.run([PROGRAM, "merge", "by-hand", "-o", "by-hand.h5", "-q"], cwd=folder, check=True)
        with h5py.File(folder / "by-hand.h5") as one, h5py.File(folder / "pair.h5") as other:
            self.assertEqual(oracle.words(one["runs/arm_name"][...]), ["baseline", "income", "<nothing & more>"])
            self.assertEqual(one["runs/arm"][...].tolist(), [0, 0, 1, 1, 2, 2])
            np.testing.assert_array_equal(one["series/gdp"][2], other["series/gdp"][12])
            self.assertEqual(one["runs/run_id"][2], other["runs/run_id"][12])
            self.assertIn("560", one["scenario/minimal"][1].decode())

    def test_policies_of_the_command_line_are_written_down(self):
        code, output, error = call("--baseline", "small.toml", "--policy", "income.toml", "--policy", "nothing.toml", "--replicates", "3", "-o", "told.h5", "-q")
        self.assertEqual((code, output), (0, ""), error)
        self.assertEqual(open_results(folder / "told.h5").arms, ["baseline", "income", "nothing"])
        self.assertIn('policies = ["income.toml"]', (folder / "told.comparison.toml").read_text())
        self.assertFalse((folder / "told.runs").exists())
        self.assertEqual(call("told.comparison.toml", "--replicates", "3", "-o", "told.h5")[0], 4)

    def test_more_replicates_until_the_interval_is_narrow(self):
        first = found_in("pair").effects.loc[("income", "gini_income")]
        deviation = abs(first["change"] / first["effect_size"])
        width = 2.0 * deviation / np.sqrt(45)  # about 45 pairs
        code, _, error = call("pair.toml", "--until-halfwidth", f"gini_income={width}", "-o", "narrow", "-q")
        self.assertEqual(code, 0, error)
        row = comparison.compare(open_results(folder / "narrow/comparison.h5")).effects.loc[("income", "gini_income")]
        self.assertLessEqual((row["high"] - row["low"]) / 2, width)
        self.assertGreaterEqual(row["n_pairs"], 30)
        self.assertIn("with 30 replicates", error)

    def test_shards_then_all(self):
        self.assertEqual(call("pair.toml", "--replicates", "2", "-o", "shards", "--shard", "0/2", "-q")[0], 0)
        self.assertFalse((folder / "shards/comparison.h5").exists())
        code, _, error = call("pair.toml", "--replicates", "2", "-o", "shards")
        self.assertEqual(code, 0, error)
        self.assertIn("3 were there already", error)

    def test_a_failure_is_strict(self):
        code, output, error = call("pair.toml", "--replicates", "2", "-o", "late", "--time-limit", "0.001")
        self.assertEqual((code, output), (3, ""))
        self.assertIn("--allow-failed", error)

    def test_what_is_refused(self):
        good = (folder / "pair.toml").read_text()
        cases = [("replicates = 12", "replicates = 0", ":4:14: replicates: expected a whole number"), ('"real_gdp"', '"real_gpd"', ":5:12: outcomes: the model shows no series 'real_gpd'; nearest: 'real_gdp'"),
                 ("budget_neutral = true", "budget_neutral = 1", ":6:18: budget_neutral: expected true or false"), ("budget_neutral", "budget_neutrl", ":6:1: unknown key"),
                 ('name = "income"', 'name = "baseline"', ":8:8: name: 'baseline' is the scenario"), ('policies = ["nothing.toml"]', 'policies = "nothing.toml"', "policies: expected a list"),
                 ('name = "income"', 'name = "<nothing & more>"', "two arms are called"), ('["income.toml"]', '["nowhere.toml"]', "nowhere.toml"),
                 ("[comparison]", "[design]\nkind = \"grid\"\n[comparison]", "a study or a comparison, not both"), ("replicates = 12", "confidence = 95", "confidence: expected a number between 0 and 1")]
        for old, new, message in cases:
            with self.subTest(new):
                write("bad.toml", good.replace(old, new, 1))
                code, _, error = call("bad.toml", "-o", "bad.h5")
                self.assertEqual(code, 2, error)
                self.assertIn(message, error)
                self.assertRegex(error, r"\.toml:\d+:\d+|nowhere")
        self.assertEqual(call("small.toml", "-o", "bad.h5")[0], 2)
        for words in (["pair.toml", "--baseline", "small.toml"], ["--baseline", "small.toml"], [], ["pair.toml", "--until-halfwidth", "gini_income=-1", "-o", "bad.h5"]):
            self.assertEqual(call(*words)[0], 2, words)

    def test_arms_that_cannot_stand_side_by_side(self):
        write("months.toml", "[run]\nmonths = 24\n")
        write("longer.toml", (folder / "pair.toml").read_text().replace('"income.toml"', '"months.toml"'))
        code, _, error = call("longer.toml", "-o", "bad.h5")
        self.assertEqual(code, 2)
        self.assertIn("months.toml:2:10: arm 'income': a policy of a comparison may not change run.months", error)
        write("classes.toml", (folder / "pair.toml").read_text().replace('"income.toml"', f'"{ROOT}/scenarios/switches/goods-classes.toml"'))
        code, _, error = call("classes.toml", "-o", "bad.h5")
        self.assertEqual(code, 2)
        self.assertRegex(error, r"arm 'income' cannot stand beside 'baseline': it records /classes/.*goods-classes\.toml:3:\d+")
        write("panel.toml", "[measures]\npanel_size = 120\n")  # a longer axis without names is filled up
        write("wider.toml", (folder / "pair.toml").read_text().replace('"nothing.toml"', '"panel.toml"'))
        code, _, error = call("wider.toml", "--replicates", "2", "-o", "wider.h5", "-q")
        self.assertEqual(code, 0, error)
        with h5py.File(folder / "wider.h5") as file:
            self.assertEqual(file["panel/income"].shape[2], 120)
            self.assertTrue(np.isnan(file["panel/income"][0, :, 100:]).all())

    def test_the_page_needs_no_network(self):
        page = (folder / "pair.html").read_text(encoding="utf-8")
        self.assertLess(len(page.encode()), 3e6)
        self.assertEqual(re.findall(r'(?:src|href)="(?!data:)[^"]*"', page), [])
        error = io.StringIO()
        with contextlib.redirect_stderr(error):
            self.assertEqual(report.main([str(folder / "pair.h5"), "-o", str(folder / "again.html")]), 0)
        self.assertEqual((folder / "again.html").read_text(encoding="utf-8"), page)
        self.assertEqual(compare.toml_text('a"\\b'), '"a\\"\\\\b"')


if __name__ == "__main__":
    unittest.main()

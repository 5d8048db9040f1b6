#!/usr/bin/python3
"""Reading, drawing, reporting and judging result files that the program writes here.

Usage: report_test.py   with the program's path in BEACHHEAD_PROGRAM.
"""

import contextlib
import html.parser
import io
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

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis import figures, outcomes, report, sanity  # noqa: E402
from analysis.quantities import Quantity  # noqa: E402
from analysis.digest import digests  # noqa: E402
from analysis.results import ResultError, in_euro, open_results, pairs  # noqa: E402

PROGRAM = os.environ.get("BEACHHEAD_PROGRAM", "")
BASELINE = ROOT / "scenarios/baseline.toml"
POLICY = ROOT / "scenarios/policies/basic-income-560.toml"
TEXTBOOK = ROOT / "scenarios/textbook/model-sim.toml"
SMALL = ["--set", "people.count=2000", "--months", "120"]
folder = None


def setUpModule():
    """One file of each kind."""
    global folder
    folder = pathlib.Path(tempfile.mkdtemp(prefix="beachhead-report-"))
    simulate("one.h5", BASELINE, *SMALL)
    simulate("many.h5", BASELINE, *SMALL, "--replicates", "3")
    simulate("paired.h5", BASELINE, *SMALL, "--policy", POLICY, "--paired", "--replicates", "2")
    simulate("textbook.h5", TEXTBOOK)


def tearDownModule():
    shutil.rmtree(folder)


def simulate(name, *arguments):
    """Run the program, which must succeed."""
    if not PROGRAM:
        raise RuntimeError("BEACHHEAD_PROGRAM is not set")
    subprocess.run([PROGRAM, "run", *map(str, arguments), "-o", str(folder / name), "-q"], check=True, stdout=subprocess.DEVNULL)


def command(module, *arguments):
    """Run a module's command line here: exit code, standard output and error."""
    output, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(error):
        try:
            code = module.main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            code = exit_.code
    return code, output.getvalue(), error.getvalue()


def process(module, *arguments, where=None):
    """Run a module as users do, in a process of its own: the same three."""
    done = subprocess.run([sys.executable, "-m", f"analysis.{module}", *map(str, arguments)], cwd=where or folder, text=True,
                          capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return done.returncode, done.stdout, done.stderr


def copy_of(name, change):
    """A copy of a result file with something changed by `change(file)`, and the digests that go with it."""
    target = folder / f"changed-{name}"
    shutil.copy(folder / name, target)
    with h5py.File(target, "r+") as file:
        change(file)
        file.attrs["content_digest"], file["provenance"].attrs["checksum"] = map(np.bytes_, digests(file))
    return target


def page_of(name):
    """The page about a file, made once."""
    target = folder / f"{name}.html"
    if not target.exists():
        code, _, error = command(report, folder / f"{name}.h5", "-o", target)
        if code != 0:
            raise AssertionError(error)
    return target.read_text(encoding="utf-8")


class Elements(html.parser.HTMLParser):
    """Tags with their attributes, the numbers of table rows, and whether every element is closed."""

    VOID = {"meta", "img", "br"}

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.numbers = [], [], {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        self.tags.append((tag, facts))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr" and "data-name" in facts:
            self.row = self.numbers.setdefault((facts["data-arm"], facts["data-name"]), [])
        if "data-value" in facts:
            self.row.append(float(facts["data-value"]))

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")


def headline_names(name):
    """From the file itself."""
    with h5py.File(folder / f"{name}.h5") as file:
        return [text.decode() if isinstance(text, bytes) else text for text in file.attrs["headlines"]]


def year_means(name, series, burn_in):
    """First year after the burn-in and last year, per run, with h5py alone."""
    with h5py.File(folder / f"{name}.h5") as file:
        values = file["series"][series][...]
    return values[:, burn_in:burn_in + 12].mean(axis=1), values[:, -12:].mean(axis=1)


class ReadingTest(unittest.TestCase):
    def test_frame_is_tidy(self):
        frame = open_results(folder / "paired.h5").frame()
        self.assertEqual(len(frame), 4 * 120)
        self.assertEqual(list(frame.columns[:3]), ["arm", "replicate", "date"])
        self.assertEqual(frame["date"].iloc[0].isoformat(), "2012-01-31T00:00:00")
        with h5py.File(folder / "paired.h5") as file:
            expected = file["series/capture_ratio"][...].ravel()
        np.testing.assert_array_equal(frame["capture_ratio"], expected)

    def test_arms_pairs_and_question(self):
        results = open_results(folder / "paired.h5")
        self.assertEqual(results.arms, ["baseline", "policy"])
        self.assertEqual(pairs(results, "policy").tolist(), [[0, 2], [1, 3]])
        with h5py.File(folder / "paired.h5") as file:
            self.assertEqual(results.question, file.attrs["question"].decode())

    def test_textbook_has_its_groups_only(self):
        results = open_results(folder / "textbook.h5")
        self.assertEqual(results.series().sizes, {"run": 1, "time": 100})
        self.assertIsNone(results.people())
        with self.assertRaisesRegex(ResultError, "textbook.h5: no group /distribution"):
            results.group("distribution")

    def test_failed_runs_are_left_out(self):
        def fail(file):
            file["runs/status"][1] = 1
            file["series/gini_income"][1] = 99.0

        results = open_results(copy_of("many.h5", fail))
        self.assertEqual((len(results.runs), len(results.done)), (3, 2))
        self.assertEqual(results.series()["run"].values.tolist(), [0, 2])
        self.assertLess(float(results.frame()["gini_income"].max()), 1.0)

    def test_an_arm_that_failed_is_left_out(self):
        results = open_results(copy_of("paired.h5", lambda file: file["runs/status"].__setitem__(slice(2, 4), 1)))
        self.assertEqual(results.arms, ["baseline"])
        self.assertIn("In 2 runs of baseline", report.answer(results))

    def test_wrong_files_are_refused(self):
        foreign = folder / "foreign.h5"
        with h5py.File(foreign, "w") as file:
            file.attrs["format"] = "something-else"
        with self.assertRaisesRegex(ResultError, "foreign.h5: format is 'something-else', expected 'beachhead-results'"):
            open_results(foreign)
        with self.assertRaisesRegex(ResultError, "version 2 of the format, expected 1"):
            open_results(copy_of("one.h5", lambda file: file.attrs.modify("version", 2)))
        with self.assertRaisesRegex(ResultError, "no run in it was completed"):
            open_results(copy_of("one.h5", lambda file: file["runs/status"].__setitem__(0, 1)))
        with self.assertRaises(FileNotFoundError):
            open_results(folder / "nowhere.h5")


class NumberTest(unittest.TestCase):
    def test_shares_are_percentages(self):
        share, plain = Quantity("share", "%", True), Quantity("index", "", False)
        self.assertEqual([share.text(0.0484), share.change(-0.0004), share.number(float("nan"))], ["4.84 %", "−0.04 points", "–"])
        self.assertEqual([plain.text(0.5786), plain.number(-0.00001, True), plain.number(71156919.0)], ["0.579", "0.000", "71,156,919"])

    def test_money_is_counted_in_ten_thousandths(self):
        deposits = open_results(folder / "one.h5").group("accounts")["deposits"]
        self.assertEqual(in_euro(deposits).attrs["units"], "EUR")
        np.testing.assert_allclose(in_euro(deposits), deposits * 1e-4)
        with self.assertRaisesRegex(ValueError, "unit is 'EUR'"):
            in_euro(deposits.assign_attrs(units="EUR"))

    def test_outcomes_by_h5py_alone(self):
        table = outcomes.outcomes(open_results(folder / "many.h5")).loc["baseline"]
        for name in headline_names("many"):
            start, end = year_means("many", name, 60)
            change = end - start
            expected = [start.mean(), end.mean(), change.mean(), change.min(), change.max()]
            np.testing.assert_allclose(table.loc[name], expected, rtol=1e-12, atol=1e-15, err_msg=name)

    def test_paired_outcomes_by_h5py_alone(self):
        table = outcomes.paired_outcomes(open_results(folder / "paired.h5")).loc["policy"]
        for name in headline_names("paired"):
            end = year_means("paired", name, 60)[1]
            difference = end[2:] - end[:2]
            expected = [end[:2].mean(), end[2:].mean(), difference.mean(), difference.min(), difference.max(), 2]
            np.testing.assert_allclose(table.loc[name], expected, rtol=1e-12, atol=1e-15, err_msg=name)

    def test_captured_value_by_h5py_alone(self):
        shares = outcomes.captors(open_results(folder / "one.h5"), "baseline")
        with h5py.File(folder / "one.h5") as file:
            captured = file["accounts/created_captured"][0, -12:].sum(axis=1) * 1e-4
            gdp = file["series/gdp"][0, -12:] * 2000
            names = [name.decode() for name in file["accounts/captor"]]
        np.testing.assert_allclose(shares[names], (captured / gdp[:, None]).mean(axis=0), rtol=1e-12)

    def test_a_null_policy_differs_by_zero(self):
        def same(file):
            for name in headline_names("paired"):
                file["series"][name][2:] = file["series"][name][:2]

        table = outcomes.paired_outcomes(open_results(copy_of("paired.h5", same)))
        self.assertTrue((table[["difference", "least", "most"]] == 0.0).all(axis=None))


class FigureTest(unittest.TestCase):
    def assert_drawn(self, figure):
        """Rendered, every axes holds something, has a title, and a label of its vertical axis."""
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=40)
        self.assertGreater(len(stream.getvalue()), 3000)
        for axes in figure.axes:
            self.assertTrue(axes.lines or axes.collections)
            self.assertTrue(axes.get_title(loc="left"))

    def test_every_figure(self):
        for name in ("one", "paired"):
            results = open_results(folder / f"{name}.h5")
            for draw in (figures.headlines, figures.hours_by_use, figures.who_captures, figures.income_by_decile, figures.money):
                with self.subTest(file=name, figure=draw.__name__):
                    self.assert_drawn(draw(results))
        self.assert_drawn(figures.paired_differences(results))

    def test_panels_of_headlines(self):
        results = open_results(folder / "many.h5")
        axes = figures.headlines(results).axes
        self.assertEqual(len(axes), len(results.headlines))
        labels = {panel.get_title(loc="left"): panel.get_ylabel() for panel in axes}
        self.assertEqual(labels["Unemployment rate"], "%")
        self.assertEqual(labels["GDP per person, at opening prices"], "EUR/month")

    def test_textbook(self):
        results = open_results(folder / "textbook.h5")
        figure = figures.headlines(results)
        self.assert_drawn(figure)
        with h5py.File(folder / "textbook.h5") as file:
            np.testing.assert_array_equal(figure.axes[0].lines[0].get_ydata(), file["series/income"][0])
        self.assertEqual(figure.axes[0].get_ylabel(), "million EUR/month")

    def test_areas_sum_to_the_value_created(self):
        results = open_results(folder / "one.h5")
        layers = figures.yearly_mean(figures.captured_value(results), results)
        line = figures.who_captures(results).axes[0].lines[1].get_ydata()
        np.testing.assert_allclose(line, 100 * layers.sum("captor").isel(run=0), rtol=1e-12)


class PageTest(unittest.TestCase):
    def test_self_contained_and_whole(self):
        for name in ("many", "paired", "textbook"):
            with self.subTest(name):
                page = page_of(name)
                elements = Elements(page)
                self.assertEqual(elements.open, [])
                self.assertIsNone(re.search(r"(?i)(src|href)\s*=\s*[\"']?\s*(https?:|//)|@import|url\((?!%23)|<script|<link", page))
                self.assertLess(len(page.encode()), 3_000_000)
                for tag, facts in elements.tags:
                    for key in ("src", "href"):
                        self.assertTrue(facts.get(key, "data:").startswith("data:"), facts.get(key))

    def test_images_hold_drawings_and_words(self):
        for name, least in (("many", 16 + 7 + 3), ("paired", 2 * 16 + 7 + 3), ("textbook", 3)):
            images = [facts for tag, facts in Elements(page_of(name)).tags if tag == "img"]
            self.assertGreaterEqual(len(images), least)
            for facts in images:
                self.assertGreater(len(facts["alt"]), 20)
                self.assertGreater(facts["src"].count("%3Cpath"), 10)

    def test_words(self):
        for name in ("many", "paired", "textbook"):
            page = page_of(name)
            text = html.unescape(re.sub(r"<[^>]*>", " ", page))
            results = open_results(folder / f"{name}.h5")
            facts = results.provenance()
            for expected in [results.question[1:], report.answer(results), results.digest, facts["command_line"], facts["program_version"], *results.headlines,
                             *results.scenario().values()]:
                self.assertIn(expected, text)
            self.assertRegex(text, "Largest residual in any month of .*: balance sheets 0 EUR")

    def test_the_answer_counts_its_runs(self):
        for name, words in (("one", "In one run of baseline, between 2017 and 2021"), ("one", "One run shows one possible course"), ("many", "In 3 runs of baseline"),
                            ("many", "change in single runs"), ("paired", "2 pairs of runs"), ("paired", "probability 50 %"),
                            ("textbook", "In one run of baseline, between 2012 and")):
            self.assertIn(words, report.answer(open_results(folder / f"{name}.h5")))

    def test_the_answer_tells_of_the_burn_in(self):
        for months, words in ((70, "(the first and the last months after the burn-in)"), (1, "between 2012-01 and 2012-01 (all of it burn-in")):
            simulate(f"short-{months}.h5", BASELINE, "--set", "people.count=1000", "--months", months)
            results = open_results(folder / f"short-{months}.h5")
            self.assertIn(words, report.answer(results))
        self.assertIn("</html>", report.page(results))

    def test_the_table_by_h5py_alone(self):
        numbers = Elements(page_of("many")).numbers
        self.assertEqual([name for _, name in numbers], headline_names("many"))
        for (_, name), shown in numbers.items():
            start, end = year_means("many", name, 60)
            change = end - start
            np.testing.assert_allclose(shown, [start.mean(), end.mean(), change.mean(), change.min(), change.max()], rtol=1e-12, atol=1e-15)

    def test_failed_runs_are_told(self):
        results = open_results(copy_of("many.h5", lambda file: file["runs/status"].__setitem__(1, 1)))
        self.assertIn("In 2 runs of baseline", report.answer(results))
        self.assertIn("one run of 3 failed and left out here", report.books(results))

    def test_words_of_the_file_are_escaped(self):
        source = copy_of("textbook.h5", lambda file: file.attrs.modify("question", "is 1 < 2 & <script>alert(1)</script>?"))
        page = report.page(open_results(source))
        self.assertNotIn("<script", page)
        self.assertIn("Is 1 &lt; 2 &amp; &lt;script&gt;", page)

    def test_same_file_same_page(self):
        again = folder / "again.html"
        code, _, _ = process("report", folder / "paired.h5", "-o", again)
        self.assertEqual(code, 0)
        self.assertTrue(again.read_text() == page_of("paired"))


class ReportCommandTest(unittest.TestCase):
    def test_default_name_in_current_folder_and_refusal(self):
        place = pathlib.Path(tempfile.mkdtemp(dir=folder))
        self.assertEqual(process("report", folder / "textbook.h5", where=place)[0], 0)
        self.assertEqual([path.name for path in place.iterdir()], ["textbook.html"])
        (place / "textbook.html").write_text("precious")
        code, _, error = process("report", folder / "textbook.h5", where=place)
        self.assertEqual((code, error.count("\n")), (4, 1))
        self.assertIn("textbook.html: exists", error)
        self.assertEqual((place / "textbook.html").read_text(), "precious")
        self.assertEqual(process("report", folder / "textbook.h5", "--force", where=place)[0], 0)
        self.assertIn("<!DOCTYPE html>", (place / "textbook.html").read_text())

    def test_bad_input_names_the_path(self):
        (folder / "text.h5").write_text("no HDF5")
        truncated = folder / "truncated.h5"
        truncated.write_bytes((folder / "one.h5").read_bytes()[:5000])
        for source in (folder / "nowhere.h5", folder / "text.h5", truncated, folder):
            code, _, error = command(report, source, "-o", folder / "never.html")
            self.assertEqual((code, error.count("\n")), (4, 1), error)
            self.assertIn(str(source), error)
        self.assertFalse((folder / "never.html").exists())

    def test_target_that_cannot_be_written(self):
        code, _, error = command(report, folder / "textbook.h5", "-o", folder / "no-such-folder/page.html")
        self.assertEqual((code, error.count("\n")), (4, 1))
        self.assertIn("no-such-folder", error)

    def test_never_over_the_result_itself(self):
        before = (folder / "textbook.h5").read_bytes()
        self.assertEqual(command(report, folder / "textbook.h5", "-o", folder / "textbook.h5", "--force")[0], 4)
        self.assertEqual((folder / "textbook.h5").read_bytes(), before)

    def test_usage(self):
        for arguments in ([], ["--unknown"], ["a.h5", "b.h5"]):
            self.assertEqual(command(report, *arguments)[0], 2)


class SanityTest(unittest.TestCase):
    @staticmethod
    def level(name, value):
        """Change that sets an observable of all runs."""
        return lambda file: file["series"][name].__setitem__(..., value)

    def sane_file(self, *changes):
        """A file inside every band by construction, then changed."""
        def make(file):
            prices = 1.02 ** (np.arange(1, 121) / 12)
            for name, value in (("unemployment_rate", 0.06), ("wage_share", 0.6), ("gini_income", 0.3), ("exit_rate", 0.1), ("price_level", prices),
                                ("cooperatives", 5.0), ("phyle_members", 0.05), ("commoner_share", 0.02)):
                self.level(name, value)(file)
            for change in changes:
                change(file)

        return copy_of("many.h5", make)

    def test_sane(self):
        source = self.sane_file()
        self.assertEqual(process("sanity", source)[0], 0)
        runs = sanity.judge(open_results(source))
        self.assertTrue(runs["sane"].all())
        np.testing.assert_allclose(runs["inflation"].astype(float), 0.02, rtol=1e-9)
        code, output, _ = command(sanity, source)
        self.assertEqual(code, 0)
        self.assertIn("3 of 3 runs are sane", output)
        lines = [line for line in output.splitlines() if line.endswith("yes")]
        self.assertEqual(len({len(line) for line in lines}), 1)

    def test_each_band(self):
        for name, value in (("unemployment_rate", 0.11), ("wage_share", 0.8), ("gini_income", 0.2), ("exit_rate", 0.05), ("price_level", 1.0 + np.arange(120))):
            source = self.sane_file(self.level(name, value))
            outside = "inflation" if name == "price_level" else name
            runs = sanity.judge(open_results(source))
            self.assertFalse(runs[f"{outside} inside"].any())
            self.assertEqual(runs["sane"].sum(), 0)
            self.assertEqual(command(sanity, source)[0], 1)

    def test_single_years_outside(self):
        monthly = np.full(120, 0.06)
        monthly[60:72] = 0.01
        runs = sanity.judge(open_results(self.sane_file(self.level("unemployment_rate", monthly))))
        np.testing.assert_allclose(runs["unemployment_rate years outside"].astype(float), 0.2)
        self.assertTrue(runs["sane"].all())

    def test_hoards_and_extinction(self):
        def hoard(file):
            file["accounts/deposits"][0] = file["accounts/deposits"][0] * 1000

        def extinct(file):
            file["series/cooperatives"][1, -1] = 0.0

        runs = sanity.judge(open_results(self.sane_file(hoard, extinct)))
        self.assertGreater(runs["deposits"][0], sanity.MOST_DEPOSITS)
        self.assertEqual(runs["extinct"][1], ["cooperatives"])
        self.assertEqual(runs["sane"].tolist(), [False, False, True])

    def test_failed_runs_are_not_sane(self):
        source = self.sane_file(lambda file: file["runs/status"].__setitem__(1, 1))
        code, output, _ = command(sanity, source)
        self.assertEqual(code, 1)
        self.assertIn("2 of 3 runs are sane", output)

    def test_files_that_cannot_be_judged(self):
        for source in (folder / "textbook.h5", folder / "nowhere.h5"):
            code, _, error = command(sanity, source)
            self.assertEqual((code, error.count("\n")), (4, 1))
            self.assertIn(str(source), error)
        self.assertEqual(command(sanity)[0], 2)


if __name__ == "__main__":
    unittest.main()

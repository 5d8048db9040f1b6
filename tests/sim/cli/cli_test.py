#!/usr/bin/python3
"""The command line as a person meets it: exit codes, messages, files. The program is in BEACHHEAD_PROGRAM."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
SOURCE = Path(__file__).resolve().parents[3]
BASELINE = str(SOURCE / "scenarios" / "baseline.toml")
BASIC_INCOME = str(SOURCE / "scenarios" / "policies" / "basic-income-560.toml")


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)

    def call(self, *words, timeout=120):
        return subprocess.run([PROGRAM, *map(str, words)], cwd=self.path, capture_output=True, text=True, timeout=timeout)

    def small(self, *words):
        return self.call("run", BASELINE, "--months", "6", "--set", "people.count=300", "-q", *words)

    def write(self, name, text, mode="w"):
        with open(self.path / name, mode) as file:
            file.write(text)
        return str(self.path / name)

    def files(self):
        return sorted(name for name in os.listdir(self.path))

    def assert_refused(self, result, code, *parts):
        self.assertEqual(result.returncode, code, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)


class Running(CommandLine):
    def test_a_run_writes_one_file_and_no_other(self):
        self.assertEqual(self.small().returncode, 0)
        self.assertEqual(self.files(), ["baseline.h5"])

    def test_an_existing_file_is_refused_before_the_run_and_replaced_by_force(self):
        self.write("a.h5", "precious")
        start = time.time()
        self.assert_refused(self.small("-o", "a.h5", "--set", "run.replicates=1000000"), 4, "a.h5", "--force")
        self.assertLess(time.time() - start, 2)
        self.assertEqual((self.path / "a.h5").read_text(), "precious")
        self.assertEqual(self.small("-o", "a.h5", "--force").returncode, 0)

    def test_an_unwritable_output_is_noticed_before_the_run(self):
        self.assert_refused(self.small("-o", "nowhere/a.h5"), 4, "nowhere")
        self.assert_refused(self.small("-o", self.path), 4)
        self.assertEqual(self.files(), [])

    def test_equal_digests_for_threads_and_replicates_in_parallel(self):
        hashes = set()
        for threads in (1, 2, 3, 7):
            name = f"{threads}.h5"
            self.small("-o", name, "--threads", threads, "--replicates", 3, "--block-size", 64)
            hashes.add(self.call("digest", name).stdout.split()[0])
        self.assertEqual(len(hashes), 1)
        self.assertEqual(len(hashes.pop()), 64)

    def test_the_stored_scenario_runs_to_the_same_result(self):
        import h5py

        self.small("-o", "a.h5", "--policy", BASIC_INCOME)
        with h5py.File(self.path / "a.h5") as file:
            for kind in ("complete", "minimal"):
                self.write(f"{kind}.toml", file[f"scenario/{kind}"][0].decode())
        for kind in ("complete", "minimal"):
            self.assertEqual(self.call("run", f"{kind}.toml", "-q").returncode, 0)
        series = [h5py.File(self.path / name)["series/gini_income"][...].tobytes() for name in ("a.h5", "complete.h5", "minimal.h5")]
        self.assertEqual(len(set(series)), 1)

    def test_paired_runs_have_two_arms_and_a_table_of_differences(self):
        result = self.call("run", BASELINE, "--policy", BASIC_INCOME, "--paired", "--months", "72", "--set", "people.count=300", "-o", "p.h5", "--replicates", 2)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("difference", result.stdout)
        import h5py

        with h5py.File(self.path / "p.h5") as file:
            self.assertEqual([name.decode() for name in file["runs/arm_name"][...]], ["baseline", "policy"])
            income = file["series/basic_income"][...]
            gini = file["series/gini_income"][...]
        self.assertEqual(income.shape, (4, 72))
        self.assertTrue((income[:2] == 0).all() and (income[2:, 60:] > 500).all())
        self.assertTrue((gini[:2, :60] == gini[2:, :60]).all())  # nothing changes before the date
        self.assertTrue((gini[:2, 71] > gini[2:, 71]).all())
        self.assert_refused(self.small("--paired"), 2, "--policy")

    def test_an_interrupt_saves_and_resume_goes_on_to_the_same_result(self):
        words = ["run", BASELINE, "--set", "people.count=20000", "--months", "240", "-q"]
        self.assertEqual(self.call(*words, "-o", "whole.h5").returncode, 0)
        process = subprocess.Popen([PROGRAM, *words, "-o", "stopped.h5"], cwd=self.path, stderr=subprocess.PIPE, text=True)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        message = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, message)
        self.assertIn("--resume", message)
        self.assertEqual(self.files(), ["stopped.h5.checkpoint", "whole.h5"])
        self.assertEqual(self.call(*words, "-o", "stopped.h5", "--resume", "--threads", "3").returncode, 0)
        self.assertEqual(self.files(), ["stopped.h5", "whole.h5"])
        hashes = {line.split()[0] for line in self.call("digest", "whole.h5", "stopped.h5").stdout.splitlines()}
        self.assertEqual(len(hashes), 1)

    def test_resume_without_a_checkpoint_says_so(self):
        self.assert_refused(self.small("--resume", "-o", "a.h5"), 4, "a.h5.checkpoint")


class BadInput(CommandLine):
    def check_scenario(self, text, *parts, mode="w"):
        path = self.write("bad.toml", text, mode)
        start = time.time()
        result = self.call("run", path, "-o", "out.h5")
        self.assertLess(time.time() - start, 1.0)
        self.assert_refused(result, 2, *parts)
        self.assertEqual(self.files(), ["bad.toml"])

    def test_scenarios_that_cannot_be_run(self):
        head = '[run]\nmodel = "peer-production"\n'
        self.check_scenario(head + "[people]\ncuont = 5\n", "bad.toml:4:1", "people.cuont", "people.count")
        self.check_scenario(head + '[people]\ncount = "many"\n', "bad.toml:4", "people.count")
        self.check_scenario(head + "[people]\ncount = 1000000000000000000\n", "bad.toml:4", "person", "50")
        self.check_scenario(head + "[state.taxes]\nwage_rate = 1.5\n", "bad.toml:4", "0.95")
        self.check_scenario(head + "[state.taxes]\nwage_rate = nan\n", "bad.toml:4")
        self.check_scenario('extends = "bad.toml"\n', "bad.toml", "circle")
        self.check_scenario("", "model", "peer-production")
        self.check_scenario(b"\x89HDF\r\n\x1a\n\x00\x00", "bad.toml", mode="wb")
        self.check_scenario(head + "[people\n", "bad.toml:3")
        self.check_scenario('[run]\nmodel = "per-production"\n', "bad.toml:2", "peer-production")
        self.check_scenario(head + "[people.population]\nx = 1\n[a]\nb = 2\n", "bad.toml:4", "bad.toml:6")

    def test_places_that_are_no_scenario(self):
        for path in (self.path, self.path / "missing.toml", "/dev/zero", "-rf", "x\ny.toml", "x" * 5000):
            result = self.call("run", "--", path)
            self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(self.files(), [])

    def test_options_that_make_no_sense(self):
        for words in (["run"], ["run", BASELINE, "--threads", "0"], ["run", BASELINE, "--months", "-3"], ["run", BASELINE, "--seed", "x"],
                      ["run", BASELINE, "--nonsense"], ["fly"], ["describe", "weather"], ["digest"], ["export", "a.h5"],
                      ["run", BASELINE, "--set", "people.count"], ["run", BASELINE, "--set", "people.count=abc"]):
            self.assert_refused(self.call(*words), 2)
        self.assertEqual(self.files(), [])

    def test_more_people_than_fit_are_refused(self):
        self.assert_refused(self.call("run", BASELINE, "--set", "people.count=100000000", "--set", "producers.demography.density=5000",
                                      "--set", "commons.projects.density=5000"), 2, "GB")


class Reading(CommandLine):
    def test_check_prints_a_scenario_that_reads_back(self):
        first = self.call("check", BASELINE, "--policy", BASIC_INCOME)
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("memory", first.stderr)
        path = self.write("again.toml", first.stdout)
        self.assertEqual(self.call("check", path).stdout, first.stdout)

    def test_describe_in_three_dresses(self):
        for topic in ("parameters", "columns", "series", "schedule", "flows", "format", "models"):
            for dress in ("text", "markdown"):
                self.assertGreater(len(self.call("describe", topic, "--format", dress).stdout.splitlines()), 3)
            self.assertIn(topic, json.loads(self.call("describe", topic, "--format", "json").stdout))
        models = [row["model"] for row in json.loads(self.call("describe", "models", "--format", "json").stdout)["models"]]
        self.assertGreater(len(models), 1)
        for model in models:
            self.assertEqual(self.call("describe", "--model", model).returncode, 0)

    def test_export_writes_tidy_tables(self):
        import pandas

        self.small("-o", "a.h5", "--replicates", 2)
        self.assertEqual(self.call("export", "a.h5", "--csv", "tables").returncode, 0)
        series = pandas.read_csv(self.path / "tables" / "series_by_run_time.csv", float_precision="round_trip")
        self.assertEqual(len(series), 12)
        import h5py

        with h5py.File(self.path / "a.h5") as file:
            self.assertTrue((series["gini_income"].to_numpy().reshape(2, 6) == file["series/gini_income"][...]).all())
        self.assert_refused(self.call("export", "a.h5", "--csv", "tables"), 4, "exists")

    def test_textbook_scenarios_run(self):
        scenarios = sorted((SOURCE / "scenarios" / "textbook").glob("*.toml"))
        models = [row["model"] for row in json.loads(self.call("describe", "models", "--format", "json").stdout)["models"]]
        self.assertEqual([path.stem for path in scenarios], sorted(models[1:]))  # one for each, and no other
        for path in scenarios:
            result = self.call("run", path, "--months", "24", "-o", f"{path.stem}.h5")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertRegex(path.read_text().splitlines()[0], r"^# Question: .*\?$")
            self.assertNotRegex(result.stdout, "nan|inf")

    def test_a_damaged_result_is_refused(self):
        self.small("-o", "a.h5")
        bytes_ = bytearray((self.path / "a.h5").read_bytes())
        bytes_[len(bytes_) // 2] ^= 1
        self.write("b.h5", bytes(bytes_), "wb")
        self.assert_refused(self.call("digest", "b.h5"), 4, "b.h5")
        self.assert_refused(self.call("digest", BASELINE), 4, "HDF5")


if __name__ == "__main__":
    sys.exit(unittest.main())

#!/usr/bin/python3
"""Sweeps as a researcher meets them: planned, worked off, killed, gone on with, sharded, edited and merged.

Usage: sweep_test.py OTHER_PROGRAM   with the program's path in BEACHHEAD_PROGRAM; the other is the same of another version.
"""

import json
import os
import pathlib
import random
import signal
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ["BEACHHEAD_PROGRAM"]

STUDY = """# Question: how much does a basic income move?
extends = "{root}/scenarios/baseline.toml"
[run]
months = {months}
[people]
count = {people}
[design]
kind = "grid"
replicates = {replicates}
[[factor]]
path = "state.basic_income.amount"
values = {amounts}
[[factor]]
path = "people.count"
values = [200, {people}]
"""


class Sweep(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="beachhead-sweep-")
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def study(self, months=14, people=300, replicates=2, amounts="[0.0, 300.0, 600.0]"):
        where = pathlib.Path(self.path("study.toml"))
        where.write_text(STUDY.format(root=ROOT, months=months, people=people, replicates=replicates, amounts=amounts))
        return str(where)

    def call(self, *arguments, code=0, **environment):
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, env={**os.environ, **environment})
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stderr}")
        return done

    def sweep(self, name, *arguments, code=0, **environment):
        return self.call("sweep", self.path("study.toml"), "-o", self.path(name), "-q", *arguments, code=code, **environment)

    def status(self, name):
        """What is counted, without what is nothing."""
        counts = json.loads(self.call("status", self.path(name), "--json").stdout)
        return {key: value for key, value in counts.items() if value or key in ("committed", "failed", "missing")}

    def merged(self, name):
        """The merged file and its digest."""
        output = self.path(name + ".h5")
        self.call("merge", self.path(name), "-o", output, "--force", "-q")
        return output, self.call("digest", output).stdout.split()[0]

    def test_a_sweep_is_one_file_in_the_order_of_the_plan(self):
        self.study()
        self.sweep("a", "--jobs", 2)
        self.assertEqual(self.status("a"), {"planned": 12, "committed": 12, "failed": 0, "missing": 0})
        self.assertLessEqual(len(os.listdir(self.path("a"))), 2)
        with h5py.File(self.merged("a")[0]) as file:
            runs = file["runs"]
            np.testing.assert_array_equal(runs["state.basic_income.amount"][:], np.repeat([0.0, 300.0, 600.0], 4))
            np.testing.assert_array_equal(runs["people.count"][:], np.tile([200, 200, 300, 300], 3))
            np.testing.assert_array_equal(runs["replicate"][:], np.tile([0, 1], 6))
            self.assertEqual(len(set(runs["run_id"][:])), 12)
            self.assertEqual(runs["people.count"].attrs["units"], b"person")
            self.assertEqual(file["series/gdp"].shape, (12, 14))
            self.assertTrue(np.isfinite(file["series/gdp"][:]).all())

    def test_a_run_of_a_sweep_is_the_run_alone(self):
        self.study()
        self.sweep("a")
        self.call("run", ROOT / "scenarios/baseline.toml", "--months", 14, "--set", "people.count=300", "--set", "state.basic_income.amount=300.0",
                  "--replicates", 2, "-o", self.path("run.h5"), "-q")
        with h5py.File(self.merged("a")[0]) as file, h5py.File(self.path("run.h5")) as alone:
            for name in ("gdp", "gini_income", "unemployment_rate"):
                np.testing.assert_array_equal(file["series"][name][6:8], alone["series"][name][:])

    def test_killed_sharded_and_resumed_gives_equal_digests(self):
        self.study()
        self.sweep("whole", "--jobs", 2)
        for pause in (0.05, 0.15):
            driver = subprocess.Popen([PROGRAM, "sweep", self.path("study.toml"), "-o", self.path("parts"), "--jobs", "2", "-q"])
            time.sleep(pause)
            driver.kill()
            driver.wait()
        for shard in (2, 0, 1):
            self.sweep("parts", "--shard", f"{shard}/3", "--jobs", 1)
        self.assertEqual(self.merged("parts")[1], self.merged("whole")[1])

    def test_kills_at_any_instant_lose_no_committed_run(self):
        self.study(amounts="[0.0, 100.0, 200.0, 300.0]", replicates=10)
        draw = random.Random(3)
        done = 0
        for _ in range(8):
            driver = subprocess.Popen([PROGRAM, "sweep", self.path("study.toml"), "-o", self.path("a"), "--jobs", "2", "-q"])
            time.sleep(draw.uniform(0.02, 0.4))
            driver.kill()
            driver.wait()
            if os.path.exists(self.path("a/plan.h5")):
                now = self.status("a")["committed"]
                self.assertGreaterEqual(now, done)
                done = now
        self.sweep("a")
        self.assertEqual(self.status("a")["committed"], 80)
        self.sweep("b", "--jobs", 1)
        self.assertEqual(self.merged("a")[1], self.merged("b")[1])

    def test_an_interrupt_commits_what_is_done_and_says_how_to_go_on(self):
        self.study(months=240, people=2000, replicates=20)
        driver = subprocess.Popen([PROGRAM, "sweep", self.path("study.toml"), "-o", self.path("a"), "--jobs", "2"], stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        driver.send_signal(signal.SIGTERM)
        error = driver.communicate(timeout=30)[1]
        self.assertEqual(driver.returncode, 130)
        self.assertIn("the same command goes on", error)
        found = self.status("a")
        self.assertGreater(found["committed"], 0)
        self.assertGreater(found["missing"], 0)

    def test_a_place_in_a_slurm_array_is_a_shard(self):
        self.study()
        self.sweep("a", SLURM_ARRAY_TASK_ID="1", SLURM_ARRAY_TASK_COUNT="4")
        self.assertEqual(self.status("a")["committed"], 3)

    def test_failed_runs_are_named_and_can_be_tried_again(self):
        self.study(months=480, people=20_000, replicates=1, amounts="[0.0]")
        self.sweep("a", "--time-limit", 3, "--jobs", 1, code=3)
        self.assertEqual(self.status("a"), {"planned": 2, "committed": 1, "failed": 1, "missing": 0, "failures": [{"cause": "took longer than 3 s", "runs": [1]}]})
        self.assertIn("1 failed, the first of them run 1: took longer than 3 s", self.call("status", self.path("a")).stdout)
        with h5py.File(self.merged("a")[0]) as file:
            self.assertEqual(file["runs/status"][:].tolist(), [0, 1])
            self.assertTrue(np.isnan(file["series/gdp"][1]).all())
        self.sweep("a")  # what failed stays so until it is asked for
        self.assertEqual(self.status("a")["failed"], 1)
        self.sweep("a", "--retry-failed")
        self.assertEqual(self.status("a"), {"planned": 2, "committed": 2, "failed": 0, "missing": 0})

    def test_an_edited_study_keeps_what_it_still_asks_for(self):
        self.study()
        self.sweep("a")
        self.study(amounts="[300.0, 900.0]")
        self.sweep("a")
        self.assertEqual(self.status("a"), {"planned": 8, "committed": 8, "failed": 0, "missing": 0, "foreign": 8})
        self.sweep("b")
        self.assertEqual(self.merged("a")[1], self.merged("b")[1])

    def test_the_order_of_factors_and_their_names_do_not_matter(self):
        study = pathlib.Path(self.study())
        self.sweep("a")
        head, first, second = study.read_text().split("[[factor]]")
        study.write_text(f'{head}[[factor]]{second}\n[[factor]]\nname = "income"{first}')
        self.assertIn("0 runs in", self.call("sweep", study, "-o", self.path("a")).stderr)
        self.assertEqual(self.status("a"), {"planned": 12, "committed": 12, "failed": 0, "missing": 0})
        self.sweep("b")
        self.assertEqual(self.merged("a")[1], self.merged("b")[1])
        with h5py.File(self.merged("a")[0]) as file:  # the new names, in the new order
            np.testing.assert_array_equal(file["runs/income"][:], np.tile(np.repeat([0.0, 300.0, 600.0], 2), 2))

    def test_another_version_of_the_program_does_not_mix_in(self):
        study = self.study()
        self.sweep("a")
        other = subprocess.run([OTHER, "sweep", study, "-o", self.path("a"), "-q"], capture_output=True, text=True)
        self.assertEqual(other.returncode, 4)
        self.assertRegex(other.stderr, r"was begun by version \S+ \S+ of this program, this is unknown unknown; finish it with that version or give another -o")
        self.assertEqual(self.status("a"), {"planned": 12, "committed": 12, "failed": 0, "missing": 0})
        # Segments of another version that were copied in are not taken for ours.
        subprocess.run([OTHER, "sweep", study, "-o", self.path("other"), "-q"], check=True)
        for segment in pathlib.Path(self.path("other")).glob("segment-*"):
            shutil.copy(segment, self.path("a"))
        self.assertEqual(self.status("a"), {"planned": 12, "committed": 12, "failed": 0, "missing": 0, "foreign": 12})

    def test_a_plan_that_was_deleted_is_made_again(self):
        self.study()
        self.sweep("a")
        digest = self.merged("a")[1]
        os.unlink(self.path("a/plan.h5"))
        self.assertIn("holds no sweep", self.call("status", self.path("a"), code=4).stderr)
        self.assertIn("0 runs in", self.call("sweep", self.path("study.toml"), "-o", self.path("a")).stderr)
        self.assertEqual(self.merged("a")[1], digest)

    def test_a_point_that_comes_twice_is_run_once(self):
        self.study(amounts="[300.0, 0.0, 300.0]")
        self.assertIn("8 runs in", self.call("sweep", self.path("study.toml"), "-o", self.path("a")).stderr)
        with h5py.File(self.merged("a")[0]) as file:
            self.assertEqual(file["series/gdp"].shape[0], 12)
            np.testing.assert_array_equal(file["series/gdp"][0:4], file["series/gdp"][8:12])

    def test_the_points_are_stored_before_the_first_run(self):
        self.study(months=480, people=50_000)
        driver = subprocess.Popen([PROGRAM, "sweep", self.path("study.toml"), "-o", self.path("a"), "-q"])
        while not os.path.exists(self.path("a/plan.h5")):
            time.sleep(0.01)
        driver.kill()
        driver.wait()
        with h5py.File(self.path("a/plan.h5")) as plan:
            np.testing.assert_array_equal(plan["runs/state.basic_income.amount"][:], np.repeat([0.0, 300.0, 600.0], 4))
            self.assertIn(b"basic income move", plan["scenario/minimal"][0])
        said = self.call("merge", self.path("a"), "-o", self.path("a.h5"), code=4).stderr
        self.assertIn("holds no run yet", said)

    def test_a_study_may_record_less(self):
        study = pathlib.Path(self.study())
        self.sweep("all")
        whole, text = self.merged("all")[0], study.read_text()
        study.write_text(text.replace("replicates", 'record = ["series"]\nreplicates'))
        self.sweep("all")  # other runs: what was kept of them is not the same
        self.assertEqual(self.status("all"), {"planned": 12, "committed": 12, "failed": 0, "missing": 0, "foreign": 12})
        with h5py.File(whole) as everything:
            gdp, groups = everything["series/gdp"][:], set(everything)
        with h5py.File(self.merged("all")[0]) as less:
            np.testing.assert_array_equal(less["series/gdp"][:], gdp)
            self.assertEqual(groups - set(less), groups - {"series", "runs", "events", "provenance", "scenario", "parameters", "schedule"})
        study.write_text(text.replace("replicates", 'record = ["serie"]\nreplicates'))
        self.sweep("wrong", code=3)
        self.assertIn("12 failed, the first of them run 0: record: the model shows no group 'serie'", self.call("status", self.path("wrong")).stdout)

    def test_a_long_run_is_interrupted_and_goes_on_from_where_it_was(self):
        self.study(months=480, people=50_000, amounts="[300.0]", replicates=1)
        driver = subprocess.Popen([PROGRAM, "sweep", self.path("study.toml"), "-o", self.path("a"), "--jobs", "1"], stderr=subprocess.PIPE, text=True)
        time.sleep(5.0)  # the short run is done, the long one under way
        asked = time.monotonic()
        driver.send_signal(signal.SIGTERM)
        error = driver.communicate(timeout=30)[1]
        self.assertLess(time.monotonic() - asked, 20)
        self.assertEqual(driver.returncode, 130)
        self.assertIn("interrupted (1 runs in mid-course are kept); the same command goes on", error)
        self.assertEqual(self.status("a"), {"planned": 2, "committed": 1, "failed": 0, "missing": 1, "interrupted": 1})
        # Gone on with, the run is the one it would have been: here a short rest of it, there the whole.
        checkpoint = next(pathlib.Path(self.path("a")).glob("run-*.checkpoint"))
        shutil.copytree(self.path("a"), self.path("damaged"))
        self.sweep("a")
        self.assertFalse(checkpoint.exists())
        damaged = pathlib.Path(self.path("damaged"), checkpoint.name)
        damaged.write_bytes(damaged.read_bytes()[:-1000])  # such a run begins again
        self.sweep("damaged")
        self.assertEqual(self.merged("a")[1], self.merged("damaged")[1])

    def test_shards_at_the_same_time_do_not_disturb_each_other(self):
        self.study(replicates=30)
        shards = [subprocess.Popen([PROGRAM, "sweep", self.path("study.toml"), "-o", self.path("a"), "--jobs", "1", "-q", "--shard", f"{shard}/6"]) for shard in range(6)]
        while any(shard.poll() is None for shard in shards):
            self.call("status", self.path("a"), code=0) if os.path.exists(self.path("a/plan.h5")) else time.sleep(0.01)
        self.assertEqual([shard.returncode for shard in shards], [0] * 6)
        self.assertEqual(self.status("a"), {"planned": 180, "committed": 180, "failed": 0, "missing": 0})
        self.sweep("b")
        self.assertEqual(self.merged("a")[1], self.merged("b")[1])
        self.assertEqual(sorted(name[:8] for name in os.listdir(self.path("a"))), ["plan.h5", "segment-"])

    def test_a_merge_before_the_end_says_what_is_missing(self):
        self.study()
        self.sweep("a", "--shard", "0/3")
        said = self.call("merge", self.path("a"), "-o", self.path("part.h5")).stderr
        self.assertIn("4 of 12 runs written", said)
        self.assertIn("8 runs are missing", said)
        with h5py.File(self.path("part.h5")) as file:
            self.assertEqual(file["runs"].attrs["missing_runs"], 8)
            self.assertEqual(file["runs/replicate"][:].tolist(), [0, 1, 0, 1])  # runs 0, 3, 6 and 9 of the plan
        self.call("export", self.path("part.h5"), "--csv", self.path("tables"))
        self.assertEqual(len(pathlib.Path(self.path("tables/series_by_run_time.csv")).read_text().splitlines()), 1 + 4 * 14)

    def test_two_drivers_do_not_meet(self):
        self.study(months=240, people=4000, replicates=5)
        first = subprocess.Popen([PROGRAM, "sweep", self.path("study.toml"), "-o", self.path("a"), "-q"])
        time.sleep(0.5)
        said = self.sweep("a", code=4).stderr
        self.assertTrue(self.status("a")["running"])
        first.kill()
        first.wait()
        self.assertIn("another sweep is working here", said)
        self.assertNotIn("running", self.status("a"))

    def test_what_is_refused(self):
        study = self.study()
        self.assertIn("where to?", self.call("sweep", study, code=2).stderr)
        self.assertIn("--shard 3/3", self.sweep("a", "--shard", "3/3", code=2).stderr)
        self.assertIn("is a study", self.call("run", study, code=2).stderr)
        os.mkdir(self.path("full"))
        pathlib.Path(self.path("full/thesis.txt")).write_text("mine")
        self.assertIn("holds something else", self.sweep("full", code=4).stderr)
        self.assertIn("holds no sweep", self.call("status", self.path("full"), code=4).stderr)
        self.assertFalse(os.path.exists(self.path("a")))
        self.sweep("a")
        self.call("merge", self.path("a"), "-o", self.path("out.h5"), "-q")
        self.assertIn("exists already", self.call("merge", self.path("a"), "-o", self.path("out.h5"), code=4).stderr)
        segment = next(pathlib.Path(self.path("a")).glob("segment-*"))
        segment.write_bytes(segment.read_bytes()[:-5000])
        self.call("status", self.path("a"), code=4)

    def test_a_dry_run_says_what_it_would_cost(self):
        study = self.study()
        said = self.call("sweep", study, "--dry-run").stdout
        self.assertIn("6 points x 2 replicates = 12 runs of 14 months", said)
        self.assertRegex(said, r"core-hours, .* with --jobs \d+, about .* before compression")
        self.assertIn("state.basic_income.amount                        3 values, 0 to 600", said)
        self.assertEqual(os.listdir(self.folder.name), ["study.toml"])

    def test_a_dry_run_refuses_what_cannot_fit_with_the_count(self):
        study = self.study(replicates=100_000, months=4800)
        self.assertRegex(self.call("sweep", study, "--dry-run", code=2).stderr, r"600000 runs of .* MB need .* TB, .* are free in")
        self.study(replicates=1_000_000, amounts="[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]")
        self.assertIn("12 points x 1000000 replicates = 12000000 runs, more than 10000000", self.call("sweep", study, "--dry-run", code=2).stderr)
        self.study(people=100_000_000)
        self.assertIn("cannot fit: 4096 runs at a time need", self.call("sweep", study, "--dry-run", "--jobs", 4096, "--set", "people.count=200", code=2).stderr)
        self.assertEqual(os.listdir(self.folder.name), ["study.toml"])


if __name__ == "__main__":
    OTHER = sys.argv.pop(1)
    unittest.main()

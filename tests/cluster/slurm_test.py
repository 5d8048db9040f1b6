#!/usr/bin/python3
"""Sweeps on a real Slurm: tasks that are killed, requeued, over their time, preempted; submitted again, nothing is lost or done twice.

Usage: slurm_test.py   with the program's path in BEACHHEAD_PROGRAM. Needs the packages of the section [cluster].
"""

import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import h5py

import slurm

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["BEACHHEAD_PROGRAM"]

STUDY = """extends = "{root}/scenarios/baseline.toml"
[run]
months = {months}
[people]
count = {people}
[design]
kind = "latin_hypercube"
points = {points}
replicates = {replicates}
[[factor]]
path = "state.basic_income.amount"
linspace = {{ from = 0.0, to = 600.0 }}
"""


class OnSlurm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = slurm.missing_programs()
        if missing:
            raise AssertionError(f"{', '.join(missing)} missing: install the packages of [cluster] in packages.txt")
        cls.place = tempfile.TemporaryDirectory(prefix="beachhead-slurm-")
        cls.addClassCleanup(cls.place.cleanup)
        cls.slurm = slurm.Slurm(pathlib.Path(cls.place.name) / "slurm", nodes=4, processors=2)
        cls.slurm.__enter__()
        cls.addClassCleanup(cls.slurm.__exit__)

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="sweep 50% o'clock-", dir=self.place.name)
        self.addCleanup(self.folder.cleanup)
        self.addCleanup(self.slurm.call, "scancel", "--user", str(os.getuid()), check=False)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def study(self, **values):
        pathlib.Path(self.path("study.toml")).write_text(STUDY.format(root=ROOT, **values))

    def beachhead(self, *words, **options):
        return self.slurm.call(PROGRAM, *words, **options)

    def submit(self, *words):
        """Submits the study; gives the number of the array job."""
        return re.search(r"job (\d+);", self.beachhead("submit", self.path("study.toml"), "-o", self.path("a"), *words))[1]

    def digest(self, path):
        return self.beachhead("digest", path).split()[0]

    def counts(self):
        text = self.beachhead("status", self.path("a"))
        return {name: int(value) for name, value in re.findall(r"^(\w+) +(\d+)$", text, re.MULTILINE)}

    def driver(self, shard, seconds=60):
        """The process of a task, once it is there."""
        found = []

        def look():
            for entry in pathlib.Path("/proc").iterdir():
                try:
                    words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
                    if self.path("a").encode() in words and shard.encode() in words and (entry / "status").read_text().find(f"PPid:\t{self.parent(entry)}") >= 0:
                        found.append(int(entry.name))
                except OSError:
                    continue
            return found

        self.slurm.wait_for(look, seconds, f"task {shard} runs")
        return min(found)  # its workers were forked later

    @staticmethod
    def parent(entry):
        return re.search(r"^PPid:\t(\d+)", (entry / "status").read_text(), re.MULTILINE)[1]

    def rows_in_segments(self):
        ids = []
        for segment in pathlib.Path(self.path("a")).glob("segment-*.h5"):
            with h5py.File(segment) as file:
                ids += list(file["runs/run_id"][:])
        return ids

    def test_killed_requeued_and_out_of_time(self):
        self.study(months=120, people=1000, points=50, replicates=4)
        job = self.submit("--array", 8, "--time", 20)
        self.driver("2/8")
        os.kill(self.driver("3/8"), signal.SIGKILL)
        # A task that stands still is over its time for certain. Slurm lets it go on to hear of it.
        self.slurm.call("scontrol", "update", f"JobId={job}_5", "TimeLimit=1")
        os.kill(self.driver("5/8"), signal.SIGSTOP)
        self.driver("6/8")
        self.slurm.call("scontrol", "requeue", f"{job}_6")
        self.slurm.wait_for(lambda: self.slurm.jobs().get(f"{job}_6") == "PENDING", 60, "the task is back in the queue")
        self.slurm.call("scontrol", "update", f"JobId={job}_6", "StartTime=now")
        self.slurm.wait_until_empty(400)

        self.assertEqual([self.state_of(job, task) for task in (2, 3, 5, 6)], ["COMPLETED", "FAILED", "TIMEOUT", "COMPLETED"])
        counts = self.counts()
        self.assertEqual(counts["planned"], 200)
        self.assertEqual(counts["failed"], 0)
        self.assertEqual(counts["committed"] + counts["missing"], 200)
        self.assertGreater(counts["missing"], 0)  # of the tasks that were killed and stopped
        self.assertGreaterEqual(counts["committed"], 6 * 25)  # all of the others
        with h5py.File(self.path("a.h5")) as file:  # the merge has waited, and says what is missing
            self.assertEqual(file["runs"].attrs["missing_runs"], counts["missing"])
            self.assertEqual(file["runs/run_id"].shape, (counts["committed"],))

        self.submit("--array", 8, "--time", 20)
        tasks = re.search(r"#SBATCH --array=(.*)\n", pathlib.Path(self.path("a/jobs/sweep.sh")).read_text())[1]
        self.assertIn(tasks, ("3", "3,5"))  # the one that had time to finish what it was at may be done
        self.slurm.wait_until_empty(400)
        self.assertEqual(self.counts(), {"planned": 200, "committed": 200, "failed": 0, "missing": 0})
        ids = self.rows_in_segments()
        self.assertEqual((len(ids), len(set(ids))), (200, 200))
        self.assertLessEqual(len([name for name in os.listdir(self.path("a")) if name != "jobs"]), 2)

        self.beachhead("sweep", self.path("study.toml"), "-o", self.path("local"), "-q", "--jobs", 2, timeout=600)
        self.beachhead("merge", self.path("local"), "-o", self.path("local.h5"))
        self.assertEqual(self.digest(self.path("a.h5")), self.digest(self.path("local.h5")))

    def state_of(self, job, task):
        return re.search(r"JobState=(\S+)", self.slurm.call("scontrol", "show", "job", f"{job}_{task}"))[1]

    def test_a_long_run_that_is_preempted_goes_on_where_it_was(self):
        self.study(months=480, people=100_000, points=1, replicates=1)
        job = self.submit("--array", 1, "--partition", "night")
        self.driver("0/1")
        time.sleep(3)
        self.slurm.call("scontrol", "requeue", job)  # as preemption does: SIGCONT, SIGTERM, and KillWait later SIGKILL
        self.slurm.wait_for(lambda: any(name.endswith(".checkpoint") for name in os.listdir(self.path("a"))), 30, "there is a checkpoint")
        self.assertIn("1 of the missing were interrupted and will go on from a checkpoint", self.beachhead("status", self.path("a")))
        self.slurm.wait_for(lambda: "PENDING" in self.slurm.jobs().get(f"{job}_0", ""), 60, "the task is back in the queue")
        self.slurm.call("scontrol", "update", f"JobId={job}_0", "StartTime=now")
        self.slurm.wait_until_empty(400)
        self.assertEqual(self.counts(), {"planned": 1, "committed": 1, "failed": 0, "missing": 0})
        self.assertGreater(int(re.search(r"Restarts=(\d+)", self.slurm.call("scontrol", "show", "job", f"{job}_0"))[1]), 0)
        self.assertEqual(sorted(name for name in os.listdir(self.path("a")) if name.endswith(".checkpoint")), [])
        log = pathlib.Path(self.path("a/jobs/task-0.log")).read_text()
        self.assertIn("1 runs in mid-course are kept", log)  # the log of the first start is not lost
        self.beachhead("sweep", self.path("study.toml"), "-o", self.path("local"), "-q", timeout=600)
        self.beachhead("merge", self.path("local"), "-o", self.path("local.h5"))
        self.assertEqual(self.digest(self.path("a.h5")), self.digest(self.path("local.h5")))

    def test_a_second_submission_waits_for_the_first(self):
        self.study(months=240, people=2000, points=8, replicates=1)
        job = self.submit("--array", 2)
        again = subprocess.run([PROGRAM, "submit", self.path("study.toml"), "-o", self.path("a")], env=self.slurm.environment, capture_output=True, text=True)
        self.assertEqual(again.returncode, 2)
        self.assertIn(f"job {job} of this sweep is still in the queue", again.stderr)
        self.slurm.wait_until_empty(300)
        self.assertIn("at most 64 tasks", subprocess.run([PROGRAM, "submit", self.path("study.toml"), "-o", self.path("b"), "--array", "65"],
                                                         env=self.slurm.environment, capture_output=True, text=True).stderr)


if __name__ == "__main__":
    unittest.main()

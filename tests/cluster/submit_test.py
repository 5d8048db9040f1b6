#!/usr/bin/python3
"""Job scripts and what is said to the scheduler, with a stand-in for Slurm's programs that writes down how it was called.

Usage: submit_test.py   with the program's path in BEACHHEAD_PROGRAM.
"""

import os
import pathlib
import re
import stat
import subprocess
import tempfile
import unittest

import h5py

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["BEACHHEAD_PROGRAM"]

STUDY = """extends = "{root}/scenarios/baseline.toml"
[run]
months = 6
[people]
count = 200
[design]
kind = "grid"
replicates = {replicates}
[[factor]]
path = "state.basic_income.amount"
values = [0.0, 300.0]
"""

# Answers as the real ones do, and keeps the words it was called with, one call a line.
STAND_IN = """#!/bin/bash
printf '%s' "$(basename "$0")" >> "$CALLS"; printf ' %q' "$@" >> "$CALLS"; echo >> "$CALLS"
case $(basename "$0") in
  sbatch) echo $(( $(wc -l < "$CALLS") + 40 ));;
  scontrol) echo "Configuration data as of now"; echo "MaxArraySize            = 8";;
  squeue) [[ -e $QUEUED ]] && cat "$QUEUED";;
esac
true
"""


class Submit(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="beachhead submit-")  # with a blank in its name
        self.addCleanup(self.folder.cleanup)
        self.programs = pathlib.Path(self.path("programs"))
        self.programs.mkdir()
        self.calls, self.queued = pathlib.Path(self.path("calls")), pathlib.Path(self.path("queued"))
        self.environment = {**os.environ, "PATH": f"{self.programs}:/usr/bin:/bin", "CALLS": str(self.calls), "QUEUED": str(self.queued)}
        for name in [name for name in self.environment if name.startswith("SLURM_")]:
            del self.environment[name]
        for name in ("sbatch", "scontrol", "squeue"):
            program = self.programs / name
            program.write_text(STAND_IN)
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.write_study()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write_study(self, replicates=5):
        pathlib.Path(self.path("study.toml")).write_text(STUDY.format(root=ROOT, replicates=replicates))

    def call(self, *arguments, code=0, **environment):
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, env={**self.environment, **environment})
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done

    def submit(self, *arguments, code=0):
        return self.call("submit", self.path("study.toml"), "-o", self.path("a"), *arguments, code=code)

    def script(self, name):
        return pathlib.Path(self.path("a/jobs"), name).read_text()

    def digest(self, directory):
        self.call("merge", directory, "-o", self.path("out.h5"), "--force", "-q")
        return self.call("digest", self.path("out.h5")).stdout.split()[0]

    def test_the_array_and_the_merge_that_waits_for_it(self):
        said = self.submit("--array", 4, "--time", 30, "--partition", "long", "--jobs", 2, "--set", "people.count=150").stdout
        jobs = self.path("a/jobs")
        calls = [line for line in self.calls.read_text().splitlines() if line.startswith("sbatch")]
        self.assertEqual(len(calls), 2)
        quoted = jobs.replace(" ", "\\ ")
        self.assertEqual(calls[0], f"sbatch --parsable {quoted}/sweep.sh")
        self.assertRegex(calls[1], r"^sbatch --parsable --dependency=afterany:\d+ " + re.escape(f"{quoted}/merge.sh"))
        first = re.search(r"afterany:(\d+)", calls[1])[1]
        self.assertIn(f"10 runs in 4 tasks: job {first}", said)
        script = self.script("sweep.sh")
        for line in ('#SBATCH --array=0-3', '#SBATCH --time=30', '#SBATCH --partition="long"', '#SBATCH --cpus-per-task=2', "#SBATCH --requeue",
                     f'#SBATCH --output="{jobs}/task-%a.log"', "#SBATCH --open-mode=append"):
            self.assertIn(line + "\n", script)
        self.assertRegex(script, r"exec \S+ sweep '.*study.toml' -o '.*/a' --set people.count=150 --jobs 2 --shard \"\$shard/4\"\n$")
        self.assertIn(f"merge '{self.path('a')}' -o '{self.path('a.h5')}' --force\n", self.script("merge.sh"))
        # The plan and its points are there before any task has begun.
        self.assertIn("planned         10", self.call("status", self.path("a")).stdout)
        with h5py.File(self.path("a/plan.h5")) as plan:
            self.assertEqual(plan["runs/state.basic_income.amount"][:].tolist(), [0.0] * 5 + [300.0] * 5)

    def test_the_script_is_a_shell_script_for_any_scheduler(self):
        self.submit("--array", 3)
        script = self.path("a/jobs/sweep.sh")
        self.assertEqual(subprocess.run(["bash", "-n", script]).returncode, 0)
        without = subprocess.run(["bash", script], capture_output=True, text=True, env=self.environment)
        self.assertNotEqual(without.returncode, 0)
        self.assertIn("which shard, 0 to 2", without.stderr)
        self.assertEqual(subprocess.run(["bash", script, "1"], env=self.environment, capture_output=True).returncode, 0)  # by hand
        for shard in "02":  # as Slurm does
            self.assertEqual(subprocess.run(["bash", script], env={**self.environment, "SLURM_ARRAY_TASK_ID": shard}, capture_output=True).returncode, 0)
        self.assertEqual(subprocess.run(["bash", self.path("a/jobs/merge.sh")], env=self.environment, capture_output=True).returncode, 0)
        self.call("sweep", self.path("study.toml"), "-o", self.path("local"), "-q")
        self.assertEqual(self.call("digest", self.path("a.h5")).stdout.split()[0], self.digest(self.path("local")))

    def test_only_tasks_with_something_to_do_are_submitted_again(self):
        self.submit("--array", 5)
        for shard in (0, 3):
            self.call("sweep", self.path("study.toml"), "-o", self.path("a"), "-q", "--shard", f"{shard}/5")
        self.assertIn("6 runs in 3 tasks", self.submit("--array", 5).stdout)
        self.assertIn("#SBATCH --array=1-2,4\n", self.script("sweep.sh"))
        self.call("sweep", self.path("study.toml"), "-o", self.path("a"), "-q")
        before = self.calls.read_text().count("sbatch")
        self.assertIn("nothing is missing", self.submit().stderr)
        self.assertEqual(self.calls.read_text().count("sbatch"), before)

    def test_the_size_of_arrays_is_respected(self):
        self.assertIn("at most 8 tasks", self.submit("--array", 9, code=2).stderr)
        self.submit("--array", 8)
        self.assertIn("#SBATCH --array=0-7\n", self.script("sweep.sh"))
        self.submit()  # by itself it takes no more than are allowed
        self.assertIn("#SBATCH --array=0-7\n", self.script("sweep.sh"))
        self.submit("--array", 0, code=2)

    def test_what_is_in_the_queue_is_not_submitted_twice(self):
        self.submit("--array", 2)
        self.queued.write_text("41 work beachhead\n")
        self.assertRegex(self.submit("--array", 2, code=2).stderr, r"job \d+ of this sweep is still in the queue")
        self.queued.unlink()
        self.submit("--array", 2)

    def test_without_slurm_the_scripts_are_written_and_it_says_so(self):
        for program in self.programs.iterdir():
            program.unlink()
        # A path on which there is a shell, and nothing of Slurm.
        for name in ("sh", "bash"):
            os.symlink("/bin/" + name, self.programs / name)
        self.environment["PATH"] = str(self.programs)
        said = self.submit("--array", 2, code=4).stderr
        self.assertIn("no sbatch here", said)
        self.assertIn("sbatch --dependency=afterany:JOB", said)
        self.assertIn("--array=0-1", self.script("sweep.sh"))

    def test_what_the_scheduler_refuses_is_passed_on(self):
        (self.programs / "sbatch").write_text("#!/bin/bash\necho 'sbatch: error: invalid partition specified: nights' >&2; exit 1\n")
        self.assertIn("invalid partition specified: nights", self.submit("--partition", "nights", code=4).stderr)

    def test_what_is_refused(self):
        self.assertIn("which study?", self.call("submit", code=2).stderr)
        self.assertIn("where to?", self.call("submit", self.path("study.toml"), code=2).stderr)
        self.assertIn("expected slurm", self.submit("--launcher", "pbs", code=2).stderr)
        self.assertFalse(os.path.exists(self.path("a")))


if __name__ == "__main__":
    unittest.main()

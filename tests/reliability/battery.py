"""What the batteries of bad days share: the program, files looked at without it, faults, and the table at the end.

BEACHHEAD_PROGRAM is the program, BEACHHEAD_FAULT_LIBRARY the library of fault.c; with BEACHHEAD_NIGHTLY the batteries are long.
"""

import collections
import hashlib
import os
import pathlib
import random
import struct
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
FAULTS = os.environ.get("BEACHHEAD_FAULT_LIBRARY", "")
NIGHTLY = bool(os.environ.get("BEACHHEAD_NIGHTLY"))
BASELINE = str(ROOT / "scenarios" / "baseline.toml")
TIMEOUT = 120  # [s] longer is a hang
SEAL = b"beachhead-sha256 "
CHECKPOINT = b"beachhead-checkpoint-2\n"

STUDY = """extends = "{root}/scenarios/baseline.toml"
[run]
months = 4
[people]
count = 200
[design]
kind = "grid"
replicates = {replicates}
[[factor]]
path = "state.basic_income.amount"
values = [0.0, 300.0]
"""


def is_sealed(path):
    """Whether a result file or checkpoint is whole: its last bytes are the SHA-256 of all before them."""
    data = pathlib.Path(path).read_bytes()
    if data.startswith(b"\x89HDF"):
        body, seal = data[:-len(SEAL) - 65], data[-len(SEAL) - 65:]
        return seal == SEAL + hashlib.sha256(body).hexdigest().encode() + b"\n"
    if data.startswith(CHECKPOINT):
        size, = struct.unpack_from("<Q", data, len(CHECKPOINT))
        return len(data) == len(CHECKPOINT) + 8 + size + 64 and data[-64:] == hashlib.sha256(data[:-64]).hexdigest().encode()
    return False


class Battery(unittest.TestCase):
    """A folder for each test, and counts of what happened, printed as a table when the class is done."""

    counts = None
    title = ""

    @classmethod
    def setUpClass(cls):
        cls.counts = collections.defaultdict(collections.Counter)

    @classmethod
    def tearDownClass(cls):
        rows = sorted((subject, outcome, count) for subject, outcomes in cls.counts.items() for outcome, count in outcomes.items())
        print(f"\n{cls.title}")
        for subject, outcome, count in rows:
            print(f"  {subject:<44} {outcome:<52} {count:>6}")
        print(flush=True)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="beachhead-bad-day-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.draw = random.Random(self.id())

    def note(self, subject, outcome):
        self.counts[subject][outcome] += 1

    def path(self, name):
        return self.folder / name

    def call(self, *words, fault=None, log=None, folder=None, **more):
        """Runs the program in the folder; a hang is a failure. With a fault (see fault.c) or log the library is preloaded."""
        environment = dict(os.environ)
        if fault or log:
            environment.update(LD_PRELOAD=FAULTS, FAULT_UNDER=str(folder or self.folder), FAULT_LOG=str(log))
            if fault:
                environment["FAULT"] = fault
        return subprocess.run([PROGRAM, *map(str, words)], cwd=folder or self.folder, capture_output=True, text=True, errors="replace", timeout=TIMEOUT, env=environment, **more)

    def done(self, *words, **more):
        result = self.call(*words, **more)
        self.assertEqual(result.returncode, 0, f"{words}: {result.stderr}")
        return result

    def digest(self, path):
        return self.done("digest", path).stdout.split()[0]

    def visible(self, folder=None):
        """Names of files under a final name, in folders too."""
        base = folder or self.folder
        return sorted(str(path.relative_to(base)) for path in base.rglob("*") if path.is_file() and not path.name.startswith("."))

    def hidden(self, folder=None):
        return sorted(path.name for path in (folder or self.folder).rglob(".*"))

    def assert_nothing_half_written(self, folder=None, of_ours=(".h5", ".checkpoint", "plan")):
        """Every file under a final name is whole."""
        for name in self.visible(folder):
            if name.endswith(of_ours):
                self.assertTrue(is_sealed((folder or self.folder) / name), f"{name} is not whole")


class Job:
    """Something the program does with files, that can be broken off and begun again."""

    def __init__(self, name, begin, again, output):
        self.name, self.begin, self.again, self.output = name, begin, again, output


def run_words(*more, months=6, people=200, output="a.h5"):
    return ["run", BASELINE, "--months", months, "--set", f"people.count={people}", "-q", "--threads", 1, "-o", output, *more]


def has_checkpoint(folder):
    return any(name.endswith(".checkpoint") for name in os.listdir(folder))

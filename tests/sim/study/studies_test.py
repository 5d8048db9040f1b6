#!/usr/bin/python3
"""The studies of the tree: each can be planned, and, slow, runs end to end at small size: swept, counted, merged, with the series it asks for.

Usage: studies_test.py [Planned]   with the program's path in BEACHHEAD_PROGRAM.
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import tomllib
import unittest

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
SMALL = ["--set", "people.count=600", "--set", "run.months=12"]


class OfEveryStudy(unittest.TestCase):
    def call(self, *arguments):
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stderr}")
        return done.stdout

    def of_every_study(self, look):
        studies = sorted((ROOT / "scenarios/studies").glob("*.toml"))
        self.assertGreater(len(studies), 0)
        for study in studies:
            with self.subTest(study=study.stem):
                look(study)

    def planned_runs(self, study):
        return int(re.search(r"= (\d+) runs of 12 months", self.call("sweep", study, "--dry-run", *SMALL))[1])


class Planned(OfEveryStudy):
    def test_every_study(self):
        self.of_every_study(lambda study: self.assertGreater(self.planned_runs(study), 1))


class EndToEnd(OfEveryStudy):
    def test_every_study(self):
        self.of_every_study(self.run_study)

    def run_study(self, study):
        design = tomllib.loads(study.read_text())
        runs = self.planned_runs(study)
        with tempfile.TemporaryDirectory(prefix="beachhead-studies-") as folder:
            self.call("sweep", study, "-o", f"{folder}/a", "-q", *SMALL)
            status = json.loads(self.call("status", f"{folder}/a", "--json"))
            self.assertEqual((status["planned"], status["committed"], status["failed"]), (runs, runs, 0))
            self.call("merge", f"{folder}/a", "-o", f"{folder}/a.h5", "-q")
            with h5py.File(f"{folder}/a.h5") as file:
                for factor in design["factor"]:
                    if "path" in factor and "values" in factor:
                        np.testing.assert_array_equal(np.unique(file["runs"][factor.get("name", factor["path"])][:]), np.unique(factor["values"]))
                for outcome in design["design"].get("outcomes", []):
                    self.assertEqual(file["series"][outcome].shape, (runs, 12))
                if "record" not in design["design"]:
                    self.assertTrue((file["accounts/residual"][:] == 0).all())


if __name__ == "__main__":
    unittest.main()

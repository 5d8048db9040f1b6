#!/usr/bin/python3
"""Slow: twenty seeds of the baseline stay a sane economy at 10,000 and 100,000 people; a million people's books close."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py

PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
ROOT = Path(__file__).resolve().parents[1]


class Sanity(unittest.TestCase):
    def run_baseline(self, folder, *words):
        path = Path(folder) / "result.h5"
        subprocess.run([PROGRAM, "run", ROOT / "scenarios" / "baseline.toml", "-q", "-o", path, *words], check=True)
        return path

    def test_twenty_seeds_at_two_sizes(self):
        for people in (10_000, 100_000):
            with tempfile.TemporaryDirectory() as folder:
                path = self.run_baseline(folder, "--replicates", "20", "--set", f"people.count={people}")
                judged = subprocess.run([sys.executable, "-m", "analysis.sanity", path], cwd=ROOT, capture_output=True, text=True)
                print(f"\n{people} people\n{judged.stdout}")
                self.assertEqual(judged.returncode, 0, judged.stderr)

    def test_the_books_of_a_million_people(self):
        with tempfile.TemporaryDirectory() as folder:
            path = self.run_baseline(folder, "--months", "24", "--set", "people.count=1000000")
            with h5py.File(path) as file:
                for name in ("residual", "created_captured_residual"):
                    self.assertFalse(file["accounts"][name][...].any(), name)
                self.assertLess(file["provenance"].attrs["peak_bytes"], 2**30)


if __name__ == "__main__":
    unittest.main()

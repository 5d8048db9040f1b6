#!/usr/bin/python3
"""Slow: g++ and clang++, -O0 and -O3 give the same bits. Builds the presets it needs below build/."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORDS = ["--months", "60", "--set", "people.count=3000", "-q", "--set",
         'state.basic_income.amount=[{from="2013-01",value=560.0}]']


class Compilers(unittest.TestCase):
    def digest(self, program, folder, name):
        path = Path(folder) / f"{name}.h5"
        subprocess.run([program, "run", ROOT / "scenarios" / "baseline.toml", "-o", path, *WORDS], check=True)
        return subprocess.run([program, "digest", path], check=True, capture_output=True, text=True).stdout.split()[0]

    def test_equal_digests(self):
        with tempfile.TemporaryDirectory() as folder:
            expected = self.digest(os.environ["BEACHHEAD_PROGRAM"], folder, "release")
            for preset in ("debug", "clang"):
                if preset == "clang" and not shutil.which("clang++"):
                    self.skipTest("clang++ is not installed, so only -O0 and -O3 of g++ were compared")
                subprocess.run(["cmake", "--preset", preset, "-DBUILD_TESTING=OFF"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
                subprocess.run(["cmake", "--build", f"build/{preset}", "--target", "beachhead"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
                self.assertEqual(self.digest(ROOT / "build" / preset / "beachhead", folder, preset), expected, preset)


if __name__ == "__main__":
    unittest.main()

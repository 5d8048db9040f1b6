#!/usr/bin/python3
"""Slow: every fuzz target with clang's libFuzzer and its sanitizers, from the corpus on; minutes each in BEACHHEAD_FUZZ_MINUTES.

A finding is left in build/fuzz, with the line that replays it.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("scenario", "study", "checkpoint", "result")
MINUTES = float(os.environ.get("BEACHHEAD_FUZZ_MINUTES", 10))


class Fuzz(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("clang++"):
            raise unittest.SkipTest("clang++ is not installed: nothing was fuzzed")
        subprocess.run(["cmake", "--preset", "fuzz"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--build", "build/fuzz", "--target", *(f"fuzz_{name}" for name in TARGETS)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    def test_targets(self):
        for name in TARGETS:
            with self.subTest(target=name), tempfile.TemporaryDirectory() as found:
                leaks = 0 if name == "result" else 1  # HDF5 itself leaks memory on damaged bytes
                result = subprocess.run([ROOT / f"build/fuzz/tests/fuzz_{name}", f"-detect_leaks={leaks}", f"-max_total_time={round(60 * MINUTES)}", "-timeout=60", "-rss_limit_mb=4096",
                                         "-max_len=65536", "-print_final_stats=1", f"-artifact_prefix={ROOT}/build/fuzz/{name}-", found,
                                         ROOT / f"tests/fuzz/corpus/{name}"], capture_output=True, text=True, errors="replace")
                stats = dict(re.findall(r"stat::(\w+):\s+(\d+)", result.stderr))
                print(f"{name:<12} {stats.get('number_of_executed_units', '?'):>10} executions  {stats.get('new_units_added', '?'):>6} new inputs")
                self.assertEqual(result.returncode, 0, result.stderr[-5000:])


if __name__ == "__main__":
    unittest.main()

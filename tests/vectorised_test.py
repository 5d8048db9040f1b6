#!/usr/bin/python3
"""Vectorisation is checked, not hoped for: the assembly of named kernels holds arithmetic on eight-float or four-double registers."""

import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path(os.environ["BEACHHEAD_PROGRAM"])
# Kernel, instruction of its arithmetic, and how often it stands at least in the clone for AVX2.
KERNELS = [
    ("sim::(anonymous namespace)::fill_words", "vpmuludq", 8),
    ("sim::(anonymous namespace)::fill_doubles", "vpmuludq", 8),
    ("sim::(anonymous namespace)::fill_floats", "vpmuludq", 8),
    ("sim::(anonymous namespace)::take_over", "vpor", 2),
    ("models::(anonymous namespace)::weigh_offers", "vdivpd", 2),
    ("models::(anonymous namespace)::weigh_plans", "vdivpd", 2),
    ("sim::(anonymous namespace)::raise_each", "vmulpd", 40),
    ("models::(anonymous namespace)::gain_many", "vmulpd", 30),
    ("models::(anonymous namespace)::complain", "vdivpd", 1),
    ("models::(anonymous namespace)::weigh_jobs", "vdivpd", 4),
    ("models::plan_spending", "vdivpd", 1),
    ("models::buy_goods", "vmulpd", 2),
    ("models::take_stock", "vdivpd", 2),
    ("models::measure_people", "vmulpd", 3),
    ("models::(anonymous namespace)::divide_months", "vdivpd", 1),
    ("models::(anonymous namespace)::find_other_incomes", "vaddpd", 1),
    ("models::(anonymous namespace)::mark_concerned", "vmulpd", 1),
    ("models::choose_option", "vmulps", 8),
]


def packed(path, instruction):
    """Uses of an instruction on 256-bit registers, by function."""
    text = subprocess.run(["objdump", "-d", "-C", "--no-show-raw-insn", path], capture_output=True, text=True, check=True).stdout
    found = {}
    for part in re.split(r"^[0-9a-f]+ <(?=.*>:$)", text, flags=re.MULTILINE)[1:]:
        name, body = part.split(">:\n", 1)
        if re.search(r"\[clone \.?(arch_x86_64_v3|avx2)", name):
            found[name] = len(re.findall(rf"\t{instruction}\b.*%ymm", body))
    return found


def complaints(path, kernels):
    """What is not vectorised as it should be."""
    wrong = []
    for kernel, instruction, least in kernels:
        uses = [n for name, n in packed(path, instruction).items() if name.startswith(kernel + "(")]
        if not uses or max(uses) < least:
            wrong.append(f"{kernel}: {instruction} on ymm {max(uses, default=0)} times, expected at least {least}")
    return wrong


@unittest.skipUnless(platform.machine() == "x86_64" and shutil.which("objdump"), "reads x86-64 assembly")
class Vectorised(unittest.TestCase):
    def test_named_kernels(self):
        if not packed(PROGRAM, "vmulpd"):
            self.skipTest("a build without clones for instruction sets")
        self.assertEqual(complaints(PROGRAM, KERNELS), [])

    def test_without_vectorisation_it_would_be_seen(self):
        commands = json.loads((PROGRAM.parent / "compile_commands.json").read_text())
        entry = next(c for c in commands if c["file"].endswith("textbook/logit_choice.cpp"))
        if "-O3" not in entry["command"]:
            self.skipTest("a build without clones for instruction sets")
        with tempfile.TemporaryDirectory() as folder:
            out = f"{folder}/kernel.o"
            command = re.sub(r" -o \S+", f" -o {out} -fno-tree-vectorize -fno-tree-slp-vectorize -fno-vectorize"
                             if "clang" in entry["command"] else f" -o {out} -fno-tree-vectorize -fno-tree-slp-vectorize", entry["command"])
            subprocess.run(command, shell=True, cwd=entry["directory"], check=True)
            self.assertEqual(len(complaints(out, KERNELS[-1:])), 1)


if __name__ == "__main__":
    unittest.main()

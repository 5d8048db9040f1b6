#!/usr/bin/python3
"""Bad input: refused with file, line and column where there is one, in less than a second of processor time and 200 MB, and
nothing is created. Resource bombs, strange names, circles, and a mistake in every key."""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import unittest

import h5py

from tests.reliability.battery import BASELINE, NIGHTLY, PROGRAM, Battery

SECONDS, MEGABYTES = 1.0, 200
HEAD = '[run]\nmodel = "peer-production"\n'
STRANGE_NAMES = ["../../x", "-rf", "a\nb", "x" * 5000, "..", ".", "a\\b", "$(touch y)", "a;b", "\u202egnp.h5", "a\tb", "'", '"', "%s%n", "NUL", " "]

BOMBS = {
    "nested arrays": HEAD + "[people]\ncount = " + "[" * 100_000,
    "nested arrays, closed": HEAD + "[people]\ncount = " + "[" * 200 + "]" * 200,
    "nested tables": HEAD + "a = " + "{b = " * 50_000 + "1" + "}" * 50_000,
    "a key of many parts": HEAD + ".".join(["a"] * 100_000) + " = 1",
    "a table of many parts": HEAD + "[" + ".".join(["a"] * 100_000) + "]",
    "quoted parts": HEAD + ".".join(['"a"'] * 50_000) + " = 1",
    "many unknown keys": HEAD + "".join(f"k{i} = 1\n" for i in range(100_000)),
    "many tables": HEAD + "".join(f"[t{i}]\n" for i in range(50_000)),
    "many array tables": HEAD + "[[a]]\n" * 100_000,
    "a long array": HEAD + "[people]\ncount = [" + "1," * 500_000 + "]",
    "a long dated list": HEAD + "[state.taxes]\nwage_rate = [" + ",".join('{from="2012-01",value=0.1}' for _ in range(20_000)) + "]",
    "a long text": HEAD + '[people]\ncount = "' + "x" * 7_000_000 + '"',
    "a long key": HEAD + "x" * 7_000_000 + " = 1",
    "a long comment": "#" * 7_000_000 + "\n[run]\nmodel = 5\n",
    "a file that is too large": "#" * 9_000_000,
    "zeros": "\0" * 1_000_000,
    "noise": random.Random(1).randbytes(200_000),
    "open quotes": HEAD + 'a = "' * 100_000,
    "brackets": "[" * 1_000_000,
    "many people": HEAD + "[people]\ncount = 1000000000\n[producers.demography]\ndensity = 5000\n",
    "more people than numbers": HEAD + "[people]\ncount = 99999999999999999999999\n",
    "people by exponent": HEAD + "[people]\ncount = 1e400\n",
    "negative people": HEAD + "[people]\ncount = -1\n",
    "many months": HEAD + "months = 9223372036854775807\n",
    "a name with a zero byte": HEAD + '"a\\u0000b" = 1\n',
    "extends a device": 'extends = "/dev/zero"\n',
    "extends a folder": 'extends = "/"\n',
    "extends itself": 'extends = "bad.toml"\n',
    "extends itself on the way": 'extends = "./../{folder}/bad.toml"\n',
    "extends a long name": 'extends = "' + "x" * 100_000 + '"\n',
    "extends a zero byte": 'extends = "a\\u0000b"\n',
}

DESIGNS = {
    "a grid without end": ('kind = "grid"\n', "".join(f'[[factor]]\npath = "{path}"\nlinspace = {{ from = 0.0, to = 0.9, points = 1000 }}\n'
                                                      for path in ("state.taxes.wage_rate", "state.taxes.profit_rate", "people.motivation.crowding_out", "state.taxes.inheritance_rate"))),
    "points without end": ('kind = "latin_hypercube"\npoints = 9223372036854775807\n', '[[factor]]\npath = "state.taxes.wage_rate"\ndistribution = { kind = "uniform", from = 0.0, to = 0.5 }\n'),
    "many points": ('kind = "sobol"\npoints = 1000000000\n', '[[factor]]\npath = "state.taxes.wage_rate"\ndistribution = { kind = "uniform", from = 0.0, to = 0.5 }\n'),
    "levels without end": ('kind = "grid"\n', '[[factor]]\npath = "state.taxes.wage_rate"\nlinspace = { from = 0.0, to = 0.5, points = 1000000000000 }\n'),
    "steps without end": ('kind = "grid"\n', '[[factor]]\npath = "state.taxes.wage_rate"\nrange = { from = 0.0, to = 0.5, step = 1e-300 }\n'),
    "steps that stand still": ('kind = "grid"\n', '[[factor]]\npath = "state.taxes.wage_rate"\nrange = { from = 0.0, to = 0.5, step = 0.0 }\n'),
    "replicates without end": ('kind = "grid"\nreplicates = 9223372036854775807\n', '[[factor]]\npath = "state.taxes.wage_rate"\nvalues = [0.1]\n'),
    "a file of points that is a device": ('kind = "file"\nfile = "/dev/zero"\n', '[[factor]]\npath = "state.taxes.wage_rate"\n'),
    "a file of points that is missing": ('kind = "file"\nfile = "x.csv"\n', '[[factor]]\npath = "state.taxes.wage_rate"\n'),
    "policies that are a device": ('kind = "grid"\n', '[[factor]]\npolicies = [["/dev/zero"]]\n'),
    "a factor called . ": ('kind = "grid"\n', '[[factor]]\npath = "state.taxes.wage_rate"\nvalues = [0.1]\nname = "."\n'),
    "a factor called ../../x": ('kind = "grid"\n', '[[factor]]\npath = "state.taxes.wage_rate"\nvalues = [0.1]\nname = "../../x"\n'),
    "a factor with a zero byte": ('kind = "grid"\n', '[[factor]]\npath = "state.taxes.wage_rate"\nvalues = [0.1]\nname = "a\\u0000b"\n'),
    "a factor called like what is there": ('kind = "grid"\n', '[[factor]]\npath = "state.taxes.wage_rate"\nvalues = [0.1]\nname = "status"\n'),
    "an outcome that no series has": ('kind = "grid"\noutcomes = ["real_gpd"]\n', '[[factor]]\npath = "state.taxes.wage_rate"\nvalues = [0.1]\n'),
    "a factor with a name of 5000 bytes": ('kind = "grid"\n', f'[[factor]]\npath = "state.taxes.wage_rate"\nvalues = [0.1]\nname = "{"x" * 5000}"\n'),
}


class BadInput(Battery):
    title = "bad input"

    def measured(self, *words):
        """The program's answer and what it took: (code, said, processor seconds, megabytes)."""
        said = tempfile.TemporaryFile()
        self.addCleanup(said.close)
        process = subprocess.Popen([PROGRAM, *words], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return process.returncode, said.read().decode(errors="replace"), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def assert_refused(self, what, *words, files=("bad.toml",), code=2):
        got, said, seconds, megabytes = self.measured(*words)
        self.assertEqual(got, code, f"{what}: {said[:2000]}")
        self.assertLess(seconds, SECONDS, what)
        self.assertLess(megabytes, MEGABYTES, what)
        self.assertLess(len(said), 200_000, what)
        self.assertGreater(len(said), 10, what)
        self.assertEqual(sorted(os.listdir(self.folder)), sorted(files), what)
        return said

    def write(self, text):
        data = text if isinstance(text, bytes) else text.replace("{folder}", self.folder.name).encode()
        self.path("bad.toml").write_bytes(data)

    def test_bombs(self):
        for what, text in BOMBS.items():
            self.write(text)
            commands = [["run", "bad.toml", "-o", "out.h5"], ["run", BASELINE, "--policy", "bad.toml", "-o", "out.h5"]]
            if NIGHTLY:
                commands += [["check", "bad.toml"], ["sweep", "bad.toml", "-o", "out"]]
            for words in commands:
                if words[1] == BASELINE and what.startswith(("many people", "more people")):
                    continue  # a policy without run.model is another mistake
                with self.subTest(what=what, command=words[0]):
                    said = self.assert_refused(what, *words)
                    self.assertIn("bad.toml", said)
                    self.note(f"{words[0]}{' --policy' if '--policy' in words else ''}: a bomb", "refused, below 1 s and 200 MB")

    def test_designs(self):
        for what, (design, factors) in DESIGNS.items():
            with self.subTest(what=what):
                self.write(f'extends = "{BASELINE}"\n[run]\nmonths = 2\n[people]\ncount = 200\n[design]\n{design}{factors}')
                for more in (["--dry-run"], []) if NIGHTLY else ([],):
                    said = self.assert_refused(what, "sweep", "bad.toml", "-o", "out", "-q", *more)
                    self.assertRegex(said, r"bad\.toml|x\.csv|/dev/zero")
                    if "outcome" in what:
                        self.assertRegex(said, r"bad\.toml:8:12: .*'real_gpd'; nearest: 'real_gdp'")
                self.note("sweep: a design", "refused, below 1 s and 200 MB")

    def test_a_chain_without_end(self):
        for k in range(200):
            self.path(f"{k}.toml").write_text(f'extends = "{k + 1}.toml"\n')
        said = self.assert_refused("chain", "run", "0.toml", files=os.listdir(self.folder))
        self.assertRegex(said, r"63\.toml:1:11: more than 64 files")
        self.note("extends: a chain without end", "refused")

    def test_strange_names_of_files(self):
        """A scenario of any name runs or is refused; whatever is written lies where it was asked for."""
        for name in STRANGE_NAMES:
            with self.subTest(name=name[:40]):
                inner = self.path("inner/inner")
                inner.mkdir(parents=True, exist_ok=True)
                before = self.visible()
                result = self.call("run", "--months", 1, "--set", "people.count=100", "-q", "-o", name, "--", BASELINE, folder=inner)
                self.assertIn(result.returncode, (0, 2, 4), result.stderr)
                new = set(self.visible()) - set(before)
                expected = {os.path.relpath(inner / name, self.folder)} if result.returncode == 0 else set()
                self.assertEqual(new, expected)
                self.assertLessEqual(len(result.stderr.splitlines()), 1)
                self.note("output of a strange name", "written there" if result.returncode == 0 else "refused")
                for path in new:
                    self.path(path).unlink()

    def test_strange_names_of_scenarios(self):
        for name in STRANGE_NAMES:
            path = self.path(f"{name}.toml")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f'extends = "{BASELINE}"\n[run]\nmonths = 1\n[people]\ncount = 100\n')
            except OSError:  # no such file can be
                result = self.call("run", "-q", "--", f"{name}.toml")
                self.assertEqual(result.returncode, 2, result.stderr)
                self.note("scenario of a strange name", "refused")
                continue
            before = set(os.listdir(self.folder))
            result = self.call("run", "-q", "--", f"{name}.toml")
            self.assertEqual(result.returncode, 0, f"{name}: {result.stderr}")
            self.assertEqual(set(os.listdir(self.folder)) - before, {f"{os.path.basename(name)}.h5"})  # in the current folder, whatever its name
            self.note("scenario of a strange name", "written in the current folder")
            path.unlink()

    def test_strange_names_of_arms(self):
        """An arm of any name is compared or refused with its place; its name makes no file."""
        for name in [*STRANGE_NAMES, "", "\u0000", "baseline"]:
            with self.subTest(name=name[:40]):
                self.write(f'extends = "{BASELINE}"\n[run]\nmonths = 1\n[people]\ncount = 100\n[comparison]\n[[arm]]\nname = {json.dumps(name)}\npolicies = []\n')
                result = self.call("sweep", "bad.toml", "-o", "out", "-q")
                self.assertIn(result.returncode, (0, 2), result.stderr)
                self.note("arm of a strange name", "refused with its place" if result.returncode else "compared")
                if result.returncode == 2:
                    self.assertRegex(result.stderr, r"^.*bad\.toml:8:8: name: [^\n]{1,200}\n$")
                    self.assertEqual(self.visible(), ["bad.toml"])
                    continue
                self.done("merge", "out", "-o", "out.h5", "-q")
                with h5py.File(self.path("out.h5")) as file:
                    self.assertEqual([arm.decode() for arm in file["runs/arm_name"][:]], ["baseline", name])
                self.assertEqual([path for path in self.visible() if not path.startswith("out/")], ["bad.toml", "out.h5"])
                shutil.rmtree(self.path("out"))
                self.path("out.h5").unlink()

    def test_strange_names_of_policies(self):
        """A policy of any name is found where it lies, beside the study, or refused; as a level it is named without a path."""
        inner = self.path("inner/inner")
        inner.mkdir(parents=True)
        for name in STRANGE_NAMES:
            with self.subTest(name=name[:40]):
                policy, there = inner / f"{name}.toml", True
                try:
                    policy.write_text("[state.taxes]\nwage_rate = 0.1\n")
                except OSError:  # no such file can be
                    there = False
                (inner / "bad.toml").write_text(f'extends = "{BASELINE}"\n[run]\nmonths = 1\n[people]\ncount = 100\n[design]\nkind = "grid"\n'
                                                f'[[factor]]\npolicies = [[{json.dumps(name + ".toml")}], []]\n')
                before = self.visible()
                result = self.call("sweep", "bad.toml", "-o", "out", "-q", folder=inner)
                self.assertEqual(result.returncode, 0 if there else 2, result.stderr)
                self.note("policy of a strange name", "used" if there else "refused")
                if not there:
                    self.assertEqual(len(result.stderr.splitlines()), 1)
                    self.assertEqual(self.visible(), before)
                    continue
                self.done("merge", "out", "-o", "out.h5", "-q", folder=inner)
                with h5py.File(inner / "out.h5") as file:
                    self.assertEqual([level.decode() for level in file["runs/policies"][:]], [pathlib.PurePath(f"{name}.toml").stem, "none"])
                shutil.rmtree(inner / "out")
                for path in (inner / "out.h5", policy):
                    path.unlink()

    def test_strange_words(self):
        for word in [f"people.count={name}" for name in STRANGE_NAMES] + STRANGE_NAMES + ["=", "a=", "=1", "people.count=1\nrun.seed=2", "a.b=" + "[" * 100_000, "a" * 100_000 + "=1"]:
            with self.subTest(word=word[:40]):
                self.assert_refused("--set", "run", BASELINE, f"--set={word}", "-o", "out.h5", files=())
                self.note("--set of a strange word", "refused")

    def test_a_mistake_in_every_key(self):
        """Each line of the resolved baseline in turn gets a letter too many, another type, or a value from beyond its range."""
        lines = self.done("check", BASELINE).stdout.splitlines()
        keys = [k for k, line in enumerate(lines) if re.match(r"\w+ = ", line)]
        self.assertGreater(len(keys), 100)
        chosen = keys if NIGHTLY else self.draw.sample(keys, 12)
        for k in chosen:
            key, value = lines[k].split(" = ", 1)
            wrong = {"another key": f"{key}x = {value}", "another type": f"{key} = [[]]", "twice": f"{lines[k]}\n{lines[k]}", "no value": f"{key} ="}
            for what, line in wrong.items():
                with self.subTest(line=line):
                    self.write("\n".join(lines[:k] + [line] + lines[k + 1:]))
                    said = self.assert_refused(what, "run", "bad.toml", "-o", "out.h5")
                    self.assertRegex(said, rf"bad\.toml:{k + 1}:\d+: |bad\.toml:{k + 2}:\d+: ")
                    if what == "another key":
                        self.assertIn("nearest", said)
                    self.note(f"a key of the baseline: {what}", "refused with line and column")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""The rules of the house that a reader of the sources can check."""

import os
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = os.environ["BEACHHEAD_PROGRAM"]


def sources(*folders):
    """Every C++ source below the folders, with its text."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def includes(text):
    return re.findall(r'^#include [<"]([^>"]+)[>"]', text, re.MULTILINE)


class Includes(unittest.TestCase):
    def test_the_engine_does_not_know_the_models(self):
        wrong = [(path, name) for path, text in sources("sim") for name in includes(text) if name.startswith("models/")]
        self.assertEqual(wrong, [])

    def test_models_know_the_core_of_the_engine_only(self):
        wrong = [(path, name) for path, text in sources("models") for name in includes(text)
                 if name.startswith("sim/") and not name.startswith("sim/core/")]
        self.assertEqual(wrong, [])
        streams = ("fstream", "iostream", "cstdio", "filesystem", "chrono", "fmt/format.h")
        self.assertEqual([(path, name) for path, text in sources("models") for name in includes(text) if name in streams], [])

    def test_foreign_libraries_stay_in_their_place(self):
        places = {"hdf5.h": ["sim/io/hdf5/"], "toml++": ["sim/io/toml.cpp"], "Random123": ["sim/core/random.cpp"],
                  "boost/program_options": ["sim/cli/"], "omp.h": ["sim/core/block.cpp"], "openssl": ["sim/io/digest.cpp"]}
        for path, text in sources("sim", "models"):
            for name in includes(text):
                for library, allowed in places.items():
                    if name.startswith(library):
                        self.assertTrue(any(path.startswith(place) for place in allowed), f"{path} includes {name}")


class Portability(unittest.TestCase):
    def test_no_arithmetic_whose_bits_depend_on_the_machine(self):
        wrong = re.compile(r"std::(exp|log|pow|sin|cos|tan|unordered_\w+|mt19937\w*|normal_distribution|uniform_\w+_distribution|shuffle)\b"
                           r"|\brand\(\)|ffast-math|(?<![:.\w])(exp|log|pow)\(")
        for path, text in sources("models"):
            code = re.sub(r"//.*", "", text)
            self.assertIsNone(wrong.search(code), path)


class Rooms(unittest.TestCase):
    def test_every_room_has_its_mirror_with_five_sections(self):
        for path in sorted((ROOT / "models").rglob("*.cpp")):
            relative = path.relative_to(ROOT).with_suffix("")
            if relative.as_posix() in ("models/world", "models/organisations", "models/commons/prehistory"):  # no rooms
                continue
            test = ROOT / "tests" / f"{relative}_test.cpp"
            self.assertTrue(test.exists(), f"{relative} has no test")
            text = test.read_text()
            for section in ("zero", "by hand", "conserves", "direction", "oracle"):
                self.assertTrue(re.search(rf'TEST_CASE\("[\w ]+: {section}', text), f"{test} has no section '{section}'")

    def test_every_test_asserts_something(self):
        for path, text in sources("tests"):
            if path.endswith("_test.cpp"):
                for body in re.split(r"^TEST_CASE", text, flags=re.MULTILINE)[1:]:
                    asserts = re.search(r"REQUIRE|CHECK|FAIL|run_python", body)
                    self.assertTrue(asserts, f"{path}: {body.splitlines()[0]}")

    def test_every_parameter_member_is_declared(self):
        for path, text in sources("models"):
            for block in re.findall(r"struct Parameters \{(.*?)void declare", text, re.DOTALL):
                members = re.findall(r"\b(?:double|std::int64_t|bool|[A-Z]\w+) ([\w, ]+);", block)
                names = [name.strip() for group in members for name in group.split(",")]
                whole = text + (ROOT / path).with_suffix(".cpp").read_text()
                for name in names:
                    declared = re.search(rf'parameter\({name},\s+\{{\.name = "{name}"', whole)
                    self.assertTrue(declared, f"{path}: {name} is not declared under its own name")

    def test_every_room_is_built(self):
        listed = (ROOT / "CMakeLists.txt").read_text() + (ROOT / "tests" / "CMakeLists.txt").read_text()
        for path, _ in sources("models", "sim", "tests"):
            if path.endswith(".cpp"):
                self.assertTrue(path.removeprefix("tests/") in listed, path)

    def test_every_script_is_run(self):
        lists = (ROOT / "tests" / "CMakeLists.txt").read_text() + (ROOT / "tests/sim/io/hdf5_test.cpp").read_text()
        for path in sorted((ROOT / "tests").rglob("*_test.py")):
            self.assertTrue(path.relative_to(ROOT).as_posix() in lists or f'"{path.name}"' in lists, path)


class Documents(unittest.TestCase):
    def test_every_source_key_is_documented(self):
        documented = (ROOT / "docs" / "sources.md").read_text()
        for path, text in sources("models", "sim"):
            for key in re.findall(r'\.source = "([^"]+)"', text):
                self.assertTrue(f"`{key}`" in documented, f"{path}: {key}")

    def test_the_reference_is_what_the_program_says(self):
        said = subprocess.run([PROGRAM, "describe", "--format", "markdown"], capture_output=True, text=True, check=True).stdout
        written = (ROOT / "docs" / "reference.md").read_text()
        self.assertEqual(written.split("<!-- generated -->\n", 1)[1], said, "write it anew: see the first line of docs/reference.md")

    def test_the_files_speak_of_the_project_alone(self):
        tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        for name in tracked:
            path = ROOT / name
            if path.suffix in (".png", ".h5") or not path.exists():
                continue
            self.assertFalse(re.search(r"/wor[k]/|/tm[p]/[a-z]", path.read_text(errors="replace")), name)


if __name__ == "__main__":
    unittest.main()

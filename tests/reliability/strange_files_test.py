#!/usr/bin/python3
"""Damaged and hostile files met by the commands and by analysis/: an error with its reason or the same content, and never a
crash, a trace or other numbers."""

import os
import pathlib
import subprocess
import sys
import unittest

import h5py
import numpy as np

from analysis.digest import DamagedFile, check, digests
from analysis.results import ResultError, open_results
from tests.reliability.battery import NIGHTLY, ROOT, SEAL, STUDY, TIMEOUT, Battery

FLIPS = 5000 if NIGHTLY else 40
STRANGE = {
    "soft link": lambda file: file.__setitem__("x", h5py.SoftLink("/series")),
    "dangling link": lambda file: file.__setitem__("x", h5py.SoftLink("/nowhere")),
    "external link": lambda file: file.__setitem__("x", h5py.ExternalLink("/etc/passwd", "/a")),
    "two names": lambda file: file.__setitem__("x", file["series"]),
    "cycle": lambda file: file["series"].__setitem__("up", file["/"]),
    "named type": lambda file: file.__setitem__("x", np.dtype("f8")),
    "virtual dataset": lambda file: file.create_virtual_dataset("x", virtual(file)),
    "external file": lambda file: file.create_dataset("x", (1,), "f8", external=[("/etc/passwd", 0, 8)]),
    "unknown filter": lambda file: file.create_dataset("x", data=np.arange(9.0), compression="lzf"),
    "absurd size": lambda file: file.create_dataset("x", (1 << 45,), "f8", chunks=(1024,)),
    "deep groups": lambda file: file.create_group("/".join("abcdefghijklm")),
    "other numbers": lambda file: file["series"][sorted(file["series"])[0]].__setitem__(0, 7.0),
    "other scenario": lambda file: file["scenario/minimal"].__setitem__(0, "[run]\nmodel = 'other'\n"),
    "other provenance": lambda file: file["provenance"].attrs.__setitem__("host", np.bytes_("elsewhere")),
    "no digest": lambda file: file.attrs.__delitem__("content_digest"),
    "other format": lambda file: file.attrs.__setitem__("format", np.bytes_("other")),
    "other version": lambda file: file.attrs.__setitem__("version", 2),
    "no series": lambda file: file.__delitem__("series"),
}


def virtual(file):
    layout = h5py.VirtualLayout((1,), "f8")
    layout[0] = h5py.VirtualSource("/etc/passwd", "a", (1,))[0]
    return layout


class StrangeFiles(Battery):
    title = "strange files"

    def setUp(self):
        super().setUp()
        self.done("run", ROOT / "scenarios/textbook/model-sim.toml", "--months", 6, "-q", "-o", "a.h5")
        self.whole = self.digest("a.h5")

    def damaged(self, change):
        """A copy with something changed by h5py, so without a seal."""
        data = self.path("a.h5").read_bytes()
        self.path("b.h5").write_bytes(data[:data.rindex(SEAL)])
        with h5py.File(self.path("b.h5"), "r+") as file:
            change(file)
        return self.path("b.h5")

    def test_the_commands(self):
        for name, change in STRANGE.items():
            self.damaged(change)
            for words in (["digest", "b.h5"], ["export", "b.h5", "--csv", "tables"]):
                with self.subTest(name=name, command=words[0]):
                    result = self.call(*words)
                    if name == "no series":  # complete in itself once its digest goes with it
                        self.assertIn("does not agree", result.stderr)
                    self.assertEqual(result.returncode, 4, result.stderr)
                    self.assertIn("b.h5", result.stderr)
                    self.assertFalse(self.path("tables").exists())
                    self.note(f"{words[0]}: strange content", "exit 4, reason given")

    def test_the_reader_of_the_analysis(self):
        for name, change in STRANGE.items():
            path = self.damaged(change)
            with self.subTest(name=name), self.assertRaisesRegex(ResultError, "b.h5: .+"):
                open_results(path)
            self.note("analysis: strange content", "refused, reason given")
        with h5py.File(self.damaged(STRANGE["no series"]), "r+") as file:
            file.attrs["content_digest"], file["provenance"].attrs["checksum"] = map(np.bytes_, digests(file))
        with self.assertRaisesRegex(ResultError, "group /series is missing"):
            open_results(self.path("b.h5"))

    def test_an_untouched_file_passes_with_its_seal_and_without(self):
        for path in (self.path("a.h5"), self.damaged(lambda file: None)):
            check(path)
            self.assertEqual(self.digest(path), self.whole)
            self.assertEqual(open_results(path).digest, self.whole)

    def outcome(self, data):
        self.path("c.h5").write_bytes(data)
        try:
            check(self.path("c.h5"))
        except DamagedFile as error:
            return "refused: HDF5 crashes on it" if "crashes" in str(error) else "refused"
        with h5py.File(self.path("c.h5")) as file:
            self.assertEqual(digests(file)[0], self.whole)
        return "same content"

    def test_flipped_bits_and_truncations(self):
        data = self.path("a.h5").read_bytes()
        bare = data[:data.rindex(SEAL)]
        for title, base in (("with its seal", data), ("no seal", bare)):
            for _ in range(FLIPS):
                changed = bytearray(base)
                changed[self.draw.randrange(len(base))] ^= 1 << self.draw.randrange(8)
                self.note(f"analysis: flipped bit, {title}", self.outcome(bytes(changed)))
            for size in self.draw.sample(range(len(base)), FLIPS):
                self.note(f"analysis: truncated, {title}", self.outcome(base[:size]))

    def test_things_that_are_no_result_file(self):
        self.path("empty.h5").touch()
        self.path("text.h5").write_text("hello\n")
        self.path("folder.h5").mkdir()
        os.mkfifo(self.path("pipe.h5"))
        for name in ("empty.h5", "text.h5", "folder.h5", "pipe.h5", "missing.h5", "/dev/null", "/dev/zero", "-rf", "x\ny.h5", "x" * 5000):
            for words in (["digest", "--", name], ["export", "--csv", "tables", "--", name]):
                result = self.call(*(word for word in words if word != "--" or words[0] == "export"))
                self.assertIn(result.returncode, (2, 4), result.stderr)
                self.assertLess(len(result.stderr), 7000)
                self.assertFalse(self.path("tables").exists())
            self.note("no result file at all", "refused, reason given")

    def test_the_page(self):
        self.damaged(STRANGE["other numbers"])
        for module in ("report", "scorecard"):
            result = subprocess.run([sys.executable, "-m", f"analysis.{module}", "b.h5"], cwd=self.folder, capture_output=True, text=True, timeout=TIMEOUT,
                                    env={**os.environ, "PYTHONPATH": str(ROOT)})
            self.assertNotEqual(result.returncode, 0)
            self.assertIn("b.h5: the file is damaged", result.stderr)
            self.assertNotIn("Traceback", result.stderr)
            self.note(f"{module}: other numbers", "refused, reason given")

    def test_a_segment_of_a_sweep(self):
        self.path("study.toml").write_text(STUDY.format(root=ROOT, replicates=1))
        self.done("sweep", "study.toml", "-o", "s", "-q")
        segment = next(pathlib.Path(self.path("s")).glob("segment-*.h5"))
        data = segment.read_bytes()
        changed = bytearray(data)
        changed[len(data) // 2] ^= 1
        for damaged in (data[:len(data) // 2], bytes(changed), b"", b"hello"):
            segment.write_bytes(damaged)
            for words in (["merge", "s", "-o", "m.h5"], ["status", "s"]):
                result = self.call(*words)
                self.assertEqual(result.returncode, 4, result.stderr)
                self.assertIn(segment.name, result.stderr)
                self.assertFalse(self.path("m.h5").exists())
                self.note(f"{words[0]}: a damaged segment", "exit 4, segment named")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""Full disks, read-only folders, and errors at every system call: exit 4 with the path and the cause, nothing half committed,
and the same command, given again when the trouble is over, comes to the digest of an undisturbed one."""

import collections
import errno
import os
import shutil
import subprocess
import unittest

from tests.reliability.battery import NIGHTLY, PROGRAM, ROOT, STUDY, TIMEOUT, Battery, has_checkpoint, run_words

ERRORS = {"open": [errno.EACCES, errno.EMFILE, errno.EIO], "read": [errno.EIO], "write": [errno.ENOSPC, errno.EIO, errno.EDQUOT, "short"],
          "fsync": [errno.EIO, errno.ENOSPC], "close": [errno.EIO, errno.EDQUOT], "rename": [errno.EIO, errno.ENOSPC, errno.EROFS], "unlink": [errno.EIO]}
MUST_FAIL = {"read", "write", "fsync", "rename"}  # others may concern a file that is only read, locked or removed


class Faults(Battery):
    title = "faults at system calls"

    def setUp(self):
        super().setUp()
        self.log = self.folder.parent / (self.folder.name + ".log")
        self.addCleanup(lambda: self.log.unlink(missing_ok=True))

    def kinds(self, *words):
        """How many calls of each kind an undisturbed job makes on files in the folder."""
        self.log.unlink(missing_ok=True)
        self.done(*words, log=self.log)
        return collections.Counter(self.log.read_text().split())

    def strike(self, words, kind, n, what):
        self.log.unlink(missing_ok=True)
        result = self.call(*words, fault=f"{kind}:{n}:{what}", log=self.log)
        fired = "FIRED" in self.log.read_text().split()
        return result, fired

    def battery(self, name, words, output, again, clean, digest):
        """Lets a job fail everywhere. `again` are the words after a failure; `clean` empties the folder for the next."""
        kinds = self.kinds(*words)
        whole = digest(self)
        clean()
        for kind, count in sorted(kinds.items()):
            most = 40 if NIGHTLY else 2 if name in ("run", "sweep") else 1  # a merge reads thousands of times
            chosen = sorted(self.draw.sample(range(1, count + 1), min(most, count)))
            for k, n in enumerate(chosen):
                for what in ERRORS[kind] if NIGHTLY else [ERRORS[kind][k % len(ERRORS[kind])]]:
                    with self.subTest(job=name, call=kind, n=n, what=what):
                        try:
                            self.one_fault(name, words, output, again, digest, whole, kind, n, what)
                        finally:
                            clean()

    def one_fault(self, name, words, output, again, digest, whole, kind, n, what):
        result, fired = self.strike(words, kind, n, what)
        self.assertTrue(fired)
        self.assertIn(result.returncode, (4,) if kind in MUST_FAIL else (0, 4), result.stderr)
        self.assert_nothing_half_written()
        if kind != "unlink":
            self.assertEqual(self.hidden(), [])
        if result.returncode == 4:
            self.assertRegex(result.stderr, r"\.h5|\.checkpoint|\.csv|'s'|s/|plan|study\.toml")
            if kind != "unlink":
                self.assertIn(os.strerror(errno.ENOSPC if what == "short" else what), result.stderr)
        else:
            self.assertEqual(digest(self), whole)
        self.done(*again())
        self.assertEqual(digest(self), whole)
        self.note(f"{name}: {kind}", ("exit 4, then equal digest" if result.returncode == 4 else "harmless, equal digest"))

    def remove(self, *names):
        for name in names:
            for path in self.folder.glob(name):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def run_again(self, words):
        def again():
            if has_checkpoint(self.folder):
                return [*words, "--resume"]
            return [*words, "--force"]
        return again

    def test_a_run(self):
        words = run_words("--checkpoint-every", 2)
        self.battery("run", words, "a.h5", self.run_again(words), lambda: self.remove("*.h5", "*.checkpoint", ".*"), lambda own: own.digest("a.h5"))

    def sweep(self):
        self.path("study.toml").write_text(STUDY.format(root=ROOT, replicates=2))
        return ["sweep", "study.toml", "-o", "s", "--jobs", 1, "-q"]

    def merged(self, _):
        self.done("merge", "s", "-o", "m.h5", "-q", "--force")
        return self.digest("m.h5")

    def test_a_sweep(self):
        words = self.sweep()
        self.battery("sweep", words, "s", lambda: words, lambda: self.remove("s", "m.h5", ".*"), self.merged)

    def test_a_merge(self):
        self.done(*self.sweep())
        words = ["merge", "s", "-o", "m.h5", "-q"]
        self.battery("merge", words, "m.h5", lambda: [*words, "--force"], lambda: self.remove("m.h5", ".*"), lambda own: own.digest("m.h5"))

    def test_an_export(self):
        self.done(*run_words())
        words = ["export", "a.h5", "--csv", "tables"]

        def tables(own):
            return {name: own.path(name).read_bytes() for name in own.visible() if name.endswith(".csv")}

        self.battery("export", words, "tables", lambda: [*words, "--force"], lambda: self.remove("tables"), tables)


class Places(Battery):
    title = "full and read-only places"

    def mounted(self, options):
        """A small file system in memory, or a skip that says why."""
        place = self.path("small")
        place.mkdir()
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, text=True)
        if made.returncode != 0:
            self.skipTest(f"mounting is not permitted here: {made.stderr.strip()}")
        self.addCleanup(lambda: subprocess.run(["umount", place], check=True))
        return place

    def test_a_file_system_that_is_too_small(self):
        words = run_words("--checkpoint-every", 2)
        self.done(*words)
        whole = self.digest("a.h5")
        size = self.path("a.h5").stat().st_size
        place = self.mounted("size=4k")
        for share in (0.0, 0.4, 0.99, 4.0) if not NIGHTLY else [k / 50 for k in range(60)] + [4.0]:
            blocks = max(1, int(share * size) // 4096)
            subprocess.run(["mount", "-o", f"remount,size={4 * blocks}k", place], check=True)
            result = self.call(*words, folder=place)
            self.assertIn(result.returncode, (0, 4), result.stderr)
            self.assert_nothing_half_written(place)
            self.assertEqual(self.hidden(place), [])
            if result.returncode == 4:
                self.assertRegex(result.stderr, r"a\.h5(\.checkpoint)?'.*No space left on device")
                subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
                self.done(*words, "--resume" if has_checkpoint(place) else "--force", folder=place)
            self.assertEqual(self.digest(place / "a.h5"), whole)
            for name in self.visible(place):
                (place / name).unlink()
            self.note("run on a full file system", "exit 4, room made, equal digest" if result.returncode else "fitted")

    def test_a_read_only_file_system(self):
        place = self.mounted("size=4m")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        for words in (run_words(), run_words("--set", "run.replicates=100000")):
            result = self.call(*words, folder=place)
            self.assertEqual(result.returncode, 4, result.stderr)
            self.assertIn("Read-only file system", result.stderr)
            self.note("run on a read-only file system", "exit 4 before the first month")
        self.path("study.toml").write_text(STUDY.format(root=ROOT, replicates=1))
        result = self.call("sweep", "study.toml", "-o", place / "s", "-q")
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn("Read-only file system", result.stderr)

    def as_somebody_else(self, *words, folder):
        """The program without root's right to write everywhere."""
        def leave():
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
        return subprocess.run([PROGRAM, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, preexec_fn=leave)

    def test_a_folder_that_is_not_ours(self):
        os.chmod(self.folder, 0o755)
        place = self.path("closed")
        place.mkdir()
        self.done(*run_words(output=place / "a.h5"))
        os.chmod(place / "a.h5", 0o000)
        os.chmod(place, 0o555)
        try:
            if self.as_somebody_else("version", folder=place).returncode != 0:
                self.skipTest("another user cannot run the program from where it was built")
        except PermissionError:
            self.skipTest("another user cannot run the program from where it was built")
        self.path("study.toml").write_text(STUDY.format(root=ROOT, replicates=1))
        for words, named in ((run_words(output="b.h5"), "b.h5"), (run_words("--force"), "a.h5"), (["digest", "a.h5"], "a.h5"),
                             (["export", "a.h5", "--csv", "t"], "a.h5"), (["sweep", "../study.toml", "-o", "s", "-q"], "s")):
            result = self.as_somebody_else(*words, folder=place)
            self.assertEqual(result.returncode, 4, result.stderr)
            self.assertIn("Permission denied", result.stderr)
            self.assertIn(named, result.stderr)
            self.note("folder without the right to write", "exit 4, path and cause")
        self.assertEqual(self.visible(place), ["a.h5"])
        os.chmod(place, 0o755)

    def test_a_place_for_words_that_is_full(self):
        self.done(*run_words())
        for words in (["digest", "a.h5"], ["check", ROOT / "scenarios/baseline.toml"], ["describe"], ["help"], ["version"]):
            with open("/dev/full", "w") as full:
                result = subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True, timeout=TIMEOUT)
            self.assertEqual(result.returncode, 4, result.stderr)
            self.assertIn("No space left on device", result.stderr)
            self.note("standard output is full", "exit 4")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""SIGKILL, SIGTERM and SIGINT at random instants and at every system call: nothing half written, nothing committed is lost,
and what goes on afterwards comes to the digest of what was never stopped."""

import os
import pathlib
import re
import signal
import subprocess
import time
import unittest

import h5py

from tests.reliability.battery import BASELINE, NIGHTLY, PROGRAM, ROOT, STUDY, TIMEOUT, Battery, has_checkpoint, is_sealed, run_words

KILLS = {"run": 200, "sweep": 200, "merge": 100} if NIGHTLY else {"run": 10, "sweep": 8, "merge": 7}
SIGNALS = 200 if NIGHTLY else 4
CALLS = None if NIGHTLY else 8  # system calls at which a run is killed; None: at each


class Kills(Battery):
    title = "kills and signals"

    def start(self, *words):
        return subprocess.Popen([PROGRAM, *map(str, words)], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def ended(self, process, number, pause):
        """Sends a signal after a pause; the code the process ended with, and what it said."""
        time.sleep(pause)
        process.send_signal(number)
        said = process.communicate(timeout=TIMEOUT)[1]
        return process.returncode, said

    def timed(self, *words):
        start = time.time()
        self.done(*words)
        return time.time() - start

    def go_on(self, words, name):
        """The words that go on with a run, from whatever was left."""
        if has_checkpoint(self.folder):
            return [*words, "--resume"]
        return [*words, "--force"] if self.path(name).exists() else words

    def test_a_run_that_writes_checkpoints(self):
        words = run_words("--checkpoint-every", 1, months=12, people=2000)
        took = self.timed(*words)
        whole = self.digest("a.h5")
        self.path("a.h5").unlink()
        kills = 0
        while kills < KILLS["run"]:
            process = self.start(*self.go_on(words, "a.h5"))
            code, said = self.ended(process, signal.SIGKILL, self.draw.uniform(0.0, took))
            kills += code == -signal.SIGKILL
            self.assertIn(code, (0, -signal.SIGKILL), said)
            self.note("run: killed at a random instant", "ended before" if code == 0 else "nothing half written")
            self.assert_nothing_half_written()
            if code == 0:
                self.assertEqual(self.digest("a.h5"), whole)
                self.path("a.h5").unlink()
        self.done(*self.go_on(words, "a.h5"))
        self.assertEqual(self.digest("a.h5"), whole)
        self.assertEqual((self.visible(), self.hidden()), (["a.h5"], []))  # what the killed left behind is gone too
        self.note("run: gone on with to the end", "equal digest, no leftovers")

    def test_a_run_at_every_system_call(self):
        words = run_words("--checkpoint-every", 2)
        log = self.folder.parent / (self.folder.name + ".log")
        self.addCleanup(lambda: log.unlink(missing_ok=True))
        self.done(*words, log=log)
        calls = len(log.read_text().split())
        whole = self.digest("a.h5")
        self.path("a.h5").unlink()
        self.assertGreater(calls, 30)
        chosen = range(1, calls + 1) if CALLS is None else sorted(self.draw.sample(range(1, calls + 1), CALLS))
        for call in chosen:
            with self.subTest(call=call):
                result = self.call(*words, fault=f"any:{call}:{'kill' if call % 2 else 'killed'}", log=log)
                self.assertEqual(result.returncode, -signal.SIGKILL)
                self.assert_nothing_half_written()
                self.done(*self.go_on(words, "a.h5"))
                self.assertEqual(self.digest("a.h5"), whole)
                self.assertEqual((self.visible(), self.hidden()), (["a.h5"], []))
                self.path("a.h5").unlink()
                self.note("run: killed at a system call", "nothing half written, then equal digest")

    def committed(self):
        """Identities of the runs that segments hold."""
        found = set()
        for segment in pathlib.Path(self.path("s")).glob("segment-*.h5"):
            with h5py.File(segment, "r") as file:
                found |= set(file["runs/run_id"][:])
        return found

    def test_a_sweep(self):
        self.path("study.toml").write_text(STUDY.format(root=ROOT, replicates=20))
        words = ["sweep", "study.toml", "-o", "s", "--jobs", 2, "-q"]
        took = self.timed(*words)
        self.done("merge", "s", "-o", "whole.h5", "-q")
        whole = self.digest("whole.h5")
        self.assertEqual(len(self.committed()), 40)
        kills, before = 0, set()
        subprocess.run(["rm", "-r", self.path("s")], check=True)
        while kills < KILLS["sweep"]:
            code, said = self.ended(self.start(*words), signal.SIGKILL, self.draw.uniform(0.0, took))
            self.assertIn(code, (0, -signal.SIGKILL), said)
            kills += code == -signal.SIGKILL
            self.assert_nothing_half_written()
            now = self.committed()
            self.assertGreaterEqual(now, before)
            before = now
            self.note("sweep: killed at a random instant", "ended before" if code == 0 else "no committed run lost")
            if len(now) == 40:
                self.finish_sweep(words, whole)
                before = set()
        self.finish_sweep(words, whole)

    def finish_sweep(self, words, whole):
        self.done(*words)
        self.assertEqual(len(self.committed()), 40)
        self.done("merge", "s", "-o", "again.h5", "-q", "--force")
        self.assertEqual(self.digest("again.h5"), whole)
        subprocess.run(["rm", "-r", self.path("s")], check=True)
        self.note("sweep: gone on with to the end", "40 runs, equal digest")

    def test_a_merge(self):
        self.path("study.toml").write_text(STUDY.format(root=ROOT, replicates=20))
        self.done("sweep", "study.toml", "-o", "s", "--jobs", 2, "-q")
        words = ["merge", "s", "-o", "m.h5", "-q"]
        took = self.timed(*words)
        whole, kills = self.digest("m.h5"), 0
        while kills < KILLS["merge"]:
            self.path("m.h5").unlink(missing_ok=True)
            code, said = self.ended(self.start(*words), signal.SIGKILL, self.draw.uniform(0.2 * took, took))
            self.assertIn(code, (0, -signal.SIGKILL), said)
            kills += code == -signal.SIGKILL
            self.assert_nothing_half_written()
            self.note("merge: killed at a random instant", "ended before" if code == 0 else "whole or not there")
        self.done(*words, "--force")
        self.assertEqual(self.digest("m.h5"), whole)
        self.assertFalse([name for name in self.hidden() if name.startswith(".m.h5")])

    def test_signals_save_and_leave_with_130(self):
        words = run_words(months=120, people=2000)
        took = self.timed(*words)
        whole = self.digest("a.h5")
        self.path("a.h5").unlink()
        for k in range(SIGNALS):
            number, before = (signal.SIGTERM, signal.SIGINT)[k % 2], self.visible()
            code, said = self.ended(self.start(*self.go_on(words, "a.h5")), number, self.draw.uniform(0.05, 0.4 * took))
            self.assert_nothing_half_written()
            self.assertEqual(self.hidden(), [])
            if code == -number and self.visible() == before:  # the program had not begun
                self.note(f"run: {number.name} at a random instant", "met before the program began, nothing changed")
                continue
            self.assertIn(code, (0, 130), said)
            self.note(f"run: {number.name} at a random instant", "ended before" if code == 0 else "130 and a checkpoint")
            if code == 130:
                self.assertIn("--resume", said)
                self.assertTrue(is_sealed(self.path("a.h5.checkpoint")))
            else:
                self.assertEqual(self.digest("a.h5"), whole)
                self.path("a.h5").unlink()
        self.done(*self.go_on(words, "a.h5"))
        self.assertEqual(self.digest("a.h5"), whole)
        self.assertEqual(self.visible(), ["a.h5"])

    def test_a_second_signal_leaves_at_once(self):
        for _ in range(SIGNALS):
            before = self.visible()
            process = self.start(*run_words("--checkpoint-every", 1, months=1200, people=20_000), "--force")
            time.sleep(self.draw.uniform(0.2, 0.6))
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=10)[1]
            self.assert_nothing_half_written()
            self.assertEqual(self.hidden(), [])
            if process.returncode == -signal.SIGTERM and self.visible() == before:  # the program had not begun
                self.note("run: two signals", "met before the program began, nothing changed")
                continue
            self.assertEqual(process.returncode, 130, said)
            self.note("run: two signals", "130 at once, nothing half written")


class Generations(Battery):
    """The two checkpoints of a run, met by a person who resumes."""

    title = "checkpoint generations"

    def setUp(self):
        super().setUp()
        self.words = run_words("--checkpoint-every", 2, months=9)
        self.done(*self.words)
        self.whole = self.digest("a.h5")
        self.path("a.h5").unlink()
        log = self.folder.parent / (self.folder.name + ".log")
        self.addCleanup(lambda: log.unlink(missing_ok=True))
        self.call(*self.words, fault="rename:8:kill", log=log)  # the result's name: four checkpoints are behind
        self.assertEqual(self.visible(), ["a.h5.checkpoint", "a.h5.previous.checkpoint"])

    def resumed(self, *reasons):
        result = self.done(*self.words, "--resume")
        for reason in reasons:
            self.assertIn(reason, result.stderr)
        self.assertEqual(self.digest("a.h5"), self.whole)
        self.assertEqual(self.visible(), ["a.h5"])

    def test_the_newest_is_used_without_a_word(self):
        self.assertEqual(self.done(*self.words, "--resume").stderr, "")

    def test_a_damaged_one_gives_way_with_its_reason(self):
        newest = self.path("a.h5.checkpoint")
        data = newest.read_bytes()
        for damaged, reason in ((data[:-1], "cut short"), (data[:1000] + bytes([data[1000] ^ 4]) + data[1001:], "damaged"), (b"", "not a checkpoint"),
                                (b"# notes\n" * 9, "not a checkpoint"), (data.replace(b"checkpoint-2", b"checkpoint-1", 1), "another version")):
            with self.subTest(reason=reason):
                kept = {name: self.path(name).read_bytes() for name in self.visible()}
                newest.write_bytes(damaged)
                self.resumed("note:", str(newest.name), reason, "going on from the one before it")
                self.path("a.h5").unlink()
                for name, content in kept.items():
                    self.path(name).write_bytes(content)
                self.note("newest checkpoint: " + reason, "the one before it is used, equal digest")

    def test_a_missing_one_gives_way(self):
        self.path("a.h5.checkpoint").unlink()
        self.resumed("No such file")

    def test_of_another_scenario_both_are_refused_and_kept(self):
        result = self.call(*self.words, "--resume", "--seed", 2)
        self.assertEqual(result.returncode, 4)
        self.assertEqual(len(re.findall("another scenario", result.stderr)), 2)
        self.assertEqual(self.visible(), ["a.h5.checkpoint", "a.h5.previous.checkpoint"])
        result = self.call("run", ROOT / "scenarios/textbook/model-sim.toml", "--resume", "-o", "a.h5", "-q")
        self.assertEqual(result.returncode, 4)
        self.assertIn("another model", result.stderr)
        self.resumed()


if __name__ == "__main__":
    unittest.main()

"""Compares policies with a baseline: simulates arms x replicates, then prints the table and writes the page.

    beachhead compare COMPARISON.toml | --baseline SCENARIO.toml --policy FILE.toml... [-o FILE.h5|DIR]
                      [--replicates R | --until-halfwidth OUTCOME=WIDTH] [--jobs N] [--shard i/N] [--csv FILE.csv]

The simulation is a sweep whose points are the arms, in FILE.runs (or DIR) until all is done: stopped or killed, the same command
goes on; shards and `submit` work as for every sweep. Options in place of a comparison file are written down as one.

Exit codes: 0 done, 2 bad input, 3 a run failed (--allow-failed shows the others), 4 file system, 130 interrupted.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

import numpy as np

from analysis import comparison, comparison_page, inference
from analysis.quantities import quantity_of
from analysis.report import write_whole
from analysis.results import ResultError, open_results, opening_and_closing, pairs

BAD_INPUT, RUN_FAILED, FILE_SYSTEM = 2, 3, 4
MOST_REPLICATES = 1000
LEAST_ADAPTIVE = 30  # [pairs] before a width is believed: stopping at the first narrow interval would favour lucky ones


class Stop(Exception):
    """The end, with an exit code and perhaps a message."""

    def __init__(self, code, message=""):
        super().__init__(message)
        self.code = code


def parse(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(prog="beachhead compare", description="Policies against a baseline, run by run under the same draws.")
    add = parser.add_argument
    add("comparison", nargs="?", type=pathlib.Path, metavar="COMPARISON.toml")
    add("--baseline", type=pathlib.Path, metavar="SCENARIO.toml", help="instead of a comparison file; every --policy is an arm")
    add("--policy", type=pathlib.Path, action="append", default=[], metavar="FILE.toml")
    add("--set", action="append", default=[], metavar="path=value", help="applied last, to all arms")
    add("-o", dest="output", type=pathlib.Path, metavar="FILE.h5|DIR", help="default: the comparison's name with .h5, in this folder")
    add("--replicates", type=int, metavar="R", help="runs of each arm; default: the file's")
    add("--until-halfwidth", metavar="OUTCOME=WIDTH", help="more replicates until the interval of every arm is within +-WIDTH, in the file's unit")
    add("--most-replicates", type=int, default=MOST_REPLICATES, metavar="R", help="end of --until-halfwidth; default: %(default)s")
    add("--jobs", "-j", type=int, help="runs at a time; default: all processors")
    add("--shard", metavar="i/N", help="do every N-th run only; a call without it joins them")
    add("--time-limit", type=float, metavar="SECONDS", help="of one run")
    add("--memory-limit", type=int, metavar="MEGABYTES", help="of one run")
    add("--retry-failed", action="store_true", help="do failed runs again")
    add("--allow-failed", action="store_true", help="leave out failed runs with their pairs, and say so")
    add("--csv", type=pathlib.Path, metavar="FILE.csv", help="also every number as one tidy table")
    add("--force", action="store_true", help="replace existing results")
    add("--quiet", "-q", action="store_true", help="no progress, no table")
    options = parser.parse_args(arguments)
    if (options.comparison is None) == (options.baseline is None):
        parser.error("give a comparison file, or --baseline SCENARIO.toml and --policy FILE.toml")
    if (options.baseline is None) == bool(options.policy):
        parser.error("--policy goes with --baseline; a comparison file names its policies itself")
    if options.replicates is not None and options.until_halfwidth:
        parser.error("--replicates or --until-halfwidth, not both")
    if options.until_halfwidth and options.shard:
        parser.error("--until-halfwidth plans from all runs so far, --shard does a part of a fixed plan")
    return options


def width_of(text):
    """Outcome and half-width of "real_gdp=10"."""
    match = re.fullmatch(r"(\w+)=([-+.\deE]+)", text)
    try:
        width = float(match[2]) if match else 0.0
    except ValueError:
        width = 0.0
    if not width > 0:
        raise Stop(BAD_INPUT, f"--until-halfwidth {text}: expected OUTCOME=WIDTH with a width above zero, such as real_gdp=10")
    return match[1], width


def toml_text(text):
    """A text as TOML."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def written_down(options, target):
    """The comparison file that stands for --baseline and --policy."""
    path, names = target.with_suffix(".comparison.toml"), [policy.stem for policy in options.policy]
    if len(set(names)) < len(names):
        raise Stop(BAD_INPUT, "--policy: two files have the same name, and arms are called by it; write a comparison file")
    near = lambda file: toml_text(pathlib.Path(os.path.relpath(file, path.parent)).as_posix())
    arms = "".join(f"[[arm]]\nname = {toml_text(name)}\npolicies = [{near(file)}]\n" for name, file in zip(names, options.policy))
    text = (f"# Question: what do {', '.join(names)} change, compared with {options.baseline.stem}?\n"
            f"extends = {near(options.baseline)}\n[comparison]\n{arms}")
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_whole(path, text)
    return path


def call(program, *words):
    """The program, which hears signals itself; its failure is ours."""
    child = subprocess.Popen([program, *map(str, words)])
    before = {number: signal.signal(number, lambda received, _: received == signal.SIGTERM and child.send_signal(received))
              for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


class Simulation:
    """Calls of the program for one comparison."""

    def __init__(self, program, options, source, directory, target):
        self.program, self.options, self.source, self.directory, self.target = program, options, source, directory, target

    def work(self, replicates):
        """Works off what is missing; with `replicates`, of so many."""
        options = self.options
        words = ["sweep", self.source, "-o", self.directory, *(word for value in options.set for word in ("--set", value))]
        words += ["--jobs", options.jobs] if options.jobs else []
        words += ["--time-limit", options.time_limit] if options.time_limit else []
        words += ["--memory-limit", options.memory_limit] if options.memory_limit else []
        words += ["--shard", options.shard] if options.shard else []
        words += ["--replicates", replicates] if replicates else []
        words += [flag for flag, given in (("--retry-failed", options.retry_failed), ("-q", options.quiet)) if given]
        code = call(self.program, *words)
        if code == RUN_FAILED and not options.allow_failed:
            raise Stop(code, f"a run failed, and what is left might mislead: see `beachhead status {self.directory}`; "
                             "--allow-failed leaves out its pairs")
        if code not in (0, RUN_FAILED):
            raise Stop(code)

    def join(self):
        """The runs as one file."""
        code = call(self.program, "merge", self.directory, "-o", self.target, "--force")
        if code not in (0, RUN_FAILED) or (code == RUN_FAILED and not self.options.allow_failed):
            raise Stop(code)
        return open_results(self.target)


def until_narrow(simulation, outcome, width, most):
    """Adds replicates until the outcome's interval is within +-width in every arm. Returns the results."""
    replicates = LEAST_ADAPTIVE
    while True:
        simulation.work(replicates)
        results = simulation.join()
        if outcome not in results.group("series"):
            raise Stop(BAD_INPUT, f"--until-halfwidth: the model shows no series '{outcome}'")
        confidence = float(results.attributes["comparison_confidence"])
        half, needed = widest(results, outcome, width, confidence)
        print(f"{outcome}: +-{half:.4g} with {replicates} replicates, asked for +-{width:.4g}", file=sys.stderr)
        if half <= width:
            return results
        if replicates >= most:
            print(f"not narrow enough with --most-replicates {most}", file=sys.stderr)
            return results
        replicates = min(max(needed, replicates + replicates // 10), 4 * replicates, most)


def widest(results, outcome, width, confidence):
    """The largest half-width among arms, and how many pairs are expected to be enough for all."""
    closing = opening_and_closing(results.series())[1]
    end, half, needed = results.group("series")[outcome].isel(time=closing).mean("time"), 0.0, 0
    for arm in results.arms[1:]:
        base, reform = comparison.matched_values(end, pairs(results, arm))
        low, high = inference.interval(reform - base, confidence)
        half = max(half, (high - low) / 2)
        needed = max(needed, inference.replications_for_width(reform - base, width, confidence))
    return half, needed


def table(found, results):
    """The table of the terminal: the numbers of the page, as text."""
    series, lines = results.group("series"), []
    for arm in found.arms:
        lines.append(f"{arm} against {found.baseline}: last year, {found.pairs[arm]} pairs, {100 * found.confidence:g} % intervals")
        lines.append(f"  {'outcome':<38} {'baseline':>10} {'reform':>10} {'change':>10}  {'interval':>22} {'relative':>9}  verdict")
        for name in found.outcomes:
            if (arm, name) in found.effects.index:
                row, quantity = found.effects.loc[(arm, name)], quantity_of(series[name])
                span = f"{quantity.number(row['low'], True)} to {quantity.number(row['high'], True)}"
                label = f"{name} [{quantity.unit or '1'}]"
                lines.append(f"  {label:<38} {quantity.number(row['baseline_mean']):>10} {quantity.number(row['reform_mean']):>10} "
                             f"{quantity.number(row['change'], True):>10}  {span:>22} {100 * row['relative']:>+8.1f}%  {row['verdict']}")
        lines.append("")
    factors = found.effects["variance_reduction"].replace(np.inf, np.nan)
    asked = factors[factors.index.get_level_values("name").isin(found.outcomes)]
    if asked.notna().any():
        lines.append(f"Pairing is worth {asked.median():.3g} times as many independent runs (median over outcomes and arms; "
                     f"{asked.min():.2g} to {asked.max():.3g}).")
    lines += [f"Note: {warning}" for warning in found.warnings]
    return "\n".join(lines)


def targets(options):
    """Directory of the runs and the result file."""
    named = options.output or pathlib.Path((options.comparison or options.baseline).with_suffix(".h5").name)
    return (named.with_suffix(".runs"), named) if named.suffix == ".h5" else (named, named / "comparison.h5")


def run(program, options):
    """Simulates and shows."""
    directory, target = targets(options)
    page = target.with_suffix(".html")
    unfinished = directory.exists() and options.output != directory
    if target.exists() and not options.force and not unfinished and target.parent != directory:
        raise Stop(FILE_SYSTEM, f"'{target}' exists; --force replaces it, or give another -o")
    source = options.comparison or written_down(options, target)
    simulation = Simulation(program, options, source, directory, target)
    if options.until_halfwidth:
        results = until_narrow(simulation, *width_of(options.until_halfwidth), options.most_replicates)
    else:
        simulation.work(options.replicates)
        if options.shard:
            print("when all shards are done, the same command without --shard joins and compares them", file=sys.stderr)
            return
        results = simulation.join()
    found = comparison.compare(results)
    write_whole(page, comparison_page.page(results, found))
    if options.csv:
        write_whole(options.csv, comparison.long_form(found).to_csv(index=False))
    if target.parent != directory:
        shutil.rmtree(directory)
    if not options.quiet:
        print(table(found, results))
        print(f"written to {target}; the page with all figures: {page}", file=sys.stderr)


def main(arguments):
    """Command line: the program's path, then the words after `compare`; returns the exit code."""
    try:
        run(arguments[0], parse(arguments[1:]))
    except Stop as stop:
        if str(stop):
            print(f"beachhead compare: {stop}", file=sys.stderr)
        return stop.code
    except ResultError as error:
        print(f"beachhead compare: {error}", file=sys.stderr)
        return FILE_SYSTEM
    except OSError as error:
        print(f"beachhead compare: {error.filename}: {error.strerror}", file=sys.stderr)
        return FILE_SYSTEM
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

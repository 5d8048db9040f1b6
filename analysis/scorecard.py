"""How the runs of a file compare with facts about the world, one line each.

    python -m analysis.scorecard FILE.h5 [--arm NAME] [--json]

Facts stand in analysis/facts.toml. Each is an input (a parameter holds it), calibrated (a parameter was chosen so that the
model meets it) or predicted; only predicted facts count as evidence. A fact is met (`in`) where the mean over runs lies in
its range, `near` where the middle 95 % of the runs reach into it, else `out`. Facts about trials of a basic income are measured where
a file holds an arm of that policy's name, for instance

    ./beachhead compare scenarios/comparisons/trials.toml -o trials.h5

Exit codes: 0 done, 2 usage, 4 a file that is missing or is no result file.
"""

import argparse
import dataclasses
import json
import pathlib
import sys
import tomllib

import numpy as np

from analysis import tails, trial
from analysis.results import ResultError, open_results

FACTS = pathlib.Path(__file__).with_name("facts.toml")
ROLES = {"input": "held by a parameter", "calibrated": "a parameter was chosen to meet it", "predicted": "neither"}
ENOUGH_RUNS = 20


@dataclasses.dataclass(frozen=True)
class Fact:
    """One line of analysis/facts.toml.

    Attributes
    ----------
    id, what, source : str
        Number of the fact, what it says, key of docs/sources.md or a reference.
    low, high : float
        Its range, in the unit of the statistic; equal for a single number.
    role : str
        One of `ROLES`.
    series, statistic : str
        What of the result file is compared, and how; "" where only a parameter holds the fact.
    arm : str
        Arm of the file that holds the trial that the fact is about; the statistic is then one of `TRIALS`.
    relative_to : str
        Another series: the statistic is that of the first over that of this one, less 1.
    table : str
        "group/variable" instead of a series: its last row (bin) is what the statistic is about.
    why : str
        Why the model misses it, where it does.
    """

    id: str
    what: str
    low: float
    high: float
    role: str
    source: str
    series: str = ""
    statistic: str = "mean"
    relative_to: str = ""
    table: str = ""
    arm: str = ""
    why: str = ""


def read_facts(path=FACTS):
    """All facts, in the order of the file.

    Raises
    ------
    ValueError
        Where a fact has an unknown role, statistic or key, or an empty range.
    """
    with open(path, "rb") as file:
        rows = tomllib.load(file)["fact"]
    facts = []
    for row in rows:
        low, high = row.pop("range")
        fact = Fact(low=low, high=high, **row)
        if fact.role not in ROLES or fact.statistic not in (TRIALS if fact.arm else STATISTICS) or low > high:
            raise ValueError(f"{path}: fact {fact.id} has role '{fact.role}', statistic '{fact.statistic}', range {low} to {high}")
        facts.append(fact)
    return facts


# Statistics of one run: values (time) of the settled months -> number


def yearly_means(values):
    """Means of whole years (year)."""
    years = len(values) // 12
    return values[:12 * years].reshape(years, 12).mean(axis=1)


def persistence(values):
    """Correlation of yearly means with those of the year before; NaN below 10 years."""
    means = yearly_means(values)
    return np.corrcoef(means[:-1], means[1:])[0, 1] if len(means) >= 10 and means.std() > 0 else np.nan


def growth(values):
    """Mean growth of the logarithm a year, from the first settled year to the last."""
    means = yearly_means(values)
    return np.log(means[-1] / means[0]) / (len(means) - 1) if len(means) > 1 and means.min() > 0 else np.nan


def change(values):
    """Last five years less the first five."""
    return values[-60:].mean() - values[:60].mean() if len(values) >= 120 else np.nan


def truncated_power_law(counts):
    """1 where no other law fits counts by doubling (bin) better than a truncated power law, else 0."""
    return float(not tails.is_beaten(counts)) if counts.sum() else np.nan


STATISTICS = {
    "truncated_power_law": truncated_power_law,
    "mean": np.nanmean,
    "median": np.nanmedian,
    "last": lambda values: np.nanmean(values[-12:]),
    "sd_of_years": lambda values: yearly_means(values).std(ddof=1) if len(values) >= 24 else np.nan,
    "persistence": persistence,
    "growth": growth,
    "change": change,
}

# Statistics of a trial: effects (run, month of trial) as from trial.effects -> numbers (run)

SECOND_YEAR = slice(10, 22)  # as the Finnish trial reports it: November to October

TRIALS = {
    "employment_days": lambda effects: 365.0 * effects["employment"][:, SECOND_YEAR].mean(axis=1),
    "relative_hours": lambda effects: effects["relative_hours"].mean(axis=1),
}


@dataclasses.dataclass(frozen=True)
class Score:
    """What the runs say about one fact: mean, middle 95 % of the runs, verdict, distance in standard deviations."""

    fact: Fact
    mean: float = np.nan
    low: float = np.nan
    high: float = np.nan
    verdict: str = "-"
    z: float = np.nan
    runs: int = 0


def score(fact, values):
    """Compare one number per run with a fact.

    Parameters
    ----------
    fact : Fact
    values : array_like
        The statistic in each run (run); NaN where it is not defined.
    """
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    if not values.size:
        return Score(fact)
    mean = values.mean()
    low, high = np.quantile(values, [0.025, 0.975])
    beyond = max(fact.low - mean, mean - fact.high, 0.0)
    spread = values.std(ddof=1) if values.size > 1 else np.nan
    inside = beyond == 0.0
    verdict = "in" if inside else "near" if high >= fact.low and low <= fact.high else "out"
    return Score(fact, mean, low, high, verdict, 0.0 if inside else beyond / spread if spread > 0 else np.inf, values.size)


def last_rows(results, fact, arm):
    """Last row of a fact's table in each run of an arm (run, bin)."""
    group, name = fact.table.split("/")
    data = results.group(group)
    if name not in data:
        raise ResultError(f"{results.path}: no table {fact.table}, which fact {fact.id} is about")
    chosen = data[name].isel(run=data["arm"].values == (arm or results.arms[0]))
    return chosen.isel(time=-1).transpose("run", ...).values


def scores(results, facts, arm=None):
    """All facts scored on the runs of one arm (by default the first)."""
    series = results.series()
    chosen = series.isel(run=series["arm"].values == (arm or results.arms[0]))
    settled = ~chosen["burn_in"].values
    if not settled.any():
        raise ResultError(f"{results.path}: no month after the burn-in")

    def of_series(name, fact):
        """The statistic of a series in each run."""
        if name not in chosen:
            raise ResultError(f"{results.path}: no series {name}, which fact {fact.id} is about")
        return np.array([STATISTICS[fact.statistic](run) for run in chosen[name].transpose("run", "time").values[:, settled]])

    found = []
    for fact in facts:
        if fact.arm:
            found.append(Score(fact))
            if fact.arm in results.arms:
                effects = trial.effects(series.isel(run=series["arm"].values == fact.arm))
                found[-1] = score(fact, TRIALS[fact.statistic](effects))
        elif fact.table:
            found.append(score(fact, [STATISTICS[fact.statistic](run) for run in last_rows(results, fact, arm)]))
        elif not fact.series:
            found.append(Score(fact))
        else:
            values = of_series(fact.series, fact)
            found.append(score(fact, values / of_series(fact.relative_to, fact) - 1.0 if fact.relative_to else values))
    return found


# The table


def shown_range(fact):
    """The range of a fact in a few digits."""
    return f"{fact.low:.3g}" if fact.low == fact.high else f"{fact.low:.3g} to {fact.high:.3g}"


def missing(fact):
    """Why a fact has no number."""
    if fact.arm:
        return f"no arm {fact.arm}"
    return "not defined here" if fact.series or fact.table else "by its parameter"


def line(found):
    """One fact in the table."""
    start = f"{found.fact.id:<16} {found.fact.what[:54]:<54} {shown_range(found.fact):>15} {found.fact.role:<10}"
    if found.verdict == "-":
        return f"{start} {missing(found.fact):>26}"
    return f"{start} {found.mean:>8.3g} {f'{found.low:.3g} to {found.high:.3g}':>17} {found.verdict:>5}"


def table(results, found, runs):
    """All facts, predicted ones first, with the sums below."""
    lines = [f"{results.path}: {runs} runs, months after the burn-in",
             f"{'fact':<16} {'what':<54} {'range':>15} {'role':<10} {'model':>8} {'95 % of runs':>17}"]
    for role in ("predicted", "calibrated", "input"):
        lines += [line(each) for each in found if each.fact.role == role]
    for role in ("predicted", "calibrated"):
        judged = [each for each in found if each.fact.role == role and each.verdict != "-"]
        met = {verdict: sum(each.verdict == verdict for each in judged) for verdict in ("in", "near", "out")}
        lines.append(f"{role}: {met['in']} in, {met['near']} near, {met['out']} out of {len(judged)}")
    missed = [each for each in found if each.verdict == "out"]
    lines += [f"out: {each.fact.id}: {each.fact.why or 'not explained'}" for each in missed]
    if runs < ENOUGH_RUNS:
        lines.append(f"only {runs} runs: intervals need {ENOUGH_RUNS} (run --replicates {ENOUGH_RUNS})")
    return "\n".join(lines)


def as_json(found):
    """The same for programs; NaN becomes null."""
    rows = []
    for each in found:
        row = dataclasses.asdict(each.fact) | {key: getattr(each, key) for key in ("mean", "low", "high", "verdict", "z", "runs")}
        row["range"] = [each.fact.low, each.fact.high]
        rows.append({key: None if isinstance(value, float) and not np.isfinite(value) else value for key, value in row.items()})
    return json.dumps(rows, indent=1)


def main(arguments=None):
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="beachhead scorecard", description="How runs compare with facts about the world.")
    parser.add_argument("file", metavar="FILE.h5")
    parser.add_argument("--arm", help="name of the arm; the first by default")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    try:
        results = open_results(options.file)
        if options.arm and options.arm not in results.arms:
            parser.error(f"no arm '{options.arm}'; the file has {', '.join(results.arms)}")
        found = scores(results, read_facts(), options.arm)
    except ResultError as error:
        print(f"beachhead scorecard: {error}", file=sys.stderr)
        return 4
    except OSError as error:
        print(f"beachhead scorecard: {error.filename}: {error.strerror}", file=sys.stderr)
        return 4
    runs = int((results.done["arm"] == (options.arm or results.arms[0])).sum())
    print(as_json(found) if options.json else table(results, found, runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())

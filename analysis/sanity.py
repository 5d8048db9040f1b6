"""Whether runs are a sane economy: five outcomes in plausible bands, no hoard that explodes, nobody extinct.

    python -m analysis.sanity FILE.h5...

Exit codes: 0 at least 90 % of the runs are sane, 1 fewer, 2 usage, 4 a file that is missing or cannot be judged.
"""

import argparse
import sys

import numpy as np
import pandas as pd

from analysis.figures import months_of_gdp
from analysis.results import ResultError, open_results

BANDS = {  # lowest and highest mean over the months after the burn-in, in the unit of the series
    "unemployment_rate": (0.03, 0.10),
    "inflation": (0.0, 0.04),  # a year, from price_level
    "wage_share": (0.55, 0.75),
    "gini_income": (0.25, 0.40),
    "exit_rate": (0.08, 0.12),
}
MOST_DEPOSITS = 20.0  # [years of GDP] held by one sector
ALIVE = {"cooperatives": "cooperatives", "phyle_members": "phyles", "commoner_share": "commoners",
         "largest_platform_share": "users of platforms"}
NEEDED_SHARE = 0.9


def yearly(name, monthly):
    """Mean of a series, or the yearly growth that follows from the mean monthly growth of prices."""
    return np.expm1(12.0 * monthly.mean()) if name == "inflation" else monthly.mean()


def monthly_values(series, name):
    """One outcome of all runs (run, time); inflation as the growth of the logarithm of prices, which start at 1."""
    if name != "inflation":
        return series[name].values
    return np.diff(np.log(series["price_level"].values), axis=1, prepend=0.0)


def band_test(name, monthly):
    """Mean of the settled months, whether it is inside its band, and the share of single years outside.

    Parameters
    ----------
    monthly : numpy.ndarray
        After the burn-in (time).
    """
    low, high = BANDS[name]
    mean = yearly(name, monthly)
    years = [yearly(name, monthly[first:first + 12]) for first in range(0, len(monthly) - 11, 12)]
    outside = np.mean([not low <= year <= high for year in years]) if years else np.nan
    return {name: mean, f"{name} inside": low <= mean <= high, f"{name} years outside": outside}


def judge(results):
    """One row per run, failed ones too: means, whether inside, years outside, largest deposits, who is extinct, sane."""
    series = results.series()
    lacking = [name for name in [*BANDS, "price_level", "gdp", *ALIVE] if name not in series]
    settled = ~series["burn_in"].values
    if lacking or results.people() is None or not settled.any():
        what = lacking[0] if lacking else "month after the burn-in"
        raise ResultError(f"{results.path}: model '{results.model}' cannot be judged: no {what}")
    tests = {name: monthly_values(series, name)[:, settled] for name in BANDS}
    deposits = months_of_gdp(results).drop_sel(sector="public debt", errors="ignore") / 12.0
    deposits = deposits.rolling(time=12, min_periods=1).mean().isel(time=settled).max(["time", "sector"])
    rows = {}
    for row, run in enumerate(series["run"].values):
        facts = {key: fact for name, values in tests.items() for key, fact in band_test(name, values[row]).items()}
        facts["deposits"] = float(deposits.sel(run=run))
        facts["extinct"] = [words for name, words in ALIVE.items() if not series[name].sel(run=run).values[-1] > 0]
        facts["bands"] = all(facts[f"{name} inside"] for name in BANDS)
        facts["sane"] = facts["bands"] and facts["deposits"] < MOST_DEPOSITS and not facts["extinct"]
        rows[run] = facts
    table = results.runs[["arm", "replicate", "status"]].join(pd.DataFrame.from_dict(rows, orient="index"))
    verdicts = [f"{name} inside" for name in BANDS] + ["bands", "sane"]
    table[verdicts] = table[verdicts].fillna(False).astype(bool)
    return table


def cell(name, facts):
    """Mean and share of years outside; a mean outside its band carries an exclamation mark."""
    mean = f"{facts[name]:.3f}" if name == "gini_income" else f"{100 * facts[name]:.2f}"
    outside = 100 * facts[f"{name} years outside"]
    return f"{mean:>8}{' ' if facts[f'{name} inside'] else '!'}{outside:>5.0f} %"


def line(run, facts):
    """One run in the table."""
    start = f"{run:>5} {facts['arm'][:12]:<12} {facts['replicate']:>5}"
    if facts["status"] != 0:
        return f"{start}  failed"
    cells = " ".join(cell(name, facts) for name in BANDS)
    extinct = ", ".join(facts["extinct"]) or "-"
    return f"{start} {cells} {facts['deposits']:>9.2f}  {extinct:<14} {'yes' if facts['sane'] else 'NO'}"


def table(results, runs):
    """The table of one file, with the share of runs inside each band below it."""
    headings = ["unemp. %", "infl. %/a", "wages %", "Gini", "exit %/a"]
    head = " ".join(f"{name:>9}{'years':>7}" for name in headings)
    inside = [f"{name} {low:g}-{high:g}: {100 * runs[f'{name} inside'].mean():.0f} %" for name, (low, high) in BANDS.items()]
    return "\n".join([
        f"{results.path}: means after the burn-in",
        f"{'run':>5} {'arm':<12} {'repl.':>5} {head} {'deposits':>9}  {'extinct':<14} sane",
        *(line(run, facts) for run, facts in runs.iterrows()),
        "years: single years outside the band; deposits: most that a sector holds, in years of GDP",
        f"runs inside: {', '.join(inside)}; all five: {100 * runs['bands'].mean():.0f} %"])


def main(arguments=None):
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="beachhead sanity", description="Whether runs are a sane economy.")
    parser.add_argument("files", metavar="FILE.h5", nargs="+")
    options = parser.parse_args(arguments)
    sane = []
    try:
        for path in options.files:
            results = open_results(path)
            runs = judge(results)
            sane += list(runs["sane"])
            print(table(results, runs) + "\n")
    except ResultError as error:
        print(f"beachhead sanity: {error}", file=sys.stderr)
        return 4
    except OSError as error:
        print(f"beachhead sanity: {error.filename}: {error.strerror}", file=sys.stderr)
        return 4
    print(f"{sum(sane)} of {len(sane)} runs are sane (needed: {100 * NEEDED_SHARE:.0f} %)")
    return 0 if np.mean(sane) >= NEEDED_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())

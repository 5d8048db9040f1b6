"""Dependence of the commons on corporate support: the experiment "Beachhead".

    ./beachhead sweep scenarios/studies/beachhead.toml -o beachhead --jobs 2 && ./beachhead merge beachhead -o beachhead.h5
    python3 -m analysis.dependence beachhead.h5

DEP = 1 - C_cut / C_uncut over the last three years under the same draws, C the commons hours of people and of staff. It is split into
the mechanical part, hours of paid staff that are simply no longer paid, and the part induced in others. A beachhead is supported where
DEP < 0.5 and what is given grows over the last five years, refuted where DEP > 0.8; the probability of each is over replicates.
"""

import argparse

import numpy as np
import pandas as pd

from analysis.results import Results

UNPAID, PAID = "hours_commons", "hours_commons_paid"  # [hour/month, per person]
LAST, SLOPE = 36, 60  # [month]


def dependence(uncut, cut):
    """Dependence of one pair of runs.

    Parameters
    ----------
    uncut, cut : dict of str to array (time,)
        Monthly hours by `UNPAID` and `PAID`, without and with the support withdrawn.

    Returns
    -------
    dict
        dependence, its parts mechanical and induced (they sum to it), and slope: yearly growth of the hours of the cut run over the
        last five years, as a share of their mean.
    """
    mean = {name: (uncut[name][-LAST:].mean(), cut[name][-LAST:].mean()) for name in (UNPAID, PAID)}
    before = sum(pair[0] for pair in mean.values())
    mechanical, induced = ((mean[name][0] - mean[name][1]) / before for name in (PAID, UNPAID))
    given = (cut[UNPAID] + cut[PAID])[-SLOPE:]
    slope = 12 * np.polyfit(np.arange(len(given)), given, 1)[0] / given.mean() if given.mean() > 0 else 0.0
    return {"dependence": mechanical + induced, "mechanical": mechanical, "induced": induced, "slope": slope}


def verdicts(pairs):
    """Shares of pairs that support and refute a beachhead."""
    supported = (pairs["dependence"] < 0.5) & (pairs["slope"] > 0)
    return {"supported": supported.mean(), "refuted": (pairs["dependence"] > 0.8).mean()}


def pairs_of(results):
    """One row per replicate: the run with the fewest policies against the one with the most."""
    series, runs = results.group("series"), results.done
    (factor,) = results.factors
    levels = sorted(runs[factor].unique(), key=lambda level: len(str(level)))
    rows = []
    for replicate, both in runs.groupby("replicate"):
        sides = [both.index[both[factor] == level] for level in (levels[0], levels[-1])]
        if any(len(side) != 1 for side in sides):
            continue
        uncut, cut = ({name: series[name].sel(run=side[0]).values for name in (UNPAID, PAID)} for side in sides)
        rows.append({"replicate": replicate, **dependence(uncut, cut)})
    return pd.DataFrame(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    pairs = pairs_of(Results(parser.parse_args().file))
    for name in ("dependence", "mechanical", "induced", "slope"):
        low, middle, high = np.quantile(pairs[name], [0.05, 0.5, 0.95])
        print(f"{name:<12} {middle:8.3f}   [{low:.3f}, {high:.3f}]")
    shares = verdicts(pairs)
    print(f"\nof {len(pairs)} pairs {shares['supported']:.0%} support a beachhead, {shares['refuted']:.0%} refute it")


if __name__ == "__main__":
    main()

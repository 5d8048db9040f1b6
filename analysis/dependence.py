"""Dependence of the commons on corporate support: the experiment "Beachhead".

    ./beachhead sweep scenarios/studies/beachhead.toml -o beachhead --jobs 2 && ./beachhead merge beachhead -o beachhead.h5
    python3 -m analysis.dependence beachhead.h5 --figure beachhead.png

DEP = 1 - C_cut / C_uncut over the last three years under the same draws, C the commons hours of people (maintainers whom a foundation pays among them) and of
producers' staff. It is split into the mechanical part, hours of staff that are simply no longer paid, and the part induced in people. The same ratio is
shown of what hours build and of what commoners live on. A beachhead is supported where
DEP < 0.5 and what is given grows over the last five years, refuted where DEP > 0.8; the probability of each is over replicates.

Where the study has further factors (scenarios/studies/beachhead-assumptions.toml) every combination of them is a world of its own; the median DEP is
printed for each level of each factor, with the share of the variance between worlds that the factor explains.
"""

import argparse

import numpy as np
import pandas as pd

from analysis.results import Results

PEOPLE, STAFF = "commons_hours", "paid_contribution_hours"  # [hour/month, per person]
LAST, SLOPE = 36, 60  # [month]
FURTHER = {"knowledge": "knowledge", "commons_value_to_gdp": "commons-derived value / GDP", "foundation_funds": "funds of foundations",
           "maintainer_pay_rate": "maintainers' pay for an hour", "livelihood_autonomy": "LIV"}


def dependence(uncut, cut):
    """Dependence of one pair of runs.

    Parameters
    ----------
    uncut, cut : dict of str to array (time,)
        Monthly hours by `PEOPLE` and `STAFF`, without and with the support withdrawn.

    Returns
    -------
    dict
        dependence, its parts mechanical and induced (they sum to it), and slope: yearly growth of the hours of the cut run over the
        last five years, as a share of their mean.
    """
    mean = {name: (uncut[name][-LAST:].mean(), cut[name][-LAST:].mean()) for name in (PEOPLE, STAFF)}
    before = sum(pair[0] for pair in mean.values())
    mechanical, induced = ((mean[name][0] - mean[name][1]) / before for name in (STAFF, PEOPLE))
    given = (cut[PEOPLE] + cut[STAFF])[-SLOPE:]
    slope = 12 * np.polyfit(np.arange(len(given)), given, 1)[0] / given.mean() if given.mean() > 0 else 0.0
    return {"dependence": mechanical + induced, "mechanical": mechanical, "induced": induced, "slope": slope}


def verdicts(pairs):
    """Shares of pairs that support and refute a beachhead."""
    supported = (pairs["dependence"] < 0.5) & (pairs["slope"] > 0)
    return {"supported": supported.mean(), "refuted": (pairs["dependence"] > 0.8).mean()}


def support_of(results):
    """The factor of policies, and its levels with the fewest and the most of them."""
    (factor,) = [name for name in results.factors if not pd.api.types.is_numeric_dtype(results.done[name])]
    levels = sorted(results.done[factor].unique(), key=lambda level: len(str(level)))
    return factor, levels[0], levels[-1]


def sides_of(results):
    """Of each replicate of each world that has both: the levels of the other factors with the replicate's number, the run with support and the one without."""
    factor, *levels = support_of(results)
    world = [name for name in results.factors if name != factor] + ["replicate"]
    for _, both in results.done.groupby(world if len(world) > 1 else world[0]):
        sides = [both.index[both[factor] == level] for level in levels]
        if all(len(side) == 1 for side in sides):
            yield {name: both[name].iloc[0] for name in world}, sides[0][0], sides[1][0]


def pairs_of(results):
    """What `dependence` says of each pair, a row per replicate of each world."""
    series = results.group("series")
    at = lambda run: {name: series[name].sel(run=run).values for name in (PEOPLE, STAFF)}
    return pd.DataFrame([{**world, **dependence(at(uncut), at(cut))} for world, uncut, cut in sides_of(results)])


def by_assumption(pairs, factors):
    """Median DEP, and shares of pairs that support and refute a beachhead, at each level of each factor; the factor's share of the variance between worlds.

    Returns
    -------
    pandas.DataFrame
        Indexed by factor and level: dependence, supported, refuted, variance (the same for all levels of a factor).
    """
    worlds = pairs.groupby(factors)["dependence"].mean()
    rows = {}
    for factor in factors:
        levels = worlds.groupby(level=factor).mean()
        share = levels.var(ddof=0) / worlds.var(ddof=0)
        for level, at in pairs.groupby(factor):
            rows[factor, level] = {"dependence": at["dependence"].median(), **verdicts(at), "variance": share}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["factor", "level"])


def draw(results, path):
    """Hours and what follows from them: every run a line, those without support in red."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    series, runs = results.group("series"), results.done
    factor, fewest, _ = support_of(results)
    shown = [PEOPLE, STAFF, "knowledge", "maintainer_pay_rate"]
    figure, axes = plt.subplots(1, len(shown), figsize=(3.6 * len(shown), 3), sharex=True)
    for axis, name in zip(axes, shown):
        for run, level in runs[factor].items():
            values = series[name].sel(run=run).values
            axis.plot(np.arange(len(values)) / 12, values, lw=0.5, alpha=0.6, color="tab:blue" if level == fewest else "tab:red", zorder=1 if level == fewest else 2)
        axis.set(title=FURTHER.get(name, "hours of people" if name == PEOPLE else "hours of staff"), xlabel="year", ylabel=f"{name} [{series[name].attrs['units']}]")
        axis.set_ylim(bottom=0)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def further(results):
    """1 - cut / uncut of other series over the last three years, a row per pair."""
    series = results.group("series")
    last = lambda name, run: series[name].sel(run=run).values[-LAST:].mean()
    return pd.DataFrame([{name: 1 - last(name, cut) / last(name, uncut) for name in FURTHER} for _, uncut, cut in sides_of(results)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--figure", help="file for a picture of the courses")
    arguments = parser.parse_args()
    results = Results(arguments.file)
    pairs, others = pairs_of(results), further(results)
    for name in ("dependence", "mechanical", "induced", "slope"):
        low, middle, high = np.quantile(pairs[name], [0.05, 0.5, 0.95])
        print(f"{name:<12} {middle:8.3f}   [{low:.3f}, {high:.3f}]")
    for name, label in FURTHER.items():
        low, middle, high = np.quantile(others[name], [0.05, 0.5, 0.95])
        print(f"{label:<28} {middle:8.3f}   [{low:.3f}, {high:.3f}]")
    shares = verdicts(pairs)
    print(f"\nof {len(pairs)} pairs {shares['supported']:.0%} support a beachhead, {shares['refuted']:.0%} refute it")
    if len(results.factors) > 1:
        factors = [name for name in results.factors if name != support_of(results)[0]]
        print("\n| assumption | level | DEP, median | supports | refutes | of the variance |\n| --- | --: | --: | --: | --: | --: |")
        for (factor, level), row in by_assumption(pairs, factors).iterrows():
            print(f"| {factor} | {level:g} | {row['dependence']:.3f} | {row['supported']:.0%} | {row['refuted']:.0%} | {row['variance']:.0%} |")
    if arguments.figure:
        draw(results, arguments.figure)


if __name__ == "__main__":
    main()

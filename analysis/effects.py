"""What the factors of a study do to its outcomes.

    ./beachhead sweep scenarios/studies/NAME.toml -o NAME && ./beachhead merge NAME -o NAME.h5
    python3 -m analysis.effects NAME.h5 --outcomes take_rate lock_in --figure NAME.png

Each outcome is the mean of a run's last ten years. A row for each level of each factor gives the mean over all runs at that level,
with its 95 % interval (Student's t) over replicates; a star marks levels whose difference from the factor's first level, paired by
replicate, has an interval without zero. Below, the share of each factor in the variance between points of the design, and what is
left to their interplay: for a full grid these add up to one.

With `--regret FACTOR` the levels of that factor are choices, and every combination of the other factors a world that may turn out to
be the true one: mean, worst and regret (what one would lose against the best choice of each world) of every choice. More of an
outcome is taken for better, but for those named by `--less-is-better`.

Exit codes: 0 done, 2 usage, 4 a file that is missing or holds no study.
"""

import argparse
import pathlib
import sys

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import colour, plain
from analysis.inference import regret, t_interval
from analysis.results import ResultError, open_results

LAST = 120  # [month]


def half_width(values):
    """Half of the 95 % interval of a mean (Student's t); not a number for a single value."""
    low, high = t_interval(values)
    return (high - low) / 2


def outcomes_of_runs(results, names):
    """Mean of the last ten years: one row a run, indexed by the factors and the replicate, one column an outcome."""
    series = results.series()
    missing = [name for name in names if name not in series]
    if missing:
        raise ResultError(f"{results.path}: no series {missing[0]}")
    settled = series[names].isel(time=slice(-LAST, None)).mean("time")
    runs = results.done[results.factors + ["replicate"]]
    return pd.DataFrame({name: settled[name].values for name in names}, index=pd.MultiIndex.from_frame(runs))


def main_effects(table, factor, name):
    """Means of one outcome by level of one factor.

    Returns
    -------
    pandas.DataFrame
        Indexed by level, in the order of the design: mean, half (of the interval) and differs, whether its interval of paired
        differences from the first level leaves out zero.
    """
    by_replicate = table[name].groupby(level=[factor, "replicate"], sort=False).mean().unstack("replicate").loc[table.index.unique(factor)]
    rows = {}
    for level, values in by_replicate.iterrows():
        change = (values - by_replicate.iloc[0]).dropna().to_numpy()
        rows[level] = {"mean": values.mean(), "half": half_width(values.dropna().to_numpy()), "differs": bool(abs(change.mean()) > half_width(change))}
    return pd.DataFrame.from_dict(rows, orient="index")


def shares_of_variance(table, factors, name):
    """Share of each factor in the variance of one outcome between the points of the design, and of their interplay."""
    points = table[name].groupby(level=factors, sort=False).mean()
    total = points.var(ddof=0)
    if not total > 0.0:
        return {**{factor: 0.0 for factor in factors}, "interplay": 0.0}
    shares = {factor: points.groupby(level=factor).transform("mean").var(ddof=0) / total for factor in factors}
    return {**shares, "interplay": 1.0 - sum(shares.values())}


def regrets(table, choice, factors, names, less_is_better=()):
    """Markdown: what each level of one factor may cost in hindsight, over all combinations of the others' levels."""
    worlds = [factor for factor in factors if factor != choice]
    lines = [f"| outcome | {choice} | mean | worst | mean regret | most regret | best in |", "| --- | --- |" + " --: |" * 5]
    for name in names:
        values = table[name].groupby(level=[*worlds, choice], sort=False).mean().unstack(choice)
        for level, row in regret(values, name not in less_is_better).loc[table.index.unique(choice)].iterrows():
            numbers = " | ".join(f"{row[column]:.4g}" for column in ("mean", "worst", "mean_regret", "most_regret"))
            lines.append(f"| {plain(name)} | {level_name(level)} | {numbers} | {row['best_in']:.0%} |")
    return "\n".join(lines)


def level_name(level):
    """A level as people read it: names of patches without folders and endings."""
    if isinstance(level, str):
        return " + ".join(pathlib.Path(part).stem for part in level.replace("+", " ").replace(",", " ").split()) or "none"
    return f"{level:g}"


def markdown(table, factors, names):
    """Table of main effects, then of shares of variance."""
    lines = ["| factor | level | " + " | ".join(plain(name) for name in names) + " |", "| --- | --- |" + " --: |" * len(names)]
    for factor in factors:
        effects = {name: main_effects(table, factor, name) for name in names}
        for level in effects[names[0]].index:
            cells = []
            for name in names:
                row = effects[name].loc[level]
                cells.append(f"{row['mean']:.4g} ± {row['half']:.2g}{'*' if row['differs'] else ''}")
            lines.append(f"| {factor} | {level_name(level)} | " + " | ".join(cells) + " |")
    shares = {name: shares_of_variance(table, factors, name) for name in names}
    for part in [*factors, "interplay"] if len(factors) > 1 else []:
        lines.append(f"| variance | {part} | " + " | ".join(f"{shares[name][part]:.0%}" for name in names) + " |")
    return "\n".join(lines)


def draw(table, factors, names, units):
    """A row for each outcome and a column for each factor: means with their 95 % intervals."""
    figure = Figure(figsize=(3.4 * len(factors), 2.1 * len(names)), layout="constrained")
    axes = figure.subplots(len(names), len(factors), sharey="row", squeeze=False)
    for column, factor in enumerate(factors):
        for row, name in enumerate(names):
            effects, panel = main_effects(table, factor, name), axes[row, column]
            places = np.arange(len(effects))
            panel.errorbar(places, effects["mean"], yerr=effects["half"], fmt="o", color=colour(row), capsize=3)
            panel.set_xticks(places, [level_name(level) if row == len(names) - 1 else "" for level in effects.index],
                             rotation=30 if any(isinstance(level, str) for level in effects.index) else 0, ha="right" if isinstance(effects.index[0], str) else "center")
            panel.grid(alpha=0.3)
            if column == 0:
                panel.set_ylabel(f"{plain(name)}\n[{units[name]}]")
        axes[-1, column].set_xlabel(factor)
    return figure


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="analysis.effects", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="merged result file of a study")
    parser.add_argument("--outcomes", nargs="+", metavar="NAME", help="series; by default the headlines")
    parser.add_argument("--figure", metavar="FILE.png", help="picture of the effects")
    parser.add_argument("--regret", metavar="FACTOR", help="instead: what each of its levels may cost in hindsight")
    parser.add_argument("--less-is-better", nargs="+", default=[], metavar="NAME", help="outcomes of which less is better")
    options = parser.parse_args(arguments)
    try:
        results = open_results(options.file)
        if not results.factors:
            raise ResultError(f"{options.file}: no study; nothing was varied between its runs")
        names = options.outcomes or results.headlines
        table = outcomes_of_runs(results, names)
        if options.regret:
            if options.regret not in results.factors or len(results.factors) < 2:
                raise ResultError(f"{options.file}: --regret wants one of several factors; there are {', '.join(results.factors)}")
            print(regrets(table, options.regret, results.factors, names, options.less_is_better))
            return 0
        print(markdown(table, results.factors, names))
        if options.figure:
            units = {name: results.series()[name].attrs.get("units", "1") for name in names}
            draw(table, results.factors, names, units).savefig(options.figure, dpi=70)
    except (OSError, ResultError) as error:
        print(error, file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Where members of phyles stay longer in the commons than others like them and live more on it: the study "phyle map".

    ./beachhead sweep scenarios/studies/phyle-map.toml -o phyle-map --jobs 2 && ./beachhead merge phyle-map -o phyle-map.h5
    python3 -m analysis.phyle_map phyle-map.h5 --figure docs/phyles.png

For every run the yearly measures of `value.matched_members` are averaged after the burn-in, members less others; for every pair of
factors follow mean and 95 % interval (Student's t) over replicates. A cell counts only where the interval leaves out zero.
"""

import argparse

import numpy as np
import pandas as pd
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from scipy import stats

from analysis.results import open_results

GAPS = {"stay": "stay in the commons for a year", "livelihood": "share of income from the commons sector"}


def gaps(results):
    """One row per run: its factors and, by gap, members less others after the burn-in [points].

    Returns
    -------
    pandas.DataFrame
        Columns: the factors, then the names of `GAPS`; NaN where nobody could be matched.
    """
    series = results.series()
    settled = series.isel(time=~series["burn_in"].values)
    table = results.done[results.factors].copy()
    for name in GAPS:
        table[name] = 100 * (settled[f"members_{name}"] - settled[f"others_{name}"]).mean("time").values
    return table


def cells(table, factors, name):
    """Mean, half-width of the 95 % interval and sign of a gap by the levels of two factors.

    Returns
    -------
    pandas.DataFrame
        Indexed by both factors: mean, halfwidth, sign (-1, 0 or 1; 0 where the interval holds zero or there are fewer than two runs).
    """
    def summarise(values):
        values = values.dropna()
        n = len(values)
        halfwidth = stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan
        mean = values.mean() if n else np.nan
        sign = int(np.sign(mean)) if n > 1 and abs(mean) > halfwidth else 0
        return pd.Series({"mean": mean, "halfwidth": halfwidth, "sign": sign})

    return table.groupby(factors)[name].apply(summarise).unstack()


def regions(table, factors):
    """How many cells of the map there are with members better off in both, in one, in neither sense, and worse off in any.

    Returns
    -------
    dict of str to int
    """
    signs = pd.DataFrame({name: cells(table, factors, name)["sign"] for name in GAPS})
    best, worst = (signs == 1).sum(axis=1), (signs == -1).any(axis=1)
    return {"both": int(((best == 2) & ~worst).sum()), "one": int(((best == 1) & ~worst).sum()), "none": int(((best == 0) & ~worst).sum()),
            "worse": int(worst.sum())}


def draw(table, factors):
    """The map: a panel for each gap, a cell for each pair of levels, a frame where its interval leaves out zero."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    for axes, (name, label) in zip(figure.subplots(1, 2), GAPS.items(), strict=True):
        found = cells(table, factors, name)
        mean, sign = (found[column].unstack() for column in ("mean", "sign"))
        bound = max(np.nanmax(np.abs(mean.values)), 1e-9)
        shades = axes.imshow(mean.values, origin="lower", cmap="RdBu", norm=TwoSlopeNorm(0, -bound, bound), aspect="auto")
        for row, column in np.ndindex(mean.shape):
            value = mean.values[row, column]
            if np.isfinite(value):
                strong = sign.values[row, column] != 0
                axes.text(column, row, f"{value:+.1f}".replace("-0.0", "+0.0"), ha="center", va="center",
                          fontweight="bold" if strong else "normal", color="white" if abs(value) > 0.6 * bound else "black")
        axes.set_xticks(range(mean.shape[1]), [f"{level:g}" for level in mean.columns])
        axes.set_yticks(range(mean.shape[0]), [f"{level:g}" for level in mean.index])
        axes.set_xlabel(factors[1])
        axes.set_ylabel(factors[0])
        axes.set_title(f"{label}:\nmembers less others like them [points]", loc="left", fontsize=10)
        figure.colorbar(shades, ax=axes)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--figure", help="picture of the map")
    arguments = parser.parse_args()
    results = open_results(arguments.file)
    table = gaps(results)
    for name in GAPS:
        print(f"{name}: {GAPS[name]}, members less others [points]")
        print(cells(table, results.factors, name).round(2).to_string(), "\n")
    print(", ".join(f"{region}: {count}" for region, count in regions(table, results.factors).items()))
    if arguments.figure:
        draw(table, results.factors).savefig(arguments.figure, dpi=90)


if __name__ == "__main__":
    main()

"""What each mechanism or policy does: the economy with it less the economy without it, under the same draws.

    for patch in scenarios/switches/*.toml; do
      ./beachhead run scenarios/baseline.toml --policy $patch --paired --replicates 8 -o ablation-$(basename $patch .toml).h5
    done
    python -m analysis.ablation ablation-*.h5

One row per file, whose second arm switches a mechanism off; with `--policies` it is a policy (patches in scenarios/policies) that
the first arm lacks. Means over the months after the burn-in; a star marks differences whose 95 % interval over pairs of runs (Student's t) leaves out zero. `--markdown` for a document, `--figure FILE.png`
for a picture of the effects with their intervals.

Exit codes: 0 done, 2 usage, 4 a file that is missing or holds no pairs.
"""

import argparse
import pathlib
import sys

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from analysis.figures import colour, plain
from analysis.results import ResultError, open_results, paired_difference

# Outcomes and how a difference is shown: relative to the economy without the mechanism, or in points.
MECHANISMS = {
    "real_gdp": "relative", "unemployment_rate": "points", "wage_share": "points", "gini_income": "points", "poverty_rate": "points",
    "exit_rate": "points", "producer_concentration": "relative", "commons_hours": "relative", "knowledge": "relative",
    "capture_ratio": "points", "cooperative_sales_share": "points",
}
POLICIES = {
    "real_gdp": "relative", "unemployment_rate": "points", "gini_income": "points", "poverty_rate": "points", "public_debt_to_gdp": "points",
    "commons_hours": "relative", "knowledge": "relative", "livelihood_autonomy": "points", "capture_ratio": "points", "take_rate": "points",
    "cooperative_sales_share": "points", "mobilised": "points",
}
HEADINGS = {"real_gdp": "GDP %", "unemployment_rate": "unemp.", "wage_share": "wages", "gini_income": "Gini", "poverty_rate": "poverty",
            "exit_rate": "exit", "producer_concentration": "HHI %", "commons_hours": "hours %", "knowledge": "know. %",
            "capture_ratio": "CAP", "cooperative_sales_share": "coop.", "public_debt_to_gdp": "debt", "livelihood_autonomy": "LIV",
            "take_rate": "take", "mobilised": "protest"}


def effect(results, name, kind, policy=False):
    """Effect of a mechanism that the second arm switches off, or of a policy that it adds, on one outcome and the half-width of its 95 % interval, times 100.

    Returns
    -------
    effect, halfwidth : float
        In per cent (relative) or in points; the half-width is NaN with fewer than two pairs.
    """
    series = results.series()
    settled = series[name].isel(time=~series["burn_in"].values)
    without = settled.sel(run=settled["arm"] == results.arms[0 if policy else 1]).mean().item()
    changes = (1.0 if policy else -1.0) * paired_difference(results, settled, results.arms[1]).mean("time").values
    scale = 100.0 / abs(without) if kind == "relative" and without else 100.0
    n = len(changes)
    halfwidth = stats.t.ppf(0.975, n - 1) * changes.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan
    return scale * changes.mean(), scale * halfwidth


def effects(path, policy=False):
    """All effects of the mechanism or policy in which the two arms of a file differ: dict of (effect, half-width)."""
    results = open_results(path)
    if len(results.arms) != 2:
        raise ResultError(f"{path}: expected a baseline and one other arm; it has {', '.join(results.arms)}")
    return {name: effect(results, name, kind, policy) for name, kind in (POLICIES if policy else MECHANISMS).items()}


def cell(value, halfwidth):
    """A difference in points or per cent, with a star where zero is outside its interval."""
    star = "*" if np.isfinite(halfwidth) and abs(value) > halfwidth else " "
    return f"{value:+.2f}".replace("-0.00", "+0.00") + star


def mechanism(path):
    """The name of a mechanism or policy from that of its file."""
    return pathlib.Path(path).stem.removeprefix("ablation-").removeprefix("policy-").replace("-", " ")


def table(rows, markdown=False):
    """All mechanisms, aligned or as Markdown.

    Parameters
    ----------
    rows : dict
        Effects of each mechanism, as from `effects`.
    """
    columns = next(iter(rows.values()))
    heads = ["policy" if set(columns) == set(POLICIES) else "mechanism", *(HEADINGS[column] for column in columns)]
    cells = [[name, *(cell(*found[column]) for column in columns)] for name, found in rows.items()]
    if markdown:
        lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *cells]
        return "\n".join("| " + " | ".join(entry.strip() for entry in entries) + " |" for entries in lines)
    widths = [max(len(entries[k]) for entries in [heads, *cells]) for k in range(len(heads))]
    return "\n".join(" ".join(entry.ljust(width) if k == 0 else entry.rjust(width) for k, (entry, width) in enumerate(zip(entries, widths)))
                     for entries in [heads, *cells])


def draw(rows, shown=("real_gdp", "unemployment_rate", "gini_income", "poverty_rate", "knowledge", "capture_ratio")):
    """Effects of all mechanisms on some outcomes with their 95 % intervals, one panel each (matplotlib Figure)."""
    figure = Figure(figsize=(2.1 * len(shown) + 1.6, 0.24 * len(rows) + 1.2), layout="constrained")
    panels = figure.subplots(1, len(shown), sharey=True)
    places = np.arange(len(rows))[::-1]
    for panel, column in zip(panels, shown):
        found = np.array([effects_of[column] for effects_of in rows.values()])
        clear = np.abs(found[:, 0]) > found[:, 1]
        for chosen, shade in ((clear, colour(0)), (~clear, colour(6))):
            panel.errorbar(found[chosen, 0], places[chosen], xerr=found[chosen, 1], fmt="o", markersize=3.5, linewidth=1.2, color=shade)
        panel.axvline(0.0, color="black", linewidth=0.6)
        panel.set_title(f"{plain(column)}, {'%' if POLICIES[column] == 'relative' else 'points'}", fontsize=8)
        panel.tick_params(labelsize=7)
        panel.grid(axis="x", linewidth=0.3)
    panels[0].set_yticks(places, list(rows))
    figure.suptitle("The economy with each less the economy without it, 95 % intervals", fontsize=9)
    return figure


def main(arguments=None):
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="ablation", description="What each mechanism or policy does: with it less without it.")
    parser.add_argument("files", metavar="FILE.h5", nargs="+")
    parser.add_argument("--policies", action="store_true", help="the second arm adds a policy; without this it switches a mechanism off")
    parser.add_argument("--markdown", action="store_true", help="as a table for a document")
    parser.add_argument("--figure", metavar="FILE.png", help="also a picture of effects with their intervals")
    options = parser.parse_args(arguments)
    try:
        rows = {mechanism(path): effects(path, options.policies) for path in options.files}
    except ResultError as error:
        print(f"ablation: {error}", file=sys.stderr)
        return 4
    except OSError as error:
        print(f"ablation: {error.filename}: {error.strerror}", file=sys.stderr)
        return 4
    print(table(rows, options.markdown))
    if options.figure:
        draw(rows).savefig(options.figure, dpi=130)
    return 0


if __name__ == "__main__":
    sys.exit(main())

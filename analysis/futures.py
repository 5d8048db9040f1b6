"""Scenarios side by side: a table of their last ten years and a picture of their courses.

    for future in netarchical-capitalism distributed-capitalism resilient-communities global-commons; do
      ./beachhead run scenarios/futures/$future.toml --replicates 3 -o $future.h5; done
    python3 -m analysis.futures baseline.h5 netarchical-capitalism.h5 ... --figure futures.png
"""

import argparse
import pathlib
import textwrap

import numpy as np

from analysis.results import Results

OUTCOMES = {
    "capture_ratio": "CAP, buyers as captors",
    "capture_ratio_commoner_buyers": "CAP, commoners' purchases returned",
    "livelihood_autonomy": "LIV",
    "commons_sector_share": "CORE",
    "gini_income": "Gini of incomes",
    "energy_extracted": "energy used",
    "take_rate": "take rate",
    "cooperative_sales_share": "cooperatives' sales",
    "phyle_members": "members of phyles",
    "unemployment_rate": "unemployment",
}
LAST = 120  # [month]


def means(results):
    """Mean of the last ten years, one value per run, by outcome; the last column is the standard deviation over runs."""
    series = results.group("series")
    found = {}
    for name in OUTCOMES:
        values = series[name].values[:, -LAST:].mean(axis=1)
        found[name] = values.mean(), values.std(ddof=1) if len(values) > 1 else np.nan
    return found


def table(files):
    """Markdown: outcomes by scenario, mean ± standard deviation over runs."""
    columns = {pathlib.Path(file).stem: means(Results(file)) for file in files}
    lines = ["| outcome | " + " | ".join(columns) + " |", "| --- |" + " ---: |" * len(columns)]
    for name, label in OUTCOMES.items():
        cells = [f"{mean:.3f} ± {spread:.3f}" for mean, spread in (column[name] for column in columns.values())]
        lines.append(f"| {label} (`{name}`) | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(files, path):
    """A row for each outcome, a column for each scenario; every run is a line."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    shown = list(OUTCOMES)[:7]
    figure, axes = plt.subplots(len(shown), len(files), figsize=(3 * len(files), 2 * len(shown)), sharex=True, sharey="row", squeeze=False)
    for column, file in enumerate(files):
        series = Results(file).group("series")
        years = np.arange(series.sizes["time"]) / 12
        for row, name in enumerate(shown):
            axes[row, column].plot(years, series[name].values.T, linewidth=0.8)
            axes[row, column].grid(alpha=0.3)
            if column == 0:
                axes[row, column].set_ylabel("\n".join(textwrap.wrap(OUTCOMES[name], 20)))
        axes[0, column].set_title(pathlib.Path(file).stem)
        axes[-1, column].set_xlabel("year")
        low, high = np.quantile(series["capture_ratio"].values, [0.01, 0.99])
        axes[0, column].set_ylim(min(low, 0) - 0.05, max(high, 1) + 0.05)
    figure.tight_layout()
    figure.savefig(path, dpi=70)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--figure", help="picture of the courses")
    arguments = parser.parse_args()
    print(table(arguments.files))
    if arguments.figure:
        draw(arguments.files, arguments.figure)


if __name__ == "__main__":
    main()

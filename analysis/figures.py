"""Figures of a result file; every function returns a matplotlib Figure and leaves no global state behind.

    figures.headlines(open_results("baseline.h5")).savefig("headlines.png")

Axis labels come from the file's attributes. Colours: Okabe and Ito (2008), distinguishable by colour-blind readers,
with grey instead of black, which is kept for sums and debt.
"""

import dataclasses
import textwrap

import matplotlib
import matplotlib.dates
import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from analysis.quantities import quantity_of
from analysis.results import in_euro, opening_and_closing, paired_difference

OKABE_ITO = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999", "#F0E442"]
BURN_IN_SHADE = "#EDEDED"
STYLE = {"font.size": 9.5, "axes.titlesize": 9.5, "axes.titleweight": "bold", "axes.titlelocation": "left",
         "axes.spines.top": False, "axes.spines.right": False, "legend.frameon": False, "legend.fontsize": 9,
         "axes.grid": True, "grid.color": "#DDDDDD", "grid.linewidth": 0.6, "axes.axisbelow": True,
         "svg.hashsalt": "beachhead"}
PANEL = (3.5, 2.6)  # [inch]
WIDE = (5.4, 3.3)  # [inch]
POINTS = 200  # [drawn along the time axis]


def colour(row):
    """Colour of a row of a legend."""
    return OKABE_ITO[row % len(OKABE_ITO)]


def plain(name):
    """A name without underscores."""
    return str(name).replace("_", " ")


def is_closed_economy(results):
    """Whether the file holds the whole economy rather than a textbook model."""
    return "distribution" in results.groups


def yearly_mean(values, results):
    """Mean of the past 12 months (of fewer at the start), which calms what jumps from month to month.

    Textbook models are left as they are: their months are steps of an adjustment. Long series are thinned
    to about `POINTS` points after that.
    """
    if not is_closed_economy(results):
        return values
    calm = values.rolling(time=12, min_periods=1).mean()
    step = max(1, values.sizes["time"] // POINTS)
    return calm.isel(time=slice(-1 - (values.sizes["time"] - 1) // step * step, None, step)).assign_attrs(values.attrs)


def panel_grid(rows, columns, legend):
    """A figure of equal panels with fixed margins, so that panels align on a page and draw fast; axes (rows, columns)."""
    left, right, bottom, top = 0.7, 0.12, 0.55 if legend else 0.3, 0.45  # [inch]
    width, height = PANEL[0] * columns, PANEL[1] * rows
    figure = Figure(figsize=(width, height))
    grid = figure.subplots(rows, columns, squeeze=False, gridspec_kw={
        "left": left / width, "right": 1 - right / width, "bottom": bottom / height, "top": 1 - top / height,
        "wspace": (left + right) / (PANEL[0] - left - right), "hspace": (bottom + top) / (PANEL[1] - bottom - top)})
    return figure, grid


def stacked_axes(rows):
    """A figure of wide axes below one another, which share their scales; axes (rows, 1)."""
    figure = Figure(figsize=(WIDE[0], WIDE[1] * rows), layout="constrained")
    return figure, figure.subplots(rows, 1, squeeze=False, sharex=True, sharey=True)


def finish_time_axis(axes, values):
    """Shade the burn-in and label years only."""
    months = values["time"].values
    burn_in = months[values["burn_in"].values]
    if burn_in.size:
        axes.axvspan(months[0], burn_in[-1], color=BURN_IN_SHADE, linewidth=0, zorder=0)
    if len(months) > 1:
        axes.set_xlim(months[0], months[-1])
    locator = matplotlib.dates.AutoDateLocator(minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(matplotlib.dates.ConciseDateFormatter(locator, show_offset=False))


def fit_height(axes, bands, settled, least_span=0.0):
    """Let the axis span what happens once settled; it may grow by half to show the burn-in, which is cut off beyond.

    Parameters
    ----------
    bands : numpy.ndarray
        Low and high ends, of shape (arm, 2, time).
    settled : numpy.ndarray of bool
        Months after the burn-in (time).
    least_span : float
        Keeps noise small.
    """
    within = bands[:, :, settled] if settled.any() else bands
    low, high = np.nanmin(within), np.nanmax(within)
    room = (high - low) / 2
    low, high = max(low - room, min(low, np.nanmin(bands))), min(high + room, max(high, np.nanmax(bands)))
    spare = max(0.06 * (high - low), (least_span - (high - low)) / 2)
    if spare > 0:
        axes.set_ylim(low - spare, high + spare)


def title_and_label(axes, quantity, prefix=""):
    """Heading and label of the vertical axis, from the file's words; millions where numbers are long."""
    axes.set_title("\n".join(textwrap.wrap(quantity.label, 38)))
    unit = quantity.unit
    if axes.get_ylim()[1] >= 1e6:
        axes.yaxis.set_major_formatter(lambda value, _: f"{value / 1e6:g}")
        unit = f"million {unit}"
    axes.set_ylabel(f"{prefix}{unit}".rstrip(", "))


def legend_below(axes):
    """A legend that hides nothing."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.12), ncol=3, handlelength=1.6, columnspacing=1.2)


def draw_band(axes, values, scale, dimension, row, label):
    """Median over runs, and the band that holds nine tenths of them.

    Parameters
    ----------
    values : xarray.DataArray
        Of shape (dimension, time).
    scale : float
        Factor from the file's value to the shown one.

    Returns
    -------
    numpy.ndarray
        Low and high end of the band (2, time), as drawn.
    """
    months, shown = values["time"].values, values * scale
    middle, low, high = shown.quantile([0.5, 0.05, 0.95], dimension, skipna=bool(shown.isnull().any())).values
    if values.sizes[dimension] > 1:
        axes.fill_between(months, low, high, color=colour(row), alpha=0.25, linewidth=0)
    axes.plot(months, middle, color=colour(row), linewidth=1.6, linestyle="-" if row % 2 == 0 else (0, (4, 1)), label=label)
    return np.stack([low, high])


def draw_course(axes, results, series, name):
    """One observable through time: a line and a band per arm."""
    quantity, values = quantity_of(series[name]), yearly_mean(series[name], results)
    bands = np.stack([draw_band(axes, values.sel(run=values["arm"] == arm), quantity.scale, "run", row, arm)
                      for row, arm in enumerate(results.arms)])
    fit_height(axes, bands, ~values["burn_in"].values, 0.1 * np.nanmax(np.abs(bands)))
    finish_time_axis(axes, values)
    title_and_label(axes, quantity)
    if len(results.arms) > 1:
        legend_below(axes)


def draw_difference(axes, results, series, name):
    """One observable through time: other arms less the first, run by run under the same draws."""
    quantity = quantity_of(series[name])
    values = yearly_mean(series[name], results)
    bands = np.stack([draw_band(axes, paired_difference(results, values, arm), quantity.scale, "pair", row, arm)
                      for row, arm in enumerate(results.arms[1:], start=1)])
    axes.axhline(0.0, color="black", linewidth=0.8)
    fit_height(axes, bands, ~values["burn_in"].values)
    finish_time_axis(axes, values)
    title_and_label(axes, dataclasses.replace(quantity, unit=quantity.unit.replace("%", "points", 1)), "difference, ")
    if len(results.arms) > 2:
        legend_below(axes)


def small_multiples(results, names, draw, columns=3):
    """One panel for each named observable.

    Parameters
    ----------
    names : list of str
        Of observables in /series.
    draw : callable
        `draw_course` or `draw_difference`.
    columns : int
        Panels side by side.
    """
    columns = min(columns, len(names))
    with matplotlib.rc_context(STYLE):
        figure, grid = panel_grid(-(-len(names) // columns), columns, legend=len(results.arms) > 1)
        series = results.series()
        for axes, name in zip(grid.flat, names):
            draw(axes, results, series, name)
        for axes in grid.flat[len(names):]:
            axes.remove()
    return figure


def headlines(results, names=None, columns=3):
    """The observables that tell the story first (or those named), a line and a band per arm."""
    return small_multiples(results, names or results.headlines, draw_course, columns)


def paired_differences(results, names=None, columns=3):
    """The same observables, other arms less the first: median and band over pairs of runs."""
    return small_multiples(results, names or results.headlines, draw_difference, columns)


def hours_names(results):
    """Observables with the hours per person and month, one for each use."""
    return [f"hours_{use}" for use in results.group("distribution")["use"].values]


def hours_by_use(results, columns=2):
    """Hours per person and month by use, a panel each with its own scale."""
    return headlines(results, hours_names(results), columns)


def captured_value(results):
    """Commons-derived value by captor, summed over creators, as a share of GDP (run, time, captor) [1]."""
    captured = in_euro(results.group("accounts")["created_captured"]).sum("creator")
    gdp = results.series()["gdp"] * results.people()
    return (captured / gdp).rename("captured_share").assign_attrs(units="1", long_name="Share of GDP")


def draw_stack(axes, months, layers, labels):
    """Areas on top of one another, what is negative downwards; the sum as a line.

    Parameters
    ----------
    months : numpy.ndarray
        Dates (time).
    layers : numpy.ndarray
        Of shape (time, layer), in the unit of the axis.
    """
    top, bottom = np.zeros(len(months)), np.zeros(len(months))
    for row, label in enumerate(labels):
        above, below = np.clip(layers[:, row], 0.0, None), np.clip(layers[:, row], None, 0.0)
        axes.fill_between(months, top, top + above, color=colour(row), linewidth=0, label=plain(label))
        axes.fill_between(months, bottom, bottom + below, color=colour(row), linewidth=0)
        top, bottom = top + above, bottom + below
    axes.plot(months, layers.sum(axis=1), color="white", linewidth=3.0)
    axes.plot(months, layers.sum(axis=1), color="black", linewidth=1.4, linestyle="--", label="sum: value created")
    axes.axhline(0.0, color="black", linewidth=0.8)


def who_captures(results):
    """Who first receives the value that the commons create: mean over runs, one row of axes per arm."""
    values = yearly_mean(captured_value(results), results)
    with matplotlib.rc_context(STYLE):
        figure, grid = stacked_axes(len(results.arms))
        for axes, arm in zip(grid.flat, results.arms):
            mean = values.sel(run=values["arm"] == arm).mean("run")
            draw_stack(axes, mean["time"].values, 100.0 * mean.values, mean["captor"].values)
            finish_time_axis(axes, values)
            axes.set_title(f"Commons-derived value by first captor: {arm}")
            axes.set_ylabel("% of GDP")
        legend_below(grid[-1, 0])
    return figure


def income_by_decile(results):
    """Mean income of each tenth of people at opening prices, in the first year after the burn-in and the last."""
    series, income = results.series(), results.group("distribution")["income"]
    real = (income / series["price_level"]).groupby("arm").mean("run")
    with matplotlib.rc_context(STYLE):
        figure, grid = stacked_axes(1)
        axes = grid[0, 0]
        for row, arm in enumerate(results.arms):
            for months, filled in zip(opening_and_closing(series), (False, True)):
                year = real.sel(arm=arm).isel(time=months)
                axes.plot(range(1, 11), year.mean("time"), color=colour(row), linewidth=1.4 if filled else 0.8,
                          linestyle="-" if filled else ":", marker="os^D"[row % 4], markersize=5,
                          markerfacecolor=colour(row) if filled else "white",
                          label=f"{arm}, {year['time'].dt.year.values[-1]}")
        axes.set_xticks(range(1, 11))
        axes.set_ylim(bottom=0.0)
        axes.set_title(income.attrs["long_name"])
        axes.set_xlabel("tenth of people by income, 1 = poorest")
        axes.set_ylabel(f"{income.attrs['units']} at opening prices")
        axes.legend(loc="upper left")
    return figure


def months_of_gdp(results):
    """Deposits of each sector and public debt in months of GDP (run, time, sector) [month]; sectors without money left out."""
    accounts, gdp = results.group("accounts"), results.series()["gdp"] * results.people()
    debt = in_euro(accounts["public_debt"]).expand_dims(sector=["public debt"])
    stocks = xr.concat([in_euro(accounts["deposits"]), debt], "sector") / gdp
    return stocks.sel(sector=(stocks != 0).any(["run", "time"])).assign_attrs(units="month")


def money(results):
    """Where money lies: deposits by sector and public debt in months of GDP, mean over runs, log axis, one row per arm."""
    values = yearly_mean(months_of_gdp(results), results)
    with matplotlib.rc_context(STYLE):
        figure, grid = stacked_axes(len(results.arms))
        for axes, arm in zip(grid.flat, results.arms):
            mean = values.sel(run=values["arm"] == arm).mean("run")
            for row, sector in enumerate(mean["sector"].values):
                is_debt = sector == "public debt"
                axes.plot(mean["time"].values, mean.sel(sector=sector), label=plain(sector), linewidth=1.6,
                          color="black" if is_debt else colour(row), linestyle="--" if is_debt else "-")
            axes.set_yscale("log")
            axes.yaxis.set_major_formatter("{x:g}")
            finish_time_axis(axes, values)
            axes.set_title(f"Deposits and public debt: {arm}")
            axes.set_ylabel("months of GDP (log scale)")
        legend_below(grid[-1, 0])
    return figure

"""The numbers of a report: outcomes at start and end, paired differences, who captured what, residuals of the books.

Start is the mean of the first 12 months after the burn-in, end that of the last 12 months.
"""

import numpy as np
import pandas as pd

from analysis.figures import captured_value, months_of_gdp
from analysis.results import in_euro, opening_and_closing, paired_difference, pairs

SMALL_STOCK = 0.01  # [months of GDP]


def years(results):
    """Names of the two periods that are compared, such as ("2017", "2051")."""
    months = results.series()["time"].to_index()
    return tuple(period_name(months[part]) for part in opening_and_closing(results.series()))


def period_name(months):
    """The year, where the months are one calendar year, else first and last month."""
    if len(months) == 12 and months[0].month == 1:
        return str(months[0].year)
    first, last = f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}"
    return first if first == last else f"{first} to {last}"


def outcomes(results):
    """Headline observables at start and end, mean over runs.

    Returns
    -------
    pandas.DataFrame
        Indexed by (arm, name), in the file's units: start, end, change, and least and most, the
        range of the change over single runs.
    """
    series, rows = results.series(), {}
    opening, closing = opening_and_closing(series)
    for arm in results.arms:
        for name in results.headlines:
            values = series[name].sel(run=series["arm"] == arm)
            start, end = (values.isel(time=part).mean("time").values for part in (opening, closing))
            rows[arm, name] = summary(start, end)
    return table_of(rows, ["start", "end", "change", "least", "most"])


def table_of(rows, columns):
    """A table indexed by (arm, name), also where it has no rows."""
    index = pd.MultiIndex.from_tuples(list(rows), names=["arm", "name"])
    return pd.DataFrame(list(rows.values()), columns=columns, index=index)


def summary(start, end):
    """Means over runs of start, end and change, and the range of the change; NaN where nothing is known."""
    known = np.isfinite(start) & np.isfinite(end)
    if not known.any():
        return [np.nan] * 5
    change = (end - start)[known]
    return [start[known].mean(), end[known].mean(), change.mean(), change.min(), change.max()]


def paired_outcomes(results):
    """Headline observables at the end, other arms against the first under the same draws.

    Returns
    -------
    pandas.DataFrame
        Indexed by (arm, name): base, other, difference (means over pairs), least and most (of the
        difference over single pairs), pairs (their number).
    """
    series, rows = results.series(), {}
    closing = opening_and_closing(series)[1]
    for arm in results.arms[1:]:
        matched = pairs(results, arm)
        for name in results.headlines if len(matched) else []:
            end = series[name].isel(time=closing).mean("time")
            base, other = (end.sel(run=matched[:, k]).values for k in (0, 1))
            rows[arm, name] = summary(base, other) + [len(matched)]
    return table_of(rows, ["base", "other", "difference", "least", "most", "pairs"])


def mean_course(results, name, arm, against_first=False):
    """One observable through time, mean over runs or pairs (time), for a sparkline."""
    values = results.series()[name]
    if against_first:
        return paired_difference(results, values, arm).mean("pair").values
    return values.sel(run=values["arm"] == arm).mean("run").values


def captors(results, arm):
    """Who first received the commons-derived value of the last year: share of GDP by captor, mean over runs.

    Returns
    -------
    pandas.Series
        Indexed by captor, largest first; its sum is the value created as a share of GDP.
    """
    captured = captured_value(results).isel(time=opening_and_closing(results.series())[1]).mean("time")
    return captured.sel(run=captured["arm"] == arm).mean("run").to_series().sort_values(ascending=False)


def fastest_stock(results, arm):
    """The stock that multiplied most against GDP: sector or public debt, months of GDP at start and end.

    Stocks below `SMALL_STOCK` at the end are passed over.
    """
    stocks = months_of_gdp(results)
    stocks = stocks.sel(run=stocks["arm"] == arm).mean("run")
    periods = opening_and_closing(results.series())
    opening, closing = (stocks.isel(time=part).mean("time").to_series() for part in periods)
    grown = (closing / opening)[closing >= SMALL_STOCK].idxmax()
    return grown, opening[grown], closing[grown]


def income_ratio(results, arm):
    """Income of the richest tenth over that of the poorest at start and end, ratio of means over runs: two floats [1]."""
    income = results.group("distribution")["income"]
    income = income.sel(run=income["arm"] == arm).mean("run")
    means = [income.isel(time=part).mean("time").values for part in opening_and_closing(results.series())]
    return tuple(float(mean[-1] / mean[0]) for mean in means)


def residuals(results):
    """Largest residual of the books in absolute value over all runs and months, by what is checked, with its unit.

    Returns
    -------
    dict of str to (float, str)
    """
    accounts, series = results.group("accounts"), results.series()
    found = {"balance sheets": in_euro(accounts["residual"])}
    if "created_captured_residual" in accounts:
        found["matrix of creators and captors"] = in_euro(accounts["created_captured_residual"])
    if "value_model_residual" in series:
        found["captured value computed a second way"] = series["value_model_residual"]
    return {name: (float(np.abs(values).max()), values.attrs["units"]) for name, values in found.items()}

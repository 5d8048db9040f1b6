"""What a comparison says: every number of its table, its page and its long form, from the result file.

The first arm is the baseline; every other is compared with it run by run under the same draws. Outcomes are means of the last 12
months. People are compared as the same person's life under both policies (/panel): by tenths of income and by what they lived on
under the baseline. Money is at opening prices, each run by its own price level.
"""

import dataclasses

import numpy as np
import pandas as pd
import xarray as xr

from analysis import inference
from analysis.figures import POINTS
from analysis.results import ResultError, in_euro, opening_and_closing, pairs

ALWAYS = ["poverty_rate", "gini_income", "top10_income_share"]  # what every comparison shows, where the model has it
DRIFT_MONTHS = 60  # [months at the end in which a difference should not move]
MARGIN = 0.01  # [of the baseline's mean: within it there is "no difference"]
GIG_HOURS = 20.0  # [hour/month] from which somebody is called a gig worker; the model offers everybody a few
SAME, NULL = "within ±1 %", "the same to the last bit"  # [verdicts]
NOTICED = 0.01  # [of a person's income: less is neither won nor lost]
CLASSES = ["employee", "gig worker", "commoner", "cooperative member", "phyle member", "owner", "without a job"]


@dataclasses.dataclass
class Comparison:
    """Everything that is shown. Tables are long: arm, then what the row is about.

    Attributes
    ----------
    arms : list of str
        Without the baseline.
    failed : int
        Runs that failed; their pairs are left out.
    effects, people, budget, captured : pandas.DataFrame
    paths : dict of (arm, name) to pandas.DataFrame
        Difference through time: date, mean, low, high.
    warnings : list of str
    """

    baseline: str
    arms: list
    confidence: float
    outcomes: list
    names: list
    pairs: dict
    planned: int
    failed: int
    missing: int
    effects: pd.DataFrame
    people: pd.DataFrame
    budget: pd.DataFrame
    captured: pd.DataFrame
    paths: dict
    first_change: dict
    warnings: list


def shown_outcomes(results):
    """What the answer is about, and every outcome of the table."""
    series = results.group("series")
    asked = np.atleast_1d(results.attributes.get("comparison_outcomes", []))
    asked = [str(name) for name in asked if name in series] or results.headlines
    wide = list(dict.fromkeys(asked + results.headlines + [name for name in ALWAYS if name in series]
                              + [str(name) for name in series if str(name).startswith("hours_")]))
    return asked, wide


def matched_values(values, matched):
    """Values of the baseline and of the arm, pair by pair: two arrays (pair, ...)."""
    place = {run: row for row, run in enumerate(values["run"].values)}
    return tuple(values.values[[place[run] for run in matched[:, k]]] for k in (0, 1))


def change_of(base, reform, confidence):
    """Means, difference and interval of paired values (pair): a dict."""
    d = reform - base
    low, high = inference.interval(d, confidence)
    return {"baseline_mean": base.mean(), "reform_mean": reform.mean(), "change": d.mean(), "low": low, "high": high, "n_pairs": len(d)}


def effect_of(base, reform, courses, confidence):
    """One row of the table of effects: `courses` are the differences of the last years (pair, month)."""
    d, row = reform - base, change_of(base, reform, confidence)
    level = abs(row["baseline_mean"])
    t_low, t_high = map(float, inference.t_interval(d, confidence))
    part = 1 / level if level > 0 else np.nan
    size = inference.standardised(d)
    return row | {"relative": row["change"] * part, "relative_low": row["low"] * part, "relative_high": row["high"] * part,
                  "t_low": t_low, "t_high": t_high, "effect_size": size, "improved": inference.probability_above(d),
                  "p": inference.p_value(d), "margin": MARGIN * level, "equivalence_p": inference.equivalence_p(d, MARGIN * level),
                  "variance_reduction": inference.variance_reduction(base, reform),
                  "needed": inference.replications_for(size) if np.isfinite(size) else np.nan, "moving": inference.is_moving(courses)}


def effects_of(results, names, confidence):
    """The table of effects, with Holm's adjustment over all its outcomes and arms."""
    series, rows = results.group("series"), {}
    closing = opening_and_closing(results.series())[1]
    for arm in results.arms[1:]:
        matched = pairs(results, arm)
        for name in names if len(matched) else []:
            base, reform = matched_values(series[name], matched)
            known = np.isfinite(base[:, closing]).all(axis=1) & np.isfinite(reform[:, closing]).all(axis=1)
            if known.any():
                base, reform = base[known], reform[known]
                rows[arm, name] = effect_of(base[:, closing].mean(axis=1), reform[:, closing].mean(axis=1),
                                            (reform - base)[:, -DRIFT_MONTHS:], confidence)
    if not rows:
        raise ResultError(f"{results.path}: no arm has a run that shares its draws with one of {results.arms[0]}")
    table = pd.DataFrame(rows.values(), index=pd.MultiIndex.from_tuples(rows, names=["arm", "name"]))
    table["p_holm"] = inference.holm(table["p"].values)
    table["verdict"] = [verdict(row, confidence) for row in table.to_dict("records")]
    return table


def verdict(row, confidence):
    """What may be said about a difference, and no more."""
    if row["low"] == row["high"] == 0:
        return NULL
    if np.isnan(row["p_holm"]):
        return "one pair: not known"
    if row["p_holm"] < 1 - confidence and row["low"] * row["high"] > 0:
        return "higher" if row["change"] > 0 else "lower"
    return SAME if row["equivalence_p"] < 1 - confidence else "not decided"


def paths_of(results, names, confidence):
    """Differences through time as means of the past 12 months, thinned, and the month of the first difference of each arm."""
    series, paths, first = results.group("series"), {}, {}
    dates = series["time"].to_index()
    step = max(1, len(dates) // POINTS)
    kept = np.arange((len(dates) - 1) % step, len(dates), step)
    for arm in results.arms[1:]:
        matched, earliest = pairs(results, arm), len(dates)
        for name in names if len(matched) else []:
            base, reform = matched_values(series[name], matched)
            d = reform - base
            differs = np.flatnonzero((d != 0).any(axis=0) & np.isfinite(d).all(axis=0))
            earliest = min(earliest, differs[0] if differs.size else len(dates))
            calm = pd.DataFrame(d.T).rolling(12, min_periods=1).mean().values[kept].T
            low, high = inference.t_interval(calm, confidence)
            paths[arm, name] = pd.DataFrame({"date": dates[kept], "mean": calm.mean(axis=0), "low": low, "high": high})
        first[arm] = dates[earliest] if earliest < len(dates) else None
    return paths, first


def classes_of(panel):
    """Which classes the people of a panel belong to (class, run, person) [bool]; a person may belong to several, or to none."""
    hours, income = panel["hours"], panel["income"]
    works = {use: hours.sel(use=use) > 0 for use in ("wage_work", "public_work", "cooperative_work")}
    jobless = (panel["employer"] < 0) & ~works["cooperative_work"]
    members = [(works["wage_work"] | works["public_work"]) & ~works["cooperative_work"],
               hours.sel(use="gig_work") >= GIG_HOURS, panel["commoner"] == 1, works["cooperative_work"],
               panel["phyle"] >= 0, panel["dividends"] > 0.5 * income, jobless]
    return xr.concat([member.drop_vars("use", errors="ignore") for member in members], pd.Index(CLASSES, name="class"))


def people_of(results, first, confidence):
    """Income of the same people under both policies at the panel's last visit, by tenths and classes of the baseline.

    Both are fixed at the last visit before an arm begins to differ, when everybody's two lives are still one: fixed later, who was
    lucky in the baseline's life alone would seem to lose by the policy.
    """
    if "panel" not in results.groups or "price_level" not in results.group("series"):
        return pd.DataFrame()
    panel = results.group("panel")
    visits, prices = panel["sample_time"].to_index(), results.group("series")["price_level"].sel(time=panel["sample_time"].values)
    income, rows = (panel["income"] / prices.rename(time="sample_time")).transpose("sample_time", "run", "person"), []
    for arm in results.arms[1:]:
        matched = pairs(results, arm)
        if not len(matched):
            continue
        base, reform = matched_values(income[-1], matched)
        before = np.flatnonzero(visits < first[arm]) if first[arm] is not None else [len(visits) - 1]
        fixed = before[-1] if len(before) else 0
        rank = matched_values(income[fixed], matched)[0].argsort(axis=1, kind="stable").argsort(axis=1)
        tenth = rank * 10 // base.shape[1]
        member = matched_values(classes_of(panel.isel(sample_time=fixed)).transpose("run", "class", "person"), matched)[0]
        groups = [("decile", str(k + 1), tenth == k) for k in range(10)]
        groups += [("class", name, member[:, k]) for k, name in enumerate(CLASSES)] + [("all", "all", np.ones_like(tenth, bool))]
        rows += [row for kind, group, chosen in groups for row in people_row(arm, kind, group, base, reform, chosen, confidence)]
    return pd.DataFrame(rows)


def people_row(arm, kind, group, base, reform, chosen, confidence):
    """Mean incomes of a group in each pair that has anyone in it, and how many of its people won and lost."""
    count = chosen.sum(axis=1)
    has = count > 0
    if has.sum() < 2:
        return
    means = [np.where(chosen, values, 0.0).sum(axis=1)[has] / count[has] for values in (base, reform)]
    gain = (reform - base)[chosen]
    bound = NOTICED * np.abs(base[chosen])
    yield {"arm": arm, "kind": kind, "group": group, "people": int(count.sum()), **change_of(*means, confidence),
           "winners": float((gain > bound).mean()), "losers": float((gain < -bound).mean())}


def lines_of(results, values, keys, confidence):
    """Paired changes of real money per person and month in the last 12 months, a row per arm and line."""
    rows = []
    for arm in results.arms[1:]:
        matched = pairs(results, arm)
        if len(matched):
            base, reform = matched_values(values, matched)
            for k, key in enumerate(keys):
                if np.any(base[:, k]) or np.any(reform[:, k]):
                    rows.append({"arm": arm, **key, **change_of(base[:, k], reform[:, k], confidence)})
    return pd.DataFrame(rows)


def real_per_person(results, money):
    """Money of /accounts (run, time, ...) per person at opening prices, mean of the last 12 months (run, ...) [EUR/month]."""
    closing = opening_and_closing(results.series())[1]
    real = in_euro(money) / results.group("series")["price_level"] / results.people()
    return real.isel(time=closing).mean("time")


def budget_of(results, confidence):
    """The state's budget by line, receipts above zero, and its balance [EUR per person and month]."""
    if "accounts" not in results.groups or results.people() is None:
        return pd.DataFrame()
    flows = real_per_person(results, results.group("accounts")["flows"]).transpose("run", "flow")
    lines, sums = [], []
    for k, flow in enumerate(map(str, flows["flow"].values)):
        name, ends = flow.split(": ")
        source, target = ends.split(" to ")
        if "state" in (source, target) and source != target:
            lines.append({"line": name, "side": "receipts" if target == "state" else "outlays"})
            sums.append(flows.values[:, k] * (1 if target == "state" else -1))
    table = pd.DataFrame(np.transpose(sums), columns=pd.MultiIndex.from_frame(pd.DataFrame(lines)[["side", "line"]]))
    table = table.T.groupby(level=[0, 1], sort=False).sum().T
    outlays = table["outlays"].sum(axis=1)
    table[("balance", "receipts less outlays")] = table.sum(axis=1)
    table[("total outlays", "total outlays")] = outlays
    values = xr.DataArray(table.values, coords={"run": flows["run"].values}, dims=("run", "line"))
    return lines_of(results, values, [{"side": side, "line": line} for side, line in table.columns], confidence)


def captured_of(results, confidence):
    """Commons-derived value by creator and by first captor [EUR per person and month]."""
    if "accounts" not in results.groups or "created_captured" not in results.group("accounts"):
        return pd.DataFrame()
    matrix = real_per_person(results, results.group("accounts")["created_captured"])
    parts = [("created", matrix.sum("captor").transpose("run", "creator")), ("captured", matrix.sum("creator").transpose("run", "captor"))]
    values = xr.DataArray(np.concatenate([part.values for _, part in parts], axis=1), coords={"run": matrix["run"].values}, dims=("run", "line"))
    keys = [{"side": side, "line": str(name)} for side, part in parts for name in part[part.dims[1]].values]
    return lines_of(results, values, keys, confidence)


def add_costs(effects, budget):
    """Change of the state's outlays for one unit of an outcome's change, where both are surely not zero [EUR/month per unit]."""
    effects["cost_per_unit"] = np.nan
    if budget.empty:
        return
    totals = budget[budget["side"] == "total outlays"].set_index("arm")
    for arm, name in effects.index:
        row, spent = effects.loc[(arm, name)], -totals.loc[arm, "change"]
        if row["verdict"] in ("higher", "lower") and totals.loc[arm, "low"] * totals.loc[arm, "high"] > 0:
            effects.loc[(arm, name), "cost_per_unit"] = spent / row["change"]


def settles_late(course, burn_in):
    """Whether a mean course (time) settles on the trend of its second half only after the burn-in."""
    months, half = np.arange(len(course)), len(course) // 2
    trend = np.polyval(np.polyfit(months[half:], course[half:], 1), months)
    return inference.warm_up(course - trend) > burn_in


def warnings_of(results, asked, effects, budget, confidence, missing):
    """What a reader must know before believing the numbers."""
    found, series = [], results.series()
    failed, few = len(results.runs) - len(results.done), effects["n_pairs"].min()
    if failed or missing:
        found.append(f"{failed} runs failed and {missing} are missing; their pairs are left out. If runs fail because of the policy, what is left is biased.")
    if few < 30:
        found.append(f"Only {few} pairs: intervals of skewed outcomes are too narrow below 30.")
    moving = [f"{name} ({arm})" for arm, name in effects.index if name in asked and effects.loc[(arm, name), "moving"]]
    if moving:
        found.append(f"Still moving over the last {DRIFT_MONTHS // 12} years, so no lasting effects: {', '.join(moving)}.")
    burn_in = int(series["burn_in"].sum())
    early = [name for name in asked if settles_late(series[name].sel(run=series["arm"] == results.arms[0]).mean("run").values, burn_in)]
    if early:
        found.append(f"By MSER-5 the baseline itself has not settled when the burn-in of {burn_in} months ends: {', '.join(early)}.")
    if int(results.attributes.get("comparison_budget_neutral", 0)) and not budget.empty:
        balance = budget[budget["side"] == "balance"]
        off = [f"{row['arm']} ({row['change']:+.1f} EUR per person and month)" for row in balance.to_dict("records") if row["low"] * row["high"] > 0]
        if off:
            found.append(f"Asked to be neutral for the public budget and not so in the last year: {', '.join(off)}.")
    return found


def compare(results):
    """All numbers of a comparison. Raises ResultError where the file holds nothing to compare."""
    confidence = float(results.attributes.get("comparison_confidence", 0.95))
    asked, names = shown_outcomes(results)
    effects = effects_of(results, names, confidence)
    paths, first = paths_of(results, names, confidence)
    budget = budget_of(results, confidence)
    add_costs(effects, budget)
    missing = int(results.missing_runs)
    return Comparison(results.arms[0], list(dict.fromkeys(effects.index.get_level_values("arm"))), confidence, asked, names,
                      effects.groupby(level="arm")["n_pairs"].max().to_dict(), len(results.runs) + missing,
                      len(results.runs) - len(results.done), missing, effects, people_of(results, first, confidence), budget,
                      captured_of(results, confidence), paths, first,
                      warnings_of(results, asked, effects, budget, confidence, missing))


def long_form(comparison):
    """Every number in one tidy table: table, arm, row, measure, value; of paths the row is outcome and date."""
    parts = [comparison.effects.reset_index().rename(columns={"name": "row"}).assign(table="effects")]
    for name in ("people", "budget", "captured"):
        table = getattr(comparison, name)
        if not table.empty:
            first, second = ("kind", "group") if name == "people" else ("side", "line")
            row = table[first] + ": " + table[second]
            parts.append(table.drop(columns=[first, second]).assign(table=name, row=row))
    for (arm, outcome), path in comparison.paths.items():
        parts.append(path.assign(table="path", arm=arm, row=outcome + " " + path["date"].dt.strftime("%Y-%m")).drop(columns="date"))
    melted = [part.melt(["table", "arm", "row"], var_name="measure") for part in parts]
    return pd.concat(melted, ignore_index=True)

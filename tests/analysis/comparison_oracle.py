"""Every number of a comparison once more, by another route: h5py and pandas, and statsmodels where analysis uses its own or scipy.

Shares no code with analysis/. `numbers(path)` gives a dict from (table, arm, row, key) to the number.
"""

import h5py
import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import DescrStatsW

CLASSES = {
    "employee": lambda p: ((p["wage_work"] > 0) | (p["public_work"] > 0)) & (p["cooperative_work"] <= 0),
    "gig worker": lambda p: p["gig_work"] >= 20,
    "commoner": lambda p: p["commoner"] == 1,
    "cooperative member": lambda p: p["cooperative_work"] > 0,
    "phyle member": lambda p: p["phyle"] >= 0,
    "owner": lambda p: p["dividends"] > p["income"] / 2,
    "without a job": lambda p: (p["employer"] < 0) & (p["cooperative_work"] <= 0),
}


def words(values):
    return [text.decode() if isinstance(text, bytes) else str(text) for text in np.atleast_1d(values)]


class File:
    """The runs of a file as tables."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.arms = words(file["runs/arm_name"][...])
            self.runs = pd.DataFrame({key: file["runs"][key][...] for key in ("arm", "replicate", "status")})
            self.confidence = float(file.attrs["comparison_confidence"])
            self.asked = words(file.attrs["comparison_outcomes"])
            self.headlines = words(file.attrs["headlines"])
            self.series = {name: data[...] for name, data in file["series"].items() if data.ndim == 2}
            self.flows, self.flow_names = file["accounts/flows"][...] / 1e4, words(file["accounts/flow"][...])
            self.matrix = file["accounts/created_captured"][...] / 1e4
            self.creators, self.captors = words(file["accounts/creator"][...]), words(file["accounts/captor"][...])
            self.panel = {name: data[...] for name, data in file["panel"].items()}
            self.uses = words(self.panel["use"])
            complete = pd.Series(words(file["parameters/parameter"][...]))
            row = complete[complete == "people.count"].index[0]
            self.people = float(words(file["parameters/value"][0])[row])
            dates = file["series/time"][...].tolist()
            self.visits = [dates.index(days) for days in file["panel/sample_time"][...]]  # [month]

    def pairs(self, arm):
        whole = self.runs[self.runs["status"] == 0].reset_index(names="run").set_index("replicate")
        both = whole[whole["arm"] == 0].join(whole[whole["arm"] == arm], rsuffix="_reform", how="inner")
        return both["run"].to_numpy(), both["run_reform"].to_numpy()

    def last_year(self, values):
        months = values.shape[1]
        return values[:, months - 12:].mean(axis=1)


def bootstrap_t(d, confidence):
    """Interval of the mean, resample by resample."""
    if np.ptp(d) == 0:
        return d[0], d[0]
    if len(d) < 10:
        return DescrStatsW(d).tconfint_mean(1 - confidence)
    frame = pd.DataFrame(d[np.random.default_rng(20170101).integers(0, len(d), (2000, len(d)))])
    spread = frame.std(axis=1)
    t = ((frame.mean(axis=1) - d.mean()) / spread)[spread > 1e-12 * pd.Series(d).std()].sort_values().to_numpy()
    tail, deviation = int((0.5 - confidence / 2) * len(t)), pd.Series(d).std()
    return d.mean() - t[len(t) - 1 - tail] * deviation, d.mean() - t[tail] * deviation


def change(base, reform, confidence):
    d = reform - base
    low, high = bootstrap_t(d, confidence)
    return {"baseline_mean": base.mean(), "reform_mean": reform.mean(), "change": d.mean(), "low": low, "high": high, "n_pairs": len(d)}


def effect(base, reform, confidence):
    d, row = pd.Series(reform - base), change(base, reform, confidence)
    level, constant = abs(row["baseline_mean"]), np.ptp(d) == 0
    row["margin"] = level / 100
    for key, of in (("relative", "change"), ("relative_low", "low"), ("relative_high", "high")):
        row[key] = row[of] / level if level else np.nan
    row["improved"] = ((np.sign(d) + 1) / 2).mean()
    if constant:
        same = d[0] == 0
        row |= {"t_low": d[0], "t_high": d[0], "p": float(same), "effect_size": 0.0 if same else np.nan}
        row["equivalence_p"] = np.nan if not level else float(abs(d[0]) >= row["margin"])
    else:
        found = DescrStatsW(d)
        row["t_low"], row["t_high"] = found.tconfint_mean(1 - confidence)
        row |= {"p": found.ttest_mean()[1], "effect_size": d.mean() / d.std()}
        row["equivalence_p"] = found.ttost_mean(-row["margin"], row["margin"])[0] if level else np.nan
    apart = pd.Series(base).var() + pd.Series(reform).var()
    row["variance_reduction"] = np.nan if apart == 0 else np.inf if constant else apart / d.var()
    return row


def enough(size, n):
    """Whether n is the fewest pairs that find this effect with power 0.95 at level 0.01."""
    power = lambda pairs: TTestPower().power(abs(size), pairs, 0.01)
    with np.errstate(all="ignore"):  # scipy's tails underflow for huge effects
        return power(n) >= 0.95 - 1e-6 and (n == 2 or not power(n - 1) >= 0.95 + 1e-6)


def effects(file, names):
    found = {}
    for k, arm in enumerate(file.arms[1:], start=1):
        base, reform = file.pairs(k)
        for name in names:
            end = file.last_year(file.series[name])
            if np.isfinite(end[base]).all() and np.isfinite(end[reform]).all():
                found[arm, name] = effect(end[base], end[reform], file.confidence)
    table = pd.DataFrame(found).T
    known = table["p"].notna()
    table.loc[known, "p_holm"] = multipletests(table.loc[known, "p"], method="holm")[1]
    return table


def people(file, names):
    """Winners and losers: groups as of the last visit before the arm differs, incomes at the last visit."""
    at = lambda visit: {name: values[:, visit] for name, values in file.panel.items() if name not in ("hours", "use", "run", "sample_time", "person")} | {
        use: file.panel["hours"][:, visit, k] for k, use in enumerate(file.uses)}
    for k, arm in enumerate(file.arms[1:], start=1):
        base_runs, reform_runs = file.pairs(k)
        months = [np.flatnonzero((file.series[name][base_runs] != file.series[name][reform_runs]).any(axis=0)) for name in names]
        first = min((found[0] for found in months if len(found)), default=None)
        earlier = [v for v, month in enumerate(file.visits) if first is None or month < first]
        then, now, frames = at(earlier[-1] if earlier else 0), at(-1), []
        for base, reform in zip(base_runs, reform_runs):
            prices = file.series["price_level"][:, file.visits[-1]]
            frame = pd.DataFrame({name: values[base] for name, values in then.items()})
            frame["base"], frame["reform"] = now["income"][base] / prices[base], now["income"][reform] / prices[reform]
            frame["decile"] = (frame["income"].rank(method="first") - 1) * 10 // len(frame) + 1
            frames.append(frame.assign(pair=base))
        everyone = pd.concat(frames)
        groups = {f"decile: {tenth}": everyone["decile"] == tenth for tenth in range(1, 11)} | {"all: all": everyone["decile"] > 0}
        groups |= {f"class: {name}": rule(everyone) for name, rule in CLASSES.items()}
        for group, chosen in groups.items():
            some = everyone[chosen]
            means = some.groupby("pair")[["base", "reform"]].mean()
            if len(means) >= 2:
                gain = some["reform"] - some["base"]
                row = change(means["base"].to_numpy(), means["reform"].to_numpy(), file.confidence)
                yield arm, group, row | {"people": len(some), "winners": (gain > some["base"].abs() / 100).mean(),
                                         "losers": (gain < -some["base"].abs() / 100).mean()}


def lines(file):
    """Budget and captured value, line by line: table, arm, row, numbers."""
    price = file.series["price_level"]
    real = lambda money: file.last_year(money / price / file.people)
    rows = {}
    for k, flow in enumerate(file.flow_names):
        name, ends = flow.split(": ")
        payer, payee = ends.split(" to ")
        if payee == "state" != payer:
            rows["budget", f"receipts: {name}"] = rows.get(("budget", f"receipts: {name}"), 0) + real(file.flows[:, :, k])
        if payer == "state" != payee:
            rows["budget", f"outlays: {name}"] = rows.get(("budget", f"outlays: {name}"), 0) - real(file.flows[:, :, k])
    outlays = sum(values for (_, row), values in rows.items() if row.startswith("outlays"))
    rows["budget", "balance: receipts less outlays"] = sum(rows.values())
    rows["budget", "total outlays: total outlays"] = outlays
    for k, creator in enumerate(file.creators):
        rows["captured", f"created: {creator}"] = real(file.matrix[:, :, k, :].sum(axis=2))
    for k, captor in enumerate(file.captors):
        rows["captured", f"captured: {captor}"] = real(file.matrix[:, :, :, k].sum(axis=2))
    for k, arm in enumerate(file.arms[1:], start=1):
        base, reform = file.pairs(k)
        for (table, row), values in rows.items():
            yield table, arm, row, change(values[base], values[reform], file.confidence)


def paths(file, names, points):
    """Differences through time, at the months that are kept: arm, name, frame."""
    for k, arm in enumerate(file.arms[1:], start=1):
        base, reform = file.pairs(k)
        for name in names:
            calm = pd.DataFrame((file.series[name][reform] - file.series[name][base]).T).rolling(12, min_periods=1).mean()
            half = stats.t.ppf(0.5 + file.confidence / 2, calm.shape[1] - 1) * calm.std(axis=1) / np.sqrt(calm.shape[1])
            frame = pd.DataFrame({"mean": calm.mean(axis=1), "low": calm.mean(axis=1) - half, "high": calm.mean(axis=1) + half})
            step = max(1, len(frame) // points)
            yield arm, name, frame.iloc[(len(frame) - 1) % step::step]


def numbers(path):
    """All of them but the courses."""
    file = File(path)
    wide = list(dict.fromkeys(file.asked + file.headlines + ["poverty_rate", "gini_income", "top10_income_share"]
                              + sorted(name for name in file.series if name.startswith("hours_"))))
    table, found = effects(file, wide), {}
    for arm, group, row in people(file, wide):
        found |= {("people", arm, group, key): value for key, value in row.items()}
    for kind, arm, line, row in lines(file):
        found |= {(kind, arm, line, key): value for key, value in row.items()}
    for (arm, name), row in table.iterrows():
        spent = {key: found["budget", arm, "total outlays: total outlays", key] for key in ("change", "low", "high")}
        sure = row["p_holm"] < 1 - file.confidence and row["low"] * row["high"] > 0 and spent["low"] * spent["high"] > 0
        row = row.to_dict() | {"cost_per_unit": -spent["change"] / row["change"] if sure else np.nan}
        found |= {("effects", arm, name, key): value for key, value in row.items()}
    return found

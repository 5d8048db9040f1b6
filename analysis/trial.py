"""A trial of a basic income as a field trial would report it: what receivers work and earn less than others, with intervals.

    ./beachhead run scenarios/baseline.toml --policy scenarios/policies/field-trial.toml --months 108 --replicates 30 -o trial.h5
    python -m analysis.trial trial.h5

For each run the difference between receivers and others in the months of the trial, less that of the twelve months before it; then
the mean over runs and its 95 % interval (Student's t). The marginal propensity to earn is the difference of pay, before and after the
tax on pay, over the amount. Pay and amount are at the prices of the month. Hours and pay are means over all, also those without a job.
With a consumption weight set from field trials and lotteries the propensity is a check of consistency; participation, timing (`--years`)
and what differs between runs are predictions. Receivers are few beside the others, so that wages and prices hardly answer; where
employers hold jobs scarce, who works less leaves a job to others.

Exit codes: 0 done, 2 usage, 4 a file that is missing or holds no trial.
"""

import argparse
import sys

import numpy as np
from scipy import stats

from analysis.results import ResultError, open_results

WEEKS = 365.25 / 12.0 / 7.0  # in a month


def effects(series):
    """Differences between receivers and others by run, less those before the trial.

    Returns
    -------
    dict of numpy.ndarray
        "pay" [EUR/month], "net_pay" [EUR/month], "hours" [hour/week], "relative_hours" [1, of others' hours], "employment" [1],
        "amount" [EUR/month] (run, month of trial).
    """
    amount = series["basic_income"].values
    trial = np.flatnonzero((amount > 0.0).any(axis=0))
    receivers, others = series["pay_of_receivers"].values, series["pay_of_others"].values
    if trial.size == 0 or not (receivers[:, trial] > 0.0).all():
        raise ResultError("no trial: receivers are everybody, nobody, or were given nothing")
    before = np.arange(max(trial[0] - 12, 0), trial[0])
    if before.size == 0:
        raise ResultError("no trial: there is no month before it to compare with")

    def gain(name):
        gap = series[f"{name}_of_receivers"].values - series[f"{name}_of_others"].values
        return gap[:, trial] - gap[:, before].mean(axis=1, keepdims=True)

    kept = 1.0 - series["wage_tax_rate"].values[:, trial]
    hours = gain("job_hours")
    return {"pay": gain("pay"), "net_pay": gain("pay") * kept, "hours": hours / WEEKS,
            "relative_hours": hours / series["job_hours_of_others"].values[:, trial], "employment": gain("employment"),
            "amount": amount[:, trial]}


def interval(values):
    """Mean over runs and half-width of its 95 % interval; the half-width is NaN for a single run."""
    values = np.asarray(values)
    if values.size < 2:
        return values.mean(), np.nan
    return values.mean(), stats.t.ppf(0.975, values.size - 1) * values.std(ddof=1) / np.sqrt(values.size)


def rows(found, months):
    """What is reported of some months of the trial: (label, mean, half-width, unit)."""
    part = {name: values[:, months].mean(axis=1) for name, values in found.items()}
    yield "propensity to earn, before tax", *interval(part["pay"] / part["amount"]), ""
    yield "propensity to earn, after tax", *interval(part["net_pay"] / part["amount"]), ""
    yield "hours of jobs", *interval(part["hours"]), "a week"
    yield "hours of jobs, relative", *interval(100.0 * part["relative_hours"]), "per cent"
    yield "employment", *interval(100.0 * part["employment"]), "points"
    yield "pay", *interval(12.0 * part["pay"]), "EUR a year"


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m analysis.trial", description="what receivers of a trial work and earn less than others")
    parser.add_argument("file")
    parser.add_argument("--years", action="store_true", help="year by year of the trial")
    options = parser.parse_args(arguments)
    try:
        found = effects(open_results(options.file).series())
    except (ResultError, KeyError) as error:
        print(f"trial: {error}", file=sys.stderr)
        return 4
    length = found["amount"].shape[1]
    periods = [(f"year {first // 12 + 1}", slice(first, first + 12)) for first in range(0, length, 12)] if options.years else [("", slice(None))]
    print(f"{found['amount'].shape[0]} runs, {length} months of trial, amount {found['amount'].mean():.0f} EUR a month")
    for title, months in periods:
        if title:
            print(title)
        for label, mean, half, unit in rows(found, months):
            print(f"  {label:32} {mean:9.3f}  +- {half:.3f} {unit}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

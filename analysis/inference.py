"""What paired runs say about a difference, and how surely.

Everything here takes differences `d` (pair, ...) of runs under the same random draws, reform less baseline, and knows nothing
of files. Sources: Student's t; bootstrap-t: Efron and Tibshirani (1993), ch. 12; Holm, Scand. J. Statist. 6 (1979);
two one-sided tests: Schuirmann, J. Pharmacokinet. Biopharm. 15 (1987); numbers of replications: Secchi and Seri, Comput.
Math. Organ. Theory 23 (2017); common random numbers: Law, Simulation Modeling and Analysis (2015), ch. 11; MSER-5: White,
Simulation 69 (1997).
"""

import numpy as np
import pandas as pd
from scipy import stats

RESAMPLES = 2000
LEAST_FOR_BOOTSTRAP = 10  # [pairs]
BOOTSTRAP_SEED = 20170101  # fixed: the same file gives the same page
POWER, LEVEL = 0.95, 0.01  # of planned replications, after Secchi and Seri
MOST_REPLICATIONS = 1_000_000


def is_constant(d):
    """Whether all differences are the same number, as of a policy that changes nothing (..., over the first axis)."""
    return np.ptp(d, axis=0) == 0


def t_interval(d, confidence=0.95):
    """Mean difference and its t interval: low, high (...); the mean itself where all are equal; NaN for one pair."""
    d = np.asarray(d, float)
    n, mean = len(d), d.mean(axis=0)
    if n < 2:
        return np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    half = stats.t.ppf(0.5 + confidence / 2, n - 1) * d.std(axis=0, ddof=1) / np.sqrt(n)
    half = np.where(is_constant(d), 0.0, half)
    return mean - half, mean + half


def bootstrap_interval(d, confidence=0.95, resamples=RESAMPLES, seed=BOOTSTRAP_SEED):
    """Interval of the mean by the bootstrap-t (d of one dimension), which follows skewed differences.

    Resamples whose values are all the same have no t and are left out; where most have none, the answer is NaN.
    """
    d = np.asarray(d, float)
    n = len(d)
    if n < 2:
        return np.nan, np.nan
    if is_constant(d):
        return d[0], d[0]
    drawn = d[np.random.default_rng(seed).integers(0, n, (resamples, n))]
    mean, deviation = d.mean(), d.std(ddof=1)
    spread = drawn.std(axis=1, ddof=1)
    known = spread > 1e-12 * deviation
    if known.mean() < 0.5:
        return np.nan, np.nan
    t = np.sort((drawn.mean(axis=1)[known] - mean) / spread[known])
    tail = int((0.5 - confidence / 2) * len(t))  # counted from both ends, so that the negative of `d` gives the negative interval
    return mean - t[-1 - tail] * deviation, mean - t[tail] * deviation


def interval(d, confidence=0.95):
    """The interval that is shown: by bootstrap-t, which keeps its coverage where differences are skewed; by t below ten pairs."""
    low, high = bootstrap_interval(d, confidence) if len(d) >= LEAST_FOR_BOOTSTRAP else (np.nan, np.nan)
    return (low, high) if np.isfinite(low) else tuple(map(float, t_interval(d, confidence)))


def p_value(d):
    """Two-sided t test that the mean difference is zero; 1 where all are zero, 0 where all are equal and not zero."""
    d = np.asarray(d, float)
    if len(d) < 2:
        return np.nan
    if is_constant(d):
        return 1.0 if d[0] == 0 else 0.0
    return float(stats.ttest_1samp(d, 0.0).pvalue)


def holm(p):
    """P-values adjusted for the number of tests by Holm's step-down; NaN stays and counts as no test."""
    p = np.asarray(p, float)
    adjusted, known = np.full(p.shape, np.nan), np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return adjusted


def equivalence_p(d, margin):
    """Two one-sided tests: small where the mean difference is surely within +-margin. "No difference" is claimed by this alone."""
    d = np.asarray(d, float)
    if len(d) < 2 or not margin > 0:
        return np.nan
    if is_constant(d):
        return 0.0 if abs(d[0]) < margin else 1.0
    above = stats.ttest_1samp(d, -margin, alternative="greater").pvalue
    below = stats.ttest_1samp(d, margin, alternative="less").pvalue
    return float(max(above, below))


def standardised(d):
    """Mean difference in standard deviations of the differences (Cohen's d of pairs); 0 where all are zero."""
    d = np.asarray(d, float)
    if len(d) < 2 or (is_constant(d) and d[0] != 0):
        return np.nan
    return 0.0 if is_constant(d) else float(d.mean() / d.std(ddof=1))


def probability_above(d):
    """Part of the pairs in which the reform is higher; ties count half."""
    d = np.asarray(d, float)
    return float(((d > 0) + 0.5 * (d == 0)).mean())


def variance_reduction(base, reform):
    """How many times as many independent runs would be needed for the same interval: (var base + var reform) / var difference.

    Infinite where the pairs differ by the same amount and the runs do not.
    """
    base, reform = np.asarray(base, float), np.asarray(reform, float)
    if len(base) < 2:
        return np.nan
    apart = base.var(ddof=1) + reform.var(ddof=1)
    if apart == 0:
        return np.nan
    return np.inf if is_constant(reform - base) else float(apart / (reform - base).var(ddof=1))


def power_of(effect, n, level=LEVEL):
    """Chance that the paired t test of `n` pairs finds a standardised effect of this size, and on the right side."""
    shift, bound = effect * np.sqrt(n), stats.t.ppf(1 - level / 2, n - 1)
    with np.errstate(all="ignore"):  # it underflows where few pairs show a huge effect
        power = stats.nct.sf(bound, n - 1, shift)
    return power if np.isfinite(power) else float(shift > bound)


def replications_for(effect, power=POWER, level=LEVEL):
    """Fewest pairs that find a standardised effect of this size with this power, or NaN beyond a million."""
    effect = abs(effect)
    if not effect > 0:
        return np.nan
    near = ((stats.norm.ppf(1 - level / 2) + stats.norm.ppf(power)) / effect) ** 2
    if not near < MOST_REPLICATIONS:
        return np.nan
    low, high = 1, 2
    while not power_of(effect, high, level) >= power:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(effect, middle, level) >= power else (middle, high)
    return high


def replications_for_width(d, half_width, confidence=0.95):
    """Pairs after which the t interval is expected to be no wider than +-half_width, from the pairs so far."""
    deviation, n = float(np.std(d, ddof=1)), len(d)
    while n < MOST_REPLICATIONS and stats.t.ppf(0.5 + confidence / 2, n - 1) * deviation / np.sqrt(n) > half_width:
        n += max(1, n // 50)
    return n


def trend(d):
    """Slope of each pair's difference over its months (pair, time), tested: change over all the months, p-value."""
    d = np.asarray(d, float)
    months = np.arange(d.shape[1]) - (d.shape[1] - 1) / 2
    rise = d @ months / (months @ months) * (d.shape[1] - 1)
    return float(rise.mean()), p_value(rise)


def is_moving(d, level=LEVEL, part=0.1):
    """Whether the mean difference still drifts: surely, and over these months by more than a part of itself."""
    rise, p = trend(d)
    return bool(p < level and abs(rise) > part * abs(np.mean(d)))


def warm_up(values, batch=5):
    """MSER-5: the number of first values to drop so that the mean of the rest is best known; at most half of them."""
    means = np.asarray(values, float)[:len(values) // batch * batch].reshape(-1, batch).mean(axis=1)
    if len(means) < 4:
        return 0
    errors = [means[k:].var() / (len(means) - k) for k in range(len(means) // 2 + 1)]
    return int(np.argmin(errors)) * batch


def regret(values, more_is_better=True):
    """What choosing a policy may cost in hindsight, over scenarios or draws of parameters.

    Parameters
    ----------
    values : pandas.DataFrame
        One row per scenario, one column per policy (the baseline is one).

    Returns
    -------
    pandas.DataFrame
        Per policy: mean, worst, mean_regret, most_regret (against the best policy of each scenario), best_in (part of the scenarios).
    """
    good = values if more_is_better else -values
    lost = -good.sub(good.max(axis=1), axis=0)
    worst = values.min() if more_is_better else values.max()
    return pd.DataFrame({"mean": values.mean(), "worst": worst, "mean_regret": lost.mean(), "most_regret": lost.max(),
                         "best_in": (lost == 0).mean()})

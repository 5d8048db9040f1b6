"""How contributions are spread over people: which law fits counts best.

Counts come in bins that double: 1, 2-3, 4-7, ... Laws are fitted by maximum likelihood on the bins and compared by Vuong's
test on the log-likelihood of one person, as Tenorio-Fornes and others (2022) do for wikis.
"""

import numpy as np
from scipy import optimize

LARGEST = 2 ** 20


def masses(law, parameters, bins):
    """Probability of each bin under a law, or NaN where the parameters are no law.

    Parameters
    ----------
    law : {"power law", "truncated power law", "lognormal", "exponential"}
    parameters : sequence of float
        Exponent; exponent and logarithm of the cut-off; mean and logarithm of the standard deviation of the logarithm;
        logarithm of the mean.
    bins : int
        Bins [1, 2), [2, 4), ... of which the last is open.
    """
    n = np.unique(np.r_[np.arange(1, 1024), np.geomspace(1024, LARGEST, 2000).round()])
    width = np.r_[np.diff(n), 1.0]  # sums over wide steps stand for sums over whole numbers
    if law == "power law":
        log_density = -parameters[0] * np.log(n)
    elif law == "truncated power law":
        log_density = -parameters[0] * np.log(n) - n / np.exp(np.clip(parameters[1], -5, 40))
    elif law == "lognormal":
        log_density = -np.log(n) - 0.5 * ((np.log(n) - parameters[0]) / np.exp(np.clip(parameters[1], -5, 10))) ** 2
    else:
        log_density = -n / np.exp(np.clip(parameters[0], -5, 40))
    density = np.exp(log_density - log_density.max()) * width
    place = np.minimum(np.floor(np.log2(n)).astype(int), bins - 1)
    mass = np.bincount(place, density, minlength=bins)
    return mass / mass.sum()


STARTS = {"power law": [[1.5], [2.5]], "truncated power law": [[1.0, 5.0], [1.5, 8.0], [2.0, 10.0]],
          "lognormal": [[0.0, 0.5], [-3.0, 1.0]], "exponential": [[1.0], [4.0]]}


def fit(law, counts):
    """Log-likelihood of one person in each bin under the best parameters of a law (bin).

    Parameters
    ----------
    counts : array_like
        People in each bin.
    """
    counts = np.asarray(counts, dtype=float)

    def loss(parameters):
        return -(counts * np.log(np.maximum(masses(law, parameters, len(counts)), 1e-300))).sum()

    tries = [optimize.minimize(loss, start, method="Nelder-Mead", options={"maxiter": 2000, "xatol": 1e-6, "fatol": 1e-6}) for start in STARTS[law]]
    return np.log(np.maximum(masses(law, min(tries, key=lambda found: found.fun).x, len(counts)), 1e-300))


def is_beaten(counts, law="truncated power law", significance=1.96):
    """Whether another law fits counts significantly better (Vuong's z beyond `significance`)."""
    counts = np.asarray(counts, dtype=float)
    own, n = fit(law, counts), counts.sum()
    for other in STARTS:
        if other == law:
            continue
        gain = fit(other, counts) - own  # of one person in each bin
        mean = (counts * gain).sum() / n
        spread = np.sqrt(max((counts * (gain - mean) ** 2).sum() / n, 1e-300))
        if np.sqrt(n) * mean / spread > significance:
            return True
    return False

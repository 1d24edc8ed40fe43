"""How good a model is, from answers that it had no part in choosing; each number with its interval.

Functions of answers and guesses; which items they may come from is the business of who calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

FEWEST = 50
"""Of fewer answers no number is told: it would be read as more than it is."""
FEWEST_OF_EACH = 5
"""Of a label with fewer answers nobody knows how good the model is; macro-F1 counts it like any other."""

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and how sure it is.

    Parameters
    ----------
    value
        From 0 to 1; NaN where there is too little to tell.
    low, high
        The interval's ends.
    n
        From so many answers.
    level
        How often such an interval holds the true number.
    """

    value: float
    low: float
    high: float
    n: int
    level: float = 0.95

    def __str__(self) -> str:
        if np.isnan(self.value):
            return f"too few to tell ({self.n} so far)"
        return f"{self.value:.0%} ({self.low:.0%} to {self.high:.0%}, from {self.n})"


def too_few(n: int, level: float = 0.95) -> Estimate:
    """Return the estimate that tells nothing."""
    return Estimate(float("nan"), float("nan"), float("nan"), n, level)


def share(right: Truths, *, level: float = 0.95) -> Estimate:
    """Estimate how often something holds, with Wilson's interval.

    Parameters
    ----------
    right
        Shape (n,): whether it held, in n independent cases.
    level
        Of the interval.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", *JASA* 22 (1927);
    L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a binomial proportion", *Statistical
    Science* 16 (2001), who compare it with others.
    """
    n = len(right)
    if n == 0:
        return too_few(0, level)
    z = float(ndtri((1 + level) / 2))
    p = float(np.mean(right))
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = float(max(0.0, middle - half)), float(min(1.0, middle + half))
    return Estimate(p, low, high, n, level)


def resampled(
    measure: Callable[[npt.NDArray[Any], npt.NDArray[Any]], float],
    answers: npt.NDArray[Any],
    guesses: npt.NDArray[Any],
    *,
    level: float = 0.95,
    seed: int = 0,
) -> Estimate:
    """Estimate any measure of answers and guesses, with the percentile bootstrap.

    Parameters
    ----------
    measure
        Of two arrays of one length, such as macro-F1.
    answers, guesses
        Shape (n, …) each.
    seed
        Of the resampling, so that the same answers give the same interval.

    References
    ----------
    B. Efron and R. Tibshirani, *An Introduction to the Bootstrap* (1993), ch. 13.
    """
    n = len(answers)
    if n == 0:
        return too_few(0, level)
    draws = np.random.default_rng(seed).integers(n, size=(_RESAMPLES, n))
    values = np.array([measure(answers[draw], guesses[draw]) for draw in draws])
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(measure(answers, guesses), float(low), float(high), n, level)


def macro_f1(answers: npt.NDArray[Any], guesses: npt.NDArray[Any]) -> float:
    """Return the mean over the labels that occur in either of the harmonic mean of precision and recall.

    Parameters
    ----------
    answers, guesses
        Shape (n,) label numbers, or (n, n_labels) of true and false where several may be chosen.
    """
    if answers.ndim == 1:
        found = np.union1d(answers, guesses)
        answers, guesses = answers[:, None] == found, guesses[:, None] == found
    both = np.sum(answers & guesses, axis=0)
    either = np.sum(answers, axis=0) + np.sum(guesses, axis=0)
    occurs = either > 0
    if not occurs.any():
        return float("nan")
    return float(np.mean(2 * both[occurs] / either[occurs]))

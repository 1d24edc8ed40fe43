"""Estimates how good a model is, each number with its interval, from answers that it did not choose.

Functions of answers and guesses. The caller decides which items they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

FEWEST = 50
"""The fewest answers for an estimate: with fewer, people would read too much into the number."""
FEWEST_OF_EACH = 5
"""The fewest answers of each label for macro-F1, which counts rare labels like any other."""

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and how sure it is.

    Parameters
    ----------
    value
        From 0 to 1; NaN for too few answers.
    low, high
        Ends of the interval.
    n
        The number of answers behind it.
    level
        How often such an interval holds the true number.
    """

    value: float
    low: float
    high: float
    n: int
    level: float = 0.95

    def __repr__(self) -> str:
        return f"Estimate({self})"

    def __str__(self) -> str:
        if np.isnan(self.value):
            return f"too few to tell ({self.n} so far)"
        return f"{self.value:.0%} ({self.low:.0%} to {self.high:.0%}, from {self.n})"


def too_few(n: int, level: float = 0.95) -> Estimate:
    """Return the estimate for too few answers."""
    return Estimate(float("nan"), float("nan"), float("nan"), n, level)


def share(right: Truths, *, level: float = 0.95) -> Estimate:
    """Estimate how often something holds, with Wilson's interval.

    Parameters
    ----------
    right
        Shape (n,): True where it held, in n independent cases.
    level
        Confidence level of the interval.

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
        A function of two arrays of the same length, such as macro-F1.
    answers, guesses
        Shape (n, …) each.
    seed
        Seed of the resampling, so that the same answers give the same interval.

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
    """Return the mean F1 (harmonic mean of precision and recall) over the labels in answers or guesses.

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

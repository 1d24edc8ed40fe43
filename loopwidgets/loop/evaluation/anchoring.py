"""Measures how much answers lean toward a suggestion because it was seen.

Some items, drawn by lot, are asked without their suggestion. Seeing the suggestion explains any difference
between them and the others. A function of answers; other modules know who was shown what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loopwidgets.loop.evaluation.estimates import Estimate, Truths, share

FEWEST = 20
"""The fewest answers with a suggestion, and without, for a result."""


@dataclass(frozen=True, slots=True)
class Anchoring:
    """How often answers match the model's guess, with the guess in sight and without.

    Parameters
    ----------
    seen, blind
        The share of matches when the suggestion was seen, and when it was held back.
    shift
        The difference, with its interval: how much more often they match because it was seen.
    """

    seen: Estimate
    blind: Estimate
    shift: Estimate

    @property
    def is_found(self) -> bool:
        """True if the interval leaves out zero: seeing the suggestion did shift the answers."""
        return bool(self.shift.low > 0)

    def __str__(self) -> str:
        if np.isnan(self.shift.value):
            return (
                f"Too few answers to tell: {self.seen.n} with a suggestion and {self.blind.n} without; "
                f"{FEWEST} of each are needed."
            )
        so = (
            f"You agree with the model in {self.seen.value:.0%} of the items where you see its suggestion, "
            f"and in {self.blind.value:.0%} where you do not: {self.shift.value:+.0%} "
            f"({self.shift.low:+.0%} to {self.shift.high:+.0%})."
        )
        if self.is_found:
            return f"{so} Seeing it sways your answers."
        if self.shift.high < 0:
            return f"{so} Seeing it moves your answers away from it."
        return f"{so} That may be chance: there is no sign that seeing it sways your answers."

    __repr__ = __str__


def anchoring(agrees: Truths, seen: Truths, *, level: float = 0.95) -> Anchoring:
    """Compare answers to items whose suggestion was seen with answers to items asked without it.

    Parameters
    ----------
    agrees
        Shape (n,): True where the answer matches the model's guess.
    seen
        Shape (n,): True where the guess was shown; drawn by lot for each item.
    level
        Confidence level of the intervals.

    Returns
    -------
    Anchoring
        ``shift`` is NaN with fewer than `FEWEST` answers of either kind.

    References
    ----------
    J. Beck, S. Eckman, C. Kern and F. Kreuter, "Bias in the loop: how humans evaluate AI-generated
    suggestions" (2025); R. G. Newcombe, "Interval estimation for the difference between independent
    proportions", *Statistics in Medicine* 17 (1998), method 10.
    """
    with_it, without = share(agrees[seen], level=level), share(agrees[~seen], level=level)
    n = with_it.n + without.n
    if min(with_it.n, without.n) < FEWEST:
        nothing = float("nan")
        return Anchoring(with_it, without, Estimate(nothing, nothing, nothing, n, level))
    shift = with_it.value - without.value
    down = np.hypot(with_it.value - with_it.low, without.high - without.value)
    up = np.hypot(with_it.high - with_it.value, without.value - without.low)
    return Anchoring(
        with_it, without, Estimate(shift, float(shift - down), float(shift + up), n, level)
    )

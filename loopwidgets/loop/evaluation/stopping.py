"""Advises when more labels would change little: a sentence, never a gate.

Functions of the results of the rounds so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.data.text_folding import preview

Floats = npt.NDArray[np.float64]

STABLE = 0.99
"""Agreement between two rounds from which guesses hardly change any more."""
ROUNDS = 3
"""The number of rounds over which agreement is averaged."""
UNSURE = 0.6
"""A model this unsure of open items, on average, has hardly begun, settled or not."""
RARE = 5
"""With fewer answers of a label a model knows next to nothing of it, however settled its guesses are."""
SMALL = 0.005
"""An expected gain that is not worth 100 labels to most."""
NEXT = 100
"""The number of further labels whose gain is estimated."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The reasons for going on.

    Parameters
    ----------
    agreement
        Cohen's kappa between the guesses of successive rounds, the mean of the last `ROUNDS`. NaN before,
        and where all guesses are the same.
    uncertainty
        How unsure the model is of open items: from 0 (sure of all) to 1 (as by chance). NaN without open
        items.
    gain
        The likely gain in the score from the next `NEXT` labels; NaN while it is unknown.
    rarest
        The label with the fewest answers, of those that were given, and its number of answers.
    """

    agreement: float
    uncertainty: float
    gain: float
    rarest: tuple[str, int] = ("", RARE)

    @property
    def may_stop(self) -> bool:
        """True if guesses have settled, most are sure, each label is known, and little is to be gained."""
        little = bool(self.gain < SMALL)  # False for NaN
        return self.agreement >= STABLE and little and not self._is_unsure and not self._is_rare

    @property
    def _is_unsure(self) -> bool:
        return bool(self.uncertainty >= UNSURE)  # False for NaN: nothing is open

    @property
    def _is_rare(self) -> bool:
        return self.rarest[1] < RARE

    def __str__(self) -> str:
        if np.isnan(self.agreement):
            return "Too early to tell whether more labels would help."
        if self.agreement < STABLE:
            return f"The model is still changing. More labels will help{self._gain()}."
        if self.may_stop:
            return f"The model has settled over the last {ROUNDS} rounds. You could stop here{self._gain()}."
        return f"The model has settled, but {self._but()}{self._gain()}."

    def _but(self) -> str:
        if self._is_rare:
            name, n = self.rarest
            return (
                f"only {n} {'answer is' if n == 1 else 'answers are'} {preview(name)}. More labels will "
                "help"
            )
        if self._is_unsure:
            return (
                f"it is unsure of the open items ({self.uncertainty:.0%} on average). More labels will "
                "help"
            )
        if np.isnan(self.gain):
            return "too few tested answers show how good it is"
        return "more labels still help"

    def _gain(self) -> str:
        if np.isnan(self.gain):
            return ""
        return f"; the next {NEXT} labels are likely to add {max(0.0, self.gain):.1%}"


def agreement(before: Codes, after: Codes) -> float:
    """Return Cohen's kappa between two sets of guesses: 1 where they agree, 0 as by chance.

    NaN where all are the same label: kappa is not defined then.

    Parameters
    ----------
    before, after
        Shape (n_items,): the most probable label of the same items, in two rounds.

    References
    ----------
    M. Bloodgood and K. Vijay-Shanker, "A method for stopping active learning based on stabilizing
    predictions", *CoNLL* (2009).
    """
    if len(before) == 0:
        return float("nan")
    many = int(max(before.max(), after.max())) + 1
    same = float(np.mean(before == after))
    shares = [np.bincount(guesses, minlength=many) / len(guesses) for guesses in (before, after)]
    chance = float(shares[0] @ shares[1])
    return float("nan") if chance >= 1 else (same - chance) / (1 - chance)


def expected_gain(n_labels: Sequence[int], scores: Sequence[float], *, more: int = NEXT) -> float:
    """Return the likely gain from further labels, by a power law through the learning curve.

    Parameters
    ----------
    n_labels, scores
        Shape (n_rounds,): the number of labels in each round, and the model's score.
    more
        The number of further labels.

    Returns
    -------
    float
        NaN with fewer than four rounds, or without a visible curve.

    References
    ----------
    C. Cortes et al., "Learning curves: asymptotic values and rate of convergence", *NIPS* (1993).
    """
    from scipy.optimize import curve_fit

    counts, values = np.asarray(n_labels, dtype=float), np.asarray(scores, dtype=float)
    known = np.isfinite(values) & (counts > 0)
    counts, values = counts[known], values[known]
    if len(np.unique(counts)) < 4:
        return float("nan")

    def curve(n: Floats, best: float, loss: float, rate: float) -> Floats:
        return np.asarray(best - loss * n**-rate)

    first = (min(1.0, float(values.max()) + 0.02), 1.0, 0.5)
    try:
        found, _ = curve_fit(
            curve, counts, values, p0=first, bounds=([0, 0, 0.05], [1, 10, 2]), maxfev=5000
        )
    except (RuntimeError, ValueError):
        return float("nan")
    last = float(counts.max())
    return float(curve(np.array(last + more), *found) - curve(np.array(last), *found))

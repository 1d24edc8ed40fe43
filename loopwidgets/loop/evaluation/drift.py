"""Finds changes in answers over time: label shares and agreement in successive parts, tested against chance.

A function of answers in the order in which they were given. It can't know why something changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.text_folding import preview
from loopwidgets.loop.evaluation.estimates import Truths, share
from loopwidgets.loop.learner import ChosenLabels

PARTS = 5
"""The most parts of the answers."""
FEWEST = 20
"""The fewest answers in each part."""
_EXPECTED = 5
"""The fewest of either kind in each part for a valid chi-square test (Cochran's rule)."""
_LEVEL = 0.05

SHARES = ("part", "begun", "ended", "n", "label", "share", "low", "high")
AGREEMENT = ("part", "begun", "ended", "n", "share", "low", "high")


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """The changes over time.

    Parameters
    ----------
    shares
        How often each label was chosen in each part: columns `SHARES`.
    agreement
        How often answers match the model's guesses, in each part: columns `AGREEMENT`.
    sentences
        A sentence for each change beyond chance; none where nothing changed.
    n_tested
        How many changes could be tested; 0 where there are too few answers.
    """

    shares: pd.DataFrame
    agreement: pd.DataFrame
    sentences: tuple[str, ...]
    n_tested: int


@dataclass(frozen=True, slots=True)
class _Change:
    chance: float
    sentence: str


def drift(
    chosen: ChosenLabels, agrees: Truths, judged: Truths, at: pd.Series, names: Sequence[str]
) -> Drift:
    """Compare successive equal parts of the answers, at most `PARTS`, of at least `FEWEST` answers each.

    Each label has a chi-square test (chosen or not, by part), and so has the agreement. Holm's correction
    is for their number: where nothing changes, a false sentence appears in at most one of twenty cases.
    There is no test where a part expects fewer than five of either kind. Intervals are Wilson's.

    Parameters
    ----------
    chosen
        Shape (n, n_labels): True where a label was chosen.
    agrees
        Shape (n,): True where the answer matches the guess of a model that did not learn from it.
    judged
        Shape (n,): True where ``agrees`` is known.
    at
        Shape (n,): when the answers were given.
    names
        Shape (n_labels,): names of the labels.

    References
    ----------
    W. G. Cochran, "Some methods for strengthening the common χ² tests", *Biometrics* 10 (1954); S. Holm, "A
    simple sequentially rejective multiple test procedure", *Scandinavian Journal of Statistics* 6 (1979).
    """
    sequence = np.argsort(at.to_numpy(), kind="stable")
    n_parts = min(PARTS, len(sequence) // FEWEST)
    if n_parts < 2:
        nothing = [pd.DataFrame(columns=list(columns)) for columns in (SHARES, AGREEMENT)]
        return Drift(nothing[0], nothing[1], (), 0)
    parts = np.array_split(sequence, n_parts)
    used = np.flatnonzero(chosen.any(axis=0)).tolist()
    shares, agreement = [], []
    for number, part in enumerate(parts, start=1):
        when = (number, at.iloc[part[0]], at.iloc[part[-1]])
        for label in used:
            one = share(chosen[part, label])
            shares.append((*when, one.n, names[label], one.value, one.low, one.high))
        one = share(agrees[part][judged[part]])
        agreement.append((*when, one.n, one.value, one.low, one.high))
    alone = (chosen.sum(axis=1) == 1).all()
    # With two labels, each share is 1 minus the other.
    tested = used[:1] if len(used) == 2 and alone else used
    changes = [_of_label(names[label], [chosen[part, label] for part in parts]) for label in tested]
    changes.append(_of_agreement([agrees[part][judged[part]] for part in parts]))
    found = [change for change in changes if change is not None]
    return Drift(
        pd.DataFrame(shares, columns=list(SHARES)),
        pd.DataFrame(agreement, columns=list(AGREEMENT)),
        tuple(change.sentence for change in _beyond_chance(found)),
        len(found),
    )


def _of_label(name: str, parts: Sequence[Truths]) -> _Change | None:
    chance = _chi_square(parts)
    if chance is None:
        return None
    (one, before), (other, after) = _ends(parts)
    return _Change(
        chance,
        f"You chose {preview(name)} in {before:.0%} of part {one} and in {after:.0%} of part {other}. "
        "That is more than chance: the items may differ, or you use the label differently now.",
    )


def _of_agreement(parts: Sequence[Truths]) -> _Change | None:
    chance = _chi_square(parts)
    if chance is None:
        return None
    (one, before), (other, after) = _ends(parts)
    why = (
        "later items may be harder, or you were tired"
        if after < before
        else "later items may be easier, or the labels are clearer to you now"
    )
    return _Change(
        chance,
        f"The model guessed your answer in {before:.0%} of part {one} and in {after:.0%} of part {other}. "
        f"That is more than chance: {why}.",
    )


def _chi_square(parts: Sequence[Truths]) -> float | None:
    """Return how probable such a difference between parts is by chance; None for too few answers."""
    from scipy.special import chdtrc

    sizes = np.array([len(part) for part in parts], dtype=np.float64)
    if not sizes.all():
        return None
    counts = np.array([part.sum() for part in parts], dtype=np.float64)
    overall = counts.sum() / sizes.sum()
    if sizes.min() * min(overall, 1 - overall) < _EXPECTED:
        return None
    statistic = ((counts - sizes * overall) ** 2 / (sizes * overall * (1 - overall))).sum()
    return float(chdtrc(len(parts) - 1, statistic))


def _ends(parts: Sequence[Truths]) -> tuple[tuple[int, float], tuple[int, float]]:
    """Return the parts with the lowest and the highest share, the earlier part first."""
    means = np.array([part.mean() for part in parts])
    first, last = sorted((int(means.argmin()), int(means.argmax())))
    return (first + 1, float(means[first])), (last + 1, float(means[last]))


def _beyond_chance(changes: Sequence[_Change]) -> list[_Change]:
    """Return the changes that exceed chance after Holm's correction, in their first order."""
    ranked: npt.NDArray[np.int64] = np.argsort([change.chance for change in changes], kind="stable")
    kept: set[int] = set()
    for rank, place in enumerate(ranked.tolist()):
        if changes[place].chance > _LEVEL / (len(changes) - rank):
            break
        kept.add(place)
    return [change for place, change in enumerate(changes) if place in kept]

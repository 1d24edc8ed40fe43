"""Asks by default: first for items unlike all answers and yet not odd, then where the model hesitates.

It asks about doubts sooner where the answers show that a label is rare: they are the items most like it.
``docs/loop-explained.md`` lists the strategies that were tried before it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import entr

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Places
from loopwidgets.loop.learner import ChosenLabels
from loopwidgets.loop.strategies.diverse import Diverse
from loopwidgets.loop.strategies.margin import margin
from loopwidgets.loop.strategies.scored import Scored
from loopwidgets.loop.strategies.strategy import Floats, Pool
from loopwidgets.loop.strategies.typical import Typical, nearest_to_mean, sampled

_WARM = 100
"""The answers from which on only the model's doubts are asked about: earlier doubts are mostly ignorance."""
_RARE = 0.75
"""A label is rare if it has less than this part of an even share of the answers, or was not found yet."""
_FOR_EACH = 25
"""Answers that cover the data for each label beyond the first, before a rare label is looked for."""
_TURN = 3
"""While it is looked for, each third item still covers the data: labels have parts that no answer shows."""
_LONELY = 0.2
"""Share of the items, those farthest from their neighbours, in which labels are not searched for."""
_LONELY_EMBEDDED = 0.1
"""The same for embeddings: odd items pull their clusters less than their borders."""
_NEIGHBOURS = 10
_COMPARED = 5_000
"""The most items among which neighbours are searched; of more, a sample."""


class Robust:
    """Covers the data to its borders, then asks at the borders between labels.

    The items farthest from all answers have the labels that are still missing. Some of them are odd and fit
    nowhere. So items far from all others wait until there is a model that hesitates. The borders of
    embeddings hold odd items. There the strategy asks about the middles of clusters without an answer.

    Covering the data meets few items of a rare label. Once some were found, the items that the model
    hesitates about are those most like them. So a rare label needs no search of its own.
    """

    name: str = "default"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places: those that cover the data, those that the model doubts, or both in turn."""
        if pool.pred_probs is None:
            return _covering(pool, count)
        turns = covers(pool.answers, pool.pred_probs.shape[1], count)
        if turns.all():
            return _covering(pool, count)
        chosen = np.empty(count, dtype=np.int64)
        if turns.any():
            chosen[turns] = _covering(pool, int(turns.sum()))
        doubts = Scored("margin", margin).choose(pool, count)
        chosen[~turns] = doubts[~np.isin(doubts, chosen[turns])][: int((~turns).sum())]
        return chosen


def covers(answers: Codes | ChosenLabels, n_labels: int, count: int) -> npt.NDArray[np.bool_]:
    """Tell which of the next items cover the data; the others are those that the model doubts.

    All do, until a label is rare and there are enough answers for the labels that they are spread over. Two
    equally frequent labels are two. Two labels, the rarer with a tenth of the answers, are 1.4 (the Hill
    number of order 1).

    Parameters
    ----------
    answers
        The answers that the model learned from, as in `Pool`.
    n_labels
        How many labels there are.
    count
        The number of items.

    References
    ----------
    M. O. Hill, "Diversity and evenness: a unifying notation and its consequences", *Ecology* 54 (1973).
    """
    if len(answers) >= _WARM:
        return np.zeros(count, dtype=bool)
    shares = _shares(answers, n_labels)
    is_rare = shares.min(axis=0) * len(shares) < _RARE
    beyond_the_first = float((np.exp(entr(shares).sum(axis=0)) - 1).sum())
    if not is_rare.any() or len(answers) < _FOR_EACH * beyond_the_first:
        return np.ones(count, dtype=bool)
    return np.asarray((len(answers) + np.arange(1, count + 1)) % _TURN == 0)


def _shares(answers: Codes | ChosenLabels, n_labels: int) -> Floats:
    """Return the share of each label: shape (n_labels, 1), or (2, n_labels) of yes and no for each label."""
    many = max(len(answers), 1)
    if answers.ndim == 1:
        return np.asarray(np.bincount(answers, minlength=n_labels)[:, None] / many)
    chosen = answers.sum(axis=0) / many
    return np.array([chosen, 1 - chosen])


def _covering(pool: Pool, count: int) -> Codes:
    """Return places unlike all answers and yet not odd."""
    embedded = pool.features.embedded
    cover = Typical(nearest_to_mean) if embedded else Diverse()
    seen, rows = sampled(pool)
    near = seen[_in_company(rows, _LONELY_EMBEDDED if embedded else _LONELY, pool.rng)]
    if len(near) < count:
        return cover.choose(pool, count)
    within = replace(pool, features=pool.features[near], pred_probs=None)
    return near[cover.choose(within, count)]


def _in_company(rows: Places, lonely: float, rng: np.random.Generator) -> Codes:
    """Return all rows but those farthest from their neighbours."""
    from sklearn.neighbors import NearestNeighbors

    others = rows
    if len(rows) > _COMPARED:
        others = rows[rng.choice(len(rows), _COMPARED, replace=False)]
    many = min(_NEIGHBOURS + 1, len(others))
    distances, _ = NearestNeighbors(n_neighbors=many).fit(others).kneighbors(rows)
    alone = distances.mean(axis=1)
    return np.flatnonzero(alone <= np.quantile(alone, 1 - lonely))

"""Asks by default: first for items unlike all answers and yet not odd, then where the model hesitates.

``docs/loop-explained.md`` lists the strategies that were tried before it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Places
from loopwidgets.loop.strategies.diverse import Diverse
from loopwidgets.loop.strategies.margin import margin
from loopwidgets.loop.strategies.scored import Scored
from loopwidgets.loop.strategies.strategy import Pool
from loopwidgets.loop.strategies.typical import Typical, nearest_to_mean, sampled

COLD = 100
"""The fewest answers before the model's doubts are asked about: earlier doubts are mostly ignorance."""
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
    """

    name: str = "default"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places by the number of answers: first those that cover the data, then doubtful ones."""
        if pool.pred_probs is not None and len(pool.labeled) >= COLD:
            return Scored("margin", margin).choose(pool, count)
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

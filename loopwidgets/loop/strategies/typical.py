"""Asks first for items like many others: for the beginning, when a model knows too little to choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Places
from loopwidgets.loop.strategies.strategy import Pool

MOST = 20_000
"""The most items that are clustered; of more, a sample."""
_NEIGHBOURS = 20


class Typical:
    """Chooses, from the largest clusters without an answer, the item with the nearest neighbours.

    Parameters
    ----------
    pick
        Chooses another row of a cluster instead.

    References
    ----------
    G. Hacohen, A. Dekel and D. Weinshall, "Active learning on a budget: opposite strategies suit high and low
    budgets", *ICML* (2022).
    """

    name: str = "typical"

    def __init__(self, pick: Callable[[Places], int] | None = None) -> None:
        self._pick = pick or _most_typical

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return one place from each of the largest clusters that no answer covers."""
        seen, rows = sampled(pool)
        labeled = pool.labeled.places
        clusters = clustered(np.vstack([rows, labeled]), len(labeled) + count, pool.rng)
        own, covered = clusters[: len(rows)], clusters[len(rows) :]
        many = int(clusters.max()) + 1
        answers = np.bincount(covered, minlength=many)
        sizes = np.bincount(own, minlength=many)
        chosen: list[int] = []
        for cluster in np.lexsort((-sizes, answers)):
            members = np.flatnonzero(own == cluster)
            if len(members) and len(chosen) < count:
                chosen.append(int(members[self._pick(rows[members])]))
        left = np.setdiff1d(np.arange(len(rows)), chosen)
        more = pool.rng.permutation(left)[: count - len(chosen)]
        places = np.concatenate([np.array(chosen, dtype=np.int64), more])
        return np.asarray(seen[places], dtype=np.int64)


def sampled(pool: Pool) -> tuple[Codes, Places]:
    """Return at most `MOST` places of a pool, and their features."""
    places = np.arange(len(pool), dtype=np.int64)
    if len(pool) > MOST:
        places = np.sort(pool.rng.choice(len(pool), MOST, replace=False)).astype(np.int64)
    return places, pool.features.places[places]


def clustered(rows: Places, count: int, rng: np.random.Generator) -> Codes:
    """Return the cluster of each row, of ``count`` at most."""
    from sklearn.cluster import KMeans, MiniBatchKMeans

    many = max(1, min(count, len(np.unique(rows, axis=0))))
    kind: Any = KMeans if many <= 50 else MiniBatchKMeans
    made = kind(many, n_init=1, random_state=int(rng.integers(2**31)))
    return np.asarray(made.fit_predict(rows), dtype=np.int64)


def nearest_to_mean(rows: Places) -> int:
    """Return the row in the middle of all."""
    return int(np.linalg.norm(rows - rows.mean(axis=0), axis=1).argmin())


def _most_typical(rows: Places) -> int:
    from sklearn.neighbors import NearestNeighbors

    near = min(_NEIGHBOURS, len(rows))
    distances, _ = NearestNeighbors(n_neighbors=near).fit(rows).kneighbors(rows)
    return int(np.argmin(distances.mean(axis=1)))

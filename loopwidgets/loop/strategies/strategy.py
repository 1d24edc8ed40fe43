"""What every query strategy has in common: the seam behind which a new one is one file.

A strategy says which items to ask about, and in what order; it trains nothing and knows no project.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Features, Matrix
from loopwidgets.loop.learner import Chosen

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """What a strategy may look at.

    Parameters
    ----------
    features
        Of the items that may be asked about: a `Features`, of n_items rows.
    pred_probs
        Shape (n_items, n_labels): what the model makes of them; None as long as there is no model. Where
        several labels may be chosen, two columns: the label that it is least sure of, and the contrary.
    labeled
        Of the items that the model learned from: a `Features`, of n_labeled rows.
    answers
        Shape (n_labeled,): the label of each, as a number; where several may be chosen, shape
        (n_labeled, n_labels): whether each was.
    model
        The model, not fitted: for strategies that train some of their own.
    rng
        Where chance is wanted.
    """

    features: Features
    pred_probs: Floats | None
    labeled: Features
    answers: Codes | Chosen
    model: Any
    rng: np.random.Generator

    def __len__(self) -> int:
        return len(self.features)


class QueryStrategy(Protocol):
    """Which items to ask about."""

    name: str

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places in the pool, the first ones to be asked first.

        Parameters
        ----------
        pool
            With at least ``count`` items.
        count
            How many to ask about before the model has learned more.
        """
        ...


Score: TypeAlias = Callable[[Floats, Matrix], Any]

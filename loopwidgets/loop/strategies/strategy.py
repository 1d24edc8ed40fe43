"""Defines what every query strategy has in common, so that a new strategy is a single file.

A strategy returns the items to ask about, in order. It trains nothing and knows no project.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Features, Matrix
from loopwidgets.loop.learner import ChosenLabels

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """The input of a strategy.

    Parameters
    ----------
    features
        `Features` of the items that may be asked about, n_items rows.
    pred_probs
        Shape (n_items, n_labels): the model's probabilities; None while there is no model. Where several
        labels may be chosen, two columns: for the label that the model is least sure of, and 1 minus it.
    labeled
        `Features` of the items that the model learned from, n_labeled rows.
    answers
        Shape (n_labeled,): the label of each, as a number. Where several may be chosen, shape (n_labeled,
        n_labels): True where a label was chosen.
    model
        The model, not fitted: for strategies that train copies of it.
    rng
        The source of randomness.
    """

    features: Features
    pred_probs: Floats | None
    labeled: Features
    answers: Codes | ChosenLabels
    model: Any
    rng: np.random.Generator

    def __len__(self) -> int:
        return len(self.features)


class QueryStrategy(Protocol):
    """Chooses the items to ask about."""

    name: str

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places in the pool, in the order in which to ask.

        Parameters
        ----------
        pool
            With at least ``count`` items.
        count
            The number of items to ask about before the model has learned more.
        """
        ...


Score: TypeAlias = Callable[[Floats, Matrix], Any]

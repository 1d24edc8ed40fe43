"""Asks where the most probable label is least probable."""

from __future__ import annotations

import numpy as np

from loopwidgets.loop.features.features import Matrix
from loopwidgets.loop.strategies.strategy import Floats


def least_confident(pred_probs: Floats, features: Matrix) -> Floats:  # noqa: ARG001
    """Return one minus the probability of the most probable label.

    References
    ----------
    D. Lewis and W. Gale, "A sequential algorithm for training text classifiers", *SIGIR* (1994).
    """
    return np.asarray(1 - pred_probs.max(axis=1))

"""Asks where the two most probable labels are closest."""

from __future__ import annotations

import numpy as np

from loopwidgets.loop.features.features import Matrix
from loopwidgets.loop.strategies.strategy import Floats


def margin(pred_probs: Floats, features: Matrix) -> Floats:  # noqa: ARG001
    """Return how close the two most probable labels are: 1 if they are equal, 0 if the first is certain.

    References
    ----------
    T. Scheffer, C. Decomain and S. Wrobel, "Active hidden Markov models for information extraction", *IDA*
    (2001).
    """
    best = np.partition(pred_probs, -2, axis=1)[:, -2:]
    return np.asarray(1 - (best[:, 1] - best[:, 0]))

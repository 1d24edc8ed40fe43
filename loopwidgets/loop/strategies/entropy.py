"""Asks where the model knows least, over all labels."""

from __future__ import annotations

import numpy as np

from loopwidgets.loop.features.features import Matrix
from loopwidgets.loop.strategies.strategy import Floats


def entropy(pred_probs: Floats, features: Matrix) -> Floats:  # noqa: ARG001
    """Return the entropy of the probabilities, in nats.

    References
    ----------
    B. Settles, "Active learning literature survey", University of Wisconsin, Madison (2009), sec. 3.1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(pred_probs > 0, pred_probs * np.log(pred_probs), 0.0)
    return np.asarray(-terms.sum(axis=1))

"""Chooses the model that fits the features, where a user names none."""

from __future__ import annotations

from typing import Any

import numpy as np

from loopwidgets.loop.features.features import Features, is_wide


def default_model(features: Features) -> Any:
    """Return a classifier that suits features: the wider they are, the more closely it may follow answers."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from loopwidgets.loop.models import TableClassifier, WideLogistic

    if features.tabular:
        return TableClassifier()
    matrix = features.matrix
    if is_wide(matrix):
        return WideLogistic(C=100)
    lengths = np.linalg.norm(matrix[:1000], axis=1)
    if len(lengths) and np.ptp(lengths) < 0.01 * lengths.mean():  # embeddings, all of one length
        return WideLogistic(C=4, balance=1)
    if features.embedded:  # once scaled, the square of a row's length is how many columns there are
        return make_pipeline(StandardScaler(), WideLogistic(C=4 / matrix.shape[1], balance=1))
    return make_pipeline(StandardScaler(), WideLogistic(C=10))

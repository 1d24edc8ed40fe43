"""What the loop begins with where a user names nothing: features that fit the items, and a model."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from loopwidgets.errors import InputError
from loopwidgets.loop.features.features import Features, Tell, is_wide, nobody
from loopwidgets.loop.features.inputs import Shown, Texts, Values
from loopwidgets.views import View, fitting

_logger = logging.getLogger(__name__)


def default_features(shown: Shown, view: View | None = None, tell: Tell = nobody) -> Features:
    """Return features of items by how they are shown.

    Parameters
    ----------
    shown
        The columns that items show, a row for each item.
    view
        How they are shown; what fits the columns when None.
    tell
        Is told how far it is, from 0 to 1.
    """
    if view is None:
        frame = shown.part(slice(None))
        view = fitting([frame.iloc[:, place] for place in range(frame.shape[1])])
    if view.kind == "record":
        from loopwidgets.loop.features.tables import record_features

        return record_features(shown, tell)
    if view.kind == "image":
        from loopwidgets.loop.features.images import image_features

        return image_features(Values(shown), tell)
    from loopwidgets.loop.features.embeddings import at_hand
    from loopwidgets.loop.features.texts import text_features
    from loopwidgets.loop.meanings import meanings

    name = at_hand()
    if name is not None:
        try:
            return meanings(Texts(shown), name, tell)
        except InputError as error:  # it is here, and does not run
            _logger.warning("Words are looked at instead of meanings. %s", error)
    return text_features(Texts(shown), tell)


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

"""Learns from answers, and returns how probable each label is, in the order of the labels.

It wraps any model with scikit-learn's ``fit`` and ``predict_proba``. The caller chooses the answers.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError

Floats = npt.NDArray[np.float64]
ChosenLabels = npt.NDArray[np.bool_]

_CHUNK = 20_000
"""Items that are scored at a stretch."""


class NothingToLearnError(Exception):
    """The answers do not tell two labels apart yet."""


class Learner:
    """A single model, or a model for each label where several may be chosen.

    Parameters
    ----------
    model
        With ``fit`` and ``predict_proba``; it is copied, never fitted itself.
    n_labels
        How many labels there are.
    """

    def __init__(self, model: Any, n_labels: int) -> None:
        self._model = model
        self._n_labels = n_labels
        self._fitted: list[tuple[int, Any]] = []
        self._constant: Floats = np.zeros(n_labels)

    def fit(self, features: Any, answers: Codes | ChosenLabels) -> Learner:
        """Learn from answers.

        Parameters
        ----------
        features
            Shape (n, n_features).
        answers
            Shape (n,): the number of each item's label. Or (n, n_labels): True where a label was chosen.

        Raises
        ------
        NothingToLearnError
            If all answers are the same.
        InputError
            If the model does not work as it should.
        """
        self._fitted = []
        if answers.ndim == 1:
            if len(np.unique(answers)) < 2:
                raise NothingToLearnError
            self._fitted = [(-1, self._fit_one(features, answers))]
            return self
        for label in range(self._n_labels):
            column = answers[:, label]
            if column.all() or not column.any():
                self._constant[label] = float(column.any())
            else:
                self._fitted.append((label, self._fit_one(features, column.astype(np.int64))))
        if not self._fitted:
            raise NothingToLearnError
        return self

    def pred_probs(self, features: Any) -> Floats:
        """Return how probable each label is: shape (n, n_labels), columns in the order of the labels.

        A label that was never answered has 0. Where several may be chosen, the rows need not sum to one.
        """
        starts = range(0, features.shape[0], _CHUNK)
        parts = [self._of_chunk(features[start : start + _CHUNK]) for start in starts]
        return np.vstack(parts) if parts else np.zeros((0, self._n_labels))

    def _fit_one(self, features: Any, answers: Codes | ChosenLabels) -> Any:
        model = fresh(self._model)
        try:
            model.fit(features, answers)
        except TypeError as error:
            if not sp.issparse(features) or "dense" not in str(error):
                raise
            name = type(model).__name__
            raise InputError(
                f"model: {name} takes no sparse features, and the default features of texts are sparse. "
                "Use a model that does, such as LogisticRegression, or dense features=, or "
                f"make_pipeline(TruncatedSVD(100), {name}())"
            ) from error
        if not hasattr(model, "classes_"):
            raise InputError(
                f"model: {type(model).__name__} has no classes_ after fit; expected those of scikit-learn"
            )
        return model

    def _of_chunk(self, chunk: Any) -> Floats:
        result = np.tile(self._constant, (chunk.shape[0], 1))
        for label, model in self._fitted:
            found = np.asarray(model.predict_proba(chunk), dtype=np.float64)
            classes = self._numbers(model, label)
            if found.shape != (chunk.shape[0], len(classes)):
                raise InputError(
                    f"model: predict_proba gave shape {found.shape}, expected "
                    f"{(chunk.shape[0], len(classes))}"
                )
            if not (np.isfinite(found).all() and (found >= 0).all() and (found <= 1 + 1e-6).all()):
                raise InputError(
                    "model: predict_proba gave values that are no probabilities from 0 to 1"
                )
            if label < 0:
                result[:, classes] = found
            else:
                result[:, label] = found[:, classes.tolist().index(1)]
        return result

    def _numbers(self, model: Any, label: int) -> Codes:
        """Return the number of the label of each of the model's columns."""
        most = self._n_labels if label < 0 else 2
        classes = np.asarray(model.classes_)
        if not (
            np.issubdtype(classes.dtype, np.number) and np.isin(classes, np.arange(most)).all()
        ):
            raise InputError(
                f"model: expected classes_ to be numbers that it learned from, 0 to {most - 1}, got "
                f"{classes.tolist()!r:.200}"
            )
        return classes.astype(np.int64)


def fresh(model: Any) -> Any:
    """Return a copy that has learned nothing, as far as the model knows how."""
    if hasattr(model, "get_params"):
        from sklearn.base import clone

        return clone(model)
    return copy.deepcopy(model)


def check_model(model: Any) -> None:
    """Raise `InputError` where a model lacks a method that is needed."""
    if isinstance(model, type):
        raise InputError(f"model: expected an object, got the class {model.__name__}; add ()")
    missing = [
        name for name in ("fit", "predict_proba") if not callable(getattr(model, name, None))
    ]
    if missing:
        raise InputError(
            f"model: {type(model).__name__} has no {' and no '.join(missing)}; expected fit and "
            f"predict_proba, as scikit-learn's classifiers have"
        )

"""Defines the default models: logistic regression that cares for rare labels, with boosting for tables.

They are ordinary classifiers of scikit-learn's kind.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float64]

_LEAF = 5
"""The fewest rows in each leaf of a tree: with some hundred answers there are not many."""


class WideLogistic(ClassifierMixin, BaseEstimator):
    """Logistic regression on any number of features; its time depends on the number of answers.

    With fewer answers than features, the best weights are a mix of the answered rows. So it needs only as
    many numbers as there are answers. The result is the same.

    Parameters
    ----------
    C
        The larger, the more closely it follows the answers.
    balance
        How much rare labels count: 0 as often as they occur, 1 as much as all others, 0.5 in between.
    """

    def __init__(self, C: float = 10.0, balance: float = 0.5) -> None:
        self.C = C
        self.balance = balance

    def fit(self, X: Any, y: Any) -> WideLogistic:
        """Learn from rows and their labels."""
        classes, of_row, counts = np.unique(y, return_inverse=True, return_counts=True)
        rows, back = _among_rows(X)
        weights = balanced(of_row, counts, self.balance)
        found = LogisticRegression(C=self.C, max_iter=300).fit(rows, of_row, weights)
        weight, intercept = found.coef_, found.intercept_
        if len(classes) == 2:  # a single row for both: each gets half of it
            weight = np.vstack([-weight / 2, weight / 2])
            intercept = np.array([-intercept[0] / 2, intercept[0] / 2])
        self.classes_ = classes
        self.coef_: Floats = weight if back is None else np.asarray((X.T @ (back @ weight.T)).T)
        self.intercept_: Floats = intercept
        return self

    def decision_function(self, X: Any) -> Floats:
        """Return the score of each label: shape (n, n_labels)."""
        return np.asarray(X @ self.coef_.T + self.intercept_)

    def predict_proba(self, X: Any) -> Floats:
        """Return how probable each label is: shape (n, n_labels)."""
        return np.asarray(softmax(self.decision_function(X), axis=1))

    def predict(self, X: Any) -> Any:
        """Return the most probable labels."""
        return self.classes_[self.decision_function(X).argmax(axis=1)]


class TableClassifier(ClassifierMixin, BaseEstimator):
    """For columns of a table: logistic regression and, once there are enough answers, boosted trees.

    Few answers leave boosting nothing to split. With many it learns what no line separates. The
    probabilities are the mean of both.

    Parameters
    ----------
    C, balance
        As in `WideLogistic`.
    enough
        The number of answers from which on there is boosting.

    References
    ----------
    J. H. Friedman, "Greedy function approximation: a gradient boosting machine", *Annals of Statistics* 29
    (2001).
    """

    def __init__(self, C: float = 10.0, balance: float = 0.5, enough: int = 100) -> None:
        self.C = C
        self.balance = balance
        self.enough = enough

    def fit(self, X: Any, y: Any) -> TableClassifier:
        """Learn from rows and their labels."""
        self.members_: list[Any] = [WideLogistic(self.C, self.balance).fit(X, y)]
        self.classes_ = self.members_[0].classes_
        if len(y) >= self.enough:
            _, of_row, counts = np.unique(y, return_inverse=True, return_counts=True)
            boosted = HistGradientBoostingClassifier(
                min_samples_leaf=_LEAF, early_stopping=False, random_state=0
            )
            weights = balanced(of_row, counts, self.balance)
            self.members_.append(boosted.fit(X, y, sample_weight=weights))
        return self

    def predict_proba(self, X: Any) -> Floats:
        """Return how probable each label is: shape (n, n_labels)."""
        return np.asarray(np.mean([member.predict_proba(X) for member in self.members_], axis=0))

    def predict(self, X: Any) -> Any:
        """Return the most probable labels."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def balanced(of_row: Any, counts: Any, share: float) -> Floats:
    """Return how much each row counts: by ``share`` from 0 (all alike) to 1 (each label alike)."""
    weights = (len(of_row) / (len(counts) * counts)) ** share
    return np.asarray(weights[of_row])


def _among_rows(rows: Any) -> tuple[Any, Floats | None]:
    """Return rows in as many numbers as there are rows, and the matrix that leads back to the features."""
    n_rows, n_features = rows.shape
    if n_features <= n_rows:
        return rows, None
    product = rows @ rows.T
    likeness = np.asarray(
        product.toarray() if hasattr(product, "toarray") else product, dtype=np.float64
    )
    values, vectors = np.linalg.eigh(likeness)
    kept = values > max(1e-8 * float(values[-1]), 1e-12)
    if not kept.any():  # all rows are empty
        return np.zeros((n_rows, 1)), np.zeros((n_rows, 1))
    lengths = np.sqrt(values[kept])
    return vectors[:, kept] * lengths, vectors[:, kept] / lengths

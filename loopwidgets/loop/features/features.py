"""Holds the items' features: a matrix for the model to learn from, and places that tell near from far.

Texts, rows and images have a file each. Nothing here learns from answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError

Matrix: TypeAlias = Any
"""Shape (n, n_features): an array, a sparse matrix in rows, or both as `Joined`."""
Tell: TypeAlias = Callable[[float], object]
"""A function that is called with the progress, from 0 to 1."""
Places: TypeAlias = npt.NDArray[np.float32]

DIMENSIONS = 100
"""The most dimensions of `Features.places`."""
_UNITS = 10.0
"""A column that varies so many times as much as the median column has another unit."""
_FAR = 3.0
"""Standard deviations beyond which, on one scale, nothing is farther."""
_SAMPLE = 20_000
"""Rows that the dimensions are found from."""


class Joined:
    """Dense and sparse features side by side: only requested rows are joined, to a sparse matrix.

    If all rows were joined at once, the dense features would take twice their room.

    Parameters
    ----------
    dense
        Shape (n, n_dense).
    sparse
        Shape (n, n_sparse).
    share
        The part of two rows' likeness that comes from the dense features, from 0 to 1.
    """

    def __init__(self, dense: Places, sparse: sp.csr_matrix, share: float) -> None:
        self.dense = dense
        self.sparse = sparse
        self.share = share
        self.shape = (dense.shape[0], dense.shape[1] + sparse.shape[1])

    def __getitem__(self, rows: Any) -> sp.csr_matrix:
        dense = np.asarray(self.dense[rows]) * np.float32(np.sqrt(self.share))
        sparse = self.sparse[rows] * np.float32(np.sqrt(1 - self.share))
        joined: sp.csr_matrix = sp.hstack([sp.csr_matrix(dense), sparse], format="csr")
        return joined


def is_wide(matrix: Matrix) -> bool:
    """Tell whether there are many features, mostly zero."""
    return isinstance(matrix, Joined) or bool(sp.issparse(matrix))


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The items in numbers.

    Parameters
    ----------
    matrix
        Shape (n_items, n_features): the model learns from it.
    places
        Shape (n_items, at most `DIMENSIONS`): places of the items; similar items are near.
    tabular
        True if the features are columns of a table.
    complete
        False if files could not be fetched, so that another try may give more.
    """

    matrix: Matrix
    places: Places
    tabular: bool = False
    complete: bool = True

    @property
    def embedded(self) -> bool:
        """True if there are many features and each means little, as in embeddings or pixels."""
        many = bool(self.matrix.shape[1] > DIMENSIONS)
        return many and not self.tabular and not is_wide(self.matrix)

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    def __getitem__(self, codes: Codes) -> Features:
        return Features(self.matrix[codes], self.places[codes], self.tabular)


def in_chunks(jobs: Iterable[Any], count: int, tell: Tell) -> list[Any]:
    """Return the results of delayed calls, wherever joblib runs them; reports the progress after each."""
    from joblib import Parallel

    results = []
    for number, result in enumerate(Parallel(return_as="generator")(jobs), 1):
        results.append(result)
        tell(number / count)
    return results


def nobody(done: float) -> None:
    """Report the progress to no one."""


def features_of(given: Any, n_items: int) -> Features:
    """Take features that a caller made.

    Parameters
    ----------
    given
        Shape (n_items,) or (n_items, n_features): an array, a DataFrame of numbers, a list of vectors, or a
        sparse matrix.
    n_items
        How many rows are expected.

    Raises
    ------
    InputError
        If it has another shape, or holds a value that is no number.
    """
    matrix = matrix_of(given, n_items)
    return Features(matrix, places_of(_on_one_scale(matrix)))


def matrix_of(given: Any, n_items: int) -> Matrix:
    """Return features as a matrix for the model to learn from; see `features_of`."""
    matrix = given.tocsr() if sp.issparse(given) else _as_array(given)
    if matrix.ndim != 2 or matrix.shape[0] != n_items:
        raise InputError(
            f"features: expected a row for each of {n_items:,} items, got shape {matrix.shape}"
        )
    if matrix.shape[1] == 0:
        raise InputError("features: expected at least one column, got none")
    odd = _odd_rows(matrix)
    if len(odd):
        raise InputError(
            f"features: {len(odd):,} values are NaN or infinite, the first in row {odd.min():,} (from 0); "
            f"fill them, or leave those columns out"
        )
    return matrix


def _odd_rows(matrix: Matrix) -> Codes:
    """Return the row of each value that is NaN or infinite."""
    if sp.issparse(matrix):
        matrix = matrix.tocoo()
        return np.asarray(matrix.row[~np.isfinite(matrix.data)])
    return np.nonzero(~np.isfinite(matrix))[0]


def made_by(function: Callable[[Any], Any], data: Any, n_items: int) -> Features:
    """Take the features that a caller's function makes of the items.

    Raises
    ------
    InputError
        If the function raises, or returns no features.
    """
    try:
        made = function(data)
    except Exception as error:
        raise InputError(
            f"features: the function raised {type(error).__name__}: {error}"
        ) from error
    return features_of(made, n_items)


def places_of(matrix: Matrix) -> Places:
    """Return the items' places: the features themselves, or their main directions where they are many."""
    if not sp.issparse(matrix) and matrix.shape[1] <= DIMENSIONS:
        return np.asarray(matrix, dtype=np.float32)
    return projected(matrix, main_directions(matrix))


def _on_one_scale(matrix: Matrix) -> Matrix:
    """Return columns of different units on a common scale: the largest unit must not decide what is near.

    Columns that vary alike stay as they are, such as a picture's pixels or embeddings. There, columns that
    vary little mean little.
    """
    if sp.issparse(matrix) or matrix.shape[0] == 0:
        return matrix
    spread = matrix.std(axis=0, dtype=np.float64)
    varied = spread[spread > 0]
    if len(varied) == 0 or varied.max() < _UNITS * np.median(varied):
        return matrix
    scaled = (matrix - matrix.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.clip(scaled, -_FAR, _FAR).astype(np.float32)


def main_directions(matrix: Matrix) -> npt.NDArray[np.float32]:
    """Return the directions in which items differ most: shape (at most `DIMENSIONS`, n_features)."""
    from sklearn.decomposition import TruncatedSVD

    rows = matrix
    if matrix.shape[0] > _SAMPLE:
        drawn = np.random.default_rng(0).choice(matrix.shape[0], _SAMPLE, replace=False)
        rows = matrix[np.sort(drawn)]
    many = min(DIMENSIONS, min(rows.shape) - 1)
    if many < 1:
        return np.eye(1, matrix.shape[1], dtype=np.float32)
    with np.errstate(invalid="ignore"):  # all items are the same
        found = TruncatedSVD(many, random_state=0).fit(rows).components_
    return np.asarray(found, dtype=np.float32)


def projected(matrix: Matrix, directions: npt.NDArray[np.float32]) -> Places:
    """Return the items along directions, each of length one: shape (n_items, n_directions)."""
    places = np.asarray(matrix @ directions.T, dtype=np.float32)
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    return np.asarray(np.divide(places, lengths, out=np.zeros_like(places), where=lengths > 0))


def _as_array(given: Any) -> npt.NDArray[np.float32]:
    try:
        array = np.asarray(given, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"features: expected numbers, got {type(given).__name__}: {error}"
        ) from error
    return np.asarray(array[:, None] if array.ndim == 1 else array)

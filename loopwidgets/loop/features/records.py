"""Turns rows of a table into numbers: categories, dates, numbers and texts, each in its way."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.images.image_sources import is_data_uri, is_image_dict, name_of
from loopwidgets.images.pillow_images import is_pillow
from loopwidgets.loop.features.features import Features, Tell, in_chunks, nobody, places_of
from loopwidgets.loop.features.inputs import ShownColumns

Floats = npt.NDArray[np.float64]

_SAMPLE = 20_000
"""Rows from which the columns' kinds and usual values are learned."""
_CHUNK = 20_000


def record_features(shown: ShownColumns, tell: Tell = nobody) -> Features:
    """Return a table in numbers, by skrub's table vectorizer; gaps are filled with the median.

    Parameters
    ----------
    shown
        The columns that an item shows.
    tell
        Called with the progress.

    Raises
    ------
    MissingDependencyError
        If skrub is not installed.
    InputError
        If no column holds any information.

    References
    ----------
    P. Cerda and G. Varoquaux, "Encoding high-cardinality string categorical variables", *IEEE
    TKDE* 34 (2022).
    """
    try:
        from skrub import TableVectorizer
    except ImportError as error:
        raise MissingDependencyError("skrub", "loop") from error
    from joblib import delayed

    n_items = len(shown)
    rows = np.arange(n_items)
    if n_items > _SAMPLE:
        rows = np.sort(np.random.default_rng(0).choice(n_items, _SAMPLE, replace=False))
    sample = _typed(shown.part(rows))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        vectorizer = TableVectorizer().fit(sample)
    usual = _Usual(_finite(vectorizer, sample))
    starts = range(0, n_items, _CHUNK)
    jobs = (
        delayed(_numbers)(vectorizer, usual, _typed(shown.part(slice(at, at + _CHUNK)), sample))
        for at in starts
    )
    matrix = np.vstack(in_chunks(jobs, len(starts), tell))
    return Features(matrix, places_of(matrix), tabular=True)


class _Usual:
    """The usual values in each column of a sample.

    Parameters
    ----------
    numbers
        Shape (n_rows, n_columns), gaps as NaN.
    """

    def __init__(self, numbers: Floats) -> None:
        self._varies = ~np.isnan(numbers).all(axis=0)
        known = numbers[:, self._varies]
        if known.shape[1] == 0:
            raise InputError("features: no column of the data can be turned into numbers")
        self._median = np.nanmedian(known, axis=0)
        filled = np.where(np.isnan(known), self._median, known)
        self._mean = filled.mean(axis=0)
        spread = filled.std(axis=0)
        self._spread = np.where(spread > 0, spread, 1)

    def scaled(self, numbers: Floats) -> npt.NDArray[np.float32]:
        """Return numbers without gaps, each column about 0 and 1 wide."""
        known = numbers[:, self._varies]
        filled = np.where(np.isnan(known), self._median, known)
        return np.asarray((filled - self._mean) / self._spread, dtype=np.float32)


def _numbers(vectorizer: Any, usual: _Usual, frame: pd.DataFrame) -> npt.NDArray[np.float32]:
    return usual.scaled(_finite(vectorizer, frame))


def _finite(vectorizer: Any, frame: pd.DataFrame) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        numbers = np.asarray(vectorizer.transform(frame), dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _typed(frame: pd.DataFrame, like: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return columns of a single type each: their own type, or that of the same columns in ``like``."""
    plain = frame.map(_plain).convert_dtypes().reset_index(drop=True)
    plain.columns = [str(column) for column in plain.columns]
    kinds = plain if like is None else like
    columns = [_as(plain.iloc[:, at], kinds.iloc[:, at].dtype) for at in range(plain.shape[1])]
    return pd.concat(columns, axis=1)


def _as(column: pd.Series, kind: Any) -> pd.Series:
    """Return a column as another kind; values that do not fit become gaps."""
    if pd.api.types.is_bool_dtype(kind):
        return column if pd.api.types.is_bool_dtype(column.dtype) else _gaps(column, kind)
    if pd.api.types.is_numeric_dtype(kind):
        return pd.to_numeric(column, errors="coerce").astype("Float64")
    if pd.api.types.is_datetime64_any_dtype(kind):
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            return column
        return pd.to_datetime(column, errors="coerce").astype(kind)
    if pd.api.types.is_string_dtype(kind):
        return column.astype("string")
    return column


def _gaps(column: pd.Series, kind: Any) -> pd.Series:
    return pd.Series([pd.NA] * len(column), name=column.name, dtype=kind)


def _plain(value: Any) -> Any:
    """Return a value in a form that a table can hold: nested values as their text, images as their name."""
    if is_pillow(value) or is_image_dict(value) or (isinstance(value, str) and is_data_uri(value)):
        return name_of(value) or None
    if isinstance(value, bytes | bytearray | memoryview):
        return None
    if isinstance(value, dict | list | tuple | set | np.ndarray):
        return str(value)
    return value

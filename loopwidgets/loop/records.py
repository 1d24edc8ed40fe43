"""Rows in numbers: categories, dates, numbers and texts of a table, each in its way."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.loop.features import Features, places_of


def record_features(frame: pd.DataFrame) -> Features:
    """Return a table in numbers, by skrub's table vectorizer; gaps are filled with the median.

    Parameters
    ----------
    frame
        The columns that an item shows.

    Raises
    ------
    MissingDependencyError
        If skrub is not installed.
    InputError
        If no column says anything.

    References
    ----------
    P. Cerda and G. Varoquaux, "Encoding high-cardinality string categorical variables", *IEEE
    TKDE* 34 (2022).
    """
    try:
        from skrub import TableVectorizer
    except ImportError as error:
        raise MissingDependencyError("skrub", "loop") from error
    plain = frame.map(_plain).convert_dtypes()
    plain.columns = [str(column) for column in plain.columns]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = TableVectorizer().fit_transform(plain)
    numbers = np.asarray(made, dtype=np.float64)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    varies = ~np.isnan(numbers).all(axis=0)
    numbers = numbers[:, varies]
    if numbers.shape[1] == 0:
        raise InputError("features: no column of the data can be turned into numbers")
    numbers = np.where(np.isnan(numbers), np.nanmedian(numbers, axis=0), numbers)
    spread = numbers.std(axis=0)
    scaled = (numbers - numbers.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return Features(scaled.astype(np.float32), places_of(scaled))


def _plain(value: Any) -> Any:
    """Return a value as a table can hold it: what is nested as its text."""
    if isinstance(value, dict | list | tuple | set | np.ndarray):
        return str(value)
    return value

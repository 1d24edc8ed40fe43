"""Finds rows of the data in a frame that its owner may have changed since.

By key where there are keys; else by position, while no row moved. It writes nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.data.hashing import canonical
from loopwidgets.data.items import Items
from loopwidgets.data.keys import Codes, key_texts

GONE = -1
_SEVERAL = -2


class ChangedError(Exception):
    """A frame in which columns or rows can't be found any more; the text holds the reason."""


class Places:
    """Places of the rows of the data.

    Parameters
    ----------
    items
        The items that were made of the frame.
    frame
        The frame as the user passed it.
    """

    def __init__(self, items: Items, frame: pd.DataFrame) -> None:
        self._items = items
        self._frame = frame
        self._index = frame.index
        self._keys: pd.Index | None = None
        """Numbers and times are looked up as they are: equal values, and no others, have equal texts."""
        if items.key_column is not None:
            keys = column_of(frame, items.key_column)
            self._keys = pd.Index(keys.copy()) if keys.dtype.kind in "iufMm" else None
        self._places: Codes = np.arange(items.n_rows, dtype=np.int64)

    def of(self, rows: Codes) -> Codes:
        """Return the places of rows, `GONE` for a row that is not there any more.

        Raises
        ------
        ChangedError
            If they can't be found. Without keys: if the index changed, or a row shows another item.
        """
        if self._items.key_column is None:
            self._check(rows)
            return rows
        held = column_of(self._frame, self._items.key_column)
        places = self._places[rows]
        wanted = [self._items.key_of(int(row)) for row in rows]
        if (
            (places < 0).any()
            or (places >= len(held)).any()
            or held.iloc[places].isna().any()
            or key_texts(held.iloc[places].tolist()) != wanted
        ):
            self._find(held)
            places = self._places[rows]
        if (places == _SEVERAL).any():
            raise ChangedError(f"keys in {self._items.key_column!r} occur more than once")
        return places

    def _check(self, rows: Codes) -> None:
        index = self._frame.index
        if index is not self._index and not index.equals(self._index):
            raise ChangedError("its index is different")
        columns = [column_of(self._frame, name).iloc[rows].tolist() for name in self._items.shown]
        labeled = self._items.contents(self._items.codes[rows])
        for now, (before, _) in zip(zip(*columns, strict=True), labeled, strict=True):
            if not all(map(_is_alike, now, before)):
                raise ChangedError("a row no longer has the values that were labeled")

    def has_as_many_rows(self) -> bool:
        """Tell whether the frame has as many rows as in the beginning."""
        return len(self._frame) == self._items.n_rows

    def _find(self, held: pd.Series) -> None:
        there = np.flatnonzero(held.notna().to_numpy())
        codes = self._codes_of(held.iloc[there])
        there, codes = there[codes >= 0], codes[codes >= 0]
        found = np.full(len(self._items), GONE, dtype=np.int64)
        found[codes] = there
        found[np.bincount(codes, minlength=len(found)) > 1] = _SEVERAL
        self._places = found[self._items.codes]

    def _codes_of(self, keys: pd.Series) -> Codes:
        """Return the items with these keys; -1 where there is none."""
        if self._keys is not None and keys.dtype == self._keys.dtype:
            return np.asarray(self._keys.get_indexer(pd.Index(keys)), dtype=np.int64)
        return self._items.keys.codes_of(key_texts(keys.tolist()))


def places_of(frame: pd.DataFrame, name: Any) -> Codes:
    """Return the places of the columns of this name: none, one, or several."""
    try:
        found = np.arange(frame.shape[1])[frame.columns.get_loc(name)]
    except KeyError:
        return np.empty(0, dtype=np.int64)
    return np.atleast_1d(found)


def column_of(frame: pd.DataFrame, name: Any) -> pd.Series:
    """Return the column of this name; `ChangedError` unless there is exactly one."""
    places = places_of(frame, name)
    if len(places) != 1:
        raise ChangedError(f"it has {'several columns' if len(places) else 'no column'} {name!r}")
    return frame.iloc[:, int(places[0])]


def _is_alike(one: Any, other: Any) -> bool:
    """Tell whether two values look the same."""
    if one is other:
        return True
    if type(one) is type(other) is str:
        return bool(one == other)
    return canonical(one) == canonical(other)

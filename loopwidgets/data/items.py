"""Makes items of a DataFrame, a Series or a list: which rows they are, and what each shows.

An item is a single thing to ask about, known by a number (its ``code``) and a key. Equal rows are a single
item unless each is to be asked. Nothing here knows who answers, or what.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import PurePath
from typing import Any, Literal

import numpy as np
import pandas as pd

from loopwidgets.data.hashing import DIGEST, content_hash
from loopwidgets.data.keys import Codes, ContentKeys, GivenKeys, Keys, ReadKeys
from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.data.parquet.reader import UnreadableError
from loopwidgets.data.rows import Contents
from loopwidgets.errors import InputError, nearest

Duplicates = Literal["share", "ask"]


class Items:
    """The items of a project, as the data was when it was given.

    Parameters
    ----------
    data
        A DataFrame with any index, a Series, a list or tuple; or `ParquetRows`, which are read on demand.
    show
        The columns that an item shows. Not needed for a Series or a list, nor for a frame with a single
        column.
    key
        A column of stable keys, unique and without gaps. By default keys are made from the content.
    duplicates
        ``"share"``: equal items are asked once and share the answer. ``"ask"``: each is asked.
    beside
        Further columns that the view reads.

    Raises
    ------
    InputError
        If the data is empty or of another type, or a column is not there (the nearest is named).
    """

    def __init__(
        self,
        data: pd.DataFrame | pd.Series | Sequence[Any] | ParquetRows,
        show: str | Sequence[str] | None = None,
        *,
        key: str | None = None,
        duplicates: Duplicates = "share",
        beside: Sequence[str] = (),
    ) -> None:
        if not isinstance(duplicates, str) or duplicates not in ("share", "ask"):
            hint = nearest(duplicates, ("share", "ask"))
            raise InputError(f"duplicates: expected 'share' or 'ask', got {duplicates!r}.{hint}")
        frame = as_frame(data)
        self.shown = columns_of(frame, show)
        for argument, column in [("key", key), *(("view", name) for name in beside)]:
            if column is not None:
                check_column(frame, column, argument)
        self._beside = tuple(beside)
        self.key_column = key
        self.keys: Keys
        self._contents: Contents
        self._rows: Contents
        """The shown columns, and those that the view reads as well."""
        self._pool = data if isinstance(data, ParquetRows) else None
        self._frame = frame.copy(deep=False)
        if self._pool is None:
            # Contents are copied, so that later changes to the caller's frame change no item.
            columns = [frame[name].copy() for name in (*self.shown, *beside)]
            self._contents = Contents(columns[: len(self.shown)])
            self._rows = Contents(columns)
            self.index = frame.index.copy()
        else:
            self._contents = self._pool.contents(self.shown)
            self._rows = self._pool.contents((*self.shown, *beside))
            self.index = pd.RangeIndex(len(self._pool))
        if key is None:
            self.keys = ContentKeys(self._contents, each=duplicates == "ask")
        elif self._pool is None:
            self.keys = GivenKeys(frame[key], key)
        else:
            self.keys = ReadKeys(self._pool.series(key), key)

    def __len__(self) -> int:
        return len(self.keys.first)

    @property
    def n_rows(self) -> int:
        """The number of rows in the data; at least as many as there are items."""
        return len(self.index)

    @property
    def codes(self) -> Codes:
        """Shape (n_rows,): the item that each row is."""
        return self.keys.codes

    def key_of(self, code: int) -> str:
        """Return an item's key."""
        return self.keys.key_of(code)

    def code_of(self, key: str) -> int | None:
        """Return the item with this key, or None."""
        code = int(self.keys.codes_of([key])[0])
        return None if code < 0 else code

    def content(self, code: int) -> tuple[Any, ...]:
        """Return what an item shows: the values of the shown columns.

        Raises
        ------
        UnreadableError
            If they are in a file that can't be read any more, or has changed.
        """
        content = self._rows.row(int(self.keys.first[code]))[: len(self.shown)]
        if self._knows_by_content and _hash_of(content) != self.content_hash(code):
            raise UnreadableError(f"row {self.index_value(code)} has changed")
        return content

    def beside(self, code: int) -> dict[str, Any]:
        """Return the values of the further columns that the view reads, by name."""
        values = self._rows.row(int(self.keys.first[code]))[len(self.shown) :]
        return dict(zip(self._beside, values, strict=True))

    def contents(self, codes: Codes) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
        """Yield `content` and `beside` of several items, which are read together.

        Where the data is in files, ascending codes are read once, also over several calls. An item that
        can't be read any more yields None.
        """
        rows = self.keys.first[codes]
        if not self._beside:
            return zip(self._contents.several(rows), repeat({}), strict=False)
        n_shown = len(self.shown)
        return (
            (values[:n_shown], dict(zip(self._beside, values[n_shown:], strict=True)))
            for values in self._rows.several(rows)
        )

    def content_hash(self, code: int) -> str:
        """Return the digest of an item's content; empty where that has no stable content."""
        if self._knows_by_content:
            return self.key_of(code)[: 2 * DIGEST]
        try:
            return _hash_of(self._rows.row(int(self.keys.first[code]))[: len(self.shown)])
        except InputError:
            return ""

    @property
    def _knows_by_content(self) -> bool:
        """True if the keys identify what the files held when they were read."""
        return self._pool is not None and self.key_column is None

    @property
    def frame(self) -> pd.DataFrame:
        """The data as a frame; data in files is read whole."""
        return self._frame if self._pool is None else self._pool.to_frame()

    @property
    def origin(self) -> Any:
        """The recipe by which the data's files were opened, for another process; None for data in memory."""
        return None if self._pool is None else self._pool.origin

    @property
    def columns(self) -> list[Any]:
        """The columns of the data."""
        return list(self._frame.columns)

    def column(self, name: Any) -> pd.Series:
        """Return a column of the data, a value for each row."""
        if self._pool is None:
            return self._frame.iloc[:, self.columns.index(name)]
        return self._pool.column(name)

    def row(self, code: int) -> pd.Series:
        """Return an item's first row, with all columns of the data."""
        row = int(self.keys.first[code])
        return self._frame.iloc[row] if self._pool is None else self._pool.row(row)

    def index_value(self, code: int) -> Any:
        """Return JSON for the index value of the item's first row."""
        return _as_json(self.index[int(self.keys.first[code])])

    def number(self, code: int) -> int:
        """Return the item's place in the data, from 1."""
        return int(self.keys.first[code]) + 1

    def numbered(self, number: int) -> int | None:
        """Return the item at a place in the data, from 1, or None."""
        return int(self.codes[number - 1]) if 1 <= number <= self.n_rows else None


def _hash_of(content: tuple[Any, ...]) -> str:
    return content_hash(content[0] if len(content) == 1 else content)


def as_frame(data: Any) -> pd.DataFrame:
    """Turn any data that can be labeled into a frame, a row for each item.

    Parameters
    ----------
    data
        A DataFrame or a Series stays as it is. A list of texts, paths, images or arrays becomes a column
        ``item``. A list of mappings becomes columns. An array of images is split along its first axis. A
        `ParquetRows` gives its columns only.

    Raises
    ------
    InputError
        If it is of another type, or empty.
    """
    if isinstance(data, ParquetRows):
        return data.head
    if isinstance(data, pd.DataFrame):
        frame = data
    elif isinstance(data, pd.Series):
        frame = data.to_frame(data.name if data.name is not None else "item")
    elif isinstance(data, list | tuple):
        frame = _listed_as_frame(data)
    elif isinstance(data, np.ndarray) and data.ndim in (3, 4):
        frame = _listed_as_frame(list(data))
    elif isinstance(data, np.ndarray) and data.ndim == 1:
        frame = _listed_as_frame(data.tolist())
    else:
        raise InputError(
            f"data: expected a DataFrame, a Series or a list of texts, paths, images or mappings, "
            f"got {type(data).__name__}"
        )
    if frame.shape[0] == 0:
        raise InputError(f"data: expected at least one row, got an empty {type(data).__name__}")
    return frame


def _listed_as_frame(data: Sequence[Any]) -> pd.DataFrame:
    if data and all(isinstance(entry, Mapping) for entry in data):
        return pd.DataFrame.from_records([dict(entry) for entry in data])
    odd = next((entry for entry in data if not _is_item(entry)), None)
    if odd is not None:
        raise InputError(
            f"data: expected a list of texts, paths, images or mappings, got {type(odd).__name__} in it"
        )
    return pd.DataFrame({"item": pd.Series(list(data), dtype=object)})


def _is_item(value: Any) -> bool:
    """Tell whether a value can stand alone as an item in a list."""
    if isinstance(value, str | bytes | bytearray | PurePath) or value is None:
        return True
    if value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return True
    if isinstance(value, np.ndarray) or type(value).__module__.startswith("PIL."):
        return True  # an image that is cut off or closed has no array
    return hasattr(value, "__array_interface__")


def columns_of(frame: pd.DataFrame, show: Any, *, all_of_them: bool = False) -> tuple[Any, ...]:
    """Return the columns that ``show`` names; `InputError` if one of them is missing.

    Without ``show``: the only column, or every column with ``all_of_them``.
    """
    if show is None:
        if frame.shape[1] == 0:
            raise InputError(
                "data: expected a DataFrame with a column to show, got one without columns"
            )
        if frame.shape[1] == 1 or all_of_them:
            return tuple(frame.columns)
        raise InputError(
            f"show: expected the column to show, one of {_listed(frame)}, or view=lw.Record() for "
            f"whole rows; got nothing"
        )
    columns: list[Any] = list(frame.columns)
    several = isinstance(show, Iterable) and not isinstance(show, str)
    if isinstance(show, tuple) and show in columns:
        several = False  # the name of a column that has several levels
    names = tuple(show) if several else (show,)
    if not names:
        raise InputError(f"show: expected the column to show, one of {_listed(frame)}")
    for name in names:
        check_column(frame, name, "show")
    return names


def check_column(frame: pd.DataFrame, name: Any, argument: str) -> None:
    """Raise an `InputError` that names the argument, unless the data has exactly one column of this name."""
    columns: list[Any] = list(frame.columns)
    count = columns.count(name) if isinstance(name, Hashable) else 0
    if count == 1:
        return
    if count > 1:
        raise InputError(
            f"{argument}: {count} columns are named {name!r}; give them different names"
        )
    hint = nearest(name, frame.columns)
    if name in frame.index.names and name is not None:
        hint = " It is the index: data.reset_index() makes a column of it."
    raise InputError(
        f"{argument}: expected a column of the data ({_listed(frame)}), got {name!r}.{hint}"
    )


def has_all(index: pd.Index, rows: pd.Index) -> bool:
    """Tell whether an index has each of the rows once, so that values on it can be aligned with them."""
    try:
        return bool(index.is_unique and rows.isin(index).all())
    except (TypeError, ValueError):  # of other levels
        return False


def _listed(frame: pd.DataFrame) -> str:
    names = [repr(name) for name in frame.columns[:8]]
    return ", ".join(names) + (", …" if frame.shape[1] > len(names) else "")


def _as_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_json(entry) for entry in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): _as_json(entry) for name, entry in value.items()}
    return str(value)

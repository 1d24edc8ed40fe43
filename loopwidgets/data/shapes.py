"""Turns whatever holds items in a user's code into a frame, a row for each item.

It reads no files; ``paths.py`` does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.images.image_sources import is_image_dict
from loopwidgets.images.pillow_images import is_pillow

_EXPECTED = "expected a DataFrame, a Series or a list of texts, paths, images or mappings"
_LAZY = ("collect", "compute", "toPandas", "execute")
"""Methods of tables that are not read yet, such as those of polars, dask, Spark and ibis."""
_VALUES = (
    *(str, bytes, bytearray, memoryview, PurePath, int, float, complex, Decimal, Enum, np.generic),
    *(date, time, timedelta, pd.Period, pd.Interval, np.ndarray),
)


def as_frame(data: Any) -> pd.DataFrame:
    """Turn any data that can be labeled into a frame, a row for each item.

    Parameters
    ----------
    data
        A DataFrame or a Series stays as it is. Tables and columns of polars, pyarrow and others, which have
        ``to_pandas`` or Arrow's ``__arrow_c_stream__``, become those of pandas. A list of values becomes a
        column ``item``; of mappings, tuples or dataclasses, columns. A mapping is a list with its keys as
        the index. An array of images is split along its first axis. A `ParquetRows` gives its columns only.

    Raises
    ------
    InputError
        If it is of another type, or empty.
    """
    if isinstance(data, ParquetRows):
        return data.head
    data = of_pandas(data)
    if isinstance(data, pd.DataFrame):
        frame = data
    elif isinstance(data, pd.Series):
        frame = data.to_frame(data.name if data.name is not None else "item")
    elif isinstance(data, Mapping):
        frame = _of_mapping(data)
    elif isinstance(data, np.ndarray):
        frame = _of_array(data)
    elif _is_list(data):
        frame = _of_list(list(data))
    else:
        raise InputError(f"data: {_EXPECTED}, got {_described(data)}")
    if frame.shape[0] == 0:
        raise InputError(f"data: expected at least one row, got an empty {type(data).__name__}")
    return frame


def of_pandas(data: Any) -> Any:
    """Return a table or a column of another library as pandas has it; any other data as it is.

    Raises
    ------
    MissingDependencyError
        If the other library needs pyarrow for it.
    """
    if isinstance(data, pd.DataFrame | pd.Series):
        return data
    if isinstance(data, pd.MultiIndex):
        return data.to_frame(index=False)
    if isinstance(data, pd.Index | pd.api.extensions.ExtensionArray):
        return pd.Series(data)
    if isinstance(data, type):
        return data
    try:
        if callable(getattr(data, "to_pandas", None)):
            read = data.to_pandas()
        elif hasattr(data, "__arrow_c_stream__"):
            import pyarrow as pa

            read = pa.table(data).to_pandas()
        else:
            return data
    except ImportError as error:
        raise MissingDependencyError("pyarrow", "formats") from error
    return read if isinstance(read, pd.DataFrame | pd.Series) else data


def _of_mapping(data: Mapping[Any, Any]) -> pd.DataFrame:
    """Return the values as items, on the keys as their index."""
    values = list(data.values())
    if values and all(isinstance(each, list) or getattr(each, "ndim", 0) == 1 for each in values):
        raise InputError(
            "data: a mapping of lists can mean columns or items. Write pd.DataFrame(data) where each list "
            "is a column, and pd.Series(data) where each list is an item"
        )
    frame = _of_list(values)
    frame.index = pd.Index(list(data), tupleize_cols=False)
    return frame


def _of_array(data: np.ndarray[Any, Any]) -> pd.DataFrame:
    if data.dtype.names is not None and data.ndim == 1:
        return pd.DataFrame.from_records(data)
    if data.ndim == 1 and data.dtype.kind in "mM":  # as a list, nanoseconds would be numbers
        return pd.DataFrame({"item": pd.Series(data)})
    if data.ndim == 1:
        return _of_list(data.tolist())
    if data.ndim in (3, 4):
        return _of_list(list(data))
    raise InputError(
        "data: expected an array of shape (n,), (n, height, width) or (n, height, width, channels), "
        f"got shape {data.shape}. Write pd.DataFrame(data) for rows, or data.reshape(-1, height, width) "
        "for images"
    )


def _of_list(data: list[Any]) -> pd.DataFrame:
    if data and all(isinstance(entry, Mapping) and not is_image_dict(entry) for entry in data):
        return pd.DataFrame.from_records([dict(entry) for entry in data])
    if data and all(_is_row(entry) for entry in data):
        return _of_rows(data)
    of_tokens = all(_is_gap(entry) or _is_tokens(entry) for entry in data)
    odd = next((entry for entry in data if not (of_tokens or _is_item(entry))), None)
    if odd is not None:
        raise InputError(
            f"data: expected a list of texts, paths, images or mappings, got {type(odd).__name__} in it"
        )
    return pd.DataFrame({"item": _objects(data)})


def _objects(values: Sequence[Any]) -> pd.Series:
    """Return values as a column, each as it is: numpy would take lists apart, and open images."""
    held = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        held[place] = value
    return pd.Series(held, dtype=object)


def _of_rows(rows: list[Any]) -> pd.DataFrame:
    """Return tuples or dataclasses as rows; fields have their names, the others are numbered."""
    first: Any = rows[0]
    names: list[Any]
    if dataclasses.is_dataclass(first):
        names = [field.name for field in dataclasses.fields(first)]
        rows = [tuple(getattr(row, name, None) for name in names) for row in rows]
    else:
        names = list(first._fields if hasattr(first, "_fields") else range(len(first)))
    odd = next((place for place, row in enumerate(rows) if len(row) != len(names)), None)
    if odd is not None:
        raise InputError(
            f"data: expected rows of the same length, got {len(names)} values in row 0 and "
            f"{len(rows[odd])} in row {odd}"
        )
    columns = [_inferred([row[place] for row in rows]) for place in range(len(names))]
    return pd.DataFrame(dict(zip(names, columns, strict=True)))


def _inferred(values: Sequence[Any]) -> pd.Series:
    """Return values as a column of the dtype that fits them."""
    column = _objects(values)
    with suppress(UnicodeError):  # half a character is no text of pyarrow's
        column = column.infer_objects()
    return column


def _is_row(value: Any) -> bool:
    return isinstance(value, tuple) or (
        dataclasses.is_dataclass(value) and not isinstance(value, type)
    )


def _is_tokens(value: Any) -> bool:
    """Tell whether a value is a text that was split into words."""
    return isinstance(value, list) and all(isinstance(token, str) for token in value)


def _is_list(data: Any) -> bool:
    """Tell whether data is a list, or can be read like a list: a view of a mapping, a queue, a range."""
    no_list = (str, bytes, bytearray, memoryview, Mapping, set, frozenset)
    return isinstance(data, Collection) and not isinstance(data, no_list)


def _is_item(value: Any) -> bool:
    """Tell whether a value can stand alone as an item in a list."""
    # The class is looked at, since an image that was opened lazily would read its pixels.
    return (
        isinstance(value, _VALUES)
        or _is_gap(value)
        or is_image_dict(value)
        or is_pillow(value)
        or hasattr(type(value), "__array_interface__")
    )


def _is_gap(value: Any) -> bool:
    # An image would be read to be compared.
    is_nan = isinstance(value, float) and value != value  # noqa: PLR0124
    return value is None or value is pd.NA or value is pd.NaT or is_nan


def _described(data: Any) -> str:
    """Return the type of data that can't be used, and what would do."""
    kind = type(data)
    named = kind.__name__
    if isinstance(data, type):
        return f"the class {data.__name__}"
    if isinstance(data, str):
        shown = data if len(data) <= 60 else f"{data[:59]}…"
        return f"str: {shown!r}. A single text is a list: [text]"
    if isinstance(data, AbstractSet):
        return f"{named}, which has no order; write sorted(data)"
    lazy = next((name for name in _LAZY if callable(getattr(data, name, None))), None)
    if lazy is not None:
        return f"{named}, which is not read yet; write data.{lazy}()"
    if isinstance(data, Iterable) and not isinstance(data, bytes | bytearray | memoryview):
        return f"{named}; write iter(data) to read it item by item"
    return named


def has_rows(data: Any) -> bool:
    """Tell whether the items are rows: of a frame, of files, or mappings or tuples in a list."""
    if isinstance(data, pd.DataFrame | ParquetRows):
        return True
    if isinstance(data, np.ndarray) and (data.dtype.names is not None or data.ndim > 1):
        return data.dtype.names is not None
    if isinstance(data, pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        return False
    if isinstance(data, Mapping):
        data = list(data.values())
    if not _is_list(data):
        return False
    first = next(iter(data), None)
    return (isinstance(first, Mapping) and not is_image_dict(first)) or _is_row(first)

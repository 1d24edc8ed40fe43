"""`ParquetRows` holds rows of Parquet files, more of them than fit into memory.

``files.py`` finds such data; ``reader.py`` reads the files.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.data.parquet.reader import (
    ColumnReader,
    Cursor,
    Group,
    Part,
    Piece,
    Reader,
    UnreadableError,
)
from loopwidgets.data.rows import Contents, Numbers, Rows
from loopwidgets.errors import InputError, warn

_LOOKED_AT = 20
_AT_ONCE = 64 << 20
"""Bytes of rows in any order that are held at once."""
_SLOW = 64 << 20
_RECENT = 256
_SHORT = 1 << 16


class ParquetRows:
    """The rows of Parquet files; values are read on demand, and not kept.

    Parameters
    ----------
    parts
        The files, in order.
    schema
        The columns of the data, a `pyarrow.Schema`.
    alone
        True if two threads must not read the files at once.

    Raises
    ------
    InputError
        If there is no row.
    """

    def __init__(self, parts: Sequence[Part], schema: Any, *, alone: bool = False) -> None:
        self.origin: Any = None
        """The recipe by which another process can open the same files; None where it can't."""
        self._schema = schema.with_metadata(_without_index(schema.metadata))
        self._alone = threading.RLock() if alone else None
        self._probes: dict[str, Any] = {}
        self._rows: ArrowContents | None = None
        self.groups: list[Group] = []
        start = 0
        for part in parts:
            for number in part.groups:
                n_rows = part.metadata.row_group(number).num_rows
                if n_rows:
                    self.groups.append(Group(part, number, start, n_rows))
                    start += n_rows
        self._n_rows = start
        if start == 0:
            raise InputError(
                f"data: expected at least one row, got {len(parts)} Parquet files without rows"
            )
        self.head = pd.DataFrame(columns=pd.Index(schema.names, dtype=object))
        """All columns, and no row."""
        self.index_columns = _index_columns(schema)
        """Columns that pandas wrote for a frame's index: shown by name only."""

    def __len__(self) -> int:
        return self._n_rows

    def contents(self, columns: Sequence[Any]) -> ArrowContents:
        """Return what each row holds in these columns."""
        return ArrowContents(self, columns)

    def row(self, row: int) -> pd.Series:
        """Return a row with all its columns."""
        if self._rows is None:
            self._rows = self.contents(list(self.head.columns))
        return pd.Series(list(self._rows.row(row)), index=self.head.columns, name=row, dtype=object)

    def column(self, name: Any) -> pd.Series:
        """Return a whole column; repeated values are held once."""
        known: dict[Any, int] = {}
        places = []
        for values_of_piece in self.series(name):
            try:
                codes, values = pd.factorize(values_of_piece)
                of_piece = [known.setdefault(value, len(known)) for value in values]
            except TypeError:  # lists, which have no hash
                return pd.concat([*self.series(name)], ignore_index=True)
            places.append(np.array([*of_piece, -1], dtype=np.int32)[codes])
        categories = pd.Index(list(known))
        column = pd.Categorical.from_codes(np.concatenate(places), categories=categories)
        return pd.Series(column, name=name)

    def beginning(self, name: Any) -> pd.Series:
        """Return the first values of a column that are not missing, or none."""
        found: list[pd.Series] = []
        for values in self.series(name):
            found.append(values.dropna().head(_LOOKED_AT))
            if sum(map(len, found)) >= _LOOKED_AT:
                break
        return pd.concat(found, ignore_index=True)

    def to_frame(self) -> pd.DataFrame:
        """Return all rows, in memory."""
        import pyarrow as pa

        reading = ColumnReader(self._schema, list(self.head.columns), {})
        columns = zip(*self._arrays(reading), strict=True)
        return reading.frame([pa.chunked_array(list(chunks)) for chunks in columns])

    def pieces(self, names: Sequence[Any]) -> Iterator[Piece]:
        """Yield all rows, piece by piece; `InputError` where that fails."""
        reading = self.reading(names)
        start = 0
        for arrays in self._arrays(reading):
            piece = Piece(start, reading.frame(arrays))
            start = piece.stop
            yield piece

    def _arrays(
        self, reading: ColumnReader, groups: Sequence[Group] | None = None
    ) -> Iterator[list[Any]]:
        try:
            for group in self.groups if groups is None else groups:
                yield from Cursor(group, reading).rest()
        except UnreadableError as error:
            raise InputError(f"data: {error}") from error

    def series(self, name: Any) -> Iterator[pd.Series]:
        """Yield a column, piece by piece."""
        return (piece.frame.iloc[:, 0] for piece in self.pieces([name]))

    def reader(self, names: Sequence[Any]) -> Reader:
        """Return a reader of these columns by place; each has its own lock, where that is possible."""
        return Reader(self.groups, self.reading(names), self._alone or threading.RLock())

    def reading(self, names: Sequence[Any]) -> ColumnReader:
        """Return how these columns become values."""
        for name in names:
            if name not in self._probes:
                self._probes[name] = self._probe(name)
        probes = {name: self._probes[name] for name in names if self._probes[name] is not None}
        return ColumnReader(self._schema, names, probes)

    def row_bytes(self, names: Sequence[Any]) -> int:
        """Return the average number of bytes that a row has in these columns."""
        return sum(one.part.weight(one.number, names)[0] for one in self.groups) // self._n_rows + 1

    def warn_if_slow(self, names: Sequence[Any]) -> None:
        """Warn where a row is far from the beginning of its row group, where reading starts."""
        weights = [group.part.weight(group.number, names)[0] for group in self.groups]
        if max(weights) > _SLOW:
            group = self.groups[int(np.argmax(weights))]
            warn(
                f"data: {group.part.name!r} holds {group.n_rows:,} rows in a single row group. Up to "
                f"{max(weights) >> 20} MB of it are read for each item that is not asked in the order of "
                "the data. Smaller row groups are faster: pyarrow.dataset.write_dataset(data, 'smaller', "
                "format='parquet', max_rows_per_group=10_000)."
            )

    def _probe(self, name: Any) -> Any:
        """Return an array of a single row with a null, where a null anywhere changes the column's type.

        Numbers become floats then, as in a frame. The same holds for numbers in lists.
        """
        import pyarrow as pa

        of_lists = []
        kind = inner = self._schema.field(name).type
        while pa.types.is_list(inner) or _is_other_list(inner):
            of_lists.append(inner)
            inner = inner.value_type
        if not (pa.types.is_integer(inner) or pa.types.is_boolean(inner)):
            return None
        if not self._holds_null(name, depth=len(of_lists)):
            return None
        value: Any = None
        for one in reversed(of_lists):
            value = [value] * (one.list_size if pa.types.is_fixed_size_list(one) else 1)
        return pa.array([value], type=kind)

    def _holds_null(self, name: Any, *, depth: int) -> bool:
        """Tell whether a value is missing anywhere, ``depth`` lists down."""
        nulls = [self._nulls(group, name) for group in self.groups]
        if depth == 0 and any(nulls):
            return True
        if not any(count is None or count for count in nulls):
            return False
        unsure = [group for group, count in zip(self.groups, nulls, strict=True) if count != 0]
        arrays = self._arrays(ColumnReader(self._schema, [name], {}), unsure)
        return any(_flat(array, depth).null_count for (array,) in arrays)

    def _nulls(self, group: Group, name: Any) -> int | None:
        """Return how many values are missing in a row group; None where its file has no count."""
        if name in group.part.constant:
            return 0 if group.part.constant[name].is_valid else group.n_rows
        if not group.part.holds(name):
            return group.n_rows
        return group.part.weight(group.number, [name])[1]


class ArrowContents(Contents):
    """The contents of all rows of a `ParquetRows`, read on demand.

    Parameters
    ----------
    pool
        The rows.
    columns
        Names of its columns; a name may occur twice.
    """

    def __init__(self, pool: ParquetRows, columns: Sequence[Any]) -> None:
        self._pool = pool
        self._names = list(dict.fromkeys(columns))
        self._places = [self._names.index(name) for name in columns]
        self._plain = len(self._names) == len(self._places)
        # Callers that read much have a reader of their own, so that nobody waits for them.
        self._near, self._far = pool.reader(self._names), pool.reader(self._names)
        self._recent: dict[int, tuple[Any, ...]] = {}
        self._recalling = threading.Lock()
        self._row_bytes = 0

    def __len__(self) -> int:
        return len(self._pool)

    def row(self, row: int) -> tuple[Any, ...]:
        """Return the values that a row shows, one for each column."""
        with self._recalling:
            recent = self._recent.get(row)
        if recent is not None:
            return recent
        piece = self._near.piece_with(row)
        values = self._spread(piece.contents.row(row - piece.start))
        if all(map(_is_short, values)):
            with self._recalling:
                self._recent[row] = values
                if len(self._recent) > _RECENT:
                    del self._recent[next(iter(self._recent))]
        return values

    def several(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """Yield the values that these rows show; None for a row that can't be read.

        Ascending rows are read once and a piece at a time, also over several calls.
        """
        if (np.diff(rows) >= 0).all():
            yield from map(self._spread, self._far.several(rows))
            return
        if self._row_bytes == 0:
            self._row_bytes = self._pool.row_bytes(self._names)
        block = max(1, _AT_ONCE // self._row_bytes)
        for start in range(0, len(rows), block):
            some = rows[start : start + block]
            order = np.argsort(some, kind="stable")
            values: list[Any] = [None] * len(some)
            for place, one in zip(order, self._far.several(some[order]), strict=True):
                values[place] = self._spread(one)
            yield from values

    def values(self, rows: Rows | None = None) -> Iterator[Any]:
        """Yield the contents of these rows, or of all, read once; `InputError` where a row can't be read."""
        if rows is not None:
            several = map(self.row, rows.tolist())
            yield from (one[0] if len(one) == 1 else one for one in several)
            return
        for piece in self._pool.pieces(self._names):
            frame = piece.frame
            yield from Contents([frame.iloc[:, place] for place in self._places]).values()

    def numbers(self) -> Numbers | None:
        """Return nothing: to find which rows may be equal, they would be read twice."""
        return None

    def _spread(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        return values if self._plain else tuple(values[place] for place in self._places)


def _is_short(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_short, value.values()))
    return not isinstance(value, str | bytes) or len(value) < _SHORT


def _flat(array: Any, depth: int) -> Any:
    for _ in range(depth):
        array = array.flatten()
    return array


def _is_other_list(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _of_pandas(metadata: Any) -> dict[str, Any]:
    """Return the metadata that pandas wrote into a schema."""
    try:
        return dict(json.loads((metadata or {})[b"pandas"]))
    except (KeyError, ValueError, TypeError):
        return {}


def _index_columns(schema: Any) -> list[str]:
    index = _of_pandas(schema.metadata).get("index_columns", [])
    return [name for name in index if isinstance(name, str) and name in schema.names]


def _without_index(metadata: Any) -> dict[bytes, bytes] | None:
    """Keep the types that pandas wrote, and let no column be an index."""
    held = _of_pandas(metadata)
    if not held:
        return None
    return {b"pandas": json.dumps({**held, "index_columns": [], "column_indexes": []}).encode()}

"""Reads rows of Parquet files in place: a piece of a row group at a time, never a whole file.

Nothing here knows what an item or a key is. The module that opens the files loads pyarrow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.data.rows import Contents, Rows
from loopwidgets.errors import InputError

PIECE = 8 << 20
"""Bytes that the values of a piece take, about; a single longer value is a piece of its own."""
_LONGEST = 4096
_PIECES_KEPT = 4
_CURSORS_KEPT = 3


class UnreadableError(InputError):
    """Rows of a file that can't be read, or have changed; the text names the file and the reason."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row group: its file, its number there, its first row in the data, and its number of rows."""

    part: Part
    number: int
    start: int
    n_rows: int

    @property
    def stop(self) -> int:
        """The row behind its last one."""
        return self.start + self.n_rows


class Part:
    """One file of the data.

    Parameters
    ----------
    name
        Its name in errors.
    opened
        Opens the file; returns a `pyarrow.parquet.ParquetFile`.
    metadata
        Its footer, a `pyarrow.parquet.FileMetaData`.
    groups
        The numbers of its row groups that belong to the data.
    look
        Returns a mark that differs when the file has changed; None when the file is gone.
    constant
        Values, as Arrow scalars, of columns that are in its path and not in the file.
    """

    def __init__(
        self,
        name: str,
        opened: Callable[[], Any],
        metadata: Any,
        groups: Sequence[int],
        *,
        look: Callable[[], Any] = int,
        constant: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.metadata = metadata
        self.groups = groups
        self.constant = constant or {}
        self._opened = opened
        self._look = look
        self._before = look()
        names = set(metadata.schema.to_arrow_schema().names)
        self._leaves: dict[str, list[int]] = {name: [] for name in names}
        for place in range(metadata.num_columns):
            path = metadata.schema.column(place).path
            while (
                path and path not in names
            ):  # values within lists and structs have columns of their own
                path = path.rpartition(".")[0]
            self._leaves.setdefault(path, []).append(place)

    def holds(self, name: str) -> bool:
        """Tell whether a column is in the file."""
        return name in self._leaves

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn any error within, and a file that has changed, into an `UnreadableError`."""
        try:
            yield
        except Exception as error:
            self._check_unchanged()
            raise UnreadableError(
                f"{self.name!r} can't be read: {type(error).__name__}: {error}"
            ) from error
        self._check_unchanged()

    def _check_unchanged(self) -> None:
        try:
            now = self._look()
        except Exception as error:
            raise UnreadableError(f"{self.name!r} can't be reached: {error}") from error
        if now is None:
            raise UnreadableError(f"{self.name!r} is not there any more")
        if now != self._before:
            raise UnreadableError(
                f"{self.name!r} has changed since it was opened; run the cell again to read the new file"
            )

    def batches(self, number: int, names: Sequence[str]) -> Iterator[Any]:
        """Yield these columns of a row group, piece by piece; columns that the file lacks are left out."""
        present = [name for name in names if self.holds(name)]
        n_bytes, _ = self.weight(number, present)
        n_rows = self.metadata.row_group(number).num_rows
        length = max(1, min(_LONGEST, PIECE * n_rows // max(1, n_bytes)))
        batches: Iterator[Any] = self._opened().iter_batches(
            batch_size=length, row_groups=[number], columns=present
        )
        return batches

    def weight(self, number: int, names: Sequence[str]) -> tuple[int, int | None]:
        """Return the bytes and the nulls of some columns of a row group; None where the file has no count."""
        group = self.metadata.row_group(number)
        columns = [group.column(place) for name in names for place in self._leaves.get(name, ())]
        statistics = [column.statistics for column in columns]
        n_bytes = sum(column.total_uncompressed_size for column in columns)
        if any(one is None or not one.has_null_count for one in statistics):
            return n_bytes, None
        return n_bytes, sum(one.null_count for one in statistics)


class ColumnReader:
    """Turns columns of Arrow into columns of pandas, as if all had been read at once.

    Parameters
    ----------
    schema
        The data's schema.
    names
        The columns, each once.
    probes
        For each column whose type changes with nulls: an array of a single row with a null. It forces that
        type in pieces without nulls too.
    """

    def __init__(self, schema: Any, names: Sequence[str], probes: Mapping[str, Any]) -> None:
        self.names = list(names)
        self._fields = [schema.field(name) for name in names]
        self._metadata = schema.metadata
        self._probes = probes

    def arrays(self, part: Part, batch: Any) -> list[Any]:
        """Return the columns of a batch in the types of the schema, with the columns that its file lacks."""
        import pyarrow as pa

        arrays = []
        for wanted in self._fields:
            place = batch.schema.get_field_index(wanted.name)
            if place >= 0:
                array = _cast(batch.column(place), wanted)
            elif wanted.name in part.constant:
                array = pa.repeat(part.constant[wanted.name], batch.num_rows)
                if pa.types.is_dictionary(wanted.type):
                    array = array.dictionary_encode()
            else:
                array = pa.nulls(batch.num_rows, wanted.type)
            arrays.append(array)
        return arrays

    def frame(self, arrays: Sequence[Any]) -> pd.DataFrame:
        """Return arrays as a frame."""
        import pyarrow as pa

        n_rows = len(arrays[0]) if arrays else 0
        probes = [self._probes.get(name) for name in self.names]
        if n_rows and any(probe is not None for probe in probes):
            arrays = [
                pa.chunked_array([array, array.slice(0, 1) if probe is None else probe])
                for array, probe in zip(arrays, probes, strict=True)
            ]
        table = pa.table(list(arrays), names=self.names).replace_schema_metadata(self._metadata)
        frame: pd.DataFrame = table.to_pandas()
        return frame.iloc[:n_rows]


def _cast(array: Any, wanted: Any) -> Any:
    if array.type == wanted.type:
        return array
    try:
        return array.cast(wanted.type)
    except Exception as error:
        raise TypeError(
            f"its column {wanted.name!r} holds {array.type}, expected {wanted.type}: {error}"
        ) from error


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive rows, from ``start`` in the data."""

    start: int
    frame: pd.DataFrame

    @property
    def stop(self) -> int:
        """The row behind its last one."""
        return self.start + len(self.frame)

    @property
    def contents(self) -> Contents:
        """The contents of its rows."""
        return Contents([self.frame.iloc[:, place] for place in range(self.frame.shape[1])])


class Cursor:
    """Reads a row group from its beginning to its end."""

    def __init__(self, group: Group, reading: ColumnReader) -> None:
        self.group = group
        self.row = group.start
        self._reading = reading
        self._batches: Iterator[Any] | None = None

    def step(self, wanted: int) -> Piece | None:
        """Read another piece; return it if it holds the wanted row."""
        start = self.row
        with self.group.part.reading():
            batch = self._next()
            if wanted >= self.row:
                return None
            return Piece(start, self._reading.frame(self._reading.arrays(self.group.part, batch)))

    def rest(self) -> Iterator[list[Any]]:
        """Yield the remaining pieces, as Arrow arrays."""
        while self.row < self.group.stop:
            with self.group.part.reading():
                arrays = self._reading.arrays(self.group.part, self._next())
            yield arrays

    def _next(self) -> Any:
        if self._batches is None:
            self._batches = self.group.part.batches(self.group.number, self._reading.names)
        batch = next(self._batches, None)
        if batch is None:
            raise EOFError(f"it ends at row {self.row:,} of the data")
        self.row += batch.num_rows
        return batch


class Reader:
    """Reads rows by their place, and keeps the last few pieces that it read.

    It goes on where it stopped in a row group, so that rows in order are read once.

    Parameters
    ----------
    groups
        All row groups of the data, in order.
    reading
        The columns, and how they become values.
    lock
        Held while it reads.
    """

    def __init__(
        self, groups: Sequence[Group], reading: ColumnReader, lock: threading.RLock
    ) -> None:
        self._groups = groups
        self._starts = np.array([group.start for group in groups], dtype=np.int64)
        self._reading = reading
        self._lock = lock
        self._pieces: list[Piece] = []
        self._cursors: list[Cursor] = []

    def group_of(self, row: int) -> Group:
        """Return the row group that holds a row."""
        return self._groups[int(np.searchsorted(self._starts, row, side="right")) - 1]

    def piece_with(self, row: int) -> Piece:
        """Return rows around this one; `UnreadableError` where they can't be read."""
        with self._lock:
            for piece in self._pieces:
                if piece.start <= row < piece.stop:
                    self._keep(piece)
                    return piece
            cursor = self._cursor_before(row)
            found = None
            while found is None:
                found = cursor.step(row)
            self._cursors.append(cursor)
            del self._cursors[:-_CURSORS_KEPT]
            self._keep(found)
            return found

    def _cursor_before(self, row: int) -> Cursor:
        """Take out the nearest cursor before a row in its row group, or make a cursor."""
        group = self.group_of(row)
        before = [one for one in self._cursors if one.group is group and one.row <= row]
        if not before:
            return Cursor(group, self._reading)
        cursor = max(before, key=lambda one: one.row)
        self._cursors.remove(cursor)
        return cursor

    def _keep(self, piece: Piece) -> None:
        self._pieces = [*(one for one in self._pieces if one is not piece), piece][-_PIECES_KEPT:]

    def several(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """Yield the values of ascending rows, a piece at a time; None for a row that can't be read."""
        at = 0
        while at < len(rows):
            row = int(rows[at])
            try:
                piece = self.piece_with(row)
            except UnreadableError:
                end = int(np.searchsorted(rows, self.group_of(row).stop))
                nothing = (None,) * len(self._reading.names)
                yield from (nothing for _ in range(at, end))
            else:
                end = int(np.searchsorted(rows, piece.stop))
                yield from piece.contents.several(rows[at:end] - piece.start)
            at = end

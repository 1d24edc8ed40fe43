"""Reads the items' shown columns, a row for each: from memory, or part by part from files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import pandas as pd

from loopwidgets.data.parquet.files import pool_of
from loopwidgets.views.view import readable

if TYPE_CHECKING:
    from loopwidgets.data.keys import Codes
    from loopwidgets.data.rows import Contents

Part: TypeAlias = "slice | Codes"

_BLOCK = 1_000


class ShownColumns(Protocol):
    """The columns that items show."""

    def __len__(self) -> int: ...

    def part(self, items: Part) -> pd.DataFrame:
        """Return what some items show, a row for each."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class HeldColumns:
    """Columns in memory."""

    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.frame)

    def part(self, items: Part) -> pd.DataFrame:
        """Return what some items show, a row for each."""
        return self.frame.iloc[items]


class FileColumns:
    """Columns in files, which are opened in the process that reads them.

    Parameters
    ----------
    origin
        The recipe by which the files are opened.
    columns
        The shown columns.
    rows
        Shape (n_items,): each item's row.
    """

    def __init__(self, origin: Any, columns: Sequence[Any], rows: Codes) -> None:
        self._given = (origin, tuple(columns), rows)
        self._contents: Contents | None = None

    def __reduce__(self) -> tuple[type[FileColumns], tuple[Any, ...]]:
        return type(self), self._given

    def __len__(self) -> int:
        return len(self._given[2])

    def part(self, items: Part) -> pd.DataFrame:
        """Return what some items show, a row for each."""
        origin, columns, rows = self._given
        if self._contents is None:
            pool = pool_of(origin)
            assert pool is not None  # noqa: S101 - it was one before
            self._contents = pool.contents(columns)
        found = zip(*self._contents.several(rows[items]), strict=True)
        named = zip(map(str, columns), found, strict=True)
        # The same type for every part.
        return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in named})


class Values(Sequence[Any]):
    """The items' values in the first shown column.

    Parameters
    ----------
    shown
        The items.
    """

    def __init__(self, shown: ShownColumns) -> None:
        self._shown = shown

    def __len__(self) -> int:
        return len(self._shown)

    def __getitem__(self, items: Any) -> Any:
        if not isinstance(items, slice):
            return self[items : items + 1][0]
        return self._of(self._shown.part(items))

    def _of(self, frame: pd.DataFrame) -> list[Any]:
        return list(frame.iloc[:, 0].tolist())

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, len(self), _BLOCK):
            yield from self[start : start + _BLOCK]


class Texts(Values):
    """The readable text of each item; gaps are empty."""

    def _of(self, frame: pd.DataFrame) -> list[str]:
        return texts_of(frame)


def texts_of(frame: pd.DataFrame) -> list[str]:
    """Return the readable text of each row."""
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    return [" ".join(map(readable, row)) for row in zip(*columns, strict=True)]

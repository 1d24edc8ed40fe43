"""What items show, a row for each: held in memory, or in files of which a part is read at a time."""

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


class Shown(Protocol):
    """The columns that items show."""

    def __len__(self) -> int: ...

    def part(self, items: Part) -> pd.DataFrame:
        """Return what some items show, a row for each."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """In memory."""

    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.frame)

    def part(self, items: Part) -> pd.DataFrame:
        """Return what some items show, a row for each."""
        return self.frame.iloc[items]


class Read:
    """In files, which are opened where they are read: also in another process than the one that made this.

    Parameters
    ----------
    origin
        What the files are opened by.
    columns
        That are shown.
    rows
        Shape (n_items,): where each item stands.
    """

    def __init__(self, origin: Any, columns: Sequence[Any], rows: Codes) -> None:
        self._given = (origin, tuple(columns), rows)
        self._contents: Contents | None = None

    def __reduce__(self) -> tuple[type[Read], tuple[Any, ...]]:
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
        # Of one type, whatever this part happens to hold.
        return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in named})


class Texts(Sequence[str]):
    """What can be read in items, a text for each; gaps are empty.

    Parameters
    ----------
    shown
        The items.
    """

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    def __len__(self) -> int:
        return len(self._shown)

    def __getitem__(self, items: Any) -> Any:
        if not isinstance(items, slice):
            return self[items : items + 1][0]
        return texts_of(self._shown.part(items))


class Values(Sequence[Any]):
    """What items show in their first column.

    Parameters
    ----------
    shown
        The items.
    """

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    def __len__(self) -> int:
        return len(self._shown)

    def __getitem__(self, items: Any) -> Any:
        if not isinstance(items, slice):
            return self[items : items + 1][0]
        return self._shown.part(items).iloc[:, 0].tolist()

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, len(self), _BLOCK):
            yield from self[start : start + _BLOCK]


def texts_of(frame: pd.DataFrame) -> list[str]:
    """Return what can be read in rows, a text for each."""
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    return [" ".join(map(readable, row)) for row in zip(*columns, strict=True)]

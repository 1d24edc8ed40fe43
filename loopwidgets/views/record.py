"""Shows a row: chosen columns as a table, with a large column if wished."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from numbers import Integral, Number
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.views.view import Payload, is_missing, sendable

LONGEST = 100_000
"""The most characters of a value that are sent to the browser; a longer value is cut."""

_DEEPEST = 6
_MOST_ENTRIES = 200
_ON_ONE_LINE = 80
_LINKS = ("http://", "https://", "mailto:")


@names_its_arguments
class Record:
    """Show columns of a row as a tidy table.

    Parameters
    ----------
    *columns
        The columns, in this order. Without them, the columns of ``show``, else all columns.
    large
        A column to show as a text above the others.

    Examples
    --------
    >>> Record("title", "price", "sold_on", large="review")
    Record('title', 'price', 'sold_on', large='review')
    """

    kind: ClassVar[str] = "record"

    def __init__(self, *columns: str, large: str | None = None) -> None:
        if len(columns) == 1 and isinstance(columns[0], list):
            columns = tuple(columns[0])
        if large is not None and large not in columns:
            columns = (large, *columns) if columns else ()
        self.column = list(columns) or None
        self.large = large
        self._names: tuple[str, ...] = columns

    def __repr__(self) -> str:
        parts = [repr(name) for name in self._names]
        if self.large is not None:
            parts.append(f"large={self.large!r}")
        return f"Record({', '.join(parts)})"

    def columns(self) -> tuple[str, ...]:
        """Return nothing: the view reads only the columns that are shown."""
        return ()

    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the shown columns; raise an `InputError` if the large column is not among them."""
        if self.large is not None and self.large not in shown:
            raise InputError(
                f"large: expected one of the columns {list(shown)}, got {self.large!r}"
            )
        self._names = tuple(shown)

    def payload(
        self, shown: tuple[Any, ...], row: Mapping[str, Any], *, whole: bool = False
    ) -> Payload:
        """Return ``{"fields": [{"name", "kind", "text"}], "large": place or null}``.

        ``kind`` is *text, number, date, link, nested, truth, missing* or *unknown*.
        """
        fields = [
            {"name": sendable(str(name)), **_field(value)}
            for name, value in zip(self._names, shown, strict=True)
        ]
        large = None if self.large is None else self._names.index(self.large)
        unknown = [field["name"] for field in fields if field["kind"] == "unknown"]
        problem = f"The value of {', '.join(unknown)} can't be shown." if unknown else ""
        return Payload({"fields": fields, "large": large}, problem)

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the values as they are shown, the large column first."""
        values = [_field(value)["text"] for value in shown]
        if self.large is not None:
            values.insert(0, values.pop(self._names.index(self.large)))
        return " · ".join(text for text in values if text)


def _field(value: Any) -> dict[str, str]:
    try:
        kind, text = _worded(value)
    except Exception as error:  # noqa: BLE001 - whatever printing it does, the others are shown
        return {"kind": "unknown", "text": f"{type(value).__name__}: {type(error).__name__}"}
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text):,} characters)"
    return {"kind": kind, "text": sendable(text)}


def _worded(value: Any) -> tuple[str, str]:  # one branch a type
    if is_missing(value):
        return "missing", ""
    if isinstance(value, bool | np.bool_):
        return "truth", "yes" if value else "no"
    if isinstance(value, str):
        plain = value.strip()
        is_link = plain.lower().startswith(_LINKS) and not any(c.isspace() for c in plain)
        return ("link", plain) if is_link else ("text", value)
    if isinstance(value, datetime | date | time | timedelta | pd.Period | np.datetime64):
        return "date", _moment(value)
    if isinstance(value, Number | np.number | Decimal):
        return "number", _number(value)
    if isinstance(value, Mapping | list | tuple | set | frozenset | np.ndarray):
        nested = _nested(value)
        short = json.dumps(nested, ensure_ascii=False)
        if len(short) <= _ON_ONE_LINE:
            return "nested", short
        return "nested", json.dumps(nested, indent=2, ensure_ascii=False)
    return "text", str(value)


def _moment(value: Any) -> str:
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if not isinstance(value, datetime):
        return str(value)
    is_day = value.time() == time() and value.tzinfo is None
    return str(value.date()) if is_day else str(value)


def _number(value: Any) -> str:
    """Return a number in full, without digits that come from rounding."""
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, complex | np.complexfloating | Decimal):
        return str(value)
    # A short float has only the digits that it prints: 0.1 in 32 bits is not 0.10000000149.
    number = float(str(value)) if isinstance(value, np.floating) else float(value)
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    if number.is_integer() and abs(number) < 1e15:
        return _number(int(number))
    return f"{number:.15g}"


def _nested(value: Any, depth: int = 0) -> Any:
    if depth >= _DEEPEST:
        return "…"
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        some = islice(value.items(), _MOST_ENTRIES)
        made: Any = {str(name): _nested(entry, depth + 1) for name, entry in some}
        if len(value) > _MOST_ENTRIES:
            made["…"] = f"{len(value) - _MOST_ENTRIES} more"
        return made
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        entries = list(islice(value, _MOST_ENTRIES + 1))
        made = [_nested(entry, depth + 1) for entry in entries[:_MOST_ENTRIES]]
        return [*made, "…"] if len(entries) > _MOST_ENTRIES else made
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return str(value)

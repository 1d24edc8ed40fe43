"""Words the values of a row: numbers, dates, links, nested values. An image is worded by its name."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from numbers import Integral, Number
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.images.image_sources import is_data_uri, is_image_dict, name_of
from loopwidgets.images.pillow_images import is_pillow
from loopwidgets.lib.missing import is_missing
from loopwidgets.views.view import in_lines, sendable

LONGEST = 100_000
"""The most characters of a value that are sent to the browser; a longer value is cut."""

_DEEPEST = 6
_MOST_ENTRIES = 200
_ON_ONE_LINE = 80
_LINKS = ("http://", "https://", "mailto:")


def worded_field(value: Any) -> dict[str, str]:
    """Return the kind of a value, and its text."""
    try:
        kind, text = _worded(value)
    except Exception as error:  # noqa: BLE001 - whatever printing it does, the others are shown
        return {"kind": "unknown", "text": f"{type(value).__name__}: {type(error).__name__}"}
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text):,} characters)"
    return {"kind": kind, "text": sendable(in_lines(text))}


def _worded(value: Any) -> tuple[str, str]:  # one branch a type
    if is_missing(value):
        return "missing", ""
    if isinstance(value, bool | np.bool_):
        return "truth", "yes" if value else "no"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime | date | time | timedelta | pd.Period | np.datetime64):
        return "date", _moment(value)
    if isinstance(value, Number | np.number | Decimal):
        return "number", _number(value)
    if is_image_dict(value):
        return "text", name_of(value)
    if isinstance(value, Mapping | list | tuple | set | frozenset | np.ndarray):
        nested = _nested(value)
        short = json.dumps(nested, ensure_ascii=False)
        if len(short) <= _ON_ONE_LINE:
            return "nested", short
        return "nested", json.dumps(nested, indent=2, ensure_ascii=False)
    if isinstance(value, bytes | bytearray | memoryview) and len(value) > _ON_ONE_LINE:
        return "text", f"{len(value):,} bytes"
    return "text", name_of(value) if is_pillow(value) else str(value)


def _text(value: str) -> tuple[str, str]:
    if is_data_uri(value):
        return "text", f"{value.partition(',')[0][:_ON_ONE_LINE]},…"
    plain = value.strip()
    is_link = plain.lower().startswith(_LINKS) and not any(c.isspace() for c in plain)
    return ("link", plain) if is_link else ("text", value)


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

"""Reads several labels from a text, as a CSV file has them, and writes them in the same form again.

It knows no columns.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

_LONGEST = 100_000
_ALWAYS = (";", "|")
_BETWEEN_LABELS = ","
"""A comma separates only where each part is a label: it occurs in names."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a list in a text: ``json``, a type of Python's, or a separator."""

    kind: str

    def write(self, names: Sequence[Any]) -> str:
        """Return values as a text in this form."""
        if self.kind == "json":
            return json.dumps(list(names), ensure_ascii=False)
        if self.kind in _OF_PYTHON:
            return repr(_OF_PYTHON[self.kind](names))
        return self.kind.join(map(str, names))


_OF_PYTHON: dict[str, type] = {"list": list, "tuple": tuple, "set": set}


def parsed(text: str, known: Collection[str]) -> tuple[list[Any], Form] | None:
    """Return the values in a text and the text's form; None for a text that is no list.

    Parameters
    ----------
    text
        Such as ``["a", "b"]`` in JSON, ``['a', 'b']`` as Python prints it, or ``a; b``.
    known
        Names of the labels; empty while they are not known.
    """
    text = text.strip()
    if text in known:
        return None
    if text[:1] in ("[", "(", "{") and len(text) <= _LONGEST:
        return _as_json(text) or _as_python(text)
    for separator in (*_ALWAYS, _BETWEEN_LABELS):
        if separator not in text:
            continue
        parts = [part.strip() for part in text.split(separator)]
        parts = [part for part in parts if part]
        if separator in _ALWAYS or (known and all(part in known for part in parts)):
            space = " " if f"{separator} " in text else ""
            return parts, Form(separator + space)
    return None


def _as_json(text: str) -> tuple[list[Any], Form] | None:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return (values, Form("json")) if isinstance(values, list) else None


def _as_python(text: str) -> tuple[list[Any], Form] | None:
    try:
        values = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    kind = type(values).__name__
    return (list(values), Form(kind)) if kind in _OF_PYTHON else None

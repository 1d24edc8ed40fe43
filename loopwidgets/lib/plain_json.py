"""Checks that a value is JSON that every reader reads back unchanged.

Nothing here knows the meaning of a value.
"""

from __future__ import annotations

import sys
from typing import Any

from loopwidgets.errors import InputError

DEEPEST = 32
"""The deepest nesting of lists and objects. Some readers go no deeper than a few hundred levels."""
MOST_EXACT = 2**53 - 1
"""The largest whole number up to which JavaScript is exact."""
_LARGEST = sys.float_info.max
LONGEST_TEXT = 1_000_000
"""The most characters of a text in a value."""


def check_plain(value: Any, name: str) -> None:
    """Raise for a value that is no JSON, or that some readers could not read back.

    Parameters
    ----------
    value
        None, a truth value, a number, a text, or lists and string-keyed dicts of them.
    name
        The name of the value in errors.

    Raises
    ------
    InputError
        If the value has anything else in it, is nested too deeply, or a text or number is too large.
    """
    level = [value]
    for _ in range(DEEPEST + 1):
        deeper: list[Any] = []
        for entry in level:
            if isinstance(entry, dict):
                for key in entry:
                    if not isinstance(key, str):
                        raise InputError(
                            f"{name}: a key in JSON is a text, got a {type(key).__name__}"
                        )
                    _check_leaf(key, name)
                deeper += entry.values()
            elif isinstance(entry, list):
                deeper += entry
            else:
                _check_leaf(entry, name)
        if not deeper:
            return
        level = deeper
    raise InputError(
        f"{name}: nested too deeply: at most {DEEPEST} lists and objects in each other"
    )


def is_finite(number: float) -> bool:
    """Return whether a number is finite for readers that store every number as a float."""
    return abs(number) <= _LARGEST  # an integer of any size, infinities and NaN compare well


def _check_leaf(entry: Any, name: str) -> None:
    if entry is None or isinstance(entry, bool):
        return
    if isinstance(entry, str):
        if len(entry) > LONGEST_TEXT:
            raise InputError(f"{name}: at most {LONGEST_TEXT} characters, got {len(entry)}")
    elif not isinstance(entry, int | float):
        raise InputError(f"{name}: {type(entry).__name__} is not JSON")
    elif not is_finite(entry):
        raise InputError(f"{name}: expected a finite number")

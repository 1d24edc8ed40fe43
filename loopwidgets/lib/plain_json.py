"""What JSON can hold, so that every reader gets the same out of it again.

Nothing here knows what a value means.
"""

from __future__ import annotations

import sys
from typing import Any

from loopwidgets.errors import InputError

DEEPEST = 32
"""So many lists and objects may stand in each other: readers go no deeper than some hundred."""
MOST_EXACT = 2**53 - 1
"""Whole numbers are exact in JavaScript up to here."""
_LARGEST = sys.float_info.max
LONGEST_TEXT = 1_000_000
"""Characters of one text in a value."""


def check_plain(value: Any, name: str) -> None:
    """Refuse what is no JSON, or none that every reader can read again.

    Parameters
    ----------
    value
        None, a truth value, a number, a text, or lists and string-keyed dicts of them.
    name
        What it is called, for errors.

    Raises
    ------
    InputError
        If there is anything else in it, it is nested too deeply, or a text or number is too large.
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
    """Tell whether a number is one for readers that hold every number as a float."""
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

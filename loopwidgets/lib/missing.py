"""Tells a missing value from any other."""

from __future__ import annotations

from typing import Any


def is_missing(value: Any) -> bool:
    """Return whether a value is None, NaN, NaT or NA; an array never is."""
    if value is None or isinstance(value, str):
        return value is None
    import pandas as pd

    missing = pd.isna(value)
    return isinstance(missing, bool) and missing

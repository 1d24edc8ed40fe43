"""Finds out whether code runs in cells, as in a notebook, without importing IPython."""

from __future__ import annotations

import sys


def has_cells() -> bool:
    """Return whether code runs in cells, with time for work between them; False in a plain script."""
    find = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return find is not None and find() is not None

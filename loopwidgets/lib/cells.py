"""Tells whether code runs in cells, as in a notebook. IPython is never imported for that."""

from __future__ import annotations

import sys


def has_cells() -> bool:
    """Tell whether cells run here, between which there is a time to do things: not in a plain script."""
    find = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return find is not None and find() is not None

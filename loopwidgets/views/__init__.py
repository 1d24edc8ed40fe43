"""Registers the views, which show items: each view is a file, and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.record import Record
from loopwidgets.views.text import Text
from loopwidgets.views.view import Payload, View

if TYPE_CHECKING:
    import pandas as pd

    from loopwidgets.views.image import Image

VIEWS = frozenset({"text", "image", "record"})
"""The kinds of views that the front end knows."""

__all__ = ["VIEWS", "Image", "Payload", "Record", "Text", "View", "fitting"]

_LOOKED_AT = 20
_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg")


def __getattr__(name: str) -> Any:
    if name != "Image":
        raise AttributeError(name)
    with uninterrupted():
        from loopwidgets.views.image import Image  # Pillow is not loaded before there are images
    return Image


def fitting(columns: Sequence[pd.Series]) -> View:
    """Return the view that fits the first values of these columns.

    The majority decides: among images, a value that is no image is shown as a card with the problem.
    """
    if len(columns) > 1:
        return Record()
    values = columns[0].dropna().head(_LOOKED_AT).tolist() if len(columns[0]) else []
    if sum(_is_image(value) for value in values) > len(values) / 2:
        with uninterrupted():
            from loopwidgets.views.image import Image
        return Image()
    return Text()


def _is_image(value: Any) -> bool:
    if isinstance(value, bytes | bytearray | memoryview):
        return True
    if isinstance(value, str) or hasattr(value, "__fspath__"):
        return str(value).lower().endswith(_SUFFIXES) and "\n" not in str(value)
    if hasattr(value, "__array_interface__") or type(value).__module__.startswith("PIL."):
        return getattr(value, "ndim", 2) in (2, 3)
    return False

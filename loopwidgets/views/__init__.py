"""Registers the views, which show items: each view is a file, and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwidgets.images.image_sources import is_image
from loopwidgets.views.chat import Chat as Chat
from loopwidgets.views.custom import Custom as Custom
from loopwidgets.views.html_view import Html as Html
from loopwidgets.views.image import Image as Image
from loopwidgets.views.markdown import Markdown as Markdown
from loopwidgets.views.record import Record as Record
from loopwidgets.views.text import Text as Text
from loopwidgets.views.view import Payload as Payload
from loopwidgets.views.view import View as View

if TYPE_CHECKING:
    import pandas as pd

PUBLIC = [
    each.__name__
    for each in tuple(globals().values())
    if isinstance(each, type) and issubclass(each, View) and each is not View
]
"""The names of the views that users make. An ``__all__`` that is computed would hide their types."""

_LOOKED_AT = 20


def fitting(columns: Sequence[pd.Series]) -> View:
    """Return the view that fits the first values of these columns.

    The majority decides: among images, a value that is no image is shown as a card with the problem.
    """
    if len(columns) > 1:
        return Record()
    values = columns[0].dropna().head(_LOOKED_AT).tolist() if len(columns[0]) else []
    if sum(is_image(value) for value in values) > len(values) / 2:
        return Image()
    return Text()

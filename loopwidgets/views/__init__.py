"""Registers the views, which show items: each view is a file, and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwidgets.errors import InputError
from loopwidgets.images.image_sources import is_image
from loopwidgets.sounds.sound_sources import is_sound
from loopwidgets.views.audio import Audio as Audio
from loopwidgets.views.chat import Chat as Chat
from loopwidgets.views.compare import Compare as Compare
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

    The majority decides: among images or recordings, another value is shown as a card with the problem.
    """
    if len(columns) > 1:
        return Record()
    values = columns[0].dropna().head(_LOOKED_AT).tolist()
    return Audio() if sum(map(is_sound, values)) > len(values) / 2 else _of_one(columns)


def settled(view: View | None, columns: Sequence[pd.Series], *, compares: bool) -> View:
    """Return the view of a call with all that its columns decide, or the view that fits.

    Parameters
    ----------
    view
        The view in the call, if any.
    columns
        The shown columns, or their first values.
    compares
        True if the task compares the columns.

    Raises
    ------
    InputError
        If the task compares columns and the view does not show them side by side.
    """
    if view is None and not compares:
        return fitting(columns)
    view = Compare() if view is None else view
    if isinstance(view, Compare):
        return view.fitted(_of_one(columns), blind=compares)
    if compares:
        raise InputError(
            f"view: the task compares columns, and lw.{type(view).__name__} does not show them side by side; "
            "write view=lw.Compare(…), or leave it out"
        )
    return view


def _of_one(columns: Sequence[pd.Series]) -> View:
    """Return the view of a single value that fits the first values of all these columns."""
    values = [value for each in columns for value in each.dropna().head(_LOOKED_AT).tolist()]
    return Image() if sum(map(is_image, values)) > len(values) / 2 else Text()

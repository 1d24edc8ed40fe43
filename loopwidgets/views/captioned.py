"""Shows a column with a short line above it, its caption, from other columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from loopwidgets.errors import InputError
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.view import View


class CaptionedView(View):
    """The way to show a column, with a short line above it from other columns."""

    def __init__(self, column: str | None, caption: str | Sequence[str] | None) -> None:
        names = caption if isinstance(caption, list) else [] if caption is None else [caption]
        if any(isinstance(name, list | dict | set) or name is None for name in names):
            raise InputError(f"caption: expected a column or a list of columns, got {caption!r}")
        self.column = column
        self.caption = tuple(names)
        with uninterrupted():  # while an item is shown, an interrupt could break into it
            from loopwidgets.views import field_text  # noqa: F401

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({self.column!r})" if self.column else f"{type(self).__name__}()"
        )

    def columns(self) -> tuple[str, ...]:
        """Return the caption's columns, if any."""
        return self.caption

    def caption_of(self, row: Mapping[str, Any]) -> str:
        """Return the caption of an item, without values that are missing; empty for none."""
        if not self.caption:
            return ""
        from loopwidgets.views.field_text import worded_field

        values = (worded_field(row[name])["text"] for name in self.caption)
        return " · ".join(value for value in values if value)

    def captioned(self, shown: Sequence[Any]) -> str:
        """Return the code that shows the first of several columns, and the others in the caption."""
        column, *others = shown
        caption = others[0] if len(others) == 1 else others
        return f"view=lw.{type(self).__name__}({column!r}, caption={caption!r})"

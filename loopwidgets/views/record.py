"""Shows a row: chosen columns as a table, with a large column if wished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.view import ItemForm, Payload, View, sendable


@names_its_arguments
class Record(View):
    """Show columns of a row as a tidy table.

    Parameters
    ----------
    *columns
        The columns, in this order. Without them, the columns of ``show``, else all columns.
    large
        A column to show as a text above the others.

    Examples
    --------
    >>> Record("title", "price", "sold_on", large="review")
    Record('title', 'price', 'sold_on', large='review')
    """

    kind: ClassVar[str] = "record"
    item_form: ClassVar[ItemForm] = "row"

    def __init__(self, *columns: str, large: str | None = None) -> None:
        with uninterrupted():  # while an item is shown, an interrupt could break into it
            from loopwidgets.views import field_text  # noqa: F401
        if len(columns) == 1 and isinstance(columns[0], list):
            columns = tuple(columns[0])
        if large is not None and large not in columns:
            columns = (large, *columns) if columns else ()
        self.column = list(columns) or None
        self.large = large
        self._names: tuple[str, ...] = columns

    def __repr__(self) -> str:
        parts = [repr(name) for name in self._names]
        if self.large is not None:
            parts.append(f"large={self.large!r}")
        return f"Record({', '.join(parts)})"

    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the shown columns; raise an `InputError` if the large column is not among them."""
        if self.large is not None and self.large not in shown:
            raise InputError(
                f"large: expected one of the columns {list(shown)}, got {self.large!r}"
            )
        self._names = tuple(shown)

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return ``{"fields": [{"name", "kind", "text"}], "large": place or null}``.

        ``kind`` is *text, number, date, link, nested, truth, missing* or *unknown*.
        """
        from loopwidgets.views.field_text import worded_field

        fields = [
            {"name": sendable(str(name)), **worded_field(value)}
            for name, value in zip(self._names, shown, strict=True)
        ]
        large = None if self.large is None else self._names.index(self.large)
        unknown = [field["name"] for field in fields if field["kind"] == "unknown"]
        problem = f"The value of {', '.join(unknown)} can't be shown." if unknown else ""
        return Payload({"fields": fields, "large": large}, problem)

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the values as they are shown, the large column first."""
        from loopwidgets.views.field_text import worded_field

        values = [worded_field(value)["text"] for value in shown]
        if self.large is not None:
            values.insert(0, values.pop(self._names.index(self.large)))
        return " · ".join(text for text in values if text)

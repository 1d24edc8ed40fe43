"""Shows a row: chosen columns as a table, with a large column if wished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.images.image_sources import address_of, stands_in_a_cell
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.image import Image
from loopwidgets.views.view import ItemForm, Payload, View, sendable

MOST_IMAGES = 12
"""The most images in a row that are sent to the browser; others are shown by their names."""


@names_its_arguments
class Record(View):
    """Show columns of a row as a tidy table. An image in a cell is shown small, and opens larger.

    Parameters
    ----------
    *columns
        The columns, in this order. Without them, the columns of ``show``, else all columns.
    large
        A column to show as a text, or as a large image, above the others.

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

    def addresses(self, shown: tuple[Any, ...]) -> tuple[str, ...]:
        """Return the addresses of the row's images."""
        images = [shown[place] for place in _images_in(shown)]
        return tuple(address for value in images if (address := address_of(value)) is not None)

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return ``{"fields": [{"name", "kind", "text"}], "large": place or null}``.

        ``kind`` is *text, number, date, link, nested, truth, missing, image* or *unknown*. An image has the
        parts of the `Image` view's payload as well. An image that can't be shown is worded like any value,
        with ``why``.
        """
        from loopwidgets.views.field_text import worded_field

        fields: list[dict[str, Any]] = [
            {"name": sendable(str(name)), **worded_field(value)}
            for name, value in zip(self._names, shown, strict=True)
        ]
        for place in _images_in(shown):
            fields[place].update(_pictured(shown[place], whole=whole))
        large = None if self.large is None else self._names.index(self.large)
        problems = [
            f"The image of {field['name']}: {field['why']}" for field in fields if field.get("why")
        ]
        if unknown := [field["name"] for field in fields if field["kind"] == "unknown"]:
            problems.append(f"The value of {', '.join(unknown)} can't be shown.")
        return Payload({"fields": fields, "large": large}, " ".join(problems))

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the values as they are shown, the large column first."""
        from loopwidgets.views.field_text import worded_field

        values = [worded_field(value)["text"] for value in shown]
        if self.large is not None:
            values.insert(0, values.pop(self._names.index(self.large)))
        return " · ".join(text for text in values if text)


def _images_in(shown: tuple[Any, ...]) -> list[int]:
    """Return the places of the first images among the values of a row."""
    return [place for place, value in enumerate(shown) if _is_image(value)][:MOST_IMAGES]


def _is_image(value: Any) -> bool:
    try:
        return stands_in_a_cell(value)
    except Exception:  # noqa: BLE001 - whatever asking it does, the others are shown
        return False


def _pictured(value: Any, *, whole: bool) -> dict[str, Any]:
    """Return what an image adds to its field."""
    try:
        picture = Image().payload((value,), {}, whole=whole)
    except Exception as error:  # noqa: BLE001 - whatever an image does, the others are shown
        return {"why": f"{type(error).__name__}: {error}"}
    if picture.content["image"] is None:
        return {"why": picture.problem, "away": picture.content.get("away", False)}
    return {
        **{name: part for name, part in picture.content.items() if name not in ("name", "caption")},
        "kind": "image",
        "text": picture.content["name"],
    }

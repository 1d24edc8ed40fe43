"""Shows columns of a row side by side, each in the same way."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, listed, names_its_arguments
from loopwidgets.views.image import Image
from loopwidgets.views.text import Text
from loopwidgets.views.view import ItemForm, Payload, View, sendable

MOST_SIDES = 10
"""The most columns side by side."""


@names_its_arguments
class Compare(View):
    """Show two or more columns side by side: texts, or images that share their zoom.

    With `Comparison` and `Ranking` the columns have no names on the page, and their order differs from item
    to item. With any other task they have their names, in your order.

    Parameters
    ----------
    *columns
        The columns, from 2 to 10. Without them, the columns of ``show``.
    each
        The view of each column, such as ``lw.Text(highlight="beetle")``; by default the view that fits the
        first values.

    Raises
    ------
    InputError
        If ``each`` is no view of a single column.

    Examples
    --------
    >>> Compare("before", "after")
    Compare('before', 'after')
    """

    kind: ClassVar[str] = "compare"
    item_form: ClassVar[ItemForm] = "row"

    def __init__(self, *columns: str, each: View | None = None) -> None:
        if len(columns) == 1 and isinstance(columns[0], list):
            columns = tuple(columns[0])
        if each is not None and not isinstance(each, Text | Image):
            raise InputError(f"each: expected lw.Text(…) or lw.Image(…), got {each!r}")
        if each is not None and each.column is not None:
            raise InputError(
                f"each: expected a view without a column, as the columns are those side by side; got {each!r}"
            )
        self.column = list(columns) or None
        self.each: View | None = each
        self.blind = False
        self._names: tuple[str, ...] = tuple(map(str, columns))

    def __repr__(self) -> str:
        parts = [repr(name) for name in self.column or ()]
        if self.each is not None:
            parts.append(f"each={self.each!r}")
        return f"Compare({', '.join(parts)})"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the view itself, and of the view of each column."""
        return (self.kind, *self._each.kinds)

    @property
    def _each(self) -> View:
        return self.each or Text()

    def fitted(self, each: View, *, blind: bool) -> Compare:
        """Return the view with a view of each column, if it has none; ``blind`` hides names and order."""
        made = copy.copy(self)
        made.each, made.blind = self.each or each, blind
        return made

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the view of each column reads in addition."""
        return self._each.columns()

    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the columns; raise an `InputError` for too few or too many."""
        if not 2 <= len(shown) <= MOST_SIDES:
            raise InputError(
                f"show: lw.Compare shows 2 to {MOST_SIDES} columns side by side, got {listed(shown)}"
            )
        self._names = tuple(map(str, shown))

    def addresses(self, shown: tuple[Any, ...]) -> tuple[str, ...]:
        """Return the addresses of all sides."""
        return tuple(address for value in shown for address in self._each.addresses((value,)))

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return ``{"kind", "blind", "sides": [{"name", "payload", "problem"}]}``, sides as in the data.

        ``kind`` is the kind of the view of each side. With ``detail={"side": 1, "detail": {…}}`` only this
        side has a payload, with a detail in the words of its view.
        """
        asked = dict(detail or {})
        only = asked.get("side")
        more = {"detail": asked.get("detail")} if isinstance(asked.get("detail"), Mapping) else {}
        sides = []
        for place, (name, value) in enumerate(zip(self._names, shown, strict=True)):
            is_asked = only is None or only == place
            content, problem = (
                self._side(value, row, whole=whole, more=more) if is_asked else (None, "")
            )
            sides.append({"name": sendable(name), "payload": content, "problem": problem})
        found = [side["problem"] for side in sides if side["problem"]]
        told = f"A side can't be shown as it should be: {found[0]}" if found else ""
        return Payload({"kind": self._each.kind, "blind": self.blind, "sides": sides}, told)

    def _side(
        self, value: Any, row: Mapping[str, Any], *, whole: bool, more: Mapping[str, Any]
    ) -> tuple[Any, str]:
        """Return the payload of a side, and its problem."""
        try:
            payload = self._each.payload((value,), row, whole=whole, **more)
        except Exception as error:  # noqa: BLE001 - whatever a side does, the others are shown
            return None, f"{type(error).__name__}: {sendable(str(error))}"
        content = payload.content
        if self.blind and isinstance(content, Mapping) and "name" in content:
            content = {**content, "name": ""}  # the name of a file can give a side away
        return content, payload.problem

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the words of each side."""
        each = (self._each.words((value,), row) for value in shown)
        return " · ".join(text for text in each if text)

"""Shows what a user's function returns for an item: a text, a figure, an image, a table, HTML, Markdown."""

from __future__ import annotations

import hashlib
import math
import pickle
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments, reason
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.custom_calls import MOST_LOST, Calls, OverdueError
from loopwidgets.views.view import ItemForm, Payload, View, sendable

PATIENCE = 1.0
"""The seconds that a payload waits for the function; then the page asks again."""
PATIENCE_AGAIN = 0.2


@names_its_arguments
class Custom(View):
    """Show what your function makes of an item: anything that Jupyter can display and that stands still.

    Parameters
    ----------
    function
        It takes the value of the shown column, or a dict of several columns. It returns a text, a figure of
        matplotlib, a Pillow image, or an object that Jupyter displays as PNG, SVG, HTML or Markdown, such as
        a DataFrame.
    column
        The column, or a list of columns; the columns of ``show`` when not given, else all columns.
    seconds
        The time limit of a call.

    Notes
    -----
    A text is shown as it is, never as HTML; ``IPython.display.HTML(text)`` is shown as by `Html`. Scripts are
    removed and nothing is fetched.

    The function is called once for an item, a few items ahead, on a thread beside your cells, and never twice
    at a time. If it raises an error, takes too long or returns a live widget, the item is a card.

    Raises
    ------
    InputError
        If ``function`` can't be called, or ``seconds`` is no positive number.

    Examples
    --------
    >>> Custom(str.upper)
    Custom(upper)
    """

    kind: ClassVar[str] = "custom"
    item_form: ClassVar[ItemForm] = "row"

    def __init__(
        self,
        function: Callable[[Any], Any],
        column: str | Sequence[str] | None = None,
        *,
        seconds: float = 10.0,
    ) -> None:
        if not callable(function) or isinstance(function, View):
            raise InputError(f"function: expected a function of an item, got {function!r}")
        is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if not is_number or not 0 < seconds < math.inf:
            raise InputError(f"seconds: expected a positive number, got {seconds!r}")
        with uninterrupted():  # while an item is shown, an interrupt could break into it
            from loopwidgets.images import image_bytes  # noqa: F401
            from loopwidgets.views import displayed, field_text  # noqa: F401
        self.column = list(column) if isinstance(column, tuple) else column
        self.name = getattr(function, "__name__", type(function).__name__)
        self._function = function
        self._names: tuple[Any, ...] = ()
        self._calls: Calls[Payload] = Calls(self._called, seconds)

    def __repr__(self) -> str:
        return (
            f"Custom({self.name})"
            if self.column is None
            else f"Custom({self.name}, {self.column!r})"
        )

    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the shown columns."""
        self._names = tuple(shown)

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return the parts that `displayed` makes, or ``{"form": "running"}`` while the function runs.

        With ``detail`` it waits for a shorter time.
        """
        argument = shown[0] if len(shown) == 1 else dict(zip(self._names, shown, strict=True))
        key = tuple(_mark(value) for value in shown)
        try:
            made = self._calls.result(key, argument, PATIENCE_AGAIN if detail else PATIENCE)
        except OverdueError:
            return Payload({"form": "overdue"}, sendable(self._overdue()))
        return Payload({"form": "running"}) if made is None else made

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the values of the shown columns; the function is not called."""
        from loopwidgets.views.field_text import worded_field

        values = (worded_field(value)["text"] for value in shown)
        return " · ".join(text for text in values if text)

    def _called(self, argument: Any) -> Payload:
        """Return the payload that the function leads to; never raises."""
        from loopwidgets.views.displayed import NoFormError, displayed

        try:
            value = self._function(argument)
        except BaseException as error:  # noqa: BLE001 - whatever it raises, there is a card
            where = _line_of(error, self._function)
            return _nothing(f"Your function {self.name} raised {reason(error)}{where}")
        try:
            return Payload(displayed(value))
        except NoFormError as error:
            kind = "" if value is None else f"{type(value).__name__}: "
            return _nothing(f"Your function {self.name} returned {kind}{error}.")
        except BaseException as error:  # noqa: BLE001 - whatever displaying it raises, there is a card
            kind = type(value).__name__
            return _nothing(
                f"Your function {self.name} returned {kind}, and displaying that raised {reason(error)}"
            )

    def _overdue(self) -> str:
        if self._calls.is_stuck:
            return (
                f"Your function {self.name} was not called: {MOST_LOST} calls have not come back. "
                f"Restart the kernel to stop them."
            )
        return (
            f"Your function {self.name} has not come back within {self._calls.seconds:g} seconds. "
            f"A larger seconds= waits longer."
        )


def _nothing(problem: str) -> Payload:
    return Payload({"form": "nothing"}, sendable(problem))


def _mark(value: Any) -> Hashable:
    """Return a small value that is equal for equal values."""
    try:
        hash(value)
    except TypeError:
        try:
            return hashlib.sha256(pickle.dumps(value)).digest()
        except Exception:  # noqa: BLE001 - whatever can't be pickled is known by its place in memory
            return id(value)
    return (type(value), value)


def _line_of(error: BaseException, function: Any) -> str:
    """Return the line of the function's own file in which an error arose, as the end of a sentence."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" (line {line})" if line else ""

"""Checks and drives a widget that others made, so that it can ask the questions of a project.

The contract is that of ipyannotations: ``display(item)``, ``on_submit(function)``, ``on_undo(function)``
and ``data``. Nothing here records an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipywidgets.widgets.domwidget import DOMWidget

from loopwidgets.errors import InputError

EXAMPLE = "ipyannotations.images.BoxAnnotator(options=[…])"


def guest_in(widget: Any) -> Any:
    """Return the widget that is to ask: the given widget, or the result of a function.

    Raises
    ------
    InputError
        If it is a class, no widget, or does not follow the contract; the text names the missing part.
    """
    if isinstance(widget, type):
        raise InputError(
            f"widget: expected a widget such as {EXAMPLE}, got the class {widget.__name__}. "
            f"Write {widget.__name__}(…)"
        )
    made = widget() if callable(widget) and not isinstance(widget, DOMWidget) else widget
    if not isinstance(made, DOMWidget):
        raise InputError(f"widget: expected a widget such as {EXAMPLE}, got {made!r}")
    missing = [name for name in ("display", "on_submit") if not callable(_part(made, name))]
    if missing:
        raise InputError(
            f"widget: expected a widget with display(item) and on_submit(function), {type(made).__name__} "
            f"has no {' and no '.join(missing)}"
        )
    return made


def classes_of(guest: Any) -> list[str] | None:
    """Return the classes that a widget offers; None where it has no list of them."""
    for name in ("options", "classes"):
        offered = _part(guest, name)
        if isinstance(offered, list | tuple):
            return list(dict.fromkeys(str(option) for option in offered if str(option).strip()))
    core = _part(guest, "text_widget")  # where a text tagger keeps them
    return None if core is None else classes_of(core)


def listen(guest: Any, submitted: Callable[[Any], None], undone: Callable[[], None]) -> None:
    """Call functions when the person submits an answer (None: a skip) and when they want to undo.

    The contract has no way to stop that.
    """
    guest.on_submit(submitted)
    on_undo = _part(guest, "on_undo")
    if callable(on_undo):
        on_undo(undone)


def tidy(guest: Any) -> None:
    """Take out the children that have no view: JupyterLab would show an error in their place."""
    children = _part(guest, "children") or ()
    shown = [child for child in children if isinstance(child, DOMWidget)]
    if len(shown) < len(children):
        guest.children = shown


def forget_steps(guest: Any) -> None:
    """Forget the steps inside an earlier item, which ipyannotations keeps for points and polygons.

    Its Undo button would first take those back, step by step, on an item that has none.
    """
    for part in (guest, _part(guest, "canvas")):
        steps = _part(part, "_undo_queue")
        if callable(_part(steps, "clear")):
            steps.clear()


def takes_values(guest: Any) -> bool:
    """Return whether a widget has a writable ``data``, and so can show an answer that somebody gave."""
    declared = _part(type(guest), "data")
    if isinstance(declared, property):
        return declared.fset is not None
    return declared is not None or "data" in vars(guest)


def put_back(guest: Any, value: Any) -> bool:
    """Show an earlier answer in a widget; returns True if the widget took it.

    JSON has no tuples, and some widgets take nothing else for points and spans.
    """
    for form in (_with_tuples(value), value):
        try:
            guest.data = form
        except Exception:  # noqa: BLE001, S112 - whatever another's widget makes of it
            continue
        return True
    return False


def _with_tuples(value: Any, *, inside: bool = False) -> Any:
    """Return a value with a tuple for each innermost list but the whole."""
    if isinstance(value, dict):
        return {name: _with_tuples(entry, inside=True) for name, entry in value.items()}
    if not isinstance(value, list):
        return value
    entries = [_with_tuples(entry, inside=True) for entry in value]
    is_innermost = not any(isinstance(entry, dict | list) for entry in value)
    return tuple(entries) if inside and entries and is_innermost else entries


def _part(widget: Any, name: str) -> Any:
    """Return an attribute; None if it is missing or raises."""
    try:
        return getattr(widget, name, None)
    except Exception:  # noqa: BLE001 - whatever another's property does
        return None

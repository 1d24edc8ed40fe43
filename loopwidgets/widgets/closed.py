"""Shows a closed widget as a few true words about its project, and keeps listeners from it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, ParamSpec, cast

from IPython.display import display
from ipywidgets.widgets.widget_string import HTML

from loopwidgets.errors import InputError, SplitError
from loopwidgets.project import Project
from loopwidgets.widgets.saved_summary import still

REPLACED = "Replaced by a later cell: run this cell again."
CLOSED = "Closed: run the cell again."
SPLIT = str(SplitError())

P = ParamSpec("P")


class Lasting:
    """Comes before a widget's own class: ipywidgets shows nothing of a closed widget, or raises."""

    project: Project
    comm: Any

    _why_closed = CLOSED
    _in_its_place: HTML | None = None

    def __dir__(self) -> list[str]:
        """Return the names of this package; those of ipywidgets and traitlets are there as well."""
        ours = (kind for kind in type(self).__mro__ if kind.__module__.startswith("loopwidgets."))
        names = {name for kind in ours for name in vars(kind)} | {*vars(self), "layout"}
        return sorted(name for name in names - {"comm", "keys"} if not name.startswith("_"))

    def _replace(self, why: str = REPLACED) -> None:
        """Close the widget, by default because a newer widget takes its place."""
        if not self._is_closed:
            self._why_closed = why
            self.close()

    def close(self) -> None:
        """Close the widget; the labels stay in the store."""
        super().close()  # type: ignore[misc]
        self.__dict__.pop("_repr_mimebundle_", None)  # ipywidgets puts None there

    @property
    def _is_closed(self) -> bool:
        return self.comm is None

    def _need_open(self) -> None:
        """Refuse an act on a closed widget: nobody would see it."""
        if self._is_closed:
            raise InputError(self._why_closed)

    def _still(self) -> dict[str, str]:
        return still(self.project, self._why_closed)

    def _display(self) -> bool:
        """Display the widget, or its words once it is closed; return whether it is open."""
        if self._is_closed:
            display(self._still(), raw=True)
            return False
        bundle = self._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        still = {"text/plain": "", "text/html": '<span class="loopwidgets-still"></span>'}
        display({**data, **still}, metadata=metadata, raw=True)
        return True

    def _repr_mimebundle_(self, **options: Any) -> Any:
        if self._is_closed:
            return self._still()
        return super()._repr_mimebundle_(**options)  # type: ignore[misc]

    @property
    def model_id(self) -> str:
        """The id by which the page finds the widget; once closed, its substitute has it, inside a box too."""
        if not self._is_closed:
            return str(super().model_id)  # type: ignore[misc]
        if self._in_its_place is None:
            self._in_its_place = HTML(self._still()["text/html"])
        return str(self._in_its_place.model_id)

    def _ending(self) -> str:
        """Return how the widget's ``repr`` ends."""
        if not self._is_closed:
            return ""
        return {REPLACED: ", replaced", SPLIT: ", split"}.get(self._why_closed, ", closed")


def while_open(method: Callable[P, object]) -> Callable[P, None]:
    """Return a function that calls a widget's method while the widget is open, and does not keep it alive."""
    held = weakref.WeakMethod(cast("Any", method))

    def call(*given: P.args, **named: P.kwargs) -> None:
        alive = held()
        if alive is not None and not alive.__self__._is_closed:  # noqa: SLF001
            alive(*given, **named)

    return call

"""What happens around each cell that the user runs."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from IPython import get_ipython

_Held = TypeVar("_Held")


def has_cells() -> bool:
    """Tell whether cells run here, between which there is a time to do things: not in a plain script."""
    return get_ipython() is not None


def around_cells(
    widget: _Held,
    *,
    before: Callable[[_Held], object],
    after: Callable[[_Held], object] | None = None,
) -> Callable[[], None]:
    """Call functions with a widget around each cell, as long as it lives.

    Parameters
    ----------
    widget
        Not kept alive by this.
    before, after
        Called on the thread that runs the cells.

    Returns
    -------
    callable
        Stops it.
    """
    shell = get_ipython()
    if shell is None:
        return lambda: None
    held = weakref.ref(widget)

    def calling(function: Callable[[_Held], object] | None) -> Callable[..., None]:
        def call(*_: object) -> None:
            if (alive := held()) is None:
                stop()
            elif function is not None:
                function(alive)

        return call

    calls = {"pre_run_cell": calling(before), "post_run_cell": calling(after)}

    def stop() -> None:
        for event, call in calls.items():
            with suppress(ValueError):
                shell.events.unregister(event, call)

    for event, call in calls.items():
        shell.events.register(event, call)
    return stop

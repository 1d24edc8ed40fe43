"""Joins widgets to the notebook: their bundles, messages answered while cells run, and work around cells."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import traitlets
from IPython import get_ipython

_STATIC = Path(__file__).parent.parent / "static"


def built(name: str) -> Any:
    """Return a built file as a trait; as a path, which is watched, while the front end is written.

    anywidget listens to the files of paths, and through that would keep every closed widget.
    """
    path = _STATIC / name
    if os.environ.get("ANYWIDGET_HMR") == "1":
        return path
    return traitlets.Unicode(path.read_text("utf-8")).tag(sync=True)


def answer_while_cells_run(comm: Any) -> None:
    """Keep messages on the thread on which they arrive.

    ipykernel sends each message of a comm to the thread that last sent on it. After a cell sent, that would
    be the main thread, and labels would wait for the cell. This uses a private seam; without it all works,
    later.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default  # noqa: ARG005, SLF001


def hears_while_cells_run() -> bool:
    """Return whether messages of widgets come to another thread than that of the cells.

    True as well where there is no notebook: there is no page that could be kept waiting. This uses a private
    seam of ipykernel; without it, messages wait.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return True
    manager = getattr(getattr(kernel, "shell_channel_thread", None), "manager", None)
    listed = getattr(manager, "list_subshell", None)
    return bool(callable(listed) and listed())


_Owner = TypeVar("_Owner")


def around_cells(
    widget: _Owner,
    *,
    before: Callable[[_Owner], object],
    after: Callable[[_Owner], object] | None = None,
) -> Callable[[], None]:
    """Call functions with a widget around each cell, while the widget lives.

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

    def calling(function: Callable[[_Owner], object] | None) -> Callable[..., None]:
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

"""Joins widgets to the notebook: their bundles, messages answered while cells run, and work around cells."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
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
    if is_watched():
        return path
    return traitlets.Unicode(path.read_text("utf-8")).tag(sync=True)


def is_watched() -> bool:
    """Return whether the front end is being written: its bundles are files then, and load anew."""
    return os.environ.get("ANYWIDGET_HMR") == "1"


def with_parts(name: str, parts: Iterable[str]) -> dict[str, str]:
    """Return the traits of a widget whose bundle needs parts of its own, such as ``task-spans``.

    Empty where all is in the bundle already. A part is code that adds itself to the bundle before it.
    """
    files = [name, *(part for part in parts if (_STATIC / f"{part}.js").exists())]
    if len(files) == 1:
        return {}
    kinds = {"_esm": ".js", "_css": ".css"}
    return {
        trait: "\n".join(
            path.read_text("utf-8")
            for path in (_STATIC / f"{file}{ending}" for file in files)
            if path.exists()
        )
        for trait, ending in kinds.items()
    }


def answer_while_cells_run(comm: Any) -> None:
    """Keep messages on the thread on which they arrive.

    ipykernel sends each message of a comm to the thread that last sent on it. After a cell sent, that would
    be the main thread, and labels would wait for the cell. This uses a private seam; without it all works,
    later.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default  # noqa: ARG005, SLF001


@contextmanager
def all_widgets_heard() -> Iterator[None]:
    """Answer messages of every widget while a cell waits, also of widgets that others made."""
    from comm import get_comm_manager

    turned = [
        one
        for one in [*getattr(get_comm_manager(), "comms", {}).values()]
        if "_reply_subshell_for" not in vars(one)
    ]
    for one in turned:
        answer_while_cells_run(one)
    try:
        yield
    finally:
        for one in turned:
            vars(one).pop("_reply_subshell_for", None)


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


async def hear_behind_the_cell() -> None:
    """Handle the messages of widgets that wait behind the running cell. Other messages go on waiting.

    Only ipykernel 6 keeps them waiting: it handles a message once the cell before it has ended. This uses a
    private seam; without it, messages wait.
    """
    kernel: Any = getattr(get_ipython(), "kernel", None)
    queue = getattr(kernel, "msg_queue", None)
    if queue is None:
        return
    waiting = []
    while queue.qsize():
        waiting.append(queue.get_nowait())
    ours = [entry for entry in waiting if _is_of_widget(kernel, entry)]
    for entry in waiting:
        if entry not in ours:
            queue.put_nowait(entry)
    parent, ident = kernel.get_parent("shell"), kernel._parent_ident["shell"]  # noqa: SLF001
    try:
        for _, dispatch, arguments in ours:
            await dispatch(*arguments)
    finally:
        kernel.set_parent(ident, parent, "shell")  # of the cell, for all that it prints from now on


def _is_of_widget(kernel: Any, entry: Any) -> bool:
    _, _, (message, *_) = entry
    _, frames = kernel.session.feed_identities(message, copy=False)
    kind: str = kernel.session.unpack(frames[1].bytes)["msg_type"]
    return kind.startswith("comm_")


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

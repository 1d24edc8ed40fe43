"""Keeps a project's listeners: for its events and its queue, for additions to events, and for doubts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Literal

from loopwidgets.errors import InputError
from loopwidgets.store import Event, Recorded

QueueChange = Literal["reordered", "started_over", "changed_elsewhere", "relabeled", "split"]
"""The reason why the next items change. With ``changed_elsewhere`` another kernel changed some items. With
``relabeled`` a label has another name. After a ``split`` nothing more can be recorded."""

Listener = Callable[[Sequence[Recorded]], None]
QueueListener = Callable[[QueueChange], None]
Remarker = Callable[[Event], Mapping[str, Any]]
Doubter = Callable[[], AbstractSet[str]]


class Listened:
    """The part of `loopwidgets.core.project_state.ProjectState` that others listen to and add to."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._queue_listeners: list[QueueListener] = []
        self._remarkers: list[Remarker] = []
        self._doubters: list[Doubter] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with the recorded events after each commit; returns a function that stops it."""
        return _join(self._listeners, listener)

    def listen_to_queue(self, listener: QueueListener) -> Callable[[], None]:
        """Call ``listener`` when the next items change; returns a function that stops it."""
        return _join(self._queue_listeners, listener)

    def remark_with(self, remarker: Remarker) -> Callable[[], None]:
        """Let ``remarker`` add to the ``extra`` of each new event; returns a function that stops it."""
        return _join(self._remarkers, remarker)

    def doubt_with(self, doubter: Doubter) -> Callable[[], None]:
        """Ask ``doubter`` for the keys of likely mistakes; returns a function that stops it."""
        return _join(self._doubters, doubter)

    def doubted(self) -> set[str]:
        """Return the keys of the items whose answers a model takes for mistakes; may take some seconds.

        Raises
        ------
        InputError
            If no doubter listens.
        """
        if not self._doubters:
            raise InputError(
                "doubted: expected a project with a model; write lw.annotate(…, loop=lw.Loop())"
            )
        return {key for doubter in tuple(self._doubters) for key in doubter()}

    def tell_of_queue(self, change: QueueChange) -> None:
        """Call the queue's listeners: the next items have changed."""
        for listener in tuple(self._queue_listeners):
            listener(change)

    def _tell_of(self, done: Sequence[Recorded]) -> None:
        for listener in tuple(self._listeners):
            listener(done)

    def _remarked(self, event: Event) -> Event:
        """Return an event with the additions of all remarkers."""
        for remarker in tuple(self._remarkers):
            event = replace(event, extra={**event.extra, **remarker(event)})
        return event


def _join(those: list[Any], one: Any) -> Callable[[], None]:
    those.append(one)
    return lambda: those.remove(one) if one in those else None

"""Which answers the model takes for mistakes, for the person to look at again."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from loopwidgets.loop.companion import Companion
from loopwidgets.loop.reflecting import reflected

if TYPE_CHECKING:
    from loopwidgets.project import Project
    from loopwidgets.store import Recorded


class Doubts:
    """Tells a project which answers are doubted; what was looked at again since is not told twice.

    Parameters
    ----------
    project
        With its data.
    companion
        Beside its annotator.
    """

    def __init__(self, project: Project, companion: Companion) -> None:
        self._project = project
        self._companion = companion
        self._told: set[str] = set()
        self._looked_at: set[str] = set()
        held = weakref.ref(self)
        self._stops = [
            project.doubt_with(lambda: set() if (alive := held()) is None else alive.keys()),
            project.listen(_listener(held)),
        ]

    def keys(self) -> set[str]:
        """Return the items' keys; it takes some seconds, in which nothing else waits."""
        self._told = set(reflected(self._project, self._companion).doubted["item"])
        return self._told - self._looked_at

    def hear(self, done: Sequence[Recorded]) -> None:
        """Take note of what is answered again."""
        answered = {one.event.item_key for one in done if one.new and one.event.kind == "answer"}
        self._looked_at |= answered & self._told

    def close(self) -> None:
        """Doubt nothing more."""
        for stop in self._stops:
            stop()


def _listener(held: weakref.ref[Doubts]) -> Callable[[Sequence[Recorded]], None]:
    def listen(done: Sequence[Recorded]) -> None:
        if (alive := held()) is not None:
            alive.hear(done)

    return listen

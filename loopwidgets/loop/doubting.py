"""Which answers the model takes for mistakes, for the person to look at again."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from loopwidgets.loop.assistant import Companion
from loopwidgets.loop.mirror.of_project import reflected

if TYPE_CHECKING:
    from loopwidgets.project import Project


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
        held = weakref.ref(self)
        self.close = project.doubt_with(
            lambda: set() if (alive := held()) is None else alive.keys()
        )
        """Doubts nothing more."""

    def keys(self) -> set[str]:
        """Return the items' keys; it takes some seconds, in which nothing else waits."""
        return set(reflected(self._project, self._companion).doubted["item"])

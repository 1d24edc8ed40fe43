"""`LabelingWidget` shares a project's methods, and calls the user's functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwidgets.errors import names_its_arguments
from loopwidgets.project import Project, ProjectMethods
from loopwidgets.widgets.closed import Lasting

if TYPE_CHECKING:
    from collections.abc import Callable

    from loopwidgets.core.counts import Progress
    from loopwidgets.widgets.callbacks import Answer, Watchers


@names_its_arguments
class LabelingWidget(ProjectMethods, Lasting):
    """The methods of a project on a widget; they keep working when it is closed."""

    project: Project
    _watchers: Watchers

    @property
    def _project(self) -> Project:
        return self.project

    def on_answer(self, callback: Callable[[Answer], object]) -> Callable[[], None]:
        """Call a function after each answer, skip, and undo of either, once it is on disk.

        Parameters
        ----------
        callback
            Called with an `Answer` on a thread of its own, call after call and in order. The widget shows
            any exception and goes on; nobody waits for the function.

        Returns
        -------
        callable
            Stops it. Running the cell of the widget again stops it as well.

        Raises
        ------
        InputError
            If it is not callable, or the widget is closed and would never call it.
        """
        self._need_open()
        return self._watchers.on_answer(callback)

    def on_finish(self, callback: Callable[[Progress], object]) -> Callable[[], None]:
        """Call a function with the progress when nothing is left to ask; at once, if that is so now.

        Otherwise like `on_answer`. It is called again when items were opened again and are done again.
        """
        self._need_open()
        return self._watchers.on_finish(callback)

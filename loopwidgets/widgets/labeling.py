"""A widget in which a project is labeled: it shares the project's methods, and calls the user's functions."""

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
    """The methods of a project on a widget; they go on working when it is closed."""

    project: Project
    _watchers: Watchers

    @property
    def _project(self) -> Project:
        return self.project

    def on_answer(self, callback: Callable[[Answer], object]) -> Callable[[], None]:
        """Call a function after each answer, skip, and undo of one, once it is on disk.

        Parameters
        ----------
        callback
            Called with an `Answer` on a thread of its own, one after the other and in order. What it raises
            is shown in the widget and stops nothing; nobody waits for it.

        Returns
        -------
        callable
            Stops it. Running the cell of the widget again stops it as well.

        Raises
        ------
        InputError
            If it can't be called, or the widget is closed: it would never be.
        """
        self._need_open()
        return self._watchers.on_answer(callback)

    def on_finish(self, callback: Callable[[Progress], object]) -> Callable[[], None]:
        """Call a function with the progress when nothing is left to ask; at once, if that is so now.

        As `on_answer` otherwise. When items are opened again and done again it is called again.
        """
        self._need_open()
        return self._watchers.on_finish(callback)

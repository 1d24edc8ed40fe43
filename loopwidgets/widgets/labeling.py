"""`LabelingWidget` shares a project's methods, and calls the user's functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwidgets.errors import names_its_arguments
from loopwidgets.project import Project, ProjectMethods
from loopwidgets.widgets import waiting
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

    def wait(self, timeout: float | None = None) -> Progress:
        """Wait in this cell until nothing is left to label; meanwhile you label in the widget.

        Answers that other kernels record in the store count as well. The functions of `on_answer` have been
        called for all answers when this returns. An interrupt (``i i``, or Stop) ends the waiting and leaves
        the widget as it is.

        Parameters
        ----------
        timeout
            The most seconds to wait; None for any time.

        Returns
        -------
        Progress
            After the time-out some items remain: see ``remaining``.

        Raises
        ------
        InputError
            If the widget is closed. Also if this notebook hears no widget while a cell runs: use `finished`.

        Examples
        --------
        >>> w.wait()  # doctest: +SKIP
        >>> model.fit(*w.to_frame()[["text", "label"]].dropna().to_numpy().T)  # doctest: +SKIP
        """
        waiting.wait(self.on_finish, self._look, timeout)
        return self.progress

    async def finished(self) -> Progress:
        """Wait as `wait` does, and let other tasks run meanwhile: ``await w.finished()``."""
        await waiting.finished(self.on_finish, self._look)
        return self.progress

    def _look(self) -> None:
        self._need_open()
        self.project.look_elsewhere()
        self._watchers.hear(())

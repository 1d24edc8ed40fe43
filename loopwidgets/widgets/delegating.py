"""What a widget hands on to its project: what comes out, and acts in code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwidgets.errors import names_its_arguments
from loopwidgets.widgets.closed import Lasting

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from loopwidgets.core.counts import Progress
    from loopwidgets.widgets.callbacks import Answer
    from loopwidgets.widgets.watchers import Watchers


@names_its_arguments
class Delegating(Lasting):
    """The properties and acts of a project, on a widget that holds one; they go on when it is closed."""

    _watchers: Watchers

    @property
    def labels(self) -> pd.DataFrame:
        """Answers of this annotator on the data's index; see `Project.labels`."""
        return self.project.labels

    @property
    def changes(self) -> pd.DataFrame:
        """The labels of the data that were corrected; see `Project.changes`."""
        return self.project.changes

    @property
    def reviewed(self) -> pd.DataFrame:
        """The labels of the data that were kept or corrected; see `Project.reviewed`."""
        return self.project.reviewed

    @property
    def corrected(self) -> pd.DataFrame:
        """The data with the reviewed column as it was corrected; see `Project.corrected`."""
        return self.project.corrected

    def find(
        self,
        text: str | None = None,
        *,
        label: str | None = None,
        status: str | None = None,
        flagged: bool | None = None,
        noted: bool | None = None,
        disputed: bool | None = None,
        doubted: bool | None = None,
    ) -> pd.DataFrame:
        """Return the items of which all of this is true; see `Project.find`."""
        return self.project.find(
            text,
            label=label,
            status=status,
            flagged=flagged,
            noted=noted,
            disputed=disputed,
            doubted=doubted,
        )

    def suspects(self, pred_probs: Any) -> pd.DataFrame:
        """Ask about likely label errors first, and tell which they are; see `Project.suspects`."""
        return self.project.suspects(pred_probs)

    @property
    def annotations(self) -> pd.DataFrame:
        """Everyone's answers in long form; see `Project.annotations`."""
        return self.project.annotations

    @property
    def events(self) -> pd.DataFrame:
        """The whole log; see `Project.events`."""
        return self.project.events

    @property
    def progress(self) -> Progress:
        """How far this annotator is; see `Project.progress`."""
        return self.project.progress

    def to_frame(self) -> pd.DataFrame:
        """Return the data joined with the answers; see `Project.to_frame`."""
        return self.project.to_frame()

    def plot(self) -> Figure:
        """Draw labels over time and the class distribution; see `Project.plot`."""
        return self.project.plot()

    def plot_progress(self, ax: Axes | None = None) -> Axes:
        """Draw the answers over time; see `Project.plot_progress`."""
        return self.project.plot_progress(ax=ax)

    def plot_distribution(self, ax: Axes | None = None, by: str | None = None) -> Axes:
        """Draw how often each label was chosen; see `Project.plot_distribution`."""
        return self.project.plot_distribution(ax=ax, by=by)

    def answer(self, value: Any) -> str:
        """Answer the item in front of the person; see `Project.answer`."""
        return self.project.answer(value)

    def skip(self) -> str:
        """Skip the item in front of the person; see `Project.skip`."""
        return self.project.skip()

    def flag(self, on: bool = True) -> str:  # noqa: FBT001, FBT002
        """Flag the item in front of the person; see `Project.flag`."""
        return self.project.flag(on)

    def note(self, text: str) -> str:
        """Write a note on the item in front of the person; see `Project.note`."""
        return self.project.note(text)

    def dispute(self, reason: str, *, label: str | None = None) -> str:
        """Say that a label is wrong for the item in front of the person; see `Project.dispute`."""
        return self.project.dispute(reason, label=label)

    def undo(self) -> str | None:
        """Take back the last act; see `Project.undo`."""
        return self.project.undo()

    def redo(self) -> str | None:
        """Do again what was undone last; see `Project.redo`."""
        return self.project.redo()

    def reset(self, *, sure: bool = False) -> int:
        """Take back all that this annotator said, once they are sure; see `Project.reset`."""
        return self.project.reset(sure=sure)

    def hand_in(self, folder: str | os.PathLike[str] | None = None) -> Path:
        """Make one file to send, with this annotator's answers alone; see `Project.hand_in`."""
        return self.project.hand_in(folder)

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

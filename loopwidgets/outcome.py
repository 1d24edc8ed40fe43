"""What comes out of a project: tables, progress, figures, and a file to hand in.

These are the properties of a `Project` that only read; what they hold is made in ``tables.py`` and
``plots.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from loopwidgets.core import search
from loopwidgets.core.counts import Progress
from loopwidgets.errors import names_its_arguments
from loopwidgets.results import tables
from loopwidgets.results.progress import work_of

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from loopwidgets.project import Project


@names_its_arguments
class Outcome:
    """What comes out of a project; see `loopwidgets.project.Project`."""

    @property
    def _project(self) -> Project:
        return cast("Project", self)

    @property
    def labels(self) -> pd.DataFrame:
        """Answers of this annotator: one row for each row that was answered, skipped, flagged or noted.

        On the data's own index (row numbers of data in files); by item key where the project was opened
        without its data. Columns ``label, status, annotator, seconds, at, note, flagged``.
        """
        self._project.look_elsewhere()  # what is told here was heard of
        return tables.labels_of(self._project)

    def to_frame(self) -> pd.DataFrame:
        """Return the data, every row, joined with the columns of `labels`.

        Where the data has a column of that name already, ours begins with ``annotation_``. Data in files is
        read whole: where that is too much, `labels` has the rows' numbers.

        Raises
        ------
        InputError
            If the project was opened without its data.
        """
        self._project.need_data()
        self._project.look_elsewhere()
        return tables.data_with_labels_of(self._project)

    @property
    def changes(self) -> pd.DataFrame:
        """The labels of the data that this annotator corrected: from what, to what, when, by whom.

        The rows of `reviewed` in which ``changed`` is true; told from the log alone, also without the data.
        `corrected` is the data with these labels in it.
        """
        reviewed = self.reviewed
        return reviewed[reviewed["changed"]]

    @property
    def reviewed(self) -> pd.DataFrame:
        """The labels of the data that this annotator looked at, kept and corrected ones.

        On the data's own index; by item key where the project was opened without its data. Columns
        ``initial, label, changed, annotator, at, row``: the last is the position in the data, from 0, which
        tells rows apart whose index is the same. Without the data it is NA.
        """
        self._project.look_elsewhere()
        return tables.reviewed_of(self._project)

    @property
    def corrected(self) -> pd.DataFrame:
        """The data as it was given, with the answers of this annotator in the column of ``initial=``.

        Same rows in the same order, same index and columns; the data itself is not changed. Rows that were
        skipped or not asked about keep their label; those that had none get the answer. The column keeps its
        dtype where that can hold the labels; with ``multiple=True`` it holds lists. Data in files is read
        whole.

        Raises
        ------
        InputError
            If there are no labels to review, or the project was opened without its data.
        """
        self._project.look_elsewhere()
        return tables.corrected_of(self._project)

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
        """Return the items of which all of this is true, in the order of the data.

        Parameters
        ----------
        text
            What can be read in the item: case, accents and white space make no difference.
        label
            A label's name: of the answer or, where there is none yet, in the column of ``initial=``.
        status
            ``"open"``, ``"answered"`` or ``"skipped"``.
        flagged, noted, disputed
            Whether it is, or is not; either when None.
        doubted
            Whether the model beside the person takes the answer for a mistake; see `RunningLoop.mirror`. It
            is asked anew, which takes some seconds.

        Returns
        -------
        pandas.DataFrame
            On the data's own index: ``item`` (the key, which ``w.go_to`` takes) and the columns of `labels`.

        Raises
        ------
        InputError
            If there is no such label or status (the nearest is named), the project has no data, or no model
            is there to doubt anything.
        """
        query = search.query_of(
            self._project,
            text,
            label=label,
            status=status,
            flagged=flagged,
            noted=noted,
            disputed=disputed,
            doubted=doubted,
        )
        return tables.found_of(self._project, [*search.found(self._project, query)])

    def suspects(self, pred_probs: Any) -> pd.DataFrame:
        """Ask about likely label errors first, and return which they are and why.

        Needs ``initial=`` and the extra ``quality``. What was answered already counts with its answer. What
        is in front of the person stays, as do the next two items.

        Parameters
        ----------
        pred_probs
            Probabilities from a model that did not see the row that it judges (``cross_val_predict``): a
            DataFrame on the data's index with the labels' names as columns in any order, or an array of shape
            (n_rows, n_labels) in the order of the labels.

        Returns
        -------
        pandas.DataFrame
            The open rows in which the model prefers another label, the most suspect first, on the data's
            index: ``initial, suggested, score`` (0 to 1, the higher the more suspect), ``likely`` (what
            confident learning takes for an error) and ``reason`` in words.

        Raises
        ------
        InputError
            If there are no labels to review, or ``pred_probs`` can't be used.
        MissingDependencyError
            If cleanlab is not installed.
        """
        from loopwidgets import cleanup

        return cleanup.suspects_of(self._project, pred_probs)

    @property
    def annotations(self) -> pd.DataFrame:
        """Everyone's answers: one row for each item and annotator."""
        return tables.annotations_of(self._project)

    @property
    def events(self) -> pd.DataFrame:
        """The whole log, one row for each event, in the order of arrival."""
        return tables.events_of(self._project)

    @property
    def conflicts(self) -> pd.DataFrame:
        """Where two pages or machines said different things at once; both stand, one shows."""
        return tables.conflicts_of(self._project)

    @property
    def disputes(self) -> pd.DataFrame:
        """Where an annotator said that a label is wrong, with the reason."""
        return tables.disputes_of(self._project)

    @property
    def problems(self) -> pd.DataFrame:
        """Items that can't be shown as they should be, each with what is wrong."""
        return tables.problems_of(self._project)

    @property
    def progress(self) -> Progress:
        """How far this annotator is; without the data, over all items that something was said of."""
        project = self._project
        project.look_elsewhere()
        work = work_of(project)
        seconds, total = tables.pace_of(project), project.total
        remaining = None if total is None else total - work.answered
        return Progress(
            total=total,
            answered=work.answered,
            skipped=work.skipped,
            flagged=work.flagged,
            remaining=remaining,
            by_label={
                label.name: work.by_label[label.id]
                for label in project.scheme.labels
                if not label.retired or work.by_label[label.id]
            },
            seconds_per_item=seconds,
            hours_left=float("nan") if remaining is None else seconds * remaining / 3600,
        )

    def hand_in(self, folder: str | os.PathLike[str] | None = None) -> Path:
        """Make one file to send: this project's answers by this annotator, and no one else's.

        Parameters
        ----------
        folder
            Where to; the working folder when not given. The file's name has the project, the annotator and a
            mark that no other person, project or store has. Your own earlier file is replaced; any other file
            of that name stays, and this one gets a number.

        Returns
        -------
        pathlib.Path
            An SQLite file that `Project.open` reads, whole without another file beside it.

        Raises
        ------
        InputError
            If there is no such folder, or the store is no file.
        StoreError
            If it could not be written; then nothing was.
        """
        from loopwidgets.results.hand_in import hand_in

        return hand_in(self._project, folder)

    def plot(self) -> Figure:
        """Draw labels over time and the class distribution, side by side."""
        from loopwidgets.results import plots

        return plots.overview(self._counted(tables.answers_of(self._project)), **self._plotted())

    def plot_progress(self, ax: Axes | None = None) -> Axes:
        """Draw the answers over time."""
        from loopwidgets.results import plots

        return plots.progress(
            tables.answers_of(self._project), ax=ax, total=self._plotted()["total"]
        )

    def plot_distribution(self, ax: Axes | None = None, by: str | None = None) -> Axes:
        """Draw how often each label was chosen.

        Parameters
        ----------
        ax
            Where to draw; a new figure when not given.
        by
            Splits each bar: ``"annotator"`` for everyone in the store, or a column of the data with at most
            ten different values.

        Raises
        ------
        InputError
            If there is no such column (the nearest is named), or it holds too many values.
        """
        from loopwidgets.results import plots

        if by is None:
            table = tables.answers_of(self._project)
        elif by == "annotator":
            table = self.annotations
        else:
            table, by = tables.grouped_answers_of(self._project, by), "group"
        plotted = self._plotted()
        return plots.distribution(
            self._counted(table), ax=ax, by=by, names=plotted["names"], colors=plotted["colors"]
        )

    def _counted(self, table: pd.DataFrame) -> pd.DataFrame:
        """Put the names of the labels in an answer for the answer."""
        return table.assign(label=table["label"].map(self._project.task.names_in))

    def _plotted(self) -> dict[str, Any]:
        scheme = self._project.scheme
        colors = scheme.colors()
        return {
            "names": list(scheme.names),
            "colors": [colors[label.id] for label in scheme.active],
            "total": self._project.total if self._project.items else None,
        }

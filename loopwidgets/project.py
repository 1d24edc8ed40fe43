"""`Project`: what a user holds. Every method that a user calls stands here once; widgets share it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from loopwidgets.core import search
from loopwidgets.core.actions import Actions, Undone
from loopwidgets.core.counts import Progress
from loopwidgets.core.project_state import ProjectState
from loopwidgets.errors import check_text, names_its_arguments
from loopwidgets.labels.scheme import Label
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.results import tables
from loopwidgets.results.progress import work_of
from loopwidgets.store import AnnotatorRow, ProjectRow, Store
from loopwidgets.tasks import Task

if TYPE_CHECKING:
    import os
    from datetime import timedelta
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@names_its_arguments
class ProjectMethods:
    """The properties and acts of a project, for a project itself and for the widgets on it."""

    @property
    def _project(self) -> Project:
        raise NotImplementedError

    # --- What came out -----------------------------------------------------------------------------

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
        from loopwidgets.review.label_errors import suspects_of

        return suspects_of(self._project, pred_probs)

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
        bins = project.task.bins(project.scheme, work.by_value)
        retired = [gone for gone in project.task.retired(project.scheme) if work.by_value[gone.id]]
        return Progress(
            total=total,
            answered=work.answered,
            skipped=work.skipped,
            flagged=work.flagged,
            remaining=remaining,
            by_label={choice.name: work.by_value[choice.id] for choice in [*bins, *retired]},
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
        del plotted["total"]
        return plots.distribution(self._counted(table), ax=ax, by=by, **plotted)

    def _counted(self, table: pd.DataFrame) -> pd.DataFrame:
        """Put the names of the bars that an answer counts in for the answer."""
        names_in = self._project.task.names_in
        answers = table["label"].astype(object).where(table["label"].notna(), None)
        return table.assign(label=answers.map(names_in))

    def _plotted(self) -> dict[str, Any]:
        project = self._project
        task = project.task
        bins = task.bins(project.scheme, work_of(project).by_value)
        return {
            "names": [each.name for each in bins],
            "colors": [each.color for each in bins],
            "title": task.distribution_title,
            "total": project.total if project.items else None,
        }

    # --- Acts ---------------------------------------------------------------------------------------

    def answer(self, value: Any, *, item: str | None = None) -> str:
        """Answer the item in front of the person (or the one with the key ``item``).

        Parameters
        ----------
        value
            A label's name; several names where several may be chosen; what a guest's widget gives.

        Returns
        -------
        str
            Key of the item that was answered.

        Raises
        ------
        InputError
            If there is no such label, or no item left.
        """
        return self._project.actions.answer(value, item=item)

    def skip(self, *, item: str | None = None) -> str:
        """Skip the item in front of the person; it comes again at the end."""
        return self._project.actions.skip(item=item)

    def flag(self, on: bool = True, *, item: str | None = None) -> str:  # noqa: FBT001, FBT002
        """Flag the item in front of the person, or take the flag away."""
        return self._project.actions.flag(on, item=item)

    def note(self, text: str, *, item: str | None = None) -> str:
        """Write a note on the item in front of the person; an empty one takes it away."""
        return self._project.actions.note(text, item=item)

    def dispute(self, reason: str, *, label: str | None = None, item: str | None = None) -> str:
        """Say that a label is wrong for the item in front of the person, or that none fits."""
        return self._project.actions.dispute(reason, label=label, item=item)

    def add_label(self, label: str | Label) -> str:
        """Add a label to the scheme, at its end: a new version of it, on disk when this returns.

        Parameters
        ----------
        label
            A name, or a `Label` with a title, color, key or description.

        Returns
        -------
        str
            The label's name. One whose name differs in case or width only adds none.

        Raises
        ------
        InputError
            If it is no name, its key is taken, or there would be too many labels.
        """
        return self._project.actions.add_label(label)

    def undo(self) -> str | None:
        """Take back the last act, also one of before the kernel was restarted.

        Returns
        -------
        str or None
            Its item's key; None where there is nothing to undo.
        """
        return self._project.actions.undo()

    def redo(self) -> str | None:
        """Do again what was undone last; returns its item's key, or None where there is nothing.

        Where something else was said of the item since, by whatever hand, that stands.
        """
        return self._project.actions.redo()

    def reset(self, *, sure: bool = False) -> int:
        """Take back all that this annotator said, so that every item is open again.

        Nothing is deleted: `Project.events` tells what was said, and that it was taken back.

        Parameters
        ----------
        sure
            Without it the question is asked, and nothing happens unless the answer is yes.

        Returns
        -------
        int
            How many acts were taken back.

        Raises
        ------
        InputError
            If it can't be asked here, as in a notebook that runs without a person.
        StoreError
            If the store can only be read.
        """
        return self._project.actions.reset(sure=sure)

    def stretches(self, pause: str | timedelta = "10min") -> pd.DataFrame:
        """Return when which labels were answered, by everyone: helps to tell two questions apart.

        Parameters
        ----------
        pause
            A longer time without an answer ends a stretch: ``"10min"``, ``"30s"`` or a timedelta.

        Returns
        -------
        pandas.DataFrame
            By time: ``first_at, last_at, answers, annotators, labels`` (that could be chosen then).

        Raises
        ------
        InputError
            If ``pause`` is no such time, as a number without its unit.
        """
        from loopwidgets.core.splitting import stretches

        return stretches(self._project, pause)

    def split(
        self,
        *,
        labels: Sequence[str] | None = None,
        since: Any = None,
        until: Any = None,
        question: str | None = None,
        stays: str | None = None,
        initial: str | None = None,
        name: str | None = None,
    ) -> Project:
        """Move the answers to a second question, of every annotator, into a project of their own.

        For a project that two questions came into; `stretches` shows when which labels were answered. The
        answers are copied, with their times and their history, and taken back here: all of them, or none.

        Parameters
        ----------
        labels
            Moves the answers with these labels, and the notes and flags of their items. An answer with a
            label of both questions, a skip, a note or a flag goes by the list of labels that the person saw.
            Where that does not tell, an answer stays, and a warning counts these; with ``since`` or
            ``until`` as well, its label alone decides.
        since, until
            Moves what was done from a time on, or before a time; UTC where no time zone is given. ISO 8601,
            such as ``"2026-03-01 14:30"``, or a datetime, `pandas.Timestamp` or `numpy.datetime64`.
        question, initial
            The question, or the column under review, of the answers that move.
        stays
            The question of the answers that stay.
        name
            The new project's name; by default it has the question, the column or the labels.

        Returns
        -------
        Project
            The new project, without its data: `loopwidgets.annotate` with its question goes on with it.

        Raises
        ------
        InputError
            If no answer fits, or every answer does; if there is no such label or time, or the name is taken.
        StoreError
            If the store can only be read, or is damaged.

        Examples
        --------
        >>> project.split(since="2026-03-01 14:30", question="Rude?", stays="About sport?")  # doctest: +SKIP
        """
        from loopwidgets.core.splitting import split

        for argument, text in {"question": question, "stays": stays, "name": name}.items():
            if text is not None:
                check_text(text, argument)
        project = self._project
        with project.lock:
            called = split(
                project,
                labels=labels,
                since=since,
                until=until,
                question=question,
                stays=stays,
                initial=initial,
                name=name,
            )
            project.actions.forget()
        return Project.open(project.store, called, annotator=project.annotator.name)


@names_its_arguments
class Project(ProjectMethods, ProjectState):
    """A labeling project, for one annotator.

    Made by `Project.from_data`, `Project.open` or `loopwidgets.annotate`; the same store, project and
    annotator give the same object.
    """

    def __init__(
        self, store: Store, row: ProjectRow, *, task: Task, annotator: AnnotatorRow
    ) -> None:
        super().__init__(store, row, task=task, annotator=annotator)
        self._undone = Undone()

    @property
    def _project(self) -> Project:
        return self

    @property
    def actions(self) -> Actions:
        """What can be done in code."""
        return Actions(
            self, self._undone
        )  # made anew: a circle would outlive the last use of the project

    @classmethod
    def from_data(cls, data: Any, show: Any = None, labels: Any = None, **options: Any) -> Project:
        """Start or resume a project over data; takes what `loopwidgets.annotate` takes."""
        with uninterrupted():
            from loopwidgets.core.opening import project_from_data
            from loopwidgets.core.options import Options
        arguments = {"show": show, "labels": labels, **options}
        return project_from_data(cls, data, Options.of_call("Project.from_data", arguments))

    @classmethod
    def open(
        cls,
        store: str | os.PathLike[str] | Store | None = None,
        name: str | None = None,
        *,
        annotator: str | None = None,
    ) -> Project:
        """Open a project without its data, to read what was labeled.

        Parameters
        ----------
        store
            Path, URL or store; ``loopwidgets.db`` when not given.
        name
            Of the project; needed where the store holds several.
        annotator
            Whose answers `labels` shows: by default those of who reads, else of the only one who labeled.

        Raises
        ------
        InputError
            If there is no such project, or there are several and none is named.
        """
        with uninterrupted():
            from loopwidgets.core.opening import open_by_name
        return open_by_name(cls, store, name, annotator=annotator)

    def __repr__(self) -> str:
        done = ""
        if self.items is not None:
            of = "" if self.total is None else f" of {self.total}"
            done = f": {self.tally.answered}{of} answered"
        return f"Project({self.name!r} in {self.store.where}, by {self.annotator.name}{done})"

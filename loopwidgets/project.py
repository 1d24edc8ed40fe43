"""Defines `Project`, the object that users work with. Widgets share its methods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from loopwidgets.core import search
from loopwidgets.core.actions import Actions, Undone
from loopwidgets.core.counts import Progress, repeated
from loopwidgets.core.project_state import ProjectState
from loopwidgets.errors import InputError, check_text, names_its_arguments, nearest
from loopwidgets.labels.colors import color_of
from loopwidgets.labels.scheme import Label
from loopwidgets.lib.habits import attribute_hint
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

    OneOrTwo = TypeVar("OneOrTwo", bound=Axes | Sequence[Axes])


@names_its_arguments
class ProjectMethods:
    """The properties and acts of a project. The project itself and the widgets on it have them."""

    @property
    def _project(self) -> Project:
        raise NotImplementedError

    if not TYPE_CHECKING:  # or any attribute would pass the check of types

        def __getattr__(self, name: str) -> Any:
            """Raise for an attribute that is missing; the message offers the right way."""
            if name.startswith("_") or hasattr(type(self), name):
                return object.__getattribute__(self, name)  # the usual error, or that of a property
            import pandas as pd

            ours = [each for each in dir(self) if not each.startswith("_")]
            hint = attribute_hint(name, dir(pd.DataFrame)) or nearest(name, ours)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}.{hint}")

    # --- What came out -----------------------------------------------------------------------------

    @property
    def labels(self) -> pd.DataFrame:
        """The annotator's answers: one row for each row that was answered, skipped, flagged or noted.

        The table has the data's own index. For data in files the index is the row numbers; without the data
        it is the item keys. Columns ``label, status, annotator, seconds, at, note, flagged``. ``label`` is an
        ordered category of your labels, each in your own form; with ``multiple`` it holds tuples.
        """
        self._project.look_elsewhere()  # take in answers from other kernels
        return tables.labels_of(self._project)

    def to_frame(
        self,
        *,
        lists: Literal["tuples", "json"] = "tuples",
        times: Literal["utc", "naive"] = "utc",
    ) -> pd.DataFrame:
        """Return the data, every row, joined with the columns of `labels`.

        Where your data has a column of the same name, ours begins with ``annotation_``. Data in files is
        read whole. If that is too much for your memory, use `labels`, which has the row numbers.

        Parameters
        ----------
        lists
            ``"json"`` writes several labels as a JSON text, which a CSV file keeps and ``initial=`` reads.
        times
            ``"naive"`` leaves out the time zone, for ``to_excel``. The times stay in UTC.

        Raises
        ------
        InputError
            If the project was opened without its data.
        """
        for name, value, known in (
            ("lists", lists, ("tuples", "json")),
            ("times", times, ("utc", "naive")),
        ):
            if value not in known:
                raise InputError(
                    f"{name}: expected {' or '.join(map(repr, known))}, got {value!r}.{nearest(value, known)}"
                )
        self._project.need_data()
        self._project.look_elsewhere()
        return tables.data_with_labels_of(
            self._project, as_json=lists == "json", naive=times == "naive"
        )

    @property
    def changes(self) -> pd.DataFrame:
        """The labels that this annotator corrected: the old label, the new label, the time and the person.

        These are the rows of `reviewed` in which ``changed`` is true. They come from the log alone, so you
        can read them without the data. `corrected` is the data with these labels in it.
        """
        reviewed = self.reviewed
        return reviewed[reviewed["changed"]]

    @property
    def reviewed(self) -> pd.DataFrame:
        """The labels of the data that this annotator kept or corrected.

        The table has the data's own index; without the data it has the item keys. Columns
        ``initial, label, changed, annotator, at, row``. ``row`` is the position in the data, from 0; it
        distinguishes rows with the same index value. Without the data ``row`` is NA.
        """
        self._project.look_elsewhere()
        return tables.reviewed_of(self._project)

    @property
    def corrected(self) -> pd.DataFrame:
        """Your data, with this annotator's answers in the column of ``initial=``.

        Rows, order, index and columns are the same, and your own object does not change. Rows that were
        skipped or not asked about keep their label. Rows without a label get the answer. The column keeps
        its dtype where the dtype can hold the labels. Its labels keep their form: numbers, lists, texts with
        lists, or a column of 0 and 1 for each label. Data in files is read whole.

        Raises
        ------
        InputError
            If there are no labels to review, or the project was opened without its data.
        """
        from loopwidgets.results.corrected import corrected_of

        self._project.look_elsewhere()
        return corrected_of(self._project)

    def find(
        self,
        text: str | None = None,
        *,
        label: Any = None,
        status: str | None = None,
        flagged: bool | None = None,
        noted: bool | None = None,
        disputed: bool | None = None,
        doubted: bool | None = None,
    ) -> pd.DataFrame:
        """Return the items that meet all of these conditions, in the order of the data.

        Parameters
        ----------
        text
            Words in the item. Case, accents and white space make no difference.
        label
            The label in the answer, as in `labels` or by its name. In an item without an answer, the label in
            the column of ``initial=``.
        status
            ``"open"``, ``"answered"`` or ``"skipped"``.
        flagged, noted, disputed
            True finds items with a flag, note or dispute; False finds items without it; None finds both.
        doubted
            True finds answers that the model takes for mistakes; see `RunningLoop.mirror`. The model judges
            them anew, which takes some seconds.

        Returns
        -------
        pandas.DataFrame
            On the data's own index: ``item`` (the key, which ``w.go_to`` takes) and the columns of `labels`.

        Raises
        ------
        InputError
            If there is no such label or status; the message offers the nearest. Also if the project has no
            data, or if you ask for ``doubted`` and no model runs.
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
        """Ask about likely label errors first, and return them with the reasons.

        Needs ``initial=`` and the extra ``quality``. Answered items count with their answer, and are not
        listed. The current item and the next two stay in their place.

        Parameters
        ----------
        pred_probs
            Probabilities from a model that did not see the row that it judges (``cross_val_predict``). Give a
            DataFrame on the data's index, with the labels' names as columns in any order. Or give an array of
            shape (n_rows, n_labels) in the order of the labels.

        Returns
        -------
        pandas.DataFrame
            The open rows in which the model prefers another label, the most suspect first, on the data's
            index. Columns: ``initial, suggested, score`` (0 to 1, higher is more suspect), ``likely`` (true
            for an error by confident learning) and ``reason`` in words.

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

    def explode(self, *, everyone: bool = False) -> pd.DataFrame:
        """Return a row for each part of an answer: a span, a shape, or a label of several.

        Answers without any part, such as an empty list of marks, have no row; they are in `labels`.

        Parameters
        ----------
        everyone
            True returns the answers of all annotators; False yours alone.

        Returns
        -------
        pandas.DataFrame
            Columns ``item`` (the key), ``index`` (of its first row in the data), ``label``, the place, such
            as ``start, end`` or ``x, y, width, height``, then ``annotator, at``. ``label`` is an ordered
            category of your labels.

        Examples
        --------
        >>> w.explode().groupby("label", observed=False).size()  # doctest: +SKIP
        """
        if not isinstance(everyone, bool):
            raise InputError(f"everyone: expected True or False, got {everyone!r}")
        self._project.look_elsewhere()
        return tables.exploded_of(self._project, everyone=everyone)

    @property
    def events(self) -> pd.DataFrame:
        """The whole log: one row for each event, in the order of arrival."""
        return tables.events_of(self._project)

    @property
    def conflicts(self) -> pd.DataFrame:
        """Different answers that two pages or machines gave at the same time. Both are kept; one is shown."""
        return tables.conflicts_of(self._project)

    @property
    def disputes(self) -> pd.DataFrame:
        """Items whose label an annotator marked as wrong, each with the reason."""
        return tables.disputes_of(self._project)

    @property
    def problems(self) -> pd.DataFrame:
        """Items that can't be shown properly, each with the problem.

        This reads every file, and fetches those at addresses.
        """
        return tables.problems_of(self._project)

    @property
    def progress(self) -> Progress:
        """The annotator's progress. Without the data it covers all items that the annotator worked on."""
        project = self._project
        project.look_elsewhere()
        work = work_of(project)
        seconds, total = tables.pace_of(project), project.total
        remaining = None if total is None else total - work.answered
        bins = project.task.bins(project.scheme, work.by_value)
        retired = [gone for gone in project.task.retired(project.scheme) if work.by_value[gone.id]]
        return Progress(
            total=total,
            rows=None if total is None else project.n_rows,
            answered=work.answered,
            skipped=work.skipped,
            flagged=work.flagged,
            remaining=remaining,
            by_label={
                project.task.own_of(choice, project.scheme): work.by_value[choice.id]
                for choice in [*bins, *retired]
            },
            seconds_per_item=seconds,
            hours_left=float("nan") if remaining is None else seconds * remaining / 3600,
        )

    def hand_in(self, folder: str | os.PathLike[str] | None = None) -> Path:
        """Make one file to send: this project's answers by this annotator, and nobody else's.

        Parameters
        ----------
        folder
            The folder of the file; the working folder when not given. The file's name has the project, the
            annotator and a mark that no other person, project or store has. Your own earlier file is
            replaced. Any other file of that name stays, and the new file gets a number.

        Returns
        -------
        pathlib.Path
            An SQLite file that `Project.open` reads. It is complete without a second file beside it.

        Raises
        ------
        InputError
            If there is no such folder, or the store is no file.
        StoreError
            If the file could not be written. No part of it is left.
        """
        from loopwidgets.results.hand_in import hand_in

        return hand_in(self._project, folder)

    @overload
    def plot(self, *, figsize: tuple[float, float] | None = None) -> Figure: ...

    @overload
    def plot(self, *, ax: OneOrTwo) -> OneOrTwo: ...

    def plot(self, *, figsize: Any = None, ax: Any = None) -> Any:
        """Draw the answers over time and the class distribution, side by side.

        Parameters
        ----------
        figsize
            Width and height of the new figure, in inches.
        ax
            Two axes, for the answers over time and for the distribution, as ``plt.subplots(1, 2)`` makes
            them. A single axes has the answers over time alone. A new figure when not given.

        Returns
        -------
        matplotlib.figure.Figure or matplotlib.axes.Axes
            The new figure, or ``ax``.

        Raises
        ------
        InputError
            If ``ax`` is anything else, or ``figsize`` no size; or if you give both.
        """
        from loopwidgets.results import plots

        table = tables.answers_of(self._project)
        plotted = self._plotted(table)
        return plots.overview(self._counted(table), **plotted, figsize=figsize, ax=ax)

    def plot_progress(
        self, ax: Axes | None = None, *, figsize: tuple[float, float] | None = None
    ) -> Axes:
        """Draw the answers over the time at work, in which pauses do not count.

        Parameters
        ----------
        ax
            The axes to draw on; a new figure when not given.
        figsize
            Width and height of the new figure, in inches.
        """
        from loopwidgets.results import plots

        table = tables.answers_of(self._project)
        total = self._plotted(table)["total"]
        return plots.progress(table, ax=ax, total=total, figsize=figsize)

    def plot_distribution(
        self,
        ax: Axes | None = None,
        by: str | None = None,
        *,
        figsize: tuple[float, float] | None = None,
    ) -> Axes:
        """Draw how often each label was chosen; of texts, their lengths and the commonest.

        Beneath the counts, a new figure shows the lengths of spans, or where shapes lie and how large they
        are. Axes of yours, and bars that are split, show the counts alone.

        Parameters
        ----------
        ax
            The axes to draw the counts on; a new figure when not given.
        by
            Splits each bar: by ``"annotator"``, or by a column of the data with at most ten different values.
            ``"annotator"`` counts everyone in the store.
        figsize
            Width and height of the new figure, in inches.

        Raises
        ------
        InputError
            If there is no such column, or it holds too many values. The message offers the nearest column.
        """
        from loopwidgets.results import plots, spread_plots

        if by is None:
            table = tables.answers_of(self._project)
        elif by == "annotator":
            table = self.annotations
        else:
            table, by = tables.grouped_answers_of(self._project, by), "group"
        plotted = self._plotted(table)
        del plotted["total"]
        counted = self._counted(table)
        if ax is None and by is None:
            beneath = self._project.task.beneath(tables.parts_of(self._project))
            return spread_plots.counts_and_spreads(counted, beneath, figsize=figsize, **plotted)
        return plots.distribution(counted, ax=ax, by=by, figsize=figsize, **plotted)

    def _counted(self, table: pd.DataFrame) -> pd.DataFrame:
        """Replace each answer with the names of the bars that count it."""
        task, commonest = self._project.task, self._commonest(table)
        answers = table["label"].astype(object).where(table["label"].notna(), None)

        def bars(answer: Any) -> tuple[Any, ...]:
            itself = task.repeatable(answer)
            return (*task.names_in(answer), *([_quoted(itself)] if itself in commonest else []))

        return table.assign(label=answers.map(bars))

    def _commonest(self, table: pd.DataFrame) -> dict[str, int]:
        """Return the answers in a table that have a bar of their own."""
        answered = table.loc[table["status"] == "answered", "label"]
        texts = map(self._project.task.repeatable, answered)
        return repeated(Counter(text for text in texts if text is not None))

    def _plotted(self, table: pd.DataFrame) -> dict[str, Any]:
        project = self._project
        task = project.task
        bins = task.bins(project.scheme, work_of(project).by_value)
        commonest = [_quoted(text) for text in self._commonest(table)]
        return {
            "names": [*(each.name for each in bins), *commonest],
            "colors": [*(each.color for each in bins), *[color_of(0)] * len(commonest)],
            "title": task.distribution_title,
            "total": project.total if project.items else None,
        }

    # --- Acts ---------------------------------------------------------------------------------------

    def answer(self, value: Any, *, item: str | None = None) -> str:
        """Answer the current item, or the item with the key ``item``.

        Parameters
        ----------
        value
            A label as in `labels` or by its name; several with ``multiple=True``. With a third-party widget,
            a value of that widget.

        Returns
        -------
        str
            Key of the answered item.

        Raises
        ------
        InputError
            If there is no such label, or no item left.
        """
        return self._project.actions.answer(value, item=item)

    def skip(self, *, item: str | None = None) -> str:
        """Skip the current item, or the item with the key ``item``. It comes again at the end."""
        return self._project.actions.skip(item=item)

    def flag(self, on: bool = True, *, item: str | None = None) -> str:  # noqa: FBT001, FBT002
        """Flag the current item, or the item with the key ``item``; ``on=False`` removes the flag."""
        return self._project.actions.flag(on, item=item)

    def note(self, text: str, *, item: str | None = None) -> str:
        """Write a note on the current item, or the item with the key ``item``. An empty text removes it."""
        return self._project.actions.note(text, item=item)

    def dispute(self, reason: str, *, label: Any = None, item: str | None = None) -> str:
        """Mark a label as wrong for the current item (or for ``item``). Without ``label``, none fits."""
        return self._project.actions.dispute(reason, label=label, item=item)

    def add_label(self, label: Label | Any) -> str:
        """Add a label at the end of the scheme. The new version is on disk when this returns.

        Parameters
        ----------
        label
            A name, a number, or a `Label` with a title, color, key or description.

        Returns
        -------
        str
            The label's name. A name that differs only in case or width from a known label adds nothing.

        Raises
        ------
        InputError
            If the label has no valid name, its key is taken, or there would be too many labels.
        """
        return self._project.actions.add_label(label)

    def rename_label(self, old: Any, new: Any) -> str:
        """Give a label another name. All its answers follow, also those of other people and earlier days.

        If you changed the name in ``labels=[…]`` already, the new label takes up the answers of the old
        label. Rename it back to undo this.

        Parameters
        ----------
        old
            The present name of the label, in use or not; or its number, where labels are numbers.
        new
            Its new name, or number.

        Returns
        -------
        str
            The new name.

        Raises
        ------
        InputError
            If there is no label ``old``, or ``new`` is a label that has answers. Also if the column of
            ``initial=`` holds ``old``, or the labels belong to a third-party widget.

        Examples
        --------
        >>> w.rename_label("bug", "defect")  # doctest: +SKIP
        """
        return self._project.actions.rename_label(old, new)

    def undo(self) -> str | None:
        """Undo your last act, even an act from before the kernel was restarted.

        Returns
        -------
        str or None
            The item's key; None where there is nothing to undo.
        """
        return self._project.actions.undo()

    def redo(self) -> str | None:
        """Redo the act that you undid last. Returns the item's key, or None where there is nothing to redo.

        A newer answer, flag or note on the item, from any window or kernel, is kept instead.
        """
        return self._project.actions.redo()

    def reset(self, *, sure: bool = False) -> int:
        """Undo all acts of this annotator, so that every item is open again.

        Nothing is deleted: `Project.events` still lists the acts, and the retractions that undid them.

        Parameters
        ----------
        sure
            True skips the question. Otherwise you are asked, and nothing happens unless you answer yes.

        Returns
        -------
        int
            The number of acts that were undone.

        Raises
        ------
        InputError
            If nobody can be asked here, as in a notebook that runs without a person.
        StoreError
            If the store can only be read.
        """
        return self._project.actions.reset(sure=sure)

    def stretches(self, pause: str | timedelta = "10min") -> pd.DataFrame:
        """List the stretches of time with the labels that everyone answered in them.

        Two questions that were mixed in one project show up as different stretches.

        Parameters
        ----------
        pause
            A longer break between answers ends a stretch: ``"10min"``, ``"30s"`` or a timedelta.

        Returns
        -------
        pandas.DataFrame
            In the order of time: ``first_at, last_at, answers, annotators, labels``. ``labels`` has the
            labels that could be chosen then.

        Raises
        ------
        InputError
            If ``pause`` is no such time, for example a number without its unit.
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
        """Move the answers to a second question, by every annotator, into a new project.

        Use it where the answers to two questions got into one project; `stretches` lists the labels over
        time. The answers are copied with their times and history, and undone here. Either all of them move,
        or none.

        Parameters
        ----------
        labels
            Moves the answers with these labels, and the notes and flags of their items. The list of labels
            that the person saw decides about skips, notes, flags and labels of both questions. Where the list
            does not decide, the answer stays, and a warning counts such answers. With ``since`` or ``until``
            as well, the label alone decides.
        since, until
            Moves the acts from a time on, or before a time; UTC where no time zone is given. ISO 8601, such
            as ``"2026-03-01 14:30"``, or a datetime, `pandas.Timestamp` or `numpy.datetime64`.
        question, initial
            The question, or the column under review, of the answers that move.
        stays
            The question of the answers that stay.
        name
            The new project's name. By default it has the question, the column or the labels.

        Returns
        -------
        Project
            The new project, without its data. Call `loopwidgets.annotate` with its question to go on with it.

        Raises
        ------
        InputError
            If no answer fits, or every answer does. Also if there is no such label or time, or the name is
            taken.
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

    `Project.from_data`, `Project.open` and `loopwidgets.annotate` make it. The same store, project and
    annotator give you the same object.
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
        """The acts in code: answer, skip, undo and so on."""
        return Actions(
            self, self._undone
        )  # made each time: a reference circle would keep the project alive

    @classmethod
    def from_data(cls, data: Any, show: Any = None, labels: Any = None, **options: Any) -> Project:
        """Start or resume a project over data; takes the arguments of `loopwidgets.annotate`."""
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
        """Open a project without its data, to read the answers.

        Parameters
        ----------
        store
            Path, URL or store; ``loopwidgets.db`` when not given.
        name
            Name of the project; needed where the store holds several.
        annotator
            Name of the annotator whose answers `labels` shows. By default these are your own answers. If you
            have none and only one person labeled, they are that person's.

        Raises
        ------
        InputError
            If there is no such project. Also if there are several projects and you name none.
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


def _quoted(text: str) -> str:
    """Return an answer as the name of its bar, which may not be the name of another."""
    return f"“{text}”"

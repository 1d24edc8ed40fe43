"""`annotate`: from data to a widget in one line."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from loopwidgets.errors import InputError, StoreError, names_its_arguments
from loopwidgets.lib.interrupts import uninterrupted

if TYPE_CHECKING:
    from loopwidgets.data.allowed_labels import LabelsFor
    from loopwidgets.data.items import Duplicates
    from loopwidgets.labels.scheme import Label
    from loopwidgets.loop import Loop
    from loopwidgets.queue.order import Order
    from loopwidgets.store import Store
    from loopwidgets.tasks import Task
    from loopwidgets.views import View
    from loopwidgets.widgets.annotation.widget import AnnotationWidget
    from loopwidgets.widgets.guest.widget import GuestWidget


@names_its_arguments
def annotate(
    data: Any,
    show: str | Sequence[str] | None = None,
    labels: Iterable[str | Label] | None = None,
    *,
    task: Task | None = None,
    view: View | None = None,
    store: str | os.PathLike[str] | Store | None = None,
    project: str | None = None,
    annotator: str | None = None,
    key: str | None = None,
    multiple: bool = False,
    question: str | None = None,
    guidelines: str = "",
    order: Order = "given",
    sample: float | None = None,
    duplicates: Duplicates = "share",
    initial: Any = None,
    allow_new: bool = False,
    labels_for: LabelsFor | None = None,
    column: str | None = None,
    loop: Loop | None = None,
    widget: Any = None,
) -> AnnotationWidget | GuestWidget:
    """Label data in the notebook, one item at a time; running the cell again resumes.

    Parameters
    ----------
    data
        A DataFrame with any index, a Series, a list of texts, paths, images (Pillow or arrays) or
        mappings, or an array of images; an iterator; or, for more than fits into memory, a
        ``pyarrow.dataset.Dataset`` of Parquet files, a ``pyarrow.parquet.ParquetFile``, or the path of a
        ``.parquet`` file or of a folder of them (``pip install 'loopwidgets[formats]'``).
    show
        The column to show, or several for whole records. Not needed for a Series, a list, or a frame with
        one column.
    labels
        From 2 to 10,000 names or `Label` objects, in the order of the buttons; more than ten are searched as
        one types, beside the ten that were used last. With ``initial`` they may be left out: then they are
        the names that the column holds, the most frequent first.
    multiple
        Whether several labels may be chosen for one item.
    question
        What the person is asked, above the item.
    guidelines
        How to decide, as plain text; the widget shows it when asked.
    task
        The task as an object, instead of ``labels``, ``multiple``, ``question`` and ``guidelines``:
        ``lw.Classification(labels, multiple=True)``.
    view
        How an item is shown: ``lw.Text("text", caption="place", highlight="beetle")``,
        ``lw.Image("path")``, ``lw.Record("title", "price")``; by default what fits the first values.
    store
        Where answers live: an SQLite file (``loopwidgets.db`` in the working folder by default), a
        PostgreSQL URL, or ``":memory:"`` for nowhere.
    project
        Name of the project within the store. By default the call goes on with the project that asks the
        same: the same columns, task, question and column under review, and at least one label in common.
    annotator
        Who labels; the JupyterHub user or the login by default.
    key
        A column of stable keys. By default an item is known by what it shows, so that answers follow
        the content when a frame is read again, filtered or re-ordered.
    order
        Which item comes next: ``"given"`` or ``"shuffled"``. The shuffled order is the same each time. Or
        a priority for each row, the highest first: numbers on the data's index, or a function of a frame
        that returns them.
    sample
        So many items, or such a share of them, chosen at random: the same ones for everyone in the
        project.
    duplicates
        Whether equal items are asked once and share the answer (``"share"``), or each is asked (``"ask"``).
    allow_new
        Whether the person may add labels while labeling; ``labels=[]`` then begins with none.
    labels_for
        Which labels an item may get, where not all fit all: a column with a list of names in each row (None:
        all of them), or a function that returns such a list, of the row, or of the item where it is no row.
    initial
        A column of labels to review: each item is asked about with its label as the present answer, which
        Enter keeps and another key changes. They are no answers until then. ``w.corrected`` is the data with
        the corrections in it, ``w.changes`` the rows that were corrected.
    column
        A column of the frame into which each answer is written as well: before the next cell runs, and at
        once if it was given in code or no IPython runs. Undone ones give back what was there. Rows are found
        by position, or with ``key`` by key. Files are never written to.
    loop
        A model that learns beside the person, proposes labels and chooses what to ask next: ``lw.Loop()``, or
        with a model, features and a strategy of one's own. ``w.loop`` tells how it goes.
    widget
        Another's widget that shows and asks instead of ours, such as
        ``ipyannotations.images.BoxAnnotator(options=["cat", "dog"])``, or a function that makes one: any
        ipywidget with ``display(item)`` and ``on_submit(function)``. It brings its labels, and goes without
        ``task``, ``view``, ``multiple``, ``question``, ``guidelines``, ``allow_new`` and ``labels_for``.

    Returns
    -------
    AnnotationWidget or GuestWidget
        Shows itself as the last line of a cell; ``w.labels`` is the answers as a DataFrame.

    Raises
    ------
    InputError
        If an argument can't be used; says which, what came, and what would do.
    StoreError
        If the store can't be opened; or if it can only be read, and ``loop`` or ``widget`` is given.
    TypeError
        If an argument is not known; the nearest name is offered.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> w = lw.annotate(df, "text", labels=["pest", "helper", "harmless"])  # doctest: +SKIP
    """
    with uninterrupted():  # libraries that are half loaded stay so until the kernel is restarted
        from loopwidgets.project import Project
        from loopwidgets.results.live_column import LiveColumn
    options = {
        "task": task,
        "view": view,
        "store": store,
        "project": project,
        "annotator": annotator,
        "key": key,
        "multiple": multiple,
        "question": question,
        "guidelines": guidelines,
        "order": order,
        "sample": sample,
        "duplicates": duplicates,
        "initial": initial,
        "allow_new": allow_new,
        "labels_for": labels_for,
    }
    _check_loop(loop, widget)
    if widget is not None:
        with uninterrupted():
            from loopwidgets.widgets.guest.widget import host
        usual = inspect.signature(annotate).parameters
        said = {name: one for name, one in options.items() if one is not usual[name].default}
        return host(data, show, labels, widget, column=column, options=said)
    with uninterrupted():
        from loopwidgets.widgets.annotation.widget import AnnotationWidget
    made = Project.from_data(data, show, labels, **options)
    live = None if column is None else LiveColumn(made, data, column)
    if loop is None:
        return AnnotationWidget(made, live=live)
    if not made.task.learnable:
        raise InputError(
            f"loop: a model learns classes, and {made.task!r} has none; leave loop= out"
        )
    with uninterrupted():
        from loopwidgets.loop import RunningLoop
    if made.store.read_only:
        raise StoreError(f"loop: {made.store.read_only}")
    return AnnotationWidget(made, live=live, loop=RunningLoop(made, loop))


def _check_loop(loop: Any, widget: Any) -> None:
    """Refuse what is no loop, and one beside another's widget, which can show no suggestion."""
    if loop is None:
        return
    with uninterrupted():
        from loopwidgets.loop import Loop
    if not isinstance(loop, Loop):
        raise InputError(f"loop: expected lw.Loop(…), got {loop!r}")
    if widget is not None:
        raise InputError("loop: another's widget can show no suggestion; use loop= without widget=")

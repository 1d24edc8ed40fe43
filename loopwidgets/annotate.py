"""Makes a widget from data in one line: `annotate`."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from loopwidgets.errors import InputError, StoreError, offers
from loopwidgets.lib.habits import ARGUMENTS
from loopwidgets.lib.interrupts import uninterrupted

if TYPE_CHECKING:
    from loopwidgets.data.allowed_labels import LabelsFor
    from loopwidgets.data.items import Duplicates
    from loopwidgets.loop import Loop
    from loopwidgets.queue.order import Order
    from loopwidgets.store import Store
    from loopwidgets.tasks import Task
    from loopwidgets.views import View
    from loopwidgets.widgets.annotation.widget import AnnotationWidget
    from loopwidgets.widgets.guest.widget import GuestWidget


@offers(ARGUMENTS)
def annotate(
    data: Any,
    show: str | Sequence[str] | None = None,
    labels: Iterable[Any] | None = None,
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
    visible: int | None = None,
    labels_for: LabelsFor | None = None,
    column: str | None = None,
    loop: Loop | None = None,
    widget: Any = None,
) -> AnnotationWidget | GuestWidget:
    """Label data in the notebook, one item at a time. Run the cell again to resume.

    Parameters
    ----------
    data
        A DataFrame with any index, a Series, an iterator, or an array of images. A list may hold texts,
        paths, images (Pillow or arrays), mappings or tuples; a mapping has its keys as the index. Frames of
        polars and other libraries work too, and so does a folder or a pattern of images:
        ``"photos/*.jpg"``. For data larger than memory, give a ``pyarrow.dataset.Dataset`` of Parquet files
        or a ``pyarrow.parquet.ParquetFile``. The path of a ``.parquet`` file, or of a folder of them, works
        too (``pip install 'loopwidgets[formats]'``).
    show
        The column to show, or several for whole records. Not needed for a Series, a list, or a frame with
        one column.
    labels
        From 2 to 10,000 names or `Label` objects, in the order of the buttons. Numbers, booleans, an Enum, a
        column or a mapping of names to titles work too, and answers have the same values. With more than
        ten labels you type to search; the ten that you used last keep their buttons. With ``initial`` you
        may leave ``labels`` out: the labels are then the values in that column.
    multiple
        True lets you choose several labels for one item, or none of them.
    question
        The question above the item.
    guidelines
        How to decide, as plain text. The widget shows the guidelines on request.
    task
        The task as an object, instead of ``labels``, ``multiple``, ``question`` and ``guidelines``:
        ``lw.Classification(labels, multiple=True)``.
    view
        The view that shows an item: ``lw.Text("text", caption="place", highlight="beetle")``,
        ``lw.Image("path")``, ``lw.Record("title", "price")``. By default the view fits the first values.
    store
        The place of the answers: an SQLite file or a PostgreSQL URL. The default is ``loopwidgets.db`` in the
        working folder. With ``":memory:"`` the answers are lost when the kernel ends.
    project
        Name of the project within the store. By default the call goes on with the project that asks the
        same: the same columns, task, question and column under review, and at least one label in common.
    annotator
        Name of the person who labels. The default is the JupyterHub user or the login.
    key
        A column of stable keys. By default the shown content identifies an item. Answers then follow the
        content when you read a frame again, filter or re-order it.
    order
        The order of the items: ``"given"`` or ``"shuffled"``. The shuffled order is the same each time. You
        may also give a priority for each row; the highest comes first. Priorities are numbers on the data's
        index, or a function of a frame that returns them.
    sample
        A number or a share of items, chosen at random. Everyone in the project gets the same items.
    duplicates
        ``"share"`` asks equal items once, and they share the answer. ``"ask"`` asks each of them.
    allow_new
        True lets you add labels while labeling; ``labels=[]`` then begins with none.
    visible
        The number of labels that stay in sight, from 1 to 30; 10 when not given. Up to so many labels are
        buttons with a key of their own. With more labels you type to search, and so many that you used last
        keep their buttons.
    labels_for
        The labels that each item may get, where not all labels fit all items. Give a column with a list of
        names in each row; None allows all labels. Or give a function that takes a row and returns such a
        list. It takes the item where the data has no rows.
    initial
        A column of labels to review, or several: 0 and 1 in a column for each label. The widget shows each
        item with its label as the present answer. Enter keeps the label and another key changes it; it is no
        answer until then. ``w.corrected`` is the data
        with your corrections; ``w.changes`` has the corrected rows.
    column
        A column of the frame that receives each answer too. The answer is written before the next cell runs.
        An answer given in code, or without IPython, is written at once. Undo restores the earlier value. Rows
        are found by position, or with ``key`` by key. Files are never written to.
    loop
        A model that learns beside you, proposes labels and chooses the next items: ``lw.Loop()``. You can
        give it a model, features and a strategy of your own. ``w.loop`` shows its progress.
    widget
        A third-party widget that shows and asks instead of ours, or a function that makes such a widget.
        An example is ``ipyannotations.images.BoxAnnotator(options=["cat", "dog"])``. Any ipywidget with
        ``display(item)`` and ``on_submit(function)`` works. It brings its own labels. You can't combine it
        with ``task``, ``view``, ``multiple``, ``question``, ``guidelines``, ``allow_new``, ``visible`` or
        ``labels_for``.

    Returns
    -------
    AnnotationWidget or GuestWidget
        Shows itself as the last line of a cell. ``w.labels`` is the answers as a DataFrame.

    Raises
    ------
    InputError
        If an argument can't be used. The message names the argument, its value and the values that work.
    StoreError
        If the store can't be opened. Also if you give ``loop`` or ``widget`` and the store is read-only.
    TypeError
        If an argument is not known. The message offers the nearest name.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> w = lw.annotate(df, "text", labels=["pest", "helper", "harmless"])  # doctest: +SKIP
    """
    with uninterrupted():  # half-loaded libraries stay broken until the kernel is restarted
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
        "visible": visible,
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
    """Raise for anything but a `Loop`, and for a loop beside a guest, which can show no suggestion."""
    if loop is None:
        return
    with uninterrupted():
        from loopwidgets.loop import Loop
    if not isinstance(loop, Loop):
        raise InputError(f"loop: expected lw.Loop(…), got {loop!r}")
    if widget is not None:
        raise InputError(
            "loop: a widget of another library can't show suggestions; use loop= without widget="
        )

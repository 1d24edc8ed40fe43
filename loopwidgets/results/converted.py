"""Turns the answers of ipyannotations' widgets into values of the tasks that mark places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from loopwidgets.errors import InputError
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.results import tables
from loopwidgets.tasks import Boxes, Guest, Keypoints, Polygons, Spans, Task

if TYPE_CHECKING:
    import pandas as pd

    from loopwidgets.core.project_state import ProjectState

_TASKS: dict[str, Task] = {
    "box": Boxes(["any"]),
    "polygon": Polygons(["any"]),
    "point": Keypoints(["any"]),
    "span": Spans(["any"]),
}
"""The tasks that check a shape's place."""
_SCHEME = LabelScheme.from_given(_TASKS["box"].labels)
_ANY = _SCHEME.active[0].id
"""The label of each mark while its place is checked: the guest has its own labels."""


def convert(project: Any) -> pd.DataFrame:
    """Turn your answers in an ipyannotations widget into values of `Boxes`, `Spans` and the like.

    Nothing is recorded. Give the values to ``w.answer``, or to ``initial=`` to review them.

    Parameters
    ----------
    project
        A project with ``BoxAnnotator``, ``PolygonAnnotator``, ``PointAnnotator`` or ``TextTagger``, or its
        widget. With ``TextTagger`` it needs its data: the browser counts emoji and some others twice.

    Returns
    -------
    pandas.DataFrame
        Your answers, with the index of `Project.labels`. Columns ``item`` (the key), ``value`` (a list of
        marks) and ``left_out``: the shapes that can't be a mark, such as a box without a width.

    Raises
    ------
    InputError
        If the project has no such answers, or a project with ``TextTagger`` was opened without its data.

    Examples
    --------
    >>> old = lw.Project.open("labels.db", "photo: BoxAnnotator")  # doctest: +SKIP
    >>> w = lw.annotate(df, "photo", task=lw.Boxes(["cat", "dog"]))  # doctest: +SKIP
    >>> for item, value in lw.convert(old)[["item", "value"]].to_numpy():  # doctest: +SKIP
    ...     w.answer(value, item=item)
    """
    state = getattr(project, "_project", None)
    if state is None:
        raise InputError(f"project: expected a project or its widget, got {type(project).__name__}")
    if not isinstance(state.task, Guest):
        raise InputError(
            f"project: expected a project with a widget of ipyannotations, got one with {state.task!r}; its "
            "answers are in project.labels"
        )
    state.look_elsewhere()
    table = tables.labels_with_keys_of(state)
    table = table[table["status"] == "answered"]
    converted = [
        _marks(answer, item, state)
        for item, answer in zip(table["item"], table["label"], strict=True)
    ]
    made = table[["item"]].copy()
    for place, name in enumerate(("value", "left_out")):
        made[name] = _as_objects([both[place] for both in converted], made.index)
    return made


def _as_objects(values: Sequence[Any], index: pd.Index) -> pd.Series:
    import pandas as pd

    return pd.Series(list(values), dtype=object, index=index)


def _marks(answer: Any, item: str, project: ProjectState) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the marks in an answer, and the shapes in it that can't be a mark."""
    if not isinstance(answer, list) or not all(map(_kind_of, answer)):
        raise InputError(
            "project: expected answers of BoxAnnotator, PolygonAnnotator, PointAnnotator or TextTagger, got "
            f"{answer!r}. Answers that are labels or texts fit labels=[…] and lw.FreeText() as they are"
        )
    offsets = (
        _offsets(item, project) if any(_kind_of(shape) == "span" for shape in answer) else None
    )
    marks, left_out = [], []
    for shape in answer:
        mark = _mark(shape, offsets)
        if mark is None:
            left_out.append(shape)
        else:
            marks.append(mark)
    return marks, left_out


def _mark(shape: Any, offsets: Sequence[int] | None) -> dict[str, Any] | None:
    """Return a shape as a mark; None for a shape without a label or without a place."""
    kind = _kind_of(shape)
    try:
        mark = _of_span(shape, offsets) if kind == "span" else _OF_SHAPE[kind](shape)
        (checked,) = _TASKS[kind].check([{**mark, "label": _ANY}], _SCHEME)
    except (InputError, TypeError, ValueError, LookupError):
        return None
    label = mark["label"]
    return {**checked, "label": label} if isinstance(label, str) and label.strip() else None


def _kind_of(shape: Any) -> str:
    """Return the kind of a guest's shape; empty for anything else."""
    if isinstance(shape, Mapping):
        kind = shape.get("type")
        return kind if isinstance(kind, str) and kind in _OF_SHAPE else ""
    is_span = isinstance(shape, list | tuple) and [*map(type, shape)] == [int, int, str]
    return "span" if is_span else ""


def _of_box(shape: Mapping[str, Any]) -> dict[str, Any]:
    x0, y0, x1, y1 = shape["xyxy"]
    return {
        "label": shape["label"],
        "x": min(x0, x1),
        "y": min(y0, y1),
        "width": abs(x1 - x0),
        "height": abs(y1 - y0),
    }


def _of_polygon(shape: Mapping[str, Any]) -> dict[str, Any]:
    points = [list(point) for point in shape["points"]]
    is_closed = len(points) > 1 and points[0] == points[-1]
    return {"label": shape["label"], "points": points[:-1] if is_closed else points}


def _of_point(shape: Mapping[str, Any]) -> dict[str, Any]:
    x, y = shape["coordinates"]
    return {"label": shape["label"], "x": x, "y": y}


def _of_span(span: Sequence[Any], offsets: Sequence[int] | None) -> dict[str, Any]:
    start, end, label = span
    if offsets is None or not 0 <= start < end < len(offsets):
        raise InputError("span: expected a place in the text")
    return {"label": label, "start": offsets[start], "end": offsets[end]}


def _offsets(item: str, project: ProjectState) -> list[int]:
    """Return the number of characters before each place of a text as a browser counts places."""
    items = project.items
    if items is None:
        raise InputError(
            "project: spans need the texts. Open the project with them, as in "
            "w = lw.annotate(df, …, widget=…), then call lw.convert(w)"
        )
    code = items.code_of(item)
    text = None if code is None else items.content(code)[0]
    offsets = [0]
    for number, letter in enumerate(text if isinstance(text, str) else "", start=1):
        offsets += [number] * (2 if ord(letter) > _LAST_SINGLE else 1)
    return offsets


_LAST_SINGLE = 0xFFFF
"""The last character that a browser counts once."""
_OF_SHAPE: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "box": _of_box,
    "polygon": _of_polygon,
    "point": _of_point,
}

"""A row for each span, shape or label: `explode`, and the plots of where marks lie."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import loopwidgets as lw
from loopwidgets.results import spread_plots
from loopwidgets.store.memory import MemoryStore
from loopwidgets.tasks import TASKS, Task
from loopwidgets.tasks.marks import Marks
from loopwidgets.tasks.spread import Areas, Lengths
from tests.processes import as_if_in_a_new_process

TEXTS = ["a weevil sat on rice", "💩This is an annotation.", "nothing here"]
PLACES = {
    "Spans": {"start": 2, "end": 8},
    "Boxes": {"x": 1, "y": 2.5, "width": 30, "height": 4},
    "Polygons": {"points": [[0, 0], [9, 0], [9, 9.5]], "holes": [[[1, 1], [2, 1], [2, 2]]]},
    "Keypoints": {"x": 3, "y": 4.25, "visible": False},
}
AROUND = (["item", "index", "label"], ["annotator", "at"])


def start(name="Spans", labels=("pest", "plant"), *, store=None, annotator="asha", **options):
    items = (
        TEXTS
        if name == "Spans"
        else [Image.new("RGB", (40, 30), c) for c in ("red", "green", "blue")]
    )
    frame = pd.DataFrame({"shown": items}, index=["a", "b", "c"])
    task = getattr(lw, name)(list(labels), **options)
    store = store or MemoryStore()
    return lw.Project.from_data(frame, "shown", task=task, store=store, annotator=annotator)


def of_classes(task, values):
    frame = pd.DataFrame({"text": TEXTS})
    project = lw.Project.from_data(frame, "text", task=task, store=MemoryStore())
    for value in values:
        project.answer(value)
    return project


def mark(name, label="pest", **more):
    return {"label": label, **PLACES[name], **more}


def titles_of(ax):
    return [each.get_title(loc="left") for each in ax.figure.axes]


def test_every_task_that_marks_names_the_columns_of_a_mark():
    marking = {task.__name__: task for task in TASKS.values() if issubclass(task, Marks)}
    assert set(PLACES) <= set(marking)
    for name, place in PLACES.items():
        assert list(marking[name].parts) == list(place)


@pytest.mark.parametrize("name", PLACES)
def test_each_mark_is_a_row_with_its_item_its_label_and_its_place(name):
    project = start(name)
    project.answer(
        [mark(name), mark(name, "plant", **({"start": 9, "end": 12} if name == "Spans" else {}))]
    )
    project.answer([])
    project.answer([mark(name)])
    table = project.explode()
    first, third = project.items.key_of(0), project.items.key_of(2)
    assert list(table.columns) == [*AROUND[0], *PLACES[name], *AROUND[1]]
    assert table["item"].tolist() == [first, first, third]
    assert table["index"].tolist() == ["a", "a", "c"]
    assert table["label"].tolist() == ["pest", "plant", "pest"]
    assert table.loc[0, list(PLACES[name])].to_dict() == PLACES[name]
    assert table["annotator"].tolist() == ["asha"] * 3
    assert str(table["at"].dtype) == "datetime64[us, UTC]"
    assert table["label"].cat.categories.tolist() == ["pest", "plant"]


@pytest.mark.parametrize("name", PLACES)
def test_a_table_without_marks_has_the_same_columns_and_dtypes(name):
    project = start(name)
    empty = project.explode()
    project.answer([mark(name)])
    full = project.explode()
    assert len(empty) == 0
    without_index = [column for column in full.columns if column != "index"]
    assert empty[without_index].dtypes.to_dict() == full[without_index].dtypes.to_dict()


def test_rows_are_in_the_order_of_the_data_and_skipped_items_have_none():
    project = start()
    project.answer([mark("Spans")], item=project.items.key_of(2))
    project.skip(item=project.items.key_of(1))
    project.answer([mark("Spans", "plant")], item=project.items.key_of(0))
    assert project.explode()["index"].tolist() == ["a", "c"]
    project.undo()
    assert project.explode()["index"].tolist() == ["c"]


def test_the_answers_of_everyone_come_when_they_are_asked_for(tmp_path):
    store = tmp_path / "labels.db"
    start(store=store, annotator="asha").answer([mark("Spans")])
    project = start(store=store, annotator="nora")
    project.answer([mark("Spans", "plant")])
    assert project.explode()["annotator"].tolist() == ["nora"]
    assert project.explode(everyone=True)["annotator"].tolist() == ["asha", "nora"]
    with pytest.raises(lw.InputError, match="everyone: expected True or False, got 'all'"):
        project.explode(everyone="all")


def test_a_project_without_its_data_explodes_too(tmp_path):
    store = tmp_path / "labels.db"
    start(store=store).answer([mark("Spans")])
    as_if_in_a_new_process()
    table = lw.Project.open(store).explode()
    assert table[["index", "label", "start", "end"]].to_numpy().tolist() == [["a", "pest", 2, 8]]


def test_labels_that_are_numbers_stay_numbers_and_retired_labels_are_there(tmp_path):
    store = tmp_path / "labels.db"
    start(labels=[1, 2], store=store).answer([mark("Spans", 2)])
    assert start(labels=[1], store=store).explode()["label"].tolist() == [2]


def test_several_labels_are_a_row_each():
    project = of_classes(
        lw.Classification(["pest", "plant"], multiple=True), [["pest", "plant"], []]
    )
    table = project.explode()
    assert table["label"].tolist() == ["pest", "plant"]
    assert list(table.columns) == [*AROUND[0], *AROUND[1]]


@pytest.mark.parametrize(
    ("task", "value"),
    [
        (lw.Classification(["pest", "plant"]), "pest"),
        (lw.Rating(1, 5), 4),
        (lw.Number(), 2.5),
        (lw.FreeText(), "ab"),
    ],
)
def test_a_single_answer_is_a_single_row(task, value):
    table = of_classes(task, [value]).explode()
    assert table["label"].tolist() == [value]
    assert table["label"].dtype == of_classes(task, [value]).labels["label"].dtype


def test_a_widget_explodes_like_its_project():
    w = lw.annotate(TEXTS, task=lw.Spans(["pest"]), store=":memory:")
    w.answer([mark("Spans")])
    assert w.explode()[["label", "start", "end"]].to_numpy().tolist() == [["pest", 2, 8]]


numbers = st.floats(-1e6, 1e6, allow_nan=False)
labels = st.sampled_from(["pest", "plant"])
points = st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=3, max_size=6)
ANY = {
    "Boxes": st.fixed_dictionaries(
        {"label": labels, "x": numbers, "y": numbers}
        | dict.fromkeys(("width", "height"), st.floats(0.01, 1e6))
    ),
    "Polygons": st.fixed_dictionaries(
        {"label": labels, "points": points, "holes": st.lists(points, max_size=2)}
    ),
    "Keypoints": st.fixed_dictionaries(
        {"label": labels, "x": numbers, "y": numbers, "visible": st.booleans()}
    ),
    "Spans": st.tuples(labels, st.integers(0, 10**6), st.integers(1, 500)).map(
        lambda span: {"label": span[0], "start": span[1], "end": span[1] + span[2]}
    ),
}


@pytest.mark.parametrize("name", ANY)
@settings(max_examples=20)
@given(data=st.data())
def test_any_marks_are_the_rows_of_the_table(name, data):
    project = start(name, **({"overlapping": True} if name == "Spans" else {}))
    answers = [data.draw(st.lists(ANY[name], max_size=6)) for _ in TEXTS]
    for answer in answers:
        project.answer(answer)
    table = project.explode()
    parts = ["label", *project.task.parts]
    rows = table[parts].astype(object).to_dict("records")
    assert rows == [part for value in project.labels["label"] for part in value]
    assert table["index"].tolist() == [
        index for index, value in project.labels["label"].items() for _ in value
    ]


@given(
    st.lists(
        st.tuples(numbers, numbers, st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=30
    )
)
def test_any_box_is_somewhere_on_the_heat_map(boxes):
    import numpy as np

    covered, (left, right, bottom, top) = spread_plots._covered(np.array(boxes))
    assert 1 <= covered.max() <= len(boxes)
    assert covered.min() >= 0
    assert left <= min(box[0] for box in boxes)
    assert top <= min(box[1] for box in boxes)
    assert right >= max(box[0] + box[2] for box in boxes) - 1e-3
    assert bottom >= max(box[1] + box[3] for box in boxes) - 1e-3


def test_places_under_several_boxes_are_darker():
    import numpy as np

    boxes = np.array([(0, 0, 72, 36), (36, 0, 36, 36)], dtype=float)
    covered, extent = spread_plots._covered(boxes)
    assert extent == (0, 72, 36, 0)
    assert covered[:, :36].tolist() == [[1] * 36] * 36
    assert covered[:, 36:].tolist() == [[2] * 36] * 36


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Spans", ["Spans by label", "Lengths of spans, in characters"]),
        (
            "Boxes",
            [
                "Boxes by label",
                "Where boxes lie",
                "Sizes of boxes, in pixels, as the side of a square",
            ],
        ),
        (
            "Polygons",
            [
                "Outlines by label",
                "Where outlines lie",
                "Sizes of outlines, in pixels, as the side of a square",
            ],
        ),
        ("Keypoints", ["Points by label", "Where points lie"]),
    ],
)
def test_beneath_the_counts_are_lengths_or_places(name, titles):
    project = start(name)
    assert titles_of(project.plot_distribution()) == titles[:1]
    project.answer([])
    assert titles_of(project.plot_distribution()) == titles[:1]
    project.answer([mark(name)])
    drawn = project.plot_distribution()
    assert titles_of(drawn) == titles
    assert "image/png" in drawn._repr_mimebundle_()[0]


def test_axes_of_the_caller_and_a_split_have_the_counts_alone():
    from matplotlib.figure import Figure

    project = start()
    project.answer([mark("Spans")])
    ax = Figure().subplots()
    assert project.plot_distribution(ax) is ax
    assert titles_of(ax) == ["Spans by label"]
    assert titles_of(project.plot_distribution(by="annotator")) == ["Spans by label"]


def test_lengths_are_by_label_and_an_outline_is_without_its_holes():
    square = [[0, 0], [10, 0], [10, 10], [0, 10]]
    hole = [[0, 0], [6, 0], [6, 6], [0, 6]]
    (places, sizes) = lw.Polygons(["leaf"]).beneath(
        [{"label": "leaf", "points": square, "holes": [hole]}]
    )
    assert places == Areas(title="Where outlines lie", boxes=[(0, 0, 10, 10)])
    assert sizes.by_name == {"leaf": [8.0]}
    (lengths,) = lw.Spans([1]).beneath([{"label": 1, "start": 2, "end": 8}])
    assert lengths == Lengths(title="Lengths of spans", unit="characters", by_name={"1": [6]})


def test_a_task_of_ones_own_brings_its_rows_and_its_plots():
    class Lines(Marks):
        kind = "lines"
        parts: ClassVar = {"length": "float64"}

        def __init__(self, labels, **options):
            self._begin(labels, None, "Which lines?", "")

        def check_place(self, mark, where):
            return {"length": mark["length"]}

        def beneath(self, rows):
            return [
                Lengths(title="Lines", unit="mm", by_name={"pest": [row["length"] for row in rows]})
            ]

    assert issubclass(Lines, Task)
    rows = [{"label": "pest", "length": 3.0}, {"label": "pest", "length": 300.0}]
    table = pd.DataFrame({"label": [("pest", "pest")], "status": "answered"})
    ax = spread_plots.counts_and_spreads(
        table,
        Lines(["pest"]).beneath(rows),
        names=["pest"],
        colors=[("red", "blue")],
        title="Lines by label",
    )
    assert titles_of(ax) == ["Lines by label", "Lines, in mm"]
    assert ax.figure.axes[1].get_xscale() == "log"

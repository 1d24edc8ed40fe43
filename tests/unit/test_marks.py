"""Marks of every kind: values as people write them, as the store holds them, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import loopwidgets as lw
from loopwidgets.store.memory import MemoryStore
from loopwidgets.tasks import TASKS
from loopwidgets.tasks.marks import MOST_MARKS, Marks
from tests.unit.recordings import tone

TEXTS = ["a weevil sat on rice", "💩This is an annotation.", "nothing here"]
PLACES = {
    "spans": {"start": 2, "end": 8},
    "boxes": {"x": 1, "y": 2.5, "width": 30, "height": 4},
    "polygons": {"points": [[0, 0], [9, 0], [9, 9.5]], "holes": [[[1, 1], [2, 1], [2, 2]]]},
    "keypoints": {"x": 3, "y": 4.25, "visible": False},
    "segments": {"start": 0, "end": 1.25},
}
NAMES = {kind: type_.__name__ for kind, type_ in TASKS.items() if issubclass(type_, Marks)}


def data(kind):
    if "text" in TASKS[kind].surfaces:
        return pd.DataFrame({"item": TEXTS})
    if "clock" in TASKS[kind].surfaces:
        return pd.DataFrame({"item": [tone(seconds) for seconds in (2, 3, 4)]})
    pictures = [Image.new("RGB", (40, 30), color) for color in ("red", "green", "blue")]
    return pd.DataFrame({"item": pictures})


def start(kind, labels=("pest", "plant"), frame=None, *, store=None, project=None, **options):
    initial = options.pop("initial", None)
    task = getattr(lw, NAMES[kind])(list(labels), **options)
    return lw.Project.from_data(
        data(kind) if frame is None else frame,
        "item",
        task=task,
        store=store or MemoryStore(),
        annotator="asha",
        initial=initial,
        project=project,
    )


def mark(kind, label="pest", **more):
    return {"label": label, **PLACES[kind], **more}


def test_every_task_that_marks_has_a_place_here():
    assert set(PLACES) == set(NAMES)


@pytest.mark.parametrize("kind", PLACES)
def test_marks_come_back_as_they_were_given(kind, tmp_path):
    store = tmp_path / "labels.db"
    project = start(kind, store=store)
    project.answer([mark(kind)])
    project.answer([])
    project.skip()
    assert project.labels["label"].tolist()[:2] == [[mark(kind)], []]
    assert project.labels["status"].tolist() == ["answered", "answered", "skipped"]
    assert project.progress.by_label == {"pest": 1, "plant": 0}
    assert json.loads(json.dumps(project.labels["label"].tolist()[0])) == [mark(kind)]
    found = project.find(label="pest")
    assert found["label"].tolist() == [[mark(kind)]]
    assert project.find(label="plant").empty
    again = start(kind, store=store)
    assert again.labels["label"].tolist()[:2] == [[mark(kind)], []]
    opened = lw.Project.open(store)
    assert repr(opened.task) == repr(project.task)
    project.undo()
    project.undo()
    assert project.labels["label"].tolist() == [[mark(kind)]]
    project.redo()
    assert project.labels["label"].tolist() == [[mark(kind)], []]


@pytest.mark.parametrize("kind", PLACES)
def test_labels_are_renamed_and_retired_in_marks_too(kind, tmp_path):
    store = tmp_path / "labels.db"
    start(kind, store=store).answer([mark(kind, "plant")])
    project = start(kind, ["pest", "crop"], store=store)
    assert [(old.name, new.name) for old, new, _ in project.perhaps_renamed()] == [
        ("plant", "crop")
    ]
    project.rename_label("plant", "crop")
    assert project.labels["label"].tolist() == [[mark(kind, "crop")]]
    gone = start(kind, ["pest"], store=store)
    assert gone.labels["label"].tolist() == [[mark(kind, "crop")]]


@pytest.mark.parametrize("kind", PLACES)
def test_numbers_as_labels_stay_numbers(kind):
    project = start(kind, [1, 2])
    project.answer([mark(kind, 2)])
    assert project.labels["label"].tolist() == [[mark(kind, 2)]]


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("as_text", [False, True])
def test_marks_in_the_data_are_reviewed_and_corrected(kind, as_text):
    one = [mark(kind)]
    frame = data(kind).assign(
        marks=[json.dumps(one) if as_text else one, None, "" if as_text else None]
    )
    project = start(kind, frame=frame, initial="marks")
    held = [project.initial_of(key) for key in map(project.items.key_of, range(3))]
    assert [project.task.to_user(value, project.scheme) for value in held] == [one, None, None]
    project.answer([mark(kind, "plant")])
    project.answer([mark(kind)])
    assert project.changes[["initial", "label"]].to_numpy().tolist() == [
        [one, [mark(kind, "plant")]]
    ]
    assert project.corrected["marks"].tolist()[:2] == [[mark(kind, "plant")], one]


@pytest.mark.parametrize("kind", PLACES)
def test_marks_in_the_data_that_do_not_fit_are_named_with_their_row(kind):
    frame = data(kind).assign(marks=[None, [mark(kind, "weed")], None])
    with pytest.raises(lw.InputError, match="row 1"):
        start(kind, frame=frame, initial="marks")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("spans", "pest", "value: expected a list of spans, got 'pest'"),
        ("spans", [{"start": 1, "end": 2}], "value: span 0: expected a dict with a label"),
        ("spans", [mark("spans", "weed")], r"value: span 0: expected one of \['pest', 'plant'\]"),
        ("spans", [mark("spans", end=2)], "value: span 0: expected 0 <= start < end"),
        ("spans", [mark("spans", start=-1)], "value: span 0: expected 0 <= start < end"),
        ("spans", [mark("spans", start=1.5)], "value: span 0: expected 0 <= start < end"),
        (
            "spans",
            [mark("spans"), mark("spans", "plant", start=4, end=9)],
            "value: the spans 2 to 8 and 4 to 9 overlap; lw.Spans.…, overlapping=True. allows it",
        ),
        (
            "boxes",
            [mark("boxes", width=0)],
            "value: box 0: width: expected a number above 0, got 0",
        ),
        (
            "boxes",
            [mark("boxes"), mark("boxes", x=float("nan"))],
            "value: box 1: x: expected a number",
        ),
        ("boxes", [{"label": "pest", "x": 1, "y": 2}], "value: box 0: width: expected a number"),
        ("polygons", [mark("polygons", points=[[0, 0], [1, 1]])], "at least 3 points"),
        (
            "polygons",
            [mark("polygons", points=[[0, 0], [1], [2, 2]])],
            r"expected a point \[x, y\]",
        ),
        ("polygons", [mark("polygons", holes=3)], "holes: expected a list of rings"),
        (
            "keypoints",
            [mark("keypoints", y="low")],
            "value: point 0: y: expected a number, got 'low'",
        ),
        (
            "segments",
            [mark("segments", end=0)],
            "value: segment 0: expected 0 <= start < end in seconds",
        ),
        ("segments", [mark("segments", start=-1)], "value: segment 0: expected 0 <= start < end"),
        (
            "segments",
            [mark("segments", end=float("inf"))],
            "value: segment 0: expected 0 <= start < end",
        ),
        ("keypoints", [mark("keypoints", visible=1)], "visible: expected True or False, got 1"),
    ],
)
def test_a_mark_that_does_not_fit_is_refused_and_nothing_is_recorded(kind, value, words):
    project = start(kind)
    with pytest.raises(lw.InputError, match=words):
        project.answer(value)
    assert project.labels.empty


def test_there_can_be_a_hundred_thousand_marks_and_no_more():
    project = start("keypoints")
    marks = [mark("keypoints", x=n) for n in range(MOST_MARKS + 1)]
    with pytest.raises(lw.InputError, match="expected at most 100,000 points, got 100,001"):
        project.answer(marks)


def test_spans_are_kept_in_the_order_of_the_text_and_each_once():
    project = start("spans", overlapping=True)
    later, first = mark("spans", "plant", start=4, end=6), mark("spans")
    project.answer([later, first, later])
    assert project.labels["label"].tolist() == [[first, later]]


def test_characters_are_counted_as_python_counts_them():
    project = start("spans")
    project.answer([mark("spans", start=0, end=1)], item=project.items.key_of(1))
    project.answer([mark("spans", start=12, end=22)], item=project.items.key_of(1))
    assert TEXTS[1][12:22] == "annotation"
    assert project.labels["label"].tolist() == [[mark("spans", start=12, end=22)]]


def test_another_option_is_another_project_and_the_snap_is_not(tmp_path):
    store = tmp_path / "labels.db"
    start("spans", store=store).answer([mark("spans")])
    assert start("spans", store=store, snap="letter").labels["label"].tolist() == [[mark("spans")]]
    assert start("spans", store=store, overlapping=True).labels.empty


@pytest.mark.parametrize(
    ("kind", "option", "words"),
    [
        ("spans", {"snap": "line"}, r"snap: expected one of \['word', 'letter'\], got 'line'"),
        ("spans", {"overlapping": 1}, "overlapping: expected True or False, got 1"),
    ],
)
def test_an_option_that_can_not_be_used_is_refused(kind, option, words):
    with pytest.raises(lw.InputError, match=words):
        getattr(lw, NAMES[kind])(["pest"], **option)


@pytest.mark.parametrize("kind", PLACES)
def test_items_without_such_places_are_refused_before_labeling(kind):
    frame = pd.DataFrame({"a": ["x"], "b": ["y"]})
    task = getattr(lw, NAMES[kind])(["pest"])
    with pytest.raises(
        lw.InputError, match=r"marks places in .* and the items are shown by lw\.Record"
    ):
        lw.Project.from_data(frame, ["a", "b"], task=task, store=MemoryStore())


def test_a_model_and_a_choice_of_labels_are_for_classes():
    frame = data("spans").assign(may=["pest", None, None])
    with pytest.raises(lw.InputError, match=r"labels_for: only lw\.Classification"):
        lw.annotate(frame, "item", task=lw.Spans(["pest"]), labels_for="may", store=":memory:")
    with pytest.raises(lw.InputError, match="loop"):
        lw.annotate(frame, "item", task=lw.Spans(["pest"]), loop=lw.Loop(), store=":memory:")


def test_a_widget_has_the_parts_of_its_task_and_view_and_no_others():
    static = Path(lw.__file__).parent / "static"
    bundle = (static / "annotation.js").read_text("utf-8")
    plain = lw.annotate(TEXTS, labels=["pest", "plant"], store=":memory:")
    assert plain._esm == bundle
    spans = lw.annotate(TEXTS, task=lw.Spans(["pest"]), store=":memory:")
    assert spans._esm == f"{bundle}\n{(static / 'task-spans.js').read_text('utf-8')}"
    assert spans._css.endswith((static / "task-spans.css").read_text("utf-8"))
    boxes = lw.annotate(data("boxes")["item"], task=lw.Boxes(["pest"]), store=":memory:")
    assert [name in boxes._esm for name in ('"task","boxes"', '"view","image"', "spans")] == [
        True,
        True,
        False,
    ]


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 2))
sizes = st.floats(0.01, 1e6, allow_nan=False).map(lambda number: round(number, 2))
boxes = st.fixed_dictionaries(
    {
        "label": st.sampled_from(["pest", "plant"]),
        "x": numbers,
        "y": numbers,
        "width": sizes,
        "height": sizes,
    }
)
spans = st.tuples(st.integers(0, 10**6), st.integers(1, 500)).map(
    lambda pair: {"label": "pest", "start": pair[0], "end": sum(pair)}
)


@given(st.lists(boxes, max_size=20))
def test_any_boxes_come_back(marks):
    project = start("boxes")
    project.answer(marks)
    assert project.labels["label"].tolist() == [marks]


@given(st.lists(spans, max_size=20, unique_by=lambda span: (span["start"], span["end"])))
def test_any_spans_come_back_in_order(marks):
    project = start("spans", overlapping=True)
    project.answer(marks)
    ordered = sorted(marks, key=lambda span: (span["start"], span["end"]))
    assert project.labels["label"].tolist() == [ordered]

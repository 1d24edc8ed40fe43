"""Answers of ipyannotations' widgets become values of the tasks that mark."""

from __future__ import annotations

import pandas as pd
import pytest
from PIL import Image

import loopwidgets as lw
from tests.processes import as_if_in_a_new_process
from tests.unit.test_guest import Asking

TEXTS = ["a weevil sat on rice", "💩This is an annotation."]
BOX = {"type": "box", "label": "cat", "xyxy": [30, 8, 10, 20]}
POLYGON = {"type": "polygon", "label": "cat", "points": [[0, 0], [9, 0], [9, 9], [0, 0]]}
POINT = {"type": "point", "label": "cat", "coordinates": [3, 4]}


def answered(items, *values, store="labels.db"):
    guest = Asking(["cat", "dog"])
    w = lw.annotate(items, widget=guest, store=store, annotator="asha")
    for value in values:
        guest.submit(value)
    return w


def pictures():
    return [Image.new("RGB", (40, 30), color) for color in ("red", "green", "blue")]


@pytest.mark.parametrize(
    ("shape", "task", "mark"),
    [
        (BOX, lw.Boxes, {"label": "cat", "x": 10, "y": 8, "width": 20, "height": 12}),
        (POLYGON, lw.Polygons, {"label": "cat", "points": [[0, 0], [9, 0], [9, 9]], "holes": []}),
        (POINT, lw.Keypoints, {"label": "cat", "x": 3, "y": 4, "visible": True}),
    ],
)
def test_shapes_become_answers_of_our_tasks_on_the_same_items(shape, task, mark):
    old = answered(pictures(), [shape], [], None)
    made = lw.convert(old)
    assert made.index.tolist() == [0, 1]
    assert made["left_out"].tolist() == [[], []]
    new = lw.annotate(pictures(), task=task(["cat", "dog"]), store=":memory:")
    for item, value in made[["item", "value"]].to_numpy():
        new.answer(value, item=item)
    assert new.labels["label"].tolist() == [[mark], []]


def test_converted_answers_can_be_reviewed_as_initial_labels():
    frame = pd.DataFrame({"photo": pictures()}, index=["a", "b", "c"])
    guest = Asking(["cat"])
    old = lw.annotate(frame, "photo", widget=guest, store="labels.db")
    guest.submit([BOX])
    new = lw.annotate(
        frame.assign(boxes=lw.convert(old)["value"]),
        "photo",
        task=lw.Boxes(["cat"]),
        initial="boxes",
        store=":memory:",
    )
    held = new.project.initial_of(new.project.items.key_of(0))
    assert [mark["x"] for mark in held] == [10]


def test_spans_count_characters_as_python_does():
    old = answered(TEXTS, [[2, 8, "cat"]], [[13, 23, "dog"], [0, 2, "cat"]])
    assert lw.convert(old)["value"].tolist() == [
        [{"label": "cat", "start": 2, "end": 8}],
        [{"label": "dog", "start": 12, "end": 22}, {"label": "cat", "start": 0, "end": 1}],
    ]
    assert TEXTS[1][12:22] == "annotation"


def test_shapes_convert_without_the_data_and_spans_need_it():
    answered(pictures(), [BOX], store="pictures.db")
    as_if_in_a_new_process()
    made = lw.convert(lw.Project.open("pictures.db"))
    assert made["value"].tolist()[0][0]["width"] == 20
    assert made.index.tolist() == made["item"].tolist()
    answered(TEXTS, [[2, 8, "cat"]], store="texts.db")
    as_if_in_a_new_process()
    with pytest.raises(lw.InputError, match=r"project: spans need the texts.*lw\.convert\(w\)"):
        lw.convert(lw.Project.open("texts.db"))


@pytest.mark.parametrize(
    "odd",
    [
        {**BOX, "xyxy": [3, 3, 3, 9]},
        {**BOX, "xyxy": [3, 3]},
        {**BOX, "xyxy": ["a", 3, 3, 9]},
        {**BOX, "label": None},
        {"type": "box", "label": "cat"},
        {**POLYGON, "points": [[0, 0], [9, 9]]},
        {**POINT, "coordinates": [3]},
    ],
)
def test_a_shape_that_can_not_be_a_mark_is_left_out_and_kept(odd):
    made = lw.convert(answered(pictures(), [odd, BOX]))
    assert made["left_out"].tolist() == [[odd]]
    assert len(made["value"][0]) == 1


@pytest.mark.parametrize("odd", [[5, 2, "cat"], [2, 2, "cat"], [0, 99, "cat"], [-1, 3, "cat"]])
def test_a_span_that_can_not_be_a_mark_is_left_out_and_kept(odd):
    made = lw.convert(answered(TEXTS, [odd]))
    assert made["left_out"].tolist() == [[odd]]
    assert made["value"].tolist() == [[]]


def test_other_answers_and_other_projects_are_refused():
    with pytest.raises(lw.InputError, match=r"expected answers of BoxAnnotator, .*, got 'cat'"):
        lw.convert(answered(TEXTS, "cat"))
    ours = lw.annotate(TEXTS, labels=["cat", "dog"], store=":memory:")
    with pytest.raises(lw.InputError, match="expected a project with a widget of ipyannotations"):
        lw.convert(ours)
    with pytest.raises(lw.InputError, match="project: expected a project or its widget, got str"):
        lw.convert("labels.db")


def test_a_guest_explodes_into_its_entries():
    old = answered(pictures(), [BOX, {**BOX, "label": "dog"}])
    assert old.explode()[["label", "value"]].to_numpy().tolist() == [
        ["cat", BOX],
        ["dog", {**BOX, "label": "dog"}],
    ]

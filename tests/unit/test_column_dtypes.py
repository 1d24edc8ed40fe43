"""`column=` in columns of every dtype that pandas has: labels come in, and what was there comes back."""

from __future__ import annotations

import uuid

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.project import Project
from loopwidgets.results.live_column import LiveColumn
from loopwidgets.tasks import Guest

TEXTS = ["aphid", "bee", "mite", "wasp"]
OF_TEXTS = {
    "object": "object",
    "object of NaN": "object",
    "str": "str",
    "string[python]": "string[python]",
    "string[pyarrow]": "string[pyarrow]",
    "Arrow": pd.ArrowDtype(pa.string()),
    "large Arrow": pd.ArrowDtype(pa.large_string()),
    "dictionary of Arrow": pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string())),
    "category": "category",
    "ordered category": pd.CategoricalDtype(["old", "pest", "older"], ordered=True),
    "category of all labels": pd.CategoricalDtype(["helper", "pest", "old", "unused"]),
}
WITHOUT_VALUES = {
    **OF_TEXTS,
    **{
        name: name
        for name in (
            *("float64", "Int64", "Float64", "boolean", "datetime64[ns]", "datetime64[us, UTC]"),
            *("timedelta64[ns]", "period[D]", "Sparse[float]"),
        )
    },
    "integers of Arrow": pd.ArrowDtype(pa.int64()),
    "category of integers": pd.CategoricalDtype([1, 2]),
    "lists of Arrow": pd.ArrowDtype(pa.list_(pa.string())),
}


def column(values, dtype):
    """Return a column with gaps of the dtype's kind where values are None."""
    if dtype == "object of NaN":
        values = [np.nan if value is None else value for value in values]
    return pd.Series(values, index=[7, 7, 8, 8], dtype=WITHOUT_VALUES[dtype])


def frame(values, dtype):
    return pd.DataFrame(
        {"text": pd.Series(TEXTS, index=[7, 7, 8, 8]), "label": column(values, dtype)}
    )


def follow(data, **options):
    options = {"store": "labels.db", "labels": ["pest", "helper"], **options}
    project = Project.from_data(data, "text", **options)
    live = LiveColumn(project, data, "label")
    project.listen(lambda done: [live.note(recorded.event.item_key) for recorded in done])
    return project, live


def labels_in(data):
    return [None if pd.isna(value) is True else value for value in data["label"].tolist()]


@pytest.mark.parametrize("dtype", OF_TEXTS)
def test_a_column_of_texts_takes_labels_keeps_its_dtype_and_gets_back_what_it_held(dtype):
    data = frame(["old", None, "pest", None], dtype)
    before = data.copy()
    project, live = follow(data)
    pd.testing.assert_frame_equal(data, before)
    for label in ("helper", "helper", "pest"):
        project.answer(label)
    live.write()
    assert labels_in(data) == ["helper", "helper", "pest", None]
    is_category = isinstance(before["label"].dtype, pd.CategoricalDtype)
    assert is_category or data["label"].dtype == before["label"].dtype
    if is_category:
        had = before["label"].cat
        assert data["label"].cat.ordered == had.ordered
        added = [] if "helper" in had.categories else ["helper"]
        assert data["label"].cat.categories.tolist() == [*had.categories, *added]
    for _ in range(3):
        project.undo()
    live.write()
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize("dtype", OF_TEXTS)
def test_a_second_run_knows_what_stood_there_before_the_first(dtype):
    data = frame(["old", None, "pest", None], dtype)
    before = data.copy()
    project, live = follow(data)
    for label in ("helper", "helper", "pest"):
        project.answer(label)
    live.write()
    project, live = follow(data)
    assert labels_in(data) == ["helper", "helper", "pest", None]
    project, live = follow(data)
    for _ in range(3):
        project.undo()
    live.write()
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize("dtype", OF_TEXTS)
def test_after_a_restart_labels_are_found_in_the_column_and_can_be_undone(dtype):
    data = frame(["old", None, None, None], dtype)
    project, live = follow(data)
    project.skip()
    project.answer("helper")
    project.answer("pest")
    live.write()
    project.close()
    saved = data.copy()
    project, live = follow(saved)
    pd.testing.assert_frame_equal(saved, data)
    project.undo()
    live.write()
    assert labels_in(saved) == ["old", "helper", None, None]
    gap = saved["label"].to_numpy(dtype=object)[2]
    assert gap is data["label"].to_numpy(dtype=object)[3] or np.isnan(gap)


@pytest.mark.parametrize("dtype", WITHOUT_VALUES)
@pytest.mark.parametrize("multiple", [False, True])
def test_a_column_without_values_takes_labels_whatever_its_dtype(dtype, multiple):
    data = frame([None] * 4, dtype)
    before = data.copy()
    project, live = follow(data, multiple=multiple)
    pd.testing.assert_frame_equal(data, before)
    label = ("pest", "helper") if multiple else "pest"
    project.answer(list(label) if multiple else label)
    live.write()
    project, live = follow(data, multiple=multiple)
    assert labels_in(data) == [label, None, None, None]
    project.undo()
    live.write()
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, 2, 3, 4], "int64"),
        ([1.5, np.nan, 2, 3], "float64"),
        ([True, False, True, True], "bool"),
        ([1, None, 2, 3], "Int64"),
        ([True, None, False, None], "boolean"),
        ([1, None, 2, 3], pd.ArrowDtype(pa.int64())),
        (pd.to_datetime(["2026-01-01"] * 4), "datetime64[ns]"),
        ([1, 2, 1, 2], "category"),
    ],
)
def test_a_column_of_something_else_is_refused_with_what_would_do(values, dtype):
    data = pd.DataFrame({"text": TEXTS, "label": pd.Series(values, dtype=dtype)})
    before = data.copy()
    with pytest.raises(lw.InputError) as caught:
        follow(data)
    assert str(caught.value) == (
        f"column: 'label' holds {before['label'].dtype}, no labels; choose another name, or "
        f"convert it first: data['label'].astype(\"string\")"
    )
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize("dtype", ["string[python]", "category", "Arrow"])
def test_several_labels_are_refused_by_a_column_that_holds_single_texts(dtype):
    data = frame(["old", None, "pest", None], dtype)
    with pytest.raises(lw.InputError, match=r"and several labels are a tuple; .*astype\(object\)"):
        follow(data, multiple=True)
    data["label"] = data["label"].astype(object)
    project, live = follow(data, multiple=True)
    project.answer(["helper"])
    live.write()
    assert labels_in(data) == [("helper",), None, "pest", None]


@pytest.mark.parametrize("dtype", ["object", "string[python]", "category", "float64"])
def test_a_guest_may_answer_with_anything(dtype):
    data = frame([None, None, None, None], dtype)
    before = data.copy()
    project, live = follow(data, labels=None, task=Guest(["pest"]))
    answers = ["pest", [{"label": "pest", "at": [1, 2]}], {"n": 1.5}, 3]
    for answer in answers:
        project.answer(answer)
        live.write()
    project, live = follow(data, labels=None, task=Guest(["pest"]))
    assert data["label"].tolist() == answers
    for _ in answers:
        project.undo()
    live.write()
    pd.testing.assert_frame_equal(data, before)


def test_labels_that_the_column_held_come_back_after_a_restart_where_they_were_reviewed():
    data = frame(["helper", None, "pest", None], "string[python]")
    project, live = follow(data, initial="label")
    project.answer("pest")
    project.answer("pest")
    live.write()
    project.close()
    saved = data.copy()
    project, live = follow(saved, initial="label")
    assert labels_in(saved) == ["pest", "pest", "pest", None]
    project.undo()
    project.undo()
    live.write()
    assert labels_in(saved) == ["helper", None, "pest", None]


def test_what_somebody_wrote_over_an_answer_stays_when_the_cell_runs_again():
    data = frame(["old", None, None, None], "object")
    project, live = follow(data)
    project.answer("pest")
    live.write()
    data.iloc[0, 1] = "by hand"
    data.iloc[3, 1] = "too"
    project, live = follow(data)
    assert labels_in(data) == ["pest", None, None, "too"]
    project.undo()
    live.write()
    assert labels_in(data) == ["by hand", None, None, "too"]


@pytest.mark.parametrize("dtype", OF_TEXTS)
def test_a_column_holds_the_answers_of_one_project_and_never_those_of_another_beside_them(dtype):
    data = frame(["old", None, "pest", None], dtype)
    first, live = follow(data, project="one")
    first.answer("helper")
    first.answer("helper")
    live.write()
    second, newer = follow(data, project="another", labels=["yes", "no"])
    assert labels_in(data) == ["old", None, "pest", None]
    second.skip()
    second.skip()
    second.answer("yes")
    newer.write()
    first.answer("helper")
    live.write()
    assert labels_in(data) == ["old", None, "yes", None]


@pytest.mark.parametrize("dtype", OF_TEXTS)
def test_a_project_that_is_closed_and_opened_again_knows_what_the_column_held(dtype):
    data = frame(["old", None, "pest", None], dtype)
    before = data.copy()
    project, live = follow(data)
    for label in ("helper", "helper", "pest"):
        project.answer(label)
    live.write()
    project.close()
    project, newer = follow(data)
    assert labels_in(data) == ["helper", "helper", "pest", None]
    for _ in range(3):
        project.undo()
    newer.write()
    pd.testing.assert_frame_equal(data, before)
    del live


def test_a_cell_that_is_refused_leaves_the_column_to_the_widget_before_it():
    data = frame(["old", None, "pest", None], "string[python]")
    project, live = follow(data)
    project.answer("helper")
    live.write()
    before = data.copy()
    with pytest.raises(lw.InputError, match="several labels are a tuple"):
        follow(data, multiple=True)
    pd.testing.assert_frame_equal(data, before)
    project.answer("pest")
    live.write()
    assert labels_in(data) == ["helper", "pest", "pest", None]


GAP = st.sampled_from([None, "old", "pest", "helper"])
ACT = st.sampled_from(["pest", "helper", "skip", "undo", "redo", "write", "run again"])


@given(
    dtype=st.sampled_from(sorted(OF_TEXTS)),
    values=st.lists(GAP, min_size=4, max_size=4),
    acts=st.lists(ACT, max_size=12),
)
@settings(max_examples=60)
def test_whatever_is_done_an_answered_row_holds_its_answer_and_any_other_what_it_held(
    dtype, values, acts
):
    held = {"ordered category": ["old", "pest", "older"], "category of all labels": None}
    if dtype == "ordered category":
        values = [value if value in held[dtype] else None for value in values]
    data = frame(values, dtype)
    before = data["label"].copy()
    options = {"store": ":memory:", "project": uuid.uuid4().hex}
    project, live = follow(data, **options)
    for act in [*acts, "write"]:
        if act in ("pest", "helper", "skip") and project.current() is None:
            continue
        if act == "run again":
            project, live = follow(data, **options)
        elif act == "write":
            live.write()
        elif act in ("undo", "redo", "skip"):
            getattr(project, act)()
        else:
            project.answer(act)
    answered = project.to_frame()["annotation_label"]
    answers = answered.astype(object).where(answered.notna(), None).tolist()
    expected = [
        had if answer is None else answer for answer, had in zip(answers, values, strict=True)
    ]
    assert labels_in(data) == expected
    kept = data["label"][[answer is None for answer in answers]]
    was = before[[answer is None for answer in answers]]
    if not isinstance(before.dtype, pd.CategoricalDtype):
        pd.testing.assert_series_equal(kept, was)
    project.close()

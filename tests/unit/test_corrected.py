"""`w.corrected`: the data with its labels corrected, row by row, whatever its index and dtypes are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.project import Project

LABELS = ["pest", "helper"]


def frame(labels=("pest", "helper", None, "pest", "pest"), dtype=object, index=(3, 1, 3, 1, 3)):
    return pd.DataFrame(
        {
            "text": ["aphid", "bee", "mite", "wasp", "aphid"],
            "label": pd.Series(labels, dtype=dtype).array,
            "n": range(5),
        },
        index=index,
    )


def start(data, show="text", labels=LABELS, **options):
    return Project.from_data(
        data, show, labels, **{"store": "labels.db", "initial": "label", **options}
    )


def labels_in(data):
    return [None if pd.isna(value) is True else value for value in data["label"].tolist()]


# --- By position ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "index",
    [
        pd.RangeIndex(5),
        pd.Index([3, 1, 3, 1, 3]),
        pd.Index([0] * 5),
        pd.Index([1.5, np.nan, np.nan, 2, np.nan]),
        pd.MultiIndex.from_tuples([("x", 1), ("x", 1), ("y", 1), ("y", 1), ("x", 1)]),
        pd.CategoricalIndex(list("aabba")),
        pd.DatetimeIndex(["2026-05-01"] * 5),
    ],
    ids=lambda index: type(index).__name__,
)
@pytest.mark.parametrize("order", ["given", "shuffled"])
def test_answers_land_on_their_rows_whatever_is_twice_in_the_index(index, order):
    data = frame(index=index)
    before = data.copy()
    project = start(data, order=order)
    answers = {"aphid": "helper", "bee": "helper", "mite": "pest"}
    for text, label in answers.items():
        row = data["text"].tolist().index(text)
        project.answer(label, item=project.items.key_of(int(project.items.codes[row])))
    pd.testing.assert_frame_equal(data, before)
    right = ["helper", "helper", "pest", "pest", "helper"]
    pd.testing.assert_frame_equal(
        project.corrected, before.assign(label=right).astype(before.dtypes)
    )
    changes = project.changes
    assert changes["row"].tolist() == [0, 4]
    assert project.reviewed["row"].tolist() == [0, 1, 4]
    assert changes["row"].dtype == "Int64"
    assert changes.index.equals(index[[0, 4]])
    joined = project.to_frame()
    pd.testing.assert_frame_equal(joined[["text", "label", "n"]], before)
    given = (
        joined["annotation_label"].astype(object).where(joined["annotation_label"].notna(), None)
    )
    assert given.tolist() == ["helper", "helper", "pest", None, "helper"]
    assert project.labels["label"].tolist() == ["helper", "helper", "pest", "helper"]
    assert project.labels.index.equals(index[[0, 1, 2, 4]])


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([0, 1, "x"])), min_size=2, max_size=8
    ),
    st.data(),
)
def test_of_any_rows_those_that_were_answered_alone_are_other_ones(rows, drawn):
    texts, index = zip(*rows, strict=True)
    data = pd.DataFrame({"text": texts, "label": [LABELS[text == "a"] for text in texts]})
    data.index = pd.Index(index, dtype=object)
    project = start(data, store=":memory:", duplicates="ask", project=str(rows) + str(id(drawn)))
    said = drawn.draw(st.lists(st.sampled_from([*LABELS, None]), max_size=len(rows)))
    for code, label in enumerate(said):
        key = project.items.key_of(code)
        _ = project.skip(item=key) if label is None else project.answer(label, item=key)
    said += [None] * (len(rows) - len(said))
    expected = [had if one is None else one for one, had in zip(said, data["label"], strict=True)]
    assert project.corrected["label"].tolist() == expected
    changes = project.changes
    written = data["label"].tolist()
    for row, label in zip(changes["row"], changes["label"], strict=True):
        written[row] = label
    assert written == expected
    project.close()


def test_what_is_skipped_open_or_undone_keeps_its_label():
    project = start(frame())
    project.answer("helper")
    project.skip()
    project.answer("pest")
    project.undo()
    assert labels_in(project.corrected) == ["helper", "helper", None, "pest", "helper"]


def test_it_is_the_data_as_it_was_given():
    data = frame()
    project = start(data)
    project.answer("helper")
    data["label"] = "mine"
    data["more"] = 1
    corrected = project.corrected
    assert list(corrected.columns) == ["text", "label", "n"]
    assert labels_in(corrected) == ["helper", "helper", None, "pest", "helper"]
    corrected["label"] = "other"
    assert labels_in(project.corrected) == ["helper", "helper", None, "pest", "helper"]
    assert labels_in(data) == ["mine"] * 5


def test_columns_of_several_levels_keep_them():
    data = frame()
    data.columns = pd.MultiIndex.from_product([["a"], data.columns])
    project = start(data, ("a", "text"), initial=("a", "label"))
    project.answer("helper")
    corrected = project.corrected
    assert corrected.columns.equals(data.columns)
    assert corrected["a", "label"].tolist()[0] == "helper"


# --- Of its dtype -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dtype",
    [
        *("object", "str", "string[python]", "string[pyarrow]", "category"),
        pd.ArrowDtype(pa.string()),
        pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string())),
        pd.CategoricalDtype(["pest", "other", "helper"], ordered=True),
    ],
    ids=str,
)
def test_the_column_keeps_its_dtype(dtype):
    data = frame(dtype=dtype)
    project = start(data)
    project.answer("helper")
    project.skip()
    project.answer("helper")
    corrected = project.corrected
    assert corrected["label"].dtype == data["label"].dtype
    assert labels_in(corrected) == ["helper", "helper", "helper", "pest", "helper"]
    assert corrected[["text", "n"]].equals(data[["text", "n"]])


def test_a_category_that_is_missing_is_added():
    data = frame(["pest", "pest", None, "pest", "pest"], "category")
    project = start(data)
    project.answer("helper")
    assert project.corrected["label"].cat.categories.tolist() == ["pest", "helper"]
    assert data["label"].cat.categories.tolist() == ["pest"]


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        (list, object),
        (tuple, object),
        (set, object),
        (lambda names: np.array(names, dtype=object), object),
        (list, pd.ArrowDtype(pa.list_(pa.string()))),
    ],
)
def test_several_labels_are_in_the_kind_of_list_that_the_data_has(kind, dtype):
    held = [kind(["helper", "pest"]), kind(["pest"]), None, kind(["helper"]), None]
    data = frame(dtype=object)
    data["label"] = pd.Series(held, dtype=dtype).array
    project = start(data, multiple=True)
    project.answer(["pest", "helper"])  # as it was
    project.answer(["helper", "pest"])
    project.answer(["helper"])
    corrected = project.corrected
    assert corrected["label"].dtype == dtype
    kinds = {type(value) for value in corrected["label"].tolist() if value is not None}
    assert len({*kinds} - {type(pd.NA), float}) == 1
    names = [[] if pd.isna(one) is True else sorted(one) for one in corrected["label"].tolist()]
    both = ["helper", "pest"]
    assert names == [both, both, ["helper"], ["helper"], both]
    assert list(corrected["label"].iloc[3]) == ["helper"]


def test_single_names_stay_where_several_labels_were_possible():
    data = frame(["pest", "helper", None, "pest", "pest"], "string[python]")
    project = start(data, multiple=True)
    project.answer(["pest"])
    assert project.corrected["label"].dtype == data["label"].dtype
    project.answer(["pest", "helper"])
    corrected = project.corrected
    assert labels_in(corrected) == ["pest", ["pest", "helper"], None, "pest", "pest"]


# --- Where there is no data, or none to correct -----------------------------------------------------


def test_parquet_data_is_corrected_too(tmp_path):
    data = frame()
    data.to_parquet(tmp_path / "data.parquet")
    project = start(tmp_path / "data.parquet")
    project.answer("helper")
    corrected = project.corrected
    assert labels_in(corrected) == ["helper", "helper", None, "pest", "helper"]
    assert corrected["text"].tolist() == data["text"].tolist()
    assert project.changes["row"].tolist() == [0, 4]


def test_without_the_data_or_labels_to_review_it_says_what_would_do():
    project = start(frame())
    project.answer("helper")
    project.close()
    opened = Project.open("labels.db")
    opened.items = opened.initial = None  # as in another process
    with pytest.raises(
        InputError, match=r"corrected: .* without its data; lw\.annotate\(data, …, "
    ):
        _ = opened.corrected
    assert opened.changes["row"].isna().all()
    assert opened.changes["row"].dtype == "Int64"
    assert list(opened.changes.columns) == ["initial", "label", "changed", "annotator", "at", "row"]
    without = Project.from_data(frame(), "text", LABELS, store=":memory:")
    with pytest.raises(
        InputError, match=r"corrected: there are no labels to correct: .* initial='…'"
    ):
        _ = without.corrected


def test_a_widget_has_it_too():
    w = lw.annotate(frame(), "text", LABELS, initial="label", store=":memory:")
    w.answer("helper")
    pd.testing.assert_frame_equal(w.corrected, w.project.corrected)
    assert labels_in(w.corrected)[0] == "helper"

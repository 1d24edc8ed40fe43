"""Labels that the data has, in the forms that files have them: read, shown, corrected and written back."""

from __future__ import annotations

import re
from enum import Enum

import numpy as np
import pandas as pd
import pytest

from loopwidgets import InputError
from loopwidgets.data.written_lists import parsed
from loopwidgets.project import Project

TEXTS = ["ant", "bee", "cow", "dog"]


class Kind(Enum):
    PEST = "pest"
    HELPER = "helper"


def frame(labels, dtype=None):
    return pd.DataFrame({"text": TEXTS, "label": pd.Series(labels, dtype=dtype)})


def start(data, labels=None, initial="label", **options):
    return Project.from_data(
        data, "text", labels, **{"store": ":memory:", "initial": initial, **options}
    )


def initially(project):
    """Return the label of each item in the data, as the caller writes it."""
    told = (project.initial_of(project.items.key_of(code)) for code in range(len(project.items)))
    return [project.task.to_user(value, project.scheme) for value in told]


# --- A single label --------------------------------------------------------------------------------

# name: column, labels in the call, labels in order, labels of the rows, answers, corrected column and dtype
SINGLE = {
    "numbers": ([1, 0, 1, 1], None, [0, 1], [1, 0, 1, 1], {0: 0}, [0, 0, 1, 1], "int64"),
    "numbers with gaps": (
        [1, None, 0, 1],
        None,
        [0, 1],
        [1, None, 0, 1],
        {0: 0, 1: 1},
        [0.0, 1.0, 0.0, 1.0],
        "float64",
    ),
    "numbers with gaps and labels of text": (
        [1, None, 0, 1],
        ["0", "1"],
        ["0", "1"],
        ["1", None, "0", "1"],
        {0: "0"},
        [0.0, None, 0.0, 1.0],
        "float64",
    ),
    "texts of numbers": (
        ["1", "0", None, "1"],
        [0, 1],
        [0, 1],
        [1, 0, None, 1],
        {0: 0, 2: 1},
        ["0", "0", "1", "1"],
        "object",
    ),
    "booleans": (
        [True, False, True, True],
        None,
        [False, True],
        [True, False, True, True],
        {0: False},
        [False, False, True, True],
        "bool",
    ),
    "booleans with gaps": (
        [True, None, False, None],
        None,
        [False, True],
        [True, None, False, None],
        {1: True},
        [True, True, False, None],
        "boolean",
    ),
    "numbers for booleans": (
        [1, 0, 1, 1],
        [False, True],
        [False, True],
        [True, False, True, True],
        {0: False},
        [0, 0, 1, 1],
        "int64",
    ),
    "categories of numbers": (
        [1, 2, None, 1],
        None,
        [1, 2],
        [1, 2, None, 1],
        {2: 2},
        [1, 2, 2, 1],
        "category",
    ),
    "spaces": (
        ["spam ", "spam", " ham", "  "],
        None,
        ["spam", "ham"],
        ["spam", "spam", "ham", None],
        {0: "spam", 3: "ham"},
        ["spam", "spam", " ham", "ham"],
        "object",
    ),
    "spaces beside given labels": (
        ["spam ", "spam", "ham", None],
        ["ham", "spam"],
        ["ham", "spam"],
        ["spam", "spam", "ham", None],
        {1: "ham"},
        ["spam ", "ham", "ham", None],
        "object",
    ),
    "names of an Enum": (
        ["PEST", "helper", None, "pest"],
        Kind,
        list(Kind),
        [Kind.PEST, Kind.HELPER, None, Kind.PEST],
        {0: Kind.HELPER},
        ["helper", "helper", None, "pest"],
        "object",
    ),
    "members": (
        [Kind.PEST, Kind.HELPER, None, Kind.PEST],
        None,
        [Kind.PEST, Kind.HELPER],
        [Kind.PEST, Kind.HELPER, None, Kind.PEST],
        {0: Kind.HELPER},
        [Kind.HELPER, Kind.HELPER, None, Kind.PEST],
        "object",
    ),
}


@pytest.mark.parametrize("form", SINGLE)
def test_a_label_is_read_in_each_form_and_corrected_in_the_same(form):
    held, labels, order, rows, answers, corrected, dtype = SINGLE[form]
    data = frame(held, dtype)
    project = start(data, labels)
    assert [
        project.task.own_of(one, project.scheme) for one in project.task.choices(project.scheme)
    ] == order
    assert initially(project) == rows
    for row, label in answers.items():
        project.answer(label, item=project.items.key_of(row))
    column = project.corrected["label"]
    assert column.dtype == data["label"].dtype
    assert [None if pd.isna(value) else value for value in column] == corrected
    changed = {
        row for row, label in answers.items() if rows[row] is not None and rows[row] != label
    }
    assert set(project.changes["row"]) == changed
    for row, label in project.changes["initial"].items():
        assert label == rows[row]


def test_a_label_that_nobody_had_is_written_in_the_form_of_the_column():
    numbers = start(frame([1, 0, None, 1]), [0, 1, 2])
    numbers.answer(2)
    assert numbers.corrected["label"].tolist()[0] == 2.0
    texts = start(frame(["1", "0", None, "1"], object), [0, 1, 2], project="texts")
    texts.answer(2)
    assert texts.corrected["label"].tolist()[0] == "2"


@pytest.mark.parametrize(
    ("held", "labels", "said"),
    [
        (
            [1, 0, 2, 1],
            [0, 1],
            "expected labels (0, 1) or nothing in the column 'label', got (with their",
        ),
        (["Spam", "ham", None, None], ["spam", "ham"], "'Spam' (1). Did you mean 'spam'?"),
        (
            pd.to_datetime(["2026-01-01"] * 4),
            None,
            "initial: expected names in the column 'label', got Timest",
        ),
        ([1.5, np.inf, 1, 2], None, "initial: expected names in the column 'label', got inf"),
    ],
)
def test_a_value_that_is_no_label_is_refused(held, labels, said):
    with pytest.raises(InputError, match=re.escape(said)):
        start(frame(held), labels)


# --- Several labels ---------------------------------------------------------------------------------

# name: column, labels of the rows, answer to the first row, corrected column
SEVERAL = {
    "JSON": (
        ['["a", "b"]', '["b"]', "[]", None],
        [("a", "b"), ("b",), (), None],
        ['["b"]', '["b"]', '["a", "b"]', None],
    ),
    "Python's lists": (
        ["['a', 'b']", "['b']", "[]", None],
        [("a", "b"), ("b",), (), None],
        ["['b']", "['b']", "['a', 'b']", None],
    ),
    "Python's tuples": (
        ["('a', 'b')", "('b',)", "()", None],
        [("a", "b"), ("b",), (), None],
        ["('b',)", "('b',)", "('a', 'b')", None],
    ),
    "semicolons": (
        ["a;b", "b", "", None],
        [("a", "b"), ("b",), None, None],
        ["b", "b", "a;b", None],
    ),
    "semicolons and spaces": (
        ["a; b", "b;", " ", None],
        [("a", "b"), ("b",), None, None],
        ["b", "b;", "a; b", None],
    ),
    "bars": (["a|b", "b", "|", None], [("a", "b"), ("b",), (), None], ["b", "b", "a|b", None]),
    "commas": (["a, b", "b", "", None], [("a", "b"), ("b",), None, None], ["b", "b", "a, b", None]),
    "lists": (
        [["a", "b"], ["b"], [], None],
        [("a", "b"), ("b",), (), None],
        [["b"], ["b"], ["a", "b"], None],
    ),
}


@pytest.mark.parametrize("form", SEVERAL)
def test_several_labels_are_read_in_each_form_and_corrected_in_the_same(form):
    held, rows, corrected = SEVERAL[form]
    data = frame(held, object)
    project = start(data, ["a", "b"], multiple=True)
    assert initially(project) == rows
    project.answer(["b"], item=project.items.key_of(0))
    project.answer(["b"], item=project.items.key_of(1))
    project.answer(["b", "a"], item=project.items.key_of(2))
    column = project.corrected["label"]
    assert [
        None if value is None or value is pd.NA or isinstance(value, float) else value
        for value in column
    ] == corrected
    # Filling a gap corrects nothing; an empty list is none of the labels.
    assert project.changes["row"].tolist() == ([0, 2] if rows[2] == () else [0])


@pytest.mark.parametrize("form", [form for form in SEVERAL if form != "commas"])
def test_the_labels_themselves_are_found_in_each_form(form):
    held, _, _ = SEVERAL[form]
    assert start(frame(held, object), multiple=True).scheme.names == ("b", "a")


def test_numbers_in_lists_are_labels_too():
    project = start(frame(["[0, 1]", "[1]", None, "[2]"], object), multiple=True)
    assert initially(project) == [(0, 1), (1,), None, (2,)]
    project.answer([2, 0])
    assert project.corrected["label"].tolist()[0] == "[0, 2]"


def test_a_name_with_a_separator_in_it_is_one_label():
    project = start(
        frame(["a;b", "c", None, "c;a;b"], object), ["a;b", "c", "a", "b"], multiple=True
    )
    assert initially(project) == [("a;b",), ("c",), None, ("c", "a", "b")]
    commas = start(frame(["Yes, a bit", "no", None, None]), multiple=True, project="commas")
    assert commas.scheme.names == ("Yes, a bit", "no")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a", None),
        ("", None),
        ("[", None),
        ("[1, ", None),
        ("{'a': 1}", None),
        ("__import__('os')", None),
        ("[" * 5000, None),
        ("a,b", None),
        ("a;;b", ["a", "b"]),
        ("{'a'}", ["a"]),
        ('["a", ["b"]]', ["a", ["b"]]),
    ],
)
def test_a_text_is_a_list_only_where_it_is_written_as_one(text, values):
    found = parsed(text, ())
    assert (found if found is None else found[0]) == values


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ('["a", ["b"]]', "initial: expected a list of names in each row of 'label', got"),
        ('["a", "c"]', "got (with their number of rows) 'c' (1)"),
        ("a;c", "'c' (1)"),
        ({"a": 1}, "initial: expected a list of names in each row of 'label', got"),
    ],
)
def test_a_list_that_holds_other_things_is_refused(held, said):
    with pytest.raises(InputError, match=re.escape(said)):
        start(frame([held, None, None, None], object), ["a", "b"], multiple=True)


def test_lists_for_labels_for_are_read_in_the_same_way():
    data = pd.DataFrame({"text": TEXTS, "fits": ['["a", "b"]', "b ;c", "c", None]})
    project = Project.from_data(data, "text", ["a", "b", "c"], labels_for="fits", store=":memory:")
    names = [
        [
            project.scheme.by_id(one).name
            for one in project.offered(project.items.key_of(code)) or []
        ]
        for code in range(4)
    ]
    assert names == [["a", "b"], ["b", "c"], ["c"], []]
    numbers = Project.from_data(
        data.assign(fits=[0, 1, None, 1]), "text", [0, 1, 2], labels_for="fits", store="other.db"
    )
    assert len(numbers.offered(numbers.items.key_of(0))) == 1


# --- A column for each label ---------------------------------------------------------------------------


def marks(**columns):
    given = columns or {"toxic": [1, 0, 0, 1], "obscene": [1, 0, 1, 0]}
    return pd.DataFrame({"text": TEXTS, **given})


def test_columns_of_marks_are_several_labels_and_are_corrected_in_place():
    data = marks()
    project = start(data, initial=["toxic", "obscene"], multiple=True)
    assert project.scheme.names == ("toxic", "obscene")
    assert project.items.shown == ("text",)
    assert initially(project) == [("toxic", "obscene"), (), ("obscene",), ("toxic",)]
    project.answer(["obscene"])
    project.answer(["toxic"])
    corrected = project.corrected
    assert corrected["toxic"].tolist() == [0, 1, 0, 1]
    assert corrected["obscene"].tolist() == [1, 0, 1, 0]
    assert corrected.dtypes.equals(data.dtypes)
    assert data["toxic"].tolist() == [1, 0, 0, 1]
    assert project.changes["initial"].tolist() == [("toxic", "obscene"), ()]


def test_the_columns_need_not_be_named_in_the_order_of_the_labels():
    project = start(marks(), ["obscene", "threat", "toxic"], ["toxic", "obscene"], multiple=True)
    assert initially(project)[0] == ("obscene", "toxic")
    project.answer(["threat"])
    assert project.corrected["threat"].tolist() == [1, 0, 0, 0]
    assert project.corrected["toxic"].tolist() == [0, 0, 0, 1]


def test_one_mark_in_each_row_is_a_single_label():
    data = marks(ham=[True, False, None, False], spam=[False, True, None, False])
    project = start(data, initial=["ham", "spam"])
    assert initially(project) == ["ham", "spam", None, None]
    project.answer("spam")
    assert [bool(value) for value in project.corrected["spam"]][:2] == [True, True]
    assert [bool(value) for value in project.corrected["ham"]][:2] == [False, False]


def test_a_row_of_zeros_has_none_of_several_labels_and_a_missed_label_is_a_change():
    data = marks(toxic=[1, 0, 0, None], obscene=[0, 0, None, None])
    project = start(data, initial=["toxic", "obscene"], multiple=True)
    assert initially(project) == [("toxic",), (), None, None]
    keys = [project.items.key_of(code) for code in range(4)]
    project.answer([], item=keys[0])
    project.answer(["toxic"], item=keys[1])
    project.answer(["toxic"], item=keys[2])
    project.answer([], item=keys[3])
    assert project.changes[["initial", "label"]].to_numpy().tolist() == [
        [("toxic",), ()],
        [(), ("toxic",)],
    ]
    assert project.corrected["toxic"].tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    "written", ["csv", "parquet"], ids=["from a CSV file", "from a Parquet file"]
)
def test_none_of_the_labels_comes_back_from_a_file(written, tmp_path):
    project = start(frame(["[]", '["a"]', '["b"]', None], object), ["a", "b"], multiple=True)
    keys = [project.items.key_of(code) for code in range(4)]
    project.answer([], item=keys[0])
    project.answer([], item=keys[1])
    corrected = project.corrected
    path = tmp_path / f"out.{written}"
    if written == "csv":
        corrected.to_csv(path, index=False)
        again = pd.read_csv(path)
    else:
        corrected.to_parquet(path)
        again = pd.read_parquet(path)
    assert project.reviewed["changed"].tolist() == [False, True]
    back = start(again, ["a", "b"], multiple=True, store="again.db")
    assert initially(back) == [(), (), ("b",), None]


@pytest.mark.parametrize("dtype", ["int8", "bool", "float64", "Int64", "boolean", "category"])
def test_marks_may_be_of_any_dtype(dtype):
    data = marks()
    for name in ("toxic", "obscene"):
        data[name] = data[name].astype(dtype)
    project = start(data, initial=["toxic", "obscene"], multiple=True)
    assert initially(project) == [("toxic", "obscene"), (), ("obscene",), ("toxic",)]
    project.answer(["obscene"])
    assert project.corrected["toxic"].tolist() == [0, 0, 0, 1]
    assert project.corrected.dtypes.equals(data.dtypes)


def test_the_same_columns_go_on_with_the_same_project():
    start(marks(), initial=["toxic", "obscene"], multiple=True).answer(["toxic"])
    again = start(marks(), initial=("toxic", "obscene"), multiple=True)
    assert again.progress.answered == 1


def test_columns_of_parquet_may_be_marks(own_folder):
    pytest.importorskip("pyarrow")
    marks().to_parquet("marks.parquet")
    project = start("marks.parquet", initial=["toxic", "obscene"], multiple=True)
    assert initially(project) == [("toxic", "obscene"), (), ("obscene",), ("toxic",)]


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        (
            {"toxic": [0.2, 1, 0, 1], "obscene": [1, 0, 1, 0]},
            {},
            "expected 0 and 1 in the column 'toxic', got 0.2",
        ),
        (
            {"toxic": ["x", "", "", ""], "obscene": [1, 0, 1, 0]},
            {},
            "expected 0 and 1 in the column 'toxic', got 'x'",
        ),
        (
            {"toxic": [[1], 0, 0, 0], "obscene": [1, 0, 1, 0]},
            {},
            "expected 0 and 1 in the column 'toxic', got lists",
        ),
        (
            {"toxic": [1, 0, 0, 1], "obscene": [1, 0, 1, 0]},
            {"multiple": False},
            "initial: row 0 has 2 labels ('obscene', 'toxic'); multiple=True allows several",
        ),
        (
            {"toxic": [1, 0, 0, 1], "obscene": [1, 0, 1, 0]},
            {"labels": ["toxic", "rude"]},
            "got (with their number of rows) 'obscene' (2)",
        ),
    ],
)
def test_columns_that_hold_no_marks_are_refused(columns, options, said):
    with pytest.raises(InputError, match=re.escape(said)):
        start(marks(**columns), **{"initial": ["toxic", "obscene"], "multiple": True, **options})


def test_labels_in_place_of_their_column_are_refused_with_the_line_to_write():
    data = frame(["a", "b", None, None])
    for given in (data["label"], np.array(["a"] * 4)):
        with pytest.raises(
            InputError, match=r"Write lw\.annotate\(data\.assign\(given=…\), …, initial="
        ):
            start(data, ["a", "b"], initial=given)


def test_a_column_of_marks_that_is_not_there_names_the_nearest():
    with pytest.raises(InputError, match=r"initial: .*got 'toxc'\. Did you mean 'toxic'\?"):
        start(marks(), initial=["toxc", "obscene"], multiple=True)


# --- Repeated rows -------------------------------------------------------------------------------------


def test_repeated_rows_are_told_beside_the_number_of_items():
    data = pd.DataFrame({"text": ["a", "b", "a", "a", "c"]})
    project = start(data, ["x", "y"], initial=None)
    assert (project.progress.total, project.progress.rows) == (3, 5)
    assert (
        str(project.progress) == "0 of 3 items (5 rows, 2 repeated) answered, 0 skipped, 0 flagged"
    )
    each = start(data, ["x", "y"], initial=None, duplicates="ask", project="each")
    assert str(each.progress) == "0 of 5 answered, 0 skipped, 0 flagged"


def test_rows_outside_of_a_sample_are_not_counted():
    data = pd.DataFrame({"text": ["a", "b", "c", "d"] * 2})
    progress = start(data, ["x", "y"], initial=None, sample=3).progress
    assert (progress.total, progress.rows) == (3, 6)


def test_while_a_generator_goes_on_there_is_no_number_of_rows():
    texts = (text for text in "aab" * 100)
    project = Project.from_data(texts, labels=["x", "y"], store=":memory:")
    assert project.progress.rows is None

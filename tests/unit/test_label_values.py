"""Labels as people have them: numbers, Enums, columns; answers come back as the caller's own values."""

from __future__ import annotations

import json
import re
from enum import Enum, IntEnum, StrEnum

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets import InputError, Label
from loopwidgets.labels.scheme import LabelScheme, read_labels
from loopwidgets.loop import suggest_function
from loopwidgets.project import Project

TEXTS = ["ant", "bee", "cow", "dog"]


class Kind(Enum):
    PEST = "pest"
    HELPER = "helper"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Word(StrEnum):
    YES = "yes"
    NO = "no"


class Plain(Enum):
    ONE = 1
    TWO = 2


def start(labels, data=None, show="text", **options):
    data = pd.DataFrame({"text": TEXTS}) if data is None else data
    return Project.from_data(data, show, labels, **{"store": ":memory:", **options})


def column(values, dtype=None):
    return pd.Series(values, dtype=dtype)


def category(*values):
    return pd.CategoricalDtype(list(values), ordered=True)


def members(kind):
    return pd.CategoricalDtype(pd.Index(list(kind), dtype=object), ordered=True)


# name: labels, names on the buttons, values that come back, dtype of w.labels["label"]
GIVEN = {
    "texts": (["b", "a"], ["b", "a"], ["b", "a"], category("b", "a")),
    "integers": ([1, 0], ["1", "0"], [1, 0], category(1, 0)),
    "integers of numpy": (np.array([1, 0, 1]), ["0", "1"], [0, 1], category(0, 1)),
    "negative": ([-1, 1], ["-1", "1"], [-1, 1], category(-1, 1)),
    "range": (range(3), ["0", "1", "2"], [0, 1, 2], category(0, 1, 2)),
    "floats": ([0, 0.5, 1], ["0", "0.5", "1"], [0, 0.5, 1], category(0.0, 0.5, 1.0)),
    "booleans": ([True, False], ["True", "False"], [True, False], category(True, False)),
    "booleans in a column": (
        column([True, False, True]),
        ["False", "True"],
        [False, True],
        category(False, True),
    ),
    "integers with gaps": (column([1, None, 0]), ["0", "1"], [0, 1], category(0, 1)),
    "mixed": ([0, 1, "unsure"], ["0", "1", "unsure"], [0, 1, "unsure"], category(0, 1, "unsure")),
    "Enum": (Kind, ["pest", "helper"], list(Kind), members(Kind)),
    "members": ([Kind.HELPER, Kind.PEST], ["helper", "pest"], [Kind.HELPER, Kind.PEST], None),
    "set of members": ({Kind.HELPER, Kind.PEST}, ["pest", "helper"], list(Kind), members(Kind)),
    "IntEnum": (Level, ["LOW", "HIGH"], list(Level), members(Level)),
    "StrEnum": (Word, ["yes", "no"], list(Word), members(Word)),
    "Enum of numbers": (Plain, ["ONE", "TWO"], list(Plain), members(Plain)),
    "titles": ({"b": "Bee", "a": "Ant"}, ["b", "a"], ["b", "a"], category("b", "a")),
    "titles of numbers": ({0: "ham", 1: "spam"}, ["0", "1"], [0, 1], category(0, 1)),
    "labels of numbers": (
        [Label(0, title="ham"), Label(1, title="spam")],
        ["0", "1"],
        [0, 1],
        category(0, 1),
    ),
    "set": ({"b", "a"}, ["a", "b"], ["a", "b"], category("a", "b")),
    "set of numbers": ({10, 9}, ["9", "10"], [9, 10], category(9, 10)),
    "unique": (column(["b", "a", "b"]).unique(), ["b", "a"], ["b", "a"], category("b", "a")),
    "column": (column(["a", "b", "b", None]), ["b", "a"], ["b", "a"], category("b", "a")),
    "strings": (
        column(["a", "b", "b", None], "string"),
        ["b", "a"],
        ["b", "a"],
        category("b", "a"),
    ),
    "categorical": (
        pd.Categorical(["a", "b"], categories=["c", "b", "a"]),
        ["c", "b", "a"],
        ["c", "b", "a"],
        category("c", "b", "a"),
    ),
    "column of categories": (
        column(["a", None], pd.CategoricalDtype(["c", "a"])),
        ["c", "a"],
        ["c", "a"],
        category("c", "a"),
    ),
    "index": (pd.Index(["b", "a"]), ["b", "a"], ["b", "a"], category("b", "a")),
    "keys": ({"b": 1, "a": 2}.keys(), ["b", "a"], ["b", "a"], category("b", "a")),
}


@pytest.mark.filterwarnings("ignore:labels. took the:UserWarning")
@pytest.mark.parametrize("given", GIVEN)
def test_labels_of_each_kind_come_back_as_the_caller_s_own_values(given):
    labels, names, values, dtype = GIVEN[given]
    project = start(labels)
    assert list(project.scheme.names) == names
    project.answer(values[1])
    project.answer(names[0])
    project.skip()
    table = project.labels
    assert [type(value) for value in table["label"].cat.categories.tolist()] == [
        type(float(value)) if given == "floats" else type(value) for value in values
    ]
    assert table["label"].iloc[0] == values[1]
    assert table["label"].iloc[1] == values[0]
    assert table["label"].isna().tolist() == [False, False, True]
    assert dtype is None or table["label"].dtype == dtype
    counts = table["label"].value_counts(sort=False)
    assert counts.tolist() == [1, 1, *[0] * (len(values) - 2)]
    assert list(project.progress.by_label) == values
    assert project.find(label=values[1])["label"].tolist() == [values[1]]
    assert project.annotations["label"].dtype == table["label"].dtype
    assert project.to_frame()["label"].dtype == table["label"].dtype
    again = start(labels)
    assert again.scheme.version == 1, "the same labels are no change"
    assert again.labels["label"].iloc[0] == values[1]


def test_nothing_is_answered_and_the_dtype_is_there_all_the_same():
    assert start([0, 1]).labels["label"].dtype == category(0, 1)
    assert start(Kind, project="kinds").to_frame()["label"].dtype == members(Kind)


def test_the_different_values_of_a_column_are_taken_with_one_warning():
    with pytest.warns(
        UserWarning, match=r"labels: took the 2 different values of 3: 'b', 'a'\."
    ) as told:
        start(column(["a", "b", "b"]))
    assert len(told) == 1
    assert told[0].filename == __file__


@pytest.mark.filterwarnings("error")
def test_values_that_are_all_different_are_taken_without_a_word():
    start(column(["a", "b"]))
    start(pd.Categorical(["a", "a", "b"]), project="categories")


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"ham": 0, "spam": 1}, "got the number 0 as the title of 'ham'. Write {0: 'ham'}"),
        ([True, 1], "labels: two are the same value in a column: 1"),
        (["1", 1], "labels: two are named '1'"),
        ([Level.LOW, 1], "labels: two are the same value in a column: 1"),
        ([0, None], "got None (NoneType)"),
        ([0, np.nan], "got nan (float)"),
        ([0, ["a"]], "got ['a'] (list)"),
        (b"ab", "labels: expected a list of names such as"),
        (
            pd.DataFrame({"label": ["a", "b"]}),
            "Write data['column'] to take the values of a column",
        ),
        (
            np.eye(2),
            'labels: expected a list of names such as ["pest", "helper"], got an array of shape (2, 2)',
        ),
        (column([["a"], ["b"]]), "got ['a'] (list)"),
        (column(["a", "a"]), "labels: expected at least 2, got ['a']"),
        (pd.to_datetime(["2026-01-01", "2026-01-02"]), "labels: expected names, numbers, booleans"),
    ],
)
def test_what_can_t_be_labels_is_refused_with_what_would_do(labels, said):
    with pytest.raises(InputError, match=re.escape(said)):
        read_labels(labels)


@pytest.mark.parametrize("value", [None, np.nan, b"a", ["a"], pd.NaT])
def test_a_label_is_a_name_or_a_number(value):
    with pytest.raises(InputError, match="label: expected a name"):
        Label(value)


# --- Answers in code -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "value", "own"),
    [
        ([0, 1], 1.0, 1),
        ([0, 1], np.int8(1), 1),
        ([0, 1], "1", 1),
        ([0, 1], True, 1),
        (["0", "1"], 1, "1"),
        ([False, True], 1, True),
        ([False, True], np.True_, True),
        (Kind, "pest", Kind.PEST),
        (Kind, "PEST", Kind.PEST),
        (Level, 1, Level.LOW),
        (Level, "LOW", Level.LOW),
        (Plain, 2, Plain.TWO),
        (Word, "yes", Word.YES),
    ],
)
def test_an_answer_in_code_may_be_written_in_any_form_that_means_one_label(labels, value, own):
    project = start(labels)
    project.answer(value)
    (answer,) = project.labels["label"].tolist()
    assert answer == own
    assert type(answer) is type(own)
    assert project.find(label=value)["label"].tolist() == [own]
    assert project.dispute("why?", label=value)


@pytest.mark.parametrize(
    ("labels", "value", "said"),
    [
        ([0, 1], 2, "value: expected one of [0, 1], got 2"),
        ([0, 1], 0.5, "got 0.5"),
        ([1, 2], False, "got False"),
        (Kind, Level.LOW, "got <Level.LOW: 1>"),
        ([0, 1], [0], "got [0]"),
    ],
)
def test_an_answer_that_is_no_label_is_refused(labels, value, said):
    with pytest.raises(InputError, match=re.escape(said)):
        start(labels).answer(value)


def test_several_labels_are_tuples_of_the_caller_s_values():
    project = start(Kind, multiple=True)
    project.answer([Kind.HELPER, Kind.PEST])
    project.answer(Kind.HELPER)
    assert project.labels["label"].tolist() == [(Kind.PEST, Kind.HELPER), (Kind.HELPER,)]
    assert project.labels["label"].dtype == object
    numbers = start([0, 1], multiple=True, project="numbers")
    numbers.answer([1, 0])
    assert numbers.labels["label"].tolist() == [(0, 1)]


def test_what_others_hear_and_read_has_the_caller_s_values_too():
    w = lw.annotate(pd.DataFrame({"text": TEXTS}), "text", [0, 1], store=":memory:")
    w.answer(1)
    assert w.events["label"].tolist() == [1]
    assert repr(w.project.task) == "Classification([0, 1])"
    assert w.project.task.say(w.project.store.events(1)[0]["value"], w.project.scheme) == "1"
    w.plot()
    names = [text.get_text() for text in w.plot_distribution().texts]
    assert names
    w.close()


@pytest.mark.parametrize("labels", [[0, 1], [False, True], Kind])
def test_a_dispute_names_the_caller_s_value(labels):
    project = start(labels)
    first, second = list(labels)
    project.answer(second)
    project.dispute("why?", label=first, item=project.items.key_of(0))
    assert project.disputes["answer"].tolist() == [second]
    assert project.disputes["disputed"].tolist() == [first]


def test_a_label_that_is_added_later_stands_behind_the_others():
    project = start([0, 1], allow_new=True)
    project.add_label(2)
    project.add_label("unsure")
    project.answer(2)
    assert project.labels["label"].tolist() == [2]
    assert project.labels["label"].cat.categories.tolist() == [0, 1, 2, "unsure"]


def test_a_label_that_is_retired_stays_a_category_only_where_it_was_given():
    start(["a", "b", "c", "d"]).answer("c")
    project = start(["a", "b"])
    assert project.labels["label"].cat.categories.tolist() == ["a", "b", "c"]
    assert project.labels["label"].tolist() == ["c"]


def test_names_that_pandas_can_t_hold_as_text_are_categories_too():
    odd = "\ud800a"
    scheme = LabelScheme.from_json([{"id": "1", "name": odd}, {"id": "2", "name": "b"}], 1)
    task = lw.Classification(["a", "b"])
    from loopwidgets.results.column_values import in_order

    made = in_order([odd, None], task.ordered(scheme), pd.RangeIndex(2))
    assert made.cat.categories.tolist() == [odd, "b"]


# --- In the store ----------------------------------------------------------------------------------------


def test_numbers_are_there_again_without_the_cell_and_members_of_an_enum_are_names():
    start([0, 1], store="labels.db").answer(1)
    start(Kind, project="kinds", store="labels.db").answer(Kind.PEST)
    for name, own in (("text: classification", 1), ("kinds", "pest")):
        opened = Project.open("labels.db", name)
        opened.items = None
        opened.task = type(opened.task).from_json({"multiple": False}, opened.schemes.latest.active)
        assert opened.labels["label"].tolist() == [own]


def test_a_store_of_names_goes_on_with_the_numbers_of_the_same_names():
    before = start(["0", "1"])
    before.answer("1")
    project = start([0, 1])
    assert project.labels["label"].tolist() == [1]
    project.answer(0)
    assert (project.progress.answered, len(project.scheme.labels)) == (2, 2)
    back = start(["0", "1"])
    assert back.labels["label"].tolist() == ["1", "0"]


def test_the_stored_form_is_json_with_the_numbers_and_without_an_enum():
    stored = [
        LabelScheme.from_given(read_labels(labels)).to_json() for labels in ([0, True + 1], Kind)
    ]
    assert [label.get("value") for label in stored[0]] == [0, 2]
    assert [label.get("value") for label in stored[1]] == [None, None]
    read = LabelScheme.from_json(json.loads(json.dumps(stored[0])), 1)
    assert [label.own for label in read.labels] == [0, 2]


def test_a_value_that_a_foreign_store_made_up_is_refused():
    with pytest.raises(lw.StoreError, match="value: expected a number"):
        LabelScheme.from_json([{"id": "1", "name": "a", "value": {"b": 1}}], 1)


def test_the_line_to_paste_makes_the_same_labels():
    written = [
        label.as_written() for label in read_labels([0, Kind.PEST, Label(True, title="yes"), "b"])
    ]
    assert written == ["0", "Kind.PEST", "lw.Label(True, title='yes')", "'b'"]


def test_handing_in_keeps_the_values(own_folder):
    project = start([0, 1], annotator="asha")
    project.answer(1)
    file = project.hand_in()
    assert Project.open(file, annotator="asha").labels["label"].tolist() == [1]


# --- Tables and files -------------------------------------------------------------------------------------


def test_the_order_of_labels_is_that_of_the_buttons():
    project = start(["low", "high", "middle"])
    for label in ("middle", "low", "high"):
        project.answer(label)
    table = project.labels
    assert table.sort_values("label")["label"].tolist() == ["low", "high", "middle"]
    assert (table["label"] <= "high").tolist() == [False, True, True]


@pytest.mark.parametrize("labels", [["a", "b"], [0, 1], [False, True], [0, 1, "unsure"]])
def test_labels_survive_parquet(labels):
    pytest.importorskip("pyarrow")
    project = start(labels)
    project.answer(labels[1])
    project.skip()
    if len({type(label) for label in labels}) > 1:
        return  # pyarrow has no column of mixed values, with or without us
    project.labels.to_parquet("labels.parquet")
    read = pd.read_parquet("labels.parquet")["label"]
    assert read.tolist()[0] == labels[1]
    if labels == ["a", "b"]:  # of numbers Parquet keeps the values
        assert read.cat.categories.tolist() == labels
        assert read.cat.ordered


def test_several_labels_survive_a_csv_file_as_json():
    data = pd.DataFrame({"text": TEXTS})
    project = start(["a", "b"], data, multiple=True)
    project.answer(["a", "b"])
    project.answer(["b"])
    project.to_frame(lists="json").to_csv("labels.csv", index=False)
    read = pd.read_csv("labels.csv")
    assert read["label"].tolist()[:2] == ['["a", "b"]', '["b"]']
    again = start(None, read[["text", "label"]], multiple=True, initial="label", project="again")
    assert again.scheme.names == ("b", "a")
    again.answer(["a"])
    assert again.corrected["label"].tolist()[:2] == ['["a"]', '["b"]']


def test_lists_of_numbers_members_and_mappings_are_json_too():
    numbers = start([0, 1], multiple=True)
    numbers.answer([0, 1])
    assert numbers.to_frame(lists="json")["label"].tolist()[0] == "[0, 1]"
    kinds = start(Kind, multiple=True, project="kinds")
    kinds.answer([Kind.PEST])
    assert kinds.to_frame(lists="json")["label"].tolist()[0] == '["pest"]'
    assert kinds.to_frame()["label"].tolist()[0] == (Kind.PEST,)
    guest = start(None, task=lw.tasks.Guest(["a"]), project="guest")
    guest.answer([{"label": "ä", "at": [1, 2]}])
    assert guest.to_frame(lists="json")["label"].tolist()[0] == '[{"label": "ä", "at": [1, 2]}]'


def test_times_without_a_zone_are_those_of_utc():
    project = start(["a", "b"])
    project.answer("a")
    aware, naive = project.to_frame()["at"], project.to_frame(times="naive")["at"]
    assert naive.dt.tz is None
    assert naive[0] == aware[0].tz_localize(None)
    assert project.labels["at"].dt.tz is not None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"lists": "jsn"}, "lists: expected 'tuples' or 'json', got 'jsn'. Did you mean 'json'?"),
        ({"times": True}, "times: expected 'utc' or 'naive', got True"),
    ],
)
def test_a_form_that_there_is_not_is_refused(options, said):
    with pytest.raises(InputError, match=re.escape(said)):
        start(["a", "b"]).to_frame(**options)


def test_an_excel_file_takes_the_naive_times(own_folder):
    pytest.importorskip("openpyxl")
    project = start(["a", "b"])
    project.answer("a")
    project.to_frame(times="naive").to_excel("labels.xlsx")
    assert pd.read_excel("labels.xlsx")["label"].tolist()[0] == "a"


# --- In a column of the caller's ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "dtype"),
    [
        ([0, 1], "Int64"),
        ([0, 0.5], "Float64"),
        ([True, False], "boolean"),
        (["a", "b"], object),
        (Kind, object),
    ],
)
def test_a_live_column_has_the_caller_s_values_in_a_fitting_dtype(labels, dtype):
    data = pd.DataFrame({"text": TEXTS})
    w = lw.annotate(data, "text", labels, column="label", store=":memory:")
    values = list(labels)
    w.answer(values[1])
    assert data["label"].tolist()[0] == values[1]
    assert data["label"].dtype == dtype
    assert data["label"].isna().tolist() == [False, True, True, True]
    w.undo()
    assert data["label"].isna().all()
    w.close()


@pytest.mark.parametrize(
    ("held", "labels", "dtype"),
    [
        ([0, 1, 1, 0], [0, 1], "int64"),
        ([0, None, 1, 0], [0, 1], "float64"),
        ([True, False, True, True], [False, True], "bool"),
        ([True, None, True, None], [False, True], "boolean"),
        ([1, 2, 1, 2], [1, 2], "category"),
        (["pest", "helper", None, "pest"], ["pest", "helper"], "category"),
    ],
)
def test_a_live_column_keeps_its_dtype_and_takes_back_what_it_had(held, labels, dtype):
    data = pd.DataFrame({"text": TEXTS, "label": pd.Series(held, dtype=dtype)})
    before = data.copy()
    w = lw.annotate(data, "text", labels, column="label", store=":memory:")
    w.answer(labels[1])
    w.answer(labels[0])
    assert data["label"].tolist()[:2] == [labels[1], labels[0]]
    assert data["label"].dtype == before["label"].dtype
    w.undo()
    w.undo()
    pd.testing.assert_frame_equal(data, before)
    w.close()


# --- A model ------------------------------------------------------------------------------------------------


def test_probabilities_may_name_the_caller_s_values_and_what_is_missing_is_told():
    from loopwidgets.review.label_errors import checked_probabilities

    index = pd.RangeIndex(2)
    probs = np.array([[0.2, 0.8], [0.6, 0.4]])
    named = lw.Classification([1, 0]).named
    read = checked_probabilities(pd.DataFrame(probs, columns=[0, 1]), index, ["1", "0"], named)
    assert read.tolist() == probs[:, ::-1].tolist()
    read = checked_probabilities(
        pd.DataFrame(probs, columns=list(Kind)),
        index,
        ["helper", "pest"],
        lw.Classification(Kind).named,
    )
    assert read.tolist() == probs[:, ::-1].tolist()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            [0, 1],
            "got the numbers 0 to 1. pd.DataFrame(pred_probs, index=data.index, columns=model.classes_)",
        ),
        (
            ["a", "b"],
            "; no column for 'c'. pred_probs['c'] = 0 adds a label that the model does not know.",
        ),
        (["a", "cc", "b"], "; no column for 'c'; no label for 'cc'."),
        (["a", "b", "c", "d"], "; no label for 'd'."),
        (["a", "b", "c", "c"], "as columns, got ['a', 'b', 'c', 'c']"),
    ],
)
def test_columns_that_are_not_those_of_the_labels_are_told_with_what_is_missing(columns, said):
    from loopwidgets.review.label_errors import checked_probabilities

    probs = pd.DataFrame(np.full((2, len(columns)), 1 / len(columns)), columns=columns)
    with pytest.raises(InputError, match=re.escape(said)):
        checked_probabilities(probs, probs.index, ["a", "b", "c"])


def test_suspects_have_the_caller_s_values():
    pytest.importorskip("cleanlab")
    n = 60
    truth = np.arange(n) % 2
    given = truth.copy()
    given[[7, 20]] = 1 - given[[7, 20]]
    data = pd.DataFrame({"text": [f"note {row}" for row in range(n)], "label": given})
    probs = np.full((n, 2), 0.1)
    probs[np.arange(n), truth] = 0.9
    project = start([0, 1], data, initial="label")
    table = project.suspects(pd.DataFrame(probs, columns=[0, 1]))
    assert table.index.tolist() == [7, 20]
    assert table["initial"].tolist() == [0, 1]
    assert table["suggested"].tolist() == [1, 0]
    assert table["initial"].dtype == category(0, 1)
    project.answer(1)
    assert project.suspects(probs).index.tolist() == [20]


@pytest.mark.parametrize(
    ("dtype", "labels", "made"),
    [("int8", [1, 2, 300], 300), ("uint8", [-1, 0, 1], -1), ("UInt8", [1, 2, 300], 300)],
)
def test_a_label_that_the_column_s_integers_can_t_hold_is_in_the_corrected_column(
    dtype, labels, made
):
    data = pd.DataFrame({"text": TEXTS, "given": pd.Series([1, 1, 1, 1], dtype=dtype)})
    w = lw.annotate(data, "text", labels, initial="given", store="labels.db")
    w.answer(made)
    assert w.corrected["given"].tolist() == [made, 1, 1, 1]


def test_the_columns_of_a_suggestion_are_the_caller_s_own_values():
    asked = pd.DataFrame({0: [0.9], 1: [0.1]})
    task = lw.Classification([True, False])
    assert suggest_function.in_order(asked, ["True", "False"], task.named).iloc[0].tolist() == [
        0.1,
        0.9,
    ]

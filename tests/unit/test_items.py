"""Items: which rows they are, what each shows, and what is no data."""

import numpy as np
import pandas as pd
import pytest

from loopwidgets import InputError
from loopwidgets.data.items import Items


def frame(**columns):
    return pd.DataFrame(columns or {"text": ["a", "b", "a"], "place": ["x", "y", "z"]})


# --- What data can be -------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [None, 5, "text", iter(["a"]), {"a"}, b"a"])
def test_data_of_another_type_is_refused_with_its_type(data):
    kind = type(data).__name__
    with pytest.raises(InputError, match=f"data: expected a DataFrame, a Series or a list.*{kind}"):
        Items(data, "text")


@pytest.mark.parametrize(
    "data", [[], (), pd.DataFrame(), pd.DataFrame({"text": []}), pd.Series([], dtype=object)]
)
def test_empty_data_is_refused(data):
    with pytest.raises(InputError, match="data: expected at least one row, got an empty"):
        Items(data, "text")


@pytest.mark.parametrize("odd", [["b"], {"b": 1}, {"b"}, object()])
def test_a_list_holds_items(odd):
    kind = type(odd).__name__
    with pytest.raises(
        InputError,
        match=f"data: expected a list of texts, paths, images or mappings, got {kind} in it",
    ):
        Items(["a", odd])


def test_a_list_may_have_gaps():
    assert len(Items(["a", None, np.nan, pd.NA, pd.NaT])) == 2


@pytest.mark.parametrize(
    "data", [["a", "b"], ("a", "b"), pd.Series(["a", "b"]), pd.DataFrame({"only": ["a", "b"]})]
)
def test_where_there_is_one_column_it_is_shown(data):
    assert [Items(data).content(code) for code in range(2)] == [("a",), ("b",)]


def test_a_series_is_called_by_its_name():
    assert Items(pd.Series(["a"], name="text")).shown == ("text",)
    assert Items(pd.Series(["a"])).shown == ("item",)
    assert Items(pd.Series(["a"], name=0)).shown == (0,)


# --- Columns ----------------------------------------------------------------------------------------


def test_data_without_columns_is_refused():
    with pytest.raises(InputError, match="data: expected a DataFrame with a column to show"):
        Items(pd.DataFrame(index=range(3)))


def test_where_there_are_several_columns_the_one_to_show_is_asked_for():
    with pytest.raises(
        InputError, match="show: expected the column to show, one of 'text', 'place'"
    ):
        Items(frame())


def test_a_misspelt_column_names_the_nearest():
    with pytest.raises(InputError, match=r"show: .*got 'txt'\. Did you mean 'text'"):
        Items(frame(), "txt")


@pytest.mark.parametrize("argument", ["key", "beside"])
def test_every_column_has_to_be_there(argument):
    given = {"key": "plac"} if argument == "key" else {"beside": ["plac"]}
    with pytest.raises(InputError, match=r"got 'plac'\. Did you mean 'place'"):
        Items(frame(), "text", **given)


@pytest.mark.parametrize("show", [5, 1.5, True, b"text", [5], ["text", None], [["text"]], [], ()])
def test_what_is_no_column_is_refused(show):
    with pytest.raises(InputError, match="show: expected "):
        Items(frame(), show)


@pytest.mark.parametrize("key", [["text"], ["text", "place"], {"text"}, np.array(["text"]), 5, ""])
def test_what_is_no_column_of_keys_is_refused(key):
    with pytest.raises(InputError, match="key: expected a column of the data"):
        Items(frame(), "text", key=key)


@pytest.mark.parametrize(
    "show", [["text", "place"], ("text", "place"), np.array(["text", "place"])]
)
def test_several_columns_can_be_shown(show):
    assert Items(frame(), show).content(1) == ("b", "y")


def test_of_many_columns_the_first_are_listed():
    many = pd.DataFrame([range(20)], columns=[f"c{n}" for n in range(20)])
    with pytest.raises(InputError, match=r"'c7', …\)"):
        Items(many, "text")


def test_two_columns_of_one_name_are_refused():
    twice = pd.DataFrame([["a", "b"]], columns=["text", "text"])
    with pytest.raises(
        InputError, match="show: 2 columns are named 'text'; give them different names"
    ):
        Items(twice, "text")


def test_columns_may_have_numbers_for_names():
    assert Items(pd.DataFrame([["a", "b"]]), 1).content(0) == ("b",)


def test_columns_may_have_several_levels():
    columns = pd.MultiIndex.from_tuples([("said", "text"), ("said", "by")])
    data = pd.DataFrame([["a", "b"]], columns=columns)
    assert Items(data, ("said", "by")).content(0) == ("b",)
    with pytest.raises(InputError, match="show: expected a column"):
        Items(data, ("said", "when"))


def test_columns_may_have_dates_for_names():
    data = pd.DataFrame([["a", "b"]], columns=pd.to_datetime(["2024-05-01", "2024-05-02"]))
    assert Items(data, pd.Timestamp("2024-05-02")).content(0) == ("b",)
    with pytest.raises(InputError, match="show: expected a column"):
        Items(data, "text")


# --- Rows -------------------------------------------------------------------------------------------


def test_equal_rows_are_one_item_at_the_place_of_the_first():
    items = Items(frame(), "text")
    assert (len(items), items.n_rows) == (2, 3)
    assert items.codes.tolist() == [0, 1, 0]
    assert [items.number(code) for code in range(2)] == [1, 2]


def test_each_row_can_be_an_item():
    items = Items(frame(), "text", duplicates="ask")
    assert (len(items), items.content(2), items.number(2)) == (3, ("a",), 3)


@pytest.mark.parametrize("duplicates", ["asks", None, 5, ["ask"], np.array(["ask", "share"])])
def test_duplicates_are_shared_or_asked(duplicates):
    with pytest.raises(InputError, match="duplicates: expected 'share' or 'ask'"):
        Items(frame(), "text", duplicates=duplicates)


def test_rows_that_differ_in_one_of_the_shown_columns_are_different_items():
    assert len(Items(frame(), ["text", "place"])) == 3


def test_with_a_column_of_keys_equal_rows_are_different_items():
    items = Items(frame(), "text", key="place")
    assert [items.key_of(code) for code in range(3)] == ["x", "y", "z"]
    assert (items.code_of("z"), items.code_of("w")) == (2, None)


def test_what_stands_beside_an_item_is_that_of_its_first_row():
    assert Items(frame(), "text", beside=["place"]).beside(0) == {"place": "x"}


def test_the_digest_of_what_is_shown_does_not_depend_on_the_column_of_keys():
    by_content, by_key = Items(frame(), "text"), Items(frame(), "text", key="place")
    assert by_key.content_hash(2) == by_content.content_hash(0) == by_content.key_of(0)


@pytest.mark.parametrize(
    ("index", "value"),
    [
        ([7, 8, 9], 7),
        (["p", "q", "r"], "p"),
        ([1.5, 2.5, 3.5], 1.5),
        ([np.nan, 1, 2], None),
        (pd.to_datetime(["2024-05-01", "2024-05-02", "2024-05-03"]), "2024-05-01 00:00:00"),
        (pd.MultiIndex.from_tuples([("p", 1), ("q", 2), ("r", 3)]), ["p", 1]),
        (pd.Categorical(["p", "q", "r"]), "p"),
        (pd.interval_range(0, 3), "(0, 1]"),
        ([True, False, True], True),
    ],
)
def test_an_item_s_index_value_can_be_kept_as_json(index, value):
    kept = Items(frame().set_index(pd.Index(index)), "text").index_value(0)
    assert (kept, type(kept)) == (value, type(value))


def test_what_the_caller_does_to_the_data_later_changes_no_item():
    data = frame()
    items = Items(data, "text", beside=["place"])
    data.loc[0, ["text", "place"]] = ["changed", "elsewhere"]
    data.pop("text")
    data.index = [5, 6, 7]
    assert (items.content(0), items.beside(0)) == (("a",), {"place": "x"})
    assert (items.content(1), items.index_value(1)) == (("b",), 1)


def test_items_are_found_beyond_the_block_in_which_they_are_read():
    texts = [str(n) for n in range(70_000)]
    items = Items(texts)
    assert items.content(items.code_of(items.key_of(69_999))) == ("69999",)

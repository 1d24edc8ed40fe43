"""Item keys: the same for the same content, everywhere; different for different content."""

import datetime as dt
import enum
import math
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets import InputError
from loopwidgets.data import keys
from loopwidgets.data.hashing import canonical, content_hash
from loopwidgets.data.keys import GivenKeys, key_text, key_texts
from tests.keyed import content_keys

any_text = st.text(st.characters(exclude_categories=()), max_size=8)
numbers = st.one_of(st.integers(), st.floats(allow_nan=False))
plain = st.one_of(any_text, numbers, st.binary(max_size=8), st.none())
contents = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(any_text, inner, max_size=3)
    ),
    max_leaves=6,
)


def keys_of(values, **options):
    found = content_keys(values, **options)
    return [found.key_of(code) for code in found.codes]


# --- Content ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "c789f8e02f7318a05bf6c3166aae1acd"),
        ("beetle", "a195ae5fd3afd9a8b84ca7c774ccb81f"),
        ("भृंग", "23d9dbdd92c2c736e70b2aede1827f92"),
        ("a\ud800", "0604fc9a6d52a1361c0fd4d22893726c"),
        (1, "f5f6895422b38bfd447af3f0255fb344"),
        (1.5, "85891da84e2482abf871c7f9774d1665"),
        (None, "c67c9fb9e1338cf728fde65cd33b5983"),
        (True, "2589786d40d1055fbde929f36a65c9d3"),
        (pd.Timestamp("2024-05-01 10:00"), "ca5ccd70d186b9af786a70a24f418be1"),
        (b"ab", "45cc17f146bc122b3d3f5be4956e2800"),
        (("a", 1), "8b1132f95a8d461230fb836c45a34d18"),
        ({"b": 1, "a": None}, "1d9c09e24d8ccc4dfa1211e0f2a533be"),
        (np.array([1, 2], dtype="int64"), "b1a44c4a755f00891b30a1cb25d3ba0c"),
        (PurePosixPath("a/b.png"), "d59061312e77e4692378d01eb29ffc11"),
    ],
)
def test_keys_are_the_same_in_every_release(content, key):
    assert content_hash(content) == key
    assert keys_of([content]) == [key]


@pytest.mark.parametrize(
    "equal",
    [
        [1, 1.0, np.int8(1), np.float32(1), Decimal(1), Decimal("1.00"), np.uint64(1)],
        [0, -0.0, Decimal("-0.0")],
        [10**20, 1e20, Decimal("1E+20")],
        [0.5, np.float64(0.5), np.float16(0.5)],
        [Decimal("0.10"), Decimal("0.1")],
        [None, np.nan, pd.NA, pd.NaT, float("nan"), np.float32("nan")],
        ["a", np.str_("a")],
        [True, np.bool_(True)],
        [b"a", bytearray(b"a"), memoryview(b"a")],
        [(1, 2), [1, 2], [1.0, 2], pd.Series([1, 2])],
        [{"a": 1, "b": 2}, {"b": 2.0, "a": 1}],
        [{1, 2, 3}, frozenset([3, 2, 1])],
        [
            dt.datetime.fromisoformat("2024-05-01T10:00"),
            pd.Timestamp("2024-05-01 10:00").as_unit("s"),
        ],
        ["a/b.png", PurePosixPath("a/b.png"), PureWindowsPath("a\\b.png")],
        [np.array([1, 2]), np.array([[1, 2], [3, 4]])[0], np.array([1, 9, 2])[::2]],
    ],
)
def test_equal_contents_have_equal_keys(equal):
    assert len({content_hash(value) for value in equal}) == 1


@pytest.mark.parametrize(
    "different",
    [
        [1, "1", True, b"1", [1], {1}, 1.5, None, {1: None}],
        ["", None, [], {}, set(), b"", 0, False],
        [["ab"], ["a", "b"], ["a", ["b"]], ["a", "b", None]],
        [["1:s"], ["1", "s"], "1:s"],
        [{"a": "b"}, {"ab": ""}, [("a", "b")], {"a": ["b"]}],
        [math.inf, -math.inf, math.nan, Decimal("0.1"), 0.1],
        [dt.date(2024, 5, 1), dt.datetime.fromisoformat("2024-05-01"), "2024-05-01", dt.time(0)],
        [pd.Timestamp(1), pd.Timestamp(2)],
        [np.array([1, 2]), np.array([[1, 2]]), np.array([1.0, 2.0]), [1, 2]],
        ["é", "e\u0301"],
    ],
)
def test_different_contents_have_different_keys(different):
    assert len({content_hash(value) for value in different}) == len(different)


@given(contents, contents)
def test_two_contents_share_canonical_bytes_only_if_they_are_equal(one, other):
    assert (canonical(one) == canonical(other)) == (one == other)


@given(numbers, numbers)
def test_two_numbers_share_a_key_only_if_they_are_equal(one, other):
    assert (content_hash(one) == content_hash(other)) == (one == other)


def test_what_a_frame_of_another_type_holds_has_the_same_keys():
    texts = ["a", "भृंग", None, "a"]
    as_object = keys_of(pd.Series(texts, dtype=object).tolist())
    assert keys_of(pd.Series(texts, dtype="string").tolist()) == as_object
    assert keys_of(pd.Series(texts, dtype="category").tolist()) == as_object
    assert keys_of(pd.Series(texts).tolist()) == as_object


def test_numbers_keep_their_keys_when_a_gap_makes_them_floats():
    assert keys_of(pd.Series([1, 2]).tolist()) == keys_of(pd.Series([1, 2, None]).tolist())[:2]


class Nameless:
    pass


def function():
    pass


@pytest.mark.parametrize("content", [Nameless(), object(), function, lambda: 1, [Nameless()]])
def test_what_is_known_by_its_place_in_memory_alone_needs_a_key(content):
    with pytest.raises(InputError, match=r"have no content that identifies them.*key='…'"):
        keys_of([content])


def test_what_has_a_text_of_its_own_is_known_by_it():
    color = enum.Enum("Color", ["RED", "BLUE"])
    assert content_hash(color.RED) != content_hash(color.BLUE)
    assert content_hash(pd.Timedelta("1h")) == content_hash(pd.Timedelta("60min"))


# --- Many contents ----------------------------------------------------------------------------------


@given(st.lists(any_text, min_size=1, max_size=20))
def test_equal_rows_are_one_item_and_different_rows_are_not(texts):
    found = content_keys(texts)
    assert len(found.first) == len(set(texts))
    assert [texts[found.first[code]] for code in found.codes] == texts
    assert [texts.index(texts[row]) for row in found.first] == found.first.tolist()


@given(st.lists(contents, min_size=1, max_size=12), st.randoms())
def test_neither_order_nor_neighbors_change_a_key(values, random):
    before = dict(zip(map(repr, values), keys_of(values), strict=True))
    some = random.sample(values, random.randint(1, len(values)))
    assert keys_of(some) == [before[repr(value)] for value in some]


@given(st.lists(any_text, min_size=1, max_size=12), st.booleans())
def test_an_item_is_found_by_its_key(texts, each):
    found = content_keys(texts, each=each)
    names = [found.key_of(code) for code in range(len(found.first))]
    assert found.codes_of(names).tolist() == list(range(len(names)))
    assert len(set(names)) == len(names)


@given(st.lists(any_text, min_size=1, max_size=12))
def test_asked_each_every_row_is_an_item(texts):
    found = content_keys(texts, each=True)
    assert found.codes.tolist() == found.first.tolist() == list(range(len(texts)))


def test_of_equal_rows_the_first_has_the_same_key_whether_each_is_asked_or_not():
    shared, _, other = keys_of(["a", "a", "b"])
    assert keys_of(["a", "a", "b", "a"], each=True) == [shared, f"{shared}-2", other, f"{shared}-3"]


@pytest.mark.parametrize("key", ["", "x", "0" * 32, "A" * 32, "a195ae5fd3afd9a8b84ca7c774ccb81f-2"])
@pytest.mark.parametrize("each", [False, True])
def test_a_key_that_is_not_there_is_not_found(key, each):
    assert content_keys(["beetle", "ant"], each=each).codes_of([key]).tolist() == [-1]


def test_a_key_that_is_half_the_same_is_not_found():
    (key,) = keys_of(["beetle"])
    assert content_keys(["beetle"]).codes_of([key[:16] + "0" * 16, key]).tolist() == [-1, 0]


def test_no_keys_are_no_items():
    assert content_keys(["beetle"]).codes_of([]).tolist() == []


def test_digests_that_agree_by_half_are_still_told_apart(monkeypatch):
    def half_the_same(text):
        return b"8 bytes." + text.encode().ljust(8)[:8]

    monkeypatch.setattr(keys, "content_digest", half_the_same)
    found = content_keys(["beetle", "ant", "beetle"])
    assert found.codes.tolist() == [0, 1, 0]
    assert found.codes_of([found.key_of(1), found.key_of(0)]).tolist() == [1, 0]


@given(st.lists(any_text, min_size=1, max_size=12, unique=True), st.randoms(), st.booleans())
def test_the_number_of_an_item_depends_on_its_content_alone(texts, random, given_keys):
    def number_of(texts):
        made = GivenKeys(pd.Series(texts, dtype=object), "k") if given_keys else content_keys(texts)
        return dict(zip(texts, made.numbers().tolist(), strict=True))

    texts = [f"k{text.encode('utf-8', 'surrogatepass').hex()}" for text in texts]
    some = random.sample(texts, random.randint(1, len(texts)))
    before = number_of(texts)
    assert number_of(some) == {text: before[text] for text in some}


def test_equal_rows_that_are_each_asked_have_numbers_of_their_own():
    assert len(set(content_keys(["a"] * 5, each=True).numbers().tolist())) == 5


# --- Given ------------------------------------------------------------------------------------------


def given_keys(values, **options):
    found = GivenKeys(pd.Series(values, **options), "id")
    return [found.key_of(code) for code in found.codes]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["x", "y"], ["x", "y"]),
        ([1, 2], ["1", "2"]),
        ([1.0, 2.5], ["1", "2.5"]),
        (pd.array([1, 2], dtype="Int64"), ["1", "2"]),
        (pd.Series([np.float32(1), "y"], dtype=object), ["1", "y"]),
        (pd.Categorical(["x", "y"]), ["x", "y"]),
        (
            pd.to_datetime(["2024-05-01", "2024-05-02"]),
            ["2024-05-01 00:00:00", "2024-05-02 00:00:00"],
        ),
        (pd.Series(["a\ud800", "b\0"], dtype=object), ["a\ufffd", "b\ufffd"]),
    ],
)
def test_given_keys_are_texts_that_a_store_can_keep(values, names):
    assert given_keys(values) == names


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_a_missing_key_is_refused_with_its_row(missing):
    with pytest.raises(InputError, match="key: 2 values of 'id' are missing, the first in row 1"):
        given_keys(["x", missing, missing], dtype=object)


def test_an_empty_key_is_refused_with_its_row():
    with pytest.raises(InputError, match="key: the value of 'id' in row 1 is an empty text"):
        given_keys(["x", "", "y"])


@pytest.mark.parametrize(
    "values", [["x", "y", "x"], [1, 2, 1], [1, "y", "1"], [1, 2, 1.0], ["\ud800", "y", "\udfff"]]
)
def test_keys_that_stand_twice_are_named(values):
    with pytest.raises(InputError, match="key: values of 'id' occur more than once: "):
        given_keys(values, dtype=object)


def test_the_first_three_keys_that_stand_twice_are_named():
    with pytest.raises(InputError, match=r"\['a', 'b', 'c'\]; expected each value once"):
        given_keys(["a", "b", "c", "d"] * 2)


def test_an_item_is_found_by_its_given_key():
    found = GivenKeys(pd.Series([10, 20]), "id")
    assert found.codes_of(["20", "30", "10"]).tolist() == [1, -1, 0]


def test_a_key_may_be_long_and_one_that_is_too_long_is_named():
    assert GivenKeys(pd.Series(["a" * 9_999]), "url").key_of(0) == "a" * 9_999
    with pytest.raises(InputError, match=r"'url' in row 1 has 10,001 characters"):
        GivenKeys(pd.Series(["a", "b" * 10_001]), "url")


class Color(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["a", "ä", "\ud800", "a\0"],
        [1, True, 10**30, -0],
        [1.0, 1.5, float("inf"), -0.0],
        [1, 1.0, "1.0", None, b"1", PurePosixPath("1"), Color.RED],
        [Color.RED, np.str_("a")],
        [np.int64(3), np.bool_(True), np.float32(0.1)],
    ],
)
def test_texts_of_many_keys_are_those_of_each(values):
    assert key_texts(values) == [key_text(value) for value in values]

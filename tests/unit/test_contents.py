"""What rows show: equal rows are found by fast numbers, the same ones as by their whole content."""

import math
from pathlib import PurePosixPath

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets.data import keys
from loopwidgets.data.hashing import canonical
from loopwidgets.data.keys import ContentKeys
from loopwidgets.data.rows import Contents

text = st.sampled_from(["", "a", "b", "भृंग", "\ud800", "1"])
whole_text = st.sampled_from(["", "a", "b", "भृंग", "1"])  # pyarrow's take no half of a pair
number = st.sampled_from([0.0, -0.0, 1.0, 1.5, math.nan, math.inf, 2.0**60])

COLUMNS = {
    "texts": (st.lists(text, max_size=12), object),
    "texts and gaps": (st.lists(st.one_of(text, st.none()), max_size=12), object),
    "str": (st.lists(st.one_of(text, st.none()), max_size=12), "string[python]"),
    "texts of pyarrow": (
        st.lists(st.one_of(whole_text, st.none()), max_size=12),
        "string[pyarrow]",
    ),
    "integers": (st.lists(st.integers(-3, 3), max_size=12), "int64"),
    "small": (st.lists(st.integers(0, 3), max_size=12), "uint8"),
    "floats": (st.lists(number, max_size=12), "float64"),
    "truths": (st.lists(st.booleans(), max_size=12), bool),
    "times": (st.lists(st.sampled_from(["2026-03-01", "2026-03-02", None]), max_size=12), "M8[ns]"),
    "categories": (st.lists(st.one_of(whole_text, st.none()), max_size=12), "category"),
}


@pytest.mark.parametrize("kind", COLUMNS)
@given(data=st.data())
def test_equal_values_have_equal_numbers(kind, data):
    values, dtype = COLUMNS[kind]
    column = pd.Series(data.draw(values.filter(bool)), dtype=dtype)
    numbers = Contents([column]).numbers()
    if numbers is None:  # all of it is missing
        assert column.isna().all()
        return
    by_content = {}
    for value, alike in zip(column.tolist(), numbers.tolist(), strict=True):
        assert by_content.setdefault(canonical(value), alike) == alike


@given(
    st.lists(
        st.tuples(text, st.integers(0, 2), number, st.sampled_from(["x", "y"])),
        min_size=1,
        max_size=20,
    ),
    st.booleans(),
)
def test_keys_are_the_same_whether_rows_are_compared_fast_or_whole(rows, each):
    dtypes = (object, None, None, None)
    columns = [
        pd.Series(column, dtype=dtype)
        for column, dtype in zip(zip(*rows, strict=True), dtypes, strict=True)
    ]
    columns[3] = columns[3].astype("category")
    fast = ContentKeys(Contents(columns), each=each)
    whole = ContentKeys(Contents([column.astype(object) for column in columns]), each=each)
    assert fast.codes.tolist() == whole.codes.tolist()
    assert fast.first.tolist() == whole.first.tolist()
    names = [whole.key_of(code) for code in range(len(whole.first))]
    assert fast.codes_of(names).tolist() == list(range(len(names)))
    assert [fast.key_of(code) for code in range(len(names))] == names
    assert fast.numbers().tolist() == whole.numbers().tolist()


@pytest.mark.parametrize(
    "values",
    [
        ["a", 1],
        [PurePosixPath("a"), "a"],
        [1, 1.0, True],
        [None, math.nan],
        [b"a"],
        [("a", 1)],
        pd.Series([pd.Timedelta("1h")]),
        pd.Series([1, None], dtype="Int64"),
        pd.Categorical([PurePosixPath("a"), "a"]),
    ],
)
def test_what_has_no_fast_number_is_compared_whole(values):
    column = pd.Series(values, dtype=None if hasattr(values, "dtype") else object)
    assert Contents([column]).numbers() is None
    found = ContentKeys(Contents([column]))
    alike = list(map(canonical, column.tolist()))
    assert [alike.index(each) for each in alike] == found.first[found.codes].tolist()


def test_rows_that_stand_alone_are_hashed_only_when_asked_for(monkeypatch):
    hashed = []
    digest, digests = keys.content_digest, keys.content_digests
    monkeypatch.setattr(keys, "content_digest", lambda value: hashed.append(value) or digest(value))
    monkeypatch.setattr(
        keys, "content_digests", lambda values: digests(hashed.append(v) or v for v in values)
    )
    found = ContentKeys(Contents([pd.Series(["a", "b", "a", "c", "d"])]))
    assert hashed == ["a", "a"]
    assert found.codes.tolist() == [0, 1, 0, 2, 3]
    key = found.key_of(2)
    assert found.codes_of([key, key]).tolist() == [2, 2]
    assert hashed == ["a", "a", "c"]
    other = digest("d").hex()
    assert found.codes_of([other, key, "none"]).tolist() == [3, 2, -1]
    assert sorted(hashed[3:]) == ["a", "b", "c", "d"]
    assert found.codes_of([digest("b").hex()]).tolist() == [1]
    assert len(hashed) == 7


def test_many_rows_are_read_in_blocks():
    count = 70_000
    column = pd.Series(np.arange(count) % (count - 1))
    contents = Contents([column, column.astype(str)])
    assert list(contents.values())[-2:] == [(count - 2, str(count - 2)), (0, "0")]
    assert list(contents.values(np.array([3, 1]))) == [(3, "3"), (1, "1")]
    assert contents.at(2) == (2, "2")
    assert ContentKeys(contents).codes[-1] == 0

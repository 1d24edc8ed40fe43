"""The Record view: each value as a person reads it, none of them able to stop the others."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from loopwidgets.errors import InputError
from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views import Record


def field(value):
    view = Record("column")
    view.check(["column"])
    (made,) = view.payload((value,), {}).content["fields"]
    return made["kind"], made["text"]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("a leaf", "text", "a leaf"),
        ("two\nlines", "text", "two\nlines"),
        ("two\u2028lines\rand\x0bmore", "text", "two\nlines\nand\nmore"),
        ("https://example.org/a?b=c", "link", "https://example.org/a?b=c"),
        ("javascript:alert(1)", "text", "javascript:alert(1)"),
        ("see https://example.org", "text", "see https://example.org"),
        (True, "truth", "yes"),
        (np.bool_(False), "truth", "no"),
        (5, "number", "5"),
        (2024, "number", "2024"),
        (1_234_567, "number", "1234567"),
        (5.0, "number", "5"),
        (0.1 + 0.2, "number", "0.3"),
        (110_001, "number", "110001"),
        (1234.5678, "number", "1234.5678"),
        (99999.99, "number", "99999.99"),
        (1234567.89, "number", "1234567.89"),
        (23.34567891, "number", "23.34567891"),
        (np.float32(0.1), "number", "0.1"),
        (1e300, "number", "1e+300"),
        (1e-9, "number", "1e-09"),
        (float("-inf"), "number", "-∞"),
        (np.float32(0.5), "number", "0.5"),
        (Decimal("1.10"), "number", "1.10"),
        (date(2026, 3, 1), "date", "2026-03-01"),
        (pd.Timestamp("2026-03-01"), "date", "2026-03-01"),
        (pd.Timestamp("2026-03-01 05:06"), "date", "2026-03-01 05:06:00"),
        (pd.Timestamp("2026-03-01T05:06Z"), "date", "2026-03-01 05:06:00+00:00"),
        (np.datetime64("2026-03-01"), "date", "2026-03-01"),
        (timedelta(hours=5), "date", "5:00:00"),
        (None, "missing", ""),
        (np.nan, "missing", ""),
        (pd.NaT, "missing", ""),
        ({"a": [1, None]}, "nested", '{"a": [1, null]}'),
        (np.array([1.5, 2.0]), "nested", "[1.5, 2.0]"),
    ],
)
def test_a_value_is_worded_for_a_person(value, kind, text):
    assert field(value) == (kind, text)


def test_what_can_t_be_printed_is_named_and_the_rest_is_shown():
    class Silent:
        def __str__(self) -> str:
            raise RuntimeError("no")

    view = Record("odd", "name")
    view.check(["odd", "name"])
    payload = view.payload((Silent(), "leaf"), {})
    assert payload.content["fields"][0] == {
        "name": "odd",
        "kind": "unknown",
        "text": "Silent: RuntimeError",
    }
    assert payload.content["fields"][1]["text"] == "leaf"
    assert payload.problem == "The value of odd can't be shown."


def test_long_and_deep_values_are_cut():
    kind, text = field("x" * 200_000)
    assert kind == "text"
    assert text.endswith("… (200,000 characters)")
    deep: dict = {}
    inner = deep
    for _ in range(100):
        inner["in"] = {}
        inner = inner["in"]
    assert "…" in field(deep)[1]
    assert '"…"' in field(list(range(1000)))[1]


def test_one_column_may_be_shown_large():
    view = Record("a", "b", large="b")
    view.check(["a", "b"])
    assert view.payload(("x", "y"), {}).content["large"] == 1
    with pytest.raises(InputError, match="large: expected one of the columns"):
        Record(large="c").check(["a", "b"])


def test_a_record_shows_all_columns_unless_told():
    frame = pd.DataFrame({"name": ["a", "b"], "price": [1.5, 2.5]})
    given = {"labels": ["x", "y"], "annotator": "asha"}
    everything = Project.from_data(frame, view=Record(), store=MemoryStore(), **given)
    assert everything.items.shown == ("name", "price")
    some = Project.from_data(frame, view=Record("price"), store=MemoryStore(), **given)
    payload = some.payload_of(some.next_items(1)[0])
    assert payload.content["fields"] == [{"name": "price", "kind": "number", "text": "1.5"}]
    rows = Project.from_data(
        frame.to_dict("records"), ["name", "price"], store=MemoryStore(), **given
    )
    assert rows.view.kind == "record"

"""How a text travels to the browser."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets import InputError, Label, Project, Text
from loopwidgets.views.text import LONGEST
from loopwidgets.widgets.annotation.handlers import Desk

any_text = st.text(st.characters(exclude_categories=()))


def shown(value, view=None, **row):
    return (view or Text()).payload((value,), row)


def text_of(payload):
    return "".join(part for part, _ in payload.content["segments"])


@pytest.mark.parametrize("value", [None, np.nan, float("nan"), pd.NA, pd.NaT])
def test_a_missing_text_says_so(value):
    payload = shown(value)
    assert payload.content == {"segments": [], "caption": ""}
    assert payload.problem == "This item is empty: there is no text in it."


@pytest.mark.parametrize(
    ("value", "problem"),
    [("", "This text is empty."), (" \n\t", "This text is only white space.")],
)
def test_a_text_with_nothing_to_read_says_so(value, problem):
    payload = shown(value)
    assert (text_of(payload), payload.problem) == (value, problem)


@pytest.mark.parametrize(
    ("value", "read"),
    [(5, "5"), (1.5, "1.5"), (True, "True"), (["a", "b"], "a b"), ({"a": 1}, "{'a': 1}")],
)
def test_what_is_no_text_is_shown_as_one(value, read):
    payload = shown(value)
    assert (text_of(payload), payload.problem) == (read, "")


def test_a_text_of_50_mb_is_cut_and_says_how_long_it_is():
    payload = shown("beetle " * 7_500_000)
    assert text_of(payload) == ("beetle " * 7_500_000)[: LONGEST // 10]
    assert "52,500,000 characters" in payload.problem


def test_the_longest_text_that_is_sent_whole_is_sent_whole():
    payload = shown("a" * LONGEST)
    assert (len(text_of(payload)), payload.problem) == (LONGEST, "")


@given(any_text)
def test_every_text_can_be_sent(text):
    payload = shown(text, Text(caption="where", highlight="a|\\s+"), where=text)
    json.dumps(payload.content, ensure_ascii=False).encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_good_text_arrives_letter_for_letter(text):
    arrived = text_of(shown(text))
    assert len(arrived) == len(text)
    assert arrived.splitlines() == text.splitlines()
    assert arrived.replace("\n", "") == "".join(re.split(BREAKS, text))


BREAKS = r"[\n\v\f\x1c-\x1e\x85\u2028\u2029]|\r(?!\n)"


ENDS = [chr(code) for code in range(0x3000) if len(f"a{chr(code)}b".splitlines()) == 2]


@pytest.mark.parametrize("end", ENDS)
def test_a_line_breaks_where_python_breaks_it(end):
    assert text_of(shown(f"a{end}b")) == "a\nb"
    assert shown(f"a{end}b", Text(highlight="b")).content["segments"] == [["a\n", 0], ["b", 1]]
    assert shown(f"a{end}b", Text(highlight=re.escape(end))).content["segments"][1] == ["\n", 1]


@given(st.text(alphabet="ab \nक"), st.sampled_from(["a", "b+", "x*", "(?=a)", "^", "a|क"]))
def test_highlights_change_no_letter_and_mark_each_match(text, pattern):
    segments = shown(text, Text(highlight=pattern)).content["segments"]
    assert "".join(part for part, _ in segments) == text
    assert [part for part, marked in segments if marked] == [
        match.group() for match in re.finditer(pattern, text) if match.group()
    ]
    assert all(part for part, _ in segments)


def test_a_lone_surrogate_is_replaced_and_a_pair_is_put_together():
    assert text_of(shown("a\ud800b")) == "a\ufffdb"
    assert text_of(shown("\ud83d\udc1e")) == "🐞"


def test_line_breaks_arrive_and_what_is_no_text_is_said():
    assert text_of(shown("a\r\nb")) == "a\r\nb"
    for odd in ("a\0b", "a\ud800b"):
        assert text_of(shown(odd)) == "a\ufffdb"
        assert shown(odd).problem.startswith("Some of its characters are no text")


@pytest.mark.parametrize(
    ("value", "caption"),
    [("Pune", "Pune"), (5, "5"), (None, ""), (np.nan, ""), ("\ud800", "\ufffd")],
)
@pytest.mark.parametrize("text", ["beetle", None])
def test_a_caption_stands_above_the_text(text, value, caption):
    view = Text(caption="place")
    assert view.columns() == ("place",)
    assert shown(text, view, place=value).content["caption"] == caption


def test_without_a_caption_no_column_is_read():
    assert Text().columns() == ()


@pytest.mark.parametrize("pattern", ["(", 5, b"a", re.compile(b"a")])
def test_what_is_no_regular_expression_for_texts_is_refused(pattern):
    with pytest.raises(InputError, match="highlight: expected a"):
        Text(highlight=pattern)


def test_a_compiled_pattern_keeps_its_flags():
    segments = shown("A beetle", Text(highlight=re.compile("BEETLE", re.IGNORECASE))).content
    assert segments["segments"] == [["A ", 0], ["beetle", 1]]


def test_a_view_shows_what_it_shows():
    assert (repr(Text()), repr(Text("text"))) == ("Text()", "Text('text')")


def test_so_many_matches_are_marked_and_no_more():
    segments = Text(highlight="a").payload(("ab" * 5_000,), {}).content["segments"]
    assert sum(marked for _, marked in segments) == 2_000
    assert "".join(part for part, _ in segments) == "ab" * 5_000


def test_guidelines_and_descriptions_break_lines_as_texts_do():
    labels = [Label("pest", description="one\u2028two"), "helper"]
    project = Project.from_data(["a"], labels=labels, guidelines="one\rtwo", store=":memory:")
    welcome = Desk(project).welcome()
    assert welcome.task.guidelines == welcome.choices[0].description == "one\ntwo"

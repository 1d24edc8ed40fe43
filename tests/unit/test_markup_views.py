"""How HTML, Markdown and conversations travel to the browser, and how they are found."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets import Chat, Html, InputError, Markdown, Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views.markup import LONGEST, text_in_html
from tests.browser.attacks import ATTACKS

TURNS = [
    {"role": "user", "content": "How do I kill aphids?"},
    {"role": "assistant", "content": "With **soap**."},
]
any_text = st.text(st.characters(exclude_categories=()))


def shown(view, value, **row):
    return view.payload((value,), row)


@pytest.mark.parametrize("view", [Html(), Markdown()])
@pytest.mark.parametrize(
    ("value", "source", "problem"),
    [
        ("<b>x</b>", "<b>x</b>", ""),
        (5, "5", ""),
        (None, "", "This item is empty: there is no text in it."),
        (np.nan, "", "This item is empty: there is no text in it."),
        ("", "", "This text is empty."),
        (" \n", " \n", "This text is only white space."),
        ("a\0b", "a\ufffdb", ""),
    ],
)
def test_a_source_travels_as_it_is_and_a_bad_item_has_a_problem(view, value, source, problem):
    payload = shown(view, value)
    assert (payload.content["source"], payload.problem) == (source, problem)


def test_a_source_of_two_million_characters_is_cut_and_says_so():
    payload = shown(Html(), "x" * 2 * LONGEST)
    assert len(payload.content["source"]) == LONGEST // 10
    assert "2,000,000 characters" in payload.problem


def test_a_caption_stands_above_markup_and_is_found():
    view = Html(caption=["place", "count"])
    assert shown(view, "x", place="Plot 1", count=3).content["caption"] == "Plot 1 · 3"
    assert view.words(("<b>x</b>",), {"place": "Plot 1", "count": 3}) == "x\nPlot 1 · 3"


def test_several_columns_are_refused_with_the_line_to_write():
    frame = pd.DataFrame({"a": ["x"], "b": ["y"]})
    with pytest.raises(InputError, match=r"view=lw.Html\('a', caption='b'\)"):
        Project.from_data(frame, ["a", "b"], labels=["p", "q"], view=Html(), store=MemoryStore())
    with pytest.raises(InputError, match="show: a conversation is one column of turns"):
        Project.from_data(frame, ["a", "b"], labels=["p", "q"], view=Chat(), store=MemoryStore())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one</p><p>two <b>three</b></p>", "one\ntwo three"),
        ("a&amp;b<br>c", "a&b\nc"),
        ("<style>p { color: red }</style><script>alert(1)</script>x", "x"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ("<![foo", "<![foo"),
    ],
)
def test_people_find_html_by_its_text(source, text):
    assert text_in_html(source) == text


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_text_of_an_attack_can_be_read(attack):
    assert isinstance(text_in_html(attack), str)


@given(any_text)
def test_every_text_can_be_sent(text):
    for view in (Html(caption="c"), Markdown(caption="c")):
        json.dumps(shown(view, text, c=text).content, ensure_ascii=False).encode()
        view.words((text,), {"c": text})
    chat = shown(Chat(), [{"role": text, "content": text}])
    json.dumps(chat.content, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "value", [TURNS, tuple(TURNS), np.array(TURNS, dtype=object), json.dumps(TURNS)]
)
def test_turns_are_a_list_a_tuple_an_array_or_json(value):
    payload = shown(Chat(turn="last"), value)
    assert payload.content == {
        "turns": [["user", "How do I kill aphids?"], ["assistant", "With **soap**."]],
        "first": 0,
        "asked": 1,
        "caption": "",
    }
    assert payload.problem == ""


def test_a_content_may_be_a_list_of_parts():
    content = [{"type": "text", "text": "Look:"}, {"type": "image_url", "image_url": "https://x/y"}]
    (turn,) = shown(Chat(), [{"role": "user", "content": content}]).content["turns"]
    assert turn == ["user", "Look:\n\n*image_url*"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "This item is empty: there is no conversation in it."),
        ([], "This conversation is empty: it has no turns."),
        (
            5,
            "This is no conversation: expected [{'role': 'user', 'content': 'Hello'}, …], got int.",
        ),
        (
            "hello",
            (
                "This is no conversation: expected [{'role': 'user', 'content': 'Hello'}, …], "
                "or that as JSON, got a text."
            ),
        ),
        ([*TURNS, "x"], "Turn 2 can't be shown: expected a dict with role and content, got str."),
        ([{"content": "x"}, *TURNS], "Turn 0 can't be shown: it has no role."),
        ([{}], "Turn 0 can't be shown: it has no role and no content."),
    ],
)
def test_a_bad_conversation_is_a_card_with_the_turns_that_can_be_shown(value, problem):
    payload = shown(Chat(turn="last"), value)
    assert payload.problem == problem
    assert len(payload.content["turns"]) == (
        2 if "Turn 2" in problem or "no role." in problem else 0
    )


@pytest.mark.parametrize(("turn", "asked"), [(None, None), ("last", 1), (0, 0), (-1, 1), (-2, 0)])
def test_the_turn_that_is_asked_about_is_marked(turn, asked):
    assert shown(Chat(turn=turn), TURNS).content["asked"] == asked


def test_a_turn_that_a_conversation_lacks_is_a_problem():
    payload = shown(Chat(turn=5), TURNS)
    assert payload.content["asked"] is None
    assert payload.problem == "This conversation has no turn 5: its turns are 0 to 1."


@pytest.mark.parametrize("turn", ["first", 1.5, True])
def test_a_turn_is_the_last_or_a_place(turn):
    with pytest.raises(InputError, match="turn: expected 'last', a place such as 0 or -2"):
        Chat(turn=turn)


def test_of_a_very_long_conversation_the_latest_turns_are_sent():
    turns = [{"role": "user", "content": "x" * 300_000} for _ in range(5)]
    payload = shown(Chat(turn="last"), turns)
    assert (len(payload.content["turns"]), payload.content["first"]) == (3, 2)
    assert payload.content["asked"] == 2
    assert "the first 2 turns are left out" in payload.problem


def test_a_conversation_is_found_by_its_turns():
    frame = pd.DataFrame({"talk": [TURNS, TURNS[:1]], "id": [1, 2]})
    project = Project.from_data(
        frame, "talk", labels=["good", "bad"], view=Chat(turn="last"), store=MemoryStore(), key="id"
    )
    assert project.find("soap").index.tolist() == [0]
    project.answer("good")
    assert project.labels["label"].tolist()[0] == "good"

"""What stands after events of one item, whatever the order they came in."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets.store.event import Event
from loopwidgets.store.fold import _ancestors, dead_in, fold, heads, living

PEST, HELPER, HARMLESS = "pest", "helper", "harmless"


def answer(name, value, supersedes=None, at="2026-01-01T00:00:00.000000Z"):
    return Event(
        id=name, item_key="k", annotator="a", kind="answer", status="answered", value=value,
        supersedes=supersedes, received_at=at, submitted_at=at,
    )  # fmt: skip


def skip(name, supersedes=None):
    return replace(answer(name, None, supersedes), kind="skip", status="skipped")


def retract(name, target):
    return replace(answer(name, None, target), kind="retract", status=None)


def test_no_events_leave_an_item_open():
    assert fold([]).status == "open"
    assert fold([]).heads == 0


def test_the_answer_that_replaces_another_stands():
    state = fold([answer("1", PEST), answer("2", HELPER, "1")])
    assert (state.value, state.answer_tip, state.heads) == (HELPER, "2", 1)


def test_undo_brings_back_what_stood_before():
    state = fold([answer("1", PEST), answer("2", HELPER, "1"), retract("3", "2")])
    assert (state.value, state.answer_tip) == (PEST, "1")


def test_undo_of_the_only_answer_leaves_the_item_open():
    assert fold([answer("1", PEST), retract("2", "1")]).status == "open"


def test_redo_is_an_answer_that_follows_what_its_retraction_undid():
    events = [answer("1", PEST), answer("2", HELPER, "1"), retract("3", "2")]
    state = fold([*events, answer("4", HELPER, "3")])
    assert (state.value, state.heads) == (HELPER, 1)


def test_undo_of_a_redo_goes_back_to_before_both():
    events = [answer("1", PEST), answer("2", HELPER, "1"), retract("3", "2")]
    state = fold([*events, answer("4", HELPER, "3"), retract("5", "4")])
    assert (state.value, state.heads) == (PEST, 1)


def test_a_retraction_can_itself_be_taken_back():
    assert fold([answer("1", PEST), retract("2", "1"), retract("3", "2")]).value == PEST


def test_one_page_undoing_its_own_act_never_undoes_another_page():
    first = answer("1", PEST)
    from_other_page = answer("2", HELPER, "1")
    state = fold([first, from_other_page, retract("3", "1")])
    assert (state.value, state.heads) == (HELPER, 1)


def test_two_heads_are_a_conflict_and_the_later_one_shows():
    early = answer("1", PEST, at="2026-01-01T00:00:00.000000Z")
    late = answer("2", HELPER, at="2026-01-01T00:00:01.000000Z")
    assert fold([early, late]).value == HELPER
    assert [event.id for event in heads([late, early])["answer"]] == ["2", "1"]
    assert fold([early, late]).heads == 2


def test_undoing_one_side_of_a_conflict_leaves_the_other():
    state = fold([answer("1", PEST), answer("2", HELPER), retract("3", "2")])
    assert (state.value, state.heads) == (PEST, 1)


def test_a_skip_is_a_status_and_an_answer_replaces_it():
    assert fold([skip("1")]).status == "skipped"
    assert fold([skip("1"), answer("2", PEST, "1")]).status == "answered"


def test_flag_and_note_stand_beside_the_answer():
    flag = replace(answer("2", True), kind="flag", status=None)
    note = replace(answer("3", "look"), kind="note", status=None)
    state = fold([answer("1", PEST), flag, note])
    assert (state.value, state.flagged, state.note, state.heads) == (PEST, True, "look", 1)
    assert fold([answer("1", PEST), flag, note, retract("4", "2")]).flagged is False


def test_a_kind_from_a_later_version_changes_nothing():
    later = replace(answer("2", {"x": 1}), kind="telepathy", status=None)
    assert fold([answer("1", PEST), later]) == fold([answer("1", PEST)])


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_arrival_plays_no_part(order):
    events = [
        answer("1", PEST),
        answer("2", HELPER, "1"),
        retract("3", "2"),
        answer("4", HARMLESS, "3"),
    ]
    assert fold([events[place] for place in order]).value == HARMLESS


def test_a_circle_of_events_does_not_hang_and_loses_nothing():
    state = fold([answer("1", PEST, "2"), answer("2", HELPER, "1")])
    assert state.value in (PEST, HELPER)
    assert state.heads == 2
    assert fold([retract("1", "2"), retract("2", "1"), answer("3", PEST)]).value == PEST


def test_a_circle_of_retractions_takes_back_nothing_in_any_order():
    circle = [retract("1", "2"), retract("2", "3"), retract("3", "1")]
    for order in itertools.permutations([*circle, answer("4", PEST), retract("5", "6")]):
        assert fold(order).value == PEST
    for order in itertools.permutations([*circle, answer("6", PEST), retract("5", "6")]):
        assert fold(order).status == "open"


def test_a_circle_of_retractions_that_one_from_outside_breaks_is_decided_all_round():
    events = [retract("1", "2"), retract("2", "1"), retract("3", "1"), answer("4", PEST, "2")]
    for order in itertools.permutations([*events, retract("5", "2")]):
        assert fold(order).answer_tip == "4"
        assert dead_in(order) == {"1", "2"}
    for order in itertools.permutations(events):
        assert dead_in(order) == {"1"}


@pytest.mark.parametrize("length", [330, 331, 10_000, 10_001])
def test_a_chain_of_retractions_of_any_length_is_folded(length):
    chain = [answer("0", PEST), *(retract(f"{n}", f"{n - 1}") for n in range(1, length + 1))]
    expected = "open" if length % 2 else "answered"
    assert {fold(order).status for order in (chain, chain[::-1])} == {expected}
    assert [e.id for e in living(chain)] == (["0"] if expected == "answered" else [])


def test_ten_thousand_retractions_in_a_circle_and_of_one_event_are_folded_at_once():
    circle = [retract(f"c{n}", f"c{(n + 1) % 10_000}") for n in range(10_000)]
    beside = [retract(f"b{n}", "c0") for n in range(10_000)]
    shuffled = [*circle, *beside, answer("a", PEST)]
    random.Random(0).shuffle(shuffled)
    began = time.perf_counter()
    assert fold(circle).status == "open"
    assert fold(shuffled).value == PEST
    assert time.perf_counter() - began < 5


@st.composite
def histories(draw):
    """Events that name any earlier or later one, as two careless clients might send them."""
    count = draw(st.integers(1, 9))
    ids = [str(number) for number in range(count)]
    events = []
    for number in range(count):
        kind = draw(st.sampled_from(["answer", "answer", "skip", "retract", "retract"]))
        target = draw(st.sampled_from([None, *ids]))
        event = {"answer": answer, "skip": answer, "retract": answer}[kind](
            ids[number], draw(st.sampled_from([PEST, HELPER])), target
        )
        status = {"answer": "answered", "skip": "skipped", "retract": None}[kind]
        events.append(replace(event, kind=kind, status=status))
    return events


@given(histories(), st.randoms())
def test_any_set_of_events_means_the_same_in_any_order(events, random):
    shuffled = [*events, *events]
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(events)


@given(histories())
def test_something_stands_whenever_an_answer_was_not_taken_back(events):
    retracted = {event.supersedes for event in events if event.kind == "retract"}
    untouched = [e for e in events if e.kind in ("answer", "skip") and e.id not in retracted]
    if untouched:
        assert fold(events).status != "open"


def test_each_event_of_an_item_is_followed_once_however_many_there_are():
    chain = [answer("e0", PEST)]
    chain += [answer(f"e{n}", PEST, supersedes=f"e{n - 1}") for n in range(1, 3000)]
    followed = []

    class Counted(dict):
        def __getitem__(self, key):
            followed.append(key)
            return super().__getitem__(key)

    assert len(_ancestors(chain, Counted({event.id: event for event in chain}))) == 2999
    assert len(followed) < 3000
    assert fold(chain).answer_tip == "e2999"

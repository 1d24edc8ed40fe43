"""The log of one item, event by event, ends where the fold of all of them does."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopwidgets.store import item_log
from loopwidgets.store.fold import fold
from loopwidgets.store.item_log import ItemLog
from tests.unit.test_fold import answer, retract

KINDS = {"answer": "answered", "skip": "skipped", "flag": None, "retract": None, "later": None}


@st.composite
def logs(draw):
    """Events that name any other, themselves and unknown ones; most name an earlier one."""
    count = draw(st.integers(1, 14))
    ids = [str(number) for number in range(count)]
    events = []
    for number, name in enumerate(ids):
        kind = draw(st.sampled_from([*KINDS, "answer", "retract"]))
        earlier = st.sampled_from(ids[:number] or [None])
        target = draw(st.one_of(earlier, earlier, st.sampled_from([None, "unknown", *ids])))
        event = answer(name, f"value {name}", target, at=f"2026-01-01T00:00:0{number % 3}.000000Z")
        events.append(replace(event, kind=kind, status=KINDS[kind]))
    return draw(st.permutations(events)) if draw(st.booleans()) else events


@st.composite
def circles(draw):
    """Circles of retractions, of answers and of both, and events that name their members or each other."""
    ids = [str(number) for number in range(draw(st.integers(2, 14)))]
    targets, start = {}, 0
    for size in draw(st.lists(st.integers(1, 5), min_size=1, max_size=3)):
        members = ids[start : start + size]
        targets |= dict(zip(members, members[1:] + members[:1], strict=True))
        start += size
    others = st.one_of(st.sampled_from(ids), st.sampled_from([None, "unknown"]))
    common = st.sampled_from(["retract", "retract", "retract", "answer", "answer", *KINDS])
    events = []
    for number, name in enumerate(ids):
        target = targets[name] if name in targets else draw(others)
        kind = draw(common)
        event = answer(name, f"value {name}", target, at=f"2026-01-01T00:00:0{number % 3}.000000Z")
        events.append(replace(event, kind=kind, status=KINDS[kind]))
    return draw(st.permutations(events)) if draw(st.booleans()) else events


@settings(max_examples=2000)
@given(st.one_of(logs(), circles()), st.integers(0, 14))
def test_each_event_brings_it_to_what_the_fold_of_all_says(events, begun):
    log = ItemLog(events[:begun])
    assert log.current() == fold(events[:begun])
    for place, event in enumerate(events[begun:], start=begun):
        log.add(event)
        log.add(event)
        assert log.current() == fold(events[: place + 1])
    assert len(log) == len(events)


@given(st.one_of(logs(), circles()), st.integers(0, 14))
def test_many_events_at_once_bring_it_there_too(events, begun):
    log = ItemLog(events[:begun])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(item_log, "MANY", 2)
        log.extend(events[begun // 2 :])
    assert log.current() == fold(events)


def seconds_of_the_last(events, last):
    log = ItemLog(events[:-last])
    began = time.perf_counter()
    for event in events[-last:]:
        log.add(event)
        log.current()
    return time.perf_counter() - began


def undone_and_redone(count):
    """An answer that is taken back and given again, as often as wanted: a redo follows its retraction."""
    events = [answer("a0", "pest")]
    for number in range(count):
        events.append(retract(f"r{number}", f"a{number}"))
        events.append(answer(f"a{number + 1}", "pest", f"r{number}"))
    return events


def changed(count):
    return [answer(f"a{n}", "pest", f"a{n - 1}" if n else None) for n in range(count)]


def beside(count):
    return [answer(f"a{n}", "pest", at=f"{random.Random(n).random():.9f}") for n in range(count)]


def after_a_circle_of_retractions(count):
    return [retract("r0", "r2"), retract("r1", "r0"), retract("r2", "r1"), *beside(count)]


def after_a_circle_of_answers(count):
    circle = [answer("b0", "pest", "b1"), answer("b1", "pest", "b0")]
    return circle + [replace(event, kind="flag", status=None) for event in changed(count)]


def retractions_that_name_a_circle(count):
    circle = [retract("r0", "r0"), retract("s0", "s1"), retract("s1", "s0")]
    return circle + [retract(f"t{n}", ("r0", "s0", f"t{n}")[n % 3]) for n in range(count)]


def answers_that_follow_themselves(count):
    return [answer(f"a{n}", "pest", f"a{n}") for n in range(count)]


CIRCULAR = (
    after_a_circle_of_retractions,
    after_a_circle_of_answers,
    retractions_that_name_a_circle,
    answers_that_follow_themselves,
)


@pytest.mark.parametrize("made", [undone_and_redone, changed, beside, *CIRCULAR])
def test_an_event_costs_the_same_after_ten_thousand_as_after_a_hundred(made):
    few, many = made(200), made(10_000)
    assert ItemLog(many).current() == fold(many)
    costs = [[seconds_of_the_last(events, 100) for _ in range(5)] for events in (few, many)]
    assert min(costs[1]) < 5 * min(costs[0]) + 0.001

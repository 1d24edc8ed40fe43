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


@settings(max_examples=1500)
@given(logs(), st.integers(0, 14))
def test_each_event_brings_it_to_what_the_fold_of_all_says(events, begun):
    log = ItemLog(events[:begun])
    assert log.current() == fold(events[:begun])
    for place, event in enumerate(events[begun:], start=begun):
        log.add(event)
        log.add(event)
        assert log.current() == fold(events[: place + 1])
    assert len(log) == len(events)


@given(logs(), st.integers(0, 14))
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


def test_an_event_costs_the_same_after_ten_thousand_as_after_a_hundred():
    for made in (undone_and_redone, changed, beside):
        few, many = made(200), made(10_000)
        assert ItemLog(many).current() == fold(many)
        costs = [[seconds_of_the_last(events, 100) for _ in range(5)] for events in (few, many)]
        assert min(costs[1]) < 5 * min(costs[0]) + 0.001

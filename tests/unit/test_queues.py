"""Which item comes next."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.queue.queue import (
    ANSWERED,
    OPEN,
    OUTSIDE,
    SKIPPED,
    Queue,
    by_priority,
    sampled,
    shuffled,
)
from tests.keyed import content_keys

seeds = st.text("0123456789abcdef", min_size=32, max_size=32)
some_statuses = st.lists(st.sampled_from([OPEN, ANSWERED, SKIPPED]), min_size=1, max_size=40)


def queue_of(statuses, order="given", seed="0" * 32):
    statuses = np.array(statuses, dtype=np.int8)
    numbers = content_keys([str(code) for code in range(len(statuses))]).numbers()
    return Queue(statuses, shuffled(numbers, seed) if order == "shuffled" else None), statuses


orders = st.sampled_from(["given", "shuffled"])


def test_items_come_in_the_order_of_the_data():
    queue, _ = queue_of([OPEN, ANSWERED, OPEN, SKIPPED, OPEN])
    assert queue.next(10) == [0, 2, 4, 3]


def test_what_is_in_front_of_the_person_is_not_given_again():
    queue, _ = queue_of([OPEN, OPEN, SKIPPED])
    assert queue.next(10, without=[0, 2]) == [1]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_no_more_items_come_than_asked_for(count):
    queue, _ = queue_of([OPEN, OPEN, OPEN])
    assert queue.next(count) == [0, 1, 2][:count]


def test_when_all_is_answered_nothing_comes():
    queue, _ = queue_of([ANSWERED, ANSWERED])
    assert queue.next(10) == []


@given(some_statuses, orders, seeds, st.integers(1, 50), st.sets(st.integers(0, 39)))
def test_open_items_come_once_each_then_skipped_ones_and_none_that_is_shown(
    statuses, order, seed, count, without
):
    queue, _ = queue_of(statuses, order, seed)
    found = queue.next(count, without=without)
    asked = [statuses[code] for code in found]
    there = [code for code, status in enumerate(statuses) if status != ANSWERED]
    assert len(set(found)) == len(found) == min(count, len(set(there) - without))
    assert ANSWERED not in asked
    assert asked == sorted(asked)
    assert not set(found) & without


@given(some_statuses, orders, seeds, st.data())
def test_every_item_is_asked_whatever_is_done_to_the_others(statuses, order, seed, data):
    """Each is answered or skipped; none comes a second time but those skipped, once, at the end."""
    queue, now = queue_of(statuses, order, seed)
    before = now.copy()
    asked = []
    while found := queue.next(data.draw(st.integers(1, 3))):
        code = found[0]
        asked.append(code)
        if data.draw(st.booleans()):
            now[code] = ANSWERED
        else:
            if now[code] == SKIPPED:
                queue.skipped_again(code)
            now[code] = SKIPPED
    opened = [code for code in asked if before[code] == OPEN]
    assert set(asked) == set(np.flatnonzero(before != ANSWERED).tolist())
    assert all(opened.count(code) <= 2 for code in opened)
    assert all(asked.count(code) == 1 for code in asked if before[code] == SKIPPED)
    n_open = int((before == OPEN).sum())
    assert sorted(asked[:n_open]) == np.flatnonzero(before == OPEN).tolist()


def test_a_skipped_item_comes_once_more_at_the_end_and_not_a_third_time():
    queue, statuses = queue_of([OPEN, OPEN])
    statuses[0] = SKIPPED
    assert queue.next(5) == [1, 0]
    statuses[1] = ANSWERED
    assert queue.next(5) == [0]
    queue.skipped_again(0)
    assert queue.next(5) == []


@pytest.mark.parametrize("order", ["given", "shuffled"])
def test_an_item_that_is_open_again_comes_again_at_its_place(order):
    queue, statuses = queue_of([OPEN] * 9, order)
    expected = queue.next(9)
    statuses[:] = ANSWERED
    assert queue.next(9) == []
    for code in (7, 2, 5):
        statuses[code] = OPEN
        queue.reopened(code)
    assert queue.next(9) == [code for code in expected if code in (7, 2, 5)]


def test_an_item_that_is_open_again_has_its_second_chance_again():
    queue, statuses = queue_of([SKIPPED])
    queue.skipped_again(0)
    statuses[0] = OPEN
    queue.reopened(0)
    statuses[0] = SKIPPED
    assert queue.next(5) == [0]


def test_the_last_of_many_items_is_found():
    queue, statuses = queue_of([OPEN] * 20_000)
    statuses[:19_999] = ANSWERED
    assert queue.next(5) == [19_999]
    statuses[3] = SKIPPED
    assert queue.next(5) == [19_999, 3]


# --- Shuffled ---------------------------------------------------------------------------------------


@given(st.integers(1, 200), seeds)
def test_shuffled_items_all_come_once_and_the_same_way_each_time(total, seed):
    queue, _ = queue_of([OPEN] * total, "shuffled", seed)
    again, _ = queue_of([OPEN] * total, "shuffled", seed)
    assert sorted(queue.next(total)) == list(range(total))
    assert again.next(total) == queue.next(total)


@given(st.lists(st.text(max_size=4), min_size=1, max_size=40, unique=True), seeds, st.randoms())
def test_the_shuffled_order_of_items_does_not_depend_on_the_others(texts, seed, random):
    def order_of(texts):
        statuses = np.zeros(len(texts), dtype=np.int8)
        numbers = content_keys(texts).numbers()
        queue = Queue(statuses, shuffled(numbers, seed))
        return [texts[code] for code in queue.next(len(texts))]

    some = random.sample(texts, random.randint(1, len(texts)))
    assert order_of(some) == [text for text in order_of(texts) if text in some]


def test_another_project_shuffles_another_way():
    one, _ = queue_of([OPEN] * 50, "shuffled", "1" * 32)
    other, _ = queue_of([OPEN] * 50, "shuffled", "2" * 32)
    assert one.next(50) != other.next(50)


def test_shuffled_is_not_given():
    queue, _ = queue_of([OPEN] * 50, "shuffled")
    assert queue.next(50) != list(range(50))


def test_the_first_of_a_shuffled_order_is_any_item_as_often_as_any_other():
    first = [queue_of([OPEN] * 4, "shuffled", f"{n:032x}"[::-1])[0].next(1)[0] for n in range(400)]
    assert all(70 < first.count(code) < 130 for code in range(4))


def test_the_highest_priority_comes_first_and_equal_ones_as_given():
    statuses = np.zeros(5, dtype=np.int8)
    queue = Queue(statuses, by_priority(np.array([0.0, 2.0, -np.inf, 2.0, np.inf])))
    assert queue.next(5) == [4, 1, 3, 0, 2]


def test_what_is_outside_of_the_sample_is_never_asked():
    queue, _ = queue_of([OPEN, OUTSIDE, SKIPPED, OUTSIDE, OPEN])
    assert queue.next(5) == [0, 4, 2]


@given(st.integers(1, 100), st.integers(0, 100), seeds)
def test_a_sample_is_of_that_size_and_stays_in_a_larger_one(total, count, seed):
    numbers = content_keys([str(code) for code in range(total)]).numbers()
    small, large = (sampled(numbers, seed, n) for n in (count, count + 7))
    assert small.sum() == min(count, total)
    assert not (small & ~large).any()


def test_a_sample_is_not_the_beginning_of_the_shuffled_order():
    numbers = content_keys([str(code) for code in range(200)]).numbers()
    seed = "5" * 32
    first = set(shuffled(numbers, seed)[:50].tolist())
    assert len(first & set(np.flatnonzero(sampled(numbers, seed, 50)).tolist())) < 30


def test_people_with_stores_of_their_own_get_the_same_sample(tmp_path):
    def asked(store, **options):
        texts = [f"note {number}" for number in range(100)]
        project = lw.Project.from_data(
            texts, labels=["pest", "helper"], store=tmp_path / store, sample=10, **options
        )
        return project.next_items(100)

    assert asked("asha.db") == asked("ben.db")
    assert asked("asha.db", project="another") == asked("ben.db", project="another")
    assert asked("asha.db") != asked("ben.db", project="another")


def test_a_function_of_priorities_that_raises_is_told_by_name():
    with pytest.raises(lw.InputError, match=r"order: the function raised ZeroDivisionError: div"):
        lw.Project.from_data(
            ["a", "b"], labels=["pest", "helper"], store=":memory:", order=lambda frame: 1 / 0
        )

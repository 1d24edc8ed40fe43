"""Data that comes one by one: read ahead on another thread, no further than wanted."""

from __future__ import annotations

import itertools
import threading

import pytest

import loopwidgets as lw
from loopwidgets.data.iterators import Stream
from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore

LABELS = ["pest", "helper"]


def start(data, **options):
    return Project.from_data(
        data, **{"labels": LABELS, "annotator": "asha", "store": MemoryStore(), **options}
    )


def test_no_more_is_read_than_wanted():
    read = []
    stream = Stream(read.append(n) or n for n in itertools.count())
    assert stream.wait(5, seconds=5)
    assert read == stream.values() == [0, 1, 2, 3, 4]
    assert not stream.ended
    assert stream.wait(7, seconds=5)
    assert len(stream) == 7


def test_the_source_is_read_on_another_thread():
    threads = []
    stream = Stream(threads.append(threading.get_ident()) for _ in range(3))
    stream.wait(3, seconds=5)
    assert threading.get_ident() not in threads


def test_the_end_is_told_and_what_was_read_stays():
    stream = Stream(iter("ab"))
    assert stream.wait(5, seconds=5)
    assert (stream.ended, stream.error, stream.values()) == (True, None, ["a", "b"])


def test_an_error_ends_it_and_is_kept():
    def broken():
        yield "a"
        raise RuntimeError("the camera is gone")

    stream = Stream(broken())
    assert stream.wait(5, seconds=5)
    assert stream.values() == ["a"]
    assert str(stream.error) == "the camera is gone"


def test_one_who_waits_too_long_goes_on():
    gate = threading.Event()
    stream = Stream(gate.wait(5) for _ in range(1))
    assert not stream.wait(1, seconds=0.01)
    gate.set()
    assert stream.wait(1, seconds=5)


# --- A project over it -----------------------------------------------------------------------------


def test_a_generator_is_labeled_like_a_list_and_has_no_total():
    project = start(f"note {n}" for n in itertools.count())
    assert project.progress.total is None
    for n in range(200):
        assert project.payload_of(project.current()).content["segments"][0][0] == f"note {n}"
        project.answer("pest")
    assert project.progress.answered == 200
    assert project.labels.index.tolist() == list(range(200))
    assert str(project.progress).startswith("200 answered")


def test_a_generator_that_ends_has_a_total_then():
    project = start(f"note {n}" for n in range(100))
    for _ in range(100):
        project.answer("pest")
    assert project.current() is None
    assert project.progress.total == 100
    assert len(project.to_frame()) == 100


def test_a_generator_that_raises_keeps_what_it_gave_and_is_a_problem():
    def notes():
        yield from ("a", "b", "c")
        raise OSError("the disk is gone")

    project = start(notes())
    for _ in range(3):
        project.answer("helper")
    assert project.current() is None
    assert "the disk is gone" in project.problems["problem"].tolist()[-1]


def test_equal_items_are_asked_once():
    project = start(iter(["a", "b", "a", "c", "a"]))
    seen = []
    while (key := project.current()) is not None:
        seen.append(project.payload_of(key).content["segments"][0][0])
        project.answer("pest")
    assert seen == ["a", "b", "c"]
    assert len(project.labels) == 5


def test_a_generator_goes_on_where_it_was():
    store = MemoryStore()
    first = start((f"note {n}" for n in range(50)), store=store)
    for _ in range(20):
        first.answer("pest")
    again = start((f"note {n}" for n in range(50)), store=store)
    assert again.payload_of(again.current()).content["segments"][0][0] == "note 20"


@pytest.mark.parametrize(
    ("data", "options", "said"),
    [
        (iter([]), {}, "data: expected at least one item, the iterator gave none"),
        (iter(["a"]), {"order": "shuffled"}, "order: an iterator can only keep the given order"),
        (iter(["a"]), {"sample": 5}, "sample: an iterator has no known length"),
        (
            iter([{5}]),
            {},
            "data: expected a list of texts, paths, images or mappings, got set in it",
        ),
    ],
)
def test_what_an_iterator_can_t_be_is_said(data, options, said):
    with pytest.raises(lw.InputError, match=said):
        start(data, **options)


def test_a_generator_that_raises_at_once_is_an_error_at_once():
    def broken():
        raise OSError("no camera")
        yield

    with pytest.raises(lw.InputError, match="data: the iterator raised OSError: no camera"):
        start(broken())

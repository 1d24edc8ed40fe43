"""Callbacks come after the answer is on disk, in order, on a thread of their own; nothing waits for them."""

import queue
import threading

import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.store import open_store
from loopwidgets.widgets import callbacks
from loopwidgets.widgets.callbacks import Callbacks


def start(n_items=3):
    data = pd.DataFrame(
        {"text": [f"text {n}" for n in range(n_items)]}, index=list("abc")[:n_items]
    )
    return lw.annotate(data, "text", ["pest", "helper"], store="labels.db", annotator="asha")


def said_by(widget, monkeypatch):
    """Return what the widget tells the page, as it is told."""
    told = queue.SimpleQueue()
    monkeypatch.setattr(widget, "_tell", told.put)
    return told


def next_notice(told):
    while (message := told.get(timeout=5)).type != "notice":
        pass
    return message


def test_an_answer_a_skip_and_an_undo_are_told_once_they_are_on_disk():
    w = start()
    heard = queue.SimpleQueue()

    def hear(answer):
        heard.put((answer, len(open_store("labels.db").events(w.project.row.id))))

    w.on_answer(hear)
    w.answer("pest")
    w.skip()
    w.undo()
    w.flag()
    first, skipped, undone = (heard.get(timeout=5) for _ in range(3))
    assert (first[0].index, first[0].status, first[0].label) == ("a", "answered", "pest")
    assert (first[0].annotator, first[0].at.tzinfo is not None) == ("asha", True)
    assert first[0].item == w.project.items.key_of(0)
    assert first[1] >= 1
    assert (skipped[0].index, skipped[0].status, skipped[0].label) == ("b", "skipped", None)
    assert (undone[0].index, undone[0].status) == ("b", "open")
    assert heard.empty(), "a flag is no answer"


def test_callbacks_run_on_one_other_thread_in_order():
    w = start()
    heard = queue.SimpleQueue()
    w.on_answer(lambda answer: heard.put((threading.current_thread(), answer.index)))
    for _ in range(3):
        w.answer("pest")
    threads, rows = zip(*[heard.get(timeout=5) for _ in range(3)], strict=True)
    assert rows == ("a", "b", "c")
    assert len(set(threads)) == 1
    assert threads[0] is not threading.main_thread()


def test_what_a_callback_raises_is_shown_and_labeling_and_the_others_go_on(monkeypatch):
    w = start()
    told = said_by(w, monkeypatch)
    heard = queue.SimpleQueue()

    def wrong(answer):
        raise ValueError("no such place")

    w.on_answer(wrong)
    w.on_answer(heard.put)
    w.answer("pest")
    notice = next_notice(told)
    assert notice.level == "error"
    assert notice.text.startswith("on_answer: ValueError: no such place in wrong, line ")
    assert notice.text.endswith("Labeling goes on.")
    assert heard.get(timeout=5).label == "pest"
    assert w.progress.answered == 1


def test_a_callback_that_hangs_holds_nobody_up_and_is_told_of(monkeypatch):
    monkeypatch.setattr(callbacks, "LONG", 0.05)
    w = start()
    told = said_by(w, monkeypatch)
    begun, free = threading.Event(), threading.Event()

    def hang(answer):
        begun.set()
        free.wait(10)

    w.on_answer(hang)
    w.answer("pest")
    assert begun.wait(5)
    w.answer("helper")
    assert w.progress.answered == 2
    assert "on_answer: the callback has been running for" in next_notice(told).text
    w.answer("pest")
    free.set()
    assert w.progress.answered == 3


def test_it_is_told_which_callback_hangs_and_not_which_one_waits(monkeypatch):
    monkeypatch.setattr(callbacks, "LONG", 0.2)
    told, begun, free = queue.SimpleQueue(), threading.Event(), threading.Event()
    made = Callbacks(told.put)
    made.add("on_answer", lambda value: begun.set() or free.wait(10))
    made.add("on_finish", lambda value: None)
    made.call("on_answer", 1)
    assert begun.wait(5)
    made.call("on_finish", 2)
    said = told.get(timeout=5)
    assert said.startswith("on_answer: the callback has been running for")
    assert "1 more" in said
    free.set()
    made.close()


def test_the_end_is_told_each_time_it_comes_and_at_once_when_it_is_there():
    w = start()
    heard = queue.SimpleQueue()
    w.on_finish(heard.put)
    w.answer("pest")
    w.answer("helper")
    w.answer("pest")
    progress = heard.get(timeout=5)
    assert (progress.answered, progress.remaining) == (3, 0)
    w.undo()
    w.answer("helper")
    assert heard.get(timeout=5).by_label == {"pest": 1, "helper": 2}
    again = start()
    again.on_finish(heard.put)
    assert heard.get(timeout=5).answered == 3
    assert heard.empty()


def test_a_callback_can_be_stopped_and_ends_with_its_widget():
    w = start()
    heard = queue.SimpleQueue()
    stop = w.on_answer(heard.put)
    w.answer("pest")
    heard.get(timeout=5)
    stop()
    stop()
    w.answer("pest")
    w.on_answer(heard.put)
    newer = start()
    newer.answer("helper")
    finished = queue.SimpleQueue()
    newer.on_finish(finished.put)
    finished.get(timeout=5)
    assert heard.empty()


def test_what_cannot_be_called_is_refused():
    with pytest.raises(lw.InputError, match="callback: expected a function, got 3"):
        Callbacks(print).add("on_answer", 3)

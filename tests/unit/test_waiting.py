"""A cell that waits for a person: it goes on when all is labeled, and leaves the widget as it was."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

import loopwidgets as lw

TEXTS = ["a weevil", "a bee", "an ant"]
LABELS = ["pest", "helper"]


def started(**options):
    return lw.annotate(TEXTS, labels=LABELS, store="labels.db", **options)


def label_all(w):
    for _ in range(3):
        w.answer("pest")


def test_a_cell_goes_on_with_the_progress_when_all_is_labeled():
    w = started()
    person = threading.Thread(target=label_all, args=(w,))
    person.start()
    progress = w.wait()
    person.join()
    assert (progress.answered, progress.remaining) == (3, 0)


def test_a_cell_does_not_wait_where_all_is_labeled_already():
    w = started()
    label_all(w)
    assert w.wait().remaining == 0
    assert asyncio.run(w.finished()).remaining == 0


def test_after_the_time_out_the_cell_goes_on_and_sees_what_remains():
    w = started()
    w.answer("pest")
    assert w.wait(timeout=0).remaining == 2


def test_the_functions_of_the_user_were_called_before_the_cell_goes_on():
    w, told = started(), []
    w.on_answer(lambda answer: told.append(answer.label))
    person = threading.Thread(target=label_all, args=(w,))
    person.start()
    w.wait()
    assert told == ["pest"] * 3
    person.join()


def test_answers_of_another_kernel_end_the_waiting():
    w = started()
    script = f"""
import loopwidgets as lw
project = lw.Project.from_data({TEXTS!r}, labels={LABELS!r}, store="labels.db")
for _ in range(3):
    project.answer("pest")
"""
    with subprocess.Popen([sys.executable, "-c", script]) as kernel:
        assert w.wait().answered == 3
        assert kernel.wait() == 0


def test_other_tasks_go_on_while_one_awaits_the_labels():
    w, steps = started(), []

    async def person():
        for _ in range(3):
            await asyncio.sleep(0)
            w.answer("pest")
            steps.append("answer")

    async def cell():
        progress, _ = await asyncio.gather(w.finished(), person())
        return progress

    assert asyncio.run(cell()).answered == 3
    assert steps == ["answer"] * 3


def test_an_awaiting_cell_can_be_given_up():
    w = started()

    async def cell():
        await asyncio.wait_for(w.finished(), 0.01)

    with pytest.raises(TimeoutError):
        asyncio.run(cell())
    assert not w._watchers._callbacks.has("on_finish")


def test_nobody_can_wait_for_a_closed_widget():
    w = started()
    w.close()
    with pytest.raises(lw.InputError, match="Closed: run the cell again"):
        w.wait()


def test_a_widget_that_is_closed_ends_the_waiting():
    w = started()
    threading.Timer(0.05, w.close).start()
    with pytest.raises(lw.InputError, match="Closed: run the cell again"):
        w.wait()


@pytest.mark.parametrize("timeout", ["5", -1, True])
def test_a_time_out_is_a_number_of_seconds(timeout):
    with pytest.raises(lw.InputError, match="timeout: expected a number of seconds"):
        started().wait(timeout)

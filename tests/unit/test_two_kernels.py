"""Two kernels on one store, for one person: counts stay true to what each of them knows."""

import subprocess
import sys

import pytest

import loopwidgets as lw

START = "lw.annotate([f't{i}' for i in range(10)], labels=['x', 'y'], annotator='asha')"


def in_another_kernel(code):
    lines = f"import loopwidgets as lw; w = {START}; {code}"
    subprocess.run([sys.executable, "-c", lines], check=True)


def start():
    return eval(START, {"lw": lw})


def counted(w):
    progress = w.progress
    return progress.answered, progress.skipped, progress.flagged, progress.by_label


def test_answers_to_what_the_other_answered_are_counted_once():
    w = start()
    in_another_kernel("[w.answer('x') for _ in range(4)]; w.flag()")
    for _ in range(4):
        w.answer("y")
    assert counted(w) == (4, 0, 0, {"x": 0, "y": 4})
    assert w._desk.counts().answered == 4
    for _ in range(3):
        w.undo()
    again = start()
    told = again.labels["label"].value_counts().to_dict()
    assert again.progress.by_label == {"x": told.get("x", 0), "y": told.get("y", 0)}
    assert again.progress.flagged == 1


@pytest.mark.parametrize("act", ["skip", "answer"])
def test_what_the_other_did_counts_with_the_next_act_on_its_item(act):
    w = start()
    in_another_kernel("w.skip(); w.answer('x'); w.project.flag(item=w.project.items.key_of(0))")
    first = w.project.items.key_of(0)
    w.project.note("seen", item=first)
    assert counted(w) == (0, 1, 1, {"x": 0, "y": 0})
    if act == "answer":
        w.project.answer("y", item=first)
        assert counted(w) == (1, 0, 1, {"x": 0, "y": 1})
    else:
        w.project.skip(item=first)
        assert counted(w) == (0, 1, 1, {"x": 0, "y": 0})

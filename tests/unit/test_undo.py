"""Undo and redo in code: across kernels, and never over what was said since."""

import subprocess
import sys

import pandas as pd
import pytest

from loopwidgets.project import Project
from tests.processes import as_if_in_a_new_process

OPENED = "Project.from_data(['a', 'b'], labels=['pest', 'helper'], annotator='asha')"


def start():
    return eval(OPENED, {"Project": Project})


def in_another_kernel(code):
    lines = f"from loopwidgets.project import Project; p = {OPENED}; {code}"
    subprocess.run([sys.executable, "-c", lines], check=True)


def test_what_another_kernel_said_since_stands():
    project = start()
    first = project.answer("pest")
    project.undo()
    in_another_kernel("p.answer('helper')")
    assert project.redo() is None
    assert project.redo() is None
    assert project.labels["label"].tolist() == ["helper"]
    assert project.conflicts.empty
    project.answer("pest", item=first)
    assert project.labels["label"].tolist() == ["pest"]
    assert project.conflicts.empty


def test_what_was_said_since_of_the_same_item_stands_and_what_was_undone_before_is_done_again():
    project = start()
    first = project.answer("pest")
    second = project.answer("pest")
    project.undo()
    project.undo()
    in_another_kernel("p.answer('helper', item=p.items.key_of(0))")
    assert project.redo() == second
    assert project.state_of(first).heads == project.state_of(second).heads == 1
    assert project.labels["label"].tolist() == ["helper", "pest"]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_several_answers_of_one_item_are_done_again_one_after_the_other(times):
    project = start()
    first = project.answer("pest")
    project.answer("helper", item=first)
    project.skip(item=first)
    for _ in range(3):
        project.undo()
    assert project.labels.empty
    for _ in range(times):
        assert project.redo() == first
    said = ["pest", "helper", None][times - 1]
    label = project.labels["label"].iloc[0]
    assert (None if pd.isna(label) else label) == said
    assert project.conflicts.empty


def test_an_answer_in_place_of_one_that_was_taken_back_can_be_done_again():
    project = start()
    first = project.answer("pest")
    project.undo()
    project.answer("helper", item=first)
    project.undo()
    assert project.redo() == first
    assert project.labels["label"].tolist() == ["helper"]
    assert project.conflicts.empty


def test_undo_goes_on_with_what_was_done_before_the_kernel_was_restarted():
    project = start()
    first, second = project.answer("pest"), project.answer("helper")
    project.undo()
    project.redo()
    project.close()
    del project
    as_if_in_a_new_process()
    project = start()
    assert project.undo() == second
    assert project.current() == second
    assert project.undo() == first
    assert project.undo() is None
    assert project.labels.empty
    assert [project.redo(), project.redo()] == [first, second]
    assert project.labels["label"].tolist() == ["pest", "helper"]
    assert project.conflicts.empty

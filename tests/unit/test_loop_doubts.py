"""Answers that the model doubts: they can be found, and are not told twice to who looked again."""

import pytest
from sklearn.linear_model import LogisticRegression

from loopwidgets.errors import InputError
from loopwidgets.loop import Loop, RunningLoop
from loopwidgets.loop.assistant import TooLongError
from tests.processes import as_if_in_a_new_process
from tests.unit.loops import LABELS, answer, notes, project_of

FRAME = notes(noise=0)
TRUTH = FRAME["truth"].tolist()


@pytest.fixture
def beside():
    """A model beside a project, which is ended with the test."""
    begun = []

    def begin(**settings):
        begun.append(RunningLoop(project_of(FRAME), Loop(**settings)))
        return begun[-1]

    yield begin
    for running in begun:
        running.close()


def mistaken(project, key):
    """Answer an item with what it is not."""
    truth = TRUTH[project.items.code_of(key)]
    project.answer(LABELS[(LABELS.index(truth) + 1) % 3], item=key)


def test_a_mistake_is_doubted_until_it_was_looked_at_again(beside):
    running = beside(audit=0)  # what audits the model is never doubted
    running.pause()  # with each round it may see items otherwise, and doubt others
    project = running.project
    keys = answer(project, TRUTH, 60)
    mistaken(project, keys[7])
    assert keys[7] in set(project.find(doubted=True)["item"])
    doubted = project.find(doubted=True, status="answered")
    assert len(doubted) < 10
    others = project.find(doubted=False)
    assert not set(doubted["item"]) & set(others["item"])
    assert len(doubted) + len(others) == len(FRAME)
    mistaken(project, keys[7])  # it is kept: whoever labels has looked, and may be right
    assert keys[7] not in set(project.find(doubted=True)["item"])
    as_if_in_a_new_process()
    again = beside(audit=0)
    assert keys[7] not in set(again.mirror().doubted["item"])


def test_of_few_answers_none_is_doubted(beside):
    project = beside().project
    answer(project, TRUTH, 5)
    assert project.find(doubted=True).empty


def test_where_no_model_learns_none_can_doubt():
    project = project_of(FRAME)
    answer(project, TRUTH, 30)
    with pytest.raises(InputError, match="expected a project with a model"):
        project.find(doubted=True)


def test_a_loop_that_ended_doubts_nothing(beside):
    project = beside().project
    answer(project, TRUTH, 30)
    other = RunningLoop(project, Loop())
    other.close()
    with pytest.raises(InputError, match="expected a project with a model"):
        project.find(doubted=True)


class Slow(LogisticRegression):
    """Takes longer than anyone waits."""

    def fit(self, X, y):
        import time

        time.sleep(600)


def test_a_model_that_hangs_is_given_up(beside):
    project = beside(model=Slow(), time_limit=5).project
    answer(project, TRUTH, 30)
    with pytest.raises(TooLongError, match="given up"):
        project.find(doubted=True)

"""Starting over: everything is open again, and the history tells what was said before."""

import threading

import pytest

import loopwidgets as lw
from loopwidgets.core import actions
from loopwidgets.project import Project

TEXTS = ["aphid", "bee", "mite"]


def start(**options):
    return Project.from_data(
        TEXTS, None, ["pest", "helper"], **{"store": "labels.db", "annotator": "asha", **options}
    )


def say_things(project):
    """Answer, change the answer, skip, undo, redo, flag, note and dispute: eight acts that stand."""
    project.answer("pest")
    first = project.items.key_of(0)
    project.answer("helper", item=first)
    project.answer("pest", item=first)
    project.skip()
    project.undo()
    project.redo()
    project.flag(item=first)
    project.note("at dusk", item=first)
    project.dispute("it helps", item=first)
    project.flag()
    project.flag(False)


def test_all_items_are_open_again_and_nothing_is_deleted():
    project = start()
    say_things(project)
    before = len(project.events)
    taken_back = project.reset(sure=True)
    progress = project.progress
    assert (progress.answered, progress.skipped, progress.flagged) == (0, 0, 0)
    assert progress.by_label == {"pest": 0, "helper": 0}
    assert project.labels.empty
    assert project.disputes.empty
    assert project.conflicts.empty
    assert len(project.events) == before + taken_back
    assert project.current() == project.items.key_of(0)
    assert project.undo() is None
    assert project.redo() is None


def test_it_is_the_same_when_the_cell_runs_again_and_labeling_goes_on():
    say_things(start())
    start().reset(sure=True)
    project = start()
    project.answer("helper")
    assert project.labels["label"].tolist() == ["helper"]
    assert project.reset(sure=True) == 1
    assert project.reset(sure=True) == 0


def test_what_others_said_stays():
    other = start(annotator="birsa")
    other.answer("helper")
    mine = start()
    mine.answer("pest")
    mine.reset(sure=True)
    assert other.labels["label"].tolist() == ["helper"]
    assert mine.annotations.query("status == 'answered'")["annotator"].tolist() == ["birsa"]


def test_many_answers_go_in_several_steps(monkeypatch):
    monkeypatch.setattr(actions, "_AT_ONCE", 2)
    project = start()
    for _ in TEXTS:
        project.answer("pest")
    assert project.reset(sure=True) == 3
    assert project.progress.answered == 0


@pytest.mark.parametrize(("said", "answered"), [("yes", 0), (" Y ", 0), ("no", 1), ("", 1)])
def test_it_is_asked_first(said, answered, monkeypatch):
    project = start()
    project.answer("pest")
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or said)
    project.reset()
    assert asked == [
        "Take back everything that asha recorded for 1 item? The history keeps it. Type yes: "
    ]
    assert project.progress.answered == answered


def test_labels_are_recorded_while_it_is_asked_and_taken_back_too(monkeypatch):
    project = start()
    project.answer("pest")

    def another_answers(question):
        other = threading.Thread(target=project.answer, args=("helper",))
        other.start()
        other.join(timeout=10)
        assert project.progress.answered == 2
        return "yes"

    monkeypatch.setattr("builtins.input", another_answers)
    assert project.reset() == 2
    assert project.progress.answered == 0


def test_who_listens_to_the_queue_is_told_once_when_all_is_taken_back(monkeypatch):
    monkeypatch.setattr(actions, "_AT_ONCE", 1)
    project, told = start(), []
    project.listen_to_queue(lambda change: told.append((change, project.progress.answered)))
    project.answer("pest")
    project.answer("pest")
    project.reset(sure=True)
    assert told == [("started_over", 0)]


def test_nothing_is_asked_where_nothing_was_said(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: pytest.fail("asked"))
    assert start().reset() == 0


@pytest.mark.parametrize("error", [EOFError, NotImplementedError])
def test_where_nobody_can_be_asked_it_says_how_to_do_it(error, monkeypatch):
    project = start()
    project.answer("pest")

    def nobody(question):
        raise error

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(lw.InputError, match=r"write reset\(sure=True\)"):
        project.reset()
    assert project.progress.answered == 1


def test_a_project_without_its_data_can_be_reset_too():
    start().answer("pest")
    opened = Project.open("labels.db", annotator="asha")
    assert opened.reset(sure=True) == 1
    assert opened.labels.empty

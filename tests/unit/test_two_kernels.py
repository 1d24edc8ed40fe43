"""Two kernels on one store, for one person: each counts what the other did, when it is asked or acts."""

import itertools
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.store import counting
from loopwidgets.widgets.summary import summarize
from tests.processes import as_if_in_a_new_process

START = """lw.annotate(
    pd.DataFrame({'text': [f't{i}' for i in range(10)]}), labels=['x', 'y'], annotator='asha'
)"""


def in_another_kernel(code):
    lines = f"import loopwidgets as lw, pandas as pd; w = {START}; {code}"
    subprocess.run([sys.executable, "-c", lines], check=True)


def start():
    return eval(START, {"lw": lw, "pd": pd})


def counted(w):
    progress = w.progress
    return progress.answered, progress.skipped, progress.flagged, progress.by_label


def test_answers_to_what_the_other_answered_are_counted_once():
    w = start()
    keys = [w.project.items.key_of(place) for place in range(4)]
    in_another_kernel("[w.answer('x') for _ in range(4)]; w.flag()")
    for key in keys:
        w.project.answer("y", item=key)
    assert counted(w) == (4, 0, 1, {"x": 0, "y": 4})
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
    assert w._desk.counts().skipped == 1
    assert counted(w) == (1, 1, 1, {"x": 1, "y": 0})
    if act == "answer":
        w.project.answer("y", item=first)
        assert counted(w) == (2, 0, 1, {"x": 1, "y": 1})
    else:
        w.project.skip(item=first)
        assert counted(w) == (1, 1, 1, {"x": 1, "y": 0})


def test_what_the_other_did_is_counted_when_it_is_asked_for():
    w = start()
    w.answer("x")
    in_another_kernel("w.answer('y'); w.skip(); w.answer('y')")
    assert counted(w) == (3, 1, 0, {"x": 1, "y": 2})
    assert len(w.labels) == 4
    assert "3 of 10 answered" in repr(w)
    assert summarize(w.project, "id")["text/plain"].startswith("3 of 10 answered, 1 skipped")
    in_another_kernel("w.undo(); w.undo()")
    assert counted(w) == (2, 0, 0, {"x": 1, "y": 1})


def test_the_next_label_counts_what_the_other_did():
    w = start()
    w.answer("x")
    in_another_kernel("w.answer('y'); w.answer('y')")
    w.project.flag(item=w.project.items.key_of(9))
    assert w._desk.counts().answered == 3


def test_what_the_other_answered_is_not_asked_again():
    w = start()
    w.answer("x")
    in_another_kernel("[w.answer('y') for _ in range(3)]")
    w.answer("x")
    assert w.labels["label"].tolist() == ["x", "y", "y", "y", "x"]
    in_another_kernel("w.undo(); w.undo(); w.project.answer('x', item=w.project.items.key_of(9))")
    assert len(w.project.next_items(10)) == 6
    assert len(w.project.conflicts) == 0


def test_an_answer_in_code_to_what_the_other_answered_meanwhile_is_a_conflict():
    w = start()
    assert w.project.current() == w.project.items.key_of(0)
    in_another_kernel("w.answer('y')")
    w.answer("x")
    assert w.labels["label"].tolist() == ["x"]
    assert len(w.project.conflicts) == 2
    assert counted(w) == (1, 0, 0, {"x": 1, "y": 0})


ACTS = st.sampled_from(["x", "y", "skip", "flag", "undo", "redo", "look"])


def two_on(where):
    projects = []
    for _ in range(2):
        as_if_in_a_new_process()
        projects.append(
            lw.Project.from_data(list("abcdef"), labels=["x", "y"], store=where, annotator="asha")
        )
    assert projects[0] is not projects[1]
    return projects


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(st.tuples(st.integers(0, 1), ACTS), max_size=25))
def test_whatever_two_kernels_do_each_counts_what_stands(tmp_path_factory, acts):
    projects = two_on(tmp_path_factory.mktemp("two") / "labels.db")
    for who, act in acts:
        project = projects[who]
        if act == "look":
            assert_counts_what_stands(project)
        elif act in ("undo", "redo"):
            getattr(project, act)()
        elif project.current() is None:
            continue
        elif act in ("x", "y"):
            project.answer(act)
        else:
            getattr(project, act)()
    for project in projects:
        assert_counts_what_stands(project)
    for one, other in itertools.pairwise(projects):
        assert set(one.next_items(9)) == set(other.next_items(9)) or one.progress.skipped
        pd.testing.assert_frame_equal(one.labels, other.labels)
        one.close()
        other.close()


def assert_counts_what_stands(project):
    progress, labels = project.progress, project.labels
    told = labels["label"].value_counts()
    status = labels["status"].value_counts()
    assert progress.answered == status.get("answered", 0)
    assert progress.skipped == status.get("skipped", 0)
    assert progress.flagged == labels["flagged"].sum()
    assert progress.by_label == {"x": told.get("x", 0), "y": told.get("y", 0)}


def test_on_a_server_what_took_its_place_earlier_and_came_later_is_counted(postgres_url):
    one, other = two_on(postgres_url)
    one.answer("x")
    other.answer("y")
    assert one.progress.answered == 2
    # Another's event with a later place is there already, and mine of the other kernel is not yet.
    last = counting.newest(one.store)
    one.elsewhere._advance(last + 5)
    other.answer("y")
    other.skip()
    one.flag()
    assert_counts_what_stands(one)
    assert (one.progress.answered, one.progress.skipped) == (3, 1)
    assert one.elsewhere.changed == [one.items.key_of(place) for place in (1, 2, 3)]


def test_a_store_that_can_not_be_read_leaves_what_is_known(monkeypatch, tmp_path):
    one, other = two_on(tmp_path / "labels.db")
    one.answer("x")
    other.answer("y")
    with monkeypatch.context() as patched:
        patched.setattr(counting, "newest", broken)
        one.look_elsewhere()
        assert "1 of 6 answered" in repr(one)
    assert one.progress.answered == 2


def broken(*_):
    raise lw.StoreError("gone")


def test_pages_hear_of_what_the_other_did():
    w = start()
    told = []
    w._tell = told.append
    assert counted(w)[0] == 0
    assert told == []
    in_another_kernel("w.answer('x')")
    assert counted(w)[0] == 1
    (ack,) = told
    assert (ack.type, ack.client, ack.counts.answered) == ("ack", "", 1)
    assert [(one.key, one.state.status) for one in ack.acked] == [
        (w.project.items.key_of(0), "answered")
    ]


def test_a_column_takes_what_the_other_answered():
    frame = pd.DataFrame({"text": [f"t{i}" for i in range(10)]})
    w = lw.annotate(frame, labels=["x", "y"], annotator="asha", column="label")
    in_another_kernel("w.answer('x'); w.answer('y')")
    w._before_cell()
    assert frame["label"].tolist() == ["x", "y"] + [None] * 8
    in_another_kernel("w.undo()")
    w._before_cell()
    assert frame["label"].tolist() == ["x"] + [None] * 9

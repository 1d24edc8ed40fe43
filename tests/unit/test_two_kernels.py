"""Two kernels on one store, for one person: each counts what the other did, when it is asked or acts."""

import itertools
import subprocess
import sys
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets import store
from loopwidgets.core import opening
from loopwidgets.store import queries
from loopwidgets.widgets.annotation import handlers
from loopwidgets.widgets.annotation.encode import MOST_AT_ONCE
from loopwidgets.widgets.saved_summary import summarize
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


def two_on(where, texts="abcdef", **options):
    return [one_on(where, texts, **options) for _ in range(2)]


def one_on(where, texts="abcdef", make=lw.Project.from_data, **options):
    as_if_in_a_new_process()
    return make(list(texts), labels=["x", "y"], store=where, annotator="asha", **options)


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
    last = queries.newest(one.store)
    one.elsewhere._advance(last + 5)
    other.answer("y")
    other.skip()
    one.flag()
    assert_counts_what_stands(one)
    assert (one.progress.answered, one.progress.skipped) == (3, 1)
    assert one.elsewhere.changed == [one.items.key_of(place) for place in (1, 2, 3)]


def test_on_a_server_what_is_committed_late_is_counted(postgres_url):
    one, other = two_on(postgres_url)
    key = one.items.key_of(5)
    value = other.task.from_user("y", other.scheme)
    event = other._checked(other.new_event("answer", value, key, supersedes=None), 5)
    with other.store.transaction() as connection:
        other.store._append(connection, other.row.id, event, {})
        one.answer("x")  # takes a later place, and is there first
        assert one.progress.answered == 1
    assert one.progress.answered == 2
    assert len(one.labels) == 2


def test_many_answers_are_read_together_and_told_in_part():
    texts = [f"t{number}" for number in range(1000)]
    w = one_on("labels.db", texts, lw.annotate)
    other = one_on("labels.db", texts)
    told = []
    w._tell = told.append
    array = w.project.tally.statuses
    for _ in range(2 * MOST_AT_ONCE):
        other.answer("y")
    w.project.flag(item=w.project.items.key_of(999))
    assert_counts_what_stands(w.project)
    assert w.project.tally.statuses is array
    assert w.project.next_items(1) == [w.project.items.key_of(2 * MOST_AT_ONCE)]
    ack = next(one for one in told if one.type == "ack")
    assert (len(ack.acked), ack.counts.answered) == (MOST_AT_ONCE, 2 * MOST_AT_ONCE)
    assert "reordered" in [one.type for one in told]
    other.reset(sure=True)
    assert w.progress.answered == 0
    assert w.project.next_items(1) == [w.project.items.key_of(0)]


def test_many_answers_some_of_them_to_other_data_leave_no_page_in_the_dark():
    texts = [f"t{number}" for number in range(600)]
    w = one_on("labels.db", texts[100:], lw.annotate)
    other = one_on("labels.db", texts)
    told = []
    w._tell = told.append
    for _ in range(MOST_AT_ONCE + 150):
        other.answer("y")
    w.project.flag(item=w.project.items.key_of(499))
    assert_counts_what_stands(w.project)
    ack = next(one for one in told if one.type == "ack")
    assert (len(ack.acked), ack.counts.answered) == (MOST_AT_ONCE, MOST_AT_ONCE + 50)
    assert all(w.project.has(one.key) for one in ack.acked)
    assert "reordered" in [one.type for one in told]
    assert w.project.next_items(1) == [w.project.items.key_of(MOST_AT_ONCE + 50)]


def test_a_named_item_that_was_answered_unheard_is_a_conflict():
    one, other = two_on("labels.db")
    key = one.items.key_of(3)
    other.answer("y", item=key)
    one.answer("x", item=key)
    assert len(one.conflicts) == 2
    one.answer("y", item=key)  # heard of by now
    assert len(one.conflicts) == 2
    assert one.labels["label"].tolist() == ["y"]


def test_a_label_that_was_added_elsewhere_is_known_with_the_answer():
    frame = pd.DataFrame({"text": list("abcdef")})
    w = lw.annotate(frame, labels=["x", "y"], annotator="asha", column="label", allow_new=True)
    as_if_in_a_new_process()
    other = lw.Project.from_data(
        frame[["text"]], labels=["x", "y"], annotator="asha", allow_new=True
    )
    other.add_label("new")
    other.answer("new")
    w._before_cell()
    assert frame["label"].tolist() == ["new"] + [None] * 5
    assert w.progress.by_label == {"x": 0, "y": 0, "new": 1}


def test_what_is_outside_a_sample_lands_in_the_column():
    frame = pd.DataFrame({"text": [f"t{number}" for number in range(40)]})
    options = {"labels": ["x", "y"], "annotator": "asha", "project": "p"}
    w = lw.annotate(frame, column="label", sample=0.2, **options)
    as_if_in_a_new_process()
    other = lw.Project.from_data(frame[["text"]], **options)
    outside = next(
        key for key in map(other.items.key_of, range(40)) if key not in w.project.next_items(40)
    )
    other.answer("y", item=outside)
    w._before_cell()
    assert frame["label"].notna().sum() == 1
    assert w.progress.answered == 0


def test_a_widget_goes_on_hearing_when_its_project_is_opened_again():
    w = one_on("labels.db", make=lw.annotate)
    told = []
    w._tell = told.append
    opened, stores = dict(opening._open), dict(store._open)
    other = one_on("labels.db")
    other.answer("x")
    other.answer("x")
    assert w.progress.answered == 2
    as_if_in_a_new_process()
    opening._open.update(opened)
    store._open.update(stores)
    again = lw.Project.from_data(
        list("abcdef"), labels=["x", "y"], store="labels.db", annotator="asha"
    )
    assert again is w.project
    other.answer("x")
    assert w.progress.answered == 3
    assert [ack.counts.answered for ack in told if ack.type == "ack"][-1] == 3
    assert w.project.items.key_of(2) in [
        one.key for ack in told if ack.type == "ack" for one in ack.acked
    ]


def test_the_end_is_told_when_the_other_brought_it():
    w = one_on("labels.db", "ab", make=lw.annotate)
    ended = []
    w.on_finish(ended.append)
    other = one_on("labels.db", "ab")
    other.answer("x")
    other.answer("x")
    assert w.progress.remaining == 0
    until = time.monotonic() + 10
    while not ended and time.monotonic() < until:
        time.sleep(0.01)
    assert [progress.answered for progress in ended] == [2]


def test_what_is_on_disk_never_raises_for_what_came_from_elsewhere(monkeypatch):
    w = one_on("labels.db", make=lw.annotate)
    other = one_on("labels.db")
    assert w.project.current()
    other.answer("x", item=w.project.items.key_of(4))
    with monkeypatch.context() as patched:
        patched.setattr(handlers, "acked_elsewhere", broken)
        w.answer("y")
    told = []
    w._tell = told.append
    other.skip()
    assert counted(w)[:2] == (2, 1)
    assert len(told[0].acked) == 2  # what could not be told is told now


def test_a_store_that_can_not_be_read_leaves_what_is_known(monkeypatch, tmp_path):
    one, other = two_on(tmp_path / "labels.db")
    one.answer("x")
    other.answer("y")
    with monkeypatch.context() as patched:
        patched.setattr(queries, "newest", broken)
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

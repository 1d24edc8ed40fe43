"""A project that is split while it is open: nothing more is recorded through what was opened before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import ipywidgets
import pandas as pd
import pytest
import traitlets

import loopwidgets as lw
from loopwidgets.core import splitting as core_splitting
from loopwidgets.errors import StoreError
from loopwidgets.project import Project
from loopwidgets.store import moving, new_event_id, open_store
from loopwidgets.widgets.protocol.addresses import box_of, former_box_of
from tests.processes import as_if_in_a_new_process

FIXTURE = Path(__file__).parent / "fixtures" / "store-0.1-joined.db"
JOINED = "text: classification"
BEGAN = "2026-11-30 07:17:31"
SPLIT = "This project was split: run this cell again."
AT = "2026-12-01T00:00:00.000Z"
DATA = pd.DataFrame({"text": [f"note {number}" for number in range(10)]})


@pytest.fixture
def store():
    shutil.copy(FIXTURE, "joined.db")
    return "joined.db"


def rude(store, **options):
    options = {"question": "Rude?", "annotator": "asha", **options}
    return lw.annotate(DATA, "text", labels=["yes", "no"], store=store, **options)


def sport(store):
    return rude(store, question="About sport?")


def split(project):
    return project.split(since=BEGAN, question="Rude?", stays="About sport?")


def split_in_another_kernel(store, code=""):
    script = (
        "import loopwidgets as lw\n"
        f"project = lw.Project.open({str(store)!r}, {JOINED!r}, annotator='asha')\n"
        f"project.split(since={BEGAN!r}, question='Rude?', stays='About sport?')\n{code}"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)


def recorded(store, name=JOINED):
    """What stands in the log of a project, but for retractions."""
    as_if_in_a_new_process()
    events = Project.open(store, name, annotator="asha").events
    return events[events["kind"] != "retract"]


def press(w, number, label="yes"):
    """Press a key in a page of the widget, and return what the page is sent."""
    told = []
    w.send = lambda content, buffers=None: told.append(content)
    project = w.project
    event = {
        "id": f"press-{number}",
        "box": box_of(project),
        "item_key": project.items.key_of(number),
        "kind": "answer",
        "value": project.scheme.by_name(label).id,
        "client_seq": number + 1,
        "supersedes": None,
        "started_at": AT,
        "submitted_at": AT,
        "active_seconds": 1.0,
        "scheme_version": project.scheme.version,
        "language": "en",
    }
    message = {"type": "events", "client": "page", "events": [event], "shown": None, "moves": 0}
    w._receive(message)
    return told


def test_a_widget_in_the_same_kernel_closes_and_says_why(store):
    w, other = rude(store), rude(store, annotator="ben")
    before = len(recorded(store))
    told = []
    w.send = lambda content, buffers=None: told.append(content)
    split(w.project)
    assert [message["type"] for message in told][-2:] == ["notice", "replaced"]
    assert told[-2]["text"] == SPLIT
    for each in (w, other):
        assert each.comm is None
        assert each._still()["text/plain"].startswith(SPLIT)
        with pytest.raises(lw.InputError, match="was split: run this cell again"):
            each.answer("yes")
    assert press(w, 7)[0]["type"] == "refused"
    assert len(recorded(store)) == before
    assert len(recorded(store, "text: Rude?")) == 3
    assert sport(store).progress.answered == 3


ACTS = {
    "answer": lambda w: w.answer("yes"),
    "skip": lambda w: w.skip(),
    "flag": lambda w: w.flag(),
    "note": lambda w: w.note("seen"),
    "dispute": lambda w: w.dispute("wrong"),
    "undo": lambda w: w.undo(),
    "reset": lambda w: w.reset(sure=True),
    "add_label": lambda w: w.add_label("maybe"),
}


@pytest.mark.parametrize("act", ACTS)
def test_no_act_in_code_is_recorded_after_a_split_in_another_kernel(store, act):
    w = rude(store)
    split_in_another_kernel(store)
    with pytest.raises(lw.InputError, match="was split: run this cell again"):
        ACTS[act](w)
    assert w.comm is None
    rows = recorded(store)
    assert set(rows["kind"]) <= {"answer", "skip", "flag"}
    assert len(rows) == 7
    assert sport(store).project.scheme.names == ("yes", "no")


def test_a_press_after_a_split_in_another_kernel_is_refused_and_kept_by_the_page(store):
    w = rude(store)
    split_in_another_kernel(store)
    told = press(w, 7)
    assert [message["type"] for message in told] == ["refused", "notice", "replaced"]
    assert (told[0]["reason"], told[0]["retry"]) == (SPLIT, True)
    assert (told[1]["text"], told[2]["by_hand"]) == (SPLIT, True)
    assert len(recorded(store)) == 7


def test_an_answer_that_is_recorded_already_is_acknowledged_after_the_split(store):
    w = rude(store)
    assert press(w, 7)[-1]["type"] == "ack"
    split_in_another_kernel(store)
    told = press(w, 7)
    assert [message["type"] for message in told] == ["ack"]
    assert press(w, 8)[0]["reason"] == SPLIT


def test_answers_that_a_page_kept_are_offered_to_both_projects_and_taken_for_neithers_own(store):
    w = rude(store)
    kept_for = box_of(w.project)
    split_in_another_kernel(store)
    as_if_in_a_new_process()
    for again in (sport(store), rude(store)):
        assert box_of(again.project) != kept_for
        assert former_box_of(again.project) == kept_for
        hello = {"type": "hello", "client": "page", "request": "r", "protocol": 0, "language": "en"}
        (welcome,) = again._desk.answer(codec_read(hello))
        assert welcome.former == kept_for


def codec_read(hello):
    from loopwidgets.widgets.protocol import codec, messages

    return codec.read({**hello, "protocol": messages.PROTOCOL})


def test_a_kernel_that_looks_at_the_store_after_a_split_closes_its_widget(store):
    w = rude(store)
    split_in_another_kernel(store)
    w.project.look_elsewhere()
    assert w.comm is None
    assert "split" in repr(w)


class Asking(ipywidgets.VBox):
    """Follows the contract of a guest."""

    data = traitlets.Any()

    def display(self, item):
        pass

    def on_submit(self, function):
        self.submit = function


def drawn():
    guest = Asking()
    w = lw.annotate(DATA, "text", widget=guest, labels=["a", "b"], store="drawn.db", project="both")
    for label in "ab":
        guest.submit(label)
    return w, guest


def test_anothers_widget_closes_with_a_split_in_its_kernel():
    w, _ = drawn()
    w.project.split(labels=["b"], name="second")
    assert w._is_closed
    with pytest.raises(lw.InputError, match="was split"):
        w.answer("a")


def test_anothers_widget_stays_with_what_was_drawn_and_says_that_it_was_not_recorded():
    w, guest = drawn()
    script = (
        "import loopwidgets as lw\n"
        "lw.Project.open('drawn.db', 'both').split(labels=['b'], name='2')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
    guest.submit("a")
    assert w._header._shown["problem"] == SPLIT
    assert not w._is_closed


def test_what_is_opened_after_a_split_goes_on(store):
    w = rude(store)
    split(w.project)
    again = sport(store)
    assert again.project is not w.project
    again.answer("yes")
    asked = rude(store)
    asked.answer("no")
    assert (again.progress.answered, asked.progress.answered) == (4, 3)
    opened = Project.open(store, JOINED, annotator="asha")
    assert opened is again.project


def test_a_project_is_split_again_by_what_it_holds_now(store):
    w = rude(store)
    split(w.project)
    again = sport(store)
    again.answer("yes")
    at = again.project.events["submitted_at"].iloc[-1]
    w.project.split(since=at, question="Third?")
    assert again.comm is None
    assert lw.projects(store)["question"].to_dict() == {
        JOINED: "About sport?",
        "food: classification": "Which label fits?",
        "review: classification": "Which label fits?",
        "text: Rude?": "Rude?",
        "text: Third?": "Third?",
    }


def test_a_cell_that_was_opening_the_project_while_it_was_split_changes_nothing_of_it(
    store, monkeypatch
):
    from loopwidgets.core import opening

    check = opening.check_fit

    def split_meanwhile(*arguments):
        check(*arguments)
        monkeypatch.setattr(opening, "check_fit", check)
        split_in_another_kernel(store)

    monkeypatch.setattr(opening, "check_fit", split_meanwhile)
    with pytest.raises(lw.InputError, match="was split: run this cell again"):
        rude(store)
    assert lw.projects(store).loc[JOINED, "question"] == "About sport?"
    assert rude(store).project.name == "text: Rude?"


@pytest.mark.parametrize("where", ["file", "server"])
def test_an_answer_that_came_while_the_split_was_planned_moves_as_well(where, request, monkeypatch):
    store = request.getfixturevalue("postgres_url") if where == "server" else "two.db"
    first, w = ask_both(store)
    write = moving.split_off

    def answer_first(store, made):
        monkeypatch.setattr(core_splitting, "split_off", write)
        w.answer("d")
        write(store, made)

    monkeypatch.setattr(core_splitting, "split_off", answer_first)
    moved = first.split(labels=["c", "d"])
    assert sorted(moved.labels["label"]) == ["c", "d"]
    assert first.labels["label"].tolist() == ["a"]


def ask_both(store):
    options = {"store": store, "annotator": "asha", "project": "both"}
    first = Project.from_data(DATA, "text", ["a", "b", "c", "d"], **options)
    first.answer("a")
    first.answer("c")
    return first, lw.annotate(DATA, "text", labels=["a", "b", "c", "d"], **options)


def test_who_answers_without_a_rest_does_not_hold_up_a_split(monkeypatch):
    first, w = ask_both("two.db")
    write, refused = moving.split_off, []

    def answer_first(store, made):
        try:
            w.project.answer("a", item=w.project.items.key_of(0))
        except lw.InputError as error:
            refused.append(str(error))
        write(store, made)

    monkeypatch.setattr(core_splitting, "split_off", answer_first)
    first.split(labels=["c", "d"])
    assert refused == [SPLIT]


def test_a_split_that_new_cells_keep_answering_in_changes_nothing(monkeypatch):
    first, _ = ask_both("two.db")
    write = moving.split_off

    def answer_first(store, made):
        as_if_in_a_new_process()
        _, w = ask_both("two.db")
        w.answer("a")
        write(store, made)

    monkeypatch.setattr(core_splitting, "split_off", answer_first)
    with pytest.raises(StoreError, match=r"other people are answering in .* Nothing was changed"):
        first.split(labels=["c", "d"])
    assert list(lw.projects("two.db").index) == ["both"]


WRITER = """
import sys, pandas as pd, loopwidgets as lw
frame = pd.DataFrame({"text": [f"note {n}" for n in range(10)]})
w = lw.annotate(frame, "text", labels=list("abcd"), store=sys.argv[1], annotator=sys.argv[2], project="both")
print("ready", flush=True)
number = 0
try:
    while True:
        try:
            w.project.answer("abcd"[number % 4], item=w.project.items.key_of(number % 10))
        except lw.StoreError:  # a page would send it again
            continue
        number += 1
        if number == 20: print("going", flush=True)
except lw.InputError as error:
    print("refused", error, "closed", w.comm is None, number, flush=True)
"""


@pytest.mark.parametrize("where", ["file", "server"])
def test_processes_that_answer_while_a_project_is_split_record_nothing_more_in_it(where, request):
    store = request.getfixturevalue("postgres_url") if where == "server" else "two.db"
    first, _ = ask_both(store)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, store, who],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for who in ("asha", "ben")
    ]
    for word in ("ready", "going"):
        for writer in writers:
            assert writer.stdout.readline() == f"{word}\n"
    first.split(labels=["c", "d"])
    for writer in writers:
        out, _ = writer.communicate(timeout=60)
        assert out.startswith(f"refused {SPLIT} closed True")
    events = open_store(store).events(first.row.id)
    last = max(row["seq"] for row in events if row["client_id"] == "split")
    assert last == max(row["seq"] for row in events)
    standing = set(first.annotations["label"])
    assert standing <= {"a", "b"}


def test_a_widget_on_a_server_is_refused_after_a_split_elsewhere(postgres_url):
    first, w = ask_both(postgres_url)
    script = (
        "import sys, loopwidgets as lw\n"
        "lw.Project.open(sys.argv[1], 'both', annotator='asha').split(labels=['c', 'd'])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", script, postgres_url], check=True, env=environment)
    before = len(first.events)
    with pytest.raises(lw.InputError, match="was split"):
        w.answer("a")
    assert w.comm is None
    assert len(first.events) == before


def test_an_answer_under_way_in_another_thread_is_recorded_before_the_split_or_refused():
    first, w = ask_both("two.db")
    kept, refused = [], []

    def answer():
        for number in range(400):
            event = w.project.new_event(
                "answer",
                w.project.scheme.active[number % 4].id,
                w.project.items.key_of(number % 10),
                supersedes=None,
            )
            try:
                w.project.record([event])
                kept.append(event.id)
            except lw.InputError:
                refused.append(new_event_id())
                return

    thread = threading.Thread(target=answer)
    thread.start()
    while len(kept) < 5:
        pass
    with w.project.lock:  # nobody answers while it is planned
        first.split(labels=["c", "d"])
    thread.join()
    assert len(refused) == 1
    events = open_store("two.db").events(first.row.id)
    assert max(row["seq"] for row in events) == max(
        row["seq"] for row in events if row["client_id"] == "split"
    )
    assert set(kept) <= {row["id"] for row in events}

"""What the browser is told, when its messages and the user's code come on several threads at once."""

import threading
import time

import pytest

import loopwidgets as lw
from loopwidgets.project import Project
from loopwidgets.widgets.protocol import messages
from loopwidgets.widgets.protocol.addresses import box_of

AT = "2026-01-01T00:00:00.000Z"


def answer_of(w, number):
    project = w.project
    return {
        "id": f"e{number}",
        "box": box_of(w.project),
        "item_key": project.items.key_of(number),
        "kind": "answer",
        "value": project.scheme.active[0].id,
        "client_seq": number + 1,
        "supersedes": None,
        "started_at": AT,
        "submitted_at": AT,
        "active_seconds": 1.0,
        "scheme_version": 1,
        "language": "en",
    }


def statuses_in(message):
    told = [*message.get("items", ()), *message.get("recent", ()), *message.get("acked", ())]
    told += [message["item"]] if "item" in message else []
    return {item["key"]: item["state"]["status"] for item in told}


def test_what_is_told_is_never_older_than_what_was_told_before(monkeypatch):
    w = lw.annotate([f"text {n}" for n in range(60)], labels=["x", "y"], store=":memory:")
    told = []
    monkeypatch.setattr(w, "send", lambda content, buffers=None: told.append(content))
    read = Project.state_of

    def slowly(project, key):
        state = read(project, key)
        time.sleep(0.0005)  # others get their turn between the reading of a state and its telling
        return state

    monkeypatch.setattr(Project, "state_of", slowly)

    def greet():
        hello = {"type": "hello", "protocol": messages.PROTOCOL, "language": "en"}
        for number in range(20):
            w._receive({**hello, "client": "page", "request": f"r{number}"})

    def answer():
        for number in range(0, 40, 4):
            events = [answer_of(w, number + n) for n in range(4)]
            w._receive(
                {"type": "events", "client": "page", "events": events, "shown": None, "moves": 0}
            )

    def answer_in_code():
        for number in range(40, 50):
            w.project.answer("y", item=w.project.items.key_of(number))

    threads = [threading.Thread(target=work) for work in (greet, answer, answer_in_code)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    known = {}
    for message in told:
        for key, status in statuses_in(message).items():
            assert (known.get(key), status) != ("answered", "open"), message["type"]
            known[key] = status
    assert sum(status == "answered" for status in known.values()) == w.progress.answered == 50


@pytest.fixture
def told_widget(monkeypatch):
    w = lw.annotate(["one", "two", "three"], labels=["x", "y"], store=":memory:", project="three")
    told = []
    monkeypatch.setattr(w, "send", lambda content, buffers=None: told.append(content))
    return w, told


def take(w, *events):
    w._receive(
        {"type": "events", "client": "page", "events": list(events), "shown": None, "moves": 0}
    )


def outcomes(told):
    acked = [one["event"] for message in told for one in message.get("acked", ())]
    refused = {m["event"]: m["retry"] for m in told if m["type"] == "refused"}
    return acked, refused


@pytest.mark.parametrize(
    "malformed",
    [{"client_seq": "two"}, {"client_seq": 2**70}, {"active_seconds": None}, {"more": 1}],
)
def test_a_malformed_answer_does_not_take_the_others_with_it(told_widget, malformed):
    w, told = told_widget
    take(w, answer_of(w, 0), {**answer_of(w, 1), **malformed}, answer_of(w, 2))
    assert outcomes(told) == (["e0", "e2"], {"e1": False})


def test_what_fails_in_a_way_that_nobody_thought_of_is_tried_once_more_and_then_refused_for_good(
    told_widget, monkeypatch
):
    w, told = told_widget
    append = w.project.store.append

    def failing(project_id, events, *more):
        if any(event.id == "e1" for event in events):
            raise ZeroDivisionError("nobody thought of it")
        return append(project_id, events, *more)

    monkeypatch.setattr(w.project.store, "append", failing)
    take(w, answer_of(w, 0), answer_of(w, 1), answer_of(w, 2))
    assert outcomes(told) == (["e0", "e2"], {"e1": True})
    take(w, answer_of(w, 1))
    assert outcomes(told) == (["e0", "e2"], {"e1": False})

"""What clients of others may send, malformed, clashing or in knots: refused for good, or taken as it is."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, replace

import pytest

import loopwidgets as lw
from loopwidgets.errors import InputError, StoreFullError
from loopwidgets.project import Project
from loopwidgets.store import Event, new_event_id, now, schema
from loopwidgets.store.memory import MemoryStore
from loopwidgets.store.sqlite import SqliteStore
from loopwidgets.tasks import Guest
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.annotation.replies import Reception
from loopwidgets.widgets.protocol import codec
from loopwidgets.widgets.protocol.addresses import box_of

AT = "2026-01-01T00:00:00.000Z"
HALF = "\ud800"


def nested(depth):
    value = "x"
    for _ in range(depth):
        value = [value]
    return value


def nested_objects(depth):
    value = "x"
    for _ in range(depth):
        value = {"x": value}
    return value


@pytest.fixture
def project():
    texts = [f"note {number}" for number in range(5)]
    return Project.from_data(
        texts, labels=["pest", "helper"], store=MemoryStore(), annotator="asha"
    )


@pytest.fixture
def reception(project, caplog):
    caplog.set_level(logging.ERROR)
    yield Reception(Desk(project))
    assert caplog.records == []  # nothing failed in a way that nobody thought of


def sent(project, number=1, **more):
    event = {
        "id": f"e{number}",
        "box": box_of(project),
        "item_key": project.items.key_of(0),
        "kind": "answer",
        "value": project.scheme.active[0].id,
        "client_seq": number,
        "supersedes": None,
        "started_at": AT,
        "submitted_at": AT,
        "active_seconds": 2.0,
        "scheme_version": 1,
        "language": "en",
    }
    return {**event, **more}


def take(reception, *events, **more):
    message = {"type": "events", "client": "page", "events": [*events], "shown": None, "moves": 0}
    return [*reception.replies({**message, **more})]


def outcomes(answers):
    acked = [one.event for answer in answers if answer.type == "ack" for one in answer.acked]
    return acked, [(one.event, one.retry) for one in answers if one.type == "refused"]


MALFORMED = [
    *[{"active_seconds": bad} for bad in (10**400, -(10**400), float("nan"), float("inf"), True)],
    *[{"active_seconds": bad} for bad in ("1", None, -1, 1e300, [1.0])],
    *[{"client_seq": bad} for bad in (10**400, 2**63, 1.5, True, float("nan"), "1", nested(5_000))],
    *[{"scheme_version": bad} for bad in (10**400, 2**40, -1, 0, True, None)],
    *[{"supersedes": bad} for bad in (HALF, "a\0b", "", "x" * 201, 7, nested(5_000), "e2")],
    *[{"item_key": bad} for bad in (HALF, "a\0b", "", "x" * 10_001, 7, None, nested(5_000))],
    *[{"language": bad} for bad in ("x" * 201, 7, None, nested(5_000))],
    *[
        {"kind": bad}
        for bad in ("telepathy", HALF, 7, None, True, nested(5_000), nested_objects(5_000))
    ],
    *[{"value": bad} for bad in (nested(5_000), nested_objects(5_000), 10**5_000, {1: "a"}, HALF)],
    *[{"kind": "note", "value": bad} for bad in (nested(5_000), "x" * 100_001, 10**5_000)],
    *[{"kind": "dispute", "value": {"label": None, "reason": bad}} for bad in (7, nested(5_000))],
    *[{"kind": "dispute", "value": {"label": bad, "reason": ""}} for bad in (HALF, nested(31), {})],
    *[{"suggestion": bad} for bad in (nested(5_000), nested_objects(5_000), 10**400, {2: 3}, b"x")],
    *[{"extra": bad} for bad in (nested_objects(5_000), {"x": 10**5_000}, {7: 8}, [], None)],
    *[{"extra": {"initial": bad}} for bad in (nested(30), HALF, 7, {"x": 1})],
    *[{"started_at": bad} for bad in ("", HALF, "yesterday", 7, "9999-12-31T23:59:59-23:59")],
    *[{"box": bad} for bad in ("", HALF, 7, "another/1/box")],
    {HALF: 1},
    {7: 1},
    {"more": nested(5_000)},
]


@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda one: str(next(iter(one)))[:20])
def test_a_malformed_event_is_refused_for_good_and_the_others_are_taken(
    reception, project, malformed
):
    answers = take(reception, sent(project, 1), {**sent(project, 2), **malformed}, sent(project, 3))
    assert outcomes(answers) == (["e1", "e3"], [("e2", False)])
    assert all(len(one.reason) < 600 for one in answers if one.type == "refused")
    assert len(project.store.events(project.row.id)) == 2


@pytest.mark.parametrize("bad", ["", "a\0b", HALF, "x" * 201])
def test_an_id_that_names_nothing_or_that_no_database_holds_is_refused_for_good(
    reception, project, bad
):
    answers = take(reception, sent(project, id=bad))
    assert outcomes(answers) == ([], [(bad, False)])
    assert "id" in answers[0].reason
    assert project.events.empty


@pytest.mark.parametrize("bad", [7, None, nested(5_000), True, {}])
def test_an_event_whose_id_is_no_text_is_told_of_though_it_has_no_name(reception, project, bad):
    (told,) = take(reception, sent(project, id=bad))
    assert (told.type, told.level) == ("notice", "error")
    assert project.events.empty


@pytest.mark.parametrize("client", ["", HALF, "x" * 201, 7, None, nested(5_000)])
def test_a_client_without_a_name_that_can_be_kept_is_refused_for_good(reception, project, client):
    answers = take(reception, sent(project), client=client)
    assert outcomes(answers) == ([], [("e1", False)])
    assert project.events.empty


@pytest.mark.parametrize(
    "message",
    [
        nested(5_000),
        nested_objects(5_000),
        {"type": nested(5_000)},
        {"type": nested_objects(5_000), "request": "r", "client": nested(5_000)},
        {"type": 10**5_000},
        {"type": HALF, "request": HALF},
        {"type": "hello", "request": "r", "client": "p", "protocol": 10**5_000, "language": "en"},
        {"type": "more", "request": "r", "client": "p", "have": nested(5_000), "count": 1},
        {
            "type": "earlier",
            "request": "r",
            "client": "p",
            "before": 10**5_000,
            "count": 1,
            "light": 1,
        },
        {"type": "events", "client": "p", "events": nested_objects(5_000)},
        {"type": "events", "client": "p", "events": [nested(5_000)], "shown": None, "moves": 0},
        {"type": "find", "request": "r", "client": "p", "query": {"text": nested(5_000)}},
        {"type": "find", "request": "r", "client": "p", "query": nested_objects(5_000)},
        {"type": "steer", "client": "p", "pause": 10**400},
    ],
)
def test_what_is_no_message_is_told_of_whatever_it_is(reception, message):
    (told,) = reception.replies(message)
    assert told.type in ("failed", "notice")
    codec.write(told)


def test_only_what_the_store_cannot_take_now_is_asked_for_again(reception, project, monkeypatch):
    def fail(*_):
        raise StoreFullError("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(project.store, "append", fail)
        malformed = sent(project, 2, active_seconds=10**400)
        answers = take(reception, sent(project), malformed)
    assert outcomes(answers) == ([], [("e1", True), ("e2", False)])
    assert outcomes(take(reception, sent(project))) == (["e1"], [])


@pytest.mark.parametrize(
    "other",
    [
        {"value": None, "kind": "skip"},
        {"kind": "note", "value": "look"},
        {"supersedes": "e0"},
        {"item_key": "of another item"},
    ],
)
def test_an_id_used_again_for_something_else_is_refused_for_good(reception, project, other):
    take(reception, sent(project))
    answers = take(reception, sent(project, 1, **other), sent(project, 2, kind="flag", value=True))
    assert outcomes(answers) == (["e2"], [("e1", False)])
    assert "id: " in answers[0].reason
    assert outcomes(take(reception, sent(project))) == (["e1"], [])
    assert len(project.events) == 2


def test_an_answer_with_a_used_id_brings_no_label_along():
    task = lw.Classification(["pest", "helper"], allow_new=True)
    project = Project.from_data(["a", "b"], task=task, store=MemoryStore())
    reception = Reception(Desk(project))
    take(reception, sent(project))
    answers = take(reception, sent(project, value="=weevil"))
    assert outcomes(answers) == ([], [("e1", False)])
    assert project.scheme.names == ("pest", "helper")


def test_an_answer_that_is_sent_again_after_the_labels_changed_is_acked_again(tmp_path):
    def started(labels):
        task = lw.Classification(labels, multiple=True, allow_new=True)
        return Project.from_data(["a", "b"], task=task, store=tmp_path / "labels.db")

    project = started(["pest", "helper"])
    reception = Reception(Desk(project))
    answer = sent(project, value=["=weevil", "=bee", project.scheme.active[0].id])
    assert outcomes(take(reception, answer)) == (["e1"], [])
    project = started(["bee", "weevil", "helper", "pest"])
    assert outcomes(take(Reception(Desk(project)), answer)) == (["e1"], [])


def made(project, **more):
    """Return an event as code that knows no widget would make it."""
    base = Event(
        id=new_event_id(),
        item_key=project.items.key_of(0),
        annotator=project.annotator.id,
        kind="answer",
        value=project.scheme.active[0].id,
        client_id="mine",
        started_at=now(),
        submitted_at=now(),
    )
    return replace(base, **more)


@pytest.mark.parametrize(
    "bad",
    [
        *[{"id": bad} for bad in ("", HALF, "a\0", "x" * 201, None, 7)],
        *[{"supersedes": bad} for bad in ("", HALF, "a\0", "x" * 201, 7)],
        *[{"client_id": bad} for bad in ("", HALF, "a\0", "x" * 201, None)],
        *[{"item_key": bad} for bad in ("", HALF, "a\0", "x" * 10_001, None)],
        *[{"kind": bad} for bad in ("", None, [], {})],
        *[{"client_seq": bad} for bad in (2**63, True, 1.0)],
        *[{"scheme_version": bad} for bad in (10**400, "1", [], True)],
        *[{"active_seconds": bad} for bad in (10**400, float("nan"), float("inf"), -1, True, "1")],
        *[{"suggestion": bad} for bad in (nested(5_000), float("nan"), {1: 2}, object())],
        *[{"extra": bad} for bad in (nested_objects(5_000), {"x": float("inf")}, None, [])],
        *[{"language": bad} for bad in (None, 7, "x" * 201)],
    ],
    ids=lambda one: next(iter(one)),
)
def test_the_door_that_every_answer_takes_refuses_what_the_log_could_not_hold(project, bad):
    with pytest.raises(InputError, match=next(iter(bad))):
        project.record([made(project), made(project, **bad)])
    assert project.events.empty


def test_an_event_that_takes_its_own_place_is_refused(project):
    for kind in ("answer", "retract"):
        with pytest.raises(InputError, match="supersedes"):
            project.record([made(project, id="e", supersedes="e", kind=kind)])
    assert project.events.empty


def test_what_another_widget_gives_is_refused_where_no_reader_could_read_it_again():
    project = Project.from_data(["a"], task=Guest(name="Boxes"), store=MemoryStore())
    for bad in (nested(5_000), nested_objects(33), 10**5_000, {"x": float("nan")}, "x" * 1_000_001):
        with pytest.raises(InputError, match="value"):
            project.answer(bad)
    deepest = nested(32)
    project.answer(deepest)
    assert project.state_of(project.items.key_of(0)).value == deepest


def test_half_a_character_in_what_someone_wrote_stops_no_table_and_no_message(reception, project):
    wrong = {"label": None, "reason": f"no{HALF}"}
    take(
        reception,
        sent(project, suggestion={HALF: HALF}, extra={HALF: 1}),
        sent(project, 2, kind="note", value=f"look{HALF}\0"),
        sent(project, 3, kind="dispute", value=wrong),
        sent(project, 4, kind="dispute", value=wrong),
    )
    assert project.disputes["reason"].tolist() == [wrong["reason"]]
    assert project.events["value"].tolist()[1:3] == ["look\ufffd\ufffd", wrong]
    assert project.conflicts["label"].tolist() == [wrong, wrong]
    assert project.labels["note"].tolist() == ["look\ufffd\ufffd"]
    asked = {"type": "recall", "request": "r", "client": "page", "clients": ["page"]}
    (recalled,) = reception.replies(asked)
    json.dumps(codec.write(recalled), ensure_ascii=False).encode()


# --- Knots of retractions ------------------------------------------------------------------------


def retractions(project, target, length):
    """Return a chain: each takes back the one before it, the first one ``target``."""
    chain = []
    for _ in range(length):
        chain.append(made(project, kind="retract", value=None, supersedes=target))
        target = chain[-1].id
    return chain


@pytest.mark.parametrize("length", [330, 331])
@pytest.mark.parametrize("turned", [False, True])
def test_an_item_with_a_chain_of_retractions_is_answered_undone_and_reset(
    reception, project, length, turned
):
    take(reception, sent(project))
    chain = [
        sent(project, n, kind="retract", value=None, supersedes=f"e{n - 1}")
        for n in range(2, length + 2)
    ]
    answers = take(reception, *(chain[::-1] if turned else chain))
    assert len(outcomes(answers)[0]) == length
    stands = ["pest"] if length % 2 == 0 else []
    assert project.labels["label"].tolist() == stands
    assert (project.undo() is not None) == bool(stands)
    helper = project.scheme.active[1].id
    assert outcomes(take(reception, sent(project, 1_000, value=helper))) == (["e1000"], [])
    assert project.labels["label"].tolist() == ["helper"]
    assert project.reset(sure=True) == 1
    assert project.labels.empty
    assert project.progress.answered == 0


def test_ten_thousand_retractions_of_retractions_in_a_store_hold_nothing_up(tmp_path):
    file = tmp_path / "labels.db"
    project = Project.from_data(["a", "b"], labels=["pest", "helper"], store=file, annotator="asha")
    first = made(project)
    project.record([first])
    chain = [
        {**asdict(one), "project_id": project.row.id, "received_at": now()}
        for one in retractions(project, first.id, 10_000)
    ]
    with project.store.transaction() as connection:
        connection.execute(schema.events.insert(), chain)
    project.store.rebuild(project.row.id)
    project.close()
    again = Project.from_data(
        ["a", "b"], labels=["pest", "helper"], store=SqliteStore(file), annotator="asha"
    )
    assert again.labels["label"].tolist() == ["pest"]
    assert again.undo() == first.item_key
    assert again.labels.empty
    assert again.redo() == first.item_key
    again.answer("helper", item=first.item_key)
    assert again.labels["label"].tolist() == ["helper"]
    again.record(retractions(again, chain[-1]["id"], 1))  # takes the first answer back once more
    assert again.labels["label"].tolist() == ["helper"]
    assert again.reset(sure=True) > 0
    assert again.labels.empty
    assert again.undo() is None


def test_undo_passes_over_what_was_taken_back_before_it_came(reception, project):
    take(reception, sent(project))
    take(reception, sent(project, 3, kind="retract", value=None, supersedes="e2"))
    take(reception, sent(project, 2, supersedes="e1"))
    assert project.undo() is not None
    assert project.labels.empty
    assert project.undo() is None


def test_retractions_in_a_circle_take_back_nothing_and_hold_nothing_up(reception, project):
    circle = [
        sent(project, n, kind="retract", value=None, supersedes=f"e{2 + (n - 1) % 3}")
        for n in (2, 3, 4)
    ]
    take(reception, sent(project), *circle)
    assert project.labels["label"].tolist() == ["pest"]
    helper = project.scheme.active[1].id
    take(reception, sent(project, 5, value=helper, supersedes="e1"))
    assert project.labels["label"].tolist() == ["helper"]
    assert project.undo() is not None
    assert project.labels["label"].tolist() == ["pest"]
    assert project.reset(sure=True) == 1
    assert project.labels.empty

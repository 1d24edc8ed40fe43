"""What the kernel answers to the browser's messages, good ones and bad ones."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from loopwidgets.errors import StoreBusyError, StoreFullError
from loopwidgets.labels.scheme import Label
from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views import Text
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.protocol import codec, messages, typescript
from loopwidgets.widgets.protocol.addresses import box_of
from loopwidgets.widgets.saved_summary import summarize

AT = "2026-01-01T00:00:00.000Z"
FIND = {"type": "find", "request": "r", "client": "p", "search": "s", "count": 1, "instead": None}


@pytest.fixture
def project():
    texts = [f"note {number}" for number in range(30)]
    return Project.from_data(
        texts, labels=["pest", "helper"], store=MemoryStore(), annotator="asha"
    )


@pytest.fixture(autouse=True)
def all_the_time_in_the_world(monkeypatch):
    """A busy machine would send fewer items at once."""
    monkeypatch.setattr("loopwidgets.widgets.annotation.handlers.PATIENCE", 60.0)


@pytest.fixture
def desk(project):
    return Desk(project)


def ask(desk, **message):
    return list(desk.answer(codec.read({"client": "page", **message})))


def sent(desk, number=1, **more):
    project = desk.project
    event = {
        "id": f"e{number}",
        "box": box_of(desk.project),
        "item_key": project.items.key_of(number - 1),
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


def send(desk, *events, shown=None, moves=0):
    return ask(desk, type="events", events=list(events), shown=shown, moves=moves)


def hello(desk):
    (welcome,) = ask(desk, type="hello", request="r", protocol=messages.PROTOCOL, language="en")
    return welcome


def test_items_with_long_keys_are_shown_and_answered():
    keys = [f"https://example.org/{'a' * length}" for length in (300, 9_000)]
    data = pd.DataFrame({"text": ["one", "two"], "url": keys})
    desk = Desk(Project.from_data(data, "text", ["pest", "helper"], key="url", store=MemoryStore()))
    (ack,) = send(desk, sent(desk, 1), shown=keys[1])
    assert [one.key for one in ack.acked] == keys[:1]
    (more,) = ask(desk, type="more", request="r", have=keys[:1], count=5)
    assert [item.key for item in more.items] == keys[1:]
    (got,) = ask(desk, type="get", request="r", keys=keys, whole=False)
    assert len(got.items) == 2


def test_where_a_page_stood_before_it_heard_of_an_act_in_code_moves_nothing():
    project = Project.from_data([f"text {n}" for n in range(5)], labels=["pest", "helper"])
    desk = Desk(project)
    assert hello(desk).moves == 0
    key = project.items.key_of
    project.listen(
        lambda done: [desk.changed(one) for one in done if project.is_own_act(one.event)]
    )
    ask(desk, type="shown", key=key(0), moves=0)
    assert project.answer("pest") == key(0)
    ask(desk, type="shown", key=key(0), moves=0)  # was on its way
    assert project.answer("helper") == key(1)
    assert hello(desk).moves == 2
    ask(desk, type="shown", key=key(0), moves=2)  # went back, having heard
    assert project.answer("helper") == key(0)
    desk.visit(key(4))
    send(desk, sent(desk, 1, item_key=key(2)), shown=key(3), moves=3)
    assert project.current() == key(4)


def recall(desk, *clients):
    (answer,) = ask(desk, type="recall", request="r", clients=list(clients))
    return [(act.event, act.kind, act.before.status, act.before.value) for act in answer.acts]


def test_the_last_acts_of_a_page_are_told_with_what_stood_before_each(desk):
    pest, helper = (label.id for label in desk.project.scheme.active)
    send(desk, sent(desk, 1), sent(desk, 2))
    changed = {"item_key": desk.project.items.key_of(0), "supersedes": "e1", "value": helper}
    send(desk, sent(desk, 3, **changed))
    assert recall(desk, "page") == [
        ("e3", "answer", "answered", pest),
        ("e2", "answer", "open", None),
        ("e1", "answer", "open", None),
    ]


def test_an_act_is_told_with_what_was_suggested_then(desk):
    pest = desk.project.scheme.active[0].id
    suggestion = {"labels": [pest], "confidence": 0.86, "round": 3}
    send(desk, sent(desk, 1, suggestion=suggestion), sent(desk, 2))
    (answer,) = ask(desk, type="recall", request="r", clients=["page"])
    assert [act.suggestion for act in answer.acts] == [None, suggestion]


def test_only_acts_of_these_pages_that_stand_are_told(desk):
    send(desk, sent(desk, 1), sent(desk, 2))
    list(desk.answer(codec.read({"client": "other", **_events(sent(desk, 3))})))
    desk.project.answer("helper")
    send(
        desk,
        sent(
            desk, 4, item_key=sent(desk, 2)["item_key"], kind="retract", value=None, supersedes="e2"
        ),
    )
    assert [event for event, *_ in recall(desk, "page")] == ["e1"]
    assert [event for event, *_ in recall(desk, "page", "other")] == ["e3", "e1"]
    assert recall(desk, "nobody") == []


def _events(*events):
    return {"type": "events", "events": list(events), "shown": None, "moves": 0}


def test_the_typescript_types_are_those_of_the_protocol():
    assert typescript.TARGET.read_text(encoding="utf-8") == typescript.typescript(), (
        "run: python -m loopwidgets.widgets.protocol.typescript"
    )


def test_a_page_is_welcomed_with_all_it_needs_to_begin(desk):
    welcome = hello(desk)
    assert (welcome.request, welcome.to) == ("r", "page")
    assert [item.payload["segments"] for item in welcome.items[:2]] == [
        [["note 0", 0]],
        [["note 1", 0]],
    ]
    assert len(welcome.items) == 20
    assert not welcome.exhausted
    assert [(label.name, label.key) for label in welcome.choices] == [
        ("pest", "1"),
        ("helper", "2"),
    ]
    assert welcome.counts.total == 30


def test_whatever_is_sent_is_json_without_an_id_at_its_top(desk):
    send(desk, sent(desk), sent(desk, 2, kind="flag", value=True))
    for answer in [hello(desk), *send(desk, sent(desk, 3)), *send(desk, sent(desk, 4, value="?"))]:
        written = codec.write(answer)
        assert json.loads(json.dumps(written, allow_nan=False)) == json.loads(json.dumps(written))
        assert "id" not in written


def test_events_are_acked_with_the_state_of_their_items(desk, project):
    (ack,) = send(desk, sent(desk), shown=project.items.key_of(1))
    assert [entry.event for entry in ack.acked] == ["e1"]
    assert ack.acked[0].state.status == "answered"
    assert ack.acked[0].state.answer_tip == "e1"
    assert ack.counts.answered == 1
    assert project.shown == project.items.key_of(1)


def test_a_replayed_event_is_acked_again_and_recorded_once(desk, project):
    send(desk, sent(desk))
    (ack,) = send(desk, sent(desk))
    assert [entry.event for entry in ack.acked] == ["e1"]
    assert ack.counts.answered == 1
    assert len(project.events) == 1


def test_one_bad_event_does_not_stop_the_others(desk, project):
    answers = send(desk, sent(desk), sent(desk, 2, value="nonsense"), sent(desk, 3))
    assert [answer.type for answer in answers] == ["ack", "refused", "ack"]
    assert answers[1].event == "e2"
    assert not answers[1].retry
    assert "nonsense" in answers[1].reason
    assert len(project.events) == 2


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"box": "another/1/box"}, "another project"),
        ({"scheme_version": 7}, "no version 7"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"submitted_at": "2026-01-01T00:00:00"}, "submitted_at"),
        ({"active_seconds": -1.0}, "active_seconds"),
        ({"kind": "flag", "value": "yes"}, "true or false"),
        ({"kind": "note", "value": 7}, "text"),
        ({"kind": "note", "value": "x" * 100_001}, "at most"),
        ({"kind": "retract", "value": None}, "takes back"),
        ({"kind": "dispute", "value": {"label": "?", "reason": ""}}, "label"),
        ({"kind": "dispute", "value": "wrong"}, "dispute"),
        ({"item_key": ""}, "item_key"),
    ],
)
def test_an_event_that_cannot_be_used_is_refused_with_its_reason(desk, project, more, reason):
    (refused,) = send(desk, sent(desk, **more))
    assert refused.type == "refused"
    assert not refused.retry
    assert reason in refused.reason
    assert project.events.empty


def test_an_event_may_not_take_back_what_was_said_of_another_item(desk, project):
    send(desk, sent(desk))
    (refused,) = send(desk, sent(desk, 2, kind="retract", value=None, supersedes="e1"))
    assert "another item" in refused.reason
    assert project.tally.answered == 1


@pytest.mark.parametrize("error", [StoreFullError("the disk is full"), StoreBusyError("held")])
def test_what_the_store_cannot_take_now_is_to_be_tried_again(desk, project, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(project.store, "append", fail)
    (refused,) = send(desk, sent(desk))
    assert refused.retry
    assert refused.reason == str(error)
    monkeypatch.undo()
    assert send(desk, sent(desk))[0].type == "ack"


def test_a_held_store_is_waited_for_once_however_many_events_came(desk, project, monkeypatch):
    tried = []

    def hold(events, *_, **__):
        tried.append(len(events))
        raise StoreBusyError("held")

    three = [sent(desk, number) for number in (1, 2, 3)]
    with monkeypatch.context() as held:
        held.setattr(project, "record", hold)
        (refused,) = send(desk, *three)
    assert (refused.event, refused.retry, tried) == ("e1", True, [3])
    (ack,) = send(desk, *three)
    assert [one.event for one in ack.acked] == ["e1", "e2", "e3"]


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        "hello",
        {},
        {"type": "launch"},
        {"type": ["events"]},
        {"type": "hello"},
        {"type": "hello", "request": 7, "client": "p", "protocol": 1, "language": "en"},
        {"type": "hello", "request": "r", "client": "p", "protocol": True, "language": "en"},
        {"type": "hello", "request": "r", "client": "p", "protocol": 1, "language": "en", "x": 1},
        {"type": "hello", "request": "r" * 201, "client": "p", "protocol": 1, "language": "en"},
        {**FIND, "query": {"status": "done"}},
        {**FIND, "query": {"text": "x" * 201}},
        {**FIND, "query": {"flagged": "yes"}},
        {"type": "more", "request": "r", "client": "p", "have": [1], "count": 1},
        {"type": "events", "client": "p", "events": [{}], "shown": None, "moves": 0},
        {"type": "events", "client": "p", "events": "all", "shown": None, "moves": 0},
    ],
)
def test_what_is_no_message_is_refused(message):
    with pytest.raises(codec.MessageError):
        codec.read(message)


def test_values_that_are_no_json_are_refused(desk):
    deep = []
    for _ in range(50):
        deep = [deep]
    for value in (float("nan"), float("inf"), b"bytes", deep, "x" * 1_000_001):
        with pytest.raises(codec.MessageError):
            send(desk, sent(desk, value=value))


def test_more_items_are_those_that_the_page_does_not_have(desk, project):
    have = [project.items.key_of(code) for code in range(20)]
    (items,) = ask(desk, type="more", request="r", have=have, count=20)
    assert [item.number for item in items.items] == list(range(21, 31))
    assert items.exhausted


def test_skipped_items_come_once_more_at_the_end(desk, project):
    send(desk, sent(desk, 1, kind="skip", value=None))
    send(desk, *[sent(desk, number) for number in range(2, 31)])
    (items,) = ask(desk, type="more", request="r", have=[], count=5)
    assert [item.number for item in items.items] == [1]
    send(desk, sent(desk, 1, id="again", kind="skip", value=None, supersedes="e1"))
    (items,) = ask(desk, type="more", request="r", have=[], count=5)
    assert items.items == []
    assert items.exhausted


@pytest.mark.parametrize("light", [True, False])
def test_items_that_were_done_at_one_time_all_come_in_pages_each_once(light):
    texts = [f"note {number}" for number in range(500)]
    project = Project.from_data(texts, labels=["pest", "helper"], store=MemoryStore())
    desk = Desk(project)
    desk.project.record([desk._event("page", wire_event(sent(desk, n))) for n in range(1, 501)])
    came, before, is_last = [], None, False
    while not is_last:
        (page,) = ask(desk, type="earlier", request="r", light=light, before=before, count=60)
        came += [item.key for item in page.items]
        before, is_last = came[-1], page.exhausted
    assert sorted(came) == sorted(map(project.items.key_of, range(500)))


def wire_event(event):
    return codec.read(
        {"type": "events", "client": "page", "events": [event], "moves": 0, "shown": None}
    ).events[0]


def test_what_was_done_earlier_comes_newest_first(desk, project):
    for number in range(1, 6):
        send(desk, sent(desk, number, submitted_at=f"2026-01-01T00:00:0{number}.000Z"))
    (items,) = ask(
        desk, type="earlier", request="r", light=False, before=project.items.key_of(3), count=2
    )
    assert [item.number for item in items.items] == [3, 2]
    assert [item.number for item in hello(desk).recent] == [1, 2, 3, 4, 5]


def test_a_message_of_many_long_texts_is_cut_to_what_fits():
    texts = [f"{number}" + "x" * 900_000 for number in range(30)]
    project = Project.from_data(texts, labels=["a", "b"], store=MemoryStore(), annotator="asha")
    welcome = hello(Desk(project))
    assert 1 <= len(welcome.items) < 20
    assert not welcome.exhausted
    assert len(json.dumps(codec.write(welcome))) < 10_000_000


def test_an_item_of_50_mb_is_a_card_and_the_queue_goes_on():
    texts = ["x" * 50_000_000, "short"]
    project = Project.from_data(texts, labels=["a", "b"], store=MemoryStore(), annotator="asha")
    first, second = hello(Desk(project)).items
    assert "too long" in first.problem
    assert len(json.dumps(first.payload)) < 200_000
    assert second.problem == ""


def test_an_item_that_raises_while_it_is_shown_is_a_card():
    class Broken(Text):
        def payload(self, shown, row, *, whole=False):
            raise RuntimeError("no such file")

    texts = ["a", "b"]
    project = Project.from_data(texts, labels=["a", "b"], store=MemoryStore(), annotator="asha")
    project.view = Broken()
    assert "no such file" in hello(Desk(project)).items[0].problem


def test_a_generic_account_is_asked_for_a_name_once(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "jovyan")
    store = MemoryStore()
    desk = Desk(Project.from_data(["x", "y"], labels=["a", "b"], store=store))
    assert hello(desk).ask_name
    (named,) = ask(desk, type="name", request="r", name="asha")
    assert (named.annotator, named.box) == ("asha", box_of(desk.project))
    assert not hello(desk).ask_name
    again = Desk(Project.from_data(["x", "y"], labels=["a", "b"], store=store))
    assert not hello(again).ask_name


def test_a_name_may_stay_empty_and_is_not_asked_for_again(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "jovyan")
    desk = Desk(Project.from_data(["x", "y"], labels=["a", "b"], store=MemoryStore()))
    ask(desk, type="name", request="r", name="")
    assert not hello(desk).ask_name
    assert hello(desk).annotator == "jovyan"
    assert hello(desk).may_rename


def test_a_name_that_someone_has_fails_with_what_to_do(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "jovyan")
    store = MemoryStore()
    store.annotator("asha")
    desk = Desk(Project.from_data(["x", "y"], labels=["a", "b"], store=store))
    (failed,) = ask(desk, type="name", request="r", name="asha")
    assert failed.type == "failed"
    assert "annotator='asha'" in failed.reason


def test_a_name_that_the_cell_has_is_changed_there():
    store = MemoryStore()
    desk = Desk(Project.from_data(["x"], labels=["a", "b"], store=store, annotator="asha"))
    (failed,) = ask(desk, type="name", request="r", name="Asha R.")
    assert "Change annotator= there" in failed.reason
    assert not hello(desk).may_rename
    again = Project.from_data(["x"], labels=["a", "b"], store=store, annotator="asha")
    assert again.annotator.id == desk.project.annotator.id


def test_a_known_person_is_not_asked_for_a_name(desk):
    assert not hello(desk).ask_name


def test_data_that_breaks_off_is_told_once():
    def notes():
        yield from ("a", "b", "c")
        raise OSError("the disk is gone")

    project = Project.from_data(
        notes(), labels=["pest", "helper"], store=MemoryStore(), annotator="asha"
    )
    desk = Desk(project)
    project._growth._stream.wait(10)
    more = {"type": "more", "request": "r", "count": 5, "have": []}
    first, notice = ask(desk, **more)
    assert (first.exhausted, len(first.items)) == (True, 3)
    assert notice.text == (
        "The data ended with OSError: the disk is gone. You can label the items before it."
    )
    (again,) = ask(desk, **more)
    assert again.type == "items"
    welcome, told = ask(desk, type="hello", request="h", protocol=messages.PROTOCOL, language="en")
    assert (welcome.exhausted, told) == (True, notice)


def test_labels_that_are_not_asked_for_any_more_are_told_beside_the_others(project):
    desk = Desk(project)
    send(desk, sent(desk, 1))
    pest = project.scheme.active[0]
    project.schemes.grow(lambda scheme: scheme.changed_to([Label("helper"), Label("harmless")]))
    welcome = hello(desk)
    assert [label.name for label in welcome.choices] == ["helper", "harmless"]
    assert [(label.id, label.title) for label in welcome.retired] == [(pest.id, "pest")]
    assert project.tally.by_value[pest.id] == welcome.counts.by_value[pest.id] == 1
    assert "retired labels 1" in summarize(project, "s")["text/plain"]


def test_a_store_in_the_place_of_another_is_told_by_its_origin(tmp_path):
    def welcome(name="field", annotator="asha"):
        options = {"store": tmp_path / "s.db", "project": name, "annotator": annotator}
        return Desk(Project.from_data(["one"], labels=["x", "y"], **options)).welcome()

    first, same = welcome(), welcome()
    assert (same.box, same.origin) == (first.box, first.origin)
    for file in tmp_path.glob("s.db*"):
        file.unlink()
    after = welcome()
    assert after.box != first.box
    assert after.origin == first.origin
    assert len({after.origin, welcome("other").origin, welcome(annotator="ravi").origin}) == 3


def test_what_was_said_to_a_store_in_memory_is_gone_with_it(desk):
    assert desk.welcome().origin == ""

"""Whatever two clients do, in whatever order it arrives and however often: one state, and nothing lost."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loopwidgets.core import project_state as project_module
from loopwidgets.project import Project
from loopwidgets.store import fold, schema
from loopwidgets.store.fold import heads
from loopwidgets.store.memory import MemoryStore
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.protocol import codec
from loopwidgets.widgets.protocol.addresses import box_of

ITEMS = ["A green caterpillar.", "Two weevils.", "A ladybird."]
FACETS = ("answer", "flag", "note")
ACTS = ("answer", "answer", "skip", "flag", "note", "undo", "redo", "hear")


@dataclass
class Client:
    """A browser's page, as far as it decides what it sends; of the other one it knows what it hears."""

    name: str
    clock: int = 0
    """Its own time, in seconds; nobody promises that it goes forward."""
    sent: list[dict] = field(default_factory=list)
    tips: dict = field(default_factory=dict)
    done: list = field(default_factory=list)
    undone: list = field(default_factory=list)

    def act(self, kind: str, key: str, choice: int) -> None:
        if kind == "undo":
            if self.done:
                act, before = self.done.pop()
                retraction = self._send("retract", act["item_key"], None, act["id"])
                self.undone.append((act, before, retraction["id"]))
                self.tips[act["item_key"], facet(act["kind"])] = before
        elif kind == "redo":
            if self.undone:
                act, before, retraction = self.undone.pop()
                self._do(act["kind"], act["item_key"], act["value"], retraction, before)
        else:
            value = {
                "answer": ("pest", "helper")[choice % 2],
                "skip": None,
                "flag": bool(choice % 2),
                "note": f"note {choice}",
            }[kind]
            self.undone.clear()
            tip = self.tips.get((key, facet(kind)))
            self._do(kind, key, value, tip, tip)

    def hear(self, project: Project) -> None:
        """Learn how each item stands, whoever said so."""
        for key in keys_of(project):
            state = project.state_of(key)
            self.tips |= {(key, one): getattr(state, f"{one}_tip") for one in FACETS}

    def _do(self, kind, key, value, supersedes, before):
        event = self._send(kind, key, value, supersedes)
        self.tips[key, facet(kind)] = event["id"]
        self.done.append((event, before))

    def _send(self, kind, key, value, supersedes):
        number = len(self.sent) + 1
        event = {
            "id": f"{self.name}-{number}",
            "item_key": key,
            "kind": kind,
            "value": value,
            "client_seq": number,
            "supersedes": supersedes,
            "started_at": at(self.clock),
            "submitted_at": at(self.clock),
            "active_seconds": 1.5,
            "scheme_version": 1,
            "language": "en",
        }
        self.sent.append(event)
        return event


def at(second):
    """A time as the browser writes it."""
    return f"2026-01-01T00:{second // 60:02}:{second % 60:02}.000Z"


def facet(kind):
    return "answer" if kind == "skip" else kind


def keys_of(project):
    return [project.items.key_of(code) for code in range(len(ITEMS))]


def begin():
    project = Project.from_data(
        ITEMS, labels=["pest", "helper"], store=MemoryStore(), annotator="asha"
    )
    return project, Desk(project)


def deliver(desk, client, events):
    """Send events as the browser does, with this project's box and label ids."""
    if not events:
        return []
    ids = {label.name: label.id for label in desk.project.scheme.active}
    ready = [
        {
            **event,
            "box": box_of(desk.project),
            "value": ids[event["value"]] if event["kind"] == "answer" else event["value"],
        }
        for event in events
    ]
    message = {"type": "events", "client": client, "events": ready, "shown": None, "moves": 0}
    return list(desk.answer(codec.read(message)))


def current_of(project):
    """Return the table of current answers, without what differs by chance."""
    names = {label.id: label.name for label in project.scheme.active}
    columns = [c.name for c in schema.current.c if c.name not in ("project_id", "annotator")]
    rows = project.store.current(project.row.id, columns)
    return sorted(
        ([names.get(v, v) if isinstance(v, str) else v for v in row] for row in rows), key=str
    )


def counts_of(project):
    """Return the counts that are kept in memory, once they were seen to agree with each other."""
    tally = project.tally
    counts = [tally.by_value[label.id] for label in project.scheme.active]
    statuses = tally.statuses.tolist()
    assert [statuses.count(1), statuses.count(2)] == [tally.answered, tally.skipped]
    assert int(tally.flagged.sum()) == tally.n_flagged
    assert sum(counts) == tally.answered
    return counts, tally.answered, tally.skipped, tally.n_flagged


def heads_of(project, key):
    """Return which events stand in each facet of an item; several where pages said different things."""
    events = project.store.events_of(project.row.id, project.annotator.id, key)
    return {one: {event.id for event in standing} for one, standing in heads(events).items()}


acts = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(ACTS),
        st.integers(0, 2),
        st.integers(0, 3),
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=16,
)


def do(acts, project, desk):
    """Let two pages act by turns, each event arriving at once; what they sent, in their own orders."""
    clients = [Client("a"), Client("b")]
    keys = keys_of(project)
    for who, kind, item, choice, second in acts:
        client = clients[who]
        client.clock = second
        if kind == "hear":
            client.hear(project)
            continue
        sent = len(client.sent)
        client.act(kind, keys[item], choice)
        deliver(desk, client.name, client.sent[sent:])
    return [event for client in clients for event in client.sent]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts, st.randoms(use_true_random=False), st.integers(1, 4), st.booleans())
def test_any_delivery_of_what_two_clients_did_ends_in_one_state(acts, random, batch, stands):
    ticks = itertools.repeat(0) if stands else itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        # Where time stands, the order of arrival says nothing at all.
        patch.setattr(project_module, "now", lambda: at(next(ticks)))
        straight, desk = begin()
        sent = do(acts, straight, desk)
        twisted, other = begin()
        arriving = [*sent, *random.sample(sent, k=len(sent) // 2)]
        random.shuffle(arriving)
        acked = set()
        for start in range(0, len(arriving), batch):
            together = arriving[start : start + batch]
            for name in ("a", "b"):
                for answer in deliver(other, name, [e for e in together if e["id"][0] == name]):
                    assert answer.type == "ack", answer
                    acked |= {entry.event for entry in answer.acked}

    ids = {event["id"] for event in sent}
    assert acked == ids
    logged = [row["id"] for row in twisted.store.events(twisted.row.id)]
    assert sorted(logged) == sorted(ids)

    conflicts = False
    for key in keys_of(straight):
        standing = heads_of(twisted, key)
        assert standing == heads_of(straight, key)
        events = twisted.store.events_of(twisted.row.id, twisted.annotator.id, key)
        state = twisted.state_of(key)
        assert fold(events) == state
        arrived = {event.id: event.received_at for event in events}
        for one, several in standing.items():
            conflicts |= len(several) > 1
            # Of what stands side by side, the one that came last shows.
            assert getattr(state, f"{one}_tip") == max(several, key=lambda e: (arrived[e], e))
    if stands or not conflicts:
        assert current_of(twisted) == current_of(straight)
        assert counts_of(twisted) == counts_of(straight)
    before, counted = current_of(twisted), counts_of(twisted)
    twisted.store.rebuild(twisted.row.id)
    assert current_of(twisted) == before
    again = Project.from_data(
        ITEMS, labels=["pest", "helper"], store=twisted.store, annotator="asha"
    )
    assert counts_of(again) == counted


@settings(max_examples=60, deadline=None)
@given(acts)
def test_every_act_of_one_client_can_be_taken_back(acts):
    project, desk = begin()
    client = Client("a")
    for _, kind, item, choice, client.clock in acts:
        if kind != "hear":
            client.act(kind, keys_of(project)[item], choice)
    while client.done:
        client.act("undo", "", 0)
    deliver(desk, "a", client.sent)
    assert counts_of(project) == ([0, 0], 0, 0, 0)
    assert project.labels.empty


def test_undo_in_one_page_never_takes_back_what_another_page_said():
    project, desk = begin()
    key = project.items.key_of(0)
    one, two = Client("a"), Client("b")
    one.act("answer", key, 0)
    deliver(desk, "a", one.sent)
    two.tips[key, "answer"] = "a-1"  # the second page has heard of the first one's answer
    two.act("answer", key, 1)
    deliver(desk, "b", two.sent)
    one.act("undo", key, 0)
    deliver(desk, "a", one.sent[-1:])
    assert project.labels["label"].tolist() == ["helper"]

"""Which items are found: by text, label, status and marks; by number and key; while labels come in."""

from __future__ import annotations

import threading
import time

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.core import search
from loopwidgets.core.search import Query, typed
from loopwidgets.data.text_folding import LONGEST_PREVIEW, folded, preview
from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views import Record, Text
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.protocol import codec
from loopwidgets.widgets.protocol.addresses import box_of

TEXTS = [
    "A green caterpillar on the leaf",
    "Käfer am Blatt",
    "A BEETLE, under a leaf",
    "सुंडी पत्ते पर",
    "120 aphids",
    "nothing at all",
]


def project_of(data=TEXTS, show=None, labels=("pest", "helper"), **options):
    options = {"store": MemoryStore(), "annotator": "asha", **options}
    return Project.from_data(data, show, list(labels), **options)


def numbers(frame):
    return [index + 1 for index in frame.index]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KÄFER", "kafer"),
        ("Käfer", "Ka\u0308fer"),
        ("straße", "STRASSE"),
        ("ﬁn", "FIN"),
        ("İstanbul", "istanbul"),
        ("green\n  leaf", "green leaf"),
        ("كِتَاب", "كتاب"),
        ("क़लम", "कलम"),
        ("ΑΘΉΝΑΣ", "αθηνας"),
        ("１２", "12"),
    ],
)
def test_texts_that_a_person_takes_for_the_same_are_the_same(one, other):
    assert folded(one) == folded(other)


def test_texts_of_other_letters_stay_others():
    assert folded("が") != folded("か")
    assert folded("पत्ता") != folded("पता")


def test_a_preview_is_the_beginning_in_one_line():
    assert preview("  one\n\ntwo ") == "one two"
    assert len(preview("word " * 1000)) <= LONGEST_PREVIEW
    assert preview("word " * 1000).endswith("word…")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("leaf", [1, 3]),
        ("LEAF", [1, 3]),
        ("kafer", [2]),
        ("पत्ते", [4]),
        ("120", [5]),
        ("root", []),
        ("", [1, 2, 3, 4, 5, 6]),
        ("a  leaf", [3]),
    ],
)
def test_items_are_found_by_what_can_be_read_in_them(text, expected):
    assert numbers(project_of().find(text)) == expected


def test_items_are_found_by_what_was_said_of_them():
    project = project_of()
    keys = [project.items.key_of(code) for code in range(6)]
    project.answer("pest", item=keys[0])
    project.answer("helper", item=keys[2])
    project.skip(item=keys[1])
    project.flag(item=keys[2])
    project.flag(item=keys[3])
    project.note("look again", item=keys[1])
    project.dispute("it eats nothing", item=keys[0])
    assert numbers(project.find(status="answered")) == [1, 3]
    assert numbers(project.find(status="skipped")) == [2]
    assert numbers(project.find(status="open")) == [4, 5, 6]
    assert numbers(project.find(label="pest")) == [1]
    assert numbers(project.find(flagged=True)) == [3, 4]
    assert numbers(project.find(flagged=True, label="helper")) == [3]
    assert numbers(project.find("leaf", flagged=False)) == [1]
    assert numbers(project.find(noted=True)) == [2]
    assert numbers(project.find(noted=False)) == [1, 3, 4, 5, 6]
    assert numbers(project.find(disputed=True)) == [1]
    project.undo()
    assert numbers(project.find(disputed=True)) == []


def test_what_is_found_comes_as_labels_do_with_the_keys():
    data = pd.DataFrame({"text": TEXTS}, index=[f"row {n}" for n in range(6)])
    project = project_of(data, "text")
    project.answer("pest")
    project.flag(item=project.items.key_of(2))
    found = project.find("leaf")
    assert found.index.tolist() == ["row 0", "row 2"]
    assert found.columns.tolist() == ["item", *project.labels.columns]
    assert found["item"].tolist() == [project.items.key_of(0), project.items.key_of(2)]
    assert found["status"].tolist() == ["answered", "open"]
    assert found["flagged"].tolist() == [False, True]
    assert data.loc[found.index, "text"].tolist() == [TEXTS[0], TEXTS[2]]
    assert project.find("root").columns.tolist() == found.columns.tolist()


def test_equal_rows_are_all_found():
    project = project_of(["same", "other", "same"])
    project.answer("pest")
    assert numbers(project.find(label="pest")) == [1, 3]


def test_a_label_is_found_in_the_data_until_there_is_an_answer():
    data = pd.DataFrame(
        {"text": TEXTS, "label": ["pest", "pest", "helper", None, "pest", "helper"]}
    )
    project = project_of(data, "text", initial="label")
    assert numbers(project.find(label="pest")) == [1, 2, 5]
    project.answer("helper")
    project.skip()
    assert numbers(project.find(label="pest")) == [2, 5]
    assert numbers(project.find(label="helper", status="open")) == [3, 6]


def test_one_of_several_labels_is_enough():
    project = project_of(multiple=True)
    project.answer(["pest", "helper"])
    project.answer(["helper"])
    assert numbers(project.find(label="pest")) == [1]
    assert numbers(project.find(label="helper")) == [1, 2]


def test_a_label_that_is_a_part_of_another_finds_its_own_items_only():
    project = project_of(labels=["pest", "Pest", 'a "pest"', "100%", "1000"])
    for label in project.scheme.names:
        project.answer(label)
    for number, label in enumerate(project.scheme.names, 1):
        assert numbers(project.find(label=label)) == [number]


def test_what_another_annotator_said_finds_nothing(tmp_path):
    ben = project_of(store=tmp_path / "a.db", annotator="ben")
    ben.answer("pest")
    ben.note("hm")
    asha = project_of(store=tmp_path / "a.db")
    assert numbers(asha.find(label="pest")) == numbers(asha.find(noted=True)) == []


def test_items_outside_of_the_sample_are_not_found():
    project = project_of(sample=3)
    assert len(project.find()) == 3
    assert len(project.find(status="open")) == 3


def test_captions_records_and_images_are_read_as_they_are_shown():
    data = pd.DataFrame({"text": ["x", "y"], "place": ["Plot 12", None]})
    assert numbers(project_of(data, view=Text("text", caption="place")).find("plot 12")) == [1]
    rows = pd.DataFrame(
        {"name": ["ant", "bee"], "price": [1_234_567.0, np.nan], "bad": [object(), 1]}
    )
    project = project_of(rows, view=Record("name", "price", "bad", large="name"), key="name")
    for wanted in ("1234567", "1,234,567", "1 234 567", "-1,234"):
        assert numbers(project.find(wanted)) == ([] if wanted.startswith("-") else [1])
    assert numbers(project.find("bee")) == [2]
    images = project_of(["a/leaf.png", "b/stem.png"], view=lw.Image())
    assert numbers(images.find("leaf")) == [1]


def test_missing_and_odd_values_stop_nothing():
    odd = [None, float("nan"), "x\ud800y", "x" * 2_000_000, 7]
    project = project_of(
        pd.DataFrame({"text": pd.Series(odd, dtype=object)}), "text", duplicates="ask"
    )
    assert numbers(project.find("x")) == [3, 4]
    assert numbers(project.find("7")) == [5]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            {"label": "pst"},
            r"label: expected one of \['pest', 'helper'\], got 'pst'. Did you mean 'pest'",
        ),
        (
            {"status": "done"},
            r"status: expected one of \['open', 'answered', 'skipped'\], got 'done'",
        ),
        ({"status": "skiped"}, "Did you mean 'skipped'"),
        ({"flagged": "yes"}, "flagged: expected True, False or None, got 'yes'"),
        ({"text": 7}, "text: expected a text to look for, got 7"),
    ],
)
def test_what_can_not_be_looked_for_is_named(what, said):
    with pytest.raises(lw.InputError, match=said):
        project_of().find(**what)


def test_without_the_data_nothing_can_be_found(tmp_path):
    project_of(store=tmp_path / "a.db").answer("pest")
    project = Project.open(tmp_path / "a.db")
    project.items = None
    with pytest.raises(lw.InputError, match="opened without its data"):
        project.find("leaf")


def test_what_is_typed_names_an_item_or_is_a_text():
    items = project_of().items
    assert typed(items, "#2") == ("#2", 1)
    assert typed(items, " 3 ") == ("3", 2)
    assert typed(items, "३") == ("३", 2)
    assert typed(items, items.key_of(4)) == (items.key_of(4), 4)
    assert typed(items, "120") == ("120", None)
    assert typed(items, "#7") == ("#7", None)
    assert typed(items, '"3"') == ("3", None)
    assert typed(items, "“3”") == ("3", None)
    assert typed(items, '"') == ('"', None)
    keyed = project_of(
        pd.DataFrame({"text": TEXTS, "id": [60, 50, 40, 30, 3, 10]}), "text", key="id"
    )
    assert typed(keyed.items, "3") == ("3", 4)
    assert typed(keyed.items, "#3") == ("#3", 2)


def test_an_iterator_is_searched_as_far_as_it_was_read():
    read, go_on = threading.Event(), threading.Event()

    def texts():
        yield from ("leaf 1", "stem", "leaf 2")
        read.set()
        go_on.wait(10)
        yield from (f"leaf {number}" for number in range(3, 200))

    project = project_of(texts())
    project.next_items(1)
    assert read.wait(10)
    assert numbers(project.find("leaf")) == [1, 3]
    go_on.set()
    for _ in range(3):
        project.next_items(1, patience=5.0)
        project.answer("pest")
    project.next_items(60, patience=5.0)
    assert len(project.find("leaf")) > 2


# --- What a page is answered -------------------------------------------------------------------------


class Page:
    """A page that looks for items: what it was told, and on which thread it asked."""

    def __init__(self, project):
        self.told = []
        self._changed = threading.Condition()
        self.desk = Desk(project, self._tell)

    def _tell(self, message):
        with self._changed:
            self.told.append(message)
            self._changed.notify_all()

    def say(self, **message):
        return list(self.desk.answer(codec.read({"client": "page", **message})))

    def ask(self, **message):
        return self.say(request="r", **message)

    def find(self, search="s", *, count=3, instead=None, **query):
        query = {"text": "", "value": None, "status": None, "flagged": None, "noted": None, **query}
        assert self.ask(type="find", search=search, query=query, count=count, instead=instead) == []

    def wait_for(self, fits):
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(fits, self.told)), timeout=20), self.told
            return next(filter(fits, self.told))

    def found(self, search="s"):
        return self.wait_for(lambda one: one.type == "found" and one.search == search)

    def ended(self, search="s"):
        """The last word on how many there are."""
        return self.wait_for(
            lambda one: getattr(one, "search", None) == search and getattr(one, "complete", False)
        )


def shown(message):
    return [item.number for item in message.items]


def test_a_page_gets_the_first_items_and_the_number_of_all():
    page = Page(project_of([f"leaf {n}" for n in range(500)], duplicates="ask"))
    page.find(text="leaf")
    assert shown(page.found()) == [1, 2, 3]
    assert page.ended().total == 500
    (more,) = page.ask(type="find_more", search="s", start=3, count=10)
    assert shown(more) == list(range(4, 14))
    assert (more.total, more.complete, more.exhausted) == (500, True, False)
    (rest,) = page.ask(type="find_more", search="s", start=495, count=10)
    assert (shown(rest), rest.exhausted) == ([496, 497, 498, 499, 500], True)


def test_what_a_search_found_stays_whatever_is_said_meanwhile():
    project = project_of()
    page = Page(project)
    page.find(status="open")
    assert shown(page.found()) == [1, 2, 3]
    for _ in range(4):
        project.answer("pest")
    (more,) = page.ask(type="find_more", search="s", start=3, count=9)
    assert shown(more) == [4, 5, 6]
    assert more.items[0].state.status == "answered"


def test_a_page_is_told_that_nothing_fits_and_what_a_number_means():
    page = Page(project_of())
    page.find("nothing", text="root")
    found = page.found("nothing")
    assert (found.items, found.total, found.complete, found.named) == ([], 0, True, False)
    page.find("third", text="#3")
    assert (shown(page.found("third")), page.found("third").named) == ([3], True)
    page.find("skipped third", text="#3", status="skipped")
    assert shown(page.found("skipped third")) == []


def test_a_search_that_is_given_up_stops(monkeypatch):
    monkeypatch.setattr(search, "STEP", 0.0)
    page = Page(project_of([f"leaf {n}" for n in range(50_000)], duplicates="ask"))
    page.find("first", text="not there")
    page.find("second", text="leaf 4", instead="first")
    failed = page.wait_for(lambda one: one.type == "failed")
    assert "Another search" in failed.reason
    assert shown(page.found("second")) == [5, 41, 42]
    (gone,) = page.ask(type="find_more", search="first", start=0, count=1)
    assert gone.type == "failed"
    assert "find again" in gone.reason
    page.desk.finding.searches.close()


def test_only_the_last_searches_are_held():
    page = Page(project_of())
    for number in range(20):
        page.find(f"search {number}", text="leaf")
        page.found(f"search {number}")
    held = [number for number in range(20) if page.desk.finding.searches.get(f"search {number}")]
    assert held == list(range(12, 20))


def test_labels_are_acked_while_a_search_runs(monkeypatch):
    monkeypatch.setattr(search, "STEP", 0.0)  # it stops after each item, and so takes its time
    project = project_of([f"leaf {n}" for n in range(20_000)], duplicates="ask")
    page = Page(project)
    page.find(text="leaf")
    page.found()
    for number in range(30):
        key = project.items.key_of(number)
        event = {
            "id": f"e{number}",
            "box": box_of(page.desk.project),
            "item_key": key,
            "kind": "answer",
            "value": project.scheme.active[0].id,
            "client_seq": number,
            "supersedes": None,
            "started_at": "2026-01-01T00:00:00.000Z",
            "submitted_at": "2026-01-01T00:00:00.000Z",
            "active_seconds": 2.0,
            "scheme_version": 1,
            "language": "en",
        }
        (ack,) = page.say(type="events", events=[event], shown=None, moves=0)
        assert ack.acked[0].state.status == "answered"
    running = page.desk.finding.searches.get("s")
    assert not running.ended
    assert running.total < 20_000
    page.desk.finding.searches.close()


def test_a_search_waits_while_something_is_answered():
    page = Page(project_of([f"leaf {n}" for n in range(50_000)], duplicates="ask"))
    precedence = page.desk.finding.searches.precedence
    with precedence.taken():
        began = time.monotonic()
        precedence.give_way()
        assert time.monotonic() - began > 0.04
    precedence.give_way()


def test_a_search_that_fails_says_why(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no such luck")

    monkeypatch.setattr("loopwidgets.widgets.annotation.search_threads.found", broken)
    page = Page(project_of())
    page.find(text="leaf")
    assert page.wait_for(lambda one: one.type == "failed").reason == "RuntimeError: no such luck"


def test_a_page_whose_items_can_not_be_read_hears_why(tmp_path):
    project = project_of(store=tmp_path / "f.db")
    project.answer("pest")
    page = Page(project)
    for file in tmp_path.glob("f.db*"):
        file.unlink()
    page.find(text="leaf")
    why = page.wait_for(lambda one: one.type == "failed").reason
    assert "was moved, replaced or deleted while it was in use" in why
    assert "StoreError" not in why


def test_what_was_done_comes_as_a_list_without_what_is_shown():
    project = project_of()
    page = Page(project)
    project.answer("pest")
    project.skip()
    (items,) = page.ask(type="earlier", before=None, count=9, light=True)
    assert [item.number for item in items.items] == [2, 1]
    assert [item.payload for item in items.items] == [None, None]
    assert [item.preview for item in items.items] == [TEXTS[1], TEXTS[0]]


# --- The widget --------------------------------------------------------------------------------------


def test_a_widget_finds_and_shows_an_item_by_key_or_number():
    w = lw.annotate(TEXTS, labels=["pest", "helper"], store=MemoryStore(), annotator="asha")
    told = []
    w.send = lambda content, buffers=None: told.append(content)
    w.go_to(w.find("beetle")["item"].iloc[0])
    assert told[-1]["type"] == "visit"
    assert told[-1]["item"]["number"] == 3
    assert w.answer("pest") == w.project.items.key_of(2)
    w.go_to(5)
    assert told[-1]["item"]["number"] == 5
    assert w.project.shown == w.project.items.key_of(4)


def test_a_page_that_opens_later_begins_with_the_item_until_it_has_left_it():
    w = lw.annotate(TEXTS, labels=["pest", "helper"], store=MemoryStore(), annotator="asha")
    w.send = lambda content, buffers=None: None
    w.go_to(4)
    assert w._first["visit"]["number"] == 4
    page = Page(w.project)
    page.desk.visit(w.project.items.key_of(3))
    hello = {"type": "hello", "protocol": 1, "language": "en"}
    (welcome,) = page.ask(**hello)
    assert welcome.visit.number == 4
    page.say(type="shown", key=None, moves=welcome.moves)
    (welcome,) = page.ask(**hello)
    assert welcome.visit is None


@pytest.mark.parametrize("item", ["no such key", 0, 7, 2.5, True, None])
def test_an_item_that_is_not_there_is_named(item):
    w = lw.annotate(TEXTS, labels=["pest", "helper"], store=MemoryStore(), annotator="asha")
    with pytest.raises(lw.InputError, match=r"item: expected a key.*or a number from 1 to 6, got"):
        w.go_to(item)


def test_the_query_of_the_protocol_is_the_one_that_is_looked_for():
    assert Query() == Query(text="", value=None, status=None)

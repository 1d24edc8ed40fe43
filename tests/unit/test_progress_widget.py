"""The progress widget: what it tells of one's own work and of everyone's, and what it leaves alone."""

from __future__ import annotations

import gc
import itertools
import json
import subprocess
import sys
import textwrap
import threading
import time
import weakref
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.results.progress import stretch_of
from loopwidgets.store import open_store, schema
from loopwidgets.store.sqlite import SqliteStore
from loopwidgets.widgets.progress import widget as module

LABELS = ["pest", "helper"]
LOOKING = {"type": "looking", "language": "en"}


def project_of(store, annotator="asha", items=10):
    texts = [f"note {number}" for number in range(items)]
    return lw.Project.from_data(texts, labels=LABELS, store=store, annotator=annotator)


@pytest.fixture(params=["file", "postgres"])
def store(request, tmp_path):
    """Where the labels are: each test that takes it runs on SQLite and on PostgreSQL."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        yield url
        open_store(url).close()
        return
    yield tmp_path / "labels.db"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "labels.db"


@pytest.fixture
def show():
    """Makes progress widgets that a page looks at; closes them."""
    made = []

    def make(project, **options):
        widget = lw.ProgressWidget(project, **options)
        made.append(widget)
        widget._receive(LOOKING)
        return widget

    yield make
    for widget in made:
        widget.close()


def wait_until(holds):
    until = time.monotonic() + 60  # a busy store is asked more rarely
    while not holds():
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.01)


def numbers(widget):
    work = widget._shown["all"]
    return work["answered"], work["by_bin"], work["skipped"], work["flagged"]


def test_it_tells_what_was_done_before_and_follows_what_is_done(store, show):
    project = project_of(store)
    project.answer("pest")
    widget = show(project)
    assert numbers(widget) == (1, [1, 0], 0, 0)
    assert widget._shown["total"] == 10
    project.answer("helper")
    project.skip()
    project.flag()
    wait_until(lambda: numbers(widget) == (2, [1, 1], 1, 1))


def test_undo_lowers_the_counts_and_redo_raises_them(store, show):
    project = project_of(store)
    widget = show(project)
    project.answer("pest")
    project.answer("helper")
    project.undo()
    wait_until(lambda: numbers(widget) == (1, [1, 0], 0, 0))
    assert widget._shown["stretch"]["answered"] == 1
    project.redo()
    wait_until(lambda: numbers(widget) == (2, [1, 1], 0, 0))


@pytest.mark.parametrize("everyone", [False, True])
def test_a_changed_answer_moves_from_label_to_label(store, show, everyone):
    project = project_of(store)
    widget = show(project, everyone=everyone)
    key = project.answer("pest")
    project.answer("helper", item=key)
    wait_until(lambda: numbers(widget) == (1, [0, 1], 0, 0))


def test_a_project_without_its_data_has_no_total(store, show):
    project_of(store).answer("pest")
    widget = show(lw.Project.open(store))
    assert numbers(widget) == (1, [1, 0], 0, 0)
    assert widget._shown["total"] is None


def test_everyone_is_told_apart_and_the_busiest_comes_first(store, show):
    project = project_of(store)
    project.answer("pest")
    others = project_of(store, "ben")
    others.answer("helper")
    others.answer("helper")
    shown = show(project, everyone=True)._shown
    assert [(one["annotator"], one["by_bin"], one["own"]) for one in shown["people"]] == [
        ("ben", [0, 2], False),
        ("asha", [1, 0], True),
    ]
    assert (shown["all"]["answered"], shown["total"]) == (3, None)


def test_ones_own_progress_leaves_the_others_out(store, show):
    project = project_of(store)
    project.answer("pest")
    project_of(store, "ben").answer("helper")
    shown = show(project)._shown
    assert (shown["all"]["answered"], shown["people"]) == (1, [])


def test_answers_of_another_project_object_appear(store, show, monkeypatch):
    monkeypatch.setattr(module, "POLL", 0.02)
    project = project_of(store)
    widget = show(project, everyone=True)
    other = project_of(store, "ben")
    other.answer("helper")
    project.answer("pest")
    wait_until(lambda: numbers(widget) == (2, [1, 1], 0, 0))
    other.undo()
    wait_until(lambda: numbers(widget) == (1, [1, 0], 0, 0))


def test_answers_of_another_process_appear(store, show, monkeypatch):
    monkeypatch.setattr(module, "POLL", 0.02)
    widget = show(project_of(store), everyone=True)
    script = f"""
        import loopwidgets as lw
        texts = [f"note {{number}}" for number in range(10)]
        project = lw.Project.from_data(texts, labels={LABELS}, store={str(store)!r}, annotator="ben")
        for label in ("pest", "helper", "helper"):
            project.answer(label)
        project.close()
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True)
    wait_until(lambda: numbers(widget) == (3, [1, 2], 0, 0))
    assert [one["annotator"] for one in widget._shown["people"]] == ["ben"]


def test_what_was_counted_twice_or_missed_is_put_right_by_the_next_look(store, show):
    project = project_of(store)
    widget = lw.ProgressWidget(project, everyone=True)
    project.answer("pest")
    works = widget._works
    works.by_annotator[project.annotator.id].answered += 5
    works._heard[project.annotator.id] += 1  # heard of late, after it was read
    assert works.look()
    assert works.all().answered == 1
    assert not works.look()
    widget.close()


def test_what_comes_into_the_log_behind_later_events_is_seen(store):
    project, other = project_of(store), project_of(store, "ben")
    project.answer("pest")
    widget = lw.ProgressWidget(project, everyone=True)
    with (
        project.store.transaction() as connection
    ):  # as if others had taken places and not written yet
        connection.execute(sa.update(schema.events).values(seq=schema.events.c.seq + 900))
    assert not widget._works.look()
    other.answer("helper")
    with project.store.transaction() as connection:
        mine = schema.events.c.annotator == other.annotator.id
        connection.execute(sa.update(schema.events).where(mine).values(seq=7))
    assert widget._works.look()
    assert widget._works.all().answered == 2
    assert not widget._works.look()
    widget.close()


def test_own_answers_are_not_read_again_by_a_look(store, monkeypatch):
    project = project_of(store)
    widget = lw.ProgressWidget(project, everyone=True)
    project.answer("pest")
    monkeypatch.setattr(widget._works, "_read", lambda who: pytest.fail(f"read again: {who}"))
    assert not widget._works.look()
    assert widget._works.all().answered == 1
    widget.close()


def test_nothing_looks_into_the_store_when_no_page_looks(store, show, monkeypatch):
    monkeypatch.setattr(module, "POLL", 0.01)
    monkeypatch.setattr(module, "LEASE", 0.1)
    project = project_of(store)
    quiet = lw.ProgressWidget(project, everyone=True)
    assert quiet._watch is None
    seen = show(project, everyone=True)
    wait_until(lambda: not seen._watch.is_alive())
    monkeypatch.setattr(module, "LEASE", 60)
    seen._receive(LOOKING)
    assert seen._watch.is_alive()
    quiet.close()


def test_one_s_own_progress_needs_no_thread(store, show):
    assert show(project_of(store))._watch is None


def test_closing_ends_the_thread_and_the_listening(store, show, monkeypatch):
    monkeypatch.setattr(module, "POLL", 0.01)
    project = project_of(store)
    widget = show(project, everyone=True)
    watch = widget._watch
    widget.close()
    watch.join(10)
    assert not watch.is_alive()
    assert project._listeners == []
    project.answer("pest")
    widget.close()


@pytest.mark.parametrize("everyone", [False, True])
def test_listening_does_not_keep_the_widget_alive(store, everyone):
    import ipywidgets

    project = project_of(store)
    widget = lw.ProgressWidget(project, everyone=everyone)
    held = weakref.ref(widget)
    widget.close()
    del widget
    ipywidgets.Widget.close_all()
    gc.collect()
    assert held() is None
    project.answer("pest")


def test_a_thousand_answers_are_told_a_few_times(store, show):
    project = project_of(store, items=300)
    widget = show(project)
    told = []
    widget.observe(lambda change: told.append(time.monotonic()), "_shown")
    for _ in range(300):
        project.answer("pest")
    wait_until(lambda: numbers(widget)[0] == 300)
    apart = [later - earlier for earlier, later in itertools.pairwise(told)]
    assert all(gap > module.APART * 0.9 for gap in apart)


def test_a_label_never_waits_for_a_slow_look(store, monkeypatch):
    project = project_of(store)
    widget = lw.ProgressWidget(project, everyone=True)
    project_of(store, "ben").answer("helper")
    inside, go_on = threading.Event(), threading.Event()
    read = widget._works._read

    def slow(who):
        inside.set()
        assert go_on.wait(20)
        read(who)

    monkeypatch.setattr(widget._works, "_read", slow)
    look = threading.Thread(target=widget._works.look)
    look.start()
    assert inside.wait(20)
    project.answer("pest")  # would stand still here for ever
    assert look.is_alive()
    go_on.set()
    look.join()
    assert widget._works.all().answered == 2
    widget.close()


def test_retired_labels_still_count(store, show):
    project_of(store).answer("pest")
    texts = [f"note {number}" for number in range(10)]
    changed = lw.Project.from_data(
        texts, labels=["helper", "harmless"], store=store, annotator="asha"
    )
    shown = show(changed, everyone=True)._shown
    assert [label["name"] for label in shown["bins"]] == ["helper", "harmless"]
    assert (shown["all"]["by_bin"], shown["all"]["retired"]) == ([0, 0], 1)


def test_a_message_that_is_none_of_ours_is_refused_and_changes_nothing(store, show):
    widget = show(project_of(store))
    before = widget._shown
    for message in (None, {}, {"type": "events"}, {"type": "looking", "language": 3}):
        widget._receive(message)
    assert widget._shown is before


def test_what_is_told_is_json(store, show):
    project = project_of(store)
    project.answer("pest")
    told = show(project, everyone=True)._shown
    assert json.loads(json.dumps(told, allow_nan=False))["all"]["answered"] == 1


def test_the_saved_words_are_true_and_say_as_of_when(store):
    project = project_of(store)
    project.answer("pest")
    said = lw.ProgressWidget(project)._summary()
    assert "1 of 10 answered by asha, 0 skipped, 0 flagged: pest 1, helper 0." in said["text/plain"]
    assert said["text/plain"].startswith(f"As of {datetime.now(UTC):%Y-%m-%d}")
    assert said["text/plain"] in said["text/html"]


@pytest.mark.parametrize("wrong", [None, "labels.db", 3])
def test_what_is_no_project_is_refused(wrong):
    with pytest.raises(InputError, match="project: expected a Project or what"):
        lw.ProgressWidget(wrong)


def test_it_takes_the_labeling_widget_too(store, show):
    widget = lw.annotate(["a", "b"], labels=LABELS, store=store, annotator="asha")
    assert show(widget).project is widget.project
    widget.close()


def test_a_stretch_ends_at_a_long_pause():
    begun = datetime(2026, 1, 1, 9, tzinfo=UTC)
    times = [begun + timedelta(minutes=minute) for minute in (0, 30, 31, 32, 40)]
    stretch = stretch_of({f"{time:%Y-%m-%dT%H:%M:%S}"[:18]: 6 for time in times})
    assert (stretch.begun, stretch.answered) == (times[1], 24)
    assert stretch.seconds == 10 * 60 + 10
    assert stretch.per_hour == pytest.approx(24 / 610 * 3600)
    assert (stretch.steps[0], stretch.steps[-1]) == (6, 24)
    assert list(stretch.steps) == sorted(stretch.steps)


def test_a_pace_is_told_only_when_it_can_be():
    assert stretch_of({}) is None
    assert stretch_of({"2026-01-01T09:00:0": 20}).per_hour is None
    assert stretch_of({"2026-01-01T09:00:0": 2, "2026-01-01T09:05:0": 2}).per_hour is None


def test_two_stores_of_one_file_are_counted_alike(file, show):
    project = project_of(file)
    project.answer("pest")
    second = SqliteStore(file)
    assert second is not open_store(file)
    reopened = lw.Project.open(second)
    assert numbers(show(reopened, everyone=True)) == (1, [1, 0], 0, 0)
    second.close()


def test_of_many_labels_those_chosen_most_are_shown_and_the_others_counted(store, show):
    labels = [f"label {number}" for number in range(200)]
    texts = [f"note {number}" for number in range(30)]
    project = lw.Project.from_data(texts, labels=labels, store=store, annotator="asha")
    widget = show(project)
    assert (widget._shown["bins"], widget._shown["others"]) == ([], 200)
    for number in [150, 150, *range(20, 34)]:
        project.answer(f"label {number}")
    wait_until(lambda: widget._shown["all"]["answered"] == 16)
    shown = widget._shown
    assert [one["name"] for one in shown["bins"]] == [
        "label 150",
        *(f"label {number}" for number in range(20, 31)),
    ]
    assert shown["all"]["by_bin"] == [2] + [1] * 11
    assert (shown["all"]["others"], shown["others"], shown["all"]["retired"]) == (3, 188, 0)
    assert "others 3" in widget._summary()["text/plain"]


def test_what_a_guest_asks_is_told_too(tmp_path):
    text = pytest.importorskip("ipyannotations.text")
    w = lw.annotate(
        ["a wasp", "a bee"],
        widget=text.ClassLabeller(options=LABELS),
        store=tmp_path / "labels.db",
    )
    w.project.answer("pest")
    told = lw.ProgressWidget(w)
    assert told.project is w.project
    assert numbers(told) == (1, [1, 0], 0, 0)

"""The store under a widget: a full disk, another program, a file gone or damaged, a network's file system."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.disks import DISKS, MountedDisk
from tests.browser.fault_bench import Bench
from tests.browser.labeler import Labeler, setup_cell, show


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", ["mounted", "limited"])
def test_a_full_disk_is_said_and_what_was_answered_arrives_when_there_is_room(
    kind: str, rounds: int, lab: Notebooks, context: BrowserContext, tmp_path: Path
) -> None:
    with DISKS[kind](tmp_path / "small") as disk:
        bench = Bench.open(context, lab.server, rounds=rounds, options=disk.options)
        lab.opened.append(bench.notebook)
        for number in range(rounds):
            disk.fill(bench)
            bench.type(keys=3)
            expect(bench.labeler.part("stuck")).to_contain_text("Make room", timeout=60_000)
            bench.strike(bench.stop_typing)
            expect(bench.labeler.part("saved")).to_have_attribute("data-state", "saving")
            bench.wait_until_kept()
            disk.make_room(bench)
            if number > 0:  # the first time it goes on by itself, later it is asked to
                bench.notebook.reconnect()
            bench.wait_until_delivered()
            expect(bench.labeler.part("stuck")).to_have_count(0)
        verdict = bench.witness.judge(disk.store(bench), bench.notebook.page)
        print(f"{verdict}, in flight at each fault: {bench.in_flight}")
        verdict.assert_clean(made=rounds * 3)
        assert all(bench.in_flight)


def test_a_store_held_by_another_program_is_said_and_the_answer_arrives(plain: Notebooks) -> None:
    labeler = show_with(plain, "import loopwidgets.store.sqlite as at; at.BUSY_SECONDS = 0.3")
    file = labeler.notebook.file.with_name("loopwidgets.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        labeler.press("1")
        expect(labeler.part("stuck")).to_contain_text("held by another program")
        expect(labeler.part("saved")).to_have_attribute("data-state", "saving")
        other.execute("ROLLBACK")
    labeler.wait_until_saved()
    expect(labeler.part("stuck")).to_have_count(0)
    assert labeler.labels() == {1: "pest"}


def test_a_store_deleted_while_labeling_is_said_and_what_is_kept_goes_into_the_next(
    plain: Notebooks,
) -> None:
    labeler = show(plain, 40)
    labeler.press("1")
    labeler.wait_until_saved()
    file = labeler.notebook.file.with_name("loopwidgets.db")
    for each in file.parent.glob("loopwidgets.db*"):
        each.unlink()
    labeler.press("2")
    expect(labeler.part("stuck")).to_contain_text("moved, replaced or deleted")
    expect(labeler.part("saved")).to_have_attribute("data-state", "saving")
    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.focus()
    labeler.press("3")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "harmless"}
    expect(labeler.part("strays")).to_contain_text(
        "unsaved answers for 1 item from an earlier database"
    )
    labeler.part("strays-save").click()
    expect(labeler.part("strays")).to_have_count(0)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "harmless", 2: "helper"}


def test_every_connection_writes_ahead_and_waits_for_the_disk(plain: Notebooks) -> None:
    labeler = show(plain, 40)
    labeler.press("1", "2")
    labeler.wait_until_saved()
    assert labeler.notebook.execute(SETTINGS).split() == ["wal", "2"] * 4


def test_on_a_network_file_system_another_journal_is_used_and_said(plain: Notebooks) -> None:
    labeler = show_with(
        plain, "import loopwidgets.store.filesystem as at; at.kind_of = lambda path: 'nfs4'"
    )
    expect(labeler.part("store-notice")).to_contain_text(
        "loopwidgets.db is on a network file system (nfs4): label from one computer at a time."
    )
    labeler.press("1")
    labeler.wait_until_saved()
    assert labeler.notebook.execute(SETTINGS).split() == ["delete", "2"] * 4
    assert labeler.events_on_disk() == 1


def test_a_store_in_memory_is_said_to_be_no_store(plain: Notebooks) -> None:
    labeler = show(plain, 40, options="store=':memory:'")
    expect(labeler.part("saved")).to_have_text("not saved: kept in memory only")
    labeler.press("1")
    labeler.wait_until_saved()
    expect(labeler.part("saved")).to_have_text("not saved: kept in memory only")
    expect(labeler.part("saved")).to_have_attribute("data-durable", "false")


def test_a_store_that_can_only_be_read_is_looked_at(plain: Notebooks, tmp_path: Path) -> None:
    with MountedDisk(tmp_path / "disk") as disk:
        labeler = show(plain, 40, options=disk.options)
        notebook = labeler.notebook
        labeler.press("1", "n")
        labeler.part("note-text").fill("seen twice")
        labeler.press("Enter", "2")
        labeler.wait_until_saved()
        notebook.execute("w.project.close()")
        notebook.restart_kernel()
        assert disk.mount("remount,ro")
        notebook.run(0)
        notebook.run(1)
        expect(labeler.part("saved")).to_have_text("read only")
        expect(labeler.part("store-notice")).to_contain_text("loopwidgets.db can only be read")
        assert accessibility.violations(labeler.page) == []
        labeler.focus()
        labeler.press("1", "s", "f", "ArrowLeft")
        expect(labeler.part("item")).to_have_text("text 2")
        expect(labeler.part("answered")).to_have_text("Answered before: helper")
        expect(labeler.label("helper")).to_have_attribute("aria-pressed", "true")
        labeler.part("note-shown").click()
        expect(labeler.part("note-text")).to_have_value("seen twice")
        expect(labeler.part("note-text")).not_to_be_editable()
        expect(labeler.part("note-save")).to_have_count(0)
        labeler.press("Escape", "h")
        expect(labeler.part("history-row")).to_have_count(2)
        assert labeler.labels() == {1: "pest", 2: "helper"}
        assert disk.mount("remount,rw")
        notebook.run(0)
        notebook.run(1)
        labeler.focus()
        labeler.press("3")
        labeler.wait_until_saved()
        assert labeler.labels() == {1: "pest", 2: "helper", 3: "harmless"}


def test_a_damaged_store_is_refused_with_words_and_left_alone(plain: Notebooks) -> None:
    labeler = show(plain, 40)
    notebook = labeler.notebook
    labeler.press("1", "2")
    labeler.wait_until_saved()
    notebook.execute("w.project.close()")
    whole = notebook.file.with_name("loopwidgets.db").read_bytes()
    damaged = {
        "noise.db": bytes(range(256)) * 64,
        "torn.db": whole[:100] + b"\x5a" * (len(whole) - 100),
    }
    for name, content in damaged.items():
        file = notebook.file.with_name(name)
        file.write_bytes(content)
        notebook.set_source(0, setup_cell(options=f"store={name!r}"))
        notebook.run(0, may_raise=True)
        (error,) = (o for o in notebook.outputs(0) if o["output_type"] == "error")
        assert error["ename"] == "StoreError"
        assert error["evalue"].startswith(f"{name} is damaged")
        assert "choose another file with store='…'" in error["evalue"]
        assert file.read_bytes() == content


def show_with(lab: Notebooks, first: str) -> Labeler:
    """Show a widget whose cell does something else first."""
    notebook = lab([f"{first}\n{setup_cell()}", "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


SETTINGS = """
engine = w.project.store.engine
several = [engine.raw_connection() for _ in range(4)]
for one in several:
    (mode,) = one.cursor().execute("PRAGMA journal_mode").fetchone()
    (synchronous,) = one.cursor().execute("PRAGMA synchronous").fetchone()
    print(mode, synchronous)
for one in several:
    one.close()
"""

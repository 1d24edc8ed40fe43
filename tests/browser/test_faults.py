"""Kernel, server, page, network and disk fail while answers are on their way: nothing is lost or doubled.

What was made, kept and acknowledged is taken from the browser and its network, what is saved from the
store's file; the widget is not asked. Each fault strikes `ROUNDS` times, and `Verdict` counts at the end.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

import psutil
import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, setup_cell, show
from tests.browser.latency import LatencyProxy
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import LAB, JupyterServer
from tests.browser.witness import Verdict, Witness

ROUNDS = 20
SLOWER = 0.05
"""Seconds added each way while typing, where a fault must find answers on their way."""

EVERY = 8
"""Milliseconds between two keys: faster than a round trip, so that answers are always on their way."""

_numbers = itertools.count(1)

VIGILANT = replace(
    LAB,
    name="vigilant",
    flags=(*LAB.flags, "--KernelRestarter.time_to_dead=0.2", "--KernelRestarter.restart_limit=99"),
)
"""A server that looks five times a second whether a kernel lives, not every three seconds."""

BARE = replace(
    LAB,
    name="bare",
    module="jupyter_server",
    flags=(
        "--ServerApp.jpserver_extensions={'jupyterlab': False, 'notebook': False, 'jupyter_lsp': False}",
    ),
)
"""A server of kernels alone, for pages that are open already: it starts faster."""


@dataclass(slots=True, kw_only=True)
class Bench:
    """A widget over many items, who watches it, and how many answers were in flight at each fault."""

    labeler: Labeler
    witness: Witness
    in_flight: list[int]
    network: LatencyProxy | None = None

    @classmethod
    def open(
        cls,
        context: BrowserContext,
        server: JupyterServer,
        *,
        network: LatencyProxy | None = None,
        options: str = "",
    ) -> Bench:
        witness = Witness(context=context)
        cell = setup_cell(5000, options=options) + "\nw"
        number = next(_numbers)
        path = f"faults{number}/faults{number}.ipynb"  # a workspace is called after the file
        port = network.port if network else None
        notebook = NotebookPage.open(context, server, path, [cell], port=port)
        bench = cls(labeler=Labeler(notebook=notebook, index=0), witness=witness, in_flight=[])
        bench.network = network
        bench.run_cell()
        return bench

    @property
    def notebook(self) -> NotebookPage:
        return self.labeler.notebook

    @property
    def store(self) -> Path:
        return self.notebook.file.with_name("loopwidgets.db")

    def run_cell(self) -> None:
        """Run the cell; and again where a restart swallowed the request, which then never ends."""
        for _ in range(4):
            self.notebook.wait_until_ready()
            with contextlib.suppress(Error):
                self.notebook.run(0, seconds=10)
                break
        expect(self.labeler.root).to_have_attribute("data-stage", "item", timeout=20_000)

    def type(self, keys: int = 6) -> None:
        """Begin to type, and return after so many keys, while typing goes on."""
        page = self.notebook.page
        if self.network is not None:
            self.network.delay = SLOWER
        before = page.evaluate("() => window.typing.pressed()")
        page.evaluate("every => window.typing.start(every)", EVERY)
        page.wait_for_function("wanted => window.typing.pressed() >= wanted", arg=before + keys)

    def strike(self, fault: Callable[[], object]) -> None:
        """Let the fault happen, and note how many answers had been made and not acknowledged."""
        at = time.time()
        fault()
        with contextlib.suppress(Error):  # the page may be gone; what it told before is heard now
            self.notebook.page.evaluate("0")
        self.in_flight.append(self.witness.were_in_flight(at))
        if self.network is not None:
            self.network.delay = 0.0

    def stop_typing(self) -> None:
        self.notebook.page.evaluate("() => window.typing.stop()")

    def wait_until_delivered(self) -> None:
        """Wait until the widget says that all is saved, and the browser keeps nothing back."""
        self.labeler.wait_until_saved()
        self.notebook.page.wait_for_function(
            "async () => (await window.outbox.ids()).length === 0", timeout=15_000
        )

    def verdict(self) -> Verdict:
        verdict = self.witness.judge(self.store, self.notebook.page)
        print(f"{verdict}, in flight at each fault: {self.in_flight}")
        return verdict

    def assert_clean(self, *, heard_all: bool = True) -> None:
        """Assert that nothing was lost or doubled although most faults struck answers in flight."""
        self.verdict().assert_clean(made=ROUNDS * 5, heard_all=heard_all)
        struck = sum(number > 0 for number in self.in_flight[:ROUNDS])
        assert struck > ROUNDS / 2, f"few faults struck anything: {self.in_flight}"


def test_a_killed_kernel_loses_and_doubles_nothing(
    own_server: Callable[..., JupyterServer],
    context: BrowserContext,
    proxy: Callable[[JupyterServer], LatencyProxy],
) -> None:
    server = own_server(VIGILANT)
    bench = Bench.open(context, server, network=proxy(server))
    notebook = bench.notebook
    for number in range(ROUNDS + 3):
        process = notebook.server.kernel_process(notebook.kernel_id)
        notebook.page.evaluate("() => window.openNotebook.awaitRestart()")
        bench.type()
        if number < ROUNDS:
            bench.strike(process.kill)
            notebook.wait_until_restarted()
        else:  # and when the person restarts it in the middle of it
            bench.strike(notebook.restart_kernel)
        bench.stop_typing()
        bench.run_cell()
        bench.wait_until_delivered()
    bench.assert_clean()


@pytest.mark.timeout(600)
def test_a_killed_server_loses_and_doubles_nothing(
    own_server: Callable[..., JupyterServer],
    context: BrowserContext,
    proxy: Callable[[JupyterServer], LatencyProxy],
) -> None:
    server = own_server()
    bench = Bench.open(context, server, network=proxy(server))
    for number in range(ROUNDS):
        kernel = server.kernel_process(bench.notebook.kernel_id)
        processes = [kernel.parent(), kernel]  # found before: looking takes longer than an answer
        bench.type()
        bench.strike(lambda processes=processes: [process.kill() for process in processes])
        server.kill()
        server.application = LAB if number == ROUNDS - 1 else BARE
        server.start()
        bench.stop_typing()
        if server.application is LAB:
            server.start_kernel(bench.notebook.path)
            bench.notebook.reload()
        else:
            start_another_kernel(bench.notebook)
        bench.run_cell()
        bench.wait_until_delivered()
    bench.assert_clean()


def test_a_closed_or_crashed_page_loses_and_doubles_nothing(lab: Notebooks) -> None:
    bench = Bench.open(lab.context, lab.server)
    lab.opened.append(bench.notebook)
    for number in range(ROUNDS):
        notebook = bench.notebook
        bench.type()
        bench.strike(partial(crash, notebook.page) if number % 2 else notebook.page.close)
        notebook.page.close()
        bench.labeler = Labeler(notebook=notebook.open_again(), index=0)
        bench.run_cell()
        bench.wait_until_delivered()
    bench.assert_clean(heard_all=False)


def test_a_killed_browser_loses_and_doubles_nothing(
    lab: Notebooks, open_profile: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    bench = Bench.open(open_profile(), lab.server)
    lab.opened.append(bench.notebook)
    for _ in range(3):
        bench.type()
        bench.strike(lambda: kill_browser(tmp_path / "profile"))
        bench.witness = replace(bench.witness, context=open_profile())
        notebook = bench.notebook.open_again(bench.witness.context)
        bench.labeler = Labeler(notebook=notebook, index=0)
        bench.run_cell()
        bench.wait_until_delivered()
    bench.verdict().assert_clean(made=15, heard_all=False)


def test_reordered_and_repeated_frames_and_a_cut_network_change_nothing(
    lab: Notebooks, proxy: Callable[[JupyterServer], LatencyProxy]
) -> None:
    network = proxy(lab.server)
    lab.context.add_init_script(UNRULY)
    bench = Bench.open(lab.context, lab.server, network=network)
    lab.opened.append(bench.notebook)
    for number in range(ROUNDS):
        # Frames are out of order in every round; a cut takes ten seconds to mend.
        cut = number % 4 == 0
        bench.type(keys=10)
        bench.strike(network.drop if cut else lambda: None)
        bench.stop_typing()
        if cut:
            bench.notebook.reconnect()
        bench.wait_until_delivered()
    bench.assert_clean()
    sent = [tuple(event["id"] for event in message["events"]) for message in bench.witness.sent]
    assert len(sent) > len(set(sent)), "no frame was repeated"
    sequence = [message["events"][0]["client_seq"] for message in bench.witness.sent]
    assert sequence != sorted(sequence), "no frame was reordered"


def test_what_a_browser_sent_ends_in_the_same_answers_in_any_order(lab: Notebooks) -> None:
    witness = Witness(context=lab.context)
    labeler = show(lab, 12, more=[REPLAY])
    everything = "1 2 3 s f z Z 1 z z 2 ArrowLeft 3 ArrowLeft ArrowLeft 1 f f 2 s z Z 3"
    labeler.press(*everything.replace("Z", "Shift+Z").split())
    labeler.press("n")
    labeler.part("note-text").fill("seen at dusk")
    labeler.part("note-save").click()
    labeler.press("d")
    labeler.part("dispute-reason").fill("both")
    labeler.part("dispute-save").click()
    labeler.wait_until_saved()
    (labeler.notebook.file.parent / "sent.json").write_text(json.dumps(witness.sent))
    labeler.notebook.run(2)
    outcome = json.loads(labeler.notebook.text(2))
    assert outcome["events"] == len(witness.made) > 20
    assert outcome == {
        "events": len(witness.made),
        "other_states": 0,
        "lost": 0,
        "twice": 0,
        "conflicts": 0,
        "rounds": ROUNDS,
    }


# --- The disk ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["mounted", "limited"])
def test_a_full_disk_is_said_and_what_was_answered_arrives_when_there_is_room(
    kind: str, lab: Notebooks, tmp_path: Path
) -> None:
    with DISKS[kind](tmp_path / "small") as disk:
        bench = Bench.open(lab.context, lab.server, options=disk.options)
        lab.opened.append(bench.notebook)
        for number in range(ROUNDS):
            disk.fill(bench)
            bench.type(keys=3)
            expect(bench.labeler.part("stuck")).to_contain_text("Make room", timeout=15_000)
            bench.strike(bench.stop_typing)
            expect(bench.labeler.part("saved")).to_have_attribute("data-state", "saving")
            assert bench.witness.outbox(bench.notebook.page) >= bench.witness.in_flight
            disk.make_room(bench)
            if number > 0:  # the first time it goes on by itself, later it is asked to
                bench.notebook.reconnect()
            bench.wait_until_delivered()
            expect(bench.labeler.part("stuck")).to_have_count(0)
        verdict = bench.witness.judge(disk.store(bench), bench.notebook.page)
        print(f"{verdict}, in flight at each fault: {bench.in_flight}")
        verdict.assert_clean(made=ROUNDS * 3)
        assert all(bench.in_flight)


def test_a_store_held_by_another_program_is_said_and_the_answer_arrives(lab: Notebooks) -> None:
    labeler = show_with(lab, "import loopwidgets.store.sqlite as at; at.BUSY_SECONDS = 0.3")
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


def test_a_store_deleted_while_labeling_is_said_and_the_cell_can_run_again(lab: Notebooks) -> None:
    labeler = show(lab, 40)
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


# --- The store, from within the kernel ------------------------------------------------------------------


def test_every_connection_writes_ahead_and_waits_for_the_disk(lab: Notebooks) -> None:
    labeler = show(lab, 40)
    labeler.press("1", "2")
    labeler.wait_until_saved()
    assert labeler.notebook.execute(SETTINGS).split() == ["wal", "2"] * 4


def test_on_a_network_file_system_another_journal_is_used_and_said(lab: Notebooks) -> None:
    labeler = show_with(
        lab, "import loopwidgets.store.filesystem as at; at.kind_of = lambda path: 'nfs4'"
    )
    expect(labeler.part("store-notice")).to_contain_text(
        "loopwidgets.db is on a network file system (nfs4): label from one computer at a time."
    )
    labeler.press("1")
    labeler.wait_until_saved()
    assert labeler.notebook.execute(SETTINGS).split() == ["delete", "2"] * 4
    assert labeler.events_on_disk() == 1


def test_a_store_in_memory_is_said_to_be_no_store(lab: Notebooks) -> None:
    labeler = show(lab, 40, options="store=':memory:'")
    expect(labeler.part("saved")).to_have_text("not saved: kept in memory only")
    labeler.press("1")
    labeler.wait_until_saved()
    expect(labeler.part("saved")).to_have_text("not saved: kept in memory only")
    expect(labeler.part("saved")).to_have_attribute("data-durable", "false")


def test_a_damaged_store_is_refused_with_words_and_left_alone(lab: Notebooks) -> None:
    labeler = show(lab, 40)
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
        assert "choose another with store='…'" in error["evalue"]
        assert file.read_bytes() == content


# --- The faults themselves ------------------------------------------------------------------------------


def start_another_kernel(notebook: NotebookPage) -> None:
    """Let an open page notice that its kernel is gone with the server, and choose a new one."""
    for _ in range(4):  # a page that has not noticed yet connects to nothing
        notebook.page.evaluate(
            """async () => {
                const { serviceManager: manager, shell } = window.jupyterapp;
                await manager.kernels.refreshRunning();
                await manager.sessions.refreshRunning();
                await shell.currentWidget.sessionContext.changeKernel({ name: 'python3' });
            }"""
        )
        with contextlib.suppress(Error):
            notebook.wait_until_ready(seconds=15)
            return
    notebook.wait_until_ready()


def crash(page: Page) -> None:
    """End the page's process at once: nothing in the page hears of it."""
    with contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=5_000)


def kill_browser(profile: Path) -> None:
    """SIGKILL to the browser that uses a profile, and to all its processes."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(profile) in part for part in process.info["cmdline"] or ()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def show_with(lab: Notebooks, first: str) -> Labeler:
    """Show a widget whose cell does something else first."""
    notebook = lab([f"{first}\n{setup_cell()}", "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


class MountedDisk:
    """A file system in memory of less than a megabyte, filled with another file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.options = f"store={str(folder / 'loopwidgets.db')!r}"

    def __enter__(self) -> Self:
        self.folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(self.folder)]
        if sys.platform != "linux" or shutil.which("mount") is None:
            pytest.skip("no file system can be mounted here")
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("mounting a file system is not allowed here")
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=False)

    def store(self, bench: Bench) -> Path:
        return self.folder / "loopwidgets.db"

    def fill(self, bench: Bench) -> None:
        other = (self.folder / "something else").open("wb", buffering=0)
        with other, contextlib.suppress(OSError):
            while True:
                other.write(b"0" * 4096)

    def make_room(self, bench: Bench) -> None:
        (self.folder / "something else").unlink()


class LimitedStore:
    """A store that may not grow, by a setting of SQLite: what a full disk looks like to it."""

    options = ""

    def __init__(self, folder: Path) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def store(self, bench: Bench) -> Path:
        return bench.store

    def fill(self, bench: Bench) -> None:
        bench.notebook.execute(LIMIT.format(pages=1))

    def make_room(self, bench: Bench) -> None:
        bench.notebook.execute(LIMIT.format(pages=1_000_000))


DISKS = {"mounted": MountedDisk, "limited": LimitedStore}

LIMIT = """
import sqlalchemy as sa
if "pages" not in globals():
    @sa.event.listens_for(w.project.store.engine, "checkout")
    def limit(raw, *_):
        raw.execute(f"PRAGMA max_page_count={{pages}}")
pages = {pages}
"""

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

# Frames with answers go out late, out of order, and one to three times.
UNRULY = """(() => {
    const { send } = WebSocket.prototype;
    let seed = 7;
    const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    WebSocket.prototype.send = function (frame) {
        const text = typeof frame === 'string' ? frame : new TextDecoder().decode(frame);
        if (!text.includes('"supersedes"')) return send.call(this, frame);
        for (let copy = 0; copy <= 2 * chance(); copy += 1) {
            setTimeout(() => {
                if (this.readyState === WebSocket.OPEN) send.call(this, frame);
            }, 100 * chance());
        }
    };
})();"""

# In the kernel: what the browser sent, to one new store after another, each time in another order.
REPLAY = f"""
import json, pathlib, random

sent = json.loads(pathlib.Path("sent.json").read_text())
columns = ["label", "status", "note", "flagged"]
right = w.labels[columns]
outcome = dict(events=len(w.events), other_states=0, lost=0, twice=0, conflicts=0, rounds=0)
for seed in range({ROUNDS}):
    chance = random.Random(seed)
    messages = sent + chance.choices(sent, k=len(sent) // 2)
    chance.shuffle(messages)
    again = lw.annotate(
        df, "text", labels={["pest", "helper", "harmless"]!r}, annotator="asha", store=f"again{{seed}}.db"
    )
    ids = dict(zip([l.id for l in w.project.scheme.active], [l.id for l in again.project.scheme.active]))
    text = json.dumps(messages).replace(w._desk.box, again._desk.box)
    for before, after in ids.items():
        text = text.replace(before, after)
    for message in json.loads(text):
        again._receive(message)
    log = again.events
    outcome["other_states"] += not again.labels[columns].sort_index().equals(right.sort_index())
    outcome["lost"] += len(w.events) - len(log)
    outcome["twice"] += int(log.duplicated(["client_id", "client_seq"]).sum())
    outcome["conflicts"] += len(again.project.conflicts)
    outcome["rounds"] += 1
print(json.dumps(outcome))
"""

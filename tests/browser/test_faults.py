"""Kernel, server, page and network fail while answers are on their way: nothing is lost or doubled.

What was made, kept and acknowledged is taken from the browser and its network, what is saved from the
store's file; the widget is not asked. Each fault strikes several times, and `Verdict` counts at the end.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.conftest import Notebooks
from tests.browser.fault_bench import PATIENCE, Bench
from tests.browser.labeler import Labeler, show
from tests.browser.latency import LatencyProxy
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import LAB, JupyterServer
from tests.browser.witness import Witness

pytestmark = pytest.mark.timeout(600)  # twenty rounds, each with a death and a new life

often = pytest.mark.parametrize("rounds", [4, pytest.param(20, marks=pytest.mark.slow)])
rarely = pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.slow)])

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


@often
def test_a_killed_kernel_loses_and_doubles_nothing(
    own_server: Callable[..., JupyterServer],
    context: BrowserContext,
    proxy: Callable[[JupyterServer], LatencyProxy],
    rounds: int,
) -> None:
    server = own_server(VIGILANT)
    bench = Bench.open(context, server, rounds=rounds, network=proxy(server))
    notebook = bench.notebook
    for _ in bench.rounds():
        process = notebook.server.kernel_process(notebook.kernel_id)
        notebook.page.evaluate("() => window.openNotebook.awaitRestart()")
        bench.type()
        bench.strike(process.kill)
        notebook.wait_until_restarted()
        bench.stop_typing()
        bench.run_cell()
        bench.wait_until_delivered()
    for _ in range(rounds // 4):  # and when the person restarts it in the middle of it
        bench.type()
        bench.strike(notebook.restart_kernel)
        bench.stop_typing()
        bench.run_cell()
        bench.wait_until_delivered()
    bench.assert_clean()


@often
def test_a_killed_server_loses_and_doubles_nothing(
    own_server: Callable[..., JupyterServer],
    context: BrowserContext,
    proxy: Callable[[JupyterServer], LatencyProxy],
    rounds: int,
) -> None:
    server = own_server()
    bench = Bench.open(context, server, rounds=rounds, network=proxy(server))

    def come_back() -> None:
        """Start the server with its pages, and load the notebook's."""
        server.kill()
        server.application = LAB
        server.start()
        server.start_kernel(bench.notebook.path)
        bench.notebook.reload()

    for number in bench.rounds():
        kernel = server.kernel_process(bench.notebook.kernel_id)
        processes = [kernel.parent(), kernel]  # found before: looking takes longer than an answer
        bench.type()
        bench.strike(lambda processes=processes: [process.kill() for process in processes])
        server.kill()
        if number % 4 == 3:  # the computer was off, page and all
            come_back()
        else:
            server.application = BARE
            server.start()
            bench.stop_typing()
            start_another_kernel(bench.notebook)
        bench.run_cell(anew=come_back)
        bench.wait_until_delivered()
    bench.assert_clean()


@rarely
def test_a_closed_or_crashed_page_loses_and_doubles_nothing(
    lab: Notebooks,
    context: BrowserContext,
    proxy: Callable[[JupyterServer], LatencyProxy],
    rounds: int,
) -> None:
    bench = Bench.open(context, lab.server, rounds=rounds, network=proxy(lab.server))
    lab.opened.append(bench.notebook)
    for number in bench.rounds():
        notebook = bench.notebook
        bench.type()
        bench.strike(partial(crash, notebook.page) if number % 2 else notebook.page.close)
        notebook.page.close()
        bench.labeler = Labeler(notebook=notebook.open_again(), index=0)
        bench.run_cell()
        bench.wait_until_delivered()
    bench.assert_clean(heard_all=False)


@often
def test_a_killed_browser_loses_and_doubles_nothing(
    lab: Notebooks, open_profile: Callable[[], BrowserContext], tmp_path: Path, rounds: int
) -> None:
    bench = Bench.open(open_profile(), lab.server, rounds=rounds)
    lab.opened.append(bench.notebook)
    for _ in range(rounds // 2):  # a browser takes seconds to start
        bench.type(keys=8)
        bench.strike(lambda: kill_browser(tmp_path / "profile"))
        bench.witness = replace(bench.witness, context=open_profile())
        notebook = bench.notebook.open_again(bench.witness.context)
        bench.labeler = Labeler(notebook=notebook, index=0)
        bench.run_cell()
        bench.wait_until_delivered()
    bench.verdict().assert_clean(made=5 * (rounds // 2), heard_all=False)


@rarely
def test_reordered_and_repeated_frames_and_a_cut_network_change_nothing(
    lab: Notebooks,
    context: BrowserContext,
    proxy: Callable[[JupyterServer], LatencyProxy],
    rounds: int,
) -> None:
    network = proxy(lab.server)
    context.add_init_script(UNRULY)
    bench = Bench.open(context, lab.server, rounds=rounds, network=network)
    lab.opened.append(bench.notebook)

    def one_round(number: int) -> None:
        # Frames are out of order in every round; JupyterLab takes seconds to mend what was cut.
        bench.type(keys=10)
        bench.strike(network.drop if number % 4 == 0 else lambda: None)
        bench.stop_typing()
        bench.wait_until_delivered()

    def sequence() -> list[int]:
        return [message["events"][0]["client_seq"] for message in bench.witness.sent]

    for number in bench.rounds():
        one_round(number)
    for number in range(1, 16):  # until chance has put a frame before an earlier one
        if sequence() != sorted(sequence()):
            break
        one_round(number)
    bench.assert_clean()
    assert sequence() != sorted(sequence()), "no frame was reordered"
    sent = [tuple(event["id"] for event in message["events"]) for message in bench.witness.sent]
    assert len(sent) > len(set(sent)), "no frame was repeated"


@often
def test_what_a_browser_sent_ends_in_the_same_answers_in_any_order(
    lab: Notebooks, context: BrowserContext, rounds: int
) -> None:
    witness = Witness(context=context)
    labeler = show(lab, 12, more=[REPLAY.format(rounds=rounds)])
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
        "rounds": rounds,
    }


# --- The faults themselves ------------------------------------------------------------------------------


def start_another_kernel(notebook: NotebookPage) -> None:
    """Let an open page notice that its kernel is gone with the server, and choose a new one."""
    # A page that has not noticed yet connects to nothing; on a slow machine a kernel is slow to come.
    patience, deadline = 15.0, time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        notebook.page.evaluate(
            """async seconds => {
                const change = async () => {
                    const { serviceManager: manager, shell } = window.jupyterapp;
                    await manager.kernels.refreshRunning();
                    await manager.sessions.refreshRunning();
                    await shell.currentWidget.sessionContext.changeKernel({ name: 'python3' });
                };
                // Whatever is asked in a moment in which the connection breaks may never end.
                const late = new Promise(resolve => setTimeout(resolve, 1000 * seconds));
                await Promise.race([change(), late]);
            }""",
            patience,
        )
        with contextlib.suppress(Error):
            notebook.wait_until_ready(seconds=patience)
            return
        patience = min(60.0, 1.5 * patience)
        notebook.page.wait_for_timeout(1_000)
    said = notebook.page.evaluate(
        """() => {
            const { session } = window.jupyterapp.shell.currentWidget.sessionContext;
            const kernel = session?.kernel;
            const dialogs = [...document.querySelectorAll('.jp-Dialog')].map(one => one.textContent);
            return [session?.id, kernel?.id, kernel?.status, kernel?.connectionStatus, dialogs];
        }"""
    )
    raise AssertionError(f"the page got no other kernel: {said}")


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


# Frames with answers go out late, out of order, and one to three times. They are made a second apart, so
# some are held back for longer than that, and most for less.
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
            }, 2500 * chance() ** 2);
        }
    };
})();"""

# In the kernel: what the browser sent, to one new store after another, each time in another order.
REPLAY = """
import json, pathlib, random

sent = json.loads(pathlib.Path("sent.json").read_text())
columns = ["label", "status", "note", "flagged"]
right = w.labels[columns]
outcome = dict(events=len(w.events), other_states=0, lost=0, twice=0, conflicts=0, rounds=0)
for seed in range({rounds}):
    chance = random.Random(seed)
    messages = sent + chance.choices(sent, k=len(sent) // 2)
    chance.shuffle(messages)
    again = lw.annotate(
        df, "text", labels=["pest", "helper", "harmless"], annotator="asha", store=f"again{{seed}}.db"
    )
    ids = dict(zip([l.id for l in w.project.scheme.active], [l.id for l in again.project.scheme.active]))
    text = json.dumps(messages).replace(w._desk.welcome().box, again._desk.welcome().box)
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

"""From a key press to the next item painted, in real JupyterLab, several labelers in turn.

The labelers take turns in blocks of some seconds, so that what else the machine does hits all alike.
Which labelers, and what is good enough, others decide.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Error, sync_playwright

from tests.benchmarks.references import Subject
from tests.browser import chromium
from tests.browser.latency import LatencyProxy
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import LAB, running

Condition = Literal["plain", "200 ms each way", "a cell sleeps", "a cell burns CPU"]

CONDITIONS: tuple[Condition, ...] = (
    "plain",
    "200 ms each way",
    "a cell sleeps",
    "a cell burns CPU",
)
PER_SECOND = 4
BLOCK = 20
"""Keys that one labeler gets before the next one's turn."""

WARM_UP = 1.0
"""Seconds after a block's first press: a line does not change its speed while someone labels."""

UNEVEN = 0.3
"""No one types like a clock: each press comes earlier or later by up to so much of the time between two.

Evenly four times a second, all presses of a block would meet the screen's frames, and the timers that
JupyterLab runs once a second while a cell runs, at one and the same phase.
"""

APART = 0.05
"""Seconds between two presses at least: of two that are nearer, ours takes the second for a slip."""

_SETUP, _SLEEP, _BURN = range(3)
# The stop is looked for twice a second only: a system call gives the interpreter's lock away for a moment.
_WHILE_NOT_STOPPED = """
import pathlib, time
while not pathlib.Path("stop").exists():
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        {}
"""
_WATCH = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@dataclass(slots=True, kw_only=True)
class Bench:
    """Labelers that are shown, each in a notebook of its own, on a network that can be made slow."""

    notebooks: Mapping[str, NotebookPage]
    subjects: Mapping[str, Subject]
    proxy: LatencyProxy

    def measure(
        self, condition: Condition, keys: Mapping[str, int], *, runs: int
    ) -> dict[str, list[list[float]]]:
        """Press keys and return milliseconds.

        Parameters
        ----------
        condition
            What else goes on.
        keys
            How many presses each labeler gets in a run, by name.
        runs
            How often all of it is done.

        Returns
        -------
        dict
            By name, for each run one number a press.
        """
        times: dict[str, list[list[float]]] = {name: [] for name in keys}
        for _ in range(runs):
            for name in keys:
                times[name].append([])
            left = dict(keys)
            while any(left.values()):
                for name in keys:
                    count = min(BLOCK, left[name])
                    left[name] -= count
                    if count:
                        times[name][-1] += self._block(name, condition, count)
        return times

    def _block(self, name: str, condition: Condition, count: int) -> list[float]:
        notebook, subject = self.notebooks[name], self.subjects[name]
        with self._while(condition, notebook):
            notebook.page.bring_to_front()
            if subject.keys:
                notebook.page.locator(subject.root).focus()
            first = int(notebook.page.evaluate("() => window.painted.length"))
            chance = random.Random(first)
            # The first press warms up and does not count; by what comes of it a labeler knows the line.
            _press(notebook, subject, 0)
            began = time.perf_counter() + WARM_UP
            for number in range(1, count + 1):
                due = began + (number + chance.uniform(-UNEVEN, UNEVEN)) / PER_SECOND
                due = max(due, time.perf_counter() + APART)  # also where the last press came late
                notebook.page.wait_for_timeout((due - time.perf_counter()) * 1000)
                _press(notebook, subject, number)
            _wait_until_painted(notebook, first + count + 1, seconds=5, may_fail=True)
        _wait_until_painted(notebook, first + count + 1, seconds=30)
        measured: list[float] = notebook.page.evaluate("() => window.painted")
        return measured[first + 1 :]

    @contextmanager
    def _while(self, condition: Condition, notebook: NotebookPage) -> Iterator[None]:
        stop = notebook.file.with_name("stop")
        index = {"a cell sleeps": _SLEEP, "a cell burns CPU": _BURN}.get(condition)
        if condition == "200 ms each way":
            self.proxy.delay = 0.2
        if index is not None:
            stop.unlink(missing_ok=True)
            notebook.start(index)
        yield
        self.proxy.delay = 0.0
        if index is not None:
            stop.touch()
            notebook.wait_until_finished(index)


@contextmanager
def shown(subjects: Sequence[Subject], home: Path) -> Iterator[Bench]:
    """Show labelers in a real JupyterLab, ready to be measured."""
    with ExitStack() as stack:
        server = stack.enter_context(running(LAB, home))
        proxy = stack.enter_context(LatencyProxy(server.port))
        browser = chromium.launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        notebooks = {}
        for subject in subjects:
            context = browser.new_context(viewport=chromium.WINDOW)
            sleeping = _WHILE_NOT_STOPPED.format("time.sleep(0.02)")
            burning = _WHILE_NOT_STOPPED.format("sum(i * i for i in range(20_000))")
            notebook = NotebookPage.open(
                context,
                server,
                f"{subject.name}/{subject.name}.ipynb",
                [subject.setup, sleeping, burning],
                port=proxy.port,
            )
            notebook.run(_SETUP)
            notebook.page.locator(subject.item).wait_for()
            notebook.page.evaluate(_WATCH, {"root": subject.root, "item": subject.item})
            notebooks[subject.name] = notebook
        yield Bench(
            notebooks=notebooks,
            subjects={subject.name: subject for subject in subjects},
            proxy=proxy,
        )


def _wait_until_painted(
    notebook: NotebookPage, count: int, *, seconds: float, may_fail: bool = False
) -> None:
    """Wait for the last press's item; what needs the kernel may have to wait for a cell's end."""
    try:
        notebook.page.wait_for_function(
            "count => window.painted.length >= count", arg=count, timeout=seconds * 1000
        )
    except Error:
        if not may_fail:
            raise


def _press(notebook: NotebookPage, subject: Subject, number: int) -> None:
    if subject.keys:
        notebook.page.keyboard.press(subject.keys[number % len(subject.keys)])
    else:
        notebook.page.locator(subject.button).first.click()

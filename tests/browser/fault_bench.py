"""A widget in which someone types while faults strike, and what was in flight at each of them."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, expect

from tests.browser.labeler import Labeler, setup_cell
from tests.browser.latency import LatencyProxy
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import JupyterServer
from tests.browser.witness import Verdict, Witness

PATIENCE = 240.0
"""Seconds until a kernel has to be there after a fault; a busy machine is slow to start one."""
SLOWER = 0.05
"""Seconds added each way while typing, where a fault must find answers on their way."""

EVERY = 40
"""Milliseconds between two keys: as fast as a person, so that answers are always on their way."""

_numbers = itertools.count(1)


@dataclass(slots=True, kw_only=True)
class Bench:
    """A widget over many items, who watches it, and how many answers were in flight at each fault."""

    labeler: Labeler
    witness: Witness
    in_flight: list[int]
    wanted: int
    """Faults that must strike answers in flight."""
    network: LatencyProxy | None = None

    @classmethod
    def open(
        cls,
        context: BrowserContext,
        server: JupyterServer,
        *,
        rounds: int,
        network: LatencyProxy | None = None,
        options: str = "",
    ) -> Bench:
        witness = Witness(context=context)
        cell = setup_cell(5000, options=options) + "\nw"
        number = next(_numbers)
        path = f"faults{number}/faults{number}.ipynb"  # a workspace is called after the file
        port = network.port if network else None
        notebook = NotebookPage.open(context, server, path, [cell], port=port)
        bench = cls(
            labeler=Labeler(notebook=notebook, index=0),
            witness=witness,
            in_flight=[],
            wanted=rounds,
            network=network,
        )
        bench.run_cell()
        return bench

    @property
    def notebook(self) -> NotebookPage:
        return self.labeler.notebook

    @property
    def store(self) -> Path:
        return self.notebook.file.with_name("loopwidgets.db")

    @property
    def struck(self) -> int:
        """How many faults struck answers in flight."""
        return sum(number > 0 for number in self.in_flight)

    def rounds(self) -> Iterator[int]:
        """Count rounds until enough faults struck answers in flight: others prove nothing."""
        for number in range(2 * self.wanted):
            yield number
            if self.struck == self.wanted:
                return
        raise AssertionError(f"few faults strike anything: {self.in_flight}")

    def run_cell(self, anew: Callable[[], None] | None = None) -> None:
        """Run the cell, as a person does after a fault.

        Again where a restart swallowed the request, which then never ends; and where the kernel stays
        mute, as JupyterLab's connection to a restarted one may, after restarting it once more, or after
        beginning ``anew``, if that is given.
        """
        # How long one try is waited for grows: a busy machine may need a minute for what takes a second.
        troubles: list[str] = []
        patience, deadline = 10.0, time.monotonic() + PATIENCE
        while True:
            try:
                if len(troubles) >= 2:
                    (anew or self.notebook.restart_kernel)()
                self.notebook.wait_until_ready(seconds=3 * patience)
                self.notebook.run(0, seconds=patience)
                break
            except Error as trouble:
                troubles.append(
                    f"{time.monotonic() - deadline + PATIENCE:.0f} s: {trouble.message}"
                )
            assert time.monotonic() < deadline, f"no kernel runs the cell: {troubles}"
            patience = min(60.0, 1.5 * patience)
        expect(self.labeler.root).to_have_attribute("data-stage", "item", timeout=60_000)

    def type(self, keys: int = 6) -> None:
        """Begin to type, and return when so many answers were heard of, while typing goes on."""
        page = self.notebook.page
        if self.network is not None:
            self.network.delay = SLOWER
        wanted = len(self.witness.made) + keys
        page.evaluate("every => window.typing.start(every)", EVERY)
        deadline = time.monotonic() + 30
        while len(self.witness.made) < wanted:
            assert time.monotonic() < deadline, "nothing can be typed"
            page.evaluate("0")  # what the page told meanwhile is heard now

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

    def wait_until_kept(self) -> None:
        """Wait until the browser keeps all that is not acknowledged; writing takes it a moment."""
        page = self.notebook.page
        deadline = time.monotonic() + 10
        while not self.witness.outbox(page) >= self.witness.in_flight:
            assert time.monotonic() < deadline, "the browser does not keep what is not acknowledged"
            page.wait_for_timeout(50)

    def wait_until_delivered(self) -> None:
        """Wait until the widget says that all is saved, and the browser keeps nothing back."""
        self.labeler.wait_until_saved(seconds=40)
        self.notebook.page.wait_for_function(
            "async () => (await window.outbox.ids()).length === 0", timeout=40_000
        )

    def verdict(self) -> Verdict:
        verdict = self.witness.judge(self.store, self.notebook.page)
        print(f"{verdict}, in flight at each fault: {self.in_flight}")
        return verdict

    def assert_clean(self, *, heard_all: bool = True) -> None:
        """Assert that nothing was lost or doubled although so many faults struck answers in flight."""
        self.verdict().assert_clean(made=self.wanted * 5, heard_all=heard_all)
        assert self.struck >= self.wanted, f"few faults struck anything: {self.in_flight}"

"""What a page takes of the machine's memory while one image after another is labeled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.benchmarks import paint
from tests.benchmarks.references import OUR_PICTURE
from tests.benchmarks.report import Line
from tests.browser.notebook_page import NotebookPage

BUDGET = 300.0
"""Megabytes that are kept, JupyterLab's own included."""
STEADY = 1.2
"""What is kept at the end may be so many times what was kept after the first images."""
BEGINNING = 100


def lines(home: Path, *, images: int) -> Iterator[Line]:
    """Label images of 2000 by 1500 pixels and follow what the page's process has for itself.

    What it keeps is measured after a collection of garbage; the most it took, whenever it liked to collect.
    """
    with paint.shown([OUR_PICTURE], home) as bench:
        notebook = bench.notebooks[OUR_PICTURE.name]
        notebook.page.locator(OUR_PICTURE.root).focus()
        taken, kept = [], []
        for number in range(images):
            notebook.press(OUR_PICTURE.keys[number % len(OUR_PICTURE.keys)])
            drawn = f"{OUR_PICTURE.item}[data-drawn='{number + 2}']"
            notebook.page.locator(drawn).wait_for()
            if number % 10 == 9:
                taken.append(_megabytes(notebook))
            if number + 1 in (BEGINNING, images):
                kept.append(_kept(notebook))
    yield Line(
        name=f"a page over {images} images of 2000 × 1500: at most, with garbage (reference)",
        measured=f"{max(taken):.0f} MB",
    )
    yield Line(
        name="  kept at the end",
        measured=f"{kept[1]:.0f} MB",
        budget=f"{BUDGET:.0f} MB",
        holds=kept[1] <= BUDGET,
    )
    yield Line(
        name=f"  kept at the end and after {BEGINNING} images",
        measured=f"{kept[1]:.0f} and {kept[0]:.0f} MB: × {kept[1] / kept[0]:.2f}",
        budget=f"× {STEADY}",
        holds=kept[1] <= STEADY * kept[0],
    )


def _kept(notebook: NotebookPage) -> float:
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    session.detach()
    notebook.page.wait_for_timeout(2_000)  # the process gives memory back a little later
    return _megabytes(notebook)


def _megabytes(notebook: NotebookPage) -> float:
    """Return the memory that the page's process shares with no other."""
    browser = notebook.page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    pages = [p["id"] for p in processes if p["type"] == "renderer"]
    return max(psutil.Process(pid).memory_full_info().uss for pid in pages) / 1e6

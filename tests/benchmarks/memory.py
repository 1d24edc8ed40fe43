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
"""Megabytes, JupyterLab's own included."""
STEADY = 1.2
"""The last hundred images may take so many times what the first hundred took."""


def lines(home: Path, *, images: int) -> Iterator[Line]:
    """Label images of 2000 by 1500 pixels and follow what the page's process has for itself."""
    with paint.shown([OUR_PICTURE], home) as bench:
        notebook = bench.notebooks[OUR_PICTURE.name]
        root = notebook.page.locator(OUR_PICTURE.root)
        root.focus()
        taken = [_megabytes(notebook)]
        for number in range(images):
            notebook.page.keyboard.press(OUR_PICTURE.keys[number % len(OUR_PICTURE.keys)])
            drawn = f"{OUR_PICTURE.item}[data-drawn='{number + 2}']"
            notebook.page.locator(drawn).wait_for()
            if number % 10 == 9:
                taken.append(_megabytes(notebook))
    hundred = len(taken) // 5
    first, last = max(taken[:hundred]), max(taken[-hundred:])
    yield Line(name="a page before its first image (reference)", measured=f"{taken[0]:.0f} MB")
    yield Line(
        name=f"a page over {images} images of 2000 × 1500: at most",
        measured=f"{max(taken):.0f} MB",
        budget=f"{BUDGET:.0f} MB",
        holds=max(taken) <= BUDGET,
    )
    yield Line(
        name="  the last fifth beside the first",
        measured=f"{last:.0f} and {first:.0f} MB: × {last / first:.2f}",
        budget=f"× {STEADY}",
        holds=last <= STEADY * first,
    )


def _megabytes(notebook: NotebookPage) -> float:
    """Return the memory that the page's process shares with no other."""
    browser = notebook.page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    pages = [p["id"] for p in processes if p["type"] == "renderer"]
    return max(psutil.Process(pid).memory_full_info().uss for pid in pages) / 1e6

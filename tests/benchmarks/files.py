"""What is sent and what is kept: the bundle's size, and how much a notebook's file grows by labeling."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

import loopwidgets
from tests.benchmarks.report import Line
from tests.browser import chromium
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import LAB, running

_SHOWN = """
import loopwidgets as lw
texts = [f"Note {number}: a beetle under a leaf" for number in range(1_100)]
w = lw.annotate(texts, labels=["pest", "helper", "harmless"], store="growth.db", annotator="bench")
w
"""
_SAVED = ".loopwidgets [data-lw=saved][data-state=saved]"


def bundle() -> Iterator[Line]:
    static = Path(loopwidgets.__file__).parent / "static"
    sizes = {
        file.suffix: len(gzip.compress(file.read_bytes(), 9)) / 1000
        for file in (static / "annotation.js", static / "annotation.css")
    }
    total = sum(sizes.values())
    yield Line(
        name="bundle sent to the browser, gzipped",
        measured=f"{total:.1f} kB ({sizes['.js']:.1f} js, {sizes['.css']:.1f} css)",
        budget="70 kB",
        holds=total <= 70,
    )
    parts: Counter[str] = Counter()
    for file in (*static.glob("task-*"), *static.glob("view-*")):
        parts[file.stem] += len(gzip.compress(file.read_bytes(), 9))
    name, largest = parts.most_common(1)[0]
    yield Line(
        name=f"largest of {len(parts)} parts that come on demand, gzipped",
        measured=f"{largest / 1000:.1f} kB ({name})",
        budget="60 kB",
        holds=largest <= 60_000,
    )


def growth(home: Path, *, labels: int) -> Iterator[Line]:
    """Label in a real JupyterLab as fast as the widget takes it, and compare the saved files."""
    with running(LAB, home) as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        context = browser.new_context(viewport=chromium.WINDOW)
        notebook = NotebookPage.open(context, server, "growth.ipynb", [_SHOWN, "len(w.labels)"])
        notebook.run(0)
        notebook.page.locator(_SAVED).wait_for()
        notebook.save()
        before = notebook.file.stat().st_size
        root = notebook.page.locator(".loopwidgets")
        root.focus()
        for number in range(labels):
            key = root.get_attribute("data-item-key")
            notebook.press("123"[number % 3])
            notebook.page.wait_for_function(
                "key => ![key, '', undefined].includes("
                "document.querySelector('.loopwidgets').dataset.itemKey)",
                arg=key,
            )
        notebook.page.locator(_SAVED).wait_for()
        notebook.save()
        grown = notebook.file.stat().st_size - before
        notebook.run(1)
        kept = int(notebook.outputs(1)[0]["data"]["text/plain"])
        browser.close()
    if kept != labels:
        raise RuntimeError(f"pressed {labels} keys, the project holds {kept} labels")
    yield Line(
        name=f"notebook file after {labels:,} labels",
        measured=f"grew by {grown / 1000:.1f} kB",
        budget="20 kB",
        holds=grown < 20_000,
    )

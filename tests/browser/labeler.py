"""The labeling widget as a test sees it: what it shows, keys pressed in it, and what the kernel holds.

It asserts by waiting until the page shows something; it sleeps nowhere and starts no servers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page, Response, expect
from playwright.sync_api import TimeoutError as ImpatientError

from tests.browser.conftest import Notebooks
from tests.browser.notebook_page import NotebookPage

LABELS = ("pest", "helper", "harmless")


def _is_checkpoint(answer: Response) -> bool:
    return "/checkpoints" in answer.url and answer.request.method == "POST"


def setup_cell(items: int = 40, *, labels: Sequence[str] = LABELS, options: str = "") -> str:
    """Source of a cell that makes ``w`` over the texts "text 1", "text 2" …, indexed from 1."""
    return (
        "import json, loopwidgets as lw, pandas as pd\n"
        f"df = pd.DataFrame({{'text': [f'text {{n}}' for n in range(1, {items + 1})]}}, "
        f"index=range(1, {items + 1}))\n"
        f"w = lw.annotate(df, 'text', labels={list(labels)!r}, annotator='asha'"
        f"{', ' if options else ''}{options})"
    )


def show(
    jupyter: Notebooks,
    items: int = 40,
    *,
    labels: Sequence[str] = LABELS,
    options: str = "",
    more: Sequence[str] = (),
) -> Labeler:
    """Open a notebook, make ``w`` in its first cell, show it by its second, and focus it there.

    ``more`` are the sources of further cells, which are not run.
    """
    notebook = jupyter([setup_cell(items, labels=labels, options=options), "w", *more])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


@dataclass(frozen=True, slots=True, kw_only=True)
class Labeler:
    """The widget in one cell's output."""

    notebook: NotebookPage
    index: int = 1

    @property
    def page(self) -> Page:
        return self.notebook.page

    @property
    def root(self) -> Locator:
        return self.notebook.cell(self.index).locator(".loopwidgets")

    def part(self, name: str) -> Locator:
        """What has ``data-lw`` of this name."""
        return self.root.locator(f"[data-lw='{name}']")

    def label(self, name: str) -> Locator:
        return self.root.locator(f"[data-lw='label'][data-label='{name}']")

    # --- Doing -------------------------------------------------------------------------------------

    def focus(self) -> None:
        """Wait until the widget is there, and give it the keys."""
        expect(self.root).to_have_attribute("data-stage", "item")
        self.root.focus()

    def press(self, *keys: str) -> None:
        """Press keys as a person does, one after the other, wherever the focus is."""
        self.notebook.press(*keys)

    def press_apart(self, keys: str, milliseconds: float) -> None:
        """Press keys so far apart, by the page's own clock; the time between two is the browser's to keep."""
        self.page.keyboard.type(keys, delay=milliseconds)

    def press_control_s(self) -> nbformat.NotebookNode:
        """Save by the key, wherever the focus is; what the file then holds.

        Jupyter ignores the key until the page knows of the checkpoint that ends the last save: then
        it is pressed again.
        """
        for patience in (5_000, 5_000, 30_000):
            try:
                with self.page.expect_response(_is_checkpoint, timeout=patience):
                    self.page.keyboard.press("Control+S")
                break
            except ImpatientError:
                if patience == 30_000:
                    raise
        notebook: nbformat.NotebookNode = nbformat.read(self.notebook.file, as_version=4)
        return notebook

    def hold_in_page(self) -> Locator:
        """Mark the root in the page, so that a test can tell that it is still the same node."""
        self.root.evaluate("root => { root.heldByTest = true; }")
        return self.root

    # --- What the page shows -----------------------------------------------------------------------

    def expect_item(self, text: str) -> None:
        """Wait until this item is in front of the person, who could say something of it."""
        expect(self.part("item")).to_have_text(text)
        self.notebook.rest()

    def expect_stage(self, stage: str) -> None:
        expect(self.root).to_have_attribute("data-stage", stage)

    def expect_progress(self, answered: int, total: int) -> None:
        expect(self.part("progress")).to_have_text(f"{answered} of {total}")

    def expect_counts(self, *counts: int) -> None:
        """How often each label was chosen, in the order of the buttons."""
        shown = self.part("distribution").locator(".lw-count")
        expect(shown).to_have_text([str(count) for count in counts])

    def bars(self) -> list[float]:
        """How long each label's bar is, of its track."""
        return list(
            self.part("distribution").evaluate_all(
                """shares => shares.map(share => {
                    const width = (name) =>
                        share.querySelector(name).getBoundingClientRect().width;
                    return width('.lw-fill') / width('.lw-track');
                })"""
            )
        )

    def wait_until_saved(self, *, seconds: float = 15) -> None:
        """Wait until all that was done is on disk, by the widget's own word."""
        expect(self.part("saved")).to_have_attribute("data-state", "saved", timeout=seconds * 1000)

    def has_focus(self) -> bool:
        """Whether keys go to the widget."""
        return bool(self.root.evaluate("root => root.contains(document.activeElement)"))

    def is_same_node(self) -> bool:
        """Whether the root is the one that `hold_in_page` marked."""
        return bool(self.root.evaluate("root => root.heldByTest === true"))

    # --- What the kernel holds ---------------------------------------------------------------------

    def kernel(self, expression: str) -> Any:
        """The value of a Python expression in the kernel, through JSON."""
        plain = "lambda value: value.item() if hasattr(value, 'item') else str(value)"
        return json.loads(
            self.notebook.execute(f"import json; print(json.dumps({expression}, default={plain}))")
        )

    def labels(self) -> dict[int, Any]:
        """What ``w.labels`` holds: label by row, None for a skipped one."""
        found: Mapping[str, Any] = self.kernel(
            "{n: None if pd.isna(label) is True else label for n, label in w.labels['label'].items()}"
        )
        return {int(row): label for row, label in found.items()}

    def events(self) -> list[str]:
        """What ``w.events`` holds: the kind of each event, an answer's with its label."""
        return list(
            self.kernel(
                "[f'{e.kind} {e.label}' if e.kind == 'answer' else e.kind for e in w.events.itertuples()]"
            )
        )

    def events_on_disk(self) -> int:
        """How many events the store's file holds, whatever the kernel is doing."""
        file = self.notebook.file.with_name("loopwidgets.db")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM lw_events").fetchone()
        return int(count)

"""Many labels: from a key press in the field to the list painted, beside a field that finds nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.report import Line, median, p95
from tests.browser import chromium
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import LAB, running

FRAME = 1000 / 60
"""Milliseconds."""

_PER_SECOND = 5
_WATCH = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_LETTERS = "aeioubclmnprstw"

_FLOOR = '''
import anywidget

class Floor(anywidget.AnyWidget):
    _esm = """
    export default { render({ el }) {
      const field = document.createElement('input');
      const list = document.createElement('div');
      field.className = 'floor-field';
      field.dataset.lmSuppressShortcuts = 'true';
      list.className = 'floor-list';
      list.textContent = 'nothing';
      field.addEventListener('input', () => { list.textContent = `typed: ${field.value}`; });
      el.append(field, list);
    } };
    """

Floor()
'''
_OURS = """
import loopwidgets as lw

plants = "apple bean cabbage cotton maize onion potato rice rose wheat".split()
kinds = "aphid beetle borer bug fly ladybird leaf-miner mite moth weevil".split()
names = [f"{{plant}} {{kind}} {{n}}" for n in range({turns}) for plant in plants for kind in kinds]
lw.annotate(["a text", "another"], labels=names, store=":memory:", annotator="bench", project="{turns}")
"""


def lines(home: Path, *, keys: int) -> Iterator[Line]:
    """200 labels within a frame; as many again as there can be, to see that only those in view are drawn."""
    sources = [_FLOOR, _OURS.format(turns=2), _OURS.format(turns=100)]
    with running(LAB, home) as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        context = browser.new_context(viewport=chromium.WINDOW)
        times = []
        for number, source in enumerate(sources):
            notebook = NotebookPage.open(context, server, f"labels{number}.ipynb", [source])
            notebook.run(0)
            if number == 0:
                times.append(_typed(notebook.page, ".floor-field", ".floor-list", keys))
                continue
            notebook.page.locator(".loopwidgets[data-stage=item]").focus()
            notebook.page.keyboard.press("l")
            times.append(
                _typed(notebook.page, "[data-lw=label-search]", "[data-lw=label-list]", keys)
            )
        browser.close()
    floor, ours, most = times
    for name, measured, budget in [
        ("floor", floor, None),
        ("ours, 200 labels", ours, FRAME),
        ("ours, 10,000 labels", most, None),
    ]:
        yield Line(
            name=f"key to labels found painted: {name}",
            measured=f"{median(measured):.1f} ms, p95 {p95(measured):.1f}",
            budget="" if budget is None else f"{budget:.1f} ms",
            holds=None if budget is None else median(measured) <= budget,
        )


def _typed(page: Page, field: str, list_: str, keys: int) -> list[float]:
    """Type a letter and take it back, again and again: each press leads to another list."""
    page.locator(field).focus()
    page.locator(list_).wait_for()
    page.evaluate(_WATCH, {"list": list_})
    chance = random.Random(0)
    for number in range(keys + 2):
        letter = _LETTERS[number // 2 % len(_LETTERS)]
        page.keyboard.press("Backspace" if number % 2 else letter)
        page.wait_for_function("count => window.listed.length >= count", arg=number + 1)
        # No one types like a clock: presses must not meet the frames at one phase.
        page.wait_for_timeout(1000 / _PER_SECOND * chance.uniform(0.7, 1.3))
    measured: list[float] = page.evaluate("() => window.listed")
    return measured[2:]

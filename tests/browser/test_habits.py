"""Habits of users in a real page: cells that wait, several labels or none, renamed labels, mixed writing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, setup_cell, show
from tests.browser.test_accessibility import THEMES

WAITS = {
    "wait": "display(w)\nprogress = w.wait()\nprint(progress.answered, progress.remaining)",
    "await": "display(w)\nprogress = await w.finished()\nprint(progress.answered, progress.remaining)",
}


@pytest.mark.parametrize("way", WAITS)
def test_a_cell_that_shows_the_widget_waits_for_the_labels(jupyter: Notebooks, way: str) -> None:
    notebook = jupyter([setup_cell(3), WAITS[way], "print('next', len(w.labels))"])
    notebook.run(0)
    notebook.start(1)
    notebook.start(2)  # as "Run All" does
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    labeler.press("1", "2")
    labeler.expect_progress(2, 3)
    assert notebook.text(2) == ""
    labeler.press("3")
    notebook.wait_until_finished(2)
    assert "3 0" in notebook.text(1)
    assert notebook.text(2).strip() == "next 3"


GUEST = """
import ipywidgets, loopwidgets as lw

class Own(ipywidgets.VBox):
    def __init__(self):
        self.shown, self.functions = ipywidgets.Label(), []
        button = ipywidgets.Button(description="bug")
        button.on_click(lambda pressed: [function("bug") for function in self.functions])
        super().__init__([self.shown, button])

    def display(self, item):
        self.shown.value = item

    def on_submit(self, function):
        self.functions.append(function)

w = lw.annotate(["it crashes", "it is slow"], widget=Own())
"""


def test_a_cell_waits_for_a_guest_too_which_is_heard_meanwhile(lab: Notebooks) -> None:
    notebook = lab([GUEST, "w", "print(w.wait().answered)"])
    notebook.run(0)
    notebook.run(1)
    guest = notebook.cell(1)
    expect(guest.get_by_text("it crashes")).to_be_visible()
    notebook.start(2)
    guest.get_by_role("button", name="bug").click()
    expect(guest.get_by_text("it is slow")).to_be_visible()
    guest.get_by_role("button", name="bug").click()
    notebook.wait_until_finished(2)
    assert notebook.text(2).strip() == "2"


def test_an_interrupt_ends_the_waiting_and_the_widget_goes_on(lab: Notebooks) -> None:
    notebook = lab([setup_cell(3), "w", "w.wait()"])
    notebook.run(0)
    notebook.run(1)
    notebook.start(2)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    labeler.press("1")
    labeler.wait_until_saved()
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()"
    )
    notebook.wait_until_finished(2)
    labeler.focus()
    labeler.press("2")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper"}


def test_none_of_the_labels_is_an_answer_on_disk(plain: Notebooks) -> None:
    labeler = show(plain, 4, options="multiple=True")
    labeler.press("1", "2", "Enter", "r")
    labeler.expect_item("text 3")
    labeler.press("Enter")
    labeler.expect_item("text 3")
    labeler.press("Enter")
    labeler.expect_item("text 4")
    labeler.part("none").click()
    labeler.expect_stage("finished")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: ["pest", "helper"], 2: ["pest", "helper"], 3: [], 4: []}
    assert labeler.kernel("w.progress.answered") == 4
    labeler.root.focus()
    labeler.press("z")
    labeler.expect_item("text 4")


def test_a_renamed_label_keeps_its_place_its_color_and_its_answers(plain: Notebooks) -> None:
    labels = ["bug", "wish", "praise", "question"]
    notebook = plain([setup_cell(9, labels=labels), "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    labeler.press("1", "1", "2")
    labeler.wait_until_saved()
    color = labeler.label("bug").evaluate("label => getComputedStyle(label).borderInlineStartColor")
    notebook.set_source(0, setup_cell(9, labels=["defect", *labels[1:]]))
    notebook.run(0)
    notebook.run(1)
    labeler.focus()
    expect(labeler.part("replaced")).to_contain_text("“bug” is “defect” now. Renamed?")
    labeler.part("replaced-rename").click()
    expect(labeler.part("replaced")).to_have_count(0)
    expect(labeler.part("notice")).to_contain_text("2 answers were renamed with the labels.")
    labels_shown = labeler.part("label").evaluate_all("all => all.map(one => one.dataset.label)")
    assert labels_shown == ["defect", *labels[1:]]
    labeler.expect_counts(2, 1, 0, 0)
    now = labeler.label("defect").evaluate(
        "label => getComputedStyle(label).borderInlineStartColor"
    )
    assert now == color
    labeler.press("1")  # the focus is back
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "defect", 2: "defect", 3: "wish", 4: "defect"}
    notebook.run(0)
    notebook.run(1)
    labeler.focus()
    expect(labeler.part("replaced")).to_have_count(0)


RECTS = """text => {
    const node = text.firstChild, range = document.createRange(), box = text.getBoundingClientRect();
    const lines = [];
    for (let at = 0; at < node.length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const {left, right, top, width} = range.getBoundingClientRect();
        if (width === 0) continue;
        const line = lines.find(one => Math.abs(one.top - top) < 3);
        if (line) Object.assign(line, {left: Math.min(line.left, left), right: Math.max(line.right, right)});
        else lines.push({top, left, right});
    }
    return lines.map(({left, right}) => {
        const before = left - box.left, after = box.right - right;
        if (Math.abs(before - after) < 2) return 'full';
        return before < after ? 'left' : 'right';
    });
}"""
"""The side of the text at which each of its lines begins; "full" for a line from end to end."""


def shown_lines(plain: Notebooks, texts: list[str], view: str = "Text('text')") -> Labeler:
    cell = (
        "import loopwidgets as lw, json, pandas as pd\n"
        f"frame = pd.DataFrame({{'text': json.loads({json.dumps(texts)!r}), 'n': 1}})\n"
        f"w = lw.annotate(frame, view=lw.{view}, labels=['a', 'b'])"
    )
    notebook = plain([cell, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def test_each_line_goes_in_its_own_direction(plain: Notebooks) -> None:
    text = "The label says:\nשלום עולם\n123 שלום\nand then English\nمرحبا"
    labeler = shown_lines(plain, [text])
    sides = labeler.root.locator(".lw-text").evaluate(RECTS)
    assert sides == ["left", "right", "right", "left", "right"]


def test_each_line_of_a_value_in_a_record_goes_in_its_own_direction(plain: Notebooks) -> None:
    labeler = shown_lines(plain, ["and then some English\nשלום עולם\nshort"], "Record('text', 'n')")
    sides = labeler.root.locator("td").first.evaluate(RECTS)
    assert sides == ["full", "right", "left"]


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"]
)
def test_a_line_ends_where_python_ends_it(plain: Notebooks, end: str) -> None:
    labeler = shown_lines(plain, [f"one{end}two{end}{end}four"])
    text = labeler.root.locator(".lw-text")
    height: Any = text.evaluate("text => text.getBoundingClientRect().height")
    line: Any = text.evaluate("text => parseFloat(getComputedStyle(text).lineHeight)")
    assert round(height / line) == 4


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_in_thirty_labels_in_sight_and_none_of_them(lab: Notebooks) -> None:
    names = [f"label {n}" for n in range(1, 31)]
    labeler = show(lab, labels=names, options="multiple=True, visible=30")
    labeler.page.emulate_media(reduced_motion="reduce")
    labeler.part("none").click()
    labeler.press("ArrowLeft")
    expect(labeler.part("none")).to_have_attribute("aria-pressed", "true")
    for theme in THEMES:
        accessibility.use_theme(labeler.page, theme)
        assert accessibility.violations(labeler.page) == []

"""Ratings, numbers and texts in a real notebook, as a person gives them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler

DATA = (
    "import json, loopwidgets as lw, pandas as pd\n"
    "df = pd.DataFrame({'text': [f'text {n}' for n in range(1, 9)]}, index=range(1, 9))\n"
    "w = lw.annotate(df, 'text', task=%s, annotator='asha')"
)


def show(jupyter: Notebooks, task: str) -> Labeler:
    """Open a notebook with a task over eight texts."""
    notebook = jupyter([DATA % task, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def expect_no_violations(labeler: Labeler) -> None:
    found = accessibility.violations(labeler.page)
    assert found == []


def test_a_rating_is_one_key_and_can_be_changed_found_and_resumed(lab: Notebooks) -> None:
    labeler = show(lab, "lw.Rating(1, 5, labels=('poor', 'excellent'))")
    labeler.press("5", "3")
    labeler.label("1").click()
    labeler.expect_item("text 4")
    labeler.press("z", "z")
    labeler.expect_item("text 2")
    labeler.press("Shift+Z", "ArrowLeft")
    labeler.expect_item("text 2")
    expect(labeler.label("3")).to_have_attribute("aria-pressed", "true")
    labeler.press("4")
    labeler.press("s")
    labeler.expect_counts(0, 0, 0, 1, 1)
    expect_no_violations(labeler)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: 5, 2: 4, 3: None}
    assert labeler.kernel("str(w.labels['label'].dtype)") == "Int64"
    labeler.press("/")
    labeler.part("find-value").select_option(label="5, excellent")
    labeler.page.keyboard.press("Enter")
    labeler.expect_item("text 1")
    labeler.press("Escape")
    labeler.press("h")
    expect(labeler.part("history-row").first).to_contain_text("Skipped")
    expect(labeler.part("history-row").nth(1)).to_contain_text("4")
    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.expect_progress(2, 8)


def test_a_number_is_typed_refused_out_of_range_and_drawn(lab: Notebooks) -> None:
    labeler = show(lab, "lw.Number(min=0, max=100, unit='mm')")
    labeler.press("4", "2", "Enter")
    labeler.expect_item("text 2")
    labeler.press("1", "2", "0")
    expect(labeler.part("problem-typed")).to_have_text("Type a number from 0 to 100.")
    labeler.press("Enter")
    labeler.expect_item("text 2")
    expect_no_violations(labeler)
    labeler.press("Backspace", ".", "5")
    labeler.press("Enter")
    labeler.expect_item("text 3")
    labeler.press("ArrowUp", "ArrowUp", "Enter")
    labeler.expect_item("text 4")
    field = labeler.part("number")
    field.click()
    labeler.page.keyboard.type("99")
    labeler.page.keyboard.press("Enter")
    labeler.expect_item("text 5")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: 42, 2: 12.5, 3: 1, 4: 99}
    assert labeler.kernel("str(w.labels['label'].dtype)") == "Float64"
    expect(labeler.part("histogram").locator("li")).to_have_count(20)
    labeler.press("ArrowLeft")
    expect(labeler.part("answered")).to_contain_text("99 mm")


def test_a_text_is_written_checked_and_offered_again(lab: Notebooks) -> None:
    labeler = show(lab, "lw.FreeText(pattern='[a-z ]+', max_length=20, multiline=False)")
    keyboard = labeler.page.keyboard
    labeler.press("t")
    expect(labeler.part("free-text")).to_be_focused()
    keyboard.type("it eats leaves")
    keyboard.press("Enter")
    labeler.expect_item("text 2")
    keyboard.type("It Rests")
    expect(labeler.part("problem-typed")).to_contain_text("[a-z ]+")
    keyboard.press("Enter")
    labeler.expect_item("text 2")
    expect_no_violations(labeler)
    keyboard.press("Control+A")
    keyboard.type("it rests")
    keyboard.press("Enter")
    labeler.expect_item("text 3")
    offers = labeler.root.locator("datalist option")
    expect(offers.first).to_have_attribute("value", "it rests")
    keyboard.press("Escape")
    labeler.press("s")
    labeler.expect_item("text 4")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "it eats leaves", 2: "it rests", 3: None}
    labeler.press("ArrowLeft", "ArrowLeft")
    labeler.expect_item("text 2")
    expect(labeler.part("free-text")).to_have_value("it rests")

"""What the notebook's file holds: small, true at the moment of saving, readable without a kernel."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import nbformat
import pytest
from nbconvert import HTMLExporter, MarkdownExporter
from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, setup_cell, show


def summaries(notebook: nbformat.NotebookNode) -> list[tuple[str, ...]]:
    """What the saved summaries say, as HTML without its tags, and as plain text; squares left out."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            if "loopwidgets-summary" in html:
                body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
                forms = (unescape(re.sub(r"<[^>]+>", "", body)), output["data"]["text/plain"])
                found.append(tuple(form.replace("\N{BLACK SQUARE} ", "") for form in forms))
    return found


def assert_says(notebook: nbformat.NotebookNode, *counts: int, total: int = 60) -> None:
    """All summaries, at least one, say how often each label was chosen, in both forms."""
    answered, pest, helper, harmless = (sum(counts), *counts)
    begin = f"{answered} of {total} answered"
    labels = f"pest {pest}, helper {helper}, harmless {harmless}"
    found = summaries(notebook)
    assert found
    for form in (form for summary in found for form in summary):
        assert form.startswith(begin), form
        assert labels in form, form
        assert "loopwidgets.db" in form


def watch_focus(labeler: Labeler) -> None:
    """Note in the page whenever the focus leaves the widget."""
    labeler.root.evaluate(
        """root => {
            window.focusLost = [];
            root.addEventListener('focusout', event => {
                if (!root.contains(event.relatedTarget)) window.focusLost.push('out');
            });
            document.addEventListener('focusin', event => {
                if (!root.contains(event.target)) window.focusLost.push(event.target.className);
            });
        }"""
    )


def test_a_save_after_twenty_labels_says_twenty_and_disturbs_nothing(jupyter: Notebooks) -> None:
    labeler = show(jupyter, 60)
    labeler.hold_in_page()
    watch_focus(labeler)
    labeler.press(*"12312312311111111111")
    labeler.expect_progress(20, 60)
    assert_says(labeler.press_control_s(), 14, 3, 3)
    labeler.press("2", "z", "2", "3")
    assert_says(labeler.press_control_s(), 14, 4, 4)
    labeler.expect_item("text 23")
    assert labeler.is_same_node()
    assert labeler.page.evaluate("() => window.focusLost") == []
    assert labeler.has_focus()
    labeler.wait_until_saved()
    assert not labeler.notebook.is_dirty()
    assert labeler.kernel("w.progress.by_label") == {"pest": 14, "helper": 4, "harmless": 4}


def test_the_file_grows_little_with_labels(lab: Notebooks) -> None:
    labeler = show(lab, 60)
    labeler.notebook.save()
    before = labeler.notebook.file.stat().st_size
    assert before < 20_000
    for number, key in enumerate("1231231231" * 5, start=2):
        labeler.press(key)
        labeler.expect_item(f"text {number}")  # no person is quicker than the kernel for long
    labeler.wait_until_saved()
    saved = labeler.notebook.save()
    assert labeler.notebook.file.stat().st_size - before < 20_000
    assert_says(saved, 20, 15, 15)
    assert "text 7" not in labeler.notebook.file.read_text()


@pytest.mark.usefixtures("context")
def test_a_notebook_opened_without_its_kernel_shows_the_summary(jupyter: Notebooks) -> None:
    labeler = show(jupyter, 60)
    labeler.press("1", "2", "3", "1")
    labeler.wait_until_saved()
    expect(labeler.page.locator(".loopwidgets-summary")).to_be_hidden()
    labeler.notebook.save()
    notebook = labeler.notebook
    labeler.page.close()
    notebook.server.shut_down_kernels(notebook.path)
    notebook.server.start_kernel(notebook.path)
    again = notebook.open_again(labeler.page.context)
    output = again.cell(1).locator(".jp-OutputArea")
    summary = output.locator(".loopwidgets-summary")
    expect(summary).to_be_visible()
    expect(summary).to_contain_text("4 of 60 answered")
    expect(summary).to_contain_text("Run the cell to go on.")
    for complaint in ("not found", "Loading widget", "Error displaying", "AnnotationWidget"):
        expect(output).not_to_contain_text(complaint, use_inner_text=True)
    again.run(0)
    again.run(1)
    labeler = replace(labeler, notebook=again)
    labeler.focus()
    labeler.expect_item("text 5")
    expect(summary).to_be_hidden()


def test_exported_pages_show_the_summary(lab: Notebooks) -> None:
    labeler = show(lab, 60)
    labeler.press("1", "2", "3", "1", "s")
    labeler.wait_until_saved()
    saved = labeler.notebook.save()
    page, _ = HTMLExporter().from_notebook_node(saved)
    with labeler.page.context.new_page() as exported:
        exported.route("**/*", lambda route: route.abort())
        exported.set_content(page)
        expect(exported.locator(".loopwidgets-summary")).to_be_visible()
        expect(exported.locator(".loopwidgets-summary")).to_contain_text("4 of 60 answered")
    text, _ = MarkdownExporter().from_notebook_node(saved)
    words = re.sub(r"<[^>]+>", "", text)
    assert "4 of 60 answered, 1 skipped" in words
    assert "AnnotationWidget(" not in text


def test_the_summaries_of_two_views_are_both_true(lab: Notebooks) -> None:
    labeler = show(lab, 60, more=["w"])
    labeler.notebook.run(2)
    second = replace(labeler, index=2)
    second.focus()
    second.press("1", "2")
    saved = labeler.press_control_s()
    assert len(summaries(saved)) == 2
    assert_says(saved, 1, 1, 0)
    labeler.focus()
    labeler.press("3")
    assert_says(labeler.press_control_s(), 1, 1, 1)


@pytest.mark.usefixtures("context")
def test_a_save_after_a_reload_is_true(jupyter: Notebooks) -> None:
    labeler = show(jupyter, 60)
    labeler.press("1", "2")
    labeler.wait_until_saved()
    assert_says(labeler.notebook.save(), 1, 1, 0)
    labeler.press("1", "1")
    labeler.wait_until_saved()
    labeler.notebook.reload()
    labeler.focus()
    labeler.press("3", "3")
    assert_says(labeler.press_control_s(), 3, 1, 2)
    labeler.press("z")
    assert_says(labeler.press_control_s(), 3, 1, 1)


def test_what_an_older_widget_left_goes_on_being_true(lab: Notebooks) -> None:
    labeler = show(lab, 60, more=[setup_cell(60), "w"])
    labeler.press("1", "2", "3")
    labeler.wait_until_saved()
    labeler.notebook.run(2)  # a new widget, shown nowhere yet
    assert_says(labeler.notebook.save(), 1, 1, 1)
    labeler.notebook.run(3)
    newer = replace(labeler, index=3)
    newer.focus()
    newer.press("1")
    saved = newer.press_control_s()
    assert len(summaries(saved)) == 2
    assert_says(saved, 2, 1, 1)
    newer.wait_until_saved()
    labeler.notebook.restart_kernel()
    labeler.notebook.run(2)
    labeler.notebook.run(3)
    newer.focus()
    newer.press("3")
    assert_says(newer.press_control_s(), 2, 1, 2)


def test_a_kernel_without_a_browser_brings_the_summary_up_to_date(lab: Notebooks) -> None:
    labeler = show(lab, 60, more=["w.answer('helper'); w.answer('pest')"])
    labeler.notebook.run(2)
    output = labeler.notebook.outputs(1)[-1]
    assert "2 of 60 answered" in output["data"]["text/plain"]

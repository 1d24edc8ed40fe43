"""Progress in a cell of its own moves as one labels in another, and as others label elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, show
from tests.browser.notebook_page import NotebookPage
from tests.browser.test_accessibility import THEMES

OWN = "p = lw.ProgressWidget(w)\np"
EVERYONE = "everyone = lw.ProgressWidget(w, everyone=True)\neveryone"
OTHER = """
ben = lw.Project.from_data(
    df, 'text', labels=['pest', 'helper', 'harmless'], annotator='ben', store=w.project.store
)
"""


def outlook(notebook: NotebookPage, index: int) -> Locator:
    return notebook.cell(index).locator(".lw-outlook")


def expect_progress(notebook: NotebookPage, index: int, words: str) -> None:
    expect(outlook(notebook, index).locator("[data-lw='progress']")).to_have_text(words)


def counts(notebook: NotebookPage, index: int) -> Locator:
    return outlook(notebook, index).locator(".lw-outlook-body .lw-count")


def with_progress(jupyter: Notebooks, *sources: str) -> tuple[Labeler, NotebookPage]:
    """Show the labeling widget by cell 1 and run the cells below it, which show progress."""
    labeler = show(jupyter, more=sources)
    for index in range(2, 2 + len(sources)):
        labeler.notebook.run(index)
    return labeler, labeler.notebook


def test_it_moves_in_another_cell_as_one_labels(plain: Notebooks) -> None:
    labeler, notebook = with_progress(plain, OWN)
    expect_progress(notebook, 2, "0 of 40 answered")
    labeler.root.focus()
    labeler.press("1", "2", "1", "s")
    expect_progress(notebook, 2, "3 of 40 answered")
    expect(counts(notebook, 2)).to_have_text(["2", "1", "0"])
    expect(outlook(notebook, 2).locator("[data-lw='beside']")).to_have_text("1 skipped, 0 flagged")
    labeler.press("z", "z")
    expect_progress(notebook, 2, "2 of 40 answered")
    expect(counts(notebook, 2)).to_have_text(["1", "1", "0"])


def test_it_goes_on_when_the_labeling_cell_runs_again(lab: Notebooks) -> None:
    labeler, notebook = with_progress(lab, OWN)
    labeler.root.focus()
    labeler.press("1")
    expect_progress(notebook, 2, "1 of 40 answered")
    notebook.run(0)
    notebook.run(1)
    labeler.focus()
    labeler.press("2")
    expect_progress(notebook, 2, "2 of 40 answered")


def test_everyone_is_shown_apart_and_answers_from_elsewhere_appear(plain: Notebooks) -> None:
    labeler, notebook = with_progress(plain, EVERYONE)
    labeler.root.focus()
    labeler.press("1")
    expect_progress(notebook, 2, "1 answered by 1 annotator")
    notebook.execute(OTHER + "ben.answer('helper'); ben.answer('helper')")
    expect_progress(notebook, 2, "3 answered by 2 annotators")
    people = outlook(notebook, 2).locator(".lw-person")
    expect(people.locator(".lw-person-name")).to_have_text(["ben", "asha (you)"])
    expect(people.nth(0).locator(".lw-count")).to_have_text(["0", "2", "0"])


def test_it_moves_while_a_cell_runs(plain: Notebooks) -> None:
    sleep = "import time\nwhile not w.project.tally.n_flagged: time.sleep(0.05)"
    labeler = show(plain, more=[OWN, EVERYONE, sleep])
    notebook = labeler.notebook
    notebook.run(2)
    notebook.run(3)
    expect_progress(notebook, 3, "0 answered by 0 annotators")
    notebook.start(4)
    labeler.root.focus()
    labeler.press("1", "2")
    expect_progress(notebook, 2, "2 of 40 answered")
    expect_progress(notebook, 3, "2 answered by 1 annotator")
    labeler.press("f")
    notebook.wait_until_finished(4)


@pytest.mark.usefixtures("context")
def test_it_is_there_again_after_the_page_is_loaded_again(lab: Notebooks) -> None:
    labeler, notebook = with_progress(lab, OWN)
    labeler.root.focus()
    labeler.press("1", "1")
    expect_progress(notebook, 2, "2 of 40 answered")
    notebook.save()
    notebook.reload()
    expect_progress(notebook, 2, "2 of 40 answered")


def test_without_the_kernel_it_says_as_of_when(lab: Notebooks) -> None:
    _, notebook = with_progress(lab, OWN)
    expect(outlook(notebook, 2).locator("[data-lw='away']")).to_have_count(0)
    notebook.kill_kernel()
    notebook.wait_until_restarted()
    expect(outlook(notebook, 2).locator("[data-lw='away']")).to_contain_text("As of")


def test_the_saved_notebook_holds_words_that_are_hidden_while_it_is_alive(lab: Notebooks) -> None:
    _, notebook = with_progress(lab, OWN)
    expect(outlook(notebook, 2)).to_be_visible()
    expect(notebook.cell(2).locator(".loopwidgets-summary")).to_be_hidden()
    said = [output.data["text/html"] for output in notebook.save().cells[2].outputs]
    assert "0 of 40 answered by asha" in said[-1]


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_in_any_theme(lab: Notebooks) -> None:
    labeler, notebook = with_progress(lab, OWN, EVERYONE)
    notebook.page.emulate_media(reduced_motion="reduce")
    for theme in THEMES:
        accessibility.use_theme(notebook.page, theme)
        assert accessibility.violations(notebook.page, root=".lw-outlook") == []
    notebook.execute(OTHER + "ben.answer('helper'); ben.skip()")
    labeler.root.focus()
    labeler.press("1", "2")
    expect_progress(notebook, 3, "3 answered by 2 annotators")
    for theme in THEMES:
        accessibility.use_theme(notebook.page, theme)
        assert accessibility.violations(notebook.page, root=".lw-outlook") == []


def test_it_fits_into_a_narrow_place(plain: Notebooks) -> None:
    labeler, notebook = with_progress(plain, OWN)
    labeler.root.focus()
    labeler.press("1")
    expect_progress(notebook, 2, "1 of 40 answered")
    notebook.page.add_style_tag(content=".lw-outlook { inline-size: 300px !important; }")
    too_wide = outlook(notebook, 2).evaluate(
        """root => [...root.querySelectorAll('*')]
            .filter(part => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
            .map(part => part.className)"""
    )
    assert too_wide == []

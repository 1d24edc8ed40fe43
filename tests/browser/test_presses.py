"""Presses that come very fast: those of a person are used, and none of the others is dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import chromium
from tests.browser.conftest import Notebooks
from tests.browser.fingers import Fingers
from tests.browser.labeler import Labeler, setup_cell, show
from tests.browser.latency import LatencyProxy
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import JupyterServer


def unused(labeler: Labeler) -> int:
    """How many presses were not used, by the widget's own words, to be seen and to be heard."""
    words = labeler.part("unused").inner_text()
    expect(labeler.part("said")).to_have_text(words)
    return sum(int(number) for number in re.findall(r"\d+(?= (?:key press|click|press))", words))


def test_sixty_presses_of_a_person_are_sixty_answers(plain: Notebooks) -> None:
    labeler = show(plain, 100)
    labeler.press_apart("123" * 20, 40)
    labeler.expect_item("text 61")
    labeler.wait_until_saved()
    expect(labeler.part("unused")).to_have_count(0)
    assert len(labeler.labels()) == 60


def test_of_sixty_presses_at_once_each_is_used_or_told(plain: Notebooks) -> None:
    labeler = show(plain, 100)
    labeler.press_apart("1" * 60, 0)
    expect(labeler.part("unused")).to_contain_text("key presses came too fast and were not used")
    labeler.wait_until_saved()
    recorded = len(labeler.labels())
    assert 3 <= recorded <= 40
    assert recorded + unused(labeler) == 60
    expect(labeler.part("unused")).to_have_count(0)  # a few seconds later


def test_twenty_presses_a_second_on_a_slow_line_are_all_used(
    plain: Notebooks, context: BrowserContext, proxy: Callable[[JupyterServer], LatencyProxy]
) -> None:
    slow = proxy(plain.server)
    notebook = plain([setup_cell(400), "w"], context=context, port=slow.port)
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    slow.delay = 0.2
    labeler.press_apart("123" * 40, 50)
    labeler.expect_item("text 121")
    expect(labeler.part("unused")).to_have_count(0)
    labeler.wait_until_saved(seconds=30)
    assert len(labeler.labels()) == 120


@pytest.mark.usefixtures("context")
def test_presses_before_the_next_item_is_here_are_told(plain: Notebooks) -> None:
    labeler = show(plain, 100)
    process = plain.server.kernel_process(labeler.notebook.kernel_id)
    process.suspend()
    try:
        labeler.press_apart("1" * 40, 50)
        expect(labeler.part("unused")).to_contain_text("The next item is not here yet: ")
        labeler.expect_stage("waiting")
        told = unused(labeler)
    finally:
        process.resume()
    labeler.expect_stage("item")
    labeler.wait_until_saved(seconds=30)
    assert told > 0
    assert len(labeler.labels()) + told == 40


def test_a_double_click_answers_once_and_says_so(plain: Notebooks) -> None:
    labeler = show(plain, 10)
    labeler.label("pest").dblclick()
    expect(labeler.part("unused")).to_have_text("1 click came too fast and was not used")
    labeler.expect_item("text 2")
    labeler.part("skip").dblclick()
    expect(labeler.part("unused")).to_have_text("2 clicks came too fast and were not used")
    labeler.expect_item("text 3")


def test_a_double_tap_answers_once_and_two_thumbs_twice(plain: Notebooks, browser: Browser) -> None:
    context = browser.new_context(viewport=chromium.WINDOW, has_touch=True)
    notebook = NotebookPage.open(context, plain.server, "taps/taps.ipynb", [setup_cell(10), "w"])
    plain.opened.append(notebook)
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    fingers = Fingers.on(notebook.page)

    def middle(label: str) -> tuple[float, float]:
        box = labeler.label(label).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    pest, helper = middle("pest"), middle("helper")
    fingers.tap(pest)
    fingers.tap(pest)
    expect(labeler.part("unused")).to_have_text("1 click came too fast and was not used")
    labeler.expect_item("text 2")
    notebook.page.wait_for_function("() => !document.querySelector('[data-lw=unused]')")
    fingers.tap(pest)
    labeler.expect_item("text 3")
    fingers.tap(helper)
    labeler.expect_item("text 4")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "pest", 3: "helper"}


def test_a_held_key_answers_once(plain: Notebooks) -> None:
    labeler = show(plain, 10)
    keyboard = labeler.page.keyboard
    for _ in range(6):
        keyboard.down("1")
    keyboard.up("1")
    expect(labeler.part("unused")).to_have_text(
        "Holding a key down counts as one press: 5 key presses were not used"
    )
    labeler.expect_item("text 2")

"""The widgets of ipyannotations with our queue, log and undo, in a real JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import use_theme, violations
from tests.browser.conftest import Notebooks
from tests.browser.guests import GuestPage, show_guest
from tests.browser.test_accessibility import THEMES

pytest.importorskip("ipyannotations")

Act = Callable[[GuestPage], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How a person answers with one widget, and what is in ``w.labels`` then."""

    widget: str
    data: str
    first: Act
    second: Act
    said: tuple[Any, Any]
    classes: tuple[str, ...]
    takes_back: bool = False
    """Whether the guest can show an earlier answer."""


def close_to(found: Any, expected: Any) -> bool:
    """Tell whether two values are the same but for some pixels: where a mouse is depends on the screen."""
    if isinstance(expected, int | float):
        return abs(found - expected) <= 3
    if isinstance(expected, list | dict):
        if type(found) is not type(expected) or len(found) != len(expected):
            return False
        names = expected if isinstance(expected, dict) else range(len(expected))
        return all(close_to(found[name], expected[name]) for name in names)
    return bool(found == expected)


def expect_put_back(page: GuestPage, answer: object) -> None:
    """Wait until the guest holds an earlier answer; JSON has no tuples."""
    page.until(f"json.dumps(w.guest.data) == json.dumps({answer!r})")


def choose(name: str) -> Act:
    return lambda page: page.button(name).click()


def press_keys(*keys: str) -> Act:
    """Press keys with the mouse over the widget: there ipyannotations listens."""

    def act(page: GuestPage) -> None:
        page.root.locator(".widget-vbox").first.hover(position={"x": 5, "y": 5})
        for key in keys:
            page.notebook.page.keyboard.press(key)

    return act


def toggle(*names: str) -> Act:
    def act(page: GuestPage) -> None:
        for name in names:
            page.button(name).click()
        page.until(f"w.guest.data == {list(names)!r}")
        page.button("Submit").click()

    return act


def box(start: tuple[int, int], end: tuple[int, int]) -> Act:
    def act(page: GuestPage) -> None:
        page.drag(start, end)
        page.until("len(w.guest.data) == 1")
        page.button("Submit").click()

    return act


def points(*places: tuple[int, int]) -> Act:
    def act(page: GuestPage) -> None:
        for count, place in enumerate(places, start=1):
            page.click(place)
            page.until(f"len(w.guest.data) == {count}")
        page.button("Submit").click()

    return act


def polygon(*corners: tuple[int, int]) -> Act:
    def act(page: GuestPage) -> None:
        page.click(*corners, corners[0])
        page.until(f"w.guest.data and len(w.guest.data[0]['points']) == {len(corners) + 1}")
        page.button("Submit").click()

    return act


def tag(word: str) -> Act:
    def act(page: GuestPage) -> None:
        place = page.root.evaluate_handle(
            """(root, word) => {
                const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.textContent.indexOf(word);
                    if (at < 0 || walker.currentNode.parentElement.closest('.lw-guest')) continue;
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + word.length);
                    const { left, right, top, bottom } = range.getBoundingClientRect();
                    return { left, right, y: (top + bottom) / 2 };
                }
            }""",
            word,
        ).json_value()
        mouse = page.notebook.page.mouse
        mouse.move(place["left"] + 2, place["y"])
        mouse.down()
        mouse.move(place["right"] - 2, place["y"], steps=4)
        mouse.up()
        page.until("len(w.guest.data) == 1")
        page.button("Submit").click()

    return act


def write(words: str) -> Act:
    def act(page: GuestPage) -> None:
        field = page.root.locator("textarea")
        field.click()
        page.notebook.page.keyboard.type(words)
        page.until(f"w.guest.data == {words!r}")
        page.button("Submit").click()

    return act


CASES = {
    "images.ClassLabeller": Case(
        widget="images.ClassLabeller(options=['cat', 'dog'])",
        data="paths",
        first=choose("dog"),
        second=press_keys("1"),
        said=("dog", "cat"),
        classes=("cat", "dog"),
    ),
    "images.MulticlassLabeller": Case(
        widget="images.MulticlassLabeller(options=['cat', 'dog', 'owl'])",
        data="paths",
        first=toggle("cat", "owl"),
        second=toggle("dog"),
        said=(["cat", "owl"], ["dog"]),
        classes=("cat", "dog", "owl"),
        takes_back=True,
    ),
    "images.BoxAnnotator": Case(
        widget="images.BoxAnnotator(options=['cat', 'dog'])",
        data="paths",
        first=box((250, 200), (350, 300)),
        second=box((260, 210), (300, 290)),
        said=(
            [{"type": "box", "label": "cat", "xyxy": [100, 100, 200, 200]}],
            [{"type": "box", "label": "cat", "xyxy": [110, 110, 150, 190]}],
        ),
        classes=("cat",),
        takes_back=True,
    ),
    "images.PolygonAnnotator": Case(
        widget="images.PolygonAnnotator(options=['cat', 'dog'])",
        data="paths",
        first=polygon((250, 200), (350, 200), (350, 300)),
        second=polygon((260, 210), (300, 210), (300, 290), (260, 290)),
        said=(
            [
                {
                    "type": "polygon",
                    "label": "cat",
                    "points": [[100, 100], [200, 100], [200, 200], [100, 100]],
                }
            ],
            [
                {
                    "type": "polygon",
                    "label": "cat",
                    "points": [[110, 110], [150, 110], [150, 190], [110, 190], [110, 110]],
                }
            ],
        ),
        classes=("cat",),
        takes_back=True,
    ),
    "images.PointAnnotator": Case(
        widget="images.PointAnnotator(options=['cat', 'dog'])",
        data="paths",
        first=points((250, 200), (350, 300)),
        second=points((300, 250)),
        said=(
            [
                {"type": "point", "label": "cat", "coordinates": [100, 100]},
                {"type": "point", "label": "cat", "coordinates": [200, 200]},
            ],
            [{"type": "point", "label": "cat", "coordinates": [150, 150]}],
        ),
        classes=("cat",),
        takes_back=True,
    ),
    "text.ClassLabeller": Case(
        widget="text.ClassLabeller(options=['cat', 'dog'])",
        data="texts",
        first=choose("dog"),
        second=press_keys("1"),
        said=("dog", "cat"),
        classes=("cat", "dog"),
    ),
    "text.MulticlassLabeller": Case(
        widget="text.MulticlassLabeller(options=['cat', 'dog', 'owl'])",
        data="texts",
        first=toggle("cat", "owl"),
        second=toggle("dog"),
        said=(["cat", "owl"], ["dog"]),
        classes=("cat", "dog", "owl"),
        takes_back=True,
    ),
    "text.TextTagger": Case(
        widget="text.TextTagger(classes=['PER', 'LOC'])",
        data="texts",
        first=tag("Asha"),
        second=tag("Ranchi"),
        said=([[0, 4, "PER"]], [[21, 27, "PER"]]),
        classes=("PER",),
        takes_back=True,
    ),
    "text.FreetextAnnotator": Case(
        widget="text.FreetextAnnotator()",
        data="texts",
        first=write("a journey"),
        second=write("another one"),
        said=("a journey", "another one"),
        classes=(),
        takes_back=True,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_guest_labels_skips_undoes_and_resumes(lab: Notebooks, name: str) -> None:
    case = CASES[name]
    page = show_guest(lab, case.widget, case.data)
    cells = page.notebook.cells()
    page.expect_item(1)
    case.first(page)
    page.expect_done(1)
    page.expect_item(2)
    (said,) = page.answers()
    assert close_to(said, case.said[0]), said
    page.button("Undo").click()
    page.expect_done(0)
    page.expect_item(1)
    assert page.answers() == []
    if case.takes_back:
        expect_put_back(page, said)
        page.button("Submit").click()
    else:
        case.first(page)
    page.expect_done(1)
    page.expect_item(2)
    case.second(page)
    page.expect_done(2)
    page.button("Skip").click()
    expect(page.part("skipped")).to_have_text("1 skipped")
    page.expect_item(4)
    answers = page.answers()
    assert close_to(answers, [*case.said, None]), answers
    assert page.notebook.errors == []

    page.notebook.restart_kernel()
    expect(page.part("problem")).to_contain_text("Run the cell again")
    page.notebook.run(0)
    page.expect_done(2)
    page.expect_item(4)
    assert page.answers() == answers
    page.part("back").click()
    page.part("back").click()
    page.part("back").click()
    page.expect_item(1)
    expect(page.part("answered")).to_contain_text("Answered before")
    if case.takes_back:
        expect_put_back(page, said)
    for _ in range(3):
        page.part("forward").click()
    page.expect_item(4)
    case.first(page)
    page.expect_done(3)
    assert close_to(page.answers(), [*answers, case.said[0]]), page.answers()
    counted = page.labeler.kernel("w.progress.by_label")
    assert tuple(label for label, count in counted.items() if count) == case.classes

    page.notebook.run(1)
    assert "image/png" in page.notebook.outputs(1)[0]["data"]
    assert page.notebook.cells() == cells


def test_axe_finds_nothing_in_a_guests_line(lab: Notebooks) -> None:
    page = show_guest(lab, "text.ClassLabeller(options=['cat', 'dog'])", "texts")
    line = ".loopwidgets-guest [data-lw='root']"
    found = {}

    def judge(state: str) -> None:
        for theme in THEMES:
            use_theme(page.notebook.page, theme)
            found[f"{state}, {theme}"] = violations(page.notebook.page, root=line)

    judge("first")
    page.button("dog").click()
    page.expect_done(1)
    page.part("back").click()
    page.expect_item(1)
    judge("answered before")
    page.part("forward").click()
    for _ in range(5):
        page.button("Skip").click()
    expect(page.part("skipped")).to_have_text("5 skipped")
    judge("finished")
    page.labeler.kernel("w.on_answer(lambda answer: 1 / 0) and None")
    page.part("back").click()
    page.button("cat").click()
    expect(page.part("problem")).to_contain_text("ZeroDivisionError")
    judge("a problem")
    assert not any(found.values()), found
    assert len(found) == 4 * len(THEMES)

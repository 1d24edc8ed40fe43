"""Words in texts and shapes on pictures, marked with the mouse, and with the keys alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler

TEXTS = ["a weevil sat on rice", "💩This is an annotation.", "nothing here", "the last one"]
OF_TEXTS = (
    "import json, loopwidgets as lw, pandas as pd\n"
    f"df = pd.DataFrame({{'text': {TEXTS!r}}}, index=range(1, {len(TEXTS) + 1}))\n"
    "w = lw.annotate(df, 'text', task=lw.Spans(['pest', 'plant']%s), annotator='asha')"
)
OF_PICTURES = (
    "import json, loopwidgets as lw, pandas as pd\n"
    "from PIL import Image\n"
    "images = [Image.new('RGB', (400, 300), color) for color in ('white', 'beige', 'tan')]\n"
    "df = pd.DataFrame({'image': images}, index=range(1, 4))\n"
    "w = lw.annotate(df, 'image', task=lw.%s(['pest', 'plant']), annotator='asha')"
)


def show(jupyter: Notebooks, cell: str) -> Labeler:
    notebook = jupyter([cell, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def place_of(text: Locator, words: str) -> dict[str, float]:
    """Return the box of words in a text, in pixels of the page."""
    box: dict[str, float] = text.evaluate(
        """(element, words) => {
            const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
            const range = document.createRange();
            range.setStart(node, node.nodeValue.indexOf(words));
            range.setEnd(node, node.nodeValue.indexOf(words) + words.length);
            const { left, top, right, bottom } = range.getBoundingClientRect();
            return { left, top, right, bottom };
        }""",
        words,
    )
    return box


def drag_over(labeler: Labeler, words: str) -> None:
    box = place_of(labeler.root.locator(".lw-text"), words)
    middle = (box["top"] + box["bottom"]) / 2
    mouse = labeler.page.mouse
    mouse.move(box["left"] + 1, middle)
    mouse.down()
    mouse.move(box["right"] - 1, middle, steps=4)
    mouse.up()


def marks(labeler: Labeler) -> dict[int, Any]:
    labeler.wait_until_saved()
    return {int(key): value for key, value in labeler.labels().items()}


def test_spans_are_marked_with_the_mouse_and_changed(lab: Notebooks) -> None:
    labeler = show(lab, OF_TEXTS % "")
    drag_over(labeler, "eevi")
    expect(labeler.part("chosen")).to_have_count(1)
    labeler.label("pest").click()
    expect(labeler.part("span")).to_have_attribute("data-label", "pest")
    labeler.press("2")  # the selected one gets another label
    expect(labeler.part("span")).to_have_attribute("data-label", "plant")
    labeler.press("z", "z", "Shift+Z")
    expect(labeler.part("span")).to_have_attribute("data-label", "pest")
    assert accessibility.violations(labeler.page) == []
    labeler.press("Enter")
    labeler.expect_item(TEXTS[1])
    labeler.press("1")  # held: what is chosen from here on gets it
    drag_over(labeler, "annotation")
    expect(labeler.part("span")).to_have_attribute("data-start", "12")
    labeler.press("Enter")
    labeler.press("Enter")
    expect(labeler.root).to_contain_text("Nothing is marked. Confirm again")
    labeler.press("Enter")
    labeler.expect_item(TEXTS[3])
    labeler.part("none").click()
    labeler.expect_stage("finished")
    assert marks(labeler) == {
        1: [{"label": "pest", "start": 2, "end": 8}],
        2: [{"label": "pest", "start": 12, "end": 22}],
        3: [],
        4: [],
    }


def test_spans_are_marked_with_the_keys_alone(lab: Notebooks) -> None:
    labeler = show(lab, OF_TEXTS % "")
    labeler.press("ArrowRight", "Shift+ArrowRight", "1")
    expect(labeler.part("span")).to_have_attribute("data-end", "8")
    labeler.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+Alt+ArrowRight", "2")
    labeler.press("Enter")
    labeler.expect_item(TEXTS[1])
    assert marks(labeler)[1][0] == {"label": "pest", "start": 2, "end": 8}
    labeler.press("ArrowRight", "Shift+ArrowRight", "1", "+", "-", "-")
    labeler.press("Delete")
    expect(labeler.part("span")).to_have_count(0)
    labeler.press("z")
    expect(labeler.part("span")).to_have_count(1)


@pytest.mark.usefixtures("context")
def test_half_marked_texts_are_there_again_after_a_reload(lab: Notebooks) -> None:
    labeler = show(lab, OF_TEXTS % ", snap='letter'")
    drag_over(labeler, "eevi")
    labeler.press("1")
    expect(labeler.part("span")).to_have_attribute("data-start", "3")
    labeler.notebook.save()
    labeler.notebook.reload()
    expect(labeler.part("span")).to_have_attribute("data-start", "3")
    labeler.focus()
    labeler.press("Enter")
    assert marks(labeler) == {1: [{"label": "pest", "start": 3, "end": 7}]}


def point(labeler: Labeler, x: float, y: float) -> tuple[float, float]:
    """Return where a pixel of the image of 400 by 300 is on the page."""
    box = labeler.part("drawing").bounding_box()
    assert box is not None
    scale = min(box["width"] / 400, box["height"] / 300)
    left = box["x"] + (box["width"] - 400 * scale) / 2
    top = box["y"] + (box["height"] - 300 * scale) / 2
    return left + x * scale, top + y * scale


def drag(labeler: Labeler, start: tuple[float, float], end: tuple[float, float]) -> None:
    mouse = labeler.page.mouse
    mouse.move(*point(labeler, *start))
    mouse.down()
    mouse.move(*point(labeler, *end), steps=4)
    mouse.up()


def near(value: dict[str, Any], **wanted: float) -> bool:
    return all(abs(value[name] - number) <= 1 for name, number in wanted.items())


def test_boxes_are_drawn_moved_and_pulled_with_the_mouse(lab: Notebooks) -> None:
    labeler = show(lab, OF_PICTURES % "Boxes")
    drag(labeler, (100, 50), (200, 150))
    expect(labeler.part("shape-new")).to_have_count(1)
    labeler.press("1")
    expect(labeler.part("shape")).to_have_attribute("data-label", "pest")
    drag(labeler, (150, 100), (170, 90))  # inside: it moves
    drag(labeler, (220, 140), (260, 190))  # its corner at the bottom right
    for corner in ((320, 20), (380, 40), (350, 70), (300, 50)):
        labeler.page.mouse.click(
            *point(labeler, 10, 290) if corner == (320, 20) else point(labeler, *corner)
        )
        if corner == (320, 20):
            labeler.page.mouse.click(*point(labeler, *corner))
    expect(labeler.part("shape-new")).to_have_count(1)
    labeler.press("2")
    expect(labeler.part("shape")).to_have_count(2)
    assert accessibility.violations(labeler.page) == []
    labeler.press("Enter")
    (first, second) = marks(labeler)[1]
    assert near(first, x=120, y=40, width=140, height=150)
    assert near(second, x=300, y=20, width=80, height=50)
    assert [first["label"], second["label"]] == ["pest", "plant"]


def test_boxes_are_drawn_with_the_keys_alone(lab: Notebooks) -> None:
    labeler = show(lab, OF_PICTURES % "Boxes")
    labeler.press(
        "1", "ArrowLeft", "Space", *["ArrowRight"] * 5, *["ArrowDown"] * 3, "Space", "Enter"
    )
    expect(labeler.part("shape")).to_have_count(1)
    labeler.press("ArrowRight", "Shift+ArrowDown", "Enter")
    (box,) = marks(labeler)[1]
    assert box["label"] == "pest"
    assert box["width"] > box["height"] > 0


def test_an_outline_is_drawn_by_its_corners_and_a_point_by_a_click(lab: Notebooks) -> None:
    labeler = show(lab, OF_PICTURES % "Polygons")
    labeler.press("1")
    for corner in ((100, 50), (200, 50), (200, 150), (30, 30)):
        labeler.page.mouse.click(*point(labeler, *corner))
    labeler.press("z")  # the last point was a slip
    expect(labeler.part("dot")).to_have_count(3)
    labeler.press("Enter")
    expect(labeler.part("shape")).to_have_count(1)
    labeler.press("Enter")
    (outline,) = marks(labeler)[1]
    assert [[round(x), round(y)] for x, y in outline["points"]] == [
        [100, 50],
        [200, 50],
        [200, 150],
    ]

    labeler = show(
        lab,
        OF_PICTURES.replace("annotate(df", "annotate(df, project='p'").replace(
            "df, project='p', 'image'", "df, 'image', project='p'"
        )
        % "Keypoints",
    )
    labeler.press("1")
    labeler.page.mouse.click(*point(labeler, 40, 60))
    labeler.press("Enter")
    (one,) = marks(labeler)[1]
    assert near(one, x=40, y=60)


def test_a_shape_without_a_label_is_not_lost_and_a_movement_is_taken_back_whole(
    lab: Notebooks,
) -> None:
    labeler = show(lab, OF_PICTURES % "Boxes")
    labeler.press("1")
    drag(labeler, (20, 20), (60, 60))
    labeler.press("Escape", "1")  # let go of it, and of the label
    drag(labeler, (100, 50), (200, 150))
    labeler.press("Enter")
    expect(labeler.root).to_contain_text("Choose a label for this shape.")
    labeler.press("2")
    drag(labeler, (150, 100), (170, 90))
    labeler.press("z", "Shift+Z", "z")
    labeler.part("none").click()
    expect(labeler.root).to_contain_text("There are marks here.")
    labeler.page.keyboard.down("Space")
    drag(labeler, (300, 200), (250, 180))
    labeler.page.keyboard.up("Space")
    expect(labeler.part("shape")).to_have_count(2)
    labeler.press("Enter")
    (first, second) = marks(labeler)[1]
    assert near(first, x=20, y=20, width=40, height=40)
    assert near(second, x=100, y=50, width=100, height=100)
    assert [first["label"], second["label"]] == ["pest", "plant"]

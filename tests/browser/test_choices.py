"""Sides compared and put in order, and labels chosen in a tree: with the mouse, and with the keys alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import accessibility
from tests.browser.attacks import ATTACKS
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.browser.surroundings import ScriptAlarm

PAIRS = (
    "import json, loopwidgets as lw, pandas as pd\n"
    "df = pd.DataFrame({name: [f'{name} text {n}' for n in range(1, 6)] for name in ('old', 'new', 'third')},"
    " index=range(1, 6))\n"
    "w = lw.annotate(df, %s, task=lw.%s, annotator='asha'%s)"
)
PICTURES = (
    "import json, loopwidgets as lw, pandas as pd\n"
    "from PIL import Image\n"
    "images = lambda color: [Image.new('RGB', (400, 300 + n), color) for n in range(3)]\n"
    "df = pd.DataFrame({'old': images('tan'), 'new': images('teal')}, index=range(1, 4))\n"
    "w = lw.annotate(df, ['old', 'new'], task=lw.Comparison(), annotator='asha')"
)
TREE = (
    "import json, loopwidgets as lw, pandas as pd\n"
    "df = pd.DataFrame({'text': [f'text {n}' for n in range(1, 6)]}, index=range(1, 6))\n"
    "tree = {'animal': {'insect': ['bee', 'ant', 'other'], 'bird': None}, 'plant': ['oak', 'other']}\n"
    "w = lw.annotate(df, 'text', task=lw.Tree(%s), annotator='asha')"
)


def show(jupyter: Notebooks, cell: str) -> Labeler:
    notebook = jupyter([cell, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def shown(labeler: Labeler) -> list[str]:
    """Return the columns of the shown item, in the order in which they are shown."""
    sides = labeler.part("side").locator(".lw-text")
    return [text.split()[0] for text in sides.all_inner_texts()]


def expect_text(labeler: Labeler, number: int) -> None:
    expect(labeler.part("side").first.locator(".lw-text")).to_contain_text(f"text {number}")
    labeler.notebook.rest()


def answers(labeler: Labeler) -> dict[int, Any]:
    labeler.wait_until_saved()
    return labeler.labels()


def orders(labeler: Labeler) -> list[list[str]]:
    return list(labeler.kernel("[extra['order'] for extra in w.events['extra']]"))


def test_sides_are_compared_with_the_keys_alone(lab: Notebooks) -> None:
    labeler = show(lab, PAIRS % (["old", "new"], "Comparison(both_bad=True)", ""))
    orders_shown = [shown(labeler)]
    expect(labeler.root).not_to_contain_text("old text 2")
    labeler.press("2")
    expect_text(labeler, 2)
    orders_shown.append(shown(labeler))
    labeler.press("t")
    expect_text(labeler, 3)
    orders_shown.append(shown(labeler))
    labeler.press("b")
    expect_text(labeler, 4)
    labeler.press("ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect_text(labeler, 1)
    assert shown(labeler) == orders_shown[0]
    expect(labeler.part("answered")).to_contain_text("Side 2")
    expect(labeler.label("2")).to_have_attribute("aria-pressed", "true")
    assert answers(labeler) == {1: orders_shown[0][1], 2: "tie", 3: "both_bad"}
    assert orders(labeler) == orders_shown
    labeler.press("1", "z", "Shift+Z")
    assert answers(labeler)[1] == orders_shown[0][0]


def test_sides_are_compared_with_the_mouse_and_reviewed(lab: Notebooks) -> None:
    cell = PAIRS.replace("w = ", "df['best'] = ['old', 'new', 'tie', None, 'old']\nw = ")
    labeler = show(lab, cell % (["old", "new"], "Comparison()", ", initial='best'"))
    order = shown(labeler)
    expect(labeler.part("initial")).to_contain_text(f"Side {order.index('old') + 1}")
    labeler.press("Enter")
    expect_text(labeler, 2)
    second = shown(labeler)
    labeler.label(str(second.index("old") + 1)).click()
    expect_text(labeler, 3)
    labeler.label("tie").click()
    expect_text(labeler, 4)
    assert accessibility.violations(labeler.page) == []
    labeler.press("t")
    expect_text(labeler, 5)
    labeler.press("t")
    labeler.expect_stage("finished")
    labeler.expect_counts(2, 0, 3)
    assert answers(labeler) == {1: "old", 2: "old", 3: "tie", 4: "tie", 5: "tie"}
    assert accessibility.violations(labeler.page) == []


def test_images_side_by_side_share_their_zoom(lab: Notebooks) -> None:
    labeler = show(lab, PICTURES)
    images = labeler.part("image")
    expect(images).to_have_count(2)
    labeler.press("+")
    for image in images.all():
        expect(image).to_have_attribute("data-zoomed", "true")
    labeler.press("=")
    expect(images.first).not_to_have_attribute("data-zoomed", "true")
    labeler.press("1")
    labeler.expect_progress(1, 3)
    assert set(answers(labeler)) == {1}


def rows(labeler: Labeler) -> list[int]:
    """Return the numbers of the sides in their present order."""
    return [int(str(row.get_attribute("data-label"))) for row in labeler.part("rank").all()]


def row(labeler: Labeler, number: int) -> Locator:
    return labeler.root.locator(f"[data-lw='rank'][data-label='{number}']")


def test_sides_are_put_in_order_with_the_keys_alone(lab: Notebooks) -> None:
    labeler = show(lab, PAIRS % (["old", "new", "third"], "Ranking()", ""))
    order = shown(labeler)
    labeler.press("Enter")
    expect(labeler.root).to_contain_text("Give each side a place first")
    labeler.press("3", "1")  # the last place is clear
    expect(row(labeler, 2)).to_have_attribute("data-placed", "true")
    assert rows(labeler) == [3, 1, 2]
    labeler.press("1")  # taken back: it stays in sight
    assert rows(labeler) == [3, 2, 1]
    labeler.press("z")
    assert rows(labeler) == [3, 1, 2]
    labeler.press("Enter")
    expect_text(labeler, 2)
    assert answers(labeler) == {1: [order[2], order[0], order[1]]}
    assert orders(labeler) == [order]
    labeler.press("ArrowLeft")
    expect_text(labeler, 1)
    assert rows(labeler) == [3, 1, 2]
    row(labeler, 3).locator("[data-lw='down']").focus()
    labeler.press("Enter", "Enter")
    expect(row(labeler, 3).locator("[data-lw='down']")).to_be_focused()
    assert rows(labeler) == [1, 2, 3]
    labeler.root.focus()
    labeler.press("Enter")
    assert answers(labeler) == {1: [order[0], order[1], order[2]]}


@pytest.mark.usefixtures("context")
def test_sides_are_put_in_order_with_the_mouse_and_survive_a_reload(lab: Notebooks) -> None:
    labeler = show(lab, PAIRS % (["old", "new", "third"], "Ranking()", ""))
    order = shown(labeler)
    first, last = row(labeler, 1).bounding_box(), row(labeler, 3).bounding_box()
    assert first is not None
    assert last is not None
    mouse = labeler.page.mouse
    mouse.move(first["x"] + 80, first["y"] + first["height"] / 2)
    mouse.down()
    mouse.move(last["x"] + 80, last["y"] + last["height"], steps=5)
    mouse.up()
    assert rows(labeler) == [2, 3, 1]
    row(labeler, 3).locator("[data-lw='up']").click()
    assert rows(labeler) == [3, 2, 1]
    assert accessibility.violations(labeler.page) == []
    labeler.notebook.save()
    labeler.notebook.reload()
    expect(row(labeler, 1)).to_have_attribute("data-placed", "true")
    assert rows(labeler) == [3, 2, 1]
    labeler.part("confirm").click()
    expect_text(labeler, 2)
    assert answers(labeler) == {1: [order[2], order[1], order[0]]}


def test_labels_are_chosen_in_a_tree_with_the_keys_alone(lab: Notebooks) -> None:
    labeler = show(lab, TREE % "tree")
    labeler.press("1", "1", "1")
    labeler.expect_item("text 2")
    labeler.press("1", "1", "1")  # the same label again
    labeler.expect_item("text 3")
    labeler.press("1", "Enter")
    expect(labeler.root).to_contain_text("Choose one of them")
    labeler.press("1", "Backspace", "z", "2", "2")
    labeler.expect_item("text 4")
    labeler.press("l")
    expect(labeler.part("label-search")).to_be_focused()
    labeler.page.keyboard.type("insect other")
    expect(labeler.part("label-row")).to_have_count(1)
    labeler.press("Enter")
    labeler.expect_item("text 5")
    labeler.press("r")
    labeler.expect_stage("finished")
    assert answers(labeler) == {
        1: ["animal", "insect", "bee"],
        2: ["animal", "insect", "bee"],
        3: ["plant", "other"],
        4: ["animal", "insect", "other"],
        5: ["animal", "insect", "other"],
    }


@pytest.mark.usefixtures("context")
def test_labels_are_chosen_in_a_tree_with_the_mouse(lab: Notebooks) -> None:
    labeler = show(lab, TREE % "tree, inner=True")
    labeler.label("animal").click()
    labeler.label("animal › insect").click()
    expect(labeler.part("path")).to_contain_text("animal› insect")
    assert accessibility.violations(labeler.page) == []
    labeler.notebook.save()
    labeler.notebook.reload()
    expect(labeler.part("path")).to_contain_text("insect")
    labeler.part("confirm").click()
    labeler.expect_item("text 2")
    labeler.part("label-search").click()
    expect(labeler.part("label-row")).to_have_count(9)
    assert accessibility.violations(labeler.page) == []
    labeler.page.keyboard.type("bird")
    labeler.part("label-row").click()
    labeler.expect_item("text 3")
    labeler.press("ArrowLeft")
    labeler.expect_item("text 2")
    expect(labeler.label("animal")).to_have_attribute("aria-pressed", "true")
    labeler.label("plant").click()
    labeler.part("path-part").first.click()
    expect(labeler.label("plant")).to_be_visible()
    assert answers(labeler) == {1: ["animal", "insect"], 2: ["animal", "bird"]}


def test_every_label_of_five_thousand_is_reached(lab: Notebooks) -> None:
    big = "{f'group {i}': [f'leaf {i} {j}' for j in range(50)] for i in range(100)}"
    labeler = show(lab, TREE % big)
    expect(labeler.label("group 99")).to_have_count(1)
    labeler.press("l")
    labeler.page.keyboard.type("leaf 99 49")
    labeler.press("Enter")
    labeler.expect_item("text 2")
    labeler.label("group 99").click()
    labeler.label("group 99 › leaf 99 49").click()
    labeler.expect_item("text 3")
    assert answers(labeler) == {1: ["group 99", "leaf 99 49"], 2: ["group 99", "leaf 99 49"]}


@pytest.mark.usefixtures("context")
def test_attacks_are_text_in_sides_and_in_trees(lab: Notebooks) -> None:
    some, task = ATTACKS[:10], "task=%s, store=':memory:', annotator='asha')"
    cells = [
        f"import loopwidgets as lw, pandas as pd\nsome = {some!r}",
        "df = pd.DataFrame({some[0]: some, some[1]: some[::-1]})",
        f"w = lw.annotate(df, list(df.columns), {task % 'lw.Comparison()'}; w",
        f"w = lw.annotate(df, list(df.columns), {task % 'lw.Ranking()'}; w",
        f"w = lw.annotate(df, some[0], {task % 'lw.Tree({one: some for one in some})'}; w",
    ]
    notebook = lab(cells)
    alarm = ScriptAlarm(notebook.page)
    for index in range(len(cells)):
        notebook.run(index)
    sides = Labeler(notebook=notebook, index=2)
    sides.focus()
    texts = sides.part("side").locator(".lw-text").all_inner_texts()
    assert sorted(texts) == sorted([some[0], some[-1]])
    sides.press("1")
    sides.expect_progress(1, 10)
    tree = Labeler(notebook=notebook, index=4)
    tree.focus()
    tree.press("1", "l")
    expect(tree.part("label-row").first).to_be_visible()
    alarm.assert_silent()
    assert notebook.errors == []

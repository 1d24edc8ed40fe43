"""How it looks, as far as numbers can tell: distances, lines, columns; and axe-core in what opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, show
from tests.browser.test_accessibility import CROWDED

MODEL = """
import numpy as np
def guess(items):
    return np.array([[0.1, 0.8, 0.1]] * len(items))
loop = lw.Loop(suggest=guess, blind=0.0, audit=0.0)
"""


def widen(labeler: Labeler, width: int) -> None:
    """Give the widget so much room, whatever the window's."""
    labeler.page.set_viewport_size({"width": max(width, 500) + 100, "height": 1000})
    labeler.root.evaluate(
        "(root, width) => { root.parentElement.style.inlineSize = `${width}px`; }", width
    )


def shown(
    plain: Notebooks, options: str, *, items: int = 40, count: int = 3, before: str = ""
) -> Labeler:
    """A widget of ``count`` labels; with ``loop=loop`` a model suggests the second of three."""
    labels = ["pest", "helper", "harmless"] if count == 3 else [f"label {n}" for n in range(count)]
    source = (
        "import loopwidgets as lw, pandas as pd\n"
        f"{before}\n{MODEL}df = pd.DataFrame({{'text': [f'text {{n}}' for n in range(1, {items + 1})]}})\n"
        f"w = lw.annotate(df, 'text', labels={labels!r}{options})\nw"
    )
    notebook = plain([source])
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    return labeler


def skip_to_suggestion(labeler: Labeler) -> None:
    """The first items came before the model had anything to suggest."""
    labeler.notebook.execute("import time\nwhile w.loop.state.doing != 'waiting': time.sleep(0.01)")
    for _ in range(30):
        if labeler.part("suggestion").count() == 0:
            labeler.press("s")
            labeler.wait_until_saved()
    expect(labeler.part("suggestion")).to_be_visible()


GAP = """root => {
    const text = document.createRange();
    text.selectNodeContents(root.querySelector('.lw-text'));
    const { top, bottom } = text.getBoundingClientRect();
    const bar = root.querySelector('.lw-bar').getBoundingClientRect().bottom;
    const label = root.querySelector('[data-lw=label]').getBoundingClientRect().top;
    return [top - bar, label - bottom];
}"""


def test_a_short_text_is_large_and_stands_between_progress_and_labels(plain: Notebooks) -> None:
    labeler = show(plain)
    for width in (700, 900, 1200):
        widen(labeler, width)
        above, below = labeler.root.evaluate(GAP)
        assert above < 70, width
        assert below < 80, width  # with the letters of 19 px at the top it was 150
        size = labeler.root.locator(".lw-text").evaluate("text => getComputedStyle(text).fontSize")
        assert size == "21px"


BELOW = """root => {
    const acts = [...root.querySelectorAll('.lw-actions .lw-act, .lw-saved')];
    const [first, ...others] = acts.map(act => act.getBoundingClientRect());
    return others.filter(act => act.top >= first.bottom).length;
}"""


def test_the_acts_keep_their_line_beside_the_history(plain: Notebooks) -> None:
    labeler = shown(plain, ", annotator='asha', loop=loop")
    labeler.press("1", "h")
    expect(labeler.part("history-row")).to_have_count(1)
    labeler.press("m")
    for width in (900, 1000, 1200):
        widen(labeler, width)
        assert labeler.root.evaluate(BELOW) == 0, width
        assert labeler.root.evaluate(CROWDED) == [], width


@pytest.mark.parametrize("count", [4, 40])
def test_labels_are_in_one_column_where_two_would_be_too_small(
    plain: Notebooks, count: int
) -> None:
    labeler = shown(plain, ", annotator='asha'", count=count)
    left = """root => new Set([...root.querySelectorAll('[data-lw=label]')]
        .map(label => label.getBoundingClientRect().left)).size"""
    widen(labeler, 400)
    assert labeler.root.evaluate(left) == 2
    widen(labeler, 270)
    assert labeler.root.evaluate(left) == 1
    assert labeler.root.evaluate(CROWDED) == []


def test_a_suggestion_comes_and_goes_inside_its_label_and_moves_nothing(plain: Notebooks) -> None:
    labeler = shown(plain, ", annotator='asha', loop=loop")
    skip_to_suggestion(labeler)
    for width, is_small in ((900, False), (560, True)):
        widen(labeler, width)
        boxes = labeler.root.evaluate(
            """root => ['[data-lw=suggestion]', '[data-label=helper]'].map(name => {
                const part = root.querySelector(name);
                const { top, bottom, left, right } = part.getBoundingClientRect();
                return { top, bottom, left, right };
            })"""
        )
        mark, label = boxes
        assert (mark["top"] > label["bottom"] - 1) == is_small
        assert label["left"] < mark["left"] < mark["right"] <= label["right"]
        key = labeler.label("helper").locator(".lw-end-mark > kbd").bounding_box()
        assert is_small or mark["right"] < key["x"]
        where = labeler.part("label").evaluate_all(WHERE)
        labeler.press("ArrowLeft", "2", "ArrowLeft")  # what is answered has no mark
        expect(labeler.part("suggestion")).to_have_count(0)
        assert labeler.part("label").evaluate_all(WHERE) == where
        labeler.press("ArrowRight")
        expect(labeler.part("suggestion")).to_be_visible()


WHERE = """labels => labels.map(label => {
    const { x, y, width, height } = label.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join(' ');
})"""


def test_the_list_of_labels_counts_those_below_and_shows_the_last_in_full(plain: Notebooks) -> None:
    labeler = shown(plain, ", annotator='asha'", count=18)
    widen(labeler, 900)
    labeler.press("l")
    labeler.page.keyboard.type("label 1")
    below = labeler.part("labels-below")
    expect(below).to_have_text("5 more below")
    in_sight = """list => {
        const frame = list.getBoundingClientRect();
        const below = list.querySelector('[data-lw=labels-below]');
        const foot = below?.getBoundingClientRect().top ?? frame.bottom;
        return [...list.querySelectorAll('[data-lw=label-option]')].filter(row => {
            const { top, bottom } = row.getBoundingClientRect();
            return top >= frame.top - 1 && bottom <= foot + 1;
        }).map(row => row.dataset.label);
    }"""
    found = ["label 1", *(f"label {n}" for n in range(10, 18))]
    assert labeler.part("label-list").evaluate(in_sight) == found[:4]
    for row in found[1:]:
        labeler.press("ArrowDown")
        active = labeler.root.locator("[data-lw=label-option][data-active=true]")
        expect(active).to_have_attribute("data-label", row)
        assert row in labeler.part("label-list").evaluate(in_sight)
    expect(below).to_have_count(0)
    labeler.part("label-search").fill("label 1")
    labeler.part("label-search").press("ArrowDown")
    expect(below).to_have_text("5 more below")
    below.click()
    expect(below).to_have_text("1 more below")


def test_at_the_end_the_focus_stays_and_nothing_is_cut_off(plain: Notebooks) -> None:
    labeler = shown(plain, ", annotator='asha'", items=2)
    labeler.press("f", "s", "1")
    expect(labeler.root).to_contain_text("Skipped before")
    labeler.wait_until_saved()
    labeler.label("pest").focus()
    labeler.press("Enter")
    labeler.expect_stage("finished")
    assert labeler.has_focus()
    expect(labeler.part("skip")).to_be_hidden()
    expect(labeler.part("undo")).to_be_visible()
    for width in (320, 400, 900):
        widen(labeler, width)
        assert labeler.root.evaluate(CROWDED) == [], width


UNNAMED = """
import getpass, os
getpass.getuser = lambda: "jovyan"
os.environ.pop("JUPYTERHUB_USER", None)
"""


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_in_what_opens(plain: Notebooks) -> None:
    found: dict[str, list[str]] = {}

    def look(labeler: Labeler, state: str) -> None:
        for scheme in ("light", "dark"):
            labeler.page.emulate_media(color_scheme=scheme)
            found[f"{state}, {scheme}"] = accessibility.violations(labeler.page)

    labeler = shown(plain, "", before=UNNAMED)
    look(labeler, "a name is offered")
    labeler.part("name-add").click()
    look(labeler, "the name's field")
    labeler.part("name-dismiss").click()
    labeler.press("?")
    labeler.part("name-change").click()
    look(labeler, "the name in the card of keys")
    other = shown(plain, ", annotator='asha', loop=loop")
    skip_to_suggestion(other)
    other.press("m")
    other.part("model-more").click()
    if other.part("why").count():
        other.part("why").click()
    look(other, "the model's panel")
    many = shown(plain, ", annotator='asha'", count=40)
    many.press("l")
    many.page.keyboard.type("label")
    expect(many.part("labels-below")).to_be_visible()
    look(many, "the list of labels")
    assert {where: what for where, what in found.items() if what} == {}
    assert len(found) == 10

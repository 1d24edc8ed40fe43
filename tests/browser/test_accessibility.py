"""Everyone can use it: screen readers, keyboards, zoom, small screens, other scripts, other colors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, show
from tests.browser.notebook_page import NotebookPage

THEMES = ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast")

RICH = """
import loopwidgets as lw, pandas as pd

labels = [
    lw.Label("pest", description="It eats the crop."),
    lw.Label("helper", description="It eats what eats the crop."),
    lw.Label("harmless"),
]
def widget(texts, **options):
    return lw.annotate(
        pd.DataFrame({"text": texts, "place": "Plot 12, after rain"}),
        view=lw.Text("text", caption="place", highlight="leaf|leaves"),
        labels=labels,
        question="What is this animal to the crop?",
        guidelines="Think of the crop first.",
        annotator="asha",
        **options,
    )
"""
STATES = [
    RICH + "w = widget([f'A caterpillar on leaf {n}.' for n in range(4)], project='all')\nw",
    "widget([None, 'x'], project='problem')",
    "widget(['', '  '], project='several', store=':memory:')",
    """
from dataclasses import replace
from loopwidgets.widgets.annotation.handlers import Desk

welcome = Desk.welcome
def empty(desk, **asked):
    said = welcome(desk, **asked)
    return replace(said, items=[], exhausted=True, counts=replace(said.counts, total=0))
Desk.welcome = empty
nothing = widget(["x"], project="empty")
nothing
""",
    """
from loopwidgets.widgets.protocol import messages
messages.PROTOCOL = 99
shown = widget(['x'], project='other version')
shown
""",
    """
import time
from IPython.display import display
from loopwidgets.widgets.annotation import widget as annotation
from loopwidgets.widgets.protocol import codec
write, codec.write = codec.write, lambda message: None  # so that it begins with nothing
waiting = widget(['x'], project='waiting')
codec.write = write
waiting.on_msg(annotation._on_message, remove=True)  # and is told nothing
display(waiting)
while True: time.sleep(0.05)
""",
]


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_in_any_state_and_any_theme(lab: Notebooks) -> None:
    notebook = lab(STATES)
    notebook.page.emulate_media(reduced_motion="reduce")  # a color is measured where it ends
    found: dict[str, list[str]] = {}
    looked = 0
    for name in _states(notebook):
        for theme in THEMES:
            accessibility.use_theme(notebook.page, theme)
            found[f"{name}, {theme}"] = accessibility.violations(notebook.page)
            looked += 1
    assert looked == 3 * 13
    assert {where: what for where, what in found.items() if what} == {}


def _states(notebook: NotebookPage) -> Iterator[str]:
    """Bring a notebook's widget into one state after another; yields each one's name."""
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    yield "item"
    labeler.press("n")
    expect(labeler.part("note-text")).to_be_focused()
    yield "note open"
    labeler.part("note-text").fill("seen at dusk")
    labeler.part("note-save").click()
    labeler.press("f", "d")
    expect(labeler.part("dispute-label")).to_be_focused()
    yield "dispute open"
    labeler.part("dispute-save").click()
    expect(labeler.part("disputed")).to_be_visible()
    yield "flag, note and dispute shown"
    labeler.press("?")
    expect(labeler.part("help-card")).to_be_visible()
    yield "help open"
    labeler.part("help-card").press("Escape")
    labeler.part("guidelines").click()
    expect(labeler.part("guidelines-card")).to_be_visible()
    yield "guidelines open"
    labeler.part("guidelines-card").press("Escape")
    labeler.press("1", "s", "2", "3")
    labeler.wait_until_saved()
    labeler.expect_stage("item")  # the skipped one comes again
    labeler.press("1")
    labeler.expect_stage("finished")
    yield "finished"
    labeler.part("review-flagged").click()
    expect(labeler.part("review")).to_be_visible()
    yield "review"

    for index, stage in enumerate(["item", "item", "empty", "failed"], 1):
        notebook.run(index)
        other = Labeler(notebook=notebook, index=index)
        other.expect_stage(stage)
        notebook.cell(index - 1).evaluate("cell => { cell.style.display = 'none'; }")
        if index == 1:
            yield "problem"
        elif index == 3:
            yield "empty"
        elif index == 4:
            yield "error"
    notebook.start(5)
    Labeler(notebook=notebook, index=5).expect_stage("loading")
    yield "loading"
    notebook.kill_kernel()
    notebook.wait_until_restarted()
    expect(labeler.part("saved")).to_have_attribute("data-state", "away")
    yield "kernel offline"


def test_whatever_has_the_keyboard_focus_can_be_seen(lab: Notebooks) -> None:
    labeler = show(lab, 12, options="guidelines='Think of the crop first.'")
    seen = []
    for theme in THEMES[:2]:
        accessibility.use_theme(labeler.page, theme)
        labeler.root.focus()
        for _ in range(40):
            labeler.press("Tab")
            if not labeler.has_focus():
                break
            name, visible = labeler.page.evaluate(FOCUSED)
            seen.append(name)
            assert visible, f"{theme}: {name} has the focus, and nothing shows it"
    parts = [
        "item",
        "label",
        "undo",
        "redo",
        "skip",
        "flag",
        "note",
        "dispute",
        "guidelines",
        "help",
    ]
    assert set(parts) <= set(seen)


def test_what_happened_is_told_to_screen_readers(plain: Notebooks) -> None:
    labeler = show(plain, 12)
    said = labeler.part("said")
    expect(said).to_have_attribute("aria-live", "polite")
    expect(labeler.part("item")).to_have_attribute("aria-live", "polite")
    for key, words in [
        ("1", "pest. 1 of 12"),
        ("2", "helper. 2 of 12"),
        ("s", "Skipped. 2 of 12"),
        ("f", "Flagged"),
        ("f", "Flag removed"),
        ("z", "Undone. 2 of 12"),
        ("Shift+Z", "Redone. 2 of 12"),
    ]:
        labeler.press(key)
        expect(said).to_have_text(words)
    expect(labeler.root).to_have_attribute(
        "aria-label", "Labeling: Which label fits?, text: classification"
    )
    expect(labeler.label("pest")).to_have_attribute("aria-keyshortcuts", "1")
    labeler.press("ArrowLeft")
    expect(labeler.label("pest")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("size", ["320 px wide", "at 200 %"])
def test_nothing_is_cut_off_or_covered(size: str, plain: Notebooks, browser: Browser) -> None:
    if size == "at 200 %":  # of a window of 1280 by 900: half the room, twice the pixels
        context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    else:
        context = browser.new_context(viewport={"width": 900, "height": 900})
    with context:
        notebook = plain(
            [RICH + "w = widget(['A long leaf. ' * 60, None, 'x'], project='narrow')\nw"],
            context=context,
        )
        notebook.run(0)
        labeler = Labeler(notebook=notebook, index=0)
        if size == "320 px wide":
            labeler.root.evaluate("root => { root.parentElement.style.inlineSize = '320px'; }")
        labeler.focus()
        found = {"item": labeler.root.evaluate(CROWDED)}
        assert labeler.root.bounding_box()["width"] <= 330 or size == "at 200 %"
        labeler.press("f", "n")
        found["note open"] = labeler.root.evaluate(CROWDED)
        labeler.part("note-text").fill("seen at dusk, and again the next morning, near the wall")
        labeler.part("note-save").click()
        labeler.press("d")
        found["dispute open"] = labeler.root.evaluate(CROWDED)
        labeler.part("dispute-save").click()
        expect(labeler.part("disputed")).to_be_visible()
        found["marks"] = labeler.root.evaluate(CROWDED)
        labeler.press("?")
        found["help"] = labeler.root.evaluate(CROWDED)
        labeler.press("Escape", "1", "s", "2", "3")
        labeler.wait_until_saved()
        found["later"] = labeler.root.evaluate(CROWDED)
        assert {where: what for where, what in found.items() if what} == {}


def test_buttons_stay_where_they_are_whatever_the_item(plain: Notebooks) -> None:
    texts = ["x", "word " * 2000, "a\n" * 80, "w" * 3000, None, "", "नमस्ते " * 30, "سلام " * 90]
    cell = RICH + f"w = widget({[*texts, 'y', 'z']!r}, project='lengths')\nw"
    notebook = plain([cell])
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    boxes = []
    for _ in range(10):
        boxes.append(labeler.root.evaluate(BOXES))
        key = labeler.root.get_attribute("data-item-key")
        labeler.press("f", "s")
        expect(labeler.root).not_to_have_attribute("data-item-key", key or "")
        if len(boxes) == 9:
            break
    assert len(boxes) == 9
    assert all(box == boxes[0] for box in boxes), boxes


def test_nothing_moves_where_people_want_no_motion(plain: Notebooks) -> None:
    labeler = show(plain, 12)
    labeler.press("1")
    assert labeler.root.evaluate(MOVING) != []
    labeler.page.emulate_media(reduced_motion="reduce")
    assert labeler.root.evaluate(MOVING) == []
    labeler.press("?")
    assert labeler.root.evaluate(MOVING) == []


def test_system_colors_leave_everything_visible(plain: Notebooks) -> None:
    labeler = show(plain, 12)
    labeler.page.emulate_media(forced_colors="active")
    labeler.press("1", "1", "2")
    labeler.expect_counts(2, 1, 0)
    assert labeler.root.evaluate(SYSTEM_COLORS) == []
    labeler.press("Tab", "Tab")
    assert labeler.page.evaluate(FOCUSED)[1]


def test_right_to_left_and_devanagari_read_as_they_are_written(plain: Notebooks) -> None:
    cell = """
import loopwidgets as lw
w = lw.annotate(
    ["يرقة خضراء على ظهر الورقة.", "पत्ते के नीचे एक हरी इल्ली है।", "A green caterpillar."],
    labels=[lw.Label("pest", title="آفة"), lw.Label("helper", title="सहायक"), "harmless"],
    question="ما هذا الحيوان؟",
)
w"""
    notebook = plain([cell])
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    directions = []
    for _ in range(3):
        directions.append(labeler.root.locator(".lw-text").evaluate(DIRECTION))
        assert labeler.root.evaluate(CROWDED) == []
        labeler.press("1")
    assert directions == ["rtl", "ltr", "ltr"]
    assert labeler.part("question").evaluate(DIRECTION) == "rtl"
    titles = labeler.root.locator(".lw-title")
    assert titles.all_text_contents() == ["آفة", "सहायक", "harmless"]
    assert [title.evaluate(DIRECTION) for title in titles.all()] == ["rtl", "ltr", "ltr"]


DIRECTION = "element => getComputedStyle(element).direction"

# What has the focus, and whether an outline or shadow shows it, on it or on the frame.
FOCUSED = """() => {
    const focused = document.activeElement;
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(focused);
    const outline = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 &&
        !/, 0\\)$|transparent/.test(outlineColor);
    return [focused.dataset.lw ?? focused.className, outline || boxShadow !== 'none'];
}"""

BOXES = """root => {
    const buttons = [...root.querySelectorAll('[data-lw=label], .lw-act, .lw-item')];
    const { left, top } = root.getBoundingClientRect();
    return [...buttons, root].map(button => {
        const box = button.getBoundingClientRect();
        return [box.left - left, box.top - top, box.width, box.height].map(Math.round).join(' ');
    });
}"""

# What sticks out of the frame, is cut off, or lies on something else; as sentences.
CROWDED = """root => {
    const said = [];
    const name = element => element.dataset.lw ?? (element.className || element.tagName);
    const frame = root.getBoundingClientRect();
    const visible = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (root.scrollWidth > root.clientWidth) said.push('the frame scrolls sideways');
    const clipped = element => {
        for (let up = element; up !== root.parentElement; up = up.parentElement) {
            if (['auto', 'scroll'].includes(getComputedStyle(up).overflowY)) return true;
        }
        return false;
    };
    for (const element of root.querySelectorAll('*')) {
        if (!visible(element) || element.closest('.lw-said, svg')) continue;
        const box = element.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) continue;
        if (box.left < frame.left - 1 || box.right > frame.right + 1)
            said.push(`${name(element)} sticks out sideways`);
        if (!clipped(element) && (box.top < frame.top - 1 || box.bottom > frame.bottom + 1))
            said.push(`${name(element)} sticks out above or below`);
        const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        const { overflowX, textOverflow } = getComputedStyle(element);
        if (hasText && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 &&
            overflowX !== 'auto' && !(textOverflow === 'ellipsis' && element.closest('[title]')))
            said.push(`the text of ${name(element)} is cut off: ${element.textContent.slice(0, 40)}`);
    }
    const parts = [...root.querySelectorAll(
        '.lw-question, .lw-progress, .lw-item, .lw-marks, [data-lw=label], ' +
        '[data-lw=distribution], .lw-act, .lw-pace, .lw-saved')]
        .filter(part => visible(part) && !part.closest('.lw-card'));
    for (const [place, one] of parts.entries()) {
        for (const other of parts.slice(place + 1)) {
            const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 1 && high > 1 && a.width && b.width && !one.contains(other))
                said.push(`${name(one)} and ${name(other)} overlap`);
        }
    }
    return [...new Set(said)];
}"""

MOVING = """root => [root, ...root.querySelectorAll('*')].filter(element => {
    const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
    const long = text => text.split(',').some(each => parseFloat(each) > 0.001);
    return long(transitionDuration) || (animationName !== 'none' && long(animationDuration));
}).map(element => element.className)"""

SYSTEM_COLORS = """root => {
    const said = [];
    for (const label of root.querySelectorAll('[data-lw=label]')) {
        const { borderTopStyle, borderTopWidth, color, backgroundColor } = getComputedStyle(label);
        if (borderTopStyle === 'none' || parseFloat(borderTopWidth) === 0) said.push('a label has no border');
        if (color === backgroundColor) said.push('a label can not be read');
    }
    for (const share of root.querySelectorAll('[data-lw=distribution]')) {
        const color = part => getComputedStyle(share.querySelector(part)).backgroundColor;
        if (color('.lw-fill') === color('.lw-track') || color('.lw-fill') === 'rgba(0, 0, 0, 0)')
            said.push('a bar can not be seen');
    }
    const done = getComputedStyle(root.querySelector('.lw-done')).backgroundColor;
    const bar = getComputedStyle(root.querySelector('.lw-bar')).backgroundColor;
    if (done === bar) said.push('the progress can not be seen');
    return said;
}"""

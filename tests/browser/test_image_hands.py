"""Images by touch, on other keyboards, and while an input method composes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.browser import chromium
from tests.browser.conftest import Notebooks
from tests.browser.fingers import Fingers, Point
from tests.browser.labeler import Labeler
from tests.browser.surroundings import notebook_untouched
from tests.browser.test_images import expect_picture, show, zoom

PICTURES = "[picture(n) for n in range(1, 10)]"
SCROLLED = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"


@pytest.fixture
def touch(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile on a touch screen."""
    with browser.new_context(viewport=chromium.WINDOW, has_touch=True) as context:
        yield context


def show_for_touch(lab: Notebooks, touch: BrowserContext) -> tuple[Labeler, Fingers]:
    """Show images where one can scroll, and tap on the widget's frame."""
    labeler = show(lab, PICTURES, context=touch, more=["%%markdown\n" + "line\n\n" * 60])
    expect_picture(labeler, 1)
    return labeler, Fingers.on(labeler.page)


def middle(part: Locator) -> Point:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def beside(point: Point, x: float, y: float) -> Point:
    return point[0] + x, point[1] + y


def expect_zoom(labeler: Labeler, percent: float) -> None:
    """Wait until the image is shown so near, but for what a finger does to a pixel."""
    labeler.page.wait_for_function(
        """([zoom, percent]) => Math.abs(
            parseInt(zoom.textContent.replace(',', '')) / percent - 1) < 0.06""",
        arg=[labeler.part("zoom").element_handle(), percent],
    )


# --- Touch ---------------------------------------------------------------------------------------


def test_a_tap_on_a_label_answers_and_one_on_a_tool_comes_nearer(
    plain: Notebooks, touch: BrowserContext
) -> None:
    labeler, fingers = show_for_touch(plain, touch)
    fingers.tap(middle(labeler.label("helper")))
    expect_picture(labeler, 2)
    labeler.expect_counts(0, 1, 0)
    whole = zoom(labeler)
    fingers.tap(middle(labeler.part("nearer")))
    expect_zoom(labeler, 1.4 * whole)
    fingers.tap(middle(labeler.part("zoom")))
    expect_zoom(labeler, whole)
    fingers.tap(middle(labeler.part("undo")))
    expect_picture(labeler, 1)
    labeler.wait_until_saved()
    assert labeler.events() == ["answer helper", "retract"]


@pytest.mark.parametrize("fingers_are", ["side by side", "one above the other"])
def test_two_fingers_zoom_the_image_and_not_the_page(
    lab: Notebooks, touch: BrowserContext, fingers_are: str
) -> None:
    labeler, fingers = show_for_touch(lab, touch)
    whole, scrolled = zoom(labeler), labeler.page.evaluate(SCROLLED)
    at = middle(labeler.part("image"))

    across = fingers_are == "side by side"

    def pinch(before: float, after: float) -> None:
        ways = [
            ((-before, 0), (-after, 0)) if across else ((0, -before), (0, -after)),
            ((before, 0), (after, 0)) if across else ((0, before), (0, after)),
        ]
        fingers.move(*((beside(at, *start), beside(at, *end)) for start, end in ways))

    pinch(30, 90)
    expect_zoom(labeler, 3 * whole)
    pinch(80, 40)
    expect_zoom(labeler, 1.5 * whole)
    pinch(80, 10)
    expect_zoom(labeler, whole)
    assert labeler.page.evaluate("() => visualViewport.scale") == 1
    assert labeler.page.evaluate(SCROLLED) == scrolled
    labeler.expect_counts(0, 0, 0)


def test_one_finger_moves_an_image_that_is_near_and_else_scrolls_the_page(
    lab: Notebooks, touch: BrowserContext
) -> None:
    labeler, fingers = show_for_touch(lab, touch)
    for _ in range(4):
        fingers.tap(middle(labeler.part("nearer")))
    at = middle(labeler.part("image"))
    assert color_right_of_middle(labeler) == "blue"
    scrolled = labeler.page.evaluate(SCROLLED)
    fingers.move((at, beside(at, 200, 60)))
    labeler.page.wait_for_function(
        f"canvas => ({RIGHT_OF_MIDDLE})(canvas) === 'green'", arg=canvas(labeler)
    )
    assert labeler.page.evaluate(SCROLLED) == scrolled

    labeler.press("=")  # a tap so soon after a flick would only stop it
    expect(labeler.part("image")).not_to_have_attribute("data-zoomed", "true")
    fingers.move((at, beside(at, 0, -160)))
    labeler.page.wait_for_function(f"before => ({SCROLLED})() > before + 50", arg=scrolled)


def test_two_taps_come_near_and_two_more_show_all_of_it(
    plain: Notebooks, touch: BrowserContext
) -> None:
    labeler, fingers = show_for_touch(plain, touch)
    whole = zoom(labeler)
    at = middle(labeler.part("image"))
    fingers.tap(at)
    fingers.tap(at)
    expect_zoom(labeler, 2.5 * whole)
    aside = beside(at, 120, 0)  # elsewhere, so that these are not the third and fourth of four
    fingers.tap(aside)
    fingers.tap(aside)
    expect_zoom(labeler, whole)


RIGHT_OF_MIDDLE = """canvas => {
    const { width, height } = canvas;
    const [, green, blue] = canvas.getContext('2d').getImageData(0.55 * width, 0.5 * height, 1, 1).data;
    return green > blue ? 'green' : 'blue';
}"""


def canvas(labeler: Labeler) -> object:
    return labeler.part("image").element_handle()


def color_right_of_middle(labeler: Labeler) -> str:
    return str(labeler.part("image").evaluate(RIGHT_OF_MIDDLE))


def test_two_fingers_on_a_trackpad_zoom_the_image_and_not_the_page(plain: Notebooks) -> None:
    labeler = show(plain, PICTURES)
    expect_picture(labeler, 1)
    whole = zoom(labeler)
    ratio = labeler.page.evaluate("() => devicePixelRatio")
    labeler.press("Escape")  # it needs no focus: with Ctrl the page would zoom otherwise
    labeler.page.mouse.move(*middle(labeler.part("image")))
    labeler.page.keyboard.down("Control")
    labeler.page.mouse.wheel(0, -100)
    labeler.page.keyboard.up("Control")
    expect_zoom(labeler, 2.718 * whole)
    assert labeler.page.evaluate("() => devicePixelRatio") == ratio


def test_a_wheel_over_an_image_scrolls_the_notebook_until_the_widget_has_the_focus(
    lab: Notebooks,
) -> None:
    labeler = show(lab, PICTURES, more=["%%markdown\n" + "line\n\n" * 60])
    expect_picture(labeler, 1)
    whole, scrolled = zoom(labeler), labeler.page.evaluate(SCROLLED)
    labeler.press("Escape")
    labeler.page.mouse.move(*middle(labeler.part("image")))
    labeler.page.mouse.wheel(0, 80)
    labeler.page.wait_for_function(f"before => ({SCROLLED})() > before", arg=scrolled)
    assert zoom(labeler) == whole


# --- Other keyboards -----------------------------------------------------------------------------

SHIFT = 8

# What each key writes, and where it is: nearer, farther, all of it.
KEYBOARDS = {
    "US": [("+", "Equal", SHIFT), ("-", "Minus", 0), ("=", "Equal", 0)],
    "AZERTY": [("+", "Equal", SHIFT), ("-", "Digit6", 0), ("=", "Equal", 0)],
    "QWERTZ": [("+", "BracketRight", 0), ("-", "Slash", 0), ("=", "Digit0", SHIFT)],
    "Devanagari": [("ऋ", "Equal", SHIFT), ("-", "Minus", 0), ("ृ", "Equal", 0)],
    "number pad": [("+", "NumpadAdd", 0), ("-", "NumpadSubtract", 0), ("=", "Equal", 0)],
}


def press_key(labeler: Labeler, key: str, code: str, modifiers: int = 0) -> None:
    """Press a key as another keyboard has it: what it writes, and where it is."""
    session = labeler.page.context.new_cdp_session(labeler.page)
    press = {"key": key, "code": code, "modifiers": modifiers}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, **press})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **press})
    session.detach()


@pytest.mark.parametrize("keyboard", KEYBOARDS)
def test_images_are_seen_nearer_and_labeled_with_any_keyboard(
    plain: Notebooks, keyboard: str
) -> None:
    labeler = show(plain, PICTURES)
    expect_picture(labeler, 1)
    whole = zoom(labeler)
    nearer, farther, everything = KEYBOARDS[keyboard]
    press_key(labeler, *nearer)
    press_key(labeler, *nearer)
    expect_zoom(labeler, 1.96 * whole)
    press_key(labeler, *farther)
    expect_zoom(labeler, 1.4 * whole)
    press_key(labeler, *everything)
    expect_zoom(labeler, whole)
    labeler.expect_counts(0, 0, 0)
    press_key(labeler, {"AZERTY": "é", "Devanagari": "२"}.get(keyboard, "2"), "Digit2")
    expect_picture(labeler, 2)
    labeler.expect_counts(0, 1, 0)


def test_on_azerty_a_digit_is_a_label_before_it_is_a_sign(plain: Notebooks) -> None:
    labeler = show(plain, PICTURES, labels=list("abcdef"))
    expect_picture(labeler, 1)
    whole = zoom(labeler)
    press_key(labeler, "+", "Equal", SHIFT)
    expect_zoom(labeler, 1.4 * whole)
    press_key(labeler, ")", "Minus")  # what stands where others have the minus
    expect_zoom(labeler, whole)
    press_key(labeler, "-", "Digit6")
    expect_picture(labeler, 2)
    labeler.expect_counts(0, 0, 0, 0, 0, 1)


# --- Input methods -------------------------------------------------------------------------------


def test_what_an_input_method_composes_in_a_note_moves_no_image(lab: Notebooks) -> None:
    labeler = show(lab, PICTURES)
    expect_picture(labeler, 1)
    whole = zoom(labeler)
    session = labeler.page.context.new_cdp_session(labeler.page)

    def compose(text: str, code: str) -> None:
        press = {"key": "Process", "code": code, "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **press})
        place = {"selectionStart": len(text), "selectionEnd": len(text)}
        session.send("Input.imeSetComposition", {"text": text, **place})

    labeler.press("n")
    note = labeler.part("note-text")
    expect(note).to_be_focused()
    with notebook_untouched(labeler.notebook):
        for text, code in (("क", "Digit1"), ("की", "Equal"), ("कीट", "KeyS")):
            compose(text, code)
        expect(note).to_have_value("कीट")
        for code in ("Enter", "Escape"):  # these choose and leave what is composed
            press = {"key": "Process", "code": code, "windowsVirtualKeyCode": 229}
            session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **press})
        expect(note).to_be_focused()
        session.send("Input.insertText", {"text": "कीट"})
        expect(note).to_have_value("कीट")
        labeler.press("Control+Enter")
    expect(labeler.part("note-shown")).to_contain_text("कीट")
    assert zoom(labeler) == whole
    labeler.wait_until_saved()
    assert labeler.events() == ["note"]
    assert labeler.kernel("w.labels['note'].tolist()") == ["कीट"]


def test_keys_that_an_input_method_takes_do_nothing_on_an_image(plain: Notebooks) -> None:
    labeler = show(plain, PICTURES)
    expect_picture(labeler, 1)
    whole = zoom(labeler)
    session = labeler.page.context.new_cdp_session(labeler.page)
    for code in ("Digit1", "KeyS", "Equal", "Minus", "Enter", "ArrowLeft"):
        press = {"key": "Process", "code": code, "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **press})
    dispatch = """(root, [key, code]) => root.dispatchEvent(new KeyboardEvent('keydown',
        {key, code, isComposing: true, bubbles: true, composed: true}))"""
    for pressed in (["1", "Digit1"], ["+", "Equal"], ["-", "Minus"]):
        labeler.root.evaluate(dispatch, pressed)
    assert zoom(labeler) == whole
    labeler.press("3")
    expect_picture(labeler, 2)
    labeler.wait_until_saved()
    assert labeler.events() == ["answer harmless"]

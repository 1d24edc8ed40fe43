"""Images in a real notebook: drawn, seen nearer and brighter, and bad ones as cards."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import LABELS, Labeler

PICTURES = """
import loopwidgets as lw
from PIL import Image, ImageDraw

def picture(number, size=(800, 600), **options):
    "Its left half in one color, its right half in another, of which the red part is 20 times the number."
    image = Image.new("RGB", size, (20 * number, 200, 0))
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=(20 * number, 0, 200))
    image.save(f"p{number}.jpg", quality=95, subsampling=0, **options)
    return f"p{number}.jpg"
"""

SHOW = "w = lw.annotate(paths, view=lw.Image(), labels={labels!r}, annotator='asha')\nw"

# The color in the canvas at shares of its width and height.
COLOR = """(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(
    Math.floor(x * (canvas.width - 1)), Math.floor(y * (canvas.height - 1)), 1, 1).data]"""


def show(
    jupyter: Notebooks,
    paths: str,
    *,
    labels: Sequence[str] = LABELS,
    more: Sequence[str] = (),
    context: BrowserContext | None = None,
) -> Labeler:
    """Open a notebook that shows images by its first cell, and focus the widget there."""
    source = f"{PICTURES}\npaths = {paths}\n{SHOW.format(labels=list(labels))}"
    notebook = jupyter([source, *more], context=context)
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    return labeler


def color(labeler: Labeler, x: float, y: float) -> list[int]:
    found: list[int] = labeler.part("image").evaluate(COLOR, [x, y])
    return found


def expect_picture(labeler: Labeler, number: int) -> None:
    """Wait until a picture is drawn: its left half, a little left of the middle."""
    canvas = labeler.part("image")
    expect(canvas).to_be_visible()
    labeler.page.wait_for_function(
        """([canvas, red]) => {
            const { width, height } = canvas;
            const at = [Math.floor(width * 0.45), Math.floor(height * 0.5)];
            const [r, g, b, a] = canvas.getContext('2d').getImageData(...at, 1, 1).data;
            return a === 255 && Math.abs(r - red) < 8 && g > 150 && b < 60;
        }""",
        arg=[canvas.element_handle(), 20 * number],
    )


def zoom(labeler: Labeler) -> int:
    return int((labeler.part("zoom").text_content() or "").removesuffix(" %").replace(",", ""))


def test_images_are_labeled_like_texts(plain: Notebooks) -> None:
    labeler = show(plain, "[picture(n) for n in range(1, 10)]")
    for number, key in ((1, "1"), (2, "2"), (3, "s"), (4, "3")):
        expect_picture(labeler, number)
        labeler.press(key)
    expect_picture(labeler, 5)
    labeler.press("z")
    expect_picture(labeler, 4)
    labeler.press("ArrowLeft")
    expect_picture(labeler, 3)
    labeler.press("1", "ArrowRight")
    labeler.expect_progress(3, 9)
    labeler.wait_until_saved()
    assert labeler.kernel("w.labels['label'].tolist()") == ["pest", "helper", "pest"]
    assert labeler.part("image").get_attribute("aria-label") == "p4.jpg"


def test_a_person_comes_nearer_by_key_button_wheel_and_hand(lab: Notebooks) -> None:
    labeler = show(lab, "[picture(n) for n in range(1, 10)]")
    expect_picture(labeler, 1)
    whole = zoom(labeler)
    assert color(labeler, 0.01, 0.5)[3] == 0  # beside the image
    labeler.press("+", "+")
    assert zoom(labeler) == pytest.approx(whole * 1.4**2, abs=1)
    labeler.part("nearer").click()
    labeler.part("nearer").click()
    labeler.part("farther").click()
    assert zoom(labeler) == pytest.approx(whole * 1.4**3, abs=1)
    assert color(labeler, 0.6, 0.5)[1] < 60
    labeler.press("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft")
    labeler.page.wait_for_function(
        "canvas => canvas.getContext('2d').getImageData(0.6 * canvas.width, 9, 1, 1).data[1] > 150",
        arg=labeler.part("image").element_handle(),
    )
    labeler.press("=")
    assert zoom(labeler) == whole

    box = labeler.part("image").bounding_box()
    assert box is not None
    mouse = labeler.page.mouse
    mouse.move(box["x"] + box["width"] / 2 - 40, box["y"] + box["height"] / 2)
    top = labeler.page.evaluate(
        "() => document.querySelector('.jp-WindowedPanel-outer')?.scrollTop"
    )
    mouse.wheel(0, -600)
    labeler.page.wait_for_function(
        "([zoom, before]) => parseInt(zoom.textContent.replace(',', '')) > 2 * before",
        arg=[labeler.part("zoom").element_handle(), whole],
    )
    same = labeler.page.evaluate(
        "() => document.querySelector('.jp-WindowedPanel-outer')?.scrollTop"
    )
    assert same == top  # the notebook did not scroll
    mouse.down()
    mouse.move(box["x"] + 20, box["y"] + box["height"] / 2, steps=4)
    mouse.up()
    mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert zoom(labeler) == whole
    labeler.expect_progress(0, 9)


@pytest.mark.usefixtures("context")
def test_zoom_ends_with_the_item_unless_it_is_kept(plain: Notebooks) -> None:
    labeler = show(plain, "[picture(n) for n in range(1, 10)]")
    expect_picture(labeler, 1)
    whole = zoom(labeler)
    labeler.press("+", "1")
    expect_picture(labeler, 2)
    assert zoom(labeler) == whole
    labeler.part("keep-zoom").click()
    labeler.press("+", "1")
    expect_picture(labeler, 3)
    assert zoom(labeler) == pytest.approx(whole * 1.4, abs=1)
    labeler.wait_until_saved()
    labeler.notebook.reload()
    labeler.notebook.run(0)
    labeler.focus()
    expect(labeler.part("keep-zoom")).to_have_attribute("aria-pressed", "true")


def test_brightness_and_contrast_are_the_person_s(plain: Notebooks) -> None:
    labeler = show(plain, "[picture(n) for n in range(1, 10)]")
    labeler.part("light").click()
    labeler.part("brightness").fill("150")
    labeler.part("contrast").fill("80")
    expect(labeler.part("image")).to_have_css("filter", "brightness(1.5) contrast(0.8)")
    labeler.focus()
    labeler.press("1")
    expect_picture(labeler, 2)
    expect(labeler.part("image")).to_have_css("filter", "brightness(1.5) contrast(0.8)")
    labeler.part("plain-light").click()
    expect(labeler.part("image")).to_have_css("filter", "none")
    labeler.part("brightness").focus()
    labeler.press("Escape")
    expect(labeler.part("brightness")).to_have_count(0)
    assert labeler.has_focus()
    labeler.press("2")
    expect_picture(labeler, 3)


def test_a_large_image_comes_in_full_when_a_person_looks_near(plain: Notebooks) -> None:
    labeler = show(plain, "[picture(1, (6000, 4000)), picture(2)]")
    expect_picture(labeler, 1)
    sent = "[m for m in asked if m['type'] == 'get']"
    labeler.notebook.execute(
        "asked = []; before = w._receive\n"
        "import types; type(w)._receive = lambda self, m: (asked.append(m), before(m))[1]"
    )
    labeler.press("+")
    labeler.press(*"++++++")
    labeler.page.wait_for_timeout(1500)
    assert labeler.kernel(f"[m['whole'] for m in {sent}]") == [True]
    labeler.press("1")
    expect_picture(labeler, 2)


def test_an_image_that_was_taken_sideways_is_upright(plain: Notebooks) -> None:
    turned = "exif = Image.Exif(); exif[0x0112] = 6"  # its right side is up: the left half is drawn on top
    labeler = show(plain, f"[]; {turned}; paths = [picture(3, exif=exif), picture(2)]")
    canvas = labeler.part("image").element_handle()
    labeler.page.wait_for_function(
        """canvas => {
            const at = (y) => canvas.getContext('2d').getImageData(
                canvas.width / 2, Math.floor(y * canvas.height), 1, 1).data;
            return at(0.2)[1] > 150 && at(0.8)[2] > 150;
        }""",
        arg=canvas,
    )


DRAWING = b"""<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'>
<rect width='1' height='1' fill='#ff0000'/><rect x='1' width='1' height='1' fill='#0000ff'/></svg>"""

# How many pixels in the middle row are neither of the two colors.
MIXED = """canvas => {
    const { width, height } = canvas;
    const row = canvas.getContext('2d').getImageData(0, Math.floor(height / 2), width, 1).data;
    let mixed = 0;
    for (let at = 0; at < row.length; at += 4)
        if (row[at + 3] && !((row[at] > 250 && row[at + 2] < 5) || (row[at] < 5 && row[at + 2] > 250)))
            mixed += 1;
    return mixed;
}"""


def test_a_drawing_without_a_size_is_sharp_however_near(plain: Notebooks) -> None:
    labeler = show(plain, f"[{DRAWING!r}, picture(2)]")
    expect(labeler.part("image")).to_have_attribute("data-drawn", "1")
    whole = zoom(labeler)
    assert whole > 10_000  # of its own two pixels by one
    assert labeler.part("image").evaluate(MIXED) <= 2
    labeler.press(*"+++++")
    assert zoom(labeler) == pytest.approx(whole * 1.4**5, rel=0.01)
    canvas = labeler.part("image").element_handle()
    labeler.page.wait_for_function(f"canvas => ({MIXED})(canvas) <= 3", arg=canvas)
    labeler.press("1")
    expect_picture(labeler, 2)


BAD = """
import numpy as np
raw = open(picture(1), "rb").read()
bad = [raw[:900], b"", "gone.jpg", ".", b"words", float("nan"), np.zeros((2, 2, 7)),
       Image.new("CMYK", (40, 30)), np.full((3, 3), np.nan)]
paths = bad + [picture(2)]
"""


def test_bad_images_are_cards_and_the_queue_goes_on(plain: Notebooks) -> None:
    labeler = show(plain, f"[]\n{BAD}")
    said = (
        "damaged",
        "0 bytes",
        "no file 'gone.jpg'",
        "a folder",
        "no image that can be read",
        "there is no image in it",
        "(2, 2, 7)",
        None,
        "not one of its values",
    )
    for words in said:
        if words is None:
            expect(labeler.part("image")).to_be_visible()
        else:
            expect(labeler.part("problem")).to_contain_text(words)
        labeler.press("s")
    expect_picture(labeler, 2)
    labeler.wait_until_saved()
    assert labeler.kernel("len(w.project.problems)") == 8

"""Images in a real browser: upright in every format, in their colors, page by page, and stretched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import expect

import loopwidgets as lw
from loopwidgets.images.image_bytes import picture_in
from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.browser.test_accessibility import CROWDED
from tests.unit.pictures import CORNERS, DAMAGED, KINDS, corners, encoded, four_colors

HERE = Path(__file__).parents[2]

SHOW = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
import io
import numpy as np
import loopwidgets as lw
from PIL import Image
from tests.unit.pictures import *

def damaged_page():
    "A TIFF of three pages, the second of which can't be read."
    pages = [Image.effect_noise((300, 300), 90 + each) for each in range(3)]
    options = dict(save_all=True, append_images=pages[1:], compression="tiff_lzw")
    file = bytearray(encoded(pages[0], "TIFF", **options))
    image = Image.open(io.BytesIO(file))
    image.seek(1)
    start = image.tag_v2[273][0]
    file[start : start + 400] = bytes(400)
    return bytes(file)

def show(images, **options):
    return lw.annotate(images, view=lw.Image(), labels=["a", "b"], annotator="asha", **options)
"""

# The size of what is drawn, and the color in the middle of each of its quarters.
DRAWN = """canvas => {
    const ink = canvas.getContext('2d');
    const { width, height } = canvas;
    const { data } = ink.getImageData(0, 0, width, height);
    const opaque = (x, y) => data[4 * (y * width + x) + 3] === 255;
    const across = [...Array(width).keys()].filter((x) => opaque(x, height >> 1));
    const down = [...Array(height).keys()].filter((y) => opaque(across[across.length >> 1], y));
    const at = (range, share) => range[Math.floor(share * range.length)];
    const color = (x, y) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)];
    return {
        ratio: across.length / down.length,
        corners: [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => color(at(across, x), at(down, y)))),
    };
}"""


def show(notebooks: Notebooks, images: str, **options: str) -> Labeler:
    more = "".join(f", {name}={value}" for name, value in options.items())
    notebook = notebooks([f"{SHOW}\nw = show({images}{more})\nw"])
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    return labeler


def drawn(labeler: Labeler, number: int) -> dict[str, object]:
    """Return what is on the canvas as soon as it is this image."""
    canvas = labeler.part("image")
    expect(canvas).to_have_attribute("data-drawn", str(number))
    labeler.page.wait_for_function(
        """canvas => {
            const { width, height } = canvas;
            return canvas.getContext('2d').getImageData(width >> 1, height >> 1, 1, 1).data[3] === 255;
        }""",
        arg=canvas.element_handle(),
    )
    found: dict[str, object] = canvas.evaluate(DRAWN)
    return found


def expect_corners(found: dict[str, object], right: Sequence[object], about: object) -> None:
    for color, expected in zip(found["corners"], right, strict=True):  # type: ignore[call-overload]
        assert color == pytest.approx(expected, abs=16), about


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_is_upright_whatever_its_format_and_orientation(
    plain: Notebooks, kind: str
) -> None:
    files = [("exif", turn, (80, 40)) for turn in range(1, 9)]
    files += [("exif", 6, (2400, 1200)), ("exif and xmp", 8, (80, 40))]
    files += [("xmp", 6, (80, 40))] if kind != "AVIF" else []
    made = f"[turned({kind!r}, told, turn, *size) for told, turn, size in {files}]"
    labeler = show(plain, made, duplicates="'ask'")
    for number, about in enumerate(files, 1):
        found = drawn(labeler, number)
        assert found["ratio"] == pytest.approx(2, rel=0.03), about
        expect_corners(found, CORNERS, about)
        labeler.press("s")


def test_damaged_exif_is_read_alike_in_the_kernel_and_the_browser(plain: Notebooks) -> None:
    blocks = {name: block for name, block in DAMAGED.items() if len(block) > 6}
    made = f"[encoded(four_colors(), 'JPEG', quality=92, exif=block) for block in {[*blocks.values()]}]"
    labeler = show(plain, made, duplicates="'ask'")
    for number, (name, block) in enumerate(blocks.items(), 1):
        content = (
            lw.Image()
            .payload((encoded(four_colors(), "JPEG", quality=92, exif=block),), {})
            .content
        )
        found = drawn(labeler, number)
        assert found["ratio"] == pytest.approx(content["width"] / content["height"], rel=0.03), name
        expect_corners(found, corners(picture_in(content["image"])), name)
        labeler.press("s")


def color(labeler: Labeler) -> list[int]:
    """Return the color in the middle of the canvas."""
    found: list[int] = labeler.part("image").evaluate(
        """canvas => [...canvas.getContext('2d').getImageData(
            canvas.width >> 1, canvas.height >> 1, 1, 1).data.slice(0, 3)]"""
    )
    return found


def expect_color(labeler: Labeler, right: tuple[int, int, int]) -> None:
    labeler.page.wait_for_function(
        """([canvas, right]) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext('2d').getImageData(width >> 1, height >> 1, 1, 1);
            return right.every((each, place) => Math.abs(each - data[place]) < 8) && data[3] === 255;
        }""",
        arg=[labeler.part("image").element_handle(), list(right)],
    )


def expect_page(labeler: Labeler, page: int) -> None:
    expect(labeler.part("pages")).to_have_text(f"{page} of 3 pages")
    expect(labeler.part("pages")).to_have_attribute("aria-busy", "false")
    expect_color(labeler, PAGES[page - 1])


PAGES = [(200, 20, 20), (20, 200, 20), (20, 20, 200)]
THREE = f"""[Image.new("RGB", (60, 40), each) for each in {PAGES}]"""
TIFF = f"""(lambda pages: encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))({THREE})"""


def test_pages_are_turned_by_keys_and_buttons_and_remembered(plain: Notebooks) -> None:
    labeler = show(plain, f"[{TIFF}, four_colors()]")
    expect_page(labeler, 1)
    expect(labeler.part("page-back")).to_have_attribute("aria-disabled", "true")
    labeler.press("+", "+", "+", "]")
    expect_page(labeler, 2)
    zoomed = labeler.part("zoom").text_content()
    expect(labeler.part("image")).to_have_attribute("aria-label", "Image 1, 2 of 3 pages")
    labeler.press("PageDown", "]", "]")
    expect_page(labeler, 3)
    labeler.press("[", "[", "PageUp", "]")  # quicker than pages come: the last wish counts
    expect_page(labeler, 2)
    assert labeler.part("zoom").text_content() == zoomed
    labeler.part("page-back").click()
    expect_page(labeler, 1)
    labeler.part("page-forward").click()
    expect_page(labeler, 2)
    labeler.expect_counts(0, 0)
    labeler.press("1")
    expect(labeler.part("image")).to_have_attribute("data-drawn", "2")
    expect(labeler.part("pages")).to_have_count(0)
    labeler.press("]", "ArrowLeft")
    expect_page(labeler, 2)
    labeler.press("2")
    labeler.wait_until_saved()
    assert labeler.events() == ["answer a", "answer b"]
    labeler.press("?")
    expect(labeler.part("help-card")).to_contain_text("turn the pages of an image")


def test_a_damaged_page_is_a_card_between_the_others(plain: Notebooks) -> None:
    labeler = show(plain, "[damaged_page()]")
    expect(labeler.part("pages")).to_have_text("1 of 3 pages")
    labeler.press("]")
    expect(labeler.part("problem")).to_contain_text("damaged")
    expect(labeler.part("pages")).to_have_text("2 of 3 pages")
    labeler.press("]")
    expect(labeler.part("problem")).to_have_count(0)
    expect(labeler.part("pages")).to_have_text("3 of 3 pages")
    expect(labeler.part("image")).to_be_visible()


def test_a_person_chooses_the_values_that_are_black_and_white(plain: Notebooks) -> None:
    ramp = "np.linspace(0, 3000, 10_000).reshape(100, 100).astype('uint16')"
    labeler = show(plain, f"[np.where(np.eye(100, k=99) > 0, 60_000, {ramp}).astype('uint16')]")
    note = labeler.part("image-note")
    expect(note).to_have_text("Stretched from 0 to 2,985")
    labeler.part("light").click()
    expect(labeler.part("white")).to_have_value("2985")
    labeler.part("white").fill("1500")
    labeler.part("white").press("Enter")
    expect(note).to_have_text("Stretched from 0 to 1,500")
    expect_color(labeler, (255, 255, 255))
    labeler.part("all-values").click()
    expect(note).to_have_text("Stretched from 0 to 60,000")
    expect(labeler.part("white")).to_have_value("60000")
    expect_color(labeler, (6, 6, 6))
    labeler.part("plain-light").click()
    expect(note).to_have_text("Stretched from 0 to 2,985")
    labeler.expect_counts(0, 0)


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_everyone_can_use_the_tools_of_pages_and_values_in_a_narrow_place_too(
    plain: Notebooks,
) -> None:
    ramp = "Image.fromarray(np.linspace(0, 3000, 10_000).reshape(100, 100).astype('uint16'))"
    labeler = show(plain, f"[encoded({ramp}, 'TIFF', save_all=True, append_images=2 * [{ramp}])]")
    expect(labeler.part("pages")).to_have_text("1 of 3 pages")
    labeler.part("light").click()
    assert accessibility.violations(labeler.page) == []
    labeler.root.evaluate("root => { root.parentElement.style.inlineSize = '320px'; }")
    assert not labeler.root.evaluate(CROWDED)


def test_colors_are_the_same_in_a_file_that_is_sent_and_one_that_is_recoded(
    plain: Notebooks,
) -> None:
    made = [
        f'encoded(Image.new("RGB", {size}, (120, 180, 100)), "JPEG", quality=95, icc_profile=wide_gamut())'
        for size in ((400, 300), (2400, 300))
    ]
    labeler = show(plain, f"[{', '.join(made)}]")
    expect_color(labeler, (81, 181, 94))
    labeler.press("1")
    expect(labeler.part("image")).to_have_attribute("data-drawn", "2")
    expect_color(labeler, (81, 181, 94))

"""Images in a real browser: upright in every format, in their colors, page by page, and stretched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import expect

import loopwidgets as lw
from loopwidgets.views.image_bytes import picture_in
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
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

"""Images are upright in every format: size and pixels come from the same picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow
from PIL import ImageOps

import loopwidgets as lw
from loopwidgets.images.image_bytes import picture_in
from loopwidgets.loop.features.images import image_features
from tests.unit.pictures import (
    CORNERS,
    DAMAGED,
    KINDS,
    corners,
    encoded,
    exif_with,
    four_colors,
    stored,
    turned,
    xmp_with,
)

SIZES = {"small": (80, 40), "large": (2400, 240)}
TOLD = [
    (kind, told)
    for kind in KINDS
    for told in ("exif", "xmp", "exif and xmp")
    if (kind, told) != ("AVIF", "xmp")  # turns by properties of its own
]


def sent(value, *, whole=False):
    payload = lw.Image().payload((value,), {}, whole=whole)
    assert payload.problem == ""
    return payload.content


def as_browsers_show(content) -> Pillow.Image:
    """Return the picture as a browser shows it: JPEG turned by EXIF, all else as stored.

    Only JPEG may have an orientation: browsers differ for all else.
    """
    image = Pillow.open(io.BytesIO(content["image"]))
    orientation = image.getexif().get(0x0112, 1)
    assert content["mime"] == "image/jpeg" or orientation == 1
    return ImageOps.exif_transpose(image)


def expect_upright(content, size) -> None:
    assert (content["width"], content["height"]) == size
    shown = as_browsers_show(content)
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=0.01)
    for found, right in zip(corners(shown), CORNERS, strict=True):
        assert found == pytest.approx(right, abs=14)


@pytest.mark.parametrize("whole", [False, True], ids=["at first", "whole"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("kind", "told"), TOLD)
def test_an_image_is_upright_in_every_format(kind, told, size, whole):
    for orientation in range(1, 9):
        file = turned(kind, told, orientation, *SIZES[size])
        expect_upright(sent(file, whole=whole), SIZES[size])


@pytest.mark.parametrize("kind", KINDS)
def test_a_pillow_image_is_upright_and_stays_as_it_was(kind):
    for orientation in range(1, 9):
        image = Pillow.open(io.BytesIO(turned(kind, "exif", orientation, 2400, 240)))
        expect_upright(sent(image), (2400, 240))
        expect_upright(sent(image), (2400, 240))
        expect_upright(sent(image, whole=True), (2400, 240))
        assert max(image.size) == 2400


def test_an_orientation_in_exif_counts_more_than_another_in_xmp():
    for kind in ("JPEG", "WEBP", "TIFF"):
        options = {"exif": exif_with(6)} if kind != "TIFF" else {}
        info = (
            {"tiffinfo": {0x0112: 6, 700: xmp_with(3)}} if kind == "TIFF" else {"xmp": xmp_with(3)}
        )
        expect_upright(sent(encoded(stored(6), kind, **options, **info)), (80, 40))


@pytest.mark.parametrize("written", ["'", '"'])
def test_xmp_may_be_written_with_either_quote(written):
    expect_upright(sent(encoded(stored(8), "WEBP", quality=92, xmp=xmp_with(8, written))), (80, 40))


def test_a_jpeg_that_browsers_turn_is_sent_as_it_is():
    file = turned("JPEG", "exif", 6)
    assert sent(file)["image"] == file


def test_a_model_sees_the_same_upright_picture():
    files = [turned(kind, "exif", 6) for kind in ("JPEG", "WEBP", "TIFF", "PNG")]
    for file in files:
        for found, right in zip(corners(picture_in(sent(file)["image"])), CORNERS, strict=True):
            assert found == pytest.approx(right, abs=14)
    upright, lying, *others = image_features([four_colors(), stored(6), *files]).matrix
    for other in others:
        assert abs(other - upright).sum() < abs(other - lying).sum() / 2


# --- Damaged EXIF -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("damage", DAMAGED)
def test_no_damage_to_exif_stops_an_image(damage, size):
    for kind in KINDS:
        try:
            file = encoded(four_colors(*SIZES[size]), kind, exif=DAMAGED[damage])
        except Exception:  # Pillow does not write this damage into this format
            continue
        content = sent(file)
        shown = as_browsers_show(content)
        ratio = content["width"] / content["height"]
        assert shown.width / shown.height == pytest.approx(ratio, rel=0.01), kind
        assert {content["width"], content["height"]} == set(SIZES[size]), kind

"""Images are sent in sRGB: colors of another profile do not shift, and a broken profile stops nothing."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow

import loopwidgets as lw
from loopwidgets.images.image_bytes import picture_in
from tests.unit.pictures import encoded, gray_inks, linear_gray, wide_gamut

WIDE, SRGB = (120, 180, 100), (81, 181, 94)
"""The same color in Adobe RGB and in sRGB."""
LARGE = (2400, 1200)


def sent(value, *, whole=False) -> Pillow.Image:
    payload = lw.Image().payload((value,), {}, whole=whole)
    assert payload.problem == ""
    return Pillow.open(io.BytesIO(payload.content["image"]))


def middle(image: Pillow.Image) -> tuple[int, ...]:
    return image.getpixel((image.width // 2, image.height // 2))


def tagged(mode: str, size, color, profile: bytes) -> Pillow.Image:
    image = Pillow.new(mode, size, color)
    image.info["icc_profile"] = profile
    return image


@pytest.mark.parametrize(
    "value",
    [
        encoded(Pillow.new("RGB", LARGE, WIDE), "JPEG", quality=95, icc_profile=wide_gamut()),
        encoded(Pillow.new("RGB", LARGE, WIDE), "WEBP", quality=95, icc_profile=wide_gamut()),
        encoded(Pillow.new("RGB", LARGE, WIDE), "PNG", icc_profile=wide_gamut()),
        encoded(Pillow.new("RGB", (300, 300), WIDE), "TIFF", icc_profile=wide_gamut()),
        tagged("RGB", (300, 300), WIDE, wide_gamut()),
        tagged("RGB", (30, 30), WIDE, wide_gamut()),
        tagged("RGB", (30, 30), WIDE, wide_gamut()).quantize(4),
    ],
    ids=["JPEG", "WebP", "PNG", "TIFF", "object", "small object", "palette"],
)
def test_colors_of_a_wide_gamut_do_not_shift(value):
    image = sent(value)
    assert "icc_profile" not in image.info
    assert middle(image.convert("RGB")) == pytest.approx(SRGB, abs=4)


def test_a_small_file_keeps_its_profile_for_the_browser():
    file = encoded(
        Pillow.new("RGB", (300, 300), WIDE), "JPEG", quality=95, icc_profile=wide_gamut()
    )
    assert sent(file).info["icc_profile"] == wide_gamut()
    assert middle(picture_in(file)) == pytest.approx(SRGB, abs=4)  # as a model sees it


def test_transparency_stays_beside_the_profile():
    image = sent(tagged("RGBA", (300, 300), (*WIDE, 77), wide_gamut()))
    assert middle(image) == pytest.approx((*SRGB, 77), abs=3)
    gray = sent(tagged("LA", (300, 300), (128, 77), linear_gray()))
    assert middle(gray) == pytest.approx(
        (128, 128, 128, 77), abs=2
    )  # a profile of grays, not colors


def test_grays_and_inks_have_profiles_too():
    gray = encoded(Pillow.new("L", LARGE, 55), "JPEG", quality=95, icc_profile=linear_gray())
    assert middle(sent(gray).convert("RGB")) == pytest.approx((128, 128, 128), abs=3)
    inks = Pillow.new("CMYK", (300, 300), (255, 0, 0, 0))
    assert middle(sent(encoded(inks, "JPEG", quality=95))) == pytest.approx((0, 255, 255), abs=3)
    printed = encoded(inks, "JPEG", quality=95, icc_profile=gray_inks())
    assert middle(sent(printed)) == pytest.approx((119, 119, 119), abs=4)


def test_lab_colors_are_shown():
    lab = Pillow.new("LAB", (300, 300))
    lab.paste(Pillow.merge("LAB", [Pillow.new("L", (300, 300), each) for each in (136, 208, 195)]))
    assert middle(sent(lab)) == pytest.approx((255, 0, 0), abs=12)
    assert middle(sent(encoded(lab, "TIFF"))) == pytest.approx((255, 0, 0), abs=12)


@pytest.mark.parametrize("profile", [b"no profile", wide_gamut()[:200], gray_inks(), linear_gray()])
def test_a_broken_profile_stops_no_image(profile):
    file = encoded(Pillow.new("RGB", LARGE, WIDE), "JPEG", quality=95, icc_profile=profile)
    assert middle(sent(file)) == pytest.approx(WIDE, abs=3)
    assert middle(picture_in(file)) == pytest.approx(WIDE, abs=3)
    assert middle(sent(tagged("L", (300, 300), 90, wide_gamut()))) == pytest.approx(90, abs=3)
    inks = tagged("CMYK", (300, 300), (255, 0, 0, 0), profile[:100])
    assert middle(sent(inks)) == pytest.approx((0, 255, 255), abs=3)


def test_nothing_private_travels_with_a_recoded_image():
    exif = Pillow.Exif()
    exif[0x010E] = "the address of a person"
    file = encoded(
        Pillow.new("RGB", LARGE, WIDE), "JPEG", exif=exif, comment=b"a person", xmp=b"a person"
    )
    assert b"person" not in lw.Image().payload((file,), {}).content["image"]


def test_a_pillow_image_of_the_caller_stays_as_it_is():
    image = tagged("RGB", LARGE, WIDE, wide_gamut())
    before = np.asarray(image).copy()
    sent(image)
    assert np.array_equal(np.asarray(image), before)
    assert image.info["icc_profile"] == wide_gamut()

"""More than 8 bits are stretched between the values that nearly all pixels have, and the note says how."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow

import loopwidgets as lw
from tests.unit.pictures import encoded

ENDS = (np.finfo("float32").min, np.finfo("float32").max)


def ramp(low: float, high: float, dtype="float32") -> np.ndarray:
    """Return values that rise evenly from the first pixel to the last."""
    return np.linspace(low, high, 10_000).reshape(100, 100).astype(dtype)


def asked(value, window=None):
    payload = lw.Image().payload((value,), {}, detail={"window": window})
    assert payload.problem == ""
    return payload.content


def shown(content) -> np.ndarray:
    return np.asarray(Pillow.open(io.BytesIO(content["image"])))


def expect_ramp(value, *, leaving_out=0) -> str:
    """Expect the shades of a ramp: from black to white, the middle gray. Return the note."""
    content = asked(value)
    shades = shown(content).ravel()[leaving_out:]
    assert shades[0] <= 2
    assert shades[-1] >= 253
    assert shades[len(shades) // 2] == pytest.approx(128, abs=4)
    return content["note"]


@pytest.mark.parametrize("dtype", ["int16", "uint16", "int32", "float32", "float64"])
@pytest.mark.parametrize("hot", [30_000, 32_767])
def test_a_hot_pixel_does_not_make_an_image_gray(dtype, hot):
    array = ramp(100, 3000, dtype)
    array[50, 50] = hot
    assert expect_ramp(array).startswith("Stretched from 1")
    assert shown(asked(array))[50, 50] == 255


@pytest.mark.parametrize(
    "sign",
    [-9999, -32768, -99999, -999, np.nan, np.inf, -np.inf, 1e20, 9.96921e36, *ENDS],
)
def test_pixels_without_a_value_are_left_out(sign):
    array = ramp(100, 1500)
    array[:3] = sign
    assert expect_ramp(array, leaving_out=300) == "Stretched from 142 to 1,500; 3 % have no value"
    assert not shown(asked(array))[:3].any()


def test_several_signs_for_no_value_are_left_out_together():
    array = ramp(100, 1500)
    array[:1], array[1:2], array[2:3] = -9999, np.nan, np.finfo("float32").max
    array[50, 50] = 1e9
    assert "3 % have no value" in expect_ramp(array, leaving_out=300)


def test_the_smallest_integer_is_no_value_if_it_is_far_from_all_others():
    array = ramp(-200, 3000, "int32")
    array[0, :40] = np.iinfo("int32").min
    assert "less than 1 % have no value" in expect_ramp(array, leaving_out=40)
    array = ramp(-9999, 9999, "int16")
    assert asked(array)["note"] == "Stretched from -9,999 to 9,999"


def test_a_rare_sign_among_values_of_a_wide_range_is_left_out():
    array = ramp(0, 16_000, "int16")
    array[:3] = -9999
    assert "3 % have no value" in expect_ramp(array, leaving_out=300)


@pytest.mark.parametrize("declared", ["0", "-5 ", "nan", "5000"])
def test_a_tiff_declares_which_value_is_none(declared):
    array = ramp(100, 1500)
    array[:3] = float(declared)
    file = encoded(Pillow.fromarray(array), "TIFF", tiffinfo={42113: declared})
    assert "3 % have no value" in expect_ramp(file, leaving_out=300)
    assert "3 % have no value" in expect_ramp(Pillow.open(io.BytesIO(file)), leaving_out=300)


@pytest.mark.parametrize("declared", ["none", "", "1e999"])
def test_a_declaration_that_is_no_number_stops_nothing(declared):
    file = encoded(Pillow.fromarray(ramp(100, 1500)), "TIFF", tiffinfo={42113: declared})
    assert expect_ramp(file) == "Stretched from 100 to 1,500"


def test_what_is_masked_is_left_out():
    array = np.ma.masked_less(ramp(100, 1500, "int16"), 170)
    content = asked(array)
    assert content["note"] == "Stretched from 170 to 1,500; 5 % have no value"
    assert not shown(content)[:5].any()


@pytest.mark.parametrize(
    ("kind", "mode"), [("TIFF", "I;16"), ("PNG", "I;16"), ("TIFF", "F"), ("TIFF", "I")]
)
def test_files_of_more_than_8_bits_are_stretched(kind, mode):
    array = ramp(100, 3000, {"I;16": "uint16", "F": "float32", "I": "int32"}[mode])
    array[50, 50] = 60_000
    image = Pillow.fromarray(array)
    assert image.mode == mode
    assert "Stretched from 1" in expect_ramp(encoded(image, kind))
    assert "Stretched from 1" in expect_ramp(image)


def test_floats_from_0_to_1_and_8_bits_are_shown_as_they_are():
    array = ramp(0.25, 0.5)
    assert shown(asked(array)).ravel()[[0, -1]] == pytest.approx([64, 128], abs=1)
    assert asked(array)["note"] == ""
    array[:1] = -9999
    assert shown(asked(array)).ravel()[-1] == pytest.approx(128, abs=1)
    assert asked(array)["note"] == "1 % have no value"
    assert (
        "note" not in asked(Pillow.new("L", (9, 9))) or asked(Pillow.new("L", (9, 9)))["note"] == ""
    )


def test_a_few_bright_spots_on_black_are_seen():
    array = np.zeros((100, 100), dtype="uint16")
    array[3, 3], array[4, 4] = 500, 1000
    image = shown(asked(array))
    assert (image[3, 3], image[4, 4], image[0, 0]) == (128, 255, 0)


def test_a_constant_image_and_an_image_without_a_value():
    assert not shown(asked(np.full((5, 5), 7.0))).any()
    assert not shown(asked(np.full((5, 5), -9999.0))).any()
    payload = lw.Image().payload((np.full((5, 5), np.nan),), {})
    assert payload.problem == "This image is empty: not one of its values is a number."
    file = encoded(Pillow.fromarray(np.full((5, 5), 3, "float32")), "TIFF", tiffinfo={42113: "3"})
    assert "empty" in lw.Image().payload((file,), {}).problem


def test_opacity_is_not_stretched():
    values = ramp(100, 3000, "uint16")
    array = np.dstack([values, np.full_like(values, 65_535)])
    image = shown(asked(array))
    assert (image[..., 3] == 255).all()
    assert image[0, 0, 0] <= 2
    half = np.dstack([values.astype("float32")] * 3 + [np.full(values.shape, 0.5, "float32")])
    assert shown(asked(half))[..., 3] == pytest.approx(128, abs=1)


def test_a_person_chooses_the_values_that_are_black_and_white():
    array = ramp(0, 3000, "uint16")
    array[50, 50] = 60_000
    content = asked(array)
    assert content["window"]["all"] == (0, 60_000)
    assert content["window"]["shown"] == pytest.approx((0, 3000), abs=20)
    all_of_it = asked(array, [0, 60_000])
    assert shown(all_of_it)[50, 50] == 255
    assert shown(all_of_it).ravel()[-1] == pytest.approx(255 * 3000 / 60_000, abs=1)
    assert all_of_it["note"] == "Stretched from 0 to 60,000"
    near = asked(array, [1000, 1100])
    assert shown(near).ravel()[[0, -1]].tolist() == [0, 255]
    assert near["window"]["all"] == (0, 60_000)


@pytest.mark.parametrize(
    "window", [[5, 5], [9, 1], [1], [1, 2, 3], ["a", "b"], 7, "ab", [None, 1], {}]
)
def test_values_that_make_no_range_are_ignored(window):
    assert asked(ramp(0, 3000), window)["note"] == "Stretched from 0 to 3,000"


def test_a_part_of_an_image_is_stretched_like_the_whole():
    array = np.tile(ramp(100, 3000, "uint16"), (30, 3))
    scaled, whole = (lw.Image().payload((array,), {}, whole=each).content for each in (False, True))
    assert scaled["scaled"]
    assert not whole["scaled"]
    assert scaled["note"] == whole["note"]


def test_numbers_in_the_note_are_short():
    assert asked(ramp(0.0012345, 1.23456))["note"] == "Stretched from 0.001234 to 1.235"
    assert asked(ramp(-1234.56, 98765.4))["note"] == "Stretched from -1,235 to 98,765"
    assert asked(ramp(-1e38, 1e38))["note"] == "Stretched from -1e+38 to 1e+38"
    assert asked(ramp(7, 7))["note"] == "All are 7"

"""The Image view: every kind of image becomes what a browser shows, every bad one a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image as Pillow

from loopwidgets.errors import InputError
from loopwidgets.views import Image, Record, Text, fitting


def encoded(image: Pillow.Image, kind: str = "PNG", **options: object) -> bytes:
    raw = io.BytesIO()
    image.save(raw, kind, **options)
    return raw.getvalue()


def noise(width: int, height: int) -> Pillow.Image:
    values = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Pillow.fromarray(values)


def content(value, *, whole=False):
    payload = Image().payload((value,), {}, whole=whole)
    assert payload.problem == ""
    return payload.content


def decoded(value, *, whole=False) -> Pillow.Image:
    made = content(value, whole=whole)
    image = Pillow.open(io.BytesIO(made["image"]))
    assert f"image/{image.format.lower()}" == made["mime"]
    return image


def problem(value) -> str:
    payload = Image().payload((value,), {})
    assert payload.content["image"] is None
    return payload.problem


# --- What travels ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_that_browsers_show_travels_as_it_is(kind, tmp_path):
    raw = encoded(noise(60, 40), kind)
    file = tmp_path / "leaf.img"
    file.write_bytes(raw)
    for value in (raw, file, str(file), bytearray(raw), memoryview(raw)):
        made = content(value)
        assert made["image"] == raw
        assert (made["width"], made["height"], made["scaled"]) == (60, 40, False)
    assert content(file)["name"] == "leaf.img"


def test_a_path_is_relative_to_the_working_folder(tmp_path, monkeypatch):
    (tmp_path / "leaf.png").write_bytes(encoded(noise(4, 3)))
    monkeypatch.chdir(tmp_path)
    assert content("leaf.png")["width"] == 4


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "PPM"])
def test_a_format_that_browsers_don_t_show_is_recoded(kind):
    image = noise(30, 20)
    assert decoded(encoded(image, kind)).size == (30, 20)
    assert np.array_equal(np.asarray(decoded(encoded(image, kind))), np.asarray(image))


def test_a_large_image_travels_smaller_and_whole_when_asked():
    raw = encoded(noise(3000, 1000), "JPEG", quality=50)
    made = content(raw)
    assert (made["width"], made["height"], made["scaled"]) == (3000, 1000, True)
    assert decoded(raw).width <= 2048
    whole = content(raw, whole=True)
    assert whole["image"] == raw
    assert not whole["scaled"]


def test_an_image_is_shown_upright():
    exif = Pillow.Exif()
    exif[0x0112] = 6
    small = encoded(noise(40, 20), "JPEG", exif=exif)
    assert (content(small)["width"], content(small)["height"]) == (20, 40)
    assert content(small)["image"] == small  # a browser turns it itself
    large = decoded(encoded(noise(3000, 100), "JPEG", exif=exif))
    assert large.height > large.width


def test_what_is_transparent_stays_so():
    image = Pillow.new("RGBA", (300, 300), (255, 0, 0, 0))
    assert decoded(image).getpixel((5, 5))[3] == 0
    assert decoded(encoded(image, "TIFF")).mode == "RGBA"
    grey = np.zeros((300, 300, 2), dtype=np.uint8)
    assert decoded(grey).mode == "RGBA"


@pytest.mark.parametrize(
    ("array", "corner"),
    [
        (np.array([[0, 255], [7, 9]], dtype=np.uint8), 0),
        (np.array([[0.0, 1.0], [0.5, 0.25]]), 0),
        (np.array([[16.0, 0.0], [8.0, 4.0]]), 255),
        (np.array([[-5, 5], [0, 0]]), 0),
        (np.array([[4000, 0], [1, 2]], dtype=np.uint16), 255),
        (np.array([[True, False], [False, False]]), 255),
        (np.full((2, 2, 1), 0, dtype=np.uint8), 0),
        (np.full((2, 2), 3.0), 0),
    ],
)
def test_an_array_is_shown_in_eight_bits(array, corner):
    image = decoded(array)
    assert image.size == (2, 2)
    assert image.getpixel((0, 0)) == corner


def test_channels_are_colors():
    red = np.zeros((3, 4, 3), dtype=np.uint8)
    red[:, :, 0] = 255
    assert decoded(red).getpixel((0, 0)) == (255, 0, 0)
    assert decoded(np.dstack([red, np.full((3, 4), 128, np.uint8)])).getpixel((0, 0))[3] == 128


MODES = [
    "1",
    "L",
    "LA",
    "La",
    "P",
    "PA",
    "RGB",
    "RGBA",
    "RGBa",
    "RGBX",
    "CMYK",
    "YCbCr",
    "LAB",
    "HSV",
    "I",
    "F",
    "I;16",
    "I;16B",
]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_of_pillow_is_shown(mode):
    assert decoded(Pillow.new(mode, (5, 4))).size == (5, 4)


def test_a_cmyk_file_is_recoded():
    assert decoded(encoded(Pillow.new("CMYK", (8, 8)), "JPEG")).mode == "RGB"


def test_of_an_animated_image_the_first_frame_is_shown():
    frames = [Pillow.new("RGB", (8, 8), color) for color in ("red", "blue")]
    raw = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    payload = Image().payload((raw,), {})
    assert "first frame" in payload.problem
    shown = Pillow.open(io.BytesIO(payload.content["image"])).convert("RGB")
    assert shown.getpixel((0, 0)) == (255, 0, 0)


def test_a_hundred_megapixels_travel_small(tmp_path):
    file = tmp_path / "huge.jpg"
    Pillow.new("RGB", (10_000, 10_000), "green").save(file)
    made = content(file)
    assert (made["width"], made["height"], made["scaled"]) == (10_000, 10_000, True)
    assert len(made["image"]) < 1_000_000
    whole = decoded(file, whole=True)
    assert 30_000_000 < whole.width * whole.height <= 40_000_000


# --- What can't be shown ---------------------------------------------------------------------------


def test_each_bad_image_says_what_is_wrong(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = encoded(noise(200, 200), "JPEG")
    Path("cut.jpg").write_bytes(whole[: len(whole) // 2])
    Path("none.jpg").write_bytes(b"")
    Path("words.jpg").write_bytes(b"these are words, not an image")
    assert "no file 'gone.jpg'" in problem("gone.jpg")
    assert "a folder" in problem(tmp_path)
    assert "damaged" in problem("cut.jpg")
    assert "0 bytes" in problem("none.jpg")
    assert "no image that can be read" in problem("words.jpg")
    for missing in (None, np.nan, pd.NA):
        assert "This item is empty" in problem(missing)
    assert "got int" in problem(5)
    assert "can't be read" in problem("nul\0.jpg")
    for kind in ("PNG", "WEBP", "GIF"):
        file = encoded(noise(200, 200), kind)
        assert "damaged" in problem(file[: len(file) // 2]), kind


def test_an_image_that_is_damaged_in_its_middle_says_so():
    raw = bytearray(encoded(noise(200, 200), "PNG"))
    raw[1000:1100] = bytes(100)
    assert "damaged" in problem(bytes(raw))


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((2, 2, 5), dtype=np.uint8), "(2, 2, 5)"),
        (np.zeros((2, 2, 2, 2)), "(2, 2, 2, 2)"),
        (np.zeros(4), "(4,)"),
        (np.zeros((0, 5)), "shape (0, 5)"),
        (np.full((2, 2), np.nan), "not one of its values is a number"),
        (np.array([["a", "b"]]), "dtype <U1"),
        (np.zeros((2, 2), dtype=complex), "dtype complex128"),
    ],
)
def test_an_array_that_makes_no_image_says_why(array, said):
    assert said in problem(array)


def test_some_values_that_are_no_numbers_are_shown_as_black():
    array = np.array([[np.nan, 1.0], [2.0, 3.0]])
    assert content(array)["note"] == "Stretched from 1 to 3; 25 % have no value"
    assert decoded(array).getpixel((0, 0)) == 0


# --- Choosing the view -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "view"),
    [
        (["a leaf.jpg is here", "b"], Text),
        (["a.jpg", "b/c.PNG", None], Image),
        (["a.jpg", "a folder", "b.png"], Image),
        ([Path("a.tif")], Image),
        ([Path("a.txt")], Text),
        ([b"\x89PNG"], Image),
        ([np.zeros((8, 8))], Image),
        ([Pillow.new("L", (2, 2))], Image),
        ([np.zeros(8)], Text),
        ([None], Text),
        ([1, 2], Text),
    ],
)
def test_the_view_fits_what_is_shown(values, view):
    assert type(fitting([pd.Series(values, dtype=object)])) is view


def test_several_columns_are_a_record():
    assert type(fitting([pd.Series(["a"]), pd.Series(["b"])])) is Record


def test_an_image_is_one_column():
    with pytest.raises(InputError, match=r"lw.Image\('a', caption='b'\)"):
        Image().check(["a", "b"])

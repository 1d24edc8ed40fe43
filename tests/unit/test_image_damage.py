"""Images that are cut off or closed are cards with a reason; damage beside their pixels stops nothing."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image as Pillow

import loopwidgets as lw
from tests.unit.pictures import KINDS, encoded, four_colors


def payload(value):
    return lw.Image().payload((value,), {})


def opened(file: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(file))


def cut(kind: str) -> bytes:
    file = encoded(Pillow.effect_noise((300, 300), 90).convert("RGB"), kind)
    return file[: len(file) * 2 // 3]


@pytest.fixture
def closed(tmp_path):
    """An image that was opened in a block, as examples show it, and closed by its end."""
    four_colors().save(tmp_path / "leaf.png")
    with Pillow.open(tmp_path / "leaf.png") as image:
        return image


def test_an_image_that_was_closed_is_read_from_its_file(closed):
    shown = payload(closed)
    assert shown.problem == ""
    assert shown.content["width"] == 80
    Path(closed.filename).unlink()
    assert "closed" in payload(closed).problem


def test_an_image_without_a_file_says_that_it_was_closed():
    with opened(encoded(four_colors())) as image:
        pass
    assert "closed" in payload(image).problem


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"])
def test_an_image_that_is_cut_off_is_a_card_as_an_object_and_as_a_file(kind, tmp_path):
    file = cut(kind)
    (tmp_path / "leaf.img").write_bytes(file)
    values = [file, tmp_path / "leaf.img"]
    with suppress(OSError):  # Pillow may notice at once
        values += [opened(file), Pillow.open(tmp_path / "leaf.img")]
    for value in values:
        shown = payload(value)
        assert shown.content["image"] is None
        assert "damaged" in shown.problem


def test_a_list_with_bad_images_is_labeled(tmp_path, closed):
    for name, image in (("a.png", four_colors()), ("b.png", four_colors(40, 80))):
        image.save(tmp_path / name)
    (tmp_path / "cut.jpg").write_bytes(cut("JPEG"))
    with opened(encoded(four_colors(30, 30))) as gone:
        pass
    images = [
        Pillow.open(tmp_path / "a.png"),
        Pillow.open(tmp_path / "cut.jpg"),
        gone,
        Pillow.open(tmp_path / "b.png"),
        opened(cut("PNG")),
    ]
    for data in (images, pd.DataFrame({"photo": pd.Series(images, dtype=object)})):
        w = lw.annotate(
            data,
            labels=["a", "b"],
            store=tmp_path / "labels.db",
            annotator="asha",
            project=str(type(data)),
        )
        assert isinstance(w.project._project.view, lw.Image)
        keys = w.project.next_items(9)
        problems = [w.project.payload_of(key).problem for key in keys]
        assert [bool(problem) for problem in problems] == [False, True, True, False, True]
        assert len(w.project.problems) == 3


# --- Damage beside the pixels -----------------------------------------------------------------------


def chunk(name: bytes, body: bytes, *, broken: bool = False) -> bytes:
    check = zlib.crc32(name + body) ^ broken
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


def segment(mark: int, body: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


PNG_BESIDE = {
    "EXIF with a wrong check": chunk(b"eXIf", b"II*\0" + bytes(20), broken=True),
    "a profile with a wrong check": chunk(b"iCCP", b"p\0\0" + zlib.compress(b"p"), broken=True),
    "a profile that is no profile": chunk(b"iCCP", b"p\0\0" + b"nothing packed"),
    "a text with a wrong check": chunk(b"tEXt", b"Comment\0a leaf", broken=True),
    "an old form of EXIF that is no number": chunk(
        b"tEXt", b"Raw profile type exif\0\nexif\n 9\nzzz"
    ),
    "XMP that is noise": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0\xff\xfe<<tiff:Orientation=9"),
}
JPEG_BESIDE = {
    "places of further pictures that are noise": segment(0xE2, b"MPF\0" + bytes(range(40))),
    "places of further pictures that are cut off": segment(0xE2, b"MPF\0II*\0"),
    "further pictures that are not there": segment(
        0xE2,
        b"MPF\0MM\0*\0\0\0\x08\0\2"
        + struct.pack(">HHII", 0xB001, 4, 1, 2)
        + struct.pack(">HHII", 0xB002, 7, 32, 38)
        + bytes(4)
        + struct.pack(">IIIHH", 0, 9, 0, 0, 0)
        + struct.pack(">IIIHH", 0, 9, 9_999_999, 0, 0),
    ),
    "a profile in parts that are missing": segment(0xE2, b"ICC_PROFILE\0\2\5" + bytes(30)),
    "a resolution of nothing": segment(0xE0, b"JFIF\0\1\1\1\0\0\0\0\0\0"),
    "an Adobe mark that is cut off": segment(0xEE, b"Adobe\0"),
    "details of Photoshop that are noise": segment(
        0xED, b"Photoshop 3.0\0008BIM\4" + bytes(range(9))
    ),
}


@pytest.mark.parametrize("size", [(80, 40), (2400, 240)], ids=["small", "large"])
@pytest.mark.parametrize("damage", PNG_BESIDE)
def test_no_damage_beside_its_pixels_stops_a_png(damage, size):
    file = encoded(four_colors(*size))
    for place in (33, -12):
        shown = payload(file[:place] + PNG_BESIDE[damage] + file[place:])
        assert shown.problem == ""
        assert (shown.content["width"], shown.content["height"]) == size


@pytest.mark.parametrize("size", [(80, 40), (2400, 240)], ids=["small", "large"])
@pytest.mark.parametrize("damage", JPEG_BESIDE)
def test_no_damage_beside_its_pixels_stops_a_jpeg(damage, size):
    file = encoded(four_colors(*size), "JPEG")
    shown = payload(file[:2] + JPEG_BESIDE[damage] + file[2:])
    assert shown.problem == ""
    assert (shown.content["width"], shown.content["height"]) == size


@pytest.mark.parametrize("kind", KINDS)
def test_no_noise_in_a_file_stops_the_queue(kind):
    file = encoded(four_colors(), kind)
    chance = np.random.default_rng(0)
    for _ in range(200):
        noisy = bytearray(file)
        for place in chance.integers(0, len(file), 3):
            noisy[place] = chance.integers(256)
        shown = payload(bytes(noisy))
        assert (shown.content["image"] is None) == bool(
            shown.problem
        ) or "animated" in shown.problem

"""Pages can be turned; an animation has frames, and a photograph of a phone neither."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow
from PIL import TiffImagePlugin

import loopwidgets as lw
from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.widgets.annotation.handlers import Desk
from tests.unit.pictures import KINDS, encoded, exif_with, stored
from tests.unit.test_desk import ask
from tests.unit.test_image_orientation import expect_upright

COLORS = [(200, 20, 20), (20, 200, 20), (20, 20, 200)]


def pictures(size=(60, 40)) -> list[Pillow.Image]:
    return [Pillow.new("RGB", size, color) for color in COLORS]


def several(kind: str, images, **options: object) -> bytes:
    first, *others = images
    return encoded(first, kind, save_all=True, append_images=others, **options)


def asked(value, page=0, **more):
    return lw.Image().payload((value,), {}, detail={"page": page}, **more)


def color(content) -> tuple[int, ...]:
    shown = Pillow.open(io.BytesIO(content["image"])).convert("RGB")
    return shown.getpixel((shown.width // 2, shown.height // 2))


def test_each_page_of_a_tiff_is_shown():
    file = several("TIFF", pictures())
    for value in (file, Pillow.open(io.BytesIO(file))):
        for page, right in enumerate(COLORS):
            payload = asked(value, page)
            assert payload.problem == ""
            assert (payload.content["page"], payload.content["pages"]) == (page, 3)
            assert color(payload.content) == right


def test_pages_have_their_own_sizes_and_come_in_full():
    file = several("TIFF", [Pillow.new("L", (60, 40)), Pillow.new("RGB", (3000, 100), COLORS[1])])
    shown = asked(file, 1).content
    assert (shown["width"], shown["height"], shown["scaled"]) == (3000, 100, True)
    whole = asked(file, 1, whole=True).content
    assert (whole["scaled"], whole["page"]) == (False, 1)
    assert Pillow.open(io.BytesIO(whole["image"])).width == 3000


@pytest.mark.parametrize("page", [7, 10**30, -1, "2", None, 1.5, [1]])
def test_a_page_that_there_is_not_is_the_nearest(page):
    shown = asked(several("TIFF", pictures()), page)
    last = isinstance(page, int) and page > 0
    assert shown.content["page"] == (2 if last else 0)
    assert color(shown.content) == COLORS[2 if last else 0]


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "PNG"])
def test_a_pillow_image_that_the_caller_turned_shows_that_page(kind):
    image = Pillow.open(io.BytesIO(several(kind, pictures())))
    image.seek(1)
    payload = asked(image, 2)
    assert payload.problem == ""
    assert payload.content["pages"] == 1
    assert color(payload.content) == COLORS[1]
    assert image.tell() == 1


def test_smaller_copies_and_masks_in_a_tiff_are_no_pages():
    raw = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(raw, new=True) as writer:
        for size, kind in ((200, 0), (100, 1), (50, 4), (199, 0)):
            Pillow.new("L", (size, size), size).save(writer, "TIFF", tiffinfo={254: kind})
            writer.newFrame()
    file = raw.getvalue()
    assert asked(file).content["pages"] == 2
    assert color(asked(file, 1).content) == (199, 199, 199)


def test_a_page_that_is_damaged_says_so_and_the_others_are_shown():
    noise = [Pillow.effect_noise((300, 300), 90 + each) for each in range(3)]
    file = bytearray(several("TIFF", noise, compression="tiff_lzw"))
    with Pillow.open(io.BytesIO(file)) as image:
        image.seek(1)
        start = image.tag_v2[273][0]
    file[start : start + 400] = bytes(400)
    assert asked(bytes(file), 0).problem == ""
    assert "damaged" in asked(bytes(file), 1).problem
    assert asked(bytes(file), 2).problem == ""


def test_a_photograph_with_further_pictures_is_a_photograph():
    exif = exif_with(6)
    small = several("MPO", [stored(6), Pillow.new("RGB", (20, 10))], exif=exif)
    payload = lw.Image().payload((small,), {})
    assert payload.problem == ""
    assert payload.content["mime"] == "image/jpeg"
    expect_upright(payload.content, (80, 40))
    large = several("MPO", [stored(6, 2400, 1200), Pillow.new("RGB", (20, 10))], exif=exif)
    for value in (large, Pillow.open(io.BytesIO(large))):
        payload = lw.Image().payload((value,), {})
        assert payload.problem == ""
        assert payload.content.get("pages", 1) == 1
        expect_upright(payload.content, (2400, 1200))


@pytest.mark.parametrize("kind", ["GIF", *(kind for kind in KINDS if kind not in ("JPEG", "TIFF"))])
def test_an_animation_shows_its_first_frame(kind):
    file = several(kind, pictures(), duration=100)
    for value in (file, Pillow.open(io.BytesIO(file))):
        payload = asked(value, 2)
        assert payload.problem == "This image is animated: its first frame is shown."
        assert payload.content["pages"] == 1
        assert color(payload.content) == pytest.approx(COLORS[0], abs=6)


def test_a_page_of_the_widget_asks_for_a_page_of_the_image():
    items = [several("TIFF", pictures())]
    desk = Desk(Project.from_data(items, labels=["a", "b"], store=MemoryStore()))
    (key,) = desk.project.next_items(1)
    for detail, right in ({"page": 2}, 2), ({}, 0), ({"page": "two", "more": None}, 0):
        (got,) = ask(desk, type="get", request="r", keys=[key], whole=False, detail=detail)
        assert color(got.items[0].payload) == COLORS[right]
    assert desk.project.problems.empty

"""Images as data holds them: as files, addresses, dicts, data URIs, opened by Pillow."""

from __future__ import annotations

import base64
import io
import sys
import time
import tracemalloc
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest
from PIL import Image as Pillow

from loopwidgets.data.hashing import content_hash
from loopwidgets.data.items import Items
from loopwidgets.images.image_formats import SUFFIXES
from loopwidgets.images.image_sources import name_of
from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views import Image, Record, Text, fitting
from tests.web import serving

DRAWING = "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='2'><path d='M0 0h4'/></svg>"


def picture(width=40, height=30, seed=0):
    values = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Pillow.fromarray(values)


def encoded(image, kind="PNG", **options):
    raw = io.BytesIO()
    image.save(raw, kind, **options)
    return raw.getvalue()


PNG = encoded(picture())


def needs(kind):
    """Leave out a format that an older Pillow does not write."""
    Pillow.init()
    if kind not in Pillow.SAVE:
        pytest.skip(f"Pillow {Pillow.__version__} writes no {kind}")


def payload(value, **options):
    return Image().payload((value,), {}, **options)


def problem(value):
    made = payload(value)
    assert made.content["image"] is None
    return made.problem


def chosen(*values):
    return type(fitting([pd.Series(list(values), dtype=object)]))


# --- Kinds of values -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {"bytes": PNG, "path": None},
        {"bytes": PNG, "path": "leaf.png"},
        {"bytes": PNG, "path": "no ending"},
        {"bytes": PNG},
        {"path": "leaf.png", "bytes": bytearray(PNG)},
        {"bytes": memoryview(PNG), "path": None},
        f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
        f"DATA:image/png;charset=x;BASE64,{base64.b64encode(PNG).decode().rstrip('=')}",
        f"data:image/png;base64,\n{base64.encodebytes(PNG).decode()}",
        f"data:image/png;base64,{base64.urlsafe_b64encode(PNG).decode()}",
        f"data:image/png,{quote(PNG)}",
    ],
)
def test_images_in_dicts_and_data_uris_are_shown(value):
    assert chosen(value) is Image
    made = payload(value)
    assert made.problem == ""
    assert made.content["image"] == PNG


def test_a_dict_without_bytes_is_the_file_at_its_path(tmp_path):
    (tmp_path / "leaf.png").write_bytes(PNG)
    value = {"bytes": None, "path": str(tmp_path / "leaf.png")}
    assert chosen(value) is Image
    assert payload(value).content["image"] == PNG
    assert payload(value).content["name"] == "leaf.png"
    assert "There is no file" in problem({"bytes": None, "path": "gone.png"})


def test_a_drawing_may_be_a_data_uri():
    for value in (
        f"data:image/svg+xml;utf8,{DRAWING}",
        f"data:image/svg+xml,{quote(DRAWING)}",
        f"data:image/svg+xml;base64,{base64.b64encode(DRAWING.encode()).decode()}",
    ):
        assert chosen(value) is Image
        assert payload(value).content["mime"] == "image/svg+xml"


def test_a_data_uri_that_is_damaged_is_a_card():
    assert "no comma" in problem("data:image/png;base64")
    assert "can't be read" in problem("data:image/png;base64,a")
    assert "can't be read" in problem("data:image/png;base64,€€€€")
    assert "0 bytes" in problem("data:image/png;base64,")


def test_a_file_address_is_a_path(tmp_path):
    file = tmp_path / "two leaves.png"
    file.write_bytes(PNG)
    assert payload(file.as_uri()).content["image"] == PNG
    assert payload(file.as_uri()).content["name"] == "two leaves.png"


@pytest.mark.parametrize(
    ("kind", "ending", "options"),
    [
        ("JPEG", "jfif", {}),
        ("JPEG", "jpe", {}),
        ("JPEG2000", "jp2", {}),
        ("AVIF", "avif", {}),
        ("TGA", "tga", {}),
        ("PNG", "apng", {}),
        ("PPM", "ppm", {}),
        ("TIFF", "TIF", {}),
    ],
)
def test_each_ending_is_an_image_and_is_shown(kind, ending, options, tmp_path):
    needs(kind)
    file = tmp_path / f"leaf.{ending}"
    file.write_bytes(encoded(picture(), kind, **options))
    assert chosen(str(file)) is Image
    assert chosen(file) is Image
    for value in (str(file), file.read_bytes()):
        made = payload(value)
        assert made.problem == ""
        assert (made.content["width"], made.content["height"]) == (40, 30)


@pytest.mark.parametrize("ending", SUFFIXES)
def test_addresses_with_an_ending_are_images_with_and_without_a_query(ending):
    assert chosen(f"https://example.org/leaf{ending}") is Image
    assert chosen(f"s3://bucket/leaf{ending.upper()}") is Image
    assert chosen(f"https://example.org/leaf{ending}?size=3&key=a/b.txt#part") is Image
    assert chosen(f"https://example.org/get?file=leaf{ending}") is Image


@pytest.mark.parametrize(
    "value",
    [
        "https://example.org/leaf",
        "see https://example.org/leaf.png for it",
        "data:text/plain,leaf",
        {"bytes": b"abc", "path": "leaf.png", "label": 3},
        {"path": "leaf.png"},
        {"bytes": None, "path": None},
        {"bytes": "abc", "path": "leaf.png"},
        {},
        "leaf.png\nand more",
        f"{'x' * 10_000}.png",
    ],
)
def test_other_values_are_no_images(value):
    assert chosen(value) is Text


def test_a_list_of_dicts_with_bytes_is_a_list_of_images():
    items = Items([{"bytes": PNG, "path": None}, {"bytes": b"x", "path": "b.png"}, None])
    assert items.shown == ("item",)
    assert len(items) == 3
    assert Items([{"bytes": 1, "path": 2}], ["bytes", "path"]).shown == ("bytes", "path")


def test_images_in_a_parquet_file_as_hugging_face_writes_them_are_shown(tmp_path):
    frame = pd.DataFrame(
        {
            "image": [{"bytes": encoded(picture(seed=n)), "path": f"{n}.png"} for n in range(3)],
            "label": [0, 1, 0],
        }
    )
    frame.to_parquet(tmp_path / "train.parquet")
    opened = {
        "labels": ["a", "b"],
        "annotator": "asha",
    }
    of_file = Project.from_data(tmp_path / "train.parquet", "image", store=MemoryStore(), **opened)
    of_frame = Project.from_data(
        pd.read_parquet(tmp_path / "train.parquet"), "image", store=MemoryStore(), **opened
    )
    keys = [of_file.items.key_of(code) for code in range(3)]
    assert keys == [of_frame.items.key_of(code) for code in range(3)]
    for project in (of_file, of_frame):
        assert project.view.kind == "image"
        content = project.payload_of(keys[1]).content
        assert (content["width"], content["name"]) == (40, "1.png")


# --- Rare formats ----------------------------------------------------------------------------------

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)


def test_a_heic_image_names_the_library_that_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.setattr("loopwidgets.images.image_formats.find_spec", lambda _: None)
    assert chosen("IMG_0001.HEIC", "b.heif", "c.hif") is Image
    assert problem(HEIC) == (
        "This is a HEIC image, which needs pillow-heif: pip install pillow-heif"
    )


def test_an_avif_image_names_the_pillow_that_reads_it(monkeypatch):
    raw = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(100)
    Pillow.init()
    if "AVIF" in Pillow.OPEN:
        assert problem(raw) == "This is no image that can be read."  # it is damaged
    monkeypatch.delitem(Pillow.OPEN, "AVIF", raising=False)
    monkeypatch.setattr(Pillow, "ID", [name for name in Pillow.ID if name != "AVIF"])
    assert problem(raw) == (
        "This is an AVIF image, which this Pillow can't read: pip install --upgrade pillow"
    )


def test_a_heic_image_is_shown_where_its_library_is():
    heif = pytest.importorskip("pillow_heif")
    raw = io.BytesIO()
    heif.from_pillow(picture(64, 48)).save(raw)
    made = payload(raw.getvalue())
    assert (made.content["width"], made.content["height"]) == (64, 48)
    assert problem(HEIC)  # it is damaged, and a card


# --- Names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("photos/leaf.png", "leaf.png"),
        (Path("photos/leaf.png"), "leaf.png"),
        ("https://example.org/a%20b/two%20leaves.png?key=secret", "two leaves.png"),
        ("s3://bucket/leaf.png", "leaf.png"),
        ("https://example.org", ""),
        ("http://[broken/leaf.png", ""),
        ({"bytes": PNG, "path": "photos/leaf.png"}, "leaf.png"),
        ({"bytes": PNG, "path": None}, ""),
        ("data:image/png;base64,a/b", ""),
        (PNG, ""),
        (np.zeros((2, 2)), ""),
    ],
)
def test_an_image_is_called_by_its_file(value, name):
    assert name_of(value) == name


def test_an_opened_image_is_called_by_its_file(tmp_path):
    (tmp_path / "leaf.png").write_bytes(PNG)
    with Pillow.open(tmp_path / "leaf.png") as image:
        assert name_of(image) == "leaf.png"
        assert Image().words((image,), {}) == "leaf.png"


# --- Keys ------------------------------------------------------------------------------------------


def test_an_image_is_known_by_its_content_whatever_the_path_beside_it():
    assert content_hash({"bytes": PNG, "path": "/home/asha/a.png"}) == content_hash(PNG)
    assert content_hash({"bytes": PNG, "path": None}) == content_hash({"bytes": bytearray(PNG)})
    assert content_hash({"bytes": None, "path": "a.png"}) == content_hash("a.png")
    assert content_hash({"bytes": PNG, "label": 1}) != content_hash(PNG)


def test_an_address_is_known_by_itself_and_nothing_is_fetched():
    with serving() as web:
        address = web.at("/leaf.png")
        items = Items([address, web.at("/bud.png")])
        assert items.key_of(0) == content_hash(address)
        assert web.asked == []


def opened(file):
    return Pillow.open(file)


def is_loaded(image):
    return bool(image.__dict__.get("_im")) and not image.tile


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_an_opened_image_has_the_same_key_before_and_after_it_is_loaded(kind, tmp_path):
    needs(kind)
    file = tmp_path / "leaf.img"
    image = picture()
    file.write_bytes(encoded(image.convert("P") if kind == "GIF" else image, kind))
    lazy = opened(file)
    key = content_hash(lazy)
    assert not is_loaded(lazy)
    lazy.load()
    assert content_hash(lazy) == key
    lazy.close()
    assert content_hash(lazy) == key
    closed = opened(file)
    closed.close()
    assert content_hash(closed) == key


def test_an_image_that_was_drawn_on_is_another():
    with Pillow.open(io.BytesIO(PNG)) as image:
        image.load()
        drawn = image.copy()
    drawn.putpixel((0, 0), (1, 2, 3))
    assert content_hash(drawn) != content_hash(image)


def test_a_file_that_was_drawn_on_is_another_and_is_shown_so(tmp_path):
    file = tmp_path / "leaf.png"
    file.write_bytes(PNG)
    keys = set()
    for color in ("red", "blue"):
        image = opened(file)
        image.paste(color, (0, 0, 10, 10))
        keys.add(content_hash(image))
        shown = Pillow.open(io.BytesIO(payload(image).content["image"]))
        assert shown.getpixel((5, 5)) == Pillow.new("RGB", (1, 1), color).getpixel((0, 0))
    assert len(keys) == 2
    assert content_hash(opened(file)) not in keys


def test_each_page_of_a_file_is_an_image_of_its_own(tmp_path):
    file = tmp_path / "pages.tif"
    pages = [picture(seed=n) for n in range(3)]
    pages[0].save(file, save_all=True, append_images=pages[1:])
    images = [opened(file) for _ in pages]
    for number, image in enumerate(images):
        image.seek(number)
    assert len(Items(images)) == 3
    loaded = [opened(file) for _ in pages]
    for number, image in enumerate(loaded):
        image.seek(number)
        image.load()
    assert [content_hash(image) for image in loaded] == [content_hash(image) for image in images]
    for image, page in zip(images + loaded, pages * 2, strict=True):
        shown = Pillow.open(io.BytesIO(payload(image).content["image"])).convert("RGB")
        assert np.array_equal(np.asarray(shown), np.asarray(page))


def test_an_image_opened_from_memory_keeps_the_key_of_its_pixels():
    lazy = Pillow.open(io.BytesIO(PNG))
    key = content_hash(lazy)
    assert not is_loaded(lazy)
    lazy.load()
    assert content_hash(lazy) == key
    assert key == content_hash(picture())


def test_images_that_can_t_be_read_are_items_with_a_card(tmp_path):
    cut = tmp_path / "cut.png"
    cut.write_bytes(PNG[: len(PNG) // 2])
    closed = picture()
    closed.close()
    gone = tmp_path / "gone.png"
    gone.write_bytes(PNG)
    image = opened(gone)
    gone.unlink()
    values = [opened(cut), Pillow.open(io.BytesIO(cut.read_bytes())), closed, image]
    project = Project.from_data(
        values, labels=["a", "b"], store=MemoryStore(), view=Image(), annotator="asha"
    )
    problems = [project.payload_at(code).problem for code in range(len(project.items))]
    assert all(problems[:-1])
    assert problems[-1] == ""  # its file is still open


# --- Nothing is loaded before it is shown ------------------------------------------------------------


def test_opened_images_start_without_being_loaded(tmp_path):
    files = []
    for number in range(20):
        files.append(tmp_path / f"{number}.jpg")
        files[-1].write_bytes(encoded(picture(4000, 3000 // 20, seed=number), "JPEG"))
    images = [opened(file) for file in files]
    for data in (images, pd.Series(images), pd.DataFrame({"image": images})):
        tracemalloc.start()
        began = time.perf_counter()
        project = Project.from_data(data, labels=["a", "b"], store=MemoryStore(), annotator="asha")
        first = project.payload_of(project.next_items(1)[0])
        seconds = time.perf_counter() - began
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert project.view.kind == "image"
        assert first.content["image"] is not None
        assert not any(map(is_loaded, images))
        assert most < 30_000_000
        assert seconds < 5


def test_a_model_reads_opened_images_without_loading_the_caller_s(tmp_path):
    pytest.importorskip("joblib")
    from loopwidgets.loop.features.images import image_features
    from loopwidgets.loop.features.source import source_of

    files = [tmp_path / f"{number}.png" for number in range(4)]
    for number, file in enumerate(files):
        file.write_bytes(encoded(picture(seed=number)))
    images = [*map(opened, files), Pillow.open(io.BytesIO(PNG))]
    project = Project.from_data(images, labels=["a", "b"], store=MemoryStore(), annotator="asha")
    source = source_of(None, project, project.view)
    features = source.make(lambda _: None)
    assert not any(map(is_loaded, images))
    assert np.allclose(features.matrix, image_features([*files, PNG]).matrix)


def test_large_images_in_files_are_not_kept_when_they_are_left(tmp_path):
    frame = pd.DataFrame({"image": [{"bytes": bytes(size), "path": None} for size in (10, 10**6)]})
    frame.to_parquet(tmp_path / "train.parquet")
    items = Project.from_data(
        tmp_path / "train.parquet", "image", labels=["a", "b"], store=MemoryStore()
    ).items
    assert [len(items.content(code)[0]["bytes"]) for code in (0, 1)] == [10, 10**6]
    assert list(items._rows._recent) == [0]


# --- In the cells of a row ---------------------------------------------------------------------------


def fields(**row):
    view = Record(*row)
    view.check(list(row))
    made = view.payload(tuple(row.values()), {})
    return {field["name"]: field for field in made.content["fields"]}, made.problem


def test_an_image_in_a_cell_is_shown_as_an_image(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("leaf.png").write_bytes(PNG)
    found, problem = fields(
        path="leaf.png",
        place=Path("leaf.png"),
        raw=PNG,
        hugging={"bytes": PNG, "path": "b.png"},
        uri=f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
        pillow=picture(),
        array=np.asarray(picture()),
        gray=np.zeros((8, 9), dtype=np.uint8),
        name="a leaf",
    )
    assert problem == ""
    assert {name for name, field in found.items() if field["kind"] != "image"} == {"name"}
    assert found["path"] | {"name": ""} == {
        "name": "",
        "kind": "image",
        "text": "leaf.png",
        "image": PNG,
        "mime": "image/png",
        "width": 40,
        "height": 30,
        "scaled": False,
    }


def test_other_values_in_a_cell_stay_words(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("folder.png").mkdir()
    found, problem = fields(
        gone="gone.png",
        folder="folder.png",
        page="https://example.org/leaf",
        vector=np.zeros(300, dtype=np.uint8),
        matrix=np.eye(3),
        short=b"abc",
        long=bytes(1000),
        share="//server/leaf.png",
        windows="\\\\server\\leaf.png",
    )
    assert problem == ""
    assert "image" not in {field["kind"] for field in found.values()}
    assert found["gone"]["text"] == "gone.png"
    assert found["short"]["text"] == "b'abc'"
    assert found["long"]["text"] == "1,000 bytes"


def test_a_damaged_image_in_a_cell_is_named_and_the_rest_is_shown():
    found, problem = fields(photo=PNG[:50], name="leaf")
    assert problem.startswith("The image of photo: This image is damaged")
    assert found["photo"]["kind"] == "text"
    assert found["name"]["text"] == "leaf"


def test_words_of_a_row_hold_no_bytes():
    view = Record("photo", "uri", "name")
    view.check(["photo", "uri", "name"])
    uri = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    words = view.words(({"bytes": PNG, "path": "a/leaf.png"}, uri, "bud"), {})
    assert words == "leaf.png · data:image/png;base64,… · bud"


def test_only_some_images_of_a_row_are_sent():
    found, problem = fields(**{f"photo{n}": PNG for n in range(30)})
    assert problem == ""
    assert sum(field["kind"] == "image" for field in found.values()) == 12


# --- Captions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [Image, Text])
def test_other_columns_are_a_line_above(view):
    frame = pd.DataFrame(
        {
            "shown": ["a.png", "b.png"],
            "place": ["Bern", None],
            "date": pd.to_datetime(["2026-05-01", "2026-05-02"]),
            "count": [3.0, np.nan],
        }
    )
    project = Project.from_data(
        frame,
        view=view("shown", caption=["place", "date", "count"]),
        labels=["a", "b"],
        store=MemoryStore(),
        annotator="asha",
    )
    captions = [project.payload_at(code).content["caption"] for code in range(2)]
    assert captions == ["Bern · 2026-05-01 · 3", "2026-05-02"]
    assert view("shown", caption="place").columns() == ("place",)
    assert view("shown", caption=[]).columns() == ()
    assert len(project.find("bern")) == 1


@pytest.mark.parametrize("view", [Image, Text])
def test_a_caption_that_is_no_column_says_what_to_give(view):
    for caption in ({"place": 1}, [["place"]], [None], {"place"}):
        with pytest.raises(ValueError, match="caption: expected a column or a list of columns"):
            view("shown", caption=caption)
    with pytest.raises(ValueError, match=r"caption='b'\)"):
        view().check(["a", "b"])
    with pytest.raises(ValueError, match=r"caption=\['b', 'c'\]\)"):
        view().check(["a", "b", "c"])
    with pytest.raises(ValueError, match=r"place_.*Did you mean 'place'"):
        Project.from_data(
            pd.DataFrame({"a": ["x"], "place": ["y"]}),
            view=view("a", caption=["place_"]),
            labels=["a", "b"],
            store=MemoryStore(),
        )

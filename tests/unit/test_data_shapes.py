"""A round trip for each shape of data: what goes in, what is shown, and what comes out with which dtype."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from loopwidgets import InputError
from loopwidgets.data.shapes import as_frame
from loopwidgets.project import Project

LABELS = ["pest", "helper"]
OF_LABELS = pd.CategoricalDtype(LABELS, ordered=True)
has_polars = find_spec("polars") is not None


class Note(NamedTuple):
    text: str
    n: int


@dataclass
class Sighting:
    text: str
    n: int


def polars():
    return pytest.importorskip("polars")


def arrow():
    return pytest.importorskip("pyarrow")


def images():
    for name in ("b.png", "a.png"):
        Path("photos/near").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 3)).save(Path("photos") / name)
    Image.new("RGB", (4, 3), "red").save("photos/near/c.JPG")
    Path("photos/.hidden.png").write_bytes(b"")
    Path("photos/Thumbs.db").write_bytes(b"")
    return Path("photos")


def texts():
    Path("notes").mkdir()
    for name, text in (("two.txt", "a bee"), ("one.txt", "an ant")):
        Path("notes", name).write_text(text, encoding="utf-8")
    return Path("notes")


def parquet(*names):
    arrow()
    for name, text in zip(names, ("ant", "bee"), strict=True):
        Path(name).parent.mkdir(exist_ok=True)
        pd.DataFrame({"text": [text]}).to_parquet(name)


def folder_of_parquet():
    parquet("reviews/1.parquet", "reviews/2.parquet")
    Path("reviews/README.md").write_text("What it is.")
    return "reviews"


def pattern_of_parquet():
    parquet("reviews/1.parquet", "reviews/2.parquet")
    return "reviews/*.parquet"


def mapping():
    return {"x": "ant", "y": "bee"}


SHAPES = {
    # name: data, show, what is shown, index of the labels
    "frame": (
        lambda: pd.DataFrame({"text": ["ant", "bee"], "n": [1, 2]}),
        "text",
        ["ant", "bee"],
        [0, 1],
    ),
    "series": (lambda: pd.Series(["ant", "bee"], index=[7, 9]), None, ["ant", "bee"], [7, 9]),
    "unique": (lambda: pd.Series(["ant", "bee", "ant"]).unique(), None, ["ant", "bee"], [0, 1]),
    "unique of strings": (
        lambda: pd.Series(["ant", "bee", "ant"], dtype="string").unique(),
        None,
        ["ant", "bee"],
        [0, 1],
    ),
    "index": (lambda: pd.Index(["ant", "bee"], name="animal"), "animal", ["ant", "bee"], [0, 1]),
    "index of levels": (
        lambda: pd.MultiIndex.from_tuples([("ant", 1), ("bee", 2)], names=["animal", "n"]),
        "animal",
        ["ant", "bee"],
        [0, 1],
    ),
    "categorical": (lambda: pd.Categorical(["ant", "bee"]), None, ["ant", "bee"], [0, 1]),
    "integers with gaps": (
        lambda: pd.array([3, None, 4], dtype="Int64"),
        None,
        ["3", "This item is empty: there is no text in it.", "4"],
        [0, 1, 2],
    ),
    "list": (lambda: ["ant", "bee"], None, ["ant", "bee"], [0, 1]),
    "tuple": (lambda: ("ant", "bee"), None, ["ant", "bee"], [0, 1]),
    "queue": (lambda: deque(["ant", "bee"]), None, ["ant", "bee"], [0, 1]),
    "range": (lambda: range(1, 3), None, ["1", "2"], [0, 1]),
    "numbers": (lambda: [1, 2.5, True], None, ["1", "2.5", "True"], [0, 1, 2]),
    "days": (lambda: [dt.date(2026, 5, 1)], None, ["2026-05-01"], [0]),
    "mapping": (mapping, None, ["ant", "bee"], ["x", "y"]),
    "keys": (lambda: mapping().keys(), None, ["x", "y"], [0, 1]),
    "values": (lambda: mapping().values(), None, ["ant", "bee"], [0, 1]),
    "pairs": (lambda: mapping().items(), 1, ["ant", "bee"], [0, 1]),
    "mapping of numbers": (lambda: {4: "ant", 2: "bee"}, None, ["ant", "bee"], [4, 2]),
    "mappings": (
        lambda: [{"text": "ant", "n": 1}, {"text": "bee"}],
        "text",
        ["ant", "bee"],
        [0, 1],
    ),
    "mapping of mappings": (
        lambda: {"x": {"text": "ant", "n": 1}, "y": {"text": "bee", "n": 2}},
        "text",
        ["ant", "bee"],
        ["x", "y"],
    ),
    "mapping of rows": (
        lambda: {"x": ("ant", 1), "y": ("bee", 2)},
        0,
        ["ant", "bee"],
        ["x", "y"],
    ),
    "mapping of images": (
        lambda: {"x": np.zeros((2, 3)), "y": np.ones((2, 3))},
        None,
        ["image", "image"],
        ["x", "y"],
    ),
    "images": (lambda: np.arange(12.0).reshape(2, 2, 3), None, ["image", "image"], [0, 1]),
    "rows": (lambda: [("ant", 1), ("bee", 2)], 0, ["ant", "bee"], [0, 1]),
    "named rows": (lambda: [Note("ant", 1), Note("bee", 2)], "text", ["ant", "bee"], [0, 1]),
    "dataclasses": (
        lambda: [Sighting("ant", 1), Sighting("bee", 2)],
        "text",
        ["ant", "bee"],
        [0, 1],
    ),
    "tokens": (lambda: [["an", "ant"], ["a", "bee"]], None, ["an ant", "a bee"], [0, 1]),
    "tokens with gaps": (
        lambda: [["an", "ant"], None, []],
        None,
        ["an ant", "This item is empty: there is no text in it.", "This text is empty."],
        [0, 1, 2],
    ),
    "tokens in a frame": (
        lambda: pd.DataFrame({"words": [["an", "ant"], ("a", "bee"), np.array(["c", "d"])]}),
        "words",
        ["an ant", "a bee", "c d"],
        [0, 1, 2],
    ),
    "array of texts": (lambda: np.array(["ant", "bee"]), None, ["ant", "bee"], [0, 1]),
    "array of numbers": (lambda: np.arange(1, 3), None, ["1", "2"], [0, 1]),
    "records": (
        lambda: np.array([("ant", 1), ("bee", 2)], dtype=[("text", "U9"), ("n", "i4")]),
        "text",
        ["ant", "bee"],
        [0, 1],
    ),
    "polars frame": (
        lambda: polars().DataFrame({"text": ["ant", "bee"], "n": [1, 2]}),
        "text",
        ["ant", "bee"],
        [0, 1],
    ),
    "polars series": (
        lambda: polars().Series("text", ["ant", "bee"]),
        None,
        ["ant", "bee"],
        [0, 1],
    ),
    "arrow table": (lambda: arrow().table({"text": ["ant", "bee"]}), None, ["ant", "bee"], [0, 1]),
    "arrow column": (
        lambda: arrow().chunked_array([["ant"], ["bee"]]),
        None,
        ["ant", "bee"],
        [0, 1],
    ),
    "generator": (lambda: (text for text in ["ant", "bee"]), None, ["ant", "bee"], [0, 1]),
    "generator of rows": (
        lambda: zip(["ant", "bee"], [1, 2], strict=True),
        0,
        ["ant", "bee"],
        [0, 1],
    ),
    "folder of images": (
        images,
        None,
        ["photos/a.png", "photos/b.png", "photos/near/c.JPG"],
        [0, 1, 2],
    ),
    "pattern of images": (
        lambda: f"{images()}/*.png",
        None,
        ["photos/a.png", "photos/b.png"],
        [0, 1],
    ),
    "pattern of folders": (lambda: f"{images()}/**/*.JPG", None, ["photos/near/c.JPG"], [0]),
    "folder of texts": (texts, None, ["an ant", "a bee"], ["notes/one.txt", "notes/two.txt"]),
    "pattern of texts": (lambda: str(texts() / "t*.txt"), None, ["a bee"], ["notes/two.txt"]),
    "folder of Parquet": (folder_of_parquet, "text", ["ant", "bee"], [0, 1]),
    "pattern of Parquet": (pattern_of_parquet, "text", ["ant", "bee"], [0, 1]),
}


def start(data, show=None, labels=LABELS, **options):
    return Project.from_data(data, show, labels, **{"store": ":memory:", **options})


def shown_by(project, key):
    """Return what a person reads: the text, the path of an image, or the card."""
    payload = project.payload_of(key)
    if payload.problem and not payload.content.get("segments"):
        return payload.problem
    if "segments" in payload.content:
        return "".join(text for text, _ in payload.content["segments"])
    (shown,) = project.items.content(project.items.code_of(key))
    return "image" if isinstance(shown, np.ndarray) else str(shown)


@pytest.mark.parametrize("shape", SHAPES)
def test_data_of_each_shape_is_shown_and_its_labels_come_back_on_its_own_index(shape):
    make, show, shown, index = SHAPES[shape]
    data = make()
    project = start(data, show)
    read: list[str] = []
    given: list[str] = []
    while key := project.current():
        read.append(shown_by(project, key))
        given.append(LABELS[len(given) % 2])
        project.answer(given[-1])
    assert read == shown
    table = project.labels
    assert table.index.tolist() == index
    assert table["label"].tolist() == given
    assert table["label"].dtype == OF_LABELS
    joined = project.to_frame()
    assert joined["label"].tolist() == given
    assert joined.index.tolist() == index
    if "generator" not in shape and Path(str(data)) != Path("notes"):
        assert start(data, show).current() is None, "the same items are recognized again"


def test_nearly_all_of_the_table_runs_here():
    assert len(SHAPES) >= 30


def test_an_index_keeps_its_name_and_the_keys_of_a_mapping_may_be_tuples():
    assert as_frame(pd.Index(["ant"], name="animal")).columns.tolist() == ["animal"]
    assert as_frame({("x", 1): "ant", ("y", 2): "bee"}).index.tolist() == [("x", 1), ("y", 2)]


def test_rows_keep_the_dtypes_that_a_frame_of_them_would_have():
    frame = as_frame([("ant", 1, 1.5, True), ("bee", 2, None, False)])
    assert [str(dtype) for dtype in frame.dtypes][1:] == ["int64", "float64", "bool"]
    assert frame.columns.tolist() == [0, 1, 2, 3]


def test_images_beside_their_labels_in_rows_are_images():
    rows = [(np.zeros((4, 5), dtype=np.uint8), "ant"), (np.ones((4, 5), dtype=np.uint8), "bee")]
    project = start(rows, 0)
    assert project.view.kind == "image"
    assert project.payload_of(project.current()).problem == ""


def test_no_image_is_read_before_it_is_shown(own_folder):
    Image.new("RGB", (4, 3)).save("a.png")
    opened = [Image.open("a.png") for _ in range(3)]
    as_frame(opened)
    assert all(image.fp is not None for image in opened), "a read image has closed its file"


def test_a_function_for_labels_gets_a_row_where_the_data_has_rows():
    for data in ([("ant", 1), ("bee", 2)], {"x": {0: "ant", 1: 1}}, [Note("ant", 1)]):
        got = []
        project = start(
            data,
            "text" if isinstance(data, list) and isinstance(data[0], Note) else 0,
            labels_for=lambda row, got=got: got.append(row) or LABELS,
            project=str(data),
        )
        project.payload_of(project.current())
        assert isinstance(got[0], pd.Series)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("tickets.csv", "data: expected data, got a path. Write pd.read_csv('tickets.csv')"),
        (Path("tickets.csv"), "data: expected data, got a path. Write pd.read_csv('tickets.csv')"),
        ("tickets.tsv", r"Write pd.read_csv('tickets.tsv', sep='\t')"),
        ("tickets.jsonl", "Write pd.read_json('tickets.jsonl', lines=True)"),
        ("tickets.csv.gz", "Write pd.read_csv('tickets.csv.gz')"),
        ("https://example.org/t.csv?x=1", "Write pd.read_csv('https://example.org/t.csv?x=1')"),
        ("tickts.csv", "data: there is no file 'tickts.csv' in"),
        ("tickts.csv", "Did you mean 'tickets.csv'?"),
        (
            "note.txt",
            "data: expected several items, got one file. A single file is a list: ['note.txt']",
        ),
        ("*.csv", "Write pd.concat([pd.read_csv(path) for path in sorted(glob.glob('*.csv', "),
        ("*.png", "data: no file matches '*.png' in"),
        ("tables", "sorted(glob.glob('tables/**/*.csv', recursive=True))])"),
        (
            "mixed",
            "data: the folder 'mixed' holds 1 images and 2 texts. Write a pattern for one kind",
        ),
        (
            "empty",
            "data: the folder 'empty' holds no images, recordings, texts or Parquet files; it is empty",
        ),
        ("odd", "holds no images, recordings, texts or Parquet files, but 2 .xyz"),
        ("why not?", "got str: 'why not?'. A single text is a list: [text]"),
        ("text", "got str: 'text'. A single text is a list: [text]"),
        ({"ant", "bee"}, "got set, which has no order; write sorted(data)"),
        (
            {"text": ["ant"], "n": [1]},
            "data: a mapping of lists can mean columns or items. Write pd.DataFrame",
        ),
        (
            [("ant", 1), ("bee",)],
            "expected rows of the same length, got 2 values in row 0 and 1 in row 1",
        ),
        ([["ant", 1]], "data: expected a list of texts, paths, images or mappings, got list in it"),
        (["ant", ["bee"]], "got list in it"),
        (["ant", ("bee", 1)], "got tuple in it"),
        (["ant", {"text": "bee"}], "got dict in it"),
        (["ant", object], "got type in it"),
        (np.eye(2), "got shape (2, 2). Write pd.DataFrame(data) for rows"),
        ({}, "data: expected at least one row, got an empty dict"),
        (pd.DataFrame, "got the class DataFrame"),
        (b"ant", "got bytes"),
        (5, "got int"),
    ],
)
def test_data_that_can_be_read_in_several_ways_is_refused_with_the_line_to_write(data, said):
    for name in ("tickets.csv", "tickets.tsv", "tickets.jsonl", "tickets.csv.gz", "note.txt"):
        Path(name).write_text("x")
    for name in (
        "tables/1.csv",
        "mixed/a.png",
        "mixed/a.txt",
        "mixed/b.txt",
        "odd/1.xyz",
        "odd/2.xyz",
    ):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("x")
    Path("empty").mkdir()
    with pytest.raises(InputError, match=re.escape(said)):
        start(data)


def test_a_table_that_is_not_read_yet_is_refused_with_the_call_that_reads_it():
    class LazyFrame:
        def collect(self): ...

    class Endless:
        def __iter__(self):
            return iter(["ant"])

    with pytest.raises(
        InputError, match=r"got LazyFrame, which is not read yet; write data\.collect\(\)"
    ):
        start(LazyFrame(), "text")
    with pytest.raises(
        InputError, match=r"got Endless; write iter\(data\) to read it item by item"
    ):
        start(Endless())


def test_a_frame_of_another_library_is_read_by_its_to_pandas():
    class Table:
        columns = ("text",)

        def to_pandas(self):
            return pd.DataFrame({"text": ["ant", "bee"]}, index=["x", "y"])

    project = start(Table(), "text")
    project.answer("pest")
    assert project.labels.index.tolist() == ["x"]
    with pytest.raises(
        InputError, match="column: expected a DataFrame of pandas as data, got Table"
    ):
        import loopwidgets as lw

        lw.annotate(Table(), "text", LABELS, column="label", store=":memory:")


def test_a_table_that_arrow_can_read_is_read():
    table = arrow().table({"text": ["ant", "bee"]})

    class Relation:
        def __arrow_c_stream__(self, requested_schema=None):
            return table.__arrow_c_stream__(requested_schema)

    project = start(Relation(), "text")
    assert [shown_by(project, key) for key in project.next_items(3)] == ["ant", "bee"]


def test_a_library_that_needs_pyarrow_says_how_to_install_it():
    class Table:
        def to_pandas(self):
            raise ModuleNotFoundError("pyarrow")

    with pytest.raises(ImportError, match=r"pip install 'loopwidgets\[formats\]'"):
        start(Table())


@pytest.mark.skipif(not has_polars, reason="polars is not installed")
def test_answers_to_a_frame_of_polars_are_those_of_the_same_frame_in_pandas():
    frame = pd.DataFrame({"text": ["ant", "bee"], "n": [1, None]})
    start(frame, "text").answer("pest")
    start(frame, "n", project="n").answer("pest")
    other = polars().DataFrame({"text": ["ant", "bee"], "n": [1, None]})
    assert start(other, "text").labels["label"].tolist() == ["pest"]
    assert start(other, "n", project="n").labels["label"].tolist() == ["pest"]


def test_an_array_of_times_is_shown_as_times():
    times = np.array(["2020-01-01"], dtype="datetime64[ns]")
    assert as_frame(times)["item"].tolist() == [pd.Timestamp("2020-01-01")]


@pytest.mark.parametrize("values", [[{"a": 1}, {"a": 2}], [("x", 1), ("y", 2)]])
def test_labels_for_a_series_of_mappings_gets_the_mapping(values):
    asked = []
    project = Project.from_data(pd.Series(values), labels=LABELS, labels_for=asked.append)
    project.answer("pest")
    assert asked[0] == values[0]

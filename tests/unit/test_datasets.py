"""Data in Parquet files: the same items as of a frame, read in pieces, and files that go wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import io
import json
import os
import subprocess
import sys
import textwrap
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import loopwidgets as lw
from loopwidgets.data.hashing import canonical
from loopwidgets.data.items import Items
from loopwidgets.data.parquet import parquet_rows, reader
from loopwidgets.data.parquet.files import pool_of
from loopwidgets.errors import MissingDependencyError
from loopwidgets.results import tables

BUGS = [f"a bug with {legs} legs" for legs in range(30)]


@pytest.fixture
def bugs(tmp_path):
    """Three files of ten rows, in row groups of four."""
    folder = tmp_path / "bugs"
    folder.mkdir()
    for part in range(3):
        rows = range(10 * part, 10 * part + 10)
        table = pa.table(
            {
                "text": [BUGS[row] for row in rows],
                "place": ["hedge" if row % 2 else "field" for row in rows],
                "number": list(rows),
                "guess": ["pest" if row % 3 else None for row in rows],
                "may_be": [["pest"] if row == 4 else None for row in rows],
            }
        )
        pq.write_table(table, folder / f"part-{part}.parquet", row_group_size=4)
    return folder


def keys_of(items):
    return [items.key_of(code) for code in items.codes.tolist()]


def written(table, path, *, rows=3):
    pq.write_table(table, path, row_group_size=rows)
    return path


def opened(data, show="text", labels=("pest", "helper"), **options):
    """Return a project over data in a store of its own."""
    options = {"store": f"{uuid.uuid4()}.db", **options}
    return lw.Project.from_data(data, show, list(labels), **options)


# --- The same items as of a frame ------------------------------------------------------------------

NOON = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)
DAYS = np.array([1, 2, 3, 1, 2, 3, 4]).astype("M8[D]").astype("M8[us]")
COLUMNS = {
    "text": pa.array(["a", None, "b", "", "a", "æ\n", "c"]),
    "large_string": pa.array(["a", None, "b", "", "a", "æ", "c"], pa.large_string()),
    "dictionary": pa.array(["a", None, "b", "", "a", "æ", "c"]).dictionary_encode(),
    "dictionary of numbers": pa.array([1, 2, None, 1, 2, 3, 3]).dictionary_encode(),
    "no text": pa.array([None] * 7, pa.string()),
    "nothing": pa.nulls(7),
    "int": pa.array([1, 2, 3, 4, 1, 2, 2**60 + 1]),
    "int with a null far away": pa.array([2**60 + 1, 2, 3, 4, 1, 2, None]),
    "uint8 with a null": pa.array([1, 2, 3, 4, 1, 2, None], pa.uint8()),
    "uint64": pa.array([2**64 - 1, 2, 3, 4, 1, 2, 2], pa.uint64()),
    "float": pa.array([1.0, 0.1, None, float("nan"), 2.5, -0.0, 0.0]),
    "float32": pa.array([1.0, 0.1, None, 3.0, 2.5, 1.0, 0.0], pa.float32()),
    "float16": pa.array(np.array([1.0, 0.1, 2, 3, 2.5, 1, 0], np.float16)),
    "bool": pa.array([True, False, True, True, True, False, True]),
    "bool with a null": pa.array([True, False, True, True, None, False, True]),
    "bytes": pa.array([b"a", None, b"", b"\0", b"a", b"b", b"c"]),
    "fixed bytes": pa.array([b"ab", None, b"cd", b"ab", b"ef", b"ab", b"ab"], pa.binary(2)),
    "large bytes": pa.array([b"a", None, b"", b"\0", b"a", b"b", b"c"], pa.large_binary()),
    "date": pa.array([dt.date(2026, 1, day) for day in (1, 2, 3, 1, 2, 3, 4)]),
    "date with a null": pa.array([dt.date(2026, 1, 1), *[None] * 6]),
    "time": pa.array([dt.time(12, minute) for minute in (1, 2, 3, 1, 2, 3, 4)]),
    "moment": pa.array(DAYS),
    "moment in ns": pa.array([1, 2, 3, 1, None, 5, 6], pa.timestamp("ns")),
    "moment somewhere": pa.array(
        [NOON, None, NOON, NOON, NOON, NOON, NOON], pa.timestamp("us", tz="Europe/Berlin")
    ),
    "duration": pa.array([1, None, 3, 1, 2, 3, 4], pa.duration("s")),
    "decimal": pa.array([decimal.Decimal("1.50"), None, *[decimal.Decimal("2.00")] * 5]),
    "list": pa.array([[1, 2], [3], [], None, [1, 2], [4], [5]]),
    "list with a null in one": pa.array([[1, 2], [3], [], None, [1, 2], [4], [None]]),
    "list of lists": pa.array([[[1], [2]], [[3]], [], None, [[1]], [[4]], [[None, 2]]]),
    "list of truths": pa.array([[True], [True], [], None, [False], [True], [None]]),
    "list of texts": pa.array([["a"], ["b"], [], None, ["a"], [None], ["b"]]),
    "vector": pa.array([[1, 2]] * 6 + [[None, 1]], pa.list_(pa.int64(), 2)),
    "large list": pa.array([[1], [2], [], None, [1], [None], [2]], pa.large_list(pa.int64())),
    "struct": pa.array([{"a": 1, "b": "x"}, None, *[{"a": None, "b": "y"}] * 5]),
    "map": pa.array(
        [[("a", 1)], None, [], [("a", None)], *[[("b", 2)]] * 3], pa.map_(pa.string(), pa.int64())
    ),
}
with contextlib.suppress(pa.ArrowNotImplementedError):  # older ones can't write it
    VIEWS = pa.array(["a", None, "b", "", "a", "æ", "c"], pa.string_view())
    pq.write_table(pa.table({"it": VIEWS}), io.BytesIO())
    COLUMNS["string_view"] = VIEWS


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("duplicates", ["share", "ask"])
def test_items_are_those_of_the_frame_that_pandas_reads_from_the_file(tmp_path, name, duplicates):
    path = written(pa.table({"it": COLUMNS[name], "n": range(7)}), tmp_path / "a.parquet")
    frame = pd.read_parquet(path)
    of_frame = Items(frame, "it", duplicates=duplicates)
    of_file = Items(pool_of(path), "it", duplicates=duplicates)
    assert keys_of(of_file) == keys_of(of_frame)
    assert of_file.codes.tolist() == of_frame.codes.tolist()
    for code in range(len(of_frame)):
        ours, theirs = of_file.content(code)[0], of_frame.content(code)[0]
        assert type(ours) is type(theirs)
        assert of_file.content_hash(code) == of_frame.content_hash(code)
        if name not in (
            "struct",
            "map",
        ):  # in these pandas makes 1.0 of a 1 that stands far from a null
            assert repr(ours) == repr(theirs)
    everything = np.arange(len(of_frame))
    ours, theirs = [*of_file.contents(everything)], [*of_frame.contents(everything)]
    assert canonical(ours) == canonical(theirs)


@pytest.mark.parametrize(
    "column",
    [
        pd.array([1, None, 3, 2**60 + 1], dtype="Int64"),
        pd.array([True, None, False, True], dtype="boolean"),
        pd.array(["a", None, "b", "a"], dtype="string"),
        pd.Categorical(["a", None, "b", "a"]),
        pd.Categorical([1, None, 2, 1]),
        pd.Categorical(["low", "high", "low", None], categories=["low", "high"], ordered=True),
        pd.to_datetime(["2026-01-01", None, "2026-01-02", "2026-01-01"]),
        pd.period_range("2026-01", periods=4, freq="M"),
        pd.interval_range(0, 4),
        np.array([1, 2, 3, 1], dtype=np.int8),
        [np.array([1.0, 2.0]), None, np.array([]), np.array([1.0, np.nan])],
    ],
    ids=str,
)
def test_what_pandas_wrote_comes_back_as_it_was(tmp_path, column):
    frame = pd.DataFrame({"it": column, "n": range(4)}, index=pd.Index(list("wxyz"), name="id"))
    frame.to_parquet(tmp_path / "a.parquet", row_group_size=1)
    of_frame, of_file = Items(frame, "it"), Items(pool_of(tmp_path / "a.parquet"), "it")
    assert keys_of(of_file) == keys_of(of_frame)
    read = Items(pd.read_parquet(tmp_path / "a.parquet"), "it")
    assert repr([*map(of_file.content, range(len(of_file)))]) == repr(
        [*map(read.content, range(len(read)))]
    )


VALUES = st.one_of(
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)),
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.integers(-3, 3)),
    st.lists(st.none() | st.floats()),
    st.lists(st.none() | st.booleans()),
    st.lists(st.none() | st.binary(max_size=3)),
    st.lists(st.none() | st.datetimes()),
    st.lists(st.none() | st.lists(st.none() | st.integers(-9, 9), max_size=2)),
)


@settings(max_examples=80)
@given(values=VALUES.filter(len), others=VALUES, rows=st.integers(1, 5), each=st.booleans())
def test_keys_are_those_of_the_frame_whatever_the_columns(values, others, rows, each):
    others = ((others or [None]) * len(values))[: len(values)]
    table = pa.table({"one": pa.array(values), "other": pa.array(others)})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, row_group_size=rows)
    duplicates = "ask" if each else "share"
    frame = pd.read_parquet(buffer)
    for show in ("one", ["one", "other"]):
        of_file = Items(pool_of(pq.ParquetFile(buffer)), show, duplicates=duplicates)
        assert keys_of(of_file) == keys_of(Items(frame, show, duplicates=duplicates))


def test_images_in_a_column_are_shown_as_images(tmp_path):
    raw = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(raw, "PNG")
    written(pa.table({"photo": [raw.getvalue(), None, b"no image"]}), tmp_path / "a.parquet")
    project = opened(tmp_path / "a.parquet", "photo")
    assert project.view.kind == "image"
    assert [bool(project.payload_at(code).problem) for code in range(3)] == [False, True, True]


def test_rows_are_shown_as_records_without_the_index_that_pandas_wrote(tmp_path):
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]}, index=pd.Index(["u", "v"], name="id"))
    frame.to_parquet(tmp_path / "a.parquet")
    project = opened(tmp_path / "a.parquet", None, view=lw.Record(), key="id")
    assert project.items.shown == ("a", "b")
    assert keys_of(project.items) == ["u", "v"]


# --- What may be given -----------------------------------------------------------------------------


def test_a_dataset_a_file_a_path_and_a_folder_are_the_same_items(bugs):
    whole = keys_of(opened(pd.read_parquet(bugs)).items)
    for data in (bugs, str(bugs), ds.dataset(bugs), ds.dataset(bugs).to_table().to_pandas()):
        assert keys_of(opened(data).items) == whole
    first = bugs / "part-0.parquet"
    for data in (first, str(first), pq.ParquetFile(first), ds.dataset(first)):
        assert keys_of(opened(data).items) == whole[:10]


def test_rows_are_numbered_as_pandas_and_pyarrow_do(tmp_path):
    for name in ("b", "a/c", "a-c", "a/b/c", "A", "10", "9", "a.b/c"):
        path = tmp_path / "all" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        written(pa.table({"text": [f"{name} {row}" for row in range(3)]}), path, rows=2)
    project = opened(tmp_path / "all")
    assert project.to_frame()["text"].tolist() == pd.read_parquet(tmp_path / "all")["text"].tolist()
    for code in (20, 3, 11):
        project.answer("pest", item=project.items.key_of(code))
    labeled = project.labels.index
    read = ds.dataset(tmp_path / "all").take(labeled).to_pandas()
    assert read["text"].tolist() == project.to_frame().loc[labeled, "text"].tolist()


def test_folders_named_after_values_are_a_column(tmp_path):
    table = pa.table({"text": ["a bee", "a bug", "ein Käfer"], "lang": ["en", "en", "de"]})
    pq.write_to_dataset(table, tmp_path / "all", partition_cols=["lang"])
    frame = pd.read_parquet(tmp_path / "all")
    project = opened(tmp_path / "all", view=lw.Text("text", caption="lang"), show=None)
    items = project.items
    assert [items.beside(code)["lang"] for code in range(3)] == frame["lang"].tolist()
    assert keys_of(items) == keys_of(Items(frame, "text"))
    assert keys_of(opened(tmp_path / "all", "lang").items) == keys_of(Items(frame, "lang"))
    of_types = ds.dataset(tmp_path / "all", partitioning=ds.partitioning(flavor="hive"))
    assert keys_of(opened(of_types, "lang").items) == keys_of(Items(frame, "lang"))


def test_files_of_slightly_other_columns_go_together(tmp_path):
    written(pa.table({"text": ["a", "b"], "n": pa.array([1, 2])}), tmp_path / "1.parquet")
    written(pa.table({"n": pa.array([3], pa.int8()), "text": ["c"]}), tmp_path / "2.parquet")
    written(pa.table({"text": ["d"]}), tmp_path / "3.parquet")
    frame = ds.dataset(tmp_path).to_table().to_pandas()
    for show in ("n", ["n", "text"]):
        of_files = Items(pool_of(tmp_path), show)
        assert keys_of(of_files) == keys_of(Items(frame, show))


def test_other_files_in_the_folder_are_left_alone(bugs):
    (bugs / "README.txt").write_text("no rows")
    (bugs / "_SUCCESS").touch()
    (bugs / ".part.parquet").write_text("no rows")
    assert len(opened(bugs).items) == 30


def test_other_texts_are_refused_as_before():
    for text in ("a text", "", "x" * 10_000, "a\0b", "two\nlines.parquet"):
        with pytest.raises(lw.InputError, match=r"^data: expected a DataFrame.*got str: "):
            opened(text)


def test_what_is_no_parquet_is_refused_with_what_would_do(bugs, tmp_path):
    def error(data):
        with pytest.raises(lw.InputError) as raised:
            opened(data)
        return str(raised.value)

    assert "there is no file" in error("bugs/part-9.parquet")
    assert "Did you mean 'part-" in error("bugs/part-9.parquet")
    (tmp_path / "photos").mkdir()
    assert error("photos") == (
        "data: the folder 'photos' holds no images, recordings, texts or Parquet files; it is empty"
    )
    (tmp_path / "text.parquet").write_text("no parquet")
    assert error("text.parquet").startswith("data: 'text.parquet' can't be read as Parquet")
    raw = (bugs / "part-0.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(raw[: len(raw) // 2])
    assert error("cut.parquet").startswith("data: 'cut.parquet' can't be read as Parquet")
    (bugs / "part-1.parquet").write_bytes(raw[: len(raw) // 2])
    assert "part-1.parquet' can't be read as Parquet" in error("bugs")
    assert "pyarrow.dataset.dataset('s3://" in error("s3://bucket/bugs.parquet")
    assert "write_dataset" in error(ds.dataset(bugs / "part-0.parquet").filter(ds.field("n") > 1))
    in_memory = ds.dataset(pa.table({"text": ["a"]}))
    assert "data.to_table().to_pandas()" in error(in_memory)


def test_a_damaged_page_is_refused_when_keys_are_made(bugs):
    path = bugs / "part-1.parquet"
    raw = bytearray(path.read_bytes())
    raw[4:120] = bytes(116)
    path.write_bytes(raw)
    with pytest.raises(lw.InputError, match=r"^data: .*part-1\.parquet' can't be read: "):
        opened(bugs)


def test_no_rows_are_refused(tmp_path):
    written(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    with pytest.raises(lw.InputError, match=r"^data: expected at least one row"):
        opened(tmp_path / "a.parquet")


def test_a_column_that_is_not_there_is_named_with_the_nearest(bugs):
    for argument, options in (
        ("show", {"show": "txt"}),
        ("key", {"key": "numbr"}),
        ("initial", {"initial": "gues"}),
        ("labels_for", {"labels_for": "maybe"}),
        ("view", {"view": lw.Text("text", caption="plase"), "show": None}),
    ):
        with pytest.raises(lw.InputError, match=f"^{argument}: .*Did you mean"):
            opened(bugs, **options)


def test_files_that_do_not_go_together_are_named(tmp_path):
    written(pa.table({"n": [1, 2]}), tmp_path / "1.parquet")
    written(pa.table({"n": ["a"]}), tmp_path / "2.parquet")
    with pytest.raises(
        lw.InputError, match=r"2\.parquet' can't be read: .*column 'n' holds string"
    ):
        opened(tmp_path, "n")


def test_what_is_missing_is_named_with_the_line_that_installs_it(bugs, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'loopwidgets\[formats\]'"):
        opened(str(bugs))


# --- Labeling --------------------------------------------------------------------------------------


def test_labels_stand_on_the_rows_of_the_dataset(bugs):
    project = opened(bugs)
    project.answer("pest")
    project.answer("helper", item=keys_of(project.items)[21])
    assert project.labels["label"].to_dict() == {0: "pest", 21: "helper"}
    joined = project.to_frame()
    assert joined.loc[21, ["text", "number", "label"]].tolist() == [BUGS[21], 21, "helper"]
    assert len(joined) == 30
    grouped = tables.grouped_answers_of(project, "place")
    assert grouped.loc[[0, 1, 21], "group"].tolist() == ["field", "hedge", "hedge"]
    assert project.plot_distribution(by="place").patches


def test_a_widget_labels_what_is_in_files(bugs):
    w = lw.annotate("bugs", "text", ["pest", "helper"], store="labels.db")
    w.project.answer("pest")
    assert w.labels["label"].to_dict() == {0: "pest"}
    assert w.find(status="answered").index.tolist() == [0]
    assert w.project.progress.total == 30
    w.close()


def test_answers_of_a_frame_are_found_again_for_its_file(bugs):
    frame = pd.read_parquet(bugs)
    first = lw.Project.from_data(frame, "text", ["pest", "helper"], store="labels.db")
    first.answer("pest", item=first.items.key_of(17))
    again = lw.Project.from_data(bugs, "text", ["pest", "helper"], store="labels.db")
    assert again.labels["label"].to_dict() == {17: "pest"}


def test_find_reads_all_texts_and_captions(bugs):
    project = opened(bugs, view=lw.Text("text", caption="place"), show=None)
    assert project.find("WITH 21").index.tolist() == [21]
    assert project.find("hedge").index.tolist() == list(range(1, 30, 2))


def test_keys_of_a_column_are_those_of_the_frame(bugs):
    frame = pd.read_parquet(bugs)
    of_frame, of_files = opened(frame, key="number").items, opened(bugs, key="number").items
    keys = keys_of(of_frame)
    assert keys_of(of_files) == keys
    assert of_files.keys.numbers().tolist() == of_frame.keys.numbers().tolist()
    assert of_files.keys.codes_of([*keys, "none"]).tolist() == [*range(30), -1]
    assert [of_files.code_of("7"), of_files.code_of("70")] == [7, None]
    assert of_files.content_hash(3) == of_frame.content_hash(3)


@pytest.mark.parametrize(
    "values",
    [
        ["a", "b", "a", "c", "b", "a"],
        ["a", "b", None, "c", None],
        [1, 2, 3, None],
        ["a", "b", "c", "", "d"],
        ["a", "b", "c", "x" * 20_000],
    ],
)
def test_keys_that_are_none_are_refused_as_those_of_a_frame(tmp_path, values):
    path = written(
        pa.table({"id": values, "text": map(str, range(len(values)))}), tmp_path / "a.parquet"
    )
    errors = []
    for data in (pd.read_parquet(path), path):
        with pytest.raises(lw.InputError) as raised:
            opened(data, key="id")
        errors.append(str(raised.value))
    assert errors[0] == errors[1]


@pytest.mark.parametrize(
    "options",
    [
        {"order": "shuffled"},
        {"order": "shuffled", "key": "number"},
        {"sample": 7},
        {"sample": 0.5, "order": "shuffled"},
        {"order": [float(row % 7) for row in range(30)]},
        {"initial": "guess"},
        {"labels_for": "may_be"},
        {"labels_for": lambda row: ["pest"] if row["number"] == 4 else None},
        {"view": lw.Record("text", "number", large="text"), "show": None},
    ],
    ids=" ".join,
)
def test_an_option_does_what_it_does_for_a_frame(bugs, options):
    projects = [
        lw.Project.from_data(
            data,
            options.get("show", "text"),
            ["pest", "helper"],
            store="labels.db",
            annotator=name,
            **{name: value for name, value in options.items() if name != "show"},
        )
        for name, data in (("asha", pd.read_parquet(bugs)), ("ben", bugs))
    ]
    of_frame, of_files = projects
    keys = of_frame.next_items(30)
    assert of_files.next_items(30) == keys
    assert [of_files.payload_of(key) for key in keys] == [of_frame.payload_of(key) for key in keys]
    assert [of_files.initial_of(key) for key in keys] == [of_frame.initial_of(key) for key in keys]
    assert [of_files.offered(key) for key in keys] == [of_frame.offered(key) for key in keys]


def test_labels_are_those_that_the_column_to_review_holds(bugs):
    project = lw.Project.from_data(bugs, "text", initial="place")
    assert project.scheme.names == ("field", "hedge")


def test_what_needs_the_data_in_memory_is_refused(bugs):
    with pytest.raises(lw.InputError, match=r"^order: a function needs the whole data"):
        opened(bugs, order=lambda frame: frame["number"])
    with pytest.raises(lw.InputError, match=r"^column: expected a DataFrame"):
        lw.annotate(ds.dataset(bugs), "text", ["pest", "helper"], column="label")


# --- Reading ---------------------------------------------------------------------------------------


@pytest.fixture
def reads(monkeypatch):
    """Which row groups were read, and which columns."""
    seen = []
    batches = reader.Part.batches

    def watched(part, number, names):
        seen.append((Path(part.name).name, number, tuple(names)))
        return batches(part, number, names)

    monkeypatch.setattr(reader.Part, "batches", watched)
    return seen


def test_opening_reads_the_shown_column_once_and_no_other(bugs, reads):
    opened(bugs)
    whole = [
        (f"part-{part}.parquet", number, ("text",)) for part in range(3) for number in range(3)
    ]
    beginning = [*whole[:3], *whole[3:6]]  # to choose the view
    assert reads == [*beginning, *whole]
    reads.clear()
    opened(bugs, key="number", view=lw.Text("text", caption="place"), show=None)
    assert {names for _, _, names in reads} == {("number",)}
    reads.clear()
    opened(bugs, ["text", "place"])
    assert len(reads) == 9


def test_items_in_order_read_each_row_group_once(bugs, reads, monkeypatch):
    monkeypatch.setattr(reader, "_LONGEST", 2)
    items = opened(bugs, view=lw.Text("text", caption="place"), show=None).items
    reads.clear()
    seen = []
    for start in range(0, len(items), 3):
        codes = np.arange(start, min(start + 3, len(items)))
        seen += [shown[0] for shown, _ in items.contents(codes)]
    assert seen == BUGS
    assert len(reads) == 9
    assert [items.content(code)[0] for code in range(30)] == BUGS
    assert len(reads) == 18


def test_items_in_any_order_come_in_that_order(bugs):
    items = opened(bugs).items
    codes = np.random.default_rng(0).permutation(30)
    assert [shown[0] for shown, _ in items.contents(codes)] == [BUGS[code] for code in codes]
    assert [items.content(code)[0] for code in codes.tolist()] == [BUGS[code] for code in codes]


def test_row_groups_that_are_slow_to_find_an_item_in_are_told_of(bugs, monkeypatch):
    monkeypatch.setattr(parquet_rows, "_SLOW", 100)
    opened(bugs)
    for options in ({"order": "shuffled"}, {"sample": 3}, {"order": list(range(30))}):
        with pytest.warns(
            UserWarning, match=r"^data: '.*parquet' holds 4 rows .*max_rows_per_group"
        ):
            opened(bugs, **options)


@pytest.mark.parametrize("as_file", [False, True])
def test_threads_that_read_at_once_read_what_is_there(bugs, as_file):
    data = pq.ParquetFile(bugs / "part-0.parquet") if as_file else bugs
    items = opened(data).items
    everything = np.arange(len(items))

    def read(seed):
        order = np.random.default_rng(seed).permutation(everything)
        one_by_one = [items.content(code)[0] == BUGS[code] for code in order.tolist()]
        together = [shown[0] for shown, _ in items.contents(everything)]
        return all(one_by_one) and together == BUGS[: len(items)]

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(read, range(40)))


# --- Files that go wrong while people label --------------------------------------------------------


def test_a_file_that_is_gone_is_a_card_and_the_queue_goes_on(bugs):
    project = opened(bugs)
    for _ in range(9):
        project.answer("pest")
    (bugs / "part-1.parquet").unlink()
    keys = project.next_items(21)
    problems = {project.items.code_of(key): project.payload_of(key).problem for key in keys}
    assert all(
        problems[code].startswith("This item can't be shown: '")
        and problems[code].endswith("part-1.parquet' is not there any more")
        for code in range(10, 20)
    )
    assert not any(problems[code] for code in range(20, 30))
    project.skip(item=keys[1])
    project.answer("helper", item=keys[2])
    assert project.labels["status"].value_counts().to_dict() == {"answered": 10, "skipped": 1}
    assert project.problems.index.tolist() == list(range(10, 20))
    assert project.find("legs").index.tolist() == [*range(10), *range(20, 30)]


def test_a_file_that_is_written_anew_is_not_taken_for_what_it_was(bugs):
    project = opened(bugs, key="number")
    assert not project.payload_at(25).problem
    table = pq.read_table(bugs / "part-2.parquet")
    pq.write_table(table.slice(3), bugs / "part-2.parquet")
    assert "has changed since it was opened; run the cell again" in project.payload_at(29).problem
    assert not project.payload_at(3).problem


def test_other_rows_in_an_open_file_are_not_taken_for_what_they_were(bugs):
    path = bugs / "part-0.parquet"
    project = opened(pq.ParquetFile(path))
    raw = path.read_bytes()
    with path.open("r+b") as file:
        file.write(raw.replace(b"a bug with", b"a bee with"))
    assert project.payload_at(1).problem == ("This item can't be shown: row 1 has changed")


def test_a_file_that_is_damaged_meanwhile_is_a_card(bugs):
    project = opened(bugs)
    path = bugs / "part-0.parquet"
    before = path.stat()
    path.write_bytes(bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "part-0.parquet' can't be read: " in project.payload_at(5).problem
    assert not project.payload_at(15).problem


# --- More than fits into memory --------------------------------------------------------------------

LABELING = """
    import json, re, time
    import loopwidgets as lw, numpy as np, pyarrow.dataset

    def peak():
        return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024

    small = lw.Project.from_data(["a bee", "a bug"], labels=["pest", "helper"], store="small.db")
    small.answer("pest")  # what any project loads is loaded

    began, before = time.perf_counter(), peak()
    project = lw.Project.from_data(
        pyarrow.dataset.dataset("pool"), "text", ["pest", "helper"], store="labels.db", order="shuffled"
    )
    took, opened = time.perf_counter() - began, peak()
    labels = project.labels["label"].to_dict()
    for key in project.next_items(20):
        assert not project.payload_of(key).problem
        project.answer("pest", item=key)
    for start in range(0, len(project.items), 1000):
        codes = np.arange(start, min(start + 1000, len(project.items)))
        assert sum(len(shown[0]) for shown, _ in project.items.contents(codes)) > 0
    project.close()
    print(json.dumps({
        "before": before, "opened": opened - before, "all": peak() - before, "took": took,
        "labels": labels, "answered": sorted(project.labels.index.tolist()),
    }))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells no peak of memory")
def test_a_pool_larger_than_what_it_takes_in_memory(tmp_path):
    n_groups, n_rows, length = 100, 500, 4000  # 200 MB of text
    schema = pa.schema({"text": pa.string(), "number": pa.int64()})
    (tmp_path / "pool").mkdir()
    noise = np.random.default_rng(0).integers(97, 123, length * n_rows, dtype=np.uint8).tobytes()
    for part in range(2):
        path = tmp_path / "pool" / f"{part}.parquet"
        with pq.ParquetWriter(path, schema, compression="none", use_dictionary=False) as writer:
            for group in range(part * n_groups // 2, (part + 1) * n_groups // 2):
                texts = [
                    f"{group}-{row} {noise[row * length : (row + 1) * length].decode()}"
                    for row in range(n_rows)
                ]
                table = pa.table({"text": texts, "number": range(n_rows)}, schema=schema)
                writer.write_table(table)
    size = sum(path.stat().st_size for path in (tmp_path / "pool").iterdir()) / 2**20
    assert size > 180

    def label():
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(LABELING)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    first, second = label(), label()
    assert first["opened"] < 60
    assert first["all"] < 100
    assert second["all"] < 100
    assert len(first["answered"]) == 20
    assert sorted(map(int, second["labels"])) == first["answered"]

"""A folder, a store or a hand-in of someone else runs nothing, harms nothing and stops no one."""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

import loopwidgets as lw
from loopwidgets.errors import StoreError
from loopwidgets.loop.features import kept as keeping
from loopwidgets.loop.features import source
from loopwidgets.loop.features.features import Features, Joined, features_of
from loopwidgets.loop.features.kept import Kept, remove_unused
from tests.unit.loops import answer, notes, project_of, started, wait

FRAME = notes(60)
TRUTH = FRAME["truth"].tolist()

pytestmark = pytest.mark.usefixtures("in_thread")
needs_links = pytest.mark.skipif(
    sys.platform == "win32", reason="links and pipes need rights there"
)


class Evil:
    """Leaves a witness when it is unpickled."""

    def __init__(self, witness):
        self.witness = str(witness)

    def __reduce__(self):
        return exec, (f"open({self.witness!r}, 'a').write('ran')",)


@pytest.fixture
def witness(tmp_path):
    """Return the file that must never be there."""
    file = tmp_path / "witness"
    pickle.loads(pickle.dumps(Evil(file)))
    assert file.read_text() == "ran"  # what is planted below does run, once it is unpickled
    file.unlink()
    yield file
    assert not file.exists()


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """Return a store and its features, as a loop leaves them."""
    folder = tmp_path_factory.mktemp("honest")
    project = project_of(FRAME, store=folder / "labels.db")
    started(project).close()
    project.close()
    return folder


@pytest.fixture
def sent(honest, tmp_path):
    """Return a copy of them that someone sends: the folder of the features, and their place in it."""
    shutil.copytree(honest, tmp_path, dirs_exist_ok=True)
    home = tmp_path / "labels.db.features"
    (folder,) = home.iterdir()
    return home, folder


def pickled(witness):
    return pickle.dumps(Evil(witness))


def array_of_objects(witness):
    file = io.BytesIO()
    np.save(file, np.array([Evil(witness)] * 60, dtype=object), allow_pickle=True)
    return file.getvalue()


def archive(witness):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as together:
        together.writestr("arr_0.npy", array_of_objects(witness))
    return file.getvalue()


PLANTED = [pickled, array_of_objects, archive]


def old_name():
    """Return the name under which the version before looked for a pickle of the features."""
    project = project_of(FRAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "_VERSION", "5")
        return source.source_of(None, project, project.view).kept.folder.stem


def learns(loops):
    """A loop on what was sent makes features of its own and learns from answers."""
    project = project_of(FRAME)
    running = loops(project, audit=0.0)
    answer(project, TRUTH, 20)
    wait(lambda: running.state.learned >= 10 or running.state.problem)
    assert running.state.problem == ""
    return running


@pytest.mark.parametrize("plant", PLANTED)
def test_a_pickle_in_any_file_that_a_loop_looks_at_is_not_run(loops, witness, sent, plant):
    home, folder = sent
    looked_at = [file for file in folder.iterdir() if file.is_file()]
    assert len(looked_at) >= 4
    for file in looked_at:
        file.write_bytes(plant(witness))
    learns(loops)
    assert {file.name for file in folder.iterdir()} == {file.name for file in looked_at}
    assert Kept(folder, len(FRAME)).is_there
    assert [one.name for one in home.iterdir()] == [folder.name]


@pytest.mark.parametrize("plant", PLANTED)
def test_a_pickle_under_any_other_name_is_neither_run_nor_removed(loops, witness, sent, plant):
    home, folder = sent
    shutil.rmtree(folder)
    old = old_name()
    names = [old, folder.stem, f"{old}.1.part", f"{folder.stem}.1.part", "x.npz", "x.pkl"]
    for name in names:
        (home / name).write_bytes(plant(witness))
        os.utime(home / name, (0, 0))
    learns(loops)
    assert {one.name for one in home.iterdir()} == {*names, folder.name}


@pytest.mark.parametrize("plant", PLANTED)
def test_a_pickle_in_the_place_of_the_folder_is_not_run(loops, witness, sent, plant):
    _, folder = sent
    shutil.rmtree(folder)
    folder.write_bytes(plant(witness))
    learns(loops)
    assert Kept(folder, len(FRAME)).is_there


@pytest.mark.usefixtures("in_process")
def test_nor_is_it_in_the_process_of_the_rounds(loops, witness, sent):
    home, folder = sent
    for file in folder.iterdir():
        file.write_bytes(pickled(witness))
    for name in (old_name(), folder.stem):
        (home / name).write_bytes(pickled(witness))
    learns(loops)


ODD = {
    "nothing": b"",
    "no JSON": b"{",
    "deep": b"[" * 900,
    "a list": b"[]",
    "a number": b"1e999",
    "no text": b"\xff\xfe",
    "huge columns": b'{"dense":"places","sparse_columns":1e30,"share":0.5,"tabular":false}',
    "another name": b'{"dense":"../../x","sparse_columns":null,"share":null,"tabular":false}',
    "odd types": b'{"dense":{},"sparse_columns":[],"share":"NaN","tabular":"yes"}',
    "no number": b'{"dense":"places","sparse_columns":9,"share":NaN,"tabular":false}',
    "too few columns": b'{"dense":"places","sparse_columns":1,"share":0.7,"tabular":false}',
    "long": b" " * 10_000_000,
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_an_odd_description_counts_as_no_features(sent, content):
    kept = Kept(sent[1], len(FRAME))
    (kept.folder / "about.json").write_bytes(content)
    assert kept.is_blocked


def saved(*arrays):
    """Return a way to damage an array: to save another in its place."""

    def damage(file):
        old = np.load(file)
        for change in arrays:
            old = change(old)
        np.save(file, old)

    return damage


def with_value(place, value):
    def change(array):
        array = array.copy()
        array.flat[place] = value
        return array

    return change


DAMAGE = {
    "places: of other items": ("places", saved(lambda old: old[1:])),
    "places: too wide": ("places", saved(lambda old: np.tile(old, 20))),
    "places: flat": ("places", saved(np.ravel)),
    "places: no columns": ("places", saved(lambda old: old[:, :0])),
    "places: NaN": ("places", saved(with_value(7, np.nan))),
    "places: float64": ("places", saved(lambda old: old.astype(np.float64))),
    "places: the other byte order": ("places", saved(lambda old: old.astype(">f4"))),
    "places: cut off": ("places", lambda file: os.truncate(file, file.stat().st_size - 4)),
    "data: infinite": ("data", saved(with_value(0, np.inf))),
    "data: too few": ("data", saved(lambda old: old[:-1])),
    "data: texts": ("data", saved(lambda old: old.astype("U4"))),
    "data: dates": ("data", saved(lambda old: old.astype("M8[s]"))),
    "data: complex": ("data", saved(lambda old: old.astype(complex))),
    "data: records": ("data", saved(lambda old: old.astype([("x", "f4"), ("y", "i4")]))),
    "data: neither true nor false": (
        "data",
        saved(lambda old: np.full(old.shape, 7, np.uint8).view(bool)),
    ),
    "indices: negative": ("indices", saved(with_value(3, -1))),
    "indices: too large": ("indices", saved(with_value(3, 2**30))),
    "indices: no whole numbers": ("indices", saved(lambda old: old.astype(np.float32))),
    "indices: unsigned": ("indices", saved(lambda old: old.astype(np.uint32))),
    "indptr: too long": ("indptr", saved(lambda old: np.append(old, old[-1]))),
    "indptr: not from 0": ("indptr", saved(with_value(0, 1))),
    "indptr: not to the end": ("indptr", saved(with_value(-1, 2**30))),
    "indptr: down": ("indptr", saved(with_value(5, 10**6))),
    "indptr: a difference that overflows": (
        "indptr",
        saved(with_value(5, 2**31 - 1), with_value(6, -(2**31))),
    ),
    "a header that is too long": (
        "indices",
        lambda file: file.write_bytes(b"\x93NUMPY\x02\x00\xff\xff\xff\xff{"),
    ),
    "a header that is no header": (
        "indices",
        lambda file: file.write_bytes(b"\x93NUMPY\x01\x00\x40\x00" + b"(" * 64),
    ),
    "a shape beyond all": (
        "data",
        lambda file: file.write_bytes(
            b"\x93NUMPY\x01\x00\x76\x00"
            + b"{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,)}".ljust(
                118
            )
        ),
    ),
    "gone": ("indices", Path.unlink),
    "a folder": ("indices", lambda file: (file.unlink(), file.mkdir())),
}


@pytest.mark.parametrize(("name", "damage"), DAMAGE.values(), ids=DAMAGE)
def test_damaged_features_count_as_not_there_and_can_be_written_anew(sent, name, damage):
    kept = Kept(sent[1], len(FRAME))
    whole = in_memory(kept.load())
    damage(kept.folder / f"{name}.npy")
    assert kept.is_blocked
    kept.write(whole)
    same(kept.load(), whole)


def test_features_of_other_items_count_as_not_there(sent):
    assert not Kept(sent[1], len(FRAME) + 1).is_there


@pytest.mark.parametrize("name", ["indices: too large", "places: NaN", "gone"])
def test_a_loop_makes_damaged_features_anew(loops, caplog, sent, name):
    _, folder = sent
    whole = Kept(folder, len(FRAME)).load()[np.arange(60)]
    array, damage = DAMAGE[name]
    damage(folder / f"{array}.npy")
    running = learns(loops)
    assert abs(running.companion.features_of(np.arange(60)).matrix - whole.matrix).max() < 1e-6
    assert caplog.text.count("Kept features can't be read, and are made anew.") == 1


def test_features_that_are_damaged_while_a_loop_runs_are_made_anew(loops, sent):
    _, folder = sent
    running = learns(loops)
    running.wait()
    (folder / "indices.npy").unlink()
    before = running.state.round
    answer(running.project, TRUTH, 20)
    wait(lambda: running.state.round > before or running.state.problem)
    assert running.state.problem == ""
    assert Kept(folder, len(FRAME)).is_there


def test_rounds_that_nobody_could_have_written_are_left_out(loops, sent):
    home, _ = sent
    rounds = [
        *["null", "[]", "{}", '"x"', '{"round":1}', "[" * 100_000 + "]" * 100_000],
        '{"round":1e308,"n_labels":0,"audited":0,"seconds":0,"at":"2026-01-01T00:00:00Z","advice":""}',
        '{"round":3,"n_labels":0,"audited":0,"seconds":0,"at":"yesterday","advice":""}',
        '{"round":3,"n_labels":0,"audited":0,"seconds":0,"at":"2026-01-01T00:00:00Z","accuracy":[]}',
    ]
    for told in rounds:
        with closing(sqlite3.connect(home.with_name("labels.db"))) as raw:
            raw.execute("UPDATE lw_rounds SET told = ?", (told,))
            raw.commit()
        if len(told) > 1000:
            with pytest.raises(StoreError, match="holds what is no JSON"):
                started(project_of(FRAME))
            continue
        running = loops(project_of(FRAME))
        assert (running.rounds["n_labels"] == 0).all()
        running.close()


def test_what_an_event_tells_of_a_model_may_be_anything(loops, sent):
    home, _ = sent
    learns(loops).close()
    told = ["5", "[]", '{"loop":5}', '{"loop":{"guess":5}}', '{"loop":{"guess":[{}],"lot":[]}}']
    for extra in told:
        with closing(sqlite3.connect(home.with_name("labels.db"))) as raw:
            raw.execute("UPDATE lw_events SET extra = ?", (extra,))
            raw.commit()
        running = loops(project_of(FRAME))
        assert len(str(running.anchoring())) > 0
        running.close()


# --- Links, pipes and rights ---------------------------------------------------------------------------


@needs_links
@pytest.mark.parametrize("is_folder", [False, True])
def test_a_pipe_stops_no_round(loops, sent, is_folder):
    _, folder = sent
    place = folder if is_folder else folder / "indices.npy"
    keeping._remove(place)
    os.mkfifo(place)
    learns(loops)


@needs_links
def test_a_pipe_among_images_or_tables_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "leaf.png")
    os.mkfifo(tmp_path / "notes.parquet")
    assert "is no plain file" in lw.Image().payload((str(tmp_path / "leaf.png"),), {}).problem
    pytest.importorskip("pyarrow")
    with pytest.raises(lw.InputError, match="there is no file"):
        lw.Project.from_data(tmp_path / "notes.parquet", "note", ["a", "b"])


@needs_links
def test_a_device_stops_no_round(loops, sent):
    _, folder = sent
    (folder / "about.json").unlink()
    (folder / "about.json").symlink_to("/dev/zero")
    learns(loops)


@needs_links
def test_what_a_link_leads_to_is_neither_written_nor_removed(loops, sent, tmp_path):
    home, folder = sent
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter").write_text("dear")
    os.utime(precious / "letter", (0, 0))
    os.utime(precious, (0, 0))
    for file in folder.iterdir():
        file.unlink()
        file.symlink_to(precious / "letter")
    (home / f"{'a' * 32}.arrays").symlink_to(precious)
    (home / ".draft-x").symlink_to(precious)
    learns(loops)
    assert [(one.name, one.read_text()) for one in precious.iterdir()] == [("letter", "dear")]
    assert precious.stat().st_mtime == 0
    assert not any(one.is_symlink() for one in folder.iterdir())


@needs_links
@pytest.mark.parametrize("whole", [False, True])
def test_a_link_in_the_place_of_a_folder_leads_nowhere(loops, sent, tmp_path, whole):
    home, folder = sent
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter").write_text("dear")
    os.utime(precious / "letter", (0, 0))
    place = home if whole else folder
    shutil.rmtree(place)
    place.symlink_to(precious)
    learns(loops)
    assert [(one.name, one.read_text()) for one in precious.iterdir()] == [("letter", "dear")]


@needs_links
@pytest.mark.parametrize("leads_to", ["nowhere", "file"])
def test_where_no_folder_can_be_features_are_kept_for_the_kernel(loops, sent, tmp_path, leads_to):
    home, _ = sent
    shutil.rmtree(home)
    if leads_to == "nowhere":
        home.symlink_to(tmp_path / "nowhere")
    else:
        home.write_text("a file")
    running = learns(loops)
    place = running.companion._source.kept.folder
    assert place.parent.stat().st_mode & 0o777 == 0o700
    running.close()
    assert not place.exists()


@needs_links
def test_a_folder_that_may_not_be_read_is_replaced(loops, sent):
    _, folder = sent
    (folder / "places.npy").write_bytes(b"")
    folder.chmod(0o500)
    learns(loops)
    assert Kept(folder, len(FRAME)).is_there


# --- Whole, the same, and no one else's ---------------------------------------------------------------


def in_memory(words):
    """Return features of texts that need their files no more."""
    matrix, places = words.matrix, np.array(words.places)
    return Features(Joined(places, matrix.sparse.copy(), matrix.share), places)


def same(one, other):
    codes = np.arange(len(one))
    left, right = one.matrix[codes], other.matrix[codes]
    if sp.issparse(left):
        left, right = left.toarray(), right.toarray()
    assert left.dtype == right.dtype
    assert np.array_equal(left, right)
    assert np.array_equal(one.places, other.places)
    assert (one.tabular, one.embedded) == (other.tabular, other.embedded)
    assert type(one.matrix).__name__ == type(other.matrix).__name__ or not sp.issparse(one.matrix)


KINDS = ["narrow", "wide", "table", "sparse", "counts", "yes or no", "without any", "words"]
KINDS += ["meanings beside words", "columns first"]


def some(kind):
    rng = np.random.default_rng(0)
    dense = rng.normal(size=(50, 7)).astype(np.float32)
    wide = rng.normal(size=(50, 300)).astype(np.float32)
    sparse = sp.random(50, 200, 0.1, format="csr", dtype=np.float32, random_state=0)
    return {
        "narrow": lambda: features_of(dense, 50),
        "wide": lambda: features_of(wide, 50),
        "table": lambda: Features(dense, dense, tabular=True),
        "sparse": lambda: features_of(sparse, 50),
        "counts": lambda: features_of((sparse > 0).astype(np.int64), 50),
        "yes or no": lambda: features_of(sparse > 0, 50),
        "without any": lambda: Features(sp.csr_matrix((50, 3), dtype=np.float32), dense),
        "words": lambda: Features(Joined(dense, sparse, 0.7), dense),
        "meanings beside words": lambda: Features(Joined(wide, sparse, 0.7), dense),
        "columns first": lambda: Features(np.asfortranarray(wide), dense),
    }[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_features_are_the_same_after_they_were_kept(tmp_path, kind):
    features = some(kind)
    kept = Kept(tmp_path / "kept", 50)
    kept.write(features)
    same(kept.load(), features)
    assert not any(one.name.startswith(".") for one in tmp_path.iterdir())


def test_kept_features_stay_on_disk_until_they_are_used(tmp_path):
    kept = Kept(tmp_path / "kept", 50)
    kept.write(some("meanings beside words"))
    found = kept.load()
    for array in (found.places, found.matrix.dense, found.matrix.sparse.data):
        base = array
        while not isinstance(base, np.memmap):
            base = base.base
            assert base is not None


def test_what_could_not_be_read_again_is_refused_when_it_is_kept(tmp_path):
    kept = Kept(tmp_path / "kept", 50)
    features = some("narrow")
    odd = Features(np.full((50, 2), np.nan, np.float32), features.places)
    with pytest.raises(ValueError, match="features: expected finite numbers"):
        kept.write(odd)


def test_a_draft_that_failed_leaves_nothing(tmp_path):
    kept = Kept(tmp_path / "home" / "kept", 50)
    with pytest.raises(ValueError, match="Object arrays"):
        kept.write(Features(np.array([None] * 50), np.zeros((50, 2), np.float32)))
    assert list((tmp_path / "home").iterdir()) == []


def test_features_of_another_kernel_stay(tmp_path):
    kept = Kept(tmp_path / "kept", 50)
    kept.write(some("words"))
    before = kept.folder.stat().st_ino
    kept.write(some("words"))
    assert kept.folder.stat().st_ino == before


def test_features_that_lack_files_are_made_anew_the_next_time(tmp_path):
    for complete in (True, False):
        kept = Kept(tmp_path / str(complete), 50)
        kept.write(replace(some("words"), complete=complete))
        assert kept.load().complete is complete
        kept.drop_if_incomplete()
        assert kept.is_there is complete


def test_only_features_that_nobody_used_for_long_are_removed(tmp_path):
    old = [f"{'a' * 32}.arrays", ".draft-abc"]
    others = ["b" * 32, "mine", f"{'a' * 31}.arrays", "notes.txt.arrays"]
    for name in (*old, *others, f"{'c' * 32}.arrays"):
        (tmp_path / name).mkdir()
    (tmp_path / f"{'d' * 32}.arrays").write_text("a file")
    for name in (*old, *others, f"{'d' * 32}.arrays"):
        os.utime(tmp_path / name, (0, 0))
    remove_unused(tmp_path)
    left = {one.name for one in tmp_path.iterdir()}
    assert left == {*others, f"{'c' * 32}.arrays", f"{'d' * 32}.arrays"}


def test_what_a_folder_is_described_by_is_plain(honest):
    (about,) = honest.rglob("about.json")
    assert set(json.loads(about.read_text())) == {
        "dense",
        "sparse_columns",
        "share",
        "tabular",
        "complete",
    }

"""`column=`: answers stand in the user's own frame, and nothing else in it changes."""

# ruff: noqa: PD002 - what users do to a frame in place is what is tested

import subprocess
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.data.items import Items
from loopwidgets.project import Project
from loopwidgets.results.live_column import LiveColumn
from loopwidgets.results.row_positions import Places

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")

TEXTS = ["aphid", "bee", "mite", "bee"]


def frame(**columns):
    return pd.DataFrame({"text": TEXTS, **columns}, index=[3, 1, 4, 1])


def follow(data, column="label", show="text", **options):
    """Return a project and its live column, which is told of each answer as the widget tells it."""
    project = Project.from_data(data, show, ["pest", "helper"], store="labels.db", **options)
    live = LiveColumn(project, data, column)
    project.listen(lambda done: [live.note(recorded.event.item_key) for recorded in done])
    return project, live


def held(data, column="label"):
    return [None if pd.isna(value) is True else value for value in data[column]]


def test_answers_come_in_with_the_next_cell_and_not_before():
    data = frame()
    project, live = follow(data)
    assert held(data) == [None] * 4
    project.answer("pest")
    project.answer("helper")
    assert held(data) == [None] * 4
    live.write()
    assert held(data) == ["pest", "helper", None, "helper"], "equal rows share their answer"
    assert list(data.columns) == ["text", "label"]
    assert list(data.index) == [3, 1, 4, 1]


def test_what_is_undone_or_skipped_gives_back_what_was_there():
    data = frame(label=["old", None, "older", None])
    project, live = follow(data)
    project.answer("pest")
    project.answer("helper")
    live.write()
    assert held(data) == ["pest", "helper", "older", "helper"]
    project.undo()
    project.undo()
    live.write()
    assert held(data) == ["old", None, "older", None]
    project.answer("pest")
    project.skip(item=project.items.key_of(0))
    live.write()
    assert held(data) == ["old", None, "older", None]


def test_a_cell_that_runs_again_finds_its_answers_and_can_undo_them():
    data = frame()
    project, live = follow(data)
    project.answer("pest")
    live.write()
    _, live = follow(data)
    assert held(data)[0] == "pest"
    project.undo()
    live.write()
    assert held(data) == [None] * 4


def test_several_labels_are_a_tuple():
    data = frame()
    project, live = follow(data, multiple=True)
    project.answer(["helper", "pest"])
    live.write()
    assert held(data)[0] == ("pest", "helper")


def test_an_empty_column_of_any_type_is_taken():
    data = frame(label=np.nan)
    project, live = follow(data)
    project.answer("pest")
    live.write()
    assert held(data) == ["pest", None, None, None]


# --- A frame that changes in place ------------------------------------------------------------------


def add_a_row(data):
    data.loc[9] = "ant"


def drop_a_row(data):
    data.drop(index=4, inplace=True)


def renumber(data):
    data.index = range(4)


def sort(data):
    data.sort_values("text", ascending=False, inplace=True)


def sort_and_renumber(data):
    data.sort_values("text", ascending=False, inplace=True)
    data.index = [3, 1, 4, 1]


def drop_the_column(data):
    del data["label"]


def rename_the_column(data):
    data.rename(columns={"label": "verdict"}, inplace=True)


def rename_what_is_shown(data):
    data.rename(columns={"text": "note"}, inplace=True)


def change_what_is_shown(data):
    data["text"] = data["text"].str.upper()


def double_the_column(data):
    data.insert(0, "label", "x", allow_duplicates=True)


CHANGES = [
    *(add_a_row, drop_a_row, renumber, sort, sort_and_renumber, drop_the_column),
    *(rename_the_column, rename_what_is_shown, change_what_is_shown, double_the_column),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_frame_that_changed_is_left_alone_and_said_so_once(change):
    data = frame()
    project, live = follow(data)
    change(data)
    before = data.copy()
    project.answer("pest")
    with pytest.warns(UserWarning, match="has changed"):
        live.write()
    project.answer("helper")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        live.write()
    pd.testing.assert_frame_equal(data, before)
    assert list(project.labels["label"]) == ["pest", "helper", "helper"]


def test_the_cell_can_run_again_on_a_frame_that_changed():
    data = frame()
    project, live = follow(data)
    project.answer("pest")
    live.write()
    sort(data)
    project.answer("helper")
    with pytest.warns(UserWarning, match="has changed"):
        live.write()
    project, live = follow(data)
    labels = dict(zip(data["text"], held(data), strict=True))
    assert labels == {"aphid": "pest", "bee": "helper", "mite": None}
    project.undo()
    project.undo()
    live.write()
    assert held(data) == [None] * 4


@pytest.mark.parametrize("key", [None, "id"])
def test_the_other_columns_may_change(key):
    data = frame(id=list("abcd"), place="hedge")
    project, live = follow(data, key=key)
    data["more"] = range(4)
    data.rename(columns={"place": "where"}, inplace=True)
    data["where"] = "field"
    project.answer("pest")
    live.write()
    assert held(data) == ["pest", None, None, None]
    assert list(data["more"]) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "change",
    [renumber, sort, sort_and_renumber, rename_what_is_shown, change_what_is_shown],
)
def test_with_keys_answers_find_their_rows_wherever_these_went(change):
    data = frame(id=[10, 11, 12, 13], label=["a", None, "c", "d"])
    project, live = follow(data, key="id", project="animals")
    project.answer("pest")
    live.write()
    change(data)
    project.answer("helper")
    project.answer("helper")
    project.undo()
    live.write()
    by_key = dict(zip(data["id"], held(data), strict=True))
    assert by_key == {10: "pest", 11: "helper", 12: "c", 13: "d"}
    show = "text" if "text" in data else "note"
    project, live = follow(data, show=show, key="id", project="animals")
    project.undo()
    project.undo()
    live.write()
    by_key = dict(zip(data["id"], held(data), strict=True))
    assert by_key == {10: "a", 11: None, 12: "c", 13: "d"}


def test_with_keys_rows_may_go_and_come():
    data = frame(id=[10, 11, 12, 13])
    project, live = follow(data, key="id")
    data.drop(index=4, inplace=True)
    data.sort_values("id", ascending=False, inplace=True)
    data.loc[20] = {"text": "ant", "id": 14, "label": "theirs"}
    data.loc[21] = {"text": "fly", "id": None, "label": None}
    for label in ("pest", "helper", "pest", "helper"):
        project.answer(label)
    live.write()
    assert data["label"].tolist()[:4] == ["helper", "helper", "pest", "theirs"]
    data.drop(index=list(data.index), inplace=True)
    project.undo()
    live.write()
    assert len(data) == 0


def rename_the_key(data):
    data.rename(columns={"id": "number"}, inplace=True)


def repeat_the_keys(data):
    data["id"] = 10


def lose_the_key(data):
    del data["id"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (rename_the_key, "no column 'id'"),
        (lose_the_key, "no column 'id'"),
        (repeat_the_keys, "keys in 'id' occur more than once"),
        (drop_the_column, "no column 'label'"),
        (rename_the_column, "no column 'label'"),
    ],
)
def test_with_keys_a_frame_that_lost_them_or_the_column_is_left_alone(change, why):
    data = frame(id=[10, 11, 12, 13])
    project, live = follow(data, key="id")
    change(data)
    before = data.copy()
    for code in range(3):
        project.answer("pest", item=project.items.key_of(code))
    with pytest.warns(UserWarning, match=why):
        live.write()
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize(
    "keys",
    [
        list("dacb"),
        ["ä", "b", "c\0", "d"],
        [3, 10**30, -1, True],
        pd.array([4, 2, None, 9], dtype="Int64"),
        [1.0, 2.5, float("inf"), None],
        [1.0, "two", 3, None],
        pd.array(["x", None, "y", "ö"], dtype="string"),
        pd.Categorical(["x", "w", "y", "ö"]),
        pd.array([4.0, 2.5, -1.0, 7.0]),
        np.array([4, 2, 3, 1]),
        pd.to_datetime(["2026-01-02", None, "2026-01-01", "2026-01-03"]),
    ],
)
def test_with_keys_of_any_type_answers_find_rows_that_moved(keys):
    data = frame(id=np.array(keys, dtype=object) if isinstance(keys, list) else keys).dropna(
        subset="id"
    )
    project, live = follow(data, key="id")
    first = data["id"].iloc[0]
    data.sort_values("text", ascending=False, inplace=True)
    data.loc[9] = {"text": "ant", "id": None, "label": None}
    project.answer("pest")
    for _ in range(len(data) - 2):
        project.answer("helper")
    live.write()
    assert held(data) == ["helper"] * (len(data) - 2) + ["pest", None]
    assert data["id"].iloc[-2] == first


def test_with_keys_a_key_that_was_changed_is_told_of_once():
    data = frame(id=list("abcd"))
    project, live = follow(data, key="id")
    data["id"] = ["a", *"xyz"]
    project.answer("pest")
    live.write()
    project.answer("pest")
    with pytest.warns(UserWarning, match="no row has the key 'b' in 'id' any more"):
        live.write()
    project.answer("pest")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        live.write()
        project.answer("helper", item="a")
        live.write()
    assert held(data) == ["helper", None, None, None]
    assert len(project.labels) == 3


def test_with_keys_rows_that_were_taken_out_are_no_matter():
    data = frame(id=list("abcd"))
    project, live = follow(data, key="id")
    data.drop(index=4, inplace=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        project.answer("pest", item="c")
        live.write()
    assert held(data) == [None] * 3


def test_with_keys_a_million_rows_that_moved_are_found_in_a_second():
    for keys in (range(1_000_000), [f"key {n}" for n in range(1_000_000)]):
        data = pd.DataFrame({"id": keys, "text": "bee"})
        places = Places(Items(data, "text", key="id"), data)
        rows = np.array([0, 7, 999_999])
        costs = []
        for _ in range(3):
            data.index = data.index[::-1]
            data.sort_index(inplace=True)
            began = time.process_time()
            found = places.of(rows)
            costs.append(time.process_time() - began)
            assert data["id"].iloc[found].tolist() == [keys[row] for row in rows]
        assert min(costs) < 1.5


# --- When it is written -----------------------------------------------------------------------------


def widget(data, **options):
    return lw.annotate(data, "text", ["pest", "helper"], column="label", **options)


def from_a_page(project, label):
    """Record an answer as a page does."""
    key = project.current()
    event = project.new_event("answer", project.scheme.by_name(label).id, key, supersedes=None)
    project.record([replace(event, client_id="page")])
    project.go_to(None)


def in_a_thread(act, *values):
    thread = Thread(target=act, args=values)
    thread.start()
    thread.join()


def test_in_a_script_answers_stand_in_the_column_at_once():
    data = frame()
    w = widget(data)
    w.answer("pest")
    assert held(data) == ["pest", None, None, None]
    from_a_page(w.project, "helper")
    assert held(data) == ["pest", "helper", None, "helper"]
    in_a_thread(w.answer, "pest")
    assert held(data) == ["pest", "helper", "pest", "helper"]
    w.undo()
    assert held(data) == ["pest", "helper", None, "helper"]
    w.project.reset(sure=True)
    assert held(data) == [None] * 4


IN_CELLS = """
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
for cell in (
    '''
import pandas as pd
import loopwidgets as lw
from tests.unit.test_live_column import from_a_page, in_a_thread, widget
data = pd.DataFrame({"text": list("abcdef")})
w = widget(data)
''',
    '''
in_a_thread(w.answer, "helper")
in_a_thread(from_a_page, w.project, "helper")
from_a_page(w.project, "helper")
print(data["label"].tolist())
''',
    'print(data["label"].tolist())',
    '''
w.answer("pest")
print(data["label"].tolist(), len(w.labels))
w.undo()
print(data["label"].tolist(), len(w.labels))
''',
):
    shell.run_cell(cell).raise_error()
"""


def test_in_cells_acts_in_code_are_written_at_once_and_all_else_when_the_next_cell_runs(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", IN_CELLS],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "HOME": str(tmp_path),
            "LOGNAME": "asha",
            "PATH": "",
        },
    )
    assert done.returncode == 0, done.stderr
    helpers, nothing = ["helper"] * 3, [None] * 3
    assert [line for line in done.stdout.splitlines() if line.startswith("[")] == [
        str(nothing + nothing),
        str(helpers + nothing),
        f"{[*helpers, 'pest', None, None]} 4",
        f"{helpers + nothing} 3",
    ]


def test_a_change_that_the_store_could_not_tell_of_is_written_the_next_time(monkeypatch):
    data = frame()
    project, live = follow(data)
    project.answer("pest")

    def busy(key):
        raise lw.StoreError(key)

    with monkeypatch.context() as patched:
        patched.setattr(project, "state_of", busy)
        live.write()
    assert held(data) == [None] * 4
    live.write()
    assert held(data) == ["pest", None, None, None]


# --- What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "column", "said"),
    [
        (TEXTS, "label", "column: expected a DataFrame of pandas as data, got list"),
        (frame(), "text", "column: 'text' is shown in the items"),
        (frame(), "id", "column: 'id' holds the keys; choose another name"),
        (frame(), 1.5, "column: expected the name of a column, got 1.5"),
        (frame(price=[1.0, 2.0, 3.0, 4.0]), "price", "column: 'price' holds float64, no labels"),
    ],
)
def test_a_column_that_cannot_hold_labels_is_refused(data, column, said):
    show = "text" if isinstance(data, pd.DataFrame) else None
    key = column if column == "id" else None
    data = data.assign(id=range(4)) if key else data
    with pytest.raises(lw.InputError, match=said):
        lw.annotate(data, show, ["pest", "helper"], column=column, key=key, store=":memory:")


def test_a_misspelt_column_is_offered():
    with pytest.raises(TypeError, match="Did you mean 'column'"):
        lw.annotate(frame(), "text", ["pest", "helper"], colunm="label")

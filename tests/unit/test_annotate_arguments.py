"""What people write at the front door, and what they are told where it can't be used."""

import dataclasses
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets import opening, store
from loopwidgets.project import Project

LABELS = ["pest", "helper"]
any_text = st.text(st.characters(exclude_categories=()), min_size=1, max_size=6)


def frame():
    return pd.DataFrame({"text": ["a", "b", "c"], "place": ["x", "y", "z"], "id": [1, 2, 2]})


def start(data=None, show="text", labels=LABELS, **options):
    data = frame() if data is None else data
    return Project.from_data(data, show, labels, **{"store": "labels.db", **options})


def as_if_in_a_new_process():
    """Forget which stores and projects are open."""
    store._open.clear()
    opening._open.clear()


def fingerprints():
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path().iterdir()}


# --- Arguments of the call --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "value", "said"),
    [
        (
            "data",
            5,
            "data: expected a DataFrame, a Series or a list of texts, paths, images or mappings, got int",
        ),
        (
            "data",
            "text",
            "data: expected a DataFrame, a Series or a list of texts, paths, images or mappings, got str",
        ),
        ("data", pd.DataFrame(), "data: expected at least one row, got an empty DataFrame"),
        ("data", [], "data: expected at least one row, got an empty list"),
        (
            "data",
            [1, 2],
            "data: expected a list of texts, paths, images or mappings, got int in it",
        ),
        ("show", None, "show: expected the column to show, one of 'text', 'place', 'id'"),
        ("show", "txt", "got 'txt'. Did you mean 'text'?"),
        ("show", 5, "show: expected a column of the data"),
        ("view", lw.Image(caption=["a"][0]), "view: expected a column of the data"),
        ("labels", None, "labels: expected a list of names such as"),
        ("labels", "pest", "labels: expected a list of names such as"),
        ("labels", {"pest", "helper"}, "labels: expected a list of names such as"),
        ("labels", ["pest"], "labels: expected at least 2, got ['pest']"),
        ("labels", list("abcdefghijk"), "labels: expected at most 10, got 11"),
        ("labels", ["pest", "pest"], "labels: two are named 'pest'"),
        ("labels", ["pest", "pest "], "labels: two are named 'pest'"),
        ("labels", ["pest", 5], "labels: expected names or lw.Label(...), got 5 (int)"),
        (
            "labels",
            [lw.Label("pest", key="p"), lw.Label("plant", key="p")],
            "labels: two have the key 'p'",
        ),
        ("key", "idd", "got 'idd'. Did you mean 'id'?"),
        ("key", "id", "key: values of 'id' stand more than once: ['2']"),
        ("key", ["id"], "key: expected a column of the data"),
        ("task", "classification", "task: expected a task such as lw.Classification(…)"),
        ("task", lw.Classification, "task: expected a task such as lw.Classification(…)"),
        ("view", "text", "view: expected a view such as lw.Text(…), got 'text'"),
        ("view", lw.Text, "view: expected a view such as lw.Text(…)"),
        ("view", lw.Text(caption="plce"), "got 'plce'. Did you mean 'place'?"),
        ("view", lw.Text("place"), "show: the view shows 'place' already; got 'text' as well"),
        ("store", 5, "store: expected a path, a URL or ':memory:', got 5"),
        ("store", "", "store: expected a path, a URL or ':memory:', got ''"),
        ("store", "mysql://x/y", "store: expected a file or a postgresql:// URL"),
        ("project", 5, "project: expected a name, got 5"),
        ("project", " ", "project: expected a name, got ' '"),
        ("annotator", 5, "annotator: expected a name, got 5"),
        ("annotator", "", "annotator: expected a name, got ''"),
        ("order", "shufled", "got 'shufled'. Did you mean 'shuffled'?"),
        ("order", None, "order: expected 'given', 'shuffled', or a priority for each row"),
        ("order", ["given"], "order: expected numbers, got list"),
        ("order", [1.0], "order: expected one priority for each of the 3 rows, got (1,)"),
        ("order", [1.0, np.nan, 3.0], "order: 1 priorities are NaN, the first in row 1"),
        (
            "order",
            pd.Series([1.0], index=[7]),
            "order: expected priorities on the data's own index",
        ),
        ("order", lambda frame: frame["text"], "order: expected numbers"),
        ("sample", 0, "sample: expected how many items (1 or more), or a share of them"),
        ("sample", 1.5, "sample: expected how many items"),
        ("sample", True, "sample: expected how many items"),
        ("sample", "half", "sample: expected how many items"),
        ("duplicates", "shared", "got 'shared'. Did you mean 'share'?"),
        ("multiple", 1, "multiple: expected True or False, got 1"),
        ("question", 5, "question: expected a text, got int"),
        ("guidelines", ["look"], "guidelines: expected a text, got list"),
    ],
)
def test_an_argument_that_can_t_be_used_is_named_with_what_would_do(argument, value, said):
    given = {"data": frame(), "show": "text", "labels": LABELS, "store": "labels.db"}
    if isinstance(value, list) and argument == "data":
        given["show"] = None
    with pytest.raises(lw.InputError) as caught:
        Project.from_data(**{**given, argument: value})
    assert said in str(caught.value)
    assert not Path("labels.db").exists()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_key_is_named_with_its_row(missing):
    data = frame().assign(id=pd.Series(["x", missing, "z"], dtype=object))
    with pytest.raises(lw.InputError, match="1 values of 'id' are missing, the first in row 1"):
        start(data, key="id")


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("labels", LABELS),
        ("labels", np.array(LABELS)),
        ("multiple", True),
        ("question", "What?"),
        ("guidelines", "Look well."),
    ],
)
def test_what_the_task_says_is_not_said_twice(argument, value):
    given = {"labels": None, "task": lw.Classification(LABELS), argument: value}
    with pytest.raises(
        lw.InputError, match=rf"^{argument}: stands in task=Classification\(.*alone"
    ):
        start(**given)


def test_a_label_s_key_may_not_be_one_of_the_widget_s():
    with pytest.raises(lw.InputError, match="label 'skip it': key 's' already means Skip"):
        start(labels=["pest", lw.Label("skip it", key="s")])


@pytest.mark.parametrize(
    ("misspelt", "right"),
    [("lables", "labels"), ("anotator", "annotator"), ("stor", "store"), ("shuffle_keys", None)],
)
def test_a_misspelt_keyword_names_the_nearest(misspelt, right):
    hint = f"Did you mean {right!r}" if right else "^annotate.. has no argument 'shuffle_keys'"
    with pytest.raises(TypeError, match=hint):
        lw.annotate(frame(), "text", LABELS, **{misspelt: "x"})


def test_a_misspelt_keyword_is_told_before_any_widget_is_loaded():
    code = (
        "import sys, loopwidgets as lw\n"
        "try: lw.annotate(['a'], labels=['pest', 'helper'], anotator='asha')\n"
        "except TypeError as error: print(error)\n"
        "print([name for name in ('ipywidgets', 'anywidget', 'IPython') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "annotate() has no argument 'anotator'. Did you mean 'annotator'?",
        "[]",
    ]


def test_a_project_works_without_any_widget():
    code = (
        "import sys, loopwidgets as lw\n"
        "p = lw.Project.from_data(['a', 'b'], labels=['pest', 'helper'], store='labels.db')\n"
        "p.answer('pest'); p.skip(); print(p.labels['status'].tolist())\n"
        "print([name for name in ('ipywidgets', 'anywidget', 'IPython') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['answered', 'skipped']", "[]"]


def test_without_a_name_the_project_is_called_after_column_and_task():
    assert start().name == "text: classification"
    assert start(multiple=True).name == "text: classification (several)"


def test_without_a_store_answers_go_to_a_file_in_the_working_folder():
    start(store=None).answer("pest")
    assert Path("loopwidgets.db").exists()


# --- Stores -----------------------------------------------------------------------------------------


def test_a_folder_is_no_store():
    Path("labels").mkdir()
    with pytest.raises(lw.StoreError, match="store: labels is a folder; expected a file such as"):
        start(store="labels")


def test_a_store_in_a_folder_that_is_not_there_names_the_folder():
    with pytest.raises(lw.StoreError, match=r"there is no folder .*nowhere; make it first"):
        start(store="nowhere/labels.db")


@pytest.mark.parametrize("there", [False, True])
def test_a_store_that_can_t_be_written_says_so(monkeypatch, there):
    if there:
        start().close()
        as_if_in_a_new_process()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(lw.StoreError, match=r"store: labels.db can't be written; choose another"):
        start()


@pytest.mark.parametrize("content", [b"\x93\xfa\x01" * 7000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_of_garbage_is_refused_and_not_touched(content):
    Path("labels.db").write_bytes(content)
    with pytest.raises(lw.StoreError, match=r"labels.db is damaged or no store of loopwidgets"):
        start()
    assert Path("labels.db").read_bytes() == content


def test_a_store_cut_short_is_refused_and_not_touched():
    project = start(pd.DataFrame({"text": [str(n) for n in range(100)]}))
    for _ in range(100):
        project.answer("pest")
    project.close()
    as_if_in_a_new_process()
    content = Path("labels.db").read_bytes()
    content = content[: len(content) // 3]
    Path("cut.db").write_bytes(content)
    with pytest.raises(lw.StoreError, match=r"cut.db is damaged or no store of loopwidgets"):
        start(store="cut.db")
    assert Path("cut.db").read_bytes() == content


def test_another_program_s_database_is_refused_and_not_touched():
    with closing(sqlite3.connect("birds.db")) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
        connection.commit()
    before = fingerprints()
    with pytest.raises(lw.StoreError, match=r"birds.db is a database of something else.*'birds'"):
        start(store="birds.db")
    assert fingerprints() == before


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_a_store_of_a_newer_version_is_refused_and_not_touched(mode):
    project = start()
    project.answer("pest")
    project.close()
    del project
    as_if_in_a_new_process()
    with closing(sqlite3.connect("labels.db")) as connection:
        connection.execute("UPDATE lw_meta SET value = '99' WHERE name = 'schema_version'")
        connection.commit()
        connection.execute(f"PRAGMA journal_mode={mode}")
    content = Path("labels.db").read_bytes()
    with pytest.raises(
        lw.StoreError, match=r"newer version.*format 99.*pip install -U loopwidgets"
    ):
        start()
    assert Path("labels.db").read_bytes() == content


def test_only_a_store_that_is_there_can_be_read():
    for read in (lw.projects, Project.open):
        with pytest.raises(lw.InputError, match=r"store: there is no file 'nothing.db'"):
            read("nothing.db")
    assert not Path("nothing.db").exists()


def test_a_project_that_is_not_there_names_the_nearest():
    start(project="beetles")
    with pytest.raises(lw.InputError, match=r"got 'beetels'\. Did you mean 'beetles'"):
        Project.open("labels.db", "beetels")


def test_of_several_projects_one_has_to_be_named():
    start(project="beetles")
    start(project="ants")
    with pytest.raises(lw.InputError, match=r"name one of \['beetles', 'ants'\]"):
        Project.open("labels.db")


def test_whoever_reads_gets_the_answers_of_the_only_one_who_labeled():
    start(annotator="asha").answer("pest")
    assert Project.open("labels.db").labels["annotator"].tolist() == ["asha"]


def test_of_several_who_labeled_one_has_to_be_named():
    for person in ("asha", "meera"):
        start(annotator=person).answer("pest")
    with pytest.warns(UserWarning, match=r"but of \['asha', 'meera'\]: annotator='…' chooses"):
        assert Project.open("labels.db").labels.empty
    with pytest.warns(UserWarning, match=r"no answers of 'lata'"):
        Project.open("labels.db", annotator="lata")
    assert len(Project.open("labels.db", annotator="meera").labels) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda project: project.answer("pest"),
        lambda project: project.skip(),
        lambda project: project.flag(),
        lambda project: project.note("x"),
        lambda project: project.note("x", item="k"),
        lambda project: project.next_items(3),
        lambda project: project.skipped_items(3),
        lambda project: project.flagged_items(3),
        lambda project: project.progress,
        lambda project: project.to_frame(),
    ],
)
def test_a_project_without_its_data_says_so_when_something_is_to_be_done(act):
    start(annotator="asha").answer("pest")
    as_if_in_a_new_process()
    with pytest.raises(lw.InputError, match="was opened without its data"):
        act(Project.open("labels.db"))


def test_progress_is_said_in_a_line():
    project = start(annotator="asha")
    assert str(project.progress) == "0 of 3 answered, 0 skipped, 0 flagged"
    project.answer("pest")
    assert str(project.progress) == "1 of 3 answered, 0 skipped, 0 flagged"
    timed = dataclasses.replace(project.progress, seconds_per_item=4.14, hours_left=0.25)
    assert str(timed).endswith("; 4.1 s an item, 0:15:00 left at this pace")


def test_a_column_of_several_levels_names_the_project_in_words():
    data = pd.DataFrame([["a"], ["b"]], columns=pd.MultiIndex.from_tuples([("text", "en")]))
    assert start(data, [("text", "en")]).name == "text / en: classification"


def test_another_task_under_the_same_name_is_refused():
    start(project="beetles")
    with pytest.raises(lw.InputError, match=r"holds another task .*write project='…'"):
        start(project="beetles", multiple=True)


def test_data_and_labels_of_which_nothing_fits_are_refused():
    start(project="beetles").answer("pest")
    with pytest.raises(lw.InputError, match=r"holds other items with other labels .*helper, pest"):
        start(["new"], None, ["up", "down"], project="beetles")


# --- Bad items --------------------------------------------------------------------------------------


def test_bad_items_are_listed_and_never_stop_the_queue():
    texts = ["good", None, np.nan, "", "  ", "a" * 50_000_000, pd.NA, pd.NaT, "\0", "\ud800"]
    project = start(pd.DataFrame({"text": pd.Series(texts, dtype=object)}))
    assert project.problems.index.tolist() == [1, 3, 4, 5, 8, 9]
    assert [text.split(":")[0] for text in project.problems["problem"]] == [
        "This item is empty",
        "This text is empty.",
        "This text is only white space.",
        "This text is too long to show whole",
        *["Some of its characters are no text (NUL or half a pair)"] * 2,
    ]
    n_items = project.progress.total
    for _ in range(n_items):
        project.payload_of(project.current())
        project.answer("pest")
    assert (n_items, project.progress.remaining) == (7, 0)
    assert project.labels.index.tolist() == list(range(10))


def test_an_item_whose_text_can_t_be_made_is_a_problem_and_can_be_skipped():
    class Broken:
        broken = False

        def __str__(self):
            if self.broken:
                raise RuntimeError("no text")
            return "whole"

        __repr__ = __str__

    data = pd.DataFrame({"text": pd.Series([Broken(), "good"], dtype=object)})
    project = start(data)
    Broken.broken = True
    assert project.problems["problem"].tolist() == [
        "This item can't be shown: RuntimeError: no text"
    ]
    assert project.payload_of(project.current()).content is None


STRANGE = "a\ud800\0ब\u200d\U0001f41e"


@pytest.mark.parametrize("keyed", [False, True])
def test_what_unicode_does_not_allow_survives_in_texts_labels_notes_and_names(keyed):
    data = pd.DataFrame({"text": [STRANGE, "\0"], "k": [f"k{STRANGE}", "\0"], STRANGE: ["x", "y"]})
    given = {
        "labels": [f"label {STRANGE}", "other"],
        "project": f"project {STRANGE}",
        "annotator": f"person {STRANGE}",
        "view": lw.Text(caption=STRANGE),
        "key": "k" if keyed else None,
    }
    project = start(data, **given)
    project.note(f"note {STRANGE}")
    project.answer(given["labels"][0])
    project.skip()
    before = project.labels
    project.close()
    del project
    as_if_in_a_new_process()
    again = start(data, **given)
    pd.testing.assert_frame_equal(again.labels, before)
    assert again.labels["label"].tolist()[0] == given["labels"][0]
    assert again.labels["note"].tolist() == ["note a\ufffd\ufffdब\u200d\U0001f41e", ""]
    assert again.progress.remaining == 1
    assert len(lw.projects("labels.db")) == 1


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=any_text.filter(str.strip),
    texts=st.lists(any_text, min_size=1, max_size=3),
    note=any_text,
)
def test_any_text_a_person_types_is_taken(name, texts, note):
    project = start(
        texts,
        None,
        [name, f"{name}!"],
        project=f"{name} {uuid.uuid4()}",
        annotator=name,
        store=":memory:",
    )
    project.note(note)
    key = project.answer(name)
    assert project.state_of(key).status == "answered"
    assert project.labels["label"].tolist().count(name) >= 1


def test_the_line_of_an_error_is_short_enough_to_read():
    with pytest.raises(lw.InputError) as caught:
        start(pd.DataFrame([["a"] * 500], columns=[f"column {n}" for n in range(500)]), "text")
    assert len(str(caught.value)) < 250
    assert re.search(r"'column 7', …", str(caught.value))


def test_a_misspelt_keyword_of_a_project_names_the_nearest():
    with pytest.raises(TypeError, match=r"Project.from_data\(\) has no argument 'stor'.*'store'"):
        lw.Project.from_data(["a", "b"], labels=["x", "y"], stor="labels.db")


def test_a_path_with_a_nul_is_no_path():
    with pytest.raises(lw.InputError, match="NUL"):
        lw.Project.from_data(["a", "b"], labels=["x", "y"], store="a\0b")

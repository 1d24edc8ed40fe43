"""Rows whose index is the same are never taken for each other, whatever goes in or comes out."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.loop.features.source import source_of
from loopwidgets.project import Project
from loopwidgets.results import tables

LABELS = ["pest", "helper"]
TEXTS = [f"animal {number}" for number in range(40)]
RIGHT = [LABELS[number % 3 == 0] for number in range(40)]
INDICES = {
    "concatenated": pd.Index([*range(20), *range(20)]),
    "all the same": pd.Index([7] * 40),
    "of two levels": pd.MultiIndex.from_arrays([["field"] * 40, [*range(10)] * 4]),
}


@pytest.fixture(params=INDICES)
def data(request):
    return pd.DataFrame(
        {"text": TEXTS, "label": RIGHT, "place": ["field", "hedge"] * 20},
        index=INDICES[request.param],
    )


def start(data, **options):
    return Project.from_data(data, "text", LABELS, store="labels.db", **options)


def texts_of(project, keys):
    return [project.items.content(project.items.code_of(key))[0] for key in keys]


def test_priorities_belong_to_their_rows(data):
    scores = pd.Series(np.arange(40)[::-1] % 7, index=data.index)
    best_first = [TEXTS[row] for row in np.argsort(-scores.to_numpy(), kind="stable")]
    for name, order in {
        "a Series": scores,
        "an array": scores.to_numpy(),
        "a function": lambda frame: scores.set_axis(frame.index),
    }.items():
        project = start(data, order=order, project=name)
        assert texts_of(project, project.next_items(40)) == best_first
    with pytest.raises(InputError, match=r"or come twice\. An array goes by position"):
        start(data, order=scores.set_axis(range(100, 140)))


def test_probabilities_belong_to_their_rows(data):
    pytest.importorskip("cleanlab")
    wrong = [4, 24, 29]
    given = data["label"].tolist()
    for row in wrong:
        given[row] = LABELS[given[row] == "pest"]
    sure = np.array([[0.9, 0.1] if label == "pest" else [0.1, 0.9] for label in RIGHT])
    for name, read in {
        "a frame": pd.DataFrame(sure[:, ::-1], index=data.index, columns=LABELS[::-1]),
        "an array": sure,
    }.items():
        project = start(data.assign(label=given), initial="label", project=name)
        suspects = project.suspects(read)
        assert sorted(texts_of(project, project.next_items(3))) == sorted(
            TEXTS[row] for row in wrong
        )
        assert suspects["initial"].tolist() == [given[row] for row in wrong]
        assert suspects.index.equals(data.index[wrong])
        with pytest.raises(InputError, match="An array goes by position"):
            project.suspects(pd.DataFrame(sure, columns=LABELS))


def test_features_belong_to_their_rows(data):
    project = start(data)
    wanted = np.arange(40.0)
    for given in (
        pd.Series(wanted, index=data.index),
        pd.DataFrame({"n": wanted}, index=data.index),
        wanted,
    ):
        made = source_of(given, project, project.view).make(lambda done: None)
        assert np.ravel(made.matrix).tolist() == wanted.tolist()
    with pytest.raises(InputError, match="An array goes by position"):
        source_of(pd.Series(wanted).repeat(2), project, project.view)


def test_a_replay_takes_nothing_on_another_index_for_its_rows(data):
    items, features = data[["text"]], pd.DataFrame({"n": np.arange(40.0)}, index=data.index)
    options = {"strategies": ["random"], "budget": 10, "seeds": 1}
    right = [[label == "helper"] for label in RIGHT]
    told = pd.DataFrame(right, index=data.index, dtype=float)
    scores = lw.loop.simulate(items, data["label"], features=told, **options)
    assert scores["accuracy"].tolist() == [1.0]
    with pytest.raises(InputError, match="features: expected the items' own index"):
        lw.loop.simulate(items, data["label"], features=features.reset_index(drop=True), **options)


def test_what_was_answered_is_found_and_counted_in_its_rows(data):
    project = start(data)
    for row in (3, 23, 38):
        project.answer(RIGHT[row], item=project.items.key_of(row))
    project.flag(item=project.items.key_of(23))
    assert project.find(status="answered").index.equals(data.index[[3, 23, 38]])
    assert project.find(flagged=True)["label"].tolist() == [RIGHT[23]]
    grouped = tables.grouped_answers_of(project, "place")
    assert grouped["group"].tolist() == data["place"].tolist()
    answered = (grouped["status"] == "answered").to_numpy()
    assert np.flatnonzero(answered).tolist() == [3, 23, 38]
    joined = project.to_frame()
    assert joined["text"].tolist() == TEXTS
    assert np.flatnonzero(joined["flagged"].to_numpy()).tolist() == [23]


# --- What readers copy ------------------------------------------------------------------------------

HOUSE = Path(__file__).parents[2]
TABLES = r"\b(changes|labels|reviewed)"
BY_INDEX = re.compile(
    rf"\[[^\n]*{TABLES}\.index[^\n]*\]\s*=[^=]|\]\s*=[^=\n]*\.{TABLES}\[|\.update\(\w+\.{TABLES}\b"
)


def shown_to_readers(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    if path.suffix == ".py":
        described = (ast.Module, ast.ClassDef, ast.FunctionDef)
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, described)]
        return "\n".join(ast.get_docstring(node) or "" for node in nodes)
    return text


@pytest.mark.parametrize(
    "line",
    [
        'df.loc[w.changes.index, "label"] = w.changes["label"]',
        'cleaned[w.changes.index] = w.changes["label"]',
        'df["label"] = w.labels["label"]',
        'df.update(w.changes[["label"]])',
    ],
)
def test_a_write_by_index_is_recognized(line):
    assert BY_INDEX.search(line)


def test_no_page_notebook_or_docstring_writes_labels_by_index():
    pages = [
        *HOUSE.glob("*.md"),
        *HOUSE.glob("docs/*.md"),
        *HOUSE.glob("notebooks/*.ipynb"),
        *HOUSE.glob("loopwidgets/**/*.py"),
    ]
    found = [
        f"{path.name}: {match.group()}"
        for path in pages
        for match in BY_INDEX.finditer(shown_to_readers(path))
    ]
    assert found == []

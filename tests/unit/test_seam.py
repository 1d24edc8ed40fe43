"""A new task, or a new view, is four files: one a side, and one line of registration a side."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "loopwidgets"
MODULES = PACKAGE / "frontend" / "node_modules"

PYTHON = '''
"""A thumb, up or down."""

from typing import ClassVar

from loopwidgets.errors import InputError
from loopwidgets.labels.colors import color_of
from loopwidgets.tasks.task import Choice, Task


class Thumbs(Task):
    """A thumb, up or down."""

    kind: ClassVar[str] = "thumbs"
    dtypes = {"label": "boolean"}

    def __init__(self, *, big=False, question=None, guidelines=""):
        self.big = big
        self.ask(question, "Up or down?", guidelines)

    def check(self, value, scheme):
        if not isinstance(value, bool):
            raise InputError(f"value: expected True or False, got {value!r}")
        return value

    from_user = check

    def choices(self, scheme, language="en"):
        return [
            Choice(id=str(up), name=str(up), title=title, key=title[0].lower(), color=color_of(up))
            for up, title in ((True, "Up"), (False, "Down"))
        ]

    def counted(self, value):
        return () if value is None else (str(value),)

    def names_in(self, told):
        return self.counted(told)

    def part_of_json(self, sought):
        return sought.lower()
'''
TYPESCRIPT = """
/** A thumb, up or down. */

import { choiceFor } from "../lib/keys";
import type { AnswerProps, Task } from "./task";

export const thumbs: Task = {
  Answer: ({ setup, asking }: AnswerProps) => (
    <div class="lw-labels">
      {setup.choices.map((one) => (
        <button
          key={one.id}
          type="button"
          class="lw-label"
          onClick={() => asking.answer(one.id === "True", one.title)}
        >
          {one.title}
        </button>
      ))}
    </div>
  ),
  means: (press, _, { choices }) => choiceFor(press, choices) !== null,
  onKey(press, asking, { choices }) {
    const one = choiceFor(press, choices);
    if (one !== null) asking.answer(one.id === "True", one.title);
    return one !== null;
  },
  onConfirm: () => false,
  isBuilt: () => false,
  draft: () => null,
  keys: ({ choices }) => [[choices.map(({ key }) => key), "answer"]],
  say: (value) => (value === true ? "Up" : "Down"),
  counted: (value) => (value === null ? [] : [value === true ? "True" : "False"]),
  idOf: () => undefined,
};
"""
USED = """
import pandas as pd
import loopwidgets as lw

frame = pd.DataFrame({"text": ["a", "b", "c", "d"], "before": [True, True, None, None]})
w = lw.annotate(frame, "text", task=lw.Thumbs(big=True), store="labels.db")
assert repr(w.project.task) == "Thumbs(big=True)"
w.answer(True)
w.answer(False)
w.skip()
w.undo()
w.redo()
assert w.labels["label"].tolist()[:2] == [True, False]
assert str(w.labels["label"].dtype) == "boolean"
assert w.progress.by_label == {"True": 1, "False": 1}
assert w.find(label="True")["label"].tolist() == [True]
w.plot()
lw.ProgressWidget(w)
w.hand_in()
w.close()
assert lw.Project.open("labels.db").task.big is True
again = lw.annotate(frame, "text", task=lw.Thumbs(big=True), store="labels.db")
assert again.labels["label"].tolist()[:2] == [True, False]
try:
    again.answer("up")
except lw.InputError as error:
    assert str(error) == "value: expected True or False, got 'up'"
w = lw.annotate(frame, "text", task=lw.Thumbs(), initial="before", store="other.db")
w.answer(False)
assert w.changes["label"].tolist() == [False]
print(sorted(lw.__all__) == sorted(set(lw.__all__)) and "Thumbs" in lw.__all__)
"""


VIEW = '''
"""Shows a text in large letters."""

from typing import ClassVar

from loopwidgets.views.view import Payload, View


class Poster(View):
    """Show a text in large letters."""

    kind: ClassVar[str] = "poster"

    def __repr__(self):
        return "Poster()"

    def check(self, shown):
        self.names = tuple(shown)

    def payload(self, shown, row, *, whole=False):
        return Payload({"lines": [str(value).upper() for value in shown]})

    def words(self, shown, row):
        return " ".join(map(str, shown))
'''
SHOW = """
/** Shows a text in large letters. */

import type { View, ViewProps } from "./view";

export const poster: View = {
  Show: ({ item }: ViewProps) => <h1>{(item.payload as { lines: string[] }).lines.join(" ")}</h1>,
  room: () => "short",
};
"""
SHOWN = """
import pandas as pd
import loopwidgets as lw

frame = pd.DataFrame({"text": ["a mite", "a bee"], "place": ["leaf", "hive"]})
w = lw.annotate(frame, ["text", "place"], labels=["pest", "helper"], view=lw.Poster())
first, second = w._first["items"]
assert first["view"] == "poster"
assert first["payload"] == {"lines": ["A MITE", "LEAF"]}, first
w.answer("pest")
assert w.find("hive").index.tolist() == [1]
try:
    lw.annotate(frame, "text", labels=["pest", "helper"], view=lw.Poster)
except lw.InputError as error:
    assert str(error).startswith("view: expected a view such as lw.Text(…), got"), error
print(sorted(lw.__all__) == sorted(set(lw.__all__)) and "Poster" in lw.__all__)
"""


@pytest.fixture
def house(tmp_path):
    """A copy of the package, without what is built or installed."""
    copy = tmp_path / "house" / "loopwidgets"
    shutil.copytree(
        PACKAGE, copy, ignore=shutil.ignore_patterns("node_modules", "__pycache__", "static")
    )
    shutil.copytree(PACKAGE / "static", copy / "static")
    return copy


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def put(path, text):
    path.write_text(text.lstrip(), encoding="utf-8")


def insert(path, before, line):
    """Put one line before the first that begins so."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(n for n, text in enumerate(lines) if text.startswith(before))
    lines.insert(place, f"{line}\n")
    path.write_text("".join(lines), encoding="utf-8")


def add_thumbs(house):
    put(house / "tasks" / "thumbs.py", PYTHON)
    insert(
        house / "tasks" / "__init__.py",
        "from loopwidgets.tasks.task",
        "from loopwidgets.tasks.thumbs import Thumbs as Thumbs",
    )
    tasks = house / "frontend" / "src" / "tasks"
    put(tasks / "thumbs.tsx", TYPESCRIPT)
    insert(tasks / "index.ts", "export {", 'export { thumbs } from "./thumbs";')


def add_poster(house):
    put(house / "views" / "poster.py", VIEW)
    insert(
        house / "views" / "__init__.py",
        "from loopwidgets.views.record",
        "from loopwidgets.views.poster import Poster as Poster",
    )
    views = house / "frontend" / "src" / "views"
    put(views / "poster.tsx", SHOW)
    insert(views / "index.ts", "export { record", 'export { poster } from "./poster";')


@pytest.mark.parametrize(
    ("add", "script", "files"),
    [
        (
            add_thumbs,
            USED,
            {
                "tasks/thumbs.py",
                "tasks/__init__.py",
                "frontend/src/tasks/thumbs.tsx",
                "frontend/src/tasks/index.ts",
            },
        ),
        (
            add_poster,
            SHOWN,
            {
                "views/poster.py",
                "views/__init__.py",
                "frontend/src/views/poster.tsx",
                "frontend/src/views/index.ts",
            },
        ),
    ],
    ids=["task", "view"],
)
def test_a_new_task_or_view_is_four_files_and_works_whole(house, tmp_path, add, script, files):
    before = digests(house)
    add(house)
    after = digests(house)
    assert {path for path in after if before.get(path) != after[path]} == files
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(house.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "True\n"


def test_the_page_takes_a_new_task_and_a_new_view_as_they_are(house):
    if not MODULES.exists():
        pytest.skip("the front end is not installed here")
    add_thumbs(house)
    add_poster(house)
    frontend = house / "frontend"
    (frontend / "node_modules").symlink_to(MODULES.resolve())
    shutil.rmtree(frontend / "tests")
    for command in (["tsc", "--noEmit"], ["biome", "lint", "src"]):
        done = subprocess.run(
            [str(frontend / "node_modules" / ".bin" / command[0]), *command[1:]],
            cwd=frontend,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

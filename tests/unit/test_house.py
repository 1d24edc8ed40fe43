"""The house: which part may know which, and what is loaded when."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "loopwidgets"
NOTEBOOK_LIBRARIES = ("ipywidgets", "anywidget", "IPython", "traitlets", "ipykernel")


def run(script, cwd):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={"PYTHONPATH": str(PACKAGE.parent), "PATH": "", "HOME": str(cwd), "LOGNAME": "asha"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_project_labels_where_no_notebook_library_is_installed(tmp_path):
    out = run(
        f"""
        import sys

        class NotInstalled:
            def find_spec(self, name, path=None, target=None):
                if name.split(".")[0] in {NOTEBOOK_LIBRARIES!r}:
                    raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

        sys.meta_path.insert(0, NotInstalled())

        import importlib, pkgutil
        import loopwidgets as lw

        for module in pkgutil.walk_packages(lw.__path__, "loopwidgets."):
            if not module.name.startswith(("loopwidgets.widgets", "loopwidgets.store.postgres")):
                importlib.import_module(module.name)

        project = lw.Project.from_data(["a weevil", "a bee"], labels=["pest", "helper"])
        project.answer("pest")
        project.skip()
        project.undo()
        project.answer("helper")
        project.plot().savefig("plot.png")
        project.close()
        print(lw.Project.open("loopwidgets.db").labels["label"].tolist())

        try:
            lw.annotate(["x", "y"], labels=["a", "b"], store="other.db")
        except ModuleNotFoundError as error:
            print(error.name)
        """,
        tmp_path,
    )
    assert out.splitlines() == ["['pest', 'helper']", "anywidget"]
    assert (tmp_path / "plot.png").stat().st_size > 1000


def test_importing_the_package_loads_nothing_heavy(tmp_path):
    out = run("import sys, loopwidgets; print(*sys.modules)", tmp_path)
    loaded = {name.split(".")[0] for name in out.split()}
    heavy = {
        "sklearn",
        "scipy",
        "matplotlib",
        "sqlalchemy",
        "psycopg",
        "pandas",
        "pyarrow",
        *NOTEBOOK_LIBRARIES,
    }
    assert loaded & heavy == set()


def imports_of(path):
    """Return the modules of this package that a file imports, wherever in it it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.startswith("loopwidgets.")}


@pytest.mark.parametrize(
    ("lower", "above"),
    [
        ("store", ["project", "opening", "items", "queues", "tasks", "views", "widgets", "plots"]),
        ("tasks", ["project", "items", "queues", "views", "widgets", "store.log"]),
        ("views", ["project", "items", "queues", "tasks", "widgets", "store"]),
        ("scheme.py", ["project", "items", "queues", "tasks", "views", "widgets", "store"]),
        ("keys.py", ["project", "items", "queues", "tasks", "views", "widgets"]),
        ("items.py", ["project", "queues", "tasks", "views", "widgets", "store"]),
        ("pool.py", ["items", "keys", "project", "queues", "tasks", "views", "widgets", "store"]),
        ("parquet.py", ["items", "keys", "pool", "project", "views", "widgets", "store"]),
        ("queues.py", ["loop", "project", "tasks", "views", "widgets", "store", "items"]),
        ("plots.py", ["project", "tables", "widgets", "store"]),
        ("figures.py", ["project", "tables", "widgets", "store", "plots", "loop"]),
        ("tables.py", ["widgets", "opening"]),
        ("project.py", ["widgets", "loop"]),
        ("loop", ["widgets"]),
        ("opening.py", ["widgets"]),
    ],
)
def test_arrows_point_down_only(lower, above):
    place = PACKAGE / lower
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert files
    forbidden = tuple(f"loopwidgets.{name}" for name in above)
    for file in files:
        upward = [
            name
            for name in imports_of(file)
            if any(name == one or name.startswith(one + ".") for one in forbidden)
        ]
        assert upward == [], f"{file.relative_to(PACKAGE)} reaches up to {upward}"


def test_no_file_is_two_ideas_long():
    files = [*PACKAGE.rglob("*.py"), *(PACKAGE / "frontend" / "src").rglob("*.ts*")]
    lines = {path: path.read_text(encoding="utf-8").splitlines() for path in files}
    long = {
        str(path.relative_to(PACKAGE)): len(text)
        for path, text in lines.items()
        if len(text) > 420 and not text[0].startswith("// Made from")  # what is written by hand
    }
    assert long == {}

"""What is loaded when, what works without a notebook, and that a name has one meaning."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "loopwidgets"
FRONTEND = PACKAGE / "frontend" / "src"
NOTEBOOK_LIBRARIES = ("ipywidgets", "anywidget", "IPython", "traitlets", "ipykernel")
EXPORTED = re.compile(
    r"^export (?:abstract )?(?:class|interface|type|function|const) ([A-Z]\w*[a-z]\w*)",
    re.MULTILINE,
)


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


def modules(folder, *suffixes):
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes and "node_modules" not in path.parts
    ]


def classes(*, aliases=True):
    """The modules of each class, and of each alias of a type; aliases of the same type count once."""
    homes = defaultdict(dict)
    for path in modules(PACKAGE, ".py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                homes[node.name.lstrip("_")][path, node.lineno] = path
        for node in tree.body if aliases else []:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id.lstrip("_")
                if re.match("[A-Z][a-z]", name):
                    homes[name][ast.unparse(node.value)] = path
    return {name: list(places.values()) for name, places in homes.items()}


def exports():
    """The modules of each type, class and component that a module of the front end exports."""
    homes = defaultdict(list)
    for path in modules(FRONTEND, ".ts", ".tsx"):
        for name in EXPORTED.findall(path.read_text(encoding="utf-8")):
            homes[name].append(path)
    return homes


def test_a_class_has_a_name_of_its_own():
    for homes in (classes(), exports()):
        assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_a_name_on_both_sides_is_a_message_or_has_the_same_module():
    known = classes(aliases=False)
    apart = {
        name: [place, *known[name]]
        for name, places in exports().items()
        for place in places
        if name in known and place != FRONTEND / "kernel" / "protocol.ts"
        if place.stem.replace("-", "_") not in {home.stem for home in known[name]}
    }
    assert apart == {}


def test_a_module_has_a_name_of_its_own():
    for folder, suffixes in ((PACKAGE, [".py"]), (FRONTEND, [".ts", ".tsx"])):
        homes = defaultdict(list)
        for path in modules(folder, *suffixes):
            homes[path.stem].append(path)
        entrances = {"__init__", "index", "widget", "parts", "strings"}  # each folder's own
        assert {
            name: places
            for name, places in homes.items()
            if len(places) > 1 and name not in entrances
        } == {}

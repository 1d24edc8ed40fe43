"""What is loaded when, and what works without a notebook."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

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

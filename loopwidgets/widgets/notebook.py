"""What every widget of ours that has a front end needs: its bundle, and messages answered while cells run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import traitlets

_STATIC = Path(__file__).parent.parent / "static"


def built(name: str) -> Any:
    """Return a built file as a trait; as a path, which is watched, while the front end is written.

    anywidget listens to the files of paths, and through that would keep every closed widget.
    """
    path = _STATIC / name
    if os.environ.get("ANYWIDGET_HMR") == "1":
        return path
    return traitlets.Unicode(path.read_text("utf-8")).tag(sync=True)


def answer_while_cells_run(comm: Any) -> None:
    """Keep messages on the thread they come in on.

    ipykernel sends each message of a comm to the thread that last sent on it; after a cell did, that
    would be the main one, and labels would wait for the cell. A private seam: without it all works, later.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default  # noqa: ARG005, SLF001

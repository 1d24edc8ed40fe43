"""Names the places where a browser keeps its events."""

from __future__ import annotations

import hashlib

from loopwidgets.project import Project
from loopwidgets.store.catalog import SPLIT_FROM


def box_of(project: Project) -> str:
    """Return a name for this project, until it is split, with this annotator and this very store."""
    return f"{project.store.id}/{project.row.mark}/{project.annotator.id}"


def former_box_of(project: Project) -> str:
    """Return the box of the project that this project was split from; empty where there was none."""
    mark = project.row.shown.get(SPLIT_FROM)
    return "" if mark is None else f"{project.store.id}/{mark}/{project.annotator.id}"


def origin_of(project: Project) -> str:
    """Return a name that stays the same when another store takes this place, with the same names in it.

    Empty for a store in memory, whose answers are lost with it.
    """
    if not project.store.durable:
        return ""
    names = f"{project.store.place}\0{project.name}\0{project.annotator.name}"
    return hashlib.sha256(names.encode(errors="surrogatepass")).hexdigest()[:24]


def stand_in_one_place(one: Project, other: Project) -> bool:
    """Tell whether two projects and annotators are the same, or have the same place and names."""
    ids, its_ids = ((each.store, each.row.id, each.annotator.id) for each in (one, other))
    names, its = ((each.store.place, each.name, each.annotator.name) for each in (one, other))
    return ids == its_ids or names == its

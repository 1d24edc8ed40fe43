"""Where a browser's events belong: the names under which it keeps them."""

from __future__ import annotations

import hashlib

from loopwidgets.project import Project
from loopwidgets.store.catalog import SPLIT_FROM


def box_of(project: Project) -> str:
    """Return what tells this project, until it is split, and annotator of this very store from all others."""
    return f"{project.store.id}/{project.row.mark}/{project.annotator.id}"


def former_box_of(project: Project) -> str:
    """Return the box of the project that this one was part of before it was split; empty where it was not."""
    mark = project.row.shown.get(SPLIT_FROM)
    return "" if mark is None else f"{project.store.id}/{mark}/{project.annotator.id}"


def origin_of(project: Project) -> str:
    """Return what stays the same where another store stands in the same place, with the same names in it.

    Empty for a store in memory: what was said to it is gone with it.
    """
    if not project.store.durable:
        return ""
    names = f"{project.store.place}\0{project.name}\0{project.annotator.name}"
    return hashlib.sha256(names.encode(errors="surrogatepass")).hexdigest()[:24]


def stand_in_one_place(one: Project, other: Project) -> bool:
    """Tell whether two are of the same project and annotator, or of what has come to stand in their place."""
    ids, its_ids = ((each.store, each.row.id, each.annotator.id) for each in (one, other))
    names, its = ((each.store.place, each.name, each.annotator.name) for each in (one, other))
    return ids == its_ids or names == its

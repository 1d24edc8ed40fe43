"""Checks that data and labels fit a project: raises an error or a warning if not."""

from __future__ import annotations

from typing import Any

from loopwidgets.core.counts import Tally
from loopwidgets.data.items import Items
from loopwidgets.errors import InputError, listed, warn
from loopwidgets.labels.versions import Schemes
from loopwidgets.store import AnnotatorRow, ProjectRow, Store
from loopwidgets.tasks import Task, read_task

_LOOKED_AT = 1000
_MOST = 0.5


def check_fit(
    store: Store, row: ProjectRow, task: Task, items: Items, annotator: AnnotatorRow
) -> None:
    """Raise where no part of the data and the labels fits the project."""
    if any(row.task.get(part) != value for part, value in task.identity().items()):
        held = read_task(row.task, Schemes(store, row).latest.active)
        raise InputError(
            f"task: the project {row.name!r} in {store.where} holds another task ({held.title}), and this "
            f"is {task.title}: write project='…' to start a new project"
        )
    if not task.scheme_fields:
        return
    known = Schemes(store, row).every_label()
    if known & {label.name for label in task.labels}:
        return
    keys = [key for alike in store.standings(row.id, annotator.id) for key in alike.keys]
    keys = keys or list(store.index_values(row.id))
    if keys and not (items.keys.codes_of(keys) >= 0).any():
        raise InputError(
            f"project: {row.name!r} in {store.where} holds other items with other labels "
            f"({listed(sorted(known))[1:-1]}): write project='…' to start a new project"
        )


def warn_if_keys_differ(row: ProjectRow, shown: dict[str, Any], items: Items) -> bool:
    """Warn where items had other keys before, and return whether they had."""
    before = dict(row.shown)
    equal = items.n_rows - len(items)
    if equal > 0 and before.get("duplicates") == "ask":
        warn(
            f"Equal items of {row.name!r} were asked separately before. Now {equal:,} of them share the "
            "answer of the first equal item. Their own answers stay in w.events; duplicates='ask' uses "
            "them again."
        )
    if shown["key"] == before.get("key") and (
        shown["key"] or shown["columns"] == before["columns"]
    ):
        return False
    warn(
        f"The items of {row.name!r} were identified by {_known_by(before)}, and are now identified by "
        f"{_known_by(shown)}. Earlier answers may not be found. A column of stable keys, key='…', "
        "prevents this if you give it from the first time on."
    )
    return True


def warn_of_other_data(
    store: Store, row: ProjectRow, annotator: AnnotatorRow, tally: Tally, *, apart: bool
) -> None:
    """Warn where the project's answers are about other items, or the project is open on different data."""
    where = f"{row.name!r} in {store.where}"
    if tally.elsewhere and not (tally.answered or tally.skipped or tally.n_flagged):
        said = (
            f"This data has none of the {tally.elsewhere:,} items that {annotator.name} labeled in "
            f"{where}. Those answers are kept"
        )
    elif apart:
        said = f"This data differs from the data with which {where} was opened before"
    else:
        return
    warn(
        f"{said}. An open widget with the earlier data is closed. Write project='…' to keep two data sets "
        "apart."
    )


def are_apart(before: Items, now: Items) -> bool:
    """Return whether two sets of items are different data: neither holds most of the other.

    At most a thousand items of each set are compared.
    """
    if before.key_of(0) == now.key_of(0) and _share_at_their_places(now, before) > _MOST:
        return False  # the same cell again: nothing is looked up
    return _share_of(now, before) < _MOST and _share_of(before, now) < _MOST


def _share_of(some: Items, all_of_them: Items) -> float:
    """Return the share of ``some`` items that are in ``all_of_them``, which has to support look-ups."""
    keys = [some.key_of(code) for code in _spread(len(some))]
    return float((all_of_them.keys.codes_of(keys) >= 0).mean())


def _share_at_their_places(some: Items, others: Items) -> float:
    if len(some) != len(others):
        return 0.0
    codes = _spread(len(some))
    return sum(some.key_of(code) == others.key_of(code) for code in codes) / len(codes)


def _spread(n: int) -> list[int]:
    return list(range(0, n, -(-n // _LOOKED_AT)))


def _known_by(shown: dict[str, Any]) -> str:
    return f"key={shown['key']!r}" if shown["key"] else f"the content of {shown['columns']}"

"""Finds the items that fit a query: by their answers, flags and notes, and by their text.

The search runs in small steps, so the caller can stop it or let other work go first. It shows nothing.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.data.text_folding import folded, preview
from loopwidgets.errors import InputError, nearest
from loopwidgets.queue.queue import ANSWERED, OUTSIDE, STATUSES
from loopwidgets.store.queries import answered_with, kept_where
from loopwidgets.views.view import sendable

if TYPE_CHECKING:
    from loopwidgets.core.project_state import ProjectState
    from loopwidgets.data.items import Items
    from loopwidgets.views import View

STEP = 0.002
"""Seconds of reading in a step."""

_BLOCK = 2048
_NOTHING: Codes = np.empty(0, dtype=np.int64)
_NUMBER = re.compile(r"-?\d{1,3}([ ,']\d{3})+(\.\d*)?")
_APART = re.compile(r"[ ,']")
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search for items that meet all of these conditions.

    ``value`` is an id of the task. A null or an empty text sets no condition.
    """

    text: str = ""
    value: str | None = None
    status: Literal["open", "answered", "skipped"] | None = None
    flagged: bool | None = None
    noted: bool | None = None
    disputed: bool | None = None
    doubted: bool | None = None


def query_of(
    project: ProjectState,
    text: str | None,
    *,
    label: Any,
    status: str | None,
    flagged: bool | None,
    noted: bool | None,
    disputed: bool | None,
    doubted: bool | None,
) -> Query:
    """Return the query that a user's arguments mean; see `Project.find`."""
    if text is not None and not isinstance(text, str):
        raise InputError(f"text: expected a text to look for, got {text!r}")
    if status is not None and status not in STATUSES:
        hint = nearest(status, STATUSES)
        raise InputError(f"status: expected one of {list(STATUSES)}, got {status!r}.{hint}")
    marks = {"flagged": flagged, "noted": noted, "disputed": disputed, "doubted": doubted}
    for name, value in marks.items():
        if value is not None and not isinstance(value, bool):
            raise InputError(f"{name}: expected True, False or None, got {value!r}")
    sought = None if label is None else project.task.sought(label, project.scheme, "label")
    return Query(
        text=text or "",
        value=sought,
        status=status,  # type: ignore[arg-type]
        flagged=flagged,
        noted=noted,
        disputed=disputed,
        doubted=doubted,
    )


def typed(items: Items, text: str) -> tuple[str, int | None]:
    """Read a typed query; return its text, and the place of the item that it names, if any.

    ``#120``, an item's key, or else a number names an item; in quotes it is a text.
    """
    text = text.strip()
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        return text[1:-1], None
    code = None if text.startswith("#") else items.code_of(text)
    if code is None and text.removeprefix("#").isdecimal() and len(text) < 20:
        code = items.numbered(int(text.removeprefix("#")))
    return text, code


def named(items: Items, item: str | int) -> str:
    """Return the key of the item with this key, or with this number, counted from 1."""
    code = None
    if isinstance(item, str):
        code = items.code_of(item)
    elif isinstance(item, int | np.integer) and not isinstance(item, bool):
        code = items.numbered(int(item))
    if code is None:
        raise InputError(
            f"item: expected a key, as in the column 'item' of find(…), or a number from 1 to "
            f"{items.n_rows}, got {item!r}"
        )
    return items.key_of(code)


def found(project: ProjectState, query: Query, *, only: int | None = None) -> Iterator[Codes]:
    """Yield the items that fit, step by step, in the order of the data; empty for a step without hits.

    Parameters
    ----------
    project
        The project, with its data. Answers, flags and notes are read once, at the beginning.
    query
        The conditions.
    only
        The single item to check, instead of all items with the text.
    """
    items, statuses, flagged = project.standing()
    fits = statuses != OUTSIDE
    if only is not None:
        fits[:only] = fits[only + 1 :] = False
    if query.status is not None:
        fits &= statuses == STATUSES[query.status]
    if query.flagged is not None:
        fits &= flagged == query.flagged
    for condition, wanted in (("noted", query.noted), ("disputed", query.disputed)):
        if wanted is not None and fits.any():
            holds = yield from _kept(project, items, condition)
            fits &= holds == wanted
    if query.doubted is not None and fits.any():
        holds = np.zeros(len(items), dtype=bool)
        _mark(holds, items, sorted(project.doubted()))
        fits &= holds == query.doubted
    if query.value is not None and fits.any():
        fits &= yield from _answered(project, items, query.value, statuses)
    codes = np.flatnonzero(fits)
    wanted_text = folded(query.text)
    if wanted_text and only is None:
        yield from _reading(project.view, items, codes, wanted_text)
    else:
        yield codes


Fits = npt.NDArray[np.bool_]
Steps = Generator[Codes, None, Fits]


def _kept(project: ProjectState, items: Items, condition: str) -> Steps:
    """Return True for each noted or disputed item. The empty steps that it yields let other work go first."""
    holds: Fits = np.zeros(len(items), dtype=bool)
    for keys in kept_where(project.store, project.row.id, project.annotator.id, condition):
        _mark(holds, items, keys)
        yield _NOTHING
    return holds


def _answered(
    project: ProjectState, items: Items, sought: str, statuses: npt.NDArray[np.int8]
) -> Steps:
    """Return True for each item with the sought value in its answer or, without an answer, in the data."""
    holds: Fits = np.zeros(len(items), dtype=bool)
    has: dict[str, bool] = {}
    pages = answered_with(
        project.store, project.row.id, project.annotator.id, project.task.part_of_json(sought)
    )
    for rows in pages:
        for _, value in rows:
            if value not in has:
                has[value] = project.task.matches(json.loads(value), sought)
        _mark(holds, items, [key for key, value in rows if has[value]])
        yield _NOTHING
    holds |= project.initially(sought)[: len(items)] & (statuses != ANSWERED)
    return holds


def _mark(holds: Fits, items: Items, keys: list[str]) -> None:
    codes = items.keys.codes_of(keys)
    codes = codes[(codes >= 0) & (codes < len(holds))]
    holds[codes] = True


def _reading(view: View | None, items: Items, codes: Codes, wanted: str) -> Iterator[Codes]:
    # A number is found with and without separators between its thousands.
    either = {wanted, _APART.sub("", wanted)} if _NUMBER.fullmatch(wanted) else {wanted}
    hits: list[int] = []
    until = time.perf_counter() + STEP
    for start in range(0, len(codes), _BLOCK):
        block = codes[start : start + _BLOCK]
        for code, (shown, beside) in zip(block.tolist(), items.contents(block), strict=True):
            words = folded(words_of(view, shown, beside))
            if any(one in words for one in either):
                hits.append(code)
            if time.perf_counter() > until:
                yield np.array(hits, dtype=np.int64)
                hits, until = [], time.perf_counter() + STEP
    yield np.array(hits, dtype=np.int64)


def words_of(view: View | None, shown: tuple[Any, ...], beside: dict[str, Any]) -> str:
    """Return the text of an item; empty where the item can't be shown."""
    if view is None:
        return ""
    try:
        return str(view.words(shown, beside))
    except Exception:  # noqa: BLE001 - whatever an item does, the search goes on
        return ""


def preview_of(project: ProjectState, code: int) -> str:
    """Return a line that lets a person recognize an item; empty for an item without text."""
    items = project.need_data()
    try:
        shown, beside = items.content(code), items.beside(code)
    except InputError:  # in a file that is gone
        return ""
    return sendable(preview(words_of(project.view, shown, beside)))

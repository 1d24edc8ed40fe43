"""Turns a project's answers into DataFrames, in the words of the person who asks.

Functions of a project that read and never write.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError, nearest
from loopwidgets.images.fetched import FEWEST, HOPELESS, fetched
from loopwidgets.labels.values import name_of
from loopwidgets.results.column_values import in_order
from loopwidgets.store.foreign import damaged

if TYPE_CHECKING:
    from loopwidgets.core.project_state import ProjectState
    from loopwidgets.data.items import Items
    from loopwidgets.labels.scheme import LabelScheme

_READ = (
    "item_key",
    "value",
    "status",
    "annotator",
    "active_seconds",
    "submitted_at",
    "note",
    "flagged",
)
_KINDS: dict[str, Any] = {
    **dict.fromkeys(("item", "annotator", "status", "note"), object),
    "seconds": float,
    "flagged": bool,
    "scheme_version": "int64",
    "heads": "int64",
}
"""The same types with and without rows; as objects, for pyarrow can't hold every text."""
_MOST_GROUPS = 10
_WRITTEN = ("item", "label", "status", "annotator", "seconds", "at", "note", "flagged")


def answers_of(project: ProjectState) -> pd.DataFrame:
    """Return an annotator's answers, a row for each item; only the present items, where there is data."""
    rows = project.store.current(project.row.id, _READ, annotator=project.annotator.id)
    table = _readable(project, pd.DataFrame(rows, columns=list(_WRITTEN)))
    if project.items is not None:
        table = table[project.items.keys.codes_of(table["item"].tolist()) >= 0]
    return table.reset_index(drop=True)


def labels_of(project: ProjectState) -> pd.DataFrame:
    """Return an annotator's answers on the data's index; see `Project.labels`."""
    table = answers_of(project)
    table = table[(table["status"] != "open") | table["flagged"] | (table["note"] != "")]
    if project.items is None:
        return table.set_index("item")
    return _on_data(project, table)


def labels_with_keys_of(project: ProjectState) -> pd.DataFrame:
    """Return `labels_of` with the keys of the items in a first column ``item``."""
    table = answers_of(project)
    if project.items is None:
        return table.set_index("item", drop=False)
    rows = np.flatnonzero(answers_of_rows(project.items, table) >= 0)
    on_data = _on_data(project, table, rows)
    items = project.items
    on_data.insert(0, "item", [items.key_of(code) for code in items.codes[rows].tolist()])
    return on_data


def found_of(project: ProjectState, found: Sequence[Codes]) -> pd.DataFrame:
    """Return the rows of the items that were found, with an annotator's answers; see `Project.find`."""
    items = project.need_data()
    fits = np.zeros(len(items), dtype=bool)
    for codes in found:
        fits[codes] = True
    rows = np.flatnonzero(fits[items.codes])
    table = _on_data(project, answers_of(project), rows)
    table.insert(0, "item", [items.key_of(code) for code in items.codes[rows].tolist()])
    return table


def data_with_labels_of(
    project: ProjectState, *, as_json: bool = False, naive: bool = False
) -> pd.DataFrame:
    """Return the data joined with an annotator's answers, every row; see `Project.to_frame`."""
    items = project.items
    if items is None:
        raise InputError("to_frame: the project was opened without its data")
    frame = items.frame.copy()
    answers = _on_data(project, answers_of(project), np.arange(items.n_rows)).set_axis(frame.index)
    if as_json:
        for name in project.task.dtypes:
            answers[name] = answers[name].map(_as_json)
    if naive:
        answers["at"] = answers["at"].dt.tz_convert(None)
    below = [""] * (frame.columns.nlevels - 1)
    for name in answers.columns:
        free = name
        while free in items.columns:
            free = f"annotation_{free}"
        # On the same index, whatever is twice in it.
        frame[(free, *below) if below else free] = answers[name]
    return frame


def _as_json(answer: Any) -> Any:
    """Return a list or a mapping as a JSON text, and any other answer as it is."""
    if not isinstance(answer, list | tuple | dict):
        return answer
    entries = answer if isinstance(answer, dict) else [_in_json(entry) for entry in answer]
    return json.dumps(entries, ensure_ascii=False)


def _in_json(label: Any) -> Any:
    return name_of(label) if isinstance(label, Enum) else label


def grouped_answers_of(project: ProjectState, column: str) -> pd.DataFrame:
    """Return an annotator's answers, a row for each of the data, with a column's values as ``group``."""
    items = project.need_data()
    columns = [str(name) for name in items.columns]
    if str(column) not in columns:
        hint = nearest(column, ["annotator", *columns])
        raise InputError(f"by: expected 'annotator' or a column of the data, got {column!r}.{hint}")
    groups = items.column(items.columns[columns.index(str(column))])
    different = groups.map(str).nunique()
    if different > _MOST_GROUPS:
        raise InputError(
            f"by: {column!r} holds {different:,} different values; at most {_MOST_GROUPS} can be drawn"
        )
    answers = _on_data(project, answers_of(project), np.arange(items.n_rows))
    return answers.assign(group=groups.map(str).where(groups.notna()).array)


def reviewed_of(project: ProjectState) -> pd.DataFrame:
    """Return an annotator's answers to labels that the data held; see `Project.reviewed`."""
    table = answers_of(project)
    initial = project.store.reviewed(project.row.id, project.annotator.id)
    table = table[table["item"].isin(list(initial)) & (table["status"] == "answered")]
    before = [project.task.to_user(initial[key], project.scheme) for key in table["item"]]
    same = map(project.task.same, before, table["label"])
    changed = [not each for each in same]
    table = table.assign(
        initial=_answers_as_column(project, before, table.index),
        changed=pd.Series(changed, dtype=bool, index=table.index),
    )
    if project.items is None:
        table = table.set_index("item")
        table["row"] = pd.array([pd.NA] * len(table), dtype="Int64")
    else:
        rows = np.flatnonzero(answers_of_rows(project.items, table) >= 0)
        table = _on_data(project, table, rows)
        table["row"] = pd.array(rows, dtype="Int64")
    return table[["initial", "label", "changed", "annotator", "at", "row"]]


def annotations_of(project: ProjectState) -> pd.DataFrame:
    """Return everyone's answers in long form; see `Project.annotations`."""
    more = ("scheme_version", "heads", "dispute")
    rows = project.store.current(project.row.id, (*_READ, *more))
    table = pd.DataFrame(rows, columns=[*_WRITTEN, *more])
    table = _readable(project, table)
    table.insert(1, "index", _indices(project, table["item"].tolist()))
    table["disputed"] = table.pop("dispute").notna()
    table["conflict"] = table.pop("heads") > 1
    said = table["flagged"] | table["disputed"] | table["conflict"] | (table["note"] != "")
    return table[said | (table["status"] != "open")].reset_index(drop=True)


def events_of(project: ProjectState) -> pd.DataFrame:
    """Return the whole log; see `Project.events`."""
    rows = project.store.events(project.row.id)
    table = _frame(rows, _event_columns(), ("value", "suggestion", "extra"))
    people = project.store.annotators()
    scheme = _labels_now(project)
    table["annotator"] = table["annotator"].map(people)
    for name in ("started_at", "submitted_at", "received_at"):
        table[name] = _times(table[name])
    table.insert(
        list(table.columns).index("value"),
        "label",
        pd.Series(
            [
                project.task.to_user(value, scheme) if kind == "answer" else None
                for value, kind in zip(table["value"], table["kind"], strict=True)
            ],
            dtype=object,
            index=table.index,
        ),
    )
    return table


def parts_of(project: ProjectState, *, everyone: bool = False) -> list[dict[str, Any]]:
    """Return a row for each part of each answer, such as a mark; see `Project.explode`."""
    read = ("item_key", "value", "status", "annotator", "submitted_at")
    whose = None if everyone else project.annotator.id
    answers = [
        row
        for row in project.store.current(project.row.id, read, annotator=whose)
        if row[2] == "answered"
    ]
    if project.items is not None:
        codes = project.items.keys.codes_of([row[0] for row in answers])
        order = np.argsort(np.where(codes < 0, len(project.items), codes), kind="stable")
        answers = [answers[place] for place in order if everyone or codes[place] >= 0]
    people, scheme = project.store.annotators(), _labels_now(project)
    return [
        {"item": key, **part, "annotator": people.get(annotator, ""), "at": at}
        for key, value, _, annotator, at in answers
        for part in project.task.explode(value, scheme)
    ]


def exploded_of(project: ProjectState, *, everyone: bool) -> pd.DataFrame:
    """Return the rows of `parts_of` as a table; see `Project.explode`."""
    rows = parts_of(project, everyone=everyone)
    task = project.task
    names = dict.fromkeys(
        ["item", "label", *task.parts, *chain.from_iterable(rows), "annotator", "at"]
    )
    table = pd.DataFrame(index=pd.RangeIndex(len(rows)))
    for name in names:
        values = [row.get(name) for row in rows]
        if name == "label":
            table[name] = _parts_as_column(project, values, table.index)
        else:
            table[name] = pd.Series(values, dtype=task.parts.get(name, object), index=table.index)
    table["at"] = _times(table["at"])
    table.insert(1, "index", _indices(project, table["item"].tolist()))
    last = ["annotator", "at"]
    return table[[*(name for name in table.columns if name not in last), *last]]


def _parts_as_column(project: ProjectState, values: list[Any], index: pd.Index) -> pd.Series:
    """Return the labels of parts of answers as a column: an ordered category where there are labels."""
    task, scheme = project.task, project.scheme
    column: pd.Series
    if task.scheme_fields and all(isinstance(value, Hashable) for value in values):
        column = in_order(
            values, [task.own_of(each, scheme) for each in task.choices(scheme)], index
        )
    else:
        column = pd.Series(values, dtype=task.dtypes.get("label", object), index=index)
    return column


def conflicts_of(project: ProjectState) -> pd.DataFrame:
    """Return events that conflict with each other; see `Project.conflicts`."""
    rows = project.store.conflicts(project.row.id)
    people = project.store.annotators()
    scheme = _labels_now(project)
    table = _frame(
        [
            {
                "item": row["item_key"],
                "annotator": people.get(row["annotator"], ""),
                "facet": row["facet"],
                "shows": row["shows"],
                "kind": row["kind"],
                "label": project.task.to_user(row["value"], scheme)
                if row["kind"] == "answer"
                else row["value"],
                "at": row["submitted_at"],
                "event": row["id"],
            }
            for row in rows
        ],
        ["item", "annotator", "facet", "shows", "kind", "label", "at", "event"],
        ("label",),
    )
    table["at"] = _times(table["at"])
    return table


def disputes_of(project: ProjectState) -> pd.DataFrame:
    """Return the events in which a label was called wrong; see `Project.disputes`."""
    read = ("item_key", "annotator", "value", "dispute", "submitted_at")
    rows = [row for row in project.store.current(project.row.id, read) if row[3] is not None]
    people = project.store.annotators()
    task, scheme = project.task, _labels_now(project)
    choices = [*task.choices(scheme), *task.retired(scheme)]
    own: dict[str | None, Any] = {each.id: task.own_of(each, scheme) for each in choices}
    table = _frame(
        [
            {
                "item": key,
                "annotator": people.get(annotator, ""),
                "answer": task.to_user(value, scheme),
                "disputed": own.get(dispute["label"], task.name_of(dispute["label"], scheme)),
                "reason": dispute["reason"],
                "at": at,
            }
            for key, annotator, value, dispute, at in rows
        ],
        ["item", "annotator", "answer", "disputed", "reason", "at"],
        ("answer", "disputed", "reason"),
    )
    table["at"] = _times(table["at"])
    table.insert(1, "index", _indices(project, table["item"].tolist()))
    return table


def problems_of(project: ProjectState) -> pd.DataFrame:
    """Return the items that can't be shown well; see `Project.problems`."""
    items = project.items
    if items is None:
        return pd.DataFrame({"item": [], "problem": []})
    found = {}
    waiting = []
    for code in range(len(items)):
        payload = project.payload_at(code)
        problem = payload.problem or project.met.get(items.key_of(code), "")
        if problem:
            found[code] = problem
        elif payload.content is None:
            waiting.append(code)
    found |= _problems_of_files(project, waiting)
    found = dict(sorted(found.items()))
    table = pd.DataFrame(
        {"item": [items.key_of(code) for code in found], "problem": list(found.values())},
        index=items.index[items.keys.first[list(found)]],
        dtype=object,
    )
    if not project.stream_problem:
        return table
    ended = {"item": [None], "problem": [project.stream_problem]}
    return pd.concat([table, pd.DataFrame(ended, index=[items.n_rows], dtype=object)])


def _problems_of_files(project: ProjectState, codes: Sequence[int]) -> dict[int, str]:
    """Fetch the files of items, and return the problems by place.

    After many failures in a row nothing more is fetched.
    """
    found: dict[int, str] = {}
    items, failures = project.need_data(), 0
    for start in range(0, len(codes), FEWEST):
        some = codes[start : start + FEWEST]
        addresses = {code: project.addresses_of(items.key_of(code)) for code in some}
        if failures < HOPELESS:
            fetched.want([address for each in addresses.values() for address in each])
        for code in some:
            if failures >= HOPELESS:
                found[code] = f"It was not fetched, because {HOPELESS} before it could not be."
                continue
            for address in addresses[code]:
                fetched.wait(address)
            problem = project.payload_at(code).problem
            failures = failures + 1 if problem else 0
            if problem:
                found[code] = problem
    return found


def pace_of(project: ProjectState, last: int = 100) -> float:
    """Return the median active seconds of the last answers; NaN without answers."""
    seconds = project.store.last_seconds(project.row.id, project.annotator.id, last)
    return float(np.median(seconds)) if seconds else float("nan")


def _frame(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], written: Sequence[str]
) -> pd.DataFrame:
    """Return rows as a table; texts of people or models are objects, for they may hold half a character."""
    plain = [{name: row[name] for name in columns if name not in written} for row in rows]
    table = pd.DataFrame(plain, columns=list(columns))
    for name in written:
        table[name] = pd.Series([row[name] for row in rows], dtype=object, index=table.index)
    return table


def _readable(project: ProjectState, table: pd.DataFrame) -> pd.DataFrame:
    """Replace ids by names, and texts by times."""
    people = project.store.annotators()
    scheme = _labels_now(project)
    answers = [project.task.columns(value, scheme) for value in table.pop("label")]
    for place, (name, kind) in enumerate(project.task.dtypes.items(), start=1):
        values = [answer[name] for answer in answers]
        table.insert(
            place,
            name,
            _answers_as_column(project, values, table.index)
            if name == "label"
            else pd.Series(values, dtype=kind, index=table.index),
        )
    table["annotator"] = table["annotator"].map(people).astype(object)
    table["at"] = _times(table["at"])
    kinds = {name: kind for name, kind in _KINDS.items() if name in table.columns}
    try:
        return table.astype(kinds)
    except (TypeError, ValueError, OverflowError) as error:
        raise damaged(project.store.where, f"a number can't be read ({error})") from error


def _answers_as_column(project: ProjectState, values: list[Any], index: pd.Index) -> pd.Series:
    """Return answers in a user's form as a column: an ordered category where the task has a list of them."""
    known = project.task.ordered(project.scheme)
    column: pd.Series = (
        pd.Series(values, dtype=project.task.dtypes["label"], index=index)
        if known is None
        else in_order(values, known, index)
    )
    return column


def _labels_now(project: ProjectState) -> LabelScheme:
    """Return the labels with those that others added meanwhile."""
    project.schemes.look()
    return project.scheme


def _on_data(project: ProjectState, table: pd.DataFrame, rows: Codes | None = None) -> pd.DataFrame:
    """Spread answers of items over rows of the data; by default over the rows of these items."""
    items = project.items
    if items is None:
        raise InputError("the project was opened without its data")
    answers = answers_of_rows(items, table)
    rows = np.flatnonzero(answers >= 0) if rows is None else rows
    spread = table.reset_index(drop=True).reindex(np.where(answers >= 0, answers, -1)[rows])
    spread.index = items.index[rows]
    spread = spread.drop(columns="item")
    spread["flagged"] = spread["flagged"].eq(True)
    spread["note"] = spread["note"].fillna("")
    spread["status"] = spread["status"].fillna("open")
    for name in (*project.task.dtypes, "annotator"):
        if spread[name].dtype == object:
            spread[name] = spread[name].where(spread[name].notna(), None)
    return spread


def answers_of_rows(items: Items, table: pd.DataFrame) -> Codes:
    """Return the number of each row's answer, -1 for none; all answers are to items of the data."""
    codes = items.keys.codes_of(table["item"].tolist())
    answer_of = np.full(len(items), -1, dtype=np.int64)
    answer_of[codes] = np.arange(len(codes))
    return answer_of[items.codes]


def _indices(project: ProjectState, keys: Sequence[str]) -> pd.Series:
    """Return the index value of each key, as far as the store knows it."""
    known = project.store.index_values(project.row.id)
    return pd.Series([_as_index(known.get(key)) for key in keys], dtype=object)


def _as_index(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _times(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts, utc=True, format="ISO8601", errors="coerce").astype(
        "datetime64[us, UTC]"
    )


def _event_columns() -> list[str]:
    from dataclasses import fields

    from loopwidgets.store import Event

    return ["seq", *(entry.name for entry in fields(Event))]

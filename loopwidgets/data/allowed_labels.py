"""Reads which labels an item may get, where not all of them fit every item.

A column names them, or a function does. An earlier answer stays, even if its label is not offered any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from loopwidgets.data.items import Items
from loopwidgets.data.label_columns import NameReader, check_known, factorized, of_items
from loopwidgets.errors import InputError, nearest
from loopwidgets.labels.versions import Schemes
from loopwidgets.tasks import Task

LabelsFor: TypeAlias = str | Callable[[Any], Any]
_ARGUMENT = "labels_for"


@dataclass(frozen=True, slots=True)
class Subset:
    """The names of the labels that an item may get; None for all. ``problem`` says what went wrong."""

    names: tuple[str, ...] | None
    problem: str = ""


ALL = Subset(None)


class Subsets:
    """The labels that each item may get.

    Parameters
    ----------
    items
        The project's items; their frame holds the column.
    given
        A column, or a function of the row (of the item, where an item is no row). Each value is a name or a
        list of names; a missing value allows all labels.
    task
        The project's task, with its labels.
    of_rows
        True if the function is given rows.

    Raises
    ------
    InputError
        If the column holds something that is no label, or equal items have different labels.
    """

    def __init__(self, items: Items, given: LabelsFor, task: Task, *, of_rows: bool) -> None:
        self._read = NameReader(
            column=given,
            argument=_ARGUMENT,
            several=True,
            known={label.name for label in task.labels},
            named=task.named,
        )
        self._function = given if callable(given) else None
        self._of_rows = of_rows
        self._values: list[Subset] = []
        self._told: dict[int, Subset] = {}
        """The function's result for each item: it runs once, so that the page and the check agree."""
        if not callable(given):
            rows, values = factorized(items.column(given), self._read)
            if () in values:
                row = int((rows == values.index(())).argmax())
                raise InputError(
                    f"labels_for: expected at least one name in each row of {given!r}, or None for all "
                    f"labels; row {row} has none"
                )
            check_known(rows, values, given, _ARGUMENT, task.labels)
            self._codes = of_items(rows, values, items, _ARGUMENT, what="lists of labels")
            self._values = [Subset(value) for value in values]

    def of(self, items: Items, code: int, schemes: Schemes) -> Subset:
        """Return what an item may get; never raises."""
        if self._function is None:
            place = int(self._codes[code])
            return ALL if place < 0 else self._values[place]
        if code not in self._told:
            try:
                said = self._function(self._argument(items, code))
                self._told[code] = self._subset(said, schemes)
            except Exception as error:  # noqa: BLE001 - whatever a user's function does, the queue goes on
                why = f"raised {type(error).__name__}: {error}"
                self._told[code] = Subset(None, f"labels_for {why}. All labels are offered.")
        return self._told[code]

    def hold(self, name: str) -> bool:
        """Return whether the labels of an item are known to have this name among them."""
        return any(name in (each.names or ()) for each in (*self._values, *self._told.values()))

    def offered(
        self, items: Items, code: int | None, schemes: Schemes, held: Sequence[str]
    ) -> list[str] | None:
        """Return the labels that an item may get, by id in the scheme's order; None for all of them.

        Parameters
        ----------
        items
            The data.
        code
            The item's place in it; None for an item that is not in it any more.
        schemes
            The project's labels. Those that were added while labeling fit every item; they are not listed.
        held
            Ids of the labels that the item had in the data: it may keep them.
        """
        names = None if code is None else self.of(items, code, schemes).names
        if names is None:
            return None
        labels = map(schemes.meant, names)
        ids = {label.id for label in labels if label is not None and not label.retired}
        return sorted(ids.union(held), key=schemes.latest.places.__getitem__)

    def _argument(self, items: Items, code: int) -> Any:
        if self._of_rows:
            return items.row(code)
        content = items.content(code)
        return content[0] if len(content) == 1 else content

    def _subset(self, said: Any, schemes: Schemes) -> Subset:
        """Return the result of a user's function as a subset of the labels."""
        in_use = schemes.latest.names
        read = replace(self._read, known={*in_use, *(self._read.known or ())})
        try:
            names = read.read(said)
        except InputError:
            return _wrong(f"returned {said!r} ({type(said).__name__}), which is no list of names")
        if names is None:
            return ALL
        odd = next((name for name in names if name not in read.known), None)
        if odd is not None:
            return _wrong(f"returned {odd!r}, which is no label.{nearest(odd, in_use)}")
        return Subset(names) if names else _wrong("returned no label; return None for all labels")


def _wrong(what: str) -> Subset:
    """Return all labels, with the problem."""
    end = "" if what.endswith(("?", ".")) else "."
    return Subset(None, f"labels_for {what}{end} All labels are offered.")


def check_labels_for(given: Any) -> None:
    """Raise an `InputError` if this is neither a column nor a function."""
    if isinstance(given, list | dict | set | bool):
        raise InputError(
            f"labels_for: expected a column of names, or a function of the row that returns some, "
            f"got {given!r}"
        )

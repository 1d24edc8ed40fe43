"""The proposer has a user's function propose labels, whatever is behind it; nothing is trained."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from loopwidgets.errors import InputError, listed
from loopwidgets.loop.assistant import AHEAD, Companion, TooLongError
from loopwidgets.loop.rounds import TOP
from loopwidgets.loop.sampling import interleaved
from loopwidgets.loop.suggestions import Guesses, Proposal
from loopwidgets.loop.worker import Worker
from loopwidgets.queue.queue import OPEN

if TYPE_CHECKING:
    from loopwidgets.data.keys import Codes
    from loopwidgets.loop.settings import Loop
    from loopwidgets.project import Project

Floats = npt.NDArray[np.float64]

_SOON = 20
"""The function is called when any of the next so many items has no proposal."""


class Proposer(Companion):
    """Asks a function about the next items; see `Companion` for the parameters."""

    def __init__(self, project: Project, settings: Loop) -> None:
        super().__init__(project, settings, Worker(in_thread=True))
        self._is_ordered = False

    def why(self, code: int, proposal: Proposal | None) -> str:  # noqa: ARG002
        """Return nothing: items come in the given order."""
        return ""

    def left(self) -> int | None:
        """Return None, for there are no rounds; after a failure, the number of answers until the next try."""
        if self._failed_at is None:
            return None
        return max(0, self.settings.every - (self._answers - self._failed_at))

    def work(self) -> None:
        """Ask about the next items, where they have no proposal."""
        if not self._is_ordered:
            self._order()
        items = self.project.need_data()
        ahead = items.keys.codes_of(self.project.next_items(AHEAD, patience=0.0))
        unknown = np.array(
            [code for code in ahead.tolist() if self.proposal_of(code) is None], dtype=np.int64
        )
        unknown = unknown[~np.isin(unknown, self._asked())]
        if not np.isin(ahead[:_SOON], unknown).any():
            self._say()
            return
        self._tell(doing="training")
        ids = tuple(label.id for label in self.project.scheme.active)
        found = self._ask(unknown, len(ids))
        if tuple(label.id for label in self.project.scheme.active) != ids:
            self._changed.set()  # the labels are others now: it is asked anew
            return
        self._take(unknown, found, ids)
        self._say()
        self.project.tell_of_queue("reordered")

    def _say(self) -> None:
        told = self.judge.of_guesses()
        _, statuses, _ = self.project.standing()
        left = int(np.count_nonzero(self._set_apart & (statuses == OPEN)))
        self._tell(doing="waiting", problem="", set_apart=told["audited"] + left, **told)

    def _asked(self) -> Codes:
        return np.zeros(0, dtype=np.int64) if self.guesses is None else self.guesses.codes

    def _order(self) -> None:
        """Spread the items that audit the function among the others, which stay in their order."""
        _, statuses, _ = self.project.standing()
        given = self.project.queue.sequence()
        waiting = given[statuses[given] == OPEN]
        apart = self._set_apart[waiting]
        audited = waiting[apart]
        order, _ = interleaved(
            waiting[~apart],
            audited[np.argsort(self._audit_lots[audited], kind="stable")],
            waiting[:0],
            audit=self.settings.audit,
            explore=0.0,
            asked=self.project.tally.answered,
            audits=len(self.judge.audited),
            explorations=0,
            ahead=len(waiting),
        )
        self.project.ask_in_order(np.concatenate([order, given[statuses[given] != OPEN]]))
        self._is_ordered = True

    def _ask(self, codes: Codes, n_labels: int) -> Floats:
        """Return the function's result for items."""
        function = self.settings.suggest
        assert function is not None  # noqa: S101 - it is what makes a proposer
        try:
            found = self._run(function, self._shown(codes))
        except (CancelledError, TooLongError):
            raise
        except Exception as error:
            raise InputError(
                f"suggest: the function raised {type(error).__name__}: {error}"
            ) from error
        names = [label.name for label in self.project.scheme.active]
        found = in_order(found, names, self.project.task.named)
        return checked(found, len(codes), n_labels, sums=not self.project.task.multiple)

    def _shown(self, codes: Codes) -> Any:
        items = self.project.need_data()
        rows = [shown for shown, _ in items.contents(codes)]
        if len(items.shown) == 1:
            return [row[0] for row in rows]
        import pandas as pd

        return pd.DataFrame(rows, columns=[str(name) for name in items.shown])

    def _take(self, codes: Codes, found: Floats, ids: tuple[str, ...]) -> None:
        multiple = bool(self.project.task.multiple)
        width = found.shape[1] if multiple else min(TOP, found.shape[1])
        labels = np.argsort(-found, axis=1, kind="stable")[:, :width].astype(np.int16)
        chances = np.take_along_axis(found, labels.astype(np.int64), axis=1).astype(np.float32)
        before = self.guesses
        if before is not None and tuple(before.label_ids) == ids:
            codes = np.concatenate([before.codes, codes])
            labels = np.concatenate([before.labels, labels])
            chances = np.concatenate([before.chances, chances])
        self.guesses = Guesses(codes, labels, chances, ids, multiple, 0)

    def relabel(self) -> None:
        """Ask anew: the earlier proposals are for other labels."""
        self.guesses = None
        super().relabel()


def in_order(found: Any, names: list[str], named: Callable[[Any], str | None]) -> Any:
    """Return a function's result with its columns in the order of the labels, where they are named.

    Raises
    ------
    InputError
        If columns have names other than the labels'.
    """
    import pandas as pd

    if not isinstance(found, pd.DataFrame):
        return found
    read = found.set_axis([named(column) or column for column in found.columns], axis=1)
    if sorted(map(str, read.columns)) == sorted(names):
        return read[names]
    if found.columns.equals(pd.RangeIndex(len(names))):
        return found
    raise InputError(
        f"suggest: expected columns named after the labels, {listed(names)}, got "
        f"{listed(list(found.columns))}"
    )


def checked(found: Any, n_items: int, n_labels: int, *, sums: bool) -> Floats:
    """Return the result of a user's function as an array of shape (n_items, n_labels).

    Raises
    ------
    InputError
        If it is no array of probabilities of this shape.
    """
    try:
        array = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"suggest: expected an array of probabilities, got {type(found).__name__}: {error}"
        ) from error
    if array.shape != (n_items, n_labels):
        raise InputError(
            f"suggest: expected shape {(n_items, n_labels)}, a row for each item and a column for each "
            f"label, got {array.shape}"
        )
    if not np.isfinite(array).all() or (array < 0).any() or (array > 1).any():
        raise InputError("suggest: expected probabilities from 0 to 1; some are not")
    if sums and (np.abs(array.sum(axis=1) - 1) > 0.01).any():
        raise InputError("suggest: expected each row of probabilities to sum to 1; some do not")
    return array

"""Holds the model's proposals, decides who is shown them, and writes them for the log.

Chance decides by item who sees nothing (`sampling.py`), so that the effect of seeing can be measured.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes

Lot = Literal["audit", "blind", "open"]

LIKELY = 0.5
"""Where several labels may be chosen, labels at least this probable are proposed."""
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The model's proposal for a single item.

    Parameters
    ----------
    labels
        Ids of the proposed labels: a single id, or any number where several may be chosen.
    confidence
        The model's probability for the label; with several, that of the least probable.
    likeliest
        Ids of the most probable labels with their probabilities, the likeliest first.
    round
        Number of its round.
    """

    labels: tuple[str, ...]
    confidence: float
    likeliest: tuple[tuple[str, float], ...]
    round: int


@dataclass(frozen=True, slots=True, eq=False)
class Guesses:
    """The proposals of one round, for many items.

    Parameters
    ----------
    codes
        Shape (n,): the items.
    labels, chances
        Shape (n, k): the most probable labels as numbers, and their probabilities.
    label_ids
        The label id of each number.
    multiple
        True if several labels may be chosen.
    round
        Number of their round.
    """

    codes: Codes
    labels: npt.NDArray[Any]
    chances: npt.NDArray[Any]
    label_ids: Sequence[str]
    multiple: bool
    round: int
    _row: dict[str, Codes] = field(default_factory=dict, init=False)

    def of(self, code: int) -> Proposal | None:
        """Return the proposal for an item; None where it was not guessed, or nothing is likely."""
        row = self._row_of(code)
        if row < 0:
            return None
        likeliest = tuple(
            (self.label_ids[int(label)], round(float(chance), 4))
            for label, chance in zip(self.labels[row], self.chances[row], strict=True)
        )
        several = [pair for pair in likeliest if pair[1] >= LIKELY]
        chosen = several if self.multiple else [likeliest[0]]
        if not chosen:
            return None
        return Proposal(
            labels=tuple(label for label, _ in chosen),
            confidence=chosen[-1][1],
            likeliest=likeliest,
            round=self.round,
        )

    def likeliest_of(self, codes: Codes) -> Codes:
        """Return the number of the likeliest label of each item; -1 where it was not guessed."""
        rows = self._rows()
        known = codes < len(rows)
        found = np.full(len(codes), -1, dtype=np.int64)
        at = rows[codes[known]]
        found[known] = np.where(
            at < 0, -1, self.labels[np.maximum(at, 0), 0] if len(self.labels) else -1
        )
        return found

    def as_answers(self, codes: Codes, n_labels: int) -> npt.NDArray[Any]:
        """Return the proposals for items as answers: numbers, or True where a label is proposed."""
        if not self.multiple:
            return self.likeliest_of(codes)
        rows = self._rows()[codes]
        chosen = np.zeros((len(codes), n_labels), dtype=bool)
        place, rank = np.nonzero((self.chances[rows] >= LIKELY) & (rows >= 0)[:, None])
        chosen[place, self.labels[rows[place], rank]] = True
        return chosen

    def _row_of(self, code: int) -> int:
        rows = self._rows()
        return int(rows[code]) if code < len(rows) else -1

    def _rows(self) -> Codes:
        """Return the row of each item, by its code; made once."""
        rows = self._row.get("of")
        if rows is None:
            rows = np.full(int(self.codes.max(initial=-1)) + 1, -1, dtype=np.int64)
            rows[self.codes] = np.arange(len(self.codes))
            self._row["of"] = rows
        return rows


class Sent:
    """The proposals for items that were sent to the page; only the last ones, by key."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[Proposal | None, str]] = OrderedDict()

    def remember(self, key: str, proposal: Proposal | None, why: str) -> None:
        """Take note of an item's proposal, shown or held back, and of the reason why it is asked about."""
        self._held[key] = (proposal, why)
        self._held.move_to_end(key)
        if len(self._held) > _REMEMBERED:
            self._held.popitem(last=False)

    def take(self, key: str) -> tuple[Proposal | None, str]:
        """Return the remembered proposal, and forget it: a later answer is given with knowledge of it."""
        return self._held.pop(key, (None, ""))


def remark(lot: Lot, proposal: Proposal | None, why: str) -> dict[str, Any]:
    """Return the log's note beside an answer: the model's guess, and the item's lot."""
    told: dict[str, Any] = {"lot": lot}
    if why:
        told["why"] = why
    if proposal is not None:
        told |= {
            "round": proposal.round,
            "guess": list(proposal.labels),
            "confidence": proposal.confidence,
        }
    return told

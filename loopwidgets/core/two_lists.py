"""Finds the question that an act belongs to, by the labels that the person saw.

Nothing here knows events or the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from loopwidgets.labels.versions import share_little

Side = Literal["moves", "stays", "unclear"]
Names = frozenset[str]


class TwoLists:
    """The lists of labels of two questions in one project.

    Parameters
    ----------
    chosen
        Labels of the question that moves.
    seen
        The lists that answers were given under.
    """

    def __init__(self, chosen: Iterable[str], seen: Iterable[Names]) -> None:
        self._chosen = frozenset(chosen)
        lists = set(seen)
        self._staying = [names for names in lists if share_little(names, self._chosen)]
        self._sides: dict[Names, Side] = {}
        sides = {names: self._side_of(names) for names in lists}
        self._tells = "moves" in sides.values()
        of_side: dict[Side, Names] = {}
        for side in get_args(Side):
            its = [names for names in lists if sides[names] == side]
            if its:
                of_side[side] = frozenset().union(*its)
        # A list with the labels of both questions does not count where each question has its own list.
        one, other, *_ = [*of_side.values(), Names(), Names()]
        self.shared = one & other
        """Labels that belong to both questions, according to the lists."""

    def side_of_list(self, names: Names) -> Side:
        """Return the question of this list; "unclear" for a list that may have labels of both."""
        if names not in self._sides:
            side = self._side_of(names)
            has_chosen = not names.isdisjoint(self._chosen)
            if side == "stays" and has_chosen and not self._tells:
                side = "unclear"
            self._sides[names] = side
        return self._sides[names]

    def side_of_answer(self, answer: Names, names: Names) -> Side:
        """Return the question of an answer that was given under a list."""
        own = answer - self.shared
        if own:
            return "moves" if own <= self._chosen else "stays"
        side = self.side_of_list(names)
        return side if answer or side == "moves" else "stays"

    def _side_of(self, names: Names) -> Side:
        if share_little(names, self._chosen):
            return "stays"
        if not all(share_little(names, other) for other in self._staying):
            return "unclear"
        return "moves" if self._staying or names <= self._chosen else "unclear"

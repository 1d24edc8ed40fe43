"""Finds changes that the same annotator made in other kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from loopwidgets.errors import StoreError
from loopwidgets.store import Recorded, Store, queries


class Elsewhere:
    """Keeps what a project holds in memory in step with what others write into its store.

    Parameters
    ----------
    store
        The project's. What stands in it when this is made, the project reads by itself.
    project_id, annotator
        Whose events are looked for.
    """

    def __init__(self, store: Store, project_id: int, annotator: str) -> None:
        self._store = store
        self._whose = (project_id, annotator)
        self._late = queries.late(store)
        self._seen = queries.newest(store)
        self._heard = set(queries.touched(store, *self._whose, self._seen - self._late))
        """Places beyond which an event may still appear late, as far as these are known."""
        self.changed: list[str] = []
        """Keys of items of which something was said, in the order in which that came out."""

    def follow(self, done: Sequence[Recorded]) -> bool:
        """Take note of what was recorded here; tell whether other events came in between."""
        places = [recorded.seq for recorded in done if recorded.seq is not None]
        self._heard.update(places)
        is_next = places == list(range(self._seen + 1, self._seen + 1 + len(places)))
        if is_next:
            self._advance(self._seen + len(places))
        return not is_next

    def look(self, take_in: Callable[[Sequence[str]], None]) -> bool:
        """Find what was done elsewhere since; tell whether there was any.

        Costs a step into an index where nothing came. Where the store can't be read, the next look finds it.

        Parameters
        ----------
        take_in
            Called with the keys of the items that changed.
        """
        before = len(self.changed)
        with suppress(StoreError):
            last = queries.newest(self._store)
            if last == self._seen and not self._late:
                return False
            came = queries.touched(self._store, *self._whose, self._seen - self._late)
            heard = self._heard
            unheard = [*dict.fromkeys(key for place, key in came.items() if place not in heard)]
            if unheard:
                take_in(unheard)
            self.changed += unheard
            self._heard.update(came)
            self._advance(max([last, *came]))
        return len(self.changed) > before

    def _advance(self, last: int) -> None:
        self._seen = last
        if len(self._heard) > 2 * self._late:
            self._heard = {place for place in self._heard if place > last - self._late}

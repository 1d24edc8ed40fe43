"""Finds changes that the same annotator made in other kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from loopwidgets.errors import StoreError
from loopwidgets.store import Recorded, Store, queries


class Elsewhere:
    """Keeps the state of a project in memory in step with writes of other kernels into its store.

    Parameters
    ----------
    store
        The project's store. The project itself reads the events that are there already.
    project_id, annotator
        The project and the annotator whose events are looked for.
    """

    def __init__(self, store: Store, project_id: int, annotator: str) -> None:
        self._store = store
        self._whose = (project_id, annotator)
        self._late = queries.late(store)
        self._seen = queries.newest(store)
        self._heard = set(queries.touched(store, *self._whose, self._seen - self._late))
        """The known places among the last ``late`` places, where another event may still appear late."""
        self.changed: list[str] = []
        """Keys of items that other kernels changed, in the order in which the changes were found."""

    def follow(self, done: Sequence[Recorded]) -> bool:
        """Take note of the events recorded here; return whether other events came in between."""
        places = [recorded.seq for recorded in done if recorded.seq is not None]
        self._heard.update(places)
        is_next = places == list(range(self._seen + 1, self._seen + 1 + len(places)))
        if is_next:
            self._advance(self._seen + len(places))
        return not is_next

    def look(self, take_in: Callable[[Sequence[str]], None]) -> bool:
        """Find new events of other kernels; return whether there were any.

        Without new events this costs one step into an index. If the store can't be read, the next look finds
        them.

        Parameters
        ----------
        take_in
            A function that takes the keys of the changed items.
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

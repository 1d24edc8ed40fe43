"""Does something once nobody holds an object any more."""

from __future__ import annotations

import weakref
from collections.abc import Callable

_watched: set[weakref.ref[object]] = set()


def when_gone(held: object, act: Callable[[], object]) -> None:
    """Call ``act`` once nobody holds an object; `weakref.finalize` can fail at the end of the process."""

    def gone(watch: weakref.ref[object]) -> None:
        _watched.discard(watch)
        act()

    _watched.add(weakref.ref(held, gone))

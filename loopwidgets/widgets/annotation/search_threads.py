"""Runs the searches of a widget's pages, each on its own thread, which lets labels go first.

``core/search.py`` finds the items. The results stay until the page gives the search up, so that it can walk
through them however long it takes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from loopwidgets.core.search import Query, found
from loopwidgets.data.keys import Codes
from loopwidgets.errors import LoopwidgetsError
from loopwidgets.project import Project

_logger = logging.getLogger(__name__)

MOST = 8
"""Searches that are held; the oldest goes first."""
TELL_EVERY = 0.25
_FIRST_WITHIN = 0.1
_BREATH = 0.0002
_LONGEST_WAIT = 0.05


class Precedence:
    """Makes searches wait while a person waits for an answer."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Make searches wait while the block runs."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    def give_way(self) -> None:
        """Let other threads go first; to be called between two steps of a search."""
        time.sleep(_BREATH)  # without a sleep, however short, another thread does not get its turn
        self._free.wait(_LONGEST_WAIT)


class Search:
    """The items that a query has found so far.

    Parameters
    ----------
    name
        The page's name for it.
    only
        The item that the text names, if it names one.
    """

    def __init__(self, name: str, client: str, only: int | None) -> None:
        self.name = name
        self.client = client
        self.only = only
        self.ended = False
        self.complete = False
        """True when nothing more will ever be found: the search ended, and so did an iterator."""
        self.given_up = False
        self.failure = ""
        self._blocks: list[Codes] = []
        self._total = 0
        self._changed = threading.Condition()

    @property
    def total(self) -> int:
        """The number of items found so far."""
        return self._total

    def add(self, codes: Codes) -> None:
        """Take in the items that a step found."""
        if len(codes):
            with self._changed:
                self._blocks.append(codes)
                self._total += len(codes)

    def page(self, start: int, count: int) -> Codes:
        """Return ``count`` items from a place on, as far as they were found."""
        with self._changed:
            if len(self._blocks) > 1:
                self._blocks = [np.concatenate(self._blocks)]
            everything = self._blocks[0] if self._blocks else np.empty(0, dtype=np.int64)
        return everything[start : start + count]


Told = Callable[[Search, bool], None]


class Searches:
    """Holds the searches of a widget's pages.

    Parameters
    ----------
    project
        With its data.
    told
        Called with a search, on its thread. With True once, when its first items are found, or when it ends
        without any. With False from time to time, and at its end, when there are more.
    """

    def __init__(self, project: Project, told: Told) -> None:
        self.precedence = Precedence()
        self._project = project
        self._told = told
        self._held: dict[str, Search] = {}
        self._changing = threading.Lock()

    def begin(self, search: Search, query: Query, first: int) -> None:
        """Search for a query on a thread of its own; ``first``: how many items the page waits for."""
        with self._changing:
            self._held[search.name] = search
            for name in list(self._held)[:-MOST]:
                self._held.pop(name).given_up = True
        threading.Thread(
            target=self._run, args=(search, query, first), name="loopwidgets-finding", daemon=True
        ).start()

    def get(self, name: str) -> Search | None:
        """Return a search, unless it was given up."""
        return self._held.get(name)

    def give_up(self, name: str) -> None:
        """Stop a search, and forget its items."""
        with self._changing:
            search = self._held.pop(name, None)
        if search is not None:
            search.given_up = True

    def close(self) -> None:
        """Stop all searches."""
        for name in list(self._held):
            self.give_up(name)

    def _run(self, search: Search, query: Query, first: int) -> None:
        began = time.monotonic()
        told = 0.0
        try:
            for codes in found(self._project, query, only=search.only):
                if search.given_up:
                    break
                search.add(codes)
                now = time.monotonic()
                if not told:
                    enough = search.total >= first or (search.total and now > began + _FIRST_WITHIN)
                    if enough:
                        self._told(search, True)
                        told = time.monotonic()
                elif now > told + TELL_EVERY:
                    self._told(search, False)
                    told = now
                self.precedence.give_way()
            search.complete = not self._project.is_reading
        except LoopwidgetsError as error:
            search.failure = str(error)
        except Exception as error:
            _logger.warning("A search failed", exc_info=error)
            search.failure = f"{type(error).__name__}: {error}"
        search.ended = True
        self._told(search, not told)

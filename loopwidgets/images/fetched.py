"""Fetches the files at addresses in threads, and keeps the latest of them for the whole process.

``remote.py`` reads an address. Nothing here knows what is in a file.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

AT_ONCE = 6
"""The number of files that are fetched at the same time."""
SECONDS = 12.0
"""The time limit of a file. A page waits 15 seconds for a reply."""
MOST_BYTES = 128_000_000
"""The bytes of files that are kept."""
FEWEST = 20
"""The number of files that are kept however large they are: those of a row must be here together."""
STALE = 60.0
"""Seconds after which a file that could not be fetched is tried again when it is wanted."""
HOPELESS = 24
"""So many files in a row that can't be fetched mean that there is no network: the others are not tried."""
_MOST_FAILURES = 10_000


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """The reason why a file could not be fetched, in a sentence for the person."""

    reason: str
    at: float = field(default_factory=time.monotonic)


Result: TypeAlias = bytes | FetchFailure


class Fetched:
    """The files at addresses, each fetched once, as long as it is kept.

    Parameters
    ----------
    read
        Returns the file at an address within so many seconds, or raises an exception.
    """

    def __init__(self, read: Callable[[str, float], bytes]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._failures: dict[str, FetchFailure] = {}
        self._waiting: dict[str, list[Callable[[], None]]] = {}
        """The calls to make when a file is fetched. Each address here is in the queue or is being read."""
        self._queue: list[str] = []
        self._reading: set[str] = set()

    def get(self, address: str) -> Result | None:
        """Return a file, or the failure to fetch it; None for a file that is not here."""
        with self._lock:
            return self._get(address)

    def want(self, addresses: Sequence[str], *, again: bool = False) -> None:
        """Have files fetched, before all others that wait; returns at once.

        Parameters
        ----------
        addresses
            The addresses; the first are fetched first.
        again
            True also fetches files that could not be fetched a moment ago.
        """
        with self._lock:
            for address in addresses:
                failure = self._failures.get(address)
                if failure and (again or failure.at + STALE < time.monotonic()):
                    del self._failures[address]
            first = {
                address: None
                for address in addresses
                if address not in self._reading and self._get(address) is None
            }
            for address in first:
                self._waiting.setdefault(address, [])
            self._queue = [*first, *(each for each in self._queue if each not in first)]
            self._begin()

    def when_any(self, addresses: Sequence[str], work: Callable[[], None]) -> bool:
        """Have a call made, once and on another thread, when one of these is fetched, or has failed.

        Returns
        -------
        bool
            False if none of them is being fetched: then the call is not made.
        """
        called = threading.Lock()

        def once() -> None:
            if called.acquire(blocking=False):
                work()

        with self._lock:
            on_the_way = [each for each in addresses if each in self._waiting]
            for address in on_the_way:
                self._waiting[address].append(once)
        return bool(on_the_way)

    def wait(self, address: str) -> Result:
        """Return a file or the failure to fetch it, fetched now unless it is here."""
        while True:
            self.want([address])
            result = self.get(address)
            if result is not None:
                return result
            here = threading.Event()
            if self.when_any([address], here.set):
                here.wait()

    def _get(self, address: str) -> Result | None:
        if address in self._files:
            self._files.move_to_end(address)
            return self._files[address]
        return self._failures.get(address)

    def _begin(self) -> None:
        while self._queue and len(self._reading) < AT_ONCE:
            address = self._queue.pop(0)
            self._reading.add(address)
            # Looking up a host's name has no time limit of its own, and a store may have none either.
            late = threading.Timer(SECONDS, self._give_up, (address,))
            late.daemon = True
            late.start()
            threading.Thread(
                target=self._fetch, args=(address, late), name="loopwidgets-fetching", daemon=True
            ).start()

    def _fetch(self, address: str, late: threading.Timer) -> None:
        try:
            result: Result = self._read(address, SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever a store raises, there is a card
            result = FetchFailure(str(error) or type(error).__name__)
        late.cancel()
        self._settle(address, result)

    def _give_up(self, address: str) -> None:
        from loopwidgets.images.remote import in_words

        self._settle(
            address,
            FetchFailure(
                f"{in_words(address)} can't be read: no answer within {SECONDS:.0f} seconds."
            ),
        )

    def _settle(self, address: str, result: Result) -> None:
        with self._lock:
            calls = self._waiting.pop(address, None)
            self._reading.discard(address)
            if address in self._queue:
                self._queue.remove(address)
            if isinstance(result, bytes):  # also a file that came too late
                self._failures.pop(address, None)
                self._keep(address, result)
            elif calls is not None:
                self._failures[address] = result
                if len(self._failures) > _MOST_FAILURES:
                    del self._failures[next(iter(self._failures))]
            self._begin()
        for call in calls or ():
            call()

    def _keep(self, address: str, file: bytes) -> None:
        self._files[address] = file
        self._files.move_to_end(address)
        excess = sum(map(len, self._files.values())) - MOST_BYTES
        while excess > 0 and len(self._files) > FEWEST:
            excess -= len(self._files.popitem(last=False)[1])


def _read(address: str, seconds: float) -> bytes:
    from loopwidgets.images.remote import read  # loads the libraries of the web

    return read(address, seconds)


fetched = Fetched(_read)
"""The files of this process."""

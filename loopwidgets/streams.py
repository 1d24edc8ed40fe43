"""Data that has no end yet: an iterator that is read ahead on a thread of its own.

What was read is kept. Nothing here knows what an item is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Any

FIRST = 60
"""So many are read ahead at first, later a quarter of what was read."""


class Stream:
    """Reads an iterable on a thread, no further than it is wanted.

    Parameters
    ----------
    source
        Any iterable. It is iterated once, on another thread, and never by two at once.

    Attributes
    ----------
    error
        What the source raised, or None; it ends the reading as its end does.
    """

    def __init__(self, source: Iterable[Any]) -> None:
        self._source: Iterator[Any] = iter(source)
        self._values: list[Any] = []
        self._wanted = 0
        self._ended = False
        self.error: BaseException | None = None
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def __len__(self) -> int:
        return len(self._values)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self._ended

    def values(self) -> list[Any]:
        """Return what was read so far."""
        with self._changed:
            return list(self._values)

    def want(self, count: int) -> None:
        """Let it be read until there are so many in all; returns at once."""
        with self._changed:
            self._wanted = max(self._wanted, count)
            if not self._ended and self._thread is None and len(self._values) < self._wanted:
                self._thread = threading.Thread(
                    target=self._read, name="loopwidgets-reading", daemon=True
                )
                self._thread.start()

    def wait(self, count: int, seconds: float | None = None) -> bool:
        """Wait until there are so many, or no more will come; False when the time ran out."""
        self.want(count)
        with self._changed:
            return self._changed.wait_for(
                lambda: self._ended or len(self._values) >= count, timeout=seconds
            )

    def _read(self) -> None:
        """Read until there are enough; the thread ends then, so that an idle stream costs nothing."""
        while True:
            try:
                value = next(self._source)
            except StopIteration:
                self._end(None)
                return
            except BaseException as error:  # noqa: BLE001 - whatever it raises, what was read stays
                self._end(error)
                return
            with self._changed:
                self._values.append(value)
                self._changed.notify_all()
                if len(self._values) >= self._wanted:
                    self._thread = None
                    return

    def _end(self, error: BaseException | None) -> None:
        with self._changed:
            self.error = error
            self._ended = True
            self._thread = None
            self._changed.notify_all()

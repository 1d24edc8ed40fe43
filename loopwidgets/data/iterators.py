"""Reads data that has no end yet: an iterator, read ahead on a thread of its own.

Values that were read are kept. The caller passes the function that makes items of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from loopwidgets.errors import InputError

if TYPE_CHECKING:
    from loopwidgets.data.items import Items

FIRST = 60
"""So many are read ahead at first, later a quarter of what was read."""


class Stream:
    """Reads an iterable on a thread, no further than needed.

    Parameters
    ----------
    source
        Any iterable. It is iterated once, on another thread, and never by two threads at once.

    Attributes
    ----------
    error
        The exception that the source raised, or None. It ends the reading, as the end of the data does.
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
        """True if no more values will come."""
        return self._ended

    def values(self) -> list[Any]:
        """Return the values that were read so far."""
        with self._changed:
            return list(self._values)

    def want(self, count: int) -> None:
        """Have values read until there are so many in all; returns at once."""
        with self._changed:
            self._wanted = max(self._wanted, count)
            if not self._ended and self._thread is None and len(self._values) < self._wanted:
                self._thread = threading.Thread(
                    target=self._read, name="loopwidgets-reading", daemon=True
                )
                self._thread.start()

    def wait(self, count: int, seconds: float | None = None) -> bool:
        """Wait until there are so many values, or no more will come; False when the time ran out."""
        self.want(count)
        with self._changed:
            return self._changed.wait_for(
                lambda: self._ended or len(self._values) >= count, timeout=seconds
            )

    def _read(self) -> None:
        """Read until there are enough values; the thread ends then, so that an idle stream costs nothing."""
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


class Growth:
    """Makes items of a stream's values, whenever there are more.

    Parameters
    ----------
    stream
        The source of further values.
    rebuild
        Makes items of all values so far; earlier items keep their places.
    """

    def __init__(self, stream: Stream, rebuild: Callable[[list[Any]], Items]) -> None:
        self._stream = stream
        self._rebuild = rebuild
        self._refused = ""

    def more(self, n_rows: int, *, left: int, count: int, patience: float) -> Items | None:
        """Return all items, rebuilt, when there are more; None when there are not.

        Parameters
        ----------
        n_rows
            The number of rows that the items have now.
        left
            The number of items that are still to be asked about. At 0 the call waits for more.
        count
            The number of items to ask about now.
        patience
            The longest wait, in seconds.
        """
        stream = self._stream
        if self._refused:
            return None
        if left < count + FIRST:
            stream.want(n_rows + max(FIRST, n_rows // 4))
        if left == 0:
            stream.wait(n_rows + 1, patience)
        if len(stream) == n_rows:
            return None
        try:
            return self._rebuild(stream.values())
        except InputError as error:
            self._refused = str(error)
            return None

    def goes_on(self, n_rows: int) -> bool:
        """Tell whether there may be more than so many rows."""
        if self._refused:
            return False
        return not self._stream.ended or len(self._stream) > n_rows

    @property
    def problem(self) -> str:
        """The reason why no more values come before the data's end; else empty."""
        error = self._stream.error
        if self._refused or error is None:
            return self._refused
        return f"The data ended with {type(error).__name__}: {error}"


def stream_of(data: Any, order: Any, sample: Any) -> Stream | None:
    """Return an iterator as a stream that has read its first item; None for any other data."""
    if not isinstance(data, Iterator):
        return None
    if order != "given":
        raise InputError(
            "order: an iterator can only keep the given order; give a list of its items instead"
        )
    if sample is not None:
        raise InputError(
            "sample: an iterator has no known length; give a list of its items instead"
        )
    stream = Stream(data)
    stream.wait(1)
    if len(stream) == 0 and stream.error is not None:
        error = stream.error
        raise InputError(f"data: the iterator raised {type(error).__name__}: {error}") from error
    if len(stream) == 0:
        raise InputError("data: expected at least one item, the iterator gave none")
    return stream

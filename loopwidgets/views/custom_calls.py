"""Calls a user's function for items, one after the other on a thread of its own, with a time limit.

A call that does not come back keeps neither the page nor the other items waiting.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

MOST_LOST = 8
"""The most calls that may hang at a time; then no further call is made, for their threads stay."""
MOST_KEPT = 100
"""The results that are kept: the page asks for an item several times."""


class OverdueError(Exception):
    """The function has not come back within the time limit."""


@dataclass(slots=True, eq=False)
class _FunctionCall(Generic[Result]):
    argument: Any
    began: float | None = None
    is_given_up: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    result: Result | None = None


class Calls(Generic[Result]):
    """The calls of a function, each made once, as long as its result is kept.

    Parameters
    ----------
    function
        It may raise nothing.
    seconds
        The time limit of a call.
    """

    def __init__(self, function: Callable[[Any], Result], seconds: float) -> None:
        self._function = function
        self.seconds = seconds
        self._lock = threading.Lock()
        self._calls: OrderedDict[Hashable, _FunctionCall[Result]] = OrderedDict()
        self._queue: deque[_FunctionCall[Result]] = deque()
        self._running: _FunctionCall[Result] | None = None
        self._lost: list[_FunctionCall[Result]] = []

    @property
    def is_stuck(self) -> bool:
        """True while so many calls hang that no further call is made."""
        return len(self._lost) >= MOST_LOST

    def result(self, key: Hashable, argument: Any, patience: float) -> Result | None:
        """Return the result for an argument; None while the function runs, or waits for its turn.

        Parameters
        ----------
        key
            Equal for equal arguments.
        argument
            The argument of the function.
        patience
            The most seconds to wait.

        Raises
        ------
        OverdueError
            If the function has not come back in time. A later result is returned all the same.
        """
        with self._lock:
            call = self._calls.get(key)
            if call is None:
                call = self._calls[key] = _FunctionCall(argument)
                self._queue.append(call)
                self._forget()
            self._calls.move_to_end(key)
            self._go_on()
        if call.done.wait(patience):
            return call.result
        with self._lock:
            self._go_on()
            if call.is_given_up or (call.began is None and self.is_stuck):
                raise OverdueError
        return None

    def _go_on(self) -> None:
        """Give up a call that takes too long, and begin the next call on another thread."""
        self._lost = [call for call in self._lost if not call.done.is_set()]
        running = self._running
        if running is not None and not running.done.is_set():
            began = running.began
            if began is None or time.monotonic() - began < self.seconds:
                return
            running.is_given_up = True
            self._lost.append(running)
            self._running = None
        if self._queue and len(self._lost) < MOST_LOST:
            self._running = call = self._queue.popleft()
            call.began = time.monotonic()
            threading.Thread(
                target=self._work, args=(call,), name="loopwidgets-custom", daemon=True
            ).start()

    def _work(self, call: _FunctionCall[Result]) -> None:
        """Make a call, and those that wait behind it."""
        while True:
            call.result = self._function(call.argument)
            call.argument = None
            call.done.set()
            with self._lock:
                if self._running is not call or not self._queue:
                    return
                self._running = call = self._queue.popleft()
                call.began = time.monotonic()

    def _forget(self) -> None:
        done = [key for key, call in self._calls.items() if call.done.is_set()]
        for key in done[: max(0, len(self._calls) - MOST_KEPT)]:
            del self._calls[key]

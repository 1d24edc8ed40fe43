"""Lets a cell wait until labeling is done, while the widget keeps working.

A cell that waits stands in the way of messages that come to its own thread. JupyterLab and Notebook 7 send
the messages of widgets to another thread.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from loopwidgets.errors import InputError
from loopwidgets.widgets.notebook import (
    all_widgets_heard,
    hear_behind_the_cell,
    hears_while_cells_run,
)

STEP = 0.2
"""Seconds between two looks for messages that wait, and for answers from other kernels."""
PATIENCE = 10.0
"""Seconds in which the page of a widget must have come to a thread of its own."""

OnFinish = Callable[[Callable[[Any], object]], Callable[[], None]]


def wait(on_finish: OnFinish, look: Callable[[], None], timeout: float | None) -> bool:
    """Wait on this thread; return whether all is done.

    Parameters
    ----------
    on_finish
        Calls a function when all is done, on any thread; returns a function that stops this.
    look
        Looks for answers from other kernels; raises if there is nothing to wait for any more.
    timeout
        The most seconds to wait; None for any time.

    Raises
    ------
    InputError
        If this cell keeps the answers from the widget.
    """
    _check_timeout(timeout)
    done = threading.Event()
    begun = time.monotonic()
    with ExitStack() as until_then:
        until_then.callback(on_finish(lambda _: done.set()))
        until_then.enter_context(all_widgets_heard())
        while not done.wait(STEP if timeout is None else min(STEP, timeout)):
            waited = time.monotonic() - begun
            if timeout is not None and waited >= timeout:
                return False
            if waited >= PATIENCE and not hears_while_cells_run():
                raise InputError(
                    "wait: here a widget hears nothing while a cell runs. Write `await w.finished()`, or "
                    "run the next cell when you are done"
                )
            look()
    return True


async def finished(on_finish: OnFinish, look: Callable[[], None]) -> None:
    """Wait until all is done, and let other tasks run; the arguments are those of `wait`."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    stop = on_finish(lambda _: loop.call_soon_threadsafe(done.set))
    try:
        while True:
            try:
                await asyncio.wait_for(done.wait(), STEP)
            except TimeoutError:
                await hear_behind_the_cell()
                look()
            else:
                return
    finally:
        stop()


def _check_timeout(timeout: Any) -> None:
    is_number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if timeout is not None and not (is_number and timeout >= 0):
        raise InputError(f"timeout: expected a number of seconds, or None, got {timeout!r}")

"""Holds back Ctrl-C while something is half done, such as a transaction or the import of a library."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_is_holding = False


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let an interrupt wait for the end of the block; a second one breaks into it.

    Without it a transaction could stay open: a notebook keeps the last traceback, and that a cursor. And a
    library that is imported in part can't be used until the kernel is restarted.
    """
    global _is_holding  # noqa: PLW0603 - of the main thread, the only one that is interrupted
    before = signal.getsignal(signal.SIGINT)
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or _is_holding or not callable(before):
        yield
        return
    came: list[int] = []

    def hold(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            before(number, frame)

    signal.signal(signal.SIGINT, hold)
    _is_holding = True
    try:
        yield
    finally:
        _is_holding = False
        signal.signal(signal.SIGINT, before)
        if len(came) == 1:
            before(came[0], None)

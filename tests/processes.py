"""Processes that a test wants to be new ones, in one."""

from loopwidgets import store
from loopwidgets.core import opening


def as_if_in_a_new_process() -> None:
    """Forget which stores and projects are open."""
    store._open.clear()
    opening._open.clear()

"""Declares the messages of a search for items; a part of ``messages.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwidgets.core.search import Query
from loopwidgets.widgets.protocol.parts import ShownItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Asks for up to ``count`` of the first items that fit, and for their number.

    Answered by `Found`, then `Counted`.

    ``search`` is the page's name for this search. The text of the query is as it was typed: it may name an
    item by its number or key. ``instead`` is an earlier search of this page that is given up.
    """

    type: Literal["find"] = "find"
    request: str
    client: str
    search: str
    query: Query
    count: int
    instead: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMore:
    """Asks for up to ``count`` items that a search found, from the place ``start`` on.

    Answered by `Found`.
    """

    type: Literal["find_more"] = "find_more"
    request: str
    client: str
    search: str
    start: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Items that a search found, in the order of the data; found items do not change any more.

    ``total`` have been found so far; with ``complete`` these are all. ``exhausted``: no item comes after
    these ``items``. ``named``: the text was an item's number or key.
    """

    type: Literal["found"] = "found"
    request: str
    to: str
    search: str
    items: list[ShownItem]
    total: int
    complete: bool
    exhausted: bool
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The items that a search of the page ``client`` found so far, as a number; final with ``complete``."""

    type: Literal["counted"] = "counted"
    client: str
    search: str
    total: int
    complete: bool

"""Answers a page that searches for items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from loopwidgets.core.search import typed
from loopwidgets.errors import InputError, reason
from loopwidgets.project import Project
from loopwidgets.widgets.annotation.search_threads import Search, Searches
from loopwidgets.widgets.protocol import messages

MOST_AT_ONCE = 200


class FindDesk:
    """Answers `Find` and `FindMore` for one project.

    Parameters
    ----------
    project
        With its data.
    items
        Makes items ready to be shown: as many of the first as fit into a message.
    tell
        Sends a message that answers no request; called on other threads.
    """

    def __init__(
        self,
        project: Project,
        *,
        items: Callable[[Sequence[str]], list[messages.ShownItem]],
        tell: Callable[[messages.FromKernel], None],
    ) -> None:
        self._project = project
        self._items = items
        self._tell = tell
        self._asked: dict[str, messages.Find] = {}
        self.searches = Searches(project, self._told)

    def find(self, message: messages.Find) -> None:
        """Begin a search; its thread answers."""
        if message.instead is not None:
            self.searches.give_up(message.instead)
        text, only = typed(self._project.need_data(), message.query.text)
        count = min(max(message.count, 1), MOST_AT_ONCE)
        self._asked[message.search] = replace(message, count=count)
        search = Search(message.search, message.client, only)
        self.searches.begin(search, replace(message.query, text=text), count)

    def more(self, message: messages.FindMore) -> messages.Found:
        """Return further items of a search; `InputError` if it was given up."""
        search = self.searches.get(message.search)
        if search is None:
            raise InputError("This search is over: find again.")
        count = min(max(message.count, 1), MOST_AT_ONCE)
        return self._found(search, message.request, max(message.start, 0), count)

    def _told(self, search: Search, is_first: bool) -> None:  # noqa: FBT001
        """Answer the page when the first items are found, and send it their number."""
        asked = self._asked.pop(search.name, None) if is_first else None
        if asked is not None:
            self._tell(self._first(search, asked))
        elif not search.given_up:
            counted = messages.Counted(
                client=search.client,
                search=search.name,
                total=search.total,
                complete=search.complete,
            )
            self._tell(counted)

    def _first(self, search: Search, asked: messages.Find) -> messages.FromKernel:
        why = search.failure or ("Another search took its place." if search.given_up else "")
        if not why:
            try:
                return self._found(search, asked.request, 0, asked.count)
            except Exception as error:  # noqa: BLE001 - on this thread no one else would answer the page
                why = reason(error)
        return messages.Failed(request=asked.request, to=search.client, reason=why)

    def _found(self, search: Search, request: str, start: int, count: int) -> messages.Found:
        ended, complete = search.ended, search.complete  # before its items are read
        data = self._project.need_data()
        keys = [data.key_of(code) for code in search.page(start, count).tolist()]
        items = self._items(keys)
        return messages.Found(
            request=request,
            to=search.client,
            search=search.name,
            items=items,
            total=search.total,
            complete=complete,
            exhausted=ended and start + len(items) >= search.total,
            named=search.only is not None,
        )

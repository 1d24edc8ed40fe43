"""`GuestWidget` lets a widget that others made ask the questions of a project.

The look and the buttons are the guest's. Queue, log, resuming, undo, progress and figures are ours.
"""

from __future__ import annotations

import json
import logging
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from html import escape
from typing import Any

from ipywidgets.widgets.widget_box import Box, VBox

from loopwidgets.core.listeners import QueueChange
from loopwidgets.core.search import named
from loopwidgets.errors import InputError, LoopwidgetsError, StoreError, names_its_arguments, reason
from loopwidgets.labels.scheme import Label
from loopwidgets.lib.html import NO_TEX
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.project import Project
from loopwidgets.results.live_column import LiveColumn
from loopwidgets.store import Recorded
from loopwidgets.store.acts import done_before
from loopwidgets.store.event import RETRACT
from loopwidgets.tasks import Guest
from loopwidgets.widgets.callbacks import Watchers
from loopwidgets.widgets.closed import SPLIT, while_open
from loopwidgets.widgets.guest.contract import (
    classes_of,
    forget_steps,
    guest_in,
    listen,
    put_back,
    takes_values,
    tidy,
)
from loopwidgets.widgets.guest.toolbar import GuestHeader
from loopwidgets.widgets.labeling import LabelingWidget
from loopwidgets.widgets.notebook import around_cells
from loopwidgets.widgets.protocol.addresses import stand_in_one_place

_logger = logging.getLogger(__name__)

_BACK_AT_MOST = 1000
_LONGEST_SAID = 80
_IN_ITS_OWN_WAY = (
    *("task", "view", "multiple", "question", "guidelines"),
    *("allow_new", "visible", "labels_for"),
)

_alive: weakref.WeakSet[GuestWidget] = weakref.WeakSet()


def host(
    data: Any,
    show: str | Sequence[str] | None,
    labels: Iterable[str | Label] | None,
    widget: Any,
    *,
    column: str | None,
    options: Mapping[str, Any],
) -> GuestWidget:
    """Let a widget ask about data; see `loopwidgets.annotate` for the arguments."""
    for name in _IN_ITS_OWN_WAY:
        if options.get(name):
            raise InputError(
                f"{name}: expected nothing beside widget=, which shows and asks in its own way, "
                f"got {options[name]!r}"
            )
    guest = guest_in(widget)
    offered = classes_of(guest)
    if offered and labels is not None:
        raise InputError(f"labels: expected nothing, the widget has its own: {offered}")
    if options.get("initial") is not None and not takes_values(guest):
        raise InputError(
            f"initial: {type(guest).__name__} can't show an answer that an item has already, because it has "
            "no writable data. Leave initial= out, or label with labels=[…] instead of widget="
        )
    task = Guest(
        labels if labels is not None else offered,
        name=type(guest).__name__,
        module=type(guest).__module__,
        classes=offered is not None or labels is not None,
    )
    project = Project.from_data(data, show, task=task, **options)
    if project.store.read_only:
        raise StoreError(f"widget: {project.store.read_only}")
    return GuestWidget(
        project, guest, live=None if column is None else LiveColumn(project, data, column)
    )


@names_its_arguments
class GuestWidget(LabelingWidget, VBox):
    """Label the items of a project with a widget that others made.

    Made by ``loopwidgets.annotate(data, show, widget=…)``. A newer widget on the same project, or with the
    same guest, closes the older one.

    Parameters
    ----------
    project
        With its data.
    guest
        Follows the contract of ``contract.py``.
    live
        A column of the user's frame that is kept in step with the answers.
    """

    def __init__(self, project: Project, guest: Any, *, live: LiveColumn | None = None) -> None:
        for older in tuple(_alive):
            if older.guest is guest or stand_in_one_place(older.project, project):
                older._replace()
        self.project = project
        self.guest: Any = guest
        self._item: str | None = None
        self._ahead: list[str] = []
        self._problem = ""
        self._acting = 0
        done = done_before(project.store, project.row.id, project.annotator.id, None, _BACK_AT_MOST)
        self._behind = [key for key in reversed(done) if project.has(key)]
        self._watchers = Watchers(project, while_open(self._complain), live)
        self._header = GuestHeader(while_open(self._press))
        tidy(guest)
        self._place = Box([guest])
        super().__init__([self._header, self._place])  # type: ignore[no-untyped-call]
        self.add_class("loopwidgets-guest")  # type: ignore[no-untyped-call]
        _alive.add(self)
        listen(guest, while_open(self._submit), while_open(self._undo))
        self._stop_listening = project.listen(while_open(self._on_recorded))
        self._stop_listening_to_queue = project.listen_to_queue(while_open(self._on_queue))
        self._stop_following = around_cells(self, before=GuestWidget._before_cell)
        self._do(self._go_on)

    # --- What it listens to ------------------------------------------------------------------------

    def _submit(self, value: Any) -> None:
        self._do(lambda: self._take(value))

    def _undo(self) -> None:
        self._press("undo")

    def _on_recorded(self, done: Sequence[Recorded]) -> None:
        self._do(lambda: self._follow(done))

    def _on_queue(self, change: QueueChange) -> None:
        if change == "started_over":
            self._do(self._start_over)
        elif change == "split":
            self._end()

    # --- Acts of the person ------------------------------------------------------------------------

    def _take(self, value: Any) -> None:
        """Record a submitted answer; the listener then goes on to the next item."""
        if self._item is None:
            raise InputError("There is no item left: this was not recorded.")
        if value is not None and self._item in self.project.met:
            raise InputError("The item was not shown: this was not recorded. Skip it.")
        if value is None:
            self.project.skip(item=self._item)
        else:
            self.project.answer(value, item=self._item)

    def _press(self, act: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "back": self._go_back,
            "forward": self._go_forward,
            "skip": lambda: self._take(None),
            "undo": self._take_back,
        }
        if act in acts:
            self._do(acts[act])

    def _take_back(self) -> None:
        if self.project.undo() is None:
            raise InputError(
                "There is nothing to undo since the cell ran. Back shows earlier answers."
            )

    def _do(self, act: Callable[[], object]) -> None:
        """Run an act of the person; nothing here may raise, since errors vanish unseen in a handler."""
        self._acting += 1
        try:
            with self.project.lock:
                self._problem = ""
                act()
        except LoopwidgetsError as error:
            self._problem = str(error)
        except Exception as error:
            _logger.exception("An act in a guest's widget failed")
            self._problem = f"{type(error).__name__}: {error}"
        finally:
            self._acting -= 1
        # Under the lock: a callback's error that comes meanwhile must not be drawn over.
        with self.project.lock, suppress(Exception):  # a browser that is gone; the records stay
            self._draw()

    def _complain(self, text: str) -> None:
        """Show an error; the next act removes it."""
        with self.project.lock, suppress(Exception):
            self._problem = text
            self._draw()

    # --- The shown item ----------------------------------------------------------------------------

    def _follow(self, done: Sequence[Recorded]) -> None:
        """Go where an act leads, whether it was done here or in code."""
        for recorded in done:
            event, before, after = recorded.event, recorded.before, recorded.after
            if not recorded.new:
                continue
            if event.kind in ("answer", "skip") and event.item_key == self._item:
                self._go_on()
                continue
            undone = event.kind == RETRACT and self.project.is_own_act(event)
            if undone and before.answer_tip != after.answer_tip:
                self._return_to(event.item_key, before.value)

        self.project.notice = ""  # read by now
        self._watchers.hear(done)

    def _before_cell(self) -> None:
        self._watchers.write_column()

    def go_to(self, item: str | int) -> None:
        """Show an item now; after it comes the item that was left.

        Parameters
        ----------
        item
            Its key, as in the column ``item`` of `find`; or its number in the data, from 1.

        Raises
        ------
        InputError
            If there is no such item, or the widget is closed.
        """
        self._need_open()
        key = named(self.project.need_data(), item)
        self._do(lambda: self._return_to(key))

    def _start_over(self) -> None:
        """Show the first item again; there is no way back from it."""
        first = next(iter(self.project.next_items(1)), None)
        with uninterrupted():
            self._behind, self._ahead = [], []
            self._show(first)

    def _end(self) -> None:
        """Close, because nothing more can be recorded; a refused answer stays in sight."""
        if self._acting:
            self._problem = SPLIT
        else:
            self._replace(SPLIT)

    def _leave(self) -> None:
        if self._item is not None:
            self._behind = [key for key in self._behind if key != self._item] + [self._item]
        self._item = None

    def _go_on(self) -> None:
        """Leave the item for the next: the item that the person came back from, else the queue's."""
        following = self._ahead[-1] if self._ahead else next(iter(self.project.next_items(1)), None)
        with uninterrupted():
            self._leave()
            self._ahead = self._ahead[:-1]
            self._show(following)

    def _go_back(self) -> None:
        if self._behind:
            self._return_to(self._behind[-1])

    def _go_forward(self) -> None:
        if self._ahead or self._item is None or self._is_done():
            self._go_on()

    @uninterrupted()
    def _return_to(self, key: str, value: Any = None) -> None:
        if self._item is not None and self._item != key:
            self._ahead.append(self._item)
        self._behind = [other for other in self._behind if other != key]
        self._ahead = [other for other in self._ahead if other != key]
        self._show(key, value)

    def _show(self, key: str | None, value: Any = None) -> None:
        """Show an item with an earlier answer: the given, else the present, else that of the data."""
        self._item = key
        self.project.go_to(key)
        self._place.layout.display = "none"  # until it shows this item, and no other
        if key is None:
            return
        try:
            self.guest.display(self._content(key))
        except Exception as error:  # noqa: BLE001 - whatever another's widget does, the queue goes on
            self.project.met[key] = reason(error)
            self._problem = f"This item can't be shown: {self.project.met[key]}"
            return
        self.project.met.pop(key, None)
        self._place.layout.display = None
        present = self.project.state_of(key).value if value is None else value
        shown = self.project.initial_of(key) if present is None else present
        if shown is not None and not put_back(self.guest, shown) and present is None:
            self._problem = f"The widget does not take the answer in the data: {_in_words(shown)}"
        forget_steps(self.guest)

    def _content(self, key: str) -> Any:
        """Return an item as it is in the data: the value of its column, or several by name."""
        items = self.project.need_data()
        code = items.code_of(key)
        if code is None:
            raise InputError("it is not in the data any more")
        content = items.content(code)
        if len(content) == 1:
            return content[0]
        return dict(zip(items.shown, content, strict=True))

    def _is_done(self) -> bool:
        return self._item is not None and self.project.state_of(self._item).status != "open"

    # --- Showing -----------------------------------------------------------------------------------

    def _draw(self) -> None:
        project, tally = self.project, self.project.tally
        state = None if self._item is None else project.state_of(self._item)
        self._header.show(
            heading=project.name,
            notice=project.notice,
            item=self._item,
            answered=tally.answered,
            skipped=tally.skipped,
            total=project.total,
            rows=project.n_rows,
            labels=[
                {
                    "name": choice.name,
                    "count": tally.by_value[choice.id],
                    "light": choice.color[0],
                    "dark": choice.color[1],
                }
                for choice in project.task.choices(project.scheme)
            ],
            where=project.store.where,
            durable=project.store.durable,
            annotator=project.annotator.name,
            status="open" if state is None else state.status,
            said=_in_words(None if state is None else state.value),
            initial=_in_words(None if self._item is None else project.initial_of(self._item)),
            problem=self._problem,
            reading=project.is_reading,
            back=bool(self._behind),
            forward=bool(self._ahead)
            or (self._item is None and project.is_reading)
            or self._is_done(),
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        if self._is_closed or not isinstance(bundle, dict):
            return bundle
        said = (
            f"Labels by {self.project.annotator.name} in {self.project.store.where}, project "
            f"{self.project.name}. Run the cell to go on."
        )
        html = f'<div class="{NO_TEX}">{escape(said)}</div>'
        return {**bundle, "text/plain": said, "text/html": html}

    def close(self) -> None:
        """Close the widget; its guest stays open, and the labels stay in the store."""
        _alive.discard(self)
        self._stop_listening()
        self._stop_listening_to_queue()
        self._stop_following()
        self._watchers.close()
        self._header.close()
        super().close()

    def __repr__(self) -> str:
        return f"GuestWidget({self.project!r}, {type(self.guest).__name__}{self._ending()})"


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SAID else f"{text[: _LONGEST_SAID - 1]}…"

"""`AnnotationWidget` is the widget that a user holds; it carries messages between browser and project.

``handlers.py`` knows the meaning of a message; the project knows the meaning of an answer.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from IPython.display import display, update_display

from loopwidgets.core.listeners import QueueChange
from loopwidgets.core.search import named
from loopwidgets.errors import InputError, StoreError, names_its_arguments
from loopwidgets.labels.scheme import Label
from loopwidgets.project import Project
from loopwidgets.results.live_column import LiveColumn
from loopwidgets.store import Recorded
from loopwidgets.widgets.annotation.delayed_messages import News
from loopwidgets.widgets.annotation.encode import MOST_AT_ONCE
from loopwidgets.widgets.annotation.handlers import FIRST, Desk
from loopwidgets.widgets.annotation.replies import Reception
from loopwidgets.widgets.callbacks import Watchers
from loopwidgets.widgets.closed import REPLACED, SPLIT, while_open
from loopwidgets.widgets.labeling import LabelingWidget
from loopwidgets.widgets.notebook import (
    answer_while_cells_run,
    around_cells,
    built,
    is_watched,
    with_parts,
)
from loopwidgets.widgets.protocol import codec, messages
from loopwidgets.widgets.protocol.addresses import stand_in_one_place
from loopwidgets.widgets.saved_summary import id_of_summary, summarize

if TYPE_CHECKING:
    from loopwidgets.loop import RunningLoop

_alive: weakref.WeakSet[AnnotationWidget] = weakref.WeakSet()


@names_its_arguments
class AnnotationWidget(LabelingWidget, anywidget.AnyWidget):
    """Label the items of a project in the notebook.

    Made by `loopwidgets.annotate`. A newer widget on the same project closes the older one.

    Parameters
    ----------
    project
        With its data.
    live
        A column of the user's frame that is kept in step with the answers.
    loop
        The model that learns beside the person.
    """

    _esm = built("annotation.js")
    _css = built("annotation.css")

    _first: Any = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    _summary_id = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, project: Project, *, live: LiveColumn | None = None, loop: RunningLoop | None = None
    ) -> None:
        if project.items is None:
            raise InputError(f"project {project.name!r} was opened without its data")
        older = [one for one in tuple(_alive) if stand_in_one_place(one.project, project)]
        for one in older:
            one._replace()
        self.project = project
        self.loop = loop
        self._news = News(while_open(self._tell))
        self._desk = Desk(project, while_open(self._tell), news=self._news.tell, loop=loop)
        self._reception = Reception(self._desk)
        self._watchers = Watchers(project, while_open(self._complain), live)
        self._is_answering = self._is_split = False
        # The older widget's summary in the notebook shows the same project's numbers: they stay true.
        self._summary: dict[str, str] | None = None
        for one in older:
            if one.project is project:
                self._summary = one._summary  # noqa: SLF001
        parts = with_parts("annotation", parts_of(project))
        super().__init__(
            _first=codec.write(self._desk.welcome(count=FIRST)),
            _summary_id=id_of_summary(project),
            **({} if is_watched() else parts),
        )
        if is_watched():
            for name, text in parts.items():
                self.set_trait(name, text)
        _alive.add(self)
        answer_while_cells_run(self.comm)
        self.on_msg(_on_message)
        self._stop_listening = project.listen(while_open(self._on_recorded))
        self._stop_listening_to_queue = project.listen_to_queue(while_open(self._on_queue))
        self._stop_listening_to_labels = project.schemes.listen(while_open(self._on_choices))
        self._stop_following = around_cells(
            self, before=AnnotationWidget._before_cell, after=AnnotationWidget._after_cell
        )

    # --- Messages ----------------------------------------------------------------------------------

    def _receive(self, content: Any) -> None:
        # Messages come on several threads: none may be older than a message that went out before.
        with self.project.lock:
            self._is_answering = True
            try:
                for answer in self._reception.replies(content):
                    self._tell(answer)
                    if isinstance(answer, messages.Welcome) and self._first is not None:
                        self._first = None
            finally:
                self._is_answering = False
            if self._is_split:
                self._end()
                return
            self._tell_elsewhere()
            self._news.deliver()

    def _tell(self, message: messages.FromKernel) -> None:
        content, buffers = codec.split(codec.write(message))
        self.send(content, buffers=buffers or None)

    def _complain(self, text: str) -> None:
        self._tell(messages.Notice(level="error", text=text))

    def _on_recorded(self, done: Sequence[Recorded]) -> None:
        for recorded in done:
            if recorded.new and self.project.is_own_act(recorded.event):
                self._tell(self._desk.changed(recorded))
        self._watchers.hear(done)

    def _end(self) -> None:
        """Close, because nothing more can be recorded; the page keeps its unsaved answers."""
        if not self._is_closed:
            self._tell(messages.Notice(level="warning", text=SPLIT))
            self._replace(SPLIT)

    def _on_queue(self, change: QueueChange) -> None:
        if change == "split":
            self._is_split = True
            if not self._is_answering:  # else it closes behind the answer
                self._end()
            return
        if change == "changed_elsewhere":
            with self.project.lock:
                if not self._is_answering:  # else it goes out behind the answer
                    self._tell_elsewhere()
            return
        if self._first is not None:
            self._first = codec.write(self._desk.welcome(count=FIRST))
        if change == "started_over":
            self._tell(messages.StartedOver())
        elif change == "relabeled":
            self._tell(self._desk.welcome(count=FIRST))
            self._watchers.relabeled()
        elif self.loop is None:
            self._tell(messages.Reordered())
        else:  # a model brings another order again and again
            self._news.tell(messages.Reordered())

    def _tell_elsewhere(self) -> None:
        """Send changes from other kernels; if the store can't be read, the next time."""
        with suppress(StoreError):
            told = self._desk.said_elsewhere()
            if told is None:
                return
            if self._first is not None:
                self._first = codec.write(self._desk.welcome(count=FIRST))
            self._tell(told)
            if len(told.acked) == MOST_AT_ONCE:  # others come when they are sent again
                self._tell(messages.Reordered())
            self._watchers.hear(())

    def _on_choices(self, labels: Sequence[Label]) -> None:
        if not labels:
            return
        if self._first is not None:
            self._first = codec.write(self._desk.welcome(count=FIRST))
        self._tell(self._desk.choices_added({label.id for label in labels}))

    # --- Showing -----------------------------------------------------------------------------------

    def _ipython_display_(self, **_: object) -> None:
        if self._display():
            self._summary = summarize(self.project, self._summary_id)
            display(self._summary, display_id=self._summary_id, raw=True)

    def _before_cell(self) -> None:
        self._watchers.write_column()

    def _after_cell(self) -> None:
        self._news.deliver()
        if self._summary is None:
            return
        summary = summarize(self.project, self._summary_id)
        if summary != self._summary:
            self._summary = summary
            update_display(summary, display_id=self._summary_id, raw=True)

    def close(self) -> None:
        """Close the widget; the labels stay in the store."""
        with suppress(AttributeError):
            self._desk.finding.searches.close()
            self._desk.looping.close()
            if self.loop is not None:
                self.loop.close()
            self._stop_listening()
            self._stop_listening_to_queue()
            self._stop_listening_to_labels()
            self._stop_following()
            self._watchers.close()
            self._news.close()
        if self.comm is not None:
            self._after_cell()
            self._tell(messages.Replaced(by_hand=self._why_closed != REPLACED))
        super().close()
        _alive.discard(self)

    def __repr__(self) -> str:
        return f"AnnotationWidget({self.project!r}{self._ending()})"

    def go_to(self, item: str | int) -> None:
        """Show an item now; when the person leaves it, they return to their earlier place.

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
        message = self._desk.visit(named(self.project.need_data(), item))
        if self._first is not None:
            self._first = codec.write(self._desk.welcome(count=FIRST))
        self._tell(message)


def parts_of(project: Project) -> list[str]:
    """Return the names of the parts that the project's task and view may need."""
    views = () if project.view is None else project.view.kinds
    return [*(f"task-{kind}" for kind in project.task.kinds), *(f"view-{kind}" for kind in views)]


def _on_message(widget: AnnotationWidget, content: Any, buffers: object) -> None:  # noqa: ARG001
    widget._receive(content)  # noqa: SLF001

"""`ProgressWidget` shows the progress of the work, live, in a cell of its own.

It sends counts to the page, a few times a second at most; ``results/progress.py`` makes them.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from loopwidgets.core.counts import most_chosen
from loopwidgets.errors import InputError, StoreError, names_its_arguments
from loopwidgets.lib.html import NO_TEX
from loopwidgets.project import Project
from loopwidgets.results.progress import Stretch, Work, Works, work_of
from loopwidgets.store import Recorded, now
from loopwidgets.tasks import Choice
from loopwidgets.widgets.closed import Lasting, while_open
from loopwidgets.widgets.labeling import LabelingWidget
from loopwidgets.widgets.notebook import answer_while_cells_run, built
from loopwidgets.widgets.protocol import codec
from loopwidgets.widgets.protocol import progress_messages as shown
from loopwidgets.widgets.saved_summary import STYLE, as_of, with_why

_logger = logging.getLogger(__name__)

APART = 0.25
"""The fewest seconds between two updates of the page."""

LEASE = 30.0
"""Seconds for which a page gets changes after its last `Looking`."""

MOST_BINS_SHOWN = 12
"""The most bars: with more, those that were chosen most often are shown."""

POLL = 2.0
"""The fewest seconds between two looks into the store."""


@names_its_arguments
class ProgressWidget(Lasting, anywidget.AnyWidget):
    """Progress and class distribution of a project, live in a cell of its own.

    Parameters
    ----------
    project
        A `Project`, with its data or opened without, or what `loopwidgets.annotate` returned.
    everyone
        Show the work of everyone in the store, each annotator apart. Answers of other kernels then appear
        within some seconds.

    Raises
    ------
    InputError
        If ``project`` is neither.
    """

    _esm = built("progress.js")
    _css = built("progress.css")

    _shown: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, project: Project | LabelingWidget, *, everyone: bool = False) -> None:
        held = project.project if isinstance(project, LabelingWidget) else project
        if not isinstance(held, Project):
            raise InputError(
                f"project: expected a Project or what loopwidgets.annotate returned, "
                f"got {type(project).__name__}"
            )
        self.project = held
        self.everyone = bool(everyone)
        self._works = Works(held, everyone=self.everyone)
        self._language = "en"
        self._telling = threading.RLock()
        self._told_at = 0.0
        self._looked_at = 0.0
        self._later: threading.Timer | None = None
        self._watch: threading.Thread | None = None
        self._closed = threading.Event()
        super().__init__(_shown=codec.write(self._standing()))
        answer_while_cells_run(self.comm)
        self.on_msg(_on_message)
        self._stop_listening = held.listen(while_open(self._on_recorded))

    # --- Messages ----------------------------------------------------------------------------------

    def _standing(self) -> shown.ShownProgress:
        project, works = self.project, self._works
        total = project.total if project.items is not None and not self.everyone else None
        everything = works.all() if self.everyone or project.items is None else work_of(project)
        every = project.task.bins(project.scheme, everything.by_value, self._language)
        bins, _ = most_chosen(every, everything.by_value, MOST_BINS_SHOWN)
        people = sorted(
            works.by_annotator.items(),
            key=lambda one: (-one[1].answered, works.names.get(one[0], "")),
        )
        return shown.ShownProgress(
            project=project.name,
            everyone=self.everyone,
            total=total,
            bins=[
                shown.CountedBin(name=bin_.name, title=bin_.title, color=bin_.color)
                for bin_ in bins
            ],
            others=len(every) - len(bins),
            all=self._work("", everything, bins, every),
            people=[self._work(one, work, bins, every) for one, work in people if _has_acted(work)]
            if self.everyone
            else [],
            stretch=_stretch(works.stretch(), total, everything.answered),
            at=now(),
        )

    def _work(
        self, annotator: str, work: Work, bins: Sequence[Choice], every: Sequence[Choice]
    ) -> shown.ShownWork:
        own = annotator == self.project.annotator.id
        name = self.project.annotator.name if own else self._works.names.get(annotator, "")
        counts = [work.by_value[bin_.id] for bin_ in bins]
        of_these = sum(work.by_value[bin_.id] for bin_ in every)
        return shown.ShownWork(
            annotator=name,
            own=own,
            answered=work.answered,
            skipped=work.skipped,
            flagged=work.flagged,
            by_bin=counts,
            others=of_these - sum(counts),
            retired=max(0, sum(work.by_value.values()) - of_these),
        )

    def _on_recorded(self, done: Sequence[Recorded]) -> None:
        try:
            self._works.follow(done)
            self._tell_soon()
        except Exception as error:  # noqa: BLE001 - it may not disturb what is recorded
            _logger.warning("Progress could not be updated: %s", error)

    def _tell_soon(self) -> None:
        """Send the counts now, or once enough time has passed since the last time."""
        with self._telling:
            if not self._is_looked_at() or self._later is not None:
                return
            wait = self._told_at + APART - time.monotonic()
            if wait <= 0:
                self._tell()
                return
            self._later = threading.Timer(wait, while_open(self._tell))
            self._later.daemon = True
            self._later.start()

    def _tell(self) -> None:
        with self._telling:
            self._later = None
            if self._closed.is_set():
                return
            self._told_at = time.monotonic()
            self._shown = codec.write(self._standing())

    # --- While a page looks ------------------------------------------------------------------------

    def _receive(self, content: Any) -> None:
        try:
            message = codec.read_as((shown.Looking,), content)
            self._language = message.language
            self._looked_at = time.monotonic()
            self.project.look_elsewhere()
            self._tell()
        except Exception as error:  # noqa: BLE001 - here errors vanish unseen
            _logger.warning("A message from the browser was refused: %s", error)
            return
        with self._telling:
            if self.everyone and (self._watch is None or not self._watch.is_alive()):
                self._watch = threading.Thread(
                    target=_watch, args=[weakref.ref(self), self._closed], daemon=True
                )
                self._watch.start()

    def _is_looked_at(self) -> bool:
        return time.monotonic() - self._looked_at < LEASE

    # --- Showing -----------------------------------------------------------------------------------

    def _ipython_display_(self, **_: object) -> None:
        if self._display():
            display(self._summary(), raw=True)

    def _summary(self) -> dict[str, str]:
        """Return the text that stays in the saved notebook: true at the time when it was shown."""
        said = self._in_words()
        html = f'{STYLE}<div class="loopwidgets-summary {NO_TEX}">{escape(said)}</div>'
        return {"text/plain": said, "text/html": html}

    def _still(self) -> dict[str, str]:
        try:
            self.project.look_elsewhere()
            self._works = Works(self.project, everyone=self.everyone)  # it follows no longer
        except StoreError:
            said = f"Project {self.project.name} in {self.project.store.where}."
        else:
            said = self._in_words()
        return with_why(self._why_closed, said, escape(said))

    def _in_words(self) -> str:
        standing = self._standing()
        work = standing.all
        of = "" if standing.total is None else f" of {standing.total:,}"
        by = (
            f"{len(standing.people)} annotators"
            if self.everyone
            else f"{self.project.annotator.name}"
        )
        counted = [
            f"{bin_.title} {count:,}"
            for bin_, count in zip(standing.bins, work.by_bin, strict=True)
        ]
        counts = ", ".join([*counted, *([f"others {work.others:,}"] if standing.others else [])])
        return (
            f"{as_of(standing.at)}{work.answered:,}{of} answered by {by}, "
            f"{work.skipped:,} skipped, {work.flagged:,} flagged: {counts}. "
            f"Project {self.project.name} in {self.project.store.where}."
        )

    def close(self) -> None:
        """Close the widget; the project goes on."""
        with suppress(AttributeError):
            self._closed.set()
            self._stop_listening()
            if (later := self._later) is not None:
                later.cancel()
        super().close()

    def __repr__(self) -> str:
        return f"ProgressWidget({self.project!r}{', everyone=True' if self.everyone else ''}{self._ending()})"


def _has_acted(work: Work) -> bool:
    return bool(work.answered or work.skipped or work.flagged)


def _stretch(
    stretch: Stretch | None, total: int | None, answered: int
) -> shown.ShownStretch | None:
    if stretch is None:
        return None
    left = None if total is None else total - answered
    pace = stretch.per_hour
    can_tell = left and pace and stretch.answered >= 10 and stretch.seconds >= 120
    return shown.ShownStretch(
        begun=stretch.begun.isoformat(),
        ended=stretch.ended.isoformat(),
        answered=stretch.answered,
        steps=list(stretch.steps),
        per_hour=pace,
        hours_left=left / pace if can_tell and left and pace else None,
    )


def _on_message(widget: ProgressWidget, content: Any, buffers: object) -> None:  # noqa: ARG001
    widget._receive(content)  # noqa: SLF001


def _watch(held: weakref.ref[ProgressWidget], closed: threading.Event) -> None:
    """Look into the store for the work of others, while a page looks; less often where that is slow."""
    pause = 0.0
    while not closed.wait(pause):
        alive = held()
        if alive is None or not alive._is_looked_at():  # noqa: SLF001
            return
        begun = time.monotonic()
        try:
            if alive._works.look():  # noqa: SLF001
                alive._tell_soon()  # noqa: SLF001
        except StoreError as error:
            _logger.warning("Progress could not read the store: %s", error)
        pause = max(POLL, 20 * (time.monotonic() - begun))
        del alive

"""Doing in code what the keys do: answer, skip, flag, note, dispute, undo, redo.

These are the acts of a `Project`, apart from how it records them and what comes out.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from loopwidgets.errors import InputError, StoreError, listed, names_its_arguments, nearest
from loopwidgets.labels.scheme import Label, LabelScheme, made_name
from loopwidgets.labels.versions import Schemes
from loopwidgets.store import AnnotatorRow, Current, Event, Recorded, Store, new_event_id, now
from loopwidgets.store.event import FACETS, RETRACT
from loopwidgets.tasks import Task

if TYPE_CHECKING:
    import pandas as pd

    from loopwidgets.project import Project

QueueChange = Literal["reordered", "started_over", "changed_elsewhere"]
"""Why other items come next than were told; the last: what was said of some in another kernel was found."""


@names_its_arguments
class Acting(ABC):
    """The acts of a project; see `loopwidgets.project.Project`."""

    task: Task
    annotator: AnnotatorRow
    schemes: Schemes
    store: Store

    def __init__(self) -> None:
        self.shown: str | None = None
        """Key of the item that is in front of the person, as far as it was told."""
        self.lock = threading.RLock()
        """Held while something is recorded, and by whoever tells of it: what is told keeps the order of what
        was recorded, whatever thread it comes from."""
        self._client = f"python-{new_event_id()}"
        self._client_seq = 0
        self._acts: dict[str, Event] = {}
        self._undone: list[_Undone] = []
        self._done_again: dict[str, str] = {}
        """By which act each one that was redone stands now."""
        self._shown_since = now()

    @property
    @abstractmethod
    def scheme(self) -> LabelScheme:
        """The labels as they are now."""

    @abstractmethod
    def record(self, events: Sequence[Event]) -> list[Recorded]:
        """Check events and write them."""

    @abstractmethod
    def state_of(self, key: str) -> Current:
        """Return what this annotator says of an item now."""

    @abstractmethod
    def initial_of(self, key: str) -> Any:
        """Return the label that the item had in the data, as a stored value; None where it had none."""

    @abstractmethod
    def tell_of_queue(self, change: QueueChange) -> None:
        """Tell those who listen that other items come now."""

    @abstractmethod
    def next_items(self, count: int, *, without: Sequence[str] = ()) -> list[str]:
        """Return keys of the items to ask about next."""

    @abstractmethod
    def said(self) -> list[Event]:
        """Return all that this annotator said and did not take back."""

    @abstractmethod
    def last_said(self) -> Event | None:
        """Return the last act on an item of the data that was not taken back."""

    @abstractmethod
    def is_open(self, key: str) -> bool:
        """Tell whether an item is neither answered nor skipped, as far as was heard here."""

    @abstractmethod
    def has(self, key: str) -> bool:
        """Tell whether the data has an item with this key."""

    def answer(self, value: Any, *, item: str | None = None) -> str:
        """Answer the item in front of the person (or the one with the key ``item``).

        Parameters
        ----------
        value
            A label's name; several names where several may be chosen; what a guest's widget gives.

        Returns
        -------
        str
            Key of the item that was answered.

        Raises
        ------
        InputError
            If there is no such label, or no item left.
        """
        with self.lock:
            stored = self.task.from_user(value, self.scheme)
            return self._act("answer", stored, item)

    def skip(self, *, item: str | None = None) -> str:
        """Skip the item in front of the person; it comes again at the end."""
        return self._act("skip", None, item)

    def flag(self, on: bool = True, *, item: str | None = None) -> str:  # noqa: FBT001, FBT002
        """Flag the item in front of the person, or take the flag away."""
        if not isinstance(on, bool):
            raise InputError(f"on: expected True or False, got {on!r}")
        return self._act("flag", on, item)

    def note(self, text: str, *, item: str | None = None) -> str:
        """Write a note on the item in front of the person; an empty one takes it away."""
        _check_text(text, "text")
        return self._act("note", text, item)

    def dispute(self, reason: str, *, label: str | None = None, item: str | None = None) -> str:
        """Say that a label is wrong for the item in front of the person, or that none fits."""
        named = self.scheme.by_name(label) if isinstance(label, str) else None
        if label is not None and named is None:
            names = self.scheme.names
            hint = nearest(label, names)
            raise InputError(f"label: expected one of {listed(names)}, got {label!r}.{hint}")
        _check_text(reason, "reason")
        value = {"label": named.id if named else None, "reason": reason}
        return self._act("dispute", value, item)

    def add_label(self, label: str | Label) -> str:
        """Add a label to the scheme, at its end: a new version of it, on disk when this returns.

        Parameters
        ----------
        label
            A name, or a `Label` with a title, color, key or description.

        Returns
        -------
        str
            The label's name. One whose name differs in case or width only adds none.

        Raises
        ------
        InputError
            If it is no name, its key is taken, or there would be too many labels.
        """
        with self.lock:
            return self.schemes.add(label if isinstance(label, Label) else Label(made_name(label)))

    def undo(self) -> str | None:
        """Take back the last act, also one of before the kernel was restarted.

        Returns
        -------
        str or None
            Its item's key; None where there is nothing to undo.
        """
        with self.lock:
            act = self._acts[next(reversed(self._acts))] if self._acts else self.last_said()
            if act is None:
                return None
            retraction = self._event(RETRACT, None, act.item_key, supersedes=act.id)
            self.go_to(act.item_key)
            self.record([retraction])
            self._undone.append(_Undone(act, retraction.id, self._tip(act)))
        return act.item_key

    def redo(self) -> str | None:
        """Do again what was undone last; returns its item's key, or None where there is nothing.

        Where something else was said of the item since, by whatever hand, that stands.
        """
        with self.lock:
            while self._undone:
                act, retraction, stood = self._undone.pop()
                while stood in self._done_again:
                    stood = self._done_again[stood]
                if self._tip(act) != stood:
                    continue
                follows = stood or retraction
                again = self._event(act.kind, act.value, act.item_key, supersedes=follows)
                self.record([replace(again, active_seconds=act.active_seconds)])
                self._done_again[act.id] = again.id
                if act.kind in ("answer", "skip"):
                    self.go_to(None)
                return act.item_key
            return None

    def reset(self, *, sure: bool = False) -> int:
        """Take back all that this annotator said, so that every item is open again.

        Nothing is deleted: `Project.events` tells what was said, and that it was taken back.

        Parameters
        ----------
        sure
            Without it the question is asked, and nothing happens unless the answer is yes.

        Returns
        -------
        int
            How many acts were taken back.

        Raises
        ------
        InputError
            If it can't be asked here, as in a notebook that runs without a person.
        StoreError
            If the store can only be read.
        """
        if self.store.read_only:
            raise StoreError(self.store.read_only)
        acts = self.said()
        if not acts or not (sure or _is_sure(acts, self.annotator.name)):
            return 0
        with self.lock:
            acts = self.said()  # labels go on coming in while it is asked
            client = f"reset-{new_event_id()}"
            for start in range(0, len(acts), _AT_ONCE):
                retractions = (
                    self._event(RETRACT, None, act.item_key, supersedes=act.id)
                    for act in acts[start : start + _AT_ONCE]
                )
                self.record([replace(one, client_id=client) for one in retractions])
            self._acts.clear()
            self._forget_undone()
            self.go_to(None)
        self.tell_of_queue("started_over")
        return len(acts)

    def stretches(self, pause: str = "10min") -> pd.DataFrame:
        """Return when which labels were answered, by everyone: helps to tell two questions apart.

        Parameters
        ----------
        pause
            A longer time without an answer ends a stretch, such as ``"10min"`` or ``"30s"``.

        Returns
        -------
        pandas.DataFrame
            By time: ``first_at, last_at, answers, annotators, labels`` (that could be chosen then).
        """
        from loopwidgets.core.splitting import stretches

        return stretches(cast("Project", self), pause)

    def split(
        self,
        *,
        labels: Sequence[str] | None = None,
        since: Any = None,
        until: Any = None,
        question: str | None = None,
        stays: str | None = None,
        initial: str | None = None,
        name: str | None = None,
    ) -> Project:
        """Move the answers to a second question, of every annotator, into a project of their own.

        For a project that two questions came into; `stretches` shows when which labels were answered. The
        answers are copied, with their times and their history, and taken back here: all of them, or none.

        Parameters
        ----------
        labels
            Moves the answers with these labels, and the notes and flags of their items. A skip moves if the
            person saw no other labels.
        since, until
            Moves what was done from a time on, or before a time; UTC where no time zone is given.
        question, initial
            The question, or the column under review, of the answers that move.
        stays
            The question of the answers that stay.
        name
            The new project's name; by default it has the question, the column or the labels.

        Returns
        -------
        Project
            The new project, without its data: `loopwidgets.annotate` with its question goes on with it.

        Raises
        ------
        InputError
            If no answer fits, or every answer does; if there is no such label, or the name is taken.

        Examples
        --------
        >>> project.split(since="2026-03-01 14:30", question="Rude?", stays="About sport?")  # doctest: +SKIP
        """
        from loopwidgets.core.splitting import split

        for argument, text in {"question": question, "stays": stays, "name": name}.items():
            if text is not None:
                _check_text(text, argument)
        with self.lock:
            made = split(
                cast("Project", self),
                labels=labels,
                since=since,
                until=until,
                question=question,
                stays=stays,
                initial=initial,
                name=name,
            )
            self._acts.clear()
            self._forget_undone()
        return made

    def current(self) -> str | None:
        """Return the key of the item in front of the person, or None when all is done."""
        with self.lock:
            if self.shown is None:
                self.go_to(next(iter(self.next_items(1)), None))
            return self.shown

    def _act(self, kind: str, value: Any, item: str | None) -> str:
        if not isinstance(item, str | None):
            raise InputError(f"item: expected an item's key, as find() tells it, got {item!r}")
        with self.lock:
            key = self.current() if item is None else item
            if key is None:
                raise InputError("There is no item left: all were answered or skipped.")
            if not self.has(key):
                raise InputError(f"item: no item of the data has the key {key!r}")
            # An answer that was given elsewhere, unheard of here, is not replaced: it stands beside this one.
            unheard = FACETS[kind] == "answer" and self.is_open(key)
            tip = None if unheard else self._tip_of(key, kind)
            self.record([self._event(kind, value, key, supersedes=tip)])
            self._forget_undone()
            if kind in ("answer", "skip") and key == self.shown:
                self.go_to(None)
        return key

    def _tip(self, act: Event) -> str | None:
        return self._tip_of(act.item_key, act.kind)

    def _tip_of(self, key: str, kind: str) -> str | None:
        """Return the event that shows where one of this kind would."""
        tip: str | None = getattr(self.state_of(key), f"{FACETS[kind]}_tip")
        return tip

    def _event(self, kind: str, value: Any, key: str, *, supersedes: str | None) -> Event:
        self._client_seq += 1
        initial = self.initial_of(key) if kind == "answer" else None
        return Event(
            id=new_event_id(),
            item_key=key,
            annotator=self.annotator.id,
            kind=kind,
            value=value,
            client_id=self._client,
            client_seq=self._client_seq,
            supersedes=supersedes,
            started_at=self._shown_since,
            submitted_at=now(),
            scheme_version=self.scheme.version,
            extra={} if initial is None else {"initial": initial},
        )

    def is_own_act(self, event: Event) -> bool:
        """Tell whether an event was done in code, through this object."""
        return event.client_id == self._client

    def go_to(self, key: str | None) -> None:
        """Take note of which item is in front of the person; None: the next of the queue."""
        self.shown, self._shown_since = key, now()

    def _forget_undone(self) -> None:
        self._undone.clear()
        self._done_again.clear()

    def _remember(self, event: Event) -> None:
        """Take note of an act for undo, wherever it was done."""
        if event.kind == RETRACT:
            self._acts.pop(str(event.supersedes), None)
        else:
            self._acts[event.id] = event


def _check_text(text: Any, argument: str) -> None:
    if not isinstance(text, str):
        raise InputError(f"{argument}: expected a text, got {text!r}")


class _Undone(NamedTuple):
    """An act that was taken back, by which event, and what stood in its place then."""

    act: Event
    retraction: str
    stood: str | None


_AT_ONCE = 500
"""Retractions in one transaction, so that answers of others get their turn."""


def _is_sure(acts: Sequence[Event], name: str) -> bool:
    items = len({act.item_key for act in acts})
    of = "1 item" if items == 1 else f"{items} items"
    question = f"Take back all that {name} said of {of}? The history keeps it. Type yes: "
    try:
        return input(question).strip().lower() in ("yes", "y")
    except (EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError("sure: nobody can be asked here; reset(sure=True) does not ask") from error

"""Holds the state of a project, `ProjectState`: task, view, labels, items and store. Records its answers.

It knows no browser and no tables: widgets listen to it, and ``results`` reads it.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from loopwidgets.core.counts import Tally, read_standings
from loopwidgets.core.listeners import Listened
from loopwidgets.core.sync import Elsewhere
from loopwidgets.core.validation import check, check_forms, check_offered, labels_named
from loopwidgets.data.allowed_labels import Subsets
from loopwidgets.data.initial_labels import Initial
from loopwidgets.data.items import Items
from loopwidgets.data.iterators import Growth
from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError, SplitError, StoreError, reason
from loopwidgets.images.fetched import fetched
from loopwidgets.labels.scheme import Label, LabelScheme
from loopwidgets.labels.versions import Schemes
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.queue.queue import OPEN, OUTSIDE, Queue, Statuses, by_priority
from loopwidgets.store import (
    AnnotatorRow,
    Current,
    Event,
    ProjectRow,
    Recorded,
    Store,
    new_event_id,
    now,
    queries,
)
from loopwidgets.store.acts import events_by, last_acts
from loopwidgets.store.event import FACETS, RETRACT, refuse_other
from loopwidgets.store.fold import living
from loopwidgets.tasks import Task
from loopwidgets.views import Payload, View

MANY = 100
"""For more items than this it is faster to read all items again than to read them one by one."""
_LAST_ACTS = 100  # acts to look through for an act on an item of the data


_alive: weakref.WeakSet[ProjectState] = weakref.WeakSet()


def open_on(store: Store, project_id: int) -> list[ProjectState]:
    """Return the open objects of one project of a store in this process, for every annotator."""
    return [one for one in tuple(_alive) if one.store is store and one.row.id == project_id]


class ProjectState(Listened):
    """The state of a project in memory for one annotator, in step with its store.

    Parameters
    ----------
    store
        The store of the answers.
    row
        The project's row in the store.
    task
        The task of the project.
    annotator
        The person who gives the answers.
    """

    def __init__(
        self, store: Store, row: ProjectRow, *, task: Task, annotator: AnnotatorRow
    ) -> None:
        super().__init__()
        self.lock = threading.RLock()
        """Held while events are recorded and while listeners are called. So listeners are called in the order
        of the log, from any thread."""
        self.shown: str | None = None
        """The key of the current item, as far as it is known here."""
        self.acts: dict[str, Event] = {}
        """The annotator's acts since this was made that were not taken back, by id, in order."""
        self._client = f"python-{new_event_id()}"
        self._client_seq = 0
        self._shown_since = now()
        self.store, self.row = store, row
        self.task = task
        self.annotator = annotator
        self.items: Items | None = None
        self.view: View | None = None
        self.begins_with = ""  # key of the first item of the data that the project was opened on
        self.paste = self.notice = ""
        self.schemes = Schemes(store, row)
        self._growth: Growth | None = None
        self.initial: Initial | None = None
        self.subsets: Subsets | None = None
        self.elsewhere: Elsewhere | None = None
        self.met: dict[str, str] = {}
        """The problems of items that were found while labeling, by key."""
        self.given = self._given(task)
        """Ids of the labels in the cell. Labels that were added later fit every item."""
        self._told_scheme = self.scheme
        """The labels that the queue's listeners know."""
        _alive.add(self)

    def take(
        self,
        items: Items,
        view: View,
        *,
        task: Task,
        sequence: Codes | None = None,
        sample: npt.NDArray[np.bool_] | None = None,
        growth: Growth | None = None,
        initial: Initial | None = None,
        subsets: Subsets | None = None,
    ) -> None:
        """Work on these items from now on; answers already in the store apply to them.

        Parameters
        ----------
        sequence
            Shape (n_items,): the items in the order of the queue; as given when None.
        sample
            Shape (n_items,): True for the items to ask about. All items are asked about when None.
        growth
            The source of further items, if the data has no end yet.
        initial
            The labels in the data, if they are under review.
        subsets
            The labels that each item may get, where not all labels fit all items.
        """
        with self.lock:
            self.schemes.look()
            if initial is not None:
                initial.read(task, self.schemes)
            # Made once: widgets remember a place in its list of changes.
            elsewhere = self.elsewhere or Elsewhere(self.store, self.row.id, self.annotator.id)
            tally = Tally(len(items), task, sample)
            tally.resume(items, read_standings(self.store, self.row.id, self.annotator.id, items))
            first, queue = self.begins_with or items.key_of(0), Queue(tally.statuses, sequence)
            with uninterrupted():  # all of it or nothing
                self.items, self.view, self.initial, self.subsets = items, view, initial, subsets
                self.task, self.given = task, self._given(task)
                self.tally, self.queue, self._growth = tally, queue, growth
                self.elsewhere, self.begins_with = elsewhere, first
                if self.shown is not None and not self.has(self.shown):
                    self.go_to(None)

    # --- Recording ---------------------------------------------------------------------------------

    @uninterrupted()
    def record(self, events: Sequence[Event]) -> list[Recorded]:
        """Check events and write each of them once. The events are on disk when this returns.

        Parameters
        ----------
        events
            Events of this project's annotator. Their status, time of receipt and content hash are added here.

        Raises
        ------
        InputError
            If an event can't be used. No event was written.
        SplitError
            If the project was split after it was opened. No event was written; the queue's listeners are
            called.
        StoreError
            If the events could not be written. No event was written.
        """
        with self.telling_of_a_split():
            done = self._recorded(events)
        self._tell_of(done)
        return done

    @contextmanager
    def telling_of_a_split(self) -> Iterator[None]:
        """Call the queue's listeners if the block finds that the project was split."""
        try:
            yield
        except SplitError:
            self.tell_of_queue("split")
            raise

    def _recorded(self, events: Sequence[Event]) -> list[Recorded]:
        check_forms(events)
        with self.lock:
            self._take_up(events)
            places = {event.item_key: self._code_of(event.item_key) for event in events}
            ready = [
                self._remarked(self._checked(event, places[event.item_key])) for event in events
            ]
            index_values = {
                key: self.need_data().index_value(code)
                for key, code in places.items()
                if code is not None
            }
            done = self.store.append(self.row.id, ready, index_values, self.row.created_at)
            for recorded in done:
                if recorded.new:
                    self._follow(recorded, places[recorded.event.item_key])
            others_came = self.elsewhere is not None and self.elsewhere.follow(done)
        if others_came:
            self.look_elsewhere()
        return done

    def look_elsewhere(self) -> None:
        """Add this annotator's new acts from other kernels, if the store can be read."""
        with self.lock:
            with suppress(StoreError):
                self.schemes.look()
            found = self.elsewhere is not None and self.elsewhere.look(self._catch_up)
        if found:
            self.tell_of_queue("split" if self.is_split() else "changed_elsewhere")
        if self.scheme.has_renamed(self._told_scheme):
            self.tell_of_names()

    def tell_of_names(self) -> None:
        """Call the queue's listeners: labels have other names than before."""
        with self.lock:
            self._told_scheme = self.scheme
            self.given = self._given(self.task)
            if self.initial is not None:
                self.initial.read(self.task, self.schemes)
        self.tell_of_queue("relabeled")

    def _given(self, task: Task) -> frozenset[str]:
        labels = (self.schemes.meant(label.name) for label in task.labels)
        return frozenset(label.id for label in labels if label is not None)

    def is_split(self) -> bool:
        """Return whether the project was split after it was opened; False where the store can't be read."""
        with suppress(StoreError):
            return self.store.is_split(self.row)
        return False

    def _catch_up(self, keys: Sequence[str]) -> None:
        """Count these items as they are in the store."""
        self.schemes.look()
        items = self.need_data()
        if len(keys) > MANY:
            place = (self.row.id, self.annotator.id)
            self.tally.renew(items, read_standings(self.store, *place, items))
            self.queue.start_again()
            return
        for key in keys:
            code, state = items.code_of(key), self.state_of(key)
            if code is not None:
                self.tally.follow(code, state)
                if state.status == "open":
                    self.queue.reopened(code)

    def _take_up(self, events: Sequence[Event]) -> None:
        """Add the new labels in answers to the scheme, before the answers are recorded."""
        values = [event.value for event in events if event.kind == "answer"]
        grown = self.task.grown(values, self.scheme)
        if grown is self.scheme:
            return
        for event in events:  # an event that can't be used changes nothing
            ready = self._checked(event, self._code_of(event.item_key), grown)
            if (there := self.store.event(self.row.id, event.id)) is not None:
                refuse_other(there, ready)
        self.schemes.grow(lambda scheme: self.task.grown(values, scheme))

    def said(self) -> list[Event]:
        """Return all acts of this annotator that were not taken back, in the order of arrival."""
        return living(events_by(self.store, self.row.id, self.annotator.id))

    def last_said(self) -> Event | None:
        """Return the last act of this annotator on an item of the data that was not taken back."""
        acts = last_acts(self.store, self.row.id, self.annotator.id, None, _LAST_ACTS)
        return next((act for act in acts if self.has(act.item_key)), None)

    def ask_first(self, priorities: npt.NDArray[np.float64]) -> None:
        """Ask about the highest priorities, shape (n_items,), first. Ties keep the given order."""
        self.ask_in_order(by_priority(priorities))

    def ask_in_order(self, sequence: Codes) -> None:
        """Ask about the items in another order from now on; shape (n_items,) with each item once."""
        with self.lock:
            self.need_data()
            self.queue.reorder(sequence)
        self.tell_of_queue("reordered")

    def _checked(self, event: Event, code: int | None, latest: LabelScheme | None = None) -> Event:
        if event.annotator != self.annotator.id:
            raise InputError("annotator: this answer has the name of another annotator")
        scheme = self.schemes.at(event.scheme_version)
        named = labels_named(event, self.task)
        if any(scheme.by_id(label) is None for label in named):
            # A label made while labeling, after the page got its version.
            scheme = latest or self.schemes.first_with(named, scheme.version)
        value, status = check(event, self.task, scheme)
        if event.kind == RETRACT:
            target = self.store.event(self.row.id, str(event.supersedes))
            if target and (target.annotator, target.item_key) != (event.annotator, event.item_key):
                raise InputError("supersedes: the event taken back is about another item or person")
        if event.kind == "answer" and code is not None:
            self._check_offered(event, self.task.labels_in(value), scheme)
        return replace(
            event,
            value=value,
            status=status,
            scheme_version=scheme.version,
            received_at=now(),
            content_hash="" if code is None else self.need_data().content_hash(code),
        )

    def _check_offered(self, event: Event, labels: Sequence[str], scheme: LabelScheme) -> None:
        may = self.offered(event.item_key)
        if may is None:
            return
        place = (self.row.id, self.annotator.id, event.item_key)

        def before() -> set[str]:
            answers = (past for past in self.store.events_of(*place) if past.kind == "answer")
            return {label for past in answers for label in self.task.labels_in(past.value)}

        check_offered(labels, may, scheme, self.given, before)

    def _follow(self, recorded: Recorded, code: int | None) -> None:
        """Update the state in memory with one event that is on disk."""
        before, after, event = recorded.before, recorded.after, recorded.event
        if after != before or event.kind == RETRACT:  # else it was taken back before it came
            if event.kind == RETRACT:
                self.acts.pop(str(event.supersedes), None)
            else:
                self.acts[event.id] = event
        if code is None:
            return
        self.tally.follow(code, after)
        if after.status == "open" and before.status != "open":
            self.queue.reopened(code)
        if event.kind == "skip" and before.status == "skipped":
            self.queue.skipped_again(code)

    # --- In front of the annotator -----------------------------------------------------------------

    def current(self) -> str | None:
        """Return the key of the current item, or None when all is done."""
        with self.lock:
            if self.shown is None:
                self.go_to(next(iter(self.next_items(1)), None))
            return self.shown

    def go_to(self, key: str | None) -> None:
        """Make an item the current item; with None, the next item of the queue."""
        self.shown, self._shown_since = key, now()

    def new_event(self, kind: str, value: Any, key: str, *, supersedes: str | None) -> Event:
        """Return a new event of this annotator from code; it is not recorded yet."""
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

    def tip_of(self, key: str, kind: str) -> str | None:
        """Return the id of the event that a new event of this kind would replace, or None."""
        tip: str | None = getattr(self.state_of(key), f"{FACETS[kind]}_tip")
        return tip

    def is_own_act(self, event: Event) -> bool:
        """Return whether an event was made in code, through this object."""
        return event.client_id == self._client

    # --- What is there -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of the project in its store."""
        return self.row.name

    @property
    def scheme(self) -> LabelScheme:
        """The labels as they are now."""
        return self.schemes.latest

    def answers_with(self, label: str) -> int:
        """Return how many answers, by any annotator, hold the label with this id."""
        return sum(
            alike.items
            for alike in queries.counted(self.store, self.row.id)
            if alike.status == "answered" and label in self.task.labels_in(alike.value)
        )

    def perhaps_renamed(self) -> list[tuple[Label, Label, int]]:
        """Return the labels that the cell replaced, the new label in the place of each, and its answers.

        These are answers of the old label, by any annotator. A label without answers is left out, and so is
        a pair whose new label has some already.
        """
        if self.store.read_only:
            return []
        told: dict[str, tuple[Label, Label, int]] = {}
        for old, new in self.schemes.replaced:
            count = 0 if new.id in told or self.answers_with(new.id) else self.answers_with(old.id)
            if count:
                told[new.id] = (old, new, count)
        return list(told.values())

    def state_of(self, key: str) -> Current:
        """Return this annotator's current answer, flag and note for an item."""
        return self.store.current_of(self.row.id, self.annotator.id, key)

    def initial_of(self, key: str) -> Any:
        """Return the label that the item had in the data, as a stored value; None where it had none."""
        code = self._code_of(key)
        return None if self.initial is None or code is None else self.initial.value(code)

    def initially(self, sought: str) -> npt.NDArray[np.bool_]:
        """Return True for each item that had the sought label in the data; shape (n_items,)."""
        none = np.zeros(len(self.need_data()), dtype=bool)
        return none if self.initial is None else self.initial.matching(sought)

    def offered(self, key: str) -> list[str] | None:
        """Return the labels that an item may get, by id; None for all of them."""
        if self.subsets is None:
            return None
        items = self.need_data()
        held = self.task.labels_in(self.initial_of(key))
        return self.subsets.offered(items, items.code_of(key), self.schemes, held)

    def payload_of(
        self, key: str, *, whole: bool = False, detail: Mapping[str, Any] | None = None
    ) -> Payload:
        """Return an item in the form for the browser; never raises for a bad item.

        While a file that it shows is fetched from an address, it has neither content nor problem.
        """
        code = self._code_of(key)
        if code is None:
            return Payload(None, "This item is not in the data any more.")
        return self.payload_at(code, whole=whole, detail=detail)

    def payload_at(
        self, code: int, *, whole: bool = False, detail: Mapping[str, Any] | None = None
    ) -> Payload:
        """Return the item at a place of `items` in the form for the browser; never raises for a bad item."""
        items = self.need_data()
        if self.view is None:
            return Payload(None, "There is no view to show this item with.")
        try:
            shown = items.content(code)
            if any(fetched.get(address) is None for address in self.view.addresses(shown)):
                return Payload(None)
            more = {"detail": detail} if detail else {}
            payload = self.view.payload(shown, items.beside(code), whole=whole, **more)
        except Exception as error:  # noqa: BLE001 - whatever an item does, the queue goes on
            return Payload(None, f"This item can't be shown: {reason(error)}")
        if self.subsets is None or payload.problem:
            return payload
        return replace(payload, problem=self.subsets.of(items, code, self.schemes).problem)

    def addresses_of(self, key: str) -> tuple[str, ...]:
        """Return the addresses of the files that an item shows."""
        code = self._code_of(key)
        if code is None or self.view is None:
            return ()
        try:
            return self.view.addresses(self.need_data().content(code))
        except Exception:  # noqa: BLE001 - its payload has the problem
            return ()

    def next_items(
        self, count: int, *, without: Sequence[str] = (), patience: float = 10.0
    ) -> list[str]:
        """Return the keys of the items to ask about next, without those that a page shows already.

        With an iterator, this waits up to ``patience`` seconds for at least one item.
        """
        self.look_elsewhere()
        with self.lock:
            self._grow(count + len(without), patience)
            items = self.need_data()
            known = set(items.keys.codes_of(without).tolist()) if without else set()
            return [items.key_of(code) for code in self.queue.next(count, without=known)]

    def _grow(self, count: int, patience: float) -> None:
        """Add the new items of an iterator."""
        items, tally = self.need_data(), self.tally
        if self._growth is None:
            return
        left = tally.total - tally.answered - tally.skipped
        grown = self._growth.more(items.n_rows, left=left, count=count, patience=patience)
        if grown is not None:
            standings = self.store.standings(self.row.id, self.annotator.id)
            with uninterrupted():
                self.items = grown
                tally.grow(grown, standings)
                self.queue.grow(tally.statuses)
            if tally.total == tally.answered + tally.skipped:  # all items were done before
                self._grow(count, patience)

    @property
    def is_reading(self) -> bool:
        """True while an iterator may give further items."""
        return self._growth is not None and self._growth.goes_on(self.need_data().n_rows)

    @property
    def total(self) -> int | None:
        """The number of items to label; None without the data, or while an iterator may give more."""
        return None if self.items is None or self.is_reading else self.tally.total

    @property
    def n_rows(self) -> int:
        """The number of rows in the data that show the items to label."""
        items = self.need_data()
        if self.tally.total == len(items):
            return items.n_rows
        return int((self.tally.statuses[items.codes] != OUTSIDE).sum())

    @property
    def stream_problem(self) -> str:
        """The reason why an iterator stopped before its end; else empty."""
        return "" if self._growth is None else self._growth.problem

    def standing(self) -> tuple[Items, Statuses, npt.NDArray[np.bool_]]:
        """Return the items with their statuses and flags, as of one moment.

        With an iterator, these are the items that were read until now.
        """
        self.look_elsewhere()
        with self.lock:
            self._grow(0, 0.0)
            items = self.need_data()
            return items, self.tally.statuses.copy(), self.tally.flagged.copy()

    @uninterrupted()
    def name_annotator(self, name: str) -> None:
        """Store the name that the annotator chose; an empty name means that they prefer not to give one."""
        self.store.name_annotator(self.annotator.id, name.strip())
        named = name.strip() or self.annotator.name
        self.annotator = AnnotatorRow(self.annotator.id, named, asked=True)

    def need_data(self) -> Items:
        """Return the items; raise an `InputError` where the project was opened without its data."""
        if self.items is None:
            raise InputError(
                f"project {self.name!r} was opened without its data: use "
                f"loopwidgets.annotate(data, …) to go on labeling"
            )
        return self.items

    def is_open(self, key: str) -> bool:
        """Return whether an item is neither answered nor skipped, as far as this kernel knows."""
        code = self._code_of(key)
        return code is not None and self.tally.statuses[code] == OPEN

    def has(self, key: str) -> bool:
        """Return whether the data has an item with this key."""
        return self._code_of(key) is not None

    def _code_of(self, key: str) -> int | None:
        return None if self.items is None else self.items.code_of(key)

    def close(self) -> None:
        """Write everything into the one file, and close it."""
        self.store.close()

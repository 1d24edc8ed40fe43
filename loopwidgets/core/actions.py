"""Does in code what the keys do: answer, skip, flag, note, dispute, undo, redo, reset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from loopwidgets.core.project_state import ProjectState
from loopwidgets.errors import InputError, StoreError, check_text, listed, nearest
from loopwidgets.labels.scheme import Label, made_name
from loopwidgets.labels.values import name_of, plain
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.store import Event, new_event_id
from loopwidgets.store.event import FACETS, RETRACT


class Undone:
    """The acts of a project that were undone in code, so that they can be redone."""

    def __init__(self) -> None:
        self.acts: list[_UndoneAct] = []
        self.done_again: dict[str, str] = {}
        """The id of the newest redone act, by the id of the act that was undone."""

    def clear(self) -> None:
        """Forget all undone acts."""
        self.acts.clear()
        self.done_again.clear()


class Actions:
    """The acts of a project in code.

    Parameters
    ----------
    state
        The project.
    undone
        Its acts that were undone.
    """

    def __init__(self, state: ProjectState, undone: Undone) -> None:
        self._state, self._undone = state, undone

    def answer(self, value: Any, *, item: str | None = None) -> str:
        """Answer an item; see `Project.answer`."""
        with self._state.lock:
            stored = self._state.task.from_user(value, self._state.scheme)
            return self._act("answer", stored, item)

    def skip(self, *, item: str | None = None) -> str:
        """Skip an item; see `Project.skip`."""
        return self._act("skip", None, item)

    def flag(self, on: bool = True, *, item: str | None = None) -> str:  # noqa: FBT001, FBT002
        """Flag an item, or remove the flag; see `Project.flag`."""
        if not isinstance(on, bool):
            raise InputError(f"on: expected True or False, got {on!r}")
        return self._act("flag", on, item)

    def note(self, text: str, *, item: str | None = None) -> str:
        """Write a note on an item; see `Project.note`."""
        check_text(text, "text")
        return self._act("note", text, item)

    def dispute(self, reason: str, *, label: Any = None, item: str | None = None) -> str:
        """Record that a label is wrong for an item; see `Project.dispute`."""
        state = self._state
        fits = None if label is None else state.task.sought(label, state.scheme, "label")
        check_text(reason, "reason")
        value = {"label": fits, "reason": reason}
        return self._act("dispute", value, item)

    def add_label(self, label: Any) -> str:
        """Add a label to the scheme; see `Project.add_label`."""
        is_value = name_of(label) is not None and not isinstance(label, str)
        new = label if isinstance(label, Label) else Label(label if is_value else made_name(label))
        with self._state.lock, self._state.telling_of_a_split():
            return self._state.schemes.add(new)

    def rename_label(self, old: Any, new: Any) -> str:
        """Give a label another name; see `Project.rename_label`."""
        state = self._state
        named = name_of(new)
        name = named if named and state.scheme.by_name(named) else made_name(named)
        value = None if isinstance(new, str) else plain(new)
        with state.lock, state.telling_of_a_split():
            state.schemes.look()
            label = _renamable(state, old)
            there = state.scheme.like(name)
            if there is not None and there.id != label.id:
                _check_unused(state, there, old)
            if label.name != name:
                state.schemes.rename(label, name, value)
        state.tell_of_names()
        return name

    def undo(self) -> str | None:
        """Take back the last act; see `Project.undo`."""
        state = self._state
        with state.lock:
            act = state.acts[next(reversed(state.acts))] if state.acts else state.last_said()
            if act is None:
                return None
            with uninterrupted():
                retraction = state.new_event(RETRACT, None, act.item_key, supersedes=act.id)
                state.record([retraction])
                state.go_to(act.item_key)
                self._undone.acts.append(_UndoneAct(act, retraction.id, self._tip(act)))
        return act.item_key

    def redo(self) -> str | None:
        """Do again what was undone last; see `Project.redo`."""
        state = self._state
        with state.lock, uninterrupted():
            while self._undone.acts:
                act, retraction, stood = self._undone.acts[-1]
                while stood in self._undone.done_again:
                    stood = self._undone.done_again[stood]
                if self._tip(act) != stood:
                    self._undone.acts.pop()
                    continue
                follows = stood or retraction
                again = state.new_event(act.kind, act.value, act.item_key, supersedes=follows)
                state.record([replace(again, active_seconds=act.active_seconds)])
                self._undone.acts.pop()
                self._undone.done_again[act.id] = again.id
                if act.kind in ("answer", "skip"):
                    state.go_to(None)
                return act.item_key
            return None

    def reset(self, *, sure: bool = False) -> int:
        """Take back all acts of this annotator; see `Project.reset`."""
        state = self._state
        if state.store.read_only:
            raise StoreError(state.store.read_only)
        acts = state.said()
        if not acts or not (sure or _is_sure(acts, state.annotator.name)):
            return 0
        taken_back = 0
        try:
            with state.lock:
                acts = state.said()  # new answers may have come in during the question
                client = f"reset-{new_event_id()}"
                for start in range(0, len(acts), _AT_ONCE):
                    batch = acts[start : start + _AT_ONCE]
                    with uninterrupted():
                        self._take_back(batch, client)
                        taken_back += len(batch)
        finally:
            if taken_back:  # perhaps only some acts, after an interrupt
                state.tell_of_queue("started_over")
        return taken_back

    def _take_back(self, acts: Sequence[Event], client: str) -> None:
        """Take back acts in one transaction. Earlier undone acts can't be redone after it."""
        state = self._state
        retractions = (
            state.new_event(RETRACT, None, act.item_key, supersedes=act.id) for act in acts
        )
        state.record([replace(one, client_id=client) for one in retractions])
        self.forget()
        state.go_to(None)

    def forget(self) -> None:
        """Forget what can be undone or redone."""
        self._state.acts.clear()
        self._undone.clear()

    def _act(self, kind: str, value: Any, item: str | None) -> str:
        if not isinstance(item, str | None):
            raise InputError(
                f"item: expected a key, as in the column 'item' of find(…), got {item!r}"
            )
        state = self._state
        state.need_data()
        with state.lock:
            key = state.current() if item is None else item
            if key is None:
                raise InputError("There is no item left: all were answered or skipped.")
            if not state.has(key):
                raise InputError(f"item: no item of the data has the key {key!r}")
            with uninterrupted():  # or the next act would replace this act
                # An answer from another kernel that this one does not know yet is not replaced: both stand.
                unheard = FACETS[kind] == "answer" and state.is_open(key)
                tip = None if unheard else state.tip_of(key, kind)
                state.record([state.new_event(kind, value, key, supersedes=tip)])
                self._undone.clear()
                if kind in ("answer", "skip") and key == state.shown:
                    state.go_to(None)
        return key

    def _tip(self, act: Event) -> str | None:
        return self._state.tip_of(act.item_key, act.kind)


class _UndoneAct(NamedTuple):
    """An act that was taken back, the event that took it back, and the event that stood in its place."""

    act: Event
    retraction: str
    stood: str | None


def _renamable(state: ProjectState, old: Any) -> Label:
    """Return the label of this name or value, in use or not; raise an `InputError` if it can't be renamed."""
    scheme, name = state.scheme, name_of(old) or ""
    label = scheme.by_name(name)
    if label is None:
        names = [each.name for each in scheme.labels]
        if not names:
            raise InputError(f"old: {state.task.title} has no labels to rename")
        raise InputError(
            f"old: expected one of {listed(names)}, got {old!r}.{nearest(name, names)}"
        )
    if label.id == label.name:
        raise InputError(
            "old: the answers of a third-party widget hold the names of their labels, so a label can't be "
            "renamed"
        )
    if state.initial is not None and name in state.initial.labels:
        column = state.initial.column
        raise InputError(
            f"old: the column {column!r}, which is under review, holds {name!r}. Write the new name "
            "there and into labels=[…], and run the cell again"
        )
    if state.subsets is not None and state.subsets.hold(name):
        raise InputError(
            f"old: labels_for= names {name!r}. Write the new name there and into labels=[…], and run the "
            "cell again"
        )
    return label


def _check_unused(state: ProjectState, label: Label, old: Any) -> None:
    """Raise an `InputError` for a label with answers, by any annotator."""
    count = state.answers_with(label.id)
    if count:
        answers = "1 answer" if count == 1 else f"{count:,} answers"
        raise InputError(
            f"new: {label.name!r} is another label, with {answers}. To move the answers one by one: "
            f"for item in w.find(label={old!r})['item']: w.answer({label.name!r}, item=item)"
        )


_AT_ONCE = 500
"""The most retractions in a transaction, so that other people's answers need not wait long."""


def _is_sure(acts: Sequence[Event], name: str) -> bool:
    items = len({act.item_key for act in acts})
    of = "1 item" if items == 1 else f"{items} items"
    question = (
        f"Take back everything that {name} recorded for {of}? The history keeps it. Type yes: "
    )
    try:
        return input(question).strip().lower() in ("yes", "y")
    except (EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            "sure: there is no prompt here to confirm; write reset(sure=True)"
        ) from error

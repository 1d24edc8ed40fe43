"""Answers each message of the browser for a project.

It knows neither comms nor widgets, so all of it can be called and tested in a plain script.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from loopwidgets.core.annotators import check_may_rename, may_rename, should_ask_name
from loopwidgets.core.notices import renamed
from loopwidgets.core.search import preview_of
from loopwidgets.errors import (
    InputError,
    LoopwidgetsError,
    SplitError,
    StoreBusyError,
    StoreError,
)
from loopwidgets.images.fetched import fetched
from loopwidgets.project import Project
from loopwidgets.store import Current, Event, Recorded, read_time
from loopwidgets.store.acts import done_before
from loopwidgets.store.event import RETRACT
from loopwidgets.views import Payload
from loopwidgets.widgets.annotation.encode import (
    MOST_AT_ONCE,
    acked_elsewhere,
    heading_of,
    is_pending,
    past_acts,
    shown_choices,
    shown_state,
    shown_task,
)
from loopwidgets.widgets.annotation.loop_handlers import LoopDesk
from loopwidgets.widgets.annotation.search_handlers import FindDesk
from loopwidgets.widgets.protocol import codec, messages
from loopwidgets.widgets.protocol.addresses import box_of, former_box_of, origin_of
from loopwidgets.widgets.protocol.messages import ShownItem

if TYPE_CHECKING:
    from loopwidgets.loop import RunningLoop

AHEAD = 20
FIRST = 5
RECENT = 5
FETCHED_AHEAD = 8
"""The number of items of a request whose files are fetched from their addresses; the page asks for others."""
MOST_BYTES = 8_000_000
"""The most bytes of items in a message; at least one item is always sent."""
PATIENCE = 0.2
"""Seconds for making items ready; then the ready items are sent, and the browser asks for the others."""


_logger = logging.getLogger(__name__)


class Desk:
    """Answers messages for one project.

    Parameters
    ----------
    project
        With its data.
    tell, news
        Send a message that answers no request, at once or later; called on any thread.
    loop
        The model that learns beside the person, if there is one.
    """

    def __init__(
        self,
        project: Project,
        tell: Callable[[messages.FromKernel], None] = lambda _: None,
        *,
        news: Callable[[messages.FromKernel], None] | None = None,
        loop: RunningLoop | None = None,
    ) -> None:
        self.project = project
        self.looping = LoopDesk(project, loop, news or tell)
        self._tell = tell
        self._told = ""
        self.language = "en"
        """The interface language that the browser sent last; titles of labels follow it."""
        self.finding = FindDesk(project, items=self._items, tell=tell)
        self._visit: str | None = None
        self._moves = 0
        self._heard_elsewhere = 0
        self._answers: dict[type, Callable[[Any], Iterable[messages.FromKernel]]] = {
            messages.Hello: self._greet,
            messages.Events: self._take,
            messages.More: self._more,
            messages.Earlier: self._earlier,
            messages.Get: self._get,
            messages.Recall: self._recall,
            messages.Shown: self._look,
            messages.Find: self._find,
            messages.FindMore: self._find_more,
            messages.HandIn: self._hand_in,
            messages.Name: self._name,
            messages.Rename: self._rename,
            messages.Steer: self._steer,
        }

    def answer(self, message: messages.FromBrowser) -> Iterator[messages.FromKernel]:
        """Yield the replies to a message; `Failed` for a request that can't be met."""
        with self.finding.searches.precedence.taken():
            try:
                yield from self._answers[type(message)](message)
            except LoopwidgetsError as error:
                request = getattr(message, "request", None)
                if request is None:
                    raise
                yield messages.Failed(
                    request=request, to=message.client, reason=codec.cut(str(error))
                )

    # --- Beginning ---------------------------------------------------------------------------------

    def welcome(
        self, *, request: str | None = None, to: str | None = None, count: int = AHEAD
    ) -> messages.Welcome:
        """Return everything that a page needs to begin, with the first ``count`` items."""
        project = self.project
        project.schemes.look()
        scheme, store = project.scheme, project.store
        ahead = project.next_items(count, patience=PATIENCE)
        recent = done_before(store, project.row.id, project.annotator.id, None, RECENT)
        items = self._items(ahead)
        return messages.Welcome(
            request=request,
            to=to,
            protocol=messages.PROTOCOL,
            box=box_of(self.project),
            origin=origin_of(project),
            former=former_box_of(project),
            project=project.name,
            heading=heading_of(project),
            notice=project.notice,
            annotator=project.annotator.name,
            ask_name=should_ask_name(project.annotator) and not store.read_only,
            may_rename=may_rename(store, project.annotator),
            store=messages.ShownStore(
                where=store.where,
                durable=store.durable,
                read_only=bool(store.read_only),
                notice=store.notice,
            ),
            task=shown_task(project),
            choices=shown_choices(project, project.task.choices(scheme, self.language)),
            retired=shown_choices(project, project.task.retired(scheme, self.language)),
            replaced=[
                messages.ReplacedChoice(old=old.name, new=new.name, new_id=new.id, answers=answers)
                for old, new, answers in project.perhaps_renamed()
            ],
            scheme_version=scheme.version,
            paste=project.paste,
            counts=self.counts(),
            rows=None if project.is_reading else project.n_rows,
            items=items,
            recent=self._items([key for key in reversed(recent) if project.has(key)]),
            exhausted=len(items) == len(ahead) < count and not project.is_reading,
            visit=None if self._visit is None else self.item(self._visit),
            loop=self.looping.shown(),
            moves=self._moves,
        )

    def visit(self, key: str) -> messages.Visit:
        """Return the message that makes every page show an item; pages that open later begin with it."""
        self._moves += 1
        self.project.go_to(key)
        self._visit = key
        return messages.Visit(item=self.item(key), moves=self._moves)

    def counts(self) -> messages.Counts:
        """Return the progress, from which the browser counts on."""
        tally = self.project.tally
        return messages.Counts(
            total=self.project.total,
            answered=tally.answered,
            skipped=tally.skipped,
            flagged=tally.n_flagged,
            by_value={value: n for value, n in tally.by_value.items() if n > 0},
            commonest=tally.commonest(),
        )

    def choices_added(self, ids: Collection[str]) -> messages.ChoicesAdded:
        """Return the message about choices that came into use."""
        project = self.project
        choices = project.task.choices(project.scheme, self.language)
        return messages.ChoicesAdded(
            choices=shown_choices(project, [choice for choice in choices if choice.id in ids]),
            scheme_version=project.scheme.version,
        )

    def _greet(self, message: messages.Hello) -> Iterator[messages.FromKernel]:
        self.language = message.language
        yield self.welcome(request=message.request, to=message.client)
        self._told = ""
        yield from self._broken_off()

    def _name(self, message: messages.Name) -> Iterator[messages.FromKernel]:
        if message.name.strip():
            check_may_rename(self.project.store, self.project.annotator)
        self.project.name_annotator(message.name)
        yield messages.Named(
            request=message.request,
            to=message.client,
            annotator=self.project.annotator.name,
            box=box_of(self.project),
        )

    def _rename(self, message: messages.Rename) -> Iterator[messages.FromKernel]:
        """Do what the person decided; the queue's listeners then send a `Welcome` to every page."""
        project = self.project
        project.schemes.look()
        if message.scheme_version != project.scheme.version:
            raise InputError("The labels have changed since. Run the cell again.")
        if not message.keep:
            project.schemes.keep_apart()
            project.tell_of_queue("relabeled")
            return
        pairs = project.perhaps_renamed()
        if not pairs:
            raise InputError("The labels have changed since. Run the cell again.")
        for old, new, _ in pairs:
            project.rename_label(old.name, new.name)
        names = [(old.name, new.name) for old, new, _ in pairs]
        text = renamed(names, sum(answers for _, _, answers in pairs))
        yield messages.Notice(level="info", text=text)

    def _hand_in(self, message: messages.HandIn) -> Iterator[messages.FromKernel]:
        where = self.project.hand_in().name
        yield messages.HandedIn(request=message.request, to=message.client, where=where)

    def _steer(self, message: messages.Steer) -> Iterator[messages.FromKernel]:
        self.looping.steer(message)
        yield from ()

    # --- Items -------------------------------------------------------------------------------------

    def _more(self, message: messages.More) -> Iterator[messages.FromKernel]:
        project = self.project
        count = min(max(message.count, 1), 200)
        keys = project.next_items(count, without=message.have, patience=PATIENCE)
        items = self._items(keys)
        yield messages.FetchedItems(
            request=message.request,
            to=message.client,
            items=items,
            exhausted=len(items) == len(keys) < count and not project.is_reading,
            counts=self.counts(),
        )
        yield from self._broken_off()

    def _broken_off(self) -> Iterator[messages.Notice]:
        """Send each page a notice, once, if the data ended before its end."""
        problem = self.project.stream_problem
        if problem and problem != self._told:
            self._told = problem
            yield messages.Notice(
                level="warning", text=f"{problem}. You can label the items before it."
            )

    def _earlier(self, message: messages.Earlier) -> Iterator[messages.FromKernel]:
        project = self.project
        count = min(max(message.count, 1), 200)
        place = (project.row.id, project.annotator.id)
        keys: list[str] = []
        before = message.before
        while len(keys) < count:
            found = done_before(project.store, *place, before, count)
            keys += [key for key in found if project.has(key)]
            if len(found) < count:
                break
            before = found[-1]
        items = self._items(keys[:count], light=message.light)
        yield messages.FetchedItems(
            request=message.request,
            to=message.client,
            items=items,
            exhausted=len(items) == len(keys) < count,
            counts=self.counts(),
        )

    def _get(self, message: messages.Get) -> Iterator[messages.FromKernel]:
        if message.again:
            self._fetch(message.keys, again=True)
        answer = self._got(message)
        if answer is not None:
            yield answer

    def _got(self, message: messages.Get) -> messages.FetchedItems | None:
        """Return the items that are here; None if none is, and the answer comes as soon as one is."""
        keys = [key for key in message.keys[:200] if self.project.has(key)]
        while True:
            items = self._items(
                keys, whole=message.whole, detail=message.detail, light=message.light
            )
            here = [item for item in items if message.light or not is_pending(item)]
            if here or not items:
                return messages.FetchedItems(
                    request=message.request,
                    to=message.client,
                    items=here,
                    exhausted=len(here) == len(keys),
                    counts=self.counts(),
                )
            if fetched.when_any(self._addresses(keys), lambda: self._get_late(message)):
                return None

    def _get_late(self, message: messages.Get) -> None:
        """Answer a page when a file was fetched; on the thread that fetched it."""
        try:
            with self.project.lock:
                answer = self._got(message)
                if answer is not None:
                    self._tell(answer)
        except Exception:
            _logger.exception("A fetched item could not be sent; the page asks again")

    def _addresses(self, keys: Sequence[str]) -> list[str]:
        """Return the addresses of the files that the first of these items show."""
        of_items = map(self.project.addresses_of, keys[:FETCHED_AHEAD])
        return [address for addresses in of_items for address in addresses]

    def _fetch(self, keys: Sequence[str], *, again: bool = False) -> None:
        """Have the files fetched that the first of these items show, if they are at addresses."""
        addresses = self._addresses(keys)
        if addresses:
            fetched.want(addresses, again=again)

    def _find(self, message: messages.Find) -> Iterator[messages.FromKernel]:
        self.finding.find(message)
        yield from ()

    def _find_more(self, message: messages.FindMore) -> Iterator[messages.FromKernel]:
        yield self.finding.more(message)

    def _recall(self, message: messages.Recall) -> Iterator[messages.FromKernel]:
        acts = past_acts(self.project, message.clients)
        ready = {
            item.key: item for item in self._items(list(dict.fromkeys(a.item_key for a, _ in acts)))
        }
        yield messages.Recalled(
            request=message.request,
            to=message.client,
            acts=[
                messages.PastAct(
                    event=act.id,
                    kind=act.kind,  # type: ignore[arg-type]
                    value=act.value,
                    started_at=act.started_at,
                    active_seconds=act.active_seconds,
                    suggestion=act.suggestion,
                    before=shown_state(before),
                    item=ready[act.item_key],
                )
                for act, before in takewhile(lambda pair: pair[0].item_key in ready, acts)
            ],
        )

    def _items(
        self,
        keys: Sequence[str],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
        light: bool = False,
    ) -> list[ShownItem]:
        """Return items ready to be shown: as many of the first as fit into a message.

        It also stops after a short time: while images are prepared here, answers wait to be recorded.
        """
        if not light:
            self._fetch(keys)
        items: list[ShownItem] = []
        size = 0
        until = time.monotonic() + PATIENCE
        for key in keys:
            item = self.item(key, whole=whole, detail=detail, light=light)
            size += codec.weight(item.payload)
            if items and size > MOST_BYTES:
                break
            items.append(item)
            if time.monotonic() > until:
                break
        return items

    def item(
        self,
        key: str,
        state: Current | None = None,
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
        light: bool = False,
    ) -> ShownItem:
        """Return an item ready to be shown; ``light``: without its payload, for a list."""
        project = self.project
        payload = Payload(None) if light else project.payload_of(key, whole=whole, detail=detail)
        code = project.items.code_of(key) if project.items is not None else None
        state = project.state_of(key) if state is None else state
        suggestion, reason = self.looping.beside(key, code, state, self.language, light=light)
        return ShownItem(
            key=key,
            number=project.items.number(code) if project.items and code is not None else 0,
            view=project.view.kind if project.view else "",
            payload=payload.content,
            preview="" if code is None else preview_of(project, code),
            problem=payload.problem,
            initial=project.initial_of(key),
            choices=project.offered(key),
            suggestion=suggestion,
            reason=reason,
            state=shown_state(state),
        )

    # --- Answers -----------------------------------------------------------------------------------

    def _take(self, message: messages.Events) -> Iterator[messages.FromKernel]:
        """Record events, together where possible; an event that can't be used does not stop the others."""
        self._go_to(message.shown, message.moves)
        groups = [message.events]
        while groups:
            events = groups.pop(0)
            try:
                yield self._recorded(message.client, events)
            except (InputError, StoreError) as error:
                if len(events) > 1 and not isinstance(error, StoreBusyError):
                    groups = [[event] for event in events] + groups
                    continue
                yield messages.Refused(
                    client=message.client,
                    event=events[0].id,
                    reason=codec.cut(str(error)),
                    # After a split the page keeps it, for the cell that is run again.
                    retry=isinstance(error, StoreError | SplitError),
                )
                if isinstance(error, StoreBusyError):
                    return  # the others would wait just as long; the browser sends them again

    def _look(self, message: messages.Shown) -> Iterator[messages.FromKernel]:
        self._go_to(message.key, message.moves)
        yield from ()

    def _go_to(self, key: str | None, moves: int) -> None:
        with self.project.lock:
            if moves < self._moves:
                return  # sent before the page received the act in code
            self._visit = self._visit if key == self._visit else None
            self.project.go_to(key if key is not None and self.project.has(key) else None)

    def _recorded(self, client: str, events: Sequence[messages.SentEvent]) -> messages.Ack:
        done = self.project.record([self._event(client, sent) for sent in events])
        return messages.Ack(
            client=client,
            acked=[
                messages.Acked(
                    event=recorded.event.id,
                    key=recorded.event.item_key,
                    state=shown_state(recorded.after),
                )
                for recorded in done
            ],
            counts=self.counts(),
        )

    def _event(self, client: str, sent: messages.SentEvent) -> Event:
        if sent.box != box_of(self.project):
            raise InputError("This answer belongs to another project, store or annotator.")
        return Event(
            id=sent.id,
            item_key=sent.item_key,
            annotator=self.project.annotator.id,
            kind=sent.kind,
            value=sent.value,
            client_id=client,
            client_seq=sent.client_seq,
            supersedes=sent.supersedes,
            started_at=read_time(sent.started_at, "started_at"),
            submitted_at=read_time(sent.submitted_at, "submitted_at"),
            active_seconds=sent.active_seconds,
            scheme_version=sent.scheme_version,
            language=sent.language,
            suggestion=sent.suggestion,
            extra=sent.extra,
        )

    def changed(self, recorded: Recorded) -> messages.Changed:
        """Return the message about a change that was made in code."""
        event: Any = recorded.event
        self._moves += 1
        return messages.Changed(
            kind=event.kind,
            event=event.id,
            retracted=event.supersedes if event.kind == RETRACT else None,
            item=self.item(event.item_key, recorded.after),
            counts=self.counts(),
            moves=self._moves,
        )

    def said_elsewhere(self) -> messages.Ack | None:
        """Return a message with items that changed through another kernel since the last time, or None."""
        elsewhere = self.project.elsewhere
        keys = elsewhere.changed[self._heard_elsewhere :] if elsewhere else []
        if not keys:
            return None
        here = [key for key in keys if self.project.has(key)][-MOST_AT_ONCE:]
        told = acked_elsewhere(self.project, here, self.counts())
        self._heard_elsewhere += len(keys)
        return told

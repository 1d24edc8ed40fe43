/**
 * The answers that this page knows: those from the kernel, those on their way, and undo.
 *
 * It knows neither which item is shown nor how anything looks.
 */

import { newId, nextSequence } from "../kernel/identity";
import type { Ack, Counts, ItemState, Json, Kind, PastAct, SentEvent } from "../kernel/protocol";
import { countsWith, NONE } from "./counts";
import type { Deliveries } from "./deliveries";
import {
  type Act,
  type Address,
  type ChoiceNames,
  changeOf,
  facetOf,
  fold,
  pick,
  type StateChange,
  tipOf,
  undoneChange,
} from "./item-state";
import type { KnownItems } from "./items";
import {
  type Deed,
  doing,
  dropping,
  EMPTY,
  lastDone,
  lastUndone,
  redoing,
  standing,
  type UndoStack,
  undoing,
  without,
} from "./undo-stack";

/** When an item was first shown this time (ms), and how long it was looked at since. */
export interface Look {
  readonly since: number;
  readonly seconds: number;
}

/** The suggestion and the reason that the person saw with an item. */
export interface Seen extends Look {
  /** The model's suggestion at that time. */
  readonly suggestion: Json;
}

/** A deed that was done again, unless the item changed since. */
export interface DoneAgain extends Deed {
  /** A newer change from another tab or a cell is kept. */
  readonly overtaken: boolean;
}

/** A deed that was taken back. */
export interface TakenBack extends Deed {
  /** A newer change from another tab or a cell is kept. */
  readonly overtaken: boolean;
  /** Its item is to be done again. */
  readonly reopens: boolean;
}

/** How the values of answers are read. */
export interface Reads {
  /** The names of the choices in a value, by their ids. */
  names(value: Json): ChoiceNames;
  /** The ids that a value counts under. */
  counted(value: Json): readonly string[];
  /** How an item is shown, to record with its answer. */
  shownAs?(key: string): Readonly<Record<string, Json>>;
}

export class Ledger {
  readonly items: KnownItems;
  readonly deliveries: Deliveries;
  address: Address = { box: "", origin: "", former: "", schemeVersion: 0, language: "" };
  counted: Counts = NONE;
  #undoStack: UndoStack = EMPTY;
  /** The kernel may know acts of this tab that this page does not hold. */
  #mayRecall = true;
  readonly #reads: Reads;

  constructor(items: KnownItems, deliveries: Deliveries, reads: Reads) {
    this.items = items;
    this.deliveries = deliveries;
    this.#reads = reads;
  }

  /** Something was done here, or before this page was loaded. */
  get canUndo(): boolean {
    const { answered, skipped, flagged } = this.counted;
    return this.holdsActs || (this.#mayRecall && answered + skipped + flagged > 0);
  }

  get holdsActs(): boolean {
    return this.#undoStack.done.length > 0;
  }

  /** The value of the last answer that was given here and not taken back; undefined if there is none. */
  get lastAnswer(): Json | undefined {
    return this.#undoStack.done.findLast((deed) => deed.act === "answer")?.value;
  }

  get canRedo(): boolean {
    return this.#undoStack.undone.length > 0;
  }

  /** An item's state once all that is on its way has arrived. */
  state(key: string): ItemState {
    return fold(this.items.state(key), this.deliveries.of(key));
  }

  /** The present answer of an item, else the answer that it had in the data. */
  present(key: string): Json {
    const { status, value } = this.state(key);
    return status === "answered" ? value : this.items.initial(key);
  }

  /** Answered, or skipped a moment ago: the item is not asked about. */
  isDone(key: string): boolean {
    const { status } = this.state(key);
    if (status !== "skipped") return status === "answered";
    return this.items.state(key).status !== "skipped";
  }

  counts(): Counts {
    const keys = [...this.deliveries.keys];
    return countsWith(
      this.counted,
      keys.map((key) => ({ counted: this.items.state(key), here: this.state(key) })),
      this.#reads.counted,
    );
  }

  /** Record an act of the person; returns its event's id. */
  act(key: string, act: Act, value: Json, look: Seen, now: number): string {
    const before = this.state(key);
    const facet = facetOf(act);
    const tip = tipOf(before, facet);
    const stood = standing(this.#undoStack, tip);
    const event = this.#event(key, act, value, tip, look, now);
    const deed = { event: event.id, key, act, value, before: pick(before, facet), stood, look };
    this.#undoStack = doing(this.#undoStack, deed);
    this.#add(event, changeOf(act, value, event.id));
    return event.id;
  }

  /** Take up earlier acts, the latest first, if none is held; false when there was none. */
  recall(acts: readonly PastAct[]): boolean {
    const onWay = [...this.deliveries.keys].flatMap((key) => this.deliveries.of(key));
    const takenBack = new Set(onWay.map(({ event }) => event.supersedes));
    const deeds = acts.filter((act) => !takenBack.has(act.event)).map(deedOf);
    this.items.learn(acts.map((act) => act.item));
    this.#undoStack = { ...this.#undoStack, done: deeds.reverse() };
    this.#mayRecall = deeds.length > 0;
    return this.#mayRecall;
  }

  /** Take back the last act of this page; a newer act of another tab is kept. */
  undo(now: number): TakenBack | null {
    const deed = lastDone(this.#undoStack);
    if (deed === null) return null;
    const facet = facetOf(deed.act);
    const tip = this.#settledTip(deed);
    const overtaken = typeof tip === "string" && tip !== deed.event;
    const look = { since: now, seconds: 0, suggestion: null };
    const event = this.#event(deed.key, "retract", null, deed.event, look, now);
    this.#undoStack = undoing(this.#undoStack, event.id);
    this.#add(event, overtaken ? {} : undoneChange(deed.before, facet, event.id));
    const { before } = deed;
    const reopens = !overtaken && "status" in before && before.status !== "answered";
    return { ...deed, overtaken, reopens };
  }

  /** Redo the last undone act: a new event that follows the present event, else the retraction. */
  redo(now: number): DoneAgain | null {
    const last = lastUndone(this.#undoStack);
    if (last === null) return null;
    const { deed, retraction } = last;
    const tip = this.#settledTip(deed);
    if (tip !== undefined && tip !== deed.stood) {
      this.#undoStack = dropping(this.#undoStack);
      return { ...deed, overtaken: true };
    }
    const before = pick(this.state(deed.key), facetOf(deed.act));
    const follows = deed.stood ?? retraction;
    const event = this.#event(deed.key, deed.act, deed.value, follows, deed.look, now);
    const again = { ...deed, event: event.id, before };
    this.#undoStack = redoing(this.#undoStack, again);
    this.#add(event, changeOf(deed.act, deed.value, event.id));
    return { ...again, overtaken: false };
  }

  /** Events of any page are on disk. */
  acked({ acked, counts }: Ack): void {
    this.counted = counts;
    for (const { key, state } of acked) this.items.settle(key, state);
    this.deliveries.settle(acked.map((one) => one.event));
  }

  /** An event will never be on disk, or was taken back elsewhere: it can't be undone any more. */
  strike(id: string): void {
    this.#undoStack = without(
      this.#undoStack,
      (deed, retraction) => deed.event === id || retraction === id,
    );
  }

  /** All was taken back. */
  startOver(): void {
    this.items.clear();
    this.#undoStack = EMPTY;
  }

  /** This page let go of these items. */
  forget(keys: readonly string[]): void {
    if (keys.length === 0) return;
    const gone = new Set(keys);
    this.items.forget(keys);
    this.#mayRecall = true;
    this.#undoStack = without(this.#undoStack, (deed) => gone.has(deed.key));
  }

  #add(event: SentEvent, change: StateChange): void {
    const names = this.#reads.names(event.value);
    this.deliveries.add({ event, change, origin: this.address.origin, names });
  }

  /** The act now in a deed's place; undefined while an event of its item is on its way. */
  #settledTip({ key, act }: Deed): string | null | undefined {
    if (this.deliveries.of(key).length > 0) return undefined;
    return tipOf(this.items.state(key), facetOf(act));
  }

  #event(
    key: string,
    kind: Kind,
    value: Json,
    supersedes: string | null,
    look: Seen,
    now: number,
  ): SentEvent {
    const initial = kind === "answer" ? this.items.initial(key) : null;
    const answers = kind === "answer" || kind === "skip";
    return {
      id: newId(),
      box: this.address.box,
      item_key: key,
      kind,
      value,
      client_seq: nextSequence(),
      supersedes,
      started_at: new Date(look.since).toISOString(),
      submitted_at: new Date(now).toISOString(),
      active_seconds: look.seconds,
      scheme_version: this.address.schemeVersion,
      language: this.address.language,
      suggestion: answers ? look.suggestion : null,
      extra: {
        ...(initial !== null && { initial }),
        ...(kind === "answer" && this.#reads.shownAs?.(key)),
      },
    };
  }
}

function deedOf({ event, kind, value, before, item, ...seen }: PastAct): Deed {
  const act = kind as Act;
  const facet = facetOf(act);
  const { suggestion, active_seconds: seconds } = seen;
  const look = { since: Date.parse(seen.started_at), seconds, suggestion };
  const stood = tipOf(before, facet);
  return { event, key: item.key, act, value, before: pick(before, facet), stood, look };
}

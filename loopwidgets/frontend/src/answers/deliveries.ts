/**
 * The way of an event from this page to the disk: kept, sent, sent again, and let go once acked.
 *
 * It knows nothing of items; what an event changes is only carried along.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Connection } from "../kernel/connection";
import type { SentEvent } from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";
import type { Pending } from "./item-state";
import type { Outbox } from "./outbox";
import { LAST, pause } from "./send-interval";

/** Unacked events are sent again after so long, and then ever more patiently. */
export const RESEND = 2_000;
const MOST_PATIENT = 10_000;
/** At most so many events in one message. */
const BATCH = 200;
/** A single quick reply among slow replies makes no quick line. */
const STEADY = 0.75;
const NO_EVENTS: readonly Pending[] = [];

export class Deliveries {
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #shown: () => string | null;
  readonly #pending = new Map<string, Pending>();
  readonly #formerClients = new Set<string>();
  readonly #byKey = new Map<string, readonly Pending[]>();
  readonly #unacked = signal(0);
  readonly #keeping = signal(true);
  /** Made, and not kept by the browser yet. */
  #fresh: Pending[] = [];
  /** Kept by the browser, and not sent yet. */
  #unsent: string[] = [];
  #sentAt = 0;
  /** A message on its way, by which the round trip is timed: its first event, and when it went out. */
  #timed: { readonly event: string; readonly at: number } | null = null;
  #roundTrip = 0;
  #told: string | null = null;
  #moves = 0;
  #callOff: (() => void) | null = null;
  #together: ReturnType<typeof setTimeout> | null = null;
  #later: ReturnType<typeof setTimeout> | null = null;
  #patience = RESEND;
  #held = false;

  constructor(connection: Connection, outbox: Outbox, shown: () => string | null) {
    this.#connection = connection;
    this.#outbox = outbox;
    this.#shown = shown;
  }

  /** How many events are not on disk yet. */
  get unacked(): ReadonlySignal<number> {
    return this.#unacked;
  }

  /** True if the browser keeps unacked events when the page closes. */
  get keeping(): ReadonlySignal<boolean> {
    return this.#keeping;
  }

  /** The keys of the items that have unacked events. */
  get keys(): Iterable<string> {
    return this.#byKey.keys();
  }

  /** The unacked events of an item, in order. */
  of(key: string): readonly Pending[] {
    return this.#byKey.get(key) ?? NO_EVENTS;
  }

  has(id: string): boolean {
    return this.#pending.has(id);
  }

  /** Earlier pages whose events were taken over. */
  get formerClients(): readonly string[] {
    return [...this.#formerClients];
  }

  /** A new event: on its way as soon as the next item is painted. */
  add(one: Pending): void {
    this.#pending.set(one.event.id, one);
    this.#fresh.push(one);
    const key = one.event.item_key;
    this.#byKey.set(key, [...this.of(key), one]);
    this.#unacked.value = this.#pending.size;
    this.soon();
  }

  /** The shown item changed: the next message to the kernel includes it. */
  soon(): void {
    this.#callOff ??= afterPaint(this.#proceed);
  }

  /**
   * Counts moves in code: this page sends its place anew, because its earlier messages are void.
   */
  heard(moves: number): void {
    this.#moves = moves;
    this.#told = null;
    this.soon();
  }

  /** Keep and send what is new, now. */
  readonly flush = (): void => {
    this.#keepFresh();
    if (this.#held) return;
    const unsent = this.#takeUnsent();
    if (unsent.length > 0) this.#send(unsent);
    else if (this.#shown() !== this.#told) {
      const key = this.#shown();
      const { client } = this.#connection;
      const moves = this.#moves;
      if (this.#connection.send({ type: "shown", client, key, moves })) this.#told = key;
    }
  };

  /** Send all that is unacked again, and soon once more: the line is new, or works again. */
  readonly resend = (): void => {
    this.#stopLater();
    this.#patience = RESEND;
    this.#timed = null;
    this.#sendAgain();
  };

  /** Take over what the browser kept from an earlier page. */
  adopt(kept: readonly Pending[]): void {
    const here = [...this.#pending];
    const known = new Set(this.#pending.keys());
    this.#pending.clear();
    for (const one of kept) {
      if (!known.has(one.event.id)) this.#pending.set(one.event.id, one);
      if (one.client) this.#formerClients.add(one.client);
    }
    for (const [id, one] of here) this.#pending.set(id, one);
    this.#index();
  }

  /** These are on disk, or will never be: forget them. */
  settle(ids: readonly string[]): void {
    if (this.#timed !== null && ids.includes(this.#timed.event)) {
      this.#roundTrip = Math.max(Date.now() - this.#timed.at, STEADY * this.#roundTrip);
      this.#timed = null;
    }
    const ours = ids.filter((id) => this.#pending.delete(id));
    // Another page may have acked events that this page never held: the browser's copy goes as
    // well.
    if (ids.length > 0) this.#outbox.remove(ids).catch(() => undefined);
    if (ours.length === 0) return;
    this.#index();
    this.#stopLater();
    this.#patience = RESEND;
    if (this.#pending.size > this.#unsent.length + this.#fresh.length) this.#startLater();
  }

  /** Send nothing until `release`: the address may change. */
  hold(): void {
    this.#held = true;
  }

  /** Go on sending; what waited goes to `box`. */
  release(box: string): void {
    this.#held = false;
    for (const [id, one] of this.#pending) {
      if (one.event.box !== box)
        this.#pending.set(id, { ...one, event: { ...one.event, box } satisfies SentEvent });
    }
    this.#fresh = [];
    this.#index();
    this.#keep([...this.#pending.values()]);
    this.resend();
  }

  dispose(): void {
    this.flush();
    this.#takeUnsent();
    this.#stopLater();
    this.#outbox.close();
  }

  /** Keep what is new, and send it as soon as the line is ready for it. */
  readonly #proceed = (): void => {
    // A message still on its way takes at least as long as it did so far: a kernel may be busy.
    const onItsWay = this.#timed === null ? 0 : Date.now() - this.#timed.at;
    const roundTrip = Math.max(this.#roundTrip, onItsWay);
    const wait = this.#sentAt + pause(roundTrip) - Date.now();
    if (this.#fresh.length === 0 || wait <= 0) {
      this.flush();
      return;
    }
    this.#keepFresh();
    if (this.#together !== null) clearTimeout(this.#together);
    this.#together = setTimeout(this.flush, wait + LAST);
  };

  #keepFresh(): void {
    this.#callOff?.();
    this.#callOff = null;
    this.#keep(this.#fresh);
    this.#unsent.push(...this.#fresh.map((one) => one.event.id));
    this.#fresh = [];
  }

  #takeUnsent(): readonly Pending[] {
    if (this.#together !== null) clearTimeout(this.#together);
    this.#together = null;
    return this.#unsent.splice(0).flatMap((id) => this.#pending.get(id) ?? []);
  }

  #sendAgain(): void {
    this.#keepFresh();
    if (this.#held) return;
    this.#takeUnsent();
    this.#send([...this.#pending.values()]);
  }

  #index(): void {
    this.#byKey.clear();
    for (const one of this.#pending.values()) {
      const key = one.event.item_key;
      this.#byKey.set(key, [...this.of(key), one]);
    }
    this.#unacked.value = this.#pending.size;
  }

  #keep(pending: readonly Pending[]): void {
    if (pending.length === 0) return;
    const { client } = this.#connection;
    this.#outbox.put(pending.map((one) => ({ client, ...one }))).then(
      () => {
        this.#keeping.value = true;
        // Acked while it was being written: it must not stay behind.
        const late = pending.map((one) => one.event.id).filter((id) => !this.#pending.has(id));
        if (late.length > 0) this.#outbox.remove(late).catch(() => undefined);
      },
      () => {
        this.#keeping.value = false;
      },
    );
  }

  #send(pending: readonly Pending[]): void {
    const shown = this.#shown();
    const moves = this.#moves;
    if (pending[0] !== undefined) {
      this.#sentAt = Date.now();
      this.#timed ??= { event: pending[0].event.id, at: this.#sentAt };
    }
    for (let start = 0; start < pending.length; ) {
      const { client = this.#connection.client } = pending[start] as Pending;
      let end = start + 1;
      while (end < start + BATCH && this.#isOf(client, pending[end])) end += 1;
      const events = pending.slice(start, end).map((one) => one.event);
      if (this.#connection.send({ type: "events", client, events, shown, moves }))
        this.#told = shown;
      start = end;
    }
    if (pending.length > 0) this.#startLater();
  }

  #isOf(client: string, one: Pending | undefined): boolean {
    return one !== undefined && (one.client ?? this.#connection.client) === client;
  }

  #startLater(): void {
    this.#later ??= setTimeout(() => {
      this.#later = null;
      if (this.#pending.size > 0) {
        this.#patience = Math.min(this.#patience * 2, MOST_PATIENT);
        this.#sendAgain();
      }
    }, this.#patience);
  }

  #stopLater(): void {
    if (this.#later !== null) clearTimeout(this.#later);
    this.#later = null;
  }
}

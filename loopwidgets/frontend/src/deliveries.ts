/**
 * The way of an event from this page to the disk: kept, sent, sent again, and let go once acked.
 *
 * It knows nothing of items; what an event changes is only carried along.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { afterPaint } from "./after-paint";
import type { Connection } from "./connection";
import type { Outbox } from "./outbox";
import type { SentEvent } from "./protocol";
import type { Pending } from "./states";

/** Unacked events are sent again after so long, and then ever more patiently. */
export const RESEND = 2_000;
const MOST_PATIENT = 10_000;
/** At most so many events in one message. */
const BATCH = 200;
const NO_EVENTS: readonly Pending[] = [];

export class Deliveries {
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #shown: () => string | null;
  readonly #pending = new Map<string, Pending>();
  readonly #byKey = new Map<string, readonly Pending[]>();
  readonly #unacked = signal(0);
  readonly #keeping = signal(true);
  /** Made since the last message went out. */
  #fresh: Pending[] = [];
  #told: string | null = null;
  #callOff: (() => void) | null = null;
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

  /** Whether the browser keeps what is unacked when the page closes. */
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

  /** A new event: on its way as soon as the next item is painted. */
  add(one: Pending): void {
    this.#pending.set(one.event.id, one);
    this.#fresh.push(one);
    const key = one.event.item_key;
    this.#byKey.set(key, [...this.of(key), one]);
    this.#unacked.value = this.#pending.size;
    this.soon();
  }

  /** Something about what is shown changed: tell the kernel with the next message. */
  soon(): void {
    this.#callOff ??= afterPaint(this.flush);
  }

  /** Keep and send what is new, now. */
  readonly flush = (): void => {
    this.#callOff?.();
    this.#callOff = null;
    const fresh = this.#fresh;
    this.#fresh = [];
    if (fresh.length > 0) {
      this.#keep(fresh);
      if (!this.#held) this.#send(fresh);
    } else if (!this.#held && this.#shown() !== this.#told) {
      const key = this.#shown();
      const { client } = this.#connection;
      if (this.#connection.send({ type: "shown", client, key })) this.#told = key;
    }
  };

  /** Send all that is unacked again. */
  readonly resend = (): void => {
    this.flush();
    if (this.#held) return;
    this.#send([...this.#pending.values()]);
  };

  /** Take over what the browser kept from an earlier page. */
  adopt(kept: readonly Pending[]): void {
    const here = [...this.#pending];
    const known = new Set(this.#pending.keys());
    this.#pending.clear();
    for (const one of kept) if (!known.has(one.event.id)) this.#pending.set(one.event.id, one);
    for (const [id, one] of here) this.#pending.set(id, one);
    this.#index();
  }

  /** These are on disk, or will never be: forget them. */
  settle(ids: readonly string[]): void {
    const ours = ids.filter((id) => this.#pending.delete(id));
    if (ours.length > 0) {
      this.#index();
      this.#patience = RESEND;
    }
    // Another page may have acked what this one never held: the browser's copy goes as well.
    if (ids.length > 0) this.#outbox.remove(ids).catch(() => undefined);
    if (ours.length > 0 && this.#pending.size === 0) this.#stopLater();
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
    this.#stopLater();
    this.#outbox.close();
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
    for (let start = 0; start < pending.length; ) {
      const { client = this.#connection.client } = pending[start] as Pending;
      let end = start + 1;
      while (end < start + BATCH && this.#isOf(client, pending[end])) end += 1;
      const events = pending.slice(start, end).map((one) => one.event);
      if (this.#connection.send({ type: "events", client, events, shown })) this.#told = shown;
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
        this.resend();
        this.#startLater();
      }
    }, this.#patience);
  }

  #stopLater(): void {
    if (this.#later !== null) clearTimeout(this.#later);
    this.#later = null;
  }
}

/**
 * The history, newest first: updated after each answer is painted, and only while a view shows it.
 *
 * It holds a line of each item and its state, never what the item shows.
 */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Ledger } from "../answers/answers";
import { fold } from "../answers/item-state";
import type { Link } from "../kernel/connection";
import type { Acked, FetchedItems, ItemState, ShownItem } from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";

/** One item that was done. */
export interface HistoryRow {
  readonly key: string;
  readonly number: number;
  readonly view: string;
  readonly preview: string;
  readonly state: ItemState;
}

/** At most so many are held; older items are found by searching. */
const MOST = 1000;

export interface HistorySource {
  readonly link: ReadonlySignal<Link>;
  /** Items done before an item (null: the latest), newest first, without their content. */
  earlier(before: string | null): Promise<FetchedItems | null>;
  /** The part that this page remembers, newest first. */
  past(): readonly ShownItem[];
}

export class History {
  readonly rows = signal<readonly HistoryRow[]>([]);
  /** The older items: with `full` no more of them are held; with `away` they can't be had now. */
  readonly rest = signal<"loading" | "more" | "end" | "full" | "away">("loading");
  readonly #ledger: Ledger;
  readonly #of: HistorySource;
  #keys: string[] = [];
  readonly #known = new Map<string, HistoryRow>();
  #views = 0;
  #asking = false;
  #callOff: (() => void) | null = null;
  #stop: (() => void) | null = null;

  constructor(ledger: Ledger, of: HistorySource) {
    this.#ledger = ledger;
    this.#of = of;
  }

  /** A view shows it from now on; returns a function that ends this. */
  show(): () => void {
    this.#views += 1;
    if (this.#views === 1) {
      this.startOver();
      this.#stop = effect(() => {
        if (this.#of.link.value === "alive" && this.rest.peek() === "away") void this.#load(null);
      });
    }
    return () => {
      this.#views -= 1;
      if (this.#views > 0) return;
      this.#stop?.();
      this.#callOff?.();
      this.#callOff = null;
      this.#forget();
    };
  }

  /** An item was answered or skipped: it is the newest now. */
  did(item: ShownItem | null): void {
    if (this.#views === 0 || item === null) return;
    const { key } = item;
    this.#keys = [key, ...this.#keys.filter((other) => other !== key)].slice(0, MOST);
    if (!this.#known.has(key)) this.#known.set(key, this.#rowOf(item));
    this.soon();
  }

  /** These events are on disk, from this page or another. */
  settled(acked: readonly Acked[]): void {
    if (this.#views === 0) return;
    for (const { key, state } of acked) {
      const row = this.#known.get(key);
      if (row) this.#known.set(key, { ...row, state });
      else if (state.status !== "open") void this.#load(null);
    }
    this.soon();
  }

  /** Item states changed: update a frame later, because the person waits for this frame. */
  soon(): void {
    if (this.#views > 0) this.#callOff ??= afterPaint(this.#tell);
  }

  /** Ask for older items. */
  more(): void {
    if (this.rest.peek() === "more") void this.#load(this.#keys.at(-1) ?? null);
  }

  /** Begin anew with the kernel's list. */
  startOver(): void {
    if (this.#views === 0) return;
    this.#forget();
    for (const item of this.#of.past()) {
      this.#keys.push(item.key);
      this.#known.set(item.key, this.#rowOf(item));
    }
    this.#tell();
    void this.#load(null);
  }

  dispose(): void {
    this.#stop?.();
    this.#callOff?.();
  }

  #forget(): void {
    this.#keys = [];
    this.#known.clear();
    this.rows.value = [];
    this.rest.value = "loading";
  }

  async #load(before: string | null): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const here = this.#of.link.peek() === "alive";
    const answer = here ? await this.#of.earlier(before) : null;
    this.#asking = false;
    if (this.#views === 0) return;
    if (answer === null) {
      this.rest.value = "away";
      return;
    }
    const keys = answer.items.map((item) => item.key);
    for (const item of answer.items) this.#known.set(item.key, this.#rowOf(item, item.state));
    const told = new Set(keys);
    const others = this.#keys.filter((key) => !told.has(key));
    // The latest items come before the known items; items that are not on disk yet are newer still.
    const fresh = others.filter((key) => this.#ledger.deliveries.of(key).length > 0);
    const older = others.filter((key) => !fresh.includes(key));
    const all = before === null ? [...fresh, ...keys, ...older] : [...this.#keys, ...keys];
    this.#keys = [...new Set(all)].slice(0, MOST);
    const isWhole = answer.exhausted && (before !== null || older.length === 0);
    this.rest.value = isWhole ? "end" : this.#keys.length === MOST ? "full" : "more";
    this.#tell();
  }

  #rowOf({ key, number, view, preview }: ShownItem, state?: ItemState): HistoryRow {
    return { key, number, view, preview, state: state ?? this.#ledger.items.state(key) };
  }

  readonly #tell = (): void => {
    this.#callOff?.();
    this.#callOff = null;
    const held = new Set(this.#keys);
    for (const key of this.#known.keys()) if (!held.has(key)) this.#known.delete(key);
    this.rows.value = this.#keys
      .flatMap((key) => this.#known.get(key) ?? [])
      .map((row) => ({ ...row, state: fold(row.state, this.#ledger.deliveries.of(row.key)) }))
      .filter((row) => row.state.status !== "open");
  };
}

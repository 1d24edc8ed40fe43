/** Asks the kernel for items in time: items ahead, items done earlier, found items. */

import { type Connection, GET, type Unsigned } from "../kernel/connection";
import type {
  Earlier,
  FetchedItems,
  FindMore,
  Found,
  FromKernel,
  Get,
  JsonObject,
  More,
  ShownItem,
} from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";

/** Ask for more when fewer than so many are ahead, and fill up to twice as many. */
const LOW = 14;
/**
 * For a quick person on a slow line: so many times the items used while the kernel answered, up
 * to so many.
 */
const SPARE = 2;
const MOST_LOW = 30;
/** A single quick reply among slow replies makes no quick line. */
const STEADY = 0.75;
/** Items of a list or a search that are asked for at once. */
const SOME = 20;
const MOST_BYTES = 32_000_000;
const PATIENCE = 15;
const RETRY = 3000;
const SOON = 500;
/** Lines of a list that are asked for at once. */
const LISTED = 100;

/** The items held ahead, as far as asking needs to know. */
export interface Stock {
  readonly count: number;
  readonly bytes: number;
  /** Keys not to be sent again. */
  readonly have: readonly string[];
}

/** The calls that asking needs from the holder of the items. */
export interface Holder {
  stock(): Stock;
  /** Send waiting events first: the kernel answers in order, and its items depend on them. */
  flush(): void;
  /** `isLate`: the queue has another order since it was asked for. */
  arrived(answer: FetchedItems, isLate: boolean): void;
}

export class Supply {
  /** The kernel has no others now. */
  exhausted = false;
  readonly #connection: Connection;
  readonly #holder: Holder;
  #asking = false;
  /** Ask though enough is ahead. */
  #must = false;
  #callOff: (() => void) | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #disposed = false;
  /** How many items were used while the kernel answered. */
  #used = 0;
  /** How often the queue got another order. */
  #orders = 0;

  constructor(connection: Connection, holder: Holder) {
    this.#connection = connection;
    this.#holder = holder;
  }

  /** Ask for more of the queue when little is ahead; never before the next item is painted. */
  refill(): void {
    if (!this.exhausted && !this.#asking && this.#retry === null) this.#soon();
  }

  /** The queue has another order: more items may come than were asked for before. */
  reordered(): void {
    this.#orders += 1;
    this.exhausted = false;
  }

  /** Ask even though the kernel had no others: some may have been opened again. */
  check(): void {
    this.#must = true;
    this.#soon();
  }

  async earlier(before: string | null): Promise<FetchedItems | null> {
    return this.#items<Earlier>({ type: "earlier", before, count: SOME, light: false });
  }

  /** As `earlier`, without the content of the items. */
  async list(before: string | null): Promise<FetchedItems | null> {
    return this.#items<Earlier>({ type: "earlier", before, count: LISTED, light: true });
  }

  /** Items that a search found, from a place on. */
  async found(search: string, start: number): Promise<Found | null> {
    const answer = await this.#ask<FindMore>({ type: "find_more", search, start, count: SOME });
    return answer?.type === "found" ? answer : null;
  }

  /**
   * Those of these items that are here as soon as one is; `again`: try files anew that could not be
   * fetched.
   */
  async get(keys: readonly string[], again: boolean): Promise<FetchedItems | null> {
    return this.#items<Get>({ ...GET, keys, again });
  }

  /** An item in full, if the payload here is smaller, or a part of it; null if it can't be had. */
  async part(key: string, whole: boolean, detail: JsonObject): Promise<ShownItem | null> {
    const answer = await this.#items<Get>({ ...GET, keys: [key], whole, detail });
    return answer?.items[0] ?? null;
  }

  dispose(): void {
    this.#disposed = true;
    this.#callOff?.();
    if (this.#retry !== null) clearTimeout(this.#retry);
  }

  #soon(): void {
    this.#callOff ??= afterPaint(() => {
      this.#callOff = null;
      const must = this.#must;
      this.#must = false;
      if (must || this.#holder.stock().count < this.#low) void this.#fill();
    });
  }

  get #low(): number {
    return Math.min(MOST_LOW, Math.max(LOW, Math.ceil(SPARE * this.#used)));
  }

  async #fill(): Promise<void> {
    const { count, bytes, have } = this.#holder.stock();
    const full = 2 * this.#low;
    const each = count > 0 ? bytes / count : 0;
    const room = each > 0 ? Math.floor((MOST_BYTES - bytes) / each) : full;
    const wanted = Math.min(full - count, room);
    if (this.#asking || this.#disposed || (wanted <= 0 && count > 0)) return;
    this.#asking = true;
    const question = { type: "more", have, count: Math.max(wanted, 1) } as const;
    const order = this.#orders;
    const answer = await this.#items<More>(question);
    this.#asking = false;
    if (answer === null) {
      this.#later(RETRY);
      return;
    }
    const used = count - this.#holder.stock().count;
    this.#used = Math.max(used, STEADY * this.#used);
    const isLate = order !== this.#orders;
    this.exhausted = answer.exhausted && !isLate;
    // The data is still being read, and nothing new is there yet.
    if (answer.items.length === 0 && !answer.exhausted) this.#later(SOON);
    this.#holder.arrived(answer, isLate);
  }

  #later(milliseconds: number): void {
    if (this.#disposed || this.#retry !== null) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      if (this.#connection.link.peek() === "alive") this.refill();
      else this.#later(RETRY);
    }, milliseconds);
  }

  async #items<R extends More | Earlier | Get>(
    question: Unsigned<R>,
  ): Promise<FetchedItems | null> {
    const answer = await this.#ask<R>(question);
    return answer?.type === "items" ? answer : null;
  }

  async #ask<R extends More | Earlier | Get | FindMore>(
    question: Unsigned<R>,
  ): Promise<FromKernel | null> {
    this.#holder.flush();
    try {
      return await this.#connection.ask<R>(question, PATIENCE);
    } catch {
      return null;
    }
  }
}

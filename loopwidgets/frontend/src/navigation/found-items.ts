/**
 * A way through the items that a search found, beside the line.
 *
 * The found items stay the same while their answers change. The kernel holds them, and sends more
 * when the person comes near the end of those here.
 */

import { signal } from "@preact/signals";
import type { Counted, Found, Query } from "../kernel/protocol";
import { ANYTHING } from "./search";

/** The person's place among the found items. */
export interface Review {
  readonly search: string;
  readonly query: Query;
  /** The query named an item by its number or key. */
  readonly named: boolean;
  /** Those that are here. */
  readonly keys: readonly string[];
  readonly place: number;
  /** Found so far; with `complete`, all. */
  readonly total: number;
  readonly complete: boolean;
  /** No more keys will come. */
  readonly exhausted: boolean;
}

/** Ask for more when fewer than this many are ahead. */
const FEW = 14;

export interface Walked {
  /** Items that a search found, from a place on. */
  more(search: string, start: number): Promise<Found | null>;
  /** Runs later work, and brings the display in step. */
  later(work: () => void): void;
  /** Take in items as the kernel sent them. */
  learn(found: Found): void;
  /** The person went past the last item. */
  ended(): void;
}

export class Walk {
  readonly review = signal<Review | null>(null);
  readonly #of: Walked;
  #asking = false;

  constructor(of: Walked) {
    this.#of = of;
  }

  get key(): string | null {
    const review = this.review.peek();
    return review?.keys[review.place] ?? null;
  }

  begin(found: Found, query: Query): void {
    this.#of.learn(found);
    const { search, named, total, complete, exhausted } = found;
    const keys = found.items.map((item) => item.key);
    this.review.value = { search, query, named, keys, place: 0, total, complete, exhausted };
    this.#refill();
  }

  /** Show one item alone. */
  one(key: string): void {
    const whole = { place: 0, total: 1, complete: true, exhausted: true };
    this.review.value = { search: "", query: ANYTHING, named: true, keys: [key], ...whole };
  }

  end(): void {
    this.review.value = null;
  }

  /** Go to the next; after the last it ends. */
  step(): void {
    const review = this.review.peek();
    if (review === null) return;
    const place = review.place + 1;
    if (place >= review.keys.length && review.exhausted) {
      this.#of.ended();
      return;
    }
    this.review.value = { ...review, place };
    this.#refill();
  }

  back(): void {
    const review = this.review.peek();
    if (review && review.place > 0) this.review.value = { ...review, place: review.place - 1 };
  }

  /** Show one of the found items; false if it is not among them. */
  show(key: string): boolean {
    const review = this.review.peek();
    const place = review?.keys.indexOf(key) ?? -1;
    if (review === null || place < 0) return false;
    this.review.value = { ...review, place };
    return true;
  }

  counted({ search, total, complete }: Counted): void {
    const review = this.review.peek();
    if (review?.search !== search) return;
    this.review.value = { ...review, total, complete };
    this.#refill();
  }

  #refill(): void {
    const review = this.review.peek();
    if (review === null || review.exhausted || review.keys.length - review.place >= FEW) return;
    if (!this.#asking) void this.#more(review);
  }

  async #more({ search, keys }: Review): Promise<void> {
    this.#asking = true;
    const found = await this.#of.more(search, keys.length);
    this.#asking = false;
    this.#of.later(() => {
      const review = this.review.peek();
      if (review?.search !== search) {
        this.#refill();
        return;
      }
      if (found !== null) this.#of.learn(found);
      const all = [...review.keys, ...(found?.items ?? []).map((item) => item.key)];
      // An answer that never came ends the walk where the items end.
      const exhausted = found === null || found.exhausted;
      this.review.value = { ...review, keys: all, exhausted };
      if (review.place >= all.length && exhausted) this.#of.ended();
      else if (all.length > review.keys.length) this.#refill();
    });
  }
}

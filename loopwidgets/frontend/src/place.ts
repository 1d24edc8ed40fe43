/**
 * Where the person is: in the line of items, or in a review beside it.
 *
 * It fetches items in time and moves between them; what is said of them is the ledger's business.
 */

import { signal } from "@preact/signals";
import type { Connection } from "./connection";
import type { Ledger } from "./ledger";
import { Line } from "./line";
import type { Changed, Items as ItemsMessage, Json, ShownItem, Welcome } from "./protocol";
import { type Stock, Supply } from "./supply";

/** A way through items of one kind, beside the line. */
export interface Review {
  readonly which: "skipped" | "flagged";
  readonly keys: readonly string[];
  readonly place: number;
  readonly total: number;
  readonly exhausted: boolean;
}

/** How a review began: or why it did not. */
export type Begun = "begun" | "none" | "failed";

/** Done items that are held to go back to. */
const MOST_PAST = 500;
const FEW = 5;
/** What done items show is held up to so many bytes; the rest is fetched again when one goes back. */
const MOST_PAST_BYTES = 8_000_000;
/** Items about to be shown, which a view may get ready. */
const NEAR_AHEAD = 3;
const NEAR_BEHIND = 1;

export class Place {
  readonly review = signal<Review | null>(null);
  readonly #ledger: Ledger;
  #line = new Line();
  /** The next welcome begins anew. */
  #isNew = true;
  readonly #supply: Supply;
  #fetching = false;
  /** Runs what comes later, and brings what is visible in step. */
  readonly #later: (work: () => void) => void;

  constructor(connection: Connection, ledger: Ledger, later: (work: () => void) => void) {
    this.#ledger = ledger;
    this.#later = later;
    this.#supply = new Supply(connection, {
      stock: () => this.#stock(),
      flush: () => ledger.deliveries.flush(),
      arrived: (answer) => later(() => this.#arrived(answer)),
    });
  }

  /** The key of the item in front of the person. */
  get key(): string | null {
    const review = this.review.peek();
    return review ? (review.keys[review.place] ?? null) : this.#line.shown;
  }

  /** Nothing is shown, and nothing more is to be had. */
  get isFinished(): boolean {
    return this.key === null && this.#supply.exhausted && this.review.peek() === null;
  }

  /** The items that are here at first, from which a view decides how much room it takes. */
  firstItems(): readonly ShownItem[] {
    const keys = [this.#line.present, ...this.#line.ahead].filter((key) => key !== null);
    return keys.map((key) => this.#ledger.items.get(key)).filter((item) => item !== null);
  }

  /** What may be shown with the next keys: the item behind the shown one, and those before it. */
  near(): readonly ShownItem[] {
    const { past, ahead, back, present } = this.#line;
    const review = this.review.peek();
    const line = [...past, ...(present === null ? [] : [present]), ...ahead];
    const keys = review ? review.keys : line;
    const at = review ? review.place : past.length - back;
    return keys
      .slice(Math.max(0, at - NEAR_BEHIND), at + 1 + NEAR_AHEAD)
      .map((key) => this.#ledger.items.get(key))
      .filter((item) => item !== null);
  }

  /** Fetch what was let go of and is to be shown again, and what one may go back to next. */
  async fetch(): Promise<void> {
    const { past, back } = this.#line;
    const at = past.length - back;
    const around = [this.key, ...past.slice(Math.max(0, at - FEW), at)];
    const keys = around.filter((key) => key !== null && this.#ledger.items.get(key) === null);
    if (this.#fetching || keys.length === 0) return;
    this.#fetching = true;
    const answer = await this.#supply.get(keys as string[]);
    this.#fetching = false;
    if (answer !== null) this.#later(() => this.#learn(answer));
  }

  /** An item's payload in full, where what is here is smaller. */
  async whole(key: string): Promise<Json | null> {
    return (await this.#supply.whole(key))?.payload ?? null;
  }

  // --- Moving ---------------------------------------------------------------------------------

  /** Leave the shown item, which is done, for the next. */
  goOn(key: string): void {
    if (this.review.peek()) {
      this.#line.done(key);
      this.#stepReview();
      return;
    }
    this.#line.advance(this.#isDone);
    this.#lighten();
    const old = this.#line.trim(MOST_PAST);
    this.#ledger.forget(old.filter((one) => !this.#line.has(one)));
  }

  /** Go back one; `onFirst` is called when there is nothing earlier. */
  back(onFirst: () => void): void {
    const review = this.review.peek();
    if (review) {
      if (review.place > 0) this.review.value = { ...review, place: review.place - 1 };
    } else if (this.#line.stepBack()) {
      void this.fetch();
      if (this.#line.past.length - this.#line.back < FEW) void this.#earlier(null);
    } else {
      void this.#earlier(onFirst);
    }
  }

  /** Go forward one, up to the first item that is open. */
  forward(): void {
    const { key } = this;
    if (this.review.peek()) this.#stepReview();
    else if (key !== null && this.#ledger.state(key).status !== "open") {
      if (!this.#line.stepForward() && this.#ledger.isDone(key)) this.#line.advance(this.#isDone);
    }
  }

  /** Show an item that an undo or redo is about; `reopened`: it is to be done again. */
  visit(key: string, reopened: boolean): void {
    const review = this.review.peek();
    const place = review?.keys.indexOf(key) ?? -1;
    if (review && place >= 0) {
      this.review.value = { ...review, place };
      return;
    }
    this.review.value = null;
    if (reopened) this.#line.reopen(key);
    else this.#line.goTo(key);
  }

  /** An item was answered or skipped again by redo: on to the first that is open. */
  redone(key: string): void {
    if (this.review.peek()?.keys.includes(key)) {
      this.visit(key, false);
      this.goOn(key);
      return;
    }
    this.review.value = null;
    this.#line.done(key);
    this.#line.back = 0;
    this.#line.take(this.#isDone);
  }

  async startReview(which: Review["which"]): Promise<Begun> {
    const answer = await this.#supply.which(which, []);
    if (answer === null) return "failed";
    if (answer.items.length === 0) return "none";
    this.#later(() => {
      this.#learn(answer);
      this.#line.back = 0;
      const keys = answer.items.map((item) => item.key);
      const total = Math.max(keys.length, answer.exhausted ? 0 : answer.counts[which]);
      this.review.value = { which, keys, place: 0, total, exhausted: answer.exhausted };
    });
    return "begun";
  }

  leaveReview(): void {
    this.review.value = null;
    this.#line.take(this.#isDone);
  }

  // --- What the kernel says -------------------------------------------------------------------

  enter(message: Welcome): void {
    this.#ledger.counted = message.counts;
    this.#ledger.items.learn([...message.recent, ...message.items]);
    const keys = message.items.map((item) => item.key);
    if (this.#isNew) {
      this.#isNew = false;
      const recent = message.recent.map((item) => item.key).filter((key) => !keys.includes(key));
      this.#line.past = [...recent, ...keys.filter(this.#isDone)];
    }
    this.#line.add(keys, this.#isDone);
    this.#supply.exhausted = message.exhausted;
  }

  /** Forget what is shown, until the next welcome. */
  startOver(): void {
    this.review.value = null;
    this.#line = new Line();
    this.#isNew = true;
    this.#supply.exhausted = false;
  }

  /** Something was done in code. */
  changed({ kind, item }: Changed): void {
    const { key } = item;
    this.#supply.exhausted = false;
    if (kind === "retract") this.visit(key, this.#ledger.state(key).status !== "answered");
    else if ((kind === "answer" || kind === "skip") && this.key === key) this.goOn(key);
    else this.#line.drop(this.#isDone);
  }

  /** The queue has another order. */
  reordered(): void {
    this.#line.clear();
    this.#supply.exhausted = false;
  }

  /** These were said, here or in another page. */
  settled(keys: readonly string[]): void {
    this.#line.drop(this.#isDone);
    const reopened = keys.some(
      (key) => this.#ledger.state(key).status === "open" && !this.#line.has(key),
    );
    if (reopened) this.#supply.exhausted = false;
  }

  /** Some item may be open again. */
  mayHaveMore(): void {
    this.#supply.exhausted = false;
  }

  refill(): void {
    this.#supply.refill();
  }

  check(): void {
    this.#supply.check();
  }

  dispose(): void {
    this.#supply.dispose();
  }

  // --- Within ---------------------------------------------------------------------------------

  #lighten(): void {
    const { items } = this.#ledger;
    let bytes = 0;
    for (const key of this.#line.past.toReversed()) {
      bytes += items.weight([key]);
      if (bytes > MOST_PAST_BYTES) items.lighten([key]);
    }
  }

  readonly #isDone = (key: string): boolean => this.#ledger.isDone(key);

  #learn(answer: ItemsMessage): void {
    this.#ledger.counted = answer.counts;
    this.#ledger.items.learn(answer.items);
  }

  #arrived(answer: ItemsMessage): void {
    this.#learn(answer);
    this.#line.add(
      answer.items.map((item) => item.key),
      this.#isDone,
    );
    this.#supply.refill();
  }

  async #earlier(onFirst: (() => void) | null): Promise<void> {
    const shown = this.key;
    const answer = await this.#supply.earlier(this.#line.past[0] ?? this.#line.present);
    if (answer === null) return;
    this.#later(() => {
      this.#learn(answer);
      const fresh = this.#line.addEarlier(answer.items.map((item) => item.key));
      if (onFirst === null || this.key !== shown) return;
      if (fresh > 0) this.#line.stepBack();
      else onFirst();
    });
  }

  #stepReview(): void {
    const review = this.review.peek();
    if (review === null) return;
    const place = review.place + 1;
    if (place >= review.keys.length && review.exhausted) {
      this.leaveReview();
      return;
    }
    this.review.value = { ...review, place };
    if (!review.exhausted && review.keys.length - place < FEW) void this.#moreToReview(review);
  }

  async #moreToReview({ which, keys }: Review): Promise<void> {
    const answer = await this.#supply.which(which, keys);
    this.#later(() => {
      const review = this.review.peek();
      if (review === null || review.which !== which) return;
      if (answer !== null) this.#learn(answer);
      const fresh = (answer?.items ?? []).map((item) => item.key);
      const all = [...new Set([...review.keys, ...fresh])];
      // An answer that never came ends the review where the items end.
      const exhausted = answer === null || answer.exhausted;
      this.review.value = { ...review, keys: all, exhausted };
      if (review.place >= all.length && exhausted) this.leaveReview();
    });
  }

  #stock(): Stock {
    const { ahead, present, shown } = this.#line;
    const { items, deliveries } = this.#ledger;
    const under = [present, shown, this.key].filter((key) => key !== null);
    // What can't be saved for now is still open to the kernel; what was just skipped may come again.
    const said = [...deliveries.keys].filter(
      (key) => this.#ledger.state(key).status === "answered",
    );
    const have = [...new Set([...under, ...ahead, ...said])];
    return { count: ahead.length, bytes: items.weight(ahead), have };
  }
}

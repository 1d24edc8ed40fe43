/**
 * The person's place: in the line of items, or in a walk through found items beside it.
 *
 * It fetches items in time and moves between them; their answers are the ledger's business.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Ledger } from "../answers/answers";
import { hasContent } from "../answers/items";
import type { Connection } from "../kernel/connection";
import type {
  Acked,
  Changed,
  Counted,
  FetchedItems,
  Found,
  Json,
  JsonObject,
  Query,
  ShownItem,
  Welcome,
} from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";
import { type Review, Walk } from "./found-items";
import { Line } from "./item-line";
import { type Stock, Supply } from "./prefetch";

/** Done items that are held to go back to; so many of the oldest are let go of at once. */
const MOST_PAST = 500;
const AT_ONCE = 50;
const FEW = 5;
/**
 * The content of done items is held up to so many bytes; the rest is fetched again on the way
 * back.
 */
const MOST_PAST_BYTES = 8_000_000;
/** Content that did not come is asked for again after so long (ms). */
const RETRY = 3000;
/** Items about to be shown, which a view may get ready. */
const NEAR_AHEAD = 3;
const NEAR_BEHIND = 1;

export class Navigator {
  readonly #walk: Walk;
  /** The done item that the person had gone back to before the walk. */
  #from: string | null = null;
  readonly #ledger: Ledger;
  #line = new Line();
  /** The next welcome begins anew. */
  #isNew = true;
  readonly #supply: Supply;
  #tidyLater: (() => void) | null = null;
  /** Items whose content is asked for. */
  readonly #asked = new Set<string>();
  #retry: ReturnType<typeof setTimeout> | null = null;
  readonly #contents = signal(0);
  /** Runs later work, and brings the display in step. */
  readonly #later: (work: () => void) => void;

  constructor(connection: Connection, ledger: Ledger, later: (work: () => void) => void) {
    this.#ledger = ledger;
    this.#later = later;
    this.#supply = new Supply(connection, {
      stock: () => this.#stock(),
      flush: () => ledger.deliveries.flush(),
      arrived: (answer, isLate) => later(() => this.#arrived(answer, isLate)),
    });
    this.#walk = new Walk({
      more: (search, start) => this.#supply.found(search, start),
      later,
      learn: (found) => ledger.items.learnLate(found.items),
      ended: () => this.leaveReview(),
    });
  }

  /** The place among the found items; null in the line. */
  get review(): ReadonlySignal<Review | null> {
    return this.#walk.review;
  }

  /** The key of the item in front of the person. */
  get key(): string | null {
    return this.review.peek() ? this.#walk.key : this.#line.shown;
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

  /** The items that the next keys may show: the item behind the shown item, and those before it. */
  near(): readonly ShownItem[] {
    const { keys, at } = this.#way();
    return keys
      .slice(Math.max(0, at - NEAR_BEHIND), at + 1 + NEAR_AHEAD)
      .map((key) => this.#ledger.items.get(key))
      .filter((item) => item !== null);
  }

  /** How often the content of items came that were here without it. */
  get arrived(): ReadonlySignal<number> {
    return this.#contents;
  }

  /**
   * Fetch the content of the shown item, the next items and those before it, where it is missing: it
   * was let go of, or its files were not there yet.
   */
  fetch(): void {
    const { keys: way, at } = this.#way();
    const back = way.slice(Math.max(0, at - FEW), at);
    void this.#get([...(this.key === null ? [] : [this.key]), ...this.#next(), ...back], false);
  }

  /** Try anew to fetch the files of an item. */
  again(key: string): void {
    this.#later(() => {
      this.#ledger.items.lighten([key]);
      void this.#get([key], true);
    });
  }

  /** The value of the answer to the latest done item that is answered; undefined if there is none. */
  get lastAnswer(): Json | undefined {
    const states = this.#line.past.map((key) => this.#ledger.state(key));
    return states.findLast(({ status }) => status === "answered")?.value;
  }

  /** An item once more: in full, or a part of it. */
  part(key: string, whole: boolean, detail: JsonObject): Promise<ShownItem | null> {
    return this.#supply.part(key, whole, detail);
  }

  // --- Moving ---------------------------------------------------------------------------------

  /** Leave the shown item, which is done, for the next. */
  goOn(key: string): void {
    if (this.review.peek()) {
      this.#line.done(key);
      this.#walk.step();
    } else {
      this.#line.advance(this.#isDone);
    }
    this.#tidyLater ??= afterPaint(() => {
      this.#tidyLater = null;
      this.#tidy();
      void this.#get(this.#next(), false);
    });
  }

  /** Go back by an item; `onFirst` is called when there is nothing earlier. */
  back(onFirst: () => void): void {
    if (this.review.peek()) {
      this.#walk.back();
      this.fetch();
    } else if (this.#line.stepBack()) {
      this.fetch();
      if (this.#line.past.length - this.#line.back < FEW) void this.#earlier(null);
    } else {
      void this.#earlier(onFirst);
    }
  }

  /** Go forward by an item, up to the first item that is open. */
  forward(): void {
    const { key } = this;
    if (this.review.peek()) this.#walk.step();
    else if (key !== null && this.#ledger.state(key).status !== "open") {
      if (!this.#line.stepForward() && this.#ledger.isDone(key)) this.#line.advance(this.#isDone);
    }
  }

  /** Show an item that an undo or redo is about; `reopened`: it is to be done again. */
  visit(key: string, reopened: boolean): void {
    if (this.#walk.show(key)) {
      if (this.#ledger.state(key).status === "open") this.#line.undone(key);
      return;
    }
    this.#walk.end();
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
    this.#walk.end();
    this.#line.done(key);
    this.#line.back = 0;
    this.#line.take(this.#isDone);
  }

  /** Walk through the found items. */
  beginReview(found: Found, query: Query): void {
    this.#depart();
    this.#walk.begin(found, query);
  }

  /** Look at an item, and come back from it. */
  look(key: string): void {
    if (this.#walk.show(key)) return;
    this.#depart();
    this.#walk.one(key);
  }

  /** Go back to the earlier place. */
  leaveReview(): void {
    const { items } = this.#ledger;
    const keys = this.review.peek()?.keys ?? [];
    this.#walk.end();
    items.lighten(keys.filter((key) => !this.#line.has(key)));
    this.#line.back = 0;
    if (this.#from !== null && this.#line.past.includes(this.#from)) this.#line.goTo(this.#from);
    this.#line.take(this.#isDone);
  }

  counted(message: Counted): void {
    this.#walk.counted(message);
  }

  /** The done items, newest first, as far as they are remembered here. */
  past(): readonly ShownItem[] {
    const known = this.#line.past.map((key) => this.#ledger.items.line(key));
    return known.filter((item) => item !== null).reverse();
  }

  /** The kernel's list, without the content of the items. */
  list(before: string | null): Promise<FetchedItems | null> {
    return this.#supply.list(before);
  }

  // --- Messages of the kernel -----------------------------------------------------------------

  enter(message: Welcome): void {
    this.#ledger.counted = message.counts;
    this.#ledger.items.learn([...message.recent, ...message.items]);
    const keys = message.items.map((item) => item.key);
    const isNew = this.#isNew;
    if (isNew) {
      this.#isNew = false;
      const recent = message.recent.map((item) => item.key).filter((key) => !keys.includes(key));
      this.#line.past = [...recent, ...keys.filter(this.#isDone)];
    }
    this.#line.add(keys, this.#isDone);
    this.#supply.exhausted = message.exhausted;
    if (isNew && message.visit !== null) this.wanted(message.visit);
  }

  /** Labels have other names: what is held of the items may be of before. */
  async relabeled(): Promise<void> {
    const { items } = this.#ledger;
    const { key } = this;
    items.lighten(this.#way().keys.filter((one) => one !== key));
    if (key === null) return;
    const answer = await this.#supply.get([key], false);
    if (answer !== null) this.#later(() => items.relabel(answer.items));
  }

  /** Forget the shown item, until the next welcome. */
  startOver(): void {
    this.#walk.end();
    this.#line = new Line();
    this.#isNew = true;
    this.#supply.exhausted = false;
  }

  /** Code wants an item to be looked at. */
  wanted(item: ShownItem): void {
    this.#ledger.items.learnLate([item]);
    this.look(item.key);
  }

  /** Something was done in code. */
  changed({ kind, item }: Changed): void {
    const { key } = item;
    this.#supply.exhausted = false;
    if (kind === "retract") this.visit(key, this.#ledger.state(key).status !== "answered");
    else if ((kind === "answer" || kind === "skip") && this.key === key) this.goOn(key);
    else this.#line.drop(this.#isDone);
  }

  /** The queue has another order; an item that is sent again has its present suggestion. */
  reordered(): void {
    this.#line.loosen();
    this.#supply.reordered();
  }

  /**
   * These were answered here or `elsewhere`, in another page: this page follows while nobody is
   * in it.
   */
  settled(acked: readonly Acked[], elsewhere: boolean): void {
    const keys = new Set(acked.map((one) => one.key));
    const said = (key: string | null) =>
      key !== null && keys.has(key) && this.#ledger.state(key).status !== "open";
    if (elsewhere && this.#line.back === 0 && this.review.peek() === null && !isInUse())
      while (said(this.#line.present)) this.#line.advance(this.#isDone);
    this.#line.drop(this.#isDone);
    const isOpen = ({ key, state }: Acked) =>
      state.status === "open" && this.#ledger.state(key).status === "open";
    const reopened = acked.some((one) => isOpen(one) && !this.#line.isComing(one.key));
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
    this.#tidyLater?.();
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#supply.dispose();
  }

  // --- Within ---------------------------------------------------------------------------------

  /** Remember the present place, to come back to it. */
  #depart(): void {
    if (this.review.peek() === null) this.#from = this.#line.back > 0 ? this.#line.shown : null;
  }

  /** The keys of the way, and the present place among them. */
  #way(): { readonly keys: readonly string[]; readonly at: number } {
    const review = this.review.peek();
    if (review) return { keys: review.keys, at: review.place };
    const { past, ahead, back, present } = this.#line;
    const keys = [...past, ...(present === null ? [] : [present]), ...ahead];
    return { keys, at: past.length - back };
  }

  /** The keys of the next items. */
  #next(): readonly string[] {
    const { keys, at } = this.#way();
    return keys.slice(at + 1, at + 1 + FEW);
  }

  async #get(keys: readonly string[], again: boolean): Promise<void> {
    const { items } = this.#ledger;
    const wanted = keys.filter((key) => !this.#asked.has(key) && items.get(key) === null);
    if (wanted.length === 0) return;
    for (const key of wanted) this.#asked.add(key);
    const answer = await this.#supply.get(wanted, again);
    for (const key of wanted) this.#asked.delete(key);
    if (answer === null || !answer.items.some(hasContent)) {
      // Bringing the display in step asks again for what is missing.
      this.#retry ??= setTimeout(() => {
        this.#retry = null;
        this.#later(() => undefined);
      }, RETRY);
      return;
    }
    this.#later(() => {
      this.#learn(answer);
      this.#contents.value += 1;
    });
    void this.#get(this.#next(), false);
  }

  /** Let go of items that were done long ago. */
  #tidy(): void {
    if (this.#ledger.items.bytes > MOST_PAST_BYTES) this.#lighten();
    if (this.#line.past.length < MOST_PAST + AT_ONCE) return;
    const old = this.#line.trim(MOST_PAST);
    this.#ledger.forget(old.filter((one) => !this.#line.has(one)));
  }

  #lighten(): void {
    const { items } = this.#ledger;
    const { keys, at } = this.#way();
    let bytes = 0;
    for (const key of keys.slice(0, at).reverse()) {
      bytes += items.weight([key]);
      if (bytes > MOST_PAST_BYTES) items.lighten([key]);
    }
  }

  readonly #isDone = (key: string): boolean => this.#ledger.isDone(key);

  #learn(answer: FetchedItems): void {
    this.#ledger.counted = answer.counts;
    this.#ledger.items.learn(answer.items);
  }

  #arrived(answer: FetchedItems, isLate: boolean): void {
    if (!isLate) {
      const walk = this.review.peek()?.keys ?? [];
      this.#ledger.items.lighten(this.#line.tighten().filter((key) => !walk.includes(key)));
    }
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

  #stock(): Stock {
    const { firm, present, shown } = this.#line;
    const { items, deliveries } = this.#ledger;
    const under = [present, shown, this.key].filter((key) => key !== null);
    // An item whose answer can't be saved now is still open to the kernel; an item that was just
    // skipped may come again.
    const said = [...deliveries.keys].filter(
      (key) => this.#ledger.state(key).status === "answered",
    );
    const have = [...new Set([...under, ...firm, ...said])];
    return { count: firm.length, bytes: items.weight(firm), have };
  }
}

function isInUse(): boolean {
  return !document.hidden && document.hasFocus();
}

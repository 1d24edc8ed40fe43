/**
 * A line of items with a cursor: done items, the present item, items ahead.
 *
 * It holds keys alone and knows neither what an item looks like nor who sends it.
 */

/** How many items ahead are never replaced from outside. */
const FIRM = 2;

export class Line {
  /** Done, oldest first. */
  past: string[] = [];
  /** The first that is not done; null when none is here. */
  present: string | null = null;
  ahead: string[] = [];
  /** How far the person went back from the present. */
  back = 0;
  readonly #seen = new Set<string>();
  #isLoose = false;
  /** The present item, if it was done out of line. */
  #left: string | null = null;

  get shown(): string | null {
    return this.back === 0 ? this.present : (this.past.at(-this.back) ?? null);
  }

  /** True if an item is the present item or ahead. */
  isComing(key: string): boolean {
    return key === this.present || this.ahead.includes(key);
  }

  has(key: string): boolean {
    return this.isComing(key) || this.past.includes(key);
  }

  /** New items from the queue; those that are here already are left where they are. */
  add(keys: readonly string[], isAnswered: (key: string) => boolean): void {
    const held = new Set(this.ahead);
    for (const key of keys) {
      if (key === this.present || key === this.shown || held.has(key) || isAnswered(key)) continue;
      held.add(key);
      this.ahead.push(key);
    }
    this.take(isAnswered);
  }

  /** Items done before those that are here, newest first. */
  addEarlier(keys: readonly string[]): number {
    const fresh = keys.filter((key) => !this.has(key));
    this.past.unshift(...fresh.reverse());
    return fresh.length;
  }

  /** Go on from the shown item, which is done. */
  advance(isAnswered: (key: string) => boolean): void {
    if (this.back > 0) {
      this.back -= 1;
    } else if (this.present !== null) {
      this.past.push(this.present);
      this.present = null;
    }
    this.take(isAnswered);
  }

  /** Fill an empty present with the first item ahead. */
  take(isAnswered: (key: string) => boolean): void {
    while (this.present === null && this.ahead.length > 0) {
      const next = this.ahead.shift() as string;
      if (isAnswered(next) && !this.#seen.has(next)) continue;
      this.#forget(next);
      this.present = next;
    }
  }

  stepBack(): boolean {
    if (this.back >= this.past.length) return false;
    this.back += 1;
    return true;
  }

  stepForward(): boolean {
    if (this.back === 0) return false;
    this.back -= 1;
    return true;
  }

  /**
   * An item is open again: it becomes the present item, and the item that was present comes after
   * it.
   */
  reopen(key: string): void {
    this.back = 0;
    if (key === this.present) return;
    this.#forget(key);
    this.ahead = this.ahead.filter((other) => other !== key);
    if (this.present !== null) {
      this.#seen.add(this.present);
      this.ahead.unshift(this.present);
    }
    this.present = key;
  }

  /** Show an item that is done, or the present item. */
  goTo(key: string): void {
    if (key === this.present) {
      this.back = 0;
      return;
    }
    if (!this.past.includes(key)) {
      this.ahead = this.ahead.filter((other) => other !== key);
      this.past.push(key);
    }
    this.back = this.past.length - this.past.indexOf(key);
  }

  /** An item was done out of line (in a review): remember it among the done items. */
  done(key: string): void {
    if (key === this.present) {
      this.past.push(key);
      this.present = null;
      this.#left = key;
    } else if (!this.past.includes(key)) {
      this.past.push(key);
    }
    this.ahead = this.ahead.filter((other) => other !== key);
  }

  /**
   * An item that was done out of line is open again: it is the present item again, or comes
   * later.
   */
  undone(key: string): void {
    if (!this.past.includes(key)) return;
    this.#forget(key);
    if (key === this.#left && this.present === null) this.present = key;
    else this.ahead.push(key);
  }

  /** Let go of items that were answered elsewhere, but for those that are about to be shown. */
  drop(isAnswered: (key: string) => boolean): void {
    this.ahead = this.ahead.filter(
      (key, place) => place < FIRM || this.#seen.has(key) || !isAnswered(key),
    );
  }

  /** The queue has another order: items ahead are good until that comes; some stay in any order. */
  loosen(): void {
    this.#isLoose = true;
  }

  /** The items that always stay ahead: those about to be shown, and those shown before. */
  get firm(): readonly string[] {
    if (!this.#isLoose) return this.ahead;
    return this.ahead.filter((key, place) => place < FIRM || this.#seen.has(key));
  }

  /** The other order comes: let go of the items that do not stay; returns them. */
  tighten(): readonly string[] {
    const { firm, ahead } = this;
    this.ahead = [...firm];
    this.#isLoose = false;
    return ahead.filter((key) => !firm.includes(key));
  }

  /** Let go of the oldest, so that at most `most` done items are held. */
  trim(most: number): readonly string[] {
    const excess = this.past.length - Math.max(most, this.back);
    return excess > 0 ? this.past.splice(0, excess) : [];
  }

  /** Take a key out of the past without moving the shown item. */
  #forget(key: string): void {
    const place = this.past.indexOf(key);
    if (place < 0) return;
    const fromEnd = this.past.length - place;
    this.past.splice(place, 1);
    if (fromEnd < this.back) this.back -= 1;
    else if (fromEnd === this.back) this.back = 0;
  }
}

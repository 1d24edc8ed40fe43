/**
 * Decides whether a press is used, and counts and announces the others: none is dropped in silence.
 *
 * Times are those of the browser's events, so that a late page takes no next press for a double
 * press.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Stage } from "../kernel/setup";
import type { Gesture, Use } from "../lib/gestures";
import { strings } from "../strings";

/**
 * Two presses nearer (ms) than this count as a single press: a key that bounces, or a finger that
 * slipped. People take 40 or more.
 */
export const TOO_FAST = 30;
/** The second click of a double click comes within so long (ms). */
export const DOUBLE_CLICK = 250;
/** A burst is over after so long (ms) without another press that is not used. */
export const QUIET = 400;
/** Its sentence is in sight for so long (ms). */
export const IN_SIGHT = 8000;

/** Why a press is not used; `early`: the next item is not here yet, `late`: none is left. */
type Why = "fast" | "held" | "early" | "late";

export interface Front {
  readonly stage: ReadonlySignal<Stage>;
  readonly place: { readonly key: string | null };
  /** Have a screen reader read it out. */
  say(words: string): void;
}

const NONE: Readonly<Record<Why, number>> = { fast: 0, held: 0, early: 0, late: 0 };
const ABSENT: Readonly<Partial<Record<Stage, Why>>> = {
  loading: "early",
  waiting: "early",
  finished: "late",
};

/** True if a time comes so soon after another. */
function isNear(before: number | undefined, at: number, nearest: number): boolean {
  return before !== undefined && at >= before && at - before < nearest;
}

export class Presses {
  readonly #front: Front;
  readonly #words = signal("");
  #unused = NONE;
  #by: "key" | "click" | "both" | null = null;
  /** When each key or button was last used on the item in front. */
  readonly #usedAt = new Map<string, number>();
  /** When a press last brought another item in front. */
  #movedAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(front: Front) {
    this.#front = front;
  }

  /** The sentence about presses that were not used, for a few seconds. */
  get words(): ReadonlySignal<string> {
    return this.#words;
  }

  /** Do what a press asks for, unless it came too fast or has no item to be about. */
  use(press: Gesture, { needsItem, clicksOnce }: Use, work: () => void): void {
    const { at, what, clicks } = press;
    const nearest = clicksOnce && clicks > 1 ? DOUBLE_CLICK : TOO_FAST;
    const again = isNear(this.#usedAt.get(what), at, TOO_FAST);
    const absent = ABSENT[this.#front.stage.peek()];
    const by = clicks > 0 ? "click" : "key";
    if (again || isNear(this.#movedAt, at, nearest)) this.#drop("fast", by);
    else if (needsItem && absent !== undefined) this.#drop(absent, by);
    else this.follow(press, work);
  }

  /** Do what a press asks for, whenever it came. */
  follow({ at, what }: Gesture, work: () => void): void {
    const { place } = this.#front;
    const before = place.key;
    work();
    this.#usedAt.set(what, at);
    if (place.key === before) return;
    this.#usedAt.clear();
    this.#movedAt = at;
  }

  /** A key that is held down presses itself again. */
  held(): void {
    this.#drop("held", "key");
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #drop(why: Why, by: "key" | "click"): void {
    this.#unused = { ...this.#unused, [why]: this.#unused[why] + 1 };
    this.#by = this.#by === null || this.#by === by ? by : "both";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), QUIET);
  }

  #tell(): void {
    this.#words.value = this.#inWords();
    this.#front.say(this.#words.peek());
    this.#timer = setTimeout(() => {
      this.#words.value = "";
      this.#unused = NONE;
      this.#by = null;
    }, IN_SIGHT);
  }

  #inWords(): string {
    const { fast, held, early, late } = this.#unused;
    const by = this.#by ?? "both";
    return [
      fast > 0 && strings.tooFast(fast, by),
      held > 0 && strings.notUsed(strings.heldDown, held, "key"),
      early > 0 && strings.notUsed(strings.notHereYet, early, by),
      late > 0 && strings.notUsed(strings.noneLeft, late, by),
    ]
      .filter(Boolean)
      .join(". ");
  }
}

/** How long the person looked at the item that is shown, whichever view of the widget it is in. */

import type { Look } from "../answers/answers";

export class Attention {
  readonly #clock = new ActiveClock(Date.now());
  readonly #viewsInSight = new Set<symbol>();
  #since = Date.now();

  /** The person moved, typed or touched. */
  moved(): void {
    this.#clock.moved(Date.now());
  }

  /** A view came into sight or left it (or its tab did). */
  inSight(view: symbol, visible: boolean): void {
    if (visible) this.#viewsInSight.add(view);
    else this.#viewsInSight.delete(view);
    this.#clock.visible(this.#viewsInSight.size > 0, Date.now());
  }

  /** Another item is shown. */
  restart(): void {
    this.#since = Date.now();
    this.#clock.restart(this.#since);
  }

  look(): Look {
    return { since: this.#since, seconds: this.#clock.seconds(Date.now()) };
  }
}

const IDLE = 30_000;

export class ActiveClock {
  #total = 0;
  #mark: number;
  #lastMoved: number;
  #visible = true;

  constructor(now: number) {
    this.#mark = now;
    this.#lastMoved = now;
  }

  /** A new item is in front of the person. */
  restart(now: number): void {
    this.#total = 0;
    this.#mark = now;
  }

  /** The person moved, typed or touched. */
  moved(now: number): void {
    this.#advance(now);
    this.#lastMoved = now;
  }

  /** The widget came into view or left it; the tab was shown or hidden. */
  visible(visible: boolean, now: number): void {
    this.#advance(now);
    this.#visible = visible;
  }

  seconds(now: number): number {
    this.#advance(now);
    return Math.round(this.#total / 10) / 100;
  }

  #advance(now: number): void {
    const until = Math.min(now, this.#lastMoved + IDLE);
    if (this.#visible && until > this.#mark) this.#total += until - this.#mark;
    this.#mark = Math.max(this.#mark, now);
  }
}

/** The middle of some durations; null when there are fewer than three to go by. */
export function pace(seconds: readonly number[]): number | null {
  if (seconds.length < 3) return null;
  const sorted = [...seconds].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

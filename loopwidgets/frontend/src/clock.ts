/** Active time: how long a person really looked at an item. Pure: it is told what happens, and when. */

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

/** The numbers beside the item: progress, acts that can be taken back, pace. */

import { batch, signal } from "@preact/signals";
import type { Ledger } from "../answers/answers";
import { sameValue } from "../answers/item-state";
import type { Counts } from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";
import { pace } from "./item-timer";

/** The pace is that of so many answers. */
const RECENT = 50;

export class Beside {
  readonly counts = signal<Counts | null>(null);
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly pace = signal<number | null>(null);
  /** Seconds of work in this page, without pauses; also of what was taken back. */
  readonly spent = signal(0);
  readonly #ledger: Ledger;
  /** Seconds that the last answers of this page took, by event. */
  readonly #seconds = new Map<string, number>();
  #spent = 0;
  #callOff: (() => void) | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The counts of this very moment, for readers that can't wait a frame. */
  countsNow(): Counts | null {
    return this.counts.peek() === null ? null : this.#ledger.counts();
  }

  took(event: string, seconds: number): void {
    this.#spent += seconds;
    this.#seconds.set(event, seconds);
    const [oldest] = this.#seconds.keys();
    if (this.#seconds.size > RECENT && oldest !== undefined) this.#seconds.delete(oldest);
  }

  undone(event: string): void {
    this.#seconds.delete(event);
  }

  /**
   * Update a frame later than the item, because the person waits for the item; at once the first
   * time.
   */
  soon(): void {
    if (this.counts.peek() === null) this.#tell();
    else this.#callOff ??= afterPaint(this.#tell);
  }

  /**
   * A message came and nobody waits for an item: update at once, unless an update is due anyway.
   */
  now(): void {
    if (this.#callOff === null) this.#tell();
  }

  dispose(): void {
    this.#callOff?.();
  }

  readonly #tell = (): void => {
    this.#callOff?.();
    this.#callOff = null;
    batch(() => {
      const counts = this.#ledger.counts();
      // The same counts in another object would be drawn again.
      if (!sameValue({ ...counts }, { ...this.counts.peek() })) this.counts.value = counts;
      this.canUndo.value = this.#ledger.canUndo;
      this.canRedo.value = this.#ledger.canRedo;
      this.pace.value = pace([...this.#seconds.values()]);
      this.spent.value = this.#spent;
    });
  };
}

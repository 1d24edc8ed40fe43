/** What is told beside the item: how far it is, what can be taken back, how fast it goes. */

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
  readonly #ledger: Ledger;
  /** Seconds that the last answers of this page took, by event. */
  readonly #seconds = new Map<string, number>();
  #callOff: (() => void) | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The counts of this very moment, for what can't wait a frame. */
  countsNow(): Counts | null {
    return this.counts.peek() === null ? null : this.#ledger.counts();
  }

  took(event: string, seconds: number): void {
    this.#seconds.set(event, seconds);
    const [oldest] = this.#seconds.keys();
    if (this.#seconds.size > RECENT && oldest !== undefined) this.#seconds.delete(oldest);
  }

  undone(event: string): void {
    this.#seconds.delete(event);
  }

  /** Tell it a frame later than the item, which is what the person waits for; the first time at once. */
  soon(): void {
    if (this.counts.peek() === null) this.#tell();
    else this.#callOff ??= afterPaint(this.#tell);
  }

  /** The kernel said something, and no one waits for an item: tell it at once, unless it is about to be told. */
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
    });
  };
}

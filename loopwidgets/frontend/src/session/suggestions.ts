/**
 * The model as this page knows it: its state, and its suggestion for the shown item.
 *
 * Nothing here moves or changes what a person looks at.
 */

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Connection } from "../kernel/connection";
import type { ShownLoop, ShownSuggestion } from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";
import type { Suggesting } from "../tasks/task";
import type { Screen } from "./signals";

type Shows = Pick<Screen, "setup" | "task" | "stage" | "shown" | "state" | "draft">;

export class LoopSuggestions implements Suggesting {
  /** Null where no model learns. */
  readonly state: ReadonlySignal<ShownLoop | null>;
  readonly suggests: ReadonlySignal<boolean>;
  /** The suggestion for the shown item: none, once it is answered. */
  readonly suggestion: ReadonlySignal<ShownSuggestion | null>;
  /** The same and why the item is asked about, as they are drawn: a frame later than the item. */
  readonly drawn = signal<ShownSuggestion | null>(null);
  readonly reason = signal("");
  /** True if Enter takes it: an answer that the item had in the data, and a draft, come first. */
  readonly isAtHand: ReadonlySignal<boolean>;
  /** The same, for the drawn suggestion. */
  readonly isDrawnAtHand: ReadonlySignal<boolean>;
  readonly dispose: () => void;
  readonly #state = signal<ShownLoop | null>(null);
  readonly #connection: Connection;
  #answered = 0;

  constructor(connection: Connection, { setup, task, stage, shown, state, draft }: Shows) {
    this.#connection = connection;
    this.state = this.#state;
    const isOpen = computed(() => stage.value === "item" && state.value.status !== "answered");
    this.suggestion = computed(() => {
      const item = shown.value;
      const proposed = item?.suggestion ?? null;
      if (item === null || proposed === null || setup.value === null || !isOpen.value) return null;
      return task.value?.suggestions?.usable(proposed, setup.value, item) ?? null;
    });
    let suggested = false;
    this.suggests = computed(() => {
      suggested ||= this.#state.value !== null || this.drawn.value !== null;
      return suggested;
    });
    const isFree = computed(() => {
      if (setup.value === null || (shown.value?.initial ?? null) !== null) return false;
      return task.value?.suggestions?.isFree(draft.value, setup.value) ?? false;
    });
    this.isAtHand = computed(() => this.suggestion.value !== null && isFree.value);
    this.isDrawnAtHand = computed(() => this.drawn.value !== null && isFree.value);
    this.dispose = effect(() => {
      const now = this.suggestion.value;
      const why = shown.value?.reason ?? "";
      return afterPaint(() =>
        batch(() => {
          this.drawn.value = now;
          this.reason.value = why;
        }),
      );
    });
  }

  /** The kernel sends its state after so many answers, not with each answer. */
  heard(state: ShownLoop | null, answered: number): void {
    this.#answered = answered;
    this.#state.value = state;
  }

  /** Answers until the next round, when so many are answered; null where none is to come. */
  nextIn(answered: number): number | null {
    const then = this.#state.value?.next_in ?? null;
    return then === null ? null : Math.max(0, then - Math.max(0, answered - this.#answered));
  }

  /** Have the model stop learning, or go on; the kernel's new state comes as a message. */
  steer(pause: boolean): void {
    const state = this.#state.peek();
    if (state === null) return;
    const { client } = this.#connection;
    if (!this.#connection.send({ type: "steer", client, pause })) return;
    const doing = pause ? "paused" : "waiting";
    this.#state.value = { ...state, doing, done: null, next_in: null };
  }
}

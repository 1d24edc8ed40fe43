/** What the views of one widget draw, as signals: the session moves them, the components read them. */

import { computed, signal } from "@preact/signals";
import { OPEN, sameValue } from "../answers/item-state";
import type { ItemState, Notice, ShownItem, ShownLabel } from "../kernel/protocol";
import type { Failure, Setup, Stage } from "../kernel/setup";
import { Board } from "../labels/at-hand";
import { withAdded } from "../labels/new-label";
import { strings } from "../strings";

export class Screen {
  readonly setup = signal<Setup | null>(null);
  readonly stage = signal<Stage>("loading");
  readonly shown = signal<ShownItem | null>(null);
  readonly state = signal<ItemState>(OPEN);
  /** What is chosen and not yet confirmed, in tasks that build an answer. */
  readonly draft = signal<readonly string[]>([]);
  readonly notice = signal<Notice | null>(null);
  readonly refused = signal<{ readonly count: number; readonly reason: string } | null>(null);
  /** Why events can't be saved for now. */
  readonly stuck = signal("");
  /** A hint for the person, gone with the next act. */
  readonly hint = signal("");
  /** For screen readers; worked out once the next item is painted. */
  readonly said = signal<() => string>(() => "");
  /** The store can only be read: there is something to look at, and nothing to say. */
  readonly isReadOnly = computed(() => this.setup.value?.store.read_only === true);
  /** An item is shown of which something can be said. */
  readonly mayAct = computed(() => this.stage.value === "item" && !this.isReadOnly.value);
  /** The widget was closed by hand, and no other is open in its place. */
  readonly endedByHand = signal(false);
  readonly slow = signal(false);
  readonly failure = signal<Failure | null>(null);
  /** Which labels are at hand for the shown item. */
  readonly board = new Board(this.setup, this.shown);

  /** Labels came into use: made here, or somewhere else. */
  addLabels(added: readonly ShownLabel[]): void {
    const setup = this.setup.peek();
    if (setup === null) return;
    const labels = withAdded(setup.labels, added);
    const known = new Set(labels.map((label) => label.id));
    this.set({ labels, retired: setup.retired.filter((label) => !known.has(label.id)) });
    this.board.grown(labels);
  }

  /** Something threw: say so instead of showing nothing. */
  fail(reason: unknown): void {
    const detail = reason instanceof Error ? reason.message : String(reason);
    this.failure.value = { title: strings.failed, detail, hint: strings.failedHint };
    this.stage.value = "failed";
  }

  /** Show a sentence until it is closed. */
  protected tell(level: Notice["level"], text: string): void {
    this.notice.value = { type: "notice", level, text };
  }

  /** Have a screen reader say it, be it the same as before. */
  say(words: string): void {
    this.said.value = () => words;
  }

  protected set(change: Partial<Setup>): void {
    const setup = this.setup.peek();
    if (setup !== null) this.setup.value = { ...setup, ...change };
  }

  /** Show a state, unless it is the one that is shown: then nothing is drawn again. */
  protected setState(state: ItemState): void {
    if (!sameValue({ ...this.state.peek() }, { ...state })) this.state.value = state;
  }
}

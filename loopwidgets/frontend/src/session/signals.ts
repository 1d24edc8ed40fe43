/**
 * The state that a widget's views draw, as signals: the session sets them, the components read
 * them.
 */

import { computed, signal } from "@preact/signals";
import { OPEN, sameValue } from "../answers/item-state";
import { withAdded } from "../kernel/choices";
import type { ItemState, Json, Notice, ShownChoice, ShownItem } from "../kernel/protocol";
import type { Failure, Setup, Stage } from "../kernel/setup";
import { strings } from "../strings";
import * as tasks from "../tasks";
import { addedTasks, type Task } from "../tasks/task";
import * as views from "../views";
import { addedViews, type View } from "../views/view";

const TASKS: Readonly<Record<string, Task>> = tasks;
const VIEWS: Readonly<Record<string, View>> = views;

const taskOf = (kind = "") => TASKS[kind] ?? addedTasks[kind] ?? null;
const viewOf = (kind = "") => VIEWS[kind] ?? addedViews[kind] ?? null;

export class Screen {
  readonly setup = signal<Setup | null>(null);
  readonly stage = signal<Stage>("loading");
  readonly shown = signal<ShownItem | null>(null);
  readonly state = signal<ItemState>(OPEN);
  /** The answer to the shown item as far as it is built. */
  readonly draft = signal<Json>(null);
  readonly notice = signal<Notice | null>(null);
  readonly refused = signal<{ readonly count: number; readonly reason: string } | null>(null);
  /** Why events can't be saved for now. */
  readonly stuck = signal("");
  /** A hint for the person, gone with the next act. */
  readonly hint = signal("");
  /** For screen readers; worked out once the next item is painted. */
  readonly said = signal<() => string>(() => "");
  /** The store can only be read: there are items to look at, and nothing can be answered. */
  readonly isReadOnly = computed(() => this.setup.value?.store.read_only === true);
  /** An item is shown that can be answered, flagged or noted. */
  readonly mayAct = computed(() => this.stage.value === "item" && !this.isReadOnly.value);
  /** The widget was closed by hand, and no other is open in its place. */
  readonly endedByHand = signal(false);
  readonly slow = signal(false);
  readonly failure = signal<Failure | null>(null);
  /** The task of the project, once it is known here. */
  readonly task = computed(() => taskOf(this.setup.value?.task.kind));
  /** The view of the shown item; null where none is shown, or this page does not know it. */
  readonly view = computed(() => viewOf(this.shown.value?.view));

  /** Choices came into use: made here, or somewhere else. */
  addChoices(added: readonly ShownChoice[]): void {
    const setup = this.setup.peek();
    if (setup === null) return;
    const choices = withAdded(setup.choices, added);
    const known = new Set(choices.map((choice) => choice.id));
    this.set({ choices, retired: setup.retired.filter((choice) => !known.has(choice.id)) });
  }

  /** Something threw: show this instead of nothing. */
  fail(reason: unknown): void {
    const detail = reason instanceof Error ? reason.message : String(reason);
    this.failure.value = { title: strings.failed, detail, hint: strings.failedHint };
    this.stage.value = "failed";
  }

  /** Show a sentence until it is closed. */
  protected tell(level: Notice["level"], text: string): void {
    this.notice.value = { type: "notice", level, text };
  }

  /** Have a screen reader read it out, even if it is the same as before. */
  say(words: string): void {
    this.said.value = () => words;
  }

  protected set(change: Partial<Setup>): void {
    const setup = this.setup.peek();
    if (setup !== null) this.setup.value = { ...setup, ...change };
  }

  /** Show a state, unless it is shown already: then nothing is drawn again. */
  protected setState(state: ItemState): void {
    if (!sameValue({ ...this.state.peek() }, { ...state })) this.state.value = state;
  }
}

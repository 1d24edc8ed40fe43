/** The seam of tasks: a new kind of question is one file that gives a `Task`, and one line in `index.ts`. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { ComponentType } from "preact";
import type {
  Counts,
  ItemState,
  Json,
  ShownChoice,
  ShownItem,
  ShownSuggestion,
} from "../kernel/protocol";
import type { Setup, Stage } from "../kernel/setup";
import type { Gesture, Use } from "../lib/gestures";
import type { Press } from "../lib/keys";
import type { Surface } from "../views/surface";
import type { KeyLine } from "../views/view";

/** The panels that can be open in a view of the widget; `answer` is the task's own. */
export type Panel = "note" | "dispute" | "reason" | "help" | "guidelines" | "find" | "answer";

/** The widget as a task sees it; the same object for all its views. */
export interface Asking {
  readonly setup: ReadonlySignal<Setup | null>;
  readonly stage: ReadonlySignal<Stage>;
  readonly shown: ReadonlySignal<ShownItem | null>;
  readonly state: ReadonlySignal<ItemState>;
  /**
   * The answer as far as it is built; at first the result of `Task.draft` for the present answer.
   */
  readonly draft: ReadonlySignal<Json>;
  /** An item is shown, and it may be answered. */
  readonly mayAct: ReadonlySignal<boolean>;
  readonly isReadOnly: ReadonlySignal<boolean>;
  /** A line for the person, gone with the next act. */
  readonly hint: Signal<string>;
  readonly beside: { readonly counts: ReadonlySignal<Counts | null> };
  readonly loop: Suggesting;
  readonly presses: {
    /** Do what a press asks for, unless it came too fast or has no item to be about. */
    use(press: Gesture, how: Use, work: () => void): void;
    /** A key that is held down presses itself again. */
    held(): void;
  };
  /** Keep the answer as far as it is built. */
  build(draft: Json): void;
  /** Answer the shown item and go on; a screen reader reads out `words`. */
  answer(value: Json, words: string): void;
  /** Choices came into use here. */
  addChoices(added: readonly ShownChoice[]): void;
  /** Have a screen reader read words out. */
  say(words: string): void;
}

/** The suggestions of a model, as a task sees them. */
export interface Suggesting {
  /** A model suggests answers here: there is room for its marks, with each item. */
  readonly suggests: ReadonlySignal<boolean>;
  /** For the shown item; null once it is answered. */
  readonly suggestion: ReadonlySignal<ShownSuggestion | null>;
  /** True if Enter takes it. */
  readonly isAtHand: ReadonlySignal<boolean>;
  /** The same two as they are drawn: a frame later than the item. */
  readonly drawn: ReadonlySignal<ShownSuggestion | null>;
  readonly isDrawnAtHand: ReadonlySignal<boolean>;
}

/** The view of the widget that a task's component is in. */
export interface Frame {
  readonly root: HTMLElement;
  readonly panel: Signal<Panel | null>;
  /** Give the keys back to the frame. */
  focus(): void;
}

export interface AnswerProps {
  readonly asking: Asking;
  readonly setup: Setup;
  readonly frame: Frame;
  /** Something in here was clicked: the keys go back to the frame. */
  readonly onDone: () => void;
}

/** The marks of a task on the surface of the shown item. */
export interface OverProps {
  readonly asking: Asking;
  readonly setup: Setup;
  readonly surface: Surface;
}

/** How a task uses a model's suggestions; a task without it has none. */
export interface Suggestions {
  /** The part of a suggestion that the item may get; null for none. */
  usable(proposed: ShownSuggestion, setup: Setup, item: ShownItem): ShownSuggestion | null;
  /** True if Enter takes it: labels that are chosen already come first. */
  isFree(draft: Json, setup: Setup): boolean;
  say(suggestion: ShownSuggestion, setup: Setup): string;
}

export interface Task {
  /** The controls to answer with, under the item. */
  readonly Answer: ComponentType<AnswerProps>;
  /** For a task that marks places in the item: what it draws there, and where the person draws. */
  readonly Over?: ComponentType<OverProps>;
  /** True if a key chooses an answer: then it means nothing to the view of the item. */
  means(press: Press, asking: Asking, setup: Setup): boolean;
  /** Act on a key; false when it means nothing here. */
  onKey(press: Press, asking: Asking, setup: Setup, frame: Frame): boolean;
  /** Act on Enter; false when it means nothing here. */
  onConfirm(asking: Asking, setup: Setup): boolean;
  /** Give an earlier answer to the shown item, where not every item may get every answer. */
  repeat?(value: Json, asking: Asking, setup: Setup): void;
  /** Give up what the person has begun and not finished; false where there is nothing. */
  close?(asking: Asking): boolean;
  /** True if an answer is built from parts, and Enter confirms it. */
  isBuilt(setup: Setup): boolean;
  /** The draft that a present answer, or none (null), begins with. */
  draft(present: Json): Json;
  /** The keys that answer, and what they do, for the help card. */
  keys(setup: Setup): readonly KeyLine[];
  /** An answer in words; `key` is that of the item that the words stand beside. */
  say(value: Json, setup: Setup, key?: string): string;
  /** How the item of this key is shown, where that differs from item to item: recorded with each answer. */
  shownAs?(key: string, setup: Setup): Readonly<Record<string, Json>>;
  /** The ids that an answer counts under, in the distribution. */
  counted(value: Json, setup: Setup): readonly string[];
  /** The id of a choice by its name, in a project that has other ids; undefined where it has none. */
  idOf(name: string, setup: Setup): string | undefined;
  readonly suggestions?: Suggestions;
}

/** Tasks that came with a part, by kind. */
export const addedTasks: Record<string, Task> = {};

/** The present answer of the shown item, else the answer that it had in the data; null for none. */
export function presentOf(asking: Asking): Json {
  if (asking.stage.value !== "item") return null;
  const { status, value } = asking.state.value;
  return status === "answered" ? value : (asking.shown.value?.initial ?? null);
}

/**
 * Answer with the answer that the item had in the data; false if it had none, or was answered
 * already.
 */
export function keepPresent(asking: Asking, say: (value: Json) => string): boolean {
  const initial = asking.shown.peek()?.initial ?? null;
  if (initial === null || asking.state.peek().status === "answered") return false;
  asking.answer(initial, say(initial));
  return true;
}

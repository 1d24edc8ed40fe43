/** Shared by tasks that mark places: their values, their labels, and how all marks are answered. */

import type { Json } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { type Asking, keepPresent, type Task } from "../task";
import { titleOf } from "./answer";
import { marksIn } from "./marks-desk";

interface Words {
  /** Explains that the second Enter answers without marks. */
  readonly noneHint: string;
  readonly nothingHere: string;
  /** Explains that the second press gives up the marks. */
  readonly loseHint: string;
}

export const ofMarks = {
  isBuilt: () => true,
  draft: (present) => marksIn(present) as unknown as Json,
  counted: (value) => marksIn(value).map(({ label }) => label),
  idOf: (name, { choices }) => choices.find((one) => one.name === name)?.id,
} satisfies Partial<Task>;

/** The keys of labels, for the help card. */
export const labelKeys = ({ choices }: Setup) =>
  choices.map(({ key }) => key).filter((key) => key !== "");

/** How many marks of each label there are, in words. */
export function sayMarks(value: Json, setup: Setup, nothing: string): string {
  const marks = marksIn(value);
  if (marks.length === 0) return nothing;
  const counts = new Map<string, number>();
  for (const { label } of marks) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${count} ${titleOf(label, setup)}`).join(", ");
}

/** Answer with all marks; without marks the second Enter answers. */
export function confirmMarks(asking: Asking, setup: Setup, words: Words): void {
  const say = (value: Json) => sayMarks(value, setup, words.nothingHere);
  const marks = marksIn(asking.draft.peek()) as unknown as Json;
  const isSure = asking.hint.peek() === words.noneHint;
  if (marksIn(marks).length > 0 || isSure) asking.answer(marks, say(marks));
  else if (!keepPresent(asking, say)) asking.hint.value = words.noneHint;
}

/** Answer that nothing is there; marks that are there are given up by a second press. */
export function answerNothing(asking: Asking, words: Words): void {
  const isSure = asking.hint.peek() === words.loseHint;
  if (marksIn(asking.draft.peek()).length === 0 || isSure) asking.answer([], words.nothingHere);
  else asking.hint.value = words.loseHint;
}

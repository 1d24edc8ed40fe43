/** "None of these": where several labels may be chosen, an empty list that was confirmed is an answer. */

import type { Json } from "../../kernel/protocol";
import { type Labels, titlesIn } from "../../labels/lookup";
import { strings } from "../../strings";
import type { Asking } from "../task";

export const NONE: readonly string[] = [];

/** True if the shown item has none of the labels: by its answer, or in the data before it has one. */
export function isNone({ stage, state, shown }: Asking): boolean {
  const { status, value } = state.value;
  const present = status === "answered" ? value : (shown.value?.initial ?? null);
  return stage.value === "item" && isEmpty(present);
}

/** An answer in words. */
export function say(value: Json, labels: Labels): string {
  return isEmpty(value) ? strings.noneOfThese : titlesIn(value, labels);
}

/** Enter without a chosen label: the first press explains the second. */
export function confirmNone(asking: Asking): void {
  const isSure = asking.hint.peek() === strings.noneHint || isNone(asking);
  if (isSure) answerNone(asking);
  else asking.hint.value = strings.noneHint;
}

export function answerNone(asking: Asking): void {
  asking.answer(NONE, strings.noneOfThese);
}

const isEmpty = (value: Json) => Array.isArray(value) && value.length === 0;

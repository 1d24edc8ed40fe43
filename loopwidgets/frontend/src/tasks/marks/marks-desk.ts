/** The marks on the shown item as they are being made, and what the person holds of them. */

import { effect, type Signal, signal, untracked } from "@preact/signals";
import type { Json } from "../../kernel/protocol";
import type { Asking } from "../task";

/** A label's id, and the place in the words of the task. */
export interface Mark {
  readonly label: string;
  readonly [part: string]: Json;
}

export interface MarksDesk {
  /** The marks before each change on this item, to take back. */
  past: Json[];
  /** Changes that were taken back. */
  ahead: Json[];
  /** The place of the selected mark in the list; null for none. */
  readonly selected: Signal<number | null>;
  /** The label that the next mark gets; empty where the person chooses after marking. */
  readonly label: Signal<string>;
}

const desks = new WeakMap<Asking, MarksDesk>();

export function deskOf(asking: Asking): MarksDesk {
  const known = desks.get(asking);
  if (known) return known;
  const desk: MarksDesk = { past: [], ahead: [], selected: signal(null), label: signal("") };
  desks.set(asking, desk);
  onNextItem(asking, () => {
    desk.past = [];
    desk.ahead = [];
    desk.selected.value = null;
  });
  return desk;
}

/** Do something each time another item is shown. */
export function onNextItem(asking: Asking, work: () => void): void {
  let key = asking.shown.peek()?.key;
  effect(() => {
    const now = asking.shown.value?.key;
    if (now === key) return;
    key = now;
    untracked(work);
  });
}

/** A value as marks: whatever else is in it is left out. */
export function marksIn(value: Json): readonly Mark[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isMark) : [];
}

function isMark(value: Json): value is Mark {
  return (
    typeof value === "object" &&
    value !== null &&
    "label" in value &&
    typeof value.label === "string"
  );
}

/** Remember the present marks, to take back what comes. */
export function remember(asking: Asking): void {
  const desk = deskOf(asking);
  desk.past.push(asking.draft.peek());
  desk.ahead = [];
}

/** Put marks in the place of the present marks. */
export function put(marks: readonly Mark[], asking: Asking): void {
  if (!asking.mayAct.peek()) return;
  remember(asking);
  asking.build(marks as unknown as Json);
}

/** Take back the last change of the marks, or do it again; false where there is none on this item. */
export function step(back: boolean, asking: Asking): boolean {
  const desk = deskOf(asking);
  const [from, to] = back ? [desk.past, desk.ahead] : [desk.ahead, desk.past];
  const marks = from.pop();
  if (marks === undefined || !asking.mayAct.peek()) return false;
  to.push(asking.draft.peek());
  desk.selected.value = null;
  asking.build(marks);
  return true;
}

/** Give the selected mark a label; false where none is selected. */
export function relabel(label: string, asking: Asking): boolean {
  const { selected } = deskOf(asking);
  const at = selected.peek();
  const marks = marksIn(asking.draft.peek());
  if (at === null || marks[at] === undefined) return false;
  put(
    marks.map((mark, place) => (place === at ? { ...mark, label } : mark)),
    asking,
  );
  return true;
}

/** Delete the selected mark; false where none is selected. */
export function deleteSelected(asking: Asking): boolean {
  const { selected } = deskOf(asking);
  const at = selected.peek();
  const marks = marksIn(asking.draft.peek());
  if (at === null || marks[at] === undefined) return false;
  selected.value = null;
  put(
    marks.filter((_, place) => place !== at),
    asking,
  );
  return true;
}

/** Undo and redo as two stacks of this page's acts. Pure: it sends nothing and shows nothing. */

import type { Json } from "../kernel/protocol";
import type { Act, StateChange } from "./item-state";

/** One act that can be taken back. */
export interface Deed {
  /** The event that recorded it. */
  readonly event: string;
  readonly key: string;
  readonly act: Act;
  readonly value: Json;
  /** Its facet as it was before. */
  readonly before: StateChange;
  /** The act that was in its place before, and is again once it is taken back. */
  readonly stood: string | null;
  /** When its item was shown (ms), for how many active seconds, and what was proposed for it. */
  readonly look: { readonly since: number; readonly seconds: number; readonly suggestion: Json };
}

/** A deed that was taken back, and the event that did so. */
export interface UndoneDeed {
  readonly deed: Deed;
  readonly retraction: string;
}

export interface UndoStack {
  readonly done: readonly Deed[];
  readonly undone: readonly UndoneDeed[];
}

export const EMPTY: UndoStack = { done: [], undone: [] };

/** A new act: acts that were undone before it can't be redone any more. */
export function doing(stack: UndoStack, deed: Deed): UndoStack {
  return { done: [...stack.done, deed], undone: [] };
}

export function lastDone(stack: UndoStack): Deed | null {
  return stack.done.at(-1) ?? null;
}

export function lastUndone(stack: UndoStack): UndoneDeed | null {
  return stack.undone.at(-1) ?? null;
}

export function undoing(stack: UndoStack, retraction: string): UndoStack {
  const deed = lastDone(stack);
  if (deed === null) return stack;
  return {
    done: stack.done.slice(0, -1),
    undone: [...stack.undone, { deed, retraction }],
  };
}

/** Redo is a new event: `again` is the deed undone last, under its new id. */
export function redoing(stack: UndoStack, again: Deed): UndoStack {
  const last = lastUndone(stack);
  const undone = stack.undone
    .slice(0, -1)
    .map((one) =>
      one.deed.stood === last?.deed.event
        ? { ...one, deed: { ...one.deed, stood: again.event } }
        : one,
    );
  return { done: [...stack.done, again], undone };
}

/** The last undone act can't be redone. */
export function dropping(stack: UndoStack): UndoStack {
  return { ...stack, undone: stack.undone.slice(0, -1) };
}

/** The present act, given a tip, which may be a retraction that is on its way. */
export function standing(stack: UndoStack, tip: string | null): string | null {
  const undone = stack.undone.find((one) => one.retraction === tip);
  return undone === undefined ? tip : undone.deed.stood;
}

/** Forget deeds: refused, undone elsewhere, or of items that this page let go. */
export function without(
  stack: UndoStack,
  gone: (deed: Deed, retraction?: string) => boolean,
): UndoStack {
  const done = stack.done.filter((deed) => !gone(deed));
  const undone = stack.undone.filter(({ deed, retraction }) => !gone(deed, retraction));
  const same = done.length === stack.done.length && undone.length === stack.undone.length;
  return same ? stack : { done, undone };
}

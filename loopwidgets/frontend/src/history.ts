/** Undo and redo as two stacks of this page's acts. Pure: it sends nothing and shows nothing. */

import type { Json } from "./protocol";
import type { Act, Change } from "./states";

/** One act that can be taken back. */
export interface Deed {
  /** The event that said it. */
  readonly event: string;
  readonly key: string;
  readonly act: Act;
  readonly value: Json;
  /** Its facet as it was before. */
  readonly before: Change;
  /** When its item was shown (ms), for how many active seconds, and what was proposed for it. */
  readonly look: { readonly since: number; readonly seconds: number; readonly suggestion: Json };
}

/** A deed that was taken back, and the event that did so. */
export interface Undone {
  readonly deed: Deed;
  readonly retraction: string;
}

export interface History {
  readonly done: readonly Deed[];
  readonly undone: readonly Undone[];
}

export const EMPTY: History = { done: [], undone: [] };

/** A new act: what was undone before it can't be redone any more. */
export function doing(history: History, deed: Deed): History {
  return { done: [...history.done, deed], undone: [] };
}

export function lastDone(history: History): Deed | null {
  return history.done.at(-1) ?? null;
}

export function lastUndone(history: History): Undone | null {
  return history.undone.at(-1) ?? null;
}

export function undoing(history: History, retraction: string): History {
  const deed = lastDone(history);
  if (deed === null) return history;
  return {
    done: history.done.slice(0, -1),
    undone: [...history.undone, { deed, retraction }],
  };
}

/** Redo is a new event: `deed` is the one undone, under its new id. */
export function redoing(history: History, deed: Deed): History {
  return { done: [...history.done, deed], undone: history.undone.slice(0, -1) };
}

/** Forget deeds: refused, undone elsewhere, or of items that this page let go. */
export function without(
  history: History,
  gone: (deed: Deed, retraction?: string) => boolean,
): History {
  const done = history.done.filter((deed) => !gone(deed));
  const undone = history.undone.filter(({ deed, retraction }) => !gone(deed, retraction));
  const same = done.length === history.done.length && undone.length === history.undone.length;
  return same ? history : { done, undone };
}

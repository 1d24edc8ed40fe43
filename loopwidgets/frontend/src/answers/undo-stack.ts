/** Undo and redo as two stacks of this page's acts. Pure: it sends nothing and shows nothing. */

import type { Json } from "../kernel/protocol";
import type { Act, Change } from "./item-state";

/** One act that can be taken back. */
export interface Deed {
  /** The event that recorded it. */
  readonly event: string;
  readonly key: string;
  readonly act: Act;
  readonly value: Json;
  /** Its facet as it was before. */
  readonly before: Change;
  /** The act that was in its place before, and is again once it is taken back. */
  readonly stood: string | null;
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

/** A new act: acts that were undone before it can't be redone any more. */
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

/** Redo is a new event: `again` is the deed undone last, under its new id. */
export function redoing(history: History, again: Deed): History {
  const last = lastUndone(history);
  const undone = history.undone
    .slice(0, -1)
    .map((one) =>
      one.deed.stood === last?.deed.event
        ? { ...one, deed: { ...one.deed, stood: again.event } }
        : one,
    );
  return { done: [...history.done, again], undone };
}

/** The last undone act can't be redone. */
export function dropping(history: History): History {
  return { ...history, undone: history.undone.slice(0, -1) };
}

/** The present act, given a tip, which may be a retraction that is on its way. */
export function standing(history: History, tip: string | null): string | null {
  const undone = history.undone.find((one) => one.retraction === tip);
  return undone === undefined ? tip : undone.deed.stood;
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

/** An item's state: its facets, and how events that are still on their way change them. */

import type { ItemState, Json, Kind, SentEvent } from "../kernel/protocol";

export type Facet = "answer" | "flag" | "note" | "dispute";
export type Act = Exclude<Kind, "retract">;

/** Names of choices by their ids. */
export type ChoiceNames = Readonly<Record<string, string>>;

/** Where an event goes and what it was made under. */
export interface Address {
  readonly box: string;
  readonly origin: string;
  /** The box from before the project was split, else empty. */
  readonly former: string;
  readonly schemeVersion: number;
  readonly language: string;
}

/** The fields of a state that belong to one facet. */
export type StateChange = Partial<ItemState>;

/** An event that is not on disk yet, and what it changes of its item. */
export interface Pending {
  readonly event: SentEvent;
  readonly change: StateChange;
  /** The page that made it, if it is another page: its number belongs to that page. */
  readonly client?: string;
  /**
   * The id of the store that it is for, even if another store is now in its place: see `Welcome`.
   */
  readonly origin?: string;
  /** Names of the choices in it, by their ids in that store. */
  readonly names?: ChoiceNames;
}

export const OPEN: ItemState = {
  status: "open",
  value: null,
  flagged: false,
  note: "",
  dispute: null,
  answer_tip: null,
  flag_tip: null,
  note_tip: null,
  dispute_tip: null,
};

export function facetOf(act: Act): Facet {
  return act === "skip" ? "answer" : act;
}

export function tipOf(state: ItemState, facet: Facet): string | null {
  return state[`${facet}_tip`];
}

/** The present fields of a facet. */
export function pick(state: ItemState, facet: Facet): StateChange {
  switch (facet) {
    case "answer":
      return { status: state.status, value: state.value, answer_tip: state.answer_tip };
    case "flag":
      return { flagged: state.flagged, flag_tip: state.flag_tip };
    case "note":
      return { note: state.note, note_tip: state.note_tip };
    case "dispute":
      return { dispute: state.dispute, dispute_tip: state.dispute_tip };
  }
}

/** The fields that an act changes. */
export function changeOf(act: Act, value: Json, id: string): StateChange {
  switch (act) {
    case "answer":
      return { status: "answered", value, answer_tip: id };
    case "skip":
      return { status: "skipped", value: null, answer_tip: id };
    case "flag":
      return { flagged: value === true, flag_tip: id };
    case "note":
      return { note: typeof value === "string" ? value : "", note_tip: id };
    case "dispute":
      return { dispute: value, dispute_tip: id };
  }
}

/**
 * The fields that taking an act back changes: its facet as it was, and the retraction as the new
 * tip.
 */
export function undoneChange(before: StateChange, facet: Facet, retraction: string): StateChange {
  return { ...before, [`${facet}_tip`]: retraction };
}

/** The state once the pending events, in order, have arrived. */
export function fold(base: ItemState, pending: readonly Pending[]): ItemState {
  if (pending.length === 0) return base;
  return Object.assign({}, base, ...pending.map((one) => one.change)) as ItemState;
}

export function sameValue(one: Json, other: Json): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Finds choices by id, and those that were chosen most often. Pure. */

import type { ShownChoice } from "./protocol";

export interface ChoiceLookup {
  readonly byId: ReadonlyMap<string, ShownChoice>;
  readonly places: ReadonlyMap<string, number>;
  /** Those that have a key. */
  readonly keyed: readonly ShownChoice[];
}

const lookups = new WeakMap<readonly ShownChoice[], ChoiceLookup>();

/** Return the index of a list of choices that every key press needs; made once for each list. */
export function lookup(choices: readonly ShownChoice[]): ChoiceLookup {
  const known = lookups.get(choices);
  if (known !== undefined) return known;
  const made = {
    byId: new Map(choices.map((choice) => [choice.id, choice])),
    places: new Map(choices.map((choice, place) => [choice.id, place])),
    keyed: choices.filter((choice) => choice.key !== ""),
  };
  lookups.set(choices, made);
  return made;
}

/** Return the choices with others behind them; a choice of the same id or name is replaced. */
export function withAdded(
  choices: readonly ShownChoice[],
  added: readonly ShownChoice[],
): readonly ShownChoice[] {
  const byId = new Map(added.map((choice) => [choice.id, choice]));
  const names = new Set(added.map((choice) => choice.name));
  const kept = choices.filter((choice) => byId.has(choice.id) || !names.has(choice.name));
  const known = new Set(kept.map((choice) => choice.id));
  return [
    ...kept.map((choice) => byId.get(choice.id) ?? choice),
    ...added.filter((choice) => !known.has(choice.id)),
  ];
}

/** The choices chosen most often, and how many answers the others have together. */
export function mostChosen(
  choices: readonly ShownChoice[],
  counts: Readonly<Record<string, number>>,
  most: number,
): { readonly top: readonly ShownChoice[]; readonly others: number } {
  const { byId } = lookup(choices);
  const chosen = Object.entries(counts).filter(([id, n]) => n > 0 && byId.has(id));
  chosen.sort(([, one], [, other]) => other - one);
  const shown = chosen.slice(0, most);
  const others = chosen.slice(most).reduce((sum, [, n]) => sum + n, 0);
  return { top: shown.flatMap(([id]) => byId.get(id) ?? []), others };
}

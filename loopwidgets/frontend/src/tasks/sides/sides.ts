/** The sides of an item as a task sees them: columns, in the order in which the item shows them. */

import type { Json, ShownChoice } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { choiceFor, type Press } from "../../lib/keys";
import { orderOf } from "../../views/compare/order";
import { strings } from "./strings";

/** The columns, in the order of the data. */
export function columnsOf({ choices, task }: Setup): readonly ShownChoice[] {
  const { sides } = task.options;
  return choices.slice(0, Array.isArray(sides) ? sides.length : choices.length);
}

/** The sides in the order in which the item of this key shows them. */
export function sidesOf(key: string, setup: Setup): readonly ShownChoice[] {
  const columns = columnsOf(setup);
  return orderOf(key, columns.length).flatMap((place) => columns[place] ?? []);
}

/** The ids of the sides from first to last, to record with an answer. */
export function shownAs(key: string, setup: Setup): Readonly<Record<string, Json>> {
  return { order: sidesOf(key, setup).map(({ id }) => id) };
}

/** The keys of so many sides. */
export const digitsOf = (sides: number) =>
  Array.from({ length: sides }, (_, place) => String((place + 1) % 10));

/** The place of the side whose number this key is; -1 for none. */
export function placeFor(press: Press, sides: number): number {
  const keyed = digitsOf(sides).map((key) => ({ key }));
  const found = choiceFor(press, keyed);
  return found === null ? -1 : keyed.indexOf(found);
}

/** A column in words: by its number beside its item, else by its name. */
export function nameOf(id: string, setup: Setup, key?: string): string {
  const place = key === undefined ? -1 : sidesOf(key, setup).findIndex((side) => side.id === id);
  if (place >= 0) return strings.side(place + 1);
  return [...setup.choices, ...setup.retired].find((one) => one.id === id)?.title ?? id;
}

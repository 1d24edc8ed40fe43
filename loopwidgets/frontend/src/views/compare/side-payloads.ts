/** The sides of an item, each as an item of its own for the view that shows it. */

import type { Json, ShownItem } from "../../kernel/protocol";
import type { Showing } from "../view";
import { orderOf } from "./order";

export interface Side {
  /** The column; empty where the person may not see it. */
  readonly name: string;
  readonly item: ShownItem;
}

interface Content {
  readonly kind: string;
  readonly blind: boolean;
  readonly sides: readonly {
    readonly name: string;
    readonly payload: Json;
    readonly problem: string;
  }[];
}

const known = new WeakMap<ShownItem, readonly Side[]>();

/** The sides in the order in which they are shown. */
export function sidesOf(item: ShownItem): readonly Side[] {
  const made = known.get(item);
  if (made !== undefined) return made;
  const { kind, blind, sides } = read(item.payload);
  const order = blind ? orderOf(item.key, sides.length) : sides.map((_, place) => place);
  const shown = order.flatMap((place) => {
    const side = sides[place];
    if (side === undefined) return [];
    const { payload, problem } = side;
    const one = { ...item, key: `${item.key}#${place}`, view: kind, payload, problem };
    return [{ name: blind ? "" : side.name, item: one }];
  });
  known.set(item, shown);
  return shown;
}

export function kindOf(item: ShownItem): string {
  return read(item.payload).kind;
}

/** A payload that is not as expected has no sides. */
function read(payload: Json): Content {
  const { kind, blind, sides } = (payload ?? {}) as Readonly<Record<string, Json>>;
  const all = Array.isArray(sides) ? (sides as readonly Json[]) : [];
  return {
    kind: typeof kind === "string" ? kind : "",
    blind: blind === true,
    sides: all.map((side) => {
      const { name, payload: own, problem } = (side ?? {}) as Readonly<Record<string, Json>>;
      const word = (value: Json | undefined) => (typeof value === "string" ? value : "");
      return { name: word(name), payload: own ?? null, problem: word(problem) };
    }),
  };
}

const places = new WeakMap<Showing, Showing[]>();

/** The widget as the view of a side sees it: the same for all items that are shown at this place. */
export function showingAt(place: number, showing: Showing): Showing {
  const all = places.get(showing) ?? [];
  places.set(showing, all);
  while (all.length <= place) all.push(made(showing, all[0]));
  return all[place] ?? showing;
}

function made(showing: Showing, beside: Showing | undefined): Showing {
  return {
    ...(beside && { beside }),
    async part(key, whole, detail) {
      const [item, side] = apart(key);
      const got = await showing.part(item, whole, { side, detail });
      if (got === null) return null;
      const sides = sidesOf(got);
      return sides.find(({ item: one }) => one.key === key)?.item ?? null;
    },
    again: (key) => showing.again(apart(key)[0]),
  };
}

/** The keys of the item and the place of the side in the data. */
function apart(key: string): readonly [string, number] {
  const at = key.lastIndexOf("#");
  return [key.slice(0, at), Number(key.slice(at + 1))];
}

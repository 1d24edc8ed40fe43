/** The order of the sides as it is being made. Sides without a place come after those with a place, so none is lost. */

import type { Json } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { deskOf } from "../marks/marks-desk";
import type { Asking } from "../task";
import { nameOf, sidesOf } from "./sides";
import { strings } from "./strings";

/** The ids of the sides that have a place, the best first. */
export function placed(asking: Asking, setup: Setup): readonly string[] {
  const draft = asking.draft.value;
  const ids = shown(asking, setup);
  const held = Array.isArray(draft) ? (draft as readonly Json[]) : [];
  return [...new Set(held)].filter((id): id is string => ids.includes(id as string));
}

/** All sides: those with a place, then the others as the item shows them. */
export function rowsOf(asking: Asking, setup: Setup): readonly string[] {
  const first = placed(asking, setup);
  return [...first, ...shown(asking, setup).filter((id) => !first.includes(id))];
}

function shown(asking: Asking, setup: Setup): readonly string[] {
  return sidesOf(asking.shown.value?.key ?? "", setup).map(({ id }) => id);
}

/** The rows with one of them at another place. Pure. */
export function moved(rows: readonly string[], id: string, to: number): readonly string[] {
  const others = rows.filter((one) => one !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** Put sides in this order; it can be taken back. */
export function put(order: readonly string[], asking: Asking): void {
  if (!asking.mayAct.peek()) return;
  const desk = deskOf(asking);
  desk.past.push(asking.draft.peek());
  desk.ahead = [];
  asking.build(order as Json);
}

/** Give a side the next place, or take its place away. The last side needs no word. */
export function toggle(id: string, asking: Asking, setup: Setup): void {
  const order = placed(asking, setup);
  const side = nameOf(id, setup, asking.shown.peek()?.key);
  if (order.includes(id)) {
    put(
      order.filter((one) => one !== id),
      asking,
    );
    asking.say(strings.saidOut(side));
    return;
  }
  const rest = shown(asking, setup).filter((one) => one !== id && !order.includes(one));
  put([...order, id, ...(rest.length === 1 ? rest : [])], asking);
  asking.say(strings.saidRank(side, order.length + 1));
}

/** Take the last place away; false where no side has a place. */
export function unplace(asking: Asking, setup: Setup): boolean {
  const order = placed(asking, setup);
  if (order.length === 0) return false;
  put(order.slice(0, -1), asking);
  return true;
}

/** Progress as it will be once the events that are on their way have arrived. */

import type { Counts, ItemState, Json } from "../kernel/protocol";

/** An item's state as the kernel counted it, and as it is here. */
export interface Difference {
  readonly counted: ItemState;
  readonly here: ItemState;
}

export const NONE: Counts = {
  total: null,
  answered: 0,
  skipped: 0,
  flagged: 0,
  by_value: {},
  commonest: {},
};

/** `counted` names what an answer's value counts under. */
export function countsWith(
  base: Counts,
  differences: Iterable<Difference>,
  counted: (value: Json) => readonly string[],
): Counts {
  let { answered, skipped, flagged } = base;
  const byValue: Record<string, number> = { ...base.by_value };
  const idsOf = (state: ItemState) => (state.status === "answered" ? counted(state.value) : []);
  for (const { counted: before, here } of differences) {
    answered += Number(here.status === "answered") - Number(before.status === "answered");
    skipped += Number(here.status === "skipped") - Number(before.status === "skipped");
    flagged += Number(here.flagged) - Number(before.flagged);
    for (const id of idsOf(before)) byValue[id] = (byValue[id] ?? 0) - 1;
    for (const id of idsOf(here)) byValue[id] = (byValue[id] ?? 0) + 1;
  }
  return { ...base, answered, skipped, flagged, by_value: byValue };
}

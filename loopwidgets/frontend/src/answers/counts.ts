/** Progress as it will stand once the events that are on their way have arrived. */

import type { Counts, ItemState } from "../kernel/protocol";
import { labelsIn } from "../labels/lookup";

/** One item's state as the kernel counted it, and as it stands here. */
export interface Difference {
  readonly counted: ItemState;
  readonly here: ItemState;
}

export const NONE: Counts = { total: null, answered: 0, skipped: 0, flagged: 0, by_label: {} };

export function countsWith(base: Counts, differences: Iterable<Difference>): Counts {
  let { answered, skipped, flagged } = base;
  const byLabel: Record<string, number> = { ...base.by_label };
  for (const { counted, here } of differences) {
    answered += Number(here.status === "answered") - Number(counted.status === "answered");
    skipped += Number(here.status === "skipped") - Number(counted.status === "skipped");
    flagged += Number(here.flagged) - Number(counted.flagged);
    for (const id of labelsOf(counted)) byLabel[id] = (byLabel[id] ?? 0) - 1;
    for (const id of labelsOf(here)) byLabel[id] = (byLabel[id] ?? 0) + 1;
  }
  return { total: base.total, answered, skipped, flagged, by_label: byLabel };
}

function labelsOf(state: ItemState): readonly string[] {
  return state.status === "answered" ? labelsIn(state.value) : [];
}

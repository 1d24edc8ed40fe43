/** The options of a task with labels, and answers in words. Pure. */

import { lookup } from "../kernel/choices";
import type { Json, ShownChoice, ShownTask } from "../kernel/protocol";

/** So many labels stay in sight if the caller gives no other number. */
const MOST_BUTTONS = 10;
/** Begins the id of a label that was made while labeling; its name follows. */
export const NEW = "=";

/** The labels that are offered, and those that only earlier answers have. */
export interface Labels {
  readonly choices: readonly ShownChoice[];
  readonly retired: readonly ShownChoice[];
}

/** True if several labels may be chosen. */
export function isMultiple({ options }: ShownTask): boolean {
  return options.multiple === true;
}

/** True if an answer may make a new label, as `NEW` and its name. */
export function allowsNew({ options }: ShownTask): boolean {
  return options.allow_new === true;
}

/** The most labels that are placed side by side: all of them, or those used last. */
export function visibleOf({ options }: ShownTask): number {
  return typeof options.visible === "number" ? options.visible : MOST_BUTTONS;
}

/** True if labels are searched in a list, beside a strip of the last used labels. */
export function isLong(setup: {
  readonly task: ShownTask;
  readonly choices: readonly ShownChoice[];
}): boolean {
  return allowsNew(setup.task) || setup.choices.length > visibleOf(setup.task);
}

/** The ids of the labels in an answer's value. */
export function labelsIn(value: Json): readonly string[] {
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return values.filter((entry): entry is string => typeof entry === "string");
}

/** An answer in words. */
export function titlesIn(value: Json, { choices, retired }: Labels): string {
  const known = (id: string) => lookup(choices).byId.get(id) ?? lookup(retired).byId.get(id);
  return labelsIn(value)
    .map((id) => known(id)?.title ?? (id.startsWith(NEW) ? id.slice(NEW.length) : id))
    .join(", ");
}

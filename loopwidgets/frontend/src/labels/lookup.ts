/** What is asked of a list of labels with every key, found once for each list. Pure. */

import type { Json, ShownLabel, ShownTask } from "../kernel/protocol";

/** More labels than this do not stand side by side. */
export const MOST_BUTTONS = 10;
/** Begins the id of a label that was made while labeling; its name follows. */
export const NEW = "=";

/** The labels that are asked for, and those that only stand in earlier answers. */
export interface Labels {
  readonly labels: readonly ShownLabel[];
  readonly retired: readonly ShownLabel[];
}

export interface Lookup {
  readonly byId: ReadonlyMap<string, ShownLabel>;
  readonly places: ReadonlyMap<string, number>;
  /** Those that have a key. */
  readonly keyed: readonly ShownLabel[];
}

const lookups = new WeakMap<readonly ShownLabel[], Lookup>();

export function lookup(labels: readonly ShownLabel[]): Lookup {
  const known = lookups.get(labels);
  if (known !== undefined) return known;
  const made = {
    byId: new Map(labels.map((label) => [label.id, label])),
    places: new Map(labels.map((label, place) => [label.id, place])),
    keyed: labels.filter((label) => label.key !== ""),
  };
  lookups.set(labels, made);
  return made;
}

/** Whether labels are searched in a list, beside a strip of those that were used last. */
export function isLong(setup: {
  readonly task: ShownTask;
  readonly labels: readonly ShownLabel[];
}): boolean {
  return setup.task.allow_new || setup.labels.length > MOST_BUTTONS;
}

/** The ids of the labels in an answer's value. */
export function labelsIn(value: Json): readonly string[] {
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return values.filter((entry): entry is string => typeof entry === "string");
}

/** An answer in words. */
export function titlesIn(value: Json, { labels, retired }: Labels): string {
  const known = (id: string) => lookup(labels).byId.get(id) ?? lookup(retired).byId.get(id);
  return labelsIn(value)
    .map((id) => known(id)?.title ?? (id.startsWith(NEW) ? id.slice(NEW.length) : id))
    .join(", ");
}

/** The labels chosen most often, and how many answers the others have together. */
export function mostChosen(
  labels: readonly ShownLabel[],
  counts: Readonly<Record<string, number>>,
  most: number,
): { readonly top: readonly ShownLabel[]; readonly others: number } {
  const { byId } = lookup(labels);
  const chosen = Object.entries(counts).filter(([id, n]) => n > 0 && byId.has(id));
  chosen.sort(([, one], [, other]) => other - one);
  const shown = chosen.slice(0, most);
  const others = chosen.slice(most).reduce((sum, [, n]) => sum + n, 0);
  return { top: shown.flatMap(([id]) => byId.get(id) ?? []), others };
}

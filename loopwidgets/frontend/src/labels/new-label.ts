/** Labels that are made while labeling: what is a name, and when there is one like it. Pure. */

import type { ShownLabel } from "../kernel/protocol";
import { NEW } from "./lookup";

/** Characters. */
export const LONGEST_NAME = 200;
/** Until the kernel says its color. */
const GRAY: readonly [string, string] = ["#57534e", "#d6d3d1"];

/** What was typed as a name: normalized, in one line; null where it is none. */
export function nameIn(typed: string): string | null {
  const name = typed.normalize("NFC").trim().replace(/\s+/g, " ");
  const isShown = /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) && !/[\p{Cc}\p{Cs}]/u.test(name);
  return isShown && [...name].length <= LONGEST_NAME ? name : null;
}

/** The label that is called so already, in its name or its title; case and width make no other. */
export function called(name: string, labels: readonly ShownLabel[]): ShownLabel | null {
  const wanted = same(name);
  return labels.find((one) => same(one.name) === wanted || same(one.title) === wanted) ?? null;
}

/** A label of this name, before the kernel knows it: whoever makes it gives it the same id. */
export function madeLabel(name: string): ShownLabel {
  return {
    id: NEW + name,
    name,
    title: name,
    key: "",
    color: GRAY,
    description: "",
    added: true,
  };
}

/** The labels with others behind them; one that is there under its id or its name is replaced. */
export function withAdded(
  labels: readonly ShownLabel[],
  added: readonly ShownLabel[],
): readonly ShownLabel[] {
  const byId = new Map(added.map((label) => [label.id, label]));
  const names = new Set(added.map((label) => label.name));
  const kept = labels.filter((label) => byId.has(label.id) || !names.has(label.name));
  const known = new Set(kept.map((label) => label.id));
  return [
    ...kept.map((label) => byId.get(label.id) ?? label),
    ...added.filter((label) => !known.has(label.id)),
  ];
}

function same(name: string): string {
  return name.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");
}

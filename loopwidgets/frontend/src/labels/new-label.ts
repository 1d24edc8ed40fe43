/**
 * Labels that are made while labeling: valid names, and labels that have the name already. Pure.
 */

import type { ShownChoice } from "../kernel/protocol";
import { NEW } from "./lookup";

/** Characters. */
export const LONGEST_NAME = 200;
/** Until the kernel sends its color. */
const GRAY: readonly [string, string] = ["#57534e", "#d6d3d1"];

/** The typed text as a name: normalized, in one line; null if it is no name. */
export function nameIn(typed: string): string | null {
  const name = typed.normalize("NFC").trim().replace(/\s+/g, " ");
  const isShown = /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) && !/[\p{Cc}\p{Cs}]/u.test(name);
  return isShown && [...name].length <= LONGEST_NAME ? name : null;
}

/** The label that is called so already, in its name or its title; case and width make no other. */
export function called(name: string, labels: readonly ShownChoice[]): ShownChoice | null {
  const wanted = same(name);
  return labels.find((one) => same(one.name) === wanted || same(one.title) === wanted) ?? null;
}

/** A label of this name, before the kernel knows it: every page and kernel gives it the same id. */
export function madeLabel(name: string): ShownChoice {
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

function same(name: string): string {
  return name.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");
}

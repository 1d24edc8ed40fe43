/** What is looked for, as a value; how it is worded is the business of `strings.ts`. */

import type { Query } from "./protocol";

export const ANYTHING: Query = {
  text: "",
  label: null,
  status: null,
  flagged: null,
  noted: null,
  disputed: null,
  doubted: null,
};

/** Nothing is asked for: every item would fit. */
export function isAnything(query: Query): boolean {
  return sameQuery({ ...query, text: query.text.trim() }, ANYTHING);
}

export function sameQuery(one: Query, other: Query): boolean {
  const names = Object.keys(ANYTHING) as (keyof Query)[];
  return names.every((name) => one[name] === other[name]);
}

/** Labels that fit what is typed: first where a word begins with it, then anywhere. Pure. */

import type { ShownChoice } from "../kernel/protocol";
import { fold } from "./fold";

/** A label as a search sees it; made once. */
interface Folded {
  /** Title and name, and the words in them, each behind a space. */
  readonly name: string;
  readonly nameWords: string;
  readonly description: string;
  readonly descriptionWords: string;
  readonly title: string;
}

const folded = new WeakMap<ShownChoice, Folded>();
/** How well a label fits: 0 exactly, 1 its title begins so, 2 a word of its name does, 3 in its name, 4 and 5 described so. */
const RANKS = 6;
const NO_WORD = /[^\p{L}\p{M}\p{N}]+/gu;

function foldedOf(label: ShownChoice): Folded {
  const known = folded.get(label);
  if (known !== undefined) return known;
  const title = fold(label.title).trim();
  const name = label.name === label.title ? title : `${title} ${fold(label.name)}`;
  const description = fold(label.description);
  const made = {
    title,
    name,
    nameWords: words(name),
    description,
    descriptionWords: description && words(description),
  };
  folded.set(label, made);
  return made;
}

const words = (text: string) => ` ${text.replace(NO_WORD, " ")}`;

/** Get ready for a search, so that the first search is as fast as the others. */
export function prepare(labels: readonly ShownChoice[]): void {
  for (const label of labels) foldedOf(label);
}

/** The labels that fit every word of a query, the best first; all of them, where it is empty. */
export function search(query: string, labels: readonly ShownChoice[]): readonly ShownChoice[] {
  const whole = fold(query).trim().replace(/\s+/g, " ");
  if (whole === "") return labels;
  const parts = whole.split(" ");
  const found: ShownChoice[][] = Array.from({ length: RANKS }, () => []);
  for (const label of labels) {
    const rank = rankOf(foldedOf(label), whole, parts);
    if (rank !== null) found[rank]?.push(label);
  }
  return found.flat();
}

function rankOf(label: Folded, whole: string, parts: readonly string[]): number | null {
  if (label.title === whole) return 0;
  if (label.title.startsWith(whole)) return 1;
  let worst = 0;
  for (const part of parts) {
    const rank = rankOfPart(label, part);
    if (rank === null) return null;
    worst = Math.max(worst, rank);
  }
  return worst;
}

function rankOfPart(label: Folded, part: string): number | null {
  if (begins(label.name, label.nameWords, part)) return 2;
  if (label.name.includes(part)) return 3;
  if (begins(label.description, label.descriptionWords, part)) return 4;
  return label.description.includes(part) ? 5 : null;
}

function begins(text: string, inWords: string, part: string): boolean {
  return inWords.includes(` ${part}`) || text.startsWith(part) || text.includes(` ${part}`);
}

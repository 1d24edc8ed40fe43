/** The labels that were used last, the first ten on digits: none moves until another needs its place. Pure. */

import { NEW } from "./lookup";

/** The digits of the places, in their order. */
export const DIGITS = "1234567890";

export interface Strip {
  /** Ids of labels; null where a place is free. */
  readonly places: readonly (string | null)[];
  /** Ids of the used labels, the latest last. */
  readonly used: readonly string[];
}

/** Labels, as far as a strip knows them; a label whose key is a digit keeps that place. */
interface Placed {
  readonly id: string;
  readonly key: string;
}

/**
 * The first strip of so many places: the kept labels that still exist; the first labels fill the
 * free places.
 */
export function beginning(
  labels: readonly Placed[],
  kept: Strip | null,
  size: number = DIGITS.length,
): Strip {
  const places = Array.from<string | null>({ length: size }).fill(null);
  for (const { id, key } of labels) {
    const place = key === "" ? -1 : DIGITS.indexOf(key);
    if (place >= 0 && place < size) places[place] = id;
  }
  const known = new Set(labels.map((label) => label.id));
  kept?.places.slice(0, size).forEach((id, place) => {
    // A new label may still be on its way to the kernel: its place waits for it.
    const isThere = typeof id === "string" && (known.has(id) || id.startsWith(NEW));
    if (isThere && !places.includes(id)) places[place] ??= id;
  });
  for (const { id } of labels) {
    const free = places.indexOf(null);
    if (free < 0) break;
    if (!places.includes(id)) places[free] = id;
  }
  return { places, used: (kept?.used ?? []).filter((id) => places.includes(id)) };
}

/**
 * The strip after a label was used: the label is in its old place, in a free place, or in the
 * place used longest ago.
 */
export function using(strip: Strip, id: string, pinned: ReadonlySet<string>): Strip {
  const used = [...strip.used.filter((one) => one !== id), id];
  if (strip.places.includes(id)) return { places: strip.places, used };
  const place = placeFor(strip, pinned);
  if (place === null) return strip;
  const gone = strip.places[place];
  return {
    places: strip.places.map((one, at) => (at === place ? id : one)),
    used: used.filter((one) => one !== gone),
  };
}

function placeFor({ places, used }: Strip, pinned: ReadonlySet<string>): number | null {
  const free = places.indexOf(null);
  if (free >= 0) return free;
  // Labels that were never used go first, from the end.
  let oldest: number | null = null;
  let age = Number.POSITIVE_INFINITY;
  places.forEach((id, place) => {
    if (id === null || pinned.has(id)) return;
    const at = used.indexOf(id);
    if (at < age || (at === -1 && age === -1)) {
      oldest = place;
      age = at;
    }
  });
  return oldest;
}

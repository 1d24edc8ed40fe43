/** Parts of a recording in seconds. Pure. */

import type { Mark } from "../marks/marks-desk";

export interface MarkedPart extends Mark {
  readonly start: number;
  readonly end: number;
}

export type Edge = "start" | "end";

/** Seconds: no part is shorter. */
export const SHORTEST = 0.005;

export const isSegment = (mark: Mark): mark is MarkedPart =>
  typeof mark.start === "number" && typeof mark.end === "number";

/** A time in whole milliseconds, and no later than the end; 0 and the end are exact. */
export function timeIn(duration: number, seconds: number): number {
  if (seconds <= 0) return 0;
  return Math.min(duration, Math.round(seconds * 1000) / 1000);
}

/** The part between two times; null where it is too short. */
export function between(
  one: number,
  other: number,
  duration: number,
): Pick<MarkedPart, Edge> | null {
  const start = timeIn(duration, Math.min(one, other));
  const end = timeIn(duration, Math.max(one, other));
  return end - start >= Math.min(SHORTEST, duration) ? { start, end } : null;
}

/** The same part, so many seconds later or earlier, as far as the recording goes. */
export function shifted<T extends Pick<MarkedPart, Edge>>(
  part: T,
  by: number,
  duration: number,
): T {
  const length = part.end - part.start;
  if (length >= duration) return part;
  if (part.start + by <= 0) return { ...part, start: 0, end: timeIn(duration, length) };
  if (part.end + by >= duration)
    return { ...part, start: timeIn(duration, duration - length), end: duration };
  return {
    ...part,
    start: timeIn(duration, part.start + by),
    end: timeIn(duration, part.end + by),
  };
}

/** The part with an edge at a time; it keeps a little length. */
export function pulled<T extends Pick<MarkedPart, Edge>>(
  part: T,
  edge: Edge,
  seconds: number,
  duration: number,
): T {
  const time =
    edge === "start"
      ? Math.min(seconds, part.end - SHORTEST)
      : Math.max(seconds, part.start + SHORTEST);
  return { ...part, [edge]: timeIn(duration, time) };
}

/** The nearest of these times, if one is so near; else the time itself. */
export function snapped(seconds: number, times: readonly number[], within: number): number {
  let nearest = seconds;
  let least = within;
  for (const time of times) {
    const far = Math.abs(time - seconds);
    if (far <= least) [nearest, least] = [time, far];
  }
  return nearest;
}

export function inOrder<T extends MarkedPart>(segments: readonly T[]): readonly T[] {
  return [...segments].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.label < b.label ? -1 : 1),
  );
}

/** For each part the first row that is free where it begins, and how many rows there are. */
export function rowsOf(segments: readonly MarkedPart[]): {
  readonly rows: readonly number[];
  readonly count: number;
} {
  const ends: number[] = [];
  const order = segments.map((_, place) => place);
  order.sort((a, b) => (segments[a]?.start ?? 0) - (segments[b]?.start ?? 0));
  const rows = new Array<number>(segments.length).fill(0);
  for (const place of order) {
    const { start, end } = segments[place] ?? { start: 0, end: 0 };
    const free = ends.findIndex((taken) => taken <= start);
    const row = free < 0 ? ends.length : free;
    ends[row] = end;
    rows[place] = row;
  }
  return { rows, count: Math.max(1, ends.length) };
}

/** The part of a recording that is in sight, and times in words. Pure. */

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Seconds: nothing shorter is shown. */
const SHORTEST = 0.02;
/** The playhead leaves so large a share of the part in sight behind it when the part moves on. */
const BEHIND = 0.08;

/** Show so many times less, around a place. */
export function zoomed(range: Range, factor: number, around: number, duration: number): Range {
  const before = range.end - range.start;
  const length = Math.min(duration, Math.max(Math.min(SHORTEST, duration), before / factor));
  const share = before > 0 ? (around - range.start) / before : 0;
  return within({ start: around - share * length, end: around + (1 - share) * length }, duration);
}

export function moved(range: Range, seconds: number, duration: number): Range {
  return within({ start: range.start + seconds, end: range.end + seconds }, duration);
}

/** The part that shows a time: the same where it is in sight. */
export function showing(range: Range, time: number, duration: number): Range {
  if (time >= range.start && time <= range.end) return range;
  return moved(range, time - range.start - BEHIND * (range.end - range.start), duration);
}

function within({ start, end }: Range, duration: number): Range {
  const length = Math.min(duration, end - start);
  const from = Math.max(0, Math.min(start, duration - length));
  const to = from + length;
  return { start: from, end: to > duration - 1e-9 ? duration : to };
}

/** A time as people read it: 0:03.25, 1:02:03.25. */
export function inWords(seconds: number, digits = 2): string {
  const scale = 10 ** digits;
  const rounded = Math.round(Math.max(0, seconds) * scale) / scale;
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor((rounded % 3600) / 60);
  const rest = (rounded % 60).toFixed(digits).padStart(digits > 0 ? digits + 3 : 2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900,
  1800, 3600,
];

/** Times to write under the waveform, and their digits after the point, where so many fit. */
export function ticks(
  { start, end }: Range,
  most: number,
): { readonly times: readonly number[]; readonly digits: number } {
  const step = STEPS.find((each) => (end - start) / each <= most) ?? 7200;
  const first = Math.ceil(start / step - 1e-9);
  const count = Math.max(0, Math.floor((end - first * step) / step + 1e-9) + 1);
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
  return { times: Array.from({ length: count }, (_, place) => (first + place) * step), digits };
}

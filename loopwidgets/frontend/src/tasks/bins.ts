/** The ranges that numbers and texts count in; the same as in `loopwidgets/tasks`. Pure. */

/** More ranges than this are not drawn for a scale with two ends. */
const MOST = 20;
const TIDY = [1, 2, 5] as const;

export interface Scale {
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
}

/** The smallest of 1, 2, 5, 10, … and their tenths that is no less. */
function widthOf(least: number): number {
  let power = 1;
  while (power < least) power *= 10;
  while (power / 10 >= least * (1 - 1e-9)) power /= 10;
  const found = TIDY.map((each) => (each * power) / 10).find((each) => each >= least * (1 - 1e-9));
  return found ?? power;
}

function isBounded(scale: Scale): scale is Scale & { readonly min: number; readonly max: number } {
  return scale.min !== null && scale.max !== null;
}

function sizeOf({ min, max, step }: { min: number; max: number; step: number | null }): number {
  const width = widthOf((max - min) / MOST);
  return step !== null && step >= width ? step : width;
}

/**
 * The place of the range that a number is in; on a scale without ends, negative ranges lie below
 * zero.
 */
export function binOf(value: number, scale: Scale): number {
  if (isBounded(scale)) {
    const size = sizeOf(scale);
    const { min, max, step } = scale;
    const places = (value - min) / size;
    if (size === step) return Math.round(places);
    return Math.min(Math.floor(places), Math.ceil((max - min) / size) - 1);
  }
  const far = Math.abs(value);
  let place = 0;
  for (let end = 1; far >= end; end = endOf(place)) place += 1;
  return value < 0 ? -1 - place : place;
}

/** Where the range at a place ends on a scale without ends: 1, 2, 5, 10, 20, … */
function endOf(place: number): number {
  return (TIDY[place % 3] ?? 1) * 10 ** Math.floor(place / 3);
}

/** The ends of the range at a place. */
export function rangeOf(place: number, scale: Scale): readonly [number, number] {
  if (isBounded(scale)) {
    const size = sizeOf(scale);
    const low = scale.min + place * size;
    return size === scale.step ? [low, low] : [low, Math.min(low + size, scale.max)];
  }
  const at = place < 0 ? -1 - place : place;
  const low = at === 0 ? 0 : endOf(at - 1);
  return place < 0 ? [-endOf(at), -low] : [low, endOf(at)];
}

/** The first and the last place of a scale with two ends; null for another. */
export function endsOf(scale: Scale): readonly [number, number] | null {
  return isBounded(scale) ? [0, binOf(scale.max, scale)] : null;
}

/** The fewest words of the range that a text is in. */
export function wordsBin(text: string): number {
  const words = text.trim().split(/\s+/).length;
  return WORDS.findLast((low) => words >= low) ?? 1;
}

export const WORDS = [1, 2, 6, 21, 101] as const;

/** The part of an image that a person looks at: zoom and point. Pure sums, no drawing. */

import type { Placement } from "../surface";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `zoom` 1 shows the whole image; `x` and `y` are the point in the middle, as shares of the image. */
export interface Lens {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Lens = { zoom: 1, x: 0.5, y: 0.5 };
/** Nearest: one pixel of the image takes so many of the screen, or so many times the whole image. */
const LARGEST_PIXEL = 16;
const FARTHEST = 1;
const LEAST_NEAREST = 8;

/** Screen pixels for each of the image's when all of it is shown. */
export function scaleToSeeAll(image: Size, place: Size): number {
  return Math.min(place.width / image.width, place.height / image.height);
}

/** Where the image lies in its place. */
export function placementOf(lens: Lens, image: Size, place: Size): Placement {
  const { x, y } = within(lens, image, place);
  const scale = scaleOf(lens, image, place);
  return {
    scale,
    x: place.width / 2 - x * image.width * scale,
    y: place.height / 2 - y * image.height * scale,
  };
}

/** Screen pixels for each of the image's. */
export function scaleOf(lens: Lens, image: Size, place: Size): number {
  return scaleToSeeAll(image, place) * lens.zoom;
}

/**
 * Zoomed in or out; the point under the pointer stays where it is (`at`: from the place's
 * middle).
 */
export function zoomed(
  lens: Lens,
  factor: number,
  at: { readonly x: number; readonly y: number },
  image: Size,
  place: Size,
): Lens {
  const nearest = Math.max(LEAST_NEAREST, LARGEST_PIXEL / scaleToSeeAll(image, place));
  const zoom = Math.min(nearest, Math.max(FARTHEST, lens.zoom * factor));
  const before = scaleOf(lens, image, place);
  const after = scaleOf({ ...lens, zoom }, image, place);
  const x = lens.x + (at.x / before - at.x / after) / image.width;
  const y = lens.y + (at.y / before - at.y / after) / image.height;
  return within({ zoom, x, y }, image, place);
}

/** Moved by so many screen pixels, as a hand moves a sheet. */
export function moved(lens: Lens, dx: number, dy: number, image: Size, place: Size): Lens {
  const scale = scaleOf(lens, image, place);
  const x = lens.x - dx / scale / image.width;
  const y = lens.y - dy / scale / image.height;
  return within({ ...lens, x, y }, image, place);
}

/** The place never shows more beside the image than it must. */
export function within(lens: Lens, image: Size, place: Size): Lens {
  const scale = scaleOf(lens, image, place);
  return {
    zoom: lens.zoom,
    x: held(lens.x, place.width / (image.width * scale)),
    y: held(lens.y, place.height / (image.height * scale)),
  };
}

function held(middle: number, visible: number): number {
  if (visible >= 1) return 0.5;
  return Math.min(1 - visible / 2, Math.max(visible / 2, middle));
}

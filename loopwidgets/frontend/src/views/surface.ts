/**
 * The seam between a view and a task that marks places in the item: a surface has the item's own
 * coordinates.
 */

import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** Coordinates: the code points of the text, from 0. */
export interface TextSurface {
  readonly kind: "text";
  /** Its text is the item's text and nothing else, in any number of text nodes. */
  readonly element: HTMLElement;
}

/** How a picture lies in the box that it is shown in: `x` and `y` are the CSS pixels of its corner there. */
export interface Placement {
  /** CSS pixels for each natural pixel. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Coordinates: natural pixels of the upright picture, from the corner at the top left. */
export interface PictureSurface {
  readonly kind: "picture";
  readonly width: number;
  readonly height: number;
  /** The box that the picture is shown in, and nothing else; marks are drawn over all of it. */
  readonly element: HTMLElement;
  readonly placement: ReadonlySignal<Placement>;
}

/** Coordinates: seconds from the beginning. */
export interface ClockSurface {
  readonly kind: "clock";
  readonly element: HTMLElement;
  readonly duration: number;
  /** Where it plays now. */
  readonly time: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  /** The part that is in sight; all of it at first. */
  readonly range: ReadonlySignal<{ readonly start: number; readonly end: number }>;
  seek(seconds: number): void;
  /** Play from here on, or up to `end`, again and again if it loops. */
  play(part?: { readonly start: number; readonly end: number; readonly loops: boolean }): void;
  pause(): void;
}

export type Surface = TextSurface | PictureSurface | ClockSurface;

/**
 * Draws what a task lays over the item. The view puts it beside the element of its surface, into a
 * box of the same place and size.
 */
export type Over = (surface: Surface) => ComponentChildren;

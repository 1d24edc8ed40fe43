/** The seam of views: a new way to show an item is a file that gives a `View`. */

import type { ComponentType } from "preact";
import type { JsonObject, ShownItem } from "../kernel/protocol";
import type { Press } from "../lib/keys";
import type { Over } from "./surface";

/** The widget as a view sees it; the same object for all its views. */
export interface Showing {
  /** The side next to this one whose zoom and light it shares; undefined for an item that is alone. */
  readonly beside?: Showing;
  /**
   * An item once more: `whole` in full, if the first payload was smaller; `detail` is a part of it, in the words of
   * the view. Null if it can't be had.
   */
  part(key: string, whole: boolean, detail: JsonObject): Promise<ShownItem | null>;
  /** Have the kernel try anew to fetch the files of an item. */
  again(key: string): void;
}

export interface ViewProps {
  readonly item: ShownItem;
  readonly showing: Showing;
  /** For a view with a surface: draws the marks of the task there; undefined where it has none. */
  readonly over?: Over | undefined;
}

/** Keys, and what each does, or what they do together. */
export type KeyLine = readonly [readonly string[], string];

/** How much room the items take: decided once, from the first items. */
export type Room = "brief" | "short" | "long" | "picture";

/** Views that came with a part, by kind. */
export const addedViews: Record<string, View> = {};

export interface View {
  readonly Show: ComponentType<ViewProps>;
  room(items: readonly ShownItem[]): Room;
  /**
   * Get ready the items that the next keys may show; called when the shown item is on the screen.
   */
  prepare?(items: readonly ShownItem[], showing: Showing): void;
  /** The keys that mean something here, and what they do, for the help card. */
  readonly keys?: readonly KeyLine[];
  /** Act on a key; false when it means nothing here. */
  onKey?(press: Press, showing: Showing): boolean;
  /** Close what the person opened in the view; false when nothing is open. */
  close?(showing: Showing): boolean;
}

/** What every view gives: the seam behind which a new way to show an item is one file. */

import type { ComponentType } from "preact";
import type { ShownItem } from "../protocol";

export interface ViewProps {
  readonly item: ShownItem;
}

export interface View {
  readonly Show: ComponentType<ViewProps>;
  /** Whether such items need a taller place; decided once, from the first ones. */
  isLong(items: readonly ShownItem[]): boolean;
}

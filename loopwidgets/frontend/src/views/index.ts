/** How an item can be shown: one line a view. */

import { text } from "./text";
import type { View } from "./view";

export const views: Readonly<Record<string, View>> = {
  text,
};

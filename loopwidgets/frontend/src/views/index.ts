/** How an item can be shown: one line a view. */

import { image } from "./image/image";
import { record } from "./record";
import { text } from "./text";
import type { View } from "./view";

export const views: Readonly<Record<string, View>> = {
  image,
  record,
  text,
};

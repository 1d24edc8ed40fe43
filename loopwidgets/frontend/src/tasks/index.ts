/** The kinds of questions: one line a task. */

import { classification } from "./classification/classification";
import { freeText } from "./free_text";
import { number } from "./number";
import { rating } from "./rating";
import type { Task } from "./task";

export const tasks: Readonly<Record<string, Task>> = {
  classification,
  free_text: freeText,
  number,
  rating,
};

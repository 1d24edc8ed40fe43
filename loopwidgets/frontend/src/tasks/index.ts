/** What can be asked: one line a task. */

import { classification } from "./classification/classification";
import type { Task } from "./task";

export const tasks: Readonly<Record<string, Task>> = {
  classification,
};

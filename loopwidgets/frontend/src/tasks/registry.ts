/** Every task, by its kind. */

import * as registered from ".";
import type { Task } from "./task";

export const tasks: Readonly<Record<string, Task>> = registered;

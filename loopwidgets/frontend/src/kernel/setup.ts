/** The widget's project, from its Welcome; and the widget's state. */

import type { ReplacedChoice, ShownChoice, ShownStore, ShownTask, Welcome } from "./protocol";

export type Stage = "loading" | "empty" | "item" | "waiting" | "finished" | "replaced" | "failed";

/** Nothing can be done, not even taken back. */
export function isClosed(stage: Stage): boolean {
  return ["loading", "replaced", "failed", "empty"].includes(stage);
}

export interface Setup {
  /** Names the store, project and annotator that events are for. */
  readonly box: string;
  /** The project's name if the question alone does not identify the widget; else empty. */
  readonly heading: string;
  /** A sentence about which project this is, or empty. */
  readonly notice: string;
  readonly annotator: string;
  readonly askName: boolean;
  /** False where the cell has the annotator's name. */
  readonly mayRename: boolean;
  readonly store: ShownStore;
  readonly task: ShownTask;
  /** The choices of the task, in order; empty where it has none. */
  readonly choices: readonly ShownChoice[];
  /** Choices of earlier answers that are not offered any more. */
  readonly retired: readonly ShownChoice[];
  /** Choices that may have been renamed in the cell. */
  readonly replaced: readonly ReplacedChoice[];
  readonly paste: string;
  /** The number of rows that show the items; null where there is no end. */
  readonly rows: number | null;
}

/** Why nothing can be shown, and what to do. */
export interface Failure {
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
}

export function setupOf(message: Welcome): Setup {
  const { ask_name: askName, may_rename: mayRename, ...told } = message;
  const { box, heading, notice, annotator, store, task, choices, retired, replaced } = told;
  const { paste, rows } = told;
  return {
    box,
    heading,
    notice,
    annotator,
    askName,
    mayRename,
    store,
    task,
    choices,
    retired,
    replaced,
    paste,
    rows,
  };
}

export function isWelcome(value: unknown): value is Welcome {
  return typeof value === "object" && value !== null && "type" in value && value.type === "welcome";
}

/** What every task gives: the seam behind which a new kind of question is one file. */

import type { ComponentType } from "preact";
import type { Json } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import type { Labels } from "../labels/lookup";
import type { Press } from "../lib/keys";
import type { Pane } from "../session/pane";
import type { Session } from "../session/session";
import type { KeyLine } from "../views/view";

export interface AnswerProps {
  readonly session: Session;
  readonly setup: Setup;
  readonly pane: Pane;
  /** Something in here was clicked: the keys go back to the frame. */
  readonly onDone: () => void;
}

export interface Task {
  /** What a person answers with, under the item. */
  readonly Answer: ComponentType<AnswerProps>;
  /** Whether a key chooses an answer: then it means nothing to the view of the item. */
  means(press: Press, session: Session, setup: Setup): boolean;
  /** Act on a key; false when it means nothing here. */
  onKey(press: Press, session: Session, setup: Setup, pane: Pane): boolean;
  /** Act on Enter; false when it means nothing here. */
  onConfirm(session: Session, setup: Setup): boolean;
  /** An answer in words. */
  say(value: Json, labels: Labels): string;
  /** The keys that answer, and what they do, for the help card. */
  keys(setup: Setup): readonly KeyLine[];
}

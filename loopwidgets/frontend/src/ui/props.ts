/** The props that every part of the widget takes. */

import type { Pane } from "../session/pane";
import type { Session } from "../session/session";

export interface WidgetProps {
  readonly session: Session;
  readonly pane: Pane;
}

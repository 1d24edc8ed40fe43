/** The whole widget: question, item, answer, acts; and what replaces them when there is no item. */

import { useComputed } from "@preact/signals";
import type { Pane } from "../pane";
import type { Session } from "../session";
import { Actions } from "./actions";
import { Answer } from "./answer";
import { Boundary } from "./boundary";
import { Cards } from "./cards";
import { ItemPlace } from "./item-place";
import { Lines } from "./lines";
import { LiveRegion } from "./live-region";
import { Top } from "./top";

export interface WidgetProps {
  readonly session: Session;
  readonly pane: Pane;
}

export function Widget({ session, pane }: WidgetProps) {
  const known = useComputed(() => session.setup.value !== null && session.stage.value !== "failed");
  return (
    <Boundary onError={(reason) => session.fail(reason)}>
      {known.value && <Top session={session} pane={pane} />}
      <ItemPlace session={session} pane={pane} />
      {known.value && <Answer session={session} pane={pane} />}
      {known.value && <Actions session={session} pane={pane} />}
      {known.value && <Lines session={session} pane={pane} />}
      <Cards session={session} pane={pane} />
      <LiveRegion said={session.said} />
    </Boundary>
  );
}

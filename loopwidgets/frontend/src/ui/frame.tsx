/**
 * The whole widget: question, item, answer, acts, model, history, and a message if there is no
 * item.
 */

import { useComputed } from "@preact/signals";
import { Actions } from "./actions";
import { Answer } from "./answer-area";
import { Boundary } from "./boundary";
import { Cards } from "./help";
import { ItemPlace } from "./item-area";
import { LiveRegion } from "./live-region";
import { Lines } from "./notices";
import { HistoryPanel } from "./panels/history";
import { ModelPanel } from "./panels/model";
import type { WidgetProps } from "./props";
import { Top } from "./question-bar";

export function Widget({ session, pane }: WidgetProps) {
  const known = useComputed(() => session.setup.value !== null && session.stage.value !== "failed");
  return (
    <Boundary onError={(reason) => session.fail(reason)}>
      <div class="lw-main">
        {known.value && <Top session={session} pane={pane} />}
        <ItemPlace session={session} pane={pane} />
        {known.value && <Answer session={session} pane={pane} />}
        {known.value && <Actions session={session} pane={pane} />}
        {known.value && pane.model.value && <ModelPanel session={session} pane={pane} />}
        {known.value && <Lines session={session} pane={pane} />}
        <Cards session={session} pane={pane} />
        <LiveRegion session={session} />
      </div>
      {known.value && pane.side.value && <HistoryPanel session={session} pane={pane} />}
    </Boundary>
  );
}

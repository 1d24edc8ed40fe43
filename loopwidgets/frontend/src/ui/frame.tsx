/**
 * The whole widget: question, item, answer, acts, model, history, and a message if there is no
 * item.
 */

import { useComputed } from "@preact/signals";
import { ActionBar } from "./actions";
import { AnswerArea } from "./answer-area";
import { Boundary } from "./boundary";
import { Cards } from "./help";
import { ItemPlace } from "./item-area";
import { LiveRegion } from "./live-region";
import { Lines } from "./notices";
import { HistoryPanel } from "./panels/history-panel";
import { ModelPanel } from "./panels/model-panel";
import type { WidgetProps } from "./props";
import { QuestionBar } from "./question-bar";

export function Widget({ session, pane }: WidgetProps) {
  const known = useComputed(() => session.setup.value !== null && session.stage.value !== "failed");
  return (
    <Boundary onError={(reason) => session.fail(reason)}>
      <div class="lw-main">
        {known.value && <QuestionBar session={session} pane={pane} />}
        <ItemPlace session={session} pane={pane} />
        {known.value && <AnswerArea session={session} pane={pane} />}
        {known.value && <ActionBar session={session} pane={pane} />}
        {known.value && pane.model.value && <ModelPanel session={session} pane={pane} />}
        {known.value && <Lines session={session} pane={pane} />}
        <Cards session={session} pane={pane} />
        <LiveRegion session={session} />
      </div>
      {known.value && pane.side.value && <HistoryPanel session={session} pane={pane} />}
    </Boundary>
  );
}

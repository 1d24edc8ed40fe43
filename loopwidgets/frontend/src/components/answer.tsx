/** What a person answers with: the task's own part. It never moves. */

import { useComputed } from "@preact/signals";
import { tasks } from "../tasks";
import type { WidgetProps } from "./widget";

export function Answer({ session, pane }: WidgetProps) {
  const inert = useComputed(() => session.stage.value !== "item");
  const setup = session.setup.value;
  const task = setup && tasks[setup.task.kind];
  if (!setup || !task) return null;
  return (
    <div class="lw-answer" data-inert={inert}>
      <task.Answer session={session} setup={setup} pane={pane} onDone={pane.focus} />
    </div>
  );
}

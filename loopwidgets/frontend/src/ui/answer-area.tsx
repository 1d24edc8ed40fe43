/** What a person answers with: the task's own part. It never moves. */

import { useComputed } from "@preact/signals";
import type { ShownLabel } from "../kernel/protocol";
import { mostChosen } from "../labels/lookup";
import type { Session } from "../session/session";
import { strings } from "../strings";
import { tasks } from "../tasks";
import type { WidgetProps } from "./props";

export function Answer({ session, pane }: WidgetProps) {
  const inert = useComputed(() => !session.mayAct.value);
  const setup = session.setup.value;
  const task = setup && tasks[setup.task.kind];
  if (!setup || !task) return null;
  return (
    <div class="lw-answer" data-inert={inert}>
      <task.Answer session={session} setup={setup} pane={pane} onDone={pane.focus} />
      {setup.retired.length > 0 && <Retired session={session} retired={setup.retired} />}
    </div>
  );
}

const MOST_RETIRED = 5;

interface RetiredProps {
  readonly session: Session;
  readonly retired: readonly ShownLabel[];
}

/** Labels that stand in answers and have no button any more: the counts of all add up. */
function Retired({ session, retired }: RetiredProps) {
  const counts = session.beside.counts.value?.by_label ?? {};
  const { top, others } = mostChosen(retired, counts, MOST_RETIRED);
  if (top.length === 0) return null;
  return (
    <p class="lw-retired lw-soft" data-lw="retired">
      {strings.noLongerAsked}
      {top.map((label) => (
        <span key={label.id} class="lw-retired-label">
          <bdi>{label.title}</bdi> {strings.number(counts[label.id] ?? 0)}
        </span>
      ))}
      {others > 0 && <span>{strings.othersCounted(others)}</span>}
    </p>
  );
}

/** The controls to answer with: the task's own part. It never moves. */

import { useComputed } from "@preact/signals";
import { mostChosen } from "../kernel/choices";
import type { ShownChoice } from "../kernel/protocol";
import type { Session } from "../session/session";
import { strings } from "../strings";
import type { WidgetProps } from "./props";

export function AnswerArea({ session, pane }: WidgetProps) {
  const inert = useComputed(() => !session.mayAct.value);
  const setup = session.setup.value;
  const task = session.task.value;
  if (!setup || !task) return null;
  return (
    <div class="lw-answer" data-inert={inert}>
      <task.Answer asking={session} setup={setup} frame={pane} onDone={pane.focus} />
      {setup.retired.length > 0 && <Retired session={session} retired={setup.retired} />}
    </div>
  );
}

const MOST_RETIRED = 5;

interface RetiredProps {
  readonly session: Session;
  readonly retired: readonly ShownChoice[];
}

/** Choices of earlier answers that are not offered any more, so that the counts add up. */
function Retired({ session, retired }: RetiredProps) {
  const counts = session.beside.counts.value?.by_value ?? {};
  const { top, others } = mostChosen(retired, counts, MOST_RETIRED);
  if (top.length === 0) return null;
  return (
    <p class="lw-retired lw-soft" data-lw="retired">
      {strings.noLongerAsked}
      {top.map(({ id, title }) => (
        <span key={id} class="lw-retired-label">
          <bdi>{title}</bdi> {strings.number(counts[id] ?? 0)}
        </span>
      ))}
      {others > 0 && <span>{strings.othersCounted(others)}</span>}
    </p>
  );
}

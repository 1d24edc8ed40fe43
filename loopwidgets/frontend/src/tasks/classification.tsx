/** Choose one label for the whole item, or several. */

import { useComputed } from "@preact/signals";
import { columns } from "../columns";
import { LabelButton } from "../components/label-button";
import { labelsIn } from "../counts";
import { labelFor } from "../keys";
import type { Json, ShownLabel } from "../protocol";
import type { Session } from "../session";
import type { Setup } from "../setup";
import { strings } from "../strings";
import type { AnswerProps, Task } from "./task";

export const classification: Task = {
  Answer,
  onKey(press, session, setup) {
    const label = labelFor(press, setup.labels);
    if (label === null) return false;
    choose(label, session, setup);
    return true;
  },
  onConfirm(session, setup) {
    if (setup.task.multiple) confirm(session, setup);
    else return keep(session, setup);
    return true;
  },
  say,
};

function Answer({ session, setup, onDone }: AnswerProps) {
  const { multiple } = setup.task;
  const chosen = useComputed(() => {
    if (multiple) return session.draft.value;
    if (session.stage.value !== "item") return NOTHING;
    const { status, value } = session.state.value;
    const present = status === "answered" ? value : (session.shown.value?.initial ?? null);
    return present === null ? NOTHING : labelsIn(present);
  });
  const off = useComputed(() => session.stage.value !== "item");
  const layout = columns(setup.labels.map((label) => label.title));
  return (
    <div
      class="lw-labels"
      role="group"
      aria-label={setup.task.question}
      style={`--wide:${layout.wide};--middle:${layout.middle};--narrow:${layout.narrow}`}
    >
      {setup.labels.map((label) => (
        <LabelButton
          key={label.id}
          label={label}
          chosen={chosen}
          counts={session.beside.counts}
          off={off}
          onClick={(event) => {
            if (!isSecondOfDouble(event, session, setup)) choose(label, session, setup);
            onDone();
          }}
        />
      ))}
      {multiple && (
        <button
          type="button"
          class="lw-button lw-primary lw-confirm"
          data-lw="confirm"
          aria-keyshortcuts="Enter"
          onClick={() => {
            confirm(session, setup);
            onDone();
          }}
        >
          {strings.confirm} <kbd aria-hidden="true">Enter</kbd>
        </button>
      )}
    </div>
  );
}

/** Milliseconds. */
const DOUBLE_CLICK = 250;

const NOTHING: readonly string[] = [];

/** The second click of a double one would answer an item that no one has seen yet. */
function isSecondOfDouble(event: MouseEvent, session: Session, setup: Setup): boolean {
  const { since } = session.attention.look();
  return !setup.task.multiple && event.detail > 1 && Date.now() - since < DOUBLE_CLICK;
}

function choose(label: ShownLabel, session: Session, setup: Setup): void {
  if (setup.task.multiple) session.toggle(label.id);
  else session.answer(label.id, label.title);
}

/** Answer with the label that the item had in the data; one that was answered is left as it is. */
function keep(session: Session, setup: Setup): boolean {
  const initial = session.shown.peek()?.initial ?? null;
  if (initial === null || session.state.peek().status === "answered") return false;
  session.answer(initial, say(initial, setup.labels));
  return true;
}

function confirm(session: Session, setup: Setup): void {
  const draft = session.draft.peek();
  const value = setup.labels.map((label) => label.id).filter((id) => draft.includes(id));
  if (value.length === 0) session.hint.value = strings.chooseOne;
  else session.answer(value, say(value, setup.labels));
}

function say(value: Json, labels: readonly ShownLabel[]): string {
  const titles = new Map(labels.map((label) => [label.id, label.title]));
  return labelsIn(value)
    .map((id) => titles.get(id) ?? id)
    .join(", ");
}

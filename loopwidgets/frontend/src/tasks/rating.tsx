/** Rate the item on a scale: one key, or one click, answers. */

import { useComputed } from "@preact/signals";
import type { Json, ShownChoice } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { pressOf } from "../lib/gestures";
import { choiceFor } from "../lib/keys";
import { strings } from "../strings";
import { ShareOf } from "./share";
import { type AnswerProps, type Asking, keepPresent, presentOf, type Task } from "./task";

export const rating: Task = {
  Answer,
  means: (press, _, { choices }) => choiceFor(press, choices) !== null,
  onKey(press, asking, { choices }) {
    const step = choiceFor(press, choices);
    if (step !== null) choose(step, asking);
    return step !== null;
  },
  onConfirm: (asking, setup) => keepPresent(asking, (value) => say(value, setup)),
  isBuilt: () => false,
  draft: () => null,
  keys: ({ choices }) => [[choices.map(({ key }) => key), strings.help.rate]],
  say,
  counted: (value) => (typeof value === "number" ? [String(value)] : []),
  idOf: (name, { choices }) => choices.find((step) => step.name === name)?.id,
};

function say(value: Json, { choices }: Setup): string {
  if (value === null) return "";
  return choices.find(({ id }) => id === String(value))?.title ?? String(value);
}

function choose(step: ShownChoice, asking: Asking): void {
  asking.answer(Number(step.id), step.title);
}

function Answer({ asking, setup, onDone }: AnswerProps) {
  const present = useComputed(() => presentOf(asking));
  const off = useComputed(() => (asking.mayAct.value ? undefined : "true"));
  return (
    <div
      class="lw-labels lw-steps"
      role="group"
      aria-label={setup.task.question}
      style={`--wide:${setup.choices.length};--middle:${setup.choices.length};--narrow:${Math.min(5, setup.choices.length)}`}
    >
      {setup.choices.map((step) => (
        <div
          key={step.id}
          class="lw-choice"
          style={`--light:${step.color[0]};--dark:${step.color[1]}`}
        >
          <button
            type="button"
            class="lw-label lw-step"
            data-lw="label"
            data-label={step.name}
            aria-label={step.title}
            aria-pressed={useComputed(() => String(present.value) === step.id)}
            aria-disabled={off}
            aria-keyshortcuts={step.key || undefined}
            onClick={(event) => {
              asking.presses.use(
                pressOf(event, step.id),
                { needsItem: true, clicksOnce: true },
                () => choose(step, asking),
              );
              onDone();
            }}
          >
            <span class="lw-step-title">{step.name}</span>
            {step.title !== step.name && (
              <span class="lw-step-word lw-soft" dir="auto">
                {step.title.slice(step.name.length + 2)}
              </span>
            )}
          </button>
          <ShareOf asking={asking} id={step.id} name={step.name} />
        </div>
      ))}
    </div>
  );
}

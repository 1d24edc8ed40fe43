/** Rate the item on a scale: one key, or one click, answers. */

import { useComputed } from "@preact/signals";
import type { Json, ShownChoice } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { pressOf } from "../lib/gestures";
import { characterOf, choiceFor, type Press } from "../lib/keys";
import { strings } from "../strings";
import { ShareOf } from "./share";
import { type AnswerProps, type Asking, keepPresent, presentOf, type Task } from "./task";

export const rating: Task = {
  Answer,
  means: (press, _, { choices }) => choiceFor(press, choices) !== null || isSign(press, choices),
  onKey(press, asking, { choices }) {
    if (isSign(press, choices)) {
      negative.set(asking, asking.shown.peek()?.key ?? "");
      asking.hint.value = strings.negative;
      return true;
    }
    const isNegative = negative.get(asking) === asking.shown.peek()?.key;
    negative.delete(asking);
    const step = isNegative
      ? (choices.find(({ id }) => id === `-${characterOf(press)}`) ?? null)
      : choiceFor(press, choices);
    if (step !== null) choose(step, asking);
    return step !== null || (isNegative && /^[0-9]$/.test(characterOf(press)));
  },
  onConfirm: (asking, setup) => keepPresent(asking, (value) => say(value, setup)),
  isBuilt: () => false,
  draft: () => null,
  keys: ({ choices }) => [[choices.map(({ key }) => key), strings.help.rate]],
  say,
  counted: (value) => (typeof value === "number" ? [String(value)] : []),
  idOf: (name, { choices }) => choices.find((step) => step.name === name)?.id,
};

/** The item for which the sign of a negative step was typed. */
const negative = new WeakMap<Asking, string>();

function isSign({ key }: Press, choices: readonly ShownChoice[]): boolean {
  return (key === "-" || key === "−") && choices.some(({ id }) => id.startsWith("-"));
}

function say(value: Json, { choices }: Setup): string {
  if (value === null) return "";
  return choices.find(({ id }) => id === String(value))?.title ?? String(value);
}

function choose(step: ShownChoice, asking: Asking): void {
  asking.answer(Number(step.id), step.title);
}

function Answer({ asking, setup, onDone }: AnswerProps) {
  const { choices, task } = setup;
  const isOver = useComputed(() => asking.stage.value === "finished");
  return (
    <div
      class="lw-labels lw-steps"
      role="group"
      aria-label={task.question}
      style={`--wide:${choices.length};--middle:${choices.length};--narrow:${Math.min(choices.length > 10 ? 4 : 5, choices.length)}`}
    >
      {choices.map((step) => (
        <div
          key={step.id}
          class="lw-choice"
          style={`--light:${step.color[0]};--dark:${step.color[1]}`}
        >
          {isOver.value ? (
            <div class="lw-label lw-step">
              <StepWords step={step} />
            </div>
          ) : (
            <StepButton step={step} asking={asking} onDone={onDone} />
          )}
          <ShareOf asking={asking} id={step.id} name={step.name} />
        </div>
      ))}
    </div>
  );
}

interface StepProps extends Pick<AnswerProps, "asking" | "onDone"> {
  readonly step: ShownChoice;
}

function StepButton({ step, asking, onDone }: StepProps) {
  return (
    <button
      type="button"
      class="lw-label lw-step"
      data-lw="label"
      data-label={step.name}
      aria-label={step.title}
      aria-pressed={useComputed(() => String(presentOf(asking)) === step.id)}
      aria-disabled={useComputed(() => (asking.mayAct.value ? undefined : "true"))}
      aria-keyshortcuts={step.key || undefined}
      onClick={(event) => {
        asking.presses.use(pressOf(event, step.id), { needsItem: true, clicksOnce: true }, () =>
          choose(step, asking),
        );
        onDone();
      }}
    >
      <StepWords step={step} />
    </button>
  );
}

/** The number, and the word for it where it has one. */
function StepWords({ step: { name, title, key } }: Pick<StepProps, "step">) {
  return (
    <>
      <span class="lw-step-title">{name}</span>
      {key !== "" && key !== name && <kbd aria-hidden="true">{key}</kbd>}
      {title !== name && (
        <span class="lw-step-word lw-soft" dir="auto">
          {title.slice(name.length + 2)}
        </span>
      )}
    </>
  );
}

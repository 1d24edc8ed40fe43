/** Under an item to mark: the labels of marks, and the answer with all of them. */

import "./marks.css";
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ShownChoice } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { pressOf } from "../../lib/gestures";
import { strings } from "../../strings";
import { ShareOf } from "../share";
import type { AnswerProps } from "../task";
import { deskOf, marksIn } from "./marks-desk";

export function titleOf(label: string, { choices, retired }: Setup): string {
  return [...choices, ...retired].find(({ id }) => id === label)?.title ?? label;
}

interface Props extends AnswerProps {
  /** A label was chosen. */
  readonly onLabel: (label: string) => void;
  readonly onConfirm: () => void;
  readonly onNone: () => void;
  /** The words for an item without marks. */
  readonly nothing: string;
  readonly children?: ComponentChildren;
}

export function MarksAnswer(props: Props) {
  const { asking, setup, onDone, onConfirm, onNone, nothing, children } = props;
  const isOver = useComputed(() => asking.stage.value === "finished");
  const isNone = useComputed(
    () => asking.state.value.status === "answered" && marksIn(asking.draft.value).length === 0,
  );
  const once = (what: string, work: () => void) => (event: MouseEvent) => {
    asking.presses.use(pressOf(event, what), { needsItem: true, clicksOnce: true }, work);
    onDone();
  };
  const { length } = setup.choices;
  return (
    <div>
      <div
        class="lw-labels"
        role="group"
        aria-label={setup.task.question}
        style={`--wide:${Math.min(5, length)};--middle:${Math.min(3, length)};--narrow:${Math.min(2, length)}`}
      >
        {setup.choices.map((label) => (
          <div
            key={label.id}
            class="lw-choice"
            style={`--light:${label.color[0]};--dark:${label.color[1]}`}
          >
            <LabelButton {...props} label={label} />
            <ShareOf asking={asking} id={label.id} name={label.name} />
          </div>
        ))}
      </div>
      {!isOver.value && (
        <div class="lw-confirming lw-marks-row">
          {children}
          <button
            type="button"
            class="lw-button lw-none"
            data-lw="none"
            aria-pressed={isNone}
            onMouseDown={keepFocus}
            onClick={once("none", onNone)}
          >
            {nothing}
          </button>
          <button
            type="button"
            class="lw-button lw-primary lw-confirm"
            data-lw="confirm"
            aria-keyshortcuts="Enter"
            onMouseDown={keepFocus}
            onClick={once("confirm", onConfirm)}
          >
            {strings.confirm} <kbd aria-hidden="true">↵</kbd>
          </button>
        </div>
      )}
    </div>
  );
}

/** The selection in the text stays. */
const keepFocus = (event: MouseEvent) => event.preventDefault();

interface LabelProps extends Props {
  readonly label: ShownChoice;
}

function LabelButton({ asking, label, onLabel, onDone }: LabelProps) {
  const desk = deskOf(asking);
  const isHeld = useComputed(() => {
    const selected = marksIn(asking.draft.value)[desk.selected.value ?? -1];
    return (selected?.label ?? desk.label.value) === label.id;
  });
  return (
    <button
      type="button"
      class="lw-label"
      data-lw="label"
      data-label={label.name}
      title={label.description || undefined}
      aria-pressed={isHeld}
      aria-disabled={useComputed(() => (asking.mayAct.value ? undefined : "true"))}
      aria-keyshortcuts={label.key || undefined}
      onMouseDown={keepFocus}
      onClick={(event) => {
        asking.presses.use(pressOf(event, label.id), { needsItem: true, clicksOnce: false }, () =>
          onLabel(label.id),
        );
        onDone();
      }}
    >
      <span class="lw-title" dir="auto">
        {label.title}
      </span>
      <span class="lw-end-mark">
        <span class="lw-check" aria-hidden="true" />
        {label.key && <kbd aria-hidden="true">{label.key.toUpperCase()}</kbd>}
      </span>
    </button>
  );
}

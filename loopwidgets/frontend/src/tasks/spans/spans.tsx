/** Mark words in a text: with the mouse, by touch, or with the keys alone. */

import "./spans.css";
import { useComputed } from "@preact/signals";
import type { Json } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { characterOf, choiceFor, type Press, signOf } from "../../lib/keys";
import { strings as general } from "../../strings";
import { MarksAnswer } from "../marks/answer";
import { answerNothing, confirmMarks, labelKeys, ofMarks, sayMarks } from "../marks/mark-task";
import { deleteSelected, deskOf as marksDeskOf, marksIn, relabel, step } from "../marks/marks-desk";
import type { AnswerProps, Asking, Task } from "../task";
import { Painted } from "./painted";
import {
  chosen,
  deskOf,
  isRightToLeft,
  lineFrom,
  mark,
  resize,
  spansIn,
  stepOf,
} from "./spans-desk";
import { strings } from "./strings";

export const spans: Task = {
  Answer,
  Over: ({ asking, setup, surface }) =>
    surface.kind === "text" ? <Painted asking={asking} setup={setup} surface={surface} /> : null,
  means: (press, _, { choices }) => choiceFor(press, choices) !== null || ownKey(press) !== null,
  onKey(press, asking, setup) {
    if (!asking.mayAct.peek()) return false;
    const label = choiceFor(press, setup.choices);
    if (label !== null) return take(label.id, asking, setup);
    const work = ownKey(press);
    if (work !== null) return work(asking, setup);
    return characterOf(press) === "z" ? step(!press.shiftKey, asking) : false;
  },
  onConfirm(asking, setup) {
    confirmMarks(asking, setup, strings);
    return true;
  },
  ...ofMarks,
  keys: (setup) => [
    [["←", "→", "↑", "↓"], strings.keys.move],
    [["Alt", "← →"], strings.keys.letter],
    [["Shift", "← →"], strings.keys.mark],
    [labelKeys(setup), strings.keys.label],
    [["+", "-"], strings.keys.resize],
    [["Delete"], strings.keys.delete],
    [["[", "]"], strings.keys.back],
  ],
  say,
};

function say(value: Json, setup: Setup): string {
  return sayMarks(value, setup, strings.nothingHere);
}

type Work = (asking: Asking, setup: Setup) => boolean;

/** The keys of this task beside those of labels. */
function ownKey(press: Press): Work | null {
  const sign = signOf(press);
  if (sign === "+") return (asking, setup) => resize("end", 1, asking, setup);
  if (sign === "-") return (asking, setup) => resize("end", -1, asking, setup);
  switch (press.key) {
    case "ArrowLeft":
      return (asking, setup) => moveAside(-1, press, asking, setup);
    case "ArrowRight":
      return (asking, setup) => moveAside(1, press, asking, setup);
    case "ArrowUp":
      return (asking, setup) => moveLine(-1, press, asking, setup);
    case "ArrowDown":
      return (asking, setup) => moveLine(1, press, asking, setup);
    case "Delete":
    case "Backspace":
      return (asking) => deleteSelected(asking);
    default:
      return null;
  }
}

/** The caret goes to the left or right as it is seen: in a text from right to left, left is forward. */
function moveAside(by: -1 | 1, press: Press, asking: Asking, setup: Setup): boolean {
  const desk = deskOf(asking);
  const ahead = isRightToLeft(desk) ? (by === 1 ? -1 : 1) : by;
  const at = desk.caret.peek()?.focus ?? (ahead > 0 ? 0 : desk.map.text.length);
  const letters = press.altKey === true;
  return moveTo(
    desk.map.moved(at, ahead, letters ? "letter" : stepOf(asking, setup)),
    press,
    asking,
  );
}

function moveLine(by: -1 | 1, press: Press, asking: Asking, _: Setup): boolean {
  const desk = deskOf(asking);
  return moveTo(lineFrom(desk, desk.caret.peek()?.focus ?? 0, by), press, asking);
}

function moveTo(focus: number, press: Press, asking: Asking): boolean {
  const desk = deskOf(asking);
  const anchor = press.shiftKey
    ? (desk.caret.peek()?.anchor ?? desk.caret.peek()?.focus ?? 0)
    : focus;
  desk.caret.value = { anchor, focus };
  if (anchor === focus) {
    const at = desk.map.toCharacters(focus);
    const under = spansIn(asking).findIndex((span) => span.start <= at && at <= span.end);
    marksDeskOf(asking).selected.value = under < 0 ? null : under;
  } else marksDeskOf(asking).selected.value = null;
  return true;
}

/** A label was chosen: for the chosen words, for the selected mark, else for the next words. */
export function take(label: string, asking: Asking, setup: Setup): boolean {
  const part = chosen(asking, setup);
  const desk = marksDeskOf(asking);
  if (part !== null) mark(part, label, asking, setup);
  else if (!relabel(label, asking)) {
    desk.label.value = desk.label.peek() === label ? "" : label;
    if (desk.label.peek() === label) asking.hint.value = strings.chooseFirst;
  }
  return true;
}

function Answer(props: AnswerProps) {
  const { asking, setup } = props;
  const step = useComputed(() => stepOf(asking, setup));
  return (
    <MarksAnswer
      {...props}
      onLabel={(label) => void take(label, asking, setup)}
      onConfirm={() => void spans.onConfirm(asking, setup)}
      onNone={() => answerNothing(asking, strings)}
      nothing={strings.nothingHere}
    >
      <button
        type="button"
        class="lw-button"
        data-lw="snap"
        title={strings.snapTitle}
        onClick={() => {
          const desk = deskOf(asking);
          desk.step.value = step.peek() === "word" ? "letter" : "word";
          props.onDone();
        }}
      >
        {useComputed(() => strings.snap[step.value])}
      </button>
      <span class="lw-soft" data-lw="mark-count">
        {useComputed(() => strings.marked(general.number(marksIn(asking.draft.value).length)))}
      </span>
    </MarksAnswer>
  );
}

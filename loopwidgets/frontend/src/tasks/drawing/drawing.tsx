/** A task that draws shapes on pictures: what all of them have in common. */

import "./drawing.css";
import { useComputed } from "@preact/signals";
import type { Json } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { characterOf, choiceFor, type Press } from "../../lib/keys";
import type { KeyLine } from "../../views/view";
import { MarksAnswer } from "../marks/answer";
import { answerNothing, confirmMarks, labelKeys, ofMarks, sayMarks } from "../marks/mark-task";
import {
  deleteSelected,
  deskOf as marksDeskOf,
  marksIn,
  put,
  relabel,
  step,
} from "../marks/marks-desk";
import type { AnswerProps, Asking, Task } from "../task";
import {
  add,
  cancel,
  close,
  deskOf,
  move,
  selectNext,
  setPoint,
  takeBackPoint,
} from "./drawing-desk";
import { Layer } from "./layer";
import type { Shape } from "./shapes";
import { strings } from "./strings";

interface Drawn {
  readonly shape: Shape;
  /** How a shape is drawn by hand, for the help card. */
  readonly hands: readonly KeyLine[];
}

export function drawing({ shape, hands }: Drawn): Task {
  const task: Task = {
    Answer: (props) => <Answer {...props} task={task} />,
    Over: ({ asking, setup, surface }) =>
      surface.kind === "picture" ? (
        <Layer asking={asking} setup={setup} surface={surface} shape={shape} />
      ) : null,
    means: (press, asking, { choices }) =>
      choiceFor(press, choices) !== null || ownKey(press, shape, asking) !== null,
    onKey(press, asking, setup) {
      if (!asking.mayAct.peek()) return false;
      const label = choiceFor(press, setup.choices);
      if (label !== null) return take(label.id, asking);
      const work = ownKey(press, shape, asking);
      if (work !== null) return work(asking, setup);
      if (characterOf(press) !== "z") return false;
      return (!press.shiftKey && takeBackPoint(asking)) || step(!press.shiftKey, asking);
    },
    onConfirm(asking, setup) {
      if (close(shape, asking, setup)) return true;
      if (deskOf(asking).waiting.peek() !== null) asking.hint.value = strings.chooseLabel;
      else confirmMarks(asking, setup, strings);
      return true;
    },
    repeat: (value, asking) => put(marksIn(value), asking),
    close: cancel,
    ...ofMarks,
    keys: (setup) => [
      ...hands,
      [labelKeys(setup), strings.keys.label],
      [["e"], strings.keys.next],
      [["← ↑ ↓ →"], strings.keys.nudge],
      [["Space"], strings.keys.draw],
      [["x"], strings.keys.alone],
      [["Delete"], strings.keys.delete],
      [["[", "]"], strings.keys.back],
    ],
    say,
  };
  return task;
}

function say(value: Json, setup: Setup): string {
  return sayMarks(value, setup, strings.nothingHere);
}

/** A label was chosen: for the shape that waits for one, for the selected one, else for the next. */
function take(label: string, asking: Asking): boolean {
  const { waiting } = deskOf(asking);
  const held = waiting.peek();
  const desk = marksDeskOf(asking);
  if (held !== null) {
    add({ ...held, label }, asking);
    asking.hint.value = "";
  } else if (!relabel(label, asking)) desk.label.value = desk.label.peek() === label ? "" : label;
  return true;
}

type Work = (asking: Asking, setup: Setup) => boolean;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function ownKey(press: Press, shape: Shape, asking: Asking): Work | null {
  const arrow = ARROWS[press.key];
  const hasSelected = marksDeskOf(asking).selected.peek() !== null;
  if (arrow) {
    if (press.shiftKey && !hasSelected) return null; // the view moves the picture
    return () => move(arrow[0], arrow[1], press.shiftKey, shape, asking);
  }
  switch (press.key) {
    case " ":
      return (_, setup) => {
        const { cross } = deskOf(asking);
        const at = cross.peek();
        if (at !== null) setPoint(at, shape, asking, setup);
        return true;
      };
    case "Delete":
    case "Backspace":
      return () => takeBackPoint(asking) || deleteSelected(asking);
    case "x":
      return () => {
        const { alone } = deskOf(asking);
        alone.value = !alone.peek();
        return true;
      };
    case "e":
      return () => selectNext(asking);
    default:
      return null;
  }
}

function Answer(props: AnswerProps & { readonly task: Task }) {
  const { asking, setup, task, onDone } = props;
  const { alone } = deskOf(asking);
  return (
    <MarksAnswer
      {...props}
      onLabel={(label) => void take(label, asking)}
      onConfirm={() => void task.onConfirm(asking, setup)}
      onNone={() => answerNothing(asking, strings)}
      nothing={strings.nothingHere}
    >
      <button
        type="button"
        class="lw-button"
        data-lw="alone"
        aria-pressed={alone}
        onClick={() => {
          alone.value = !alone.peek();
          onDone();
        }}
      >
        {strings.alone}
      </button>
      <span class="lw-soft" data-lw="mark-count">
        {useComputed(() => strings.drawn(marksIn(asking.draft.value).length))}
      </span>
    </MarksAnswer>
  );
}

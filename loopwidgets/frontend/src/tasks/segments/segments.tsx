/** Mark parts of a recording: with keys while it plays, with the mouse, or with the keys alone. */

import "./segments.css";
import { useComputed } from "@preact/signals";
import type { Json } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { characterOf, choiceFor, type Press } from "../../lib/keys";
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
import { isSegment, timeIn } from "./places";
import {
  add,
  beginPart,
  cancel,
  deskOf,
  endPart,
  inWords,
  nudge,
  segmentsIn,
  selectedOf,
  selectNext,
  toggleLoop,
} from "./segments-desk";
import { SegmentsLayer } from "./segments-layer";
import { strings } from "./strings";

export const segments: Task = {
  Answer,
  Over: ({ asking, setup, surface }) =>
    surface.kind === "clock" ? (
      <SegmentsLayer asking={asking} setup={setup} surface={surface} />
    ) : null,
  means: (press, asking, { choices }) =>
    choiceFor(press, choices) !== null || ownKey(press, asking) !== null,
  onKey(press, asking, setup) {
    if (!asking.mayAct.peek()) return false;
    const label = choiceFor(press, setup.choices);
    if (label !== null) return take(label.id, asking);
    const work = ownKey(press, asking);
    if (work !== null) return work(asking, setup);
    if (characterOf(press) !== "z") return false;
    return (!press.shiftKey && cancel(asking)) || step(!press.shiftKey, asking);
  },
  onConfirm(asking, setup) {
    const { begun, waiting } = deskOf(asking);
    if (begun.peek() !== null) asking.hint.value = strings.endFirst;
    else if (waiting.peek() !== null) asking.hint.value = strings.chooseLabel;
    else confirmMarks(asking, setup, strings);
    return true;
  },
  repeat: (value, asking) => put(fitting(value, asking), asking),
  close: cancel,
  ...ofMarks,
  keys: (setup) => [
    [[strings.drag], strings.hand],
    [["i", "o"], strings.keys.ends],
    [labelKeys(setup), strings.keys.label],
    [["e"], strings.keys.next],
    [["←", "→"], strings.keys.cursor],
    [["Shift", "Alt", "← →"], strings.keys.edges],
    [["l"], strings.keys.loop],
    [["Delete"], strings.keys.delete],
    [["[", "]"], strings.keys.back],
  ],
  say,
};

function say(value: Json, setup: Setup): string {
  return sayMarks(value, setup, strings.nothingHere);
}

/** The parts of another recording, as far as this one goes. */
function fitting(value: Json, asking: Asking) {
  const duration = deskOf(asking).surface?.duration ?? Number.POSITIVE_INFINITY;
  return marksIn(value)
    .filter(isSegment)
    .filter(({ start }) => start < duration)
    .map((segment) => ({ ...segment, end: timeIn(duration, segment.end) }));
}

/** A label was chosen: for the part that waits for one, for the selected one, else for the next. */
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

/** The keys of this task beside those of labels; other keys play the recording. */
function ownKey(press: Press, asking: Asking): Work | null {
  const hasSelected = marksDeskOf(asking).selected.peek() !== null;
  if (press.key === "ArrowLeft" || press.key === "ArrowRight") {
    if (!hasSelected && (press.shiftKey || press.altKey)) return null;
    const edge = press.shiftKey ? "start" : press.altKey ? "end" : null;
    const by = press.key === "ArrowLeft" ? -1 : 1;
    return (own) => nudge(by, edge, own);
  }
  if (press.key === "Delete" || press.key === "Backspace") return deleteSelected;
  if (press.shiftKey || press.altKey) return null;
  switch (characterOf(press)) {
    case "i":
      return beginPart;
    case "o":
      return endPart;
    case "e":
      return selectNext;
    case "l":
      return hasSelected ? toggleLoop : null;
    default:
      return null;
  }
}

function Answer(props: AnswerProps) {
  const { asking, setup, onDone } = props;
  const { begun } = deskOf(asking);
  const act = (work: Work) => () => {
    if (asking.mayAct.peek()) work(asking, setup);
    onDone();
  };
  const selected = useComputed(() => {
    const list = segmentsIn(asking);
    const one = selectedOf(asking);
    return one === null ? "" : inWords(one, list.indexOf(one) + 1, list.length, setup);
  });
  return (
    <MarksAnswer
      {...props}
      onLabel={(label) => void take(label, asking)}
      onConfirm={() => void segments.onConfirm(asking, setup)}
      onNone={() => answerNothing(asking, strings)}
      nothing={strings.nothingHere}
    >
      <button
        type="button"
        class="lw-button"
        data-lw="segment-begin"
        aria-pressed={useComputed(() => begun.value !== null)}
        onClick={act(beginPart)}
      >
        {strings.begin} <kbd aria-hidden="true">I</kbd>
      </button>
      <button type="button" class="lw-button" data-lw="segment-end" onClick={act(endPart)}>
        {strings.end} <kbd aria-hidden="true">O</kbd>
      </button>
      <span class="lw-soft lw-segment-words" data-lw="segment-selected">
        {selected}
      </span>
    </MarksAnswer>
  );
}

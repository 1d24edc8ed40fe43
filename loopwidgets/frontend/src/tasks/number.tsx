/** Answer with a number: typed, or set with the arrow keys; Enter confirms it. */

import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Json } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { pressOf } from "../lib/gestures";
import { characterOf, isComposing, type Press } from "../lib/keys";
import { strings } from "../strings";
import { binOf, endsOf, rangeOf, type Scale } from "./bins";
import { type Bar, Histogram } from "./histogram";
import { type AnswerProps, type Asking, keepPresent, presentOf, type Task } from "./task";

interface Options extends Scale {
  readonly unit: string;
}

export const number: Task = {
  Answer,
  means: (press) => typedBy(press) !== null || press.key === "Backspace",
  onKey(press, asking, setup) {
    const typed = typedBy(press);
    const now = textOf(asking.draft.peek());
    if (typed !== null) asking.build(isUntouched(now, asking) ? typed : now + typed);
    else if (press.key === "Backspace") asking.build(now.slice(0, -1));
    else if (press.key === "ArrowUp" || press.key === "ArrowDown")
      asking.build(stepped(now, press.key === "ArrowUp" ? 1 : -1, optionsOf(setup)));
    else return false;
    return true;
  },
  onConfirm(asking, setup) {
    const text = textOf(asking.draft.peek());
    if (text === "") {
      if (!keepPresent(asking, (value) => say(value, setup)))
        asking.hint.value = strings.typeNumber;
      return true;
    }
    const read = readNumber(text, optionsOf(setup));
    if (typeof read === "string") asking.hint.value = read;
    else asking.answer(read, say(read, setup));
    return true;
  },
  isBuilt: () => true,
  draft: (present) => (typeof present === "number" ? String(present) : ""),
  keys: () => [
    [[..."0123456789"], strings.help.typeNumber],
    [["↑", "↓"], strings.help.stepNumber],
  ],
  say,
  counted: (value, setup) =>
    typeof value === "number" ? [String(binOf(value, optionsOf(setup)))] : [],
  idOf: () => undefined,
};

function optionsOf({ task }: Setup): Options {
  return task.options as unknown as Options;
}

function say(value: Json, setup: Setup): string {
  return value === null ? "" : `${String(value)} ${optionsOf(setup).unit}`.trim();
}

const textOf = (draft: Json) => (typeof draft === "string" ? draft : "");

/** The part of a number that a key types; null for any other key. */
function typedBy(press: Press): string | null {
  const character = characterOf(press);
  if (/^[0-9]$/.test(character)) return character;
  return /^[-−.,]$/.test(press.key) ? press.key.replace("−", "-") : null;
}

/** The field still has the present answer: the first key begins another number. */
function isUntouched(now: string, asking: Asking): boolean {
  return now !== "" && now === number.draft(presentOf(asking));
}

/** A comma is a point where it can't stand between thousands: `1,000` may be either. */
const GROUPS = /^-?\d{1,3}(,\d{3})+(\.\d*)?$/;

/** A text as JavaScript reads a number. */
const plain = (text: string) => text.replace(",", ".");

/** The number in a text, or why it does not fit. */
export function readNumber(text: string, { min, max, step }: Options): number | string {
  if (GROUPS.test(text)) return strings.whichNumber(text.replaceAll(",", ""), plain(text));
  const value = /^-?(\d+\.?\d*|\.\d+)$/.test(plain(text)) ? Number(plain(text)) : Number.NaN;
  if (!Number.isFinite(value)) return strings.noNumber(text);
  if ((min !== null && value < min) || (max !== null && value > max))
    return strings.outOfRange(min, max);
  if (step !== null && !isOnStep(value, min ?? 0, step)) return strings.offStep(step, min ?? 0);
  return value;
}

/** True while more digits may make it fit: the 5 of 50, where numbers begin at 10. */
function isBeginning(text: string, { min, max, step }: Options): boolean {
  if (/^-?[.,]?$/.test(text)) return true;
  if (!/^-?\d*[.,]?\d*$/.test(text)) return false;
  const value = Number(plain(text));
  if (value >= 0 && min !== null && value < min) return max === null || value * 10 <= max;
  if (value < 0 && max !== null && value > max) return min === null || value * 10 >= min;
  return step !== null && step < 1 && /[.,]\d*$/.test(text) && !isOnStep(value, min ?? 0, step)
    ? decimalsOf(value) < decimalsOf(step)
    : false;
}

function isOnStep(value: number, start: number, step: number): boolean {
  const steps = (value - start) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, Math.abs(steps));
}

/** The next number up or down, in the range. */
function stepped(text: string, by: number, { min, max, step }: Options): string {
  const size = step ?? 1;
  const start = min ?? 0;
  const value = Number(plain(text));
  if (text === "" || !Number.isFinite(value)) return String(by < 0 && max !== null ? max : start);
  const places = (value - start) / size;
  const near = Math.round(places);
  const isThere = Math.abs(places - near) < 1e-9;
  const next = isThere ? near + by : by > 0 ? Math.ceil(places) : Math.floor(places);
  const decimals = Math.max(decimalsOf(size), decimalsOf(start));
  const to = Number((start + next * size).toFixed(decimals));
  return String(Math.min(max ?? to, Math.max(min ?? to, to)));
}

function decimalsOf(value: number): number {
  return String(value).split(".")[1]?.length ?? 0;
}

/** The ranges from the lowest to the highest, those without answers between them too. */
function bars(ids: readonly string[], options: Options): readonly Bar[] {
  const used = ids.map(Number);
  if (used.length === 0) return [];
  const [low, high] = endsOf(options) ?? [Math.min(...used), Math.max(...used)];
  return Array.from({ length: high - low + 1 }, (_, n) => {
    const [from, to] = rangeOf(low + n, options);
    const isLast = n === high - low && n > 0;
    return {
      id: String(low + n),
      words: strings.fromTo(from, to),
      name: strings.fromTo(isLast ? to : from, isLast ? to : from),
    };
  });
}

function Answer({ asking, setup, frame, onDone }: AnswerProps) {
  const field = useRef<HTMLInputElement>(null);
  const options = optionsOf(setup);
  const text = useComputed(() => textOf(asking.draft.value));
  const problem = useComputed(() => {
    if (text.value === "" || isBeginning(text.value, options)) return "";
    const read = readNumber(text.value, options);
    return typeof read === "string" ? read : "";
  });
  const confirm = (event: UIEvent) =>
    asking.presses.use(pressOf(event, "confirm"), { needsItem: true, clicksOnce: true }, () =>
      number.onConfirm(asking, setup),
    );
  const range = strings.range(options.min, options.max);
  return (
    <div class="lw-typed" role="group" aria-label={setup.task.question}>
      <div class="lw-typed-row">
        <input
          ref={field}
          class="lw-field lw-number"
          data-lw="number"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          aria-label={range ? `${strings.numberField}, ${range}` : strings.numberField}
          aria-invalid={useComputed(() => problem.value !== "")}
          placeholder={range}
          value={text}
          disabled={useComputed(() => !asking.mayAct.value)}
          onInput={(event) => asking.build(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (isComposing(event)) return;
            if (event.key === "Enter") {
              event.preventDefault();
              if (event.repeat) asking.presses.held();
              else {
                confirm(event);
                onDone();
              }
            } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
              event.preventDefault();
              number.onKey(event, asking, setup, frame);
            }
          }}
        />
        {options.unit && <span class="lw-unit">{options.unit}</span>}
        <button
          type="button"
          class="lw-button lw-primary"
          data-lw="confirm"
          aria-keyshortcuts="Enter"
          onClick={(event) => {
            confirm(event);
            onDone();
          }}
        >
          {strings.confirm} <kbd aria-hidden="true">Enter</kbd>
        </button>
      </div>
      <p class="lw-typed-problem" role="alert" data-lw="problem-typed">
        {problem}
      </p>
      <Histogram asking={asking} bars={(ids) => bars(ids, options)} />
    </div>
  );
}

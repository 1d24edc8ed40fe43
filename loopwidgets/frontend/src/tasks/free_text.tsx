/** Answer with a text; earlier answers are offered while it is typed. */

import { useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { newId } from "../kernel/identity";
import type { Json } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { pressOf } from "../lib/gestures";
import { isComposing, isPrintable } from "../lib/keys";
import { strings } from "../strings";
import { WORDS, wordsBin } from "./bins";
import { Histogram } from "./histogram";
import { fromPython } from "./python-pattern";
import { ShareOf } from "./share";
import { type AnswerProps, type Asking, keepPresent, type Task } from "./task";

interface Options {
  readonly pattern: string;
  readonly max_length: number | null;
  readonly multiline: boolean;
  /** The commonest answers so far, the most common first. */
  readonly earlier?: readonly string[];
}

/** Longer answers are not offered again. */
const LONGEST_OFFER = 60;
const MOST_OFFERED = 20;
const MOST_DRAWN = 3;
const KEY = "t";
/** The breaks that Python's `splitlines` knows: the kernel counts lines by them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they do break lines
const LINE_BREAK = /[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;

function say(value: Json): string {
  return typeof value === "string" ? value : "";
}

function optionsOf({ task }: Setup): Options {
  return task.options as unknown as Options;
}

export const freeText: Task = {
  Answer,
  means: () => false,
  onKey(press, asking, _, frame) {
    if (press.key.toLowerCase() !== KEY || press.shiftKey || !isPrintable(press)) return false;
    if (asking.mayAct.peek()) frame.root.querySelector<HTMLElement>("[data-lw=free-text]")?.focus();
    return true;
  },
  onConfirm(asking, setup) {
    const text = say(asking.draft.peek());
    if (text.trim() === "") {
      if (!keepPresent(asking, say)) asking.hint.value = strings.writeFirst;
      return true;
    }
    const problem = problemOf(text, optionsOf(setup));
    if (problem !== "") asking.hint.value = problem;
    else submit(text, asking);
    return true;
  },
  isBuilt: () => true,
  draft: (present) => (typeof present === "string" ? present : ""),
  keys: () => [[[KEY], strings.help.write]],
  say,
  counted: (value) => (typeof value === "string" ? [String(wordsBin(value))] : []),
  idOf: () => undefined,
};

/** Answers of this page, the latest first; they are offered before earlier answers. */
const given = new WeakMap<Asking, string[]>();

function submit(text: string, asking: Asking): void {
  const before = given.get(asking) ?? [];
  given.set(asking, [text, ...before.filter((one) => one !== text)].slice(0, MOST_OFFERED));
  asking.answer(text, text);
}

/** Why a text can't be the answer; empty for a valid text. */
export function problemOf(text: string, { pattern, max_length: most, multiline }: Options): string {
  if (!multiline && LINE_BREAK.test(text)) return strings.oneLine;
  const length = [...text].length;
  if (most !== null && length > most) return strings.tooLong(length, most);
  return pattern === "" || matches(pattern, text) ? "" : strings.noMatch(pattern);
}

function matches(pattern: string, text: string): boolean {
  // The kernel knows patterns that browsers do not: it decides.
  return fromPython(pattern)?.test(text) ?? true;
}

const isItem = (element: Element | null) => element?.getAttribute("data-lw") === "item";

function Answer({ asking, setup, frame, onDone }: AnswerProps) {
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const options = optionsOf(setup);
  const list = useMemo(newId, []);
  const text = useComputed(() => say(asking.draft.value));
  const problem = useComputed(() => (text.value === "" ? "" : problemOf(text.value, options)));
  const offers = useComputed(() => {
    asking.shown.value;
    const earlier = optionsOf(asking.setup.value ?? setup).earlier ?? [];
    const all = [...(given.get(asking) ?? []), ...earlier];
    return [...new Set(all)].filter((one) => one.length <= LONGEST_OFFER).slice(0, MOST_OFFERED);
  });
  // At once: the next typed letters must not be taken for keys.
  useLayoutEffect(() => {
    if (document.activeElement === frame.root) field.current?.focus({ preventScroll: true });
  }, [frame]);
  // A click beside the field means it: letters that are typed then are no keys.
  useEffect(() => {
    const onUp = (event: PointerEvent) => {
      const isFree = document.activeElement === frame.root || isItem(document.activeElement);
      const isSelecting = document.getSelection()?.isCollapsed === false;
      if (event.button === 0 && isFree && !isSelecting)
        field.current?.focus({ preventScroll: true });
    };
    frame.root.addEventListener("pointerup", onUp);
    return () => frame.root.removeEventListener("pointerup", onUp);
  }, [frame]);
  const confirm = (event: UIEvent) =>
    asking.presses.use(pressOf(event, "confirm"), { needsItem: true, clicksOnce: true }, () =>
      freeText.onConfirm(asking, setup),
    );
  const shared = {
    ref: field,
    class: "lw-field lw-free-text",
    "data-lw": "free-text",
    dir: "auto" as const,
    "aria-label": setup.task.question,
    "aria-invalid": useComputed(() => problem.value !== ""),
    placeholder: strings.writeHere,
    value: text,
    disabled: useComputed(() => !asking.mayAct.value),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      asking.build(event.currentTarget.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (isComposing(event) || event.key !== "Enter") return;
      if (options.multiline && !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (event.repeat) asking.presses.held();
      else confirm(event);
    },
  };
  return (
    <div class="lw-typed" role="group" aria-label={setup.task.question}>
      <div class="lw-typed-row">
        {options.multiline ? (
          <textarea {...shared} rows={3} />
        ) : (
          <input {...shared} type="text" autocomplete="off" list={list} />
        )}
        <button
          type="button"
          class="lw-button lw-primary"
          data-lw="confirm"
          aria-keyshortcuts={options.multiline ? "Control+Enter" : "Enter"}
          onClick={(event) => {
            confirm(event);
            onDone();
          }}
        >
          {strings.confirm}{" "}
          <kbd aria-hidden="true">{options.multiline ? strings.saveKeys : "Enter"}</kbd>
        </button>
      </div>
      <datalist id={list}>
        {offers.value.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {options.multiline && offers.value.length > 0 && (
        <div class="lw-offers" data-lw="offers" role="group" aria-label={strings.earlierAnswers}>
          {offers.value
            .filter(
              (one) => one.toLowerCase().startsWith(text.value.toLowerCase()) && one !== text.value,
            )
            .slice(0, 5)
            .map((one) => (
              <button
                key={one}
                type="button"
                class="lw-chip"
                data-lw="offer"
                dir="auto"
                onClick={() => {
                  asking.build(one);
                  field.current?.focus({ preventScroll: true });
                }}
              >
                {one}
              </button>
            ))}
        </div>
      )}
      <p class="lw-typed-problem" role="alert" data-lw="problem-typed">
        {problem}
      </p>
      <Histogram asking={asking} bars={() => BARS} />
      <Commonest asking={asking} />
    </div>
  );
}

/** The commonest answers, of those that were given at least twice, and how often; their place is kept. */
function Commonest({ asking }: Pick<AnswerProps, "asking">) {
  const { counts } = asking.beside;
  const texts = useComputed(() =>
    Object.entries(counts.value?.commonest ?? {})
      .sort(([, one], [, other]) => other - one)
      .slice(0, MOST_DRAWN)
      .map(([text]) => text),
  ).value;
  if (texts.length === 0) return <p class="lw-commonest">{strings.commonestHere}</p>;
  return (
    <ul class="lw-commonest" data-lw="commonest" aria-label={strings.commonest}>
      {texts.map((text) => (
        <li key={text}>
          <bdi title={text}>{text}</bdi>
          <ShareOf asking={asking} id={text} name={text} among="commonest" />
        </li>
      ))}
    </ul>
  );
}

const BARS = WORDS.map((low, place) => ({
  id: String(low),
  words: strings.words(low, (WORDS[place + 1] ?? 0) - 1),
  name: strings.fewWords(low, (WORDS[place + 1] ?? 0) - 1),
}));

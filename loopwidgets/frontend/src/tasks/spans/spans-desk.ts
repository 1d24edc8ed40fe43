/** The state of marking in the text of the shown item: the caret, and words that are chosen and not marked yet. */

import { type Signal, signal } from "@preact/signals";
import type { Setup } from "../../kernel/setup";
import { type Mark, deskOf as marksDeskOf, marksIn, put, relabel } from "../marks/marks-desk";
import type { Asking } from "../task";
import { strings } from "./strings";
import { type Step, TextMap, type TextPart } from "./text-map";
import { rangeOf, unitAtPoint } from "./text-places";

export interface Span extends Mark {
  readonly start: number;
  readonly end: number;
}

/** A caret in UTF-16 units; what lies between its ends is chosen. */
export interface Caret {
  readonly anchor: number;
  readonly focus: number;
}

export interface TextDesk {
  key: string;
  map: TextMap;
  /** Has the text; null while none is shown. */
  element: HTMLElement | null;
  readonly caret: Signal<Caret | null>;
  /** Null until the person chooses: then the task's own. */
  readonly step: Signal<Step | null>;
}

const desks = new WeakMap<Asking, TextDesk>();

export function deskOf(asking: Asking): TextDesk {
  const made = {
    key: "",
    map: new TextMap("", ""),
    element: null,
    caret: signal(null),
    step: signal(null),
  };
  const desk: TextDesk = desks.get(asking) ?? made;
  desks.set(asking, desk);
  return desk;
}

/** Another text is shown, or the same with more of it. */
export function begin(asking: Asking, element: HTMLElement): TextDesk {
  const desk = deskOf(asking);
  const key = asking.shown.peek()?.key ?? "";
  const { textContent: text, lang: language } = element;
  desk.element = element;
  if (desk.key !== key) desk.caret.value = null;
  if (desk.key !== key || desk.map.text !== text)
    Object.assign(desk, { key, map: new TextMap(text, language) });
  return desk;
}

export function spansIn(asking: Asking): readonly Span[] {
  return marksIn(asking.draft.value).filter(isSpan);
}

const isSpan = (mark: Mark): mark is Span =>
  typeof mark.start === "number" && typeof mark.end === "number";

interface Options {
  readonly overlapping?: boolean;
  readonly snap?: Step;
}

const optionsOf = ({ task }: Setup) => task.options as unknown as Options;

export function stepOf(asking: Asking, setup: Setup): Step {
  return deskOf(asking).step.value ?? optionsOf(setup).snap ?? "word";
}

/** The chosen part of the text, at whole words or letters; null where nothing is chosen. */
export function chosen(asking: Asking, setup: Setup): TextPart | null {
  const { caret, map } = deskOf(asking);
  const at = caret.value;
  if (at === null || at.anchor === at.focus) return null;
  return map.snapped({ start: at.anchor, end: at.focus }, stepOf(asking, setup));
}

/** Mark a part of the text, in UTF-16 units; false where it can't be marked. */
export function mark(part: TextPart, label: string, asking: Asking, setup: Setup): boolean {
  const { map, caret } = deskOf(asking);
  const { selected } = marksDeskOf(asking);
  const made: Span = {
    label,
    start: map.toCharacters(part.start),
    end: map.toCharacters(part.end),
  };
  const marks = spansIn(asking);
  const others = marks.filter((one) => one.end > made.start && one.start < made.end);
  if (!optionsOf(setup).overlapping && others.length > 0) {
    const [one] = others;
    // The same words again: the person wants another label.
    if (others.length === 1 && one?.start === made.start && one.end === made.end) {
      selected.value = marks.indexOf(one);
      caret.value = null;
      return relabel(label, asking);
    }
    asking.hint.value = strings.overlaps;
    return false;
  }
  if (marks.some((one) => one.label === label && one.start === made.start && one.end === made.end))
    return false;
  const next = [...marks, made].sort((a, b) => a.start - b.start || a.end - b.end);
  put(next, asking);
  selected.value = next.indexOf(made);
  caret.value = { anchor: part.end, focus: part.end };
  return true;
}

/** True where the line of the caret is written from right to left. */
export function isRightToLeft({ map: { text }, caret }: TextDesk): boolean {
  const at = caret.peek()?.focus ?? 0;
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at + LINE);
  const strong =
    /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]|\p{L}/u;
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(
    strong.exec(line)?.[0] ?? "",
  );
}

/** The place above or below the caret, as the text is drawn; the beginning or the end where there is none. */
export function lineFrom({ element, map }: TextDesk, at: number, by: -1 | 1): number {
  const last = by < 0 ? 0 : map.text.length;
  const box = element === null ? null : boxAt(element, at, map.text.length);
  if (element === null || box === null) return last;
  const found = unitAtPoint(element, box.left, box.top + (by < 0 ? -0.5 : 1.5) * box.height);
  return found === null || (found - at) * by <= 0 ? last : found;
}

/** Where the caret is drawn, before a unit. */
export function boxAt(element: HTMLElement, unit: number, length: number): DOMRect | null {
  const isEnd = unit >= length;
  const range = rangeOf(
    element,
    isEnd ? { start: length - 1, end: length } : { start: unit, end: unit + 1 },
  );
  const boxes = range?.getClientRects() ?? [];
  const box = isEnd ? boxes[boxes.length - 1] : boxes[0];
  return box ? new DOMRect(isEnd ? box.right : box.left, box.top, 0, box.height) : null;
}

const LINE = 200;

/** Move an edge of the selected span by a word or a letter. */
export function resize(edge: keyof TextPart, by: -1 | 1, asking: Asking, setup: Setup): boolean {
  const { map } = deskOf(asking);
  const { selected } = marksDeskOf(asking);
  const span = spansIn(asking)[selected.peek() ?? -1];
  if (span === undefined) return false;
  const step = stepOf(asking, setup);
  const unit = map.moved(map.toUnits(span[edge]), by, step);
  const units = { start: map.toUnits(span.start), end: map.toUnits(span.end), [edge]: unit };
  const part = units.start < units.end ? map.snapped(units, step) : null;
  return part !== null && resizeTo(edge, part[edge], asking, setup);
}

/** Move an edge of the selected span to a place, in UTF-16 units. */
export function resizeTo(
  edge: keyof TextPart,
  unit: number,
  asking: Asking,
  setup: Setup,
): boolean {
  const { map } = deskOf(asking);
  const { selected } = marksDeskOf(asking);
  const marks = spansIn(asking);
  const span = marks[selected.peek() ?? -1];
  if (span === undefined) return false;
  const moved: Span = { ...span, [edge]: map.toCharacters(unit) };
  const others = marks.filter((one) => one !== span);
  const isFree = others.every((one) => one.end <= moved.start || one.start >= moved.end);
  if (moved.start >= moved.end || !(isFree || optionsOf(setup).overlapping)) return false;
  const next = [...others, moved].sort((a, b) => a.start - b.start || a.end - b.end);
  put(next, asking);
  selected.value = next.indexOf(moved);
  return true;
}

/** Parts of a recording that are not finished: a part that has no end yet, a part that waits for its label. */

import { type Signal, signal } from "@preact/signals";
import type { Setup } from "../../kernel/setup";
import type { ClockSurface } from "../../views/surface";
import { titleOf } from "../marks/answer";
import { deskOf as marksDeskOf, marksIn, onNextItem, put } from "../marks/marks-desk";
import type { Asking } from "../task";
import { between, type Edge, inOrder, isSegment, type MarkedPart, pulled, shifted } from "./places";
import { strings } from "./strings";

export interface SegmentsDesk {
  /** Where a part without an end begins; null for none. */
  readonly begun: Signal<number | null>;
  /** A part without a label. */
  readonly waiting: Signal<MarkedPart | null>;
  /** The selected part is played again and again. */
  readonly loops: Signal<boolean>;
  /** The recording that is shown. */
  surface: ClockSurface | null;
}

const desks = new WeakMap<Asking, SegmentsDesk>();

export function deskOf(asking: Asking): SegmentsDesk {
  const known = desks.get(asking);
  if (known) return known;
  const desk: SegmentsDesk = {
    begun: signal(null),
    waiting: signal(null),
    loops: signal(false),
    surface: null,
  };
  desks.set(asking, desk);
  onNextItem(asking, () => {
    desk.begun.value = null;
    desk.waiting.value = null;
    desk.loops.value = false;
    desk.surface = null;
  });
  return desk;
}

export function segmentsIn(asking: Asking): readonly MarkedPart[] {
  return marksIn(asking.draft.value).filter(isSegment);
}

export function selectedOf(asking: Asking): MarkedPart | null {
  return segmentsIn(asking)[marksDeskOf(asking).selected.value ?? -1] ?? null;
}

/** The label that a new part gets at once; empty where the person has to choose. */
function labelFor(asking: Asking, { choices }: Setup): string {
  const held = marksDeskOf(asking).label.peek();
  return held || (choices.length === 1 ? (choices[0]?.id ?? "") : "");
}

/** A time in words, in seconds: that is how values have them. */
export const inSeconds = (time: number) => `${Number(time.toFixed(3))} s`;

/** A part begins here. */
export function beginPart(asking: Asking, setup: Setup): boolean {
  const desk = deskOf(asking);
  if (desk.surface === null) return false;
  marksDeskOf(asking).selected.value = null;
  desk.waiting.value = null;
  desk.begun.value = Math.max(0, desk.surface.time.peek() - delayOf(desk.surface, setup));
  const words = strings.begun(inSeconds(desk.begun.peek() ?? 0));
  asking.hint.value = words;
  return true;
}

/** The part that was begun ends here. */
export function endPart(asking: Asking, setup: Setup): boolean {
  const desk = deskOf(asking);
  const { surface } = desk;
  const start = desk.begun.peek();
  if (surface === null) return false;
  if (start === null) asking.hint.value = strings.beginFirst;
  else {
    const time = surface.time.peek();
    const isAtEnd = time >= surface.duration;
    finish(start, isAtEnd ? time : time - delayOf(surface, setup), asking, setup);
  }
  return true;
}

/** A person who hears something presses a little later; at a place that was chosen at rest there is no delay. */
function delayOf(surface: ClockSurface, { task }: Setup): number {
  const { reaction } = task.options as { readonly reaction?: unknown };
  return surface.playing.peek() && typeof reaction === "number" ? reaction : 0;
}

/** A part between two times is finished: it gets the held label, or waits for one. */
export function finish(one: number, other: number, asking: Asking, setup: Setup): void {
  const desk = deskOf(asking);
  const duration = desk.surface?.duration ?? 0;
  const part = between(one, other, duration);
  if (part === null) {
    asking.hint.value = strings.tooShort;
    return;
  }
  desk.begun.value = null;
  asking.hint.value = "";
  const label = labelFor(asking, setup);
  if (label) add({ ...part, label }, asking);
  else {
    marksDeskOf(asking).selected.value = null;
    desk.waiting.value = { ...part, label: "" };
    asking.hint.value = strings.chooseLabel;
  }
}

export function add(segment: MarkedPart, asking: Asking): void {
  deskOf(asking).waiting.value = null;
  place([...segmentsIn(asking), segment], segment, asking);
}

/** Put these marks in the place of the present ones, in order, with one of them selected. */
function place(segments: readonly MarkedPart[], selected: MarkedPart, asking: Asking): void {
  const next = inOrder(segments);
  put(next, asking);
  marksDeskOf(asking).selected.value = next.indexOf(selected);
}

/** Put another in the place of the selected part. */
export function change(segment: MarkedPart, asking: Asking, isPart: boolean): void {
  const at = marksDeskOf(asking).selected.peek();
  const segments = segmentsIn(asking);
  const next = segments.map((one, index) => (index === at ? segment : one));
  if (!isPart) {
    place(next, segment, asking);
    keepLooping(asking);
  } else if (asking.mayAct.peek()) asking.build(next as never);
}

/** A movement by hand is over: the marks come into order. */
export function settle(asking: Asking): void {
  const selected = selectedOf(asking);
  if (selected === null || !asking.mayAct.peek()) return;
  const next = inOrder(segmentsIn(asking));
  asking.build(next as never);
  marksDeskOf(asking).selected.value = next.indexOf(selected);
  keepLooping(asking);
}

/** Select a part, or none, and go to its beginning. */
export function select(at: number | null, asking: Asking, setup: Setup): void {
  const desk = deskOf(asking);
  marksDeskOf(asking).selected.value = at;
  if (desk.loops.peek()) stopLooping(asking);
  const segments = segmentsIn(asking);
  const segment = at === null ? undefined : segments[at];
  if (segment === undefined) return;
  if (!desk.surface?.playing.peek()) desk.surface?.seek(segment.start);
  asking.say(inWords(segment, (at ?? 0) + 1, segments.length, setup));
}

export function inWords(segment: MarkedPart, number: number, count: number, setup: Setup): string {
  const label = titleOf(segment.label, setup);
  const { start, end } = segment;
  return strings.selected(label, inSeconds(start), inSeconds(end), number, count);
}

export function selectNext(asking: Asking, setup: Setup): boolean {
  const { selected } = marksDeskOf(asking);
  const { length } = segmentsIn(asking);
  if (length === 0) return false;
  const at = selected.peek();
  select(at === null ? 0 : at + 1 < length ? at + 1 : null, asking, setup);
  return true;
}

/** Seconds that a key moves the playhead, a part, or an edge. */
const CURSOR = 0.1;
const NUDGE = 0.05;

/** Move the selected part or an edge of it, else the playhead; false where the view has the key. */
export function nudge(by: -1 | 1, edge: Edge | null, asking: Asking): boolean {
  const { surface } = deskOf(asking);
  const segment = selectedOf(asking);
  if (surface === null) return false;
  if (segment === null) {
    surface.seek(surface.time.peek() + by * CURSOR);
    return true;
  }
  const { duration } = surface;
  const moved =
    edge === null
      ? shifted(segment, by * NUDGE, duration)
      : pulled(segment, edge, segment[edge] + by * NUDGE, duration);
  change(moved, asking, false);
  if (!surface.playing.peek()) surface.seek(moved[edge ?? "start"]);
  return true;
}

/** Play the selected part again and again, or no longer; false where none is selected. */
export function toggleLoop(asking: Asking): boolean {
  const desk = deskOf(asking);
  const segment = selectedOf(asking);
  if (segment === null || desk.surface === null) return false;
  if (desk.loops.peek() && desk.surface.playing.peek()) stopLooping(asking);
  else {
    desk.loops.value = true;
    desk.surface.play({ start: segment.start, end: segment.end, loops: true });
  }
  return true;
}

function stopLooping(asking: Asking): void {
  const desk = deskOf(asking);
  desk.loops.value = false;
  desk.surface?.pause();
}

/** The part that loops got another place: play that. */
function keepLooping(asking: Asking): void {
  const desk = deskOf(asking);
  const segment = selectedOf(asking);
  if (segment === null || !desk.loops.peek() || !desk.surface?.playing.peek()) return;
  desk.surface.play({ start: segment.start, end: segment.end, loops: true });
}

/** Give up what is not finished; false where nothing is begun. */
export function cancel(asking: Asking): boolean {
  const { begun, waiting } = deskOf(asking);
  if (begun.peek() === null && waiting.peek() === null) return false;
  begun.value = null;
  waiting.value = null;
  asking.hint.value = "";
  return true;
}

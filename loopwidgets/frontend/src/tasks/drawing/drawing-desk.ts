/** The state of a drawing: points clicked so far, a shape that waits for its label, and hidden shapes. */

import { type Signal, signal } from "@preact/signals";
import type { Setup } from "../../kernel/setup";
import type { PictureSurface } from "../../views/surface";
import { type Mark, deskOf as marksDeskOf, marksIn, onNextItem, put } from "../marks/marks-desk";
import type { Asking } from "../task";
import { clampPoint, type Point, type Shape, type ShapePlace } from "./shapes";
import { strings } from "./strings";

export interface DrawingDesk {
  /** Points of a shape that is not finished. */
  readonly points: Signal<readonly Point[]>;
  /** A finished shape without a label. */
  readonly waiting: Signal<Mark | null>;
  /** Where the keys set points; null until the person moves it. */
  readonly cross: Signal<Point | null>;
  /** The picture that is shown. */
  surface: PictureSurface | null;
  /** Only the selected shape is drawn. */
  readonly alone: Signal<boolean>;
}

const desks = new WeakMap<Asking, DrawingDesk>();

export function deskOf(asking: Asking): DrawingDesk {
  const known = desks.get(asking);
  if (known) return known;
  const desk: DrawingDesk = {
    points: signal([]),
    waiting: signal(null),
    cross: signal(null),
    surface: null,
    alone: signal(false),
  };
  desks.set(asking, desk);
  onNextItem(asking, () => {
    desk.points.value = [];
    desk.waiting.value = null;
    desk.cross.value = null;
  });
  return desk;
}

/** The label that a new shape gets at once; empty where the person has to choose. */
function labelFor(asking: Asking, { choices }: Setup): string {
  const held = marksDeskOf(asking).label.peek();
  return held || (choices.length === 1 ? (choices[0]?.id ?? "") : "");
}

/** A shape is finished: it gets the held label, or waits for one. */
export function finish(place: ShapePlace, asking: Asking, setup: Setup): void {
  const desk = deskOf(asking);
  desk.points.value = [];
  const label = labelFor(asking, setup);
  if (label) add({ ...place, label }, asking);
  else {
    desk.waiting.value = { ...place, label: "" };
    asking.hint.value = strings.chooseLabel;
  }
}

/** Add a mark, and select it. */
export function add(mark: Mark, asking: Asking): void {
  const marks = marksIn(asking.draft.peek());
  const desk = deskOf(asking);
  desk.waiting.value = null;
  put([...marks, mark], asking);
  marksDeskOf(asking).selected.value = marks.length;
}

/** Put another place in that of the selected mark; `isPart` of one movement, which is taken back as a whole. */
export function change(mark: Mark, asking: Asking, isPart: boolean): void {
  const marks = marksIn(asking.draft.peek());
  const at = marksDeskOf(asking).selected.peek();
  const next = marks.map((one, place) => (place === at ? mark : one));
  if (!isPart) put(next, asking);
  else if (asking.mayAct.peek()) asking.build(next as never);
}

export function selectedOf(asking: Asking): Mark | null {
  return marksIn(asking.draft.value)[marksDeskOf(asking).selected.value ?? -1] ?? null;
}

/** CSS pixels around the first point within which a click closes an outline. */
const CLOSES = 10;

/** A point was clicked, or set with the keys. */
export function setPoint(point: Point, shape: Shape, asking: Asking, setup: Setup): void {
  const desk = deskOf(asking);
  const points = desk.points.peek();
  const [first] = points;
  const scale = desk.surface?.placement.peek().scale ?? 1;
  const isBack =
    first !== undefined && Math.hypot(point.x - first.x, point.y - first.y) * scale < CLOSES;
  const closed = isBack && points.length > 2 ? shape.closed(points) : null;
  const place = closed ?? shape.clicked([...points, point]);
  if (place !== null) finish(place, asking, setup);
  else {
    desk.points.value = [...points, point];
    marksDeskOf(asking).selected.value = null;
  }
}

/** Take back the last point; false where nothing is being drawn. */
export function takeBackPoint(asking: Asking): boolean {
  const { points } = deskOf(asking);
  if (points.peek().length === 0) return false;
  points.value = points.peek().slice(0, -1);
  return true;
}

/** Move the selected shape by natural pixels, else the crosshair by so many of the page's. */
export function move(
  right: number,
  down: number,
  far: boolean,
  shape: Shape,
  asking: Asking,
): boolean {
  const desk = deskOf(asking);
  const { surface } = desk;
  if (surface === null || !asking.mayAct.peek()) return false;
  const mark = marksIn(asking.draft.peek())[marksDeskOf(asking).selected.peek() ?? -1];
  if (mark !== undefined) {
    const by = far ? FAR : 1;
    change(
      shape.within(shape.moved(mark, { x: right * by, y: down * by }), surface),
      asking,
      false,
    );
    return true;
  }
  if (far) return false; // the view moves the picture
  const by = CROSS / surface.placement.peek().scale;
  const at = desk.cross.peek() ?? { x: surface.width / 2, y: surface.height / 2 };
  desk.cross.value = clampPoint({ x: at.x + right * by, y: at.y + down * by }, surface);
  return true;
}

/** Natural pixels, and CSS pixels. */
const FAR = 10;
const CROSS = 8;

/** Select the shape after the selected one. */
export function selectNext(asking: Asking): boolean {
  const { selected } = marksDeskOf(asking);
  const count = marksIn(asking.draft.peek()).length;
  if (count === 0) return false;
  const at = selected.peek();
  selected.value = at === null ? 0 : at + 1 < count ? at + 1 : null;
  return true;
}

/** Close a shape of any number of points; false where nothing is being drawn. */
export function close(shape: Shape, asking: Asking, setup: Setup): boolean {
  const { points } = deskOf(asking);
  if (points.peek().length === 0) return false;
  const place = shape.closed(points.peek());
  if (place === null) asking.hint.value = strings.fewPoints;
  else finish(place, asking, setup);
  return true;
}

/** Give up what is not finished, and let go of the selected shape; false where there is neither. */
export function cancel(asking: Asking): boolean {
  const { points, waiting } = deskOf(asking);
  const { selected } = marksDeskOf(asking);
  if (points.peek().length === 0 && waiting.peek() === null && selected.peek() === null)
    return false;
  points.value = [];
  waiting.value = null;
  selected.value = null;
  return true;
}

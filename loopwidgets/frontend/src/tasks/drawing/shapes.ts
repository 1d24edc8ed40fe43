/** The shapes that can be drawn on a picture. Pure sums in natural pixels. */

import type { Mark } from "../marks/marks-desk";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The place of a mark, without its label. */
export type ShapePlace = Readonly<Record<string, never>> | Omit<Mark, "label">;

export interface Shape {
  /** A place between the ends of a drag; null where a drag draws nothing. */
  dragged(from: Point, to: Point): ShapePlace | null;
  /** A place from the points that were clicked so far; null while it takes more. */
  clicked(points: readonly Point[]): ShapePlace | null;
  /** A place from points that the person declared to be all; null where they are too few. */
  closed(points: readonly Point[]): ShapePlace | null;
  /** As the data of an SVG path; the radius of a point is `dot`. */
  path(place: Mark, dot: number): string;
  /** The points that can be pulled. */
  handles(place: Mark): readonly Point[];
  pulled(place: Mark, handle: number, to: Point): Mark;
  moved(place: Mark, by: Point): Mark;
  /** Within the picture; as it is where it lay beyond the edge before. */
  within(place: Mark, size: Extent): Mark;
}

const number = (value: unknown) => (typeof value === "number" ? value : 0);
export const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));

/** Half a pixel is as fine as anyone draws; more digits only make files longer. */
export const rounded = (value: number) => Math.round(value * 100) / 100;

export function clampPoint({ x, y }: Point, { width, height }: Extent): Point {
  return { x: rounded(clamp(x, width)), y: rounded(clamp(y, height)) };
}

function around(points: readonly Point[]): ShapePlace {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    x: rounded(x),
    y: rounded(y),
    width: rounded(Math.max(...xs) - x),
    height: rounded(Math.max(...ys) - y),
  };
}

function boxOf({ x, y, width, height }: Mark) {
  return { x: number(x), y: number(y), width: number(width), height: number(height) };
}

const hasArea = (place: ShapePlace) => number(place.width) > 0 && number(place.height) > 0;

/** Corners and middles of the sides, clockwise from the top left. */
const SIDES: readonly (readonly [x: number, y: number])[] = [
  [0, 0],
  [0.5, 0],
  [1, 0],
  [1, 0.5],
  [1, 1],
  [0.5, 1],
  [0, 1],
  [0, 0.5],
];

/** Drag over two corners, or click the four outermost points. */
export const box: Shape = {
  dragged(from, to) {
    const place = around([from, to]);
    return hasArea(place) ? place : null;
  },
  clicked: (points) => (points.length === 4 ? box.closed(points) : null),
  closed(points) {
    const place = points.length < 2 ? null : around(points);
    return place !== null && hasArea(place) ? place : null;
  },
  path(place) {
    const { x, y, width, height } = boxOf(place);
    return `M${x} ${y}h${width}v${height}h${-width}z`;
  },
  handles(place) {
    const { x, y, width, height } = boxOf(place);
    return SIDES.map(([right, down]) => ({ x: x + right * width, y: y + down * height }));
  },
  pulled(place, handle, to) {
    const { x, y, width, height } = boxOf(place);
    const [right, down] = SIDES[handle] ?? [0.5, 0.5];
    const edges = { left: x, top: y, right: x + width, bottom: y + height };
    if (right === 0) edges.left = to.x;
    if (right === 1) edges.right = to.x;
    if (down === 0) edges.top = to.y;
    if (down === 1) edges.bottom = to.y;
    const made = around([
      { x: edges.left, y: edges.top },
      { x: edges.right, y: edges.bottom },
    ]);
    return hasArea(made) ? { ...place, ...made } : place;
  },
  moved(place, by) {
    const { x, y } = boxOf(place);
    return { ...place, x: rounded(x + by.x), y: rounded(y + by.y) };
  },
  within(place, size) {
    const { x, y, width, height } = boxOf(place);
    return {
      ...place,
      x: rounded(Math.min(Math.max(0, x), Math.max(0, size.width - width))),
      y: rounded(Math.min(Math.max(0, y), Math.max(0, size.height - height))),
    };
  },
};

type Pair = readonly [number, number];

function pairsOf(value: unknown): readonly Pair[] {
  const pairs = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return pairs.filter(
    (pair): pair is Pair =>
      Array.isArray(pair) && typeof pair[0] === "number" && typeof pair[1] === "number",
  );
}

const asPairs = (points: readonly Point[]) =>
  points.map(({ x, y }): [number, number] => [rounded(x), rounded(y)]);

/** Click the corners, and close with Enter or on the first; or draw freehand. */
export const polygon: Shape = {
  dragged: () => null,
  clicked: () => null,
  closed: (points) => (points.length < 3 ? null : { points: asPairs(points), holes: [] }),
  path: ({ points, holes }) =>
    [pairsOf(points), ...(Array.isArray(holes) ? holes.map(pairsOf) : [])]
      .filter((ring) => ring.length > 0)
      .map((ring) => `M${ring.map((pair) => pair.join(" ")).join("L")}z`)
      .join(""),
  handles: ({ points }) => pairsOf(points).map(([x, y]) => ({ x, y })),
  pulled: (place, handle, to) => ({
    ...place,
    points: pairsOf(place.points).map((pair, n) =>
      n === handle ? [rounded(to.x), rounded(to.y)] : [...pair],
    ),
  }),
  moved: (place, by) => ({
    ...place,
    points: movedPairs(place.points, by),
    holes: Array.isArray(place.holes) ? place.holes.map((ring) => movedPairs(ring, by)) : [],
  }),
  within(place, { width, height }) {
    const pairs = pairsOf(place.points);
    if (pairs.length === 0) return place;
    const xs = pairs.map(([x]) => x);
    const ys = pairs.map(([, y]) => y);
    const by = {
      x: Math.max(0, -Math.min(...xs)) + Math.min(0, width - Math.max(...xs)),
      y: Math.max(0, -Math.min(...ys)) + Math.min(0, height - Math.max(...ys)),
    };
    return by.x === 0 && by.y === 0 ? place : polygon.moved(place, by);
  },
};

function movedPairs(ring: unknown, by: Point): [number, number][] {
  return pairsOf(ring).map(([x, y]) => [rounded(x + by.x), rounded(y + by.y)]);
}

/** One click a point. */
export const keypoint: Shape = {
  dragged: () => null,
  clicked: ([point]) => (point ? keypoint.closed([point]) : null),
  closed: ([point]) => (point ? { x: rounded(point.x), y: rounded(point.y), visible: true } : null),
  path({ x, y }, dot) {
    const [left, top] = [number(x) - dot, number(y)];
    return `M${left} ${top}a${dot} ${dot} 0 1 0 ${2 * dot} 0a${dot} ${dot} 0 1 0 ${-2 * dot} 0`;
  },
  handles: ({ x, y }) => [{ x: number(x), y: number(y) }],
  pulled: (place, _, to) => ({ ...place, x: rounded(to.x), y: rounded(to.y) }),
  moved: (place, by) => ({
    ...place,
    x: rounded(number(place.x) + by.x),
    y: rounded(number(place.y) + by.y),
  }),
  within: (place, size) => ({
    ...place,
    x: rounded(clamp(number(place.x), size.width)),
    y: rounded(clamp(number(place.y), size.height)),
  }),
};

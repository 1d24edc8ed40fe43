/** Marked parts over a waveform, and the hands that draw them: one SVG in seconds, however it is zoomed. */

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Setup } from "../../kernel/setup";
import type { ClockSurface } from "../../views/surface";
import { titleOf } from "../marks/answer";
import { deskOf as marksDeskOf } from "../marks/marks-desk";
import type { Asking } from "../task";
import { between, type Edge, type MarkedPart, pulled, rowsOf, shifted, snapped } from "./places";
import { change, deskOf, finish, segmentsIn, select, selectedOf, settle } from "./segments-desk";
import { strings } from "./strings";

interface Props {
  readonly asking: Asking;
  readonly setup: Setup;
  readonly surface: ClockSurface;
}

/** CSS pixels: a shorter movement is a click. */
const CLICK = 4;
/** CSS pixels within which an edge snaps to its neighbors, the playhead and the ends. */
const NEAR = 6;
/** CSS pixels: the times below the waveform, the name of a part, the width of a handle. */
const TIMES = 16;
const NAME = 18;
const HANDLE = 10;
/** Parts narrower (CSS pixels) have no name. */
const NARROW = 28;

type Hand =
  | { readonly does: "draw"; readonly from: number; readonly under: number | null }
  | { readonly does: "move"; readonly segment: MarkedPart; readonly from: number }
  | { readonly does: "pull"; readonly segment: MarkedPart; readonly edge: Edge };

interface Held {
  readonly hand: Hand;
  readonly x: number;
  isMoved: boolean;
}

export function SegmentsLayer({ asking, setup, surface }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const held = useRef<Held | null>(null);
  const drawn = useSignal<{ readonly start: number; readonly end: number } | null>(null);
  const size = useSignal({ width: 1, height: 1 });
  const desk = deskOf(asking);
  const { selected } = marksDeskOf(asking);
  const { range, duration, element } = surface;
  desk.surface = surface;

  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0) size.value = { width, height: Math.max(1, height - TIMES) };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, size]);

  const perPixel = () => (range.peek().end - range.peek().start) / size.peek().width;
  const timeOf = ({ clientX }: PointerEvent): number => {
    const { left = 0 } = svg.current?.getBoundingClientRect() ?? {};
    const time = range.peek().start + (clientX - left) * perPixel();
    return Math.min(duration, Math.max(0, time));
  };
  /** The time, or an edge near it. */
  const near = (time: number, without: MarkedPart | null): number => {
    const others = segmentsIn(asking).filter((segment) => segment !== without);
    const edges = others.flatMap(({ start, end }) => [start, end]);
    return snapped(time, [0, duration, surface.time.peek(), ...edges], NEAR * perPixel());
  };

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    svg.current?.setPointerCapture(event.pointerId);
    const from = timeOf(event);
    const target = event.target as Element;
    const edge = target.getAttribute("data-edge") as Edge | null;
    const at = target.getAttribute("data-at");
    const segment = selectedOf(asking);
    const mayAct = asking.mayAct.peek();
    let hand: Hand;
    if (mayAct && edge !== null && segment !== null) hand = { does: "pull", segment, edge };
    else if (mayAct && segment !== null && at !== null && Number(at) === selected.peek())
      hand = { does: "move", segment, from };
    else hand = { does: "draw", from: near(from, null), under: at === null ? null : Number(at) };
    held.current = { hand, x: event.clientX, isMoved: false };
  };

  const onMove = (event: PointerEvent) => {
    const now = held.current;
    if (now === null || !asking.mayAct.peek()) return;
    const { hand } = now;
    if (!now.isMoved) {
      if (Math.abs(event.clientX - now.x) < CLICK) return;
      now.isMoved = true;
      // One movement is taken back as a whole.
      if (hand.does !== "draw") {
        marksDeskOf(asking).past.push(asking.draft.peek());
        marksDeskOf(asking).ahead = [];
      }
    }
    const time = timeOf(event);
    if (hand.does === "draw") drawn.value = between(hand.from, near(time, null), duration);
    else if (hand.does === "pull") {
      const place = near(time, selectedOf(asking));
      change(pulled(hand.segment, hand.edge, place, duration), asking, true);
    } else change(shifted(hand.segment, time - hand.from, duration), asking, true);
  };

  const onUp = (event: PointerEvent) => {
    const now = held.current;
    held.current = null;
    const made = drawn.peek();
    drawn.value = null;
    if (now === null || event.type === "pointercancel") return;
    if (now.isMoved) {
      if (now.hand.does !== "draw") settle(asking);
      else if (made !== null) finish(made.start, made.end, asking, setup);
      return;
    }
    const { hand } = now;
    if (hand.does === "draw" && hand.under !== null) select(hand.under, asking, setup);
    else {
      // A click beside a part lets go of it.
      if (hand.does === "draw") select(null, asking, setup);
      surface.seek(timeOf(event));
    }
  };

  const transform = useComputed(() => {
    const { start, end } = range.value;
    const scale = size.value.width / Math.max(1e-9, end - start);
    return `scale(${scale} 1) translate(${-start} 0)`;
  });
  const scene = { asking, setup, surface, size };
  return (
    <svg
      ref={svg}
      class="lw-segments"
      data-lw="segments"
      role="img"
      aria-label={strings.layer}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
    >
      <g transform={transform}>
        <Parts {...scene} />
        <Unfinished {...scene} drawn={drawn} />
      </g>
      <Names {...scene} />
      <Handles {...scene} />
    </svg>
  );
}

interface Scene extends Props {
  readonly size: ReadonlySignal<{ readonly width: number; readonly height: number }>;
}

function choiceOf(label: string, { choices, retired }: Setup) {
  return [...choices, ...retired].find(({ id }) => id === label);
}

function colorsOf(label: string, setup: Setup): string {
  const [light, dark] = choiceOf(label, setup)?.color ?? [];
  return `--light:${light ?? "currentColor"};--dark:${dark ?? "currentColor"}`;
}

/** Parts that overlap lie in rows. */
function placesOf(segments: readonly MarkedPart[], height: number) {
  const { rows, count } = rowsOf(segments);
  const each = height / count;
  return rows.map((row) => ({ y: row * each, height: each }));
}

function Parts({ asking, setup, size }: Scene) {
  const { selected } = marksDeskOf(asking);
  const list = segmentsIn(asking);
  const places = placesOf(list, size.value.height);
  return (
    <>
      {list.map((segment, at) => (
        <rect
          key={at}
          class="lw-segment"
          data-lw="segment"
          data-at={at}
          data-label={choiceOf(segment.label, setup)?.name}
          data-start={segment.start}
          data-end={segment.end}
          data-selected={selected.value === at}
          style={colorsOf(segment.label, setup)}
          x={segment.start}
          width={Math.max(0, segment.end - segment.start)}
          y={places[at]?.y}
          height={places[at]?.height}
        />
      ))}
    </>
  );
}

/** The names of the parts in sight that are wide enough. */
function Names({ asking, setup, surface: { range }, size }: Scene) {
  const { start, end } = range.value;
  const { width, height } = size.value;
  const scale = width / Math.max(1e-9, end - start);
  const list = segmentsIn(asking);
  const places = placesOf(list, height);
  return (
    <>
      {list.map((segment, at) => {
        const left = Math.max(0, (segment.start - start) * scale);
        const right = Math.min(width, (segment.end - start) * scale);
        const place = places[at];
        if (right - left < NARROW || !place || place.height < NAME) return null;
        return (
          <svg
            key={at}
            class="lw-segment-name"
            aria-hidden="true"
            x={left}
            y={place.y}
            width={right - left}
            height={NAME}
          >
            <text x={6} y={14}>
              {titleOf(segment.label, setup)}
            </text>
          </svg>
        );
      })}
    </>
  );
}

function Handles({ asking, surface: { range }, size }: Scene) {
  const { selected } = marksDeskOf(asking);
  const segment = asking.mayAct.value ? selectedOf(asking) : null;
  if (segment === null) return null;
  const { start, end } = range.value;
  const scale = size.value.width / Math.max(1e-9, end - start);
  const place = placesOf(segmentsIn(asking), size.value.height)[selected.value ?? -1];
  const edges = ["start", "end"] as const;
  return (
    <>
      {edges.map((edge) => (
        <g
          key={edge}
          class="lw-segment-handle"
          transform={`translate(${(segment[edge] - start) * scale} ${place?.y ?? 0})`}
        >
          <rect
            data-lw={`segment-${edge}-handle`}
            data-edge={edge}
            x={-HANDLE / 2}
            width={HANDLE}
            height={place?.height ?? 0}
          />
          <path d={`M0 0v${place?.height ?? 0}`} />
          <circle cy={(place?.height ?? 0) / 2} r={5} />
        </g>
      ))}
    </>
  );
}

interface UnfinishedProps extends Scene {
  readonly drawn: ReadonlySignal<{ readonly start: number; readonly end: number } | null>;
}

function Unfinished({ asking, setup, surface, size, drawn }: UnfinishedProps) {
  const { begun, waiting } = deskOf(asking);
  const { label } = marksDeskOf(asking);
  const held = waiting.value;
  const now = begun.value === null ? 0 : surface.time.value;
  const part =
    drawn.value ??
    held ??
    (begun.value === null
      ? null
      : { start: Math.min(begun.value, now), end: Math.max(begun.value, now) });
  if (part === null) return null;
  return (
    <rect
      class="lw-segment lw-segment-new"
      data-lw="segment-new"
      style={colorsOf(label.value, setup)}
      x={part.start}
      width={part.end - part.start}
      y={0}
      height={size.value.height}
    />
  );
}

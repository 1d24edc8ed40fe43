/** Shapes over a picture, and the hands that draw them. One SVG in natural pixels, however the picture is zoomed. */

import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Setup } from "../../kernel/setup";
import type { PictureSurface } from "../../views/surface";
import { type Mark, deskOf as marksDeskOf, marksIn, remember } from "../marks/marks-desk";
import type { Asking } from "../task";
import { change, deskOf, finish, selectedOf, setPoint } from "./drawing-desk";
import { clampPoint, type Point, type Shape } from "./shapes";
import { strings } from "./strings";

interface Props {
  readonly asking: Asking;
  readonly setup: Setup;
  readonly surface: PictureSurface;
  readonly shape: Shape;
}

/** CSS pixels: a shorter movement is a click. */
const CLICK = 4;
/** CSS pixels. */
const HANDLE = 5;
const DOT = 5;

type Hand =
  | { readonly does: "draw"; readonly from: Point; readonly under: number | null }
  | { readonly does: "move"; readonly mark: Mark; readonly from: Point }
  | { readonly does: "pull"; readonly mark: Mark; readonly handle: number }
  | { readonly does: "pan" };

export function Layer({ asking, setup, surface, shape }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const hand = useRef<{ readonly hand: Hand; readonly down: PointerEvent } | null>(null);
  const space = useRef(false);
  const drawn = useSignal<Mark | null>(null);
  const desk = deskOf(asking);
  const { selected } = marksDeskOf(asking);
  const { placement, width, height } = surface;
  desk.surface = surface;
  const size = { width, height };

  const pointOf = (event: PointerEvent | MouseEvent): Point => {
    const { left = 0, top = 0 } = svg.current?.getBoundingClientRect() ?? {};
    const { scale, x, y } = placement.peek();
    return { x: (event.clientX - left - x) / scale, y: (event.clientY - top - y) / scale };
  };

  const onDown = (event: PointerEvent) => {
    const canvas = surface.element.querySelector("canvas");
    const target = event.target as Element;
    if (event.button === 1 || space.current || !asking.mayAct.peek()) {
      hand.current = { hand: { does: "pan" }, down: event };
      canvas?.dispatchEvent(new PointerEvent("pointerdown", { ...pointer(event), button: 0 }));
      return;
    }
    if (event.button !== 0) return;
    svg.current?.setPointerCapture(event.pointerId);
    const point = pointOf(event);
    const marks = marksIn(asking.draft.peek());
    const handle = target.getAttribute("data-handle");
    const at = target.getAttribute("data-at");
    const mark = marks[handle === null ? Number(at ?? -1) : (selected.peek() ?? -1)];
    if (handle !== null && mark) {
      hand.current = { hand: { does: "pull", mark, handle: Number(handle) }, down: event };
    } else if (mark && Number(at) === selected.peek() && desk.points.peek().length === 0)
      hand.current = { hand: { does: "move", mark, from: point }, down: event };
    else {
      // Another shape may be drawn within one; a click selects it.
      const under = at === null || desk.points.peek().length > 0 ? null : Number(at);
      hand.current = { hand: { does: "draw", from: clampPoint(point, size), under }, down: event };
    }
  };

  /** One movement is taken back as a whole. */
  const begin = (mark: Mark) => {
    if (drawn.peek() === null) remember(asking);
    drawn.value ??= mark;
  };

  const onMove = (event: PointerEvent) => {
    if (hand.current === null) return;
    const { hand: held, down } = hand.current;
    const isClick = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < CLICK;
    const point = pointOf(event);
    if (held.does === "pan")
      surface.element
        .querySelector("canvas")
        ?.dispatchEvent(new PointerEvent("pointermove", pointer(event)));
    else if (held.does === "draw") {
      const place = isClick ? null : shape.dragged(held.from, clampPoint(point, size));
      drawn.value = place === null ? null : { ...place, label: marksDeskOf(asking).label.peek() };
    } else if (held.does === "pull") {
      if (isClick && drawn.peek() === null) return;
      begin(held.mark);
      change(shape.pulled(held.mark, held.handle, clampPoint(point, size)), asking, true);
    } else if (!isClick) {
      const by = { x: point.x - held.from.x, y: point.y - held.from.y };
      begin(held.mark);
      change(shape.within(shape.moved(held.mark, by), size), asking, true);
    }
  };

  const onUp = (event: PointerEvent) => {
    if (hand.current === null) return;
    const { hand: held, down } = hand.current;
    hand.current = null;
    const made = drawn.peek();
    drawn.value = null;
    if (held.does === "pan") {
      surface.element
        .querySelector("canvas")
        ?.dispatchEvent(new PointerEvent("pointerup", pointer(event)));
      return;
    }
    if (held.does !== "draw") return;
    if (made !== null) {
      const { label: _, ...place } = made;
      desk.points.value = [];
      finish(place, asking, setup);
      return;
    }
    if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) >= CLICK) return;
    if (held.under !== null) {
      selected.value = held.under;
      return;
    }
    if (selected.peek() !== null && desk.points.peek().length === 0 && !isPoint(shape)) {
      selected.value = null; // a click beside the shape only lets go of it
      return;
    }
    setPoint(clampPoint(pointOf(event), size), shape, asking, setup);
  };

  // With the space bar held, a drag moves the picture. The widget keeps keys from going further up.
  useLayoutEffect(() => {
    const onKey = ({ key, type }: KeyboardEvent) => {
      if (key === " ") space.current = type === "keydown";
    };
    const onLeave = () => {
      space.current = false;
    };
    window.addEventListener("keydown", onKey, true);
    window.addEventListener("keyup", onKey, true);
    window.addEventListener("blur", onLeave);
    return () => {
      window.removeEventListener("keydown", onKey, true);
      window.removeEventListener("keyup", onKey, true);
      window.removeEventListener("blur", onLeave);
    };
  }, []);

  // The wheel zooms the picture beneath.
  useLayoutEffect(() => {
    const layer = svg.current;
    const canvas = surface.element.querySelector("canvas");
    if (layer === null || canvas === null) return;
    const onWheel = (event: WheelEvent) => {
      const copy = new WheelEvent("wheel", {
        deltaX: event.deltaX,
        deltaY: event.deltaY,
        deltaMode: event.deltaMode,
        ctrlKey: event.ctrlKey,
        clientX: event.clientX,
        clientY: event.clientY,
        cancelable: true,
      });
      if (!canvas.dispatchEvent(copy)) event.preventDefault();
    };
    layer.addEventListener("wheel", onWheel, { passive: false });
    return () => layer.removeEventListener("wheel", onWheel);
  }, [surface.element]);

  const transform = useComputed(() => {
    const { scale, x, y } = placement.value;
    return `translate(${x} ${y}) scale(${scale})`;
  });
  return (
    <svg
      ref={svg}
      class="lw-drawing"
      data-lw="drawing"
      role="img"
      aria-label={strings.layer}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
    >
      <g transform={transform}>
        <Shapes asking={asking} setup={setup} surface={surface} shape={shape} />
        <Unfinished asking={asking} setup={setup} surface={surface} shape={shape} drawn={drawn} />
      </g>
    </svg>
  );
}

/** The shape of points needs no way to let go of a selected one: the next click sets another. */
const isPoint = (shape: Shape) => shape.clicked([{ x: 0, y: 0 }]) !== null;

const pointer = (event: PointerEvent): PointerEventInit => ({
  pointerId: event.pointerId,
  clientX: event.clientX,
  clientY: event.clientY,
  bubbles: true,
});

function colorsOf(label: string, { choices, retired }: Setup): string {
  const [light, dark] = [...choices, ...retired].find(({ id }) => id === label)?.color ?? [];
  return `--light:${light ?? "currentColor"};--dark:${dark ?? "currentColor"}`;
}

function Shapes({ asking, setup, surface, shape }: Props) {
  const marks = useComputed(() => marksIn(asking.draft.value));
  const { selected } = marksDeskOf(asking);
  const { alone } = deskOf(asking);
  const dot = useComputed(() => DOT / surface.placement.value.scale);
  return (
    <>
      {marks.value.map((mark, at) =>
        alone.value && selected.value !== null && selected.value !== at ? null : (
          <path
            key={at}
            class="lw-shape"
            data-lw="shape"
            data-at={at}
            data-label={
              [...setup.choices, ...setup.retired].find(({ id }) => id === mark.label)?.name
            }
            data-selected={selected.value === at}
            style={colorsOf(mark.label, setup)}
            d={shape.path(mark, dot.value)}
          />
        ),
      )}
      <Handles asking={asking} surface={surface} shape={shape} />
    </>
  );
}

function Handles({ asking, surface, shape }: Omit<Props, "setup">) {
  const { placement } = surface;
  const points = useComputed(() => {
    const mark = asking.mayAct.value ? selectedOf(asking) : null;
    return mark === null ? [] : shape.handles(mark);
  });
  const half = useComputed(() => HANDLE / placement.value.scale);
  return (
    <>
      {points.value.map(({ x, y }, handle) => (
        <rect
          key={handle}
          class="lw-handle"
          data-lw="handle"
          data-handle={handle}
          x={x - half.value}
          y={y - half.value}
          width={2 * half.value}
          height={2 * half.value}
        />
      ))}
    </>
  );
}

interface UnfinishedProps extends Props {
  readonly drawn: { readonly value: Mark | null };
}

function Unfinished({ asking, setup, surface, shape, drawn }: UnfinishedProps) {
  const desk = deskOf(asking);
  const dot = useComputed(() => DOT / surface.placement.value.scale);
  const mark = useComputed(() => drawn.value ?? desk.waiting.value);
  const line = useComputed(() => desk.points.value.map(({ x, y }) => `${x},${y}`).join(" "));
  return (
    <>
      {mark.value && (
        <path
          class="lw-shape lw-shape-new"
          data-lw="shape-new"
          style={colorsOf(mark.value.label, setup)}
          d={shape.path(mark.value, dot.value)}
        />
      )}
      <polyline class="lw-line" points={line} />
      {desk.cross.value && (
        <path
          class="lw-cross"
          data-lw="cross"
          d={`M${desk.cross.value.x} 0v${surface.height}M0 ${desk.cross.value.y}h${surface.width}`}
        />
      )}
      {desk.points.value.map(({ x, y }) => (
        <circle key={`${x} ${y}`} class="lw-dot" data-lw="dot" cx={x} cy={y} r={dot.value / 1.5} />
      ))}
    </>
  );
}

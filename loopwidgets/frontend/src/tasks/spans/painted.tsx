/** Draws the spans over the text, and takes what the person chooses there with the mouse or by touch. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Setup } from "../../kernel/setup";
import type { TextSurface } from "../../views/surface";
import { titleOf } from "../marks/answer";
import { deskOf as marksDeskOf } from "../marks/marks-desk";
import type { Asking } from "../task";
import {
  begin,
  boxAt,
  chosen,
  deskOf,
  mark,
  resizeTo,
  type Span,
  spansIn,
  stepOf,
} from "./spans-desk";
import type { TextPart } from "./text-map";
import { rangeOf, selectedIn, unitAtPoint } from "./text-places";

interface Props {
  readonly asking: Asking;
  readonly setup: Setup;
  readonly surface: TextSurface;
}

/** Rails of spans that overlap lie under each other, up to so many. */
const RAILS = 4;

export function Painted({ asking, setup, surface: { element } }: Props) {
  const layer = useRef<HTMLDivElement>(null);
  const desk = deskOf(asking);
  const { selected, label } = marksDeskOf(asking);
  /** How often the text was laid out anew. */
  const laidOut = useSignal(0);

  useLayoutEffect(() => {
    begin(asking, element);
    laidOut.value += 1;
  });

  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      laidOut.value += 1;
    });
    observer.observe(element);
    let isDown = false;
    const onDown = () => {
      isDown = true;
    };
    const onUp = (event: PointerEvent) => {
      // The browser knows what is selected once the event is over.
      if (isDown) setTimeout(() => choose(event));
      isDown = false;
    };
    const choose = ({ clientX, clientY }: PointerEvent) => {
      if (!asking.mayAct.peek()) return;
      const part = selectedIn(element);
      if (part !== null && part.start !== part.end) {
        desk.caret.value = { anchor: part.start, focus: part.end };
        selected.value = null;
        const whole = chosen(asking, setup);
        const held = label.peek() || (setup.choices.length === 1 ? setup.choices[0]?.id : "");
        if (whole !== null && held) mark(whole, held, asking, setup);
        document.getSelection()?.removeAllRanges();
        return;
      }
      const unit = unitAtPoint(element, clientX, clientY);
      if (unit === null) return;
      desk.caret.value = { anchor: unit, focus: unit };
      const at = desk.map.toCharacters(unit);
      const under = spansIn(asking).findIndex((span) => span.start <= at && at < span.end);
      selected.value = under < 0 ? null : under;
    };
    element.addEventListener("pointerdown", onDown);
    window.addEventListener("pointerup", onUp);
    return () => {
      observer.disconnect();
      element.removeEventListener("pointerdown", onDown);
      window.removeEventListener("pointerup", onUp);
    };
  }, [asking, setup, element]);

  useSignalEffect(() => {
    laidOut.value;
    const spans = spansIn(asking);
    const place = layer.current;
    if (place === null || isHidden(element)) return;
    const pending = chosen(asking, setup);
    const drawn = new Drawn(place, element);
    const rails = railsOf(spans);
    spans.forEach((span, at) => {
      const part = { start: desk.map.toUnits(span.start), end: desk.map.toUnits(span.end) };
      const [light = "", dark = ""] = colorOf(span.label, setup);
      drawn.part(part, "lw-span", {
        "data-lw": "span",
        "data-label": nameOf(span.label, setup),
        "data-start": String(span.start),
        "data-end": String(span.end),
        "data-selected": String(at === selected.value),
        style: `--light:${light};--dark:${dark};--rail:${Math.min(rails[at] ?? 0, RAILS - 1)}`,
      });
    });
    if (pending !== null) drawn.part(pending, "lw-span-chosen", { "data-lw": "chosen" });
    drawn.finish();
  });

  return (
    <>
      <div class="lw-spans" ref={layer} aria-hidden="true" />
      <Caret asking={asking} element={element} laidOut={laidOut} />
      <Handles asking={asking} setup={setup} element={element} laidOut={laidOut} />
      <Words asking={asking} setup={setup} laidOut={laidOut} />
    </>
  );
}

/** A hidden text has no places: what is drawn stays until it is seen again. */
const isHidden = (element: HTMLElement) => element.getBoundingClientRect().width === 0;

/** The boxes of all parts, put in the place of those of before at once. */
class Drawn {
  readonly #place: HTMLElement;
  readonly #element: HTMLElement;
  readonly #origin: DOMRect;
  readonly #made = new DocumentFragment();

  constructor(place: HTMLElement, element: HTMLElement) {
    this.#place = place;
    this.#element = element;
    this.#origin = place.getBoundingClientRect();
  }

  part(part: TextPart, name: string, attributes: Readonly<Record<string, string>>): void {
    const range = rangeOf(this.#element, part);
    for (const box of range?.getClientRects() ?? []) {
      if (box.width === 0) continue;
      const one = document.createElement("div");
      one.className = name;
      for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
      one.style.left = `${box.left - this.#origin.left}px`;
      one.style.top = `${box.top - this.#origin.top}px`;
      one.style.width = `${box.width}px`;
      one.style.height = `${box.height}px`;
      this.#made.append(one);
    }
  }

  finish(): void {
    this.#place.replaceChildren(this.#made);
  }
}

/** For each span the first rail that is free where it begins. */
function railsOf(spans: readonly Span[]): readonly number[] {
  const ends: number[] = [];
  return spans.map(({ start, end }) => {
    const free = ends.findIndex((taken) => taken <= start);
    const rail = free < 0 ? ends.length : free;
    ends[rail] = end;
    return rail;
  });
}

function colorOf(label: string, { choices, retired }: Setup): readonly string[] {
  return [...choices, ...retired].find(({ id }) => id === label)?.color ?? [];
}

function nameOf(label: string, { choices, retired }: Setup): string {
  return [...choices, ...retired].find(({ id }) => id === label)?.name ?? label;
}

interface PartProps extends Pick<Props, "asking"> {
  readonly element: HTMLElement;
  readonly laidOut: { readonly value: number };
}

function Caret({ asking, element, laidOut }: PartProps) {
  const place = useRef<HTMLDivElement>(null);
  const desk = deskOf(asking);
  useSignalEffect(() => {
    laidOut.value;
    const at = desk.caret.value;
    const line = place.current;
    if (line === null || isHidden(element)) return;
    const box = at === null ? null : boxAt(element, at.focus, desk.map.text.length);
    const origin = line.parentElement?.getBoundingClientRect();
    line.hidden = box === null;
    if (box === null || origin === undefined) return;
    line.style.left = `${box.left - origin.left}px`;
    line.style.top = `${box.top - origin.top}px`;
    line.style.height = `${box.height}px`;
    line.scrollIntoView({ block: "nearest" });
  });
  return <div class="lw-caret" data-lw="caret" ref={place} hidden aria-hidden="true" />;
}

/** At the edges of the selected span: pull them to make it longer or shorter. */
function Handles({ asking, setup, element, laidOut }: PartProps & Pick<Props, "setup">) {
  const { selected } = marksDeskOf(asking);
  const desk = deskOf(asking);
  const edges = useComputed(() => {
    laidOut.value;
    const span = spansIn(asking)[selected.value ?? -1];
    const origin = element.parentElement?.getBoundingClientRect();
    if (span === undefined || origin === undefined || !asking.mayAct.value) return [];
    const part = { start: desk.map.toUnits(span.start), end: desk.map.toUnits(span.end) };
    const boxes = [...(rangeOf(element, part)?.getClientRects() ?? [])].filter(
      (box) => box.width > 0,
    );
    const [first, last] = [boxes[0], boxes.at(-1)];
    if (!first || !last) return [];
    const places = [
      { edge: "start", left: first.left, box: first },
      { edge: "end", left: last.right, box: last },
    ] as const;
    return places.map(({ edge, left, box }) => ({
      edge,
      style: `left:${left - origin.left}px;top:${box.top - origin.top}px;height:${box.height}px`,
    }));
  });
  const pull = (edge: keyof TextPart) => (event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      handle.style.pointerEvents = "none"; // so that the text under it is found
      const unit = unitAtPoint(element, clientX, clientY);
      handle.style.pointerEvents = "";
      if (unit === null) return;
      const part = desk.map.snapped(
        edge === "end" ? { start: unit - 1, end: unit } : { start: unit, end: unit + 1 },
        stepOf(asking, setup),
      );
      if (part !== null) resizeTo(edge, part[edge], asking, setup);
    };
    handle.addEventListener("pointermove", onMove);
    handle.addEventListener(
      "lostpointercapture",
      () => handle.removeEventListener("pointermove", onMove),
      { once: true },
    );
  };
  return (
    <>
      {edges.value.map(({ edge, style }) => (
        <div
          key={edge}
          class="lw-span-handle"
          data-lw={`span-${edge}`}
          style={style}
          aria-hidden="true"
          onPointerDown={pull(edge)}
        />
      ))}
    </>
  );
}

/** The marked words in a list, for people who do not see the marks, and for those who want to delete one by a click. */
function Words({
  asking,
  setup,
  laidOut,
}: Pick<Props, "asking" | "setup"> & Pick<PartProps, "laidOut">) {
  const { selected } = marksDeskOf(asking);
  const list = useComputed(() => {
    laidOut.value;
    const { map } = deskOf(asking);
    return spansIn(asking).map((span) => ({
      span,
      words: map.text.slice(map.toUnits(span.start), map.toUnits(span.end)),
    }));
  });
  if (list.value.length === 0) return null;
  return (
    <ul class="lw-span-list" data-lw="span-list">
      {list.value.map(({ span, words }, at) => (
        <li key={`${span.start}-${span.end}-${span.label}`}>
          <button
            type="button"
            class="lw-span-chip"
            data-lw="span-chip"
            aria-pressed={selected.value === at}
            style={(([light, dark]) => `--light:${light};--dark:${dark}`)(
              colorOf(span.label, setup),
            )}
            onClick={() => {
              selected.value = selected.peek() === at ? null : at;
            }}
          >
            <bdi>{words}</bdi> <span class="lw-soft">{titleOf(span.label, setup)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

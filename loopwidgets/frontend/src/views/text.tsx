/** Show a text: white space kept, any script, matches marked. Never as HTML. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Json } from "../kernel/protocol";
import { strings } from "../strings";
import type { View, ViewProps } from "./view";

/** Longer texts begin with so many characters: drawing them whole would be felt. */
const AT_ONCE = 200_000;
/** Characters: texts up to here, most of them, get larger letters and less room; beyond, smaller letters and more room. */
const BRIEF = 120;
const LONG = 420;
/** A line that ends early takes as much room as so many characters: two are brief, and four short. */
const LINE = { brief: 60, short: 100 };

export type Segment = readonly [text: string, matched: boolean];

interface Content {
  readonly segments: readonly Segment[];
  readonly caption: string;
  readonly lang: string;
}

export const text: View = {
  Show,
  keys: [[["↑", "↓"], strings.scrollKeys]],
  room(items) {
    if (items.length === 0) return "short";
    const texts = items.map((item) => read(item.payload).segments);
    const upTo = (share: number, line: number) => {
      const sizes = texts.map((segments) => sizeOf(segments, line)).sort((a, b) => a - b);
      return sizes[Math.floor(share * (sizes.length - 1))] ?? 0;
    };
    if (upTo(0.5, LINE.short) > LONG) return "long";
    return upTo(0.9, LINE.brief) > BRIEF ? "short" : "brief";
  },
};

function Show({ item, over }: ViewProps) {
  const { segments, caption, lang } = read(item.payload);
  const [whole, setWhole] = useState("");
  const [element, setElement] = useState<HTMLElement | null>(null);
  const ref = over ? setElement : null;
  const length = lengthOf(segments);
  const parts = length > AT_ONCE && whole !== item.key ? beginning(segments, AT_ONCE) : segments;
  return (
    <>
      {caption && (
        <p class="lw-caption" dir="auto">
          {caption}
        </p>
      )}
      <div class={over && "lw-surface"}>
        {parts.some(([, matched]) => matched) ? (
          <Marked parts={parts} lang={lang} over={ref} />
        ) : (
          <div class="lw-text" dir="auto" lang={lang || undefined} ref={ref}>
            {parts.map(([part]) => part).join("")}
          </div>
        )}
        {element && over?.({ kind: "text", element })}
      </div>
      {parts !== segments && (
        <button
          type="button"
          class="lw-button"
          data-lw="show-all"
          onClick={() => setWhole(item.key)}
        >
          {strings.showAll(length)}
        </button>
      )}
    </>
  );
}

interface MarkedProps {
  readonly parts: readonly Segment[];
  readonly lang: string;
  /** Gets the element once the text is in it. */
  readonly over: ((element: HTMLElement | null) => void) | null;
}

/**
 * With matches marked. Made anew as a whole: comparing them one by one takes the square of their
 * number.
 */
function Marked({ parts, lang, over }: MarkedProps) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const made = new DocumentFragment();
    for (const [part, matched] of parts) {
      const text = document.createTextNode(part);
      if (matched) made.appendChild(document.createElement("mark")).append(text);
      else made.append(text);
    }
    place.current?.replaceChildren(made);
    over?.(place.current);
  }, [parts, over]);
  return <div class="lw-text" dir="auto" lang={lang || undefined} ref={place} />;
}

/** The first `most` characters. */
export function beginning(segments: readonly Segment[], most: number): readonly Segment[] {
  const parts: Segment[] = [];
  let left = most;
  for (const [part, matched] of segments) {
    if (left <= 0) break;
    parts.push([part.slice(0, left), matched]);
    left -= part.length;
  }
  return parts;
}

function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, [part]) => sum + part.length, 0);
}

/** The room that a text takes, in characters; exact as far as it matters. */
function sizeOf(segments: readonly Segment[], least: number): number {
  const parts = beginning(segments, 2 * LONG).map(([part]) => part);
  const lines = parts.join("").split("\n");
  return lines.reduce((sum, line) => sum + Math.max(least, line.length), 0);
}

/** A payload that is not as expected shows as an empty text, never as an error. */
export function read(payload: Json): Content {
  if (typeof payload !== "object" || payload === null || !("segments" in payload))
    return { segments: [], caption: "", lang: "" };
  const { segments, caption, lang } = payload as Readonly<Record<string, Json>>;
  return {
    segments: Array.isArray(segments) ? (segments as readonly Json[]).flatMap(readSegment) : [],
    caption: typeof caption === "string" ? caption : "",
    lang: typeof lang === "string" ? lang : "",
  };
}

function readSegment(segment: Json): Segment[] {
  if (!Array.isArray(segment)) return [];
  const [part, matched] = segment as readonly Json[];
  return typeof part === "string" ? [[part, matched === 1 || matched === true]] : [];
}

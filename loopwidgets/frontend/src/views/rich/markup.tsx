/** Show a text with markup, a long one from its beginning. */

import { useState } from "preact/hooks";
import type { Json, ShownItem } from "../../kernel/protocol";
import { strings as general } from "../../strings";
import type { View, ViewProps } from "../view";
import { type Markup, Rich, ready } from "./rich";

/** Longer texts begin with so many characters: drawing them whole would be felt. */
const AT_ONCE = 200_000;
/** Characters: where the middle one of the first items is longer, the items get more room. */
const LONG = 420;
/** A line, or a block of HTML, takes as much room as so many characters. */
const LINE = 60;
const BLOCK = /<(?:p|div|tr|li|h[1-6]|br|hr|blockquote|pre)\b/gi;

interface Content {
  readonly source: string;
  readonly caption: string;
}

export function markup(form: Markup): View {
  return {
    Show: (props) => <Source {...props} form={form} />,
    keys: [[["↑", "↓"], general.scrollKeys]],
    room(items) {
      const sizes = items
        .map((item) => sizeOf(form, read(item.payload).source))
        .sort((a, b) => a - b);
      return (sizes[Math.floor(sizes.length / 2)] ?? 0) > LONG ? "long" : "short";
    },
    prepare(items) {
      for (const item of items) prepareItem(item, form);
    },
  };
}

/** The room that a source takes, in characters; exact as far as it matters. */
function sizeOf(form: Markup, source: string): number {
  const some = source.slice(0, 10 * LONG);
  if (form === "html") {
    const blocks = [...some.matchAll(BLOCK)].length;
    return LINE * blocks + some.replace(/<[^>]*>/g, "").length;
  }
  return some.split("\n").reduce((sum, line) => sum + Math.max(LINE, line.length), 0);
}

function prepareItem(item: ShownItem, form: Markup): void {
  const { source } = read(item.payload);
  if (source !== "") ready(form, source.slice(0, AT_ONCE));
}

function Source({ item, form }: ViewProps & { readonly form: Markup }) {
  const [whole, setWhole] = useState("");
  const { source, caption } = read(item.payload);
  const isCut = source.length > AT_ONCE && whole !== item.key;
  return (
    <>
      {caption && (
        <p class="lw-caption" dir="auto">
          {caption}
        </p>
      )}
      {source !== "" && <Rich form={form} source={isCut ? source.slice(0, AT_ONCE) : source} />}
      {isCut && (
        <button
          type="button"
          class="lw-button"
          data-lw="show-all"
          onClick={() => setWhole(item.key)}
        >
          {general.showAll(source.length)}
        </button>
      )}
    </>
  );
}

/** A payload that is not as expected shows as nothing, never as an error. */
function read(payload: Json): Content {
  const { source, caption } = (payload ?? {}) as Readonly<Record<string, Json>>;
  const word = (value: Json | undefined) => (typeof value === "string" ? value : "");
  return { source: word(source), caption: word(caption) };
}

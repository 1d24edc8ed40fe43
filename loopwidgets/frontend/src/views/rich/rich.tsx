/** Sanitized HTML in a shadow root: its styles act there alone, and the page's styles stay outside. */

import "./rich.css";
import { useLayoutEffect, useRef } from "preact/hooks";
import { inside } from "./inside";
import { htmlOf } from "./markdown-source";
import { sanitized } from "./sanitized";
import { strings } from "./strings";

/** The form of a source. Lines in a talk break where they break in its source. */
export type Markup = "html" | "markdown" | "talk";

interface Made {
  readonly fragment: DocumentFragment;
  readonly isEmpty: boolean;
  /** It has colors of its own, which are made for white paper. */
  readonly isColored: boolean;
}

/** So many sources are held ready: the shown item and those around it. */
const MOST = 200;
const made = new Map<string, Made>();

/** The elements that a source shows; made ahead for the next items. */
export function ready(form: Markup, source: string): Made {
  const name = `${form} ${source}`;
  let one = made.get(name);
  if (one === undefined) {
    const fragment = sanitized(form === "html" ? source : htmlOf(source, form === "talk"));
    one = { fragment, isEmpty: hasNothing(fragment), isColored: hasColors(fragment) };
    made.set(name, one);
    const [oldest] = made.keys();
    if (made.size > MOST && oldest !== undefined) made.delete(oldest);
  }
  return one;
}

function hasNothing(fragment: DocumentFragment): boolean {
  if (fragment.querySelector("img, hr") !== null) return false;
  const read = fragment.cloneNode(true) as DocumentFragment;
  for (const style of read.querySelectorAll("style")) style.remove();
  return (read.textContent ?? "").trim() === "";
}

function hasColors(fragment: DocumentFragment): boolean {
  const marked = "[bgcolor], font[color], [style*=color], [style*=background]";
  if (fragment.querySelector(marked) !== null) return true;
  return [...fragment.querySelectorAll("style")].some(({ textContent }) =>
    /color|background/.test(textContent ?? ""),
  );
}

interface Props {
  readonly form: Markup;
  readonly source: string;
}

export function Rich({ form, source }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const { fragment, isEmpty, isColored } = ready(form, source);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [inside()];
    root.replaceChildren(document.importNode(fragment, true));
  }, [fragment, isEmpty]);
  if (isEmpty && source.trim() !== "") return <p class="lw-soft">{strings.empty}</p>;
  return (
    <div
      class="lw-rich"
      dir="auto"
      data-lw="rich"
      data-colored={isColored || undefined}
      ref={host}
    />
  );
}

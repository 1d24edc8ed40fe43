/** Show what a user's function made of an item: a text, a picture, sanitized HTML or Markdown. */

import "./custom.css";
import { useLayoutEffect, useState } from "preact/hooks";
import type { Json, ShownItem } from "../../kernel/protocol";
import { strings as general } from "../../strings";
import { Again } from "../again";
import { Problem } from "../problem";
import type { View, ViewProps } from "../view";
import { deskOf, formOf, isRunning } from "./custom-desk";
import { Rich, ready } from "./rich";
import { strings } from "./strings";

/** Characters: items with longer texts get more room. */
const LONG = 420;

export const custom: View = {
  Show,
  keys: [[["↑", "↓"], general.scrollKeys]],
  room(items) {
    const forms = items.map(({ payload }) => formOf(payload));
    if (forms.includes("image")) return "picture";
    const isLong = items.some(({ payload }) => textOf(payload).length > LONG);
    return isLong || forms.includes("running") || forms.includes("html") ? "long" : "short";
  },
  prepare(items, showing) {
    deskOf(showing).want(items);
    for (const { payload } of items) {
      const form = formOf(payload);
      if (form === "html" || form === "markdown") ready(form, textOf(payload));
    }
  },
};

function Show({ item, showing }: ViewProps) {
  const desk = deskOf(showing);
  const isLate = isRunning(item);
  const settled = isLate ? desk.settled.value.get(item.key) : undefined;
  useLayoutEffect(() => {
    if (isLate) desk.want([item]);
  }, [item, isLate, desk]);
  if (isLate && settled === undefined)
    return (
      <p class="lw-soft" data-lw="running">
        {strings.running}
      </p>
    );
  const shown = settled ?? item;
  return (
    <>
      {settled?.problem && <Problem problem={settled.problem} />}
      {formOf(shown.payload) === "overdue" && <Again item={item} showing={showing} />}
      <Made key={item.key} item={shown} />
    </>
  );
}

function Made({ item }: { readonly item: ShownItem }) {
  const form = formOf(item.payload);
  const text = textOf(item.payload);
  if (form === "image") return <Picture item={item} />;
  if (form === "html" || form === "markdown") return <Rich form={form} source={text} />;
  if (form !== "text") return null;
  return (
    <div class="lw-text" dir="auto" data-lw="made">
      {text}
    </div>
  );
}

/** As an image no script in it runs, and nothing that it refers to is loaded. */
function Picture({ item }: { readonly item: ShownItem }) {
  const { image, mime, width, height, density } = item.payload as Readonly<Record<string, unknown>>;
  const [isLarge, setLarge] = useState(false);
  const [url, setUrl] = useState("");
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => {
    if (!(image instanceof DataView)) return;
    const bytes = image as DataView<ArrayBuffer>;
    const made = URL.createObjectURL(new Blob([bytes], { type: String(mime) }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [image, mime]);
  if (failed) return <Problem problem={general.undecodable} />;
  const size = (side: unknown) => Math.max(1, Math.round(Number(side) / Number(density)) || 1);
  const name = general.image(item.number);
  return (
    <button
      type="button"
      class="lw-made"
      data-lw="made"
      aria-expanded={isLarge}
      aria-label={`${name}: ${isLarge ? strings.smaller : strings.larger}`}
      onClick={() => setLarge(!isLarge)}
    >
      {url !== "" && (
        <img
          src={url}
          alt={name}
          width={size(width)}
          height={size(height)}
          onError={() => setFailed(true)}
        />
      )}
    </button>
  );
}

function textOf(payload: Json): string {
  const { text } = (payload ?? {}) as Readonly<Record<string, Json>>;
  return typeof text === "string" ? text : "";
}

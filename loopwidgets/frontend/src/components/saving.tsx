/** The state of saving, always visible and never better than it is. */

import { effect, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { afterPaint } from "../after-paint";
import { strings } from "../strings";
import { LAST } from "../tempo";
import type { WidgetProps } from "./widget";

/** A save that is quicker than this (ms) changes the mark and not the words: no flicker with every key. */
const PATIENCE = 200;

interface Words {
  readonly text: string;
  readonly title: string;
}

export function Saving({ session }: Pick<WidgetProps, "session">) {
  const { unacked, keeping } = session.deliveries;
  const state = useComputed(() => {
    if (session.link.value !== "alive") return "away";
    return unacked.value > 0 ? "saving" : "saved";
  });
  const durable = useComputed(() => session.setup.value?.store.durable ?? true);
  const words = useComputed((): Words => {
    const n = unacked.value;
    if (!keeping.value && n > 0) return { text: strings.notKept(n), title: strings.notKeptTitle };
    if (state.value === "away") return { text: strings.away(n), title: strings.savingTitle };
    if (state.value === "saving") return { text: strings.saving(n), title: strings.savingTitle };
    if (!durable.value) return { text: strings.notDurable, title: strings.notDurable };
    return { text: strings.saved, title: strings.savedTitle };
  });
  const shown = useSignal(words.peek());
  const mark = useSignal(state.peek());
  // What is unsaved with each key and saved a moment later must not cost a style in the frame of the next item.
  useLayoutEffect(
    () =>
      effect(() => {
        const now = state.value;
        if (now === "saving")
          return afterPaint(() => {
            mark.value = now;
          });
        mark.value = now;
        return;
      }),
    [],
  );
  const isLate = useSignal(false);
  const began = useRef(Number.POSITIVE_INFINITY);
  useLayoutEffect(
    () =>
      effect(() => {
        isLate.value = false;
        began.current = state.value === "saving" ? Date.now() : Number.POSITIVE_INFINITY;
        if (state.value !== "saving") return;
        const timer = setTimeout(() => {
          isLate.value = true;
        }, PATIENCE + LAST);
        return () => clearTimeout(timer);
      }),
    [],
  );
  useLayoutEffect(
    () =>
      effect(() => {
        const now = words.value;
        if (state.value === "saving" && keeping.value && !isLate.value) {
          // While keys come it is told in the frame after an item: one of its own might meet the next key.
          if (Date.now() - began.current < PATIENCE) return;
          return afterPaint(() => {
            isLate.value = true;
          });
        }
        // Where only the number is another, the next item is painted first.
        if (shown.peek().title === now.title)
          return afterPaint(() => {
            shown.value = now;
          });
        shown.value = now;
        return;
      }),
    [],
  );
  return (
    <span
      class={useComputed(() => `lw-saved lw-is-${mark.value}`)}
      data-lw="saved"
      data-state={state}
      data-durable={useComputed(() => (durable.value ? "true" : "false"))}
      title={useComputed(() => shown.value.title)}
    >
      <span dir="auto">{useComputed(() => shown.value.text)}</span>
    </span>
  );
}

/** The state of saving, always visible and never better than it is. */

import { effect, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { afterPaint } from "../lib/after-paint";
import { strings } from "../strings";
import type { WidgetProps } from "./props";

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
    if (session.isReadOnly.value) return { text: strings.readOnly, title: strings.readOnlyHint };
    if (!durable.value) return { text: strings.notDurable, title: strings.notDurable };
    return { text: strings.saved, title: strings.savedTitle };
  });
  const shown = useSignal(words.peek());
  const mark = useSignal(state.peek());
  // Each key makes an answer unsaved for a moment; this must not cost a style in the frame of the
  // next item.
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
  useLayoutEffect(
    () =>
      effect(() => {
        const now = words.value;
        // The next item is painted first; bad news is shown at once.
        if (state.value === "saving" && keeping.value)
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
      data-read-only={session.isReadOnly}
      data-durable={useComputed(() => (durable.value ? "true" : "false"))}
      title={useComputed(() => shown.value.title)}
    >
      <span dir="auto">{useComputed(() => shown.value.text)}</span>
    </span>
  );
}

/** Why this item is asked about now, under it; the item gets less room, and nothing else moves. */

import { useComputed } from "@preact/signals";
import { strings } from "../../strings";
import { toggle } from "../keyboard";
import type { WidgetProps } from "../props";

export function ReasonPanel({ session }: Pick<WidgetProps, "session">) {
  return (
    <p class="lw-panel lw-reason" data-lw="reason" dir="auto">
      {session.loop.reason}
    </p>
  );
}

/** The chip that opens it. A screen reader reads it out at once. */
export function Why({ session, pane }: WidgetProps) {
  const isThere = useComputed(() => session.loop.reason.value !== "");
  const isOpen = useComputed(() => pane.panel.value === "reason");
  if (!isThere.value) return null;
  return (
    <button
      type="button"
      class="lw-mark lw-why"
      data-lw="why"
      aria-expanded={isOpen.value}
      onClick={() => {
        pane.focus();
        toggle(pane, "reason");
        if (isOpen.peek()) session.say(session.loop.reason.peek());
      }}
    >
      <span dir="auto">{strings.why}</span>
      <svg class="lw-icon lw-chevron" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M3 4.5 6 7.5 9 4.5" />
      </svg>
    </button>
  );
}

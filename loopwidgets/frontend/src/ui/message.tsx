/** A sentence where the item would be: loading, empty, an error. */

import type { ComponentChildren } from "preact";

interface Props {
  readonly kind: "quiet" | "plain" | "error";
  readonly title: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly children?: ComponentChildren;
}

export function Message({ kind, title, detail, hint, children }: Props) {
  return (
    <div
      class={`lw-message lw-${kind}`}
      data-lw="message"
      role={kind === "error" ? "alert" : undefined}
    >
      <p class="lw-message-title">{title}</p>
      {detail && (
        <p class="lw-message-detail" dir="auto">
          {detail}
        </p>
      )}
      {hint && <p class="lw-soft">{hint}</p>}
      {children}
    </div>
  );
}

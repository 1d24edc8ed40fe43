/** The two small buttons that lead to other items: find, and what was done. */

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { toggle, toggleHistory } from "../keyboard";
import { letterOf } from "../keys";
import { strings } from "../strings";
import type { WidgetProps } from "./widget";

export function LookActs({ session, pane }: WidgetProps) {
  const finding = useComputed(() => pane.panel.value === "find");
  const listed = pane.side;
  const off = useComputed(() => !["item", "waiting", "finished"].includes(session.stage.value));
  return (
    <span class="lw-look">
      <Icon
        name="find"
        words={strings.find}
        keys="/"
        isOff={off.value}
        isOpen={finding.value}
        onClick={() => {
          pane.focus();
          toggle(pane, "find");
        }}
      >
        <path d="M5 1.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M7.7 7.7 11 11" />
      </Icon>
      <Icon
        name="history"
        words={strings.history}
        keys={letterOf("history", session.setup.value?.labels ?? [])}
        isOff={false}
        isOpen={listed.value}
        onClick={() => toggleHistory(pane)}
      >
        <path d="M1 2.5h.5M4 2.5h7M1 6h.5M4 6h7M1 9.5h.5M4 9.5h7" />
      </Icon>
    </span>
  );
}

interface IconProps {
  readonly name: string;
  readonly words: string;
  readonly keys: string | null;
  readonly isOff: boolean;
  readonly isOpen: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

function Icon({ name, words, keys, isOff, isOpen, onClick, children }: IconProps) {
  return (
    <button
      type="button"
      class="lw-act"
      data-lw={name}
      title={keys === null ? words : `${words} (${keys})`}
      aria-label={words}
      aria-expanded={isOpen}
      aria-disabled={isOff ? "true" : undefined}
      aria-keyshortcuts={keys ?? undefined}
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
        {children}
      </svg>
      {keys !== null && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
}

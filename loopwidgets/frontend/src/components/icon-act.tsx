/** A small button with a picture for its words, which a tip and a screen reader tell. */

import type { ComponentChildren } from "preact";

interface Props {
  readonly name: string;
  readonly words: string;
  readonly keys: string | null;
  readonly isOff?: boolean;
  readonly isOpen: boolean;
  readonly onClick: () => void;
  /** Beside the picture. */
  readonly mark?: ComponentChildren;
  /** The picture's paths, 12 by 12. */
  readonly children: ComponentChildren;
}

export function IconAct({ name, words, keys, isOff, isOpen, onClick, mark, children }: Props) {
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
      {mark}
      {keys !== null && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
}

/** Where several labels may be chosen: answer with the chosen labels, or with none of them. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { strings } from "../../strings";
import type { Asking } from "../task";
import { isNone } from "./none";

interface Props {
  readonly asking: Asking;
  readonly chosen: ReadonlySignal<readonly string[]>;
  /** The key that confirms. */
  readonly shortcut: string;
  readonly onConfirm: (event: UIEvent) => void;
  readonly onNone: (event: UIEvent) => void;
}

export function Confirm({ asking, chosen, shortcut, onConfirm, onNone }: Props) {
  const pressed = useComputed(() => isNone(asking) && chosen.value.length === 0);
  return (
    <div class="lw-confirming">
      <button
        type="button"
        class="lw-button lw-none"
        data-lw="none"
        aria-pressed={pressed}
        onMouseDown={keepFocus}
        onClick={onNone}
      >
        {strings.none}
      </button>
      <button
        type="button"
        class="lw-button lw-primary lw-confirm"
        data-lw="confirm"
        aria-keyshortcuts="Enter"
        onMouseDown={keepFocus}
        onClick={onConfirm}
      >
        {strings.confirm} <kbd aria-hidden="true">{shortcut}</kbd>
      </button>
    </div>
  );
}

/** The field that finds a label keeps the focus. */
const keepFocus = (event: MouseEvent) => event.preventDefault();

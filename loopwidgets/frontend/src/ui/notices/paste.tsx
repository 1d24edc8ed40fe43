/** The line of code that keeps the cell in step with the store's labels, to be copied. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { strings } from "../../strings";

interface Props {
  readonly code: string;
  readonly onDone: () => void;
}

export function PasteLine({ code, onDone }: Props) {
  const copied = useSignal(false);
  const shown = useRef<HTMLElement>(null);
  const copy = async () => {
    copied.value = await copyText(code, shown.current);
    onDone();
  };
  return (
    <div class="lw-line" data-lw="paste">
      <span class="lw-line-text">
        {strings.paste} <code ref={shown}>{code}</code>
      </span>
      <button type="button" class="lw-button" data-lw="copy" onClick={copy}>
        {copied.value ? strings.copied : strings.copy}
      </button>
    </div>
  );
}

/** Without the clipboard (plain http, a frame without permission) the code is left selected. */
async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
    return false;
  }
}

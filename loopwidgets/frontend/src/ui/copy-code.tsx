/** A line of code, and a button that copies it. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { strings } from "../strings";

interface Props {
  /** The button's name. */
  readonly name: string;
  readonly words: string;
  readonly code: string;
  readonly onDone: () => void;
}

export function CopyCode({ name, words, code, onDone }: Props) {
  const copied = useSignal(false);
  const shown = useRef<HTMLElement>(null);
  const copy = async () => {
    copied.value = await copyText(code, shown.current);
    onDone();
  };
  return (
    <>
      <span class="lw-line-text">
        {words} <code ref={shown}>{code}</code>
      </span>
      <button type="button" class="lw-button" data-lw={name} onClick={copy}>
        {copied.value ? strings.copied : strings.copy}
      </button>
    </>
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

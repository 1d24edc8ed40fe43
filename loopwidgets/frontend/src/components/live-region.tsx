/** Tells screen readers what an act did, once it is painted. */

import { effect, type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { afterPaint } from "../after-paint";

export function LiveRegion({ said }: { readonly said: ReadonlySignal<string> }) {
  const spoken = useSignal("");
  useLayoutEffect(
    () =>
      effect(() => {
        const words = said.value;
        return afterPaint(() => {
          spoken.value = words;
        });
      }),
    [said, spoken],
  );
  return (
    <div class="lw-said" aria-live="polite" data-lw="said">
      {spoken}
    </div>
  );
}

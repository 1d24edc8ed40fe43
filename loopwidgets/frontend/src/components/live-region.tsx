/** Tells screen readers what an act did, once it is painted. */

import { effect, type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

const AFTER_PAINT = 60;

export function LiveRegion({ said }: { readonly said: ReadonlySignal<string> }) {
  const spoken = useSignal("");
  useLayoutEffect(
    () =>
      effect(() => {
        const words = said.value;
        const timer = setTimeout(() => {
          spoken.value = words;
        }, AFTER_PAINT);
        return () => clearTimeout(timer);
      }),
    [said, spoken],
  );
  return (
    <div class="lw-said" aria-live="polite" data-lw="said">
      {spoken}
    </div>
  );
}

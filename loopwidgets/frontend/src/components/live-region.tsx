/** Tells screen readers what an act did, once it is painted. */

import type { ReadonlySignal } from "@preact/signals";

export function LiveRegion({ said }: { readonly said: ReadonlySignal<string> }) {
  return (
    <div class="lw-said" aria-live="polite" data-lw="said">
      {said}
    </div>
  );
}

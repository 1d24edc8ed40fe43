/** A button for an item whose file could not be fetched. */

import { strings } from "../strings";
import type { ViewProps } from "./view";

export function Again({ item, showing }: ViewProps) {
  return (
    <button
      type="button"
      class="lw-button lw-again"
      data-lw="again"
      onClick={() => showing.again(item.key)}
    >
      {strings.again}
    </button>
  );
}

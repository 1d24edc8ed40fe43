/** The small button that opens what is told of the model; only where one learns. */

import { useComputed } from "@preact/signals";
import { toggleModel } from "../keyboard";
import { letterOf } from "../keys";
import { strings } from "../strings";
import { IconAct } from "./icon-act";
import type { WidgetProps } from "./widget";

export function ModelAct({ session, pane }: WidgetProps) {
  const { state } = session.loop;
  const isThere = useComputed(() => state.value !== null);
  const isTroubled = useComputed(() => (state.value?.problem ?? "") !== "");
  if (!isThere.value) return null;
  const trouble = isTroubled.value;
  return (
    <IconAct
      name="model"
      words={trouble ? `${strings.model}: ${strings.modelTroubled}` : strings.model}
      keys={letterOf("model", session.setup.value?.labels ?? [])}
      isOpen={pane.model.value}
      onClick={() => toggleModel(pane)}
      mark={
        trouble && (
          <span class="lw-troubled" aria-hidden="true">
            !
          </span>
        )
      }
    >
      <path d="M1.5 1.5v9h9M3.5 8.5C4.4 5.2 6.4 3.9 10.5 3.4" />
    </IconAct>
  );
}

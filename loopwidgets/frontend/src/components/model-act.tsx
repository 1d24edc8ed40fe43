/** The small button that opens what is told of the model; only where one learns. */

import { useComputed } from "@preact/signals";
import { toggleModel } from "../keyboard";
import { letterOf } from "../keys";
import { strings } from "../strings";
import type { WidgetProps } from "./widget";

export function ModelAct({ session, pane }: WidgetProps) {
  const { state } = session.loop;
  const isThere = useComputed(() => state.value !== null);
  const isTroubled = useComputed(() => (state.value?.problem ?? "") !== "");
  if (!isThere.value) return null;
  const letter = letterOf("model", session.setup.value?.labels ?? []);
  return (
    <button
      type="button"
      class="lw-act"
      data-lw="model"
      aria-expanded={pane.model.value}
      aria-keyshortcuts={letter ?? undefined}
      onClick={() => toggleModel(pane)}
    >
      <span>{strings.model}</span>
      {isTroubled.value && (
        <span class="lw-troubled" role="img" aria-label={strings.modelTroubled}>
          !
        </span>
      )}
      {letter !== null && <kbd aria-hidden="true">{letter}</kbd>}
    </button>
  );
}

/** Offers what this browser keeps for a store that was here before: to be saved here, or given up. */

import { useSignal } from "@preact/signals";
import { itemsOf } from "../../answers/orphaned-events";
import { strings } from "../../strings";
import type { WidgetProps } from "../props";

export function StraysLine({ session, pane }: WidgetProps) {
  const sure = useSignal(false);
  const n = itemsOf(session.strays.kept.value);
  const unfit = session.strays.unfit.value;
  const kept = session.strays.ofSplit.value ? strings.straysOfSplit : strings.strays;
  const words = unfit ? strings.straysUnfit : kept;
  if (n === 0) return null;
  const take = () => {
    pane.focus();
    void session.strays.save();
  };
  const drop = () => {
    if (sure.value) {
      pane.focus();
      session.strays.drop();
    }
    sure.value = !sure.value;
  };
  return (
    <div class="lw-line" data-lw="strays" data-level="warning" role="alert">
      <span class="lw-line-text">{words(n)}</span>
      <span class="lw-row">
        {!unfit && (
          <button type="button" class="lw-button" data-lw="strays-save" onClick={take}>
            {strings.takeStrays}
          </button>
        )}
        <button type="button" class="lw-button" data-lw="strays-drop" onClick={drop}>
          {sure.value ? strings.dropStraysSure : strings.dropStrays}
        </button>
      </span>
    </div>
  );
}

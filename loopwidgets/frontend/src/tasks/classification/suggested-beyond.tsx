/** With many labels: those suggested that are not on the strip, in the end of the field that finds any. */

import { useComputed } from "@preact/signals";
import { lookup } from "../../kernel/choices";
import type { ShownChoice } from "../../kernel/protocol";
import { boardOf } from "../../labels/at-hand";
import type { Asking } from "../task";
import { markOf, suggestionWords } from "./suggestion-mark";

interface Props {
  readonly asking: Asking;
  readonly onChoose: (label: ShownChoice, event: UIEvent) => void;
}

const NONE: readonly ShownChoice[] = [];

export function SuggestedBeyond({ asking, onChoose }: Props) {
  const { drawn, isDrawnAtHand } = asking.loop;
  const beyond = useComputed(() => {
    const now = drawn.value;
    if (now === null) return NONE;
    const { byId } = lookup(asking.setup.value?.choices ?? NONE);
    const places = boardOf(asking).places.value;
    const labels = now.labels.flatMap((id) => byId.get(id) ?? []);
    const far = labels.filter((label) => !places.includes(label));
    return far.length === 0 ? NONE : far;
  });
  const now = beyond.value.length > 0 ? drawn.value : null;
  if (now === null) return null;
  return (
    <span class="lw-beyond">
      {beyond.value.map((label) => (
        <button
          key={label.id}
          type="button"
          class="lw-beyond-label"
          data-lw="suggested-label"
          data-label={label.name}
          style={`--light:${label.color[0]};--dark:${label.color[1]}`}
          onClick={(event) => onChoose(label, event)}
        >
          <span class="lw-dot" aria-hidden="true" />
          <span class="lw-beyond-title" dir="auto">
            {label.title}
          </span>
          <span class="lw-said">{suggestionWords(now)}</span>
          {markOf(now, isDrawnAtHand.value)}
        </button>
      ))}
    </span>
  );
}

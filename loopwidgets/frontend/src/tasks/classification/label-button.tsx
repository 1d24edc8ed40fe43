/** One label to choose, with its share of the answers right under it. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { newId } from "../../kernel/identity";
import type { ShownChoice } from "../../kernel/protocol";
import { boardOf } from "../../labels/at-hand";
import { Share } from "../share";
import type { Asking } from "../task";
import { drawnOf, SuggestionMark, suggestionWords } from "./suggestion-mark";

interface Props {
  readonly label: ShownChoice;
  /** The key that chooses it now. */
  readonly shortcut: string;
  readonly asking: Asking;
  readonly chosen: ReadonlySignal<readonly string[]>;
  readonly onClick: (event: MouseEvent) => void;
}

/** Longer titles may be cut off. */
const LONG_TITLE = 24;

export function LabelButton({ label, shortcut, asking, chosen, onClick }: Props) {
  const { counts } = asking.beside;
  const pressed = useComputed(() => (chosen.value.includes(label.id) ? "true" : "false"));
  const off = useComputed(() => !asking.mayAct.value || !boardOf(asking).isOffered(label));
  const count = useComputed(() => counts.value?.by_value[label.id] ?? 0);
  const share = useComputed(() => {
    const answered = counts.value?.answered ?? 0;
    return answered > 0 ? count.value / answered : 0;
  });
  const suggestion = useComputed(() => drawnOf(asking.loop, label.id));
  const id = useMemo(newId, []);
  const described = useComputed(() => (suggestion.value === null ? undefined : id));
  const [light, dark] = label.color;
  const tip = label.description || ([...label.title].length > LONG_TITLE ? label.title : undefined);
  return (
    <div class="lw-choice" style={`--light:${light};--dark:${dark}`}>
      <button
        type="button"
        class="lw-label"
        data-lw="label"
        data-label={label.name}
        aria-pressed={pressed}
        aria-disabled={useComputed(() => (off.value ? "true" : undefined))}
        aria-keyshortcuts={shortcut || undefined}
        aria-describedby={described}
        title={tip}
        onClick={onClick}
      >
        <span class="lw-title" dir="auto">
          {label.title}
        </span>
        <span class="lw-end-mark" aria-hidden="true">
          <span class="lw-check" />
          {shortcut && <kbd>{shortcut}</kbd>}
        </span>
        <SuggestionMark suggestion={suggestion} isAtHand={asking.loop.isDrawnAtHand} />
      </button>
      <span id={id} hidden>
        {useComputed(() => suggestionWords(suggestion.value, tip))}
      </span>
      <Share name={label.name} share={share} count={count} />
    </div>
  );
}

/** One label to choose, with its share of the answers right under it; at the end, its share alone. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { newId } from "../../kernel/identity";
import type { ShownChoice } from "../../kernel/protocol";
import { boardOf } from "../../labels/at-hand";
import { ShareOf } from "../share";
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

export function LabelButton(props: Props) {
  const { stage } = props.asking;
  const isOver = useComputed(() => stage.value === "finished");
  return isOver.value ? <LabelShare {...props} /> : <Choosable {...props} />;
}

function Choosable({ label, shortcut, asking, chosen, onClick }: Props) {
  const pressed = useComputed(() => (chosen.value.includes(label.id) ? "true" : "false"));
  const off = useComputed(() => !asking.mayAct.value || !boardOf(asking).isOffered(label));
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
          <SuggestionMark suggestion={suggestion} loop={asking.loop} />
          <span class="lw-check" />
          {shortcut && <kbd>{shortcut}</kbd>}
        </span>
      </button>
      <span id={id} hidden>
        {useComputed(() => suggestionWords(suggestion.value, tip))}
      </span>
      <ShareOf asking={asking} id={label.id} name={label.name} />
    </div>
  );
}

/** A label's name, as the caption of its share: there is nothing to choose any more. */
export function LabelShare({ label, asking }: Pick<Props, "label" | "asking">) {
  const [light, dark] = label.color;
  return (
    <div class="lw-choice" style={`--light:${light};--dark:${dark}`}>
      <div
        class="lw-label"
        data-lw="label"
        data-label={label.name}
        title={label.description || undefined}
      >
        <span class="lw-title" dir="auto">
          {label.title}
        </span>
      </div>
      <ShareOf asking={asking} id={label.id} name={label.name} />
    </div>
  );
}

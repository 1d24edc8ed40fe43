/** One label to choose, with its share of the answers right under it. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Counts, ShownLabel } from "../protocol";
import { strings } from "../strings";

interface Props {
  readonly label: ShownLabel;
  readonly chosen: ReadonlySignal<readonly string[]>;
  readonly counts: ReadonlySignal<Counts | null>;
  readonly off: ReadonlySignal<boolean>;
  readonly onClick: (event: MouseEvent) => void;
}

export function LabelButton({ label, chosen, counts, off, onClick }: Props) {
  const pressed = useComputed(() => chosen.value.includes(label.id));
  const count = useComputed(() => counts.value?.by_label[label.id] ?? 0);
  const words = useComputed(() => strings.number(count.value));
  const share = useComputed(() => {
    const answered = counts.value?.answered ?? 0;
    return `transform:scaleX(${answered > 0 ? Math.min(1, count.value / answered) : 0})`;
  });
  const [light, dark] = label.color;
  return (
    <div class="lw-choice" style={`--light:${light};--dark:${dark}`}>
      <button
        type="button"
        class="lw-label"
        data-lw="label"
        data-label={label.name}
        aria-pressed={useComputed(() => (pressed.value ? "true" : "false"))}
        aria-disabled={useComputed(() => (off.value ? "true" : undefined))}
        aria-keyshortcuts={label.key}
        title={label.description || undefined}
        onClick={onClick}
      >
        <span class="lw-title" dir="auto">
          {label.title}
        </span>
        <span class="lw-end-mark" aria-hidden="true">
          <span class="lw-check" />
          <kbd>{label.key}</kbd>
        </span>
      </button>
      <div class="lw-share" data-lw="distribution" data-label={label.name}>
        <span class="lw-track" aria-hidden="true">
          <span class="lw-fill" style={share} />
        </span>
        <span class="lw-count">{words}</span>
      </div>
    </div>
  );
}

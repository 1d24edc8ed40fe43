/** The cell has a new label in the place of an old one: renamed, with its answers, or another label? */

import { useComputed } from "@preact/signals";
import { strings } from "../../strings";
import type { WidgetProps } from "../props";

export function ReplacedLine({ session, pane }: WidgetProps) {
  const replaced = session.setup.value?.replaced ?? [];
  // A label that was used is another label.
  const isUsed = useComputed(() => {
    const counts = session.beside.counts.value?.by_value ?? {};
    return (session.setup.value?.replaced ?? []).some(({ new_id }) => (counts[new_id] ?? 0) > 0);
  });
  if (replaced.length === 0 || isUsed.value || session.isReadOnly.value) return null;
  const decide = (keep: boolean) => () => {
    pane.focus();
    session.rename(keep);
  };
  const answers = replaced.reduce((sum, pair) => sum + pair.answers, 0);
  return (
    <div class="lw-line" data-lw="replaced" role="status">
      <span class="lw-line-text" dir="auto">
        {strings.replacedLabels(replaced)}
      </span>
      <span class="lw-row">
        <button type="button" class="lw-button" data-lw="replaced-rename" onClick={decide(true)}>
          {strings.renameLabels(answers)}
        </button>
        <button type="button" class="lw-button" data-lw="replaced-new" onClick={decide(false)}>
          {strings.newLabels(replaced.length)}
        </button>
      </span>
    </div>
  );
}

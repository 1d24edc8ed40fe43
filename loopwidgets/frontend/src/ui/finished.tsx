/** The end: the answers, where they are saved, and items for a second look. */

import { strings } from "../strings";
import type { WidgetProps } from "./props";

export function Finished({ session, pane }: WidgetProps) {
  const counts = session.beside.counts.value;
  const setup = session.setup.value;
  if (counts === null || setup === null) return null;
  const { total, answered, skipped, flagged } = counts;
  const left = total === null ? 0 : Math.max(0, total - answered - skipped);
  const [before, code, between, after] = strings.finishedWhere;
  const act = (work: () => unknown) => () => {
    pane.focus();
    work();
  };
  return (
    <div class="lw-message lw-plain" data-lw="finished">
      <p class="lw-message-title">{strings.finished(total, answered, left)}</p>
      <p class="lw-soft">
        {strings.finishedCounts(skipped, flagged)}
        {before}
        <code>{code}</code>
        {between}
        <span dir="auto">{setup.store.where}</span>
        {after}
      </p>
      <div class="lw-row">
        {skipped > 0 && (
          <button
            type="button"
            class="lw-button"
            data-lw="review-skipped"
            onClick={act(() => session.review({ status: "skipped" }))}
          >
            {strings.lookAtSkipped(skipped)}
          </button>
        )}
        {flagged > 0 && (
          <button
            type="button"
            class="lw-button"
            data-lw="review-flagged"
            onClick={act(() => session.review({ flagged: true }))}
          >
            {strings.reviewFlagged(flagged)}
          </button>
        )}
        <button
          type="button"
          class="lw-button"
          data-lw="back-to-last"
          onClick={act(() => session.back())}
        >
          {strings.backToLast} <kbd aria-hidden="true">←</kbd>
        </button>
        <button
          type="button"
          class="lw-button"
          data-lw="hand-in"
          title={strings.handInTitle}
          onClick={act(() => session.handIn())}
        >
          {strings.handIn}
        </button>
        {left > 0 && (
          <button
            type="button"
            class="lw-button"
            data-lw="look-again"
            onClick={act(() => session.place.check())}
          >
            {strings.lookAgain}
          </button>
        )}
      </div>
      {session.hint.value && (
        <p class="lw-soft" role="status">
          {session.hint}
        </p>
      )}
    </div>
  );
}

/** The end: what was done, where the answers are, and what can come next. */

import { useComputed } from "@preact/signals";
import { strings } from "../strings";
import { CopyCode } from "./copy-code";
import { HandInButton } from "./hand-in-button";
import type { WidgetProps } from "./props";

/** Takes the answers on into the notebook. */
const NEXT = "labeled = w.to_frame()";

export function Finished({ session, pane }: WidgetProps) {
  const counts = session.beside.counts.value;
  const setup = session.setup.value;
  if (counts === null || setup === null) return null;
  const { total, answered, skipped, flagged } = counts;
  const left = total === null ? 0 : Math.max(0, total - answered - skipped);
  const [before, code, between, after] = strings.finishedWhere;
  return (
    <div class="lw-message lw-plain" data-lw="finished">
      <p class="lw-message-title">{strings.finished(total, answered, left)}</p>
      <p class="lw-soft">
        {strings.finishedCounts(skipped, flagged)}
        <Time session={session} />
        {before}
        <code>{code}</code>
        {between}
        <span dir="auto">{setup.store.where}</span>
        {after}
      </p>
      <div class="lw-next" data-lw="next">
        <CopyCode name="copy-next" words={strings.nextLine} code={NEXT} onDone={pane.focus} />
      </div>
      <Ways session={session} pane={pane} skipped={skipped} flagged={flagged} left={left} />
      {session.hint.value && (
        <p class="lw-soft" role="status">
          {session.hint}
        </p>
      )}
    </div>
  );
}

/** How long the work in this page took. */
function Time({ session }: Pick<WidgetProps, "session">) {
  const { spent, pace } = session.beside;
  const words = useComputed(() => strings.spent(spent.value, pace.value));
  return <span data-lw="spent">{words}</span>;
}

interface WaysProps extends WidgetProps {
  readonly skipped: number;
  readonly flagged: number;
  /** Items that are open, and not here. */
  readonly left: number;
}

/** A second look, the last item, the file to send. */
function Ways({ session, pane, skipped, flagged, left }: WaysProps) {
  const act = (work: () => unknown) => () => {
    pane.focus();
    work();
  };
  return (
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
      {!session.isReadOnly.value && <HandInButton session={session} pane={pane} />}
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
  );
}

/** In a walk through found items: how many there are, of what, which one is shown, and how to leave. */

import { strings } from "../strings";
import type { Review } from "../walk";
import type { WidgetProps } from "./widget";

interface Props extends WidgetProps {
  readonly review: Review;
}

export function ReviewBar({ review, session, pane }: Props) {
  const { query, named, place, total, complete } = review;
  const labels = session.setup.value?.labels ?? [];
  const what = named
    ? strings.itemNamed(session.shown.value?.number ?? null)
    : strings.sought(query, labels);
  const words = named ? what : strings.matching(total, complete, what);
  return (
    <span class="lw-review" data-lw="review">
      <span class="lw-sought" dir="auto" title={words}>
        {words}
      </span>
      {!named && (
        <span class="lw-progress" data-lw="progress" dir="auto">
          {strings.place(Math.min(place + 1, total), total, complete)}
        </span>
      )}
      <button
        type="button"
        class="lw-act"
        data-lw="leave-review"
        onClick={() => {
          session.elsewhere.leave();
          pane.focus();
        }}
      >
        {strings.leaveReview} <kbd aria-hidden="true">Esc</kbd>
      </button>
    </span>
  );
}

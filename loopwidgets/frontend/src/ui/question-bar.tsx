/** The question, the pace and the progress; in a walk through found items, the query. */

import { useComputed } from "@preact/signals";
import type { Review } from "../navigation/found-items";
import { strings } from "../strings";
import { toggle } from "./keyboard";
import type { WidgetProps } from "./props";

export function QuestionBar({ session, pane }: WidgetProps) {
  const { counts } = session.beside;
  const { review } = session.place;
  const question = useComputed(() => session.setup.value?.task.question ?? "");
  const heading = useComputed(() => session.setup.value?.heading ?? "");
  const hasGuidelines = useComputed(() => {
    const setup = session.setup.value;
    if (setup === null) return false;
    return setup.task.guidelines !== "" || setup.choices.some(({ description }) => description);
  });
  const progress = useComputed(() => {
    const now = counts.value;
    return now === null || now.total === 0 ? "" : strings.progress(now.answered, now.total);
  });
  const repeated = useComputed(() =>
    strings.repeated(counts.value?.total ?? null, session.setup.value?.rows ?? null),
  );
  return (
    <>
      <div class="lw-top">
        <div class="lw-question">
          <span dir="auto" data-lw="question">
            {question}
          </span>
          {heading.value && (
            <span class="lw-heading" dir="auto" data-lw="heading" title={heading.value}>
              {heading}
            </span>
          )}
          {hasGuidelines.value && (
            <button
              type="button"
              class="lw-act"
              data-lw="guidelines"
              onClick={() => {
                pane.focus();
                toggle(pane, "guidelines");
              }}
            >
              {strings.guidelines}
            </button>
          )}
        </div>
        {review.value === null ? (
          <>
            <Pace session={session} />
            <span class="lw-progress" data-lw="progress" dir="auto" title={repeated}>
              {progress}
            </span>
          </>
        ) : (
          <ReviewBar review={review.value} session={session} pane={pane} />
        )}
      </div>
      <Bar session={session} />
    </>
  );
}

function Pace({ session }: Pick<WidgetProps, "session">) {
  const words = useComputed(() =>
    session.beside.pace.value === null ? "" : strings.pace(session.beside.pace.value),
  );
  return (
    <span class="lw-pace" data-lw="pace" dir="auto" title={strings.paceTitle}>
      {words}
    </span>
  );
}

function Bar({ session }: Pick<WidgetProps, "session">) {
  const share = (n: number) => {
    const total = session.beside.counts.value?.total ?? 0;
    return `transform:scaleX(${total > 0 ? Math.min(1, n / total) : 0})`;
  };
  const answered = useComputed(() => share(session.beside.counts.value?.answered ?? 0));
  const through = useComputed(() => {
    const now = session.beside.counts.value;
    return share((now?.answered ?? 0) + (now?.skipped ?? 0));
  });
  return (
    <div class="lw-bar" aria-hidden="true">
      <span class="lw-through" style={through} />
      <span class="lw-done" style={answered} />
    </div>
  );
}

interface ReviewProps extends WidgetProps {
  readonly review: Review;
}

/** In a walk through found items: their number, the place of the shown item, and how to leave. */
function ReviewBar({ review, session, pane }: ReviewProps) {
  const { query, named, place, total, complete } = review;
  const choices = session.setup.value?.choices ?? [];
  const what = named
    ? strings.itemNamed(session.shown.value?.number ?? null)
    : strings.sought(query, choices);
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
          session.jumps.leave();
          pane.focus();
        }}
      >
        {strings.leaveReview} <kbd aria-hidden="true">Esc</kbd>
      </button>
    </span>
  );
}

/** The whole of the progress widget. */

import type { ReadonlySignal } from "@preact/signals";
import type { ShownProgress } from "../kernel/protocol";
import { strings } from "../strings";
import { Distribution } from "./distribution";
import { Pace } from "./pace";
import { People } from "./people";

interface Props {
  readonly now: ReadonlySignal<ShownProgress>;
  readonly away: ReadonlySignal<boolean>;
}

export function Outlook({ now, away }: Props) {
  const { all, bins, others, people, stretch, total, everyone, at } = now.value;
  const began = all.answered > 0;
  return (
    <>
      <div class="lw-outlook-top">
        <p class="lw-outlook-done" data-lw="progress">
          <strong>{strings.number(all.answered)}</strong>{" "}
          <span>{strings.answeredOf(total, everyone ? people.length : null)}</span>
        </p>
        <p class="lw-soft" data-lw="beside">
          {strings.beside(all.skipped, all.flagged)}
        </p>
      </div>
      {total !== null && total > 0 && (
        <div class="lw-bar" aria-hidden="true">
          <span class="lw-through" style={grown((all.answered + all.skipped) / total)} />
          <span class="lw-done" style={grown(all.answered / total)} />
        </div>
      )}
      <div class="lw-outlook-body">
        <Distribution bins={bins} work={all} others={others} full={all.answered} />
        {began && stretch !== null ? (
          <Pace stretch={stretch} />
        ) : (
          <p class="lw-outlook-none lw-soft" data-lw="none">
            {strings.noAnswers(total === 0)}
          </p>
        )}
      </div>
      {everyone && people.length > 0 && <People bins={bins} others={others} people={people} />}
      {away.value && (
        <p class="lw-line lw-soft" data-lw="away">
          {strings.asOf(new Date(at))}
        </p>
      )}
    </>
  );
}

function grown(share: number): string {
  return `transform:scaleX(${Math.min(1, share)})`;
}

/** The last stretch of work: a line of the answers as they came, and how quickly. */

import type { ShownStretch } from "../kernel/protocol";
import { strings } from "../strings";

const WIDTH = 100;
const HEIGHT = 40;

export function Pace({ stretch }: { readonly stretch: ShownStretch }) {
  const { steps, answered, per_hour, hours_left } = stretch;
  const begun = new Date(stretch.begun);
  const ended = new Date(stretch.ended);
  const line = stepLine(steps, answered);
  const isOfToday = ended.toDateString() === new Date().toDateString();
  return (
    <div class="lw-pace">
      <svg
        class="lw-steps"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={strings.saidStretch(answered, begun, ended)}
      >
        <path class="lw-under" d={`${line}V${HEIGHT}H0Z`} />
        <path class="lw-step" d={line} />
      </svg>
      <p class="lw-times lw-soft" aria-hidden="true">
        <span>{strings.moment(begun, isOfToday)}</span>
        <span>{strings.moment(ended, true)}</span>
      </p>
      {per_hour !== null && (
        <p class="lw-rate">
          <span data-lw="rate" title={strings.perHourTitle}>
            {strings.perHour(per_hour)}
          </span>
          {hours_left !== null && (
            <span class="lw-soft" data-lw="left">
              {strings.left(hours_left)}
            </span>
          )}
        </p>
      )}
    </div>
  );
}

/** The path of a line that goes up in steps, over the whole width and height. */
export function stepLine(steps: readonly number[], top: number): string {
  const height = (n: number) => rounded(HEIGHT - 1 - (n / Math.max(1, top)) * (HEIGHT - 2));
  const wide = WIDTH / Math.max(1, steps.length);
  const parts = steps.map((n, place) => `V${height(n)}H${rounded((place + 1) * wide)}`);
  return `M0 ${height(steps[0] ?? 0)}${parts.join("")}`;
}

const rounded = (n: number) => Math.round(n * 100) / 100;

/** How often each answer was given: a bar and a number for each, all on one scale. */

import type { CountedBin, ShownWork } from "../kernel/protocol";
import { strings } from "../strings";

interface Props {
  readonly bins: readonly CountedBin[];
  readonly work: ShownWork;
  /** How many bins there are beside these. */
  readonly others: number;
  /** The count that fills a track. */
  readonly full: number;
}

export function Distribution({ bins, work, others, full }: Props) {
  const counts = work.by_bin;
  return (
    <ul class="lw-shares" data-lw="distribution">
      {bins.map(({ name, title, color: [light, dark] }, place) => (
        <li key={name} data-label={name} style={`--light:${light};--dark:${dark}`}>
          <Row title={title} count={counts[place] ?? 0} full={full} />
        </li>
      ))}
      {work.others > 0 && (
        <li class="lw-retired" data-lw="other-labels">
          <Row title={strings.others(others)} count={work.others} full={full} />
        </li>
      )}
      {work.retired > 0 && (
        <li class="lw-retired">
          <Row title={strings.retired} count={work.retired} full={full} />
        </li>
      )}
    </ul>
  );
}

function Row({ title, count, full }: { title: string; count: number; full: number }) {
  const share = full > 0 ? Math.min(1, count / full) : 0;
  return (
    <>
      <span class="lw-share-name" dir="auto" title={title}>
        {title}
      </span>
      <span class="lw-track" aria-hidden="true">
        <span class="lw-fill" style={`transform:scaleX(${share})`} />
      </span>
      <span class="lw-count">{strings.number(count)}</span>
    </>
  );
}

/** The largest count of a bin. */
export function largest(works: readonly ShownWork[]): number {
  return Math.max(0, ...works.flatMap((work) => [...work.by_bin, work.others, work.retired]));
}

/** Each annotator apart: small multiples on one scale, so that they can be compared. */

import type { CountedBin, ShownWork } from "../kernel/protocol";
import { strings } from "../strings";
import { Distribution, largest } from "./distribution";

interface Props {
  readonly bins: readonly CountedBin[];
  readonly others: number;
  readonly people: readonly ShownWork[];
}

export function People({ bins, others, people }: Props) {
  const full = largest(people);
  return (
    <ul class="lw-people" data-lw="people" aria-label={strings.people}>
      {people.map((work) => (
        <li class="lw-person" key={work.annotator} data-annotator={work.annotator}>
          <p class="lw-person-top">
            <span class="lw-person-name" title={work.annotator}>
              <bdi>{work.annotator}</bdi>
              {work.own && <span class="lw-soft"> {strings.you}</span>}
            </span>
            <span class="lw-person-done">{strings.number(work.answered)}</span>
          </p>
          <Distribution bins={bins} work={work} others={others} full={full} />
        </li>
      ))}
    </ul>
  );
}

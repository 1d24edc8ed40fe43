/** How often answers fall in each range, as a row of bars on one scale. */

import { useComputed } from "@preact/signals";
import { strings } from "../strings";
import type { Asking } from "./task";

export interface Bar {
  readonly id: string;
  readonly words: string;
  /** Under the bar; of many bars only those at the ends are named. */
  readonly name: string;
}

interface Props {
  readonly asking: Asking;
  /** From the lowest to the highest, for the ids that have counts. */
  readonly bars: (ids: readonly string[]) => readonly Bar[];
}

/** More bars than this are not named one by one. */
const MOST_NAMED = 7;

export function Histogram({ asking, bars }: Props) {
  const drawn = useComputed(() => {
    const counts = asking.beside.counts.value?.by_value ?? {};
    const used = Object.keys(counts).filter((id) => (counts[id] ?? 0) > 0);
    const all = bars(used).map((bar) => ({ ...bar, count: counts[bar.id] ?? 0 }));
    const most = Math.max(1, ...all.map((bar) => bar.count));
    return all.map((bar) => ({ ...bar, share: bar.count / most }));
  }).value;
  const isFine = drawn.length > MOST_NAMED;
  return (
    <ul
      class="lw-histogram"
      data-lw="histogram"
      data-fine={isFine}
      data-none={drawn.every((bar) => bar.count === 0)}
      aria-label={strings.distribution}
    >
      {drawn.map(({ id, words, name, count, share }, place) => (
        <li key={id} data-bin={id} title={`${words}: ${strings.number(count)}`}>
          <span class="lw-column" aria-hidden="true">
            <span data-empty={count === 0} style={`block-size:${Math.round(share * 100)}%`} />
          </span>
          <span class="lw-said">{`${words}: ${strings.number(count)}`}</span>
          {(!isFine || place === 0 || place === drawn.length - 1) && (
            <span class="lw-bin" aria-hidden="true">
              {name}
            </span>
          )}
          {!isFine && (
            <span class="lw-bin-count" aria-hidden="true">
              {strings.number(count)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

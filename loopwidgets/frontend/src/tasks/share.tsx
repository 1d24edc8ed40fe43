/** How often an answer was given: a number and a bar; nothing while it was never given. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { strings } from "../strings";
import type { Asking } from "./task";

interface Props {
  readonly name: string;
  /** The share of all answers. */
  readonly share: ReadonlySignal<number>;
  readonly count: ReadonlySignal<number>;
}

export function Share({ name, share, count }: Props) {
  const fill = useComputed(() => `transform:scaleX(${Math.min(1, share.value)})`);
  const words = useComputed(() => strings.number(count.value));
  const isNone = useComputed(() => count.value === 0);
  return (
    <div class="lw-share" data-lw="distribution" data-label={name} data-none={isNone}>
      <span class="lw-count">{words}</span>
      <span class="lw-track" aria-hidden="true">
        <span class="lw-fill" style={fill} />
      </span>
    </div>
  );
}

interface ShareOfProps {
  readonly asking: Asking;
  readonly id: string;
  readonly name: string;
  readonly among?: "by_value" | "commonest";
}

/** The share of the answers that count under an id, among all answers. */
export function ShareOf({ asking, id, name, among = "by_value" }: ShareOfProps) {
  const { counts } = asking.beside;
  const count = useComputed(() => counts.value?.[among][id] ?? 0);
  const share = useComputed(() => count.value / Math.max(1, counts.value?.answered ?? 0));
  return <Share name={name} share={share} count={count} />;
}

/** A bad item as a card: the problem, how to skip it, and the parts that can be shown. */

import type { ComponentChildren } from "preact";
import { strings } from "../strings";

interface Props {
  readonly problem: string;
  readonly children?: ComponentChildren;
}

export function Problem({ problem, children }: Props) {
  const [before, after] = strings.problemHint;
  return (
    <>
      <div class="lw-problem" data-lw="problem">
        <strong>{strings.problem}</strong>
        <p dir="auto">{problem}</p>
        <p class="lw-soft">
          {before} <kbd>s</kbd>
          {after}
        </p>
      </div>
      {children}
    </>
  );
}

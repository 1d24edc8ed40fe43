/** A bad item as a card: what is wrong, and that it can be skipped; with what can be shown of it. */

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

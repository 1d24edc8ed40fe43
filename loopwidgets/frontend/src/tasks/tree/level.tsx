/** The labels of a level as buttons, each with its key and how often it, or one below it, was chosen. */

import { useComputed } from "@preact/signals";
import { pressOf } from "../../lib/gestures";
import { Share } from "../share";
import { type AnswerProps, presentOf } from "../task";
import { idsIn, type KeyedNode, totalsOf, treeOf } from "./nodes";
import { strings } from "./strings";
import { choose, levelNow } from "./tree-desk";

/** More labels than this are drawn smaller. */
const FEW = 10;

export function TreeLevel(props: AnswerProps) {
  const { asking, setup } = props;
  const level = levelNow(asking, setup);
  const totals = useComputed(() =>
    totalsOf(asking.beside.counts.value?.by_value ?? {}, treeOf(setup.choices)),
  );
  const wide = Math.min(5, Math.max(2, level.length));
  return (
    <div
      class={`lw-labels lw-tree-level ${level.length > FEW ? "lw-dense" : ""}`}
      data-lw="level"
      style={`--wide:${wide};--middle:${Math.min(3, wide)};--narrow:2`}
    >
      {level.map((one) => (
        <Branch key={one.node.choice.id} {...props} one={one} totals={totals} />
      ))}
    </div>
  );
}

interface BranchProps extends AnswerProps {
  readonly one: KeyedNode;
  readonly totals: { readonly value: ReadonlyMap<string, number> };
}

function Branch({ asking, onDone, one: { node, key }, totals }: BranchProps) {
  const { id, name, description, color } = node.choice;
  const count = useComputed(() => totals.value.get(id) ?? 0);
  const share = useComputed(
    () => count.value / Math.max(1, asking.beside.counts.value?.answered ?? 0),
  );
  const opens = node.below.length > 0;
  return (
    <div class="lw-choice" style={`--light:${color[0]};--dark:${color[1]}`}>
      <button
        type="button"
        class="lw-label"
        data-lw="label"
        data-label={name}
        title={description || undefined}
        aria-label={opens ? `${node.title}, ${strings.opens}` : undefined}
        aria-pressed={useComputed(() => idsIn(presentOf(asking)).includes(id))}
        aria-disabled={useComputed(() => (asking.mayAct.value ? undefined : "true"))}
        aria-keyshortcuts={key || undefined}
        onClick={(event) => {
          const how = { needsItem: true, clicksOnce: true };
          asking.presses.use(pressOf(event, id), how, () => choose(node, asking));
          onDone();
        }}
      >
        <span class="lw-title" dir="auto">
          {node.title}
          {opens && <span aria-hidden="true"> ›</span>}
        </span>
        <span class="lw-end-mark">
          <span class="lw-check" aria-hidden="true" />
          {key && <kbd aria-hidden="true">{key.toUpperCase()}</kbd>}
        </span>
      </button>
      <Share name={name} share={share} count={count} />
    </div>
  );
}

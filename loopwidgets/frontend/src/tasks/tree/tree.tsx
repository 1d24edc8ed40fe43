/** Choose a label in a tree: level by level with a key each, or by search. */

import "./tree.css";
import { useComputed } from "@preact/signals";
import { mostChosen } from "../../kernel/choices";
import type { Json, ShownChoice } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { pressOf } from "../../lib/gestures";
import { characterOf, choiceFor, type Press } from "../../lib/keys";
import { strings as general } from "../../strings";
import { ShareOf } from "../share";
import { type AnswerProps, type Asking, keepPresent, type Task } from "../task";
import { TreeFinder } from "./finder";
import { TreeLevel } from "./level";
import { idsIn, type Node, treeOf } from "./nodes";
import { strings } from "./strings";
import { answer, choose, goTo, goUp, levelNow, nodeNow, takesInner } from "./tree-desk";

const MOST_TOP = 10;

export const tree: Task = {
  Answer,
  means: (press, asking, setup) =>
    nodeFor(press, asking, setup) !== null ||
    (press.key === "Backspace" && nodeNow(asking, setup) !== null),
  onKey(press, asking, setup, frame) {
    if (!asking.mayAct.peek()) return false;
    const node = nodeFor(press, asking, setup);
    if (node !== null) choose(node, asking);
    else if (press.key === "Backspace") return goUp(asking, setup);
    else if (characterOf(press) === "z" && !press.shiftKey) return goUp(asking, setup);
    else if (characterOf(press) === "l" && !press.shiftKey) frame.panel.value = "answer";
    else return false;
    return true;
  },
  onConfirm(asking, setup) {
    const node = nodeNow(asking, setup);
    if (node !== null && takesInner(setup)) answer(node, asking);
    else if (node !== null) asking.hint.value = strings.goOn;
    else if (!keepPresent(asking, (value) => say(value, setup)))
      asking.hint.value = strings.nothing;
    return true;
  },
  close(asking) {
    const isIn = idsIn(asking.draft.peek()).length > 0;
    if (isIn) goTo(null, asking);
    return isIn;
  },
  isBuilt: takesInner,
  draft: () => [],
  keys: ({ choices }) => [
    [["1", "2", "3", "4", "5", "6", "7", "8", "9"].slice(0, choices.length), strings.keys.level],
    [["l"], strings.keys.find],
    [["Backspace"], strings.keys.up],
  ],
  say,
  counted: (value) => idsIn(value).slice(-1),
  idOf: (name, { choices }) => choices.find((one) => one.name === name)?.id,
};

function say(value: Json, { choices, retired }: Setup): string {
  const last = idsIn(value).at(-1);
  if (last === undefined) return value === null ? "" : JSON.stringify(value);
  const known = treeOf(choices).byId.get(last)?.choice ?? treeOf(retired).byId.get(last)?.choice;
  return known?.title ?? last;
}

/** The label of this level that a key means; null for none. */
function nodeFor(press: Press, asking: Asking, setup: Setup): Node | null {
  return choiceFor(press, levelNow(asking, setup))?.node ?? null;
}

function Answer(props: AnswerProps) {
  const { asking, setup, frame } = props;
  const isOver = useComputed(() => asking.stage.value === "finished");
  const isOpen = useComputed(() => frame.panel.value === "answer");
  if (isOver.value) return <MostChosen asking={asking} setup={setup} />;
  return (
    <div class="lw-tree" role="group" aria-label={setup.task.question}>
      <TreeFinder {...props} beside={<Path {...props} />}>
        {!isOpen.value && <TreeLevel {...props} />}
      </TreeFinder>
    </div>
  );
}

/** The way from the top to the level that is shown; each part leads back there. */
function Path({ asking, setup, onDone }: AnswerProps) {
  const now = nodeNow(asking, setup);
  const { byId } = treeOf(setup.choices);
  const parts = (now?.path ?? []).flatMap((id) => byId.get(id) ?? []);
  const press = (what: string, work: () => void) => (event: MouseEvent) => {
    const how = { needsItem: true, clicksOnce: true };
    asking.presses.use(pressOf(event, what), how, work);
    onDone();
  };
  return (
    <div class="lw-tree-path">
      <nav class="lw-tree-parts" aria-label={strings.path} data-lw="path">
        {[null, ...parts].map((node, at) => (
          <span key={node?.choice.id ?? ""}>
            {at > 0 && <span aria-hidden="true">› </span>}
            <button
              type="button"
              class="lw-link"
              data-lw="path-part"
              dir="auto"
              aria-current={node === now ? "step" : undefined}
              onClick={press(`to ${node?.choice.id ?? ""}`, () => goTo(node, asking))}
            >
              {node?.title ?? strings.top}
            </button>
          </span>
        ))}
      </nav>
      {takesInner(setup) && now !== null && (
        <button
          type="button"
          class="lw-button lw-primary lw-confirm"
          data-lw="confirm"
          aria-keyshortcuts="Enter"
          onClick={press("confirm", () => answer(now, asking))}
        >
          <bdi>{strings.choose(now.title)}</bdi> <kbd aria-hidden="true">↵</kbd>
        </button>
      )}
    </div>
  );
}

/** At the end: the labels that were chosen most often. */
function MostChosen({ asking, setup }: Pick<AnswerProps, "asking" | "setup">) {
  const counts = asking.beside.counts.value?.by_value ?? {};
  const { top } = mostChosen(setup.choices, counts, MOST_TOP);
  return (
    <div class="lw-labels" style="--wide:5;--middle:3;--narrow:2">
      {top.map((label: ShownChoice) => (
        <div
          key={label.id}
          class="lw-choice"
          style={`--light:${label.color[0]};--dark:${label.color[1]}`}
        >
          <div class="lw-label">
            <span class="lw-title" dir="auto" title={label.title}>
              {label.title}
            </span>
          </div>
          <ShareOf asking={asking} id={label.id} name={label.name} />
        </div>
      ))}
      {top.length === 0 && <p class="lw-soft">{general.noAnswers(false)}</p>}
    </div>
  );
}

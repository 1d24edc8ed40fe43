/** Choose one label for the whole item, or several. */

import { useComputed } from "@preact/signals";
import { lookup } from "../../kernel/choices";
import type { Json, ShownChoice, ShownItem, ShownSuggestion } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { boardOf, isOffered } from "../../labels/at-hand";
import { allowsNew, isLong, isMultiple, labelsIn, NEW, visibleOf } from "../../labels/lookup";
import { madeLabel } from "../../labels/new-label";
import { DIGITS } from "../../labels/recent";
import { pressOf } from "../../lib/gestures";
import { characterOf, choiceFor, type Press } from "../../lib/keys";
import { strings } from "../../strings";
import type { AnswerProps, Asking, Frame, Task } from "../task";
import { columns } from "./columns";
import { Confirm } from "./confirm";
import { LabelButton } from "./label-button";
import type { Row } from "./label-rows";
import { ManyLabels } from "./many-labels";
import { answerNone, confirmNone, NONE, say } from "./none";
import { isSet } from "./suggestion-mark";

const LIST_KEY = "l";
/** More buttons are smaller. */
const FEW = 10;

export const classification: Task = {
  Answer,
  means: (press, asking, setup) => labelOn(press, asking, setup) !== null,
  onKey(press, asking, setup, frame) {
    const label = labelOn(press, asking, setup);
    if (label !== null) {
      choose(label, asking, setup);
      return true;
    }
    return opensList(press, setup) && openList(asking, frame);
  },
  onConfirm(asking, setup) {
    if (isMultiple(setup.task)) confirm(asking, setup);
    else return keep(asking, setup);
    return true;
  },
  repeat(value, asking, setup) {
    const { byId } = lookup(setup.choices);
    const barred = labelsIn(value).find((id) => {
      const label = byId.get(id);
      return label === undefined || !boardOf(asking).isOffered(label);
    });
    if (barred === undefined) take(value, asking, setup);
    else asking.hint.value = strings.notOfItem(say(barred, setup));
  },
  isBuilt: ({ task }) => isMultiple(task),
  draft: labelsIn,
  say,
  counted: labelsIn,
  idOf(name, { choices, task }) {
    const known = choices.find((label) => label.name === name)?.id;
    // A label that was made while labeling can be made once more, where that is allowed.
    return known ?? (allowsNew(task) ? NEW + name : undefined);
  },
  keys({ choices, task }) {
    const { answer, choose: toggle, recent, list } = strings.help;
    const does = isMultiple(task) ? toggle : answer;
    if (!isLong({ choices, task }))
      return [[choices.flatMap(({ key }) => (key === "" ? [] : key)), does]];
    const digits = digitsOf({ task });
    const own = lookup(choices).keyed.flatMap(({ key }) => (digits.includes(key) ? [] : key));
    return [
      [digits, recent],
      ...(own.length > 0 ? ([[own, does]] as const) : []),
      [[LIST_KEY], list],
    ];
  },
  suggestions: {
    usable,
    isFree: (draft, setup) => !isMultiple(setup.task) || labelsIn(draft).length === 0,
    say: (now, setup) => strings.saidSuggested(say(now.labels, setup), now.confidence, isSet(now)),
  },
};

/** The labels of a suggestion that are asked for, and that the item may get. */
function usable(
  proposed: ShownSuggestion,
  { choices, task }: Setup,
  item: ShownItem,
): ShownSuggestion | null {
  const { byId } = lookup(choices);
  const offered = item.choices === null ? null : new Set(item.choices);
  const first = isMultiple(task) ? proposed.labels : proposed.labels.slice(0, 1);
  const labels = first.filter((id) => {
    const label = byId.get(id);
    return label !== undefined && isOffered(label, offered);
  });
  if (labels.length === 0) return null;
  return labels.length === proposed.labels.length ? proposed : { ...proposed, labels };
}

/** The label whose key this is: its own, or the digit that it has now. */
function labelOn(press: Press, asking: Asking, setup: Setup): ShownChoice | null {
  const own = choiceFor(press, lookup(setup.choices).keyed);
  if (!isLong(setup)) return own;
  const onDigit = boardOf(asking).on(characterOf(press));
  return onDigit ?? (own !== null && digitsOf(setup).includes(own.key) ? null : own);
}

/** The digits that have a place among the labels in sight; another digit can be a label's own key. */
function digitsOf({ task }: Pick<Setup, "task">): readonly string[] {
  return [...DIGITS].slice(0, visibleOf(task));
}

function opensList(press: Press, setup: Setup): boolean {
  return isLong(setup) && !press.shiftKey && characterOf(press) === LIST_KEY;
}

function openList(asking: Asking, frame: Frame): boolean {
  if (asking.isReadOnly.peek()) asking.hint.value = strings.readOnlyHint;
  else if (asking.mayAct.peek()) frame.panel.value = "answer";
  return true;
}

function Answer({ asking, setup, frame, onDone }: AnswerProps) {
  const multiple = isMultiple(setup.task);
  const chosen = useComputed(() => {
    if (multiple) return labelsIn(asking.draft.value);
    if (asking.stage.value !== "item") return NONE;
    const { status, value } = asking.state.value;
    const present = status === "answered" ? value : (asking.shown.value?.initial ?? null);
    return present === null ? NONE : labelsIn(present);
  });
  const use = (event: UIEvent, what: string, clicksOnce: boolean, work: () => void) =>
    asking.presses.use(pressOf(event, what), { needsItem: true, clicksOnce }, work);
  const click = (event: MouseEvent, label: ShownChoice) => {
    use(event, label.id, !multiple, () => choose(label, asking, setup));
    // A person who tabs from label to label goes on from this label.
    if (!(multiple && isOfKey(event))) onDone();
  };
  const confirmAndGoOn = (event: UIEvent) => {
    use(event, "confirm", true, () => confirm(asking, setup, event.detail > 1));
    if (frame.panel.peek() !== "answer") onDone();
  };
  const noneAndGoOn = (event: UIEvent) => {
    use(event, "none", true, () => answerNone(asking));
    if (frame.panel.peek() !== "answer") onDone();
  };
  const takeRow = (row: Row, event: UIEvent) => {
    const label = typeof row === "string" ? madeLabel(row) : row;
    if (!multiple) {
      frame.panel.value = null;
      onDone();
    }
    use(event, label.id, !multiple, () => {
      if (typeof row === "string") asking.addChoices([label]);
      choose(label, asking, asking.setup.peek() ?? setup);
      if (!multiple) return;
      const isChosen = labelsIn(asking.draft.peek()).includes(label.id);
      asking.say(strings.saidChosen(label.title, isChosen));
    });
  };
  if (isLong(setup))
    return (
      <ManyLabels
        asking={asking}
        setup={setup}
        frame={frame}
        chosen={chosen}
        onClick={click}
        onChoose={takeRow}
        onConfirm={confirmAndGoOn}
        onNone={noneAndGoOn}
      />
    );
  const layout = columns(setup.choices.map((label) => label.title));
  return (
    <div
      class={setup.choices.length > FEW ? "lw-labels lw-dense" : "lw-labels"}
      role="group"
      aria-label={setup.task.question}
      style={`--wide:${layout.wide};--middle:${layout.middle};--narrow:${layout.narrow}`}
    >
      {setup.choices.map((label) => (
        <LabelButton
          key={label.id}
          label={label}
          shortcut={label.key}
          asking={asking}
          chosen={chosen}
          onClick={(event) => click(event, label)}
        />
      ))}
      {multiple && (
        <Confirm
          asking={asking}
          chosen={chosen}
          shortcut="Enter"
          onConfirm={confirmAndGoOn}
          onNone={noneAndGoOn}
        />
      )}
    </div>
  );
}

/** A browser counts the clicks of a mouse or a finger, and none where a key pressed the button. */
const isOfKey = (event: MouseEvent) => event.detail === 0;

/** Choose a label, if the item may get it; a chosen label can always be let go of. */
function choose(label: ShownChoice, asking: Asking, setup: Setup): void {
  if (asking.stage.peek() !== "item") return;
  const isChosen = isMultiple(setup.task) && labelsIn(asking.draft.peek()).includes(label.id);
  if (!isChosen && !boardOf(asking).isOffered(label)) {
    asking.hint.value = strings.notOfItem(label.title);
    return;
  }
  if (!isChosen && asking.mayAct.peek()) boardOf(asking).used(label.id);
  if (isMultiple(setup.task)) toggle(label.id, asking);
  else asking.answer(label.id, label.title);
}

/** Choose or let go of a label, where several may be chosen. */
function toggle(id: string, asking: Asking): void {
  const chosen = labelsIn(asking.draft.peek());
  asking.build(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
}

/**
 * Answer with the label that the item had in the data, or that is suggested; an answered item
 * keeps its answer.
 */
function keep(asking: Asking, setup: Setup): boolean {
  const initial = asking.shown.peek()?.initial ?? null;
  if (asking.stage.peek() !== "item" || asking.state.peek().status === "answered") return false;
  if (initial !== null) take(initial, asking, setup);
  else if (!takeSuggested(asking, setup)) asking.hint.value = strings.nothingToKeep;
  return true;
}

/** Answer with the suggestion that the person sees; false if Enter does not mean that. */
function takeSuggested(asking: Asking, setup: Setup): boolean {
  const { suggestion, isAtHand } = asking.loop;
  const labels = isAtHand.peek() ? (suggestion.peek()?.labels ?? NONE) : NONE;
  const [first] = labels;
  if (first === undefined) return false;
  take(isMultiple(setup.task) ? inOrder(labels, setup) : first, asking, setup);
  return true;
}

/** Answer with labels that were not chosen one by one. */
function take(value: Json, asking: Asking, setup: Setup): void {
  if (asking.mayAct.peek()) for (const id of labelsIn(value)) boardOf(asking).used(id);
  asking.answer(value, say(value, setup));
}

function confirm(asking: Asking, setup: Setup, isDoubleClick = false): void {
  const value = inOrder(labelsIn(asking.draft.peek()), setup);
  if (value.length > 0) asking.answer(value, say(value, setup));
  else if (!takeSuggested(asking, setup) && !isDoubleClick) confirmNone(asking);
}

/** Those of these labels that are there, in the scheme's order. */
function inOrder(ids: readonly string[], setup: Setup): readonly string[] {
  const { places } = lookup(setup.choices);
  const at = (id: string) => places.get(id) ?? 0;
  return ids.filter((id) => places.has(id)).sort((one, other) => at(one) - at(other));
}

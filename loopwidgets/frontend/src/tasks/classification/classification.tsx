/** Choose one label for the whole item, or several. */

import { useComputed } from "@preact/signals";
import type { Json, ShownLabel } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { isLong, labelsIn, lookup, titlesIn } from "../../labels/lookup";
import { madeLabel } from "../../labels/new-label";
import { DIGITS } from "../../labels/recent";
import { pressOf } from "../../lib/gestures";
import { characterOf, choiceFor, type Press } from "../../lib/keys";
import type { Pane } from "../../session/pane";
import type { Session } from "../../session/session";
import { strings } from "../../strings";
import type { AnswerProps, Task } from "../task";
import { columns } from "./columns";
import { LabelButton } from "./label-button";
import type { Row } from "./label-rows";
import { ManyLabels } from "./many-labels";

const LIST_KEY = "l";

export const classification: Task = {
  Answer,
  means: (press, session, setup) => labelOn(press, session, setup) !== null,
  onKey(press, session, setup, pane) {
    const label = labelOn(press, session, setup);
    if (label !== null) {
      choose(label, session, setup);
      return true;
    }
    return opensList(press, setup) && openList(session, pane);
  },
  onConfirm(session, setup) {
    if (setup.task.multiple) confirm(session, setup);
    else return keep(session, setup);
    return true;
  },
  say: titlesIn,
  keys({ labels, task }) {
    const { answer, choose: toggle, recent, list } = strings.help;
    if (!isLong({ labels, task }))
      return [[labels.map((label) => label.key), task.multiple ? toggle : answer]];
    const own = lookup(labels).keyed.flatMap(({ key }) => (DIGITS.includes(key) ? [] : key));
    return [
      [["1", "…", "0"], recent],
      ...(own.length > 0 ? ([[own, task.multiple ? toggle : answer]] as const) : []),
      [[LIST_KEY], list],
    ];
  },
};

/** The label whose key this is: its own, or the digit that it has now. */
function labelOn(press: Press, session: Session, setup: Setup): ShownLabel | null {
  const own = choiceFor(press, lookup(setup.labels).keyed);
  if (!isLong(setup)) return own;
  const onDigit = session.board.on(characterOf(press));
  return onDigit ?? (own !== null && DIGITS.includes(own.key) ? null : own);
}

function opensList(press: Press, setup: Setup): boolean {
  return isLong(setup) && !press.shiftKey && characterOf(press) === LIST_KEY;
}

function openList(session: Session, pane: Pane): boolean {
  if (session.isReadOnly.peek()) session.hint.value = strings.readOnlyHint;
  else if (session.mayAct.peek()) pane.panel.value = "labels";
  return true;
}

function Answer({ session, setup, pane, onDone }: AnswerProps) {
  const { multiple } = setup.task;
  const chosen = useComputed(() => {
    if (multiple) return session.draft.value;
    if (session.stage.value !== "item") return NOTHING;
    const { status, value } = session.state.value;
    const present = status === "answered" ? value : (session.shown.value?.initial ?? null);
    return present === null ? NOTHING : labelsIn(present);
  });
  const use = (event: UIEvent, what: string, clicksOnce: boolean, work: () => void) =>
    session.presses.use(pressOf(event, what), { needsItem: true, clicksOnce }, work);
  const click = (event: MouseEvent, label: ShownLabel) => {
    use(event, label.id, !multiple, () => choose(label, session, setup));
    // One who tabs from label to label goes on from this one.
    if (!(multiple && isOfKey(event))) onDone();
  };
  const confirmAndGoOn = (event: UIEvent) => {
    use(event, "confirm", true, () => confirm(session, setup));
    if (pane.panel.peek() !== "labels") onDone();
  };
  const takeRow = (row: Row, event: UIEvent) => {
    const label = typeof row === "string" ? madeLabel(row) : row;
    if (!multiple) {
      pane.panel.value = null;
      onDone();
    }
    use(event, label.id, !multiple, () => {
      if (typeof row === "string") session.addLabels([label]);
      choose(label, session, session.setup.peek() ?? setup);
      if (!multiple) return;
      const isChosen = session.draft.peek().includes(label.id);
      session.say(strings.saidChosen(label.title, isChosen));
    });
  };
  if (isLong(setup))
    return (
      <ManyLabels
        session={session}
        setup={setup}
        pane={pane}
        chosen={chosen}
        onClick={click}
        onChoose={takeRow}
        onConfirm={confirmAndGoOn}
      />
    );
  const layout = columns(setup.labels.map((label) => label.title));
  return (
    <div
      class="lw-labels"
      role="group"
      aria-label={setup.task.question}
      style={`--wide:${layout.wide};--middle:${layout.middle};--narrow:${layout.narrow}`}
    >
      {setup.labels.map((label) => (
        <LabelButton
          key={label.id}
          label={label}
          shortcut={label.key}
          session={session}
          chosen={chosen}
          onClick={(event) => click(event, label)}
        />
      ))}
      {multiple && (
        <button
          type="button"
          class="lw-button lw-primary lw-confirm"
          data-lw="confirm"
          aria-keyshortcuts="Enter"
          onClick={confirmAndGoOn}
        >
          {strings.confirm} <kbd aria-hidden="true">Enter</kbd>
        </button>
      )}
    </div>
  );
}

const NOTHING: readonly string[] = [];

/** A browser counts the clicks of a mouse or a finger, and none where a key pressed the button. */
const isOfKey = (event: MouseEvent) => event.detail === 0;

/** Choose a label, if the item may get it; what was chosen before can always be let go of. */
function choose(label: ShownLabel, session: Session, setup: Setup): void {
  if (session.stage.peek() !== "item") return;
  const isChosen = setup.task.multiple && session.draft.peek().includes(label.id);
  if (!isChosen && !session.board.isOffered(label)) {
    session.hint.value = strings.notOfItem(label.title);
    return;
  }
  if (!isChosen && session.mayAct.peek()) session.board.used(label.id);
  if (setup.task.multiple) session.toggle(label.id);
  else session.answer(label.id, label.title);
}

/** Answer with the label that the item had in the data, or that is suggested; one that was answered is left as it is. */
function keep(session: Session, setup: Setup): boolean {
  const initial = session.shown.peek()?.initial ?? null;
  if (session.stage.peek() !== "item" || session.state.peek().status === "answered") return false;
  if (initial !== null) take(initial, session, setup);
  else if (!takeSuggested(session, setup)) session.hint.value = strings.nothingToKeep;
  return true;
}

/** Answer with what the person sees suggested; false where Enter does not mean that. */
function takeSuggested(session: Session, setup: Setup): boolean {
  const { suggestion, isAtHand } = session.loop;
  const labels = isAtHand.peek() ? (suggestion.peek()?.labels ?? NOTHING) : NOTHING;
  const [first] = labels;
  if (first === undefined) return false;
  take(setup.task.multiple ? inOrder(labels, setup) : first, session, setup);
  return true;
}

/** Answer with labels that were not chosen one by one. */
function take(value: Json, session: Session, setup: Setup): void {
  if (session.mayAct.peek()) for (const id of labelsIn(value)) session.board.used(id);
  session.answer(value, titlesIn(value, setup));
}

function confirm(session: Session, setup: Setup): void {
  const value = inOrder(session.draft.peek(), setup);
  if (value.length > 0) session.answer(value, titlesIn(value, setup));
  else if (!takeSuggested(session, setup)) session.hint.value = strings.chooseOne;
}

/** Those of these labels that are there, in the scheme's order. */
function inOrder(ids: readonly string[], setup: Setup): readonly string[] {
  const { places } = lookup(setup.labels);
  const at = (id: string) => places.get(id) ?? 0;
  return ids.filter((id) => places.has(id)).sort((one, other) => at(one) - at(other));
}

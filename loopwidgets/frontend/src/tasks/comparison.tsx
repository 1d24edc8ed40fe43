/** Choose the best side of the item: one key, or one click, answers. */

import "./sides/comparison.css";
import { useComputed } from "@preact/signals";
import type { Json, ShownChoice } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { pressOf } from "../lib/gestures";
import { choiceFor, type Press } from "../lib/keys";
import { ShareOf } from "./share";
import { columnsOf, digitsOf, nameOf, placeFor, shownAs, sidesOf } from "./sides/sides";
import { strings } from "./sides/strings";
import { type AnswerProps, type Asking, keepPresent, presentOf, type Task } from "./task";

export const comparison: Task = {
  Answer,
  means: (press, asking, setup) => answerFor(press, asking, setup) !== null,
  onKey(press, asking, setup) {
    const answer = answerFor(press, asking, setup);
    if (answer !== null) choose(answer, asking, setup);
    return answer !== null;
  },
  onConfirm: (asking, setup) =>
    keepPresent(asking, (value) => say(value, setup, asking.shown.peek()?.key)),
  repeat(value, asking, setup) {
    const other = othersOf(setup).find(({ id }) => id === value);
    if (other) choose(other.id, asking, setup);
    else asking.hint.value = strings.chooseAgain;
  },
  isBuilt: () => false,
  draft: () => null,
  keys: (setup) => [
    [digitsOf(columnsOf(setup).length), strings.keys.choose],
    ...othersOf(setup).map(
      ({ key, id }) => [[key], id === "tie" ? strings.keys.tie : strings.keys.bothBad] as const,
    ),
  ],
  say,
  shownAs,
  counted: (value) => (typeof value === "string" ? [value] : []),
  idOf: (name, { choices }) => choices.find((one) => one.name === name)?.id,
};

function say(value: Json, setup: Setup, key?: string): string {
  if (value === null) return "";
  return typeof value === "string" ? nameOf(value, setup, key) : JSON.stringify(value);
}

/** The answers that are no side: a tie, or that all are bad. */
function othersOf(setup: Setup): readonly ShownChoice[] {
  return setup.choices.slice(columnsOf(setup).length);
}

/** The answer that a key gives; null for none. */
function answerFor(press: Press, asking: Asking, setup: Setup): string | null {
  const sides = sidesOf(asking.shown.peek()?.key ?? "", setup);
  const place = placeFor(press, sides.length);
  return sides[place]?.id ?? choiceFor(press, othersOf(setup))?.id ?? null;
}

function choose(value: string, asking: Asking, setup: Setup): void {
  asking.answer(value, nameOf(value, setup, asking.shown.peek()?.key));
}

function Answer({ asking, setup, onDone }: AnswerProps) {
  const isOver = useComputed(() => asking.stage.value === "finished");
  const columns = columnsOf(setup);
  const others = othersOf(setup);
  const wide = columns.length + others.length;
  return (
    <div
      class="lw-labels"
      role="group"
      aria-label={setup.task.question}
      style={`--wide:${Math.min(6, wide)};--middle:${Math.min(4, wide)};--narrow:2`}
    >
      {columns.map((column, place) =>
        isOver.value ? (
          <Counted key={column.id} asking={asking} choice={column} />
        ) : (
          <SideButton key={column.id} place={place} asking={asking} setup={setup} onDone={onDone} />
        ),
      )}
      {others.map((other) =>
        isOver.value ? (
          <Counted key={other.id} asking={asking} choice={other} />
        ) : (
          <div key={other.id} class="lw-choice" style={colorOf(other)}>
            <Choose
              {...{ asking, setup, onDone }}
              name={other.name}
              title={other.title}
              shortcut={other.key}
              idNow={() => other.id}
            />
            <ShareOf asking={asking} id={other.id} name={other.name} />
          </div>
        ),
      )}
    </div>
  );
}

const colorOf = ({ color: [light, dark] }: ShownChoice) => `--light:${light};--dark:${dark}`;

/** At the end: how often each was chosen. While labeling, the counts of sides would give them away. */
function Counted({
  asking,
  choice,
}: Pick<AnswerProps, "asking"> & { readonly choice: ShownChoice }) {
  return (
    <div class="lw-choice" style={colorOf(choice)}>
      <div class="lw-label">
        <span class="lw-title" dir="auto">
          {choice.title}
        </span>
      </div>
      <ShareOf asking={asking} id={choice.id} name={choice.name} />
    </div>
  );
}

type Props = Pick<AnswerProps, "asking" | "setup" | "onDone">;

/** The button of a place: its side differs from item to item. */
function SideButton({ place, ...props }: Props & { readonly place: number }) {
  const { asking, setup } = props;
  return (
    <div class="lw-choice lw-of-side">
      <Choose
        {...props}
        name={String(place + 1)}
        title={strings.side(place + 1)}
        shortcut={String((place + 1) % 10)}
        idNow={() => sidesOf(asking.shown.value?.key ?? "", setup)[place]?.id ?? ""}
      />
      <div class="lw-share" />
    </div>
  );
}

interface ChooseProps extends Props {
  readonly name: string;
  readonly title: string;
  readonly shortcut: string;
  /** The answer that it gives for the shown item. */
  readonly idNow: () => string;
}

function Choose({ asking, setup, onDone, name, title, shortcut, idNow }: ChooseProps) {
  return (
    <button
      type="button"
      class="lw-label"
      data-lw="label"
      data-label={name}
      aria-pressed={useComputed(() => presentOf(asking) === idNow())}
      aria-disabled={useComputed(() => (asking.mayAct.value ? undefined : "true"))}
      aria-keyshortcuts={shortcut || undefined}
      onClick={(event) => {
        asking.presses.use(pressOf(event, name), { needsItem: true, clicksOnce: true }, () =>
          choose(idNow(), asking, setup),
        );
        onDone();
      }}
    >
      <span class="lw-title">{title}</span>
      <span class="lw-end-mark">
        <span class="lw-check" aria-hidden="true" />
        <kbd aria-hidden="true">{shortcut.toUpperCase()}</kbd>
      </span>
    </button>
  );
}

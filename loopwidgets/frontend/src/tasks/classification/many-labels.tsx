/** Many labels: those that were used last, ten of them on digits, and a field that finds any. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { mostChosen } from "../../kernel/choices";
import type { ShownChoice } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { boardOf } from "../../labels/at-hand";
import { allowsNew, isMultiple } from "../../labels/lookup";
import { DIGITS } from "../../labels/recent";
import { strings } from "../../strings";
import { Share } from "../share";
import type { Asking, Frame } from "../task";
import { Confirm } from "./confirm";
import { LabelButton, LabelShare } from "./label-button";
import { LabelFinder } from "./label-finder";
import type { Row } from "./label-rows";

interface Props {
  readonly asking: Asking;
  readonly setup: Setup;
  readonly frame: Frame;
  readonly chosen: ReadonlySignal<readonly string[]>;
  readonly onClick: (event: MouseEvent, label: ShownChoice) => void;
  readonly onChoose: (row: Row, event: UIEvent) => void;
  readonly onConfirm: (event: UIEvent) => void;
  readonly onNone: (event: UIEvent) => void;
}

export function ManyLabels({ asking, setup, frame, chosen, onClick, onNone, ...doing }: Props) {
  const isFinished = useComputed(() => asking.stage.value === "finished");
  const open = useComputed(() => frame.panel.value === "answer");
  return (
    <div class="lw-many" role="group" aria-label={setup.task.question}>
      <LabelFinder
        {...doing}
        asking={asking}
        setup={setup}
        frame={frame}
        chosen={chosen}
        beside={
          isMultiple(setup.task) && (
            <Confirm
              asking={asking}
              chosen={chosen}
              shortcut={open.value ? strings.saveKeys : "Enter"}
              onConfirm={doing.onConfirm}
              onNone={onNone}
            />
          )
        }
      >
        {isFinished.value ? (
          <TopLabels asking={asking} setup={setup} />
        ) : (
          <Strip asking={asking} setup={setup} chosen={chosen} onClick={onClick} />
        )}
      </LabelFinder>
    </div>
  );
}

function Strip({
  asking,
  setup,
  chosen,
  onClick,
}: Omit<Props, "frame" | "onChoose" | "onConfirm" | "onNone">) {
  const places = boardOf(asking).places.value;
  if (places.every((label) => label === null))
    return <p class="lw-no-labels lw-soft">{strings.noLabels(allowsNew(setup.task))}</p>;
  return (
    <div class="lw-labels lw-strip">
      {places.map((label, place) =>
        label === null ? null : (
          <LabelButton
            key={`${place} ${label.id}`}
            label={label}
            shortcut={DIGITS[place] ?? (DIGITS.includes(label.key) ? "" : label.key)}
            asking={asking}
            chosen={chosen}
            onClick={(event) => onClick(event, label)}
          />
        ),
      )}
    </div>
  );
}

/** The last place is for the others. */
const MOST_TOP = DIGITS.length - 1;

/** At the end: the labels chosen most often, and the others together. */
function TopLabels({ asking, setup }: Pick<Props, "asking" | "setup">) {
  const { counts } = asking.beside;
  const { top } = mostChosen(setup.choices, counts.value?.by_value ?? {}, MOST_TOP);
  const rest = useComputed(
    () => mostChosen(setup.choices, counts.value?.by_value ?? {}, MOST_TOP).others,
  );
  const share = useComputed(() => rest.value / Math.max(1, counts.value?.answered ?? 0));
  return (
    <div class="lw-labels lw-strip">
      {top.map((label) => (
        <LabelShare key={label.id} label={label} asking={asking} />
      ))}
      {rest.value > 0 && (
        <div class="lw-choice" data-lw="other-labels">
          <div class="lw-label">
            <span class="lw-title">{strings.others(setup.choices.length - top.length)}</span>
          </div>
          <Share name="" share={share} count={rest} />
        </div>
      )}
    </div>
  );
}

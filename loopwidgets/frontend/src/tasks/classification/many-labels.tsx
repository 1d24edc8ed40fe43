/** Many labels: ten that were used last on digits, and a field that finds any. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { ShownLabel } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { mostChosen } from "../../labels/lookup";
import { DIGITS } from "../../labels/recent";
import type { Pane } from "../../session/pane";
import type { Session } from "../../session/session";
import { strings } from "../../strings";
import { LabelButton, Share } from "./label-button";
import { LabelFinder } from "./label-finder";
import type { Row } from "./label-rows";

interface Props {
  readonly session: Session;
  readonly setup: Setup;
  readonly pane: Pane;
  readonly chosen: ReadonlySignal<readonly string[]>;
  readonly onClick: (event: MouseEvent, label: ShownLabel) => void;
  readonly onChoose: (row: Row, event: UIEvent) => void;
  readonly onConfirm: (event: UIEvent) => void;
}

export function ManyLabels({ session, setup, pane, chosen, onClick, ...doing }: Props) {
  const isFinished = useComputed(() => session.stage.value === "finished");
  const open = useComputed(() => pane.panel.value === "labels");
  return (
    <div class="lw-many" role="group" aria-label={setup.task.question}>
      <LabelFinder
        {...doing}
        session={session}
        setup={setup}
        pane={pane}
        chosen={chosen}
        beside={
          setup.task.multiple && (
            <button
              type="button"
              class="lw-button lw-primary lw-confirm"
              data-lw="confirm"
              aria-keyshortcuts="Enter"
              onMouseDown={(event) => event.preventDefault()}
              onClick={doing.onConfirm}
            >
              {strings.confirm}{" "}
              <kbd aria-hidden="true">{open.value ? strings.saveKeys : "Enter"}</kbd>
            </button>
          )
        }
      >
        {isFinished.value ? (
          <TopLabels session={session} setup={setup} chosen={chosen} />
        ) : (
          <Strip session={session} setup={setup} chosen={chosen} onClick={onClick} />
        )}
      </LabelFinder>
    </div>
  );
}

function Strip({
  session,
  setup,
  chosen,
  onClick,
}: Omit<Props, "pane" | "onChoose" | "onConfirm">) {
  const places = session.board.places.value;
  if (places.every((label) => label === null))
    return <p class="lw-no-labels lw-soft">{strings.noLabels(setup.task.allow_new)}</p>;
  return (
    <div class="lw-labels lw-strip">
      {places.map((label, place) =>
        label === null ? null : (
          <LabelButton
            key={`${place} ${label.id}`}
            label={label}
            shortcut={DIGITS[place] ?? ""}
            session={session}
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

/** At the end: what was chosen most often, and the others together. */
function TopLabels({ session, setup, chosen }: Pick<Props, "session" | "setup" | "chosen">) {
  const { counts } = session.beside;
  const { top } = mostChosen(setup.labels, counts.value?.by_label ?? {}, MOST_TOP);
  const rest = useComputed(
    () => mostChosen(setup.labels, counts.value?.by_label ?? {}, MOST_TOP).others,
  );
  const share = useComputed(() => rest.value / Math.max(1, counts.value?.answered ?? 0));
  return (
    <div class="lw-labels lw-strip">
      {top.map((label) => (
        <LabelButton
          key={label.id}
          label={label}
          shortcut=""
          session={session}
          chosen={chosen}
          onClick={() => undefined}
        />
      ))}
      {rest.value > 0 && (
        <div class="lw-choice" data-lw="other-labels">
          <div class="lw-label">
            <span class="lw-title">{strings.others(setup.labels.length - top.length)}</span>
          </div>
          <Share name="" share={share} count={rest} />
        </div>
      )}
    </div>
  );
}

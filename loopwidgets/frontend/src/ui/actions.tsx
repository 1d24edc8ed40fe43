/** Everything that can be done besides answering; small, at the foot, always in the same place. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { pressOf, type Use } from "../lib/gestures";
import { letterOf } from "../lib/keys";
import { strings } from "../strings";
import { toggle, toggleHistory, toggleModel } from "./keyboard";
import type { WidgetProps } from "./props";
import { Saving } from "./saving";

interface ActProps {
  readonly name: string;
  readonly words: string;
  readonly keys: string;
  readonly shortcut: string;
  readonly off: ReadonlySignal<boolean>;
  readonly pressed?: ReadonlySignal<boolean>;
  readonly onClick: (event: UIEvent) => void;
}

const ABOUT_ITEM: Use = { needsItem: true, clicksOnce: false };
/** A second click would be about an item that nobody has seen. */
const GOES_ON: Use = { needsItem: true, clicksOnce: true };
const TAKES_BACK: Use = { needsItem: false, clicksOnce: false };

export function ActionBar({ session, pane }: WidgetProps) {
  const { stage } = session;
  const noItem = useComputed(() => !session.mayAct.value);
  const never = useComputed(() => false);
  const closed = useComputed(() => stage.value === "replaced" || session.isReadOnly.value);
  const noUndo = useComputed(() => !session.beside.canUndo.value || closed.value);
  const noRedo = useComputed(() => !session.beside.canRedo.value || closed.value);
  const flagged = useComputed(() => session.state.value.flagged && stage.value === "item");
  const noting = useComputed(() => pane.panel.value === "note");
  const disputing = useComputed(() => pane.panel.value === "dispute");
  const helping = useComputed(() => pane.panel.value === "help");
  // After a click the keys go back to the frame; a panel that opens takes the focus itself.
  const act = (work: () => void) => () => {
    pane.focus();
    work();
  };
  const say = (name: string, how: Use, work: () => void) => (event: UIEvent) => {
    pane.focus();
    session.presses.use(pressOf(event, name), how, work);
  };
  return (
    <div class="lw-actions">
      <Act
        name="undo"
        words={strings.undo}
        keys="z"
        shortcut="z"
        off={noUndo}
        onClick={say("undo", TAKES_BACK, () => session.undo())}
      />
      <Act
        name="redo"
        words={strings.redo}
        keys="⇧z"
        shortcut="Shift+z"
        off={noRedo}
        onClick={say("redo", TAKES_BACK, () => session.redo())}
      />
      <Act
        name="skip"
        words={strings.skip}
        keys="s"
        shortcut="s"
        off={noItem}
        onClick={say("skip", GOES_ON, () => session.skip())}
      />
      <Act
        name="flag"
        words={strings.flag}
        keys="f"
        shortcut="f"
        off={noItem}
        pressed={flagged}
        onClick={say("flag", ABOUT_ITEM, () => session.toggleFlag())}
      />
      <Act
        name="note"
        words={strings.note}
        keys="n"
        shortcut="n"
        off={noItem}
        pressed={noting}
        onClick={act(() => toggle(pane, "note"))}
      />
      <Act
        name="dispute"
        words={strings.dispute}
        keys="d"
        shortcut="d"
        off={noItem}
        pressed={disputing}
        onClick={act(() => toggle(pane, "dispute"))}
      />
      <LookActs session={session} pane={pane} />
      <span class="lw-end">
        <Pace session={session} />
        <Saving session={session} />
        <Act
          name="help"
          words={strings.keys}
          keys="?"
          shortcut="?"
          off={never}
          pressed={helping}
          onClick={act(() => toggle(pane, "help"))}
        />
      </span>
    </div>
  );
}

function Act({ name, words, keys, shortcut, off, pressed, onClick }: ActProps) {
  // Not `disabled`: a focused button that becomes disabled would drop the focus.
  const isOff = useComputed(() => (off.value ? "true" : undefined));
  const isPressed = useComputed(() =>
    pressed === undefined ? undefined : pressed.value ? "true" : "false",
  );
  return (
    <button
      type="button"
      class="lw-act"
      data-lw={name}
      aria-disabled={isOff}
      aria-pressed={isPressed}
      aria-keyshortcuts={shortcut}
      onClick={(event) => {
        if (!off.peek()) onClick(event);
      }}
    >
      <span dir="auto">{words}</span> <kbd aria-hidden="true">{keys}</kbd>
    </button>
  );
}

function Pace({ session }: Pick<WidgetProps, "session">) {
  const words = useComputed(() =>
    session.beside.pace.value === null ? "" : strings.pace(session.beside.pace.value),
  );
  // The words about saving need the room then.
  const hidden = useComputed(
    () => session.link.value !== "alive" || session.setup.value?.store.durable === false,
  );
  return (
    <span class="lw-pace" data-lw="pace" dir="auto" title={strings.paceTitle} hidden={hidden}>
      {words}
    </span>
  );
}

/** Opens the panels beside the item: find, history, the model. */
function LookActs({ session, pane }: WidgetProps) {
  const finding = useComputed(() => pane.panel.value === "find");
  const listed = pane.side;
  const off = useComputed(() => !["item", "waiting", "finished"].includes(session.stage.value));
  return (
    <span class="lw-look">
      <IconAct
        name="find"
        words={strings.find}
        keys="/"
        isOff={off.value}
        isOpen={finding.value}
        onClick={() => {
          pane.focus();
          toggle(pane, "find");
        }}
      >
        <path d="M5 1.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M7.7 7.7 11 11" />
      </IconAct>
      <IconAct
        name="history"
        words={strings.history}
        keys={letterOf("history", session.setup.value?.choices ?? [])}
        isOpen={listed.value}
        onClick={() => toggleHistory(pane)}
      >
        <path d="M1 2.5h.5M4 2.5h7M1 6h.5M4 6h7M1 9.5h.5M4 9.5h7" />
      </IconAct>
      <ModelAct session={session} pane={pane} />
    </span>
  );
}

/** Opens the panel of the model; only if a model learns. */
function ModelAct({ session, pane }: WidgetProps) {
  const { state } = session.loop;
  const isThere = useComputed(() => state.value !== null);
  const isTroubled = useComputed(() => (state.value?.problem ?? "") !== "");
  if (!isThere.value) return null;
  const trouble = isTroubled.value;
  return (
    <IconAct
      name="model"
      words={trouble ? `${strings.model}: ${strings.modelTroubled}` : strings.model}
      keys={letterOf("model", session.setup.value?.choices ?? [])}
      isOpen={pane.model.value}
      onClick={() => toggleModel(pane)}
      mark={
        trouble && (
          <span class="lw-troubled" aria-hidden="true">
            !
          </span>
        )
      }
    >
      <path d="M1.5 1.5v9h9M3.5 8.5C4.4 5.2 6.4 3.9 10.5 3.4" />
    </IconAct>
  );
}

interface IconProps {
  readonly name: string;
  readonly words: string;
  readonly keys: string | null;
  readonly isOff?: boolean;
  readonly isOpen: boolean;
  readonly onClick: () => void;
  /** Beside the picture. */
  readonly mark?: ComponentChildren;
  /** The picture's paths, 12 by 12. */
  readonly children: ComponentChildren;
}

/** A small button with a picture instead of words; a tip and a screen reader have the words. */
function IconAct({ name, words, keys, isOff, isOpen, onClick, mark, children }: IconProps) {
  return (
    <button
      type="button"
      class="lw-act"
      data-lw={name}
      title={keys === null ? words : `${words} (${keys})`}
      aria-label={words}
      aria-expanded={isOpen}
      aria-disabled={isOff ? "true" : undefined}
      aria-keyshortcuts={keys ?? undefined}
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
        {children}
      </svg>
      {mark}
      {keys !== null && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
}

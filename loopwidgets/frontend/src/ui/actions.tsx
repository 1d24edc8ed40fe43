/** Everything that can be done besides answering; small, at the foot, always in the same place. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { pressOf, type Use } from "../lib/gestures";
import { letterOf } from "../lib/keys";
import { strings } from "../strings";
import { toggle, toggleHistory, toggleModel } from "./keyboard";
import type { WidgetProps } from "./props";
import { Saving } from "./saving";

interface ActProps {
  readonly name: string;
  readonly words: string;
  /** The key's name, and what is printed of it; null where a choice has the key. */
  readonly shortcut: string | null;
  readonly keys?: string;
  readonly off: ReadonlySignal<boolean>;
  /** It is on or off. */
  readonly pressed?: ReadonlySignal<boolean>;
  /** It opens a panel. */
  readonly open?: ReadonlySignal<boolean>;
  /** Something is wrong there, in a word. */
  readonly trouble?: string;
  readonly onClick: (event: UIEvent) => void;
}

const ABOUT_ITEM: Use = { needsItem: true, clicksOnce: false };
/** A second click would be about an item that nobody has seen. */
const GOES_ON: Use = { needsItem: true, clicksOnce: true };
const TAKES_BACK: Use = { needsItem: false, clicksOnce: false };

export function ActionBar({ session, pane }: WidgetProps) {
  const { stage } = session;
  const noItem = useComputed(() => !session.mayAct.value);
  const closed = useComputed(() => stage.value === "replaced" || session.isReadOnly.value);
  const noUndo = useComputed(() => !session.beside.canUndo.value || closed.value);
  const noRedo = useComputed(() => !session.beside.canRedo.value || closed.value);
  const flagged = useComputed(() => session.state.value.flagged && stage.value === "item");
  const noting = useComputed(() => pane.panel.value === "note");
  const disputing = useComputed(() => pane.panel.value === "dispute");
  // Acts that will not come back leave their place; others keep it, so that nothing moves.
  const isOver = useComputed(
    () => session.isReadOnly.value || ["finished", "empty", "replaced"].includes(stage.value),
  );
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
    <div class="lw-actions" data-over={isOver}>
      <span class="lw-acts">
        <Act
          name="undo"
          words={strings.undo}
          shortcut="z"
          off={noUndo}
          onClick={say("undo", TAKES_BACK, () => session.undo())}
        />
        <Act
          name="redo"
          words={strings.redo}
          shortcut="Shift+z"
          keys="⇧z"
          off={noRedo}
          onClick={say("redo", TAKES_BACK, () => session.redo())}
        />
        <Act
          name="skip"
          words={strings.skip}
          shortcut="s"
          off={noItem}
          onClick={say("skip", GOES_ON, () => session.skip())}
        />
        <Act
          name="flag"
          words={strings.flag}
          shortcut="f"
          off={noItem}
          pressed={flagged}
          onClick={say("flag", ABOUT_ITEM, () => session.toggleFlag())}
        />
        <Act
          name="note"
          words={strings.note}
          shortcut="n"
          off={noItem}
          pressed={noting}
          onClick={act(() => toggle(pane, "note"))}
        />
        <Act
          name="dispute"
          words={strings.dispute}
          shortcut="d"
          off={noItem}
          pressed={disputing}
          onClick={act(() => toggle(pane, "dispute"))}
        />
      </span>
      <LookActs session={session} pane={pane} />
    </div>
  );
}

/** Opens the panels beside the item: find, history, the model, the keys; and the state of saving. */
function LookActs({ session, pane }: WidgetProps) {
  const { state } = session.loop;
  const choices = session.setup.value?.choices ?? [];
  const finding = useComputed(() => pane.panel.value === "find");
  const helping = useComputed(() => pane.panel.value === "help");
  const noFind = useComputed(() => !["item", "waiting", "finished"].includes(session.stage.value));
  const never = useComputed(() => false);
  const learns = useComputed(() => state.value !== null);
  const isTroubled = useComputed(() => (state.value?.problem ?? "") !== "");
  return (
    <span class="lw-look">
      <Act
        name="find"
        words={strings.find}
        shortcut="/"
        off={noFind}
        open={finding}
        onClick={() => {
          pane.focus();
          toggle(pane, "find");
        }}
      />
      <Act
        name="history"
        words={strings.history}
        shortcut={letterOf("history", choices)}
        off={never}
        open={pane.side}
        onClick={() => toggleHistory(pane)}
      />
      {learns.value && (
        <Act
          name="model"
          words={strings.model}
          shortcut={letterOf("model", choices)}
          off={never}
          open={pane.model}
          trouble={isTroubled.value ? strings.modelTroubled : ""}
          onClick={() => toggleModel(pane)}
        />
      )}
      <Saving session={session} />
      <Act
        name="help"
        words={strings.keys}
        shortcut="?"
        off={never}
        pressed={helping}
        onClick={() => {
          pane.focus();
          toggle(pane, "help");
        }}
      />
    </span>
  );
}

/** A word, and its key where there is room for the keys of all. */
function Act({
  name,
  words,
  shortcut,
  off,
  pressed,
  open,
  trouble = "",
  onClick,
  ...more
}: ActProps) {
  const keys = more.keys ?? shortcut;
  const marked = (on: ReadonlySignal<boolean> | undefined) =>
    on === undefined ? undefined : on.value ? "true" : "false";
  // Not `disabled`: a focused button that becomes disabled would drop the focus.
  return (
    <button
      type="button"
      class="lw-act"
      data-lw={name}
      title={keys === null ? words : `${words} (${keys})`}
      aria-label={trouble ? `${words}: ${trouble}` : undefined}
      aria-disabled={useComputed(() => (off.value ? "true" : undefined))}
      aria-pressed={useComputed(() => marked(pressed))}
      aria-expanded={useComputed(() => marked(open))}
      aria-keyshortcuts={shortcut ?? undefined}
      onClick={(event) => {
        if (!off.peek()) onClick(event);
      }}
    >
      <span dir="auto">{words}</span>
      {trouble && (
        <span class="lw-troubled" aria-hidden="true">
          !
        </span>
      )}
      {keys !== null && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
}

/** Everything that can be done besides answering; small, at the foot, always in the same place. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { toggle } from "../keyboard";
import { pressOf, type Use } from "../presses";
import { strings } from "../strings";
import { LookActs } from "./look-acts";
import { Saving } from "./saving";
import type { WidgetProps } from "./widget";

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

export function Actions({ session, pane }: WidgetProps) {
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
  // What is said of saving needs the room then.
  const hidden = useComputed(
    () => session.link.value !== "alive" || session.setup.value?.store.durable === false,
  );
  return (
    <span class="lw-pace" data-lw="pace" dir="auto" title={strings.paceTitle} hidden={hidden}>
      {words}
    </span>
  );
}

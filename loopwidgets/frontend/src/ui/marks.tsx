/** The item's flag, note and dispute: quiet, in a strip that is always there. */

import { useComputed } from "@preact/signals";
import type { Written } from "../answers/drafts";
import type { Json } from "../kernel/protocol";
import { strings } from "../strings";
import { toggle } from "./keyboard";
import { Unused } from "./notices/unused";
import { Why } from "./panels/reason-panel";
import type { WidgetProps } from "./props";

export function Marks({ session, pane }: WidgetProps) {
  const { flagged, note, dispute, status } = session.state.value;
  const hint = session.hint.value;
  return (
    <div class="lw-marks">
      {hint && (
        <span class="lw-mark lw-hint" role="status">
          {hint}
        </span>
      )}
      <Unused session={session} />
      {flagged && (
        <span class="lw-mark lw-flagged" data-lw="flagged">
          <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M3 11V1.5h6.5L8 4l1.5 2.5H3" />
          </svg>
          {strings.flagged}
        </span>
      )}
      {status === "skipped" && <span class="lw-mark">{strings.wasSkipped}</span>}
      {status === "answered" && <Answered session={session} />}
      {status !== "answered" && <Initial session={session} />}
      {note && (
        <button
          type="button"
          class="lw-mark lw-mark-note lw-mark-kept"
          data-lw="note-shown"
          title={note}
          onClick={() => toggle(pane, "note")}
        >
          <span>{strings.noteShown}</span> <span dir="auto">{note}</span>
        </button>
      )}
      {dispute !== null && <Disputed session={session} pane={pane} />}
      <Unsaved key="note" session={session} pane={pane} what="note" />
      <Unsaved key="dispute" session={session} pane={pane} what="dispute" />
      <Why session={session} pane={pane} />
    </div>
  );
}

/** After going back, the person sees that the next key changes an answer. */
function Answered({ session }: Pick<WidgetProps, "session">) {
  const words = useComputed(() => {
    const setup = session.setup.value;
    const task = session.task.value;
    return setup && task
      ? task.say(session.state.value.value, setup, session.shown.value?.key)
      : "";
  });
  const [change, goOn] = strings.wasAnsweredHint;
  return (
    <span class="lw-mark lw-answered" data-lw="answered" title={words}>
      <span dir="auto">{useComputed(() => strings.wasAnswered(words.value))}</span>
      {!session.isReadOnly.value && (
        <span class="lw-hint-keys">
          {change} <kbd>→</kbd> {goOn}
        </span>
      )}
    </span>
  );
}

/** Shows a reviewer the answer that the item had in the data, and the key that keeps it. */
function Initial({ session }: Pick<WidgetProps, "session">) {
  // Drawn anew only if it changes: most projects have none.
  const initial = useComputed(() => session.shown.value?.initial ?? null).value;
  const setup = session.setup.value;
  const task = session.task.value;
  if (!setup || !task || initial === null) return null;
  return (
    <span class="lw-mark lw-answered" data-lw="initial" role="status">
      <span dir="auto">
        {strings.wasLabeled(task.say(initial, setup, session.shown.value?.key))}
      </span>{" "}
      <span class="lw-hint-keys" hidden={session.isReadOnly}>
        <kbd>Enter</kbd> {strings.wasLabeledHint(task.isBuilt(setup))}
      </span>
    </span>
  );
}

function Disputed({ session, pane }: WidgetProps) {
  const words = useComputed(() => {
    const { label, reason } = readDispute(session.state.value.dispute);
    const title = session.setup.value?.choices.find((one) => one.id === label)?.title ?? null;
    return strings.disputedWith(title, reason);
  });
  return (
    <span class="lw-mark lw-mark-note" data-lw="disputed" title={words}>
      <span dir="auto">{words}</span>
      {session.mayAct.value && (
        <button
          type="button"
          class="lw-link"
          data-lw="withdraw"
          onClick={() => {
            session.dispute(null);
            pane.focus();
          }}
        >
          {strings.withdraw}
        </button>
      )}
    </span>
  );
}

/** A text that was closed without saving; its content is not shown until it is opened again. */
function Unsaved({ session, pane, what }: WidgetProps & { readonly what: Written }) {
  const words = useComputed(() => {
    const draft = session.drafts.held.value[session.shown.value?.key ?? ""];
    if (draft === undefined || pane.panel.value === what) return "";
    return (what === "note" ? draft.note : draft.dispute?.reason)?.trim() ?? "";
  }).value;
  if (!words) return null;
  return (
    <button
      type="button"
      class="lw-mark lw-mark-note"
      data-lw={`${what}-unsaved`}
      title={words}
      onClick={() => toggle(pane, what)}
    >
      <span>{strings.unsaved[what]}</span> <span dir="auto">{words}</span>
    </button>
  );
}

export function readDispute(said: Json): { label: string | null; reason: string } {
  if (typeof said !== "object" || said === null) return { label: null, reason: "" };
  const { label, reason } = said as Readonly<Record<string, Json>>;
  return {
    label: typeof label === "string" ? label : null,
    reason: typeof reason === "string" ? reason : "",
  };
}

/** Write a note on the item, over its lower part, so that nothing moves. Closing it saves nothing; answering does. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { isComposing } from "../../lib/keys";
import { strings } from "../../strings";
import type { WidgetProps } from "../props";

const LONGEST = 100_000;

export function NotePanel({ session, pane }: WidgetProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const key = session.shown.peek()?.key ?? "";
  const saved = session.state.peek().note;
  const close = () => {
    pane.panel.value = null;
    pane.focus();
  };
  const save = (text: string) => {
    pane.focus();
    pane.panel.value = null;
    session.note(text.trim());
  };
  // At once: the next typed letters must not be taken for keys.
  useLayoutEffect(() => {
    const area = field.current;
    area?.focus({ preventScroll: true });
    area?.setSelectionRange(area.value.length, area.value.length);
    return session.drafts.write(key, "note");
  }, []);
  return (
    <form
      class="lw-panel"
      data-lw="note-panel"
      onSubmit={(event) => {
        event.preventDefault();
        save(field.current?.value ?? "");
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
        if (event.target !== field.current) return;
        event.preventDefault();
        event.stopPropagation();
        save(field.current?.value ?? "");
      }}
    >
      <textarea
        ref={field}
        class="lw-field lw-grow"
        data-lw="note-text"
        dir="auto"
        rows={2}
        maxLength={LONGEST}
        readOnly={session.isReadOnly.peek()}
        aria-label={strings.noteLabel}
        placeholder={strings.notePlaceholder}
        defaultValue={session.drafts.of(key).note ?? saved}
        onInput={(event) => session.drafts.keep(key, { note: event.currentTarget.value })}
      />
      <div class="lw-row">
        {session.mayAct.peek() && (
          <button type="submit" class="lw-button lw-primary" data-lw="note-save">
            {strings.save} <kbd aria-hidden="true">↵</kbd>
          </button>
        )}
        <button type="button" class="lw-button" data-lw="note-cancel" onClick={close}>
          {strings.close} <kbd aria-hidden="true">Esc</kbd>
        </button>
        {saved && session.mayAct.peek() && (
          <button type="button" class="lw-link" data-lw="note-remove" onClick={() => save("")}>
            {strings.remove}
          </button>
        )}
      </div>
    </form>
  );
}

/**
 * Records that the labels are wrong for an item: the label that would fit instead, if any, and
 * why.
 */

import { useLayoutEffect, useRef } from "preact/hooks";
import { strings } from "../../strings";
import { readDispute } from "../marks";
import type { WidgetProps } from "../props";

const LONGEST = 10_000;

export function DisputePanel({ session, pane }: WidgetProps) {
  const choice = useRef<HTMLSelectElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  const key = session.shown.peek()?.key ?? "";
  const choices = session.setup.peek()?.choices ?? [];
  const said = session.state.peek().dispute;
  const before = session.drafts.of(key).dispute ?? readDispute(said);
  // A label that is not offered any more can't be chosen again.
  const fits = choices.find(({ id }) => id === before.label)?.id ?? null;
  const written = () => ({
    label: choice.current?.value || null,
    reason: reason.current?.value.trim() ?? "",
  });
  const close = () => {
    pane.panel.value = null;
    pane.focus();
  };
  // At once: the next typed letters must not be taken for keys.
  useLayoutEffect(() => {
    (choice.current ?? reason.current)?.focus({ preventScroll: true });
    return session.drafts.write(key, "dispute");
  }, []);
  return (
    <form
      class="lw-panel"
      data-lw="dispute-panel"
      onSubmit={(event) => {
        event.preventDefault();
        const dispute = written();
        close();
        session.dispute(dispute);
      }}
      onInput={() => session.drafts.keep(key, { dispute: written() })}
    >
      {choices.length > 0 && (
        <label class="lw-panel-label">
          {strings.disputeLabel}
          <select ref={choice} class="lw-field" data-lw="dispute-label" defaultValue={fits ?? ""}>
            {choices.map(({ id, title }) => (
              <option key={id} value={id} selected={id === fits}>
                {title}
              </option>
            ))}
            <option value="" selected={fits === null}>
              {strings.disputeNone}
            </option>
          </select>
        </label>
      )}
      <label class="lw-panel-label lw-grow">
        {strings.disputeReason}
        <input
          ref={reason}
          class="lw-field"
          data-lw="dispute-reason"
          type="text"
          dir="auto"
          maxLength={LONGEST}
          placeholder={strings.disputePlaceholder}
          defaultValue={before.reason}
        />
      </label>
      <div class="lw-row">
        <button type="submit" class="lw-button lw-primary" data-lw="dispute-save">
          {strings.save} <kbd aria-hidden="true">↵</kbd>
        </button>
        <button type="button" class="lw-button" data-lw="dispute-cancel" onClick={close}>
          {strings.close} <kbd aria-hidden="true">Esc</kbd>
        </button>
        {said !== null && (
          <button
            type="button"
            class="lw-link"
            data-lw="dispute-withdraw"
            onClick={() => {
              close();
              session.dispute(null);
            }}
          >
            {strings.withdraw}
          </button>
        )}
      </div>
    </form>
  );
}

/** The query, over the item's upper part; the number of matches follows the typing. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Query } from "../../kernel/protocol";
import type { Finding } from "../../navigation/search";
import { strings } from "../../strings";
import type { WidgetProps } from "../props";

const LONGEST = 200;
const MARKS = ["flagged", "noted", "disputed", "doubted"] as const;
const STATUSES = ["open", "answered", "skipped"] as const;

export function FindPanel({ session, pane }: WidgetProps) {
  const { finder } = session.jumps;
  const field = useRef<HTMLInputElement>(null);
  const query = finder.query.value;
  const choices = session.setup.value?.choices ?? [];
  const close = () => {
    pane.focus();
    pane.panel.value = null;
  };
  useLayoutEffect(() => {
    // At once: the next typed letters must not be taken for keys.
    field.current?.focus({ preventScroll: true });
    field.current?.select();
    finder.look();
  }, [finder]);
  return (
    <form
      class="lw-panel lw-find"
      data-lw="find-panel"
      role="search"
      aria-label={strings.find}
      onSubmit={async (event) => {
        event.preventDefault();
        if (await finder.go()) close();
      }}
    >
      <input
        ref={field}
        class="lw-field lw-find-text"
        data-lw="find-text"
        type="search"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        maxLength={LONGEST}
        aria-label={strings.findText}
        placeholder={strings.findPlaceholder}
        value={query.text}
        onInput={(event) => finder.ask({ text: event.currentTarget.value }, "soon")}
      />
      <div class="lw-find-choices">
        <select
          class="lw-field"
          data-lw="find-status"
          aria-label={strings.findStatus}
          value={query.status ?? ""}
          onChange={(event) => {
            const value = event.currentTarget.value as NonNullable<Query["status"]> | "";
            finder.ask({ status: value || null });
          }}
        >
          <option value="">{strings.anyStatus}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {strings.statuses[status]}
            </option>
          ))}
        </select>
        {choices.length > 0 ? (
          <select
            class="lw-field"
            data-lw="find-value"
            aria-label={strings.findByLabel}
            value={query.value ?? ""}
            onChange={(event) => finder.ask({ value: event.currentTarget.value || null })}
          >
            <option value="">{strings.anyLabel}</option>
            {choices.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        ) : (
          <input
            class="lw-field"
            data-lw="find-value"
            type="search"
            dir="auto"
            autocomplete="off"
            maxLength={LONGEST}
            aria-label={strings.findByValue}
            placeholder={strings.findByValue}
            value={query.value ?? ""}
            onInput={(event) => finder.ask({ value: event.currentTarget.value || null }, "soon")}
          />
        )}
        {MARKS.filter((mark) => mark !== "doubted" || session.loop.state.value !== null).map(
          (mark) => (
            <button
              key={mark}
              type="button"
              class="lw-chip"
              data-lw={`find-${mark}`}
              aria-pressed={query[mark] === true}
              onClick={() => finder.ask({ [mark]: query[mark] === true ? null : true })}
            >
              {strings.marks[mark]}
            </button>
          ),
        )}
      </div>
      <div class="lw-find-end">
        <Result session={session} />
        <button type="submit" class="lw-button lw-primary" data-lw="find-go">
          {strings.findGo} <kbd aria-hidden="true">↵</kbd>
        </button>
        <button type="button" class="lw-button" data-lw="find-close" onClick={close}>
          {strings.close} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
    </form>
  );
}

/** The number of matches, or why it is not known. */
function Result({ session }: Pick<WidgetProps, "session">) {
  const { finder } = session.jumps;
  const words = useComputed(() => {
    const finding = finder.finding.value;
    if (finding.state !== "idle" && session.link.value !== "alive") return strings.findAway;
    return said(finding);
  });
  return (
    <output class="lw-found" data-lw="found" data-state={finder.finding.value.state}>
      {words}
    </output>
  );
}

function said(finding: Finding): string {
  switch (finding.state) {
    case "idle":
      return strings.findHint;
    case "looking":
      return strings.looking;
    case "failed":
      return finding.reason;
    default: {
      const { total, complete, named, items } = finding.found;
      const [item] = items;
      if (named && item) return strings.findNamed(item.number);
      return strings.matches(total, complete);
    }
  }
}

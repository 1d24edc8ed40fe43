/** The history, newest first, beside the widget: only the lines in sight are in the page. */

import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { newId } from "../../kernel/identity";
import { hasFocus } from "../../lib/focus";
import { isComposing } from "../../lib/keys";
import type { HistoryRow } from "../../navigation/history";
import { strings } from "../../strings";
import { CloseButton } from "../close-button";
import { toggleHistory } from "../keyboard";
import type { WidgetProps } from "../props";

/** Pixels; as in side.css. */
const HEIGHT = 52;
/** Lines beyond those in sight. */
const BEYOND = 4;

export function HistoryPanel({ session, pane }: WidgetProps) {
  const { history } = session.jumps;
  useLayoutEffect(() => history.show(), [history]);
  const count = useComputed(() => session.beside.counts.value);
  const many = (count.value?.answered ?? 0) + (count.value?.skipped ?? 0);
  return (
    <section class="lw-side" data-lw="history-panel" aria-label={strings.history}>
      <div class="lw-side-top">
        <strong>{strings.history}</strong>
        <span class="lw-soft">{strings.number(many)}</span>
        <CloseButton
          name="history-close"
          words={strings.closeHistory}
          onClick={() => toggleHistory(pane)}
        />
      </div>
      <Rows session={session} pane={pane} />
    </section>
  );
}

function Rows({ session, pane }: WidgetProps) {
  const { history } = session.jumps;
  const id = useMemo(newId, []);
  const list = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(400);
  /** The line that the arrows are at. */
  const chosen = useSignal<string | null>(null);
  const rows = history.rows.value;
  const shown = session.shown.value?.key ?? null;
  const at = rows.findIndex((row) => row.key === (chosen.value ?? shown));

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (hasFocus(pane.root)) element.focus({ preventScroll: true });
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height, pane]);

  const from = Math.max(0, Math.floor(top.value / HEIGHT) - BEYOND);
  const until = Math.ceil((top.value + height.value) / HEIGHT) + BEYOND;
  const places = rows.map((_, place) => place).slice(from, until);
  if (at >= 0 && (at < from || at >= until)) places.push(at);
  useLayoutEffect(() => {
    if (until >= rows.length) history.more();
  });

  const choose = (place: number) => {
    const row = rows[Math.max(0, Math.min(place, rows.length - 1))];
    if (row === undefined) return;
    chosen.value = row.key;
    const element = list.current;
    if (element === null) return;
    const start = rows.indexOf(row) * HEIGHT;
    if (start < element.scrollTop) element.scrollTop = start;
    else if (start + HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = start + HEIGHT - element.clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { ctrlKey, altKey, metaKey, shiftKey } = event;
    if (ctrlKey || altKey || metaKey || shiftKey || isComposing(event)) return;
    const page = Math.max(1, Math.floor(height.peek() / HEIGHT) - 1);
    const step = STEPS[event.key];
    if (step !== undefined) choose(Math.max(at, 0) + (at < 0 ? 0 : step(page)));
    else if (event.key === "Home") choose(0);
    else if (event.key === "End") choose(rows.length - 1);
    else if (event.key === "Enter" && at >= 0) session.jumps.look(rows[at]?.key ?? "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={list}
      class="lw-history"
      data-lw="history-list"
      role="listbox"
      aria-label={strings.history}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      onScroll={(event) => {
        top.value = event.currentTarget.scrollTop;
      }}
      onKeyDown={onKeyDown}
    >
      <div
        role="presentation"
        class="lw-history-all"
        style={`block-size:${rows.length * HEIGHT}px`}
      >
        {places.map((place) => (
          <Line
            key={rows[place]?.key}
            id={`${id}-${place}`}
            session={session}
            row={rows[place] as HistoryRow}
            place={place}
            of={rows.length}
            isChosen={place === at}
            isShown={rows[place]?.key === shown}
            onClick={(key) => {
              chosen.value = key;
              session.jumps.look(key);
            }}
          />
        ))}
      </div>
      <p class="lw-soft lw-history-rest" data-lw="history-rest">
        {strings.historyRest(history.rest.value, rows.length)}
      </p>
    </div>
  );
}

const STEPS: Readonly<Record<string, (page: number) => number>> = {
  ArrowDown: () => 1,
  ArrowUp: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
};

interface LineProps extends Pick<WidgetProps, "session"> {
  readonly id: string;
  readonly row: HistoryRow;
  readonly place: number;
  readonly of: number;
  readonly isChosen: boolean;
  readonly isShown: boolean;
  readonly onClick: (key: string) => void;
}

function Line({ id, session, row, place, of, isChosen, isShown, onClick }: LineProps) {
  const setup = session.setup.value;
  const task = session.task.value;
  const { status, value, flagged, note } = row.state;
  const words =
    status === "skipped"
      ? strings.saidSkipped
      : ((setup && task?.say(value, setup, row.key)) ?? "");
  const ids = status === "answered" ? ((setup && task?.counted(value, setup)) ?? []) : [];
  const dots = setup?.choices.filter(({ id }) => ids.includes(id)) ?? [];
  const line = row.preview || strings.itemNamed(row.number);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      id={id}
      role="option"
      class="lw-history-row"
      data-lw="history-row"
      data-item-key={row.key}
      aria-selected={isChosen}
      aria-current={isShown ? "true" : undefined}
      aria-setsize={of}
      aria-posinset={place + 1}
      style={`inset-block-start:${place * HEIGHT}px`}
      onClick={() => onClick(row.key)}
    >
      <span class="lw-history-line" dir="auto" title={line}>
        {line}
      </span>
      <span class="lw-history-said">
        {dots.map((choice) => (
          <span
            key={choice.id}
            class="lw-dot"
            aria-hidden="true"
            style={`--light:${choice.color[0]};--dark:${choice.color[1]}`}
          />
        ))}
        <span class="lw-history-words" dir="auto" title={words}>
          {words}
        </span>
        {flagged && <Mark words={strings.flagged} path="M3 11V1.5h6.5L8 4l1.5 2.5H3" isFull />}
        {note && <Mark words={strings.note} path="M2 2h8v6H6l-2.5 2.5V8H2z" />}
        <span class="lw-history-number">{strings.itemNumber(row.number)}</span>
      </span>
    </div>
  );
}

interface MarkProps {
  readonly words: string;
  readonly path: string;
  readonly isFull?: boolean;
}

function Mark({ words, path, isFull = false }: MarkProps) {
  return (
    <svg class="lw-icon" viewBox="0 0 12 12" role="img" aria-label={words} data-full={isFull}>
      <path d={path} />
    </svg>
  );
}

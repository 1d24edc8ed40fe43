/**
 * Finds one of many labels as the person types: a field, and a list in the place of the strip
 * while it is open.
 */

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { newId } from "../../kernel/identity";
import type { ShownChoice } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import { boardOf } from "../../labels/at-hand";
import { prepare, search } from "../../labels/label-search";
import { allowsNew, isLong, isMultiple } from "../../labels/lookup";
import { called, LONGEST_NAME, nameIn } from "../../labels/new-label";
import { focused } from "../../lib/focus";
import { isComposing } from "../../lib/keys";
import { strings } from "../../strings";
import type { Asking, Frame } from "../task";
import { LabelRows, type Row, rowId } from "./label-rows";
import { SuggestedBeyond } from "./suggested-beyond";

interface Props {
  readonly asking: Asking;
  readonly setup: Setup;
  readonly frame: Frame;
  readonly chosen: ReadonlySignal<readonly string[]>;
  /** A label, or the name of a label to make. */
  readonly onChoose: (row: Row, event: UIEvent) => void;
  /** Answer with the chosen labels, if several may be chosen. */
  readonly onConfirm: (event: UIEvent) => void;
  /** Shown beside the field. */
  readonly beside: ComponentChildren;
  /** Shown where the list opens. */
  readonly children: ComponentChildren;
}

/** Rows that Page Up and Page Down go over. */
const PAGE = 5;

export function LabelFinder(props: Props) {
  const { asking, setup, frame, beside, children } = props;
  const multiple = isMultiple(setup.task);
  const field = useRef<HTMLInputElement>(null);
  const list = useMemo(newId, []);
  const query = useSignal("");
  /** The row that the arrows went to; null if they were not used since the last typing. */
  const moved = useSignal<number | null>(null);
  const isOpen = useComputed(() => frame.panel.value === "answer");
  const { rows, found, offered } = useFound(asking, setup, query.value);
  const first = query.value.trim() === "" ? -1 : 0;
  const active = Math.min(moved.value ?? first, rows.length - 1);
  const open = isOpen.value;

  useEffect(() => {
    const ready = setTimeout(() => prepare(setup.choices), 0);
    return () => clearTimeout(ready);
  }, [setup.choices]);
  // At once: the next typed letters must not be taken for keys.
  useLayoutEffect(() => {
    if (open && field.current !== focused(frame.root))
      field.current?.focus({ preventScroll: true });
    if (!open && field.current !== null) {
      field.current.value = "";
      query.value = "";
      moved.value = null;
    }
  }, [open, frame, query, moved]);

  const show = () => {
    if (asking.mayAct.peek()) frame.panel.value = "answer";
  };
  const choose = (row: Row, event: UIEvent) => {
    // The next typed letters are another search; chosen rows stay in view.
    if (multiple) field.current?.select();
    if (typeof row === "string") moved.value = null;
    props.onChoose(row, event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = STEPS[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      const row = rows[active];
      if (event.repeat) asking.presses.held();
      else if (multiple && (event.ctrlKey || event.metaKey)) props.onConfirm(event);
      else if (open && row !== undefined) choose(row, event);
    } else if (step !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      if (open) moved.value = stepped(active, step, rows.length);
      else show();
    }
  };
  return (
    <>
      <div class="lw-lookup">
        <div class="lw-lookup-box">
          <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
            <circle cx="5" cy="5" r="3.5" />
            <path d="M7.6 7.6 L11 11" />
          </svg>
          <input
            ref={field}
            class="lw-field"
            data-lw="label-search"
            type="text"
            role="combobox"
            dir="auto"
            aria-label={strings.findLabel}
            aria-keyshortcuts="l"
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-expanded={open}
            aria-controls={open ? list : undefined}
            aria-activedescendant={open && active >= 0 ? rowId(list, active) : undefined}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            maxLength={LONGEST_NAME}
            placeholder={strings.findAmong(offered, allowsNew(setup.task))}
            onMouseDown={show}
            onInput={(event) => {
              query.value = event.currentTarget.value;
              moved.value = null;
              show();
            }}
            onKeyDown={onKeyDown}
            onBlur={() => {
              // Another window in front leaves the field its focus.
              if (frame.panel.peek() === "answer" && focused(frame.root) !== field.current)
                frame.panel.value = null;
            }}
          />
          <span class="lw-lookup-end lw-soft" role="status">
            {open && query.value.trim() !== "" ? strings.foundOf(found, offered) : ""}
          </span>
          {!open && <kbd aria-hidden="true">l</kbd>}
          {!open && (
            <SuggestedBeyond
              asking={asking}
              onChoose={(label, event) => {
                frame.focus();
                props.onChoose(label, event);
              }}
            />
          )}
        </div>
        {beside}
      </div>
      <div class="lw-list-place">
        <div class="lw-under" data-hidden={open}>
          {children}
        </div>
        {open && (
          <LabelRows
            id={list}
            rows={rows}
            active={active}
            several={multiple}
            chosen={props.chosen.value}
            counts={asking.beside.counts.value?.by_value ?? {}}
            empty={emptyWords(query.value, setup)}
            asking={asking}
            onChoose={choose}
          />
        )}
      </div>
    </>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
};

/** Where an arrow leads from a row; beyond either end lies the other, but not for a whole page. */
function stepped(active: number, step: number, rows: number): number | null {
  if (rows === 0) return null;
  if (Math.abs(step) === 1) return (Math.max(active, step < 0 ? 0 : -1) + step + rows) % rows;
  return Math.max(0, Math.min(rows - 1, Math.max(active, 0) + step));
}

/**
 * The labels that fit the query and that the item may get, and behind them a new label of that
 * name.
 */
function useFound(asking: Asking, setup: Setup, query: string) {
  const offered = boardOf(asking).offered.value;
  const labels = useMemo(
    () => setup.choices.filter((label) => boardOf(asking).isOffered(label)),
    [setup.choices, offered, asking],
  );
  return useMemo(() => {
    const found = search(query, labels);
    const name = allowsNew(setup.task) ? nameIn(query) : null;
    const isNew = name !== null && called(name, setup.choices) === null;
    const rows: readonly Row[] = isNew ? [...found, name] : found;
    return { rows, found: found.length, offered: labels.length };
  }, [query, labels, setup]);
}

function emptyWords(query: string, setup: Setup): string {
  const name = nameIn(query);
  if (name === null) return strings.noLabels(allowsNew(setup.task));
  const there: ShownChoice | null = isLong(setup) ? called(name, setup.choices) : null;
  return there === null ? strings.noSuchLabel(name) : strings.notOfItem(there.title);
}

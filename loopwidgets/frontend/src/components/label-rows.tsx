/** The labels that were found, as a list of any length: only the rows in view are drawn. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ShownLabel } from "../protocol";
import { strings } from "../strings";

/** A label to choose; or, as the last row, the name of one to make. */
export type Row = ShownLabel | string;

interface Props {
  readonly id: string;
  readonly rows: readonly Row[];
  /** The row that Enter takes; -1 for none. */
  readonly active: number;
  readonly several: boolean;
  readonly chosen: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** Why there is no row. */
  readonly empty: string;
  readonly onChoose: (row: Row) => void;
}

/** Pixels; a finger needs more. */
const HEIGHT = matchMedia("(pointer: coarse)").matches ? 44 : 30;
/** Rows that are drawn beyond those in view, above and below. */
const BEYOND = 4;
/** Before it is known how many are in view. */
const AT_FIRST = 12;

export const rowId = (list: string, place: number) => `${list}-${place}`;

export function LabelRows({ id, rows, active, several, chosen, counts, empty, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const inView = useRef(AT_FIRST);
  const top = useSignal(0);
  useLayoutEffect(() => {
    inView.current = Math.ceil((list.current?.clientHeight ?? 0) / HEIGHT) || AT_FIRST;
  }, []);
  useLayoutEffect(() => {
    const area = list.current;
    if (area === null) return;
    if (active < 0) area.scrollTop = 0;
    else if (active * HEIGHT < area.scrollTop) area.scrollTop = active * HEIGHT;
    else if ((active + 1) * HEIGHT > area.scrollTop + area.clientHeight)
      area.scrollTop = (active + 1) * HEIGHT - area.clientHeight;
    top.value = Math.floor(area.scrollTop / HEIGHT);
  }, [active, rows, top]);
  const first = Math.max(0, Math.min(top.value, rows.length - 1) - BEYOND);
  const drawn = rows.slice(first, first + inView.current + 2 * BEYOND);
  return (
    <div
      class="lw-rows"
      role="listbox"
      id={id}
      ref={list}
      data-lw="found"
      aria-label={strings.labels}
      aria-multiselectable={several}
      style={`--row:${HEIGHT}px`}
      // The field keeps the focus, so that one can go on typing.
      onMouseDown={(event) => event.preventDefault()}
      onScroll={(event) => {
        top.value = Math.floor(event.currentTarget.scrollTop / HEIGHT);
      }}
    >
      {rows.length === 0 && (
        <p class="lw-rows-none lw-soft" dir="auto">
          {empty}
        </p>
      )}
      <div role="presentation" style={`block-size:${rows.length * HEIGHT}px`}>
        {drawn.map((row, at) => {
          const place = first + at;
          const isLabel = typeof row !== "string";
          const isChosen = isLabel && chosen.includes(row.id);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are pressed in the field
            // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus
            <div
              key={isLabel ? row.id : "new"}
              class="lw-found"
              role="option"
              id={rowId(id, place)}
              data-lw={isLabel ? "found-label" : "new-label"}
              data-label={isLabel ? row.name : row}
              data-active={place === active}
              data-chosen={isChosen}
              aria-selected={several ? isChosen : place === active}
              aria-setsize={rows.length}
              aria-posinset={place + 1}
              title={isLabel ? tipOf(row) : undefined}
              style={`transform:translateY(${place * HEIGHT}px)${isLabel ? `;--light:${row.color[0]};--dark:${row.color[1]}` : ""}`}
              onClick={() => onChoose(row)}
            >
              {isLabel ? <Found label={row} count={counts[row.id] ?? 0} /> : <New name={row} />}
              {place === active && (
                <kbd class="lw-found-key" aria-hidden="true">
                  ↵
                </kbd>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function tipOf({ title, description }: ShownLabel): string {
  return description === "" ? title : `${title}: ${description}`;
}

function Found({ label, count }: { readonly label: ShownLabel; readonly count: number }) {
  const beside = [label.name === label.title ? "" : label.name, label.description];
  return (
    <>
      <span class="lw-dot" aria-hidden="true" />
      <span class="lw-found-title" dir="auto">
        {label.title}
      </span>
      <span class="lw-found-beside lw-soft" dir="auto">
        {beside.filter((one) => one !== "").join(" · ")}
      </span>
      <span class="lw-check" aria-hidden="true" />
      {count > 0 && <span class="lw-found-count lw-soft">{strings.number(count)}</span>}
    </>
  );
}

function New({ name }: { readonly name: string }) {
  const [before, after] = strings.newLabel;
  return (
    <span class="lw-found-title lw-found-new">
      {before}
      <bdi>{name}</bdi>
      {after}
    </span>
  );
}

/**
 * The labels that were found, as a list of any length: only the rows in view are drawn. Its foot
 * counts those below.
 */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ShownChoice } from "../../kernel/protocol";
import { strings } from "../../strings";
import type { Asking } from "../task";
import { drawnOf, markOf, suggestionWords } from "./suggestion-mark";

/** A label to choose; or, as the last row, the name of a label to make. */
export type Row = ShownChoice | string;

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
  readonly asking: Asking;
  readonly onChoose: (row: Row, event: UIEvent) => void;
}

/** Pixels; a finger needs more. */
const HEIGHT = matchMedia("(pointer: coarse)").matches ? 44 : 30;
/** Rows that are drawn beyond those in view, above and below. */
const BEYOND = 4;
/** Before it is known how many are in view. */
const AT_FIRST = 12;
/** Pixels; the foot lies over the last rows. */
const FOOT = 22;

export const rowId = (list: string, place: number) => `${list}-${place}`;

export function LabelRows({
  id,
  rows,
  active,
  several,
  chosen,
  counts,
  empty,
  asking,
  onChoose,
}: Props) {
  const list = useRef<HTMLDivElement>(null);
  const height = useSignal(AT_FIRST * HEIGHT);
  /**
   * How far the list is scrolled, from its last event: asking for it would cost a layout with
   * every key.
   */
  const scrolled = useSignal(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => {
      height.value = element.clientHeight || height.peek();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [height]);
  useLayoutEffect(() => {
    const to = scrolledTo(active, scrolled.peek(), height.peek(), rows.length);
    if (to === scrolled.peek() || list.current === null) return;
    list.current.scrollTop = to;
    scrolled.value = to;
  }, [active, rows, scrolled, height]);
  const inView = Math.ceil(height.value / HEIGHT);
  const top = Math.max(0, Math.min(Math.floor(scrolled.value / HEIGHT), rows.length - inView));
  const first = Math.max(0, top - BEYOND);
  const drawn = rows.slice(first, top + inView + BEYOND);
  const below = rowsBelow(scrolled.value, height.value, rows.length);
  return (
    <div
      class="lw-rows"
      role="listbox"
      id={id}
      ref={list}
      data-lw="label-list"
      aria-label={strings.labels}
      aria-multiselectable={several}
      style={`--row:${HEIGHT}px`}
      // The field keeps the focus, so that typing can go on.
      onMouseDown={(event) => event.preventDefault()}
      onScroll={(event) => {
        scrolled.value = event.currentTarget.scrollTop;
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
              // By place: another label in a row is less to draw than another row.
              key={place}
              class="lw-option"
              role="option"
              id={rowId(id, place)}
              data-lw={isLabel ? "label-option" : "new-label"}
              data-label={isLabel ? row.name : row}
              data-active={place === active}
              data-chosen={isChosen}
              aria-selected={several ? isChosen : place === active}
              aria-setsize={rows.length}
              aria-posinset={place + 1}
              title={isLabel ? tipOf(row) : undefined}
              style={`transform:translateY(${place * HEIGHT}px)${isLabel ? `;--light:${row.color[0]};--dark:${row.color[1]}` : ""}`}
              onClick={(event) => onChoose(row, event)}
            >
              {isLabel ? (
                <Found label={row} count={counts[row.id] ?? 0} asking={asking} />
              ) : (
                <New name={row} />
              )}
              {place === active && (
                <kbd class="lw-option-key" aria-hidden="true">
                  ↵
                </kbd>
              )}
            </div>
          );
        })}
      </div>
      {below > 0 && (
        <div
          class="lw-rows-more lw-soft"
          data-lw="labels-below"
          aria-hidden="true"
          onClick={() => {
            if (list.current !== null) list.current.scrollTop += height.peek() - FOOT;
          }}
        >
          {strings.moreBelow(below)}
        </div>
      )}
    </div>
  );
}

function tipOf({ title, description }: ShownChoice): string {
  return description === "" ? title : `${title}: ${description}`;
}

/**
 * How far the list has to be scrolled so that the active row is in view; to its beginning without
 * an active row.
 */
export function scrolledTo(active: number, scrolled: number, height: number, rows: number): number {
  const top = Math.max(active, 0) * HEIGHT;
  if (active < 0 || top < scrolled) return top;
  const end = Math.max(0, rows * HEIGHT - height);
  return Math.max(scrolled, Math.min(end, top + HEIGHT + FOOT - height));
}

/** The rows that lie below those in view; none at the end of the list, where the foot goes. */
export function rowsBelow(scrolled: number, height: number, rows: number): number {
  if (scrolled + height >= rows * HEIGHT - 1) return 0;
  return rows - Math.floor((scrolled + height - FOOT + 2) / HEIGHT);
}

interface FoundProps {
  readonly label: ShownChoice;
  readonly count: number;
  readonly asking: Asking;
}

function Found({ label, count, asking }: FoundProps) {
  const suggestion = drawnOf(asking.loop, label.id);
  const beside = [label.name === label.title ? "" : label.name, label.description];
  return (
    <>
      <span class="lw-dot" aria-hidden="true" />
      <span class="lw-option-title" dir="auto">
        {label.title}
      </span>
      {suggestion && <span class="lw-said">{suggestionWords(suggestion)}</span>}
      {/* In the list Enter takes the row that it is at. */}
      {suggestion && markOf(suggestion, false)}
      <span class="lw-option-beside lw-soft" dir="auto">
        {beside.filter((one) => one !== "").join(" · ")}
      </span>
      <span class="lw-check" aria-hidden="true" />
      {count > 0 && <span class="lw-option-count lw-soft">{strings.number(count)}</span>}
    </>
  );
}

function New({ name }: { readonly name: string }) {
  const [before, after] = strings.newLabel;
  return (
    <span class="lw-option-title lw-option-new">
      {before}
      <bdi>{name}</bdi>
      {after}
    </span>
  );
}

/** Put the sides of the item in order: by their numbers, by drag, or by buttons; Enter confirms. */

import "./sides/ranking.css";
import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Json } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { pressOf } from "../lib/gestures";
import { characterOf } from "../lib/keys";
import { strings as general } from "../strings";
import { step } from "./marks/marks-desk";
import { ShareOf } from "./share";
import { moved, placed, put, rowsOf, toggle, unplace } from "./sides/rank-desk";
import { columnsOf, digitsOf, nameOf, placeFor, shownAs, sidesOf } from "./sides/sides";
import { strings } from "./sides/strings";
import { type AnswerProps, type Asking, keepPresent, type Task } from "./task";

export const ranking: Task = {
  Answer,
  means: (press, _, setup) =>
    placeFor(press, columnsOf(setup).length) >= 0 || press.key === "Backspace",
  onKey(press, asking, setup) {
    if (!asking.mayAct.peek()) return false;
    if (press.key === "Backspace") return unplace(asking, setup);
    const place = placeFor(press, columnsOf(setup).length);
    const side = sidesOf(asking.shown.peek()?.key ?? "", setup)[place];
    if (side) toggle(side.id, asking, setup);
    else if (characterOf(press) === "z") return step(!press.shiftKey, asking);
    return side !== undefined;
  },
  onConfirm(asking, setup) {
    const order = placed(asking, setup);
    const key = asking.shown.peek()?.key;
    const isWhole = order.length === columnsOf(setup).length;
    if (isWhole) asking.answer(order as Json, say(order as Json, setup, key));
    else if (order.length > 0 || !keepPresent(asking, (value) => say(value, setup, key)))
      asking.hint.value = strings.unranked;
    return true;
  },
  repeat(_, asking) {
    asking.hint.value = strings.chooseAgain;
  },
  isBuilt: () => true,
  draft: (present) => (Array.isArray(present) ? present : []),
  keys: (setup) => [
    [digitsOf(columnsOf(setup).length), strings.keys.rank],
    [["Backspace"], strings.keys.unrank],
  ],
  say,
  shownAs,
  counted: (value) => (Array.isArray(value) && typeof value[0] === "string" ? [value[0]] : []),
  idOf: (name, { choices }) => choices.find((one) => one.name === name)?.id,
};

function say(value: Json, setup: Setup, key?: string): string {
  if (!Array.isArray(value)) return value === null ? "" : String(value);
  const ids = value.filter((id): id is string => typeof id === "string");
  return ids.map((id) => nameOf(id, setup, key)).join(" > ");
}

function Answer(props: AnswerProps) {
  const { asking, setup, onDone } = props;
  const isOver = useComputed(() => asking.stage.value === "finished");
  if (isOver.value) return <Counted asking={asking} setup={setup} />;
  return (
    <div class="lw-ranking" role="group" aria-label={setup.task.question}>
      <Rows {...props} />
      <div class="lw-confirming">
        <button
          type="button"
          class="lw-button lw-primary lw-confirm"
          data-lw="confirm"
          aria-keyshortcuts="Enter"
          onClick={(event) => {
            const how = { needsItem: true, clicksOnce: true };
            asking.presses.use(pressOf(event, "confirm"), how, () => {
              ranking.onConfirm(asking, setup);
            });
            onDone();
          }}
        >
          {general.confirm} <kbd aria-hidden="true">↵</kbd>
        </button>
      </div>
    </div>
  );
}

/** At the end: how often each column came first. */
function Counted({ asking, setup }: Pick<AnswerProps, "asking" | "setup">) {
  const columns = columnsOf(setup);
  const wide = Math.min(6, columns.length);
  return (
    <div class="lw-labels" style={`--wide:${wide};--middle:${Math.min(4, wide)};--narrow:2`}>
      {columns.map(({ id, name, title, color: [light, dark] }) => (
        <div key={id} class="lw-choice" style={`--light:${light};--dark:${dark}`}>
          <div class="lw-label">
            <span class="lw-title" dir="auto">
              {title}
            </span>
          </div>
          <ShareOf asking={asking} id={id} name={name} />
        </div>
      ))}
    </div>
  );
}

interface Drag {
  readonly id: string;
  readonly to: number;
}

function Rows({ asking, setup, onDone }: AnswerProps) {
  const list = useRef<HTMLOListElement>(null);
  const drag = useSignal<Drag | null>(null);
  /** The middles of the rows when the drag began, without that of the dragged row. */
  const middles = useRef<readonly number[]>([]);
  /** The button that the keyboard pressed: its row moves, and it keeps the focus. */
  const pressed = useRef("");
  const key = asking.shown.value?.key ?? "";
  const sides = sidesOf(key, setup).map(({ id }) => id);
  const order = placed(asking, setup);
  const resting = rowsOf(asking, setup);
  const rows = drag.value === null ? resting : moved(resting, drag.value.id, drag.value.to);
  useLayoutEffect(() => {
    if (pressed.current === "") return;
    const buttons = list.current?.querySelectorAll<HTMLElement>("[data-press]") ?? [];
    [...buttons].find((one) => one.dataset.press === pressed.current)?.focus();
    pressed.current = "";
  });

  const begin = (event: PointerEvent) => {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("[data-id]");
    const isHandle = target.closest(".lw-handle") !== null;
    if (row === null || target.closest("button") !== null || !asking.mayAct.peek()) return;
    if (event.button !== 0 || (event.pointerType === "touch" && !isHandle)) return;
    event.preventDefault();
    const id = row.dataset.id ?? "";
    middles.current = [...(list.current?.children ?? [])]
      .filter((one) => one !== row)
      .map((one) => one.getBoundingClientRect())
      .map(({ top, bottom }) => (top + bottom) / 2);
    list.current?.setPointerCapture(event.pointerId);
    drag.value = { id, to: resting.indexOf(id) };
  };
  const move = (event: PointerEvent) => {
    if (drag.peek() === null) return;
    const { id } = drag.peek() as Drag;
    const to = middles.current.filter((middle) => middle < event.clientY).length;
    drag.value = { id, to };
  };
  const end = () => {
    const done = drag.peek();
    drag.value = null;
    if (done !== null && resting.indexOf(done.id) !== done.to)
      put(moved(resting, done.id, done.to), asking);
    onDone();
  };
  return (
    <ol
      ref={list}
      class="lw-ranks"
      data-lw="ranks"
      data-dragging={drag.value !== null}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={() => {
        drag.value = null;
      }}
    >
      {rows.map((id, at) => {
        const place = sides.indexOf(id);
        const side = strings.side(place + 1);
        const isPlaced = order.includes(id) || drag.value !== null;
        return (
          <li
            key={id}
            class="lw-rank"
            data-lw="rank"
            data-label={place + 1}
            data-id={id}
            data-placed={isPlaced}
            data-held={drag.value?.id === id}
            aria-label={isPlaced ? strings.rank(side, at + 1) : strings.notRanked(side)}
          >
            <span class="lw-handle" aria-hidden="true">
              ⠿
            </span>
            <span class="lw-rank-number" aria-hidden="true">
              {isPlaced ? `${at + 1}.` : "–"}
            </span>
            <span class="lw-rank-side">{side}</span>
            <kbd aria-hidden="true">{(place + 1) % 10}</kbd>
            {([-1, 1] as const).map((by) => (
              <Mover
                key={by}
                asking={asking}
                what={`${by < 0 ? "up" : "down"} ${id}`}
                title={by < 0 ? strings.up(side) : strings.down(side)}
                isAtEnd={at + by < 0 || at + by >= rows.length}
                arrow={by < 0 ? "M2 8 L6 4 L10 8" : "M2 4 L6 8 L10 4"}
                name={by < 0 ? "up" : "down"}
                onPress={(event, what) => {
                  put(moved(resting, id, at + by), asking);
                  asking.say(strings.saidRank(side, at + by + 1));
                  if (event.detail === 0) pressed.current = what;
                  else onDone();
                }}
              />
            ))}
          </li>
        );
      })}
    </ol>
  );
}

interface MoverProps {
  readonly asking: Asking;
  readonly what: string;
  readonly name: string;
  readonly title: string;
  readonly isAtEnd: boolean;
  readonly arrow: string;
  readonly onPress: (event: MouseEvent, what: string) => void;
}

function Mover({ asking, what, name, title, isAtEnd, arrow, onPress }: MoverProps) {
  return (
    <button
      type="button"
      class="lw-mover"
      data-lw={name}
      data-press={what}
      title={title}
      aria-label={title}
      aria-disabled={isAtEnd || undefined}
      onClick={(event) => {
        if (isAtEnd) return;
        const how = { needsItem: true, clicksOnce: false };
        asking.presses.use(pressOf(event, what), how, () => onPress(event, what));
      }}
    >
      <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
        <path d={arrow} />
      </svg>
    </button>
  );
}

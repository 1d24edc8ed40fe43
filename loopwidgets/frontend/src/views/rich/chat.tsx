/** Show a conversation: its turns from the first to the last, with the turn that is asked about in sight. */

import "./chat.css";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Json } from "../../kernel/protocol";
import { afterPaint } from "../../lib/after-paint";
import { strings as general } from "../../strings";
import type { View, ViewProps } from "../view";
import { Rich, ready } from "./rich";
import { strings } from "./strings";

/** The last turns of a longer conversation are drawn, and the others on a click. */
const AT_ONCE = 40;
/** So many turns before the one that is asked about are drawn. */
const BEFORE = 10;
/** Turns further from it than this are out of sight at first, and laid out only when they come into sight. */
const NEAR = 5;
/** CSS pixels left free above and below the turn that is scrolled to: the edge of the item fades. */
const ABOVE = 10;
const BELOW = 24;

interface Turn {
  readonly role: string;
  readonly content: string;
}

interface Content {
  readonly turns: readonly Turn[];
  /** The number of turns that were left out before them. */
  readonly first: number;
  readonly asked: number | null;
  readonly caption: string;
}

export const chat: View = {
  Show,
  keys: [[["↑", "↓"], general.scrollKeys]],
  room: () => "long",
  prepare(items) {
    for (const item of items) {
      const content = read(item.payload);
      for (const turn of content.turns.slice(startOf(content))) ready("talk", turn.content);
    }
  },
};

function Show({ item }: ViewProps) {
  const content = read(item.payload);
  const [whole, setWhole] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const { turns, asked, first } = content;
  const start = whole === item.key ? 0 : startOf(content);
  const target = asked ?? turns.length - 1;
  useLayoutEffect(() => {
    const shown = list.current?.children ?? [];
    const turn = shown[target - start];
    if (!turn) return undefined;
    bringIntoSight(turn);
    // With the first item the widget itself may have no place in the page yet.
    return turn.clientHeight === 0 ? afterPaint(() => bringIntoSight(turn)) : undefined;
  }, [item.key]);
  return (
    <>
      {content.caption && (
        <p class="lw-caption" dir="auto">
          {content.caption}
        </p>
      )}
      {start > 0 && (
        <button type="button" class="lw-link" data-lw="earlier" onClick={() => setWhole(item.key)}>
          {strings.earlier(start)}
        </button>
      )}
      {turns.length > 0 && (
        <ol class="lw-turns" start={first + start + 1} ref={list}>
          {turns.slice(start).map(({ role, content: source }, place) => {
            const isAsked = start + place === asked;
            return (
              <li
                key={start + place}
                class="lw-turn"
                data-lw="turn"
                data-role={role}
                data-far={Math.abs(start + place - target) > NEAR || undefined}
                data-asked={isAsked || undefined}
                aria-current={isAsked ? "true" : undefined}
              >
                <p class="lw-role">
                  <span dir="auto">{role}</span>
                  {isAsked && <span class="lw-asked">{strings.asked}</span>}
                </p>
                <Rich form="talk" source={source} />
              </li>
            );
          })}
        </ol>
      )}
    </>
  );
}

function startOf({ turns, asked }: Content): number {
  const last = turns.length - AT_ONCE;
  return Math.max(0, asked === null ? last : Math.min(last, asked - BEFORE));
}

/** Its end, or the beginning of a turn that is higher than the item. */
function bringIntoSight(turn: Element): void {
  const area = turn.closest("[data-lw=item]");
  if (area === null) return;
  const [own, around] = [turn.getBoundingClientRect(), area.getBoundingClientRect()];
  area.scrollTop += Math.min(own.bottom - around.bottom + BELOW, own.top - around.top - ABOVE);
}

/** A payload that is not as expected shows as no turns, never as an error. */
function read(payload: Json): Content {
  const { turns, first, asked, caption } = (payload ?? {}) as Readonly<Record<string, Json>>;
  return {
    turns: Array.isArray(turns) ? (turns as readonly Json[]).flatMap(readTurn) : [],
    first: typeof first === "number" ? first : 0,
    asked: typeof asked === "number" ? asked : null,
    caption: typeof caption === "string" ? caption : "",
  };
}

function readTurn(turn: Json): Turn[] {
  if (!Array.isArray(turn)) return [];
  const [role, content] = turn as readonly Json[];
  return typeof role === "string" && typeof content === "string" ? [{ role, content }] : [];
}

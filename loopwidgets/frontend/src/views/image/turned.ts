/**
 * The part of an image that the person turned to: another page, or other values as black and white.
 *
 * It is fetched, one part at a time, and decoded before it takes the place of what is shown.
 */

import { batch, signal } from "@preact/signals";
import type { Json, ShownItem } from "../../kernel/protocol";
import type { Showing } from "../view";

/** The part of an item, in the words of the view in the kernel. */
export interface Detail {
  readonly page: number;
  /** The values shown as black and as white; null for those that fit. */
  readonly window: readonly [number, number] | null;
}

/** An item as the person turned to it. Its payload has a key of its own. */
export interface Sheet {
  readonly item: ShownItem;
  readonly detail: Detail;
}

export const FIRST: Detail = { page: 0, window: null };

/** The parts of so many items are kept, for a person who comes back. */
const MOST = 12;

export class Turned {
  readonly #showing: Showing;
  readonly #decode: (item: ShownItem) => Promise<unknown>;
  readonly #parts = signal<ReadonlyMap<string, Sheet>>(new Map());
  readonly #wanted = signal<{ readonly item: ShownItem; readonly detail: Detail } | null>(null);
  #isAsking = false;

  constructor(showing: Showing, decode: (item: ShownItem) => Promise<unknown>) {
    this.#showing = showing;
    this.#decode = decode;
  }

  /** The part of an item that is shown. */
  part(item: ShownItem): Sheet {
    return this.#parts.value.get(item.key) ?? { item, detail: FIRST };
  }

  /** The part that is on its way, or else the part that is shown. */
  wanted(item: ShownItem): Detail {
    const wanted = this.#wanted.value;
    return wanted?.item.key === item.key ? wanted.detail : this.part(item).detail;
  }

  isTurning(item: ShownItem): boolean {
    return this.#wanted.value?.item.key === item.key;
  }

  /** Show this part as soon as it is here; the last wish counts. */
  turn(item: ShownItem, detail: Detail): void {
    this.#wanted.value = { item, detail };
    if (!this.#isAsking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    let wish = this.#wanted.peek();
    while (wish !== null) {
      const { item, detail } = wish;
      const part = await this.#fetch(item, detail);
      const next = this.#wanted.peek();
      const isLast = next === wish;
      batch(() => {
        if (part !== null) this.#keep(item.key, part);
        if (isLast) this.#wanted.value = null;
      });
      wish = isLast ? null : next;
    }
    this.#isAsking = false;
  }

  async #fetch(item: ShownItem, detail: Detail): Promise<Sheet | null> {
    if (isFirst(detail)) return { item, detail };
    const fetched = await this.#showing.part(item.key, false, asJson(detail));
    if (fetched === null) return null;
    const part = { ...fetched, key: `${item.key}\n${JSON.stringify(detail)}` };
    await this.#decode(part);
    return { item: part, detail };
  }

  #keep(key: string, part: Sheet): void {
    const parts = new Map(this.#parts.peek());
    parts.delete(key);
    if (!isFirst(part.detail)) parts.set(key, part);
    for (const oldest of parts.keys()) if (parts.size > MOST) parts.delete(oldest);
    this.#parts.value = parts;
  }
}

const isFirst = ({ page, window }: Detail) => page === 0 && window === null;

export function asJson({ page, window }: Detail): { readonly [key: string]: Json } {
  return { page, window };
}

/** The items that this page holds, and the last state that the kernel sent for each. */

import type { ItemState, Json, ShownItem } from "../kernel/protocol";
import { OPEN } from "./item-state";

interface Held {
  item: ShownItem;
  weight: number;
  state: ItemState;
  /** The item's content was let go of, or is still being fetched: only its state is here. */
  isLight: boolean;
}

export class KnownItems {
  readonly #held = new Map<string, Held>();
  #bytes = 0;

  /** About how many bytes all held items take. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Take in items as the kernel sent them; an item that is here already only gets its new state.
   */
  learn(items: readonly ShownItem[]): void {
    for (const item of items) {
      const held = this.#held.get(item.key);
      if (held && !held.isLight) held.state = item.state;
      else this.#hold(fresh(item));
    }
  }

  /** Take in items that the kernel sent a while ago: what is known of their states here is newer. */
  learnLate(items: readonly ShownItem[]): void {
    for (const item of items) {
      const held = this.#held.get(item.key);
      if (!held) this.#hold(fresh(item));
      else if (held.isLight) this.#hold({ ...fresh(item), state: held.state });
    }
  }

  /** Take in what the answers of these items are now called, and which they may get. */
  relabel(items: readonly ShownItem[]): void {
    for (const { key, choices, initial, state } of items) {
      const held = this.#held.get(key);
      if (held) Object.assign(held, { state, item: { ...held.item, choices, initial } });
    }
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }

  settle(key: string, state: ItemState): void {
    const held = this.#held.get(key);
    if (held) held.state = state;
  }

  /** The item as it is shown; null when it is not here, or not any more. */
  get(key: string): ShownItem | null {
    const held = this.#held.get(key);
    return held && !held.isLight ? held.item : null;
  }

  /** The item as a list shows it, without its payload; null when nothing is known of it. */
  line(key: string): ShownItem | null {
    const held = this.#held.get(key);
    return held ? { ...held.item, payload: null } : null;
  }

  /** Let go of the content of these items, and keep their states. */
  lighten(keys: readonly string[]): void {
    for (const key of keys) {
      const held = this.#held.get(key);
      if (!held || held.isLight) continue;
      this.#hold({ ...held, item: { ...held.item, payload: null }, weight: 0, isLight: true });
    }
  }

  /** The last state that the kernel sent for an item; open, if it sent none. */
  state(key: string): ItemState {
    return this.#held.get(key)?.state ?? OPEN;
  }

  /** The answer that the item had in the data; null where it had none. */
  initial(key: string): Json {
    return this.#held.get(key)?.item.initial ?? null;
  }

  /** About how many bytes these items take. */
  weight(keys: readonly string[]): number {
    return keys.reduce((sum, key) => sum + (this.#held.get(key)?.weight ?? 0), 0);
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#bytes -= this.weight([key]);
      this.#held.delete(key);
    }
  }

  #hold(held: Held): void {
    this.#bytes += held.weight - this.weight([held.item.key]);
    this.#held.set(held.item.key, held);
  }
}

function fresh(item: ShownItem): Held {
  const weight = weightOf(item.payload);
  return { item, state: item.state, weight, isLight: !hasContent(item) };
}

/** False while a file that it shows is being fetched. */
export function hasContent(item: ShownItem): boolean {
  return item.payload !== null || item.problem !== "";
}

function weightOf(value: Json): number {
  if (typeof value === "string") return value.length;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 8;
  const entries: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
  return entries.reduce<number>((sum, entry) => sum + weightOf(entry), 8);
}

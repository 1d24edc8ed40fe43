/** Waits for what a user's function makes of items, where it was not ready when the item came. */

import { signal } from "@preact/signals";
import type { Json, ShownItem } from "../../kernel/protocol";
import type { Showing } from "../view";

const SOON = 300;
/** Without a kernel nothing comes: after so many questions in vain it asks no more. */
const MOST_IN_VAIN = 40;

export const isRunning = ({ payload }: ShownItem): boolean => formOf(payload) === "running";

export function formOf(payload: Json): string {
  const { form } = (payload ?? {}) as Readonly<Record<string, Json>>;
  return typeof form === "string" ? form : "";
}

class CustomDesk {
  /** Items that came later, by key. */
  readonly settled = signal<ReadonlyMap<string, ShownItem>>(new Map());
  #wanted: readonly ShownItem[] = [];
  #isAsking = false;

  constructor(private readonly showing: Showing) {}

  /** Ask for these until they are here, the first of them first; no longer for any other. */
  want(items: readonly ShownItem[]): void {
    this.#wanted = items.filter(isRunning);
    if (!this.#isAsking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    let inVain = 0;
    for (;;) {
      const item = this.#wanted.find(({ key }) => !this.settled.peek().has(key));
      if (item === undefined || inVain >= MOST_IN_VAIN) break;
      const came = await this.showing.part(item.key, false, { again: true });
      if (came !== null && !isRunning(came))
        this.settled.value = new Map([...this.settled.peek(), [item.key, came]]);
      else await new Promise((resolve) => setTimeout(resolve, SOON));
      inVain = came === null ? inVain + 1 : 0;
    }
    this.#isAsking = false;
  }
}

const desks = new WeakMap<Showing, CustomDesk>();

export function deskOf(showing: Showing): CustomDesk {
  let desk = desks.get(showing);
  if (desk === undefined) {
    desk = new CustomDesk(showing);
    desks.set(showing, desk);
  }
  return desk;
}

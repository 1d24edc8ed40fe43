/**
 * Looking for items: the query, the items found so far, and the way into a walk through them.
 *
 * The views of a widget share it. It shows nothing itself.
 */

import { effect, signal } from "@preact/signals";
import { type Connection, RefusedRequest } from "../kernel/connection";
import { newId } from "../kernel/identity";
import type { Counted, Find, Found, Query } from "../kernel/protocol";
import { strings } from "../strings";

export const ANYTHING: Query = {
  text: "",
  value: null,
  status: null,
  flagged: null,
  noted: null,
  disputed: null,
  doubted: null,
};

/** Nothing is asked for: every item would fit. */
export function isAnything(query: Query): boolean {
  return sameQuery({ ...query, text: query.text.trim() }, ANYTHING);
}

export function sameQuery(one: Query, other: Query): boolean {
  const names = Object.keys(ANYTHING) as (keyof Query)[];
  return names.every((name) => one[name] === other[name]);
}

export type Finding =
  | { readonly state: "idle" }
  | { readonly state: "looking" }
  | { readonly state: "found"; readonly found: Found }
  | { readonly state: "failed"; readonly reason: string };

/** Typing is followed so late (ms): each look reads all items anew. */
const PAUSE = 120;
/** Items that come with the answer: those that are shown first. */
const FIRST = 3;
/** Reading a million long items takes its time (s). */
const PATIENCE = 300;

export interface Sought {
  /** Send waiting events first: the result depends on them. */
  flush(): void;
  begin(found: Found, query: Query): void;
  leave(): void;
}

export class Finder {
  readonly query = signal<Query>(ANYTHING);
  readonly finding = signal<Finding>({ state: "idle" });
  readonly #connection: Connection;
  readonly #of: Sought;
  /** The last search, as long as nobody walks through it. */
  #search: string | null = null;
  #looking: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #stop: () => void;

  constructor(connection: Connection, of: Sought) {
    this.#connection = connection;
    this.#of = of;
    this.#stop = effect(() => {
      const back = connection.link.value === "alive";
      if (back && this.finding.peek().state === "failed") this.look();
    });
  }

  /** Ask for something else, and look for it; soon, where more is about to be typed. */
  ask(change: Partial<Query>, when: "now" | "soon" = "now"): void {
    const query = { ...this.query.peek(), ...change };
    if (sameQuery(query, this.query.peek())) return;
    this.query.value = query;
    this.#callOff();
    if (when === "now" || isAnything(query)) this.look();
    else this.#timer = setTimeout(this.look, PAUSE);
  }

  /** Ask for this, and look for it also where it was asked for before. */
  anew(query: Query): void {
    this.query.value = query;
    this.look();
  }

  /** Look for the present query again: the earlier result may be out of date. */
  readonly look = (): void => {
    this.#callOff();
    const query = this.query.peek();
    const instead = this.#search;
    this.#search = null;
    if (isAnything(query)) this.finding.value = { state: "idle" };
    else this.#looking = this.#look(query, instead);
  };

  /** Walk through the found items, once they are here; false if there are none. */
  async go(): Promise<boolean> {
    if (isAnything(this.query.peek())) {
      this.#of.leave();
      return true;
    }
    if (this.#connection.link.peek() !== "alive") return false;
    if (this.#timer !== null) this.look();
    await this.#looking;
    const finding = this.finding.peek();
    if (finding.state !== "found" || finding.found.items.length === 0) return false;
    this.#search = null;
    this.#of.begin(finding.found, this.query.peek());
    return true;
  }

  counted({ search, total, complete }: Counted): void {
    const finding = this.finding.peek();
    if (finding.state === "found" && finding.found.search === search)
      this.finding.value = { state: "found", found: { ...finding.found, total, complete } };
  }

  dispose(): void {
    this.#callOff();
    this.#stop();
  }

  async #look(query: Query, instead: string | null): Promise<void> {
    const search = newId();
    this.#search = search;
    this.finding.value = { state: "looking" };
    this.#of.flush();
    const question = { type: "find", search, query, count: FIRST, instead } as const;
    let finding: Finding;
    try {
      const answer = await this.#connection.ask<Find>(question, PATIENCE);
      if (answer.type !== "found") return;
      finding = { state: "found", found: answer };
    } catch (error) {
      const reason = error instanceof RefusedRequest ? error.message : strings.findFailed;
      finding = { state: "failed", reason };
    }
    if (this.#search === search) this.finding.value = finding;
  }

  #callOff(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

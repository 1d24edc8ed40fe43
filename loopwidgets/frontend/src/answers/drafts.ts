/**
 * Drafts of an answer, a note and a dispute, for each item, until they are saved.
 *
 * It stays in the tab when the page is loaded again. The text that is being written is sent with
 * the item's answer.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { readTab, writeTab } from "../kernel/identity";
import type { Json } from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";

/** The choice that fits instead, if any, and why. */
export type Dispute = { readonly label: string | null; readonly reason: string };

export interface Draft {
  readonly answer?: Json;
  readonly note?: string;
  readonly dispute?: Dispute;
}

export type Written = "note" | "dispute";

const NAME = "loopwidgets.drafts/";
const NOTHING: Draft = {};

export class Drafts {
  readonly #held = signal<Readonly<Record<string, Draft>>>({});
  /** The open panels: the item, and the text written in each. */
  readonly #open = new Set<string>();
  #box: string | null = null;
  #writing: (() => void) | null = null;

  get held(): ReadonlySignal<Readonly<Record<string, Draft>>> {
    return this.#held;
  }

  of(key: string): Draft {
    return this.#held.peek()[key] ?? NOTHING;
  }

  /** Take up what this tab holds of a project and annotator. */
  enter(box: string): void {
    if (box === this.#box) return;
    this.#box = box;
    this.#held.value = { ...read(box), ...this.#held.peek() };
  }

  keep(key: string, change: Draft): void {
    this.#set({ ...this.#held.peek(), [key]: { ...this.of(key), ...change } });
  }

  drop(key: string, what: keyof Draft): void {
    if (this.of(key)[what] === undefined) return;
    const { [what]: _, ...rest } = this.of(key);
    const { [key]: __, ...others } = this.#held.peek();
    this.#set(Object.keys(rest).length > 0 ? { ...others, [key]: rest } : others);
  }

  /** It is being written from now on; returns what ends that. */
  write(key: string, what: Written): () => void {
    const name = `${what}/${key}`;
    this.#open.add(name);
    return () => this.#open.delete(name);
  }

  /** The text that is being written on an item. */
  written(key: string): Draft {
    const { note, dispute } = this.of(key);
    return {
      ...(note !== undefined && this.#open.has(`note/${key}`) && { note }),
      ...(dispute !== undefined && this.#open.has(`dispute/${key}`) && { dispute }),
    };
  }

  clear(): void {
    this.#set({});
  }

  #set(held: Readonly<Record<string, Draft>>): void {
    this.#held.value = held;
    this.#writing ??= afterPaint(() => {
      this.#writing = null;
      writeTab(NAME + this.#box, JSON.stringify(this.#held.peek()));
    });
  }
}

function read(box: string): Readonly<Record<string, Draft>> {
  try {
    return JSON.parse(readTab(NAME + box) || "{}") as Readonly<Record<string, Draft>>;
  } catch {
    return {};
  }
}

/** Which labels are at hand for the shown item: those that it may get, and ten of them on digits. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ShownItem, ShownLabel } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { isLong, lookup, MOST_BUTTONS } from "./lookup";
import { beginning, DIGITS, type Strip, using } from "./recent";

const KEPT = "loopwidgets.strip.";
const EMPTY: Strip = { places: [], used: [] };

export class Board {
  /** The labels on the digits, in their order; null where there is none. */
  readonly places: ReadonlySignal<readonly (ShownLabel | null)[]>;
  /** Ids of those that the shown item may get, beside those that were added; null for all. */
  readonly offered: ReadonlySignal<ReadonlySet<string> | null>;
  readonly #setup: ReadonlySignal<Setup | null>;
  readonly #strip = signal<Strip>(EMPTY);
  #box = "";

  constructor(setup: ReadonlySignal<Setup | null>, shown: ReadonlySignal<ShownItem | null>) {
    this.#setup = setup;
    const subset = computed(() => shown.value?.labels ?? null);
    const recent = computed(() => this.#strip.value.places);
    this.offered = computed(() => (subset.value === null ? null : new Set(subset.value)));
    this.places = computed(() => {
      const { byId } = lookup(setup.value?.labels ?? []);
      const few = subset.value !== null && subset.value.length <= MOST_BUTTONS;
      const ids = few && subset.value !== null ? subset.value : recent.value;
      return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
    });
  }

  /** The labels of a project are known: its strip is as this browser left it. */
  enter(box: string, labels: readonly ShownLabel[]): void {
    if (this.#box !== box) this.#strip.value = read(box) ?? EMPTY;
    this.#box = box;
    this.grown(labels);
  }

  /** Labels came into use. */
  grown(labels: readonly ShownLabel[]): void {
    const setup = this.#setup.peek();
    if (setup === null || !isLong(setup)) return;
    this.#strip.value = beginning(labels, this.#strip.peek());
  }

  /** Whether the shown item may get a label. */
  isOffered(label: ShownLabel): boolean {
    const { value } = this.offered;
    return value === null || label.added || value.has(label.id);
  }

  /** The label on a digit. */
  on(digit: string): ShownLabel | null {
    const place = digit.length === 1 ? DIGITS.indexOf(digit) : -1;
    return place < 0 ? null : (this.places.peek()[place] ?? null);
  }

  /** A label was chosen: it is on a digit from now on. */
  used(id: string): void {
    const setup = this.#setup.peek();
    if (setup === null || !isLong(setup)) return;
    const before = this.#strip.peek();
    const { keyed } = lookup(setup.labels);
    const pinned = new Set(keyed.filter((one) => DIGITS.includes(one.key)).map((one) => one.id));
    const after = using(before, id, pinned);
    this.#strip.value = after;
    if (after.places !== before.places) keep(this.#box, after);
  }
}

// Storage throws where the browser forbids it: then the strip begins anew with each page.
function read(box: string): Strip | null {
  try {
    const { places, used } = JSON.parse(localStorage.getItem(KEPT + box) ?? "null") ?? {};
    return Array.isArray(places) && Array.isArray(used) ? { places, used } : null;
  } catch {
    return null;
  }
}

function keep(box: string, strip: Strip): void {
  try {
    localStorage.setItem(KEPT + box, JSON.stringify(strip));
  } catch {
    // Kept in this page alone.
  }
}

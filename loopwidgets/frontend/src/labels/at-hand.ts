/** The labels at hand for the shown item: those that it may get, and those in sight, ten of them on digits. */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { lookup } from "../kernel/choices";
import type { ShownChoice, ShownItem } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { isLong, visibleOf } from "./lookup";
import { beginning, DIGITS, type Strip, using } from "./recent";

const KEPT = "loopwidgets.strip.";
const EMPTY: Strip = { places: [], used: [] };

/** How labels are offered for an item: all of them, or those that it may get and those that were added. */
export function isOffered(label: ShownChoice, offered: ReadonlySet<string> | null): boolean {
  return offered === null || label.added || offered.has(label.id);
}

export class Board {
  /** The labels in sight, the first ten on the digits; null for a place without a label. */
  readonly places: ReadonlySignal<readonly (ShownChoice | null)[]>;
  /** Ids of those that the shown item may get, beside those that were added; null for all. */
  readonly offered: ReadonlySignal<ReadonlySet<string> | null>;
  readonly #setup: ReadonlySignal<Setup | null>;
  readonly #strip = signal<Strip>(EMPTY);
  #box = "";

  constructor(setup: ReadonlySignal<Setup | null>, shown: ReadonlySignal<ShownItem | null>) {
    this.#setup = setup;
    const subset = computed(() => shown.value?.choices ?? null);
    const recent = computed(() => this.#strip.value.places);
    this.offered = computed(() => (subset.value === null ? null : new Set(subset.value)));
    this.places = computed(() => {
      if (setup.value === null) return [];
      const { byId } = lookup(setup.value.choices);
      const few = subset.value !== null && subset.value.length <= visibleOf(setup.value.task);
      const ids = few && subset.value !== null ? subset.value : recent.value;
      return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
    });
    effect(() => {
      if (setup.value !== null) this.#enter(setup.value);
    });
  }

  /** The labels of a project are known, or others came into use: its strip is as this browser left it. */
  #enter(setup: Setup): void {
    if (this.#box !== setup.box) this.#strip.value = read(setup.box) ?? EMPTY;
    this.#box = setup.box;
    if (isLong(setup))
      this.#strip.value = beginning(setup.choices, this.#strip.peek(), visibleOf(setup.task));
  }

  /** True if the shown item may get a label. */
  isOffered(label: ShownChoice): boolean {
    return isOffered(label, this.offered.value);
  }

  /** The label on a digit. */
  on(digit: string): ShownChoice | null {
    const place = digit.length === 1 ? DIGITS.indexOf(digit) : -1;
    return place < 0 ? null : (this.places.peek()[place] ?? null);
  }

  /** A label was chosen: it is on a digit from now on. */
  used(id: string): void {
    const setup = this.#setup.peek();
    if (setup === null || !isLong(setup)) return;
    const before = this.#strip.peek();
    const { keyed } = lookup(setup.choices);
    const pinned = new Set(keyed.filter((one) => DIGITS.includes(one.key)).map((one) => one.id));
    const after = using(before, id, pinned);
    this.#strip.value = after;
    if (after.places !== before.places) keep(this.#box, after);
  }
}

/** The widget that a board belongs to. */
interface Followed {
  readonly setup: ReadonlySignal<Setup | null>;
  readonly shown: ReadonlySignal<ShownItem | null>;
}

const boards = new WeakMap<Followed, Board>();

/** The board of a widget; the same for all its views. */
export function boardOf(widget: Followed): Board {
  const known = boards.get(widget);
  if (known !== undefined) return known;
  const made = new Board(widget.setup, widget.shown);
  boards.set(widget, made);
  return made;
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

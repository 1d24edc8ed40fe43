/**
 * Events that this browser keeps for a store that was here before: deleted, or replaced by another.
 *
 * They can be given to the store that is here now. It tells labels apart by other ids, so each event is kept
 * with the names of the labels in it.
 */

import { signal } from "@preact/signals";
import { lookup, NEW } from "./labels/lookup";
import type { Address, Ledger } from "./ledger";
import type { Outbox } from "./outbox";
import type { ItemState, Json } from "./protocol";
import type { Setup } from "./setup";
import { type Act, facetOf, type Pending, tipOf } from "./states";

/** Names of labels by their ids. */
export type Names = Readonly<Record<string, string>>;

/** Does something with what the widget is about, and brings what is visible in step. */
type Doing = (work: (setup: Setup | null) => void) => void;

export class Strays {
  readonly kept = signal<readonly Pending[]>([]);
  readonly #outbox: Outbox;
  readonly #ledger: Ledger;
  readonly #act: Doing;

  constructor(outbox: Outbox, ledger: Ledger, act: Doing) {
    this.#outbox = outbox;
    this.#ledger = ledger;
    this.#act = act;
  }

  /** See what is kept for others that stood where the store stands. */
  look(): void {
    const { origin, box } = this.#ledger.address;
    this.#outbox.strays(origin, box).then(
      (kept) => {
        this.kept.value = kept;
      },
      () => undefined,
    );
  }

  /** Give what can be given to the store that is here now. */
  save(): void {
    this.#act((setup) => {
      if (setup === null) return;
      const { address, deliveries } = this.#ledger;
      const kept = this.kept.peek();
      const taken = moved(kept, address, setup, (key) => this.#ledger.state(key));
      const ids = new Set(taken.map((one) => one.event.id));
      const left = kept.filter((one) => !ids.has(one.event.id));
      // What was taken back in the store that is gone is not said here.
      this.#remove(left.filter((one) => one.event.kind === "retract"));
      this.kept.value = left.filter((one) => one.event.kind !== "retract");
      deliveries.adopt(taken);
      deliveries.release(address.box);
    });
  }

  /** The person does not want them. */
  drop(): void {
    this.#remove(this.kept.peek());
    this.kept.value = [];
  }

  #remove(gone: readonly Pending[]): void {
    if (gone.length === 0) return;
    this.#outbox.remove(gone.map((one) => one.event.id)).catch(() => undefined);
  }
}

/** The names of the labels in a value, whatever its form. */
export function namesIn(value: Json, setup: Setup | null): Names {
  const { byId } = lookup(setup?.labels ?? []);
  const held = stringsIn(value).flatMap((id) => byId.get(id) ?? []);
  return Object.fromEntries(held.map((label) => [label.id, label.name]));
}

/** The events as the store here takes them; not those with labels that it has not, nor what rests on those. */
function moved(
  kept: readonly Pending[],
  { box, schemeVersion }: Address,
  { labels, task }: Setup,
  state: (key: string) => ItemState,
): readonly Pending[] {
  const known = new Map(labels.map((label) => [label.name, label.id]));
  // A label that was made while labeling can be made once more, where that is allowed.
  const idOf = (name: string) => known.get(name) ?? (task.allow_new ? NEW + name : undefined);
  const taken = new Map<string, Pending>();
  for (const { event, change, names = {}, ...more } of kept) {
    const ids = new Map(Object.entries(names).map(([id, name]) => [id, idOf(name)]));
    if ([...ids.values()].includes(undefined)) continue;
    const follows = event.supersedes !== null && taken.has(event.supersedes);
    if (event.kind === "retract" && !follows) continue;
    const act = event.kind === "retract" ? null : (event.kind as Act);
    const tip = act === null ? null : tipOf(state(event.item_key), facetOf(act));
    const named = <T extends Json>(value: T) => renamed(value, ids as Map<string, string>) as T;
    taken.set(event.id, {
      ...more,
      event: {
        ...event,
        box,
        value: named(event.value),
        supersedes: follows ? event.supersedes : tip,
        scheme_version: schemeVersion,
        suggestion: null,
        extra: {},
      },
      change: named({ ...change }),
    });
  }
  return [...taken.values()];
}

function renamed(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => renamed(one, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, renamed(one, ids)]));
}

function stringsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

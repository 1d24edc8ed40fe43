/**
 * Events that this browser keeps for a store that was here before: deleted, or replaced by another; and for a
 * project that was split before they were saved.
 *
 * They can be given to the store that is here now. Its choices have other ids, so each event is kept with the
 * names of the choices in it.
 */

import { signal } from "@preact/signals";
import { lookup } from "../kernel/choices";
import { type Connection, GET } from "../kernel/connection";
import type { Get, ItemState, Json } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { strings } from "../strings";
import type { Ledger } from "./answers";
import {
  type Act,
  type Address,
  type ChoiceNames,
  facetOf,
  type Pending,
  tipOf,
} from "./item-state";
import type { Outbox } from "./outbox";

/** At most so many items are asked for together. */
const MOST = 200;
/** Seconds. */
const PATIENCE = 15;

interface Doing {
  /** Do something with the widget's project, and bring the display in step. */
  readonly act: (work: () => void) => void;
  readonly tell: (text: string) => void;
  /** The id of a choice here by its name. */
  readonly idOf: (name: string) => string | undefined;
}

export class Strays {
  /** The events that were not taken back, in order. */
  readonly kept = signal<readonly Pending[]>([]);
  /** The kept events were meant for the project before it was split. */
  readonly ofSplit = signal(false);
  /** The kept events were tried, and do not fit this question. */
  readonly unfit = signal(false);
  readonly #outbox: Outbox;
  readonly #connection: Connection;
  readonly #ledger: Ledger;
  readonly #do: Doing;
  /**
   * Acts that were taken back, and their retractions; the person decides, because the store may
   * come back.
   */
  #over: Pending[] = [];
  /** As they were kept, until the store here has them. */
  readonly #given = new Map<string, Pending>();

  constructor(outbox: Outbox, connection: Connection, ledger: Ledger, doing: Doing) {
    this.#outbox = outbox;
    this.#connection = connection;
    this.#ledger = ledger;
    this.#do = doing;
  }

  /** Look for events that are kept for earlier stores in this place. */
  look(): void {
    const { origin, box, former } = this.#ledger.address;
    if (origin === "") return;
    const ofSplit = former === "" ? [] : this.#outbox.load(former);
    Promise.all([this.#outbox.strays(origin, box), ofSplit]).then(
      (found) => {
        const all = new Map(found.flat().map((one) => [one.event.id, one]));
        for (const id of this.#given.keys()) all.delete(id);
        const { living, over } = sorted([...all.values()]);
        this.ofSplit.value = living.some((one) => one.event.box === former);
        this.#over = over;
        this.unfit.value = false;
        this.kept.value = living;
      },
      () => undefined,
    );
  }

  /** Give the events that fit to the store that is here now; newer answers here are kept. */
  async save(): Promise<void> {
    try {
      await this.#learn([...new Set(this.kept.peek().map((one) => one.event.item_key))]);
    } catch {
      this.#do.tell(strings.straysFailed);
      return;
    }
    this.#do.act(() => {
      const { address, deliveries } = this.#ledger;
      const kept = this.kept.peek();
      const found = moved(kept, address, this.#do.idOf, (key) => this.#ledger.state(key));
      for (const one of kept) if (found.taken.has(one.event.id)) this.#given.set(one.event.id, one);
      this.kept.value = found.unfit;
      this.unfit.value = true;
      this.#remove([...found.overtaken, ...this.#over.splice(0)]);
      if (found.overtaken.length > 0)
        this.#do.tell(strings.straysOvertaken(itemsOf(found.overtaken)));
      deliveries.adopt([...found.taken.values()]);
      deliveries.release(address.box);
    });
  }

  /** The person does not want them. */
  drop(): void {
    this.#remove([...this.kept.peek(), ...this.#over.splice(0)]);
    this.kept.value = [];
  }

  /** These are on disk, whichever page gave them. */
  settle(ids: readonly string[]): void {
    for (const id of ids) this.#given.delete(id);
    const left = this.kept.peek().filter((one) => !ids.includes(one.event.id));
    if (left.length < this.kept.peek().length) this.kept.value = left;
  }

  /** The store here does not take it: it stays kept, as it was. */
  refused(id: string): void {
    const one = this.#given.get(id);
    if (one === undefined) return;
    this.#given.delete(id);
    this.kept.value = [...this.kept.peek(), one];
    this.unfit.value = true;
    this.#outbox.put([one]).catch(() => undefined);
  }

  /** Get the states of these items; items that are not in the data count as open. */
  async #learn(keys: readonly string[]): Promise<void> {
    for (let asked = keys.slice(0, MOST), rest = keys.slice(MOST); asked.length > 0; ) {
      const question = { ...GET, keys: asked, light: true };
      const answer = await this.#connection.ask<Get>(question, PATIENCE);
      if (answer.type !== "items") throw new Error("another answer");
      this.#ledger.items.learn(answer.items);
      const got = new Set(answer.items.map((item) => item.key));
      // As many as fit into one message came; where none did, none of them is in the data.
      const missing =
        answer.exhausted || got.size === 0 ? [] : asked.filter((key) => !got.has(key));
      asked = [...missing, ...rest].slice(0, MOST);
      rest = [...missing, ...rest].slice(MOST);
    }
  }

  #remove(gone: readonly Pending[]): void {
    if (gone.length === 0) return;
    this.#outbox.remove(gone.map((one) => one.event.id)).catch(() => undefined);
  }
}

/** The number of items of these events. */
export function itemsOf(kept: readonly Pending[]): number {
  return new Set(kept.map((one) => one.event.item_key)).size;
}

/** Acts that were taken back are dropped with their retractions: the store here got neither. */
function sorted(all: readonly Pending[]): { living: Pending[]; over: Pending[] } {
  const back = new Set(
    all.flatMap(({ event }) => (event.kind === "retract" ? (event.supersedes ?? []) : [])),
  );
  const isOver = ({ event }: Pending) => event.kind === "retract" || back.has(event.id);
  return { living: all.filter((one) => !isOver(one)), over: all.filter(isOver) };
}

/** The names of the choices in a value, whatever its form. */
export function namesIn(value: Json, setup: Setup | null): ChoiceNames {
  const { byId } = lookup(setup?.choices ?? []);
  const held = stringsIn(value).flatMap((id) => byId.get(id) ?? []);
  return Object.fromEntries(held.map((choice) => [choice.id, choice.name]));
}

/**
 * The events that the store here takes, and their new forms; those that don't fit, and those that
 * came too late.
 */
function moved(
  kept: readonly Pending[],
  { box, schemeVersion }: Address,
  idOf: Doing["idOf"],
  state: (key: string) => ItemState,
): { taken: Map<string, Pending>; unfit: Pending[]; overtaken: Pending[] } {
  const taken = new Map<string, Pending>();
  const unfit: Pending[] = [];
  const overtaken: Pending[] = [];
  for (const one of kept) {
    const { event, change, names = {}, ...more } = one;
    const ids = new Map(Object.entries(names).map(([id, name]) => [id, idOf(name)]));
    const follows = event.supersedes !== null && taken.has(event.supersedes);
    const facet = facetOf(event.kind as Act);
    if ([...ids.values()].includes(undefined)) unfit.push(one);
    else if (!follows && tipOf(state(event.item_key), facet) !== null) overtaken.push(one);
    else {
      const named = <T extends Json>(value: T) => renamed(value, ids as Map<string, string>) as T;
      const supersedes = follows ? event.supersedes : null;
      const here = { box, supersedes, scheme_version: schemeVersion, suggestion: null, extra: {} };
      taken.set(event.id, {
        ...more,
        event: { ...event, ...here, value: named(event.value) },
        change: named({ ...change }),
      });
    }
  }
  return { taken, unfit, overtaken };
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

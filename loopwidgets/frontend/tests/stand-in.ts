/** A kernel and a model that follow the protocol in memory, for tests: no Python, no comm. */

import { OPEN, type Pending } from "../src/answers/item-state";
import type { Outbox } from "../src/answers/outbox";
import type { Model } from "../src/kernel/model";
import type {
  Counts,
  FromBrowser,
  FromKernel,
  ItemState,
  Json,
  PastAct,
  Query,
  SentEvent,
  ShownChoice,
  ShownItem,
  ShownLoop,
  ShownTask,
  Welcome,
} from "../src/kernel/protocol";
import { PROTOCOL } from "../src/kernel/protocol";

const COLORS: readonly (readonly [string, string])[] = [
  ["#c2410c", "#fb923c"],
  ["#0f766e", "#2dd4bf"],
  ["#7a5af5", "#a78bfa"],
  ["#1d4ed8", "#7fb0ff"],
  ["#a16207", "#facc15"],
  ["#be185d", "#f472b6"],
  ["#3f6212", "#a3e635"],
  ["#475569", "#94a3b8"],
  ["#7e22ce", "#d8b4fe"],
  ["#b91c1c", "#fca5a5"],
];

export function labelsOf(...titles: readonly string[]): readonly ShownChoice[] {
  return titles.map((title, place) => ({
    id: `id-${place + 1}`,
    name: title,
    title,
    key: String((place + 1) % 10),
    color: COLORS[place % COLORS.length] ?? ["#000", "#fff"],
    description: "",
    added: false,
  }));
}

/** A model that has learned something. */
export const LOOP: ShownLoop = {
  round: 4,
  learned: 62,
  doing: "waiting",
  done: null,
  next_in: 7,
  audited: 31,
  audit_needed: 50,
  set_apart: 60,
  accuracy: null,
  macro_f1: null,
  foretold: null,
  advice: "",
  problem: "",
};

export interface Setting {
  readonly texts?: readonly string[];
  readonly labels?: readonly ShownChoice[];
  readonly task?: Partial<ShownTask>;
  readonly welcome?: Partial<Welcome>;
  readonly first?: boolean;
  readonly item?: (key: string) => Partial<ShownItem>;
}

/** What the person said of one item: its events in order. */
type Log = SentEvent[];

export class Kernel {
  readonly labels: readonly ShownChoice[];
  readonly keys: readonly string[];
  readonly log: Log = [];
  readonly #clients = new Map<string, string>();
  /** What differs once a name was given. */
  #named: Partial<Welcome> = {};
  readonly received: FromBrowser[] = [];
  /** Of the store that stands here; a new one has another. */
  box = "box";
  /** Nothing is answered while this is set. */
  silent = false;
  /** Their answers are taken for mistakes. */
  doubted: readonly string[] = [];
  /** Asked about before all others. */
  first: readonly string[] = [];
  refuse:
    | ((event: SentEvent) => { readonly reason: string; readonly retry: boolean } | null)
    | null = null;
  readonly #setting: Setting;
  readonly #texts: readonly string[];
  readonly #models: StandIn[] = [];
  readonly #secondChance = new Set<string>();
  readonly #searches = new Map<string, readonly [keys: readonly string[], named: boolean]>();
  /** Items whose files are still being fetched. */
  readonly pending = new Set<string>();
  #late: FromBrowser[] = [];
  /** Searches have found so many so far; all, when null. */
  counted: number | null = null;

  constructor(setting: Setting = {}) {
    this.#setting = setting;
    this.#texts = setting.texts ?? Array.from({ length: 30 }, (_, place) => `text ${place + 1}`);
    this.keys = this.#texts.map((_, place) => `k${place + 1}`);
    this.labels = setting.labels ?? labelsOf("pest", "helper", "harmless");
  }

  /** A model as one page sees it. */
  model(): StandIn {
    const model = new StandIn(this);
    if (this.#setting.first) model.first = this.welcome(null, null, 5);
    this.#models.push(model);
    return model;
  }

  tell(message: FromKernel): void {
    for (const model of this.#models) model.deliver(message);
  }

  receive(message: FromBrowser): void {
    this.received.push(message);
    if (!this.silent) this.answer(message);
  }

  answer(message: FromBrowser): void {
    switch (message.type) {
      case "hello":
        this.tell(this.welcome(message.request, message.client, 20));
        return;
      case "events":
        for (const event of message.events) this.#record(message.client, event);
        return;
      case "more": {
        const of = this.#queue(message.count, message.have);
        this.tell({
          type: "items",
          request: message.request,
          to: message.client,
          items: of.map((key) => this.item(key)),
          exhausted: of.length < message.count,
          counts: this.counts(),
        });
        return;
      }
      case "earlier": {
        const done = this.#done().reverse();
        const from = message.before === null ? 0 : done.indexOf(message.before) + 1;
        this.tell({
          type: "items",
          request: message.request,
          to: message.client,
          items: done
            .slice(from, from + message.count)
            .map((key) => ({ ...this.item(key), ...(message.light ? { payload: null } : {}) })),
          exhausted: from + message.count >= done.length,
          counts: this.counts(),
        });
        return;
      }
      case "get": {
        const here = message.keys.filter((key) => message.light || !this.pending.has(key));
        if (here.length === 0) {
          this.#late.push(message);
          return;
        }
        this.tell({
          type: "items",
          request: message.request,
          to: message.client,
          items: here.map((key) => this.item(key)),
          exhausted: here.length === message.keys.length,
          counts: this.counts(),
        });
        return;
      }
      case "find": {
        this.#searches.set(message.search, [this.#fitting(message.query), named(message.query)]);
        this.#found(message.request, message.client, message.search, 0, message.count);
        return;
      }
      case "find_more":
        this.#found(message.request, message.client, message.search, message.start, message.count);
        return;
      case "recall":
        this.tell({
          type: "recalled",
          request: message.request,
          to: message.client,
          acts: this.#past(message.clients),
        });
        return;
      case "name":
        this.#named = { annotator: message.name, ask_name: false };
        this.tell({
          type: "named",
          request: message.request,
          to: message.client,
          annotator: message.name,
          box: "box",
        });
        return;
      default:
        return;
    }
  }

  /** The files of these items were fetched. */
  arrive(...keys: readonly string[]): void {
    for (const key of keys) this.pending.delete(key);
    for (const message of this.#late.splice(0)) this.answer(message);
  }

  /** An answer given elsewhere: in code, or in another page. */
  record(key: string, value: Json, id = `elsewhere-${this.log.length}`): SentEvent {
    const event: SentEvent = {
      id,
      box: "box",
      item_key: key,
      kind: "answer",
      value,
      client_seq: this.log.length,
      supersedes: this.state(key).answer_tip,
      started_at: "2030-01-01T00:00:00Z",
      submitted_at: "2030-01-01T00:00:00Z",
      active_seconds: 1,
      scheme_version: 1,
      language: "en",
      suggestion: null,
      extra: {},
    };
    this.log.push(event);
    return event;
  }

  welcome(request: string | null, to: string | null, count: number): Welcome {
    const items = this.#queue(count, []);
    return {
      type: "welcome",
      request,
      to,
      protocol: PROTOCOL,
      box: this.box,
      origin: "origin",
      former: "",
      project: "field notes",
      heading: "",
      notice: "",
      annotator: "asha",
      ask_name: false,
      may_rename: true,
      store: { where: "loopwidgets.db", durable: true, read_only: false, notice: "" },
      task: {
        kind: "classification",
        question: "What is this animal to the crop?",
        guidelines: "",
        options: { multiple: false, allow_new: false },
        ...this.#setting.task,
      },
      choices: this.labels,
      retired: [],
      replaced: [],
      scheme_version: 3,
      paste: "",
      counts: this.counts(),
      rows: this.counts().total,
      items: items.map((key) => this.item(key)),
      recent: this.#done()
        .slice(-5)
        .map((key) => this.item(key)),
      exhausted: items.length < count,
      visit: null,
      loop: null,
      moves: 0,
      ...this.#setting.welcome,
      ...this.#named,
    };
  }

  item(key: string): ShownItem {
    const place = this.keys.indexOf(key);
    return {
      key,
      number: place + 1,
      view: "text",
      payload: { segments: [[this.#texts[place] ?? "", 0]], caption: "" },
      preview: this.#texts[place] ?? "",
      problem: "",
      initial: null,
      suggestion: null,
      reason: "",
      choices: null,
      state: this.state(key),
      ...this.#setting.item?.(key),
      ...(this.pending.has(key) ? { payload: null } : {}),
    };
  }

  /** What stands for an item: its live events, the last of each facet. */
  state(key: string, without: ReadonlySet<string> = new Set()): ItemState {
    const events = this.log.filter((event) => event.item_key === key);
    const dead = new Set(
      events.filter((event) => event.kind === "retract").map((event) => event.supersedes),
    );
    let state = OPEN;
    for (const event of events) {
      if (event.kind === "retract" || dead.has(event.id) || without.has(event.id)) continue;
      if (event.kind === "answer")
        state = { ...state, status: "answered", value: event.value, answer_tip: event.id };
      if (event.kind === "skip")
        state = { ...state, status: "skipped", value: null, answer_tip: event.id };
      if (event.kind === "flag")
        state = { ...state, flagged: event.value === true, flag_tip: event.id };
      if (event.kind === "note")
        state = { ...state, note: String(event.value), note_tip: event.id };
      if (event.kind === "dispute")
        state = { ...state, dispute: event.value, dispute_tip: event.id };
    }
    return state;
  }

  counts(): Counts {
    const states = this.keys.map((key) => this.state(key));
    const byLabel: Record<string, number> = {};
    for (const { status, value } of states) {
      const ids = status === "answered" ? (Array.isArray(value) ? value : [value]) : [];
      for (const id of ids) byLabel[String(id)] = (byLabel[String(id)] ?? 0) + 1;
    }
    return {
      total: this.keys.length,
      answered: states.filter((state) => state.status === "answered").length,
      skipped: states.filter((state) => state.status === "skipped").length,
      flagged: states.filter((state) => state.flagged).length,
      by_value: byLabel,
      commonest: {},
    };
  }

  #record(client: string, event: SentEvent): void {
    const refused = this.refuse?.(event) ?? null;
    if (refused) {
      this.tell({ type: "refused", client, event: event.id, ...refused });
      return;
    }
    if (!this.log.some((one) => one.id === event.id)) {
      if (event.kind === "skip" && this.state(event.item_key).status === "skipped")
        this.#secondChance.add(event.item_key);
      this.log.push(event);
      this.#clients.set(event.id, client);
    }
    const key = event.item_key;
    this.tell({
      type: "ack",
      client,
      acked: [{ event: event.id, key, state: this.state(key) }],
      counts: this.counts(),
    });
  }

  #queue(count: number, have: readonly string[]): readonly string[] {
    const keys = [...new Set([...this.first, ...this.keys])];
    const free = keys.filter((key) => !have.includes(key));
    const open = free.filter((key) => this.state(key).status === "open");
    const again = free.filter(
      (key) => this.state(key).status === "skipped" && !this.#secondChance.has(key),
    );
    return [...open, ...again].slice(0, count);
  }

  #found(request: string, to: string, search: string, start: number, count: number): void {
    const [keys, isNamed] = this.#searches.get(search) ?? [[], false];
    const total = Math.min(keys.length, this.counted ?? keys.length);
    this.tell({
      type: "found",
      request,
      to,
      search,
      items: keys.slice(start, Math.min(start + count, total)).map((key) => this.item(key)),
      total,
      complete: total === keys.length,
      exhausted: start + count >= keys.length && total === keys.length,
      named: isNamed,
    });
  }

  #fitting(query: Query): readonly string[] {
    if (named(query)) return this.keys.filter((_, place) => query.text === `#${place + 1}`);
    return this.keys.filter((key, place) => {
      const { status, value, flagged, note, dispute } = this.state(key);
      return (
        (this.#texts[place] ?? "").includes(query.text) &&
        (query.status === null || query.status === status) &&
        (query.value === null || (status === "answered" && value === query.value)) &&
        (query.flagged === null || query.flagged === flagged) &&
        (query.noted === null || query.noted === (note !== "")) &&
        (query.disputed === null || query.disputed === (dispute !== null)) &&
        (query.doubted === null || query.doubted === this.doubted.includes(key))
      );
    });
  }

  /** The living acts of some pages, the latest first. */
  #past(clients: readonly string[]): PastAct[] {
    const gone = new Set(
      this.log.filter((one) => one.kind === "retract").map((one) => one.supersedes),
    );
    const acts = this.log.filter(
      (one) =>
        one.kind !== "retract" &&
        !gone.has(one.id) &&
        clients.includes(this.#clients.get(one.id) ?? ""),
    );
    return acts.reverse().map((act, place) => {
      const without = new Set(acts.slice(0, place + 1).map((one) => one.id));
      return {
        event: act.id,
        kind: act.kind,
        value: act.value,
        started_at: act.started_at,
        active_seconds: act.active_seconds,
        suggestion: act.suggestion,
        before: this.state(act.item_key, without),
        item: this.item(act.item_key),
      };
    });
  }

  #done(): string[] {
    const keys = new Set<string>();
    for (const { item_key } of this.log) {
      keys.delete(item_key);
      if (this.state(item_key).status !== "open") keys.add(item_key);
    }
    return [...keys];
  }
}

const named = (query: Query) => /^#\d+$/.test(query.text);

type Callback = (content: unknown) => void;

export class StandIn implements Model {
  first: Welcome | null = null;
  /** Every send throws, as after a kernel's restart. */
  broken = false;
  comm_live = true;
  widget_manager: unknown = undefined;
  readonly #kernel: Kernel;
  readonly #listeners = new Map<string, Set<Callback>>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get(name: string): unknown {
    return name === "_first" ? this.first : undefined;
  }

  send(content: unknown): void {
    if (this.broken) throw new Error("Cannot send");
    const message = structuredClone(content) as FromBrowser;
    queueMicrotask(() => this.#kernel.receive(message));
  }

  on(name: string, callback: Callback): void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(callback));
  }

  off(name: string, callback: Callback): void {
    this.#listeners.get(name)?.delete(callback);
  }

  deliver(message: FromKernel): void {
    const copy = structuredClone(message);
    queueMicrotask(() => this.trigger("msg:custom", copy));
  }

  trigger(name: string, content?: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(content);
  }

  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }
}

/** An outbox that outlives a session, as the browser's does. */
export class MemoryOutbox implements Outbox {
  readonly kept = new Map<string, Pending>();
  broken = false;

  async put(pending: readonly Pending[]): Promise<void> {
    if (this.broken) throw new Error("quota exceeded");
    for (const one of pending) this.kept.set(one.event.id, structuredClone(one));
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.kept.delete(id);
  }

  async load(box: string): Promise<readonly Pending[]> {
    if (this.broken) throw new Error("no storage");
    return [...this.kept.values()].filter((one) => one.event.box === box);
  }

  async strays(origin: string, box: string): Promise<readonly Pending[]> {
    return [...this.kept.values()].filter((one) => one.origin === origin && one.event.box !== box);
  }

  close(): void {}
}

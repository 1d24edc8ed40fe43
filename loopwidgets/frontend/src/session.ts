/**
 * One widget's state in this page, shared by all its views: what is shown, and what a person can do.
 *
 * It draws nothing. Every act changes the signals at once and sends in the same moment.
 */

import { batch, effect, type ReadonlySignal, signal } from "@preact/signals";
import { ActiveClock, pace } from "./clock";
import { Connection, type Link, RefusedRequest } from "./connection";
import { Deliveries } from "./deliveries";
import { clientId } from "./identity";
import { Items } from "./items";
import { Ledger } from "./ledger";
import { Line } from "./line";
import type { Model } from "./model";
import { BrowserOutbox, type Outbox } from "./outbox";
import {
  type Changed,
  type Counts,
  type FromKernel,
  type Hello,
  type Items as ItemsMessage,
  type ItemState,
  type Json,
  type Name,
  type Notice,
  PROTOCOL,
  type Refused,
  type ShownItem,
  type ShownLabel,
  type ShownStore,
  type ShownTask,
  type Welcome,
} from "./protocol";
import { type Act, OPEN, type Pending, sameValue } from "./states";
import { strings } from "./strings";
import { Supply } from "./supply";

export type Stage =
  | "loading"
  | "empty"
  | "item"
  | "waiting"
  | "finished"
  | "replaced"
  | "failed";

export interface Setup {
  readonly annotator: string;
  readonly askName: boolean;
  readonly store: ShownStore;
  readonly task: ShownTask;
  readonly labels: readonly ShownLabel[];
  readonly paste: string;
}

/** A way through items of one kind, beside the line. */
export interface Review {
  readonly which: "skipped" | "flagged";
  readonly keys: readonly string[];
  readonly place: number;
  readonly total: number;
  readonly exhausted: boolean;
}

export interface Failure {
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
}

/** Done items that are held to go back to. */
const MOST_PAST = 500;
/** The first item waits so long for what the browser kept. */
const OUTBOX_PATIENCE = 500;
const HELLO_PATIENCE = 8;

export class Session {
  readonly setup = signal<Setup | null>(null);
  readonly stage = signal<Stage>("loading");
  readonly shown = signal<ShownItem | null>(null);
  readonly state = signal<ItemState>(OPEN);
  readonly counts = signal<Counts | null>(null);
  readonly review = signal<Review | null>(null);
  /** What is chosen and not yet confirmed, in tasks that build an answer. */
  readonly draft = signal<readonly string[]>([]);
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly pace = signal<number | null>(null);
  readonly notice = signal<Notice | null>(null);
  readonly refused = signal<{ readonly count: number; readonly reason: string } | null>(null);
  /** Why events can't be saved for now. */
  readonly stuck = signal("");
  /** A hint for the person, gone with the next act. */
  readonly hint = signal("");
  /** For screen readers. */
  readonly said = signal("");
  readonly slow = signal(false);
  readonly failure = signal<Failure | null>(null);
  readonly deliveries: Deliveries;
  readonly noteDrafts = new Map<string, string>();
  /** What was said of labels in this page, by item. */
  readonly disputes = signal<ReadonlyMap<string, Json>>(new Map());

  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #items = new Items();
  readonly #ledger: Ledger;
  readonly #line = new Line();
  readonly #supply: Supply;
  readonly #clock = new ActiveClock(Date.now());
  readonly #paces = new Map<string, number>();
  readonly #adopted = new Set<string>();
  readonly #viewsInSight = new Set<symbol>();
  readonly #stopWatching: () => void;
  /** Messages that came while the browser's own memory was read. */
  #inbox: FromKernel[] | null = null;
  #since = Date.now();
  #replaced = false;
  #disposed = false;

  constructor(model: Model, outbox: Outbox = new BrowserOutbox()) {
    this.#outbox = outbox;
    this.#connection = new Connection(model, clientId(), (message) =>
      this.#guard(() => this.#receive(message)),
    );
    this.deliveries = new Deliveries(this.#connection, outbox, () => this.#told());
    this.#ledger = new Ledger(this.#items, this.deliveries);
    this.#supply = new Supply(
      this.#connection,
      () => this.#stock(),
      (answer) => this.#guard(() => this.#arrived(answer)),
    );
    this.#stopWatching = this.#watchLink();
    const first = model.get("_first");
    if (isWelcome(first)) this.#receive(first);
    void this.#hello(HELLO_PATIENCE);
  }

  get link(): ReadonlySignal<Link> {
    return this.#connection.link;
  }

  // --- What a person does ---------------------------------------------------------------------

  /** Answer the shown item and go on; `words` say the answer to who listens. */
  answer(value: Json, words: string): void {
    this.#act((key) => {
      const { status, value: before } = this.#ledger.state(key);
      if (status !== "answered" || !sameValue(before, value)) this.#record(key, "answer", value);
      this.#goOn(key);
      this.#sayProgress(words);
    });
  }

  skip(): void {
    this.#act((key) => {
      this.#record(key, "skip", null);
      this.#goOn(key);
      this.#sayProgress(strings.saidSkipped);
    });
  }

  toggleFlag(): void {
    this.#act((key) => {
      const flagged = !this.#ledger.state(key).flagged;
      this.#record(key, "flag", flagged);
      this.#say(flagged ? strings.saidFlagged : strings.saidUnflagged);
    });
  }

  note(text: string): void {
    this.#act((key) => {
      this.noteDrafts.delete(key);
      if (this.#ledger.state(key).note === text) return;
      this.#record(key, "note", text);
      this.#say(text ? strings.saidNote : strings.saidNoteGone);
    });
  }

  /** Say that a label is wrong, and which fits; null takes it back. */
  dispute(value: { readonly label: string | null; readonly reason: string } | null): void {
    this.#act((key) => {
      if (value === null && !this.#ledger.state(key).disputed) return;
      this.#record(key, "dispute", value);
      this.#rememberDispute(key, value);
      this.#say(value ? strings.saidDisputed : strings.saidWithdrawn);
    });
  }

  undo(): void {
    if (this.#closed()) return;
    this.#guard(() => {
      const deed = this.#ledger.undo(Date.now());
      if (deed === null) return;
      this.#paces.delete(deed.event);
      if (deed.act === "dispute") this.#rememberDispute(deed.key, null);
      this.#visit(deed.key, "status" in deed.before && deed.before.status !== "answered");
      this.#refresh();
      this.#sayProgress(strings.saidUndone);
    });
  }

  redo(): void {
    if (this.#closed()) return;
    this.#guard(() => {
      const deed = this.#ledger.redo(Date.now());
      if (deed === null) return;
      if (deed.act === "dispute") this.#rememberDispute(deed.key, deed.value);
      this.#visit(deed.key, false);
      if (deed.act === "answer" || deed.act === "skip") this.#goOn(deed.key);
      this.#refresh();
      this.#sayProgress(strings.saidRedone);
    });
  }

  back(): void {
    if (this.#closed()) return;
    this.#guard(() => {
      const review = this.review.peek();
      if (review) {
        if (review.place > 0) this.review.value = { ...review, place: review.place - 1 };
      } else if (this.#line.stepBack()) {
        if (this.#line.past.length - this.#line.back < 3) void this.#earlier(false);
      } else {
        void this.#earlier(true);
      }
      this.#refresh();
    });
  }

  forward(): void {
    if (this.#closed()) return;
    this.#guard(() => {
      const key = this.#key();
      if (this.review.peek()) this.#stepReview();
      else if (key !== null && this.#ledger.state(key).status !== "open") {
        if (!this.#line.stepForward() && this.#ledger.isDone(key))
          this.#line.advance(this.#isAnswered);
      }
      this.#refresh();
    });
  }

  /** Choose or unchoose, in tasks where several may be chosen. */
  toggle(id: string): void {
    if (this.stage.peek() !== "item") return;
    const draft = this.draft.peek();
    this.hint.value = "";
    this.draft.value = draft.includes(id) ? draft.filter((one) => one !== id) : [...draft, id];
  }

  async startReview(which: "skipped" | "flagged"): Promise<void> {
    const answer = await this.#supply.which(which, []);
    this.#guard(() => {
      if (answer === null || answer.items.length === 0) {
        this.hint.value = answer === null ? strings.reviewFailed : strings.reviewNone;
        return;
      }
      this.#ledger.counted = answer.counts;
      this.#items.learn(answer.items);
      this.#line.back = 0;
      const keys = answer.items.map((item) => item.key);
      const total = Math.max(keys.length, answer.exhausted ? 0 : answer.counts[which]);
      this.review.value = { which, keys, place: 0, total, exhausted: answer.exhausted };
      this.#refresh();
    });
  }

  leaveReview(): void {
    this.#guard(() => {
      this.review.value = null;
      this.#line.take(this.#isAnswered);
      this.#refresh();
    });
  }

  /** Ask whether there is anything to label after all. */
  lookAgain(): void {
    this.#supply.check();
  }

  async giveName(name: string): Promise<void> {
    this.#set({ askName: false });
    this.deliveries.flush();
    // The address may change with the name: what was sent to the old one arrives first.
    for (let wait = 0; this.deliveries.unacked.peek() > 0 && wait < 50; wait++) await delay(100);
    this.deliveries.hold();
    try {
      const named = await this.#connection.ask<Name>({ type: "name", name }, 15);
      if (named.type !== "named") return;
      const moved = named.box !== this.#ledger.address.box;
      this.#ledger.address = { ...this.#ledger.address, box: named.box };
      this.#set({ annotator: named.annotator });
      if (moved) void this.#hello(HELLO_PATIENCE);
    } catch (reason) {
      const text = reason instanceof RefusedRequest ? reason.message : strings.nameFailed;
      this.notice.value = { type: "notice", level: "warning", text };
      this.#set({ askName: true });
    } finally {
      this.deliveries.release(this.#ledger.address.box);
    }
  }

  // --- What the views tell --------------------------------------------------------------------

  /** The person moved, typed or touched. */
  moved(): void {
    this.#clock.moved(Date.now());
  }

  /** A view came into sight or left it (or its tab did). */
  inSight(view: symbol, visible: boolean): void {
    if (visible) this.#viewsInSight.add(view);
    else this.#viewsInSight.delete(view);
    this.#clock.visible(this.#viewsInSight.size > 0, Date.now());
  }

  /** Something threw: say so instead of showing nothing. */
  fail(reason: unknown): void {
    const detail = reason instanceof Error ? reason.message : String(reason);
    this.failure.value = { title: strings.failed, detail, hint: strings.failedHint };
    this.stage.value = "failed";
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopWatching();
    this.deliveries.dispose();
    this.#supply.dispose();
    this.#connection.dispose();
  }

  /** The items that are here at first, from which a view decides how much room it takes. */
  firstItems(): readonly ShownItem[] {
    const keys = [this.#line.present, ...this.#line.ahead].filter((key) => key !== null);
    return keys.map((key) => this.#items.get(key)).filter((item) => item !== null);
  }

  // --- What the kernel says -------------------------------------------------------------------

  #receive(message: FromKernel): void {
    if (this.#disposed) return;
    if (this.#inbox !== null) {
      this.#inbox.push(message);
      return;
    }
    switch (message.type) {
      case "welcome":
        this.#welcome(message);
        return;
      case "ack":
        this.#ledger.acked(message);
        this.stuck.value = "";
        this.#line.drop(this.#isAnswered);
        if (message.acked.some(({ key, state }) => this.#isLost(key, state)))
          this.#supply.exhausted = false;
        break;
      case "refused":
        this.#refuse(message);
        break;
      case "changed":
        this.#changed(message);
        break;
      case "notice":
        this.notice.value = message.text ? message : null;
        return;
      case "replaced":
        this.#replaced = true;
        break;
      default:
        return;
    }
    this.#refresh();
    this.#supply.refill();
  }

  async #hello(seconds: number): Promise<void> {
    try {
      const answer = await this.#connection.ask<Hello>(
        { type: "hello", protocol: PROTOCOL, language: strings.language },
        seconds,
      );
      this.#guard(() => this.#receive(answer));
    } catch (reason) {
      if (this.#disposed) return;
      if (reason instanceof RefusedRequest && this.setup.peek() === null) {
        this.failure.value = { title: strings.failed, detail: reason.message, hint: "" };
        this.#refresh();
        return;
      }
      this.slow.value = true;
      void this.#hello(Math.min(seconds * 2, 60));
    }
  }

  #welcome(message: Welcome): void {
    if (message.protocol !== PROTOCOL) {
      this.failure.value = { title: strings.otherVersion, detail: "", hint: strings.otherVersionHint };
      this.#refresh();
      return;
    }
    if (this.#adopted.has(message.box)) {
      this.#enter(message);
      return;
    }
    this.#adopted.add(message.box);
    this.#inbox = [];
    const kept = this.#outbox.load(message.box).catch((): readonly Pending[] => []);
    const enter = (known: readonly Pending[]) => {
      const waiting = this.#inbox ?? [];
      this.#inbox = null;
      this.#guard(() => {
        this.deliveries.adopt(known);
        this.#enter(message);
        for (const one of waiting) this.#receive(one);
      });
    };
    void Promise.race([kept, delay(OUTBOX_PATIENCE)]).then((known) => {
      if (this.#disposed) return;
      enter(known ?? []);
      if (known) return;
      void kept.then((late) =>
        this.#guard(() => {
          this.deliveries.adopt(late);
          this.#refresh();
          this.deliveries.resend();
        }),
      );
    });
  }

  #enter(message: Welcome): void {
    const first = this.setup.peek() === null;
    this.#ledger.address = {
      box: message.box,
      schemeVersion: message.scheme_version,
      language: strings.language,
    };
    this.#ledger.counted = message.counts;
    this.#items.learn([...message.recent, ...message.items]);
    this.setup.value = {
      annotator: message.annotator,
      askName: message.ask_name,
      store: message.store,
      task: message.task,
      labels: message.labels,
      paste: message.paste,
    };
    const keys = message.items.map((item) => item.key);
    if (first) {
      const recent = message.recent.map((item) => item.key).filter((key) => !keys.includes(key));
      this.#line.past = [...recent, ...keys.filter(this.#isAnswered)];
    }
    this.#line.add(keys, this.#isAnswered);
    this.#supply.exhausted = message.exhausted;
    this.slow.value = false;
    this.#refresh();
    this.deliveries.resend();
    this.#supply.refill();
  }

  #arrived(answer: ItemsMessage): void {
    this.#ledger.counted = answer.counts;
    this.#items.learn(answer.items);
    this.#line.add(
      answer.items.map((item) => item.key),
      this.#isAnswered,
    );
    this.#refresh();
    this.#supply.refill();
  }

  #refuse({ event, reason, retry }: Refused): void {
    if (!this.deliveries.has(event)) return;
    if (retry) {
      this.stuck.value = reason;
      return;
    }
    this.deliveries.settle([event]);
    this.#ledger.strike(event);
    this.#supply.exhausted = false;
    this.refused.value = { count: (this.refused.peek()?.count ?? 0) + 1, reason };
  }

  #changed({ kind, retracted, item, counts }: Changed): void {
    this.#ledger.counted = counts;
    this.#items.learn([item]);
    if (retracted !== null) this.#ledger.strike(retracted);
    this.#supply.exhausted = false;
    if (kind === "retract") this.#visit(item.key, this.#ledger.state(item.key).status !== "answered");
    else if ((kind === "answer" || kind === "skip") && this.#key() === item.key) this.#goOn(item.key);
    else this.#line.drop(this.#isAnswered);
  }

  #watchLink(): () => void {
    let before: Link = this.link.peek();
    return effect(() => {
      const now = this.link.value;
      const back = before !== "alive" && now === "alive";
      before = now;
      if (!back) return;
      this.deliveries.resend();
      void this.#hello(HELLO_PATIENCE);
    });
  }

  // --- How it goes on -------------------------------------------------------------------------

  readonly #isAnswered = (key: string): boolean => this.#ledger.isDone(key);

  /** An item that is open again and that this page would not ask for by itself. */
  #isLost(key: string, state: ItemState): boolean {
    return state.status === "open" && !this.#line.has(key);
  }

  #closed(): boolean {
    const stage = this.stage.peek();
    return stage === "loading" || stage === "replaced" || stage === "failed" || stage === "empty";
  }

  #key(): string | null {
    const review = this.review.peek();
    return review ? (review.keys[review.place] ?? null) : this.#line.shown;
  }

  #told(): string | null {
    return this.setup.peek() === null ? null : this.#key();
  }

  #act(work: (key: string) => void): void {
    const key = this.#key();
    if (this.stage.peek() !== "item" || key === null) return;
    this.#guard(() => {
      this.hint.value = "";
      work(key);
      this.#refresh();
      this.#supply.refill();
    });
  }

  #record(key: string, act: Act, value: Json): void {
    const now = Date.now();
    const seconds = this.#clock.seconds(now);
    const id = this.#ledger.act(key, act, value, { since: this.#since, seconds }, now);
    if (act === "answer" || act === "skip") this.#paces.set(id, seconds);
  }

  /** Leave the shown item, which is done, for the next. */
  #goOn(key: string): void {
    if (this.review.peek()) {
      this.#line.done(key);
      this.#stepReview();
    } else {
      this.#line.advance(this.#isAnswered);
      const let_go = this.#line.trim(MOST_PAST);
      this.#ledger.forget(let_go.filter((old) => !this.#line.has(old)));
    }
  }

  #stepReview(): void {
    const review = this.review.peek();
    if (review === null) return;
    const place = review.place + 1;
    if (place >= review.keys.length && review.exhausted) {
      this.review.value = null;
      this.#line.take(this.#isAnswered);
      return;
    }
    this.review.value = { ...review, place };
    if (!review.exhausted && review.keys.length - place < 5) void this.#moreToReview(review);
  }

  async #moreToReview({ which, keys }: Review): Promise<void> {
    const answer = await this.#supply.which(which, keys);
    const review = this.review.peek();
    if (review === null || review.which !== which) return;
    this.#guard(() => {
      const fresh = (answer?.items ?? []).filter((item) => !review.keys.includes(item.key));
      this.#items.learn(fresh);
      const all = [...review.keys, ...fresh.map((item) => item.key)];
      // An answer that never came ends the review where the items end.
      const exhausted = answer === null || answer.exhausted;
      this.review.value = { ...review, keys: all, exhausted };
      if (review.place >= all.length && exhausted) this.leaveReview();
      this.#refresh();
    });
  }

  /** Show an item that an undo or redo is about. */
  #visit(key: string, reopened: boolean): void {
    const review = this.review.peek();
    const place = review?.keys.indexOf(key) ?? -1;
    if (review && place >= 0) {
      this.review.value = { ...review, place };
      return;
    }
    this.review.value = null;
    if (reopened) this.#line.reopen(key);
    else this.#line.goTo(key);
  }

  async #earlier(step: boolean): Promise<void> {
    const shown = this.#key();
    const answer = await this.#supply.earlier(this.#line.past[0] ?? this.#line.present);
    if (answer === null) return;
    this.#guard(() => {
      this.#items.learn(answer.items);
      const fresh = this.#line.addEarlier(answer.items.map((item) => item.key));
      if (!step || this.#key() !== shown) return;
      if (fresh > 0) this.#line.stepBack();
      else this.#say(strings.nothingEarlier);
      this.#refresh();
    });
  }

  #stock() {
    const { ahead, present, shown } = this.#line;
    const under = [present, shown, this.#key()].filter((key): key is string => key !== null);
    const have = [...new Set([...under, ...ahead, ...this.deliveries.keys])];
    return { count: ahead.length, bytes: this.#items.weight(ahead), have };
  }

  #guard(work: () => void): void {
    try {
      batch(work);
    } catch (reason) {
      this.fail(reason);
    }
  }

  /** Bring what is visible in step with what is known. */
  #refresh(): void {
    batch(() => {
      const key = this.#key();
      const item = key === null ? null : this.#items.get(key);
      if (key !== null) this.state.value = this.#same(this.#ledger.state(key));
      if (item?.key !== this.shown.peek()?.key) {
        this.#since = Date.now();
        this.#clock.restart(this.#since);
        const { status, value } = key === null ? OPEN : this.#ledger.state(key);
        this.draft.value = status === "answered" && Array.isArray(value) ? value : [];
        this.hint.value = "";
        if (this.setup.peek() !== null) this.deliveries.soon();
      }
      this.shown.value = item;
      if (this.setup.peek() !== null) this.counts.value = this.#ledger.counts();
      this.canUndo.value = this.#ledger.canUndo;
      this.canRedo.value = this.#ledger.canRedo;
      this.pace.value = pace([...this.#paces.values()].slice(-50));
      const before = this.stage.peek();
      this.stage.value = this.#stageNow(item);
      if (before === "item" && this.stage.peek() === "finished") this.#supply.check();
    });
  }

  #stageNow(item: ShownItem | null): Stage {
    if (this.failure.peek() !== null) return "failed";
    if (this.#replaced) return "replaced";
    if (this.setup.peek() === null) return "loading";
    if (item !== null) return "item";
    if (this.counts.peek()?.total === 0) return "empty";
    return this.#supply.exhausted && this.review.peek() === null ? "finished" : "waiting";
  }

  /** The state that is shown already, when nothing of it changed: then nothing is drawn again. */
  #same(state: ItemState): ItemState {
    const before = this.state.peek();
    return sameValue({ ...before }, { ...state }) ? before : state;
  }

  #set(change: Partial<Setup>): void {
    const setup = this.setup.peek();
    if (setup !== null) this.setup.value = { ...setup, ...change };
  }

  #rememberDispute(key: string, value: Json): void {
    const disputes = new Map(this.disputes.peek());
    if (value === null) disputes.delete(key);
    else disputes.set(key, value);
    this.disputes.value = disputes;
  }

  #say(words: string): void {
    this.said.value = words;
  }

  #sayProgress(words: string): void {
    const { answered, total } = this.#ledger.counts();
    this.#say(strings.saidProgress(words, answered, total));
  }
}

function isWelcome(value: unknown): value is Welcome {
  return typeof value === "object" && value !== null && "type" in value && value.type === "welcome";
}

function delay(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}

/**
 * A widget's state in this page, shared by all its views: the shown item, and the person's acts.
 *
 * It draws nothing. Every act changes the signals at once and sends in the same moment.
 */

import { batch, type ReadonlySignal } from "@preact/signals";
import { Ledger } from "../answers/answers";
import { Deliveries } from "../answers/deliveries";
import { type Dispute, Drafts } from "../answers/drafts";
import { Arrival } from "../answers/handshake";
import { type Act, sameValue } from "../answers/item-state";
import { KnownItems } from "../answers/items";
import { namesIn, Strays } from "../answers/orphaned-events";
import { BrowserOutbox, type Outbox } from "../answers/outbox";
import { Connection, type Link } from "../kernel/connection";
import { clientId } from "../kernel/identity";
import type { Model } from "../kernel/model";
import {
  type FromKernel,
  type Json,
  PROTOCOL,
  type Query,
  type Refused,
  type ShownItem,
  type Welcome,
} from "../kernel/protocol";
import { isClosed, isWelcome, type Setup, type Stage, setupOf } from "../kernel/setup";
import { Jumps } from "../navigation/jumps";
import { Navigator } from "../navigation/navigator";
import { strings } from "../strings";
import type { Asking, Task } from "../tasks/task";
import { giveName, NameOffer } from "./annotator-name";
import { handIn } from "./hand-in";
import { Attention } from "./item-timer";
import { Presses } from "./presses";
import { Screen } from "./signals";
import { Beside } from "./status";
import { LoopSuggestions } from "./suggestions";
import { TakingBack } from "./undo";

export class Session extends Screen implements Asking {
  readonly link: ReadonlySignal<Link>;
  readonly deliveries: Deliveries;
  readonly drafts = new Drafts();
  readonly place: Navigator;
  readonly beside: Beside;
  readonly jumps: Jumps;
  readonly loop: LoopSuggestions;
  readonly strays: Strays;
  readonly presses = new Presses(this);
  readonly attention = new Attention();
  readonly nameOffer = new NameOffer(this.setup);
  readonly #connection: Connection;
  readonly #arrival: Arrival;
  readonly #items = new KnownItems();
  readonly #ledger: Ledger;
  readonly #takingBack: TakingBack;
  readonly #stopWatching: () => void;
  #replaced = false;

  constructor(model: Model, outbox: Outbox = new BrowserOutbox()) {
    super();
    const connection = new Connection(model, clientId(), (message) =>
      this.#guard(() => this.#arrival.receive(message)),
    );
    this.#connection = connection;
    this.link = connection.link;
    this.deliveries = new Deliveries(connection, outbox, () =>
      this.setup.peek() === null ? null : this.place.key,
    );
    this.#ledger = new Ledger(this.#items, this.deliveries, {
      names: (value) => namesIn(value, this.setup.peek()),
      counted: (value) => this.#asked((task, setup) => task.counted(value, setup)) ?? [],
      shownAs: (key) => this.#asked((task, setup) => task.shownAs?.(key, setup)) ?? {},
    });
    this.strays = new Strays(outbox, connection, this.#ledger, {
      act: (work) => this.#do(work, "now"),
      tell: (text) => this.tell("info", text),
      idOf: (name) => this.#asked((task, setup) => task.idOf(name, setup)),
    });
    this.beside = new Beside(this.#ledger);
    this.place = new Navigator(connection, this.#ledger, (work) => this.#do(work, "now"));
    this.jumps = new Jumps(connection, this.#ledger, this.place, {
      act: (work) => this.#do(work, "now"),
      say: (words) => this.say(words),
    });
    this.#takingBack = new TakingBack(connection, this.#ledger, this, {
      act: (work) => this.#do(work),
      say: (words) => this.#sayProgress(words),
      hint: (words) => {
        this.hint.value = words;
      },
      isClosed: () => isClosed(this.stage.peek()) || this.isReadOnly.peek(),
    });
    this.loop = new LoopSuggestions(connection, this);
    this.#arrival = new Arrival(connection, outbox, {
      receive: (message) => this.#guard(() => this.#receive(message)),
      adopt: (kept) => this.deliveries.adopt(kept),
      adoptLate: (kept) =>
        this.#do(() => {
          this.deliveries.adopt(kept);
          this.deliveries.resend();
        }),
      slow: () => {
        this.slow.value = true;
      },
      refused: (reason) => this.#refusedHello(reason),
    });
    this.#stopWatching = connection.whenBack(() => {
      this.deliveries.resend();
      void this.#arrival.hello();
    });
    const first = model.get("_first");
    if (isWelcome(first)) this.#arrival.receive(first);
    void this.#arrival.hello();
  }

  // --- Acts of the person ---------------------------------------------------------------------

  /** Answer the shown item and go on; a screen reader reads out `words`. */
  answer(value: Json, words: string): void {
    this.#act((key) => {
      this.#sayWritten(key);
      const { status, value: before } = this.#ledger.state(key);
      if (status !== "answered" || !sameValue(before, value)) this.#record(key, "answer", value);
      this.place.goOn(key);
      this.#sayProgress(words);
    });
  }

  /** Give the last answer again: of this page, else of the item that was done last. */
  repeat(): void {
    const value = this.#ledger.lastAnswer ?? this.place.lastAnswer;
    if (value === undefined) this.hint.value = strings.nothingToRepeat;
    else
      this.#asked((task, setup) => {
        if (task.repeat) task.repeat(value, this, setup);
        else this.answer(value, task.say(value, setup));
      });
  }

  skip(): void {
    this.#act((key) => {
      this.#sayWritten(key);
      this.#record(key, "skip", null);
      this.place.mayHaveMore();
      this.place.goOn(key);
      this.#sayProgress(strings.saidSkipped);
    });
  }

  toggleFlag(): void {
    this.#act((key) => {
      const flagged = !this.#ledger.state(key).flagged;
      this.#record(key, "flag", flagged);
      this.say(flagged ? strings.saidFlagged : strings.saidUnflagged);
    });
  }

  note(text: string): void {
    this.#act((key) => {
      this.drafts.drop(key, "note");
      if (this.#ledger.state(key).note === text) return;
      this.#record(key, "note", text);
      this.say(text ? strings.saidNote : strings.saidNoteGone);
    });
  }

  /**
   * Record that the labels are wrong for the item, and a label that would fit; null takes it
   * back.
   */
  dispute(value: Dispute | null): void {
    this.#act((key) => {
      this.drafts.drop(key, "dispute");
      if (value === null && this.#ledger.state(key).dispute === null) return;
      this.#record(key, "dispute", value);
      this.say(value ? strings.saidDisputed : strings.saidWithdrawn);
    });
  }

  undo(): void {
    this.#takingBack.undo();
  }

  redo(): void {
    this.#takingBack.redo();
  }

  back(): void {
    this.#do(() => {
      if (!isClosed(this.stage.peek())) this.place.back(() => this.say(strings.nothingEarlier));
    });
  }

  forward(): void {
    this.#do(() => {
      if (!isClosed(this.stage.peek())) this.place.forward();
    });
  }

  build(draft: Json): void {
    if (!this.mayAct.peek()) return;
    this.hint.value = "";
    this.draft.value = draft;
    if (this.place.key !== null) this.drafts.keep(this.place.key, { answer: draft });
  }

  /** Walk through the items that fit, or show why not. */
  async review(what: Partial<Query>): Promise<void> {
    this.hint.value = await this.jumps.review(what);
  }

  /** Have a file made to send, and show where it is. */
  async handIn(): Promise<void> {
    this.notice.value = await handIn(this.#connection, this.deliveries);
  }

  /** Answer whether the labels that the cell replaced were renamed; a welcome follows. */
  rename(keep: boolean): void {
    this.deliveries.flush();
    const isSent = this.#connection.send({
      type: "rename",
      client: this.#connection.client,
      scheme_version: this.#ledger.address.schemeVersion,
      keep,
    });
    if (isSent) this.set({ replaced: [] });
  }

  async giveName(name: string): Promise<void> {
    const askName = this.setup.peek()?.askName ?? false;
    this.set({ askName: false });
    const answer = await giveName(this.#connection, this.deliveries, name);
    if (typeof answer === "string") {
      this.tell("warning", answer);
      this.set({ askName });
    } else {
      this.#ledger.address = { ...this.#ledger.address, box: answer.box };
      this.set({ annotator: answer.annotator });
      void this.#arrival.hello();
    }
    this.deliveries.release(this.#ledger.address.box);
  }

  dispose(): void {
    this.#stopWatching();
    this.presses.dispose();
    this.beside.dispose();
    this.loop.dispose();
    this.jumps.dispose();
    this.deliveries.dispose();
    this.#arrival.dispose();
    this.place.dispose();
    this.#connection.dispose();
  }

  // --- Messages of the kernel -----------------------------------------------------------------

  #receive(message: FromKernel): void {
    if ("moves" in message) this.deliveries.heard(message.moves);
    switch (message.type) {
      case "welcome":
        this.#welcome(message);
        break;
      case "ack":
        this.#ledger.acked(message);
        this.strays.settle(message.acked.map((one) => one.event));
        if (this.stuck.peek() && message.client !== "") {
          // Writing works again, from here: waiting events are sent now.
          this.stuck.value = "";
          this.deliveries.resend();
        }
        this.place.settled(message.acked, message.client !== this.#connection.client);
        break;
      case "refused":
        this.#refuse(message);
        break;
      case "changed":
        this.#ledger.counted = message.counts;
        this.#items.learn([message.item]);
        if (message.retracted !== null) this.#ledger.strike(message.retracted);
        this.place.changed(message);
        this.#sayProgress(strings.saidInCode(message.kind));
        break;
      case "notice":
        this.notice.value = message.text ? message : null;
        return;
      case "loop":
        this.loop.heard(message.loop, this.#ledger.counts().answered);
        return;
      case "started_over":
        this.drafts.clear();
        this.#ledger.startOver();
        this.place.startOver();
        void this.#arrival.hello();
        break;
      case "choices_added":
        this.#ledger.address = {
          ...this.#ledger.address,
          schemeVersion: message.scheme_version,
        };
        this.addChoices(message.choices);
        break;
      case "reordered":
        this.place.reordered();
        break;
      case "counted":
      case "visit":
        break;
      case "replaced":
        this.#replaced = true;
        this.endedByHand.value = message.by_hand;
        break;
      default:
        return;
    }
    this.jumps.heard(message);
    this.#refresh("now");
    this.place.refill();
  }

  #welcome(message: Welcome): void {
    if (message.protocol !== PROTOCOL) {
      const { otherVersion, otherVersionHint } = strings;
      this.failure.value = { title: otherVersion, detail: "", hint: otherVersionHint };
      return;
    }
    const isRelabeled =
      this.setup.peek() !== null && this.#ledger.address.schemeVersion !== message.scheme_version;
    this.#ledger.address = {
      box: message.box,
      origin: message.origin,
      former: message.former,
      schemeVersion: message.scheme_version,
      language: strings.language,
    };
    this.setup.value = setupOf(message);
    this.drafts.enter(message.box);
    this.loop.heard(message.loop, message.counts.answered);
    this.slow.value = false;
    this.place.enter(message);
    if (isRelabeled) void this.place.relabeled();
    this.deliveries.resend();
    if (!this.isReadOnly.peek()) this.strays.look();
  }

  #refusedHello(detail: string): void {
    if (this.setup.peek() !== null) return;
    this.failure.value = { title: strings.failed, detail, hint: "" };
    this.#refresh("now");
  }

  #refuse({ event, reason, retry }: Refused): void {
    if (!this.deliveries.has(event)) return;
    if (retry) {
      this.stuck.value = reason;
      return;
    }
    this.deliveries.settle([event]);
    this.strays.refused(event);
    this.#ledger.strike(event);
    this.place.mayHaveMore();
    this.refused.value = { count: (this.refused.peek()?.count ?? 0) + 1, reason };
  }

  // --- How it goes on -------------------------------------------------------------------------

  #act(work: (key: string) => void): void {
    const { key } = this.place;
    if (this.stage.peek() !== "item" || key === null) return;
    this.#do(() => {
      this.hint.value = this.isReadOnly.peek() ? strings.readOnlyHint : "";
      if (this.mayAct.peek()) work(key);
    });
  }

  #record(key: string, act: Act, value: Json): void {
    if (act === "answer" || act === "skip") this.drafts.drop(key, "answer");
    const suggestion = this.loop.suggestion.peek();
    const look = { ...this.attention.look(), suggestion: suggestion && { ...suggestion } };
    const id = this.#ledger.act(key, act, value, look, Date.now());
    if (act === "answer" || act === "skip") {
      this.beside.took(id, look.seconds);
      this.jumps.did(key);
    }
  }

  /** A person who answers while a note is open wants to keep it. */
  #sayWritten(key: string): void {
    const { note, dispute } = this.drafts.written(key);
    if (note !== undefined) this.note(note.trim());
    if (dispute !== undefined) this.dispute(dispute);
  }

  /** Do something that moves or records, and bring the display in step. */
  #do(work: () => void, beside: "soon" | "now" = "soon"): void {
    this.#guard(() => {
      work();
      this.#refresh(beside);
      this.place.refill();
    });
  }

  /** Ask the task, once the project is known here. */
  #asked<T>(ask: (task: Task, setup: Setup) => T): T | undefined {
    const task = this.task.peek();
    const setup = this.setup.peek();
    return task && setup ? ask(task, setup) : undefined;
  }

  #guard(work: () => void): void {
    try {
      batch(work);
    } catch (reason) {
      this.fail(reason);
    }
  }

  /** Bring the display in step with the state. */
  #refresh(beside: "soon" | "now"): void {
    batch(() => {
      const { key } = this.place;
      const item = key === null ? null : this.#items.get(key);
      if (key !== null) this.setState(this.#ledger.state(key));
      if (item?.key !== this.shown.peek()?.key) {
        this.attention.restart();
        const at = key ?? "";
        const { answer } = this.drafts.of(at);
        const present = () => this.task.peek()?.draft(this.#ledger.present(at)) ?? null;
        this.draft.value = answer === undefined ? present() : answer;
        this.hint.value = "";
        if (this.setup.peek() !== null) this.deliveries.soon();
      }
      this.shown.value = item;
      if (key !== null && item === null) this.place.fetch();
      if (this.setup.peek() !== null) this.beside[beside]();
      this.jumps.history.soon();
      const before = this.stage.peek();
      this.stage.value = this.#stageNow(item);
      if (before === "item" && this.stage.peek() === "finished") this.place.check();
    });
  }

  #stageNow(item: ShownItem | null): Stage {
    if (this.failure.peek() !== null) return "failed";
    if (this.#replaced) return "replaced";
    if (this.setup.peek() === null) return "loading";
    if (item !== null) return "item";
    if (this.#ledger.counts().total === 0) return "empty";
    return this.place.isFinished ? "finished" : "waiting";
  }

  #sayProgress(words: string): void {
    this.said.value = () => {
      const { answered, total } = this.#ledger.counts();
      return strings.saidProgress(words, answered, total);
    };
  }
}

/** Undo and redo as a person does them: across items, and on after the page was loaded again. */

import type { Ledger } from "../answers/answers";
import type { Deliveries } from "../answers/deliveries";
import type { Connection } from "../kernel/connection";
import type { Recall } from "../kernel/protocol";
import type { Jumps } from "../navigation/jumps";
import type { Navigator } from "../navigation/navigator";
import { strings } from "../strings";
import type { Beside } from "./status";

/** The parts that an undo or redo calls. */
interface Told {
  readonly beside: Beside;
  readonly place: Navigator;
  readonly jumps: Jumps;
}

interface Hands {
  /** Do something that moves, and bring the display in step. */
  act(work: () => void): void;
  /** Have a screen reader read it out, with the progress. */
  say(words: string): void;
  hint(words: string): void;
  /** Nothing can be taken back here. */
  isClosed(): boolean;
}

export class TakingBack {
  readonly #ledger: Ledger;
  readonly #recall: ReloadedUndo;
  readonly #told: Told;
  readonly #hands: Hands;

  constructor(connection: Connection, ledger: Ledger, told: Told, hands: Hands) {
    this.#ledger = ledger;
    this.#recall = new ReloadedUndo(connection, ledger.deliveries, ledger);
    this.#told = told;
    this.#hands = hands;
  }

  /** Take back the last act: of this page, else of this tab before it was loaded again. */
  undo(): void {
    if (this.#ledger.holdsActs) this.#undo();
    else if (!this.#hands.isClosed()) void this.#undoEarlier();
  }

  redo(): void {
    const { place, jumps } = this.#told;
    let overtaken = false;
    this.#hands.act(() => {
      const deed = this.#hands.isClosed() ? null : this.#ledger.redo(Date.now());
      if (deed === null) return;
      overtaken = deed.overtaken;
      if (!overtaken && (deed.act === "answer" || deed.act === "skip")) {
        jumps.did(deed.key);
        place.redone(deed.key);
      } else place.visit(deed.key, false);
      this.#hands.say(overtaken ? strings.notRedone : strings.saidRedone);
    });
    if (overtaken) this.#hands.hint(strings.notRedone);
  }

  #undo(): void {
    let overtaken = false;
    this.#hands.act(() => {
      const deed = this.#hands.isClosed() ? null : this.#ledger.undo(Date.now());
      if (deed === null) return;
      this.#told.beside.undone(deed.event);
      this.#told.place.visit(deed.key, deed.reopens);
      this.#hands.say(deed.overtaken ? strings.overtaken : strings.saidUndone);
      overtaken = deed.overtaken;
    });
    if (overtaken) this.#hands.hint(strings.overtaken);
  }

  async #undoEarlier(): Promise<void> {
    const found = await this.#recall.forUndo(() => this.#undo());
    this.#hands.act(() => {
      if (found === "none") this.#hands.hint(strings.nothingToUndo);
      if (found === "failed") this.#hands.hint(strings.undoFailed);
    });
  }
}

const PATIENCE = 15;

/** The result; "overtaken": the person did something else meanwhile. */
type Recovery = "found" | "none" | "failed" | "overtaken";

class ReloadedUndo {
  readonly #connection: Connection;
  readonly #deliveries: Deliveries;
  readonly #ledger: Ledger;
  #asked = 0;

  constructor(connection: Connection, deliveries: Deliveries, ledger: Ledger) {
    this.#connection = connection;
    this.#deliveries = deliveries;
    this.#ledger = ledger;
  }

  /** Have `undo` called as often as it was asked for, once there is something to take back. */
  async forUndo(undo: () => void): Promise<Recovery> {
    this.#asked += 1;
    if (this.#asked > 1) return "overtaken";
    const found = await this.#fetch();
    const times = this.#asked;
    this.#asked = 0;
    for (let time = 0; found === "found" && time < times; time += 1) undo();
    return found;
  }

  async #fetch(): Promise<Recovery> {
    this.#deliveries.flush();
    try {
      const clients = [this.#connection.client, ...this.#deliveries.formerClients];
      const answer = await this.#connection.ask<Recall>({ type: "recall", clients }, PATIENCE);
      if (answer.type !== "recalled") return "failed";
      if (this.#ledger.holdsActs) return "overtaken";
      return this.#ledger.recall(answer.acts) ? "found" : "none";
    } catch {
      return "failed";
    }
  }
}

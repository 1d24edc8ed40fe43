/** Undo after a reload: asks the kernel for the last acts of this tab once the page holds none itself. */

import type { Connection } from "./connection";
import type { Deliveries } from "./deliveries";
import type { Ledger } from "./ledger";
import type { Recall as Question } from "./protocol";

const PATIENCE = 15;

/** What came of it; "overtaken": the person did something else meanwhile. */
export type Recalled = "found" | "none" | "failed" | "overtaken";

export class Recall {
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
  async forUndo(undo: () => void): Promise<Recalled> {
    this.#asked += 1;
    if (this.#asked > 1) return "overtaken";
    const found = await this.#fetch();
    const times = this.#asked;
    this.#asked = 0;
    for (let time = 0; found === "found" && time < times; time += 1) undo();
    return found;
  }

  async #fetch(): Promise<Recalled> {
    this.#deliveries.flush();
    try {
      const clients = [this.#connection.client, ...this.#deliveries.formerClients];
      const answer = await this.#connection.ask<Question>({ type: "recall", clients }, PATIENCE);
      if (answer.type !== "recalled") return "failed";
      if (this.#ledger.holdsActs) return "overtaken";
      return this.#ledger.recall(answer.acts) ? "found" : "none";
    } catch {
      return "failed";
    }
  }
}

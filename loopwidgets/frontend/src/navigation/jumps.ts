/** The ways to other items than the next item: finding, and the history. */

import type { Ledger } from "../answers/answers";
import type { Connection } from "../kernel/connection";
import type { FromKernel, Query } from "../kernel/protocol";
import { strings } from "../strings";
import { History } from "./history";
import type { Navigator } from "./navigator";
import { ANYTHING, Finder } from "./search";

interface Hands {
  /** Do something that moves, and bring the display in step. */
  act(work: () => void): void;
  /** Have a screen reader read it out. */
  say(words: string): void;
}

export class Jumps {
  readonly finder: Finder;
  readonly history: History;
  readonly #ledger: Ledger;
  readonly #place: Navigator;
  readonly #hands: Hands;

  constructor(connection: Connection, ledger: Ledger, place: Navigator, hands: Hands) {
    this.#ledger = ledger;
    this.#place = place;
    this.#hands = hands;
    this.finder = new Finder(connection, {
      flush: ledger.deliveries.flush,
      begin: (found, query) => {
        hands.act(() => place.beginReview(found, query));
        hands.say(strings.matches(found.total, found.complete));
      },
      leave: () => this.leave(),
    });
    this.history = new History(ledger, {
      link: connection.link,
      earlier: (before) => place.list(before),
      past: () => place.past(),
    });
  }

  /** Walk through the items that fit; why not, in words, where that can't be. */
  async review(what: Partial<Query>): Promise<string> {
    this.finder.anew({ ...ANYTHING, ...what });
    if (await this.finder.go()) return "";
    const finding = this.finder.finding.peek();
    if (finding.state === "failed") return finding.reason;
    return finding.state === "found" ? strings.reviewNone : strings.reviewFailed;
  }

  /** Show an item, to change its answer, and come back. */
  look(key: string): void {
    this.#hands.act(() => this.#place.look(key));
  }

  /** Go back to the place before a walk. */
  leave(): void {
    this.#hands.act(() => this.#place.leaveReview());
    this.#hands.say(strings.saidLeft);
  }

  /** An item was answered or skipped here. */
  did(key: string): void {
    this.history.did(this.#ledger.items.line(key));
  }

  /** A message of the kernel, which the ledger and the place know already. */
  heard(message: FromKernel): void {
    switch (message.type) {
      case "counted":
        this.finder.counted(message);
        this.#place.counted(message);
        break;
      case "visit":
        this.#place.wanted(message.item);
        break;
      case "ack":
        this.history.settled(message.acked);
        break;
      case "changed": {
        const { item, event, kind } = message;
        this.history.settled([{ event, key: item.key, state: item.state }]);
        if (kind === "answer" || kind === "skip") this.history.did(item);
        break;
      }
      case "started_over":
        this.history.startOver();
        break;
      default:
    }
  }

  dispose(): void {
    this.finder.dispose();
    this.history.dispose();
  }
}

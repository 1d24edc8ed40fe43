/**
 * The beginning of a page: it sends hello, and takes up the events that the browser kept before
 * it shows an item.
 *
 * Messages that come from the kernel in the meantime wait here.
 */

import { type Connection, RefusedRequest } from "../kernel/connection";
import { type FromKernel, type Hello, PROTOCOL, type Welcome } from "../kernel/protocol";
import { strings } from "../strings";
import type { Pending } from "./item-state";
import type { Outbox } from "./outbox";

/** The first item waits so long for the events that the browser kept. */
const OUTBOX_PATIENCE = 500;
const PATIENCE = 8;
const MOST_PATIENCE = 60;

export interface Arriving {
  /** A message, in order. */
  receive(message: FromKernel): void;
  /** Take up the events of an earlier page. */
  adopt(kept: readonly Pending[]): void;
  /** It came after something was shown already. */
  adoptLate(kept: readonly Pending[]): void;
  /** The kernel is silent. */
  slow(): void;
  refused(reason: string): void;
}

export class Arrival {
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #to: Arriving;
  readonly #adopted = new Set<string>();
  #waiting: FromKernel[] | null = null;
  #disposed = false;

  constructor(connection: Connection, outbox: Outbox, to: Arriving) {
    this.#connection = connection;
    this.#outbox = outbox;
    this.#to = to;
  }

  /** Send hello until an answer comes: a busy kernel may take long. */
  async hello(seconds = PATIENCE): Promise<void> {
    const question = { type: "hello", protocol: PROTOCOL, language: strings.language } as const;
    try {
      this.receive(await this.#connection.ask<Hello>(question, seconds));
    } catch (reason) {
      if (this.#disposed) return;
      if (reason instanceof RefusedRequest) {
        this.#to.refused(reason.message);
        return;
      }
      this.#to.slow();
      void this.hello(Math.min(seconds * 2, MOST_PATIENCE));
    }
  }

  receive(message: FromKernel): void {
    if (this.#disposed) return;
    if (this.#waiting !== null) this.#waiting.push(message);
    else if (message.type === "welcome" && message.protocol === PROTOCOL) void this.#enter(message);
    else this.#to.receive(message);
  }

  dispose(): void {
    this.#disposed = true;
  }

  async #enter(welcome: Welcome): Promise<void> {
    if (this.#adopted.has(welcome.box)) {
      this.#to.receive(welcome);
      // An older widget in this page may have kept something since.
      this.#adoptLate(this.#outbox.load(welcome.box));
      return;
    }
    this.#adopted.add(welcome.box);
    this.#waiting = [];
    const kept = this.#outbox.load(welcome.box).catch((): readonly Pending[] => []);
    const inTime = await Promise.race([kept, delay(OUTBOX_PATIENCE)]);
    if (this.#disposed) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (inTime) this.#to.adopt(inTime);
    this.#to.receive(welcome);
    for (const message of waiting) this.receive(message);
    if (!inTime) this.#adoptLate(kept);
  }

  #adoptLate(loading: Promise<readonly Pending[]>): void {
    loading.then(
      (late) => {
        if (!this.#disposed && late.length > 0) this.#to.adoptLate(late);
      },
      () => undefined,
    );
  }
}

function delay(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}

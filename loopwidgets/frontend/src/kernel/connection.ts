/**
 * The line to the kernel: it sends, matches answers to requests, and knows if the kernel is there.
 *
 * It knows the shape of the envelope and nothing of its content.
 */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { joined } from "./buffers";
import { newId } from "./identity";
import { type Kernel, kernelOf, type Model } from "./model";
import type {
  Earlier,
  Find,
  FindMore,
  FromBrowser,
  FromKernel,
  Get,
  HandIn,
  Hello,
  More,
  Name,
  Recall,
} from "./protocol";

/** `alive`; `away` for now; `dead` for ever: only running the cell again helps. */
export type Link = "alive" | "away" | "dead";

type Request = Hello | More | Earlier | Get | Recall | Find | FindMore | Name | HandIn;
/** A request as its asker writes it: the connection signs and numbers it. */
export type Unsigned<R extends Request> = Omit<R, "request" | "client">;
/** Asks for items as they are shown at first. */
export const GET: Omit<Unsigned<Get>, "keys"> = {
  type: "get",
  whole: false,
  again: false,
  light: false,
  detail: {},
};
type Answer = Extract<FromKernel, { readonly request: string | null }>;

interface Waiting {
  readonly question: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The kernel's reply that it can't answer, with the reason. */
export class RefusedRequest extends Error {}

const GONE = new Set(["dead", "terminating", "restarting", "autorestarting"]);

export class Connection {
  readonly client: string;
  readonly #link = signal<Link>("alive");
  readonly #model: Model;
  readonly #kernel: Kernel | null;
  readonly #waiting = new Map<string, Waiting>();
  readonly #onMessage: (message: FromKernel) => void;
  /** The host reported that the comm is gone. */
  #closed = false;
  /** The last message could not be handed over. */
  #threw = false;
  /** The last message was handed over, and the host reported later that it was not sent. */
  #failed = false;

  constructor(model: Model, client: string, onMessage: (message: FromKernel) => void) {
    this.#model = model;
    this.client = client;
    this.#onMessage = onMessage;
    this.#kernel = kernelOf(model);
    model.on("msg:custom", this.#receive);
    model.on("comm_live_update", this.#checkComm);
    this.#kernel?.statusChanged?.connect(this.#check);
    this.#kernel?.connectionStatusChanged?.connect(this.#check);
    this.#check();
  }

  get link(): ReadonlySignal<Link> {
    return this.#link;
  }

  /** Do something each time the kernel is there again; returns what ends that. */
  whenBack(work: () => void): () => void {
    let before = this.#link.peek();
    return effect(() => {
      const now = this.#link.value;
      const isBack = before !== "alive" && now === "alive";
      before = now;
      if (isBack) work();
    });
  }

  /** True if the message was handed over; that is no promise that it arrives. */
  send(message: FromBrowser): boolean {
    if (this.#closed) return false;
    try {
      const sent = this.#model.send(message);
      this.#threw = false;
      // Only some hosts report later if it was sent.
      if (sent instanceof Promise) {
        sent.then(
          () => this.#went(true),
          () => this.#went(false),
        );
      }
    } catch {
      // JupyterLab throws once the comm is disposed of.
      this.#threw = true;
    }
    this.#check();
    return !this.#threw;
  }

  /** Ask, and wait for the answer; rejects when the kernel declines or nothing comes in time. */
  ask<R extends Request>(question: Unsigned<R>, seconds: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = newId();
      const timer = setTimeout(() => {
        this.#waiting.delete(request);
        reject(new Error("no answer in time"));
      }, seconds * 1000);
      const signed = { ...question, request, client: this.client } as unknown as R;
      this.#waiting.set(request, { question: signed, resolve, reject, timer });
      this.send(signed);
    });
  }

  dispose(): void {
    this.#model.off("msg:custom", this.#receive);
    this.#model.off("comm_live_update", this.#checkComm);
    this.#kernel?.statusChanged?.disconnect(this.#check);
    this.#kernel?.connectionStatusChanged?.disconnect(this.#check);
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#closed = true;
  }

  readonly #receive = (content: unknown, buffers?: unknown): void => {
    if (typeof content !== "object" || content === null || !("type" in content)) return;
    this.#closed = false;
    this.#went(true);
    const message = joined(content, buffers) as FromKernel;
    if (!("to" in message) || message.to === null) {
      this.#onMessage(message);
      return;
    }
    if (message.to !== this.client || message.request === null) return;
    const waiting = this.#waiting.get(message.request);
    this.#waiting.delete(message.request);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    if (message.type === "failed") waiting.reject(new RefusedRequest(message.reason));
    else waiting.resolve(message);
  };

  /** The model's event does not show if its comm came or went: only the raw model does. */
  readonly #checkComm = (): void => {
    this.#closed = (this.#model as { comm_live?: unknown }).comm_live !== true;
    this.#check();
  };

  readonly #check = (): void => {
    const now = this.#now();
    const isBack = now === "alive" && this.#link.peek() !== "alive";
    const asked = isBack ? [...this.#waiting.values()] : [];
    this.#link.value = now;
    // The request may have been lost with the line.
    for (const { question } of asked) this.send(question);
  };

  #now(): Link {
    const { status = "idle", connectionStatus = "connected" } = this.#kernel ?? {};
    if (this.#closed || this.#threw) return "dead";
    if (this.#failed || GONE.has(status) || connectionStatus !== "connected") return "away";
    return "alive";
  }

  #went(well: boolean): void {
    this.#failed = !well;
    if (well) this.#threw = false;
    this.#check();
  }
}

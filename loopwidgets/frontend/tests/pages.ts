/** Pages of a widget on a kernel that follows the protocol in memory, at a time that the test moves. */

import { afterEach, beforeEach, vi } from "vitest";
import { newId } from "../src/kernel/identity";
import type { FromBrowser, SentEvent } from "../src/kernel/protocol";
import { Session } from "../src/session/session";
import { Kernel, MemoryOutbox, type Setting, type StandIn } from "./stand-in";

export interface Page {
  readonly session: Session;
  readonly model: StandIn;
}

const sessions: Session[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2030-05-01T08:00:00Z") });
  sessionStorage.clear();
});

afterEach(() => {
  for (const session of sessions.splice(0)) session.dispose();
  vi.useRealTimers();
});

/** Open a page; what is open when the test ends is closed. */
export async function page(
  kernel: Kernel,
  outbox = new MemoryOutbox(),
  prepare: (model: StandIn) => void = () => undefined,
): Promise<Page> {
  const model = kernel.model();
  prepare(model);
  const session = new Session(model, outbox);
  sessions.push(session);
  await tick();
  return { session, model };
}

export async function start(setting: Setting = {}, outbox = new MemoryOutbox()) {
  const kernel = new Kernel(setting);
  return { kernel, outbox, ...(await page(kernel, outbox)) };
}

/** What is opened next is another tab: it has an id of its own. */
export function anotherTab(): void {
  sessionStorage.setItem("loopwidgets.client", newId());
}

export const tick = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
export const sent = <T extends FromBrowser["type"]>(kernel: Kernel, type: T) =>
  kernel.received.filter((message) => message.type === type) as Extract<
    FromBrowser,
    { readonly type: T }
  >[];
export const events = (kernel: Kernel): SentEvent[] =>
  sent(kernel, "events").flatMap((one) => one.events);
export const shown = (session: Session) => session.shown.peek()?.key ?? null;
export const pest = (session: Session) => session.answer("id-1", "pest");

/** Whole widgets in a page, on a kernel that follows the protocol in memory. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, vi } from "vitest";
import widget from "../src/annotation";
import type { FromBrowser, SentEvent } from "../src/kernel/protocol";
import { Kernel, type Setting, type StandIn } from "./stand-in";

export interface Shown {
  readonly kernel: Kernel;
  readonly model: StandIn;
  readonly root: HTMLElement;
  readonly roots: readonly HTMLElement[];
  readonly stop: () => void;
}

const stops: (() => void)[] = [];

/** Show a widget in so many views, inside a notebook's cell. */
export async function show(setting: Setting = {}, views = 1): Promise<Shown> {
  const kernel = new Kernel(setting);
  const model = kernel.model();
  document.body.innerHTML = '<div class="jp-Cell" tabindex="-1"></div>';
  const cell = document.querySelector<HTMLElement>(".jp-Cell");
  const { initialize, render } = widget();
  const closing = [initialize({ model })];
  for (let view = 0; view < views; view++) {
    const el = document.createElement("div");
    cell?.append(el);
    closing.unshift(render({ model, el }));
  }
  const stop = () => {
    for (const close of closing.splice(0)) close();
  };
  stops.push(stop);
  const roots = [...document.querySelectorAll<HTMLElement>(".loopwidgets")];
  const [root] = roots;
  if (!root) throw new Error("nothing is shown");
  await vi.waitFor(() => expect(root.dataset.stage).not.toBe("loading"));
  await painted();
  root.focus();
  return { kernel, model, root, roots, stop };
}

export const painted = () => new Promise((resolve) => setTimeout(resolve, 5));

export function part(root: HTMLElement, name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-lw="${name}"]`);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

export const has = (root: HTMLElement, name: string) =>
  root.querySelector(`[data-lw="${name}"]`) !== null;
export const words = (root: HTMLElement, name: string) => part(root, name).textContent?.trim();

export function label(root: HTMLElement, name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-lw=label][data-label="${name}"]`);
  if (!found) throw new Error(`there is no label ${name}`);
  return found;
}

let lastAt = 0;

/** Give an event a time by its own clock: so long (ms) after the last that had one. */
function after<E extends Event>(milliseconds: number, event: E): E {
  lastAt += milliseconds;
  Object.defineProperty(event, "timeStamp", { value: lastAt });
  return event;
}

/** Click so long (ms) after the last press; `clicks`: how many there were here in quick succession. */
export async function click(target: HTMLElement, milliseconds = 400, clicks = 1): Promise<void> {
  const init = { bubbles: true, cancelable: true, composed: true, detail: clicks };
  target.dispatchEvent(after(milliseconds, new MouseEvent("click", init)));
  await painted();
}

/** As a person does: not at once after the last. */
export async function press(
  target: HTMLElement,
  key: string,
  more: KeyboardEventInit = {},
): Promise<KeyboardEvent> {
  lastAt = Math.max(lastAt, performance.now()) + 100;
  return pressAfter(0, target, key, more);
}

/** So long (ms) after the last press. */
export async function pressAfter(
  milliseconds: number,
  target: HTMLElement,
  key: string,
  more: KeyboardEventInit = {},
): Promise<KeyboardEvent> {
  const code = /^[0-9]$/.test(key)
    ? `Digit${key}`
    : /^[a-z]$/i.test(key)
      ? `Key${key.toUpperCase()}`
      : key;
  const init = { key, code, bubbles: true, cancelable: true, composed: true, ...more };
  const event = after(milliseconds, new KeyboardEvent("keydown", init));
  target.dispatchEvent(event);
  await painted();
  return event;
}

export const events = (kernel: Kernel): SentEvent[] =>
  kernel.received
    .filter(
      (message): message is Extract<FromBrowser, { type: "events" }> => message.type === "events",
    )
    .flatMap((message) => message.events);

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  indexedDB.deleteDatabase("loopwidgets");
});

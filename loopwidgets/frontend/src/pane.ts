/** What belongs to one view alone: its root element, and which panel is open in it. */

import { type Signal, signal } from "@preact/signals";

export type Panel = "note" | "dispute" | "help" | "guidelines" | "labels";

export interface Pane {
  readonly root: HTMLElement;
  readonly panel: Signal<Panel | null>;
  /** Give the keys back to the frame, so that focus never falls to the page. */
  focus(): void;
}

export function makePane(root: HTMLElement): Pane {
  return {
    root,
    panel: signal<Panel | null>(null),
    focus: () => root.focus({ preventScroll: true }),
  };
}

/** The focused element, also inside a shadow root. */
export function focused(root: HTMLElement): Element | null {
  const tree = root.getRootNode();
  return tree instanceof Document || tree instanceof ShadowRoot ? tree.activeElement : null;
}

export function hasFocus(root: HTMLElement): boolean {
  const element = focused(root);
  return element !== null && root.contains(element);
}

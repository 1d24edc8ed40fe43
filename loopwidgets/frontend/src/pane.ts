/** What belongs to one view alone: its root element, and which panel is open in it. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { readTab, writeTab } from "./identity";

export type Panel = "note" | "dispute" | "help" | "guidelines" | "find" | "labels";

/** Whether what was done is shown beside the widget: in this tab it stays as the person left it. */
const SIDE = "loopwidgets.history";

export interface Pane {
  readonly root: HTMLElement;
  readonly panel: Signal<Panel | null>;
  readonly side: ReadonlySignal<boolean>;
  /** Open or close what is beside the widget. */
  toggleSide(): void;
  /** Give the keys back to the frame, so that focus never falls to the page. */
  focus(): void;
}

export function makePane(root: HTMLElement): Pane {
  const side = signal(readTab(SIDE) === "open");
  return {
    root,
    panel: signal<Panel | null>(null),
    side,
    toggleSide: () => {
      side.value = !side.peek();
      writeTab(SIDE, side.peek() ? "open" : "");
    },
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

/** What belongs to one view alone: its root element, and which panel is open in it. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { readTab, writeTab } from "../kernel/identity";

export type Panel = "note" | "dispute" | "reason" | "help" | "guidelines" | "find" | "labels";

/** What is shown beside the widget and under it: in this tab it stays as the person left it. */
const SIDE = "loopwidgets.history";
const MODEL = "loopwidgets.model";

export interface Pane {
  readonly root: HTMLElement;
  readonly panel: Signal<Panel | null>;
  /** Whether what was done is shown beside the widget. */
  readonly side: ReadonlySignal<boolean>;
  /** Whether it is told, under the widget, how it stands with the model. */
  readonly model: ReadonlySignal<boolean>;
  toggleSide(): void;
  toggleModel(): void;
  /** Give the keys back to the frame, so that focus never falls to the page. */
  focus(): void;
}

export function makePane(root: HTMLElement): Pane {
  const [side, toggleSide] = kept(SIDE);
  const [model, toggleModel] = kept(MODEL);
  return {
    root,
    panel: signal<Panel | null>(null),
    side,
    model,
    toggleSide,
    toggleModel,
    focus: () => root.focus({ preventScroll: true }),
  };
}

/** Open or closed, as this tab remembers it; and what changes that. */
function kept(name: string): readonly [ReadonlySignal<boolean>, () => void] {
  const isOpen = signal(readTab(name) === "open");
  const toggle = () => {
    isOpen.value = !isOpen.peek();
    writeTab(name, isOpen.peek() ? "open" : "");
  };
  return [isOpen, toggle];
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

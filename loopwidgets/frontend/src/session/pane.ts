/** The parts that belong to a single view: its root element, and the panel that is open in it. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { readTab, writeTab } from "../kernel/identity";
import type { Frame, Panel } from "../tasks/task";

/** The panels beside the widget and under it: in this tab they stay as the person left them. */
const SIDE = "loopwidgets.history";
const MODEL = "loopwidgets.model";

export interface Pane extends Frame {
  /** True if the history is shown beside the widget. */
  readonly side: ReadonlySignal<boolean>;
  /** True if the model's panel is shown under the widget. */
  readonly model: ReadonlySignal<boolean>;
  toggleSide(): void;
  toggleModel(): void;
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

/** Open or closed, as this tab remembers it; and a function that changes this. */
function kept(name: string): readonly [ReadonlySignal<boolean>, () => void] {
  const isOpen = signal(readTab(name) === "open");
  const toggle = () => {
    isOpen.value = !isOpen.peek();
    writeTab(name, isOpen.peek() ? "open" : "");
  };
  return [isOpen, toggle];
}

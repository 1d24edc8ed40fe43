/** What belongs to one view alone: its root element, and which panel is open in it. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { readTab, writeTab } from "../kernel/identity";
import type { Frame, Panel } from "../tasks/task";

/** What is shown beside the widget and under it: in this tab it stays as the person left it. */
const SIDE = "loopwidgets.history";
const MODEL = "loopwidgets.model";

export interface Pane extends Frame {
  /** Whether what was done is shown beside the widget. */
  readonly side: ReadonlySignal<boolean>;
  /** Whether it is told, under the widget, how it stands with the model. */
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

/** Open or closed, as this tab remembers it; and what changes that. */
function kept(name: string): readonly [ReadonlySignal<boolean>, () => void] {
  const isOpen = signal(readTab(name) === "open");
  const toggle = () => {
    isOpen.value = !isOpen.peek();
    writeTab(name, isOpen.peek() ? "open" : "");
  };
  return [isOpen, toggle];
}

/** One view of a session: the frame, its keys, its theme, and the tree inside. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { hasFocus } from "../lib/focus";
import { makePane } from "../session/pane";
import type { Session } from "../session/session";
import { strings } from "../strings";
import type { Panel } from "../tasks/task";
import { Widget } from "./frame";
import { listen } from "./keyboard";
import { watchPresence } from "./presence";
import { followTheme } from "./theme";

/** Panels that are about the shown item, and close with it. */
const OF_ITEM: ReadonlySet<Panel> = new Set(["note", "dispute", "reason", "answer"]);

/** Show a session inside an element; returns a function that removes it. */
export function mount(session: Session, element: HTMLElement): () => void {
  const root = document.createElement("div");
  root.className = "loopwidgets";
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  element.append(root);
  const pane = makePane(root);
  const stops = [
    followTheme(root),
    listen(session, pane),
    watchPresence(session, root),
    effect(() => {
      root.dataset.itemKey = session.shown.value?.key ?? "";
    }),
    effect(() => {
      const { task, heading } = session.setup.value ?? { task: { question: "" }, heading: "" };
      root.setAttribute("aria-label", strings.region(task.question, heading));
    }),
    effect(() => {
      root.dataset.stage = session.stage.value;
      closePanels();
    }),
    effect(() => {
      session.shown.value;
      closePanels();
    }),
  ];

  // A removed element must not take the focus with it: the focus would fall to the page.
  function closePanels(): void {
    const panel = pane.panel.peek();
    if (panel !== null && OF_ITEM.has(panel)) pane.panel.value = null;
    if (hasFocus(root)) keepFocus();
  }

  function keepFocus(): void {
    const active = (root.getRootNode() as Document | ShadowRoot).activeElement;
    const stays = ".lw-look, .lw-line, [data-lw=find-panel], .lw-side, .lw-model";
    const alsoStays = session.stage.peek() === "finished" ? "" : ", .lw-answer, .lw-acts";
    if (active !== root && !active?.closest(stays + alsoStays)) pane.focus();
  }

  render(<Widget session={session} pane={pane} />, root);
  return () => {
    for (const stop of stops) stop();
    render(null, root);
    root.remove();
  };
}

/** Keys typed in the widget become acts, and none of them reaches the notebook. */

import type { Stage } from "../kernel/setup";
import { pressOf } from "../lib/gestures";
import { type Command, commandFor, isComposing, isPrintable, SCROLLS } from "../lib/keys";
import { SUPPRESS, shield } from "../lib/notebook-shield";
import type { Pane } from "../session/pane";
import type { Session } from "../session/session";
import { strings } from "../strings";
import type { Panel } from "../tasks/task";

/** Commands that a held key may repeat; an answer never repeats. */
const REPEATS: ReadonlySet<Command> = new Set(["back", "forward"]);

/** Commands that record something on the item, or take it back. */
const SAYS: ReadonlySet<Command> = new Set([
  "confirm",
  "repeat",
  "undo",
  "redo",
  "skip",
  "flag",
  "note",
  "dispute",
]);

/** Listen to the keys of a view; returns a function that stops it. */
export function listen(session: Session, pane: Pane): () => void {
  const { root } = pane;
  root.setAttribute(SUPPRESS, "true");
  const onKey = (event: KeyboardEvent) => press(event, session, pane);
  const onEarly = (event: KeyboardEvent) => shield(event, root);
  root.addEventListener("keydown", onKey);
  // Notebook 7 takes keys at the document, in the capture phase: only the window comes earlier.
  window.addEventListener("keydown", onEarly, true);
  return () => {
    root.removeEventListener("keydown", onKey);
    window.removeEventListener("keydown", onEarly, true);
  };
}

function press(event: KeyboardEvent, session: Session, pane: Pane): void {
  const target = event.composedPath()[0];
  if (event.ctrlKey || event.metaKey || (event.altKey && !isMeant(event, session))) {
    // The browser's and the notebook's own; but running the cell from in here would be an accident.
    if (event.key === "Enter" && !event.defaultPrevented) event.stopPropagation();
    return;
  }
  if (event.key !== "Tab") event.stopPropagation();
  if (isComposing(event)) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close(session, pane, target);
    return;
  }
  if (isField(target) || event.key === "Tab" || /^F\d+$/.test(event.key)) return;
  if (isClick(event, target)) {
    if (!event.repeat) return;
    event.preventDefault();
    session.presses.held();
    return;
  }
  if (act(event, session, pane) || scroll(event, pane) || isPrintable(event))
    event.preventDefault();
}

/** True if the key with Alt means something to the task: an arrow, a smaller step. */
function isMeant(event: KeyboardEvent, session: Session): boolean {
  const setup = session.setup.peek();
  const task = session.task.peek();
  return (
    event.key.startsWith("Arrow") && setup !== null && task?.means(event, session, setup) === true
  );
}

function act(event: KeyboardEvent, session: Session, pane: Pane): boolean {
  const command = commandFor(event);
  const panel = pane.panel.peek();
  if (command === "help") {
    if (!event.repeat) toggle(pane, "help");
    return true;
  }
  // Under an open card nothing can be seen, so nothing is answered.
  if (panel === "help" || panel === "guidelines") return false;
  const setup = session.setup.peek();
  const task = session.task.peek();
  if (!setup || !task) return early(event, command, session);
  if (!task.means(event, session, setup) && session.stage.peek() === "item")
    if (session.view.peek()?.onKey?.(event, session.place)) return true;
  const says = command === null ? task.means(event, session, setup) : SAYS.has(command);
  if (says && session.isReadOnly.peek() && session.stage.peek() === "item") {
    session.hint.value = strings.readOnlyHint;
    return true;
  }
  if (event.repeat && !(command !== null && REPEATS.has(command))) {
    if (says) session.presses.held();
    return says || command !== null;
  }
  let done = true;
  const work = () => {
    if (command === "confirm") done = task.onConfirm(session, setup);
    else if (task.onKey(event, session, setup, pane)) done = true;
    else if (command === null) done = false;
    else ACTS[command]?.(session, pane);
  };
  const pressed = pressOf(event, event.code || event.key);
  if (!says) session.presses.follow(pressed, work);
  else session.presses.use(pressed, { needsItem: !isTakingBack(command), clicksOnce: false }, work);
  return done;
}

/** The meaning of keys is not known here yet. */
function early(event: KeyboardEvent, command: Command | null, session: Session): boolean {
  const says = command === null ? isPrintable(event) && !(event.key in SCROLLS) : SAYS.has(command);
  if (says && !event.repeat && !isTakingBack(command))
    session.presses.use(
      pressOf(event, event.code || event.key),
      { needsItem: true, clicksOnce: false },
      nothing,
    );
  return false;
}

const nothing = () => undefined;

const isTakingBack = (command: Command | null) => command === "undo" || command === "redo";

/** Keys to find and look at items, also if no item is shown. */
const WITH_ITEMS: ReadonlySet<Stage> = new Set(["item", "waiting", "finished"]);

const ACTS: Readonly<Partial<Record<Command, (session: Session, pane: Pane) => void>>> = {
  undo: (session) => session.undo(),
  redo: (session) => session.redo(),
  skip: (session) => session.skip(),
  flag: (session) => session.toggleFlag(),
  back: (session) => session.back(),
  forward: (session) => session.forward(),
  repeat: (session) => session.repeat(),
  note: (session, pane) => openFor(session, pane, "note"),
  dispute: (session, pane) => openFor(session, pane, "dispute"),
  find: (session, pane) => {
    if (pane.panel.peek() === "find")
      pane.root.querySelector<HTMLElement>("[data-lw=find-text]")?.focus();
    else if (WITH_ITEMS.has(session.stage.peek())) toggle(pane, "find");
  },
  history: (_, pane) => toggleHistory(pane),
  model: (session, pane) => {
    if (session.loop.state.peek() !== null) toggleModel(pane);
  },
};

export function toggleHistory(pane: Pane): void {
  pane.focus();
  pane.toggleSide();
}

export function toggleModel(pane: Pane): void {
  pane.focus();
  pane.toggleModel();
}

function openFor(session: Session, pane: Pane, panel: Panel): void {
  if (session.mayAct.peek()) toggle(pane, panel);
}

export function toggle(pane: Pane, panel: Panel): void {
  const open = pane.panel.peek() === panel;
  pane.panel.value = open ? null : panel;
  if (open) pane.focus();
}

function close(session: Session, pane: Pane, target: EventTarget | undefined): void {
  const within = (part: string) => target instanceof Element && target.closest(part) !== null;
  if (pane.panel.peek() !== null) {
    pane.panel.value = null;
    pane.focus();
    // The panels beside the item and under it close if the person is in them.
  } else if (within("[data-lw=history-panel]")) {
    toggleHistory(pane);
  } else if (within("[data-lw=model-panel]")) {
    toggleModel(pane);
  } else if (session.task.peek()?.close?.(session)) {
    pane.focus();
  } else if (session.view.peek()?.close?.(session.place)) {
    pane.focus();
  } else if (isField(target)) {
    pane.focus();
  } else if (session.place.review.peek() !== null) {
    session.jumps.leave();
    pane.focus();
  } else {
    giveBack(pane.root);
  }
}

/** Focus the notebook around the widget; nothing, if there is no notebook. */
function giveBack(root: HTMLElement): void {
  for (const selector of [".jp-Cell", ".jp-Notebook"]) {
    const around = closest(root, selector);
    if (around === null) continue;
    around.focus({ preventScroll: true });
    if (around.ownerDocument.activeElement === around) return;
  }
  const tree = root.getRootNode();
  const active = tree instanceof Document || tree instanceof ShadowRoot ? tree.activeElement : null;
  if (active instanceof HTMLElement) active.blur();
}

function closest(element: Element, selector: string): HTMLElement | null {
  const found = element.closest<HTMLElement>(selector);
  const tree = element.getRootNode();
  return found ?? (tree instanceof ShadowRoot ? closest(tree.host, selector) : null);
}

function isField(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches("textarea, select, input") || target.isContentEditable)
  );
}

/** Enter and Space on a focused button are its click. */
function isClick(event: KeyboardEvent, target: EventTarget | undefined): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  return target instanceof HTMLElement && target.matches("button, a[href], summary");
}

function scroll(event: KeyboardEvent, pane: Pane): boolean {
  const share = SCROLLS[event.key];
  if (share === undefined) return false;
  const card = pane.root.querySelector<HTMLElement>(".lw-card-body");
  const area = card ?? pane.root.querySelector<HTMLElement>("[data-lw=item]");
  if (area === null) return true;
  if (Number.isFinite(share)) area.scrollTop += share * area.clientHeight;
  else area.scrollTop = share < 0 ? 0 : area.scrollHeight;
  return true;
}

/**
 * The line above a widget of another library: place, state of saving, back, forward, skip, undo.
 */

import "../styles/base.css";
import "../styles/actions.css";
import "../styles/guest.css";
import { kernelOf, type Model } from "../kernel/model";
import { shield } from "../lib/notebook-shield";
import { strings } from "../strings";
import { followTheme } from "../ui/theme";

/** The trait `_shown` of `widgets/guest/toolbar.py`; empty before the first item is shown. */
interface Shown {
  readonly heading: string;
  readonly notice: string;
  readonly item: string | null;
  readonly answered: number;
  readonly skipped: number;
  readonly total: number | null;
  readonly rows: number | null;
  readonly labels: readonly LabelCount[];
  readonly where: string;
  readonly durable: boolean;
  readonly annotator: string;
  readonly status: "open" | "answered" | "skipped";
  readonly said: string;
  /** The answer that the item has in the data, or empty. */
  readonly initial: string;
  readonly problem: string;
  readonly reading: boolean;
  readonly back: boolean;
  readonly forward: boolean;
}

interface LabelCount {
  readonly name: string;
  readonly count: number;
  readonly light: string;
  readonly dark: string;
}

interface RenderProps {
  readonly model: Model;
  readonly el: HTMLElement;
}

const ACTS = ["back", "forward", "undo", "skip"] as const;
const NAMES = {
  back: strings.guestBack,
  forward: strings.guestForward,
  undo: strings.undo,
  skip: strings.skip,
};

export default { render };

function render({ model, el }: RenderProps): () => void {
  const root = make("div", "root", "loopwidgets lw-guest");
  root.setAttribute("role", "region");
  const parts = {
    heading: make("span", "heading", "lw-heading"),
    progress: make("span", "progress"),
    skipped: make("span", "skipped"),
    labels: make("span", "distribution", "lw-guest-labels"),
    saved: make("span", "saved", "lw-guest-saved"),
    said: make("div", "answered", "lw-guest-line"),
    notice: make("div", "project-notice", "lw-guest-line"),
    problem: make("div", "problem", "lw-guest-line"),
  };
  parts.notice.setAttribute("role", "status");
  parts.problem.setAttribute("role", "alert");
  parts.said.setAttribute("role", "status");
  const buttons = ACTS.map((act) => {
    const button = make("button", act, "lw-act") as HTMLButtonElement;
    button.type = "button";
    button.textContent = NAMES[act];
    button.addEventListener("click", () => model.send({ act }));
    return button;
  });
  const row = make("div", "actions", "lw-guest-row");
  row.append(parts.heading, parts.progress, parts.skipped, parts.labels, ...buttons, parts.saved);
  root.append(row, parts.said, parts.notice, parts.problem);
  el.append(root);

  const kernel = kernelOf(model);
  let gone = false;
  const draw = () => {
    const shown = model.get("_shown") as Partial<Shown>;
    const away = ["dead", "restarting", "terminating"].includes(kernel?.status ?? "") || gone;
    root.setAttribute("aria-label", strings.region(shown.heading ?? ""));
    drawCounts(parts, shown, root);
    drawLines(parts, shown, away);
    parts.saved.dataset.state = away ? "away" : "saved";
    root.dataset.itemKey = shown.item ?? "";
    for (const button of buttons) button.disabled = away || !can(button.dataset.lw ?? "", shown);
  };
  const onComm = () => {
    gone = (model as { comm_live?: unknown }).comm_live !== true;
    draw();
  };
  const onKey = (event: KeyboardEvent) =>
    shield(event, root.closest<HTMLElement>(".loopwidgets-guest") ?? root);
  // Notebook 7 takes keys at the document, in the capture phase: only the window comes earlier.
  window.addEventListener("keydown", onKey, true);
  model.on("change:_shown", draw);
  model.on("comm_live_update", onComm);
  kernel?.statusChanged?.connect(draw);
  const stopTheme = followTheme(root);
  draw();
  return () => {
    window.removeEventListener("keydown", onKey, true);
    model.off("change:_shown", draw);
    model.off("comm_live_update", onComm);
    kernel?.statusChanged?.disconnect(draw);
    stopTheme();
  };
}

function can(act: string, shown: Partial<Shown>): boolean {
  if (act === "back") return shown.back === true;
  if (act === "forward") return shown.forward === true;
  return act === "undo" || (shown.item ?? null) !== null;
}

type Part = "heading" | "notice" | "progress" | "skipped" | "labels" | "saved" | "said" | "problem";
type Parts = Readonly<Record<Part, HTMLElement>>;

function drawCounts(parts: Parts, shown: Partial<Shown>, root: HTMLElement): void {
  const skipped = shown.skipped ?? 0;
  parts.heading.textContent = parts.heading.title = shown.heading ?? "";
  parts.progress.textContent = strings.progress(shown.answered ?? 0, shown.total ?? null);
  parts.progress.title = strings.repeated(shown.total ?? null, shown.rows ?? null);
  parts.skipped.textContent = skipped > 0 ? strings.guestSkipped(skipped) : "";
  parts.saved.textContent = shown.durable === false ? strings.notDurable : strings.saved;
  parts.saved.title = strings.guestSaved(shown.where ?? "", shown.annotator ?? "");
  const dark = root.dataset.theme === "dark";
  parts.labels.replaceChildren(
    ...(shown.labels ?? []).map((label) => {
      const one = make("span", "label-count", "lw-guest-label");
      one.dataset.label = label.name;
      one.textContent = `${label.name} ${strings.number(label.count)}`;
      one.style.borderBlockEndColor = dark ? label.dark : label.light;
      return one;
    }),
  );
}

function drawLines(parts: Parts, shown: Partial<Shown>, away: boolean): void {
  parts.notice.textContent = shown.notice ?? "";
  parts.problem.textContent = away ? strings.guestAway : (shown.problem ?? "");
  const done = (shown.item ?? null) === null;
  parts.said.dataset.lw = done ? "finished" : "answered";
  if (done) {
    const left = (shown.answered ?? 0) < (shown.total ?? 0);
    parts.said.textContent = shown.reading ? strings.guestWaiting : strings.guestFinished(left);
  } else if (shown.status === "skipped") parts.said.textContent = strings.wasSkipped;
  else if (shown.said) parts.said.textContent = strings.wasAnswered(shown.said);
  else parts.said.textContent = shown.initial ? strings.guestInitial(shown.initial) : "";
}

function make(tag: string, name: string, className = ""): HTMLElement {
  const element = document.createElement(tag);
  element.dataset.lw = name;
  if (className) element.className = className;
  return element;
}

/**
 * The few true words that stay in the saved notebook: their numbers are filled in on saving.
 *
 * Python writes the words and leaves a slot for each number (`data-count`), see
 * `widgets/saved_summary.py`. A host without an event for saving (`widget_manager.context`) keeps
 * Python's numbers.
 */

import { mostChosen } from "../kernel/choices";
import type { Model } from "../kernel/model";
import type { Counts, ShownChoice } from "../kernel/protocol";
import { strings } from "../strings";

/** As many as Python names. */
const MOST_SHOWN = 10;

interface Output {
  readonly data: { readonly [mime: string]: unknown };
  toJSON(): { readonly data: { readonly [mime: string]: unknown } };
}

interface Outputs {
  readonly length: number;
  get(index: number): Output;
  set(index: number, value: unknown): void;
}

interface SaveSignal {
  connect(slot: (sender: unknown, state: string) => void): unknown;
  disconnect(slot: (sender: unknown, state: string) => void): unknown;
}

/** The open document, as JupyterLab and Notebook hand it to widgets. */
interface Context {
  readonly saveState: SaveSignal;
  readonly model: { readonly cells: Iterable<{ readonly outputs?: Outputs }> };
}

/** Keep a widget's summary true in the saved notebook; returns a function that stops this. */
export function keepSummary(
  model: Model,
  counts: () => Counts | null,
  choices: () => readonly ShownChoice[] = () => [],
): () => void {
  const context = contextOf(model);
  if (context === null) return () => {};
  const onSave = (_sender: unknown, state: string) => {
    const now = counts();
    if (state !== "started" || now === null) return;
    try {
      fill(context, String(model.get("_summary_id")), now, choices());
    } catch {
      // Whatever the host's notebook looks like: saving it must go on.
    }
  };
  context.saveState.connect(onSave);
  return () => {
    context.saveState.disconnect(onSave);
  };
}

/** The HTML of a summary with its numbers filled in, and its words; null where it is not this widget's. */
export function filled(
  html: string,
  id: string,
  counts: Counts,
  choices: readonly ShownChoice[] = [],
): [string, string] | null {
  const page = new DOMParser().parseFromString(html, "text/html");
  const summary = page.querySelector(`[data-summary="${CSS.escape(id)}"]`);
  if (summary === null) return null;
  const { total, answered, skipped, flagged, by_value } = counts;
  const asked = new Set(choices.map(({ id }) => id));
  const retired = Object.entries(by_value).reduce((n, [id, m]) => n + (asked.has(id) ? 0 : m), 0);
  const numbers = new Map<string, number | null>(
    Object.entries({ ...by_value, total, answered, skipped, flagged, retired }),
  );
  for (const slot of summary.querySelectorAll<HTMLElement>("[data-count]")) {
    const number = numbers.get(slot.dataset.count ?? "");
    if (number !== null) slot.textContent = String(number ?? 0);
  }
  for (const place of summary.querySelectorAll<HTMLElement>("[data-top]"))
    place.replaceChildren(...topChoices(choices, by_value));
  const whole = page.head.innerHTML + page.body.innerHTML;
  for (const square of summary.querySelectorAll("[aria-hidden]")) square.remove();
  return [whole, (summary.textContent ?? "").replace(/\s+/g, " ").trim()];
}

/** The choices that were made most often; which these are changes. */
function topChoices(
  choices: readonly ShownChoice[],
  counts: Readonly<Record<string, number>>,
): readonly (Node | string)[] {
  const { top, others } = mostChosen(choices, counts, MOST_SHOWN);
  const parts = top.flatMap(({ id, name, color }): (Node | string)[] => {
    const square = document.createElement("span");
    square.setAttribute("aria-hidden", "true");
    square.style.color = color[0];
    square.textContent = "\u25a0";
    return [square, ` ${name} ${counts[id] ?? 0}, `];
  });
  if (top.length === 0) return [strings.noneOf(choices.length)];
  const last = parts.pop();
  const end = String(last).slice(0, -2);
  return [...parts, others > 0 ? `${end}, ${strings.othersCounted(others)}` : end];
}

function fill(context: Context, id: string, counts: Counts, choices: readonly ShownChoice[]): void {
  for (const { outputs } of context.model.cells) {
    if (outputs === undefined) continue;
    for (let index = 0; index < outputs.length; index++) {
      const output = outputs.get(index);
      const kept = output.data["text/html"];
      const html = Array.isArray(kept) ? kept.join("") : kept;
      if (typeof html !== "string" || !html.includes(id)) continue;
      const made = filled(html, id, counts, choices);
      if (made === null || made[0] === html) continue;
      const before = output.toJSON();
      const data = { ...before.data, "text/html": made[0], "text/plain": made[1] };
      outputs.set(index, { ...before, data });
    }
  }
}

function contextOf(model: Model): Context | null {
  const manager = model.widget_manager as { readonly context?: Context } | undefined;
  const context = manager?.context;
  return context?.saveState !== undefined && context.model?.cells !== undefined ? context : null;
}

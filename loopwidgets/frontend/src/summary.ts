/**
 * The few true words that stay in the saved notebook: their numbers are filled in at the moment of saving.
 *
 * Python writes the words and leaves a slot for each number (`data-count`), see `widgets/summary.py`; a host that
 * does not tell of its saving (`widget_manager.context`) keeps what Python wrote.
 */

import type { Model } from "./model";
import type { Counts } from "./protocol";

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

/** Keep a widget's summary true in what is saved; returns how to stop that. */
export function keepSummary(model: Model, counts: () => Counts | null): () => void {
  const context = contextOf(model);
  if (context === null) return () => {};
  const onSave = (_sender: unknown, state: string) => {
    const now = counts();
    if (state !== "started" || now === null) return;
    try {
      fill(context, String(model.get("_summary_id")), now);
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
export function filled(html: string, id: string, counts: Counts): [string, string] | null {
  const page = new DOMParser().parseFromString(html, "text/html");
  const summary = page.querySelector(`[data-summary="${CSS.escape(id)}"]`);
  if (summary === null) return null;
  const { total, answered, skipped, flagged, by_label } = counts;
  const numbers = new Map<string, number | null>(
    Object.entries({ ...by_label, total, answered, skipped, flagged }),
  );
  for (const slot of summary.querySelectorAll<HTMLElement>("[data-count]")) {
    const number = numbers.get(slot.dataset.count ?? "");
    if (number !== undefined && number !== null) slot.textContent = String(number);
  }
  const whole = page.head.innerHTML + page.body.innerHTML;
  for (const square of summary.querySelectorAll("[aria-hidden]")) square.remove();
  return [whole, (summary.textContent ?? "").replace(/\s+/g, " ").trim()];
}

function fill(context: Context, id: string, counts: Counts): void {
  for (const { outputs } of context.model.cells) {
    if (outputs === undefined) continue;
    for (let index = 0; index < outputs.length; index++) {
      const output = outputs.get(index);
      const kept = output.data["text/html"];
      const html = Array.isArray(kept) ? kept.join("") : kept;
      if (typeof html !== "string" || !html.includes(id)) continue;
      const made = filled(html, id, counts);
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

import { describe, expect, it } from "vitest";
import type { Model } from "../src/kernel/model";
import type { Counts } from "../src/kernel/protocol";
import { filled, keepSummary } from "../src/session/saved-summary";
import { labelsOf } from "./stand-in";

const html =
  '<style>.a{}</style><div class="loopwidgets-summary" data-summary="lw1">' +
  '<span data-count="answered">0</span> of <span data-count="total">150</span> answered: ' +
  'pest <span data-count="p">0</span></div>';
const counts: Counts = {
  total: 150,
  answered: 20,
  skipped: 1,
  flagged: 0,
  by_value: { p: 12 },
  commonest: {},
};

function notebook(...htmls: string[]) {
  const outputs = htmls.map((text) => ({ data: { "text/html": text, "text/plain": "" } }));
  const slots = new Set<(sender: unknown, state: string) => void>();
  const list = {
    length: outputs.length,
    get: (index: number) => {
      const output = outputs[index];
      if (output === undefined) throw new Error("no such output");
      return { ...output, toJSON: () => ({ ...output, output_type: "display_data" }) };
    },
    set: (index: number, value: (typeof outputs)[number]) => {
      outputs[index] = value;
    },
  };
  const context = {
    saveState: {
      connect: (slot: (sender: unknown, state: string) => void) => slots.add(slot),
      disconnect: (slot: (sender: unknown, state: string) => void) => slots.delete(slot),
    },
    model: { cells: [{}, { outputs: list }] },
  };
  const model: Model = {
    get: () => "lw1",
    send: () => undefined,
    on: () => {},
    off: () => {},
    widget_manager: { context },
  };
  const save = () => {
    for (const slot of slots) slot(null, "started");
  };
  return { model, outputs, save, slots };
}

describe("the summary in the saved notebook", () => {
  it("says what was counted at the moment of saving", () => {
    const { model, outputs, save } = notebook("<b>other</b>", html);
    keepSummary(model, () => counts);
    save();
    expect(outputs[1]?.data["text/plain"]).toBe("20 of 150 answered: pest 12");
    expect(outputs[1]?.data["text/html"]).toContain('<span data-count="p">12</span>');
    expect(outputs[1]?.data["text/html"]).toContain("<style>.a{}</style>");
    expect(outputs[0]?.data["text/html"]).toBe("<b>other</b>");
  });

  it("says of a label that no one chose any more that it was chosen 0 times", () => {
    expect(filled(html, "lw1", { ...counts, by_value: {} })?.[1]).toBe(
      "20 of 150 answered: pest 0",
    );
  });

  it("names of many labels those that were chosen most", () => {
    const many = '<div data-summary="lw1">answered: <span data-top>none yet</span>. End</div>';
    const labels = labelsOf(...Array.from({ length: 30 }, (_, n) => `<i>${n}</i>`));
    const chosen = Object.fromEntries(labels.slice(10, 24).map((label, n) => [label.id, 20 - n]));
    const [page, words] = filled(many, "lw1", { ...counts, by_value: chosen }, labels) ?? [];
    expect(words).toMatch(
      /^answered: <i>10<\/i> 20, <i>11<\/i> 19, .* <i>19<\/i> 11, others 34\. End$/,
    );
    expect(page).not.toContain("<i>");
    expect(filled(many, "lw1", { ...counts, by_value: {} }, labels)?.[1]).toBe(
      "answered: none of 30 labels yet. End",
    );
  });

  it("touches no other widget's summary", () => {
    expect(filled(html, "lw2", counts)).toBeNull();
  });

  it("stops with the widget", () => {
    const { model, slots } = notebook(html);
    keepSummary(model, () => counts)();
    expect(slots.size).toBe(0);
  });

  it("never breaks saving", () => {
    const { model, save, outputs } = notebook(html);
    outputs.length = 0;
    keepSummary(model, () => counts);
    expect(save).not.toThrow();
  });

  it("does without a host that tells of its saving", () => {
    const model: Model = { get: () => "", send: () => undefined, on: () => {}, off: () => {} };
    expect(() => keepSummary(model, () => counts)()).not.toThrow();
  });
});

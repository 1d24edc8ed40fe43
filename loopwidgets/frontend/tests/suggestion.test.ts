/** What a model proposes beside the person: a mark, a key that takes it, and a record of what was seen. */

import { options } from "preact";
import { describe, expect, it, vi } from "vitest";
import type { ShownItem, ShownSuggestion } from "../src/kernel/protocol";
import { LOOP, labelsOf, type Setting } from "./stand-in";
import { events, has, label, painted, part, press, show, words } from "./widgets";

const helper: ShownSuggestion = { labels: ["id-2"], confidence: 0.864, round: 3 };
const proposing = (suggestion: ShownSuggestion | null, more: Partial<ShownItem> = {}): Setting => ({
  item: () => ({ suggestion, ...more }),
});
const marks = (root: HTMLElement) => [
  ...root.querySelectorAll<HTMLElement>('[data-lw="suggestion"]'),
];
const marked = (root: HTMLElement) =>
  marks(root).map((one) => one.closest<HTMLElement>("[data-label]")?.dataset.label);
const description = (root: HTMLElement, name: string) => {
  const id = label(root, name).getAttribute("aria-describedby");
  return id === null ? null : root.querySelector(`[id="${id}"]`)?.textContent;
};

describe("a suggestion", () => {
  it("is a mark on its label, in words too", async () => {
    const { root } = await show(proposing(helper));
    expect(marked(root)).toEqual(["helper"]);
    expect(part(root, "suggestion").textContent).toBe("86 %↵");
    expect(part(root, "suggestion").dataset.confidence).toBe("0.864");
    expect(description(root, "helper")).toBe("suggested, 86 %");
    expect(description(root, "pest")).toBeNull();
    expect(label(root, "helper").getAttribute("aria-pressed")).toBe("false");
  });

  it("stands left of the key, and has its room on every label from the first item on", async () => {
    const { root } = await show({
      item: (key) => ({ suggestion: key === "k1" ? null : helper }),
      welcome: { loop: LOOP },
    });
    expect(marked(root)).toEqual([]);
    expect(root.querySelectorAll(".lw-label .lw-mark-room:empty")).toHaveLength(3);
    await press(root, "1");
    const mark = part(root, "suggestion");
    const key = label(root, "helper").querySelector(".lw-end-mark > kbd") as HTMLElement;
    expect(mark.compareDocumentPosition(key)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(root.querySelectorAll(".lw-label .lw-mark-room:empty")).toHaveLength(2);
    const without = await show();
    expect(without.root.querySelector(".lw-mark-room")).toBeNull();
  });

  it("is described in each view by itself", async () => {
    const { roots } = await show(proposing(helper), 2);
    const ids = roots.map((root) => label(root, "helper").getAttribute("aria-describedby"));
    expect(new Set(ids).size).toBe(2);
    for (const root of roots) expect(description(root, "helper")).toBe("suggested, 86 %");
  });

  it("leaves out no description, and is never called quite sure when it is not", async () => {
    const labels = labelsOf("pest", "helper").map((one) => ({ ...one, description: "eats" }));
    const { root } = await show({ ...proposing({ ...helper, confidence: 0.998 }), labels });
    expect(description(root, "helper")).toBe("suggested, 99 %. eats");
  });

  it("is told with the item to who listens, once", async () => {
    const { root } = await show({
      item: (key) => ({ suggestion: key === "k3" ? null : { ...helper } }),
    });
    await vi.waitFor(() => expect(words(root, "said")).toBe("Suggested: helper, 86 %"));
    await press(root, "1");
    expect(words(root, "said")).toBe("pest. 1 of 30. Suggested: helper, 86 %");
    await press(root, "f");
    expect(words(root, "said")).toBe("Flagged");
    await press(root, "1");
    expect(words(root, "said")).toBe("pest. 2 of 30");
  });

  it("leaves what is said the same twice to be heard twice", async () => {
    const { root } = await show();
    await press(root, "s");
    const once = part(root, "said").textContent;
    await press(root, "s");
    expect(part(root, "said").textContent).not.toBe(once);
    expect(words(root, "said")).toBe(once);
  });

  it("goes with its item, and nothing but the mark is drawn for it", async () => {
    const drawn: string[] = [];
    const before = options.diffed ?? (() => undefined);
    options.diffed = (node) => {
      before(node);
      if (typeof node.type === "function") drawn.push(node.type.name);
    };
    const drawnBy = async (setting: Setting) => {
      const { root } = await show(setting);
      await press(root, "3");
      drawn.length = 0;
      await press(root, "3");
      return { root, names: drawn.toSorted() };
    };
    const none = await drawnBy({});
    const some = await drawnBy({
      item: (key) => ({ suggestion: key === "k3" ? { ...helper, labels: ["id-1"] } : helper }),
    });
    options.diffed = before;
    expect(none.names).toContain("Content");
    expect(marked(some.root)).toEqual(["pest"]);
    const marksDrawn = ["SuggestionMark", "SuggestionMark"];
    expect(some.names).toEqual([...none.names, ...marksDrawn].toSorted());
  });

  it("is not shown on what is answered, and not at the end", async () => {
    const { root } = await show({ ...proposing(helper), texts: ["a"] });
    await press(root, "1");
    expect(root.dataset.stage).toBe("finished");
    expect(marks(root)).toEqual([]);
    await press(root, "ArrowLeft");
    expect(root.dataset.itemKey).toBe("k1");
    expect(marks(root)).toEqual([]);
    await press(root, "z");
    expect(marked(root)).toEqual(["helper"]);
  });

  it.each([
    ["may not be had for the item", { choices: ["id-1", "id-3"] }, ["id-2"]],
    ["is not asked for any more", {}, ["gone"]],
    ["is none", {}, []],
  ])("that %s is neither shown nor taken", async (_, more, labels) => {
    const { root, kernel } = await show(proposing({ ...helper, labels }, more));
    expect(marks(root)).toEqual([]);
    await press(root, "Enter");
    expect(root.querySelector(".lw-hint")?.textContent).toContain("Nothing is chosen yet");
    await press(root, "1");
    expect(events(kernel).map((one) => one.suggestion)).toEqual([null]);
  });
});

describe("Enter", () => {
  it("takes the suggestion and goes on", async () => {
    const { root, kernel } = await show(proposing(helper));
    await press(root, "Enter");
    expect(root.dataset.itemKey).toBe("k2");
    expect(events(kernel)[0]).toMatchObject({
      kind: "answer",
      value: "id-2",
      suggestion: helper,
      extra: {},
    });
  });

  it("keeps the label of the data where there is one, and the mark does not claim it", async () => {
    const { root, kernel } = await show(proposing(helper, { initial: "id-1" }));
    expect(part(root, "suggestion").textContent).toBe("86 %");
    await press(root, "Enter");
    expect(events(kernel)[0]).toMatchObject({ value: "id-1", suggestion: helper });
  });

  it("says what is missing where nothing is suggested", async () => {
    const { root, kernel } = await show(proposing(null));
    await press(root, "Enter");
    expect(root.querySelector(".lw-hint")?.textContent).toContain("Nothing is chosen yet");
    expect(events(kernel)).toEqual([]);
  });

  it("held down answers once, and does nothing to an answer that stands", async () => {
    const { root, kernel } = await show(proposing(helper));
    await press(root, "Enter");
    await press(root, "Enter", { repeat: true });
    await press(root, "ArrowLeft");
    await press(root, "Enter");
    expect(events(kernel)).toHaveLength(1);
  });

  it("is among the keys where something is suggested", async () => {
    const { root } = await show(proposing(helper));
    await press(root, "?");
    expect(part(root, "help-card").textContent).toContain("accept the suggested label");
    const other = await show(proposing(null));
    await press(other.root, "?");
    expect(part(other.root, "help-card").textContent).not.toContain("suggested");
  });
});

describe("where several labels may be chosen", () => {
  const both: ShownSuggestion = { labels: ["id-3", "id-1"], confidence: 0.7, round: 1 };
  const multiple = (more: Partial<ShownItem> = {}): Setting => ({
    ...proposing(both, more),
    task: { options: { multiple: true } },
  });

  it("each of the suggested ones is marked, with what is sure of all", async () => {
    const { root } = await show(multiple());
    expect(marked(root)).toEqual(["pest", "harmless"]);
    expect(marks(root)[0]?.textContent).toBe("≥ 70 %↵");
    expect(description(root, "pest")).toBe("suggested, at least 70 %");
  });

  it("Enter takes the suggested set, while nothing is chosen", async () => {
    const { root, kernel } = await show(multiple());
    await press(root, "Enter");
    expect(events(kernel)[0]).toMatchObject({ value: ["id-1", "id-3"], suggestion: both });
    await press(root, "2");
    expect(marks(root)[0]?.textContent).toBe("≥ 70 %");
    await press(root, "Enter");
    expect(events(kernel)[1]).toMatchObject({ value: ["id-2"], suggestion: both });
  });

  it("what may be had of the set is shown, and recorded as it was shown", async () => {
    const { root, kernel } = await show(multiple({ choices: ["id-1", "id-2"] }));
    expect(marked(root)).toEqual(["pest"]);
    await press(root, "Enter");
    const seen = { ...both, labels: ["id-1"] };
    expect(events(kernel)[0]).toMatchObject({ value: ["id-1"], suggestion: seen });
  });

  it("labels of the data that were all let go of are not replaced by it", async () => {
    const { root, kernel } = await show(multiple({ initial: ["id-2"] }));
    await press(root, "2");
    await press(root, "Enter");
    expect(root.querySelector(".lw-hint")?.textContent).toContain(
      "Confirm again to answer “none of these”",
    );
    expect(events(kernel)).toEqual([]);
  });
});

describe("with many labels", () => {
  const labels = labelsOf(...Array.from({ length: 60 }, (_, n) => `label ${n + 1}`)).map((one) => ({
    ...one,
    key: "",
  }));
  const many = (id: string, more: Partial<Setting> = {}): Setting => ({
    labels,
    item: (key) => ({ suggestion: key === "k1" ? { ...helper, labels: [id] } : null }),
    ...more,
  });

  it("the mark is on the strip, and on the row of the list", async () => {
    const { root } = await show(many("id-4"));
    expect(marked(root)).toEqual(["label 4"]);
    expect(has(root, "suggested-label")).toBe(false);
    await press(root, "l");
    const rows = marks(root).map((one) => one.closest<HTMLElement>("[role=option]"));
    expect(rows.map((row) => row?.dataset.label)).toContain("label 4");
    const row = root.querySelector('[data-lw="label-option"][data-label="label 4"]');
    expect(row?.querySelector(".lw-said")?.textContent).toBe("suggested, 86 %");
  });

  it("one that is on no digit stands in the field, can be clicked, and moves to a digit", async () => {
    const { root, kernel } = await show(many("id-42"));
    expect(part(root, "suggested-label").dataset.label).toBe("label 42");
    expect(part(root, "suggestion").textContent).toBe("86 %↵");
    part(root, "suggested-label").click();
    await painted();
    expect(events(kernel)[0]).toMatchObject({ value: "id-42" });
    expect(document.activeElement).toBe(root);
    expect(has(root, "suggested-label")).toBe(false);
    expect(label(root, "label 42")).toBeDefined();
  });

  it("Enter takes it too", async () => {
    const { root, kernel } = await show(many("id-42"));
    await press(root, "Enter");
    expect(events(kernel)[0]).toMatchObject({ value: "id-42", suggestion: { round: 3 } });
  });

  it("a click toggles it where several may be chosen", async () => {
    const { root, kernel } = await show(many("id-42", { task: { options: { multiple: true } } }));
    part(root, "suggested-label").click();
    await painted();
    expect(events(kernel)).toEqual([]);
    expect(label(root, "label 42").getAttribute("aria-pressed")).toBe("true");
    expect(document.activeElement).toBe(root);
  });
});

describe("what was seen", () => {
  it("is recorded with answers and skips, whatever was said, and with nothing else", async () => {
    const { root, kernel } = await show(proposing(helper));
    await press(root, "f");
    await press(root, "1");
    await press(root, "s");
    await press(root, "ArrowLeft");
    await press(root, "3");
    const seen = events(kernel).map(({ kind, item_key, suggestion }) => [
      kind,
      item_key,
      suggestion,
    ]);
    expect(seen).toEqual([
      ["flag", "k1", null],
      ["answer", "k1", helper],
      ["skip", "k2", helper],
      ["answer", "k2", helper],
    ]);
  });

  it("is nothing where an answer is changed, or nothing was suggested", async () => {
    const { root, kernel } = await show({
      item: (key) => ({ suggestion: key === "k1" ? helper : null }),
    });
    await press(root, "1");
    await press(root, "ArrowLeft");
    await press(root, "2");
    await press(root, "3");
    expect(events(kernel).map((one) => one.suggestion)).toEqual([helper, null, null]);
  });

  it("is what it was the first time, when an answer is done again", async () => {
    const { root, kernel } = await show(proposing(helper));
    await press(root, "1");
    await press(root, "z");
    await press(root, "Z", { shiftKey: true });
    expect(events(kernel).map(({ kind, suggestion }) => [kind, suggestion])).toEqual([
      ["answer", helper],
      ["retract", null],
      ["answer", helper],
    ]);
  });
});

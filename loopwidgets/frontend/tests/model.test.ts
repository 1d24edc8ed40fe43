/** How it stands with the model: told on demand, under everything else, and it touches nothing that a person looks at. */

import { describe, expect, it, vi } from "vitest";
import type { ShownLoop } from "../src/kernel/protocol";
import { LOOP, labelsOf, type Setting } from "./stand-in";
import { events, has, label, painted, part, press, show, words } from "./widgets";

const loop = (more: Partial<ShownLoop> = {}): ShownLoop => ({ ...LOOP, ...more });
const learning = (more: Partial<ShownLoop> = {}, setting: Setting = {}): Setting => ({
  ...setting,
  welcome: { loop: loop(more) },
});

async function open(more: Partial<ShownLoop> = {}, setting: Setting = {}) {
  const shown = await show(learning(more, setting));
  part(shown.root, "model").click();
  await painted();
  return shown;
}

describe("the act", () => {
  it("is there only where a model learns, and closed at first", async () => {
    const none = await show();
    expect(has(none.root, "model")).toBe(false);
    await press(none.root, "m");
    expect(has(none.root, "model-panel")).toBe(false);
    const { root } = await show(learning());
    expect(part(root, "model").getAttribute("aria-expanded")).toBe("false");
    expect(has(root, "model-panel")).toBe(false);
  });

  it("opens and closes by m or a click, and the keys stay with the frame", async () => {
    const { root, kernel } = await show(learning());
    await press(root, "m");
    expect(part(root, "model").getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(root);
    await press(root, "1");
    expect(events(kernel)).toHaveLength(1);
    expect(has(root, "model-panel")).toBe(true);
    part(root, "model-close").click();
    await painted();
    expect(has(root, "model-panel")).toBe(false);
    expect(document.activeElement).toBe(root);
  });

  it("stays as it was left, of each view, also after a reload", async () => {
    const { root, roots, stop } = await show(learning(), 2);
    await press(root, "m");
    expect(roots.map((one) => has(one, "model-panel"))).toEqual([true, false]);
    stop();
    const again = await show(learning());
    expect(has(again.root, "model-panel")).toBe(true);
  });

  it("gives its key to a label that has it", async () => {
    const labels = labelsOf("moth", "pest").map((one) => ({ ...one, key: one.name.slice(0, 1) }));
    const { root, kernel } = await show(learning({}, { labels }));
    await press(root, "m");
    expect(has(root, "model-panel")).toBe(false);
    expect(events(kernel)[0]).toMatchObject({ value: "id-1" });
    expect(part(root, "model").getAttribute("aria-keyshortcuts")).toBeNull();
  });

  it("is among the keys, with what Enter does", async () => {
    const { root } = await show(learning());
    await press(root, "?");
    expect(part(root, "help-card").textContent).toContain("what the model has learned");
    expect(part(root, "help-card").textContent).toContain("accept the suggested label");
  });

  it("says that something is wrong, in a word too", async () => {
    const { root } = await show(learning({ problem: "The model can't read the item 4." }));
    expect(part(root, "model").getAttribute("aria-label")).toBe("Model: it needs attention");
    expect(part(root, "model").textContent).toContain("!");
  });
});

describe("the panel", () => {
  it("leads with how good the model is, and has the rest behind that", async () => {
    const { root } = await open();
    expect(root.querySelector(".lw-headline")?.textContent).toBe(
      "Not measurable yet 31 of 50 test answers",
    );
    const rest = part(root, "model-more").closest("details");
    expect(rest?.open).toBe(false);
    expect(rest?.textContent).toContain("round 4, from 62 answers");
    part(root, "model-more").click();
    await painted();
    expect(rest?.open).toBe(true);
    expect(document.activeElement).toBe(root);
  });

  it.each<[string, Partial<ShownLoop>]>([
    ["next round after 7 answers", {}],
    ["next round after 1 answer", { next_in: 1 }],
    ["the next round starts soon", { next_in: 0 }],
    ["waiting", { next_in: null }],
    ["learning now", { doing: "training" }],
    ["reading the items, 40 %", { doing: "preparing", done: 0.409 }],
    ["paused", { doing: "paused" }],
    ["stopped: No space.", { doing: "failed", problem: "No space." }],
    ["stopped", { doing: "failed" }],
  ])("says: %s", async (said, more) => {
    const { root } = await open(more);
    expect(words(root, "model-now")).toBe(said);
    expect(has(root, "model-problem")).toBe(false);
  });

  it("before the first round says that nothing is learned yet", async () => {
    const { root } = await open({ round: 0, learned: 0 });
    expect(words(root, "model-learned")).toBe("nothing yet");
  });

  it("counts what tests it, and then tells how good it is, with ranges", async () => {
    const { root, kernel } = await open();
    expect(words(root, "model-audit")).toBe("31 of 50 test answers");
    expect(has(root, "model-accuracy")).toBe(false);
    kernel.tell({
      type: "loop",
      loop: loop({
        audited: 50,
        accuracy: { value: 0.82, low: 0.71, high: 0.9, n: 50 },
        macro_f1: { value: 0.744, low: 0.6, high: 0.85, n: 50 },
        foretold: { value: 0.74, low: 0.68, high: 0.8, n: 120 },
        advice: "More answers still help.",
      }),
    });
    await painted();
    expect(has(root, "model-audit")).toBe(false);
    expect(words(root, "model-accuracy")).toBe("82 %");
    expect(root.querySelector(".lw-headline")?.textContent).toBe(
      "82 % agrees with you 71–90 %, from 50 test answers",
    );
    expect(words(root, "model-macro-f1")).toBe("74 %, 60–85 %");
    expect(words(root, "model-foretold")).toBe("74 % (68–80 %) of your last 120 answers");
    expect(words(root, "model-advice")).toBe("More answers still help.");
  });

  it("promises no score that can't come", async () => {
    const { root } = await open({ audited: 4, set_apart: 15 });
    expect(root.querySelector(".lw-headline")?.textContent).toBe(
      "Not measurable here A test needs 50 items. Only 15 are set apart.",
    );
    expect(words(root, "model-panel")).not.toMatch(/audit=|lw\.|=/);
  });

  it("says what is wrong and leaves out what is not known", async () => {
    const { root } = await open({ audit_needed: 0, audited: 0, problem: "One label is missing." });
    expect(words(root, "model-problem")).toBe("One label is missing.");
    for (const name of ["audit", "accuracy", "macro-f1", "foretold", "advice"])
      expect(has(root, `model-${name}`)).toBe(false);
  });

  it("goes where the model is gone", async () => {
    const { root, kernel } = await open();
    kernel.tell({ ...kernel.welcome(null, null, 5), loop: null });
    await painted();
    expect(has(root, "model-panel")).toBe(false);
    expect(has(root, "model")).toBe(false);
  });
});

describe("the person", () => {
  const steered = (kernel: { readonly received: readonly { readonly type: string }[] }) =>
    kernel.received.filter((one) => one.type === "steer");

  it("has the model pause and go on; it shows at once", async () => {
    const { root, kernel } = await open();
    expect(words(root, "model-pause")).toBe("Pause");
    part(root, "model-pause").click();
    await painted();
    expect(words(root, "model-now")).toBe("paused");
    expect(words(root, "model-pause")).toBe("Resume");
    part(root, "model-pause").click();
    await painted();
    expect(steered(kernel)).toMatchObject([{ pause: true }, { pause: false }]);
    expect(document.activeElement).toBe(root);
  });

  it("can't steer what is away or stopped", async () => {
    const { root, kernel, model } = await open();
    model.comm_live = false;
    model.trigger("comm_live_update");
    await painted();
    expect(part(root, "model-pause").getAttribute("aria-disabled")).toBe("true");
    part(root, "model-pause").click();
    await painted();
    expect(steered(kernel)).toEqual([]);
    const failed = await show(learning({ doing: "failed", problem: "No space." }));
    expect(has(failed.root, "model-pause")).toBe(false);
  });

  it("looks again at answers that the model doubts", async () => {
    const { root, kernel } = await open();
    await press(root, "1");
    await press(root, "2");
    kernel.doubted = ["k1"];
    part(root, "model-look-again").click();
    await painted();
    await vi.waitFor(() => expect(has(root, "review")).toBe(true));
    expect(words(root, "review")).toContain("1 item matches: possible mistake");
    expect(words(root, "item")).toBe("text 1");
    expect(document.activeElement).toBe(root);
    await press(root, "Escape");
    expect(words(root, "item")).toBe("text 3");
    kernel.doubted = ["k2"];
    part(root, "model-look-again").click();
    await vi.waitFor(() => expect(words(root, "item")).toBe("text 2"));
  });

  it("is told where nothing is doubted, and while that is found out", async () => {
    const { root, kernel } = await open();
    kernel.silent = true;
    part(root, "model-look-again").click();
    await painted();
    expect(words(root, "model-panel")).toContain("Looking…");
    const asked = kernel.received.filter((one) => one.type === "find");
    part(root, "model-look-again").click();
    await painted();
    expect(kernel.received.filter((one) => one.type === "find")).toHaveLength(asked.length);
    kernel.silent = false;
    for (const one of asked) kernel.answer(one);
    await vi.waitFor(() =>
      expect(words(root, "model-panel")).toContain("No possible mistakes found"),
    );
    expect(has(root, "review")).toBe(false);
  });

  it("is not disturbed by news of the model", async () => {
    const { root, kernel } = await show(
      learning(
        {},
        { task: { options: { multiple: true } }, item: () => ({ reason: "It is typical." }) },
      ),
    );
    await press(root, "2");
    await press(root, "n");
    const note = part(root, "note-text") as HTMLTextAreaElement;
    note.value = "half";
    const drawn: MutationRecord[] = [];
    const observer = new MutationObserver((records) => drawn.push(...records));
    observer.observe(root, { subtree: true, childList: true, attributes: true });
    kernel.tell({ type: "loop", loop: loop({ doing: "training", round: 5 }) });
    await painted();
    observer.disconnect();
    expect(drawn).toEqual([]);
    expect(document.activeElement).toBe(note);
    expect(label(root, "helper").getAttribute("aria-pressed")).toBe("true");
  });
});

describe("why an item is asked about", () => {
  const reason = "The model hesitates between pest and helper.";
  const reasoned: Setting = { item: (key) => ({ reason: key === "k2" ? "" : reason }) };

  it("is told on demand, under the item and to who listens", async () => {
    const { root } = await show(reasoned);
    expect(has(root, "reason")).toBe(false);
    part(root, "why").click();
    await vi.waitFor(() => expect(words(root, "said")).toBe(reason));
    expect(words(root, "reason")).toBe(reason);
    expect(part(root, "why").getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(root);
    await press(root, "Escape");
    expect(has(root, "reason")).toBe(false);
  });

  it("closes with its item, and is not offered where there is none", async () => {
    const { root, kernel } = await show(reasoned);
    part(root, "why").click();
    await painted();
    await press(root, "1");
    expect(has(root, "reason")).toBe(false);
    expect(has(root, "why")).toBe(false);
    await press(root, "1");
    expect(has(root, "why")).toBe(true);
    expect(has(root, "reason")).toBe(false);
    expect(events(kernel)).toHaveLength(2);
  });
});

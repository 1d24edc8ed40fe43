import { describe, expect, it, vi } from "vitest";
import widget from "../src/annotation";
import { Kernel, labelsOf } from "./stand-in";
import { click, events, has, label, part, press, pressAfter, show, words } from "./widgets";

const texts = Array.from({ length: 200 }, (_, place) => `text ${place + 1}`);
const multiple = { texts, task: { options: { multiple: true } } };
const kinds = (kernel: Parameters<typeof events>[0]) => events(kernel).map(({ kind }) => kind);

/** Wait until a sentence about presses is there, to be seen and to be heard. */
const told = async (root: HTMLElement, sentence: string) => {
  await vi.waitFor(() => expect(words(root, "unused")).toBe(sentence), 5000);
  await vi.waitFor(() => expect(words(root, "said")).toBe(sentence));
};

describe("sixty key presses", () => {
  it("40 ms apart give sixty answers", async () => {
    const { root, kernel } = await show({ texts });
    for (let n = 0; n < 60; n++) await pressAfter(40, root, "1");
    await vi.waitFor(() => expect(events(kernel)).toHaveLength(60));
    expect(words(root, "item")).toBe("text 61");
    expect(has(root, "unused")).toBe(false);
  });

  it("3 ms apart give some answers, and the others are told", async () => {
    const { root, kernel } = await show({ texts });
    await press(root, "2");
    for (let n = 0; n < 59; n++) await pressAfter(3, root, "1");
    await told(root, "54 key presses came too fast and were not used");
    expect(events(kernel)).toHaveLength(6);
  });
});

describe("a double press", () => {
  it("skips one item", async () => {
    const { root, kernel } = await show({ texts });
    await press(root, "s");
    await pressAfter(10, root, "s");
    await told(root, "1 key press came too fast and was not used");
    expect(kinds(kernel)).toEqual(["skip"]);
  });

  it("undoes one act, and a held z no other", async () => {
    const { root, kernel } = await show({ texts });
    for (const one of ["1", "1", "1"]) await press(root, one);
    await press(root, "z");
    await pressAfter(10, root, "z");
    for (let n = 0; n < 5; n++) await pressAfter(40, root, "z", { repeat: true });
    await told(
      root,
      "1 key press came too fast and was not used. Holding a key down counts as one press: 5 key presses were not used",
    );
    expect(kinds(kernel).filter((kind) => kind === "retract")).toHaveLength(1);
  });

  it("chooses a label of several, and does not let go of it", async () => {
    const { root, kernel } = await show(multiple);
    await press(root, "1");
    await pressAfter(10, root, "1");
    await pressAfter(2, root, "2");
    await pressAfter(2, root, "Enter");
    await pressAfter(10, root, "Enter");
    await told(root, "2 key presses came too fast and were not used");
    expect(events(kernel).map(({ value }) => value)).toEqual([["id-1", "id-2"]]);
  });

  it("flags once", async () => {
    const { root, kernel } = await show({ texts });
    await press(root, "f");
    await pressAfter(10, root, "f");
    await told(root, "1 key press came too fast and was not used");
    expect(kinds(kernel)).toEqual(["flag"]);
  });

  it("says nothing of an item that has just come", async () => {
    const { root, kernel } = await show({ texts });
    await press(root, "1");
    for (const key of ["f", "d", "n", "s", "2"]) await pressAfter(2, root, key);
    await told(root, "5 key presses came too fast and were not used");
    expect(kinds(kernel)).toEqual(["answer"]);
    expect(has(root, "note-text")).toBe(false);
  });
});

describe("a held key", () => {
  it("answers once", async () => {
    const { root, kernel } = await show({ texts });
    await press(root, "1");
    for (let n = 0; n < 10; n++) await pressAfter(33, root, "1", { repeat: true });
    await told(root, "Holding a key down counts as one press: 10 key presses were not used");
    expect(events(kernel)).toHaveLength(1);
  });

  it("goes through what was done, as far as it is held", async () => {
    const { root } = await show({ texts });
    for (let n = 0; n < 5; n++) await press(root, "1");
    await press(root, "ArrowLeft");
    for (let n = 0; n < 3; n++) await pressAfter(15, root, "ArrowLeft", { repeat: true });
    expect(words(root, "item")).toBe("text 2");
    expect(has(root, "unused")).toBe(false);
  });

  it("on a button clicks it once", async () => {
    const { root } = await show(multiple);
    const pest = label(root, "pest");
    expect((await press(pest, "Enter")).defaultPrevented).toBe(false);
    expect((await pressAfter(40, pest, "Enter", { repeat: true })).defaultPrevented).toBe(true);
    await told(root, "Holding a key down counts as one press: 1 key press was not used");
  });

  it("confirms once from the field that finds labels", async () => {
    const labels = labelsOf(...Array.from({ length: 40 }, (_, n) => `label ${n + 1}`));
    const suggestion = { labels: ["id-2"], confidence: 0.9, round: 1, blind: false };
    const { root, kernel } = await show({ ...multiple, labels, item: () => ({ suggestion }) });
    await press(root, "1");
    await press(root, "l");
    await press(part(root, "label-search"), "Enter", { ctrlKey: true });
    for (let n = 0; n < 4; n++)
      await pressAfter(40, part(root, "label-search"), "Enter", { ctrlKey: true, repeat: true });
    await told(root, "Holding a key down counts as one press: 4 key presses were not used");
    expect(events(kernel)).toHaveLength(1);
  });
});

describe("a double click", () => {
  it("on a label is told", async () => {
    const { root, kernel } = await show({ texts });
    await click(label(root, "pest"));
    await click(label(root, "pest"), 120, 2);
    await told(root, "1 click came too fast and was not used");
    expect(events(kernel)).toHaveLength(1);
  });

  it("on Skip skips one item", async () => {
    const { root, kernel } = await show({ texts });
    await click(part(root, "skip"));
    await click(part(root, "skip"), 120, 2);
    await told(root, "1 click came too fast and was not used");
    expect(kinds(kernel)).toEqual(["skip"]);
  });

  it("on Confirm confirms one item, and takes nothing that is suggested for the next", async () => {
    const suggestion = { labels: ["id-2"], confidence: 0.9, round: 1, blind: false };
    const { root, kernel } = await show({ ...multiple, item: () => ({ suggestion }) });
    await click(label(root, "pest"));
    await click(part(root, "confirm"));
    await click(part(root, "confirm"), 120, 2);
    await told(root, "1 click came too fast and was not used");
    expect(events(kernel).map(({ value }) => value)).toEqual([["id-1"]]);
  });

  it("on Undo takes back two acts, for both may be meant", async () => {
    const { root, kernel } = await show({ texts });
    for (const one of ["1", "1", "1"]) await press(root, one);
    await click(part(root, "undo"));
    await click(part(root, "undo"), 120, 2);
    await click(part(root, "undo"), 10, 3);
    await told(root, "1 click came too fast and was not used");
    expect(kinds(kernel).filter((kind) => kind === "retract")).toHaveLength(2);
  });

  it("on a row of the list is one answer, wherever its second click lands", async () => {
    const labels = labelsOf(...Array.from({ length: 40 }, (_, n) => `label ${n + 1}`));
    const { root, kernel } = await show({ texts, labels });
    await press(root, "l");
    await click(root.querySelector('[data-lw="label-option"]') as HTMLElement);
    await click(root.querySelector('[data-lw="label"]') as HTMLElement, 120, 2);
    await told(root, "1 click came too fast and was not used");
    expect(events(kernel)).toHaveLength(1);
  });

  it("chooses and lets go where several may be chosen, as boxes to tick do", async () => {
    const { root } = await show(multiple);
    await click(label(root, "pest"));
    await click(label(root, "pest"), 120, 2);
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("false");
    expect(has(root, "unused")).toBe(false);
  });

  it("of two thumbs on two labels is two answers", async () => {
    const { root, kernel } = await show({ texts });
    await click(label(root, "pest"));
    await click(label(root, "helper"), 60);
    expect(events(kernel)).toHaveLength(2);
  });
});

describe("where no item is in front", () => {
  it("presses are told, and are no answers once the item comes", async () => {
    const { root, kernel } = await show({ texts });
    kernel.silent = true;
    for (let n = 0; n < 20; n++) await press(root, "1");
    expect(root.dataset.stage).toBe("waiting");
    for (const key of ["1", "s", "Enter"]) await press(root, key);
    await click(label(root, "pest"));
    await told(root, "The next item is not here yet: 4 presses were not used");
    expect(events(kernel)).toHaveLength(20);
  });

  it("and none was yet, presses are told, but for keys that look or move", async () => {
    const kernel = new Kernel({ texts });
    kernel.silent = true;
    const model = kernel.model();
    const { initialize, render } = widget();
    const stop = initialize({ model });
    const el = document.createElement("div");
    document.body.replaceChildren(el);
    const unmount = render({ model, el });
    const root = el.querySelector<HTMLElement>(".loopwidgets") as HTMLElement;
    expect(root.dataset.stage).toBe("loading");
    for (const key of ["1", "s", "Enter", "z", "?", "ArrowLeft", " ", "Shift"])
      await press(root, key);
    await told(root, "The next item is not here yet: 3 key presses were not used");
    unmount();
    stop();
  });

  it("after the last, presses are told and undo works", async () => {
    const { root, kernel } = await show({ texts: ["only"] });
    await press(root, "1");
    await press(root, "1");
    await told(root, "There are no more items: 1 key press was not used");
    await press(root, "z");
    expect(root.dataset.stage).toBe("item");
    expect(kinds(kernel)).toEqual(["answer", "retract"]);
  });
});

it("a label that the item may not get is not answered in silence", async () => {
  const { root, kernel } = await show({ texts, item: () => ({ choices: ["id-1"] }) });
  await press(root, "2");
  expect(root.querySelector(".lw-hint")?.textContent).toBe(
    "“helper” is a label, but this item does not allow it.",
  );
  expect(events(kernel)).toEqual([]);
});

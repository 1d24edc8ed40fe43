/** Keys of habit: the last answer again, none of the labels, an input method's Enter, labels in sight. */

import { describe, expect, it } from "vitest";
import { columns } from "../src/tasks/classification/columns";
import { problemOf } from "../src/tasks/free_text";
import { labelsOf } from "./stand-in";
import { click, events, has, label, part, press, show, words } from "./widgets";

const MULTIPLE = {
  kind: "classification",
  question: "Which?",
  guidelines: "",
  options: { multiple: true, allow_new: false },
} as const;
const values = (kernel: Parameters<typeof events>[0]) => events(kernel).map((one) => one.value);
const item = (root: HTMLElement) => words(root, "item");

describe("the last answer again", () => {
  it("is given with a key", async () => {
    const { root, kernel } = await show();
    await press(root, "2");
    await press(root, "r");
    await press(root, "r");
    expect(values(kernel)).toEqual(["id-2", "id-2", "id-2"]);
    expect(item(root)).toBe("text 4");
  });

  it("has all its labels, where several may be chosen", async () => {
    const { root, kernel } = await show({ task: MULTIPLE });
    for (const key of ["1", "3", "Enter", "r"]) await press(root, key);
    expect(values(kernel)).toEqual([
      ["id-1", "id-3"],
      ["id-1", "id-3"],
    ]);
  });

  it("is the answer before an answer that was taken back, and never a skip", async () => {
    const { root, kernel } = await show();
    for (const key of ["1", "2", "z", "s", "r"]) await press(root, key);
    expect(events(kernel).map(({ kind, value }) => [kind, value])).toEqual([
      ["answer", "id-1"],
      ["answer", "id-2"],
      ["retract", null],
      ["skip", null],
      ["answer", "id-1"],
    ]);
  });

  it("is that of the item done last, once the page was loaded again", async () => {
    const first = await show();
    first.kernel.record("k1", "id-3");
    const done = first.kernel.item("k1");
    first.stop();
    const { root, kernel } = await show({
      item: (key) => (key === "k1" ? done : {}),
      welcome: { recent: [done] },
    });
    await press(root, "r");
    expect(values(kernel)).toEqual(["id-3"]);
  });

  it("is not there at first: a hint says so", async () => {
    const { root, kernel } = await show();
    await press(root, "r");
    expect(events(kernel)).toEqual([]);
    expect(root.textContent).toContain("There is no earlier answer to give again.");
  });

  it("is not given to an item that may not get it", async () => {
    const { root, kernel } = await show({
      item: (key) => ({ choices: key === "k2" ? ["id-2"] : null }),
    });
    await press(root, "1");
    await press(root, "r");
    expect(values(kernel)).toEqual(["id-1"]);
    expect(root.textContent).toContain("“pest” is a label, but this item does not allow it.");
  });

  it("gives way to a label with its key, in the card of keys as well", async () => {
    const labels = labelsOf("pest", "rust").map((one) => ({ ...one, key: one.name.charAt(0) }));
    const { root, kernel } = await show({ labels });
    await press(root, "p");
    await press(root, "r");
    expect(values(kernel)).toEqual(["id-1", "id-2"]);
    await press(root, "?");
    expect(words(root, "help-card")).not.toContain("give the last answer again");
  });

  it("is in the card of keys", async () => {
    const { root } = await show();
    await press(root, "?");
    expect(words(root, "help-card")).toContain("give the last answer again");
  });

  it("works for numbers too", async () => {
    const options = { min: 0, max: 10, step: null, unit: "" };
    const { root, kernel } = await show({ labels: [], task: { kind: "number", options } });
    for (const key of ["7", "Enter", "r"]) await press(root, key);
    expect(values(kernel)).toEqual([7, 7]);
  });
});

describe("none of these", () => {
  it("is an answer after a second Enter, which the first one explains", async () => {
    const { root, kernel } = await show({ task: MULTIPLE });
    await press(root, "Enter");
    expect(events(kernel)).toEqual([]);
    expect(root.textContent).toContain(
      "Nothing is chosen. Confirm again to answer “none of these”.",
    );
    await press(root, "Enter");
    expect(values(kernel)).toEqual([[]]);
    expect(item(root)).toBe("text 2");
  });

  it("is not meant by an Enter after another act", async () => {
    const { root, kernel } = await show({ task: MULTIPLE });
    for (const key of ["Enter", "1", "1", "Enter"]) await press(root, key);
    expect(events(kernel)).toEqual([]);
    for (const key of ["f", "Enter"]) await press(root, key);
    expect(events(kernel).map((one) => one.kind)).toEqual(["flag"]);
  });

  it("is not meant by a double click on Confirm, but by two clicks", async () => {
    const { root, kernel } = await show({ task: MULTIPLE });
    await click(part(root, "confirm"), 400, 1);
    await click(part(root, "confirm"), 120, 2);
    expect(events(kernel)).toEqual([]);
    expect(root.textContent).toContain("Confirm again to answer “none of these”.");
    await click(part(root, "confirm"), 600, 1);
    expect(values(kernel)).toEqual([[]]);
  });

  it("is one click, whatever was chosen", async () => {
    const { root, kernel } = await show({ task: MULTIPLE });
    await press(root, "1");
    await click(part(root, "none"));
    expect(values(kernel)).toEqual([[]]);
  });

  it("is shown on the way back, and given again", async () => {
    const { root, kernel } = await show({ task: MULTIPLE });
    await click(part(root, "none"));
    expect(part(root, "none").getAttribute("aria-pressed")).toBe("false");
    await press(root, "ArrowLeft");
    expect(words(root, "answered")).toContain("Answered before: none of these");
    expect(part(root, "none").getAttribute("aria-pressed")).toBe("true");
    await press(root, "Enter"); // goes on
    expect(item(root)).toBe("text 2");
    await press(root, "r");
    expect(values(kernel)).toEqual([[], []]);
  });

  it("is kept with one press where the data has it", async () => {
    const { root, kernel } = await show({
      task: MULTIPLE,
      item: (key) => (key === "k1" ? { initial: [] } : {}),
    });
    expect(part(root, "none").getAttribute("aria-pressed")).toBe("true");
    expect(words(root, "initial")).toContain("none of these");
    await press(root, "Enter");
    expect(values(kernel)).toEqual([[]]);
    expect(part(root, "none").getAttribute("aria-pressed")).toBe("false");
    await press(root, "Enter");
    expect(values(kernel)).toEqual([[]]);
  });

  it("is not there where a single label is chosen", async () => {
    const { root } = await show();
    expect(has(root, "none")).toBe(false);
  });
});

describe("labels in sight", () => {
  const thirty = labelsOf(...Array.from({ length: 30 }, (_, n) => `label ${n + 1}`)).map(
    (one, n) => ({ ...one, key: "1234567890abcegijkopqtuvwxy".charAt(n) }),
  );
  const visible = (n: number) => ({ options: { multiple: false, allow_new: false, visible: n } });

  it("are all of them where the caller wants so many", async () => {
    const { root, kernel } = await show({ labels: thirty, task: visible(30) });
    expect(root.querySelectorAll("[data-lw=label]")).toHaveLength(30);
    expect(has(root, "label-search")).toBe(false);
    await press(root, "y");
    await click(label(root, "label 30"));
    expect(values(kernel)).toEqual(["id-27", "id-30"]);
  });

  it("are so many of those used last, where there are more", async () => {
    const keyless = thirty.map((one) => ({ ...one, key: "" }));
    const { root, kernel } = await show({ labels: keyless, task: visible(15) });
    expect(root.querySelectorAll("[data-lw=label]")).toHaveLength(15);
    await press(root, "0");
    await click(label(root, "label 15"));
    expect(values(kernel)).toEqual(["id-10", "id-15"]);
    expect(label(root, "label 15").querySelector("kbd")).toBeNull();
  });

  it("are fewer as well", async () => {
    const { root } = await show({ labels: thirty.slice(0, 8), task: visible(4) });
    expect(root.querySelectorAll("[data-lw=label]")).toHaveLength(4);
    expect(has(root, "label-search")).toBe(true);
  });

  it("leave the digits beyond them to the labels that have these as their own keys", async () => {
    const named = thirty.slice(0, 8).map((one, n) => ({ ...one, key: n === 7 ? "7" : "" }));
    const { root, kernel } = await show({ labels: named, task: visible(4) });
    await press(root, "7");
    expect(values(kernel)).toEqual(["id-8"]);
  });

  it("show no digit twice", async () => {
    const named = thirty.map((one, n) => ({ ...one, key: n === 20 ? "3" : "" }));
    const choices = named.slice(9, 21).map((one) => one.id);
    const { root } = await show({ labels: named, task: visible(12), item: () => ({ choices }) });
    const digits = [...root.querySelectorAll("[data-lw=label] kbd")].map((one) => one.textContent);
    expect(digits).toEqual([..."1234567890"]);
  });

  it("are placed in even rows", () => {
    const titles = (n: number) => Array.from({ length: n }, () => "label");
    expect(columns(titles(10)).wide).toBe(5);
    expect(columns(titles(30))).toEqual({ wide: 6, middle: 4, narrow: 2 });
  });
});

describe("an input method's Enter", () => {
  const ENTER = { keyCode: 229 };
  const cases = [
    ["a note", {}, "n", "note-text"],
    [
      "a number",
      { kind: "number", options: { min: 0, max: 9, step: null, unit: "" } },
      "",
      "number",
    ],
    [
      "a text",
      { kind: "free_text", options: { pattern: "", max_length: null, multiline: false } },
      "t",
      "free-text",
    ],
  ] as const;

  it.each(cases)("submits nothing from %s", async (_, task, opening, name) => {
    const { root, kernel } = await show({ task });
    if (opening !== "") await press(root, opening);
    const field = part(root, name) as HTMLInputElement;
    field.value = "5";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await press(field, "Enter", ENTER);
    expect(events(kernel)).toEqual([]);
    await press(field, "Enter");
    expect(events(kernel)).toHaveLength(1);
  });

  it("chooses no label in the list", async () => {
    const labels = labelsOf(...Array.from({ length: 12 }, (_, n) => `l${n}`));
    const { root, kernel } = await show({ labels });
    await press(root, "l");
    const field = part(root, "label-search") as HTMLInputElement;
    field.value = "l1";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await press(field, "Enter", ENTER);
    expect(events(kernel)).toEqual([]);
  });
});

it("breaks lines where Python does", () => {
  const oneLine = { pattern: "", max_length: null, multiline: false };
  for (const end of "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
    expect(problemOf(`a${end}b`, oneLine)).toBe("Write one line.");
  expect(problemOf("a\tb\u00a0c", oneLine)).toBe("");
});

describe("a label in the place of another", () => {
  const replaced = [{ old: "bug", new: "pest", new_id: "id-1", answers: 12 }];

  it("is offered as its new name", async () => {
    const { root, kernel } = await show({ welcome: { replaced } });
    expect(words(root, "replaced")).toBe(
      "In the cell, “bug” is “pest” now. Renamed?Rename, keep 12 answersA new label",
    );
    await click(part(root, "replaced-rename"));
    expect(kernel.received.at(-1)).toMatchObject({ type: "rename", scheme_version: 3, keep: true });
    expect(has(root, "replaced")).toBe(false);
    expect(document.activeElement).toBe(root);
  });

  it("can be another label", async () => {
    const { root, kernel } = await show({ welcome: { replaced } });
    await click(part(root, "replaced-new"));
    expect(kernel.received.at(-1)).toMatchObject({ type: "rename", keep: false });
  });

  it("is another label once it was used, until that is taken back", async () => {
    const { root } = await show({ welcome: { replaced } });
    await press(root, "1");
    await expect.poll(() => has(root, "replaced")).toBe(false);
    await press(root, "z");
    await expect.poll(() => has(root, "replaced")).toBe(true);
  });

  it("is not decided where nothing can be saved", async () => {
    const store = { where: "labels.db", durable: true, read_only: true, notice: "" };
    const { root } = await show({ welcome: { replaced, store } });
    expect(has(root, "replaced")).toBe(false);
  });
});

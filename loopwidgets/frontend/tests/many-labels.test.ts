import { describe, expect, it } from "vitest";
import type { ShownChoice } from "../src/kernel/protocol";
import { rowsBelow, scrolledTo } from "../src/tasks/classification/label-rows";
import { labelsOf, type Setting } from "./stand-in";
import { events, painted, press, show as showWidget } from "./widgets";

const MANY: readonly ShownChoice[] = labelsOf(
  ...Array.from({ length: 198 }, (_, n) => `label ${n + 1}`),
  "honey bee",
  "beetle",
).map((label) => ({ ...label, key: "" }));

const show = (setting: Setting = {}) => showWidget({ labels: MANY, ...setting });
const all = (root: HTMLElement, name: string) => [
  ...root.querySelectorAll<HTMLElement>(`[data-lw="${name}"]`),
];
const names = (root: HTMLElement, name: string) => all(root, name).map((one) => one.dataset.label);
const field = (root: HTMLElement) =>
  root.querySelector<HTMLInputElement>('[data-lw="label-search"]') as HTMLInputElement;
const item = (root: HTMLElement) => all(root, "item")[0]?.textContent?.trim();
const isOpen = (root: HTMLElement) => field(root).getAttribute("aria-expanded") === "true";

async function type(root: HTMLElement, text: string) {
  field(root).value = text;
  field(root).dispatchEvent(new Event("input", { bubbles: true }));
  await painted();
}

describe("the strip", () => {
  it("shows ten labels, each on a digit", async () => {
    const { root, kernel } = await show();
    expect(names(root, "label")).toEqual(MANY.slice(0, 10).map((label) => label.name));
    await press(root, "0");
    expect(events(kernel)[0]?.value).toBe("id-10");
    expect(item(root)).toBe("text 2");
  });

  it("takes in what was found, and goes on with it in the next page", async () => {
    const first = await show();
    await press(first.root, "l");
    await type(first.root, "honey");
    await press(field(first.root), "Enter");
    expect(names(first.root, "label")[9]).toBe("honey bee");
    await press(first.root, "0");
    expect(events(first.kernel).map((one) => one.value)).toEqual(["id-199", "id-199"]);
    first.stop();
    const again = await show();
    expect(names(again.root, "label")[9]).toBe("honey bee");
  });

  it("takes in a label of the data once it is kept", async () => {
    const { root, kernel } = await show({
      item: (key: string) => ({ initial: key === "k1" ? "id-199" : null }),
    });
    expect(names(root, "label")).not.toContain("honey bee");
    expect(root.textContent).toContain("Labeled before as honey bee");
    await press(root, "Enter");
    expect(events(kernel).map(({ value }) => value)).toEqual(["id-199"]);
    expect(names(root, "label")).toContain("honey bee");
  });

  it("lets keys of their own act beside the digits", async () => {
    const labels = MANY.map((one) => (one.name === "beetle" ? { ...one, key: "b" } : one));
    const { root, kernel } = await show({ labels });
    await press(root, "b");
    expect(events(kernel)[0]?.value).toBe("id-200");
  });
});

describe("the foot of the list", () => {
  // Rows of 30 px, in a list as high as four of them and a foot of 22.
  const HEIGHT = 142;

  it("counts the rows below those in view, and goes at the end", () => {
    expect(rowsBelow(0, HEIGHT, 4)).toBe(0);
    expect(rowsBelow(0, HEIGHT, 8)).toBe(4);
    expect(rowsBelow(30, HEIGHT, 8)).toBe(3);
    expect(rowsBelow(15, HEIGHT, 8)).toBe(4);
    expect(rowsBelow(8 * 30 - HEIGHT, HEIGHT, 8)).toBe(0);
    expect(rowsBelow(0, HEIGHT, 10_000)).toBe(9996);
  });

  it("never lies over the row that Enter takes", () => {
    let scrolled = 0;
    for (let active = 0; active < 8; active++) {
      scrolled = scrolledTo(active, scrolled, HEIGHT, 8);
      const foot = rowsBelow(scrolled, HEIGHT, 8) > 0 ? 22 : 0;
      expect(active * 30).toBeGreaterThanOrEqual(scrolled);
      expect((active + 1) * 30).toBeLessThanOrEqual(scrolled + HEIGHT - foot);
    }
    expect(scrolled).toBe(8 * 30 - HEIGHT);
    expect(scrolledTo(-1, scrolled, HEIGHT, 8)).toBe(0);
  });
});

describe("the list", () => {
  it("opens by a key on any keyboard, takes the focus, and gives it back", async () => {
    const { root } = await show();
    for (const [key, code] of [
      ["l", "KeyL"],
      ["L", "KeyL"],
      ["त", "KeyL"],
      ["l", "KeyP"],
    ]) {
      await press(root, key ?? "", { code: code ?? "" });
      expect(isOpen(root)).toBe(true);
      expect(document.activeElement).toBe(field(root));
      await press(field(root), "Escape");
      expect(isOpen(root)).toBe(false);
      expect(document.activeElement).toBe(root);
    }
  });

  it("is not there where there are ten labels", async () => {
    const { root, kernel } = await show({ labels: labelsOf("a", "b") });
    await press(root, "l");
    expect(root.querySelector('[data-lw="label-search"]')).toBeNull();
    expect(events(kernel)).toEqual([]);
  });

  it("draws only what is in view of ten thousand", async () => {
    const labels = labelsOf(...Array.from({ length: 10_000 }, (_, n) => `l${n}`)).map((one) => ({
      ...one,
      key: "",
    }));
    const { root } = await show({ labels });
    await press(root, "l");
    const rows = all(root, "label-option");
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.length).toBeLessThan(40);
    expect(rows[0]?.getAttribute("aria-setsize")).toBe("10000");
  });

  it("marks the first that fits, moves with the arrows, and answers with Enter", async () => {
    const { root, kernel } = await show();
    await press(root, "l");
    expect(field(root).getAttribute("aria-activedescendant")).toBeNull();
    await type(root, "bee");
    expect(names(root, "label-option")).toEqual(["beetle", "honey bee"]);
    const active = () => root.querySelector<HTMLElement>('[data-active="true"]');
    expect(active()?.dataset.label).toBe("beetle");
    expect(active()?.id).toBe(field(root).getAttribute("aria-activedescendant"));
    await press(field(root), "ArrowDown");
    expect(active()?.dataset.label).toBe("honey bee");
    await press(field(root), "ArrowDown");
    expect(active()?.dataset.label).toBe("beetle");
    await press(field(root), "ArrowUp");
    await press(field(root), "Enter");
    expect(events(kernel)[0]?.value).toBe("id-199");
    expect(item(root)).toBe("text 2");
    expect(isOpen(root)).toBe(false);
    expect(field(root).value).toBe("");
    expect(document.activeElement).toBe(root);
  });

  it("does nothing with Enter before anything is typed or marked", async () => {
    const { root, kernel } = await show();
    await press(root, "l");
    await press(field(root), "Enter");
    expect(isOpen(root)).toBe(true);
    expect(events(kernel)).toEqual([]);
    await press(field(root), "ArrowUp");
    await press(field(root), "Enter");
    expect(events(kernel)[0]?.value).toBe("id-200");
  });

  it("leaves Enter to an input method that composes", async () => {
    const { root, kernel } = await show();
    await press(root, "l");
    await type(root, "bee");
    await press(field(root), "Enter", { isComposing: true });
    await press(field(root), "Escape", { isComposing: true });
    await press(field(root), "ArrowDown", { isComposing: true });
    expect(isOpen(root)).toBe(true);
    expect(events(kernel)).toEqual([]);
    expect(root.querySelector<HTMLElement>('[data-active="true"]')?.dataset.label).toBe("beetle");
  });

  it("toggles and stays open where several may be chosen", async () => {
    const { root, kernel } = await show({ task: { options: { multiple: true } } });
    await press(root, "l");
    await type(root, "bee");
    await press(field(root), "Enter");
    await press(field(root), "ArrowDown");
    await press(field(root), "Enter");
    expect(isOpen(root)).toBe(true);
    expect(all(root, "label-option").map((row) => row.getAttribute("aria-selected"))).toEqual([
      "true",
      "true",
    ]);
    await press(field(root), "Enter", { ctrlKey: true });
    expect(events(kernel)[0]?.value).toEqual(["id-199", "id-200"]);
    expect(item(root)).toBe("text 2");
    expect(isOpen(root)).toBe(false);
  });
});

describe("labels of an item", () => {
  const labels = labelsOf("pest", "helper", "harmless");
  const of = (...ids: string[]) => ({ labels, item: () => ({ choices: ids }) });

  it("are the only ones that buttons and keys choose, and no button moves", async () => {
    const { root, kernel } = await show(of("id-1", "id-3"));
    expect(names(root, "label")).toEqual(["pest", "helper", "harmless"]);
    expect(all(root, "label").map((one) => one.getAttribute("aria-disabled"))).toEqual([
      null,
      "true",
      null,
    ]);
    await press(root, "2");
    all(root, "label")[1]?.click();
    await painted();
    expect(events(kernel)).toEqual([]);
    await press(root, "3");
    expect(events(kernel)[0]?.value).toBe("id-3");
  });

  it("are on the digits, where they are few of many", async () => {
    const { root, kernel } = await show({ item: () => ({ choices: ["id-50", "id-60"] }) });
    expect(names(root, "label")).toEqual(["label 50", "label 60"]);
    await press(root, "l");
    expect(names(root, "label-option")).toEqual(["label 50", "label 60"]);
    await type(root, "honey bee");
    expect(all(root, "label-list")[0]?.textContent).toContain("but this item does not allow it");
    await press(field(root), "Escape");
    await press(root, "2");
    expect(events(kernel)[0]?.value).toBe("id-60");
  });
});

describe("a new label", () => {
  const task = { options: { allow_new: true } };

  it("is offered last, and answers with its name", async () => {
    const { root, kernel } = await show({ task });
    await press(root, "l");
    await type(root, " bee  fly ");
    expect(names(root, "new-label")).toEqual(["bee fly"]);
    await press(field(root), "Enter");
    expect(events(kernel)[0]?.value).toBe("=bee fly");
    expect(item(root)).toBe("text 2");
    expect(names(root, "label")).toContain("bee fly");
    await press(root, "ArrowLeft");
    expect(all(root, "answered")[0]?.textContent).toContain("bee fly");
    await press(root, "z");
    await press(root, "Z", { shiftKey: true });
    expect(events(kernel).map((one) => [one.kind, one.value])).toEqual([
      ["answer", "=bee fly"],
      ["retract", null],
      ["answer", "=bee fly"],
    ]);
  });

  it("is not offered where one is called so", async () => {
    const { root } = await show({ task });
    await press(root, "l");
    await type(root, "Honey BEE");
    expect(names(root, "new-label")).toEqual([]);
    await type(root, "honey");
    expect(names(root, "new-label")).toEqual(["honey"]);
  });

  it("is not offered where none may be made", async () => {
    const { root } = await show();
    await press(root, "l");
    await type(root, "bee fly");
    expect(names(root, "new-label")).toEqual([]);
    expect(all(root, "label-list")[0]?.textContent).toContain("No label matches “bee fly”");
  });

  it("that came up elsewhere is found here too, and said under its version", async () => {
    const { root, kernel } = await show({ task, labels: labelsOf("pest", "helper") });
    const [like] = labelsOf("x");
    kernel.tell({
      type: "choices_added",
      choices: [
        { ...(like as ShownChoice), key: "", id: "=bee", name: "bee", title: "bee", added: true },
      ],
      scheme_version: 9,
    });
    await painted();
    expect(names(root, "label")).toEqual(["pest", "helper", "bee"]);
    await press(root, "3");
    expect(events(kernel)[0]).toMatchObject({ value: "=bee", scheme_version: 9 });
  });

  it("is where one may begin without any", async () => {
    const { root, kernel } = await show({ task, labels: [] });
    expect(root.textContent).toContain("There is no label yet");
    await press(root, "l");
    await type(root, "<img src=x onerror=alert(1)>");
    expect(root.querySelector(".lw-answer img")).toBeNull();
    await press(field(root), "Enter");
    expect(events(kernel)[0]?.value).toBe("=<img src=x onerror=alert(1)>");
    expect(root.querySelector(".lw-answer img")).toBeNull();
  });
});

it("at the end those chosen most are counted, and the others together", async () => {
  const texts = Array.from({ length: 13 }, (_, n) => `text ${n}`);
  const kernelSetting = { texts };
  const { root, kernel } = await show(kernelSetting);
  for (let n = 0; n < 12; n++) {
    await press(root, "l");
    await type(root, `label ${n < 2 ? 50 : 100 + n}`);
    await press(field(root), "Enter");
  }
  await press(root, "1");
  expect(root.dataset.stage).toBe("finished");
  expect(names(root, "label")[0]).toBe("label 50");
  expect(all(root, "label")).toHaveLength(9);
  expect(all(root, "other-labels")[0]?.textContent).toBe("191 others2");
  expect(events(kernel)).toHaveLength(13);
});

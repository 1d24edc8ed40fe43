import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShownChoice } from "../src/kernel/protocol";
import { comparison } from "../src/tasks/comparison";
import { ranking } from "../src/tasks/ranking";
import { moved } from "../src/tasks/sides/rank-desk";
import { addedTasks } from "../src/tasks/task";
import { keyed, nodeAt, totalsOf, treeOf } from "../src/tasks/tree/nodes";
import { tree } from "../src/tasks/tree/tree";
import { compare } from "../src/views/compare/compare";
import { orderOf } from "../src/views/compare/order";
import { sidesOf } from "../src/views/compare/side-payloads";
import { addedViews } from "../src/views/view";
import type { Setting } from "./stand-in";
import { events, has, label, painted, part, press, show, words } from "./widgets";

const choice = (name: string, key = ""): ShownChoice => ({
  id: `id ${name}`,
  name,
  title: name,
  key,
  color: ["#1d6fd6", "#6aaeff"],
  description: "",
  added: false,
});

const COLUMNS = ["old", "new", "third"];
const sides = (...texts: string[]) => ({
  kind: "text",
  blind: true,
  sides: texts.map((text, place) => ({
    name: COLUMNS[place] ?? "",
    payload: { segments: [[text, 0]], caption: "" },
    problem: "",
  })),
});
const of = (kind: string, others: readonly ShownChoice[] = []): Setting => ({
  labels: [...COLUMNS.map((name) => choice(name)), ...others],
  task: { kind, options: { sides: COLUMNS, tie: true, both_bad: false } },
  item: (key) => ({ view: "compare", payload: sides(`old ${key}`, `new ${key}`, `third ${key}`) }),
});
const shownOrder = (key: string) => orderOf(key, 3).map((place) => `id ${COLUMNS[place]}`);

beforeAll(() => {
  Object.assign(addedTasks, { comparison, ranking, tree });
  addedViews.compare = compare;
});

afterAll(() => {
  for (const name of ["comparison", "ranking", "tree"]) delete addedTasks[name];
  delete addedViews.compare;
});

describe("the order of sides", () => {
  it("is the same for a key each time, and has each side once", () => {
    for (let n = 0; n < 50; n++) {
      const order = orderOf(`key ${n}`, 4);
      expect(order).toEqual(orderOf(`key ${n}`, 4));
      expect([...order].sort()).toEqual([0, 1, 2, 3]);
    }
  });

  it("puts each side at each place about as often", () => {
    const first = Array.from({ length: 3000 }, (_, n) => orderOf(`${n}`, 3)[0]);
    for (const place of [0, 1, 2])
      expect(first.filter((one) => one === place).length / 3000).toBeCloseTo(1 / 3, 1);
  });

  it("stays that of the data where the names are shown", () => {
    const item = { key: "k", payload: { ...sides("a", "b", "c"), blind: false } } as never;
    expect(sidesOf(item).map(({ name }) => name)).toEqual(COLUMNS);
  });

  it("has no sides where a payload is odd", () => {
    for (const payload of [null, 3, "x", [], {}, { sides: [null, 3] }])
      expect(
        sidesOf({ key: "k", payload } as never).every(({ item }) => item.payload === null),
      ).toBe(true);
  });
});

describe("a comparison", () => {
  const setting = of("comparison", [choice("tie", "t")]);

  it("is answered by the number of a side, with the order that was shown", async () => {
    const { root, kernel } = await show(setting);
    await press(root, "2");
    await press(root, "t");
    const [first, second] = events(kernel);
    expect(first).toMatchObject({ value: shownOrder("k1")[1], extra: { order: shownOrder("k1") } });
    expect(second).toMatchObject({ value: "id tie", extra: { order: shownOrder("k2") } });
    await press(root, "ArrowLeft");
    await press(root, "ArrowLeft");
    expect(label(root, "2").getAttribute("aria-pressed")).toBe("true");
    expect(words(root, "answered")).toContain("Side 2");
  });

  it("does not name the columns while it is asked", async () => {
    const { root } = await show(setting);
    expect(part(root, "side").textContent).toContain("Side 1");
    expect([...root.querySelectorAll("button")].map((one) => one.textContent).join()).not.toMatch(
      /old|new|third/,
    );
  });

  it("repeats a tie and no side", async () => {
    const { root, kernel } = await show(setting);
    await press(root, "1");
    await press(root, "r");
    expect(events(kernel)).toHaveLength(1);
    expect(root.textContent).toContain("another order");
    await press(root, "t");
    await press(root, "r");
    expect(
      events(kernel)
        .map(({ value }) => value)
        .slice(1),
    ).toEqual(["id tie", "id tie"]);
  });

  it("is not answered by a key of an input method", async () => {
    const { root, kernel } = await show(setting);
    await press(root, "1", { isComposing: true });
    expect(events(kernel)).toEqual([]);
  });
});

describe("a ranking", () => {
  const numbers = (root: HTMLElement) =>
    [...root.querySelectorAll<HTMLElement>("[data-lw=rank]")].map((row) => row.dataset.label);

  it("is built by numbers, and confirmed by Enter", async () => {
    const { root, kernel } = await show(of("ranking"));
    await press(root, "Enter");
    expect(events(kernel)).toEqual([]);
    await press(root, "3");
    await press(root, "1");
    expect(numbers(root)).toEqual(["3", "1", "2"]);
    await press(root, "Enter");
    const [one, two, three] = shownOrder("k1");
    expect(events(kernel)).toMatchObject([
      { value: [three, one, two], extra: { order: [one, two, three] } },
    ]);
  });

  it("never drops a side, whatever is pressed", async () => {
    const { root } = await show(of("ranking"));
    for (const key of ["1", "1", "2", "3", "Backspace", "Backspace", "z", "Backspace", "2", "1"]) {
      await press(root, key);
      expect([...numbers(root)].sort()).toEqual(["1", "2", "3"]);
    }
    part(root, "down").click();
    expect([...numbers(root)].sort()).toEqual(["1", "2", "3"]);
  });

  it("moves a row to any place", () => {
    expect(moved(["a", "b", "c"], "a", 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], "c", 0)).toEqual(["c", "a", "b"]);
  });
});

describe("a tree", () => {
  const names = ["animal", "animal › insect", "animal › insect › bee", "animal › bird", "plant"];
  const labels = [...names, "plant › other"].map((name) => choice(name));
  const setting = (inner = false): Setting => ({
    labels,
    task: { kind: "tree", options: { inner } },
  });
  const bee = ["id animal", "id animal › insect", "id animal › insect › bee"];

  it("is answered level by level, and the same label again", async () => {
    const { root, kernel } = await show(setting());
    for (const key of "111111") await press(root, key);
    expect(events(kernel).map(({ value }) => value)).toEqual([bee, bee]);
  });

  it("goes up by Backspace, z and Escape", async () => {
    const { root, kernel } = await show(setting());
    for (const key of ["1", "1", "Backspace"]) await press(root, key);
    expect(has(root, "label")).toBe(true);
    label(root, "animal › bird");
    await press(root, "z");
    label(root, "plant");
    await press(root, "1");
    await press(root, "Escape");
    label(root, "plant");
    expect(events(kernel)).toEqual([]);
  });

  it("takes a label with others below it only where it may", async () => {
    const leaves = await show(setting());
    await press(leaves.root, "1");
    await press(leaves.root, "Enter");
    expect(events(leaves.kernel)).toEqual([]);
    leaves.stop();
    sessionStorage.clear(); // the path was kept there
    const { root, kernel } = await show(setting(true));
    await press(root, "1");
    await press(root, "Enter");
    expect(events(kernel)).toMatchObject([{ value: ["id animal"] }]);
  });

  it("is searched from anywhere", async () => {
    const { root, kernel } = await show(setting());
    await press(root, "l");
    const field = part(root, "label-search") as HTMLInputElement;
    field.value = "plant oth";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await painted();
    await press(field, "Enter");
    expect(events(kernel)).toMatchObject([{ value: ["id plant", "id plant › other"] }]);
  });

  it("has a key for each label of a level, as far as there are keys", () => {
    const { top } = treeOf(
      Array.from({ length: 40 }, (_, n) => choice(`l${n}`, n === 5 ? "1" : "")),
    );
    const keys = keyed(top).map(({ key }) => key);
    expect(new Set(keys.filter(Boolean)).size).toBe(27);
    expect(keys[5]).toBe("1");
    expect(keys.join("")).not.toMatch(/[zsfndlhmr]/);
  });

  it("counts a label with all that are below it", () => {
    const totals = totalsOf({ [bee[2] ?? ""]: 2, "id animal › bird": 1, odd: 4 }, treeOf(labels));
    expect(totals.get("id animal")).toBe(3);
    expect(totals.get("id animal › insect")).toBe(2);
  });

  it("is at the top where a path leads nowhere", () => {
    for (const odd of [null, 3, "x", ["no"], [4], {}])
      expect(nodeAt(odd as never, treeOf(labels))).toBe(null);
  });
});

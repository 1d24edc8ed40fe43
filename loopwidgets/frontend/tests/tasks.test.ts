import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import type { ShownChoice } from "../src/kernel/protocol";
import * as tasks from "../src/tasks";
import { binOf, rangeOf, type Scale, wordsBin } from "../src/tasks/bins";
import { problemOf } from "../src/tasks/free_text";
import { readNumber } from "../src/tasks/number";
import type { Task } from "../src/tasks/task";
import type { Setting } from "./stand-in";
import { events, label, painted, part, press, show, words } from "./widgets";

const steps: readonly ShownChoice[] = [1, 2, 3, 4, 5].map((step) => ({
  id: String(step),
  name: String(step),
  title: step === 5 ? "5, excellent" : String(step),
  key: String(step),
  color: ["#1d6fd6", "#6aaeff"],
  description: "",
  added: true,
}));
const rating: Setting = {
  labels: steps,
  task: { kind: "rating", options: { lowest: 1, highest: 5, words: [] } },
};
const scale = (options: object): Setting => ({
  labels: [],
  task: { kind: "number", options: { min: 0, max: 100, step: 1, unit: "mm", ...options } },
});
const writing = (options: object): Setting => ({
  labels: [],
  task: {
    kind: "free_text",
    options: { pattern: "", max_length: null, multiline: true, earlier: [], ...options },
  },
});

function type(field: HTMLElement, text: string): void {
  const input = field as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

describe("every task", () => {
  it.each(Object.entries<Task>(tasks))(
    "%s words and counts what is no answer of its own",
    (kind, task) => {
      const setup = {
        choices: [],
        retired: [],
        task: { kind, question: "", guidelines: "", options: { min: null, max: null, step: null } },
      } as never;
      for (const odd of [null, "x", 4, -0.5, ["x"], { a: 1 }, true]) {
        expect(typeof task?.say(odd as never, setup)).toBe("string");
        expect(task?.counted(odd as never, setup).every((id) => typeof id === "string")).toBe(true);
      }
    },
  );
});

describe("a rating", () => {
  it("is given by one key, and counted under its step", async () => {
    const { root, kernel } = await show(rating);
    await press(root, "4");
    expect(events(kernel)).toMatchObject([{ kind: "answer", value: 4, item_key: "k1" }]);
    expect(root.dataset.itemKey).toBe("k2");
    expect(words(root, "said")).toContain("4");
  });

  it("is given by a click, shown as chosen when the person goes back, and changed", async () => {
    const { root, kernel } = await show(rating);
    label(root, "5").click();
    await press(root, "ArrowLeft");
    expect(label(root, "5").getAttribute("aria-pressed")).toBe("true");
    expect(words(root, "answered")).toContain("5, excellent");
    await press(root, "2");
    expect(events(kernel).map((event) => event.value)).toEqual([5, 2]);
  });

  it("keeps what the data had on Enter", async () => {
    const { root, kernel } = await show({ ...rating, item: () => ({ initial: 3 }) });
    await press(root, "Enter");
    expect(events(kernel)).toMatchObject([{ value: 3 }]);
  });
});

describe("a rating below zero", () => {
  const below: Setting = {
    ...rating,
    labels: [-2, -1, 0, 1, 2].map((step) => ({
      ...(steps[0] as ShownChoice),
      id: String(step),
      name: String(step),
      title: String(step),
      key: step < 0 ? "" : String(step),
    })),
  };

  it("is typed with its sign, and a digit alone is above zero", async () => {
    const { root, kernel } = await show(below);
    for (const key of ["-", "2", "2", "-", "3", "1"]) await press(root, key);
    expect(events(kernel).map((one) => one.value)).toEqual([-2, 2, 1]);
  });

  it("forgets the sign with the item", async () => {
    const { root, kernel } = await show(below);
    for (const key of ["-", "s", "1"]) await press(root, key);
    expect(events(kernel).map((one) => one.value)).toEqual([null, 1]);
  });
});

describe("a number", () => {
  it("is typed and confirmed by Enter, without a click into the field", async () => {
    const { root, kernel } = await show(scale({}));
    for (const key of ["4", "2", "5", "Backspace"]) await press(root, key);
    expect((part(root, "number") as HTMLInputElement).value).toBe("42");
    expect(events(kernel)).toEqual([]);
    await press(root, "Enter");
    expect(events(kernel)).toMatchObject([{ kind: "answer", value: 42 }]);
    expect((part(root, "number") as HTMLInputElement).value).toBe("");
  });

  it("out of range is refused where it is typed", async () => {
    const { root, kernel } = await show(scale({}));
    for (const key of ["1", "2", "0"]) await press(root, key);
    expect(words(root, "problem-typed")).toBe("Type a number from 0 to 100.");
    expect(part(root, "number").getAttribute("aria-invalid")).toBe("true");
    await press(root, "Enter");
    expect(events(kernel)).toEqual([]);
  });

  it("is raised and lowered by the arrows, and stays in the range", async () => {
    const { root } = await show(scale({ min: 0, max: 1, step: 0.5 }));
    const value = () => (part(root, "number") as HTMLInputElement).value;
    const seen: string[] = [];
    for (const key of ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown"]) {
      await press(root, key);
      seen.push(value());
    }
    expect(seen).toEqual(["0", "0.5", "1", "1", "0.5"]);
  });

  it("with a comma between thousands is asked about, and never taken for a smaller one", async () => {
    const options = { min: 0, max: 100_000, step: 1 } as const;
    const either = "Write 1000, or 1.000: the comma may mean either.";
    expect(readNumber("1,000", options as never)).toBe(either);
    expect(readNumber("1,000,000", options as never)).toContain("Write 1000000");
    expect(readNumber("12,5", { ...options, step: 0.5 } as never)).toBe(12.5);
    const { root, kernel } = await show(scale({ max: 100_000 }));
    for (const key of ["1", ",", "0", "0", "0", "Enter"]) await press(root, key);
    expect(events(kernel)).toEqual([]);
    expect(root.textContent).toContain(either);
  });

  it("takes the place of the number that is there, with the first key", async () => {
    const { root, kernel } = await show({ ...scale({}), item: () => ({ initial: 12 }) });
    expect(words(root, "initial")).toContain("Enter confirms it");
    for (const key of ["1", "5", "Enter"]) await press(root, key);
    expect(events(kernel).map((one) => one.value)).toEqual([15]);
    await press(root, "ArrowLeft");
    for (const key of ["7", "Enter"]) await press(root, key);
    expect(events(kernel).map((one) => one.value)).toEqual([15, 7]);
    await press(root, "Enter"); // what is there is kept
    expect(events(kernel).map((one) => one.value)).toEqual([15, 7, 12]);
  });

  it("is no mistake while more digits may make it fit", async () => {
    const { root } = await show(scale({ min: 10 }));
    await press(root, "5");
    expect(words(root, "problem-typed")).toBe("");
    await press(root, "0");
    expect(words(root, "problem-typed")).toBe("");
    await press(root, "0");
    expect(words(root, "problem-typed")).toContain("from 10 to 100");
  });

  it("keeps letters for what they do everywhere", async () => {
    const { root, kernel } = await show(scale({}));
    await press(root, "s");
    expect(events(kernel)).toMatchObject([{ kind: "skip" }]);
  });

  it("typed on the way is there when the person comes back to the item", async () => {
    const { root } = await show(scale({}));
    await press(root, "7");
    await press(root, "Enter");
    await press(root, "9");
    await press(root, "ArrowLeft");
    expect((part(root, "number") as HTMLInputElement).value).toBe("7");
    await press(root, "ArrowRight");
    expect((part(root, "number") as HTMLInputElement).value).toBe("9");
  });

  it.each([
    ["1e5", { min: null, max: null, step: null }],
    ["five", { min: null, max: null, step: null }],
    ["-", { min: null, max: null, step: null }],
    ["-1", { min: 0, max: null, step: null }],
    ["11", { min: null, max: 10, step: null }],
    ["0.3", { min: 0, max: null, step: 0.25 }],
  ])("%s is told to be none within its limits", (text, limits) => {
    expect(typeof readNumber(text, { ...limits, unit: "" })).toBe("string");
  });

  it.each([
    ["0.3", 0.1],
    ["2.7", 0.1],
    ["7", null],
  ])("%s is on its step", (text, step) => {
    expect(readNumber(text, { min: 0, max: null, step, unit: "" })).toBe(Number(text));
  });

  it("counts in the same ranges as in the kernel", () => {
    const cases = JSON.parse(readFileSync("tests/bins.json", "utf-8")) as (Scale & {
      readonly numbers: readonly number[];
      readonly places: readonly number[];
    })[];
    expect(cases.length).toBeGreaterThan(5);
    for (const each of cases) {
      expect(each.numbers.map((number) => binOf(number, each))).toEqual(each.places);
      for (const number of each.numbers) {
        const [low, high] = rangeOf(binOf(number, each), each);
        expect(number).toBeGreaterThanOrEqual(low - 1e-9 * Math.abs(low) - 1e-9);
        expect(number).toBeLessThanOrEqual(high + 1e-9 * Math.abs(high) + 1e-9);
      }
    }
  });
});

describe("answers without choices", () => {
  it("are disputed with a reason alone", async () => {
    const { root, kernel } = await show(scale({}));
    await press(root, "d");
    expect(root.querySelector("[data-lw=dispute-label]")).toBeNull();
    expect(document.activeElement).toBe(part(root, "dispute-reason"));
    type(part(root, "dispute-reason"), "It has no length.");
    part(root, "dispute-save").click();
    await vi.waitFor(() =>
      expect(events(kernel)).toMatchObject([
        { kind: "dispute", value: { label: null, reason: "It has no length." } },
      ]),
    );
  });

  it("are looked for by what is typed", async () => {
    const { root, kernel } = await show(scale({}));
    await press(root, "/");
    type(part(root, "find-value"), "42");
    await vi.waitFor(() =>
      expect(kernel.received.filter((message) => message.type === "find").at(-1)).toMatchObject({
        query: { value: "42", text: "" },
      }),
    );
  });
});

describe("a text", () => {
  it("of several lines is answered by Ctrl+Enter, and by Enter nothing is", async () => {
    const { root, kernel } = await show(writing({}));
    const field = part(root, "free-text");
    type(field, "It eats.\nIt rests.");
    await press(field, "Enter");
    expect(events(kernel)).toEqual([]);
    await press(field, "Enter", { ctrlKey: true });
    expect(events(kernel)).toMatchObject([{ value: "It eats.\nIt rests." }]);
    expect((field as HTMLTextAreaElement).value).toBe("");
  });

  it("of one line is answered by Enter, but not while it is composed", async () => {
    const { root, kernel } = await show(writing({ multiline: false }));
    const field = part(root, "free-text");
    type(field, "かぶとむし");
    await press(field, "Enter", { isComposing: true });
    expect(events(kernel)).toEqual([]);
    await press(field, "Enter");
    expect(events(kernel)).toMatchObject([{ value: "かぶとむし" }]);
  });

  it("that does not match is told while it is typed, and not answered", async () => {
    const { root, kernel } = await show(writing({ multiline: false, pattern: "[A-Z]{2}[0-9]+" }));
    const field = part(root, "free-text");
    type(field, "ab");
    await press(root, "Shift");
    expect(words(root, "problem-typed")).toContain("[A-Z]{2}[0-9]+");
    await press(field, "Enter");
    expect(events(kernel)).toEqual([]);
  });

  it("is begun with t, and Escape gives the keys back", async () => {
    const { root, kernel } = await show(writing({}));
    await press(root, "t");
    const field = part(root, "free-text");
    expect(document.activeElement).toBe(field);
    await press(field, "s");
    expect(events(kernel)).toEqual([]);
    await press(field, "Escape");
    expect(document.activeElement).toBe(root);
    await press(root, "s");
    expect(events(kernel)).toMatchObject([{ kind: "skip" }]);
  });

  it("that the kernel tells of later is offered too", async () => {
    const { root, kernel } = await show(writing({}));
    const offers = () =>
      [...root.querySelectorAll("[data-lw=offer]")].map((offer) => offer.textContent);
    expect(offers()).toEqual([]);
    const welcome = kernel.welcome(null, null, 20);
    const options = { ...welcome.task.options, earlier: ["it eats"] };
    kernel.tell({ ...welcome, task: { ...welcome.task, options } });
    await painted();
    expect(offers()).toEqual(["it eats"]);
  });

  it("that was given before is offered while another is typed", async () => {
    const { root } = await show(writing({ earlier: ["it rests", "it eats"] }));
    const field = part(root, "free-text");
    type(field, "it e");
    await press(root, "Shift");
    const offers = [...root.querySelectorAll<HTMLElement>("[data-lw=offer]")];
    expect(offers.map((offer) => offer.textContent)).toEqual(["it eats"]);
    offers[0]?.click();
    await press(root, "Shift");
    expect((field as HTMLTextAreaElement).value).toBe("it eats");
  });

  it("that was given again is drawn beneath the lengths, the commonest first", async () => {
    const counts = { total: 9, answered: 8, skipped: 0, flagged: 0, by_value: { "2": 8 } };
    const commonest = { "42": 2, "it eats": 3 };
    const { root } = await show({ ...writing({}), welcome: { counts: { ...counts, commonest } } });
    const rows = [...part(root, "commonest").querySelectorAll("li")];
    expect(rows.map((row) => row.querySelector("bdi")?.textContent)).toEqual(["it eats", "42"]);
    expect(rows.map((row) => row.querySelector(".lw-count")?.textContent)).toEqual(["3", "2"]);
  });

  it("that nothing was given again leaves no list of the commonest", async () => {
    const { root } = await show(writing({}));
    expect(root.querySelector("[data-lw=commonest]")).toBeNull();
  });

  it.each([
    ["a\nb", { multiline: false }, true],
    ["abcd", { max_length: 3 }, true],
    ["🐞🐞🐞", { max_length: 3 }, false],
    ["AB1", { pattern: "[A-Z]+[0-9]" }, false],
    ["AB", { pattern: "(" }, false],
  ])("%j is checked as the kernel does", (text, more, isBad) => {
    const options = { pattern: "", max_length: null, multiline: true, ...more };
    expect(problemOf(text, options) !== "").toBe(isBad);
  });

  it.each([
    ["one", 1],
    [" two words ", 2],
    ["a b c d e f", 6],
    ["w ".repeat(150), 101],
  ])("%j counts by its words", (text, bin) => {
    expect(wordsBin(text)).toBe(bin);
  });
});

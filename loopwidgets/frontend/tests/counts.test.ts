import { describe, expect, it } from "vitest";
import { countsWith, type Difference } from "../src/answers/counts";
import { OPEN } from "../src/answers/item-state";
import { labelsIn } from "../src/labels/lookup";

const base = {
  total: 10,
  answered: 4,
  skipped: 1,
  flagged: 0,
  by_value: { a: 3, b: 1 },
  commonest: {},
};
const answered = (value: string | readonly string[]) =>
  ({ ...OPEN, status: "answered", value }) as const;

const countsOf = (differences: readonly Difference[]) => countsWith(base, differences, labelsIn);

describe("counts with what is on its way", () => {
  it("are the kernel's when nothing is", () => {
    expect(countsOf([])).toEqual(base);
  });

  it("add a new answer to its label", () => {
    const now = countsOf([{ counted: OPEN, here: answered("b") }]);
    expect(now).toMatchObject({ answered: 5, by_value: { a: 3, b: 2 } });
  });

  it("move a changed answer from one label to the other", () => {
    const now = countsOf([{ counted: answered("a"), here: answered("b") }]);
    expect(now).toMatchObject({ answered: 4, by_value: { a: 2, b: 2 } });
  });

  it("count each of several labels", () => {
    const now = countsOf([{ counted: OPEN, here: answered(["a", "c"]) }]);
    expect(now.by_value).toEqual({ a: 4, b: 1, c: 1 });
  });

  it("take back an undone answer, and count skips and flags", () => {
    const now = countsOf([
      { counted: answered("a"), here: OPEN },
      { counted: OPEN, here: { ...OPEN, status: "skipped", flagged: true } },
    ]);
    expect(now).toMatchObject({ answered: 3, skipped: 2, flagged: 1, by_value: { a: 2 } });
  });
});

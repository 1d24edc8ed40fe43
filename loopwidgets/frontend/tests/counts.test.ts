import { describe, expect, it } from "vitest";
import { countsWith } from "../src/answers/counts";
import { OPEN } from "../src/answers/item-state";

const base = { total: 10, answered: 4, skipped: 1, flagged: 0, by_label: { a: 3, b: 1 } };
const answered = (value: string | readonly string[]) =>
  ({ ...OPEN, status: "answered", value }) as const;

describe("counts with what is on its way", () => {
  it("are the kernel's when nothing is", () => {
    expect(countsWith(base, [])).toEqual(base);
  });

  it("add a new answer to its label", () => {
    const now = countsWith(base, [{ counted: OPEN, here: answered("b") }]);
    expect(now).toMatchObject({ answered: 5, by_label: { a: 3, b: 2 } });
  });

  it("move a changed answer from one label to the other", () => {
    const now = countsWith(base, [{ counted: answered("a"), here: answered("b") }]);
    expect(now).toMatchObject({ answered: 4, by_label: { a: 2, b: 2 } });
  });

  it("count each of several labels", () => {
    const now = countsWith(base, [{ counted: OPEN, here: answered(["a", "c"]) }]);
    expect(now.by_label).toEqual({ a: 4, b: 1, c: 1 });
  });

  it("take back an undone answer, and count skips and flags", () => {
    const now = countsWith(base, [
      { counted: answered("a"), here: OPEN },
      { counted: OPEN, here: { ...OPEN, status: "skipped", flagged: true } },
    ]);
    expect(now).toMatchObject({ answered: 3, skipped: 2, flagged: 1, by_label: { a: 2 } });
  });
});

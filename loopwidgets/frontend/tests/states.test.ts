import { describe, expect, it } from "vitest";
import { changeOf, fold, OPEN, pick, undoneChange } from "../src/answers/item-state";
import { type Deed, doing, EMPTY, redoing, undoing, without } from "../src/answers/undo-stack";
import type { SentEvent } from "../src/kernel/protocol";

const event = {} as SentEvent;

describe("what stands", () => {
  it("is what the kernel said, and then what is on its way, facet by facet", () => {
    const base = { ...OPEN, flagged: true, flag_tip: "f" };
    const now = fold(base, [
      { event, change: changeOf("answer", "pest", "e1") },
      { event, change: changeOf("note", "odd", "e2") },
    ]);
    expect(now).toEqual({
      ...base,
      status: "answered",
      value: "pest",
      answer_tip: "e1",
      note: "odd",
      note_tip: "e2",
    });
  });

  it("is what stood before, after an undo, with the retraction to follow on", () => {
    const before = pick({ ...OPEN, status: "answered", value: "a", answer_tip: "e1" }, "answer");
    const now = fold(OPEN, [
      { event, change: changeOf("answer", "b", "e2") },
      { event, change: undoneChange(before, "answer", "r") },
    ]);
    expect(now).toMatchObject({ status: "answered", value: "a", answer_tip: "r" });
  });
});

describe("the history", () => {
  const deed = (id: string, key = "k"): Deed => ({
    event: id,
    key,
    act: "answer",
    value: "a",
    before: {},
    stood: null,
    look: { since: 0, seconds: 0, suggestion: null },
  });

  it("moves deeds from done to undone and back", () => {
    const two = doing(doing(EMPTY, deed("e1")), deed("e2"));
    const undone = undoing(two, "r2");
    expect(undone.done.map((one) => one.event)).toEqual(["e1"]);
    expect(undone.undone[0]).toMatchObject({ retraction: "r2", deed: { event: "e2" } });
    const redone = redoing(undone, deed("e3"));
    expect(redone.done.map((one) => one.event)).toEqual(["e1", "e3"]);
    expect(redone.undone).toEqual([]);
  });

  it("forgets what was undone once something new is done", () => {
    expect(doing(undoing(doing(EMPTY, deed("e1")), "r1"), deed("e2")).undone).toEqual([]);
  });

  it("has nothing to undo when it is empty", () => {
    expect(undoing(EMPTY, "r")).toBe(EMPTY);
  });

  it("forgets deeds and leaves the others", () => {
    const two = doing(doing(EMPTY, deed("e1", "k1")), deed("e2", "k2"));
    expect(without(two, (one) => one.key === "k1").done.map((one) => one.event)).toEqual(["e2"]);
    expect(without(two, () => false)).toBe(two);
  });
});

import { describe, expect, it } from "vitest";
import { Line } from "../src/navigation/item-line";

const none = () => false;
const among =
  (...keys: string[]) =>
  (key: string) =>
    keys.includes(key);

function lineOf(...keys: string[]): Line {
  const line = new Line();
  line.add(keys, none);
  return line;
}

describe("the line", () => {
  it("shows the first, and after it the next", () => {
    const line = lineOf("a", "b", "c");
    expect(line.shown).toBe("a");
    line.advance(none);
    expect([line.past, line.shown, line.ahead]).toEqual([["a"], "b", ["c"]]);
  });

  it("goes back, and forward again one by one", () => {
    const line = lineOf("a", "b", "c");
    line.advance(none);
    line.advance(none);
    expect(line.stepBack() && line.stepBack()).toBe(true);
    expect(line.shown).toBe("a");
    expect(line.stepBack()).toBe(false);
    line.advance(none);
    expect(line.shown).toBe("b");
    line.stepForward();
    expect(line.shown).toBe("c");
    expect(line.stepForward()).toBe(false);
  });

  it("keeps what is shown when the item ends the line", () => {
    const line = lineOf("a");
    line.advance(none);
    expect(line.shown).toBeNull();
    line.add(["b"], none);
    expect(line.shown).toBe("b");
  });

  it("takes no item twice, nor one that is answered", () => {
    const line = lineOf("a", "b");
    line.add(["a", "b", "c", "d", "c"], among("d"));
    expect(line.ahead).toEqual(["b", "c"]);
  });

  it("passes over what was answered elsewhere in the meantime", () => {
    const line = lineOf("a", "b", "c");
    line.advance(among("a", "b"));
    expect(line.shown).toBe("c");
  });

  it("drops what was answered elsewhere, but for the next two", () => {
    const line = lineOf("a", "b", "c", "d", "e");
    line.drop(among("b", "c", "d"));
    expect(line.ahead).toEqual(["b", "c", "e"]);
  });

  it("makes a reopened item the present one, and comes back to what was shown", () => {
    const line = lineOf("a", "b", "c", "d");
    line.advance(none);
    line.advance(none);
    line.reopen("b");
    line.reopen("a");
    expect([line.past, line.shown, line.ahead]).toEqual([[], "a", ["b", "c", "d"]]);
  });

  it("shows again what was on screen, even if it was answered elsewhere by then", () => {
    const line = lineOf("a", "b", "c");
    line.advance(none);
    line.reopen("a");
    line.advance(among("a", "b"));
    expect(line.shown).toBe("b");
  });

  it("shows a done item without changing what comes next", () => {
    const line = lineOf("a", "b", "c");
    line.advance(none);
    line.advance(none);
    line.goTo("a");
    expect([line.shown, line.present]).toEqual(["a", "c"]);
    line.goTo("c");
    expect(line.back).toBe(0);
  });

  it("puts earlier items before the others, whichever order they come in", () => {
    const line = lineOf("d");
    line.past = ["c"];
    expect(line.addEarlier(["b", "a", "c"])).toBe(2);
    expect(line.past).toEqual(["a", "b", "c"]);
  });

  it("keeps its place when an item that was skipped comes again", () => {
    const line = lineOf("a", "b");
    line.advance(none);
    line.add(["a"], none);
    expect(line.ahead).toEqual(["a"]);
    line.advance(none);
    expect([line.past, line.shown]).toEqual([["b"], "a"]);
  });

  it("lets go of the oldest, never of what is shown", () => {
    const line = lineOf("a", "b", "c", "d");
    for (let step = 0; step < 3; step++) line.advance(none);
    line.stepBack();
    line.stepBack();
    line.stepBack();
    expect(line.trim(1)).toEqual([]);
    line.back = 0;
    expect(line.trim(1)).toEqual(["a", "b"]);
  });

  it("remembers what was done out of line", () => {
    const line = lineOf("a", "b");
    line.done("x");
    line.done("b");
    expect([line.past, line.present, line.ahead]).toEqual([["x", "b"], "a", []]);
    line.done("a");
    expect(line.present).toBeNull();
  });
});

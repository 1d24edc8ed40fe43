/** How much room texts get: decided from the first of them. */

import { describe, expect, it } from "vitest";
import type { ShownItem } from "../src/kernel/protocol";
import { text } from "../src/views/text";

const items = (...texts: readonly string[]) =>
  texts.map((one) => ({ payload: { segments: [[one, 0]] } }) as unknown as ShownItem);
const roomOf = (...texts: readonly string[]) => text.room(items(...texts));

describe("the room of texts", () => {
  it("is brief for texts of a line or two", () => {
    expect(roomOf("Where is my parcel?", "love it", "x".repeat(120))).toBe("brief");
    expect(roomOf("")).toBe("brief");
  });

  it("is that of most of them, not of a single long text", () => {
    expect(roomOf(...Array(19).fill("love it"), "x".repeat(5000))).toBe("brief");
    expect(roomOf(...Array(8).fill("love it"), "x".repeat(300), "x".repeat(300))).toBe("short");
  });

  it("counts lines that end early", () => {
    expect(roomOf("a\nb")).toBe("brief");
    expect(roomOf("a\nb\nc")).toBe("short");
    expect(roomOf("a\nb\nc\nd")).toBe("short");
    expect(roomOf("a\nb\nc\nd\ne")).toBe("long");
  });

  it("is long where half of them are", () => {
    expect(roomOf("x".repeat(420), "x".repeat(420), "x".repeat(5000))).toBe("short");
    expect(roomOf("x".repeat(421))).toBe("long");
    expect(roomOf("x".repeat(3_000_000))).toBe("long");
  });
});

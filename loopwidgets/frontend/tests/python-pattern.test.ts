import { describe, expect, it } from "vitest";
import { fromPython } from "../src/tasks/python-pattern";

const matches = (pattern: string, text: string) => fromPython(pattern)?.test(text);

describe("a pattern of Python", () => {
  it("knows the letters and digits of every script", () => {
    for (const text of ["weevil", "café", "日本", "नमस्ते"])
      expect(matches(String.raw`\w+`, text)).toBe(true);
    expect(matches(String.raw`\d{4}`, "१२३४")).toBe(true);
    expect(matches(String.raw`[\d-]+`, "12-३")).toBe(true);
    expect(matches(String.raw`\D+`, "abc")).toBe(true);
    expect(matches(String.raw`\D+`, "३")).toBe(false);
  });

  it("has a dot for all but a line feed", () => {
    expect(matches("a.*b", "a weevil b")).toBe(true);
    expect(matches("a.*b", "a\nb")).toBe(false);
    expect(matches("a.b", "a\rb")).toBe(true);
    expect(matches("[.]", ".")).toBe(true);
    expect(matches("[.]", "x")).toBe(false);
  });

  it("may name its groups in Python's way", () => {
    expect(matches(String.raw`(?P<year>\d+)`, "xx")).toBe(false);
    expect(matches(String.raw`(?P<year>\d+)`, "2026")).toBe(true);
  });

  it("may have brackets, escapes and alternatives", () => {
    expect(matches("[A-Z]{2}[0-9]+", "AB12")).toBe(true);
    expect(matches(String.raw`a\.b|c\-d`, "c-d")).toBe(true);
    expect(matches("[]a]+", "]a")).toBe(true);
    expect(matches("[[]", "[")).toBe(true);
  });

  it("is left to the kernel where JavaScript means something else", () => {
    for (const pattern of [
      "(?i)a",
      String.raw`\bword\b`,
      String.raw`[\W]`,
      "(?P=x)",
      "(?(1)a|b)",
      "(",
    ])
      expect(fromPython(pattern)).toBeNull();
  });
});

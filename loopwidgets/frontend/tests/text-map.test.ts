import { describe, expect, it } from "vitest";
import { TextMap } from "../src/tasks/spans/text-map";

const map = (text: string, language = "") => new TextMap(text, language);
const words = (text: string, start: number, end: number, language = "") => {
  const part = map(text, language).snapped({ start, end }, "word");
  return part === null ? null : text.slice(part.start, part.end);
};
const letters = (text: string, start: number, end: number) => {
  const part = map(text).snapped({ start, end }, "letter");
  return part === null ? null : text.slice(part.start, part.end);
};

describe("places in a text", () => {
  it("count characters as Python does", () => {
    const text = "💩This is an annotation.";
    const unit = text.indexOf("annotation");
    expect(map(text).toCharacters(unit)).toBe(12);
    expect(map(text).toUnits(12)).toBe(unit);
    expect(map(text).toCharacters(text.length)).toBe([...text].length);
  });

  it("go both ways for every character of a mixed text", () => {
    const text = "a👨🏻‍🚒b नमस्ते 💩\r\n\ttext\ufeff";
    const characters = [...text];
    let unit = 0;
    characters.forEach((character, n) => {
      expect(map(text).toCharacters(unit)).toBe(n);
      expect(map(text).toUnits(n)).toBe(unit);
      unit += character.length;
    });
    expect(map(text).toUnits(characters.length + 5)).toBe(text.length);
  });
});

describe("what is marked", () => {
  it("is whole words, without the spaces at their ends", () => {
    expect(words("a weevil sat", 4, 10)).toBe("weevil sat");
    expect(words("a weevil sat", 1, 9)).toBe("weevil");
    expect(words("a weevil sat", 1, 2)).toBeNull();
  });

  it("is the word at a click, and none between spaces", () => {
    expect(words("a weevil sat", 4, 4)).toBe("weevil");
    expect(words("a  b", 2, 2)).toBeNull();
  });

  it("ends with the text", () => {
    expect(words("a weevil", 3, 8)).toBe("weevil");
    expect(letters("a weevil", 6, 8)).toBe("il");
  });

  it("is never a part of a letter", () => {
    const fireman = "👨🏻‍🚒";
    expect(letters(`x${fireman}y`, 2, 4)).toBe(fireman);
    expect(letters("नमस्ते", 3, 4)).not.toBe("नमस्ते"[3]);
  });

  it("may be the digits of a word by letters", () => {
    expect(letters("Kundennummer2785708", 12, 19)).toBe("2785708");
  });

  it("is a word of a Japanese sentence, not all of it", () => {
    const text = "虫は葉の腐った部分だけを食べる";
    expect(words(text, 0, 1, "ja")?.length).toBeLessThan(4);
  });
});

describe("a caret", () => {
  it("moves over words, and stops at the ends", () => {
    const one = map("a weevil, sat");
    expect([0, 1, 8, 13].map((at) => one.moved(at, 1, "word"))).toEqual([1, 8, 13, 13]);
    expect([13, 10, 2, 0].map((at) => one.moved(at, -1, "word"))).toEqual([10, 2, 0, 0]);
  });

  it("moves over lines", () => {
    const one = map("one\ntwo\n\nthree");
    expect(one.moved(3, 1, "word")).toBe(7);
    expect(one.moved(7, 1, "word")).toBe(14);
    expect(one.moved(9, -1, "word")).toBe(4);
  });

  it("moves over whole letters", () => {
    const text = "a👨🏻‍🚒b";
    expect(map(text).moved(1, 1, "letter")).toBe(text.length - 1);
    expect(map(text).moved(text.length - 1, -1, "letter")).toBe(1);
  });
});

it("a long line is split around the place alone", () => {
  const text = `${"weevil ".repeat(150_000)}`;
  const began = performance.now();
  const one = map(text);
  expect(one.snapped({ start: 700_002, end: 700_003 }, "word")).toEqual({
    start: 700_000,
    end: 700_006,
  });
  expect(performance.now() - began).toBeLessThan(2000);
});

import { describe, expect, it } from "vitest";
import { characterOf, choiceFor, commandFor, inRanges, signOf } from "../src/lib/keys";
import { labelsOf } from "./stand-in";

const press = (key: string, code = "", shiftKey = false) => ({ key, code, shiftKey });
const labels = labelsOf("pest", "helper", "harmless");

describe("digits choose labels by where they are", () => {
  it("on a US keyboard and on the number pad", () => {
    expect(choiceFor(press("2", "Digit2"), labels)?.title).toBe("helper");
    expect(choiceFor(press("3", "Numpad3"), labels)?.title).toBe("harmless");
  });

  it("on AZERTY, with and without shift", () => {
    expect(choiceFor(press("&", "Digit1"), labels)?.title).toBe("pest");
    expect(choiceFor(press("1", "Digit1", true), labels)?.title).toBe("pest");
    expect(choiceFor(press("é", "Digit2"), labels)?.title).toBe("helper");
  });

  it("on a Devanagari keyboard", () => {
    expect(choiceFor(press("१", "Digit1"), labels)?.title).toBe("pest");
  });

  it("but not on a number pad that moves", () => {
    expect(choiceFor(press("End", "Numpad1"), labels)).toBeNull();
  });

  it("and never takes the question mark of a German keyboard", () => {
    expect(choiceFor(press("?", "Minus", true), labels)).toBeNull();
    expect(commandFor(press("?", "Minus", true))).toBe("help");
  });

  it("nor the slash that finds, unless the digit is meant", () => {
    const nine = labelsOf(..."abcdefghi");
    expect(choiceFor(press("/", "Digit7", true), nine)).toBeNull();
    expect(choiceFor(press("/", "NumpadDivide"), nine)).toBeNull();
    expect(choiceFor(press("/", "Digit9"), nine)?.title).toBe("i");
  });
});

describe("labels with keys of their own", () => {
  const own = labels.map((label, place) => ({ ...label, key: ["a", "ñ", "b"][place] ?? "" }));

  it("answer to letters in either case of Caps Lock", () => {
    expect(choiceFor(press("a", "KeyA"), own)?.title).toBe("pest");
    expect(choiceFor(press("A", "KeyA"), own)?.title).toBe("pest");
  });

  it("answer to a letter that only one keyboard has", () => {
    expect(choiceFor(press("ñ", "Semicolon"), own)?.title).toBe("helper");
  });

  it("answer by place where no Latin letters are written", () => {
    expect(choiceFor(press("ब", "KeyB"), own)?.title).toBe("harmless");
  });

  it("do not answer to a shifted letter", () => {
    expect(choiceFor(press("A", "KeyA", true), own)).toBeNull();
  });
});

describe("letters are commands", () => {
  it("by what they write, so that a Dvorak or AZERTY z is z", () => {
    expect(commandFor(press("z", "KeyW"))).toBe("undo");
    expect(commandFor(press("w", "KeyZ"))).toBeNull();
  });

  it("by place on keyboards without Latin letters", () => {
    expect(commandFor(press("ड", "KeyZ"))).toBe("undo");
    expect(commandFor(press("я", "KeyZ"))).toBe("undo");
    expect(commandFor(press("क्ष", "KeyS"))).toBe("skip");
    expect(commandFor(press("؟", "Slash", true))).toBe("help");
    expect(commandFor(press("य", "Slash"))).toBe("find");
    expect(commandFor(press("ह", "KeyH"))).toBe("history");
  });

  it("with shift only for redo", () => {
    expect(commandFor(press("Z", "KeyZ", true))).toBe("redo");
    expect(commandFor(press("S", "KeyS", true))).toBeNull();
    expect(commandFor(press("Z", "KeyZ", false))).toBe("undo");
  });

  it("and a slash finds, wherever it is", () => {
    for (const code of ["Slash", "Period", "Digit7", "NumpadDivide"])
      expect(commandFor(press("/", code, code !== "Slash"))).toBe("find");
    expect(commandFor(press("h", "KeyD"))).toBe("history");
  });

  it("and dead keys are nothing", () => {
    expect(commandFor(press("Dead", "KeyN"))).toBeNull();
    expect(characterOf(press("Dead", "BracketLeft"))).toBe("dead");
  });
});

describe("the signs that move images", () => {
  it("are known by what is written", () => {
    const signs = ["+", "-", "=", "[", "]"];
    expect(signs.map((key) => signOf(press(key)))).toEqual(signs);
    expect(signOf(press("-", "Digit6"))).toBe("-"); // AZERTY
    expect(signOf(press("-", "Slash"))).toBe("-"); // QWERTZ
    expect(signOf(press("+", "Minus"))).toBe("+"); // Swedish
  });

  it("or by their place, where the keyboard writes others", () => {
    expect(signOf(press(")", "Minus"))).toBe("-"); // AZERTY
    expect(signOf(press("ृ", "Equal"))).toBe("="); // InScript
    expect(signOf(press("ऋ", "Equal", true))).toBe("+");
    expect(signOf(press("ड", "BracketLeft"))).toBe("[");
    expect(signOf(press("$", "BracketRight"))).toBe("]"); // AZERTY
    expect(signOf(press("+", "BracketRight"))).toBe("+"); // QWERTZ
  });

  it("but never by a key that writes nothing", () => {
    expect(signOf(press("Dead", "Equal"))).toBe("");
    expect(signOf(press("Process", "Minus"))).toBe("");
    expect(signOf(press("1", "Digit1"))).toBe("");
  });
});

describe("the card of keys", () => {
  it("has keys that follow each other as a range", () => {
    expect(inRanges([..."123456"])).toEqual([["1", "6"]]);
    expect(inRanges([..."1234567890"])).toEqual([["1", "0"]]);
    expect(inRanges([..."0123456789"])).toEqual([["0", "9"]]);
    expect(inRanges([..."1234567890abcegi"])).toEqual([
      ["1", "0"],
      ["a", "c"],
      ["e"],
      ["g"],
      ["i"],
    ]);
  });

  it("has two keys, and keys of words, one by one", () => {
    expect(inRanges(["1", "2"])).toEqual([["1"], ["2"]]);
    expect(inRanges(["Shift", "z"])).toEqual([["Shift"], ["z"]]);
    expect(inRanges(["y", "z", "{"])).toEqual([["y"], ["z"], ["{"]]);
    expect(inRanges([])).toEqual([]);
  });
});

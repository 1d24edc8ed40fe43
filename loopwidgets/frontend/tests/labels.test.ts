import { describe, expect, it } from "vitest";
import { mostChosen, withAdded } from "../src/kernel/choices";
import { fold } from "../src/labels/fold";
import { search } from "../src/labels/label-search";
import { titlesIn } from "../src/labels/lookup";
import { called, madeLabel, nameIn } from "../src/labels/new-label";
import { beginning, DIGITS, type Strip, using } from "../src/labels/recent";
import { labelsOf } from "./stand-in";

const names = (found: readonly { readonly name: string }[]) => found.map((label) => label.name);

describe("a search takes for the same", () => {
  it.each([
    ["ÉCLAIR", "eclair"],
    ["straße", "STRASSE"],
    ["Łódź", "lodz"],
    ["Ærø", "aero"],
    ["ＦＵＬＬ　ｗｉｄｔｈ", "full width"],
    ["ﬁsh", "fish"],
    ["ΟΔΟΣ", "οδος"],
    ["Ёлка", "елка"],
    ["İstanbul", "istanbul"],
    ["מִלָּה", "מלה"],
    ["كَلِمَة", "كلمه"],
    ["ज़मीन", "जमीन"],
    ["कीट १२", "कीट 12"],
    ["カメムシ", "かめむし"],
    ["ｶﾒﾑｼ", "カメムシ"],
  ])("%s and %s", (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it("but not letters that are others", () => {
    expect(fold("की")).not.toBe(fold("का"));
    expect(fold("が")).not.toBe(fold("か"));
    expect(fold("ñandú")).toBe("nandu");
  });
});

describe("a search finds", () => {
  const labels = [
    ...labelsOf("honey bee", "beetle", "carpenter bee", "soybean aphid", "Bee", "wasp"),
    { ...labelsOf("xyl")[0], id: "x", name: "XYL", title: "Holzbiene", description: "A big bee" },
    { ...labelsOf("y")[0], id: "y", name: "y", title: "ladybird", description: "Eats aphids" },
  ] as ReturnType<typeof labelsOf>;

  it("everything in the given order before anything is typed", () => {
    expect(search("  ", labels)).toBe(labels);
  });

  it("what is called so, what begins so, words that begin so, and then what has it somewhere", () => {
    expect(names(search("bee", labels))).toEqual([
      "Bee",
      "beetle",
      "honey bee",
      "carpenter bee",
      "XYL",
    ]);
    expect(names(search("bea", labels))).toEqual(["soybean aphid"]);
  });

  it("titles, names and descriptions", () => {
    expect(names(search("holz", labels))).toEqual(["XYL"]);
    expect(names(search("xyl", labels))).toEqual(["XYL"]);
    expect(names(search("aphid", labels))).toEqual(["soybean aphid", "y"]);
  });

  it("labels that fit every word, in any order", () => {
    expect(names(search("bee hon", labels))).toEqual(["honey bee"]);
    expect(search("bee zzz", labels)).toEqual([]);
  });

  it("signs that are no letters too", () => {
    const some = labelsOf("C", "C++", "C#", "co-op", "a/b");
    expect(names(search("c+", some))).toEqual(["C++"]);
    expect(names(search("op", some))).toEqual(["co-op"]);
    expect(names(search("co-", some))).toEqual(["co-op"]);
    expect(names(search("/", some))).toEqual(["a/b"]);
  });

  it("syllables while they are being composed", () => {
    expect(names(search("하", labelsOf("한국", "일본")))).toEqual(["한국"]);
  });
});

describe("the strip of labels that were used last", () => {
  const many = labelsOf(...Array.from({ length: 30 }, (_, n) => `l${n + 1}`)).map((label) => ({
    ...label,
    key: "",
  }));
  const id = (n: number) => `id-${n}`;
  const none = new Set<string>();
  const use = (strip: Strip, ...numbers: number[]) =>
    numbers.reduce((so, n) => using(so, id(n), none), strip);

  it("begins with the first ten", () => {
    expect(beginning(many, null).places).toEqual(many.slice(0, 10).map((label) => label.id));
  });

  it("moves nothing when one of its labels is used", () => {
    const strip = beginning(many, null);
    expect(use(strip, 3, 7, 3).places).toBe(strip.places);
  });

  it("gives a new one the place of what was never used, from the end", () => {
    const strip = use(beginning(many, null), 10, 20, 21);
    expect(strip.places).toEqual([1, 2, 3, 4, 5, 6, 7, 21, 20, 10].map(id));
  });

  it("then the place of what was used longest ago", () => {
    const strip = use(beginning(many, null), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 20);
    expect(strip.places).toEqual([1, 20, 3, 4, 5, 6, 7, 8, 9, 10].map(id));
    expect(use(strip, 21).places[2]).toBe(id(21));
  });

  it("leaves labels with a digit of their own in their places for good", () => {
    const labels = many.map((label, n) => (n === 25 ? { ...label, key: "1" } : label));
    let strip = beginning(labels, null);
    expect(strip.places[0]).toBe(id(26));
    expect(strip.places[1]).toBe(id(1));
    for (let n = 1; n <= 24; n++) strip = using(strip, id(n), new Set([id(26)]));
    expect(strip.places[0]).toBe(id(26));
  });

  it("goes on as it was kept, without what is gone", () => {
    const kept = use(beginning(many, null), 1, 20);
    const again = beginning(
      many.filter((label) => label.id !== id(1)),
      kept,
    );
    expect(again.places).toEqual([10, 2, 3, 4, 5, 6, 7, 8, 9, 20].map(id));
    expect(again.used).toEqual([id(20)]);
  });

  it("keeps the place of a label that was made and is not known to the kernel yet", () => {
    const kept = using(beginning(many, null), "=bee", none);
    expect(beginning(many, kept).places[9]).toBe("=bee");
  });

  it("has free places where there are fewer labels, and fills them in order", () => {
    const strip = beginning(many.slice(0, 2), null);
    expect(strip.places).toEqual([id(1), id(2), ...Array.from(DIGITS.slice(2), () => null)]);
    expect(use(strip, 9).places.slice(0, 4)).toEqual([id(1), id(2), id(9), null]);
  });
});

describe("a label that is made while labeling", () => {
  it("is called in one line, normalized", () => {
    expect(nameIn("  leaf \t miner ")).toBe("leaf miner");
    expect(nameIn("Ka\u0308fer")).toBe("Käfer");
    expect(nameIn("<b>")).toBe("<b>");
  });

  it.each(["", "   ", "\u200b", "a\u0000b", "\ud800", "x".repeat(201)])(
    "is not called %j",
    (name) => {
      expect(nameIn(name)).toBeNull();
    },
  );

  it("is none where there is one in another case or width", () => {
    const labels = [...labelsOf("Pest", "helper"), { ...madeLabel("h"), title: "सहायक" }];
    expect(called("PEST", labels)?.name).toBe("Pest");
    expect(called("ｐｅｓｔ", labels)?.name).toBe("Pest");
    expect(called("सहायक", labels)?.name).toBe("h");
    expect(called("pêst", labels)).toBeNull();
  });

  it("has the id that everyone gives it, and is replaced by what the kernel says of it", () => {
    const made = madeLabel("bee");
    const told = { ...made, color: ["#111111", "#eeeeee"] as const };
    const labels = withAdded(labelsOf("pest"), [made]);
    expect(names(labels)).toEqual(["pest", "bee"]);
    expect(withAdded(labels, [told])).toEqual([...labelsOf("pest"), told]);
    const elsewhere = { ...told, id: "other" };
    expect(withAdded(labels, [elsewhere])).toEqual([...labelsOf("pest"), elsewhere]);
    const retired = [{ ...madeLabel("vermin"), id: "old" }];
    expect(titlesIn(["id-1", "=bee", "=wasp", "gone", "old"], { choices: labels, retired })).toBe(
      "pest, bee, wasp, gone, vermin",
    );
  });
});

it("the labels chosen most often stand before the others together", () => {
  const labels = labelsOf("a", "b", "c", "d");
  const { top, others } = mostChosen(
    labels,
    { "id-2": 5, "id-4": 9, "id-1": 1, "id-3": 2, gone: 7 },
    2,
  );
  expect(names(top)).toEqual(["d", "b"]);
  expect(others).toBe(3);
});

/** HTML in items: which styles may stay, and how Markdown becomes HTML. */

import { describe, expect, it } from "vitest";
import { isHarmless } from "../src/views/rich/harmless-style";
import { htmlOf } from "../src/views/rich/markdown-source";

describe("a value of a style", () => {
  it.each([
    "red",
    "rgb(1, 2, 3)",
    "1px solid color-mix(in srgb, red 5%, blue)",
    "linear-gradient(rgb(1, 2, 3), hsl(1 2% 3%))",
    "calc((1px + 2px) * 3)",
    '"Noto Sans", serif',
  ])("stays: %s", (value) => {
    expect(isHarmless(value)).toBe(true);
  });

  it.each([
    'url("http://attacker.invalid")',
    "red url(x)",
    "URL(x)",
    "\\75 rl(x)",
    'image-set("x" 1x)',
    '-webkit-image-set("x" 1x)',
    'cross-fade(url("x"), red)',
    'src("x")',
    "var(--x)",
    "attr(href type(<url>))",
    "expression(alert(1))",
    "element(#x)",
  ])("is removed: %s", (value) => {
    expect(isHarmless(value)).toBe(false);
  });
});

describe("Markdown", () => {
  it("is that of GitHub", () => {
    expect(htmlOf("- [x] done", false)).toContain("☑");
    expect(htmlOf("- [x] done", false)).not.toContain("<input");
    expect(htmlOf("| a |\n|---|\n| 1 |", false)).toContain("<td>1</td>");
  });

  it("keeps the line breaks of a talk", () => {
    expect(htmlOf("a\nb", true)).toContain("<br>");
    expect(htmlOf("a\nb", false)).not.toContain("<br>");
  });

  it("is shown as its source where it is nested too deeply", () => {
    expect(htmlOf(`${"> ".repeat(50_000)}<b>`, false)).toContain("&gt; ");
  });
});

/** Styles that act inside an item alone, and ask for no file. */

/** The functions that a value may use: none of them names a file. */
const HARMLESS = new Set(
  (
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark calc min max clamp " +
    "linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient " +
    "translate translatex translatey scale scalex scaley rotate skew matrix repeat minmax fit-content " +
    "cubic-bezier steps counter blur brightness contrast grayscale opacity drop-shadow inset"
  ).split(" "),
);
const FUNCTION = /([^\s(),:;!/]*)\(/g;

/** True if a value, as the browser writes it, can ask for no file. */
export function isHarmless(value: string): boolean {
  if (value.includes("\\") || value.includes("@")) return false;
  return [...value.matchAll(FUNCTION)].every(
    ([, name = ""]) => name === "" || HARMLESS.has(name.toLowerCase()),
  );
}

/** Remove the declarations that could ask for a file. */
export function clean(style: CSSStyleDeclaration): void {
  for (const name of Array.from(style))
    if (name.startsWith("--") || !isHarmless(style.getPropertyValue(name)))
      style.removeProperty(name);
  // A shorthand with a variable has no values of its own yet.
  if (!isHarmless(style.cssText)) style.cssText = "";
}

/** The rules of a style sheet that act inside the item, and ask for no file. */
export function cleaned(source: string): string {
  const sheet = new CSSStyleSheet();
  try {
    sheet.replaceSync(source);
  } catch {
    return "";
  }
  return written(sheet.cssRules);
}

function written(rules: CSSRuleList): string {
  return Array.from(rules).map(writtenRule).join("\n");
}

/** Other kinds of rules are left out: imports, fonts, animations, layers. */
function writtenRule(rule: CSSRule): string {
  if (rule instanceof CSSMediaRule)
    return `@media ${rule.media.mediaText} {${written(rule.cssRules)}}`;
  if (!(rule instanceof CSSStyleRule) || /:host|::part|::slotted/i.test(rule.selectorText))
    return "";
  clean(rule.style);
  return `${rule.selectorText} {${rule.style.cssText}}`;
}

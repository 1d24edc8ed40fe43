/** Reads a regular expression of Python as one of JavaScript, as far as both mean the same. */

/** Classes of characters that Python takes from Unicode, as JavaScript writes them inside of brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  w: "\\p{L}\\p{N}\\p{M}_",
};

/** The expression that matches a whole text as Python's `fullmatch` does; null where only Python knows. */
export function fromPython(pattern: string): RegExp | null {
  let made = "";
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "\\") {
      const next = pattern[++at] ?? "";
      const known = CLASSES[next];
      if (known !== undefined) made += inClass ? known : `[${known}]`;
      else if (/[DWbBAZ]/.test(next) || (inClass && next === "S")) {
        const negated = CLASSES[next.toLowerCase()];
        if (inClass || negated === undefined) return null;
        made += `[^${negated}]`;
      } else made += /[a-zA-Z0-9]/.test(next) ? `\\${next}` : escaped(next, inClass);
    } else if (inClass) {
      inClass = character !== "]";
      made += character === "[" ? "\\[" : character;
    } else if (character === "[") {
      inClass = true;
      made += character;
      if (pattern[at + 1] === "^") made += pattern[++at];
      if (pattern[at + 1] === "]") made += `\\${pattern[++at]}`;
    } else if (character === ".") made += "[^\\n]";
    else if (pattern.startsWith("(?P<", at)) {
      made += "(?<";
      at += 3;
    } else if (/^\(\?(?![:=!]|<[=!])/.test(pattern.slice(at))) return null;
    else made += character;
  }
  try {
    return new RegExp(`^(?:${made})$`, "u");
  } catch {
    return null;
  }
}

/** A hyphen means something in brackets alone. */
const escaped = (character: string, inClass: boolean) =>
  (inClass ? /[\^$\\.*+?()[\]{}|/-]/ : /[\^$\\.*+?()[\]{}|/]/).test(character)
    ? `\\${character}`
    : character;

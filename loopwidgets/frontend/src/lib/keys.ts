/**
 * Finds the key that was meant, on any keyboard. Pure: it sees the fields of a key event and no
 * DOM.
 */

export interface Press {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly altKey?: boolean;
}

/** Something that a key can choose. */
export interface Keyed {
  readonly key: string;
}

export type Command =
  | "undo"
  | "redo"
  | "skip"
  | "flag"
  | "note"
  | "dispute"
  | "back"
  | "forward"
  | "confirm"
  | "repeat"
  | "find"
  | "history"
  | "model"
  | "help"
  | "escape";

/** True while an input method takes the keys. Safari sends the Enter that ends a word after the word: as key 229. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Letters that give way to those of choices. */
const YIELDING = { history: "h", model: "m", repeat: "r" } as const;

const LETTERS: Readonly<Record<string, Command>> = {
  z: "undo",
  s: "skip",
  f: "flag",
  n: "note",
  d: "dispute",
  [YIELDING.history]: "history",
  [YIELDING.model]: "model",
  [YIELDING.repeat]: "repeat",
};

const NAMED: Readonly<Record<string, Command>> = {
  ArrowLeft: "back",
  ArrowRight: "forward",
  Enter: "confirm",
  Escape: "escape",
};

/** Scrolling keys, and by which share of what is in view. */
export const SCROLLS: Readonly<Record<string, number>> = {
  ArrowUp: -0.2,
  ArrowDown: 0.2,
  PageUp: -0.9,
  PageDown: 0.9,
  " ": 0.9,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

const SIGNS: ReadonlySet<string> = new Set("+-=[]");

/**
 * The character that a key means. Digits go by place, so that AZERTY and Devanagari work. Letters
 * go by what they write, or by place if the keyboard writes no Latin letters.
 */
export function characterOf({ key, code }: Press): string {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined && !isNavigation(key)) return digit;
  const written = key.toLowerCase();
  if (/^[a-z]$/.test(written)) return written;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined && isOtherScript(key)) return letter.toLowerCase();
  return written;
}

/**
 * `+`, `-`, `=`, `[` or `]` by what the key writes, else by where it is: AZERTY has the minus on a digit, and keyboards
 * of other scripts may have none of them. Empty for any other key.
 */
export function signOf({ key, code, shiftKey }: Press): string {
  if (SIGNS.has(key)) return key;
  if (!isPrintable({ key, code, shiftKey })) return "";
  if (code === "Minus") return "-";
  if (code === "Equal") return shiftKey ? "+" : "=";
  if (code === "BracketLeft" && !shiftKey) return "[";
  if (code === "BracketRight" && !shiftKey) return "]";
  return "";
}

/** The choice whose key this is. */
export function choiceFor<T extends Keyed>(press: Press, choices: readonly T[]): T | null {
  if (commandFor(press) === "help") return null;
  // A German 7 writes it with Shift; a bépo 9 without, where it is the digit.
  if (press.key === "/" && (press.shiftKey || !press.code.startsWith("Digit"))) return null;
  const exactly = choices.find(({ key }) => key === press.key && !/^[0-9]$/.test(key));
  if (exactly) return exactly;
  const character = characterOf(press);
  if (press.shiftKey && /^[a-z]$/.test(character)) return null;
  return choices.find(({ key }) => key.toLowerCase() === character) ?? null;
}

/** An act's letter, unless a choice has it. */
export function letterOf(act: keyof typeof YIELDING, choices: readonly Keyed[]): string | null {
  const letter = YIELDING[act];
  return choices.some(({ key }) => key.toLowerCase() === letter) ? null : letter;
}

export function commandFor(press: Press): Command | null {
  const named = NAMED[press.key];
  if (named !== undefined) return named;
  const sign = signOf(press);
  if (sign === "[") return "back";
  if (sign === "]") return "forward";
  if (press.key === "?" || press.key === "؟") return "help";
  if (press.key === "/") return "find";
  if (press.code === "Slash" && isOtherScript(press.key)) return press.shiftKey ? "help" : "find";
  const letter = LETTERS[characterOf(press)];
  if (letter === undefined) return null;
  if (!press.shiftKey) return letter;
  return letter === "undo" ? "redo" : null;
}

/** Keys that follow each other as the first and the last of them: 1 to 6; others alone. */
export function inRanges(keys: readonly string[]): readonly (readonly string[])[] {
  const runs: string[][] = [];
  for (const key of keys) {
    const run = runs.at(-1);
    if (run !== undefined && follows(key, run.at(-1) ?? "")) run.push(key);
    else runs.push([key]);
  }
  return runs.flatMap((run) =>
    run.length > 2 ? [[run[0] ?? "", run.at(-1) ?? ""]] : run.map((key) => [key]),
  );
}

/** On a keyboard, 0 follows 9. */
function follows(key: string, before: string): boolean {
  if (!/^[0-9a-z]$/.test(key) || before.length !== 1) return false;
  return before === "9" ? key === "0" : key.charCodeAt(0) === before.charCodeAt(0) + 1;
}

/** True if a key writes something, so that the browser or the notebook may want it. */
export function isPrintable({ key }: Press): boolean {
  return [...key].length === 1;
}

function isNavigation(key: string): boolean {
  // The number pad without NumLock: Home, ArrowUp …
  return key.length > 1 && key !== "Dead" && key !== "Unidentified";
}

function isOtherScript(key: string): boolean {
  // InScript and others write several characters with one key.
  return !/^[ -~]$/.test(key) && /^[^A-Z]/i.test(key) && !/[\u00c0-\u024f]/.test(key);
}

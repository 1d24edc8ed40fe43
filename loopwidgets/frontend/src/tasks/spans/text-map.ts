/**
 * Places in a text: the browser counts UTF-16 units, Python counts characters. Pure but for
 * `Intl.Segmenter`.
 */

/** A part of a text, in UTF-16 units. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
}

export type Step = "word" | "letter";

/** The longest piece that is split into words at once: the lines around a place. */
const NEAR = 20_000;

export class TextMap {
  readonly text: string;
  /** The units before which a character of two units lies; empty in most texts. */
  readonly #pairs: readonly number[];
  readonly #segmenters: Readonly<Record<Step, Intl.Segmenter>>;
  #cut: { readonly step: Step; readonly from: number; readonly parts: readonly TextPart[] } | null =
    null;

  constructor(text: string, language: string) {
    this.text = text;
    this.#pairs = pairsIn(text);
    const locale = language || undefined;
    this.#segmenters = {
      word: new Intl.Segmenter(locale, { granularity: "word" }),
      letter: new Intl.Segmenter(locale, { granularity: "grapheme" }),
    };
  }

  /** The number of characters before a unit. */
  toCharacters(unit: number): number {
    return unit - countBelow(this.#pairs, unit + 1);
  }

  /** The unit at which a character begins; beyond the end, the end. */
  toUnits(character: number): number {
    if (this.#pairs.length === 0) return Math.min(character, this.text.length);
    let low = character;
    let high = Math.min(this.text.length, 2 * character);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.toCharacters(middle) < character) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, this.text.length);
  }

  /** The words around a part, or the letters: whole graphemes always. White space at its ends is left out. */
  snapped({ start, end }: TextPart, step: Step): TextPart | null {
    let from = Math.max(0, Math.min(start, end));
    let to = Math.min(this.text.length, Math.max(start, end));
    if (from === to) return step === "word" ? this.#wordAt(from) : null;
    // A person who marks a word often takes the space behind it along.
    while (from < to && isSpace(this.text[from])) from += 1;
    while (to > from && isSpace(this.text[to - 1])) to -= 1;
    if (from === to) return null;
    return { start: this.#edge(from, step, "start"), end: this.#edge(to - 1, step, "end") };
  }

  /** The place to which a caret moves: over a word or a letter, to the left (-1) or right in the text's order. */
  moved(at: number, by: -1 | 1, step: Step): number {
    const parts = this.#around(by < 0 ? at - 1 : at, step).filter(
      (part) => step === "letter" || this.#isWord(part),
    );
    if (by > 0) {
      const next = parts.find((part) => part.end > at);
      if (next !== undefined) return next.end;
      const from = this.#windowEnd(at);
      return from >= this.text.length ? this.text.length : this.moved(from, by, step);
    }
    const next = parts.findLast((part) => part.start < at);
    if (next !== undefined) return next.start;
    const to = this.#windowStart(at - 1);
    return to <= 0 ? 0 : this.moved(to, by, step);
  }

  #wordAt(unit: number): TextPart | null {
    const parts = this.#around(unit, "word");
    const touching = parts.filter((part) => part.start <= unit && unit <= part.end);
    return touching.find((part) => this.#isWord(part)) ?? null;
  }

  #edge(unit: number, step: Step, edge: keyof TextPart): number {
    const whole = this.#around(unit, step).find((part) => part.start <= unit && unit < part.end);
    return whole?.[edge] ?? (edge === "start" ? unit : unit + 1);
  }

  #isWord({ start, end }: TextPart): boolean {
    return /[\p{L}\p{N}\p{S}]/u.test(this.text.slice(start, end));
  }

  /** The words or letters near a unit: a long text is never split as a whole. */
  #around(unit: number, step: Step): readonly TextPart[] {
    const from = this.#windowStart(unit);
    if (this.#cut?.step !== step || this.#cut.from !== from) {
      const piece = this.text.slice(from, this.#windowEnd(unit));
      const parts = [...this.#segmenters[step].segment(piece)].map(({ index, segment }) => ({
        start: from + index,
        end: from + index + segment.length,
      }));
      this.#cut = { step, from, parts };
    }
    return this.#cut.parts;
  }

  #windowStart(unit: number): number {
    const at = Math.max(0, Math.min(unit, this.text.length - 1));
    const line = this.text.lastIndexOf("\n", at - 1) + 1;
    return at - line <= NEAR ? line : line + Math.floor((at - line) / NEAR) * NEAR;
  }

  #windowEnd(unit: number): number {
    const start = this.#windowStart(unit);
    const line = this.text.indexOf("\n", Math.max(unit, start));
    const end = line < 0 ? this.text.length : line + 1;
    return Math.min(end, start + NEAR);
  }
}

function isSpace(character: string | undefined): boolean {
  return character === undefined || /\s/.test(character);
}

/** The second units of all characters of two units, in order. */
function pairsIn(text: string): readonly number[] {
  const pairs: number[] = [];
  for (let unit = 1; unit < text.length; unit++) {
    const isPair = isBetween(text, unit - 1, 0xd800) && isBetween(text, unit, 0xdc00);
    if (isPair && pairs.at(-1) !== unit - 1) pairs.push(unit);
  }
  return pairs;
}

/** True for one of the 1,024 codes from `first` on. */
function isBetween(text: string, unit: number, first: number): boolean {
  const code = text.charCodeAt(unit);
  return code >= first && code < first + 0x400;
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

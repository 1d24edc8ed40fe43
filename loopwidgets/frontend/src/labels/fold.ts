/** Texts as a search compares them: without case, accents, and forms of one letter. Pure. */

/**
 * Accents of Latin, Greek and Cyrillic; vowel points of Hebrew and Arabic; nuktas of Indic scripts. Not the vowel
 * signs of Indic scripts: they are letters.
 */
const ACCENTS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc\u200c\u200d]/g;
/** Letters that Unicode does not take apart. */
const PLAIN: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ħ: "h",
  ł: "l",
  þ: "th",
  ς: "σ",
  أ: "ا",
  إ: "ا",
  ى: "ي",
  ة: "ه",
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");
const KATAKANA = /[\u30a1-\u30f6]/g;
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;

/** Digits of every script stand in rows of ten, the zero first. */
function asciiDigit(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  for (let value = 0; value < 10; value++, zero--)
    if (!/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) return String(value);
  return digit;
}

export function fold(text: string): string {
  // To capitals and back: ß is ss, and a Turkish ı is an i.
  const plain = text.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKD");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nearly all names need nothing more
  if (/^[\x00-\x7f]*$/.test(plain)) return plain;
  return plain
    .replace(ACCENTS, "")
    .replace(SPECIAL, (letter) => PLAIN[letter] ?? letter)
    .replace(KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
    .replace(OTHER_DIGIT, asciiDigit);
}

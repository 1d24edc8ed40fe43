/** How HTML looks inside an item: the styles of a shadow root, which the page's own styles do not reach. */

const RULES = [
  ":host { display: block; line-height: 1.55; overflow-wrap: break-word }",
  "* { box-sizing: border-box; max-inline-size: 100% }",
  ":is(p, ul, ol, dl, pre, table, blockquote, figure, details, h1, h2, h3, h4, h5, h6) { margin: 0 0 0.65em }",
  ":host > :last-child, blockquote > :last-child, li > :last-child { margin-block-end: 0 }",
  ":is(h1, h2, h3, h4, h5, h6) { line-height: 1.3; margin-block-start: 0.9em }",
  "h1 { font-size: 1.45em } h2 { font-size: 1.25em } h3 { font-size: 1.1em } :is(h4, h5, h6) { font-size: 1em }",
  ":host > :first-child { margin-block-start: 0 }",
  ":is(ul, ol) { padding-inline-start: 1.6em } li > :is(ul, ol) { margin-block-end: 0 }",
  "blockquote { padding-inline-start: 12px; border-inline-start: 3px solid var(--lw-line); color: var(--lw-soft) }",
  ":is(pre, code, kbd, samp, tt) { font-family: var(--lw-mono); font-size: 0.9em }",
  "code { padding: 0.1em 0.3em; border-radius: 4px; background: var(--lw-fill) }",
  "pre { padding: 8px 12px; border: 1px solid var(--lw-line); border-radius: 6px; background: var(--lw-fill) }",
  "pre { white-space: pre-wrap; overflow-wrap: anywhere } pre code { padding: 0; background: none; font-size: 1em }",
  "table { border: 0; border-collapse: collapse; font-size: 0.94em; max-inline-size: none }",
  ":is(th, td) { padding: 4px 12px 4px 0; border: 0; border-block-end: 1px solid var(--lw-line) }",
  ":is(th, td) { text-align: start; vertical-align: top; max-inline-size: 46rem }",
  "th { font-weight: 600 } tbody th { color: var(--lw-soft); font-weight: 400 }",
  ":is(th, td)[align=right] { text-align: end } :is(th, td)[align=center] { text-align: center }",
  "a { color: var(--lw-accent); text-decoration: underline; text-underline-offset: 2px }",
  ":is(a, summary):focus-visible { outline: 2px solid var(--lw-accent); outline-offset: 1px; border-radius: 2px }",
  "img { block-size: auto } hr { border: 0; border-block-start: 1px solid var(--lw-line); margin: 1em 0 }",
  "mark { background: var(--lw-mark); color: inherit } .lw-absent { color: var(--lw-soft); font-style: italic }",
];

let made: CSSStyleSheet | null = null;

export function inside(): CSSStyleSheet {
  if (made === null) {
    made = new CSSStyleSheet();
    // In a layer, so that the item's own styles come before these.
    made.replaceSync(`@layer inside {${RULES.join("\n")}}`);
  }
  return made;
}

/** Markdown becomes HTML, which is sanitized after that like any other. */

import { Marked } from "marked";

const marked = new Marked({
  gfm: true,
  renderer: { checkbox: ({ checked }) => (checked ? "☑ " : "☐ ") },
});

/** `breaks`: a line break in the source is one on the page. */
export function htmlOf(markdown: string, breaks: boolean): string {
  try {
    return marked.parse(markdown, { async: false, breaks });
  } catch {
    // It is nested deeper than anybody writes: its source is readable.
    const escaped = markdown
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;");
    return `<pre>${escaped}</pre>`;
  }
}

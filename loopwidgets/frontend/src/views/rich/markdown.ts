/** Show Markdown, and HTML in it sanitized. */

import { markup } from "./markup";

export const markdown = markup("markdown");

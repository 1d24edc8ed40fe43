/** Show HTML, sanitized. */

import { markup } from "./markup";

export const html = markup("html");

/**
 * HTML without anything that could run, ask for a file, send a form or reach outside.
 *
 * DOMPurify removes all elements and attributes but those below. The rest is done in its document, in which
 * nothing runs or loads: addresses of links and pictures, and styles.
 */

import DOMPurify from "dompurify";
import { clean, cleaned } from "./harmless-style";
import { strings } from "./strings";

const TAGS =
  "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details " +
  "dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p " +
  "pre q rp rt ruby s samp section small span strike strong style sub summary sup table tbody td tfoot th thead " +
  "time tr tt u ul var wbr";
const ATTRIBUTES =
  "align alt bgcolor border cellpadding cellspacing class color colspan datetime dir face height href id lang open " +
  "reversed rowspan scope size span src start style title type valign value width";
const LINK = /^(https?:\/\/|mailto:)/i;
const PICTURE = /^data:image\/(png|jpeg|jpg|gif|webp|avif|bmp|svg\+xml)[;,]/i;

const purify = DOMPurify(window);

/** The elements of this HTML that may stand in the page, in a document of their own. */
export function sanitized(html: string): DocumentFragment {
  const fragment = purify.sanitize(html, {
    ALLOWED_TAGS: TAGS.split(" "),
    ALLOWED_ATTR: ATTRIBUTES.split(" "),
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    FORCE_BODY: true,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const element of fragment.querySelectorAll<HTMLElement>("*")) {
    if (element.localName === "style") element.textContent = cleaned(element.textContent ?? "");
    else if (element.localName === "a") link(element);
    else if (element.localName === "img") picture(element);
    else for (const name of ["href", "src"]) element.removeAttribute(name);
    if (element.hasAttribute("style")) {
      clean(element.style);
      element.setAttribute("style", element.style.cssText);
    }
  }
  return fragment;
}

/** A link is only ever an address that a person would follow, and opens apart from the notebook. */
function link(element: HTMLElement): void {
  const address = element.getAttribute("href")?.trim() ?? "";
  element.removeAttribute("src");
  element.removeAttribute("href");
  if (!LINK.test(address)) return;
  element.setAttribute("href", address);
  element.setAttribute("target", "_blank");
  element.setAttribute("rel", "noopener noreferrer");
}

/** A picture that is in the item itself stays; for any other there is its text. */
function picture(element: HTMLElement): void {
  const address = element.getAttribute("src")?.trim() ?? "";
  const name = element.getAttribute("alt") ?? "";
  element.removeAttribute("href");
  element.setAttribute("alt", name);
  if (PICTURE.test(address)) return;
  const absent = element.ownerDocument.createElement("span");
  absent.className = "lw-absent";
  absent.title = strings.absentTitle;
  absent.textContent = strings.absent(name);
  element.replaceWith(absent);
}

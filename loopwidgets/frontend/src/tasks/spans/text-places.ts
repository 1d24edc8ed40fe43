/** Places in an element's text: between the nodes and offsets of the DOM, and UTF-16 units of the whole text. */

import type { TextPart } from "./text-map";

/** The units before a place in the DOM; null for a place outside of the element. */
export function unitAt(element: HTMLElement, node: Node, offset: number): number | null {
  if (!element.contains(node)) return null;
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** The range of a part; null while the text is shorter. */
export function rangeOf(element: HTMLElement, { start, end }: TextPart): Range | null {
  const from = placeOf(element, start, false);
  const to = placeOf(element, end, true);
  if (from === null || to === null) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

/** `isEnd`: at the end of a node rather than at the beginning of the next. */
function placeOf(element: HTMLElement, unit: number, isEnd: boolean): [Node, number] | null {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (unit < before + length || (isEnd && unit === before + length)) return [node, unit - before];
    before += length;
  }
  return null;
}

/** The part that is selected in the browser's own way; null for none in here. */
export function selectedIn(element: HTMLElement): TextPart | null {
  const root = element.getRootNode();
  const selection = document.getSelection();
  if (selection === null) return null;
  // In a shadow root the selection itself says nothing.
  const [range] =
    root instanceof ShadowRoot
      ? selection.getComposedRanges({ shadowRoots: [root] })
      : selection.rangeCount > 0
        ? [selection.getRangeAt(0)]
        : [];
  if (range === undefined) return null;
  const start = unitAt(element, range.startContainer, range.startOffset);
  const end = unitAt(element, range.endContainer, range.endOffset);
  if (start === null && end === null) return null;
  const length = element.textContent.length;
  return { start: start ?? 0, end: end ?? length };
}

/** The unit nearest to a point of the page; null outside of the text. */
export function unitAtPoint(element: HTMLElement, x: number, y: number): number | null {
  const root = element.getRootNode();
  const shadowRoots = root instanceof ShadowRoot ? [root] : [];
  const place = document.caretPositionFromPoint?.(x, y, { shadowRoots });
  return place ? unitAt(element, place.offsetNode, place.offset) : null;
}

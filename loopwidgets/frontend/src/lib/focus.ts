/** Where the focus is, also inside a shadow root. */

/** The focused element, also inside a shadow root. */
export function focused(root: HTMLElement): Element | null {
  const tree = root.getRootNode();
  return "activeElement" in tree ? (tree as Document | ShadowRoot).activeElement : null;
}

export function hasFocus(root: HTMLElement): boolean {
  const element = focused(root);
  return element !== null && root.contains(element);
}

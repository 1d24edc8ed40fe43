/** Keeps the keys that are typed in an element from the notebook. */

/** JupyterLab and Notebook 7 leave keys alone inside an element that has this. */
export const SUPPRESS = "data-lm-suppress-shortcuts";

/**
 * Keep a key from the notebook, wherever in here it is typed; but Ctrl+S saves.
 *
 * The notebook looks for its shortcuts from the focused element upwards, and stops at the first that
 * fits: the mark on the root would come too late. To be called in the window's capture phase.
 */
export function shield(event: KeyboardEvent, root: HTMLElement): void {
  const target = event.composedPath()[0];
  if (!(target instanceof Element) || !event.composedPath().includes(root)) return;
  const marked = [root, target];
  for (const element of marked)
    if (!element.hasAttribute(SUPPRESS)) element.setAttribute(SUPPRESS, "true");
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
  for (const element of marked) element.removeAttribute(SUPPRESS);
  setTimeout(() => {
    for (const element of marked) element.setAttribute(SUPPRESS, "true");
  }, 0);
}

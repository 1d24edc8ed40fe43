/**
 * Reports again and again that the widget is looked at, as long as it is in view and its tab is
 * visible.
 */

/** Milliseconds between two times; the kernel goes on for half as long again. */
export const AGAIN = 20_000;

/** Call `look` at once, and again while the element is seen; returns a function that stops it. */
export function watchLooking(root: HTMLElement, look: () => void): () => void {
  let inView = true;
  let timer: ReturnType<typeof setInterval> | undefined;
  const check = () => {
    const seen = inView && document.visibilityState === "visible";
    if (seen === (timer !== undefined)) return;
    clearInterval(timer);
    timer = undefined;
    if (!seen) return;
    timer = setInterval(look, AGAIN);
    look();
  };
  const observer = new IntersectionObserver((entries) => {
    inView = entries[entries.length - 1]?.isIntersecting ?? inView;
    check();
  });
  observer.observe(root);
  document.addEventListener("visibilitychange", check);
  check();
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", check);
    clearInterval(timer);
  };
}

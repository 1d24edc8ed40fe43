/** Work that may wait until the next item is on the screen. */

/** Where a page is hidden nothing is painted: then it waits no longer than this (ms). */
const LONGEST = 100;
/** A browser that is never idle is given so long after the frame (ms): later would meet the next key. */
const BUSY = 25;

/** Run `work` once the frame of this moment is painted; returns what calls it off. */
export function afterPaint(work: () => void): () => void {
  let idle = 0;
  let done = false;
  const frame = requestAnimationFrame(() => {
    // A timer set in the frame would come before what the frame draws is handed over.
    if (typeof requestIdleCallback === "function")
      idle = requestIdleCallback(run, { timeout: BUSY });
    else setTimeout(run, 10);
  });
  const late = setTimeout(run, LONGEST);

  function off(): void {
    done = true;
    cancelAnimationFrame(frame);
    if (idle !== 0) cancelIdleCallback(idle);
    clearTimeout(late);
  }

  function run(): void {
    if (done) return;
    off();
    work();
  }
  return off;
}

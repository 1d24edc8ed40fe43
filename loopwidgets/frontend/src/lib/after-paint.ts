/**
 * Work that may wait until the next item is on the screen; all work of a frame is done together.
 */

/** Where a page is hidden nothing is painted: then it waits no longer than this (ms). */
const LONGEST = 100;
/** A browser that is never idle is given so long after the frame (ms): later would meet the next key. */
const BUSY = 25;

/** The work that waits for the frame of this moment; a frame that has begun takes no more in. */
let waiting: Set<() => void> | null = null;

/** Run `work` once the frame of this moment is painted; returns a function that cancels it. */
export function afterPaint(work: () => void): () => void {
  waiting ??= nextFrame();
  const those = waiting;
  // One function that waits twice is done twice.
  const one = () => work();
  those.add(one);
  return () => {
    those.delete(one);
  };
}

/** Done separately, each would change the page in a frame of its own. */
function nextFrame(): Set<() => void> {
  const those = new Set<() => void>();
  let idle = 0;
  const frame = requestAnimationFrame(() => {
    close();
    // A callback requested in the frame itself may run before the frame's drawing is handed over.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      if (those.size === 0) return; // called off, or done because it was late
      if (typeof requestIdleCallback === "function")
        idle = requestIdleCallback(run, { timeout: BUSY });
      else setTimeout(run, 10);
    };
    port2.postMessage(null);
  });
  const late = setTimeout(run, LONGEST);

  function close(): void {
    if (waiting === those) waiting = null;
  }

  function run(): void {
    close();
    cancelAnimationFrame(frame);
    if (idle !== 0) cancelIdleCallback(idle);
    clearTimeout(late);
    const due = [...those];
    those.clear();
    for (const work of due) {
      try {
        work();
      } catch (error) {
        // A failing function holds up no other.
        reportError(error);
      }
    }
  }
  return those;
}

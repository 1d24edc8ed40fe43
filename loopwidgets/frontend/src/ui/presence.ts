/** Tells the session if a view is in sight, and that the person is there. */

import type { Session } from "../session/session";

const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"] as const;
/** Moves are reported so often and no more. */
const EVERY = 1000;

/** Watch a view; returns a function that stops it. */
export function watchPresence(session: Session, root: HTMLElement): () => void {
  const view = Symbol("view");
  let onScreen = true;
  let told = 0;
  const tell = () => session.attention.inSight(view, onScreen && !document.hidden);
  const moved = (event: Event) => {
    if (event.timeStamp - told < EVERY) return;
    told = event.timeStamp;
    session.attention.moved();
  };
  const hidden = () => {
    tell();
    if (document.hidden) session.deliveries.flush();
  };
  // A person who goes on elsewhere in the notebook finds the latest answers there.
  root.addEventListener("focusout", session.deliveries.flush);
  const observer = new IntersectionObserver(([entry]) => {
    onScreen = entry?.isIntersecting ?? true;
    tell();
  });
  observer.observe(root);
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("pagehide", session.deliveries.flush);
  for (const sign of SIGNS) window.addEventListener(sign, moved, { passive: true, capture: true });
  tell();
  return () => {
    observer.disconnect();
    root.removeEventListener("focusout", session.deliveries.flush);
    document.removeEventListener("visibilitychange", hidden);
    window.removeEventListener("pagehide", session.deliveries.flush);
    for (const sign of SIGNS) window.removeEventListener(sign, moved, { capture: true });
    session.attention.inSight(view, false);
  };
}

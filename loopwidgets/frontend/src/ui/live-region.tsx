/**
 * Tells screen readers the result of an act, and the suggestion for the next item, once it is
 * painted.
 */

import { effect, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { ShownSuggestion } from "../kernel/protocol";
import { afterPaint } from "../lib/after-paint";
import type { Session } from "../session/session";

export function LiveRegion({ session }: { readonly session: Session }) {
  const spoken = useSignal("");
  useLayoutEffect(() => {
    let heard = session.said.peek();
    let told: ShownSuggestion | null = null;
    return effect(() => {
      const words = session.said.value;
      const now = session.loop.suggestion.value;
      return afterPaint(() => {
        const also = now === null || now === told ? "" : saidOf(now, session);
        const news = [words === heard ? "" : words(), also].filter((one) => one !== "").join(". ");
        heard = words;
        told = now;
        // The same words once more are only read out when they differ.
        if (news !== "") spoken.value = spoken.peek() === news ? `${news}\u00a0` : news;
      });
    });
  }, [session, spoken]);
  return (
    <div class="lw-said" aria-live="polite" data-lw="said">
      {spoken}
    </div>
  );
}

function saidOf(suggestion: ShownSuggestion, session: Session): string {
  const setup = session.setup.peek();
  if (setup === null) return "";
  return session.task.peek()?.suggestions?.say(suggestion, setup) ?? "";
}

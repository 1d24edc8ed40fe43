/** The model's suggestion, as a mark in the label's button: its room is always there, so it moves nothing. */

import type { ReadonlySignal } from "@preact/signals";
import type { ShownSuggestion } from "../../kernel/protocol";
import { strings } from "../../strings";
import type { Suggesting } from "../task";

interface Props {
  /** Null where the label is not suggested. */
  readonly suggestion: ReadonlySignal<ShownSuggestion | null>;
  readonly loop: Suggesting;
}

export function SuggestionMark({ suggestion, loop }: Props) {
  if (!loop.suggests.value) return null;
  const now = suggestion.value;
  return <span class="lw-mark-room">{now && markOf(now, loop.isDrawnAtHand.value)}</span>;
}

/** The drawn suggestion, where a label is part of it. */
export function drawnOf({ drawn }: Suggesting, id: string): ShownSuggestion | null {
  return drawn.value?.labels.includes(id) ? drawn.value : null;
}

/** The mark of a label that is suggested. */
export function markOf(now: ShownSuggestion, isAtHand: boolean) {
  return (
    <span
      class="lw-suggestion"
      data-lw="suggestion"
      data-confidence={now.confidence}
      aria-hidden="true"
      title={strings.suggestionTitle}
    >
      {strings.suggestion(now.confidence, isSet(now))}
      {isAtHand && <kbd>↵</kbd>}
    </span>
  );
}

/** For screen readers: the model's probability, and the label's description. */
export function suggestionWords(now: ShownSuggestion | null, beside = ""): string {
  if (now === null) return "";
  const words = strings.suggested(now.confidence, isSet(now));
  return beside === "" ? words : `${words}. ${beside}`;
}

/** The confidence in a set is the confidence in its least probable label. */
export function isSet({ labels }: ShownSuggestion): boolean {
  return labels.length > 1;
}

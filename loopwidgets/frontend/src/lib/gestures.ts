/** Presses of keys and buttons as the browser timed them. Pure. */

export interface Gesture {
  /** When, by the event's own clock (ms). */
  readonly at: number;
  /** The key or the button. */
  readonly what: string;
  /** How many clicks there were by mouse or finger in quick succession; 0 for a key. */
  readonly clicks: number;
}

export interface Use {
  /** It is about the item in front of the person. */
  readonly needsItem: boolean;
  /** Two clicks in quick succession mean a single click. */
  readonly clicksOnce: boolean;
}

/** A browser counts the clicks of a mouse or a finger, and none where a key pressed the button. */
export function pressOf(event: UIEvent, what: string): Gesture {
  return { at: event.timeStamp, what, clicks: event.type === "click" ? event.detail : 0 };
}

/**
 * How often answers go to the kernel: those made in quick succession go together.
 *
 * Each message and each reply makes the notebook draw. For a quick person or on a slow line, that
 * happens while the next key is pressed.
 */

/** One message in so many round trips, and in so long (ms) at least and at most. */
const ROUND_TRIPS = 25;
const OFTENEST = 1_000;
const RAREST = 4_000;

/**
 * Waits so much longer (ms) if no further act comes. The best time to send is right after an act,
 * when no key is pressed.
 */
export const LAST = 400;

/** How long (ms) a line with such a round trip is left alone after a message with answers. */
export function pause(roundTrip: number): number {
  return Math.min(RAREST, Math.max(OFTENEST, ROUND_TRIPS * roundTrip));
}

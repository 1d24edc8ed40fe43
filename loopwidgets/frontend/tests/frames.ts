/**
 * Nothing paints in these tests: what waits for a frame comes with the next turn of the clock. And no answer waits for
 * others to go together; what tells how long they do, `tempo.test.ts` tests.
 */

import { vi } from "vitest";

vi.mock("../src/lib/after-paint", () => ({
  afterPaint(work: () => void) {
    const timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  },
}));

vi.mock("../src/answers/send-interval", () => ({ LAST: 200, pause: () => 0 }));

/** Nothing paints in these tests: what waits for a frame comes with the next turn of the clock. */

import { vi } from "vitest";

vi.mock("../src/after-paint", () => ({
  afterPaint(work: () => void) {
    const timer = setTimeout(work, 0);
    return () => clearTimeout(timer);
  },
}));

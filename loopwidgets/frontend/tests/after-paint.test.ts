import { afterEach, describe, expect, it, vi } from "vitest";

const { afterPaint } =
  await vi.importActual<typeof import("../src/after-paint")>("../src/after-paint");

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("after the paint", () => {
  it("work comes behind the frame, once", () => {
    vi.useFakeTimers();
    const work = vi.fn();
    afterPaint(work);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(500);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("work is done in a page that never paints", () => {
    vi.useFakeTimers();
    vi.stubGlobal("requestAnimationFrame", () => 1);
    const work = vi.fn();
    afterPaint(work);
    vi.advanceTimersByTime(99);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("work can be called off", () => {
    vi.useFakeTimers();
    const work = vi.fn();
    afterPaint(work)();
    vi.advanceTimersByTime(500);
    expect(work).not.toHaveBeenCalled();
  });
});

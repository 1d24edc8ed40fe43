import { afterEach, describe, expect, it, vi } from "vitest";

const { afterPaint } =
  await vi.importActual<typeof import("../src/lib/after-paint")>("../src/lib/after-paint");

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

  it("what waits for one frame is done together, and what comes later waits for the next", () => {
    vi.useFakeTimers();
    const frames: (() => void)[] = [];
    const handedOver: (() => void)[] = [];
    const idle: (() => void)[] = [];
    vi.stubGlobal("requestAnimationFrame", (run: () => void) => frames.push(run));
    vi.stubGlobal(
      "MessageChannel",
      class {
        readonly port1 = { onmessage: () => undefined, close: () => undefined };
        readonly port2 = { postMessage: () => handedOver.push(() => this.port1.onmessage()) };
      },
    );
    vi.stubGlobal("requestIdleCallback", (run: () => void) => idle.push(run));
    vi.stubGlobal("cancelIdleCallback", () => undefined);
    const [one, two, three] = [vi.fn(), vi.fn(), vi.fn()];
    afterPaint(one);
    afterPaint(two);
    expect(frames).toHaveLength(1);
    frames[0]?.();
    afterPaint(three);
    expect(frames).toHaveLength(2);
    expect(idle).toHaveLength(0);
    handedOver[0]?.();
    idle[0]?.();
    expect([one, two, three].map((work) => work.mock.calls.length)).toEqual([1, 1, 0]);
    frames[1]?.();
    handedOver[1]?.();
    idle[1]?.();
    expect(three).toHaveBeenCalledTimes(1);
  });

  it("work that fails holds up no other", () => {
    vi.useFakeTimers();
    const told = vi.fn();
    vi.stubGlobal("reportError", told);
    const work = vi.fn();
    afterPaint(() => {
      throw new Error("no");
    });
    afterPaint(work);
    vi.advanceTimersByTime(500);
    expect(work).toHaveBeenCalledTimes(1);
    expect(told).toHaveBeenCalledTimes(1);
  });
});

import { describe, expect, it } from "vitest";
import { ActiveClock, pace } from "../src/session/item-timer";

describe("active time", () => {
  it("counts while the person looks", () => {
    const clock = new ActiveClock(0);
    clock.restart(1000);
    expect(clock.seconds(5500)).toBe(4.5);
  });

  it("leaves out what is beyond 30 seconds without a move", () => {
    const clock = new ActiveClock(0);
    expect(clock.seconds(100_000)).toBe(30);
    clock.moved(100_000);
    expect(clock.seconds(102_000)).toBe(32);
  });

  it("leaves out a hidden tab", () => {
    const clock = new ActiveClock(0);
    clock.visible(false, 2000);
    clock.visible(true, 9000);
    expect(clock.seconds(10_000)).toBe(3);
  });

  it("starts anew with each item", () => {
    const clock = new ActiveClock(0);
    clock.seconds(4000);
    clock.restart(4000);
    expect(clock.seconds(4250)).toBe(0.25);
  });
});

describe("the pace", () => {
  it("is hidden before three answers", () => {
    expect(pace([1, 2])).toBeNull();
  });

  it("is the median", () => {
    expect(pace([9, 1, 2])).toBe(2);
    expect(pace([9, 1, 2, 4])).toBe(3);
  });
});

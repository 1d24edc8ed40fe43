/** Recordings: their heights and times, parts in seconds, and a player that plays exactly to an end. */

import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  between,
  inOrder,
  pulled,
  rowsOf,
  shifted,
  snapped,
  timeIn,
} from "../src/tasks/segments/places";
import { read, readPeaks } from "../src/views/audio/content";
import { DecodedHeights, SentHeights } from "../src/views/audio/peaks";
import { Player } from "../src/views/audio/player";
import { inWords, moved, showing, ticks, zoomed } from "../src/views/audio/range";

const part = (start: number, end: number, label = "a") => ({ label, start, end });

describe("a part of a recording", () => {
  it("begins at exactly 0 and ends at the exact end", () => {
    expect(between(-3, 99, 2.123456)).toEqual({ start: 0, end: 2.123456 });
    expect(timeIn(2.1234, 2.1233)).toBe(2.123);
    expect(timeIn(2.1234, 2.1239)).toBe(2.1234);
  });

  it("is the same, drawn from either side", () => {
    expect(between(2, 1, 3)).toEqual(between(1, 2, 3));
  });

  it("has some length", () => {
    expect(between(1, 1.001, 3)).toBeNull();
    expect(pulled(part(1, 2), "start", 5, 3)).toEqual(part(1.995, 2));
    expect(pulled(part(1, 2), "end", 0, 3)).toEqual(part(1, 1.005));
  });

  it("keeps its length as it is moved against the ends", () => {
    expect(shifted(part(1, 2), -5, 3)).toEqual(part(0, 1));
    expect(shifted(part(1, 2), 5, 3)).toEqual(part(2, 3));
    expect(shifted(part(1, 2), 0.25, 3)).toEqual(part(1.25, 2.25));
    expect(shifted(part(0, 3), 1, 3)).toEqual(part(0, 3));
  });

  it("snaps to what is near", () => {
    expect(snapped(1.04, [0, 1, 2], 0.05)).toBe(1);
    expect(snapped(1.06, [0, 1, 2], 0.05)).toBe(1.06);
  });

  it("lies in another row where it overlaps", () => {
    const parts = [part(0, 2), part(1, 3), part(2, 4), part(1.5, 1.8)];
    expect(rowsOf(parts)).toEqual({ rows: [0, 1, 0, 2], count: 3 });
    expect(rowsOf([])).toEqual({ rows: [], count: 1 });
  });

  it("comes in the order of the kernel", () => {
    const ordered = inOrder([part(1, 2, "b"), part(1, 2, "a"), part(0, 9), part(1, 1.5)]);
    expect(ordered).toEqual([part(0, 9), part(1, 1.5), part(1, 2, "a"), part(1, 2, "b")]);
  });
});

describe("the part in sight", () => {
  const whole = { start: 0, end: 10 };

  it("is zoomed around a place, and never leaves the recording", () => {
    expect(zoomed(whole, 2, 5, 10)).toEqual({ start: 2.5, end: 7.5 });
    expect(zoomed(whole, 2, 0, 10)).toEqual({ start: 0, end: 5 });
    expect(zoomed({ start: 8, end: 10 }, 1 / 100, 9, 10)).toEqual(whole);
    expect(moved({ start: 2, end: 4 }, 100, 10)).toEqual({ start: 8, end: 10 });
  });

  it("follows the playhead", () => {
    expect(showing({ start: 2, end: 4 }, 3, 10)).toEqual({ start: 2, end: 4 });
    expect(showing({ start: 2, end: 4 }, 5, 10)).toEqual({ start: 4.84, end: 6.84 });
  });

  it("has round times below it", () => {
    expect(ticks({ start: 0, end: 3 }, 7)).toEqual({
      times: [0, 0.5, 1, 1.5, 2, 2.5, 3],
      digits: 1,
    });
    expect(ticks({ start: 5, end: 3605 }, 8).times).toEqual([600, 1200, 1800, 2400, 3000, 3600]);
  });

  it("has times as people read them", () => {
    expect(inWords(3.254)).toBe("0:03.25");
    expect(inWords(59.999)).toBe("1:00.00");
    expect(inWords(3723.5)).toBe("1:02:03.50");
    expect(inWords(61, 0)).toBe("1:01");
  });
});

describe("heights", () => {
  const decoded = (samples: readonly number[], rate: number) => ({
    numberOfChannels: 1,
    sampleRate: rate,
    length: samples.length,
    getChannelData: () => Float32Array.from(samples),
  });

  it("of a decoded recording have every peak, however far it is zoomed out", () => {
    const samples = new Array<number>(10_000).fill(0);
    samples[7777] = 1;
    samples[1] = -0.5;
    for (const width of [3, 10, 500, 10_000]) {
      const columns = new DecodedHeights(decoded(samples, 1000)).columns(0, 10, width);
      expect(Math.max(...columns)).toBe(1);
      expect(Math.min(...columns)).toBe(-0.5);
    }
  });

  it("of a long recording are not known until they are sent", () => {
    const heights = new SentHeights(2, 10);
    heights.put(1, Int8Array.from([-127, 127, 0, 0]));
    const columns = heights.columns(0, 2, 20);
    expect(columns[0]).toBeNaN();
    expect([...columns.slice(20, 24)]).toEqual([-1, 1, 0, 0]);
    expect(columns[39]).toBeNaN();
  });
});

describe("a payload", () => {
  it("that is not as expected holds no recording", () => {
    for (const payload of [null, 3, "x", [], { sound: "x", duration: -1, piece: 20 }])
      expect(read(payload as never)).toMatchObject({ bytes: null, duration: 0, piece: 0 });
    expect(readPeaks(null)).toBeNull();
  });
});

/** A sound card whose clock is set by hand. */
function soundCard() {
  const card = { currentTime: 0, outputLatency: 0, destination: {}, stretches: [] as number[][] };
  return Object.assign(card, {
    resume: () => Promise.resolve(),
    createBufferSource: () => ({
      playbackRate: { value: 1 },
      connect: () => undefined,
      disconnect: () => undefined,
      stop: () => undefined,
      start: (when: number, offset: number, length: number) =>
        card.stretches.push([when, offset, length]),
    }),
  });
}

describe("a player", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  function playing(duration = 3) {
    const card = soundCard();
    const piece = { start: 0, end: duration, buffer: {} as AudioBuffer };
    const pieces = {
      duration: signal(duration),
      ready: () => piece,
      piece: () => Promise.resolve(piece),
    };
    return { card, player: new Player(pieces, signal(1), () => card as never) };
  }

  it("plays a part again and again, and no stretch past its end", async () => {
    const { card, player } = playing();
    player.play({ start: 1, end: 1.4, loops: true });
    for (let step = 1; step <= 20; step++) {
      card.currentTime = step * 0.25;
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(card.stretches.length).toBeGreaterThan(8);
    for (const [, offset, length] of card.stretches) {
      expect(offset).toBe(1);
      expect((offset ?? 0) + (length ?? 0)).toBeCloseTo(1.4, 9);
    }
    expect(player.time.peek()).toBeGreaterThanOrEqual(1);
    expect(player.time.peek()).toBeLessThanOrEqual(1.4);
    player.dispose();
  });

  it("ends at the exact end", async () => {
    const { card, player } = playing();
    player.seek(2.5);
    player.play();
    card.currentTime = 5;
    await vi.advanceTimersByTimeAsync(500);
    expect(player.playing.peek()).toBe(false);
    expect(player.time.peek()).toBe(3);
    player.play(); // from the beginning
    expect(player.time.peek()).toBe(0);
    player.dispose();
  });

  it("goes no further than the ends", () => {
    const { player } = playing();
    player.seek(-4);
    expect(player.time.peek()).toBe(0);
    player.seek(99);
    expect(player.time.peek()).toBe(3);
  });

  it("stops where a piece can't be had", async () => {
    const card = soundCard();
    const pieces = {
      duration: signal(100),
      ready: () => null,
      piece: () => Promise.resolve(null),
    };
    const player = new Player(pieces, signal(1), () => card as never);
    player.play();
    await vi.advanceTimersByTimeAsync(10);
    expect([player.failed.peek(), player.playing.peek()]).toEqual([true, false]);
  });
});

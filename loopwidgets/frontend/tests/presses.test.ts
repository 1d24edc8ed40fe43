import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Stage } from "../src/kernel/setup";
import type { Gesture, Use } from "../src/lib/gestures";
import { DOUBLE_CLICK, IN_SIGHT, Presses, QUIET, TOO_FAST } from "../src/session/presses";

const ANSWERS: Use = { needsItem: true, clicksOnce: true };
const TOGGLES: Use = { needsItem: true, clicksOnce: false };
const TAKES_BACK: Use = { needsItem: false, clicksOnce: false };

const key = (at: number, what = "Digit1"): Gesture => ({ at, what, clicks: 0 });
const click = (at: number, clicks: number, what = "id-1"): Gesture => ({ at, what, clicks });

/** A line of items, the way of a person through it, and what that person hears. */
function person(items = 1000) {
  const said: string[] = [];
  const stage = signal<Stage>("item");
  const place = { key: "k1" as string | null };
  let answered = 0;
  const presses = new Presses({ stage, place, say: (words) => said.push(words) });
  const goOn = () => {
    answered += 1;
    const isDone = answered >= items;
    place.key = isDone ? null : `k${answered + 1}`;
    if (isDone) stage.value = "finished";
  };
  return {
    said,
    stage,
    presses,
    answer: (press: Gesture) => presses.use(press, ANSWERS, goOn),
    get answered() {
      return answered;
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("presses", () => {
  it("of a person are all used", () => {
    const one = person();
    for (let n = 0; n < 60; n++) one.answer(key(n * 40));
    vi.runAllTimers();
    expect(one.answered).toBe(60);
    expect(one.said).toEqual([]);
  });

  it("that come too fast are counted and said once, after the burst", () => {
    const one = person();
    for (let n = 0; n < 60; n++) {
      one.answer(key(n * 3));
      vi.advanceTimersByTime(3);
    }
    expect(one.said).toEqual([]);
    vi.advanceTimersByTime(QUIET);
    expect(one.answered).toBe(6);
    expect(one.said).toEqual(["54 key presses came too fast and were not used"]);
  });

  it("are told by the events' own clock, however late the page is", () => {
    const one = person();
    for (let n = 0; n < 5; n++) one.answer(key(n * 40)); // all in one moment
    expect(one.answered).toBe(5);
  });

  it("of two fingers are one answer and one that came too fast", () => {
    const one = person();
    one.answer(key(0, "Digit1"));
    one.answer(key(TOO_FAST - 1, "Digit2"));
    one.answer(key(TOO_FAST + 10, "Digit2"));
    vi.advanceTimersByTime(QUIET);
    expect(one.answered).toBe(2);
    expect(one.said).toEqual(["1 key press came too fast and was not used"]);
  });

  it("that look at another item guard it as answers do", () => {
    const one = person();
    const { place } = { place: { key: "k1" } };
    const presses = new Presses({ stage: one.stage, place, say: () => undefined });
    let answered = 0;
    presses.follow(key(0, "ArrowLeft"), () => {
      place.key = "k0";
    });
    const count = () => {
      answered += 1;
    };
    presses.use(key(10), ANSWERS, count);
    presses.use(key(45), ANSWERS, count);
    expect(answered).toBe(1);
  });

  it("that choose one of several are used in any order, and not twice at once", () => {
    const { presses, said } = person();
    const chosen: string[] = [];
    for (const [at, what] of [
      [0, "Digit1"],
      [5, "Digit2"],
      [8, "Digit1"],
      [45, "Digit1"],
    ] as const)
      presses.use(key(at, what), TOGGLES, () => chosen.push(what));
    vi.advanceTimersByTime(QUIET);
    expect(chosen).toEqual(["Digit1", "Digit2", "Digit1"]);
    expect(said).toEqual(["1 key press came too fast and was not used"]);
  });

  it("with no item in front are no answers", () => {
    const one = person();
    one.stage.value = "waiting";
    for (let n = 0; n < 3; n++) one.answer(key(n * 100));
    vi.advanceTimersByTime(QUIET);
    expect(one.answered).toBe(0);
    expect(one.said).toEqual(["The next item is not here yet: 3 key presses were not used"]);
  });

  it("take back without an item in front", () => {
    const { presses, stage, said } = person();
    stage.value = "finished";
    let undone = 0;
    const undo = () => {
      undone += 1;
    };
    for (const at of [0, 3, 6, 50]) presses.use(key(at, "KeyZ"), TAKES_BACK, undo);
    vi.advanceTimersByTime(QUIET);
    expect(undone).toBe(2);
    expect(said).toEqual(["2 key presses came too fast and were not used"]);
  });

  it("after the last item are said to have none", () => {
    const one = person(2);
    for (let n = 0; n < 4; n++) one.answer(key(n * 40));
    vi.advanceTimersByTime(QUIET);
    expect(one.answered).toBe(2);
    expect(one.said).toEqual(["There are no more items: 2 key presses were not used"]);
  });

  it("in front of a sentence that says why nothing can be done add no other", () => {
    const one = person();
    one.stage.value = "replaced";
    one.answer(key(0));
    vi.runAllTimers();
    expect(one.said).toEqual([]);
  });

  it("by a key that is held down are called so", () => {
    const { presses, said } = person();
    for (let n = 0; n < 12; n++) presses.held();
    vi.advanceTimersByTime(QUIET);
    expect(said).toEqual(["Holding a key down counts as one press: 12 key presses were not used"]);
  });
});

describe("clicks", () => {
  it("in quick succession in one place are one", () => {
    const one = person();
    one.answer(click(0, 1));
    one.answer(click(120, 2));
    one.answer(click(DOUBLE_CLICK + 10, 3));
    vi.advanceTimersByTime(QUIET);
    expect(one.answered).toBe(2);
    expect(one.said).toEqual(["1 click came too fast and was not used"]);
  });

  it("in two places are two", () => {
    const one = person();
    one.answer(click(0, 1, "id-1"));
    one.answer(click(60, 1, "id-2"));
    expect(one.answered).toBe(2);
  });

  it("and keys are presses", () => {
    const one = person();
    one.answer(key(0));
    one.answer(key(3));
    one.answer(click(6, 1));
    vi.advanceTimersByTime(QUIET);
    expect(one.said).toEqual(["2 presses came too fast and were not used"]);
  });
});

describe("what is said", () => {
  it("is in sight for some seconds, and counts on until it is gone", () => {
    const one = person();
    one.answer(key(0));
    one.answer(key(3));
    vi.advanceTimersByTime(QUIET);
    expect(one.presses.words.peek()).toBe("1 key press came too fast and was not used");
    one.answer(key(1000));
    one.answer(key(1003));
    vi.advanceTimersByTime(QUIET);
    expect(one.presses.words.peek()).toBe("2 key presses came too fast and were not used");
    vi.advanceTimersByTime(IN_SIGHT);
    expect(one.presses.words.peek()).toBe("");
    one.answer(key(2000));
    one.answer(key(2003));
    vi.advanceTimersByTime(QUIET);
    expect(one.presses.words.peek()).toBe("1 key press came too fast and was not used");
  });

  it("names every reason", () => {
    const one = person();
    one.answer(key(0));
    one.answer(key(3));
    one.presses.held();
    one.stage.value = "waiting";
    one.answer(key(100));
    vi.advanceTimersByTime(QUIET);
    expect(one.said).toEqual([
      "1 key press came too fast and was not used. Holding a key down counts as one press: 1 key press was not used. " +
        "The next item is not here yet: 1 key press was not used",
    ]);
  });

  it("ends with the page", () => {
    const one = person();
    one.answer(key(0));
    one.answer(key(3));
    one.presses.dispose();
    vi.runAllTimers();
    expect(one.said).toEqual([]);
  });
});

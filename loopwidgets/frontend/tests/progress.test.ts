import { afterEach, describe, expect, it, vi } from "vitest";
import type { Model } from "../src/kernel/model";
import type { ShownProgress, ShownWork } from "../src/kernel/protocol";
import outlook from "../src/progress/index";
import { AGAIN } from "../src/progress/looking";
import { stepLine } from "../src/progress/pace";

const work = (annotator: string, by_bin: readonly number[], more = {}): ShownWork => ({
  annotator,
  own: false,
  answered: by_bin.reduce((sum, n) => sum + n, 0),
  skipped: 0,
  flagged: 0,
  by_bin,
  others: 0,
  retired: 0,
  ...more,
});

const STANDING: ShownProgress = {
  project: "notes",
  everyone: false,
  total: 150,
  bins: [
    { name: "pest", title: "pest", color: ["#c2410c", "#fb923c"] },
    { name: "helper", title: "<b>آفة</b>", color: ["#0f766e", "#2dd4bf"] },
  ],
  others: 0,
  all: work("", [30, 10], { skipped: 3, flagged: 1 }),
  people: [],
  stretch: {
    begun: "2026-11-22T14:02:00+00:00",
    ended: "2026-11-22T14:12:00+00:00",
    answered: 40,
    steps: [10, 20, 40],
    per_hour: 240,
    hours_left: 0.46,
  },
  at: "2026-11-22T14:12:00Z",
};

const NONE = { ...STANDING, all: work("", [0, 0]), stretch: null };

class StandIn implements Model {
  readonly sent: unknown[] = [];
  comm_live = true;
  gone = false;
  readonly #listeners = new Map<string, Set<(content: unknown) => void>>();

  constructor(public standing: ShownProgress) {}

  get(): unknown {
    return this.standing;
  }
  send(content: unknown): void {
    if (this.gone) throw new Error("Cannot send");
    this.sent.push(content);
  }
  on(name: string, callback: (content: unknown) => void): void {
    const known = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, known.add(callback));
  }
  off(name: string, callback: (content: unknown) => void): void {
    this.#listeners.get(name)?.delete(callback);
  }
  tell(standing: ShownProgress): void {
    this.standing = standing;
    this.fire("change:_shown");
  }
  fire(name: string): void {
    for (const callback of this.#listeners.get(name) ?? []) callback(null);
  }
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, known) => sum + known.size, 0);
  }
}

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

function show(standing: ShownProgress) {
  const model = new StandIn(standing);
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const stop = outlook.render({ model, el });
  stops.push(stop);
  const words = (selector: string) =>
    [...el.querySelectorAll(selector)].map((found) => found.textContent?.trim());
  return { model, el, stop, words };
}

const bars = (el: HTMLElement, selector: string) =>
  [...el.querySelectorAll<HTMLElement>(selector)].map((bar) => bar.style.transform);

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("the progress widget", () => {
  it("shows how much is answered of all, and what stands beside it", () => {
    const { words, el } = show(STANDING);
    expect(words("[data-lw=progress]")).toEqual(["40 of 150 answered"]);
    expect(words("[data-lw=beside]")).toEqual(["3 skipped, 1 flagged"]);
    expect(el.querySelector(".lw-done")?.getAttribute("style")).toContain("scaleX(0.26");
  });

  it("shows each label's count and its share of the answers, names as they are", () => {
    const { words, el } = show(STANDING);
    expect(words(".lw-share-name")).toEqual(["pest", "<b>آفة</b>"]);
    expect(words(".lw-count")).toEqual(["30", "10"]);
    expect(bars(el, ".lw-fill")).toEqual(["scaleX(0.75)", "scaleX(0.25)"]);
  });

  it("tells the pace, what remains, and the line in words", () => {
    const { words, el } = show(STANDING);
    expect(words("[data-lw=rate]")).toEqual(["240 an hour"]);
    expect(words("[data-lw=left]")).toEqual(["about 28 min left"]);
    expect(el.querySelector("svg")?.getAttribute("aria-label")).toMatch(/^40 answers from /);
  });

  it("tells no pace where there is none to tell", () => {
    const stretch = STANDING.stretch && { ...STANDING.stretch, per_hour: null, hours_left: null };
    const { words } = show({ ...STANDING, stretch });
    expect(words("[data-lw=rate], [data-lw=left]")).toEqual([]);
  });

  it("says that there are no answers yet", () => {
    const { words } = show(NONE);
    expect(words("[data-lw=progress]")).toEqual(["0 of 150 answered"]);
    expect(words("[data-lw=none]")).toEqual(["No answers yet. They appear here as they come."]);
  });

  it("shows no total and no bar where there is none", () => {
    const { words, el } = show({ ...STANDING, total: null });
    expect(words("[data-lw=progress]")).toEqual(["40 answered"]);
    expect(el.querySelector(".lw-bar")).toBeNull();
  });

  it("follows what the kernel tells", async () => {
    const { model, words } = show(NONE);
    model.tell(STANDING);
    await settled();
    expect(words(".lw-count")).toEqual(["30", "10"]);
    expect(words("[data-lw=none]")).toEqual([]);
  });

  it("shows annotators apart, on one scale", () => {
    const people = [work("ben", [20, 4]), work("asha", [10, 6], { own: true })];
    const { words, el } = show({ ...STANDING, everyone: true, total: null, people });
    expect(words("[data-lw=progress]")).toEqual(["40 answered by 2 annotators"]);
    expect(words(".lw-person-name")).toEqual(["ben", "asha (you)"]);
    expect(bars(el, ".lw-person .lw-fill")).toEqual([
      "scaleX(1)",
      "scaleX(0.2)",
      "scaleX(0.5)",
      "scaleX(0.3)",
    ]);
  });

  it("counts labels that are not shown together", () => {
    const all = work("", [30, 10], { others: 7 });
    const { words } = show({ ...STANDING, others: 188, all });
    expect(words(".lw-retired")).toEqual(["188 others7"]);
  });

  it("counts answers with labels that are gone", () => {
    const { words } = show({ ...STANDING, all: work("", [30, 10], { retired: 2 }) });
    expect(words(".lw-retired")).toEqual(["retired labels2"]);
  });

  it("says that it looks, again and again, until it is taken away", () => {
    vi.useFakeTimers();
    const { model, stop } = show(STANDING);
    expect(model.sent).toEqual([{ type: "looking", language: "en-US" }]);
    vi.advanceTimersByTime(2 * AGAIN);
    expect(model.sent).toHaveLength(3);
    stop();
    vi.advanceTimersByTime(2 * AGAIN);
    expect(model.sent).toHaveLength(3);
    expect(model.listening).toBe(0);
  });

  it("does not look while its tab is hidden", () => {
    vi.useFakeTimers();
    const { model } = show(STANDING);
    const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    vi.advanceTimersByTime(3 * AGAIN);
    expect(model.sent).toHaveLength(1);
    hidden.mockRestore();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(model.sent).toHaveLength(2);
  });

  it("says as of when it is once the kernel is gone", async () => {
    const { model, words } = show(STANDING);
    expect(words("[data-lw=away]")).toEqual([]);
    model.comm_live = false;
    model.fire("comm_live_update");
    await settled();
    expect(words("[data-lw=away]")[0]).toMatch(/^As of .*\. Run the cell again to go on\.$/);
  });
});

describe("the line", () => {
  it("goes up in steps over the whole width", () => {
    expect(stepLine([0, 1, 2], 2)).toBe("M0 39V39H33.33V20H66.67V1H100");
  });

  it("is flat where nothing was answered", () => {
    expect(stepLine([0, 0], 0)).toBe("M0 39V39H50V39H100");
  });
});

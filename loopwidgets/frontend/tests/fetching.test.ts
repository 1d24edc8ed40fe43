import { describe, expect, it } from "vitest";
import { afterPaint } from "../src/lib/after-paint";
import { events, page, pest, sent, shown, start, tick } from "./pages";
import { Kernel } from "./stand-in";

const asked = (kernel: Kernel) => sent(kernel, "get").map(({ keys }) => keys);
const painted = () => {
  const done = new Promise<void>((resolve) => afterPaint(resolve));
  return tick(200).then(() => done);
};

async function open(...pending: readonly string[]) {
  const kernel = new Kernel();
  for (const key of pending) kernel.pending.add(key);
  return { kernel, ...(await page(kernel)) };
}

describe("an item whose files are being fetched", () => {
  it("is waited for, and no press answers it or the item after it", async () => {
    const { kernel, session } = await open("k1");
    expect(session.stage.peek()).toBe("waiting");
    expect(session.place.key).toBe("k1");
    expect(shown(session)).toBeNull();
    pest(session);
    session.skip();
    session.toggleFlag();
    await tick(100);
    expect(events(kernel)).toEqual([]);
    kernel.arrive("k1");
    await tick();
    expect(session.stage.peek()).toBe("item");
    expect(shown(session)).toBe("k1");
    pest(session);
    expect(shown(session)).toBe("k2");
    await tick(2000);
    expect(events(kernel).map((event) => event.item_key)).toEqual(["k1"]);
  });

  it("is asked for once, however often something else happens", async () => {
    const { kernel, session } = await open("k1");
    for (let n = 0; n < 5; n++) {
      session.forward();
      kernel.tell({ type: "reordered" });
      await tick(100);
    }
    expect(asked(kernel).filter((keys) => keys.includes("k1"))).toHaveLength(1);
  });

  it("is asked for before it is shown, the next first", async () => {
    const { kernel, session } = await open("k3", "k4", "k9");
    pest(session);
    await painted();
    expect(asked(kernel)).toEqual([["k3", "k4"]]);
    kernel.arrive("k3");
    await tick();
    expect(asked(kernel)).toEqual([["k3", "k4"], ["k4"]]);
    pest(session);
    expect(shown(session)).toBe("k3");
  });

  it("keeps nobody from going back", async () => {
    const { session } = await open("k2");
    pest(session);
    expect(session.stage.peek()).toBe("waiting");
    session.back();
    expect(shown(session)).toBe("k1");
    session.forward();
    expect(session.stage.peek()).toBe("waiting");
  });

  it("comes after a reply that was lost", async () => {
    const { kernel, session } = await open("k1");
    kernel.pending.clear();
    await tick(20_000);
    expect(shown(session)).toBe("k1");
  });

  it("keeps its content when it is sent again without it", async () => {
    const { kernel, session } = await open();
    expect(shown(session)).toBe("k1");
    kernel.pending.add("k1");
    kernel.tell(kernel.welcome(null, null, 5));
    await tick();
    expect(shown(session)).toBe("k1");
  });

  it("is tried again when the person asks, and is shown as it is then", async () => {
    let problem = "It can't be read.";
    const setting = { item: (key: string) => (key === "k1" ? { problem } : {}) };
    const { kernel, session } = await start(setting);
    expect(session.shown.peek()?.problem).toBe(problem);
    problem = "";
    kernel.pending.add("k1");
    session.place.again("k1");
    expect(session.stage.peek()).toBe("waiting");
    await tick();
    expect(sent(kernel, "get").at(-1)).toMatchObject({ keys: ["k1"], again: true });
    kernel.arrive("k1");
    await tick();
    expect(session.shown.peek()?.problem).toBe("");
    pest(session);
    expect(shown(session)).toBe("k2");
  });

  it("is found in a walk, and waited for there", async () => {
    const { kernel, session } = await open("k7");
    await session.review({ text: "text 7" });
    expect(session.stage.peek()).toBe("waiting");
    kernel.arrive("k7");
    await tick();
    expect(shown(session)).toBe("k7");
  });
});

import { describe, expect, it } from "vitest";
import { events, pest, sent, shown, start, tick } from "./pages";

const SOON = 130;

describe("looking for items", () => {
  const texts = Array.from({ length: 60 }, (_, n) => (n % 2 ? `leaf ${n + 1}` : `stem ${n + 1}`));

  it("follows what is typed, a moment later, and gives up what was looked for before", async () => {
    const { kernel, session } = await start({ texts });
    session.jumps.finder.ask({ text: "l" }, "soon");
    await tick(SOON - 50);
    session.jumps.finder.ask({ text: "le" }, "soon");
    await tick(SOON);
    session.jumps.finder.ask({ text: "leaf" }, "soon");
    await tick(SOON);
    const asked = sent(kernel, "find");
    expect(asked.map(({ query }) => query.text)).toEqual(["le", "leaf"]);
    expect(asked.map(({ instead }) => instead)).toEqual([null, asked[0]?.search]);
    expect(session.jumps.finder.finding.peek()).toMatchObject({
      state: "found",
      found: { total: 30 },
    });
    expect(session.place.review.peek()).toBeNull();
    expect(shown(session)).toBe("k1");
  });

  it("walks through what was found in the order of the data, and fetches more in time", async () => {
    const { kernel, session } = await start({ texts });
    session.jumps.finder.ask({ text: "leaf" });
    expect(await session.jumps.finder.go()).toBe(true);
    await tick();
    expect(shown(session)).toBe("k2");
    const seen = [];
    for (let n = 0; n < 30; n++) {
      seen.push(shown(session));
      session.forward();
      await tick();
    }
    expect(seen).toEqual(kernel.keys.filter((_, n) => n % 2));
    expect(session.place.review.peek()).toBeNull();
    expect(shown(session)).toBe("k1");
    expect(sent(kernel, "find_more").map(({ start: from }) => from)).toEqual([3, 23]);
  });

  it("begins at once when Enter comes before the answer", async () => {
    const { session } = await start({ texts });
    session.jumps.finder.ask({ text: "leaf 8" }, "soon");
    const begun = session.jumps.finder.go();
    await tick();
    expect(await begun).toBe(true);
    expect(shown(session)).toBe("k8");
  });

  it("stays where it is when nothing fits", async () => {
    const { session } = await start({ texts });
    session.jumps.finder.ask({ text: "root" });
    await tick();
    expect(await session.jumps.finder.go()).toBe(false);
    expect(session.jumps.finder.finding.peek()).toMatchObject({
      found: { total: 0, complete: true },
    });
    expect(shown(session)).toBe("k1");
  });

  it("leads to one item by its number, and back after it is answered", async () => {
    const { session } = await start({ texts });
    session.jumps.finder.ask({ text: "#50" });
    await session.jumps.finder.go();
    expect([shown(session), session.place.review.peek()?.named]).toEqual(["k50", true]);
    pest(session);
    expect(shown(session)).toBe("k1");
  });

  it("leaves when nothing is asked any more", async () => {
    const { session } = await start({ texts });
    session.jumps.finder.ask({ text: "leaf" });
    await session.jumps.finder.go();
    session.jumps.finder.ask({ text: " " });
    expect(await session.jumps.finder.go()).toBe(true);
    expect(session.place.review.peek()).toBeNull();
  });

  it("is told how many there are while they are counted", async () => {
    const { kernel, session } = await start({ texts });
    kernel.counted = 5;
    session.jumps.finder.ask({ text: "leaf" });
    await session.jumps.finder.go();
    await tick();
    const review = session.place.review.peek();
    expect(review).toMatchObject({ total: 5, complete: false, exhausted: false });
    for (let n = 0; n < 5; n++) session.forward();
    await tick();
    expect(session.stage.peek()).toBe("waiting");
    kernel.counted = null;
    const { client } = sent(kernel, "find")[0] ?? { client: "" };
    const search = review?.search ?? "";
    kernel.tell({ type: "counted", client, search, total: 30, complete: true });
    await tick();
    expect(session.place.review.peek()).toMatchObject({ total: 30, complete: true });
    expect(shown(session)).toBe("k12");
  });

  it("says that it needs the kernel, and looks again once that is back", async () => {
    const { kernel, model, session } = await start({ texts });
    model.comm_live = false;
    model.trigger("comm_live_update");
    session.jumps.finder.ask({ text: "leaf" });
    expect(await session.jumps.finder.go()).toBe(false);
    await tick(301_000);
    expect(session.jumps.finder.finding.peek().state).toBe("failed");
    expect(session.jumps.finder.query.peek().text).toBe("leaf");
    pest(session);
    expect(shown(session)).toBe("k2");
    model.comm_live = true;
    model.trigger("comm_live_update");
    await tick();
    expect(session.jumps.finder.finding.peek()).toMatchObject({ state: "found" });
    expect(kernel.log).toHaveLength(1);
  });
});

describe("a walk through found items", () => {
  const texts = ["a1", "b2", "a3", "b4", "a5", "b6", "a7"];
  const walk = async (text: string) => {
    const all = await start({ texts });
    all.session.jumps.finder.ask({ text });
    await all.session.jumps.finder.go();
    await tick();
    return all;
  };

  it("keeps what was answered within it, and goes back to where one was", async () => {
    const { session } = await walk("a");
    pest(session);
    pest(session);
    expect([shown(session), session.place.review.peek()?.total]).toEqual(["k5", 4]);
    session.back();
    expect(shown(session)).toBe("k3");
    expect(session.state.peek().status).toBe("answered");
    session.jumps.leave();
    expect(shown(session)).toBe("k2");
    for (const key of ["k4", "k5", "k6", "k7"]) {
      pest(session);
      expect(shown(session)).toBe(key);
    }
  });

  it("left without an answer changes nothing, also where one had gone back", async () => {
    const { session } = await start({ texts });
    pest(session);
    pest(session);
    session.back();
    expect(shown(session)).toBe("k2");
    session.jumps.finder.ask({ text: "a" });
    await session.jumps.finder.go();
    session.forward();
    session.toggleFlag();
    session.forward();
    pest(session);
    session.jumps.leave();
    expect(shown(session)).toBe("k2");
    // What was answered meanwhile was done last.
    session.forward();
    expect(shown(session)).toBe("k5");
    session.forward();
    expect(shown(session)).toBe("k3");
  });

  it("undoes within it, and asks about the item again afterwards", async () => {
    const { session } = await walk("b");
    pest(session);
    expect(shown(session)).toBe("k4");
    session.undo();
    expect([shown(session), session.state.peek().status]).toEqual(["k2", "open"]);
    session.jumps.leave();
    expect(shown(session)).toBe("k1");
    const asked = [];
    for (let n = 0; n < texts.length; n++) {
      asked.push(shown(session));
      pest(session);
      await tick();
    }
    expect(asked).toEqual(["k1", "k3", "k4", "k5", "k6", "k7", "k2"]);
    expect(session.stage.peek()).toBe("finished");
  });

  it("leads back to an item that was answered and undone within it", async () => {
    const { session } = await walk("a");
    pest(session);
    pest(session);
    session.undo();
    session.undo();
    session.jumps.leave();
    expect(shown(session)).toBe("k1");
  });

  it("is replaced by another one, and leaving that leads to the line", async () => {
    const { session } = await walk("a");
    session.forward();
    session.jumps.finder.ask({ text: "b" });
    await session.jumps.finder.go();
    expect(shown(session)).toBe("k2");
    session.jumps.leave();
    expect(shown(session)).toBe("k1");
  });

  it("does not show what is known anew as it was when it was looked for", async () => {
    const { session } = await start({ texts });
    session.jumps.finder.ask({ text: "a" });
    await tick();
    pest(session);
    await tick();
    expect(session.state.peek().status).toBe("open");
    await session.jumps.finder.go();
    expect([shown(session), session.state.peek().status]).toEqual(["k1", "answered"]);
  });

  it("ends at what is here when the kernel knows nothing of the search any more", async () => {
    const { kernel, session } = await start();
    session.jumps.finder.ask({ text: "text" });
    await session.jumps.finder.go();
    await tick();
    kernel.silent = true;
    for (let n = 0; n < 23; n++) session.forward();
    expect(session.stage.peek()).toBe("waiting");
    await tick(16_000);
    expect(session.place.review.peek()).toBeNull();
    expect(shown(session)).toBe("k1");
  });
});

describe("code shows an item", () => {
  it("at once, and leaving it goes back", async () => {
    const { kernel, session } = await start();
    pest(session);
    kernel.tell({ type: "visit", item: kernel.item("k20"), moves: 1 });
    await tick();
    expect(shown(session)).toBe("k20");
    session.jumps.leave();
    expect(shown(session)).toBe("k2");
    await tick();
    expect(events(kernel)).toHaveLength(1);
  });

  it("or as the first thing that a page shows", async () => {
    const { kernel } = await start();
    const { session } = await start({ welcome: { visit: kernel.item("k7") } });
    expect(shown(session)).toBe("k7");
    pest(session);
    expect(shown(session)).toBe("k1");
  });
});

import { describe, expect, it } from "vitest";
import { events, page, pest, sent, shown, start, tick } from "./pages";
import { Kernel } from "./stand-in";

describe("going back and forward", () => {
  it("tells the kernel what is in front of the person", async () => {
    const { kernel, session } = await start();
    pest(session);
    await tick();
    session.back();
    await tick();
    expect(sent(kernel, "shown").at(-1)?.key).toBe("k1");
    session.forward();
    await tick();
    expect(sent(kernel, "shown").at(-1)?.key).toBe("k2");
  });

  it("fetches what was done in earlier days, and stops at the beginning", async () => {
    const kernel = new Kernel();
    for (const key of kernel.keys.slice(0, 8)) kernel.record(key, "id-1");
    const { session } = await page(kernel);
    expect(shown(session)).toBe("k9");
    for (let step = 0; step < 12; step++) {
      session.back();
      await tick(20);
    }
    expect(shown(session)).toBe("k1");
    expect(session.said.peek()()).toContain("This is the first of your items.");
  });

  it("goes forward up to the first open item", async () => {
    const { session } = await start();
    pest(session);
    session.back();
    session.forward();
    session.forward();
    expect(shown(session)).toBe("k2");
  });
});

/** Milliseconds. */
const FRAME = 16;

describe("items in time", () => {
  it("are asked for before they run out, never twice at once, without those that are here", async () => {
    const { kernel, session } = await start({
      texts: Array.from({ length: 100 }, (_, place) => `t${place}`),
    });
    for (let n = 0; n < 13; n++) pest(session);
    await tick();
    const asked = sent(kernel, "more");
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ count: 22 });
    expect(asked[0]?.have).toContain("k14");
    for (let n = 0; n < 60; n++) {
      pest(session);
      await tick(FRAME);
    }
    expect(shown(session)).toBe("k74");
  });

  it("are let go of long after they were done", async () => {
    const { session } = await start({
      texts: Array.from({ length: 700 }, (_, place) => `t${place}`),
    });
    for (let n = 0; n < 620; n++) {
      pest(session);
      await tick(FRAME);
    }
    const past = session.place.past();
    expect(past.length).toBeGreaterThanOrEqual(500);
    expect(past.length).toBeLessThan(550);
    expect(past[0]?.key).toBe("k620");
  });

  it("are asked for again when no answer came", async () => {
    const { kernel, session } = await start();
    kernel.silent = true;
    for (let n = 0; n < 13; n++) pest(session);
    await tick(20_000);
    kernel.silent = false;
    const before = sent(kernel, "more").length;
    await tick(20_000);
    expect(sent(kernel, "more").length).toBeGreaterThan(before);
    for (let n = 0; n < 15; n++) pest(session);
    expect(session.stage.peek()).toBe("item");
  });

  it("wait quietly when none is here", async () => {
    const { kernel, session } = await start();
    kernel.silent = true;
    for (let n = 0; n < 20; n++) pest(session);
    expect(session.stage.peek()).toBe("waiting");
    kernel.silent = false;
    await tick(20_000);
    expect(session.stage.peek()).toBe("item");
    expect(shown(session)).toBe("k21");
  });
});

describe("a queue with another order", () => {
  it("is asked again for all that is ahead, but for the next two", async () => {
    const { kernel, session } = await start();
    expect(session.place.firstItems().map((item) => item.key)).toHaveLength(20);
    const before = sent(kernel, "more").length;
    kernel.first = ["k29", "k28"];
    kernel.tell({ type: "reordered" });
    await tick(100);
    expect(shown(session)).toBe("k1");
    const asked = sent(kernel, "more").slice(before);
    expect(asked[0]?.have).toEqual(["k1", "k2", "k3"]);
    const order = [];
    for (let n = 0; n < 6; n++) {
      order.push(shown(session));
      pest(session);
    }
    expect(order).toEqual(["k1", "k2", "k3", "k29", "k28", "k4"]);
  });

  it("comes with what is suggested now, but for what a person may look at", async () => {
    let round = 1;
    const { kernel, session } = await start({
      item: () => ({ suggestion: { labels: ["id-1"], confidence: 0.5, round } }),
    });
    round = 2;
    kernel.tell({ type: "reordered" });
    await tick(100);
    const rounds = [];
    for (let n = 0; n < 5; n++) {
      rounds.push(session.loop.suggestion.peek()?.round);
      pest(session);
    }
    expect(rounds).toEqual([1, 1, 1, 2, 2]);
  });
});

describe("another order that is long in coming", () => {
  it("leaves what was ahead to be labeled, and does not change what is shown then", async () => {
    const { kernel, session } = await start();
    kernel.first = ["k29", "k28"];
    kernel.silent = true;
    kernel.tell({ type: "reordered" });
    await tick(100);
    for (const key of ["k1", "k2", "k3", "k4", "k5"]) {
      expect(shown(session)).toBe(key);
      pest(session);
      await tick(FRAME);
    }
    kernel.silent = false;
    await tick(20_000);
    const order = [];
    for (let n = 0; n < 6; n++) {
      order.push(shown(session));
      pest(session);
    }
    expect(order).toEqual(["k6", "k7", "k8", "k29", "k28", "k9"]);
  });

  it("is asked for again when it changed meanwhile", async () => {
    const { kernel, session } = await start();
    kernel.first = ["k29"];
    kernel.tell({ type: "reordered" });
    kernel.first = ["k28"];
    kernel.tell({ type: "reordered" });
    await tick(1_000);
    const order = [];
    for (let n = 0; n < 5; n++) {
      order.push(shown(session));
      pest(session);
    }
    expect(order.slice(0, 4)).toEqual(["k1", "k2", "k3", "k28"]);
  });
});

describe("what is done elsewhere", () => {
  it("in another page of the widget: beyond the next two it is dropped", async () => {
    const kernel = new Kernel();
    const { session } = await page(kernel);
    for (const key of ["k2", "k4"]) {
      const event = kernel.record(key, "id-1");
      kernel.tell({
        type: "ack",
        client: "other",
        acked: [{ event: event.id, key, state: kernel.state(key) }],
        counts: kernel.counts(),
      });
    }
    await tick();
    expect(session.beside.counts.peek()?.answered).toBe(2);
    pest(session);
    expect(shown(session)).toBe("k3");
    pest(session);
    expect(shown(session)).toBe("k5");
  });

  it("in code, an answer to the shown item goes on as a key does", async () => {
    const { kernel, session } = await start();
    const event = kernel.record("k1", "id-1");
    kernel.tell({
      type: "changed",
      kind: "answer",
      event: event.id,
      retracted: null,
      item: kernel.item("k1"),
      counts: kernel.counts(),
      moves: 1,
    });
    await tick();
    expect(shown(session)).toBe("k2");
    expect(kernel.received.at(-1)).toMatchObject({ type: "shown", key: "k2", moves: 1 });
    session.back();
    expect(shown(session)).toBe("k1");
  });

  it("in code, an answer to another item lets the page stay, and it tells again where it stands", async () => {
    const { kernel, session } = await start();
    session.toggleFlag();
    await tick();
    const told = kernel.received.length;
    const { id } = kernel.record("k4", "id-1");
    const item = kernel.item("k4");
    const counts = kernel.counts();
    kernel.tell({
      type: "changed",
      kind: "answer",
      event: id,
      retracted: null,
      item,
      counts,
      moves: 1,
    });
    await tick();
    expect(shown(session)).toBe("k1");
    expect(kernel.received.slice(told)).toContainEqual(
      expect.objectContaining({ type: "shown", key: "k1", moves: 1 }),
    );
  });

  it("in code, an undo brings every page to its item", async () => {
    const { kernel, session } = await start();
    pest(session);
    pest(session);
    await tick();
    const [first] = events(kernel);
    if (!first) throw new Error("not sent");
    kernel.log.push({ ...first, id: "r", kind: "retract", value: null, supersedes: first.id });
    kernel.tell({
      type: "changed",
      kind: "retract",
      event: "r",
      retracted: first.id,
      item: kernel.item("k1"),
      counts: kernel.counts(),
      moves: 1,
    });
    await tick();
    expect(shown(session)).toBe("k1");
    expect(session.state.peek().status).toBe("open");
    session.undo();
    await tick();
    expect(shown(session)).toBe("k2");
    expect(session.beside.canUndo.peek()).toBe(false);
  });

  it("in code, a reset opens everything again, and nothing of before can be undone", async () => {
    const { kernel, session } = await start();
    pest(session);
    session.toggleFlag();
    pest(session);
    await tick();
    kernel.log.splice(0);
    kernel.tell({ type: "started_over" });
    await tick();
    expect(shown(session)).toBe("k1");
    expect(session.state.peek()).toMatchObject({ status: "open", flagged: false });
    expect(session.beside.counts.peek()).toMatchObject({ answered: 0, flagged: 0 });
    expect(session.beside.canUndo.peek()).toBe(false);
    session.back();
    expect(shown(session)).toBe("k1");
    pest(session);
    await tick();
    expect(kernel.log.map((event) => event.item_key)).toEqual(["k1"]);
  });

  it("closes this widget when a newer one took over", async () => {
    const { kernel, session } = await start();
    kernel.tell({ type: "replaced", by_hand: false });
    await tick();
    expect(session.stage.peek()).toBe("replaced");
    pest(session);
    session.undo();
    await tick();
    expect(events(kernel)).toEqual([]);
  });
});

describe("the end", () => {
  const few = { texts: ["a", "b", "c", "d"] };

  it("comes after the last item, and is checked with the kernel", async () => {
    const { kernel, session } = await start(few);
    for (let n = 0; n < 4; n++) pest(session);
    expect(session.stage.peek()).toBe("finished");
    await tick();
    expect(sent(kernel, "more").length).toBeGreaterThan(0);
    expect(session.stage.peek()).toBe("finished");
  });

  it("lets one look at what was skipped, and leave again", async () => {
    const { kernel, session } = await start(few);
    session.skip();
    session.skip();
    pest(session);
    pest(session);
    await tick(20);
    session.skip();
    session.skip();
    await tick(20);
    expect(session.stage.peek()).toBe("finished");
    await session.review({ status: "skipped" });
    expect(session.place.review.peek()).toMatchObject({ total: 2, complete: true, place: 0 });
    expect(shown(session)).toBe("k1");
    pest(session);
    expect(shown(session)).toBe("k2");
    session.back();
    expect(shown(session)).toBe("k1");
    session.forward();
    session.forward();
    expect(session.stage.peek()).toBe("finished");
    await tick();
    expect(kernel.counts()).toMatchObject({ answered: 3, skipped: 1 });
  });

  it("lets one review what is flagged without changing it", async () => {
    const { kernel, session } = await start(few);
    session.toggleFlag();
    for (let n = 0; n < 4; n++) pest(session);
    await tick();
    await session.review({ flagged: true });
    expect(session.state.peek()).toMatchObject({ flagged: true, status: "answered" });
    session.toggleFlag();
    session.jumps.leave();
    await tick();
    expect(session.stage.peek()).toBe("finished");
    expect(kernel.counts().flagged).toBe(0);
  });

  it("undoes within a review", async () => {
    const { session } = await start(few);
    session.toggleFlag();
    for (let n = 0; n < 4; n++) pest(session);
    await tick();
    await session.review({ flagged: true });
    session.answer("id-2", "helper");
    expect(session.stage.peek()).toBe("finished");
    session.undo();
    expect([shown(session), session.state.peek().value]).toEqual(["k1", "id-1"]);
  });

  it("opens again when something is reopened elsewhere", async () => {
    const { kernel, session } = await start(few);
    for (let n = 0; n < 4; n++) pest(session);
    await tick();
    const event = kernel.log.find((one) => one.item_key === "k2");
    if (!event) throw new Error("not recorded");
    kernel.log.push({ ...event, id: "r", kind: "retract", value: null, supersedes: event.id });
    session.place.check();
    await tick();
    expect(session.stage.peek()).toBe("item");
    expect(shown(session)).toBe("k2");
  });
});

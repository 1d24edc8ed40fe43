import { describe, expect, it } from "vitest";
import { events, page, pest, sent, shown, start, tick } from "./pages";
import { Kernel, MemoryOutbox } from "./stand-in";

/** What a kernel's connection tells of itself in JupyterLab. */
function signals() {
  const slots = new Set<() => void>();
  return {
    slots,
    statusChanged: {
      connect: (slot: () => void) => slots.add(slot),
      disconnect: (slot: () => void) => slots.delete(slot),
    },
    become(this: { connectionStatus?: string }, connectionStatus: string) {
      this.connectionStatus = connectionStatus;
      for (const slot of slots) slot();
    },
  };
}

describe("an event", () => {
  it("keeps an event until it is acked, and then no longer", async () => {
    const { kernel, outbox, session } = await start();
    kernel.silent = true;
    pest(session);
    await tick();
    expect(outbox.kept.size).toBe(1);
    expect(session.deliveries.unacked.peek()).toBe(1);
    for (const message of sent(kernel, "events")) kernel.answer(message);
    await tick();
    expect(outbox.kept.size).toBe(0);
    expect(session.deliveries.unacked.peek()).toBe(0);
  });

  it("sends two quick answers in order", async () => {
    const { kernel, session } = await start();
    pest(session);
    session.answer("id-2", "helper");
    await tick();
    expect(events(kernel).map((event) => event.item_key)).toEqual(["k1", "k2"]);
  });

  it("sends again without an ack, ever more patiently, under the same id", async () => {
    const { kernel, session } = await start();
    kernel.silent = true;
    pest(session);
    for (const [wait, sentSoFar] of [
      [2_001, 2],
      [4_001, 3],
      [8_001, 4],
      [10_001, 5],
      [10_001, 6],
    ] as const) {
      await tick(wait);
      expect(events(kernel)).toHaveLength(sentSoFar);
    }
    expect(new Set(events(kernel).map((event) => event.id)).size).toBe(1);
    kernel.silent = false;
    await tick(10_001);
    expect(session.deliveries.unacked.peek()).toBe(0);
    expect(kernel.log).toHaveLength(1);
    await tick(30_000);
    expect(events(kernel)).toHaveLength(7);
  });

  it("takes acks in any order", async () => {
    const { kernel, session } = await start();
    kernel.silent = true;
    pest(session);
    await tick();
    session.back();
    session.answer("id-2", "helper");
    await tick();
    const [first, second] = sent(kernel, "events");
    if (!first || !second) throw new Error("not sent");
    kernel.answer(first);
    const late = kernel.state("k1");
    kernel.answer(second);
    await tick();
    kernel.tell({
      type: "ack",
      client: first.client,
      acked: [{ event: first.events[0]?.id ?? "", key: "k1", state: kernel.state("k1") }],
      counts: kernel.counts(),
    });
    await tick();
    session.back();
    expect(late.value).toBe("id-1");
    expect(session.state.peek().value).toBe("id-2");
    expect(session.beside.counts.peek()?.by_value).toEqual({ "id-2": 1 });
  });
});

describe("what is refused", () => {
  it("for good: leaves the queue, is said, and can't be undone", async () => {
    const { kernel, outbox, session } = await start();
    kernel.refuse = () => ({ reason: "no such label", retry: false });
    pest(session);
    await tick();
    expect(session.refused.peek()).toEqual({ count: 1, reason: "no such label" });
    expect(session.beside.counts.peek()?.answered).toBe(0);
    expect([outbox.kept.size, session.beside.canUndo.peek()]).toEqual([0, false]);
  });

  it("for now: stays here, is said, and is sent again", async () => {
    const { kernel, outbox, session } = await start();
    kernel.refuse = () => ({ reason: "the disk is full", retry: true });
    pest(session);
    await tick();
    expect(session.stuck.peek()).toBe("the disk is full");
    expect(outbox.kept.size).toBe(1);
    kernel.refuse = null;
    await tick(10_001);
    expect(session.stuck.peek()).toBe("");
    expect([outbox.kept.size, session.beside.counts.peek()?.answered]).toEqual([0, 1]);
  });
});

describe("a kernel that goes away", () => {
  it("leaves the answers here, and the next page delivers them in order", async () => {
    const { kernel, outbox, model, session } = await start();
    kernel.silent = true;
    model.broken = true;
    pest(session);
    session.skip();
    await tick();
    expect(session.link.peek()).toBe("dead");
    expect(session.deliveries.unacked.peek()).toBe(2);
    session.dispose();
    kernel.silent = false;
    const next = await page(kernel, outbox);
    expect(kernel.log.map((event) => [event.item_key, event.kind])).toEqual([
      ["k1", "answer"],
      ["k2", "skip"],
    ]);
    expect(shown(next.session)).toBe("k3");
    expect(outbox.kept.size).toBe(0);
    next.session.back();
    expect(shown(next.session)).toBe("k2");
  });

  it("takes up what an older widget of the page kept in the meantime", async () => {
    const { kernel, outbox, model, session } = await start();
    const next = await page(kernel, outbox);
    model.broken = true;
    pest(session);
    await tick();
    expect(kernel.log).toEqual([]);
    kernel.tell(kernel.welcome(null, null, 20));
    await tick();
    expect(kernel.log.map((event) => event.item_key)).toEqual(["k1"]);
    expect(next.session.beside.counts.peek()?.answered).toBe(1);
  });

  it("counts what was kept before it is acked, and never shows it as open", async () => {
    const { kernel, outbox, session } = await start();
    kernel.silent = true;
    pest(session);
    await tick();
    session.dispose();
    kernel.silent = false;
    kernel.refuse = () => ({ reason: "busy", retry: true });
    const next = await page(kernel, outbox);
    expect(shown(next.session)).toBe("k2");
    expect(next.session.beside.counts.peek()?.answered).toBe(1);
  });

  it("delivers an event once, even when its ack was lost with the page", async () => {
    const { kernel, outbox, session } = await start();
    pest(session);
    await tick();
    const [event] = events(kernel);
    if (!event) throw new Error("not sent");
    await outbox.put([{ event, change: { status: "answered", value: "id-1" } }]);
    session.dispose();
    const next = await page(kernel, outbox);
    expect(kernel.log).toHaveLength(1);
    expect(outbox.kept.size).toBe(0);
    expect(next.session.beside.counts.peek()?.answered).toBe(1);
  });

  it("is told by the model, and by the kernel's own status", async () => {
    const kernel = new Kernel();
    const process = { status: "idle", connectionStatus: "connected", ...signals() };
    const { session, model } = await page(kernel, new MemoryOutbox(), (made) => {
      made.widget_manager = { kernel: process };
    });
    process.become("connecting");
    expect(session.link.peek()).toBe("away");
    pest(session);
    await tick();
    const before = sent(kernel, "hello").length;
    process.become("connected");
    await tick();
    expect(session.link.peek()).toBe("alive");
    expect(sent(kernel, "hello").length).toBe(before + 1);
    model.comm_live = false;
    model.trigger("comm_live_update");
    expect(session.link.peek()).toBe("dead");
    session.dispose();
    expect([process.slots.size, model.listening]).toEqual([0, 0]);
  });

  it("gets again what it was asked and never answered, as soon as it is back", async () => {
    const process = { status: "idle", connectionStatus: "connected", ...signals() };
    const kernel = new Kernel({ texts: Array.from({ length: 60 }, (_, place) => `t${place}`) });
    const { session } = await page(kernel, new MemoryOutbox(), (model) => {
      model.widget_manager = { kernel: process };
    });
    kernel.silent = true;
    for (let n = 0; n < 20; n++) pest(session);
    await tick(200);
    expect(session.stage.peek()).toBe("waiting");
    process.become("connecting");
    await tick(200);
    kernel.silent = false;
    process.become("connected");
    await tick();
    expect(session.stage.peek()).toBe("item");
    expect(shown(session)).toBe("k21");
    expect(session.deliveries.unacked.peek()).toBe(0);
  });

  it("is honest where the browser keeps nothing", async () => {
    const outbox = new MemoryOutbox();
    outbox.broken = true;
    const { session } = await start({}, outbox);
    expect(shown(session)).toBe("k1");
    pest(session);
    await tick();
    expect(session.deliveries.keeping.peek()).toBe(false);
    expect(session.deliveries.unacked.peek()).toBe(0);
  });

  it("is waited for no longer than half a second when the browser's memory is slow", async () => {
    const outbox = new MemoryOutbox();
    outbox.load = () => new Promise(() => undefined);
    const { session } = await start({}, outbox);
    expect(shown(session)).toBeNull();
    await tick(501);
    expect(shown(session)).toBe("k1");
  });
});

describe("the person's name", () => {
  it("is sent once what is unacked has arrived, and never blocks", async () => {
    const { kernel, session } = await start({ welcome: { ask_name: true } });
    kernel.silent = true;
    pest(session);
    const given = session.giveName("Asha");
    await tick(300);
    expect(sent(kernel, "name")).toEqual([]);
    kernel.silent = false;
    for (const message of sent(kernel, "events")) kernel.answer(message);
    await tick(200);
    await given;
    expect(sent(kernel, "name")[0]?.name).toBe("Asha");
    expect(session.setup.peek()).toMatchObject({ annotator: "Asha", askName: false });
    pest(session);
    await tick(4_000);
    expect(session.deliveries.unacked.peek()).toBe(0);
  });

  it("moves what was answered meanwhile to the new address", async () => {
    const { kernel, session } = await start({ welcome: { ask_name: true } });
    kernel.silent = true;
    void session.giveName("Asha");
    await tick();
    pest(session);
    await tick();
    expect(events(kernel)).toEqual([]);
    const asked = sent(kernel, "name")[0];
    if (!asked) throw new Error("not asked");
    kernel.silent = false;
    kernel.tell({
      type: "named",
      request: asked.request,
      to: asked.client,
      annotator: "Asha",
      box: "other",
    });
    await tick();
    expect(events(kernel)[0]).toMatchObject({ box: "other", item_key: "k1" });
  });
});

import { describe, expect, it } from "vitest";
import type { Session } from "../src/session/session";
import { page, pest, sent, shown, start, tick } from "./pages";

const keys = (session: Session) => session.jumps.history.rows.peek().map((row) => row.key);
const SOME = Array.from({ length: 400 }, (_, n) => `note ${n + 1}`);

describe("the list of what was done", () => {
  it("costs nothing while no view shows it", async () => {
    const { kernel, session } = await start();
    pest(session);
    await tick(200);
    expect(keys(session)).toEqual([]);
    expect(sent(kernel, "earlier")).toEqual([]);
  });

  it("begins with what the kernel says, newest first, and without what the items show", async () => {
    const { kernel, session } = await start();
    for (let n = 0; n < 4; n++) pest(session);
    await tick(200);
    session.jumps.history.show();
    await tick(200);
    expect(keys(session)).toEqual(["k4", "k3", "k2", "k1"]);
    expect(session.jumps.history.rest.peek()).toBe("end");
    expect(session.jumps.history.rows.peek()[0]).toMatchObject({ number: 4, preview: "text 4" });
    expect(sent(kernel, "earlier")[0]).toMatchObject({ light: true, before: null });
  });

  it("gets each answer a frame after the item, and follows undo, flags and changes", async () => {
    const { session } = await start();
    session.jumps.history.show();
    await tick(200);
    pest(session);
    expect(keys(session)).toEqual([]);
    await tick(200);
    expect(keys(session)).toEqual(["k1"]);
    session.skip();
    await tick(200);
    expect(keys(session)).toEqual(["k2", "k1"]);
    expect(session.jumps.history.rows.peek()[0]?.state.status).toBe("skipped");
    session.undo();
    await tick(200);
    expect(keys(session)).toEqual(["k1"]);
    session.redo();
    await tick(200);
    session.jumps.look("k1");
    expect(shown(session)).toBe("k1");
    session.toggleFlag();
    await tick(200);
    expect(session.jumps.history.rows.peek().map((row) => row.state.flagged)).toEqual([
      false,
      true,
    ]);
    session.answer("id-2", "helper");
    await tick(200);
    expect(keys(session)).toEqual(["k1", "k2"]);
    expect(session.jumps.history.rows.peek()[0]?.state.value).toBe("id-2");
    expect(shown(session)).toBe("k3");
  });

  it("hears of what is done in code and in another page", async () => {
    const { kernel, session } = await start();
    session.jumps.history.show();
    await tick(200);
    const event = kernel.record("k9", "id-1");
    const acked = [{ event: event.id, key: "k9", state: kernel.state("k9") }];
    kernel.tell({ type: "ack", client: "another", acked, counts: kernel.counts() });
    await tick(200);
    expect(keys(session)).toEqual(["k9"]);
    kernel.record("k1", "id-1");
    const [item, counts] = [kernel.item("k1"), kernel.counts()];
    kernel.tell({
      type: "changed",
      kind: "answer",
      event: "e",
      retracted: null,
      item,
      counts,
      moves: 1,
    });
    await tick(200);
    expect(keys(session)).toEqual(["k1", "k9"]);
  });

  it("fetches older ones when asked to, and holds a thousand at most", async () => {
    const { kernel } = await start({ texts: Array.from({ length: 1200 }, (_, n) => `${n}`) });
    for (const key of kernel.keys.slice(0, 1150)) kernel.record(key, "id-1");
    const { session } = await page(kernel);
    session.jumps.history.show();
    await tick(200);
    expect(keys(session)).toHaveLength(100);
    expect(keys(session)[0]).toBe("k1150");
    for (let n = 0; n < 15; n++) {
      session.jumps.history.more();
      await tick(50);
    }
    expect(new Set(keys(session)).size).toBe(1000);
    expect(session.jumps.history.rest.peek()).toBe("full");
    pest(session);
    await tick(200);
    expect(keys(session)).toHaveLength(1000);
  });

  it("shows what this page knows while the kernel is away, and the rest once it is back", async () => {
    const { kernel, model, session } = await start({ texts: SOME });
    kernel.record("k300", "id-1");
    pest(session);
    await tick(200);
    model.comm_live = false;
    model.trigger("comm_live_update");
    pest(session);
    session.jumps.history.show();
    await tick(200);
    expect(keys(session)).toEqual(["k2", "k1"]);
    expect(session.jumps.history.rest.peek()).toBe("away");
    model.comm_live = true;
    model.trigger("comm_live_update");
    await tick(2500);
    expect(keys(session)).toEqual(expect.arrayContaining(["k2", "k1", "k300"]));
    expect(session.jumps.history.rest.peek()).toBe("end");
  });

  it("lets go of all of it when the last view closes it", async () => {
    const { session } = await start();
    const [one, other] = [session.jumps.history.show(), session.jumps.history.show()];
    pest(session);
    await tick(200);
    one();
    expect(keys(session)).toEqual(["k1"]);
    other();
    expect(keys(session)).toEqual([]);
  });

  it("is empty after starting over", async () => {
    const { kernel, session } = await start();
    session.jumps.history.show();
    pest(session);
    await tick(200);
    kernel.log.length = 0;
    kernel.tell({ type: "started_over" });
    await tick(600);
    expect(keys(session)).toEqual([]);
  });
});

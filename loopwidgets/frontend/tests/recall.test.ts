/** Undo after the page was loaded again: what the tab did before comes back from the kernel. */

import { describe, expect, it } from "vitest";
import { anotherTab, events, page, pest, sent, shown, start, tick } from "./pages";
import { type Kernel, MemoryOutbox } from "./stand-in";

async function reloaded(kernel: Kernel, outbox?: MemoryOutbox) {
  const { session } = await page(kernel, outbox);
  await tick(100);
  return session;
}

describe("undo after a reload", () => {
  it("takes back what the tab did, one after the other, and redo does it again", async () => {
    const { kernel, session: before } = await start();
    pest(before);
    before.answer("id-2", "helper");
    before.toggleFlag();
    await tick(100);
    before.dispose();
    const session = await reloaded(kernel);
    expect(session.beside.canUndo.peek()).toBe(true);
    session.undo();
    await tick(100);
    expect([shown(session), session.state.peek().flagged]).toEqual(["k3", false]);
    session.undo();
    expect([shown(session), session.state.peek().status]).toEqual(["k2", "open"]);
    session.undo();
    expect(shown(session)).toBe("k1");
    session.redo();
    session.redo();
    await tick(100);
    expect(shown(session)).toBe("k3");
    expect(kernel.counts()).toMatchObject({ answered: 2, flagged: 0 });
    expect(kernel.log.map((one) => one.kind)).toEqual([
      "answer",
      "answer",
      "flag",
      "retract",
      "retract",
      "retract",
      "answer",
      "answer",
    ]);
  });

  it("does again what was said with what was suggested then", async () => {
    const suggestion = { labels: ["id-2"], confidence: 0.9, round: 4 };
    const { kernel, session: before } = await start({ item: () => ({ suggestion }) });
    pest(before);
    await tick(100);
    before.dispose();
    const session = await reloaded(kernel);
    session.undo();
    await tick(100);
    session.redo();
    await tick(100);
    expect(kernel.log.map((one) => one.suggestion)).toEqual([suggestion, null, suggestion]);
  });

  it("counts the presses that come while the kernel is asked", async () => {
    const { kernel, session: before } = await start();
    for (let press = 0; press < 4; press++) pest(before);
    await tick(100);
    before.dispose();
    const session = await reloaded(kernel);
    for (let press = 0; press < 3; press++) session.undo();
    await tick(100);
    expect(shown(session)).toBe("k2");
    expect(kernel.counts().answered).toBe(1);
    expect(sent(kernel, "recall")).toHaveLength(1);
  });

  it("takes back nothing when the person went on meanwhile", async () => {
    const { kernel, session: before } = await start();
    pest(before);
    await tick(100);
    before.dispose();
    const session = await reloaded(kernel);
    session.undo();
    pest(session);
    await tick(100);
    expect(events(kernel).map((one) => one.kind)).toEqual(["answer", "answer"]);
  });

  it("takes back what an earlier page could not deliver any more", async () => {
    const outbox = new MemoryOutbox();
    const { kernel, session: before } = await start({}, outbox);
    kernel.silent = true;
    pest(before);
    await tick(100);
    before.dispose();
    kernel.silent = false;
    anotherTab();
    const session = await reloaded(kernel, outbox);
    session.undo();
    await tick(100);
    expect(shown(session)).toBe("k1");
    expect(kernel.counts().answered).toBe(0);
  });

  it("says so when there is nothing, or nobody to ask", async () => {
    const { kernel, session: before } = await start();
    pest(before);
    await tick(100);
    anotherTab();
    const other = await reloaded(kernel);
    other.undo();
    await tick(100);
    expect(other.hint.peek()).toContain("nothing to undo");
    expect(other.beside.canUndo.peek()).toBe(false);
    before.dispose();
    const session = await reloaded(kernel);
    kernel.silent = true;
    session.undo();
    await tick(60_000);
    expect(session.hint.peek()).toContain("does not answer");
    expect(session.beside.canUndo.peek()).toBe(true);
  });
});

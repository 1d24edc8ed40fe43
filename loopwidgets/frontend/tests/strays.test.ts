import { describe, expect, it } from "vitest";
import type { ShownChoice } from "../src/kernel/protocol";
import { anotherTab, events, page, start, tick } from "./pages";
import { Kernel, labelsOf, MemoryOutbox } from "./stand-in";

const lost = { reason: "loopwidgets.db was deleted", retry: true };

/** A page whose answers are kept, for the store is gone; then the cell runs again, on another store. */
async function replaced(does: (session: Awaited<ReturnType<typeof page>>["session"]) => void) {
  const outbox = new MemoryOutbox();
  const before = await start({}, outbox);
  before.kernel.refuse = () => lost;
  does(before.session);
  await tick();
  before.session.dispose();
  // In the new store the same names stand in another order, so their ids are others.
  const kernel = new Kernel({ labels: labelsOf("harmless", "pest", "new") });
  kernel.box = "another";
  const { session } = await page(kernel, outbox);
  return { kernel, outbox, session };
}

describe("what is kept for a store that was here before", () => {
  it("is saved here when the person wants it, under the ids that its labels have here", async () => {
    const { kernel, outbox, session } = await replaced((session) => {
      session.answer("id-1", "pest");
      session.note("a beetle");
    });
    expect(session.strays.kept.peek()).toHaveLength(2);
    expect(events(kernel)).toEqual([]);
    await session.strays.save();
    await tick();
    expect(events(kernel)).toMatchObject([
      { box: "another", item_key: "k1", value: "id-2", supersedes: null, scheme_version: 3 },
      { box: "another", item_key: "k2", kind: "note", value: "a beetle" },
    ]);
    expect(kernel.state("k1")).toMatchObject({ status: "answered", value: "id-2" });
    expect(session.state.peek()).toMatchObject({ status: "answered", value: "id-2" });
    expect(session.strays.kept.peek()).toEqual([]);
    expect(outbox.kept.size).toBe(0);
  });

  it("is left out where something was said here since, also where this page does not know it", async () => {
    const { kernel, outbox, session } = await replaced((session) => {
      session.answer("id-1", "pest");
      session.answer("id-1", "pest");
      session.answer("id-1", "pest");
    });
    session.answer("id-1", "harmless");
    await tick();
    kernel.record("k3", "id-1");
    await session.strays.save();
    await tick();
    expect(events(kernel).map((event) => [event.item_key, event.value])).toEqual([
      ["k1", "id-1"],
      ["k2", "id-2"],
    ]);
    expect(session.notice.peek()?.text).toContain("Earlier answers for 2 items were left out");
    expect(outbox.kept.size).toBe(0);
  });

  it("keeps its own order, without what was taken back", async () => {
    const { kernel, outbox, session } = await replaced((session) => {
      session.answer("id-1", "pest");
      session.undo();
      session.answer("id-1", "pest");
      session.back();
      session.answer("id-3", "harmless");
    });
    expect(session.strays.kept.peek()).toHaveLength(2);
    expect(outbox.kept.size).toBe(4);
    await session.strays.save();
    await tick();
    const [first, second] = events(kernel);
    expect([first?.value, second?.value]).toEqual(["id-2", "id-1"]);
    expect([first?.supersedes, second?.supersedes]).toEqual([null, first?.id]);
    expect(outbox.kept.size).toBe(0);
  });

  it("stays kept, as it was, where the store here refuses it", async () => {
    const { kernel, outbox, session } = await replaced((session) => session.answer("id-1", "pest"));
    const before = [...outbox.kept.values()];
    kernel.refuse = () => ({ reason: "value: expected a list", retry: false });
    await session.strays.save();
    await tick();
    expect(session.strays.kept.peek()).toEqual(before);
    expect([...outbox.kept.values()]).toEqual(before);
    expect(session.refused.peek()?.count).toBe(1);
    expect(session.strays.unfit.peek()).toBe(true);
  });

  it("stays kept where the kernel does not answer", async () => {
    const { kernel, session } = await replaced((session) => session.answer("id-1", "pest"));
    kernel.silent = true;
    const saving = session.strays.save();
    await tick(20_000);
    await saving;
    expect(session.strays.kept.peek()).toHaveLength(1);
    expect(session.notice.peek()?.text).toContain("The answers stay in this browser");
    expect(session.strays.unfit.peek()).toBe(false);
    kernel.silent = false;
    await session.strays.save();
    await tick();
    expect(kernel.state("k1").value).toBe("id-2");
  });

  it("is gone from every page once one of them gave it", async () => {
    const { kernel, outbox, session } = await replaced((session) => session.answer("id-1", "pest"));
    anotherTab();
    const other = await page(kernel, outbox);
    expect(other.session.strays.kept.peek()).toHaveLength(1);
    await session.strays.save();
    await tick();
    expect(other.session.strays.kept.peek()).toEqual([]);
  });

  it("stays where its labels are not among these, until it is given up", async () => {
    const { kernel, outbox, session } = await replaced((session) => {
      session.answer("id-2", "helper");
      session.answer("id-3", "harmless");
    });
    await session.strays.save();
    await tick();
    expect(events(kernel).map((event) => event.value)).toEqual(["id-1"]);
    expect(session.strays.kept.peek()).toHaveLength(1);
    expect(outbox.kept.size).toBe(1);
    session.strays.drop();
    await tick();
    expect(session.strays.kept.peek()).toEqual([]);
    expect(outbox.kept.size).toBe(0);
  });

  it("brings a label along that was made while labeling, where labels may be made", async () => {
    const outbox = new MemoryOutbox();
    const setting = { task: { options: { allow_new: true } } };
    const before = await start(setting, outbox);
    before.kernel.refuse = () => lost;
    before.session.addChoices([
      { ...(labelsOf("wasp")[0] as ShownChoice), id: "=wasp", added: true },
    ]);
    before.session.answer("=wasp", "wasp");
    await tick();
    before.session.dispose();
    const kernel = new Kernel(setting);
    kernel.box = "another";
    const { session } = await page(kernel, outbox);
    await session.strays.save();
    await tick();
    expect(events(kernel).map((event) => event.value)).toEqual(["=wasp"]);
  });

  it("is offered to both projects of a split, in words of its own", async () => {
    const outbox = new MemoryOutbox();
    const before = await start({}, outbox);
    before.kernel.refuse = () => lost;
    before.session.answer("id-1", "pest");
    await tick();
    before.session.dispose();
    const former = before.kernel.box;
    for (const origin of ["origin", "elsewhere"]) {
      const kernel = new Kernel({ welcome: { origin, former } });
      kernel.box = `${origin}, after the split`;
      const { session } = await page(kernel, outbox);
      expect(session.strays.kept.peek()).toHaveLength(1);
      expect(session.strays.ofSplit.peek()).toBe(true);
      expect(events(kernel)).toEqual([]);
      session.dispose();
    }
    const kernel = new Kernel({ welcome: { origin: "elsewhere", former } });
    kernel.box = "the one that asked it";
    const { session } = await page(kernel, outbox);
    await session.strays.save();
    await tick();
    expect(events(kernel).map((event) => event.value)).toEqual(["id-1"]);
    expect(outbox.kept.size).toBe(0);
  });

  it("is no other project's business", async () => {
    const outbox = new MemoryOutbox();
    const before = await start({}, outbox);
    before.kernel.refuse = () => lost;
    before.session.answer("id-1", "pest");
    await tick();
    before.session.dispose();
    const kernel = new Kernel({ welcome: { origin: "elsewhere" } });
    kernel.box = "another";
    const { session } = await page(kernel, outbox);
    expect(session.strays.kept.peek()).toEqual([]);
  });
});

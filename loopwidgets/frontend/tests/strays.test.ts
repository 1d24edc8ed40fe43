import { describe, expect, it } from "vitest";
import type { ShownLabel } from "../src/protocol";
import { events, page, start, tick } from "./pages";
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
    session.strays.save();
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

  it("follows on what was said here since", async () => {
    const { kernel, session } = await replaced((session) => session.answer("id-1", "pest"));
    session.answer("id-1", "harmless");
    await tick();
    session.strays.save();
    await tick();
    const [here, taken] = events(kernel);
    expect(taken?.supersedes).toBe(here?.id);
  });

  it("keeps its own order, and leaves out what was taken back of the store that is gone", async () => {
    const { kernel, session } = await replaced((session) => {
      session.answer("id-1", "pest");
      session.undo();
      session.answer("id-1", "pest");
    });
    session.strays.save();
    await tick();
    const [first, back, again] = events(kernel);
    expect(back).toMatchObject({ kind: "retract", supersedes: first?.id });
    expect(again?.supersedes).toBe(back?.id);
  });

  it("stays where its labels are not among these, until it is given up", async () => {
    const { kernel, outbox, session } = await replaced((session) => {
      session.answer("id-2", "helper");
      session.answer("id-3", "harmless");
    });
    session.strays.save();
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
    const setting = { task: { allow_new: true } };
    const before = await start(setting, outbox);
    before.kernel.refuse = () => lost;
    before.session.addLabels([
      { ...(labelsOf("wasp")[0] as ShownLabel), id: "=wasp", added: true },
    ]);
    before.session.answer("=wasp", "wasp");
    await tick();
    before.session.dispose();
    const kernel = new Kernel(setting);
    kernel.box = "another";
    const { session } = await page(kernel, outbox);
    session.strays.save();
    await tick();
    expect(events(kernel).map((event) => event.value)).toEqual(["=wasp"]);
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

import { describe, expect, it, vi } from "vitest";
import { PROTOCOL } from "../src/kernel/protocol";
import type { Session } from "../src/session/session";
import { anotherTab, events, page, pest, sent, shown, start, tick } from "./pages";
import { Kernel } from "./stand-in";

function toggle(session: Session, id: string): void {
  const chosen = session.draft.peek() as readonly string[];
  session.build(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
}

describe("beginning", () => {
  it("says hello and shows the first item", async () => {
    const { kernel, session } = await start();
    expect(sent(kernel, "hello")[0]).toMatchObject({ protocol: PROTOCOL });
    expect(shown(session)).toBe("k1");
    expect(session.stage.peek()).toBe("item");
    await tick();
    expect(sent(kernel, "shown").at(-1)?.key).toBe("k1");
  });

  it("shows the items that came with the widget before the kernel answers", async () => {
    const kernel = new Kernel({ first: true });
    kernel.silent = true;
    const { session } = await page(kernel);
    expect(shown(session)).toBe("k1");
    pest(session);
    expect(shown(session)).toBe("k2");
  });

  it("says hello again to a kernel that is silent, ever more patiently", async () => {
    const kernel = new Kernel();
    kernel.silent = true;
    const { session } = await page(kernel);
    expect(session.stage.peek()).toBe("loading");
    await tick(8_001);
    expect(session.slow.peek()).toBe(true);
    await tick(16_001);
    expect(sent(kernel, "hello")).toHaveLength(3);
    kernel.silent = false;
    await tick(32_001);
    expect(session.stage.peek()).toBe("item");
  });

  it("asks to reload when the kernel speaks another protocol", async () => {
    const { session } = await start({ welcome: { protocol: PROTOCOL + 1 } });
    expect(session.stage.peek()).toBe("failed");
    expect(session.failure.peek()?.hint).toBe("Reload the page.");
  });

  it("shows the kernel's reason when it declines", async () => {
    const kernel = new Kernel();
    kernel.silent = true;
    const { session } = await page(kernel);
    const hello = sent(kernel, "hello")[0];
    if (hello === undefined) throw new Error("no hello");
    kernel.tell({ type: "failed", request: hello.request, to: hello.client, reason: "no data" });
    await tick();
    expect(session.failure.peek()?.detail).toBe("no data");
  });

  it("is empty where there is nothing to label", async () => {
    const { session } = await start({ texts: [] });
    expect(session.stage.peek()).toBe("empty");
  });

  it("keeps the page's id after a reload, and goes on counting its events", async () => {
    const { kernel, session } = await start();
    pest(session);
    await tick();
    session.dispose();
    const again = await page(kernel);
    pest(again.session);
    await tick();
    const clients = new Set(sent(kernel, "events").map((one) => one.client));
    expect(clients.size).toBe(1);
    const [first, second] = events(kernel).map((event) => event.client_seq);
    expect(second).toBe((first ?? 0) + 1);
  });
});

describe("answering", () => {
  it("shows the next item before anything is sent", async () => {
    const { kernel, session } = await start();
    pest(session);
    expect(shown(session)).toBe("k2");
    expect(events(kernel)).toEqual([]);
    await tick();
    expect(events(kernel)).toHaveLength(1);
  });

  it("counts at once, without the kernel", async () => {
    const { kernel, session } = await start();
    kernel.silent = true;
    pest(session);
    await tick();
    expect(session.beside.counts.peek()).toMatchObject({ answered: 1, by_value: { "id-1": 1 } });
  });

  it("sends what the protocol asks for", async () => {
    const { kernel, session } = await start();
    await tick(4200);
    pest(session);
    await tick();
    const message = sent(kernel, "events")[0];
    expect(message?.shown).toBe("k2");
    const event = message?.events[0];
    expect(event).toMatchObject({
      box: "box",
      item_key: "k1",
      kind: "answer",
      value: "id-1",
      client_seq: expect.any(Number),
      supersedes: null,
      started_at: "2030-05-01T08:00:00.000Z",
      submitted_at: "2030-05-01T08:00:04.200Z",
      active_seconds: 4.2,
      scheme_version: 3,
      suggestion: null,
      extra: {},
    });
    expect(event?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it("changes an answer in place and goes forward one", async () => {
    const { kernel, session } = await start();
    pest(session);
    pest(session);
    await tick();
    session.back();
    session.back();
    expect(shown(session)).toBe("k1");
    expect(session.state.peek()).toMatchObject({ status: "answered", value: "id-1" });
    session.answer("id-3", "harmless");
    expect(shown(session)).toBe("k2");
    await tick();
    const [first, , changed] = events(kernel);
    expect(changed).toMatchObject({ item_key: "k1", value: "id-3", supersedes: first?.id });
  });

  it("only goes on when the same answer is given again", async () => {
    const { kernel, session } = await start();
    pest(session);
    await tick();
    session.back();
    pest(session);
    expect(shown(session)).toBe("k2");
    await tick();
    expect(events(kernel)).toHaveLength(1);
  });

  it("collects several labels until they are confirmed", async () => {
    const { session } = await start({ task: { options: { multiple: true } } });
    toggle(session, "id-3");
    toggle(session, "id-1");
    toggle(session, "id-3");
    expect(session.draft.peek()).toEqual(["id-1"]);
    session.answer(["id-1"], "pest");
    expect(session.draft.peek()).toEqual([]);
    session.back();
    expect(session.draft.peek()).toEqual(["id-1"]);
  });

  it("keeps what is chosen and not confirmed while the person looks elsewhere", async () => {
    const { session } = await start({ task: { options: { multiple: true } } });
    session.answer(["id-1"], "pest");
    toggle(session, "id-3");
    session.back();
    expect(session.draft.peek()).toEqual(["id-1"]);
    session.forward();
    expect(session.draft.peek()).toEqual(["id-3"]);
    session.skip();
    session.undo();
    expect(session.draft.peek()).toEqual([]);
  });

  it("announces what was done and how far it is, also when it is the same again", async () => {
    const { session } = await start();
    pest(session);
    expect(session.said.peek()()).toBe("pest. 1 of 30");
    session.skip();
    const once = session.said.peek();
    session.skip();
    expect(session.said.peek()).not.toBe(once);
    expect(session.said.peek()()).toBe(once());
  });
});

describe("skip, flag, note, dispute", () => {
  it("a skip goes on and is no label", async () => {
    const { kernel, session } = await start();
    session.skip();
    expect(shown(session)).toBe("k2");
    await tick();
    expect(session.beside.counts.peek()).toMatchObject({ answered: 0, skipped: 1, by_value: {} });
    expect(events(kernel)[0]).toMatchObject({ kind: "skip", value: null });
  });

  it("a flag, a note and a dispute stay", async () => {
    const { kernel, session } = await start();
    session.toggleFlag();
    session.note("ask again");
    session.dispute({ label: "id-2", reason: "it eats aphids" });
    expect(shown(session)).toBe("k1");
    expect(session.state.peek()).toMatchObject({
      flagged: true,
      note: "ask again",
      dispute: { label: "id-2", reason: "it eats aphids" },
    });
    session.toggleFlag();
    await tick();
    const [flag, note, dispute, unflag] = events(kernel);
    expect(flag).toMatchObject({ kind: "flag", value: true, supersedes: null });
    expect(note).toMatchObject({ kind: "note", value: "ask again", supersedes: null });
    expect(dispute).toMatchObject({
      kind: "dispute",
      value: { label: "id-2", reason: "it eats aphids" },
    });
    expect(unflag).toMatchObject({ kind: "flag", value: false, supersedes: flag?.id });
  });

  it("a note that did not change is not sent", async () => {
    const { kernel, session } = await start();
    session.note("");
    await tick();
    expect(events(kernel)).toEqual([]);
  });

  it("a skipped item comes again at the end, once", async () => {
    const { session } = await start({ texts: ["a", "b"] });
    session.skip();
    pest(session);
    await tick(50);
    expect(shown(session)).toBe("k1");
    session.skip();
    await tick(50);
    expect(session.stage.peek()).toBe("finished");
  });
});

describe("items that weigh much", () => {
  it("are let go of once done, and fetched again when one goes back", async () => {
    const texts = Array.from({ length: 12 }, (_, place) => `${place} `.repeat(1_500_000));
    const { kernel, session } = await start({ texts });
    for (let place = 0; place < 8; place++) pest(session);
    await tick(200);
    for (let step = 0; step < 8; step++) {
      session.back();
      await tick();
      expect(shown(session)).toBe(`k${8 - step}`);
      expect(session.state.peek().status).toBe("answered");
    }
    const fetched = sent(kernel, "get").flatMap((message) => message.keys);
    expect(new Set(fetched)).toEqual(new Set(["k1", "k2", "k3", "k4", "k5", "k6"]));
    for (let press = 0; press < 8; press++) session.undo();
    await tick();
    expect(shown(session)).toBe("k1");
    expect(session.beside.canUndo.peek()).toBe(false);
  });
});

describe("a tab that no one is in", () => {
  it.each([true, false])("goes along with another one (in use: %s)", async (inUse) => {
    const { kernel, session } = await start();
    vi.spyOn(document, "hasFocus").mockReturnValue(inUse);
    anotherTab();
    const other = await page(kernel);
    pest(other.session);
    other.session.skip();
    await tick();
    expect(shown(session)).toBe(inUse ? "k1" : "k3");
    expect(session.state.peek().status).toBe(inUse ? "answered" : "open");
    session.back();
    pest(other.session);
    await tick();
    expect(shown(session)).toBe(inUse ? "k1" : "k2");
  });
});

describe("undo and redo", () => {
  it("go across items, and come back to each", async () => {
    const { kernel, session } = await start();
    pest(session);
    session.skip();
    session.answer("id-2", "helper");
    await tick();
    session.undo();
    expect(shown(session)).toBe("k3");
    session.undo();
    session.undo();
    expect(shown(session)).toBe("k1");
    expect(session.state.peek().status).toBe("open");
    await tick();
    expect(session.beside.counts.peek()).toMatchObject({ answered: 0, skipped: 0 });
    expect(session.beside.canUndo.peek()).toBe(false);
    const all = events(kernel);
    expect(all.slice(3).map((event) => [event.kind, event.supersedes])).toEqual([
      ["retract", all[2]?.id],
      ["retract", all[1]?.id],
      ["retract", all[0]?.id],
    ]);
    session.redo();
    expect(shown(session)).toBe("k2");
    session.redo();
    session.redo();
    expect(shown(session)).toBe("k4");
    await tick();
    const redone = events(kernel).slice(6);
    expect(redone.map((event) => [event.kind, event.supersedes])).toEqual([
      ["answer", all[5]?.id],
      ["skip", all[4]?.id],
      ["answer", all[3]?.id],
    ]);
    expect(kernel.counts()).toMatchObject({ answered: 2, skipped: 1 });
    expect(session.beside.canRedo.peek()).toBe(false);
  });

  it("end where the work goes on, however fast the keys come", async () => {
    const { session } = await start({ texts: ["a", "b", "c"] });
    pest(session);
    session.skip();
    pest(session);
    await tick(50);
    session.skip();
    await tick(50);
    session.undo();
    await tick(50);
    pest(session);
    await tick(50);
    expect(session.stage.peek()).toBe("finished");
    for (let press = 0; press < 6; press++) session.undo();
    expect(shown(session)).toBe("k1");
    for (let press = 0; press < 8; press++) session.redo();
    await tick(200);
    expect(session.beside.counts.peek()?.answered).toBe(3);
    expect(session.stage.peek()).toBe("finished");
  });

  it("take back flag, note and dispute where they were made", async () => {
    const { session } = await start();
    session.toggleFlag();
    pest(session);
    await tick();
    session.undo();
    session.undo();
    expect(shown(session)).toBe("k1");
    expect(session.state.peek()).toMatchObject({ status: "open", flagged: false });
    session.redo();
    expect(session.state.peek().flagged).toBe(true);
    expect(shown(session)).toBe("k1");
  });

  it("say so where another tab said something else since, and leave that", async () => {
    const { kernel, session } = await start();
    pest(session);
    await tick();
    anotherTab();
    const other = await page(kernel);
    other.session.back();
    other.session.answer("id-2", "helper");
    await tick();
    session.undo();
    expect(shown(session)).toBe("k1");
    expect(session.state.peek()).toMatchObject({ status: "answered", value: "id-2" });
    expect(session.hint.peek()).toContain("A newer answer from another window was kept");
    await tick();
    expect(session.state.peek()).toMatchObject({ status: "answered", value: "id-2" });
    expect(session.beside.counts.peek()?.answered).toBe(1);
    session.redo();
    await tick();
    expect(kernel.state("k1")).toMatchObject({ status: "answered", value: "id-2" });
  });

  it("do nothing again over what another tab said after the undo", async () => {
    const { kernel, session } = await start();
    pest(session);
    session.undo();
    await tick();
    anotherTab();
    const other = await page(kernel);
    other.session.answer("id-2", "helper");
    await tick();
    const sent = events(kernel).length;
    session.redo();
    await tick();
    expect(events(kernel)).toHaveLength(sent);
    expect(kernel.state("k1")).toMatchObject({ status: "answered", value: "id-2" });
    expect(session.hint.peek()).toContain("Not redone");
    session.redo();
    await tick();
    expect(events(kernel)).toHaveLength(sent);
  });

  it("do again one after the other what was said of one item, also once all is on disk", async () => {
    const { kernel, session } = await start();
    pest(session);
    session.back();
    session.answer("id-2", "helper");
    await tick();
    session.undo();
    await tick();
    session.undo();
    await tick();
    expect(kernel.state("k1")).toMatchObject({ status: "open" });
    session.redo();
    await tick();
    expect(kernel.state("k1")).toMatchObject({ status: "answered", value: "id-1" });
    session.redo();
    await tick();
    expect(kernel.state("k1")).toMatchObject({ status: "answered", value: "id-2" });
  });

  it("do again an answer that was given in place of one that was taken back", async () => {
    const { kernel, session } = await start();
    pest(session);
    session.undo();
    session.answer("id-2", "helper");
    await tick();
    session.undo();
    await tick();
    session.redo();
    await tick();
    expect(kernel.state("k1")).toMatchObject({ status: "answered", value: "id-2" });
  });

  it("bring back the answer that was there before", async () => {
    const { session } = await start();
    pest(session);
    session.back();
    session.answer("id-2", "helper");
    session.undo();
    expect(shown(session)).toBe("k1");
    expect(session.state.peek()).toMatchObject({ status: "answered", value: "id-1" });
    session.redo();
    expect(shown(session)).toBe("k2");
  });

  it("work after the last item", async () => {
    const { session } = await start({ texts: ["a", "b"] });
    pest(session);
    pest(session);
    await tick(50);
    expect(session.stage.peek()).toBe("finished");
    session.undo();
    expect([session.stage.peek(), shown(session)]).toEqual(["item", "k2"]);
    pest(session);
    await tick(50);
    expect(session.stage.peek()).toBe("finished");
    expect(session.beside.counts.peek()?.answered).toBe(2);
  });

  it("forget what was undone when something new is done", async () => {
    const { session } = await start();
    pest(session);
    session.undo();
    session.answer("id-2", "helper");
    expect(session.beside.canRedo.peek()).toBe(false);
  });

  it("never touch what another page said", async () => {
    const kernel = new Kernel();
    const one = await page(kernel);
    anotherTab();
    const other = await page(kernel);
    pest(one.session);
    await tick();
    other.session.undo();
    await tick();
    expect(kernel.log.map((event) => event.kind)).toEqual(["answer"]);
  });
});

describe("time", () => {
  it("of an item starts when it is shown and leaves out a hidden tab", async () => {
    const { kernel, session } = await start();
    const view = Symbol("view");
    session.attention.inSight(view, true);
    await tick(2000);
    session.attention.inSight(view, false);
    await tick(60_000);
    session.attention.inSight(view, true);
    session.attention.moved();
    await tick(1000);
    pest(session);
    await tick();
    expect(events(kernel)[0]?.active_seconds).toBe(3);
  });

  it("is shown as a pace after three answers, without those undone", async () => {
    const { session } = await start();
    for (const wait of [1000, 2000, 9000]) {
      await tick(wait);
      pest(session);
    }
    await tick();
    expect(session.beside.pace.peek()).toBe(2);
    expect(session.beside.spent.peek()).toBe(12);
    session.undo();
    await tick();
    expect(session.beside.pace.peek()).toBeNull();
    expect(session.beside.spent.peek()).toBe(12);
  });
});

it("a broken message never leaves the widget blank", async () => {
  const { model, session } = await start();
  model.trigger("msg:custom", { type: "changed" });
  expect(session.stage.peek()).toBe("failed");
  expect(session.failure.peek()?.title).toBe("Something went wrong in this page.");
});

describe("labels that have other names since", () => {
  it("are the labels of the items that this page holds, the shown item too", async () => {
    let choices = ["id-1", "id-2"];
    const { kernel, session } = await start({ item: () => ({ choices: [...choices] }) });
    expect(session.shown.peek()?.choices).toEqual(["id-1", "id-2"]);
    choices = ["id-1", "id-3"];
    kernel.tell({ ...kernel.welcome(null, null, 5), scheme_version: 4 });
    await tick(500);
    expect(session.shown.peek()?.key).toBe("k1");
    for (const key of kernel.keys.slice(0, 8)) {
      expect([key, session.shown.peek()?.choices]).toEqual([key, ["id-1", "id-3"]]);
      pest(session);
      await tick(500);
    }
    session.back();
    await tick(500);
    expect(session.shown.peek()?.choices).toEqual(["id-1", "id-3"]);
    expect(sent(kernel, "get").length).toBeGreaterThan(0);
  });

  it("cost nothing where they are the same", async () => {
    const { kernel, session } = await start();
    kernel.tell(kernel.welcome(null, null, 5));
    await tick(500);
    expect(sent(kernel, "get")).toEqual([]);
    expect(shown(session)).toBe("k1");
  });
});

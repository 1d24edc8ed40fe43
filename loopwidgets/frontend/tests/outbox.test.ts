import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Pending } from "../src/answers/item-state";
import { BrowserOutbox } from "../src/answers/outbox";
import type { SentEvent } from "../src/kernel/protocol";

const pending = (id: string, box = "box", second = 0, seq = 0): Pending => ({
  event: {
    id,
    box,
    item_key: "k",
    client_seq: seq,
    submitted_at: new Date(second * 1000).toISOString(),
  } as SentEvent,
  change: { status: "answered" },
});
const ids = (kept: readonly Pending[]) => kept.map((one) => one.event.id);

describe("the outbox", () => {
  beforeEach(() => {
    vi.stubGlobal("indexedDB", new IDBFactory());
  });

  it("hands back after a reload what was kept, in the order in which it was made", async () => {
    await new BrowserOutbox().put([
      pending("late", "box", 9),
      pending("b", "box", 1, 2),
      pending("a", "box", 1, 1),
    ]);
    const kept = await new BrowserOutbox().load("box");
    expect(ids(kept)).toEqual(["a", "b", "late"]);
    expect(kept[0]?.change).toEqual({ status: "answered" });
  });

  it("files events under their box", async () => {
    const outbox = new BrowserOutbox();
    await outbox.put([pending("mine"), pending("yours", "other")]);
    expect(ids(await outbox.load("box"))).toEqual(["mine"]);
  });

  it("keeps an event once, however often it is put", async () => {
    const outbox = new BrowserOutbox();
    await outbox.put([pending("a")]);
    await outbox.put([pending("a", "moved")]);
    expect(ids(await outbox.load("box"))).toEqual([]);
    expect(ids(await outbox.load("moved"))).toEqual(["a"]);
  });

  it("forgets what is on disk", async () => {
    const outbox = new BrowserOutbox();
    await outbox.put([pending("a"), pending("b")]);
    await outbox.remove(["a", "never there"]);
    expect(ids(await outbox.load("box"))).toEqual(["b"]);
  });

  it("asks for strict durability when it keeps", async () => {
    const asked = vi.spyOn(IDBDatabase.prototype, "transaction");
    await new BrowserOutbox().put([pending("a")]);
    expect(asked).toHaveBeenCalledWith("outbox", "readwrite", { durability: "strict" });
  });

  it("says so where the browser keeps nothing, and tries again the next time", async () => {
    vi.stubGlobal("indexedDB", undefined);
    const outbox = new BrowserOutbox();
    await expect(outbox.put([pending("a")])).rejects.toThrow();
    vi.stubGlobal("indexedDB", new IDBFactory());
    await outbox.put([pending("a")]);
    expect(ids(await outbox.load("box"))).toEqual(["a"]);
  });
});

import { describe, expect, it } from "vitest";
import { OPEN } from "../src/answers/item-state";
import type { Acked } from "../src/kernel/protocol";
import { pest, sent, shown, start, tick } from "./pages";
import type { Kernel } from "./stand-in";

/** Tell the page how items stand after something was said in another kernel. */
function tellElsewhere(kernel: Kernel, acked: readonly Acked[], answered: number): void {
  const counts = {
    total: 3,
    answered,
    skipped: 0,
    flagged: 0,
    by_value: { "id-1": answered },
    commonest: {},
  };
  kernel.tell({ type: "ack", client: "", acked, counts });
}

const ANSWERED = { ...OPEN, status: "answered", value: "id-1", answer_tip: "e" } as const;

describe("what was said in another kernel", () => {
  it("brings back an item of a finished page that was opened again", async () => {
    const { kernel, session } = await start({ texts: ["a", "b", "c"] });
    for (const _ of "abc") {
      pest(session);
      await tick();
    }
    await tick(1000);
    expect(session.stage.peek()).toBe("finished");
    const answer = kernel.log.find((event) => event.item_key === "k2");
    if (answer === undefined) throw new Error("k2 was not answered");
    const retraction = { id: "r1", kind: "retract", value: null, supersedes: answer.id } as const;
    kernel.log.push({ ...answer, ...retraction });
    tellElsewhere(kernel, [{ event: "", key: "k2", state: OPEN }], 2);
    await tick(1000);
    expect(session.stage.peek()).toBe("item");
    expect(shown(session)).toBe("k2");
    expect(session.beside.counts.peek()?.answered).toBe(2);
  });

  it("asks for nothing where an item that is not here was answered", async () => {
    const { kernel, session } = await start({ texts: ["a", "b", "c"] });
    for (const _ of "abc") {
      pest(session);
      await tick();
    }
    await tick(1000);
    const stages: string[] = [];
    session.stage.subscribe((stage) => stages.push(stage));
    const asked = sent(kernel, "more").length;
    tellElsewhere(kernel, [{ event: "e", key: "other", state: ANSWERED }], 3);
    await tick(5000);
    expect(stages).toEqual(["finished"]);
    expect(sent(kernel, "more").length).toBe(asked);
  });

  it("is left out of what comes", async () => {
    const { kernel, session } = await start({ texts: ["a", "b", "c"] });
    tellElsewhere(kernel, [{ event: "e", key: "k2", state: ANSWERED }], 1);
    await tick();
    expect(shown(session)).toBe("k1");
    pest(session);
    await tick();
    expect(shown(session)).toBe("k3");
  });
});

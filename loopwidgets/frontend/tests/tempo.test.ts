import { describe, expect, it, vi } from "vitest";
import { events, pest, sent, start, tick } from "./pages";
import type { Kernel } from "./stand-in";

vi.unmock("../src/answers/send-interval");

// Few enough to be here at once: asking for more sends what waits.
const texts = Array.from({ length: 19 }, (_, place) => `t${place}`);
const messages = (kernel: Kernel) => sent(kernel, "events").map(({ events }) => events.length);

describe("a quick person", () => {
  it("has a message sent once a second, right after an act, and the browser keeps what waits", async () => {
    const { kernel, outbox, session } = await start({ texts });
    for (let n = 0; n < 8; n++) {
      pest(session);
      await tick(250);
    }
    expect(messages(kernel)).toEqual([1, 4]);
    expect([kernel.log.length, outbox.kept.size]).toEqual([5, 3]);
    pest(session);
    await tick(20);
    expect(messages(kernel)).toEqual([1, 4, 4]);
    expect(outbox.kept.size).toBe(0);
  });

  it("has the last answers sent soon after, without a further act", async () => {
    const { kernel, session } = await start({ texts });
    pest(session);
    await tick(20);
    pest(session);
    await tick(1_360);
    expect(messages(kernel)).toEqual([1]);
    await tick(100);
    expect(messages(kernel)).toEqual([1, 1]);
    expect(session.deliveries.unacked.peek()).toBe(0);
  });

  it("who takes a second for an item has each sent at once", async () => {
    const { kernel, session } = await start({ texts });
    for (let n = 0; n < 4; n++) {
      pest(session);
      await tick(10);
      expect(session.deliveries.unacked.peek()).toBe(0);
      await tick(1_000);
    }
    expect(messages(kernel)).toEqual([1, 1, 1, 1]);
  });
});

describe("a slow line", () => {
  /** A kernel that answers after so many milliseconds. */
  async function slowly(milliseconds: number) {
    // Few enough to be here at once: asking for more sends what waits.
    const made = await start({ texts: Array.from({ length: 19 }, (_, place) => `t${place}`) });
    const { kernel } = made;
    kernel.silent = true;
    const receive = kernel.receive.bind(kernel);
    kernel.receive = (message) => {
      receive(message);
      setTimeout(() => kernel.answer(message), milliseconds);
    };
    return made;
  }
  const messages = (kernel: Kernel) => sent(kernel, "events").map(({ events }) => events.length);

  it("gets together what is made within four seconds, and the browser keeps it meanwhile", async () => {
    const { kernel, outbox, session } = await slowly(400);
    for (let n = 0; n < 17; n++) {
      pest(session);
      await tick(250);
    }
    expect(messages(kernel)).toEqual([1, 16]);
    pest(session);
    await tick(20);
    expect(messages(kernel)).toEqual([1, 16]);
    expect(outbox.kept.size).toBe(session.deliveries.unacked.peek());
    await tick(5_000);
    expect(messages(kernel)).toEqual([1, 16, 1]);
    expect([outbox.kept.size, kernel.log.length]).toEqual([0, 18]);
  });

  it("is seen in the first answer that does not come: a kernel may be busy", async () => {
    const { kernel, session } = await start({
      texts: Array.from({ length: 19 }, (_, place) => `t${place}`),
    });
    kernel.silent = true;
    for (let n = 0; n < 12; n++) {
      pest(session);
      await tick(100);
    }
    expect(messages(kernel)).toEqual([1]);
    expect(session.deliveries.unacked.peek()).toBe(12);
    await tick(1_000);
    expect(messages(kernel)).toEqual([1, 12]);
  });

  it("gets more often what is said where it is less slow", async () => {
    const { kernel, session } = await slowly(80);
    for (let n = 0; n < 18; n++) {
      pest(session);
      await tick(250);
    }
    await tick(2_500);
    expect(messages(kernel)).toEqual([1, 8, 8, 1]);
    expect(kernel.log.length).toBe(18);
  });

  it("gets at once what is said after a while, and what the notebook may ask for", async () => {
    const { kernel, session } = await slowly(400);
    pest(session);
    await tick(5_000);
    pest(session);
    await tick(20);
    expect(messages(kernel)).toEqual([1, 1]);
    pest(session);
    session.deliveries.flush();
    await tick();
    expect(messages(kernel)).toEqual([1, 1, 1]);
  });

  it("is taken for a fast one once its answers have been quick for a while", async () => {
    const { kernel, session } = await start({
      texts: Array.from({ length: 19 }, (_, place) => `t${place}`),
    });
    kernel.silent = true;
    pest(session);
    await tick(500);
    kernel.silent = false;
    for (const message of sent(kernel, "events")) kernel.answer(message);
    await tick();
    for (let n = 0; n < 3; n++) {
      pest(session);
      await tick(20);
    }
    expect(messages(kernel)).toEqual([1]);
    for (let n = 0; n < 8; n++) {
      await tick(4_000);
      pest(session);
    }
    await tick(20);
    for (let n = 0; n < 4; n++) {
      pest(session);
      await tick(20);
    }
    expect(messages(kernel).slice(-5)).toEqual([1, 1, 1, 1, 1]);
  });

  it("is no reason to send again what is only on its way", async () => {
    const { kernel, session } = await slowly(1_500);
    for (let n = 0; n < 12; n++) {
      pest(session);
      await tick(1_000);
    }
    await tick(5_000);
    expect(events(kernel)).toHaveLength(12);
  });
});

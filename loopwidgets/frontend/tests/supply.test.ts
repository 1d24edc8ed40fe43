import { describe, expect, it } from "vitest";
import { pest, sent, start, tick } from "./pages";

/** Milliseconds. A round trip with 200 ms added to every message, and what the kernel and the page take for it. */
const SLOW = 500;
const VERY_SLOW = 1000;

describe("items ahead", () => {
  it("keep up with twenty presses a second on a slow line, in a walk through found ones too", async () => {
    const texts = Array.from({ length: 400 }, (_, place) => `t${place}`);
    for (const isWalk of [false, true]) {
      const { kernel, session } = await start({ texts });
      if (isWalk) await session.review({ text: "t" });
      kernel.silent = true;
      const receive = kernel.receive.bind(kernel);
      kernel.receive = (message) => {
        receive(message);
        setTimeout(() => kernel.answer(message), SLOW);
      };
      for (let n = 0; n < 300; n++) {
        pest(session);
        await tick(50);
        expect(session.stage.peek()).toBe("item");
      }
    }
  });

  it("are asked for earlier once a quick person used up what was ahead, and later again after", async () => {
    const texts = Array.from({ length: 600 }, (_, place) => `t${place}`);
    const { kernel, session } = await start({ texts });
    const receive = kernel.receive.bind(kernel);
    kernel.receive = (message) => {
      receive(message);
      setTimeout(() => kernel.answer(message), VERY_SLOW);
    };
    const shortages = async (presses: number) => {
      let short = 0;
      for (let n = 0; n < presses; n++) {
        if (session.stage.peek() !== "item") short += 1;
        pest(session);
        await tick(50);
      }
      return short;
    };
    kernel.silent = true;
    expect(await shortages(100)).toBeGreaterThan(0);
    expect(await shortages(200)).toBe(0);
    kernel.silent = false;
    kernel.receive = receive;
    for (let n = 0; n < 100; n++) {
      pest(session);
      await tick(500);
    }
    expect(sent(kernel, "more").at(-1)?.count).toBeLessThan(20);
  });
});

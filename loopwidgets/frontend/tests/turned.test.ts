import { describe, expect, it } from "vitest";
import type { JsonObject, ShownItem } from "../src/kernel/protocol";
import { FIRST, Turned } from "../src/views/image/turned";
import type { Showing } from "../src/views/view";

const item = (key: string) => ({ key, payload: "first" }) as unknown as ShownItem;
const page = (number: number) => ({ page: number, window: null });

/** A kernel whose answers come when the test lets them. */
function slowKernel() {
  const asked: JsonObject[] = [];
  const answers: ((found: boolean) => void)[] = [];
  const showing = {
    part: (key: string, _whole: boolean, detail: JsonObject) => {
      asked.push(detail);
      return new Promise<ShownItem | null>((resolve) =>
        answers.push((found) =>
          resolve(found ? ({ key, payload: detail } as unknown as ShownItem) : null),
        ),
      );
    },
  } as Showing;
  const answer = async (found = true) => {
    answers.shift()?.(found);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { asked, answer, turned: new Turned(showing, async () => undefined) };
}

describe("an image of several pages", () => {
  it("shows its first page until another page is here", async () => {
    const { answer, turned } = slowKernel();
    const leaf = item("leaf");
    turned.turn(leaf, page(1));
    expect(turned.part(leaf)).toEqual({ item: leaf, detail: FIRST });
    expect(turned.wanted(leaf)).toEqual(page(1));
    expect(turned.isTurning(leaf)).toBe(true);
    await answer();
    expect(turned.part(leaf).item.payload).toEqual(page(1));
    expect(turned.part(leaf).item.key).not.toBe("leaf");
    expect(turned.isTurning(leaf)).toBe(false);
  });

  it("asks for one page at a time, and then for the last wish alone", async () => {
    const { asked, answer, turned } = slowKernel();
    const leaf = item("leaf");
    for (const number of [1, 2, 3, 4]) turned.turn(leaf, page(number));
    expect(asked).toEqual([page(1)]);
    await answer();
    expect(asked).toEqual([page(1), page(4)]);
    await answer();
    expect(turned.part(leaf).detail).toEqual(page(4));
  });

  it("stays at its page if the kernel has no other", async () => {
    const { answer, turned } = slowKernel();
    const leaf = item("leaf");
    turned.turn(leaf, page(1));
    await answer(false);
    expect(turned.part(leaf).detail).toEqual(FIRST);
    expect(turned.wanted(leaf)).toEqual(FIRST);
  });

  it("goes back to its first page without asking", async () => {
    const { asked, answer, turned } = slowKernel();
    const leaf = item("leaf");
    turned.turn(leaf, page(1));
    await answer();
    turned.turn(leaf, page(0));
    await answer();
    expect(turned.part(leaf).item).toBe(leaf);
    expect(asked).toHaveLength(1);
  });

  it("remembers the page of each of the last images", async () => {
    const { answer, turned } = slowKernel();
    for (let number = 0; number < 20; number++) {
      turned.turn(item(`leaf ${number}`), page(1));
      await answer();
    }
    expect(turned.part(item("leaf 19")).detail).toEqual(page(1));
    expect(turned.part(item("leaf 10")).detail).toEqual(page(1));
    expect(turned.part(item("leaf 0")).detail).toEqual(FIRST);
  });
});

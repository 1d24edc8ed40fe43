import { describe, expect, it, vi } from "vitest";
import type { Kernel } from "./stand-in";
import { part, press, show, words } from "./widgets";

function answerAll(kernel: Kernel): void {
  kernel.silent = false;
  for (const message of kernel.received.filter(({ type }) => type === "events"))
    kernel.answer(message);
}

describe("saving", () => {
  it("is told by the mark at once, and in words when it takes a moment", async () => {
    const { kernel, root } = await show();
    kernel.silent = true;
    await press(root, "1");
    expect(part(root, "saved").dataset.state).toBe("saving");
    expect(part(root, "saved").className).toContain("lw-is-saving");
    expect(words(root, "saved")).toBe("saved");
    await vi.waitFor(() => expect(words(root, "saved")).toBe("saving 1"));
    answerAll(kernel);
    await vi.waitFor(() => expect(words(root, "saved")).toBe("saved"));
    expect(part(root, "saved").className).toContain("lw-is-saved");
  });

  it("is told in words with the next key, while keys come", async () => {
    const { kernel, root } = await show();
    kernel.silent = true;
    await press(root, "1");
    await new Promise((resolve) => setTimeout(resolve, 210));
    expect(words(root, "saved")).toBe("saved");
    await press(root, "2");
    expect(words(root, "saved")).toBe("saving 2");
    await press(root, "3");
    expect(words(root, "saved")).toBe("saving 3");
    answerAll(kernel);
    await vi.waitFor(() => expect(words(root, "saved")).toBe("saved"));
  });

  it("that is quick changes no word", async () => {
    const { root } = await show();
    const said: (string | undefined)[] = [];
    new MutationObserver(() => said.push(words(root, "saved"))).observe(part(root, "saved"), {
      characterData: true,
      childList: true,
      subtree: true,
    });
    for (const key of ["1", "2", "3"]) await press(root, key);
    await vi.waitFor(() => expect(part(root, "saved").dataset.state).toBe("saved"));
    expect(said).toEqual([]);
  });
});

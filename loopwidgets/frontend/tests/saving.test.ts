import { describe, expect, it, vi } from "vitest";
import type { Kernel } from "./stand-in";
import { part, press, show, words } from "./widgets";

function answerAll(kernel: Kernel): void {
  kernel.silent = false;
  for (const message of kernel.received.filter(({ type }) => type === "events"))
    kernel.answer(message);
}

describe("saving", () => {
  it("is told by the mark and in words, as soon as the next item is painted", async () => {
    const { kernel, root } = await show();
    kernel.silent = true;
    await press(root, "1");
    expect(part(root, "saved").dataset.state).toBe("saving");
    expect(part(root, "saved").className).toContain("lw-is-saving");
    expect(words(root, "saved")).toBe("saving 1");
    expect(part(root, "saved").title).toContain("Being saved to disk");
    await press(root, "2");
    expect(words(root, "saved")).toBe("saving 2");
    answerAll(kernel);
    await vi.waitFor(() => expect(words(root, "saved")).toBe("saved"));
    expect(part(root, "saved").className).toContain("lw-is-saved");
    expect(part(root, "saved").title).toBe("Every answer is on disk");
  });

  it("never says that all is saved while something is not", async () => {
    const { kernel, root } = await show();
    const wrong: string[] = [];
    new MutationObserver(() => {
      const { state } = part(root, "saved").dataset;
      if (state === "saving" && words(root, "saved") === "saved") wrong.push("said too early");
    }).observe(part(root, "saved"), { characterData: true, childList: true, subtree: true });
    for (const key of ["1", "2", "3"]) {
      kernel.silent = true;
      await press(root, key);
      expect(words(root, "saved")).toBe("saving 1");
      answerAll(kernel);
      await vi.waitFor(() => expect(words(root, "saved")).toBe("saved"));
    }
    expect(wrong).toEqual([]);
  });
});

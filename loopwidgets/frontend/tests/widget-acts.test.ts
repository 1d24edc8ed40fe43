import { describe, expect, it, vi } from "vitest";
import { click, events, has, label, painted, part, press, show, words } from "./widgets";

describe("keys", () => {
  it("answer by place, on AZERTY as well", async () => {
    const { root, kernel } = await show();
    await press(root, "é", { code: "Digit2" });
    expect(events(kernel)[0]?.value).toBe("id-2");
  });

  it("do nothing while an input method composes", async () => {
    const { root, kernel } = await show();
    await press(root, "1", { isComposing: true });
    const event = new KeyboardEvent("keydown", { key: "Process", code: "Digit1", bubbles: true });
    Object.defineProperty(event, "keyCode", { value: 229 });
    root.dispatchEvent(event);
    await painted();
    expect(events(kernel)).toEqual([]);
  });

  it("do nothing with Ctrl, Alt or Meta, nor when held down", async () => {
    const { root, kernel } = await show();
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }])
      await press(root, "1", more);
    expect(events(kernel)).toEqual([]);
  });

  it("never reach the notebook", async () => {
    const { root } = await show();
    const heard: string[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener("keydown", hear);
    for (const key of ["d", "Escape", "a", "ArrowDown", " ", "x", "Delete"]) {
      root.focus();
      await press(root, key);
    }
    document.removeEventListener("keydown", hear);
    expect(heard).toEqual([]);
    expect(root.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  });

  it("do not scroll the page, and leave Tab and the browser's keys alone", async () => {
    const { root } = await show();
    const prevented = [];
    for (const key of ["1", " ", "ArrowUp", "PageDown", "'", "Tab", "F5", "Shift"])
      prevented.push((await press(root, key)).defaultPrevented);
    expect(prevented).toEqual([true, true, true, true, true, false, false, false]);
  });

  it("let Ctrl+S save the notebook", async () => {
    const { root } = await show();
    const seen: (string | null)[] = [];
    const hear = () => seen.push(root.getAttribute("data-lm-suppress-shortcuts"));
    document.addEventListener("keydown", hear, true);
    document.addEventListener("keydown", hear);
    const event = await press(root, "s", { ctrlKey: true });
    document.removeEventListener("keydown", hear, true);
    document.removeEventListener("keydown", hear);
    expect(seen).toEqual([null, null]);
    expect(event.defaultPrevented).toBe(false);
    expect(root.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  });

  it("answer one item with a double click, not one that no one has seen", async () => {
    const { root } = await show();
    await click(label(root, "pest"));
    await click(label(root, "pest"), 120, 2);
    expect(root.dataset.itemKey).toBe("k2");
  });

  it("tell who went back that an answer is there, and how to go on", async () => {
    const { root } = await show();
    await press(root, "2");
    expect(has(root, "answered")).toBe(false);
    await press(root, "ArrowLeft");
    expect(words(root, "answered")).toContain("Answered before: helper");
  });

  it("work after a button was clicked: the focus goes back to the frame", async () => {
    const { root, kernel } = await show();
    label(root, "pest").focus();
    label(root, "pest").click();
    await painted();
    expect(document.activeElement).toBe(root);
    await press(root, "z");
    expect(events(kernel).map((event) => event.kind)).toEqual(["answer", "retract"]);
    expect(words(root, "item")).toBe("text 1");
  });

  it("leave Enter and Space on a focused button to the button", async () => {
    const { root, kernel } = await show();
    const event = await press(part(root, "skip"), "Enter");
    expect(event.defaultPrevented).toBe(false);
    expect(events(kernel)).toEqual([]);
  });

  it("give the focus back to the notebook with Escape", async () => {
    const { root } = await show();
    await press(root, "Escape");
    expect(document.activeElement).toBe(document.querySelector(".jp-Cell"));
  });
});

describe("several labels", () => {
  const multiple = { task: { options: { multiple: true } } };

  it("are chosen with keys and confirmed with Enter", async () => {
    const { root, kernel } = await show(multiple);
    await press(root, "3");
    await press(root, "1");
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("true");
    await press(root, "Enter");
    expect(events(kernel)[0]?.value).toEqual(["id-1", "id-3"]);
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("false");
  });

  it("are chosen with Tab and Enter too, and the focus stays for the next", async () => {
    const { root, kernel } = await show(multiple);
    const button = label(root, "helper");
    button.focus();
    const event = await press(button, "Enter");
    expect(event.defaultPrevented).toBe(false);
    expect(events(kernel)).toEqual([]);
    button.click(); // which is what a browser makes of it
    await painted();
    expect(button.getAttribute("aria-pressed")).toBe("true");
    expect(document.activeElement).toBe(button);
    await press(root, "Enter");
    expect(events(kernel)[0]?.value).toEqual(["id-2"]);
  });

  it("can be confirmed with the mouse", async () => {
    const { root, kernel } = await show(multiple);
    label(root, "helper").click();
    part(root, "confirm").click();
    await painted();
    expect(events(kernel)[0]?.value).toEqual(["id-2"]);
  });

  it("are asked for when none is chosen", async () => {
    const { root, kernel } = await show(multiple);
    await press(root, "Enter");
    expect(root.textContent).toContain("Confirm again to answer “none of these”.");
    expect(events(kernel)).toEqual([]);
  });
});

describe("an answer given before", () => {
  it("is marked on its button and can be changed in place", async () => {
    const { root, kernel } = await show();
    await press(root, "1");
    await press(root, "ArrowLeft");
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("true");
    label(root, "harmless").click();
    await painted();
    expect(words(root, "item")).toBe("text 2");
    expect(kernel.state("k1").value).toBe("id-3");
  });
});

describe("labels to review", () => {
  const labeled = { item: (key: string) => ({ initial: key === "k2" ? null : "id-2" }) };
  const pressed = (root: HTMLElement) =>
    [...root.querySelectorAll<HTMLElement>("[data-lw=label][aria-pressed=true]")].map(
      (one) => one.dataset.label,
    );

  it("shows the label of the data as the present answer, and counts none", async () => {
    const { root, kernel } = await show(labeled);
    expect(pressed(root)).toEqual(["helper"]);
    expect(words(root, "initial")).toBe("Labeled before as helper: Enter keeps it");
    expect(words(root, "progress")).toBe("0 of 30");
    expect(events(kernel)).toEqual([]);
  });

  it("is kept with Enter, and the log tells what was kept", async () => {
    const { root, kernel } = await show(labeled);
    await press(root, "Enter");
    expect(root.dataset.itemKey).toBe("k2");
    await vi.waitFor(() => expect(events(kernel)).toHaveLength(1));
    expect(events(kernel)[0]).toMatchObject({
      item_key: "k1",
      kind: "answer",
      value: "id-2",
      extra: { initial: "id-2" },
    });
    expect(words(root, "progress")).toBe("1 of 30");
  });

  it("says so where there is none to keep", async () => {
    const { root, kernel } = await show({ item: () => ({ initial: null }) });
    await press(root, "Enter");
    expect(root.querySelector(".lw-hint")?.textContent).toBe(
      "Nothing is chosen yet: press a label, or skip.",
    );
    expect(events(kernel)).toEqual([]);
    await press(root, "1");
    expect(root.querySelector(".lw-hint")).toBe(null);
  });

  it("is kept with its own key, and changed with another", async () => {
    const { root, kernel } = await show({ item: () => ({ initial: "id-2" }) });
    await press(root, "2");
    await press(root, "1");
    await vi.waitFor(() => expect(events(kernel)).toHaveLength(2));
    expect(events(kernel).map(({ value, extra }) => [value, extra])).toEqual([
      ["id-2", { initial: "id-2" }],
      ["id-1", { initial: "id-2" }],
    ]);
  });

  it("leaves an item without one alone", async () => {
    const { root, kernel } = await show(labeled);
    await press(root, "1");
    expect(has(root, "initial")).toBe(false);
    expect(pressed(root)).toEqual([]);
    await press(root, "Enter");
    expect(root.dataset.itemKey).toBe("k2");
    await press(root, "3");
    await vi.waitFor(() => expect(events(kernel)).toHaveLength(2));
    expect(events(kernel)[1]?.extra).toEqual({});
  });

  it("gives way to the answer when one goes back, and comes back with undo", async () => {
    const { root } = await show(labeled);
    await press(root, "1");
    await press(root, "ArrowLeft");
    expect(pressed(root)).toEqual(["pest"]);
    expect(has(root, "initial")).toBe(false);
    await press(root, "Enter");
    expect(root.dataset.itemKey).toBe("k1");
    await press(root, "z");
    expect(pressed(root)).toEqual(["helper"]);
    expect(has(root, "initial")).toBe(true);
  });

  it("says which key keeps it among the keys", async () => {
    const { root } = await show(labeled);
    await press(root, "?");
    expect(part(root, "help-card").textContent).toContain("keep the earlier label");
  });

  it("is chosen beforehand where several may be, and Enter confirms what became of it", async () => {
    const { root, kernel } = await show({
      task: { options: { multiple: true } },
      item: () => ({ initial: ["id-1", "id-2"] }),
    });
    expect(pressed(root)).toEqual(["pest", "helper"]);
    await press(root, "2");
    expect(words(root, "initial")).toBe("Labeled before as pest, helper: Enter confirms it");
    await press(root, "Enter");
    await press(root, "Enter");
    await vi.waitFor(() => expect(events(kernel)).toHaveLength(2));
    expect(events(kernel).map(({ value, extra }) => [value, extra])).toEqual([
      [["id-1"], { initial: ["id-1", "id-2"] }],
      [["id-1", "id-2"], { initial: ["id-1", "id-2"] }],
    ]);
  });
});

function type(field: HTMLElement, text: string): void {
  (field as HTMLInputElement).value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

describe("notes and disputes", () => {
  it.each([{}, { ctrlKey: true }])(
    "a note is written, saved with Enter %o, and shown",
    async (more) => {
      const { root, kernel } = await show();
      await press(root, "n");
      const field = part(root, "note-text") as HTMLTextAreaElement;
      expect(document.activeElement).toBe(field);
      await press(field, "1");
      expect(events(kernel)).toEqual([]);
      field.value = "ask again";
      for (const line of [{ shiftKey: true }, { isComposing: true }]) {
        const event = await press(field, "Enter", line);
        expect(event.defaultPrevented).toBe(false);
      }
      expect(events(kernel)).toEqual([]);
      await press(field, "Enter", more);
      expect(events(kernel)[0]).toMatchObject({ kind: "note", value: "ask again" });
      expect(words(root, "note-shown")).toContain("ask again");
      expect(document.activeElement).toBe(root);
    },
  );

  it("a note that was not saved is there when it is opened again", async () => {
    const { root, kernel } = await show();
    await press(root, "n");
    const field = part(root, "note-text") as HTMLTextAreaElement;
    field.value = "half a tho";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await press(field, "Escape");
    expect(has(root, "note-panel")).toBe(false);
    expect(document.activeElement).toBe(root);
    expect(words(root, "note-unsaved")).toBe("Note, not saved: half a tho");
    part(root, "note-unsaved").click();
    await painted();
    expect((part(root, "note-text") as HTMLTextAreaElement).value).toBe("half a tho");
    expect(has(root, "note-unsaved")).toBe(false);
    expect(events(kernel)).toEqual([]);
  });

  it("a note that was not saved is never shown for a dispute", async () => {
    const { root } = await show();
    await press(root, "f");
    await press(root, "n");
    type(part(root, "note-text"), "seen");
    await press(part(root, "note-text"), "Enter");
    await press(root, "d");
    type(part(root, "dispute-reason"), "no");
    part(root, "dispute-save").click();
    await painted();
    await press(root, "n");
    type(part(root, "note-text"), "half a tho");
    await press(part(root, "note-text"), "Escape");
    await press(root, "s");
    await press(root, "s");
    for (const key of ["ArrowLeft", "Enter", "ArrowLeft", "ArrowRight", "Enter", "ArrowLeft"]) {
      await press(root, key);
      expect(has(root, "dispute-unsaved")).toBe(false);
    }
    expect(words(root, "note-unsaved")).toBe("Note, not saved: half a tho");
  });

  it("what is being written is saved with the answer, from whichever view it comes", async () => {
    const { roots, kernel } = await show({}, 2);
    const [root, other] = roots as [HTMLElement, HTMLElement];
    await press(root, "n");
    type(part(root, "note-text"), " eats only the rotten part ");
    await click(label(other, "pest"));
    await press(root, "d");
    (part(root, "dispute-label") as HTMLSelectElement).value = "id-1";
    type(part(root, "dispute-reason"), "no");
    await click(part(root, "skip"));
    const said = events(kernel).map(({ kind, value }) => [kind, value]);
    expect(said).toEqual([
      ["note", "eats only the rotten part"],
      ["answer", "id-1"],
      ["dispute", { label: "id-1", reason: "no" }],
      ["skip", null],
    ]);
    await press(root, "ArrowLeft");
    await press(root, "ArrowLeft");
    expect(words(root, "note-shown")).toBe("Note: eats only the rotten part");
    expect(has(root, "note-unsaved")).toBe(false);
  });

  it("what was closed is not said by an answer", async () => {
    const { root, kernel } = await show();
    for (const [key, field] of [
      ["n", "note-text"],
      ["d", "dispute-reason"],
    ] as const) {
      await press(root, key);
      type(part(root, field), "never mind");
      await press(part(root, field), "Escape");
    }
    expect(words(root, "dispute-unsaved")).toBe("Label wrong, not saved: never mind");
    await press(root, "1");
    expect(events(kernel).map(({ kind }) => kind)).toEqual(["answer"]);
  });

  it("what was begun is there after the page was loaded again", async () => {
    const before = await show({ task: { options: { multiple: true } } });
    await press(before.root, "1");
    await press(before.root, "n");
    type(part(before.root, "note-text"), "half a tho");
    await vi.waitFor(() => expect(JSON.stringify({ ...sessionStorage })).toContain("half a tho"));
    before.stop();
    const { root, kernel } = await show({ task: { options: { multiple: true } } });
    expect(words(root, "note-unsaved")).toBe("Note, not saved: half a tho");
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("true");
    await press(root, "Enter");
    expect(events(kernel).map(({ kind, value }) => [kind, value])).toEqual([["answer", ["id-1"]]]);
  });

  it("an open note is closed by going on, and takes no focus with it", async () => {
    const { root } = await show();
    await press(root, "n");
    label(root, "pest").click();
    await painted();
    expect(has(root, "note-panel")).toBe(false);
    expect(document.activeElement).toBe(root);
  });

  it("a dispute says which label fits and why, and can be withdrawn", async () => {
    const { root, kernel } = await show();
    await press(root, "d");
    (part(root, "dispute-label") as HTMLSelectElement).value = "id-2";
    (part(root, "dispute-reason") as HTMLInputElement).value = "it eats aphids";
    part(root, "dispute-save").click();
    await painted();
    expect(events(kernel)[0]?.value).toEqual({ label: "id-2", reason: "it eats aphids" });
    expect(words(root, "disputed")).toContain(
      "Label wrong: it should be helper, because it eats aphids",
    );
    part(root, "withdraw").click();
    await painted();
    expect(events(kernel)[1]).toMatchObject({ kind: "dispute", value: null });
    expect(has(root, "disputed")).toBe(false);
  });

  it("a flag is shown on the item and on its button", async () => {
    const { root } = await show();
    await press(root, "f");
    expect(words(root, "flagged")).toBe("Flagged");
    expect(part(root, "flag").getAttribute("aria-pressed")).toBe("true");
    expect(words(root, "item")).toBe("text 1");
  });
});

import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import widget from "../src/index";
import type { FromBrowser, SentEvent } from "../src/protocol";
import { Kernel, labelsOf, type Setting, type StandIn } from "./stand-in";

interface Shown {
  readonly kernel: Kernel;
  readonly model: StandIn;
  readonly root: HTMLElement;
  readonly roots: readonly HTMLElement[];
  readonly stop: () => void;
}

const stops: (() => void)[] = [];

/** Show a widget in so many views, inside a notebook's cell. */
async function show(setting: Setting = {}, views = 1): Promise<Shown> {
  const kernel = new Kernel(setting);
  const model = kernel.model();
  document.body.innerHTML = '<div class="jp-Cell" tabindex="-1"></div>';
  const cell = document.querySelector<HTMLElement>(".jp-Cell");
  const { initialize, render } = widget();
  const closing = [initialize({ model })];
  for (let view = 0; view < views; view++) {
    const el = document.createElement("div");
    cell?.append(el);
    closing.unshift(render({ model, el }));
  }
  const stop = () => {
    for (const close of closing.splice(0)) close();
  };
  stops.push(stop);
  const roots = [...document.querySelectorAll<HTMLElement>(".loopwidgets")];
  const [root] = roots;
  if (!root) throw new Error("nothing is shown");
  await vi.waitFor(() => expect(root.dataset.stage).not.toBe("loading"));
  await painted();
  root.focus();
  return { kernel, model, root, roots, stop };
}

const painted = () => new Promise((resolve) => setTimeout(resolve, 5));

function part(root: HTMLElement, name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-lw="${name}"]`);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

const has = (root: HTMLElement, name: string) => root.querySelector(`[data-lw="${name}"]`) !== null;
const words = (root: HTMLElement, name: string) => part(root, name).textContent?.trim();

function label(root: HTMLElement, name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-lw=label][data-label="${name}"]`);
  if (!found) throw new Error(`there is no label ${name}`);
  return found;
}

async function press(
  target: HTMLElement,
  key: string,
  more: KeyboardEventInit = {},
): Promise<KeyboardEvent> {
  const code = /^[0-9]$/.test(key)
    ? `Digit${key}`
    : /^[a-z]$/i.test(key)
      ? `Key${key.toUpperCase()}`
      : key;
  const init = { key, code, bubbles: true, cancelable: true, composed: true, ...more };
  const event = new KeyboardEvent("keydown", init);
  target.dispatchEvent(event);
  await painted();
  return event;
}

const events = (kernel: Kernel): SentEvent[] =>
  kernel.received
    .filter(
      (message): message is Extract<FromBrowser, { type: "events" }> => message.type === "events",
    )
    .flatMap((message) => message.events);

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  indexedDB.deleteDatabase("loopwidgets");
});

describe("the picture", () => {
  it("shows question, item, labels with their counts, progress and saving", async () => {
    const { root, kernel } = await show();
    expect(words(root, "question")).toBe("What is this animal to the crop?");
    expect(words(root, "item")).toBe("text 1");
    expect(words(root, "progress")).toBe("0 of 30");
    expect(part(root, "saved").dataset.state).toBe("saved");
    expect(root.dataset.itemKey).toBe("k1");
    await press(root, "1");
    expect(words(root, "item")).toBe("text 2");
    expect(words(root, "progress")).toBe("1 of 30");
    const counts = [...root.querySelectorAll("[data-lw=distribution]")].map(
      (one) => one.textContent,
    );
    expect(counts).toEqual(["1", "0", "0"]);
    expect(events(kernel)[0]).toMatchObject({ item_key: "k1", value: "id-1" });
  });

  it("opens the history by h, unless that is a label's key", async () => {
    const { root } = await show();
    await press(root, "h");
    expect(has(root, "history-panel")).toBe(true);
    await press(part(root, "history-list"), "h");
    expect(has(root, "history-panel")).toBe(false);
    const own = labelsOf("ham", "spam").map((label) => ({ ...label, key: label.name.slice(0, 1) }));
    const other = await show({
      labels: own.map((one) => (one.key === "s" ? { ...one, key: "p" } : one)),
    });
    await press(other.root, "h");
    expect(has(other.root, "history-panel")).toBe(false);
    expect(events(other.kernel)[0]).toMatchObject({ value: "id-1" });
    expect(part(other.root, "history").getAttribute("aria-keyshortcuts")).toBeNull();
  });

  it("has a key on every button", async () => {
    const { root } = await show();
    const keys = [...root.querySelectorAll("[data-lw] kbd")].map((key) => key.textContent);
    expect(keys).toEqual(["1", "2", "3", "z", "⇧z", "s", "f", "n", "d", "/", "h", "?"]);
  });

  it("never reads an item as HTML", async () => {
    const { root } = await show({ texts: ['<img src=x onerror="alert(1)"><b>bold</b>'] });
    expect(part(root, "item").querySelector("img, b")).toBeNull();
    expect(words(root, "item")).toContain("<b>bold</b>");
  });

  it("marks matches and keeps the caption apart", async () => {
    const payload = {
      segments: [
        ["a ", 0],
        ["green", 1],
        [" leaf", 0],
      ],
      caption: "plot 12",
      lang: "en",
    };
    const { root } = await show({ item: () => ({ payload }) });
    expect(part(root, "item").querySelector("mark")?.textContent).toBe("green");
    expect(part(root, "item").querySelector(".lw-caption")?.textContent).toBe("plot 12");
  });

  it("shows a bad item as a card, and whatever is there of it", async () => {
    const { root } = await show({ item: () => ({ problem: "This text is too long." }) });
    expect(words(root, "problem")).toContain("This text is too long.");
    expect(words(root, "item")).toContain("text 1");
  });

  it("shows the beginning of a very long text, and all of it when asked", async () => {
    const { root } = await show({ texts: ["x".repeat(250_000)] });
    expect(part(root, "item").querySelector(".lw-text")?.textContent?.length).toBe(200_000);
    part(root, "show-all").click();
    await painted();
    expect(part(root, "item").querySelector(".lw-text")?.textContent?.length).toBe(250_000);
  });

  it("says so when it does not know how to show an item", async () => {
    const { root } = await show({ item: () => ({ view: "smell" }) });
    expect(words(root, "item")).toContain("smell");
  });

  it("is drawn from broken payloads without breaking", async () => {
    const { root } = await show({ item: () => ({ payload: { segments: [7, null, ["ok", 0]] } }) });
    expect(words(root, "item")).toBe("ok");
  });
});

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
    const twice = (detail: number) => new MouseEvent("click", { bubbles: true, detail });
    label(root, "pest").dispatchEvent(twice(1));
    label(root, "pest").dispatchEvent(twice(2));
    await painted();
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
  const multiple = { task: { multiple: true } };

  it("are chosen with keys and confirmed with Enter", async () => {
    const { root, kernel } = await show(multiple);
    await press(root, "3");
    await press(root, "1");
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("true");
    await press(root, "Enter");
    expect(events(kernel)[0]?.value).toEqual(["id-1", "id-3"]);
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("false");
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
    expect(root.textContent).toContain("Choose at least one label, or skip.");
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
    expect(part(root, "help-card").textContent).toContain("keep the label that it had before");
  });

  it("is chosen beforehand where several may be, and Enter confirms what became of it", async () => {
    const { root, kernel } = await show({
      task: { multiple: true },
      item: () => ({ initial: ["id-1", "id-2"] }),
    });
    expect(pressed(root)).toEqual(["pest", "helper"]);
    await press(root, "2");
    expect(words(root, "initial")).toBe(
      "Labeled before as pest, helper: Enter confirms what is chosen",
    );
    await press(root, "Enter");
    await press(root, "Enter");
    await vi.waitFor(() => expect(events(kernel)).toHaveLength(2));
    expect(events(kernel).map(({ value, extra }) => [value, extra])).toEqual([
      [["id-1"], { initial: ["id-1", "id-2"] }],
      [["id-1", "id-2"], { initial: ["id-1", "id-2"] }],
    ]);
  });
});

describe("notes and disputes", () => {
  it("a note is written, saved with Ctrl+Enter, and shown", async () => {
    const { root, kernel } = await show();
    await press(root, "n");
    const field = part(root, "note-text") as HTMLTextAreaElement;
    expect(document.activeElement).toBe(field);
    await press(field, "1");
    expect(events(kernel)).toEqual([]);
    field.value = "ask again";
    await press(field, "Enter", { ctrlKey: true });
    expect(events(kernel)[0]).toMatchObject({ kind: "note", value: "ask again" });
    expect(words(root, "note-shown")).toContain("ask again");
    expect(document.activeElement).toBe(root);
  });

  it("a note that was not saved is there when it is opened again", async () => {
    const { root, kernel } = await show();
    await press(root, "n");
    const field = part(root, "note-text") as HTMLTextAreaElement;
    field.value = "half a tho";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await press(field, "Escape");
    expect(has(root, "note-panel")).toBe(false);
    expect(document.activeElement).toBe(root);
    await press(root, "n");
    expect((part(root, "note-text") as HTMLTextAreaElement).value).toBe("half a tho");
    expect(events(kernel)).toEqual([]);
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
    expect(words(root, "disputed")).toContain("You said: helper, because it eats aphids");
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

describe("cards", () => {
  it("list every key, and nothing is answered under them", async () => {
    const { root, kernel } = await show();
    await press(root, "?", { code: "Slash", shiftKey: true });
    expect(part(root, "help-card").getAttribute("role")).toBe("dialog");
    await press(part(root, "help-card"), "1");
    expect(events(kernel)).toEqual([]);
    await press(part(root, "help-card"), "Escape");
    expect(has(root, "help-card")).toBe(false);
    expect(document.activeElement).toBe(root);
  });

  it("show the guidelines where there are any", async () => {
    const labels = labelsOf("pest", "helper").map((one) => ({ ...one, description: "eats" }));
    const { root } = await show({ labels, task: { guidelines: "Look\nclosely." } });
    part(root, "guidelines").click();
    await painted();
    expect(words(root, "guidelines-card")).toContain("Look\nclosely.");
    expect(label(root, "pest").title).toBe("eats");
  });
});

describe("the end", () => {
  it("is announced in the widget, and the last can be gone back to", async () => {
    const { root } = await show({ texts: ["a", "b"] });
    await press(root, "1");
    await press(root, "f");
    label(root, "helper").focus();
    await press(label(root, "helper"), "2");
    expect(words(root, "finished")).toContain("All 2 items are answered.");
    expect(words(root, "finished")).toContain("1 is flagged");
    expect(words(root, "finished")).toContain("loopwidgets.db");
    part(root, "back-to-last").click();
    await painted();
    expect(words(root, "item")).toBe("b");
    expect(document.activeElement).toBe(root);
  });

  it("leads to a review that says where one is", async () => {
    const { root } = await show({ texts: ["a", "b"] });
    await press(root, "f");
    await press(root, "1");
    await press(root, "1");
    part(root, "review-flagged").click();
    await vi.waitFor(() => expect(has(root, "review")).toBe(true));
    expect(words(root, "review")).toContain("1 item matches: flagged");
    await press(root, "Escape");
    expect(has(root, "finished")).toBe(true);
  });
});

describe("what the kernel says", () => {
  it("is shown until it is closed", async () => {
    const { root, kernel } = await show();
    kernel.tell({ type: "notice", level: "warning", text: "The model could not be trained." });
    await painted();
    expect(words(root, "notice")).toContain("could not be trained");
    part(part(root, "notice"), "dismiss").click();
    await painted();
    expect(has(root, "notice")).toBe(false);
  });

  it("a refused answer is told with its reason", async () => {
    const { root, kernel } = await show();
    kernel.refuse = () => ({ reason: "no such label", retry: false });
    await press(root, "1");
    await vi.waitFor(() =>
      expect(words(root, "refused")).toContain("1 answer was not taken: no such label"),
    );
  });

  it("a dead kernel is told, with what is kept here", async () => {
    const { root, model } = await show();
    model.broken = true;
    await press(root, "1");
    await vi.waitFor(() => expect(part(root, "saved").dataset.state).toBe("away"));
    expect(words(root, "saved")).toBe("kernel away, 1 kept here");
    expect(words(root, "restarted")).toContain("Run the cell again; 1 answer is kept here.");
    expect(words(root, "item")).toBe("text 2");
  });

  it("a store in memory is never called saved", async () => {
    const store = { where: "memory", durable: false, notice: "Nothing is kept." };
    const { root } = await show({ welcome: { store } });
    expect(words(root, "saved")).toBe("not saved: kept in memory only");
    expect(words(root, "store-notice")).toContain("Nothing is kept.");
  });

  it("a newer widget leaves this one read-only", async () => {
    const { root, kernel } = await show();
    kernel.tell({ type: "replaced" });
    await painted();
    expect(root.textContent).toContain("This widget is open in another cell.");
    expect(label(root, "pest").getAttribute("aria-disabled")).toBe("true");
  });
});

describe("the person's name", () => {
  it("is asked in passing, and its field takes no keys for answers", async () => {
    const { root, kernel } = await show({ welcome: { ask_name: true } });
    const field = part(root, "name-text") as HTMLInputElement;
    await press(field, "1");
    expect(events(kernel)).toEqual([]);
    field.value = "Asha";
    part(root, "name-save").click();
    await vi.waitFor(() => expect(kernel.received.some((one) => one.type === "name")).toBe(true));
    expect(has(root, "name")).toBe(false);
  });
});

describe("views", () => {
  it("share one state", async () => {
    const { roots, kernel } = await show({}, 2);
    const [one, other] = roots;
    if (!one || !other) throw new Error("two views were asked for");
    await press(one, "1");
    expect([words(one, "item"), words(other, "item")]).toEqual(["text 2", "text 2"]);
    await press(other, "z");
    expect([words(one, "item"), words(other, "item")]).toEqual(["text 1", "text 1"]);
    expect(kernel.received.filter((message) => message.type === "hello")).toHaveLength(1);
  });

  it("leave nothing behind", async () => {
    const added = vi.spyOn(window, "addEventListener");
    const removed = vi.spyOn(window, "removeEventListener");
    const { model, stop } = await show({}, 2);
    const before = added.mock.calls.length;
    expect(before).toBeGreaterThan(0);
    stop();
    expect(removed.mock.calls.length).toBe(before);
    expect(document.querySelector(".loopwidgets")).toBeNull();
    expect(model.listening).toBe(0);
  });

  it("follow the page's theme", async () => {
    document.body.dataset.jpThemeLight = "false";
    const { root } = await show();
    expect(root.dataset.theme).toBe("dark");
    document.body.dataset.jpThemeLight = "true";
    await painted();
    expect(root.dataset.theme).toBe("light");
  });
});

import { describe, expect, it, vi } from "vitest";
import widget from "../src/annotation";
import { Kernel, LOOP, labelsOf } from "./stand-in";
import { events, has, label, painted, part, press, show, words } from "./widgets";

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
    const isNone = [...root.querySelectorAll<HTMLElement>("[data-lw=distribution]")].map(
      (one) => one.dataset.none,
    );
    expect(isNone).toEqual(["false", "true", "true"]);
    expect(events(kernel)[0]).toMatchObject({ item_key: "k1", value: "id-1" });
  });

  it("opens the history by h, unless that is a label's key", async () => {
    const { root } = await show();
    await press(root, "h");
    expect(has(root, "history-panel")).toBe(true);
    await press(part(root, "history-list"), "h");
    expect(has(root, "history-panel")).toBe(false);
    await press(root, "h");
    await press(part(root, "history-list"), "Escape");
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

describe("the acts", () => {
  const acts = (root: HTMLElement) => [
    ...root.querySelectorAll<HTMLElement>(".lw-actions .lw-act"),
  ];

  it("are all a word with its key, and the key is in the tip as well", async () => {
    const { root } = await show({ welcome: { loop: LOOP } });
    expect(acts(root).map((act) => act.querySelector("span")?.textContent)).toEqual(
      "Undo,Redo,Skip,Flag,Note,Wrong label,Find,History,Model,Keys".split(","),
    );
    for (const act of acts(root)) {
      expect(act.querySelector("svg")).toBeNull();
      expect(act.title).toBe(
        `${act.querySelector("span")?.textContent} (${act.querySelector("kbd")?.textContent})`,
      );
    }
  });

  it("that are over leave their place", async () => {
    const { root } = await show({ texts: ["a"] });
    const bar = root.querySelector<HTMLElement>(".lw-actions");
    expect(bar?.dataset.over).toBe("false");
    await press(root, "1");
    expect(root.dataset.stage).toBe("finished");
    expect(bar?.dataset.over).toBe("true");
    await press(root, "ArrowLeft");
    expect(bar?.dataset.over).toBe("false");
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

describe("labels that are not asked for any more", () => {
  const counts = { total: 9, answered: 6, skipped: 0, flagged: 0, commonest: {} };
  const retired = labelsOf("vermin", "rat", "bug").map((one) => ({ ...one, id: `old ${one.id}` }));

  it("are counted below the others, the most frequent first", async () => {
    const by_value = { "id-1": 1, "old id-1": 2, "old id-2": 3 };
    const { root } = await show({ welcome: { retired, counts: { ...counts, by_value } } });
    expect(words(root, "retired")).toBe("Retired labels:rat 3vermin 2");
  });

  it("are not mentioned where no answer holds one", async () => {
    const { root } = await show({ welcome: { retired, counts: { ...counts, by_value: {} } } });
    expect(has(root, "retired")).toBe(false);
  });
});

describe("the end", () => {
  it("tells what was done, and has a line to go on with; nothing is a button that does nothing", async () => {
    const { root } = await show({ texts: ["a", "b", "c", "d"] });
    for (const key of "1213") await press(root, key);
    expect(words(root, "spent")).toMatch(/^Time in this page: 1 s \(.* s an item\)\.$/);
    expect(words(root, "next")).toContain("labeled = w.to_frame()");
    expect(words(root, "copy-next")).toBe("Copy");
    expect(label(root, "pest").matches("button")).toBe(false);
    const off = [...root.querySelectorAll("button[aria-disabled=true], button:disabled")];
    expect(off.filter((one) => one.closest("[data-over=true]") === null)).toEqual([]);
  });

  it("keeps the keys where a label's button had them", async () => {
    const { root } = await show({ texts: ["a"] });
    label(root, "pest").focus();
    await press(label(root, "pest"), "1");
    await painted();
    expect(root.dataset.stage).toBe("finished");
    expect(document.activeElement).toBe(root);
  });

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
      expect(words(root, "refused")).toContain("1 answer was not accepted: no such label"),
    );
  });

  it("a dead kernel is told, with what is kept here", async () => {
    const { root, model } = await show();
    model.broken = true;
    await press(root, "1");
    await vi.waitFor(() => expect(part(root, "saved").dataset.state).toBe("away"));
    expect(words(root, "saved")).toBe("kernel offline, 1 kept here");
    expect(words(root, "restarted")).toContain(
      "Run the cell again. This browser keeps 1 unsaved answer.",
    );
    expect(words(root, "item")).toBe("text 2");
  });

  it("a store in memory is never called saved", async () => {
    const store = { where: "memory", durable: false, read_only: false, notice: "Nothing is kept." };
    const { root } = await show({ welcome: { store } });
    expect(words(root, "saved")).toBe("not saved: kept in memory only");
    expect(words(root, "store-notice")).toContain("Nothing is kept.");
  });

  it("explains a total that is smaller than the number of rows", async () => {
    const { root, kernel } = await show({ texts: ["a", "b"] });
    expect(part(root, "progress").title).toBe("");
    kernel.tell({ ...kernel.welcome(null, null, 20), rows: 1300 });
    await painted();
    expect(words(root, "progress")).toBe("0 of 2");
    expect(part(root, "progress").title).toBe("2 items (1,300 rows, 1,298 repeated)");
  });

  it("says which project it is where the question alone does not", async () => {
    const { root, kernel } = await show();
    expect(has(root, "heading")).toBe(false);
    expect(has(root, "project-notice")).toBe(false);
    const heading = "text: classification";
    const notice = "This goes on with the project 'text: classification'.";
    kernel.tell({ ...kernel.welcome(null, null, 20), heading, notice });
    await painted();
    expect(words(root, "heading")).toBe(heading);
    expect(root.getAttribute("aria-label")).toBe(
      "Labeling: What is this animal to the crop?, text: classification",
    );
    expect(words(root, "project-notice")).toContain(notice);
    root.querySelector<HTMLElement>("[data-lw=project-notice] [data-lw=dismiss]")?.click();
    await painted();
    expect(has(root, "project-notice")).toBe(false);
  });

  it("a store that can only be read is looked at, and takes nothing", async () => {
    const { root, kernel } = await show();
    await press(root, "1");
    await vi.waitFor(() => expect(words(root, "saved")).toBe("saved"));
    const store = {
      where: "a.db",
      durable: true,
      read_only: true,
      notice: "a.db can only be read.",
    };
    kernel.tell({ ...kernel.welcome(null, null, 20), store });
    await painted();
    expect(words(root, "saved")).toBe("read only");
    expect(words(root, "store-notice")).toBe("a.db can only be read.");
    await press(root, "1");
    expect(words(root, "item")).toBe("text 2");
    expect(root.querySelector(".lw-hint")?.textContent).toBe(
      "You can read the labels here, but not change them",
    );
    for (const name of ["undo", "redo", "skip", "flag", "note", "dispute"])
      expect(part(root, name).getAttribute("aria-disabled")).toBe("true");
    for (const key of ["s", "f", "n", "d", "z", "Z", "Enter"]) await press(root, key);
    expect(has(root, "note-panel")).toBe(false);
    for (const key of ["z", "n", "Enter"]) {
      await press(root, "ArrowRight");
      await press(root, key);
      expect(root.querySelector(".lw-hint")?.textContent).toBe(
        "You can read the labels here, but not change them",
      );
    }
    await press(root, "?");
    expect(words(root, "help-card")).not.toContain("undo");
    expect(words(root, "help-card")).toContain("go back");
    await press(root, "Escape");
    label(root, "pest").click();
    await press(root, "ArrowLeft");
    expect(words(root, "answered")).toBe("Answered before: pest");
    expect(label(root, "pest").getAttribute("aria-pressed")).toBe("true");
    expect(label(root, "pest").getAttribute("aria-disabled")).toBe("true");
    await press(root, "2");
    expect(words(root, "answered")).toBe("Answered before: pest");
    expect(events(kernel)).toHaveLength(1);
  });

  it("a newer widget leaves this one read-only", async () => {
    const { root, kernel } = await show();
    kernel.tell({ type: "replaced", by_hand: false });
    await painted();
    expect(root.textContent).toContain("This widget is open in another cell.");
    expect(label(root, "pest").getAttribute("aria-disabled")).toBe("true");
  });
});

describe("the person's name", () => {
  const unnamed = { welcome: { ask_name: true, annotator: "jovyan", box: "store/mark/who" } };
  const given = (kernel: Kernel) =>
    kernel.received.flatMap((one) => (one.type === "name" ? [one.name] : []));

  it("is offered in passing, and its field takes no keys for answers", async () => {
    const { root, kernel } = await show(unnamed);
    expect(part(root, "name").querySelector("input")).toBeNull();
    part(root, "name-add").click();
    await painted();
    const field = part(root, "name-text") as HTMLInputElement;
    expect(document.activeElement).toBe(field);
    await press(field, "1");
    expect(events(kernel)).toEqual([]);
    field.value = "Asha";
    part(root, "name-save").click();
    await vi.waitFor(() => expect(given(kernel)).toEqual(["Asha"]));
    expect(has(root, "name")).toBe(false);
  });

  it("is offered once for a person and a store, in any of its projects", async () => {
    const first = await show(unnamed);
    for (let n = 0; n < 9; n++) await press(first.root, "1");
    expect(has(first.root, "name")).toBe(true);
    await press(first.root, "1");
    await vi.waitFor(() => expect(has(first.root, "name")).toBe(false));
    expect(given(first.kernel)).toEqual([]);
    first.stop();
    const again = await show({ welcome: { ...unnamed.welcome, box: "store/other mark/who" } });
    expect(has(again.root, "name")).toBe(false);
    again.stop();
    const other = await show({ welcome: { ...unnamed.welcome, box: "store 2/mark/who" } });
    expect(has(other.root, "name")).toBe(true);
  });

  it("may stay empty", async () => {
    const { root, kernel } = await show(unnamed);
    part(root, "name-dismiss").click();
    await vi.waitFor(() => expect(given(kernel)).toEqual([""]));
    expect(has(root, "name")).toBe(false);
    expect(document.activeElement).toBe(root);
  });

  it("is one click away in the card of keys", async () => {
    const { root, kernel } = await show();
    await press(root, "?");
    expect(words(root, "annotator")).toBe("asha");
    part(root, "name-change").click();
    await painted();
    const field = part(root, "name-text") as HTMLInputElement;
    expect(field.value).toBe("asha");
    field.value = "Asha R.";
    part(root, "name-save").click();
    await vi.waitFor(() => expect(words(root, "annotator")).toBe("Asha R."));
    expect(given(kernel)).toEqual(["Asha R."]);
    expect(has(root, "help-card")).toBe(true);
  });

  it("is not to be changed where the cell has it", async () => {
    const { root } = await show({ welcome: { may_rename: false } });
    await press(root, "?");
    expect(words(root, "annotator")).toBe("asha");
    expect(has(root, "name-change")).toBe(false);
  });

  it("is asked for before the file to send is made, if it was not before", async () => {
    const { root, kernel } = await show(unnamed);
    const made = () => kernel.received.filter((one) => one.type === "hand_in").length;
    await press(root, "?");
    part(root, "hand-in").click();
    await painted();
    expect(made()).toBe(0);
    (part(root, "name-text") as HTMLInputElement).value = "Asha";
    part(root, "name-save").click();
    await vi.waitFor(() => expect(made()).toBe(1));
    expect(given(kernel)).toEqual(["Asha"]);
    expect(has(root, "help-card")).toBe(false);
    await press(root, "?");
    part(root, "hand-in").click();
    await vi.waitFor(() => expect(made()).toBe(2));
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

  it("end with a kernel that is gone once the last is closed; one shown again begins anew", async () => {
    const model = new Kernel({}).model();
    const { initialize, render } = widget();
    const stop = initialize({ model });
    const views = [0, 1].map(() => render({ model, el: document.createElement("div") }));
    await painted();
    model.comm_live = false;
    model.trigger("comm_live_update");
    await painted();
    views.pop()?.();
    expect(model.listening).toBeGreaterThan(0);
    views.pop()?.();
    expect(model.listening).toBeGreaterThan(0); // a cell that is moved gets its view anew
    await vi.waitFor(() => expect(model.listening).toBe(0), { timeout: 10_000 });
    const el = document.createElement("div");
    const close = render({ model, el });
    await vi.waitFor(() => expect(words(el, "progress")).toBe("0 of 30"));
    close();
    stop();
    expect(model.listening).toBe(0);
  });

  it("end where the kernel goes after the last was closed", async () => {
    const model = new Kernel({}).model();
    const { initialize, render } = widget();
    initialize({ model });
    render({ model, el: document.createElement("div") })();
    await painted();
    expect(model.listening).toBeGreaterThan(0);
    model.comm_live = false;
    model.trigger("comm_live_update");
    await vi.waitFor(() => expect(model.listening).toBe(0), { timeout: 10_000 });
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

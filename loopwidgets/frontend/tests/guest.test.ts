import { afterEach, describe, expect, it } from "vitest";
import guest from "../src/guest/index";
import type { Model } from "../src/kernel/model";

type Callback = (content: unknown) => void;

/** A model with the one trait, that keeps what is sent. */
class Header implements Model {
  readonly sent: unknown[] = [];
  comm_live = true;
  #shown: unknown = {};
  readonly #callbacks = new Map<string, Callback>();

  get = () => this.#shown;
  send = (content: unknown) => this.sent.push(content);
  on = (name: string, callback: Callback) => this.#callbacks.set(name, callback);
  off = (name: string) => this.#callbacks.delete(name);

  show(shown: object): void {
    this.#shown = shown;
    this.#callbacks.get("change:_shown")?.({});
  }

  die(): void {
    this.comm_live = false;
    this.#callbacks.get("comm_live_update")?.({});
  }

  get listening(): number {
    return this.#callbacks.size;
  }
}

const SHOWN = {
  item: "key-2",
  answered: 1,
  skipped: 0,
  total: 3,
  labels: [{ name: "<b>cat</b>", count: 1, light: "#c2410c", dark: "#fb923c" }],
  where: "loopwidgets.db",
  durable: true,
  annotator: "asha",
  status: "open",
  said: "",
  problem: "",
  reading: false,
  back: true,
  forward: false,
};

function render(shown: object = SHOWN) {
  document.body.innerHTML = '<div class="loopwidgets-guest"><div></div><input></div><input>';
  const el = document.querySelector<HTMLElement>(".loopwidgets-guest > div");
  if (!el) throw new Error("there is no place");
  const model = new Header();
  const stop = guest.render({ model, el });
  model.show(shown);
  const part = (name: string) => {
    const found = el.querySelector<HTMLElement>(`[data-lw="${name}"]`);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  return { model, stop, part };
}

let stopped: () => void = () => {};
afterEach(() => stopped());

describe("the line above a guest", () => {
  it("shows the answer in the data until the person gives another", () => {
    const { model, stop, part } = render({ ...SHOWN, initial: "cat" });
    stopped = stop;
    expect(part("answered").textContent).toBe(
      "In the data: cat. Submit it to keep it, or change it first.",
    );
    model.show({ ...SHOWN, initial: "cat", status: "answered", said: "dog" });
    expect(part("answered").textContent).toBe("Answered before: dog");
  });

  it("shows progress and counts, names as they are written", () => {
    const { part, stop } = render();
    stopped = stop;
    expect(part("progress").textContent).toBe("1 of 3");
    expect(part("distribution").textContent).toBe("<b>cat</b> 1");
    expect(part("saved").textContent).toBe("saved");
    expect(part("root").dataset.itemKey).toBe("key-2");
  });

  it("explains a total that is smaller than the number of rows", () => {
    const { model, part, stop } = render();
    stopped = stop;
    expect(part("progress").title).toBe("");
    model.show({ ...SHOWN, rows: 5 });
    expect(part("progress").title).toBe("3 items (5 rows, 2 repeated)");
  });

  it("is headed by its project, and says which it joined", () => {
    const { model, part, stop } = render();
    stopped = stop;
    const notice = "This goes on with the project 'item: Asking'.";
    model.show({ ...SHOWN, heading: "item: Asking", notice });
    expect(part("heading").textContent).toBe("item: Asking");
    expect(part("project-notice").textContent).toBe(notice);
    expect(part("root").getAttribute("aria-label")).toBe("Labeling: item: Asking");
  });

  it("says which button was pressed, and offers those that can be", () => {
    const { model, part, stop } = render();
    stopped = stop;
    part("skip").click();
    part("forward").click();
    part("back").click();
    expect(model.sent).toEqual([{ act: "skip" }, { act: "back" }]);
  });

  it("tells the end, an earlier answer, and what went wrong", () => {
    const { model, part, stop } = render();
    stopped = stop;
    model.show({ ...SHOWN, status: "answered", said: "cat", problem: "the disk is full" });
    expect(part("answered").textContent).toBe("Answered before: cat");
    expect(part("problem").textContent).toBe("the disk is full");
    model.show({ ...SHOWN, item: null, answered: 3 });
    expect(part("finished").textContent).toContain("All items are answered");
    expect((part("skip") as HTMLButtonElement).disabled).toBe(true);
  });

  it("tells that the kernel is away, and takes no act then", () => {
    const { model, part, stop } = render();
    stopped = stop;
    model.die();
    expect(part("problem").textContent).toContain("Run the cell again");
    part("skip").click();
    expect(model.sent).toEqual([]);
  });

  it("keeps keys that are typed in the guest from the notebook, and only those", () => {
    const { model, stop } = render();
    const [inside, outside] = document.querySelectorAll("input");
    const press = (target: Element | undefined) =>
      target?.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
    press(inside);
    press(outside);
    expect(inside?.hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
    expect(outside?.hasAttribute("data-lm-suppress-shortcuts")).toBe(false);
    stop();
    expect(model.listening).toBe(0);
  });
});

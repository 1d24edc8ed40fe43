/** Show two or more sides next to each other, each by the same view; images share their zoom. */

import "./compare.css";
import type { ShownItem } from "../../kernel/protocol";
import { text } from "../text";
import { addedViews, type Showing, type View, type ViewProps } from "../view";
import { kindOf, showingAt, sidesOf } from "./side-payloads";
import { strings } from "./strings";

export const compare: View = {
  Show,
  keys: [
    [["↑", "↓"], strings.keys.scroll],
    [["+", "-"], strings.keys.zoom],
  ],
  room(items) {
    const [first] = items;
    if (first === undefined) return "short";
    const sides = items.flatMap((item) => sidesOf(item).map((side) => side.item));
    const room = viewOf(first)?.room(sides) ?? "short";
    // There is less room across: a text is longer.
    return room === "brief" ? "short" : room === "short" ? "long" : room;
  },
  prepare(items, showing) {
    const [first] = items;
    if (first === undefined) return;
    const view = viewOf(first);
    for (let place = 0; place < sidesOf(first).length; place++) {
      const sides = items.flatMap((item) => sidesOf(item)[place]?.item ?? []);
      view?.prepare?.(sides, showingAt(place, showing));
    }
  },
  onKey: (press, showing) => inFront(showing, (view, place) => view.onKey?.(press, place) ?? false),
  close: (showing) => inFront(showing, (view, place) => view.close?.(place) ?? false),
};

/** The item in front of the person, for the keys. */
const shown = new WeakMap<Showing, ShownItem>();

function viewOf(item: ShownItem): View | undefined {
  const kind = kindOf(item);
  return kind === "text" ? text : addedViews[kind];
}

/** Do something for each side, until it was done. */
function inFront(showing: Showing, work: (view: View, place: Showing) => boolean): boolean {
  const item = shown.get(showing);
  const view = item && viewOf(item);
  if (!item || !view) return false;
  return sidesOf(item).some((_, place) => work(view, showingAt(place, showing)));
}

function Show({ item, showing }: ViewProps) {
  const sides = sidesOf(item);
  const view = viewOf(item);
  shown.set(showing, item);
  if (view === undefined) return null;
  return (
    <div class="lw-compare" style={`--sides:${sides.length}`}>
      {sides.map(({ name, item: side }, place) => {
        const title = name || strings.side(place + 1);
        return (
          <section key={place} class="lw-part" data-lw="side" aria-label={title}>
            <div class="lw-part-name lw-soft" dir="auto" aria-hidden="true">
              {title}
            </div>
            {side.problem && (
              <p class="lw-soft" dir="auto">
                {side.problem}
              </p>
            )}
            <view.Show item={side} showing={showingAt(place, showing)} />
          </section>
        );
      })}
    </div>
  );
}

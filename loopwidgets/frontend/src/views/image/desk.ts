/** The state of a widget's images in this page, kept from item to item. */

import { type Signal, signal } from "@preact/signals";
import { readTab, writeTab } from "../../kernel/identity";
import type { ShownItem } from "../../kernel/protocol";
import type { Showing } from "../view";
import { Bitmaps } from "./decode";
import { Turned } from "./turned";
import { type Lens, type Size, WHOLE } from "./viewport";

export const LIGHT = { brightness: 100, contrast: 100 };
const KEEPS = "loopwidgets.keeps-zoom";

export interface ImageDesk {
  readonly bitmaps: Bitmaps;
  readonly lens: Signal<Lens>;
  /** Zoom, and where, stay from one item to the next. */
  readonly keeps: Signal<boolean>;
  readonly light: Signal<typeof LIGHT>;
  /** True if brightness and contrast are shown to be changed. */
  readonly open: Signal<boolean>;
  readonly turned: Turned;
  /** The image in front of the person, and how many pages it has. */
  shown: { readonly item: ShownItem; readonly pages: number } | null;
  room: Size;
}

const desks = new WeakMap<Showing, ImageDesk>();

export function deskOf(showing: Showing): ImageDesk {
  const known = desks.get(showing);
  if (known) return known;
  const beside = showing.beside && deskOf(showing.beside);
  const desk: ImageDesk = {
    bitmaps: new Bitmaps(),
    lens: beside?.lens ?? signal(WHOLE),
    keeps: beside?.keeps ?? signal(readTab(KEEPS) !== ""),
    light: beside?.light ?? signal(LIGHT),
    open: signal(false),
    turned: new Turned(showing, (item) => desk.bitmaps.get(item, desk.room)),
    shown: null,
    room: { width: 0, height: 0 },
  };
  desks.set(showing, desk);
  return desk;
}

export function keepZoom({ keeps }: ImageDesk, keep: boolean): void {
  keeps.value = keep;
  writeTab(KEEPS, keep ? "yes" : "");
}

/** Turn so many pages; false if there are no pages to turn. */
export function turnBy({ shown, turned }: ImageDesk, pages: number): boolean {
  if (shown === null || shown.pages === 1) return false;
  const detail = turned.wanted(shown.item);
  const page = Math.min(shown.pages - 1, Math.max(0, detail.page + pages));
  if (page !== detail.page) turned.turn(shown.item, { ...detail, page });
  return true;
}

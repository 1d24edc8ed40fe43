/** Show an image: decoded ahead, with zoom and pan by wheel, hand, key and button; brightness and contrast. */

import { batch, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Press, signOf } from "../../lib/keys";
import { strings } from "../../strings";
import { Again } from "../again";
import { Problem } from "../problem";
import type { Showing, View, ViewProps } from "../view";
import { Easel, STEP } from "./canvas";
import { decode, type ImageContent, read } from "./decode";
import { deskOf, turnBy } from "./desk";
import { Tools } from "./tools";
import { asJson, type Sheet } from "./turned";
import { type Size, WHOLE } from "./viewport";

/** On zooming in: no larger than this (pixels each way). */
const LARGEST: Size = { width: 8192, height: 8192 };
const LARGEST_DRAWING: Size = { width: 4096, height: 4096 };
const PAN = 0.2;

export const image: View = {
  Show,
  room: () => "picture",
  prepare(items, showing) {
    const { bitmaps, room, turned } = deskOf(showing);
    const parts = items.map((item) => turned.part(item).item);
    if (room.width > 0) bitmaps.prepare(parts, room);
  },
  keys: [
    [["+", "-"], strings.imageKeys.zoom],
    [["="], strings.imageKeys.whole],
    [["Shift", "← ↑ ↓ →"], strings.imageKeys.move],
    [["[", "]"], strings.imageKeys.pages],
  ],
  onKey(press, showing) {
    const pages = pagesFor(press);
    if (pages !== 0) return turnBy(deskOf(showing), pages);
    const work = commandFor(press);
    if (work === null) return false;
    const easel = easels.get(showing);
    if (easel) work(easel);
    return true;
  },
  close(showing) {
    const { open } = deskOf(showing);
    const was = open.peek();
    open.value = false;
    return was;
  },
};

/** The image whose canvas the keys act on: the image drawn last. */
const easels = new WeakMap<Showing, Easel>();

/** How many pages a key turns. The page keys are there for keyboards without brackets. */
function pagesFor(press: Press): number {
  const sign = signOf(press);
  if (sign === "[" || press.key === "PageUp") return -1;
  return sign === "]" || press.key === "PageDown" ? 1 : 0;
}

function commandFor(press: Press): ((easel: Easel) => void) | null {
  switch (signOf(press)) {
    case "+":
      return (easel) => easel.nearer(STEP);
    case "-":
      return (easel) => easel.nearer(1 / STEP);
    case "=":
      return (easel) => easel.whole();
    default:
  }
  if (!press.shiftKey) return null;
  switch (press.key) {
    case "ArrowLeft":
      return (easel) => easel.pan(PAN, 0);
    case "ArrowRight":
      return (easel) => easel.pan(-PAN, 0);
    case "ArrowUp":
      return (easel) => easel.pan(0, PAN);
    case "ArrowDown":
      return (easel) => easel.pan(0, -PAN);
    default:
      return null;
  }
}

function Show({ item, showing, over }: ViewProps) {
  const part = deskOf(showing).turned.part(item);
  const content = read(part.item.payload);
  if (content.blob === null && part.item === item) {
    deskOf(showing).shown = null; // a card has no pages to turn
    return (
      <>
        {content.isAway && <Again item={item} showing={showing} />}
        <Caption content={content} />
      </>
    );
  }
  return <Picture item={item} showing={showing} over={over} part={part} content={content} />;
}

interface PictureProps extends ViewProps {
  readonly part: Sheet;
  readonly content: ImageContent;
}

function Picture({ item, showing, over, part, content }: PictureProps) {
  const desk = deskOf(showing);
  const failed = useSignal("");
  const canvas = useRef<HTMLCanvasElement>(null);
  const easel = useRef<Easel | null>(null);
  const [box, setBox] = useState<HTMLElement | null>(null);
  const zoomed = useComputed(() => (desk.lens.value.zoom > 1 ? "true" : undefined));
  const filter = useComputed(() => {
    const { brightness, contrast } = desk.light.value;
    const plain = brightness === 100 && contrast === 100;
    return plain ? "" : `filter:brightness(${brightness}%) contrast(${contrast}%)`;
  });

  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const made = new Easel(canvas.current, desk.lens, {
      hasFocus: () => canvas.current?.closest(".loopwidgets")?.matches(":focus-within") ?? false,
      wantsWhole: () => void sharpen(),
    });
    easel.current = made;
    return () => made.dispose();
  }, []);

  const pages = part.item === item ? content.pages : read(item.payload).pages;
  useLayoutEffect(() => {
    desk.shown = { item, pages };
    if (!desk.keeps.peek()) desk.lens.value = WHOLE;
  }, [item.key]);

  const shown = useRef(part);
  shown.current = part;
  useLayoutEffect(() => {
    const made = easel.current;
    if (made === null) return;
    const { key } = part.item;
    easels.set(showing, made);
    desk.room = made.room;
    batch(() => made.show(content, desk.bitmaps.ready(key), item.number));
    if (desk.bitmaps.ready(key) === null)
      void desk.bitmaps.get(part.item, made.room).then((bitmap) => {
        if (shown.current.item.key !== key || easel.current !== made) return;
        if (desk.bitmaps.failed(key)) failed.value = key;
        made.draw(bitmap);
      });
    // Pages are many: their pictures are held only as long as they are shown.
    return part.item === item ? undefined : () => desk.bitmaps.letGo(key);
  }, [part.item.key]);

  /** The person zoomed in: first the image here at its full size, then the kernel's image. */
  async function sharpen(): Promise<void> {
    const asked = shown.current;
    const here = read(asked.item.payload);
    const sharper = async (of: typeof here) => {
      const bitmap = await decode(of, of.isDrawing ? LARGEST_DRAWING : LARGEST);
      if (shown.current.item.key === asked.item.key && bitmap !== null)
        easel.current?.sharpen(bitmap);
      else bitmap?.close();
    };
    await sharper(here);
    if (!here.scaled || shown.current.item.key !== asked.item.key) return;
    const whole = await showing.part(desk.shown?.item.key ?? "", true, asJson(asked.detail));
    if (whole !== null) await sharper(read(whole.payload));
  }

  const isBad = content.blob === null || failed.value === part.item.key;
  const name = content.name || strings.image(item.number);
  return (
    <figure class="lw-picture">
      <Caption content={content} />
      {isBad && (
        <Problem problem={(part.item !== item && part.item.problem) || strings.undecodable} />
      )}
      <div class="lw-canvas-box" ref={over ? setBox : null} hidden={isBad}>
        <canvas
          ref={canvas}
          class="lw-canvas"
          role="img"
          aria-label={pages > 1 ? `${name}, ${strings.pages(part.detail.page + 1, pages)}` : name}
          data-lw="image"
          data-zoomed={zoomed}
          style={filter}
        />
        {box !== null &&
          easel.current !== null &&
          over?.({
            kind: "picture",
            width: content.width,
            height: content.height,
            element: box,
            placement: easel.current.placement,
          })}
      </div>
      {(!isBad || pages > 1) && (
        <div class="lw-over-picture">
          {content.note && (
            <p class="lw-picture-note" data-lw="image-note">
              {content.note}
            </p>
          )}
          <Tools desk={desk} easel={easel} item={item} pages={pages} window={content.window} />
        </div>
      )}
    </figure>
  );
}

function Caption({ content }: Pick<PictureProps, "content">) {
  if (content.caption === "") return null;
  return (
    <div class="lw-caption" dir="auto">
      {content.caption}
    </div>
  );
}

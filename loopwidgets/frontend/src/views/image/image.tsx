/** Show an image: decoded ahead, with zoom and pan by wheel, hand, key and button; brightness and contrast. */

import { batch, type Signal, signal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { readTab, writeTab } from "../../kernel/identity";
import { type Press, signOf } from "../../lib/keys";
import { strings } from "../../strings";
import { Again } from "../again";
import { Problem } from "../problem";
import type { Showing, View, ViewProps } from "../view";
import { Easel, STEP } from "./canvas";
import { Bitmaps, decode, type ImageContent, read } from "./decode";
import { type Lens, type Size, WHOLE } from "./viewport";

/** On zooming in: no larger than this (pixels each way). */
const LARGEST: Size = { width: 8192, height: 8192 };
const LARGEST_DRAWING: Size = { width: 4096, height: 4096 };
const LIGHT = { brightness: 100, contrast: 100 };
const PAN = 0.2;
const KEEPS = "loopwidgets.keeps-zoom";

/** The state of a widget's images in this page, kept from item to item. */
interface Desk {
  readonly bitmaps: Bitmaps;
  readonly lens: Signal<Lens>;
  /** Zoom, and where, stay from one item to the next. */
  readonly keeps: Signal<boolean>;
  readonly light: Signal<typeof LIGHT>;
  /** True if brightness and contrast are shown to be changed. */
  readonly open: Signal<boolean>;
  room: Size;
}

export const image: View = {
  Show,
  room: () => "picture",
  prepare(items, showing) {
    const { bitmaps, room } = deskOf(showing);
    if (room.width > 0) bitmaps.prepare(items, room);
  },
  keys: [
    [["+", "-"], strings.imageKeys.zoom],
    [["="], strings.imageKeys.whole],
    [["Shift", "← ↑ ↓ →"], strings.imageKeys.move],
  ],
  onKey(press, showing) {
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

const desks = new WeakMap<Showing, Desk>();
/** The image whose canvas the keys act on: the image drawn last. */
const easels = new WeakMap<Showing, Easel>();

function deskOf(showing: Showing): Desk {
  const known = desks.get(showing);
  if (known) return known;
  const desk: Desk = {
    bitmaps: new Bitmaps(),
    lens: signal(WHOLE),
    keeps: signal(readTab(KEEPS) !== ""),
    light: signal(LIGHT),
    open: signal(false),
    room: { width: 0, height: 0 },
  };
  desks.set(showing, desk);
  return desk;
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

function Show({ item, showing }: ViewProps) {
  const content = read(item.payload);
  if (content.blob === null)
    return (
      <>
        {content.isAway && <Again item={item} showing={showing} />}
        <Caption content={content} />
      </>
    );
  return <Picture item={item} showing={showing} content={content} />;
}

interface PictureProps extends ViewProps {
  readonly content: ImageContent;
}

function Picture({ item, showing, content }: PictureProps) {
  const desk = deskOf(showing);
  const failed = useSignal("");
  const canvas = useRef<HTMLCanvasElement>(null);
  const easel = useRef<Easel | null>(null);
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

  const shown = useRef(item);
  shown.current = item;
  useLayoutEffect(() => {
    const made = easel.current;
    if (made === null) return;
    easels.set(showing, made);
    desk.room = made.room;
    batch(() => {
      if (!desk.keeps.peek()) desk.lens.value = WHOLE;
      made.show(content, desk.bitmaps.ready(item.key), item.number);
    });
    if (desk.bitmaps.ready(item.key) !== null) return;
    void desk.bitmaps.get(item, made.room).then((bitmap) => {
      if (shown.current !== item || easel.current !== made) return;
      if (desk.bitmaps.failed(item.key)) failed.value = item.key;
      made.draw(bitmap);
    });
  }, [item.key]);

  /** The person zoomed in: first the image here at its full size, then the kernel's image. */
  async function sharpen(): Promise<void> {
    const asked = shown.current;
    const here = read(asked.payload);
    const sharper = async (of: typeof here) => {
      const bitmap = await decode(of, of.isDrawing ? LARGEST_DRAWING : LARGEST);
      if (shown.current === asked && bitmap !== null) easel.current?.sharpen(bitmap);
      else bitmap?.close();
    };
    await sharper(here);
    if (!here.scaled || shown.current !== asked) return;
    const whole = await showing.whole(asked.key);
    if (whole !== null) await sharper(read(whole));
  }

  const isBad = failed.value === item.key;
  return (
    <figure class="lw-picture">
      <Caption content={content} />
      {isBad && <Problem problem={strings.undecodable} />}
      <canvas
        ref={canvas}
        class="lw-canvas"
        role="img"
        aria-label={content.name || strings.image(item.number)}
        data-lw="image"
        data-zoomed={zoomed}
        style={filter}
        hidden={isBad}
      />
      {!isBad && <Tools desk={desk} easel={easel} />}
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

interface ToolsProps {
  readonly desk: Desk;
  readonly easel: { readonly current: Easel | null };
}

/** Small, in the image's corner: how near, whether that stays, and how bright. */
function Tools({ desk, easel }: ToolsProps) {
  const { open } = desk;
  const drawn = useSignal(false);
  useLayoutEffect(() => {
    drawn.value = true;
  }, [drawn]);
  const words = useComputed(() => {
    desk.lens.value;
    return drawn.value && easel.current ? strings.percent(easel.current.percent.value) : "";
  });
  const act = (work: (easel: Easel) => void) => () => {
    if (easel.current) work(easel.current);
  };
  return (
    <div class="lw-tools" data-lw="image-tools">
      {open.value && <Light desk={desk} />}
      <Tool name="farther" title={strings.farther} onClick={act((made) => made.nearer(1 / STEP))}>
        −
      </Tool>
      <Tool name="zoom" title={strings.wholeImage} onClick={act((made) => made.whole())}>
        <span class="lw-percent">{words}</span>
      </Tool>
      <Tool name="nearer" title={strings.nearer} onClick={act((made) => made.nearer(STEP))}>
        +
      </Tool>
      <Tool
        name="keep-zoom"
        title={strings.keepZoom}
        aria-pressed={desk.keeps.value}
        onClick={() => {
          desk.keeps.value = !desk.keeps.peek();
          writeTab(KEEPS, desk.keeps.peek() ? "yes" : "");
        }}
      >
        <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M3 5.5V4a3 3 0 0 1 6 0v1.5M2 5.5h8v5H2z" />
        </svg>
      </Tool>
      <Tool
        name="light"
        title={strings.light}
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.peek();
        }}
      >
        <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
          <circle cx="6" cy="6" r="4.5" />
          <path d="M6 1.5v9a4.5 4.5 0 0 0 0-9" class="lw-half" />
        </svg>
      </Tool>
    </div>
  );
}

interface ToolProps {
  readonly name: string;
  readonly title: string;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly "aria-pressed"?: boolean;
  readonly "aria-expanded"?: boolean;
}

function Tool({ name, title, children, ...rest }: ToolProps) {
  return (
    <button type="button" class="lw-tool" data-lw={name} title={title} aria-label={title} {...rest}>
      {children}
    </button>
  );
}

function Light({ desk }: Pick<ToolsProps, "desk">) {
  const names = ["brightness", "contrast"] as const;
  return (
    <div class="lw-light">
      {names.map((name) => (
        <label key={name}>
          {strings[name]}
          <input
            type="range"
            min={20}
            max={300}
            step={5}
            value={desk.light.value[name]}
            data-lw={name}
            onInput={(event) => {
              const value = Number(event.currentTarget.value);
              desk.light.value = { ...desk.light.peek(), [name]: value };
            }}
          />
        </label>
      ))}
      <button
        type="button"
        class="lw-link"
        data-lw="plain-light"
        onClick={() => {
          desk.light.value = LIGHT;
        }}
      >
        {strings.plainLight}
      </button>
    </div>
  );
}

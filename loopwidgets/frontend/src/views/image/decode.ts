/**
 * Images decoded before they are shown: a few around the shown item, each as large as it will be seen.
 *
 * It knows nothing of how they are drawn.
 */

import type { Json, ShownItem } from "../../kernel/protocol";
import { DRAWING, drawn } from "./svg";
import type { Size } from "./viewport";

/** The payload of an image item. */
export interface ImageContent extends Size {
  readonly blob: Blob | null;
  /** The sent image is smaller than the original, whose size is `width` and `height`. */
  readonly scaled: boolean;
  /** Made of lines, not of pixels: sharp at any size. */
  readonly isDrawing: boolean;
  /** Its address could not be read; another try may succeed. */
  readonly isAway: boolean;
  readonly name: string;
  readonly caption: string;
  /** How many pages there are to turn. */
  readonly pages: number;
  /** How values of more than 8 bits are shown; empty for 8 bits. */
  readonly note: string;
  /** The values that are black and white, and the smallest and largest of all; null for 8 bits. */
  readonly window: { readonly shown: Span; readonly all: Span } | null;
}

type Span = readonly [number, number];

interface Held {
  /** The payload that is decoded; the item may get another. */
  readonly payload: Json;
  readonly room: number;
  readonly decoding: Promise<ImageBitmap | null>;
  bitmap: ImageBitmap | null;
  gone: boolean;
  failed: boolean;
}

export class Bitmaps {
  readonly #held = new Map<string, Held>();

  /** Decode these to fit into so many pixels, and let go of all others. */
  prepare(items: readonly ShownItem[], room: Size): void {
    const wanted = new Set(items.map((item) => item.key));
    for (const key of this.#held.keys()) if (!wanted.has(key)) this.letGo(key);
    for (const item of items) void this.get(item, room);
  }

  /** The decoded image if it is there. */
  ready(key: string): ImageBitmap | null {
    return this.#held.get(key)?.bitmap ?? null;
  }

  /** True if it was tried, and the browser can't decode it. */
  failed(key: string): boolean {
    return this.#held.get(key)?.failed ?? false;
  }

  /** The decoded image as soon as it is there; null when it can't be decoded. */
  get(item: ShownItem, room: Size): Promise<ImageBitmap | null> {
    const size = room.width + room.height;
    const before = this.#held.get(item.key);
    if (before?.room === size && before.payload === item.payload) return before.decoding;
    const held: Held = {
      payload: item.payload,
      room: size,
      gone: false,
      failed: false,
      bitmap: null,
      decoding: decode(read(item.payload), room).then((bitmap) => {
        if (held.gone) bitmap?.close();
        else held.bitmap = bitmap;
        held.failed = bitmap === null;
        return held.gone ? null : bitmap;
      }),
    };
    this.letGo(item.key);
    this.#held.set(item.key, held);
    return held.decoding;
  }

  letGo(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    held.gone = true;
    held.bitmap?.close();
    this.#held.delete(key);
  }
}

/** Decode beside the page's own thread, no larger than the room; null when it can't be. */
export async function decode(content: ImageContent, room: Size): Promise<ImageBitmap | null> {
  const { blob, width, height } = content;
  if (blob === null) return null;
  const scale = Math.min(room.width / width, room.height / height);
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  try {
    if (content.isDrawing) return await drawn(blob, content, size);
    if (!(scale < 1)) return await createImageBitmap(blob);
    return await createImageBitmap(blob, {
      resizeWidth: size.width,
      resizeHeight: size.height,
      resizeQuality: "high",
    });
  } catch {
    return null;
  }
}

const NONE: ImageContent = {
  blob: null,
  width: 1,
  height: 1,
  scaled: false,
  isDrawing: false,
  isAway: false,
  name: "",
  caption: "",
  pages: 1,
  note: "",
  window: null,
};

/** A payload that is not as expected holds no image; it is never an error. */
export function read(payload: Json | undefined): ImageContent {
  if (typeof payload !== "object" || payload === null) return NONE;
  const { image, mime, width, height, scaled, away, name, caption, pages, note, window } =
    payload as Record<string, unknown>;
  const words = {
    name: typeof name === "string" ? name : "",
    caption: typeof caption === "string" ? caption : "",
  };
  if (!(image instanceof DataView) || typeof mime !== "string")
    return { ...NONE, ...words, isAway: away === true };
  return {
    ...words,
    isAway: false,
    blob: new Blob([image as DataView<ArrayBuffer>], { type: mime }),
    width: typeof width === "number" && width > 0 ? width : 1,
    height: typeof height === "number" && height > 0 ? height : 1,
    scaled: scaled === true,
    isDrawing: mime === DRAWING,
    pages: typeof pages === "number" ? pages : 1,
    note: typeof note === "string" ? note : "",
    window: readWindow(window),
  };
}

function readWindow(window: unknown): ImageContent["window"] {
  if (typeof window !== "object" || window === null) return null;
  const { shown, all } = window as Record<string, unknown>;
  return isSpan(shown) && isSpan(all) ? { shown, all } : null;
}

function isSpan(value: unknown): value is Span {
  return Array.isArray(value) && value.length === 2 && value.every((each) => Number.isFinite(each));
}

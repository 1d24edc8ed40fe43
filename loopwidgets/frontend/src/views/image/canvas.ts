/**
 * Draws an image on a canvas, with the zoom and brightness that the person chose; hands and
 * wheels move it.
 */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Placement } from "../surface";
import type { ImageContent } from "./decode";
import {
  type Lens,
  moved,
  placementOf,
  type Size,
  scaleOf,
  WHOLE,
  within,
  zoomed,
} from "./viewport";

/** One step of a key or a button. */
export const STEP = 1.4;
/** Pixels larger than this are drawn with sharp edges. */
const SHARP = 3;
const DOUBLE = 2.5;
/** Pixels of one square of the checkerboard. */
const CHECK = 8;

export interface Hooks {
  /** The keys act here: only then the wheel is ours. */
  hasFocus(): boolean;
  /** The screen can show more than the bitmap holds; called once for each image. */
  wantsWhole(): void;
}

export class Easel {
  readonly lens: Signal<Lens>;
  /** Screen pixels for each of the image's, in percent. */
  readonly percent: ReadonlySignal<number>;
  /** Where the image lies on the canvas, in the page's pixels. */
  readonly placement: ReadonlySignal<Placement>;
  readonly #canvas: HTMLCanvasElement;
  readonly #hooks: Hooks;
  readonly #place = signal<Size>({ width: 1, height: 1 });
  readonly #image = signal<Size>({ width: 1, height: 1 });
  readonly #pointers = new Map<number, PointerEvent>();
  readonly #stops: (() => void)[] = [];
  /** The drawn bitmap; if it is sharper than the lent bitmap, this canvas closes it. */
  #bitmap: ImageBitmap | null = null;
  #own: ImageBitmap | null = null;
  #frame = 0;
  #seeThrough = false;
  #isDrawing = false;
  #asked = false;
  /** The image's key, to know which image is on the canvas. */
  #number = 0;

  constructor(canvas: HTMLCanvasElement, lens: Signal<Lens>, hooks: Hooks) {
    this.#canvas = canvas;
    this.#hooks = hooks;
    this.lens = lens;
    this.percent = computed(() =>
      Math.round(100 * scaleOf(lens.value, this.#image.value, this.#place.value)),
    );
    this.placement = computed(() => placementOf(lens.value, this.#image.value, this.#place.value));
    this.#listen();
    const observer = new ResizeObserver(() => this.measure());
    observer.observe(canvas);
    this.#stops.push(
      () => observer.disconnect(),
      effect(() => {
        lens.value;
        this.#soon();
      }),
    );
    this.measure();
  }

  /** How many screen pixels there are to draw on. */
  get room(): Size {
    return { width: this.#canvas.width, height: this.#canvas.height };
  }

  /** Another image, drawn at once if it is decoded. */
  show(content: ImageContent, bitmap: ImageBitmap | null, number: number): void {
    this.#number = number;
    this.#image.value = { width: content.width, height: content.height };
    this.#seeThrough = content.blob?.type !== "image/jpeg";
    this.#isDrawing = content.isDrawing;
    this.#asked = false;
    this.lens.value = within(this.lens.peek(), this.#image.peek(), this.#place.peek());
    this.draw(bitmap);
  }

  /** The image as it was decoded for this place; it stays its owner's. */
  draw(bitmap: ImageBitmap | null): void {
    this.#own?.close();
    this.#own = null;
    this.#bitmap = bitmap;
    this.#draw();
  }

  /** The same image, sharper; the easel closes it in the end. */
  sharpen(bitmap: ImageBitmap): void {
    this.draw(bitmap);
    this.#own = bitmap;
  }

  nearer(factor: number): void {
    this.#zoom(factor, { x: 0, y: 0 });
  }

  whole(): void {
    this.lens.value = WHOLE;
  }

  /** By shares of the place. */
  pan(x: number, y: number): void {
    const { width, height } = this.#place.peek();
    this.#move(x * width, y * height);
  }

  measure(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (width === this.#canvas.width && height === this.#canvas.height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#place.value = { width: clientWidth, height: clientHeight };
    this.#draw();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
    this.#own?.close();
  }

  // --- Hands ------------------------------------------------------------------------------------

  #listen(): void {
    const listen = <K extends keyof HTMLElementEventMap>(
      name: K,
      heard: (event: HTMLElementEventMap[K]) => void,
    ) => {
      this.#canvas.addEventListener(name, heard, { passive: false });
      this.#stops.push(() => this.#canvas.removeEventListener(name, heard));
    };
    listen("wheel", (event) => {
      // A pinch on a trackpad comes as a wheel with Ctrl.
      if (!event.ctrlKey && !this.#hooks.hasFocus()) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const strength = event.ctrlKey ? 0.01 : 0.0018;
      this.#zoom(Math.exp(-event.deltaY * lines * strength), this.#from(event));
    });
    // Two fingers are ours, one scrolls the page as long as all of the image is seen.
    for (const name of ["touchstart", "touchmove"] as const)
      listen(name, (event) => {
        if (event.touches.length > 1) event.preventDefault();
      });
    listen("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#pointers.set(event.pointerId, event);
      this.#canvas.setPointerCapture(event.pointerId);
    });
    listen("pointermove", (event) => this.#dragged(event));
    for (const name of ["pointerup", "pointercancel"] as const)
      listen(name, (event) => {
        this.#pointers.delete(event.pointerId);
      });
    listen("dblclick", (event) => {
      event.preventDefault();
      if (this.lens.peek().zoom > 1) this.whole();
      else this.#zoom(DOUBLE, this.#from(event));
    });
  }

  #dragged(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, event);
    if (other === undefined) {
      this.#move(event.clientX - before.clientX, event.clientY - before.clientY);
      return;
    }
    const apart = (one: PointerEvent) =>
      Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    const middle = {
      clientX: (event.clientX + other.clientX) / 2,
      clientY: (event.clientY + other.clientY) / 2,
    };
    this.#zoom(apart(event) / apart(before), this.#from(middle));
    this.#move((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2);
  }

  #from(point: { readonly clientX: number; readonly clientY: number }) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: point.clientX - box.left - box.width / 2,
      y: point.clientY - box.top - box.height / 2,
    };
  }

  #zoom(factor: number, at: { readonly x: number; readonly y: number }): void {
    const { lens } = this;
    lens.value = zoomed(lens.peek(), factor, at, this.#image.peek(), this.#place.peek());
  }

  #move(dx: number, dy: number): void {
    const { lens } = this;
    lens.value = moved(lens.peek(), dx, dy, this.#image.peek(), this.#place.peek());
  }

  // --- Drawing ----------------------------------------------------------------------------------

  #soon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    const { width, height } = this.#canvas;
    context.clearRect(0, 0, width, height);
    const bitmap = this.#bitmap;
    if (bitmap === null) return;
    const image = this.#image.peek();
    const place = this.#place.peek();
    const lens = within(this.lens.peek(), image, place);
    const scale = scaleOf(lens, image, place) * (width / place.width);
    const w = Math.round(image.width * scale);
    const h = Math.round(image.height * scale);
    const perPixel = w / bitmap.width;
    const left = Math.round(width / 2 - lens.x * w);
    const top = Math.round(height / 2 - lens.y * h);
    if (this.#seeThrough) drawChecks(context, left, top, w, h);
    context.imageSmoothingEnabled =
      perPixel < SHARP || image.width > bitmap.width || this.#isDrawing;
    context.imageSmoothingQuality = perPixel < 0.99 ? "high" : "low";
    context.drawImage(bitmap, left, top, w, h);
    this.#canvas.dataset.drawn = String(this.#number);
    const hasMore = bitmap.width < image.width || this.#isDrawing;
    if (perPixel > 1.01 && hasMore && !this.#asked) {
      this.#asked = true;
      this.#hooks.wantsWhole();
    }
  }
}

/** A checkerboard, so that transparent parts are not taken for a color. */
function drawChecks(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const tile = new OffscreenCanvas(2 * CHECK, 2 * CHECK);
  const ink = tile.getContext("2d");
  if (ink === null) return;
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, 2 * CHECK, 2 * CHECK);
  ink.fillStyle = "#d9dce2";
  ink.fillRect(0, 0, CHECK, CHECK);
  ink.fillRect(CHECK, CHECK, CHECK, CHECK);
  context.fillStyle = context.createPattern(tile, "repeat") ?? "#fff";
  context.fillRect(left, top, width, height);
}

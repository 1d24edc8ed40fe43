/** Draws a waveform on a canvas, with times below it. */

import type { Heights } from "./peaks";
import { inWords, type Range, ticks } from "./range";

/** CSS pixels. */
const TIMES = 16;
const EACH_TIME = 72;

export function drawWaveform(
  canvas: HTMLCanvasElement,
  heights: Heights | null,
  range: Range,
): void {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  const pen = canvas.getContext("2d");
  if (pen === null || clientWidth === 0 || clientHeight === 0) return;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  pen.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const tall = height - TIMES * ratio;
  const middle = tall / 2;
  pen.fillStyle = style.getPropertyValue("--lw-wave") || style.color;
  const columns = heights?.columns(range.start, range.end, width);
  for (let column = 0; columns && column < width; column++) {
    const low = columns[2 * column] ?? Number.NaN;
    const high = columns[2 * column + 1] ?? Number.NaN;
    if (Number.isNaN(low)) continue;
    const top = middle - clamp(high) * middle * 0.94;
    const bottom = middle - clamp(low) * middle * 0.94;
    pen.fillRect(column, top, 1, Math.max(ratio, bottom - top));
  }
  drawTimes(pen, range, { width, tall, ratio, style });
}

const clamp = (height: number) => Math.max(-1, Math.min(1, height));

interface Paper {
  readonly width: number;
  readonly tall: number;
  readonly ratio: number;
  readonly style: CSSStyleDeclaration;
}

function drawTimes(
  pen: CanvasRenderingContext2D,
  range: Range,
  { width, tall, ratio, style }: Paper,
): void {
  const length = range.end - range.start;
  if (length <= 0) return;
  const { times, digits } = ticks(range, Math.max(1, width / ratio / EACH_TIME));
  pen.fillStyle = style.color;
  pen.font = `${11 * ratio}px ${style.fontFamily}`;
  pen.textBaseline = "bottom";
  for (const time of times) {
    const x = ((time - range.start) / length) * width;
    pen.fillRect(Math.min(width - ratio, Math.round(x)), tall, ratio, 4 * ratio);
    const words = inWords(time, digits);
    const wide = pen.measureText(words).width;
    if (x + 4 * ratio + wide <= width) pen.fillText(words, x + 4 * ratio, tall + TIMES * ratio);
  }
}

/** The lowest and highest samples of a recording, for any part of it and any width. Pure. */

/** Samples of a decoded recording that are looked through once. */
const BLOCK = 256;

/** A decoded recording, as far as its samples go. */
export interface Decoded {
  readonly numberOfChannels: number;
  readonly sampleRate: number;
  readonly length: number;
  getChannelData(channel: number): Float32Array;
}

export interface Heights {
  /** The lowest and the highest sample in each column, as pairs from -1 to 1; NaN where it is not known. */
  columns(start: number, end: number, width: number): Float32Array;
}

/** Heights of a decoded recording. */
export class DecodedHeights implements Heights {
  readonly #rate: number;
  readonly #channels: readonly Float32Array[];
  readonly #length: number;
  readonly #blocks: Float32Array;

  constructor(decoded: Decoded) {
    this.#rate = decoded.sampleRate;
    this.#length = decoded.length;
    this.#channels = Array.from({ length: decoded.numberOfChannels }, (_, channel) =>
      decoded.getChannelData(channel),
    );
    const count = Math.ceil(this.#length / BLOCK);
    this.#blocks = new Float32Array(2 * count);
    for (let block = 0; block < count; block++)
      this.#write(this.#blocks, block, block * BLOCK, (block + 1) * BLOCK);
  }

  columns(start: number, end: number, width: number): Float32Array {
    const columns = new Float32Array(2 * width);
    const each = ((end - start) * this.#rate) / width;
    for (let column = 0; column < width; column++) {
      const first = Math.floor(start * this.#rate + column * each);
      const last = Math.max(first + 1, Math.floor(start * this.#rate + (column + 1) * each));
      if (first < 0 || first >= this.#length) columns.fill(0, 2 * column, 2 * column + 2);
      else if (each < 2 * BLOCK) this.#write(columns, column, first, last);
      else writePeaks(columns, column, this.#blocks, first / BLOCK, last / BLOCK);
    }
    return columns;
  }

  #write(into: Float32Array, column: number, first: number, last: number): void {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const end = Math.min(last, this.#length);
    for (const samples of this.#channels)
      for (let place = first; place < end; place++) {
        const sample = samples[place] ?? 0;
        if (sample < low) low = sample;
        if (sample > high) high = sample;
      }
    into[2 * column] = low <= high ? low : 0;
    into[2 * column + 1] = low <= high ? high : 0;
  }
}

/** Heights that the kernel sends, a part at a time. */
export class SentHeights implements Heights {
  readonly #perSecond: number;
  readonly #pairs: Float32Array;

  constructor(duration: number, perSecond: number) {
    this.#perSecond = perSecond;
    this.#pairs = new Float32Array(2 * Math.ceil(duration * perSecond)).fill(Number.NaN);
  }

  put(start: number, peaks: Int8Array): void {
    const from = 2 * Math.round(start * this.#perSecond);
    for (let place = 0; place < peaks.length && from + place < this.#pairs.length; place++)
      this.#pairs[from + place] = (peaks[place] ?? 0) / 127;
  }

  columns(start: number, end: number, width: number): Float32Array {
    const columns = new Float32Array(2 * width);
    const each = ((end - start) * this.#perSecond) / width;
    const begin = start * this.#perSecond;
    for (let column = 0; column < width; column++)
      writePeaks(columns, column, this.#pairs, begin + column * each, begin + (column + 1) * each);
    return columns;
  }
}

/** Write the lowest and highest of these pairs, at least of one of them, as a column. */
function writePeaks(
  into: Float32Array,
  column: number,
  pairs: Float32Array,
  first: number,
  last: number,
): void {
  let low = Number.NaN;
  let high = Number.NaN;
  const end = Math.min(pairs.length / 2, Math.max(Math.floor(first) + 1, Math.floor(last)));
  for (let place = Math.max(0, Math.floor(first)); place < end; place++) {
    const least = pairs[2 * place] ?? 0;
    const most = pairs[2 * place + 1] ?? 0;
    if (Number.isNaN(least)) continue;
    if (!(low <= least)) low = least;
    if (!(high >= most)) high = most;
  }
  into[2 * column] = low;
  into[2 * column + 1] = high;
}

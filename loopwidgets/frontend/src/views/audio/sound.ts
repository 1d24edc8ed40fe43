/** The recording of an item: decoded as a whole, or in pieces as they are played. */

import { type Signal, signal } from "@preact/signals";
import type { Json, ShownItem } from "../../kernel/protocol";
import type { Showing } from "../view";
import { read, readPeaks, type SoundContent } from "./content";
import { DecodedHeights, type Heights, SentHeights } from "./peaks";
import type { SoundPiece } from "./player";

/** Pieces of a long recording that are kept. */
const MOST_PIECES = 5;
const RATE = 48_000;
/** A file of more bytes, whose rate is not known, may be long: it takes half the room. */
const LARGE = 1_500_000;
const [LOWEST_RATE, HIGHEST_RATE] = [8000, 96_000];

export class Sound {
  readonly payload: Json;
  readonly content: SoundContent;
  /** Seconds; 0 as long as they are not known. */
  readonly duration: Signal<number>;
  /** The browser can't decode it. */
  readonly failed = signal(false);
  /** Drawn anew with each change; null as long as nothing is known. */
  readonly heights = signal<{ readonly of: Heights } | null>(null);
  readonly #item: ShownItem;
  readonly #showing: Showing;
  readonly #pieces = new Map<number, Promise<SoundPiece | null>>();
  readonly #ready = new Map<number, SoundPiece>();
  #begun: Promise<void> | null = null;
  #gone = false;

  constructor(item: ShownItem, showing: Showing) {
    this.#item = item;
    this.#showing = showing;
    this.payload = item.payload;
    this.content = read(item.payload);
    this.duration = signal(this.content.duration);
  }

  /** Decode it, or begin to fetch it; once. */
  begin(): Promise<void> {
    this.#begun ??= this.content.piece > 0 ? this.#fetchPeaks() : this.#decodeWhole();
    return this.#begun;
  }

  /** The piece at a time, if it is here. */
  ready(at: number): SoundPiece | null {
    return this.#ready.get(this.#numberOf(at)) ?? null;
  }

  /** The piece at a time; null where it can't be had. */
  async piece(at: number): Promise<SoundPiece | null> {
    if (this.content.piece === 0) {
      await this.begin();
      return this.ready(at);
    }
    const number = this.#numberOf(at);
    const known = this.#pieces.get(number);
    if (known) return known;
    const fetched = this.#fetchPiece(number);
    this.#pieces.set(number, fetched);
    for (const oldest of this.#pieces.keys()) {
      if (this.#pieces.size <= MOST_PIECES) break;
      this.#pieces.delete(oldest);
      this.#ready.delete(oldest);
    }
    const piece = await fetched;
    if (piece === null) this.#pieces.delete(number);
    return piece;
  }

  dispose(): void {
    this.#gone = true;
    this.#pieces.clear();
    this.#ready.clear();
  }

  #numberOf(at: number): number {
    return this.content.piece > 0 ? Math.floor(at / this.content.piece + 1e-9) : 0;
  }

  async #decodeWhole(): Promise<void> {
    let { content } = this;
    if (content.isLater) {
      const whole = await this.#showing.part(this.#item.key, true, {});
      if (whole !== null) content = read(whole.payload);
    }
    const buffer = await decode(content);
    if (this.#gone) return;
    if (buffer === null || buffer.length === 0) {
      this.failed.value = true;
      return;
    }
    const end = this.content.duration || buffer.duration;
    this.#ready.set(0, { start: 0, end, buffer });
    this.heights.value = { of: new DecodedHeights(buffer) };
    this.duration.value = end;
  }

  async #fetchPiece(number: number): Promise<SoundPiece | null> {
    const { piece: length, duration } = this.content;
    const fetched = await this.#showing.part(this.#item.key, false, { piece: number });
    const buffer = fetched === null ? null : await decode(read(fetched.payload));
    if (buffer === null || this.#gone) return null;
    const piece = {
      start: number * length,
      end: Math.min(duration, (number + 1) * length),
      buffer,
    };
    if (this.#pieces.has(number)) this.#ready.set(number, piece);
    return piece;
  }

  async #fetchPeaks(): Promise<void> {
    const { duration, peaksOf, peaksASecond } = this.content;
    if (peaksOf === 0 || peaksASecond === 0) return;
    const heights = new SentHeights(duration, peaksASecond);
    this.heights.value = { of: heights };
    for (let number = 0; number * peaksOf < duration && !this.#gone; number++) {
      const part = await this.#showing.part(this.#item.key, false, { peaks: number });
      const peaks = readPeaks(part?.payload);
      if (peaks === null) continue;
      heights.put(number * peaksOf, peaks);
      this.heights.value = { of: heights };
    }
  }
}

/** Decode a file beside the page's own thread; null when it can't be. */
async function decode({ bytes, rate }: SoundContent): Promise<AudioBuffer | null> {
  if (bytes === null) return null;
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice().buffer;
  const usual = bytes.byteLength > LARGE ? RATE / 2 : RATE;
  // At the file's own rate no sample is made anew.
  const own = rate >= LOWEST_RATE && rate <= HIGHEST_RATE ? rate : usual;
  try {
    return await new OfflineAudioContext(1, 1, own).decodeAudioData(file as ArrayBuffer);
  } catch {
    return null;
  }
}

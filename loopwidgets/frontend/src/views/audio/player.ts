/**
 * Plays a recording, or a part of it again and again, exactly to its end: each stretch is planned ahead on the
 * clock of the sound card.
 */

import { type Signal, signal } from "@preact/signals";

/** A decoded stretch of a recording, in its seconds. */
export interface SoundPiece {
  readonly start: number;
  readonly end: number;
  readonly buffer: AudioBuffer;
}

export interface Pieces {
  readonly duration: { peek(): number };
  /** The piece at a time, if it is here. */
  ready(at: number): SoundPiece | null;
  piece(at: number): Promise<SoundPiece | null>;
}

export interface PlayedPart {
  readonly start: number;
  readonly end: number;
  readonly loops: boolean;
}

/** A stretch on its way: `from` and `until` on the sound card's clock, `at` in the recording. */
interface Planned {
  readonly from: number;
  readonly until: number;
  readonly at: number;
  readonly node: AudioBufferSourceNode;
}

/** Seconds that are planned ahead, and after which the plan is looked at again. */
const AHEAD = 1;
const AGAIN = 0.25;
/** Seconds from the press to the first sample. */
const LEAD = 0.01;
/** A part that loops is no shorter (seconds). */
const SHORTEST = 0.02;

export class Player {
  readonly time: Signal<number> = signal(0);
  readonly playing: Signal<boolean> = signal(false);
  readonly speed: Signal<number>;
  /** The part that is played; null for all from here on. */
  readonly part: Signal<PlayedPart | null> = signal(null);
  /** A piece that was wanted can't be had. */
  readonly failed: Signal<boolean> = signal(false);
  readonly #pieces: Pieces;
  readonly #context: () => AudioContext;
  #planned: Planned[] = [];
  /** Where the next stretch begins: in the recording, and on the sound card's clock. */
  #cursor = 0;
  #until = 0;
  #isAllPlanned = false;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(pieces: Pieces, speed: Signal<number>, context: () => AudioContext) {
    this.#pieces = pieces;
    this.speed = speed;
    this.#context = context;
  }

  /** From here on, or a part: from its beginning, or from another time in it. */
  play(part: PlayedPart | null = null, from = part?.start): void {
    const duration = this.#pieces.duration.peek();
    if (duration <= 0) return;
    this.part.value =
      part === null ? null : { ...part, end: Math.max(part.end, part.start + SHORTEST) };
    const isOver = this.time.peek() >= duration - 1e-6;
    this.#start(from ?? (isOver ? 0 : this.time.peek()));
  }

  pause(): void {
    if (this.playing.peek()) this.time.value = this.#now();
    this.#stop();
    this.part.value = null;
  }

  /** Go to a time, and play on from there if it plays. */
  seek(seconds: number): void {
    const time = Math.min(this.#pieces.duration.peek(), Math.max(0, seconds));
    const part = this.part.peek();
    if (part !== null && (time < part.start || time >= part.end)) this.part.value = null;
    if (this.playing.peek()) this.#start(time);
    else this.time.value = time;
  }

  setSpeed(speed: number): void {
    const time = this.#now();
    this.speed.value = speed;
    if (this.playing.peek()) this.#start(time);
  }

  /** Play the whole recording again and again from here on, or no longer. */
  setLoops(loops: boolean): void {
    if (!this.playing.peek()) return;
    const time = this.#now();
    this.part.value = loops ? { start: 0, end: this.#pieces.duration.peek(), loops: true } : null;
    this.#start(time);
  }

  dispose(): void {
    this.#stop();
  }

  #start(at: number): void {
    this.#stop();
    const context = this.#context();
    void context.resume();
    this.time.value = at;
    this.playing.value = true;
    this.#cursor = at;
    this.#until = context.currentTime + LEAD;
    this.#isAllPlanned = false;
    void this.#plan(this.#run);
    this.#tick();
  }

  #stop(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    for (const { node } of this.#planned) {
      node.onended = null;
      node.stop();
      node.disconnect();
    }
    this.#planned = [];
    this.playing.value = false;
  }

  /** Plan stretches until enough is ahead. */
  async #plan(run: number): Promise<void> {
    const context = this.#context();
    while (this.#until - context.currentTime < AHEAD) {
      const part = this.part.peek();
      const end = part?.end ?? this.#pieces.duration.peek();
      if (this.#cursor >= end - 1e-6) {
        if (!part?.loops) {
          this.#isAllPlanned = true;
          return;
        }
        this.#cursor = part.start;
      }
      const piece = this.#pieces.ready(this.#cursor) ?? (await this.#pieces.piece(this.#cursor));
      if (run !== this.#run) return;
      if (piece === null || piece.end <= this.#cursor) {
        this.failed.value = true;
        this.pause();
        return;
      }
      this.#add(piece, Math.min(end, piece.end), context);
    }
    // The next piece of a long recording is fetched before it is due.
    const next = this.#pieces.ready(this.#cursor);
    if (next === null) void this.#pieces.piece(this.#cursor);
    this.#timer = setTimeout(() => void this.#plan(run), AGAIN * 1000);
  }

  #add(piece: SoundPiece, end: number, context: AudioContext): void {
    const speed = this.speed.peek();
    const length = end - this.#cursor;
    const from = Math.max(this.#until, context.currentTime + LEAD / 2);
    const node = context.createBufferSource();
    node.buffer = piece.buffer;
    node.playbackRate.value = speed;
    node.connect(context.destination);
    node.start(from, this.#cursor - piece.start, length);
    const until = from + length / speed;
    this.#planned.push({ from, until, at: this.#cursor, node });
    this.#cursor = end;
    this.#until = until;
  }

  /** The time that is heard now. */
  #now(): number {
    const context = this.#context();
    const heard = context.currentTime - (context.outputLatency || 0);
    const past = this.#planned.filter(({ until }) => until <= heard);
    if (past.length > 1) this.#planned = this.#planned.slice(past.length - 1);
    const current = this.#planned.findLast(({ from }) => from <= heard);
    if (!this.playing.peek() || current === undefined) return this.time.peek();
    const length = current.until - current.from;
    return current.at + Math.min(length, heard - current.from) * this.speed.peek();
  }

  readonly #tick = (): void => {
    if (!this.playing.peek()) return;
    const context = this.#context();
    if (this.#isAllPlanned && context.currentTime - (context.outputLatency || 0) >= this.#until) {
      const end = this.part.peek()?.end ?? this.#pieces.duration.peek();
      this.#stop();
      this.part.value = null;
      this.time.value = end;
      return;
    }
    this.time.value = this.#now();
    this.#frame = requestAnimationFrame(this.#tick);
  };
}
